use std::io::ErrorKind;
use std::sync::Mutex;

use scelle_core::error::{
    ArchiveFault, HeaderFault, KeyFault, NameFault, PassphraseFault, PayloadFault, Rule,
    SettingsFault, StoreFault, Weakness, WhyKept,
};

use super::*;
use crate::system::{DEVICE, NAME_TOO_LONG};
use crate::texts::tests::written;
use crate::{Language, current, select};

/// The language belongs to the process, and tests run in parallel.
static SELECTED: Mutex<()> = Mutex::new(());

fn in_language<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let _alone = SELECTED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    select(language);
    let result = work();
    select(Language::English);
    result
}

/// Failures that reach, together, every text of this file: a test below sees to it.
fn samples() -> Vec<Error> {
    let path = || std::path::PathBuf::from("dossier/a b.scelle");
    let name = || "dossier/été.pdf".to_owned();
    let mut all = vec![
        Error::AccessAmbiguous { name: name(), candidates: vec![name(), name()] },
        Error::AccessNotFound { name: name(), near: Vec::new() },
        Error::AccessNotFound { name: name(), near: vec![name()] },
        Error::AdoptionUnproved { label: name(), count: 0 },
        Error::AdoptionUnproved { label: name(), count: 3 },
        Error::Armor,
        Error::Busy { path: path(), lock: path(), who: Some(name()), since: Some(1_790_000_000) },
        Error::Busy { path: path(), lock: path(), who: None, since: None },
        Error::KeysBusy { folder: path() },
        Error::ProgramName { name: name() },
        Error::EntryExists { name: name() },
        Error::GroupEmpty { name: name() },
        Error::KeyStaysLocked { path: path() },
        Error::NoAccessList,
        Error::NotAnArchive,
        Error::NotAnOwner,
        Error::NothingLeft,
        Error::PassphraseNeeded { label: name() },
        Error::PolicyOwner { path: path() },
        Error::StandsAlone,
        Error::UnlistedAccesses { count: 1 },
        Error::UnlistedAccesses { count: 2 },
        Error::Cancelled,
        Error::Internal,
        Error::ChangedWhileRead { path: path() },
        Error::ClassicalRecipient { recipient: "age1alice".to_owned() },
        Error::ContactAmbiguous { name: name(), candidates: vec![name(), name()] },
        Error::ContactExists { name: name() },
        Error::ArmorInMail,
        Error::ContactIsGroup { name: name() },
        Error::ContactNameIsCard { name: name() },
        Error::EntryInTheWay { name: name() },
        Error::ContactNameIsKey { name: name() },
        Error::ContactNotFound { name: name(), near: Vec::new() },
        Error::ContactNotFound { name: name(), near: vec![name()] },
        Error::Directory { path: path(), named_in: path(), source: ErrorKind::NotFound.into() },
        Error::DuplicateName { name: name() },
        Error::EntryNotFound { name: name() },
        Error::ExcludePattern { pattern: "[a".to_owned() },
        Error::HeaderMac,
        Error::IdentityExposed { path: path() },
        Error::IdentityOnSharedDisk { path: path() },
        Error::Large { bytes: 20_000_000_000, container: 4000 },
        Error::LeftBehind { path: "/a".into(), error: Box::new(Error::Cancelled) },
        Error::InUse { path: path(), programs: Vec::new() },
        Error::InUse { path: path(), programs: vec!["Word".to_owned()] },
        Error::FileTooLarge { path: "/a".into(), bytes: 5 << 30, limit: u32::MAX.into() },
        Error::NoRoom { path: "/a".into(), bytes: 2000, available: 1000 },
        Error::KdfParameters,
        Error::KdfMemory { kib: 262_144 },
        Error::NewerVersion { version: "age-encryption.org/v2".to_owned() },
        Error::NoHome,
        Error::NoRecipients,
        Error::NothingToSeal,
        Error::NotAContainer,
        Error::NotARecipient,
        Error::NotAFile { path: path(), what: SpecialFile::Link },
        Error::NotAFile { path: path(), what: SpecialFile::Loop },
        Error::NotAFile { path: path(), what: SpecialFile::Device },
        Error::NotPortable { name: name() },
        Error::NotRegular { path: path() },
        Error::OutputInsideInput { path: path() },
        Error::OutputIsInput { path: path() },
        Error::Temporary { folder: path(), source: ErrorKind::NotFound.into() },
        Error::PaperLine { line: 3 },
        Error::PassphraseNotAlone,
        Error::PassphraseRefused(PassphraseFault::Empty),
        Error::PassphraseRefused(PassphraseFault::NotText),
        Error::Payload(PayloadFault::Truncated),
        Error::Payload(PayloadFault::Chunk { index: 0 }),
        Error::TargetExists { path: path() },
        Error::TargetInTheWay { path: path() },
        Error::TooManyRecipients { limit: 256 },
        Error::WrongPassphrase,
    ];
    for fault in [
        ArchiveFault::Checksum,
        ArchiveFault::Malformed,
        ArchiveFault::Inconsistent,
        ArchiveFault::GapOrOverlap,
        ArchiveFault::Conflict,
        ArchiveFault::SpecialEntry,
        ArchiveFault::Unsupported,
        ArchiveFault::Encrypted,
        ArchiveFault::Method(9),
        ArchiveFault::Method(97),
        ArchiveFault::Backslashes,
        ArchiveFault::Oversized,
        ArchiveFault::TooManyEntries,
        ArchiveFault::Ambiguous,
    ] {
        all.push(Error::Archive { fault, entry: None });
        all.push(Error::Archive { fault, entry: Some(name()) });
    }
    all.extend(
        [
            HeaderFault::Truncated,
            HeaderFault::TooLong,
            HeaderFault::TooManyStanzas,
            HeaderFault::Malformed,
            HeaderFault::Stanza,
            HeaderFault::ScryptNotAlone,
            HeaderFault::AccessList,
            HeaderFault::AccessListFalse,
            HeaderFault::AccessListLabel,
        ]
        .map(Error::Header),
    );
    for fault in [
        KeyFault::Unknown,
        KeyFault::Malformed,
        KeyFault::Unsupported,
        KeyFault::OldPem,
        KeyFault::SshPassphrase,
        KeyFault::Plugin,
        KeyFault::Secret,
        KeyFault::Costly,
        KeyFault::Empty,
        KeyFault::TooLarge,
        KeyFault::Several,
        KeyFault::BadText,
    ] {
        all.push(Error::Identity { path: path(), fault });
        all.push(Error::Recipient { recipient: "ssh-x".to_owned(), fault });
        all.push(Error::RecipientsFile { path: path(), line: 3, fault });
        all.push(Error::RecipientsFile { path: "c.scelle-card".into(), line: 3, fault });
    }
    for reason in [WhyKept::LastOwner, WhyKept::Oneself, WhyKept::Recovery] {
        all.push(Error::AccessKept { label: name(), reason });
    }
    all.push(Error::AccessFalse { label: name() });
    for rule in [
        Rule::AgeCompatible,
        Rule::Argon2,
        Rule::Anonymous,
        Rule::UnknownKeys(1),
        Rule::UnknownKeys(2),
        Rule::Classical,
        Rule::Passphrase,
        Rule::PassphraseAlone,
        Rule::PassphraseLength(20),
        Rule::Recovery,
        Rule::Unverified { name: "Alice".to_owned() },
    ] {
        all.push(Error::Policy { path: path(), rule });
    }
    for fault in [
        SettingsFault::Missing { key: name() },
        SettingsFault::NotAContact { name: name() },
        SettingsFault::NotText,
        SettingsFault::Syntax,
        SettingsFault::TooLarge,
        SettingsFault::Twice { name: name() },
        SettingsFault::UnknownKey { key: name(), near: None },
        SettingsFault::UnknownKey { key: name(), near: Some(name()) },
        SettingsFault::WrongValue { key: name() },
    ] {
        all.push(Error::Settings { path: path(), line: 3, column: 1, fault });
    }
    all.extend(
        [
            StoreFault::Absent,
            StoreFault::Failed,
            StoreFault::Full,
            StoreFault::Locked,
            StoreFault::Portable,
        ]
        .map(Error::SecretStore),
    );
    for fault in [
        NameFault::Absolute,
        NameFault::Backslash,
        NameFault::Bidirectional,
        NameFault::Control,
        NameFault::Empty,
        NameFault::Version,
        NameFault::TooLong,
        NameFault::Traversal,
        NameFault::NotUnicode,
        NameFault::CodePage,
    ] {
        all.push(Error::Name { name: name(), fault });
    }
    all.extend(
        [Weakness::Common, Weakness::Word, Weakness::Date, Weakness::Pattern, Weakness::Short]
            .map(|weakness| Error::PassphraseRefused(PassphraseFault::Weak(weakness))),
    );
    for operation in [
        IoOperation::ReadContainer,
        IoOperation::ReadInput,
        IoOperation::WriteOutput,
        IoOperation::SyncOutput,
        IoOperation::Randomness,
    ] {
        for source in answers() {
            let known = (source.kind() == ErrorKind::NotFound).then(path);
            all.push(Error::Io { operation, path: known, source });
        }
    }
    all
}

