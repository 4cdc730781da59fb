//! A folder of one's own for each test, and in it the verbs of the library in one line each.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use scelle_core::archive::entry::Names;
use scelle_core::container::access::Role;
use scelle_core::error::Result;
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase, ScryptCost};
use scelle_core::open::extract::{Destination, ExtractOptions};
use scelle_core::open::{Container, EntryId, Locked};
use scelle_core::profile::directory::Trust;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, GrantKey, Input, SealOptions, seal_to_file};
use tempfile::TempDir;

use crate::tree;

/// When accesses are given.
const DATE: i64 = 1_790_000_000;

/// Gone, with all that is in it, at the end of its test.
pub(crate) struct Workshop {
    folder: TempDir,
    dossier: PathBuf,
}

impl Workshop {
    /// With a dossier to seal.
    pub(crate) fn new() -> Self {
        Self::with_dossier("dossier d’été", tree::write)
    }

    /// With a dossier that has large files as well.
    pub(crate) fn with_large_files() -> Self {
        Self::with_dossier("dossier d’été", tree::write_with_large_files)
    }

    /// The same, under names that the tools of the last century understand.
    pub(crate) fn with_ascii_names() -> Self {
        Self::with_dossier("dossier", |root| {
            tree::write_with_large_files(root);
            tree::rename_to_ascii(root);
        })
    }

    fn with_dossier(name: &str, write: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dossier = folder.path().join(name);
        write(&dossier);
        Self { folder, dossier }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.at(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The folder that is sealed.
    pub(crate) fn dossier(&self) -> &Path {
        &self.dossier
    }

    /// Its name.
    pub(crate) fn dossier_name(&self) -> &str {
        self.dossier.file_name().unwrap().to_str().unwrap()
    }

    /// What was extracted to this folder is the dossier, to the second.
    pub(crate) fn assert_restored(&self, folder: &Path) {
        let restored = tree::facts(&folder.join(self.dossier_name()));
        tree::assert_same(&restored, &tree::facts(&self.dossier));
    }

    /// Seals the dossier.
    pub(crate) fn seal(&self, name: &str, options: &SealOptions) -> PathBuf {
        let paths = [self.dossier.clone()];
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        let container = self.at(name);
        let input = Input::Plan(&plan);
        seal_to_file(input, &Target::new(&container), options, &Progress::new()).unwrap();
        container
    }

    /// Extracts all that a container holds to a new folder.
    pub(crate) fn extract(&self, container: &mut Container) -> PathBuf {
        let folder = tempfile::tempdir_in(self.folder()).unwrap().keep();
        let all = container.select(&[]).unwrap();
        let into = Destination::Into(folder.clone());
        container.extract(&all, &into, &ExtractOptions::default(), &Progress::new()).unwrap();
        folder
    }
}

/// Options that accept every kind of recipient, and make passphrases cheap.
pub(crate) fn sealed_to(keys: impl IntoIterator<Item = GrantKey>) -> SealOptions {
    let grant = |key| Grant {
        label: Label::lossy("Alice"),
        role: Role::Member,
        key,
        trust: Trust::Given,
        since: None,
    };
    SealOptions {
        allow_classical: true,
        argon2: Argon2Cost::insecure_for_tests(),
        scrypt: ScryptCost::insecure_for_tests(),
        ..SealOptions::new(keys.into_iter().map(grant).collect(), DATE)
    }
}

pub(crate) fn recipient(text: &str) -> GrantKey {
    GrantKey::Recipient(text.parse().unwrap())
}

pub(crate) fn passphrase(typed: &str) -> Passphrase {
    Passphrase::new(typed).unwrap()
}

/// A keyring with all that is in a file of identities.
pub(crate) fn identities(file: &Path) -> Keyring {
    match IdentityFile::read(file).unwrap() {
        IdentityFile::Plain(identities) => holding(identities),
        IdentityFile::Locked(_) => panic!("{} is locked", file.display()),
    }
}

pub(crate) fn holding(identities: impl IntoIterator<Item = Identity>) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_identities(identities);
    keyring
}

pub(crate) fn knowing(typed: &str) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_passphrase(passphrase(typed));
    keyring
}

pub(crate) fn open(container: &Path, keyring: &Keyring) -> Result<Container> {
    Locked::read(container)?.unlock(keyring, Names::Refuse)
}

/// The payload as we read it: what every other implementation should give.
pub(crate) fn payload(container: &Path, keyring: &Keyring) -> Vec<u8> {
    let mut payload = Locked::read(container).unwrap().unlock_payload(keyring).unwrap();
    let mut bytes = Vec::new();
    payload.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The name and the content of the only file of a container.
pub(crate) fn only_file(container: &mut Container) -> (String, Vec<u8>) {
    let names: Vec<String> = container.entries().map(|entry| entry.name.to_string()).collect();
    let [name] = names.as_slice() else { panic!("{names:?}") };
    let mut content = Vec::new();
    container.write_entry(EntryId::at(0), &mut content, &Progress::new()).unwrap();
    (name.clone(), content)
}
