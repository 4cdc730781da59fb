//! An error as one line of English, for logs and for programs without translations.

use std::fmt;
use std::path::Path;

use super::Error;
use crate::display::escape;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessAmbiguous { name, candidates } => {
                let candidates = escape(&candidates.join(", "));
                write!(f, "more than one access matches {}: {candidates}", escape(name))
            }
            Self::AccessKept { label, reason } => {
                write!(f, "the access {} stays: {reason}", escape(label))
            }
            Self::AccessFalse { label } => {
                write!(
                    f,
                    "the access list gives {} a key that is not the one that opens",
                    escape(label)
                )
            }
            Self::AccessNotFound { name, .. } => write!(f, "no access matches {}", escape(name)),
            Self::AdoptionUnproved { label, count } => {
                let label = escape(label);
                write!(f, "cannot tell which of {count} unlisted accesses belongs to {label}")
            }
            Self::Archive { fault, entry: None } => write!(f, "the archive is refused: {fault}"),
            Self::Archive { fault, entry: Some(entry) } => {
                write!(f, "the entry {} is refused: {fault}", escape(entry))
            }
            Self::Armor => f.write_str("the ASCII armor is not canonical"),
            Self::ArmorInMail => f.write_str("the armor is not alone, or its lines were broken"),
            Self::Busy { path, .. } => write!(f, "another process edits {}", shown(path)),
            Self::Cancelled => f.write_str("cancelled"),
            Self::ChangedWhileRead { path } => {
                write!(f, "{} changed while it was read", shown(path))
            }
            Self::ClassicalRecipient { recipient } => {
                write!(f, "{} is not a post-quantum recipient", escape(recipient))
            }
            Self::ContactExists { name } => write!(f, "the name {} is taken", escape(name)),
            Self::ContactNotFound { name, .. } => {
                write!(f, "no contact or group is called {}", escape(name))
            }
            Self::ContactIsGroup { name } => write!(f, "{} is a group", escape(name)),
            Self::ContactNameIsCard { name } => {
                write!(f, "{} would be taken for a card", escape(name))
            }
            Self::ContactNameIsKey { name } => {
                write!(f, "{} would be taken for a key", escape(name))
            }
            Self::ContactAmbiguous { name, candidates } => {
                let candidates = escape(&candidates.join(", "));
                write!(f, "more than one contact matches {}: {candidates}", escape(name))
            }
            Self::Directory { path, named_in, source } => {
                let (path, named_in) = (shown(path), shown(named_in));
                write!(f, "cannot read the directory {path}, named in {named_in}: {source}")
            }
            Self::DuplicateName { name } => {
                write!(f, "two entries would be named {}", escape(name))
            }
            Self::EntryExists { name } => write!(f, "the entry {} exists", escape(name)),
            Self::EntryInTheWay { name } => {
                write!(f, "the entry {} exists, of another kind", escape(name))
            }
            Self::EntryNotFound { name } => write!(f, "no entry is named {}", escape(name)),
            Self::ExcludePattern { pattern } => {
                write!(f, "the pattern {} is not valid", escape(pattern))
            }
            Self::Header(fault) => write!(f, "the header is damaged: {fault}"),
            Self::HeaderMac => f.write_str("the header was altered"),
            Self::Identity { path, fault } => {
                write!(f, "cannot use the identity {}: {fault}", shown(path))
            }
            Self::IdentityExposed { path } => {
                write!(f, "other users can read the identity {}", shown(path))
            }
            Self::IdentityOnSharedDisk { path } => {
                write!(f, "the disk of the identity {} has no permissions", shown(path))
            }
            Self::InUse { path, programs } if programs.is_empty() => {
                write!(f, "another program has {} open", shown(path))
            }
            Self::InUse { path, programs } => {
                write!(f, "{} is open in {}", shown(path), escape(&programs.join(", ")))
            }
            Self::Internal => f.write_str("internal error"),
            Self::Io { operation, path: None, source } => write!(f, "cannot {operation}: {source}"),
            Self::Io { operation, path: Some(path), source } => {
                write!(f, "cannot {operation} {}: {source}", shown(path))
            }
            Self::Large { bytes, container } => {
                write!(f, "{container} bytes of container would become {bytes} bytes")
            }
            Self::LeftBehind { path, error } => {
                write!(f, "{error}; files that were not put back are in {}", shown(path))
            }
            Self::KdfParameters => {
                f.write_str("a key derivation is outside of the accepted limits")
            }
            Self::KdfMemory { kib } => write!(f, "{kib} KiB of memory cannot be had"),
            Self::Name { name, fault } => {
                write!(f, "the name {} is refused: {fault}", escape(name))
            }
            Self::NewerVersion { version } => {
                write!(f, "the format is newer: {}", escape(version))
            }
            Self::FileTooLarge { path, bytes, limit } => {
                let path = shown(path);
                write!(f, "{path} holds files of {limit} bytes at most, {bytes} bytes are needed")
            }
            Self::GroupEmpty { name } => write!(f, "the group {} is empty", escape(name)),
            Self::KeyStaysLocked { path } => {
                write!(f, "no unlocked key opens this container; {} is locked", shown(path))
            }
            Self::ProgramName { name } => write!(f, "no program can be named {}", escape(name)),
            Self::KeysBusy { folder } => {
                write!(f, "another process makes a key in {}", shown(folder))
            }
            Self::NoAccessList => f.write_str("there is no access list"),
            Self::NoHome => f.write_str("there is no folder for the user's configuration"),
            Self::NoRecipients => f.write_str("no recipient and no passphrase was given"),
            Self::NoRoom { path, bytes, available } => {
                let path = shown(path);
                write!(f, "{path} has {available} bytes free, {bytes} bytes are needed")
            }
            Self::NotAnArchive => f.write_str("the payload is one file, not an archive"),
            Self::NotAContainer => f.write_str("not an age file"),
            Self::NotARecipient => f.write_str("no key opens this container"),
            Self::NothingLeft => f.write_str("nothing would be left in the container"),
            Self::NothingToSeal => f.write_str("there is nothing to seal"),
            Self::NotAnOwner => f.write_str("only owners change the container"),
            Self::NotAFile { path, what } => write!(f, "{} is {what}", shown(path)),
            Self::NotRegular { path } => write!(f, "{} is not a regular file", shown(path)),
            Self::NotPortable { name } => {
                write!(f, "some systems cannot hold the name {}", escape(name))
            }
            Self::OutputInsideInput { path } => {
                write!(f, "{} would be inside a folder that it seals", shown(path))
            }
            Self::OutputIsInput { path } => write!(f, "{} is both input and output", shown(path)),
            Self::PaperLine { line } => write!(f, "line {line} is not as it is printed"),
            Self::PassphraseNeeded { label } => {
                write!(f, "the passphrase {} is needed again", escape(label))
            }
            Self::PassphraseRefused(fault) => write!(f, "the passphrase is refused: {fault}"),
            Self::PolicyOwner { path } => {
                write!(f, "{} does not belong to administrators", shown(path))
            }
            Self::PassphraseNotAlone => {
                f.write_str("a passphrase in age's own format must be the only access")
            }
            Self::Payload(fault) => write!(f, "the payload is damaged: {fault}"),
            Self::Recipient { recipient, fault } => {
                write!(f, "cannot use the recipient {}: {fault}", escape(recipient))
            }
            Self::RecipientsFile { path, line, fault } => {
                write!(f, "line {line} of {}: {fault}", shown(path))
            }
            Self::Policy { path, rule } => write!(f, "forbidden by {}: {rule}", shown(path)),
            Self::SecretStore(fault) => write!(f, "the secret service cannot be used: {fault}"),
            Self::Settings { path, line, column, fault } => {
                write!(f, "{}:{line}:{column}: {fault}", shown(path))
            }
            Self::StandsAlone => {
                f.write_str("the passphrase in age's own format must stay the only access")
            }
            Self::TargetExists { path } => write!(f, "{} exists", shown(path)),
            Self::TargetInTheWay { path } => {
                write!(f, "{} exists and cannot be replaced", shown(path))
            }
            Self::Temporary { folder, source } => {
                write!(f, "cannot keep temporary data in {}: {source}", shown(folder))
            }
            Self::TooManyRecipients { limit } => write!(f, "more than {limit} recipients"),
            Self::UnlistedAccesses { count } => {
                write!(f, "{count} unlisted accesses would be lost")
            }
            Self::WrongPassphrase => f.write_str("wrong passphrase"),
        }
    }
}

fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy())
}
