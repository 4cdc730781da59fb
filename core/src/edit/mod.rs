//! Editing: who opens a container, and what it holds (docs/format.md, "Changes").
//!
//! An edit goes by steps. [`Editable::lock`] keeps others away; [`Editable::unlock`] gives an
//! [`Editor`], which plans a [`Change`], or refuses it by the rule that forbids it;
//! [`Editor::apply`] writes it: a new, valid age file, complete beside the old one before it takes
//! its place.
//!
//! ```
//! use scelle_core::archive::entry::{EntryName, Names};
//! use scelle_core::container::access::Role;
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::identity::{Identity, Keyring};
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::open::Locked;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};
//! use scelle_core::edit::{EditOptions, Editable, Roles};
//! use scelle_core::files::journal::Journal;
//! use scelle_core::files::output::Target;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let grants = vec![Grant::recipient(recipient, Role::Owner)];
//!     let options = SealOptions::new(grants, 1_790_000_000);
//!     let name = EntryName::parse("rapport.txt")?;
//!     let content = &mut "Bonjour".as_bytes();
//!     let input = Input::Stream { name: &name, modified: None, content };
//!     let folder = tempfile::tempdir()?;
//!     let path = folder.path().join("rapport.scelle");
//!     seal_to_file(input, &Target::new(&path), &options, &Progress::new())?;
//!
//!     let mut keyring = Keyring::new();
//!     keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
//!     let bob: Recipient = HybridIdentity::generate()?.to_recipient().to_string().parse()?;
//!     let edit = EditOptions::new(1_790_000_000);
//!     let editable = Editable::lock(&path, &Journal::NONE)?;
//!     let editor = editable.unlock(&keyring)?;
//!     let bob = [Grant::recipient(bob, Role::Member)];
//!     if let Some(mut change) = editor.plan_additions(&bob, Roles::Keep, &edit)? {
//!         editor.apply(&mut change, &Progress::new())?;
//!     }
//!     assert_eq!(Locked::read(&path)?.unlock(&keyring, Names::Show)?.access().listed.len(), 2);
//!     Ok(())
//! }
//! ```

mod accesses;
mod adoption;
mod entries;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};

use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;

use crate::archive::Level;
use crate::container::access::{
    Access, AccessId, AccessKey, AccessList, Holders, Listed, Proof, Role, numbered,
};
use crate::container::header::{Header, UnlockedHeader};
use crate::container::source::{self, ClosableFile};
use crate::error::{Error, IoOperation, Result, SpecialFile};
use crate::files;
use crate::files::folder::Stat;
use crate::files::journal::Journal;
use crate::files::lock::EditLock;
use crate::keys::addressee::{Addressee, Trust};
use crate::keys::identity::Keyring;
use crate::keys::label::Label;
use crate::keys::passphrase::{self, Argon2Cost, Passphrase, ScryptCost};
use crate::keys::recipient::Recipient;
use crate::open::Locked;
use crate::pool::Threads;
use crate::profile::policy::Policy;
use crate::seal::{Grant, GrantKey, PassphraseStanza, SealOptions};

pub use accesses::Roles;
pub use entries::EntryEdit;
pub use write::Edited;

/// How to edit.
#[derive(Clone, Debug)]
pub struct EditOptions {
    /// What the organisation imposes, as when sealing.
    pub policy: Policy,
    /// The date of the accesses that are given, in seconds since 1970.
    pub date: i64,
    /// New recipients that a quantum computer could open are accepted.
    pub allow_classical: bool,
    /// What one try at a passphrase costs in our own stanza.
    pub argon2: Argon2Cost,
    /// The same, in age's stanza.
    pub scrypt: ScryptCost,
    /// What the list that begins calls a passphrase that stood alone.
    pub passphrase_label: Label,
    /// How hard to compress what is added.
    pub level: Level,
    /// The digest of the container is computed while it is written, where it is written as a whole.
    pub digest: bool,
    /// One's own access, and a recovery access that no policy imposes, may be taken away.
    pub force: bool,
    /// Accesses that no list names may be lost.
    pub drop_unlisted: bool,
    /// Adopted accesses that nothing proves may be made anew, in the place of as many others.
    pub replace_unproved: bool,
}

