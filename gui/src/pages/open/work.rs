//! What opening and editing do in the background.

use std::path::{Path, PathBuf};

use scelle_core::container::access::AccessList;
use scelle_core::container::entry::Names;
use scelle_core::edit::EntryEdit;
use scelle_core::edit::{Change, EditOptions, Editable, Editor};
use scelle_core::error::{Error, Result};
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::home::Home;
use scelle_core::keys::identity::{Identity, IdentityFile, Keyring};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::unlocked::Unlocked;
use scelle_core::open::{Container, Locked};
use scelle_core::policy::Policy;
use scelle_core::progress::Progress;
use scelle_core::seal::Grant;

use crate::desk::{Desk, now};
use crate::widgets::tree::Tree;

/// What a container is opened with.
pub(super) enum Key {
    /// The user's keys that take no passphrase, or were unlocked before.
    Silent,
    /// The user's keys, under this passphrase.
    Own(Passphrase),
    /// A passphrase of the container's own.
    Passphrase(Passphrase),
    /// A key in a file, perhaps under a passphrase.
    File(PathBuf, Option<Passphrase>),
}

/// A container that is open, and what opened it: whatever works on it has it meanwhile.
pub(super) struct Session {
    pub(super) path: PathBuf,
    pub(super) keyring: Keyring,
    pub(super) container: Container,
}

/// What is shown of it, also while something works on it.
pub(super) struct Listing {
    pub(super) access: AccessList,
    pub(super) tree: Tree,
}

pub(super) type Opening = (Session, Listing);

pub(super) fn unlock(path: &Path, home: &Home, recalls: bool, with: Key) -> Result<Opening> {
    let mut keyring = Keyring::new();
    match with {
        Key::Silent => keyring.add_identities(silent(home, recalls)?),
        Key::Own(typed) => keyring.add_identities(own(home, &typed)?),
        Key::Passphrase(typed) => keyring.add_passphrase(typed),
        Key::File(path, typed) => keyring.add_identities(of_file(&path, typed)?),
    }
    open(path, keyring)
}

/// Opens it again, as it is now.
fn open(path: &Path, keyring: Keyring) -> Result<Opening> {
    let container = Locked::read(path)?.unlock(&keyring, Names::Refuse)?;
    let listing =
        Listing { access: container.access().clone(), tree: Tree::new(container.entries()) };
    Ok((Session { path: path.to_owned(), keyring, container }, listing))
}

fn silent(home: &Home, recalls: bool) -> Result<Vec<Identity>> {
    let mut identities = Vec::new();
    // Without a secret service nothing is kept, and nobody is told.
    let unlocked = if recalls { Unlocked::recall(now()).ok().flatten() } else { None };
    for path in home.identities() {
        match IdentityFile::read(&path)? {
            IdentityFile::Plain(plain) => identities.extend(plain),
            IdentityFile::Locked(locked) => {
                identities.extend(unlocked.iter().filter_map(|u| u.of(&locked)).flatten());
            }
        }
    }
    Ok(identities)
}

/// Those of the user's keys that this passphrase unlocks: the newest is most likely meant.
fn own(home: &Home, typed: &Passphrase) -> Result<Vec<Identity>> {
    let (mut identities, mut wrong) = (Vec::new(), false);
    for path in home.identities().into_iter().rev() {
        match IdentityFile::read(&path)? {
            IdentityFile::Plain(plain) => identities.extend(plain),
            IdentityFile::Locked(locked) => match locked.unlock(typed) {
                Ok(unlocked) => identities.extend(unlocked),
                Err(Error::WrongPassphrase) => wrong = true,
                Err(error) => return Err(error),
            },
        }
    }
    if identities.is_empty() && wrong { Err(Error::WrongPassphrase) } else { Ok(identities) }
}

fn of_file(path: &Path, typed: Option<Passphrase>) -> Result<Vec<Identity>> {
    match (IdentityFile::read(path)?, typed) {
        (IdentityFile::Plain(identities), _) => Ok(identities),
        (IdentityFile::Locked(locked), Some(typed)) => locked.unlock(&typed),
        (IdentityFile::Locked(_), None) => Err(Error::WrongPassphrase),
    }
}

/// A change that was asked for.
#[derive(Clone)]
pub(super) enum Edit {
    /// These get an access.
    Join(Vec<Grant>),
    /// The access at this place of the list goes.
    Leave(usize),
    /// Files come in.
    Add { paths: Vec<PathBuf>, replace: bool },
    /// Files go, by name.
    Remove(Vec<String>),
}

/// All that editing needs.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) path: PathBuf,
    pub(super) keyring: Keyring,
    pub(super) edit: Edit,
    /// Passphrases of accesses that are to survive a fresh file key.
    pub(super) kept: Vec<Passphrase>,
    /// Accesses whose passphrase nobody gives: they go as well.
    pub(super) dropped: Vec<usize>,
    pub(super) options: EditOptions,
    policy: PathBuf,
    home: Home,
}

impl Request {
    pub(super) fn new(path: &Path, keyring: &Keyring, edit: Edit, desk: &Desk) -> Self {
        Self {
            path: path.to_owned(),
            keyring: keyring.clone(),
            edit,
            kept: Vec::new(),
            dropped: Vec::new(),
            options: EditOptions { argon2: desk.cost, ..EditOptions::new(now()) },
            policy: desk.policy_path.clone(),
            home: desk.home.clone(),
        }
    }

    /// Changes the container, and opens it again.
    pub(super) fn run(mut self, progress: &Progress) -> Result<Opening> {
        self.options.policy = Policy::load(&self.policy, &[])?;
        let editable = Editable::claim(&self.path, self.home.journal().as_ref())?;
        let mut editor = editable.unlock(&self.keyring)?;
        for typed in &self.kept {
            editor.prove(typed)?;
        }
        if let Some(mut change) = self.plan(&editor, progress)? {
            editor.apply(&mut change, progress)?;
        }
        drop(editor);
        drop(editable);
        open(&self.path, self.keyring)
    }

    fn plan(&self, editor: &Editor<'_>, progress: &Progress) -> Result<Option<Change>> {
        let options = &self.options;
        match &self.edit {
            Edit::Join(grants) => editor.joining(grants, false, options),
            Edit::Leave(at) => {
                let mut leaving = self.dropped.clone();
                leaving.push(*at);
                editor.removing(&leaving, options).map(Some)
            }
            Edit::Add { paths, replace } => {
                let plan_options = PlanOptions {
                    exclude: options.policy.exclude.clone(),
                    ..PlanOptions::default()
                };
                let plan = Plan::of_paths(paths, &plan_options, progress)?;
                let edit = EntryEdit::Add { plan, overwrite: *replace };
                editor.editing(edit, &self.dropped, options).map(Some)
            }
            Edit::Remove(names) => {
                editor.editing(EntryEdit::Remove { names }, &self.dropped, options).map(Some)
            }
        }
    }
}
