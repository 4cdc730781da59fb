//! The faults within an error: each a message and a hint, or the reason in a message.

use std::path::Path;

use scelle_core::display::escape;
use scelle_core::error::{
    ArchiveFault, HeaderFault, KeyFault, NameFault, PassphraseFault, PayloadFault, Rule,
    SettingsFault, StoreFault, Weakness, WhyKept,
};

use scelle_core::profile::card;

use super::{shell_word, shown_path};
use crate::format::format_count;
use crate::text;

pub(super) fn archive(fault: ArchiveFault, entry: Option<&str>) -> (String, String) {
    let reason = archive_reason(fault);
    let damaged = matches!(fault, ArchiveFault::Checksum | ArchiveFault::Malformed);
    let message = match (damaged, entry.map(escape)) {
        (true, None) => text!("error-archive-damaged", reason = reason),
        (true, Some(entry)) => text!("error-archive-damaged-entry", entry = entry, reason = reason),
        (false, None) => text!("error-archive-refused", reason = reason),
        (false, Some(entry)) => {
            text!("error-archive-refused-entry", entry = entry, reason = reason)
        }
    };
    let hint = if damaged {
        text!("error-archive-damaged-hint")
    } else if matches!(
        fault,
        ArchiveFault::Unsupported
            | ArchiveFault::Encrypted
            | ArchiveFault::Method(_)
            | ArchiveFault::Backslashes
    ) {
        text!("error-archive-unsupported-hint")
    } else {
        text!("error-archive-refused-hint")
    };
    (message, hint)
}

fn archive_reason(fault: ArchiveFault) -> String {
    match fault {
        ArchiveFault::Checksum => text!("archive-checksum"),
        ArchiveFault::Malformed => text!("archive-malformed"),
        ArchiveFault::Inconsistent => text!("archive-inconsistent"),
        ArchiveFault::GapOrOverlap => text!("archive-gap-or-overlap"),
        ArchiveFault::Conflict => text!("archive-conflict"),
        ArchiveFault::SpecialEntry => text!("archive-special-entry"),
        ArchiveFault::Unsupported => text!("archive-unsupported"),
        ArchiveFault::Encrypted => text!("archive-encrypted"),
        ArchiveFault::Method(number) => text!("archive-method", method = method(number)),
        ArchiveFault::Backslashes => text!("archive-backslashes"),
        ArchiveFault::Oversized => text!("archive-oversized"),
        ArchiveFault::TooManyEntries => text!("archive-too-many-entries"),
        ArchiveFault::Ambiguous => text!("archive-ambiguous"),
        unknown => unknown.to_string(),
    }
}

/// The name of a compression method, as its users know it, or its number.
fn method(number: u16) -> String {
    match number {
        1 => "Shrink".to_owned(),
        6 => "Implode".to_owned(),
        9 => "Deflate64".to_owned(),
        12 => "BZip2".to_owned(),
        14 => "LZMA".to_owned(),
        93 => "Zstandard".to_owned(),
        95 => "XZ".to_owned(),
        98 => "PPMd".to_owned(),
        number => number.to_string(),
    }
}

pub(super) fn header(fault: HeaderFault) -> (String, String) {
    let message = match fault {
        HeaderFault::Truncated => {
            return (text!("error-header-truncated"), text!("error-truncated-hint"));
        }
        HeaderFault::TooLong => text!("error-header-too-long"),
        HeaderFault::TooManyStanzas => text!("error-header-too-many"),
        HeaderFault::Malformed => text!("error-header-malformed"),
        HeaderFault::Stanza => text!("error-header-stanza"),
        HeaderFault::ScryptNotAlone => text!("error-header-scrypt-not-alone"),
        HeaderFault::AccessList => text!("error-header-access-list"),
        HeaderFault::AccessListFalse => {
            return (text!("error-header-access-list-false"), text!("error-access-list-hint"));
        }
        HeaderFault::AccessListLabel => {
            return (text!("error-header-access-list-label"), text!("error-access-list-hint"));
        }
        unknown => unknown.to_string(),
    };
    (message, text!("error-damaged-hint"))
}