impl EditOptions {
    /// The defaults, at this date.
    #[must_use]
    pub fn new(date: i64) -> Self {
        Self {
            policy: Policy::default(),
            date,
            allow_classical: false,
            argon2: Argon2Cost::DEFAULT,
            scrypt: ScryptCost::DEFAULT,
            passphrase_label: Label::lossy("passphrase"),
            level: Level::DEFAULT,
            digest: false,
            force: false,
            drop_unlisted: false,
            replace_unproved: false,
        }
    }

    fn sealing(&self, grants: Vec<Grant>) -> SealOptions {
        SealOptions {
            policy: self.policy.clone(),
            allow_classical: self.allow_classical,
            argon2: self.argon2,
            scrypt: self.scrypt,
            // The list stays where there is one.
            passphrase_stanza: PassphraseStanza::Argon2,
            level: self.level,
            digest: self.digest,
            ..SealOptions::new(grants, self.date)
        }
    }
}

/// A container that no other Scellé edits meanwhile; only its header was read.
pub struct Editable {
    /// Where it really is, links followed.
    path: PathBuf,
    file: ClosableFile,
    /// What the file was when it was opened.
    seen: Stat,
    locked: Locked,
    armored: bool,
    journal: Journal,
    _lock: EditLock,
}

impl Editable {
    /// Takes the lock of the container at `path`, and reads its header.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process edits it; [`Error::NotAFile`] for what is no file;
    /// those of [`Locked::read`].
    pub fn lock(path: &Path, journal: &Journal) -> Result<Self> {
        let reading = || Error::io(IoOperation::ReadContainer, path);
        let place = files::real_path(path).map_err(reading())?;
        let there = place.metadata().map_err(reading())?;
        if there.is_dir() {
            return Err(reading()(std::io::ErrorKind::IsADirectory.into()));
        }
        if !there.is_file() {
            return Err(Error::NotAFile { path: path.to_owned(), what: SpecialFile::Device });
        }
        let lock = EditLock::take(&place, journal)?;
        let file = File::open(&place).map_err(reading())?;
        let seen = Stat::of(&file).map_err(reading())?;
        let (source, armored) = source::from_file(file.try_clone().map_err(reading())?, path)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let locked = Locked::from_source(source, &name)?;
        let (journal, file) = (journal.clone(), ClosableFile::new(file));
        Ok(Self { path: place, file, seen, locked, armored, journal, _lock: lock })
    }

    /// Works with so many threads, rather than with one for each core.
    #[must_use]
    pub fn with_threads(self, threads: Threads) -> Self {
        Self { locked: self.locked.with_threads(threads), ..self }
    }

    /// The header, which is readable without a key.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.locked.header()
    }

    /// Closes the file: nothing of it is read any more.
    fn close(&self) {
        self.file.close();
        self.locked.close();
    }

    /// Unlocks it with what the keyring holds.
    ///
    /// # Errors
    /// As [`Locked::unlock_payload`]; [`Error::Header`] for an access list that is none.
    pub fn unlock(&self, keyring: &Keyring) -> Result<Editor<'_>> {
        let unlocked = self.header().unlock_telling(keyring)?;
        let Holders { listed, unlisted, present } = Holders::read(
            self.header(),
            &unlocked.file_key,
        )?
        .proved_by(self.header(), &unlocked, keyring);
        // Refuses a truncated payload.
        self.locked.payload(&unlocked.file_key)?;
        let mut editor = Editor {
            container: self,
            keyring: keyring.clone(),
            unlocked,
            holders: Vec::new(),
            unlisted,
            present,
        };
        editor.holders = listed.into_iter().map(|entry| editor.holder(entry)).collect();
        // What opened first may be a member's, and a passphrase beside it an owner's.
        if !editor.may_edit() {
            for typed in keyring.passphrases() {
                editor.prove(typed)?;
            }
            for holder in editor.holders.iter_mut().filter(|holder| holder.typed.is_some()) {
                holder.proof = Proof::Own;
            }
        }
        Ok(editor)
    }
}

