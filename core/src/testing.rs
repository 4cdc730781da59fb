//! What the unit tests share: a file key, content, and a desk to seal and open at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use age_core::format::{FileKey, Stanza};
use tempfile::TempDir;

use crate::archive::entry::Names;
use crate::container::access::Role;
use crate::error::Result;
use crate::files::output::Target;
use crate::files::plan::{Plan, PlanOptions};
use crate::keys::hybrid::HybridIdentity;
use crate::keys::identity::{Identity, Keyring};
use crate::keys::label::Label;
use crate::keys::passphrase::{Argon2Cost, Passphrase, ScryptCost, wrap_argon2};
use crate::keys::recipient::Recipient;
use crate::open::{Container, Locked};
use crate::profile::directory::Trust;
use crate::progress::Progress;
use crate::seal::{Grant, GrantKey, Input, SealOptions, seal_to_file};

/// The file key of every test that needs just one.
pub(crate) fn file_key() -> FileKey {
    FileKey::new(Box::new(*b"YELLOW SUBMARINE"))
}

/// A stanza that opens nothing.
pub(crate) fn stanza(tag: &str, arg: &str) -> Stanza {
    Stanza { tag: tag.to_owned(), args: vec![arg.to_owned()], body: vec![0; 32] }
}

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery staple").unwrap()
}

/// A stanza that [`passphrase`] opens, to [`file_key`].
pub(crate) fn argon2_stanza() -> Stanza {
    wrap_argon2(&file_key(), &passphrase(), Argon2Cost::insecure_for_tests(), &Progress::new())
        .unwrap()
}

/// Bytes that do not shrink, and that no other offset repeats.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    let mut bytes: Vec<u8> = words.take(len.div_ceil(8)).flatten().collect();
    bytes.truncate(len);
    bytes
}

/// A keyring of these identities.
pub(crate) fn keyring(identities: impl IntoIterator<Item = Identity>) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_identities(identities);
    keyring
}

/// The folder of one person, who seals to themselves.
pub(crate) struct Desk {
    folder: TempDir,
    identity: HybridIdentity,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, identity: HybridIdentity::generate().unwrap() }
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file there, and the folders above it.
    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Makes an empty folder there, and those above it.
    pub(crate) fn put_folder(&self, name: &str) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    pub(crate) fn plan(&self, names: &[&str], options: &PlanOptions) -> Result<Plan> {
        let paths: Vec<_> = names.iter().map(|name| self.at(name)).collect();
        Plan::of_paths(&paths, &[], options, &Progress::new())
    }

    pub(crate) fn grant(&self) -> Grant {
        let key = Recipient::Hybrid(Box::new(self.identity.to_recipient()));
        Grant {
            label: Label::lossy("Alice"),
            role: Role::Owner,
            key: GrantKey::Recipient(key),
            trust: Trust::Given,
            since: None,
        }
    }

    /// How everything is sealed here: to its owner alone.
    pub(crate) fn options(&self) -> SealOptions {
        let options = SealOptions::new(vec![self.grant()], 1_790_000_000);
        let (argon2, scrypt) = (Argon2Cost::insecure_for_tests(), ScryptCost::insecure_for_tests());
        SealOptions { argon2, scrypt, ..options }
    }

    pub(crate) fn keyring(&self) -> Keyring {
        keyring([Identity::Hybrid(Box::new(self.identity.clone()))])
    }

    /// Seals these into a container in a folder of its own.
    pub(crate) fn seal(&self, names: &[&str]) -> PathBuf {
        self.seal_with(names, &self.options())
    }

    pub(crate) fn seal_with(&self, names: &[&str], options: &SealOptions) -> PathBuf {
        let plan = self.plan(names, &PlanOptions::default()).unwrap();
        let path = self.put_folder("sealed").join("dossier.scelle");
        let input = Input::Plan(&plan);
        seal_to_file(input, &Target::replacing(&path), options, &Progress::new()).unwrap();
        path
    }

    /// The file key of a container.
    pub(crate) fn unlock_key(&self, path: &Path) -> FileKey {
        Locked::read(path).unwrap().header().unlock(&self.keyring()).unwrap()
    }

    pub(crate) fn unlock(&self, path: &Path) -> Result<Container> {
        Locked::read(path)?.unlock(&self.keyring(), Names::Refuse)
    }

    pub(crate) fn open(&self, path: &Path) -> Container {
        self.unlock(path).unwrap()
    }
}

/// Changes a byte of a file.
pub(crate) fn damage(path: &Path, position: u64) {
    let mut bytes = fs::read(path).unwrap();
    bytes[position as usize] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Everything under a folder, hidden or not, with what it holds; the names of folders end in `/`.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

/// The names in [`tree`].
pub(crate) fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        let metadata = path.symlink_metadata().unwrap();
        if metadata.is_dir() {
            let name = format!("{name}/");
            collect(&path, &name, found);
            found.insert(name, Vec::new());
        } else if metadata.is_symlink() {
            found.insert(name, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes());
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}
