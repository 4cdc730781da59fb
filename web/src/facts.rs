//! What the page shows, as JSON: texts in both languages, and what it decides by.

use std::io;
use std::path::PathBuf;

use scelle_core::archive::entry::{Entry, EntryKind};
use scelle_core::container::access::{Access, AccessId, AccessKey, AccessList, Role};
use scelle_core::display::{escape, escape_text};
use scelle_core::error::{Error, IoOperation, Kind};
use scelle_core::inspect::{Safety, inspect};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::open::{Container, Locked};
use scelle_i18n::{
    Language, elided, enter, explain, format_count, format_size, hint_without_commands, sentence,
    text,
};
use serde::Serialize;
use zeroize::Zeroizing;

/// A text in both languages.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Text {
    /// In English.
    pub en: String,
    /// In French.
    pub fr: String,
}

impl Text {
    /// What `say` says in each language.
    pub fn of(say: impl Fn() -> String) -> Self {
        let [en, fr] = Language::ALL.map(|language| {
            let _entered = enter(language);
            say()
        });
        Self { en, fr }
    }
}

/// A container that is locked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedFacts {
    /// Its length.
    pub size: Text,
    /// Whether a passphrase may open it.
    pub takes_passphrase: bool,
    /// Whether a key may open it.
    pub takes_key: bool,
    /// Whether a quantum computer could open it, as far as is known.
    pub safety: Option<Text>,
}

impl LockedFacts {
    /// Those of a container.
    #[must_use]
    pub fn of(locked: &Locked) -> Self {
        // A stanza that no reader would try does not keep the holder of a key from opening it.
        let safety = match inspect(locked).map(|inspection| inspection.safety) {
            Ok(Safety::PostQuantum) => Some(Text::of(|| text!("win-post-quantum"))),
            Ok(Safety::Classical) => Some(Text::of(|| text!("win-not-post-quantum"))),
            Ok(Safety::Unknown) | Err(_) => None,
        };
        Self {
            size: Text::of(|| format_size(locked.len())),
            takes_passphrase: locked.header().takes_passphrase(),
            takes_key: locked.header().takes_key(),
            safety,
        }
    }
}

/// A container that is open.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenedFacts {
    /// Number of files, and their bytes.
    pub summary: Text,
    /// What it holds.
    pub entries: Vec<EntryFacts>,
    /// Name of the file that holds all of it, where that is not its one entry.
    pub whole: Option<String>,
    /// Length of that file, in bytes.
    pub whole_bytes: u64,
    /// Who can open it.
    pub accesses: Vec<AccessFacts>,
    /// What is to be known about that.
    pub notices: Vec<Notice>,
    /// Whether those who are listed may be answered.
    pub answerable: bool,
}

/// A file or a folder.
#[derive(Debug, Serialize)]
pub struct EntryFacts {
    /// Its name, with `/` between folders.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Bytes of its content.
    pub bytes: u64,
    /// The same, for people.
    pub size: Text,
    /// When it was modified, in seconds since 1970.
    pub modified: Option<i64>,
}

/// An access.
#[derive(Debug, Serialize)]
pub struct AccessFacts {
    /// Its label, escaped.
    pub name: String,
    /// What its holder is meant to do.
    pub role: Text,
    /// When it was given, in seconds since 1970.
    pub since: i64,
    /// How the reader knows its holder.
    pub known: Text,
    /// The fingerprint of its key; `None` for a passphrase.
    pub fingerprint: Option<String>,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Whether it is false, as the reader's own keys prove.
    pub disproved: bool,
    /// That a quantum computer could open what is sealed for it.
    pub classical: Option<Text>,
}

/// Something to look at: one fact, and what to do.
#[derive(Debug, Serialize)]
pub struct Notice {
    /// The fact.
    pub message: Text,
    /// What to do.
    pub hint: Text,
    /// Whether it tells of an attack.
    pub danger: bool,
}