fn answers() -> Vec<io::Error> {
    let kinds = [
        ErrorKind::AlreadyExists,
        ErrorKind::BrokenPipe,
        ErrorKind::DirectoryNotEmpty,
        ErrorKind::FileTooLarge,
        ErrorKind::HostUnreachable,
        ErrorKind::Interrupted,
        ErrorKind::InvalidData,
        ErrorKind::InvalidFilename,
        ErrorKind::IsADirectory,
        ErrorKind::NotADirectory,
        ErrorKind::NotFound,
        ErrorKind::OutOfMemory,
        ErrorKind::PermissionDenied,
        ErrorKind::QuotaExceeded,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::ResourceBusy,
        ErrorKind::StorageFull,
        ErrorKind::UnexpectedEof,
        ErrorKind::Unsupported,
        ErrorKind::Other,
    ];
    let mut all: Vec<_> = kinds.into_iter().map(io::Error::from).collect();
    let codes = DEVICE.iter().copied().chain([NAME_TOO_LONG, 9999]);
    all.extend(codes.map(io::Error::from_raw_os_error));
    all
}

fn explained(language: Language) -> Vec<String> {
    let all = |error: &Error| {
        let Explanation { message, hint } = explain(error);
        [message, hint]
    };
    in_language(language, || samples().iter().flat_map(all).collect())
}

