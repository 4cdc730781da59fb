//! What can go wrong, as facts: no sentence here is meant for a person.
//!
//! The front ends turn an [`Error`] into a message and a hint in the reader's language, and its
//! [`Kind`] into an exit code. The enum is exhaustive on purpose: a new variant without its text
//! does not compile there.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a verb did not do its work. Nothing is left half-done when one is returned.
#[derive(Debug)]
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
    /// Somebody else is editing the container.
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
    /// Something failed that never should: a mistake of ours.
    Internal,
    /// Reading or writing failed.
    Io {
        /// What was being done.
        doing: IoOperation,
        /// The file concerned, when it is known.
        path: Option<PathBuf>,
        /// The system's answer.
        source: io::Error,
    },
    /// The container says that it holds more than is extracted without a caller who allows it.
    Large {
        /// How much it says it holds, in bytes.
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
    /// Nobody could open the container that was asked for.
    NoRecipients,
    /// The disk has not the room for what the container says it holds.
    NoRoom {
        /// The folder that would hold it.
        path: PathBuf,
        /// How much it says it holds, in bytes.
        bytes: u64,
        /// How much is free, in bytes.
        available: u64,
    },
    /// What the container holds is one file that somebody sealed with age, not an archive.
    NotAnArchive,
    /// The file is no age file, hence no container.
    NotAContainer,
    /// None of the identities offered is a recipient of this container.
    NotARecipient,
    /// Nothing would be left in the container.
    NothingLeft,
    /// Everything that was named is left out, or is nothing to seal.
    NothingToSeal,
    /// Whoever opened the container is no owner of it.
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

/// The families of failures that a script tells apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// The request itself does not make sense.
    Usage,
    /// Not a recipient, or not the right passphrase.
    NoAccess,
    /// Truncated, altered, or not a container at all.
    Damaged,
    /// Well-formed enough to be dangerous: refused as a whole.
    Hostile,
    /// Forbidden by a rule, ours or the organisation's.
    Policy,
    /// Something stands where the result would be written.
    TargetExists,
    /// The system could not read or write.
    Io,
    /// Somebody else is at work on it: later it may succeed.
    Busy,
    /// Made by a newer version.
    NewerVersion,
    /// Stopped by the caller.
    Cancelled,
}

impl Error {
    /// The family of this failure.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Archive { fault, .. } => fault.kind(),
            Self::Header(HeaderFault::AccessListFalse | HeaderFault::AccessListLabel) => {
                Kind::Hostile
            }
            Self::Armor
            | Self::Header(_)
            | Self::HeaderMac
            | Self::NotAContainer
            | Self::Payload(_) => Kind::Damaged,
            Self::Busy { .. } => Kind::Busy,
            Self::Cancelled => Kind::Cancelled,
            Self::LeftBehind { error, .. } => error.kind(),
            Self::ChangedWhileRead { .. }
            | Self::Directory { .. }
            | Self::Identity { .. }
            | Self::IdentityExposed { .. }
            | Self::Internal
            | Self::Io { .. }
            | Self::KdfMemory { .. }
            | Self::NoRoom { .. }
            | Self::NotAFile { .. }
            | Self::NotRegular { .. }
            | Self::PaperLine { .. }
            | Self::RecipientsFile { .. }
            | Self::SecretStore(_)
            | Self::Settings { .. }
            | Self::Temporary { .. } => Kind::Io,
            Self::AccessKept { .. }
            | Self::ClassicalRecipient { .. }
            | Self::Large { .. }
            | Self::NotAnOwner
            | Self::PassphraseRefused(_)
            | Self::Policy { .. } => Kind::Policy,
            Self::AccessAmbiguous { .. }
            | Self::AccessNotFound { .. }
            | Self::AdoptionUnproved { .. }
            | Self::ContactAmbiguous { .. }
            | Self::ContactExists { .. }
            | Self::ContactNameIsKey { .. }
            | Self::ContactNotFound { .. }
            | Self::DuplicateName { .. }
            | Self::EntryNotFound { .. }
            | Self::ExcludePattern { .. }
            | Self::NoAccessList
            | Self::NoRecipients
            | Self::NotAnArchive
            | Self::NothingLeft
            | Self::NothingToSeal
            | Self::OutputInsideInput { .. }
            | Self::OutputIsInput { .. }
            | Self::PassphraseNotAlone
            | Self::Recipient { .. }
            | Self::StandsAlone
            | Self::TooManyRecipients { .. }
            | Self::UnlistedAccesses { .. } => Kind::Usage,
            Self::AccessFalse { .. }
            | Self::KdfParameters
            | Self::Name { .. }
            | Self::NotPortable { .. } => Kind::Hostile,
            Self::NewerVersion { .. } => Kind::NewerVersion,
            Self::NotARecipient | Self::PassphraseNeeded { .. } | Self::WrongPassphrase => {
                Kind::NoAccess
            }
            Self::EntryExists { .. } | Self::TargetExists { .. } | Self::TargetInTheWay { .. } => {
                Kind::TargetExists
            }
        }
    }

    pub(crate) fn archive(fault: ArchiveFault) -> Self {
        Self::Archive { fault, entry: None }
    }

    pub(crate) fn entry(fault: ArchiveFault, name: impl fmt::Display) -> Self {
        Self::Archive { fault, entry: Some(name.to_string()) }
    }

    pub(crate) fn io(doing: IoOperation, path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { doing, path: Some(path.to_owned()), source }
    }

    /// An error that crossed an [`io::Error`] on its way here, or the system's own.
    pub(crate) fn from_io(doing: IoOperation, source: io::Error) -> Self {
        match source.downcast::<Self>() {
            Ok(ours) => ours,
            Err(source) => Self::Io { doing, path: None, source },
        }
    }
}

