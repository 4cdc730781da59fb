//! The background jobs of opening and editing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use scelle_core::archive::entry::Names;
use scelle_core::container::access::{AccessId, AccessKey, AccessList, Role};
use scelle_core::edit::{Change, EditOptions, Editable, Editor, EntryEdit, Roles};
use scelle_core::error::{Error, Result};
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::identity::Keyring;
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::{Container, Locked, extract_payload};
use scelle_core::profile::Profile;
use scelle_core::profile::directory::{Addressee, Trust};
use scelle_core::profile::home::Home;
use scelle_core::profile::unlocker::{GivenFor, NeverAsk, Unlocker};
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

/// An open container and its keyring. A job that works on it owns it meanwhile.
pub(super) struct OpenContainer {
    pub(super) path: PathBuf,
    pub(super) keyring: Keyring,
    pub(super) container: Container,
}

/// What the page shows of it, during a job as well.
pub(super) struct Listing {
    pub(super) access: AccessList,
    /// The user's own accesses in that list.
    pub(super) own: Vec<AccessId>,
    /// Whether it was opened with a passphrase of its own.
    pub(super) by_passphrase: bool,
    pub(super) tree: Tree,
}

impl Listing {
    /// Why the user may not change it; `None` if they may.
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

/// The user's keys, and how they are unlocked.
#[derive(Clone)]
pub(super) struct OwnKeys {
    home: Home,
    recalls: bool,
}

impl OwnKeys {
    pub(super) fn of(session: &Session) -> Self {
        Self { home: session.home().clone(), recalls: session.recalls }
    }

    /// Opens a container.
    pub(super) fn open(
        &self,
        path: &Path,
        with: UnlockWith,
        progress: &Progress,
    ) -> Result<Opening> {
        let by_passphrase = matches!(with, UnlockWith::Passphrase(_));
        let locked = Locked::read(path)?;
        self.unlock(&locked, with, progress, |keyring| {
            open(path, &locked, keyring.clone(), by_passphrase)
        })
    }

    /// Writes the payload as a file, without interpreting it.
    pub(super) fn write_payload(
        &self,
        (path, output): (&Path, &Path),
        with: UnlockWith,
        progress: &Progress,
    ) -> Result<PathBuf> {
        let locked = Locked::read(path)?;
        let payload =
            self.unlock(&locked, with, progress, |keyring| locked.unlock_payload(keyring))?;
        let journal = self.home.journal();
        extract_payload((&locked, payload), &Target::new(output).noted_in(&journal), progress)?;
        Ok(output.to_owned())
    }

    fn unlock<T>(
        &self,
        locked: &Locked,
        with: UnlockWith,
        progress: &Progress,
        unlock: impl Fn(&Keyring) -> Result<T>,
    ) -> Result<T> {
        let own = || Unlocker::of_files(self.home.identities()?, progress);
        let untyped = matches!(with, UnlockWith::File(_, None));
        let mut unlocker = match with {
            UnlockWith::Silent if self.recalls => own()?.recalling(now()),
            UnlockWith::Silent => own()?,
            UnlockWith::Own(typed) => own()?.with_passphrase(typed, GivenFor::Keys),
            UnlockWith::Passphrase(typed) => {
                Unlocker::of(Vec::new(), progress).with_passphrase(typed, GivenFor::Container)
            }
            UnlockWith::File(path, None) => Unlocker::of_files([path], progress)?,
            UnlockWith::File(path, Some(typed)) => {
                Unlocker::of_files([path], progress)?.with_passphrase(typed, GivenFor::Keys)
            }
        };
        match unlocker.unlock(locked.header(), &mut NeverAsk, unlock) {
            // The field of its passphrase was left empty.
            Err(Error::NotARecipient) if untyped && unlocker.has_locked_keys() => {
                Err(Error::WrongPassphrase)
            }
            unlocked => unlocked,
        }
    }
}

fn open(path: &Path, locked: &Locked, keyring: Keyring, by_passphrase: bool) -> Result<Opening> {
    let container = locked.unlock(&keyring, Names::Refuse)?;
    let listing = Listing {
        access: container.access().clone(),
        own: container.own_accesses().to_vec(),
        by_passphrase,
        tree: Tree::new(container.entries()),
    };
    Ok((OpenContainer { path: path.to_owned(), keyring, container }, listing))
}

/// A change.
#[derive(Clone)]
pub(super) enum Edit {
    /// Gives accesses.
    Join(Vec<Grant>),
    /// Removes an access.
    Leave(AccessId),
    /// Gives a role to an access.
    Role(AccessId, Role),
    /// Lists accesses that no list names.
    Adopt {
        /// Their holders.
        grants: Vec<Grant>,
        /// Whether unproved accesses are replaced.
        replace: bool,
    },
    /// Writes the container again under a fresh file key.
    Rekey,
    /// Adds files.
    Add {
        paths: Vec<PathBuf>,
        replace: bool,
        /// Whether refused characters in names are escaped.
        rename: bool,
    },
    /// Removes files, by name.
    Remove(Vec<String>),
    /// Renames a file or a folder.
    Rename { old: String, new: String },
}

/// Everything that editing needs.
#[derive(Clone)]
pub(super) struct EditRequest {
    pub(super) path: PathBuf,
    keyring: Keyring,
    by_passphrase: bool,
    pub(super) edit: Edit,
    /// Passphrases of accesses to keep under a fresh file key.
    pub(super) kept: Vec<Passphrase>,
    /// Accesses to remove because their passphrase is not known.
    pub(super) dropped: Vec<AccessId>,
    pub(super) options: EditOptions,
    /// The accesses that the user saw.
    seen: AccessList,
    /// The user's name, for accesses that are listed again.
    own_label: Label,
    /// The user's side, read anew when editing begins.
    profile: Arc<Profile>,
}

impl EditRequest {
    pub(super) fn new(
        held: &OpenContainer,
        listing: &Listing,
        edit: Edit,
        session: &Session,
    ) -> Self {
        Self {
            path: held.path.clone(),
            keyring: held.keyring.clone(),
            by_passphrase: listing.by_passphrase,
            edit,
            seen: listing.access.clone(),
            own_label: session.own_label(),
            kept: Vec::new(),
            dropped: Vec::new(),
            options: EditOptions {
                argon2: session.cost,
                scrypt: session.scrypt,
                passphrase_label: passphrase_label(),
                ..EditOptions::new(now())
            },
            profile: Arc::new(session.profile.unread()),
        }
    }

    /// Changes the container, and opens it again.
    pub(super) fn run(mut self, progress: &Progress) -> Result<Opening> {
        self.keyring = self.keyring.watched_by(progress);
        let profile = self.profile.unread();
        self.options.policy = profile.policy()?.clone();
        let editable = Editable::lock(&self.path, &profile.home().journal())?;
        let mut editor = editable.unlock(&self.keyring)?;
        if editor.access() != self.seen {
            // A place in the list may now be that of another holder.
            return Err(Error::ChangedWhileRead { path: self.path });
        }
        editor.recognise(|recipient| profile.trust(recipient));
        for typed in &self.kept {
            editor.prove(typed)?;
        }
        if let Some(mut change) = self.plan(&editor, progress)? {
            editor.apply(&mut change, progress)?;
        }
        drop(editor);
        drop(editable);
        let locked = Locked::read(&self.path)?;
        open(&self.path, &locked, self.keyring, self.by_passphrase)
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
                // Lists the user's own access again, if the list gives it to another key.
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

/// Label of an access by passphrase.
pub(super) fn passphrase_label() -> Label {
    Label::lossy(&text!("access-passphrase-label"))
}
