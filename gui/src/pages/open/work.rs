//! What opening and editing do in the background.

use std::path::{Path, PathBuf};

use scelle_core::archive::entry::Names;
use scelle_core::container::access::{AccessId, AccessKey, AccessList, Role};
use scelle_core::edit::{Change, EditOptions, Editable, Editor, EntryEdit, Roles};
use scelle_core::error::{Error, Result};
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::recipient::Recipient;
use scelle_core::open::{Container, Locked, extract_payload};
use scelle_core::profile::directory::{Addressee, Trust};
use scelle_core::profile::home::Home;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::profile::policy::Policy;
use scelle_core::profile::unlocked::Unlocked;
use scelle_core::progress::Progress;
use scelle_core::seal::Grant;
use scelle_i18n::text;

use crate::session::{Session, now};
use crate::widgets::tree::Tree;

/// What a container is opened with.
#[derive(Clone)]
pub(super) enum UnlockWith {
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
pub(super) struct OpenContainer {
    pub(super) path: PathBuf,
    pub(super) keyring: Keyring,
    pub(super) container: Container,
}

/// What is shown of it, also while something works on it.
pub(super) struct Listing {
    pub(super) access: AccessList,
    /// The caller's own accesses in that list.
    pub(super) own: Vec<AccessId>,
    /// Whether it was opened with a passphrase of its own.
    pub(super) by_passphrase: bool,
    pub(super) tree: Tree,
}

impl Listing {
    /// Why the user may not change it, where they may not.
    pub(super) fn why_not(&self) -> Option<String> {
        if self.is_false() {
            return Some(text!("win-list-false"));
        }
        (!self.access.may_edit(&self.own)).then(|| text!("win-not-owner"))
    }

    /// Whether the user may change it.
    pub(super) fn may_edit(&self) -> bool {
        self.why_not().is_none()
    }