impl OpenedFacts {
    /// Those of a container whose file has this name.
    ///
    /// # Errors
    /// As [`payload_name`](scelle_core::open::payload_name).
    pub fn of(container: &Container, name: &str) -> Result<Self, Error> {
        let entries: Vec<EntryFacts> = container.entries().map(EntryFacts::of).collect();
        let files = entries.iter().filter(|entry| !entry.folder);
        let (count, bytes) = (files.clone().count() as u64, files.map(|entry| entry.bytes).sum());
        let access = container.access();
        let own = container.own_accesses();
        let whole = scelle_core::open::payload_name(name)?.to_string();
        let whole_bytes = container.payload().len();
        // What is no archive is its one entry.
        let is_entry =
            matches!(entries.as_slice(), [one] if !one.folder && one.bytes == whole_bytes);
        Ok(Self {
            summary: Text::of(|| {
                let size = format_size(bytes);
                text!("page-summary", count = count, shown = format_count(count), size = size)
            }),
            entries,
            whole: (!is_entry).then_some(whole),
            whole_bytes,
            accesses: access_facts(access, own),
            notices: notices(access),
            answerable: access.present && access.disproved.is_empty(),
        })
    }
}

impl EntryFacts {
    fn of(entry: &Entry) -> Self {
        Self {
            name: entry.name.to_string(),
            folder: entry.kind == EntryKind::Folder,
            bytes: entry.size,
            size: Text::of(|| format_size(entry.size)),
            modified: entry.modified,
        }
    }
}

fn access_facts(access: &AccessList, own: &[AccessId]) -> Vec<AccessFacts> {
    let facts = |(id, one): (AccessId, &Access)| {
        let (own, disproved) = (own.contains(&id), access.disproved.contains(&id));
        let name = escape(one.label.as_str());
        let recipient = match &one.key {
            AccessKey::Recipient(recipient) => Some(recipient),
            AccessKey::Passphrase => None,
        };
        let is_classical = recipient.is_some_and(|key| !key.kind().is_post_quantum());
        AccessFacts {
            role: Text::of(|| match one.role {
                Role::Owner => text!("win-role-owner"),
                Role::Member => text!("win-role-member"),
                Role::Recovery => text!("win-role-recovery"),
            }),
            since: one.date,
            known: Text::of(|| match recipient {
                _ if disproved => text!("win-known-false"),
                _ if own => text!("win-known-oneself"),
                None => text!("win-known-passphrase"),
                Some(_) => text!("page-known-claimed"),
            }),
            fingerprint: recipient.map(|recipient| Fingerprint::of(recipient).to_string()),
            own,
            disproved,
            classical: is_classical
                .then(|| Text::of(|| text!("win-classical", name = name.as_str()))),
            name,
        }
    };
    access.accesses().map(facts).collect()
}

fn notices(access: &AccessList) -> Vec<Notice> {
    let notice = |message: &dyn Fn() -> String, hint: &dyn Fn() -> String, danger| Notice {
        message: Text::of(|| sentence(&message())),
        hint: Text::of(hint),
        danger,
    };
    let mut notices = Vec::new();
    if !access.disproved.is_empty() {
        let (message, hint) = (|| text!("win-list-false"), || text!("page-list-false-hint"));
        notices.push(notice(&message, &hint, true));
    }
    if !access.present {
        let (message, hint) = (|| text!("win-no-list"), || text!("win-no-list-hint"));
        notices.push(notice(&message, &hint, false));
    }
    if !access.unlisted.is_empty() && access.present {
        let message = || text!("win-unlisted", count = access.unlisted.len());
        notices.push(notice(&message, &|| text!("win-unlisted-hint"), false));
    }
    for (one, other) in access.lookalikes() {
        let label = |id| access.get(id).map(|access| escape(access.label.as_str()));
        let (one, other) = (label(one).unwrap_or_default(), label(other).unwrap_or_default());
        let message = || text!("win-alike", one = one.as_str(), other = other.as_str());
        notices.push(notice(&message, &|| text!("win-alike-hint"), false));
    }
    notices
}