pub(super) fn payload(fault: PayloadFault) -> (String, String) {
    match fault {
        PayloadFault::Truncated => {
            (text!("error-payload-truncated"), text!("error-truncated-hint"))
        }
        PayloadFault::Chunk { index } => (
            // People count from one.
            text!("error-payload-part", number = format_count(index.saturating_add(1))),
            text!("error-damaged-hint"),
        ),
        unknown => (unknown.to_string(), text!("error-damaged-hint")),
    }
}

pub(super) fn passphrase(fault: PassphraseFault) -> (String, String) {
    match fault {
        PassphraseFault::Empty => {
            (text!("error-passphrase-empty"), text!("error-passphrase-empty-hint"))
        }
        PassphraseFault::Weak(weakness) => (
            text!("error-passphrase-weak", reason = weakness_reason(weakness)),
            text!("error-passphrase-weak-hint"),
        ),
        PassphraseFault::NotText => {
            (text!("error-passphrase-not-text"), text!("error-passphrase-not-text-hint"))
        }
        unknown => (unknown.to_string(), text!("error-passphrase-weak-hint")),
    }
}

fn weakness_reason(weakness: Weakness) -> String {
    match weakness {
        Weakness::Common => text!("weakness-common"),
        Weakness::Word => text!("weakness-word"),
        Weakness::Date => text!("weakness-date"),
        Weakness::Pattern => text!("weakness-pattern"),
        Weakness::Short => text!("weakness-short"),
        unknown => unknown.to_string(),
    }
}

pub(super) fn recipients_file(path: &Path, line: usize, fault: KeyFault) -> (String, String) {
    let reason = key_reason(fault);
    let is_card = path.extension().is_some_and(|end| end == card::EXTENSION);
    let path = shown_path(path);
    match fault {
        KeyFault::Empty | KeyFault::TooLarge => (
            text!("error-recipients-file", path = path, reason = reason),
            text!("recipients-file-hint"),
        ),
        KeyFault::BadText | KeyFault::Several if is_card => (
            text!("error-card-line", line = line, path = path, reason = reason),
            text!("card-hint"),
        ),
        _ => (
            text!("error-recipients-file-line", line = line, path = path, reason = reason),
            recipient_hint(fault),
        ),
    }
}

pub(super) fn access_kept(label: &str, reason: WhyKept) -> (String, String) {
    let label = escape(label);
    match reason {
        WhyKept::LastOwner => {
            (text!("error-kept-last-owner", label = label), text!("error-kept-last-owner-hint"))
        }
        WhyKept::Oneself => {
            (text!("error-kept-oneself", label = label), text!("error-kept-oneself-hint"))
        }
        WhyKept::Recovery => {
            (text!("error-kept-recovery", label = label), text!("error-kept-recovery-hint"))
        }
        unknown => (unknown.to_string(), text!("error-internal-hint")),
    }
}

pub(super) fn rule_broken(rule: &Rule) -> String {
    match rule {
        Rule::AgeCompatible => text!("rule-age-compatible"),
        Rule::Argon2 => text!("rule-argon2"),
        Rule::Anonymous => text!("rule-anonymous"),
        Rule::Classical => text!("rule-classical"),
        Rule::Passphrase => text!("rule-passphrase"),
        Rule::PassphraseAlone => text!("rule-passphrase-alone"),
        Rule::PassphraseLength(least) => text!("rule-passphrase-length", count = *least),
        Rule::Recovery => text!("rule-recovery"),
        Rule::UnknownKeys(count) => text!("rule-unknown-keys", count = *count),
        Rule::Unverified { name } => text!("rule-unverified", name = escape(name)),
        unknown => unknown.to_string(),
    }
}

pub(super) fn secret_store(fault: StoreFault) -> (String, String) {
    match fault {
        StoreFault::Absent => (text!("error-store-absent"), text!("error-store-absent-hint")),
        StoreFault::Failed => (text!("error-store-failed"), text!("error-store-failed-hint")),
        StoreFault::Full => (text!("error-store-full"), text!("error-store-absent-hint")),
        StoreFault::Locked => (text!("error-store-locked"), text!("error-store-locked-hint")),
        StoreFault::Portable => (text!("error-store-portable"), text!("error-store-absent-hint")),
        unknown => (unknown.to_string(), text!("error-store-failed-hint")),
    }
}

