//! What went wrong and what to do about it, in the reader's language.
//!
//! A failure without a text of its own is shown as the core writes it, in English; a test finds every
//! variant that has none.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use scelle_core::display::escape;
use scelle_core::error::{ArchiveFault, Error, IoOperation, SpecialFile};

use crate::format::{format_size, format_time_zoned};
use crate::system::system_answer;
use crate::text;

mod faults;

use faults::{
    access_kept, archive, header, identity_hint, key_reason, name_hint, name_reason, passphrase,
    payload, recipient_hint, recipients_file, rule_broken, secret_store, settings_reason,
};

/// An error in the reader's language.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Explanation {
    /// The fact, in one sentence without a full stop.
    pub message: String,
    /// What to do, in the same style.
    pub hint: String,
}

/// A fact or a hint where it stands alone: with a capital and a full stop.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let end = if text.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// The hint about an error where there is no command line, as a sentence; `None` if only commands help.
#[must_use]
pub fn hint_without_commands(error: &Error) -> Option<String> {
    match error {
        Error::Archive { fault: ArchiveFault::Checksum | ArchiveFault::Malformed, .. } => {
            Some(sentence(&text!("error-damaged-hint")))
        }
        Error::Archive { .. } => Some(text!("win-hint-archive")),
        _ => {
            Some(explain(error).hint).filter(|hint| !hint.contains('`')).map(|hint| sentence(&hint))
        }
    }
}

/// Explains an error in the language selected. Paths and names are escaped: the result can be
/// shown in a terminal.
#[must_use]
pub fn explain(error: &Error) -> Explanation {
    let (message, hint) = message_and_hint(error);
    Explanation { message, hint }
}