/// What went wrong.
#[derive(Debug, Serialize)]
pub struct Fault {
    /// Its family, by the name that the command line gives it.
    pub kind: &'static str,
    /// The fact.
    pub message: Text,
    /// What to do about it.
    pub hint: Option<Text>,
    /// What it is in the library's own words.
    pub technical: String,
    /// What the reader may allow, to try once more: `large`, `names` or `classical`.
    pub choice: Option<&'static str>,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let has_hint = hint(&error).is_some();
        Self {
            kind: family(error.kind()),
            message: Text::of(|| elided(&message(&error))),
            hint: has_hint.then(|| Text::of(|| elided(&hint(&error).unwrap_or_default()))),
            technical: escape(&error.to_string()),
            choice: match error {
                Error::Large { .. } => Some("large"),
                Error::Name { .. } => Some("names"),
                Error::ClassicalRecipient { .. } => Some("classical"),
                _ => None,
            },
        }
    }
}

fn message(error: &Error) -> String {
    match error {
        // There is no folder: a container as text is decoded in memory.
        Error::Temporary { .. } => sentence(&text!("page-text-too-large")),
        _ => sentence(&explain(error).message),
    }
}

impl Fault {
    /// That of a reply: the names of its files are the reader's own.
    #[must_use]
    pub fn of_reply(error: Error) -> Self {
        match error {
            Error::Name { .. } => Self {
                hint: Some(Text::of(|| text!("page-answer-name-hint"))),
                choice: None,
                ..Self::from(error)
            },
            _ => Self::from(error),
        }
    }
}

/// What to do about it here.
fn hint(error: &Error) -> Option<String> {
    match error {
        Error::Name { .. } => Some(text!("page-hint-name")),
        Error::Large { .. } => Some(text!("page-hint-large")),
        Error::AccessFalse { .. } => Some(text!("page-list-false-hint")),
        Error::Temporary { .. } => Some(text!("page-text-too-large-hint")),
        Error::Io { operation: IoOperation::ReadContainer | IoOperation::ReadInput, .. } => {
            Some(text!("page-hint-moved"))
        }
        _ => hint_without_commands(error),
    }
}

fn family(kind: Kind) -> &'static str {
    match kind {
        Kind::Usage => "usage",
        Kind::NoAccess => "no-access",
        Kind::Damaged => "damaged",
        Kind::Hostile => "hostile",
        Kind::Policy => "policy",
        Kind::TargetExists => "target-exists",
        Kind::Io => "io",
        Kind::NewerVersion => "newer-version",
        Kind::Busy => "busy",
        Kind::Cancelled => "cancelled",
    }
}

/// A text of several lines as it can be shown: what could make it look like another text is escaped.
#[must_use]
pub fn shown(text: &str) -> Zeroizing<String> {
    let mut shown = Zeroizing::new(String::with_capacity(text.len()));
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            shown.push('\n');
        }
        for (at, cell) in line.strip_suffix('\r').unwrap_or(line).split('\t').enumerate() {
            if at > 0 {
                shown.push('\t');
            }
            shown.push_str(&escape_text(cell));
        }
    }
    shown
}

/// A browser's refusal to read or to write a file, by the name of its exception and its own words.
#[must_use]
pub fn refused(
    operation: IoOperation,
    path: Option<PathBuf>,
    exception: &str,
    words: String,
) -> Error {
    let kind = match exception {
        "QuotaExceededError" => io::ErrorKind::StorageFull,
        "NotAllowedError" | "NoModificationAllowedError" | "SecurityError" => {
            io::ErrorKind::PermissionDenied
        }
        "NotFoundError" => io::ErrorKind::NotFound,
        _ => io::ErrorKind::Other,
    };
    Error::Io { operation, path, source: io::Error::new(kind, words) }
}

/// What was sealed.
#[derive(Debug, Serialize)]
pub struct SealedFacts {
    /// The name of its file.
    pub name: String,
    /// Number of files, and the length of the container.
    pub summary: Text,
    /// Who can open it.
    pub openers: Vec<String>,
    /// The passphrase that was made for it.
    pub passphrase: Option<String>,
}
