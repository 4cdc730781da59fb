//! What can go wrong, as facts.
//!
//! The front ends turn an [`Error`] into a message and a hint in the reader's language, and its
//! [`Kind`] into an exit code; its [`Display`](std::fmt::Display) is one line of English, for logs
//! and for programs without translations.

mod access;
mod archive;
mod container;
mod display;
mod files;
mod keys;
mod kind;
mod profile;

pub use access::WhyKept;
pub use archive::{ArchiveFault, NameFault};
pub use container::{HeaderFault, PayloadFault};
pub use files::{IoOperation, SpecialFile};
pub use keys::{KeyFault, PassphraseFault, Weakness};
pub use kind::Kind;
pub use profile::{Rule, SettingsFault, StoreFault};

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a verb did not do its work. Nothing is left half-done when one is returned.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// More than one access answers to a name.
    AccessAmbiguous {
        /// What was asked for, escaped for display.
        name: String,
        /// The accesses that do.
        candidates: Vec<String>,
    },
    /// An access that may not be taken away like that.
    AccessKept {
        /// Its label.
        label: String,
        /// Why it stays.
        reason: WhyKept,
    },
    /// The access list says of an access that it is another's key than the one that opens it, as the
    /// reader's own keys prove: no key is taken from such a list.
    AccessFalse {
        /// The label of the entry.
        label: String,
    },
    /// No access answers to a name.
    AccessNotFound {
        /// What was asked for, escaped for display.
        name: String,
        /// The accesses that there are.
        near: Vec<String>,
    },
    /// Nothing proves which of the unlisted accesses is this one.
    AdoptionUnproved {
        /// Its label.
        label: String,
        /// How many it may be.
        count: usize,
    },
    /// The archive inside the payload is not one that every ZIP reader reads the same way.
    Archive {
        /// Which rule it breaks.
        fault: ArchiveFault,
        /// The entry concerned, escaped for display, when there is one.
        entry: Option<String>,
    },
    /// The ASCII armor is not canonical.
    Armor,
    /// A whole container is in a text that is more than its armor: it can be read, and not changed.
    ArmorInMail,
    /// Another process edits the container.
    Busy {
        /// The container.
        path: PathBuf,
        /// The lock beside it.
        lock: PathBuf,
        /// Who, as the lock says.
        who: Option<String>,
        /// Since when, in seconds since 1970.
        since: Option<i64>,
    },
    /// The caller asked for the work to stop.
    Cancelled,
    /// A file changed between the moment it was planned and the end of its reading.
    ChangedWhileRead {
        /// The file.
        path: PathBuf,
    },
    /// A recipient that a quantum computer could open was given, and not allowed.
    ClassicalRecipient {
        /// The recipient, as given.
        recipient: String,
    },
    /// There is already a contact or a group of that name, which is another.
    ContactExists {
        /// The name.
        name: String,
    },
    /// A group has that name, where a contact is wanted.
    ContactIsGroup {
        /// The name, escaped for display.
        name: String,
    },
    /// There is no contact or group of exactly that name.
    ContactNotFound {
        /// What was asked for, escaped for display.
        name: String,
        /// Names that may have been meant.
        near: Vec<String>,
    },
    /// A name for a contact or a group that would be taken for a key.
    ContactNameIsKey {
        /// The name.
        name: String,
    },
    /// A name for a contact or a group that would be taken for the file of a card.
    ContactNameIsCard {
        /// The name.
        name: String,
    },
    /// More than one contact answers to a name.
    ContactAmbiguous {
        /// What was asked for.
        name: String,
        /// The contacts who do.
        candidates: Vec<String>,
    },
    /// A directory of contact cards that a file of settings names cannot be read.
    Directory {
        /// Where it should be.
        path: PathBuf,
        /// The file that names it.
        named_in: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// Two entries would have the same name in the container.
    DuplicateName {
        /// The name, escaped for display.
        name: String,
    },
    /// The container holds an entry of that name already.
    EntryExists {
        /// The name, escaped for display.
        name: String,
    },
    /// The container holds a folder of that name where a file would be, or a file where a folder would.
    EntryInTheWay {
        /// The name, escaped for display.
        name: String,
    },
    /// The container holds no entry of that name.
    EntryNotFound {
        /// The name, escaped for display.
        name: String,
    },
    /// A pattern that excludes files cannot be read.
    ExcludePattern {
        /// The pattern, as given.
        pattern: String,
    },
    /// A file would be longer than those of its file system can be.
    FileTooLarge {
        /// The folder that would hold it.
        path: PathBuf,
        /// Its length, in bytes.
        bytes: u64,
        /// Length of the longest file there, in bytes.
        limit: u64,
    },
    /// The header is not a well-formed age v1 header.
    Header(HeaderFault),
    /// The header was altered: its MAC does not match.
    HeaderMac,
    /// An identity (a secret key) cannot be read.
    Identity {
        /// The file it comes from.
        path: PathBuf,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// A file of identities can be read by others than its owner.
    IdentityExposed {
        /// The file.
        path: PathBuf,
    },
    /// A file of identities that is under no passphrase, on a disk that keeps nothing from other users.
    IdentityOnSharedDisk {
        /// The file.
        path: PathBuf,
    },
    /// Another program has a file open that would be replaced.
    InUse {
        /// The file.
        path: PathBuf,
        /// The programs, as far as the system names them.
        programs: Vec<String>,
    },
    /// A mistake in this library.
    Internal,
    /// Reading or writing failed.
    Io {
        /// What was being done.
        operation: IoOperation,
        /// The file concerned, when it is known.
        path: Option<PathBuf>,
        /// The system's answer.
        source: io::Error,
    },
    /// A group has no members.
    GroupEmpty {
        /// Its name.
        name: String,
    },
    /// The passphrase unlocks keys, and none of them is a recipient; another key is still locked.
    KeyStaysLocked {
        /// The file of that key.
        path: PathBuf,
    },
    /// The container says that it holds more than is extracted without a caller who allows it.
    Large {
        /// How much that is, in bytes.
        bytes: u64,
        /// How long it is itself, in bytes.
        container: u64,
    },
    /// A verb failed, and files that were there before could not be put back.
    LeftBehind {
        /// The folder that holds them.
        path: PathBuf,
        /// Why the verb failed.
        error: Box<Error>,
    },
    /// Another process makes a key among the user's own.
    KeysBusy {
        /// The folder of the keys.
        folder: PathBuf,
    },
    /// A key derivation asks for more, or less, than we accept to spend.
    KdfParameters,
    /// The memory that a key derivation asks for cannot be had.
    KdfMemory {
        /// In KiB.
        kib: u64,
    },
    /// A name that no container may hold.
    Name {
        /// The name, escaped for display.
        name: String,
        /// The rule it breaks.
        fault: NameFault,
    },
    /// The container was written by a newer version of the format.
    NewerVersion {
        /// The version line, escaped for display.
        version: String,
    },
    /// The container has no access list to change.
    NoAccessList,
    /// There is no folder for the user's keys, contacts and preferences.
    NoHome,
    /// No recipient and no passphrase was given: the container could not be opened.
    NoRecipients,
    /// The disk has not the room for what is to be written.
    NoRoom {
        /// The folder that would hold it.
        path: PathBuf,
        /// How much it says it holds, in bytes.
        bytes: u64,
        /// How much is free, in bytes.
        available: u64,
    },
    /// The payload is one file that was sealed with age, not an archive.
    NotAnArchive,
    /// The file is no age file, hence no container.
    NotAContainer,
    /// None of the identities offered is a recipient of this container.
    NotARecipient,
    /// Nothing would be left in the container.
    NothingLeft,
    /// Everything that was named is left out, or is nothing to seal.
    NothingToSeal,
    /// The caller opened the container, and is not an owner of it.
    NotAnOwner,
    /// The path is neither a file nor a folder: a symbolic link, a pipe, a device.
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: SpecialFile,
    },
    /// A pipe, a socket or a device stands where a file of Scellé is expected.
    NotRegular {
        /// Where.
        path: PathBuf,
    },
    /// The name cannot be held as it is by every system, and the caller wanted it to be.
    NotPortable {
        /// The name, escaped for display.
        name: String,
    },
    /// The container would be written inside a folder that it seals.
    OutputInsideInput {
        /// Where the container would be written.
        path: PathBuf,
    },
    /// The result would be written over what is read.
    OutputIsInput {
        /// The file that is both.
        path: PathBuf,
    },
    /// A line of a paper key was not typed as it is printed.
    PaperLine {
        /// The line, from 1.
        line: usize,
    },
    /// A passphrase is needed again, so that it opens under the new file key as well.
    PassphraseNeeded {
        /// The label of its access.
        label: String,
    },
    /// A passphrase is refused.
    PassphraseRefused(PassphraseFault),
    /// A passphrase in age's own format stands alone, and was asked to stand beside something.
    PassphraseNotAlone,
    /// The payload is damaged or was altered.
    Payload(PayloadFault),
    /// The policy of the computer does not belong to its administrators.
    PolicyOwner {
        /// The policy.
        path: PathBuf,
    },
    /// A recipient (a public key) cannot be read.
    Recipient {
        /// What was given, escaped and shortened for display.
        recipient: String,
        /// What is wrong with it.
        fault: KeyFault,
    },
    /// A file of recipients cannot be read.
    RecipientsFile {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong there.
        fault: KeyFault,
    },
    /// A program has a name that something else has in a portable folder.
    ProgramName {
        /// The name, escaped for display.
        name: String,
    },
    /// The organisation's policy forbids it.
    Policy {
        /// The file of the policy.
        path: PathBuf,
        /// The rule that it breaks.
        rule: Rule,
    },
    /// The system's secret service cannot be used.
    SecretStore(StoreFault),
    /// A file of settings cannot be read: contacts, a policy, the configuration.
    Settings {
        /// The file.
        path: PathBuf,
        /// The line at fault, from 1.
        line: usize,
        /// The column at fault, from 1.
        column: usize,
        /// What is wrong there.
        fault: SettingsFault,
    },
    /// The container has age's own passphrase access, which must stand alone.
    StandsAlone,
    /// Something already stands where the result would be written.
    TargetExists {
        /// What stands there.
        path: PathBuf,
    },
    /// What stands where the result would be written is nothing that could be replaced: a folder or
    /// a link where a file would be, a file or a link where a folder would be.
    TargetInTheWay {
        /// What stands there.
        path: PathBuf,
    },
    /// Temporary data cannot be kept.
    Temporary {
        /// The folder for it.
        folder: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// There are more stanzas than a header may hold.
    TooManyRecipients {
        /// At most.
        limit: usize,
    },
    /// Accesses that no list names would be lost with the file key.
    UnlistedAccesses {
        /// How many.
        count: usize,
    },
    /// The passphrase opens nothing in this container or this identity file.
    WrongPassphrase,
}

impl Error {
    pub(crate) fn archive(fault: ArchiveFault) -> Self {
        Self::Archive { fault, entry: None }
    }

    pub(crate) fn entry(fault: ArchiveFault, name: impl fmt::Display) -> Self {
        Self::Archive { fault, entry: Some(name.to_string()) }
    }

    pub(crate) fn io(operation: IoOperation, path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { operation, path: Some(path.to_owned()), source }
    }

    /// An error that crossed an [`io::Error`] on its way here, or the system's own.
    pub(crate) fn from_io(operation: IoOperation, source: io::Error) -> Self {
        match source.downcast::<Self>() {
            Ok(ours) => ours,
            Err(source) => Self::Io { operation, path: None, source },
        }
    }
}

/// Lets our errors cross a `Read` or a `Write` and be found again behind it.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Directory { source, .. }
            | Self::Io { source, .. }
            | Self::Temporary { source, .. } => Some(source),
            Self::LeftBehind { error, .. } => Some(error),
            _ => None,
        }
    }
}
