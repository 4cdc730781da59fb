//! The families of failures, which give a program its exit code.

use super::{Error, HeaderFault};

/// The families of failures that a script tells apart. Exhaustive: a program that gives each family
/// an exit code has one for all of them.
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
    /// Another process works on it: a later try may succeed.
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
            Self::Busy { .. } | Self::KeysBusy { .. } => Kind::Busy,
            Self::Cancelled => Kind::Cancelled,
            Self::LeftBehind { error, .. } => error.kind(),
            Self::ChangedWhileRead { .. }
            | Self::Directory { .. }
            | Self::Identity { .. }
            | Self::IdentityExposed { .. }
            | Self::IdentityOnSharedDisk { .. }
            | Self::InUse { .. }
            | Self::Internal
            | Self::Io { .. }
            | Self::KdfMemory { .. }
            | Self::FileTooLarge { .. }
            | Self::NoHome
            | Self::NoRoom { .. }
            | Self::NotAFile { .. }
            | Self::NotRegular { .. }
            | Self::PaperLine { .. }
            | Self::PolicyOwner { .. }
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
            | Self::ArmorInMail
            | Self::ContactAmbiguous { .. }
            | Self::ContactExists { .. }
            | Self::ContactIsGroup { .. }
            | Self::ContactNameIsCard { .. }
            | Self::ContactNameIsKey { .. }
            | Self::ContactNotFound { .. }
            | Self::DuplicateName { .. }
            | Self::EntryNotFound { .. }
            | Self::ExcludePattern { .. }
            | Self::NoAccessList
            | Self::NoRecipients
            | Self::NotAnArchive
            | Self::GroupEmpty { .. }
            | Self::NothingLeft
            | Self::NothingToSeal
            | Self::OutputInsideInput { .. }
            | Self::OutputIsInput { .. }
            | Self::PassphraseNotAlone
            | Self::ProgramName { .. }
            | Self::Recipient { .. }
            | Self::StandsAlone
            | Self::TooManyRecipients { .. }
            | Self::UnlistedAccesses { .. } => Kind::Usage,
            Self::AccessFalse { .. }
            | Self::KdfParameters
            | Self::Name { .. }
            | Self::NotPortable { .. } => Kind::Hostile,
            Self::NewerVersion { .. } => Kind::NewerVersion,
            Self::KeyStaysLocked { .. }
            | Self::NotARecipient
            | Self::PassphraseNeeded { .. }
            | Self::WrongPassphrase => Kind::NoAccess,
            Self::EntryExists { .. }
            | Self::EntryInTheWay { .. }
            | Self::TargetExists { .. }
            | Self::TargetInTheWay { .. } => Kind::TargetExists,
        }
    }
}