pub(super) fn settings_reason(fault: &SettingsFault) -> String {
    match fault {
        SettingsFault::Missing { key } => text!("settings-missing", key = escape(key)),
        SettingsFault::NotAContact { name } => {
            text!("settings-not-a-contact", name = escape(name))
        }
        SettingsFault::NotText => text!("settings-not-text"),
        SettingsFault::Syntax => text!("settings-syntax"),
        SettingsFault::TooLarge => text!("settings-too-large"),
        SettingsFault::Twice { name } => text!("settings-twice", name = escape(name)),
        SettingsFault::UnknownKey { key, near: Some(near) } => {
            text!("settings-unknown-key-near", key = escape(key), near = near.as_str())
        }
        SettingsFault::UnknownKey { key, .. } => text!("settings-unknown-key", key = escape(key)),
        SettingsFault::WrongValue { key } => text!("settings-wrong-value", key = escape(key)),
        unknown => escape(&unknown.to_string()),
    }
}

pub(super) fn key_reason(fault: KeyFault) -> String {
    match fault {
        KeyFault::Unknown => text!("key-unknown"),
        KeyFault::Malformed => text!("key-malformed"),
        KeyFault::Unsupported => text!("key-unsupported"),
        KeyFault::OldPem => text!("key-old-pem"),
        KeyFault::SshPassphrase => text!("key-ssh-passphrase"),
        KeyFault::Plugin => text!("key-plugin"),
        KeyFault::Secret => text!("key-secret"),
        KeyFault::Costly => text!("key-costly"),
        KeyFault::Empty => text!("key-empty"),
        KeyFault::TooLarge => text!("key-too-large"),
        KeyFault::Several => text!("key-several"),
        KeyFault::BadText => text!("key-bad-text"),
        unknown => unknown.to_string(),
    }
}

pub(super) fn name_reason(fault: NameFault) -> String {
    match fault {
        NameFault::Absolute => text!("name-absolute"),
        NameFault::Backslash => text!("name-backslash"),
        NameFault::Bidirectional => text!("name-bidirectional"),
        NameFault::Control => text!("name-control"),
        NameFault::Empty => text!("name-empty"),
        NameFault::TooLong => text!("name-too-long"),
        NameFault::Traversal => text!("name-traversal"),
        NameFault::NotUnicode => text!("name-not-unicode"),
        NameFault::CodePage => text!("name-code-page"),
        NameFault::Version => text!("name-version"),
        unknown => unknown.to_string(),
    }
}

/// What `--rename` does not mend has a hint of its own.
pub(super) fn name_hint(fault: NameFault) -> String {
    match fault {
        NameFault::Empty => text!("error-name-empty-hint"),
        NameFault::TooLong => text!("error-name-length-hint"),
        NameFault::CodePage => text!("error-name-code-page-hint"),
        _ => text!("error-name-hint"),
    }
}

pub(super) fn recipient_hint(fault: KeyFault) -> String {
    match fault {
        KeyFault::Malformed => text!("recipient-malformed-hint"),
        KeyFault::Unsupported => text!("key-unsupported-hint"),
        KeyFault::Plugin => text!("recipient-plugin-hint"),
        KeyFault::Secret => text!("recipient-secret-hint"),
        KeyFault::Several => text!("recipient-several-hint"),
        _ => text!("recipient-hint"),
    }
}

pub(super) fn identity_hint(path: &Path, fault: KeyFault) -> String {
    let word = || shell_word(&shown_path(path)).into_owned();
    match fault {
        KeyFault::OldPem => text!("identity-old-pem-hint", path = word()),
        KeyFault::SshPassphrase => text!("identity-ssh-passphrase-hint", path = word()),
        KeyFault::Plugin => text!("identity-plugin-hint"),
        KeyFault::Costly => text!("identity-costly-hint"),
        KeyFault::Malformed => text!("identity-malformed-hint"),
        KeyFault::Unsupported => text!("key-unsupported-hint"),
        _ => text!("identity-file-hint"),
    }
}
