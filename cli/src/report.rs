//! What is told of a container, as people read it and as scripts do.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use scelle_core::container::access::{Access, AccessKey, AccessList, Role};
use scelle_core::container::entry::{Entry, EntryKind};
use scelle_core::files::plan::Notice;
use scelle_i18n::{format_count, format_size, text};
use serde::Serialize;

use crate::terminal::shown;

/// An entry, in JSON.
#[derive(Serialize)]
pub(crate) struct EntryReport<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    size: u64,
    packed: u64,
    modified: Option<String>,
    executable: bool,
}

impl<'a> EntryReport<'a> {
    pub(crate) fn of(entry: &'a Entry) -> Self {
        let (kind, executable) = match entry.kind {
            EntryKind::File { executable } => ("file", executable),
            EntryKind::Folder => ("folder", false),
        };
        Self {
            name: entry.name.as_str(),
            kind,
            size: entry.size,
            packed: entry.packed,
            modified: entry.modified.and_then(utc),
            executable,
        }
    }
}

/// Who can open, in JSON.
#[derive(Serialize)]
pub(crate) struct AccessReport<'a> {
    /// Whether the container holds a list at all.
    present: bool,
    listed: Vec<OneAccess<'a>>,
    unlisted: &'a [String],
}

#[derive(Serialize)]
struct OneAccess<'a> {
    label: &'a str,
    role: &'static str,
    kind: &'static str,
    recipient: Option<String>,
    post_quantum: bool,
    date: Option<String>,
}

impl<'a> AccessReport<'a> {
    pub(crate) fn of(list: &'a AccessList) -> Self {
        let listed = list.listed.iter().map(OneAccess::of).collect();
        Self { present: list.present, listed, unlisted: &list.unlisted }
    }
}

impl<'a> OneAccess<'a> {
    fn of(access: &'a Access) -> Self {
        let (kind, recipient, post_quantum) = match &access.key {
            AccessKey::Passphrase => ("passphrase", None, true),
            AccessKey::Recipient(recipient) => {
                let kind = recipient.kind();
                (kind.tag(), Some(recipient.to_string()), kind.is_post_quantum())
            }
        };
        let role = match access.role {
            Role::Owner => "owner",
            Role::Member => "member",
            Role::Recovery => "recovery",
        };
        let date = utc(access.date);
        Self { label: access.label.as_str(), role, kind, recipient, post_quantum, date }
    }
}

/// RFC 3339, for scripts.
pub(crate) fn utc(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|t| t.to_string())
}

/// The reader's own time zone, for people.
fn local(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).map(|t| t.to_zoned(TimeZone::system()));
    time.map_or_else(|_| "—".to_owned(), |t| t.strftime("%Y-%m-%d %H:%M").to_string())
}

/// The entries as columns: packed, size, time, name.
pub(crate) fn entries<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut out = String::new();
    for entry in entries {
        let folder = entry.kind == EntryKind::Folder;
        let size = |bytes| if folder { "—".to_owned() } else { format_size(bytes) };
        let slash = if folder { "/" } else { "" };
        let time = entry.modified.map_or_else(|| "—".to_owned(), local);
        out.push_str(&format!(
            "{}  {}  {time:>16}  {}{slash}\n",
            right(&size(entry.size), 9),
            right(&size(entry.packed), 9),
            shown(entry.name.as_str())
        ));
    }
    out
}

/// Aligns by characters: a no-break space is several bytes.
fn right(text: &str, width: usize) -> String {
    let padding = width.saturating_sub(text.chars().count());
    format!("{}{text}", " ".repeat(padding))
}

/// Who can open, a line each.
pub(crate) fn accesses(list: &AccessList) -> String {
    let mut lines =
        vec![if list.present { text!("cli-accesses") } else { text!("cli-accesses-none") }];
    lines.extend(list.listed.iter().map(access_line));
    if list.present && !list.unlisted.is_empty() {
        let tags = list.unlisted.iter().map(|tag| shown(tag)).collect::<Vec<_>>().join(", ");
        lines.push(text!("cli-accesses-unlisted", count = list.unlisted.len(), tags = tags));
    }
    lines.join("\n") + "\n"
}

fn access_line(access: &Access) -> String {
    let role = match access.role {
        Role::Owner => text!("role-owner"),
        Role::Member => text!("role-member"),
        Role::Recovery => text!("role-recovery"),
    };
    let kind = match &access.key {
        AccessKey::Passphrase => text!("access-passphrase"),
        AccessKey::Recipient(recipient) if recipient.kind().is_post_quantum() => {
            text!("access-post-quantum")
        }
        AccessKey::Recipient(recipient) => {
            text!("access-classical", kind = recipient.kind().tag())
        }
    };
    format!("  {} — {role}, {kind}", shown(access.label.as_str()))
}

/// How much: « 3 fichiers, 12,4 Mo ».
pub(crate) fn amount(files: u64, bytes: u64) -> String {
    text!("cli-amount", count = files, files = format_count(files), size = format_size(bytes))
}

/// What a plan has to tell.
pub(crate) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::Skipped { path, .. } => {
            text!("cli-skipped", path = shown(&path.to_string_lossy()))
        }
        Notice::NotPortable { name } => text!("cli-not-portable", name = shown(name)),
        Notice::CaseConflict { names: [first, second] } => {
            text!("cli-case-conflict", first = shown(first), second = shown(second))
        }
        Notice::Renamed { path, name } => {
            text!("cli-renamed", path = shown(&path.to_string_lossy()), name = shown(name))
        }
    }
}

/// The same, in JSON.
pub(crate) fn notice_json(notice: &Notice) -> serde_json::Value {
    use serde_json::json;
    match notice {
        Notice::Skipped { path, .. } => json!({ "kind": "skipped", "path": path }),
        Notice::NotPortable { name } => json!({ "kind": "not-portable", "name": name }),
        Notice::CaseConflict { names } => json!({ "kind": "case-conflict", "names": names }),
        Notice::Renamed { path, name } => json!({ "kind": "renamed", "path": path, "name": name }),
    }
}