#[test]
fn every_failure_is_told_in_both_languages() {
    for language in Language::ALL {
        for text in explained(language) {
            assert!(!text.is_empty());
            assert!(!text.contains(['{', '}', '\u{2068}', '\u{2069}']), "{text}");
            assert!(!text.contains("No localization"), "{text}");
            assert!(!text.ends_with(['.', '!', ' ', '\u{a0}']), "{text}");
            let names = ["Scellé", "AGE-"];
            let start = text.chars().next();
            let capital = start.is_some_and(char::is_uppercase);
            assert!(!capital || names.iter().any(|name| text.starts_with(name)), "{text}");
        }
    }
}

/// The variants of the enums in a source of the core's errors, by their names.
fn variants(source: &str) -> Vec<&str> {
    let mut variants = Vec::new();
    for item in source.split("pub enum ").skip(1) {
        let body = item.split("\n}").next().unwrap_or_default();
        let lines = body.lines().filter(|line| {
            line.strip_prefix("    ")
                .is_some_and(|l| l.starts_with(|c: char| c.is_ascii_uppercase()))
        });
        variants.extend(
            lines.map(|line| line.trim().split(|c: char| !c.is_alphanumeric()).next().unwrap()),
        );
    }
    variants
}

#[test]
fn every_failure_of_the_core_has_a_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/error");
    let samples = samples();
    let told = format!("{samples:?}");
    let words: std::collections::HashSet<&str> =
        told.split(|c: char| !c.is_alphanumeric()).collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("kind.rs") {
            continue;
        }
        for variant in variants(&std::fs::read_to_string(&path).unwrap()) {
            assert!(words.contains(variant), "{variant} of {} has no sample", path.display());
            seen += 1;
        }
    }
    assert!(seen > 120, "{seen} variants were seen");
    // What has no text is shown in English, even to a French reader.
    for error in samples {
        let french = in_language(Language::French, || explain(&error));
        assert_ne!(french.message, error.to_string(), "{error:?}");
    }
}