fn message_and_hint(error: &Error) -> (String, String) {
    match error {
        Error::AccessAmbiguous { name, candidates } => (
            text!("error-access-ambiguous", name = escape(name)),
            text!("error-access-ambiguous-hint", names = escape(&candidates.join(", "))),
        ),
        Error::AccessKept { label, reason } => access_kept(label, *reason),
        Error::AccessFalse { label } => {
            (text!("error-access-false", label = escape(label)), text!("error-access-false-hint"))
        }
        Error::AccessNotFound { name, near } => {
            (text!("error-access-not-found", name = escape(name)), access_hint(near))
        }
        Error::AdoptionUnproved { label, count: 0 } => {
            (text!("error-adoption-none", label = escape(label)), text!("error-adoption-none-hint"))
        }
        Error::AdoptionUnproved { label, count } => (
            text!("error-adoption-several", label = escape(label), count = *count),
            text!("error-adoption-several-hint"),
        ),
        Error::Archive { fault, entry } => archive(*fault, entry.as_deref()),
        Error::ArmorInMail => (text!("error-armor-in-mail"), text!("error-armor-in-mail-hint")),
        Error::Armor => (text!("error-armor"), text!("error-armor-hint")),
        Error::Busy { lock, who, since, .. } => (
            match (who, since) {
                (Some(who), Some(since)) => {
                    text!("error-busy", who = escape(who), since = format_time_zoned(*since))
                }
                _ => text!("error-busy-unknown"),
            },
            text!("error-busy-hint", lock = shown_path(lock)),
        ),
        Error::Cancelled => (text!("error-cancelled"), text!("error-cancelled-hint")),
        Error::ChangedWhileRead { path } => (
            text!("error-changed-while-read", path = shown_path(path)),
            text!("error-changed-while-read-hint"),
        ),
        Error::ClassicalRecipient { recipient } => (
            text!("error-classical-recipient", recipient = shortened(recipient)),
            text!("error-classical-recipient-hint"),
        ),
        Error::Directory { path, named_in, source } => {
            let (reason, _) = system_answer(IoOperation::ReadInput, source);
            (
                text!(
                    "error-directory",
                    path = shown_path(path),
                    file = shown_path(named_in),
                    reason = reason
                ),
                text!("error-directory-hint", file = shown_path(named_in)),
            )
        }
        Error::DuplicateName { name } => {
            (text!("error-duplicate-name", name = escape(name)), text!("error-duplicate-name-hint"))
        }
        Error::EntryExists { name } => {
            (text!("error-entry-exists", name = escape(name)), text!("error-entry-exists-hint"))
        }
        Error::EntryInTheWay { name } => (
            text!("error-entry-in-the-way", name = escape(name)),
            text!("error-entry-in-the-way-hint"),
        ),
        Error::EntryNotFound { name } => (
            text!("error-entry-not-found", name = escape(name)),
            text!("error-entry-not-found-hint"),
        ),
        Error::ExcludePattern { pattern } => (
            text!("error-exclude-pattern", pattern = escape(pattern)),
            text!("error-exclude-pattern-hint"),
        ),
        Error::Header(fault) => header(*fault),
        Error::HeaderMac => (text!("error-header-altered"), text!("error-damaged-hint")),
        Error::Identity { path, fault } => (
            text!("error-identity", path = shown_path(path), reason = key_reason(*fault)),
            identity_hint(path, *fault),
        ),
        Error::IdentityExposed { path } => (
            text!("error-identity-exposed", path = shown_path(path)),
            keep_to_oneself(&shown_path(path)),
        ),
        Error::IdentityOnSharedDisk { path } => (
            text!("error-identity-on-shared-disk", path = shown_path(path)),
            text!("error-identity-on-shared-disk-hint"),
        ),
        Error::InUse { path, programs } => {
            let programs = programs.iter().map(|name| escape(name)).collect::<Vec<_>>().join(", ");
            let path = shown_path(path);
            let message = if programs.is_empty() {
                text!("error-in-use", path = path)
            } else {
                text!("error-in-use-by", path = path, programs = programs)
            };
            (message, text!("error-in-use-hint"))
        }
        Error::Internal => (text!("error-internal"), text!("error-internal-hint")),
        Error::Io { operation, path, source } => system(*operation, path.as_deref(), source),
        Error::Large { bytes, container } => (
            text!("error-large", size = format_size(*bytes), container = format_size(*container)),
            text!("error-large-hint"),
        ),
        Error::LeftBehind { path, error } => {
            let explained = explain(error);
            let message = explained.message;
            (
                text!("error-left-behind", message = message),
                text!("error-left-behind-hint", path = shown_path(path)),
            )
        }
        Error::KeysBusy { folder } => {
            (text!("error-keys-busy", folder = shown_path(folder)), text!("error-keys-busy-hint"))
        }
        Error::KdfParameters => (text!("error-kdf-parameters"), text!("error-kdf-parameters-hint")),
        Error::KdfMemory { kib } => (
            text!("error-kdf-memory", size = format_size(kib.saturating_mul(1024))),
            text!("error-kdf-memory-hint"),
        ),
        Error::Name { name, fault } => (
            text!("error-name", name = escape(name), reason = name_reason(*fault)),
            name_hint(*fault),
        ),
        Error::NewerVersion { version } => (
            text!("error-newer-version", version = escape(version)),
            text!("error-newer-version-hint"),
        ),
        Error::NoAccessList => (text!("error-no-access-list"), text!("error-no-access-list-hint")),
        Error::NoHome => (text!("error-no-home"), text!("error-no-home-hint")),
        Error::NoRecipients => (text!("error-no-recipients"), text!("error-no-recipients-hint")),
        Error::FileTooLarge { path, bytes, limit } => (
            text!(
                "error-file-too-large",
                path = shown_path(path),
                size = format_size(*bytes),
                limit = format_size(*limit)
            ),
            text!("error-file-too-large-hint"),
        ),
        Error::NoRoom { path, bytes, available } => (
            text!(
                "error-no-room",
                path = shown_path(path),
                size = format_size(*bytes),
                available = format_size(*available)
            ),
            text!("error-no-room-hint"),
        ),
        Error::NotAContainer => {
            (text!("error-not-a-container"), text!("error-not-a-container-hint"))
        }
        Error::NotAnArchive => (text!("error-not-an-archive"), text!("error-not-an-archive-hint")),
        Error::NotAnOwner => (text!("error-not-an-owner"), text!("error-not-an-owner-hint")),
        Error::NothingLeft => (text!("error-nothing-left"), text!("error-nothing-left-hint")),
        Error::GroupEmpty { name } => {
            (text!("error-group-empty", name = escape(name)), text!("error-group-empty-hint"))
        }
        Error::KeyStaysLocked { path } => (
            text!("error-key-stays-locked", path = shown_path(path)),
            text!("error-key-stays-locked-hint"),
        ),
        Error::NotARecipient => {
            (text!("error-not-a-recipient"), text!("error-not-a-recipient-hint"))
        }
        Error::NotAFile { path, what: SpecialFile::Link } => {
            (text!("error-link", path = shown_path(path)), text!("error-link-hint"))
        }
        Error::NotAFile { path, what: SpecialFile::Loop } => {
            (text!("error-loop", path = shown_path(path)), text!("error-loop-hint"))
        }
        Error::NotAFile { path, what: SpecialFile::Device } => {
            (text!("error-device", path = shown_path(path)), text!("error-device-hint"))
        }
        Error::NotRegular { path } => {
            (text!("error-not-regular", path = shown_path(path)), text!("error-not-regular-hint"))
        }
        Error::NotPortable { name } => {
            (text!("error-not-portable", name = escape(name)), text!("error-not-portable-hint"))
        }
        Error::OutputInsideInput { path } => (
            text!("error-output-inside-input", path = shown_path(path)),
            text!("error-output-inside-input-hint"),
        ),
        Error::OutputIsInput { path } => (
            text!("error-output-is-input", path = shown_path(path)),
            text!("error-output-is-input-hint"),
        ),
        Error::PaperLine { line } => {
            (text!("error-paper-line", line = *line), text!("error-paper-line-hint"))
        }
        Error::PassphraseNeeded { label } => (
            text!("error-passphrase-needed", label = escape(label)),
            text!("error-passphrase-needed-hint"),
        ),
        Error::PolicyOwner { path } => (
            text!("error-policy-owner", path = shown_path(path)),
            text!("error-policy-owner-hint", path = shown_path(path)),
        ),
        Error::PassphraseRefused(fault) => passphrase(*fault),
        Error::PassphraseNotAlone => {
            (text!("error-passphrase-not-alone"), text!("error-passphrase-not-alone-hint"))
        }
        Error::Payload(fault) => payload(*fault),
        Error::ProgramName { name } => {
            (text!("error-program-name", name = escape(name)), text!("error-program-name-hint"))
        }
        Error::Recipient { recipient, fault } => (
            text!("error-recipient", recipient = shortened(recipient), reason = key_reason(*fault)),
            recipient_hint(*fault),
        ),
        Error::RecipientsFile { path, line, fault } => recipients_file(path, *line, *fault),
        Error::ContactAmbiguous { name, candidates } => (
            text!("error-contact-ambiguous", name = escape(name)),
            text!("error-contact-ambiguous-hint", names = escape(&candidates.join(", "))),
        ),
        Error::ContactExists { name } => {
            (text!("error-contact-exists", name = escape(name)), text!("error-contact-exists-hint"))
        }
        Error::ContactIsGroup { name } => (
            text!("error-contact-is-group", name = escape(name)),
            text!("error-contact-is-group-hint"),
        ),
        Error::ContactNameIsCard { name } => (
            text!("error-contact-name-is-card", name = shortened(name)),
            text!("error-contact-name-hint"),
        ),
        Error::ContactNameIsKey { name } => (
            text!("error-contact-name-is-key", name = shortened(name)),
            text!("error-contact-name-hint"),
        ),
        Error::ContactNotFound { name, near } => {
            (text!("error-contact-not-found", name = escape(name)), contact_hint(near))
        }
        Error::NothingToSeal => {
            (text!("error-nothing-to-seal"), text!("error-nothing-to-seal-hint"))
        }
        Error::Policy { path, rule } => {
            (rule_broken(rule), text!("error-policy-hint", path = shown_path(path)))
        }
        Error::SecretStore(fault) => secret_store(*fault),
        Error::StandsAlone => (text!("error-stands-alone"), text!("error-stands-alone-hint")),
        Error::UnlistedAccesses { count } => (
            text!("error-unlisted-accesses", count = *count),
            text!("error-unlisted-accesses-hint"),
        ),
        Error::Settings { path, line, column, fault } => (
            text!(
                "error-settings",
                path = shown_path(path),
                line = *line,
                column = *column,
                reason = settings_reason(fault)
            ),
            text!("error-settings-hint"),
        ),
        Error::TargetExists { path } => (
            text!("error-target-exists", path = shown_path(path)),
            text!("error-target-exists-hint"),
        ),
        Error::TargetInTheWay { path } => (
            text!("error-target-in-the-way", path = shown_path(path)),
            text!("error-target-in-the-way-hint"),
        ),
        Error::Temporary { folder, source } => {
            let (reason, _) = system_answer(IoOperation::WriteOutput, source);
            (
                text!("error-temporary", folder = shown_path(folder), reason = reason),
                text!("error-temporary-hint", variable = TEMPORARY),
            )
        }
        Error::TooManyRecipients { limit } => (
            text!("error-too-many-recipients", limit = *limit),
            text!("error-too-many-recipients-hint"),
        ),
        Error::WrongPassphrase => {
            (text!("error-wrong-passphrase"), text!("error-wrong-passphrase-hint"))
        }
        unknown => (escape(&unknown.to_string()), text!("error-internal-hint")),
    }
}