/// A container open for editing.
pub struct Editor<'a> {
    container: &'a Editable,
    keyring: Keyring,
    unlocked: UnlockedHeader,
    holders: Vec<Holder>,
    /// Stanzas that no list names, by their number in the header.
    unlisted: Vec<usize>,
    /// Whether there is an access list.
    present: bool,
}

/// An access that is listed.
struct Holder {
    access: Access,
    /// The stanza that gives it, by its number in the header.
    stanza: usize,
    /// What the keys of the user prove of it.
    proof: Proof,
    /// How the user knows whose key it is.
    trust: Trust,
    /// Its passphrase, once it was typed.
    typed: Option<Passphrase>,
}

/// What an edit will do; nothing is written yet.
pub struct Change {
    /// Accesses whose stanza stays.
    kept: Vec<(Access, usize)>,
    /// Stanzas that stay, and that no list names.
    unlisted: Vec<usize>,
    /// How everyone else's stanza is made.
    sealing: SealOptions,
    effect: Effect,
    payload: PayloadChange,
}

/// Whose access changes, by their labels.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Effect {
    /// Those who were asked for: with an access now, or another role, or a name in the list.
    pub given: Vec<Label>,
    /// Those who lose theirs.
    pub removed: Vec<Label>,
    /// Accesses that the policy imposes and the caller did not ask for.
    pub imposed: Vec<Label>,
    /// Whether the passphrase that stood alone, in age's own form, is in ours now, and listed.
    pub converted: bool,
    /// Number of unproved accesses that were replaced.
    pub replaced: usize,
    /// Entries that the user's own keys prove false, and that the list no longer holds.
    pub disproved: Vec<Label>,
    /// Keys that are taken from the list, and that the user knows from nowhere else.
    pub unknown: Vec<UnknownKey>,
}

/// A key of the access list that is neither the user's, nor that of a contact, nor in a directory,
/// nor imposed by the policy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownKey {
    /// Whose it is, as the list says.
    pub label: Label,
    /// The key.
    pub recipient: Recipient,
}

/// What becomes of file key and payload.
enum PayloadChange {
    /// Both stay.
    Stay,
    /// A fresh file key, over the same content.
    Rekeyed,
    /// A fresh file key, over another content.
    Rewritten(Box<entries::EditedEntries>),
}

impl Change {
    /// Whose access changes.
    #[must_use]
    pub fn effect(&self) -> &Effect {
        &self.effect
    }

    /// Whether the content is encrypted anew, so that those who lost their access cannot read it.
    #[must_use]
    pub fn has_fresh_key(&self) -> bool {
        !matches!(self.payload, PayloadChange::Stay)
    }
}