/// Lets our errors cross a `Read` or a `Write` and be found again behind it.
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}

/// For developers: front ends show the texts of their own, in the reader's language.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Directory { source, .. }
            | Self::Io { source, .. }
            | Self::Temporary { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// What was being done when the system refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum IoOperation {
    /// Reading a container.
    ReadContainer,
    /// Reading a file to seal, an identity, a list of recipients.
    ReadInput,
    /// Writing a container or an extracted file.
    WriteOutput,
    /// Asking the system for random bytes.
    Randomness,
}

/// Which rule of the strict ZIP reading is broken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ArchiveFault {
    /// An entry's content does not match its checksum.
    Checksum,
    /// A record is cut short or holds impossible values.
    Malformed,
    /// The directory and an entry's own header say different things.
    Inconsistent,
    /// Bytes that belong to no entry, or to two.
    GapOrOverlap,
    /// The same name twice, or a file that is also a folder.
    Conflict,
    /// An entry that is neither a file nor a folder.
    SpecialEntry,
    /// A compression method or an encryption that we do not read.
    Unsupported,
    /// An entry grows beyond what it declares, or beyond what its data can hold.
    Oversized,
    /// More entries, or a larger directory, than we accept.
    TooManyEntries,
    /// Something that another ZIP reader would take for another name, type, content or end.
    Ambiguous,
}

impl ArchiveFault {
    fn kind(self) -> Kind {
        match self {
            Self::Checksum | Self::Malformed => Kind::Damaged,
            Self::Inconsistent
            | Self::GapOrOverlap
            | Self::Conflict
            | Self::SpecialEntry
            | Self::Unsupported
            | Self::Oversized
            | Self::TooManyEntries
            | Self::Ambiguous => Kind::Hostile,
        }
    }
}

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HeaderFault {
    /// It is cut short.
    Truncated,
    /// It is longer than 1 MiB.
    TooLong,
    /// It holds more than 256 stanzas.
    TooManyStanzas,
    /// A line of it is not what the age specification demands.
    Malformed,
    /// A stanza meant for one of the identities is not well-formed.
    Stanza,
    /// An `scrypt` stanza does not stand alone.
    ScryptNotAlone,
    /// Its access list cannot be read.
    AccessList,
    /// Its access list contradicts its stanzas, or itself.
    AccessListFalse,
    /// A label of its access list holds characters that do not show, or that deceive.
    AccessListLabel,
}