#[test]
fn every_text_about_errors_is_reached() {
    let explained = explained(Language::English);
    let source = include_str!("../../en/scelle.ftl");
    let errors = source.split("\n## Command line").next().unwrap_or_default();
    let elsewhere = match cfg!(windows) {
        true => "error-identity-exposed-hint",
        false => "error-identity-exposed-hint-windows",
    };
    for (key, text) in written(errors).into_iter().filter(|(key, _)| *key != elsewhere) {
        let outside = text.text.split(['{', '}']).step_by(2);
        // `|` stands between variants: any of them will do.
        let fixed = outside.flat_map(|part| part.split('|')).max_by_key(|part| part.len());
        let fixed = fixed.unwrap_or_default();
        assert!(explained.iter().any(|shown| shown.contains(fixed)), "{key} is never shown");
    }
}

#[test]
fn the_language_changes_at_once() {
    let told = |language| in_language(language, || explain(&Error::WrongPassphrase).message);
    assert_eq!(told(Language::French), "phrase secrète incorrecte");
    assert_eq!(told(Language::English), "wrong passphrase");
    assert_eq!(in_language(Language::French, current), Language::French);
}

#[test]
fn facts_are_part_of_the_message() {
    let missing = Error::Io {
        operation: IoOperation::ReadContainer,
        path: Some("été.scelle".into()),
        source: ErrorKind::NotFound.into(),
    };
    let french = in_language(Language::French, || explain(&missing));
    let expected = "impossible de lire le conteneur «\u{a0}été.scelle\u{a0}»\u{a0}: fichier ou dossier introuvable";
    assert_eq!(french.message, expected);
    assert_eq!(french.hint, "vérifiez le chemin");

    let damaged = Error::Payload(PayloadFault::Chunk { index: 1234 });
    let english = in_language(Language::English, || explain(&damaged));
    assert_eq!(english.message, "part 1,235 of the content is damaged");

    let exposed = Error::IdentityExposed { path: "ma clé.txt".into() };
    let english = in_language(Language::English, || explain(&exposed));
    let command = if cfg!(windows) { "icacls \"ma clé.txt\"" } else { "chmod 600 'ma clé.txt'" };
    assert!(english.hint.contains(command), "{}", english.hint);
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let evil = "a\u{1b}[31m\u{202e}b\n";
    for error in [
        Error::TargetExists { path: evil.into() },
        Error::IdentityExposed { path: evil.into() },
        Error::ClassicalRecipient { recipient: evil.into() },
        Error::ExcludePattern { pattern: evil.into() },
        Error::NewerVersion { version: evil.into() },
        Error::Archive { fault: ArchiveFault::Conflict, entry: Some(evil.into()) },
    ] {
        let Explanation { message, hint } = explain(&error);
        for text in [message, hint] {
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\n']), "{text:?}");
        }
    }
}

#[test]
fn a_copied_path_is_one_harmless_word() {
    for (path, word) in [
        ("/home/a/clé.txt", "/home/a/clé.txt"),
        ("ma clé", "'ma clé'"),
        ("x; rm -rf ~", "'x; rm -rf ~'"),
        ("l'autre", r"'l'\''autre'"),
        ("-R", "'./-R'"),
    ] {
        assert_eq!(shell_word(path), word);
    }
}

#[test]
fn a_long_key_is_shown_by_its_ends() {
    let key = format!("ssh-rsa {} alice@exemple.fr", "A".repeat(700));
    let shown = shortened(&key);
    assert!(shown.starts_with("ssh-rsa AAA") && shown.ends_with("A alice@exemple.fr"), "{shown}");
    assert!(shown.chars().count() < 70);
    assert_eq!(shortened("age1alice"), "age1alice");
}

#[test]
fn a_fact_becomes_a_sentence() {
    assert_eq!(sentence("écrit mal"), "Écrit mal.");
    assert_eq!(sentence("really?"), "Really?");
    assert_eq!(sentence("« a » existe"), "« a » existe.");
}

#[test]
fn where_there_is_no_command_line_no_command_is_proposed() {
    let hint = |error| in_language(Language::English, || hint_without_commands(&error));
    let archive = |fault| hint(Error::Archive { fault, entry: None });
    assert!(archive(ArchiveFault::Malformed).unwrap().starts_with("Do not rely on this copy"));
    assert!(archive(ArchiveFault::Conflict).unwrap().starts_with("Nothing was extracted."));
    let damaged = hint(Error::Payload(PayloadFault::Chunk { index: 1 }));
    assert!(damaged.unwrap().starts_with("Do not rely on this copy"));
    // It names an option.
    assert_eq!(hint(Error::NoHome), None);
}