impl Editor<'_> {
    /// Who can open the container.
    #[must_use]
    pub fn access(&self) -> AccessList {
        let tag = |at: &usize| self.stanza(*at).map(|stanza| stanza.tag.clone());
        let false_ones = numbered(&self.holders).filter(|(_, holder)| holder.proof.is_false());
        AccessList {
            disproved: false_ones.map(|(id, _)| id).collect(),
            listed: self.holders.iter().map(|holder| holder.access.clone()).collect(),
            unlisted: self.unlisted.iter().filter_map(tag).collect(),
            present: self.present,
        }
    }

    /// Tells how far the user knows whose the listed keys are: the rules ask.
    pub fn recognise(&mut self, trust: impl Fn(&Recipient) -> Trust) {
        for holder in self.holders.iter_mut().filter(|holder| holder.proof != Proof::Own) {
            if let AccessKey::Recipient(recipient) = &holder.access.key {
                holder.trust = trust(recipient);
            }
        }
    }

    /// The accesses by passphrase, but for those in `without`, whose passphrase is not known: for a
    /// fresh file key they must be typed again.
    #[must_use]
    pub fn unproved(&self, without: &[AccessId]) -> Vec<AccessId> {
        let unproved =
            |holder: &Holder| holder.access.key == AccessKey::Passphrase && holder.typed.is_none();
        let stay = numbered(&self.holders).filter(|(id, _)| !without.contains(id));
        stay.filter(|(_, holder)| unproved(holder)).map(|(id, _)| id).collect()
    }

    /// The passphrase that opened the container, if it was one.
    #[must_use]
    pub fn opened_with(&self) -> Option<&Passphrase> {
        self.unlocked.passphrase.as_ref()
    }

    /// Tries a passphrase on the accesses that lack theirs, and tells whether it is that of any.
    ///
    /// # Errors
    /// [`Error::KdfMemory`], [`Error::KdfParameters`].
    pub fn prove(&mut self, typed: &Passphrase) -> Result<bool> {
        let mut proved = false;
        for id in self.unproved(&[]) {
            let stanza = self.holders.get(id.place()).and_then(|holder| self.stanza(holder.stanza));
            if let Some(stanza) = stanza.filter(|stanza| stanza.tag == passphrase::ARGON2_TAG)
                && let Some(right) = self.reading_that_opens(stanza, typed)?
                && let Some(holder) = self.holders.get_mut(id.place())
            {
                holder.typed = Some(right);
                proved = true;
            }
        }
        Ok(proved)
    }

    /// The user's accesses that the list gives to another key, as adoption lists them again: under
    /// this name, in this role.
    #[must_use]
    pub fn accesses_to_relist(&self, name: &Label, role: Role) -> Vec<Grant> {
        let key = |holder: &Holder| match &holder.proof {
            Proof::False(key) => key.clone(),
            Proof::Own | Proof::Unknown => None,
        };
        let own = |recipient| {
            let own = Addressee { label: name.clone(), recipient, trust: Trust::Verified };
            Grant::to(own, role)
        };
        self.holders.iter().filter_map(key).map(own).collect()
    }

    fn holder(&self, entry: Listed) -> Holder {
        let Listed { access, stanza, proof } = entry;
        let trust = if proof == Proof::Own { Trust::Verified } else { Trust::Given };
        let opened = stanza == self.unlocked.stanza;
        let typed = self.unlocked.passphrase.clone().filter(|_| opened);
        Holder { access, stanza, proof, trust, typed }
    }

    fn stanza(&self, at: usize) -> Option<&Stanza> {
        self.container.header().stanzas().get(at)
    }

    /// Whether what a stanza gave is the file key.
    fn opens(&self, unwrapped: Option<FileKey>) -> bool {
        let ours = self.unlocked.file_key.expose_secret();
        unwrapped.is_some_and(|theirs| theirs.expose_secret() == ours)
    }

    /// No key is taken from a list that is known to be false, and no member changes the container.
    fn check_may_edit(&self) -> Result<()> {
        if let Some(holder) = self.holders.iter().find(|holder| holder.proof.is_false()) {
            return Err(Error::AccessFalse { label: holder.access.label.to_string() });
        }
        if self.may_edit() { Ok(()) } else { Err(Error::NotAnOwner) }
    }

    fn may_edit(&self) -> bool {
        let own = numbered(&self.holders).filter(|(_, holder)| holder.proof == Proof::Own);
        let own: Vec<AccessId> = own.map(|(id, _)| id).collect();
        self.access().may_edit(&own)
    }

    /// age's own passphrase access, which nothing may stand beside.
    fn stands_alone(&self) -> bool {
        self.container.header().stanzas().iter().any(|s| s.tag == passphrase::SCRYPT_TAG)
    }
}

impl Holder {
    /// What gives this access again, under a fresh file key.
    fn to_grant(&self) -> Result<Grant> {
        let Access { label, role, key, date } = &self.access;
        let key = match key {
            AccessKey::Recipient(recipient) => GrantKey::Recipient(recipient.clone()),
            AccessKey::Passphrase => GrantKey::Passphrase(
                self.typed
                    .clone()
                    .ok_or_else(|| Error::PassphraseNeeded { label: label.to_string() })?,
            ),
        };
        let (label, role) = (label.clone(), *role);
        Ok(Grant { label, role, key, trust: self.trust, since: Some(*date) })
    }
}

#[cfg(test)]
mod tests;