/// What is wrong with a key, public or secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyFault {
    /// It is no key of a kind we know.
    Unknown,
    /// It looks like a key of a known kind and is not well-formed.
    Malformed,
    /// It is a kind of key that cannot encrypt files (ECDSA, a hardware key, a weak RSA key).
    Unsupported,
    /// It is a secret key where a public one is expected.
    Secret,
    /// The file holds no key.
    Empty,
    /// Its passphrase asks for more computation than we accept to spend.
    Costly,
    /// The file is larger than any file of keys should be.
    TooLarge,
    /// There is more than one key where one is expected.
    Several,
    /// A name or another text beside the key could deceive whoever reads it, or stands there twice.
    BadText,
}

/// Why a passphrase is refused when sealing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PassphraseFault {
    /// Nothing was given.
    Empty,
    /// Too short and too easy to guess; the estimator's main reason, where it gave one.
    Weak(Weakness),
    /// Longer than any passphrase, or not text.
    NotText,
}

/// The main reason for which a passphrase is easy to guess.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weakness {
    /// A common password, or close to one.
    Common,
    /// A name, or a single word.
    Word,
    /// A date or a year.
    Date,
    /// Keys that are neighbours, or characters that repeat or follow each other.
    Pattern,
    /// Simply too short.
    Short,
}

/// Why no container may hold a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NameFault {
    /// `/etc/passwd`, `C:\Windows`, `\\server\share`.
    Absolute,
    /// A backslash: a separator on some systems and a character on others.
    Backslash,
    /// Characters that reverse the direction in which the name is read.
    Bidirectional,
    /// Control characters.
    Control,
    /// An empty name or component.
    Empty,
    /// A component longer than 255 bytes, or a name longer than 4096.
    TooLong,
    /// A component `.` or `..`.
    Traversal,
    /// A component that ends with `;` and digits: a version on VMS, which unzip drops everywhere.
    Version,
    /// Bytes that are no Unicode text.
    NotUnicode,
}

/// Why an access stays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WhyKept {
    /// Nobody could change the accesses any more.
    LastOwner,
    /// It is that of whoever asks, who would lock themselves out.
    Oneself,
    /// It is the one that opens when everybody else has lost their key.
    Recovery,
}

/// A rule of a policy, with what it demands where that is a number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rule {
    /// No container without an access list.
    Anonymous,
    /// No classical recipients.
    Classical,
    /// No passphrase in age's own form: it could stand beside no recovery access.
    AgeCompatible,
    /// No passphrases at all.
    Passphrase,
    /// No passphrase without a recipient beside it.
    PassphraseAlone,
    /// Passphrases have so many characters at least.
    PassphraseLength(u32),
    /// No contacts whose fingerprint was not compared.
    Unverified,
    /// The recovery access stays.
    Recovery,
    /// No key is taken from an access list that is no contact's: so many would be.
    UnknownKeys(usize),
}

/// Why the system's secret service cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoreFault {
    /// There is none.
    Absent,
    /// It does not answer as it should, or in time.
    Failed,
    /// It does not take so much.
    Full,
    /// It is locked, and nobody unlocks it.
    Locked,
}

/// What is wrong with a file of settings.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SettingsFault {
    /// A key that must be there is not.
    Missing {
        /// The key.
        key: String,
    },
    /// A member of a group is no contact.
    NotAContact {
        /// The name.
        name: String,
    },
    /// It is no UTF-8 text.
    NotText,
    /// It is no TOML.
    Syntax,
    /// It is larger than any such file should be.
    TooLarge,
    /// A name stands there twice.
    Twice {
        /// The name.
        name: String,
    },
    /// A key that means nothing here.
    UnknownKey {
        /// The key.
        key: String,
    },
    /// A value that its key does not take.
    WrongValue {
        /// The key.
        key: String,
    },
}

/// What is wrong with a payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PayloadFault {
    /// It is cut short: the last chunk is not the last.
    Truncated,
    /// A chunk does not authenticate.
    Chunk {
        /// Its number, from 0.
        index: u64,
    },
}

/// What a path is, when it is neither a file nor a folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SpecialFile {
    /// A symbolic link.
    Link,
    /// A symbolic link that leads back to itself, or to a folder that holds it.
    Loop,
    /// A pipe, a socket or a device.
    Device,
}