fn access_hint(there: &[String]) -> String {
    match there {
        [] => text!("error-access-not-found-none-hint"),
        names => text!("error-access-not-found-hint", names = escape(&names.join(", "))),
    }
}

fn contact_hint(near: &[String]) -> String {
    match near {
        [] => text!("error-contact-not-found-hint"),
        names => text!("error-contact-near-hint", names = escape(&names.join(", "))),
    }
}

fn system(operation: IoOperation, path: Option<&Path>, source: &io::Error) -> (String, String) {
    let (reason, hint) = system_answer(operation, source);
    let message = match (operation, path.map(shown_path)) {
        (IoOperation::Randomness, _) => {
            let message = text!("error-randomness", reason = reason);
            return (message, text!("error-randomness-hint"));
        }
        (IoOperation::SyncOutput, path) => {
            let path = path.unwrap_or_default();
            let message = text!("error-sync", path = path, reason = reason);
            return (message, text!("error-sync-hint"));
        }
        (IoOperation::ReadContainer, None) => text!("error-read-container", reason = reason),
        (IoOperation::ReadContainer, Some(path)) => {
            text!("error-read-container-path", path = path, reason = reason)
        }
        (IoOperation::ReadInput, None) => text!("error-read-input", reason = reason),
        (IoOperation::ReadInput, Some(path)) => {
            text!("error-read-input-path", path = path, reason = reason)
        }
        (IoOperation::WriteOutput, None) => text!("error-write", reason = reason),
        (IoOperation::WriteOutput, Some(path)) => {
            text!("error-write-path", path = path, reason = reason)
        }
        (unknown, _) => format!("{unknown}: {reason}"),
    };
    (message, hint)
}