    /// Whether the user's own keys prove an entry of the list false.
    pub(super) fn is_false(&self) -> bool {
        self.access.first_disproved().is_some()
    }
}

pub(super) type Opening = (OpenContainer, Listing);

pub(super) fn unlock(
    path: &Path,
    home: &Home,
    recalls: bool,
    with: UnlockWith,
    progress: &Progress,
) -> Result<Opening> {
    let by_passphrase = matches!(with, UnlockWith::Passphrase(_));
    open(path, keyring(home, recalls, with, progress)?, by_passphrase)
}

/// Writes what the container holds as the file that it is, and interprets nothing of it.
pub(super) fn write_payload(
    (path, output): (&Path, &Path),
    home: &Home,
    recalls: bool,
    with: UnlockWith,
    progress: &Progress,
) -> Result<PathBuf> {
    let keyring = keyring(home, recalls, with, progress)?;
    let locked = Locked::read(path)?;
    let payload = locked.unlock_payload(&keyring)?;
    let journal = home.journal();
    extract_payload((&locked, payload), &Target::new(output).noted_in(&journal), progress)?;
    Ok(output.to_owned())
}

fn keyring(home: &Home, recalls: bool, with: UnlockWith, progress: &Progress) -> Result<Keyring> {
    let mut keyring = Keyring::new().watched_by(progress);
    match with {
        UnlockWith::Silent => keyring.add_identities(silent(home, recalls)?),
        UnlockWith::Own(typed) => keyring.add_identities(own(home, &typed, progress)?),
        UnlockWith::Passphrase(typed) => keyring.add_passphrase(typed),
        UnlockWith::File(path, typed) => keyring.add_identities(of_file(&path, typed, progress)?),
    }
    Ok(keyring)
}

/// Opens it again, as it is now.
fn open(path: &Path, keyring: Keyring, by_passphrase: bool) -> Result<Opening> {
    let container = Locked::read(path)?.unlock(&keyring, Names::Refuse)?;
    let listing = Listing {
        access: container.access().clone(),
        own: container.own_accesses().to_vec(),
        by_passphrase,
        tree: Tree::new(container.entries()),
    };
    Ok((OpenContainer { path: path.to_owned(), keyring, container }, listing))
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
fn own(home: &Home, typed: &Passphrase, progress: &Progress) -> Result<Vec<Identity>> {
    let (mut identities, mut wrong) = (Vec::new(), false);
    for path in home.identities().into_iter().rev() {
        match IdentityFile::read(&path)? {
            IdentityFile::Plain(plain) => identities.extend(plain),
            IdentityFile::Locked(locked) => match locked.watched_by(progress).unlock(typed) {
                Ok(unlocked) => identities.extend(unlocked),
                Err(Error::WrongPassphrase) => wrong = true,
                Err(error) => return Err(error),
            },
        }
    }
    if identities.is_empty() && wrong { Err(Error::WrongPassphrase) } else { Ok(identities) }
}

fn of_file(path: &Path, typed: Option<Passphrase>, progress: &Progress) -> Result<Vec<Identity>> {
    match (IdentityFile::read(path)?, typed) {
        (IdentityFile::Plain(identities), _) => Ok(identities),
        (IdentityFile::Locked(locked), Some(typed)) => locked.watched_by(progress).unlock(&typed),
        (IdentityFile::Locked(_), None) => Err(Error::WrongPassphrase),
    }
}

/// A change that was asked for.
#[derive(Clone)]
pub(super) enum Edit {
    /// These get an access.
    Join(Vec<Grant>),
    /// This access goes.
    Leave(AccessId),
    /// This access gets this role.
    Role(AccessId, Role),
    /// These have an access that no list names; what nothing proves is made anew when told.
    Adopt {
        /// Who.
        grants: Vec<Grant>,
        /// What nothing proves is made anew.
        replace: bool,
    },
    /// The same people, under a fresh key.
    Rekey,
    /// Files come in.
    Add {
        paths: Vec<PathBuf>,
        replace: bool,
        /// What is refused in names is replaced.
        rename: bool,
    },
    /// Files go, by name.
    Remove(Vec<String>),
    /// A file or a folder gets another name.
    Rename { old: String, new: String },
}

/// All that editing needs.
#[derive(Clone)]
pub(super) struct EditRequest {
    pub(super) path: PathBuf,
    keyring: Keyring,
    by_passphrase: bool,
    pub(super) edit: Edit,
    /// Passphrases of accesses that are to survive a fresh file key.
    pub(super) kept: Vec<Passphrase>,
    /// Accesses whose passphrase nobody gives: they go as well.
    pub(super) dropped: Vec<AccessId>,
    pub(super) options: EditOptions,
    /// The accesses that the user saw.
    seen: AccessList,
    /// The user's own name, for what is listed again.
    own_label: Label,
    /// How they know whose the keys are.
    trusts: Vec<(Recipient, Trust)>,
    policy: PathBuf,
    home: Home,
}

impl EditRequest {
    pub(super) fn new(
        held: &OpenContainer,
        listing: &Listing,
        edit: Edit,
        session: &Session,
    ) -> Self {
        let keys = listing.access.listed.iter().filter_map(|access| match &access.key {
            AccessKey::Recipient(recipient) => Some(recipient),
            AccessKey::Passphrase => None,
        });
        Self {
            path: held.path.clone(),
            keyring: held.keyring.clone(),
            by_passphrase: listing.by_passphrase,
            edit,
            seen: listing.access.clone(),
            own_label: session.own_label(),
            trusts: keys.map(|key| (key.clone(), session.trust(key))).collect(),
            kept: Vec::new(),
            dropped: Vec::new(),
            options: EditOptions {
                argon2: session.cost,
                scrypt: session.scrypt,
                passphrase_label: passphrase_label(),
                ..EditOptions::new(now())
            },
            policy: session.policy_path.clone(),
            home: session.home.clone(),
        }
    }

    /// Changes the container, and opens it again.
    pub(super) fn run(mut self, progress: &Progress) -> Result<Opening> {
        self.keyring = self.keyring.watched_by(progress);
        self.options.policy = Policy::load(&self.policy, &[])?;
        let editable = Editable::lock(&self.path, &self.home.journal())?;
        let mut editor = editable.unlock(&self.keyring)?;
        if editor.access() != self.seen {
            // What was chosen by its place in the list may now be somebody else's.
            return Err(Error::ChangedWhileRead { path: self.path });
        }
        editor.recognise(|recipient| {
            let known = self.trusts.iter().find(|(key, _)| key == recipient);
            known.map_or(Trust::Given, |(_, trust)| *trust)
        });
        for typed in &self.kept {
            editor.prove(typed)?;
        }
        if let Some(mut change) = self.plan(&editor, progress)? {
            editor.apply(&mut change, progress)?;
        }
        drop(editor);
        drop(editable);
        open(&self.path, self.keyring, self.by_passphrase)
    }

    fn plan(&self, editor: &Editor<'_>, progress: &Progress) -> Result<Option<Change>> {
        let options = &self.options;
        match &self.edit {
            Edit::Join(grants) => editor.plan_additions(grants, Roles::Keep, options),
            Edit::Leave(id) => {
                let mut leaving = self.dropped.clone();
                leaving.push(*id);
                editor.plan_removal(&leaving, options).map(Some)
            }
            Edit::Role(id, role) => {
                let listed = self.seen.get(*id).map(|access| (access, &access.key));
                let Some((access, AccessKey::Recipient(recipient))) = listed else {
                    return Ok(None);
                };
                let (label, recipient) = (access.label.clone(), recipient.clone());
                let holder = Addressee { label, recipient, trust: Trust::Given };
                editor.plan_additions(&[Grant::to(holder, *role)], Roles::Change, options)
            }
            Edit::Adopt { grants, replace } => {
                let mut grants = grants.clone();
                // Where the list gives the user's access to another key, it is theirs again.
                grants.extend(editor.accesses_to_relist(&self.own_label, Role::Member));
                if let Some(typed) = editor.opened_with()
                    && editor.has_unlisted_passphrase(typed)?
                {
                    let label = self.seen.free_label(passphrase_label());
                    grants.push(Grant::passphrase(label, typed.clone(), Role::Member));
                }
                let options = EditOptions { replace_unproved: *replace, ..options.clone() };
                editor.plan_adoption(&grants, &options).map(Some)
            }
            Edit::Rekey if self.dropped.is_empty() => editor.plan_rekey(options).map(Some),
            Edit::Rekey => editor.plan_removal(&self.dropped, options).map(Some),
            Edit::Add { paths, replace, rename } => {
                let plan_options = PlanOptions {
                    output: Some(self.path.clone()),
                    rename: *rename,
                    ..PlanOptions::default()
                };
                let imposed = &options.policy.exclude;
                let plan = Plan::of_paths(paths, imposed, &plan_options, progress)?;
                let edit = EntryEdit::Add { plan, overwrite: *replace };
                editor.plan_entries(edit, &self.dropped, options).map(Some)
            }
            Edit::Remove(names) => {
                editor.plan_entries(EntryEdit::Remove { names }, &self.dropped, options).map(Some)
            }
            Edit::Rename { old, new } => {
                let edit = EntryEdit::Rename { old, new, overwrite: false };
                editor.plan_entries(edit, &self.dropped, options).map(Some)
            }
        }
    }
}

/// What an access by passphrase is called.
pub(super) fn passphrase_label() -> Label {
    Label::lossy(&text!("access-passphrase-label"))
}