fn shown_path(path: &Path) -> String {
    escape(&without_prefix(&path.to_string_lossy()))
}

/// How the user alone comes to read a file.
fn keep_to_oneself(path: &str) -> String {
    match cfg!(windows) {
        true => text!("error-identity-exposed-hint-windows", path = path),
        false => text!(
            "error-identity-exposed-hint",
            command = format!("chmod 600 {}", shell_word(path))
        ),
    }
}

/// A path without what Windows puts before one that it does not interpret.
fn without_prefix(path: &str) -> Cow<'_, str> {
    match path.strip_prefix(r"\\?\") {
        None => path.into(),
        Some(rest) => match rest.strip_prefix(r"UNC\") {
            Some(share) => [r"\\", share].concat().into(),
            None => rest.into(),
        },
    }
}

/// What names the folder for temporary data.
const TEMPORARY: &str = if cfg!(windows) { "TMP" } else { "TMPDIR" };

/// An RSA key is 700 characters long: its two ends tell it from another, and hold its comment.
fn shortened(recipient: &str) -> String {
    const LONGEST: usize = 100;
    const END: usize = 32;
    let chars: Vec<char> = escape(recipient).chars().collect();
    match (chars.first_chunk::<END>(), chars.last_chunk::<END>()) {
        (Some(start), Some(end)) if chars.len() > LONGEST => {
            start.iter().chain(['…'].iter()).chain(end).collect()
        }
        _ => chars.into_iter().collect(),
    }
}

/// A path as a shell takes it for one harmless argument, since the hint is there to be copied.
fn shell_word(path: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if !path.is_empty() && !path.starts_with('-') && path.chars().all(plain) {
        return Cow::Borrowed(path);
    }
    let here = if path.starts_with('-') { "./" } else { "" };
    Cow::Owned(format!("'{here}{}'", path.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests;
