//! The report of a container, for people and for scripts.

use std::path::Path;

use scelle_core::archive::entry::{Entry, EntryKind};
use scelle_core::container::access::{Access, AccessId, AccessKey, AccessList, Role};
use scelle_core::error::{Error, IoOperation};
use scelle_core::files::plan::{Notice, Refusal};
use scelle_core::keys::recipient::{SkippedLine, WhySkipped};
use scelle_core::profile::directory::Trust;
use scelle_i18n::{explain, format_count, format_size, format_time_zoned, text};
use serde::Serialize;

use crate::json::{self, utc};
use crate::knowledge::Knowledge;
use crate::terminal::{Terminal, shown};

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
    /// In octal digits.
    mode: Option<String>,
}

impl<'a> EntryReport<'a> {
    pub(crate) fn of(entry: &'a Entry) -> Self {
        let kind = match entry.kind {
            EntryKind::File => "file",
            EntryKind::Folder => "folder",
        };
        Self {
            name: entry.name.as_str(),
            kind,
            size: entry.size,
            packed: entry.packed,
            modified: entry.modified.and_then(utc),
            executable: entry.is_executable(),
            mode: entry.permissions.map(|permissions| permissions.to_string()),
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
    /// The reader's own name for it, where they have one.
    known_as: Option<String>,
    verified: bool,
    /// How surely the reader knows whose it is.
    trust: Option<&'static str>,
    /// What tells it from another of the same name: see `access remove`.
    distinction: String,
    own: bool,
    /// Whether the reader's own keys prove that the entry is false.
    disproved: bool,
    /// Other accesses, and contacts with another key, whose names are written alike.
    resembles: Vec<&'a str>,
}

impl<'a> AccessReport<'a> {
    pub(crate) fn of(list: &'a AccessList, known: &'a Knowledge<'_>) -> Self {
        let mut listed: Vec<OneAccess<'a>> =
            list.accesses().map(|(id, one)| OneAccess::of(id, one, known)).collect();
        for id in &list.disproved {
            if let Some(access) = listed.get_mut(id.place()) {
                access.disproved = true;
            }
        }
        let label = |id: AccessId| list.get(id).map(|access| access.label.as_str());
        for (earlier, later) in known.lookalikes(list) {
            for (id, other) in [(earlier, later), (later, earlier)] {
                if let Some(access) = listed.get_mut(id.place()) {
                    access.resembles.extend(label(other));
                }
            }
        }
        for (id, contact) in known.imitated(list) {
            if let Some(access) = listed.get_mut(id.place()) {
                access.resembles.push(contact);
            }
        }
        Self { present: list.present, listed, unlisted: &list.unlisted }
    }
}

impl<'a> OneAccess<'a> {
    fn of(id: AccessId, access: &'a Access, known: &Knowledge<'_>) -> Self {
        let recipient_of = match &access.key {
            AccessKey::Recipient(recipient) => Some(recipient),
            AccessKey::Passphrase => None,
        };
        let whose = recipient_of.and_then(|recipient| known.whose(recipient));
        let own = recipient_of.is_some_and(|recipient| known.is_own(recipient));
        let (kind, recipient, post_quantum) = match &access.key {
            AccessKey::Passphrase => ("passphrase", None, true),
            AccessKey::Recipient(recipient) => {
                let kind = recipient.kind();
                (kind.tag(), Some(recipient.to_string()), kind.is_post_quantum())
            }
        };
        let role = role(access.role);
        let date = utc(access.date);
        Self {
            label: access.label.as_str(),
            role,
            kind,
            recipient,
            post_quantum,
            date,
            verified: matches!(whose, Some((_, Trust::Verified))),
            trust: match &whose {
                _ if recipient_of.is_none() => None,
                _ if own => Some("own"),
                Some((_, Trust::Verified)) => Some("verified"),
                Some((_, Trust::Directory)) => Some("directory"),
                Some((_, Trust::Unverified | Trust::Given)) => Some("unverified"),
                None => Some("unknown"),
            },
            known_as: whose.map(|(name, _)| name.to_string()),
            distinction: access.distinction(id),
            own,
            disproved: false,
            resembles: Vec::new(),
        }
    }
}

/// A role, for scripts.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Member => "member",
        Role::Recovery => "recovery",
    }
}

/// An entry as columns: packed, size, time, name.
pub(crate) fn entry(entry: &Entry) -> String {
    let folder = entry.kind == EntryKind::Folder;
    let size = |bytes| if folder { "—".to_owned() } else { format_size(bytes) };
    let slash = if folder { "/" } else { "" };
    let time = entry.modified.map_or_else(|| "—".to_owned(), format_time_zoned);
    format!(
        "{}  {}  {time:>23}  {}{slash}\n",
        right(&size(entry.size), 9),
        right(&size(entry.packed), 9),
        shown(entry.name.as_str())
    )
}

/// Aligns by characters: a no-break space is several bytes.
fn right(text: &str, width: usize) -> String {
    let padding = width.saturating_sub(text.chars().count());
    format!("{}{text}", " ".repeat(padding))
}

/// Who can open, a line each.
pub(crate) fn accesses(list: &AccessList, known: &Knowledge<'_>) -> String {
    let mut lines =
        vec![if list.present { text!("cli-accesses") } else { text!("cli-accesses-none") }];
    let namesakes = list.namesakes();
    lines.extend(list.accesses().map(|(id, access)| {
        let line = access_line(access, list.disproved.contains(&id), known);
        match namesakes.contains(&id) {
            true => format!("{line} ({})", access.distinction(id)),
            false => line,
        }
    }));
    let label = |id: AccessId| list.get(id).map(|access| shown(access.label.as_str()));
    for (earlier, later) in known.lookalikes(list) {
        if let (Some(one), Some(other)) = (label(earlier), label(later)) {
            lines.push(text!("cli-accesses-alike", one = one, other = other));
        }
    }
    for (id, contact) in known.imitated(list) {
        if let Some(label) = label(id) {
            let name = shown(contact);
            lines.push(text!("cli-accesses-like-contact", label = label, name = name));
        }
    }
    if !list.disproved.is_empty() {
        lines.push(text!("cli-accesses-false"));
    }
    if list.present && !list.unlisted.is_empty() {
        let tags = list.unlisted.iter().map(|tag| shown(tag)).collect::<Vec<_>>().join(", ");
        lines.push(text!("cli-accesses-unlisted", count = list.unlisted.len(), tags = tags));
    }
    lines.join("\n") + "\n"
}

fn access_line(access: &Access, is_false: bool, known: &Knowledge<'_>) -> String {
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
    format!("  {} — {role}, {kind}", known.tell(access, is_false))
}

/// What was read, as people name it: a path, or standard input.
pub(crate) fn input(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => text!("cli-stdin"),
        false => shown(&path.to_string_lossy()),
    }
}

/// How much: « 3 fichiers, 12,4 Mo ».
pub(crate) fn amount(files: u64, bytes: u64) -> String {
    text!("cli-amount", count = files, files = format_count(files), size = format_size(bytes))
}

/// How much was left out because it cannot be read.
pub(crate) fn unreadable(notices: &[Notice]) -> usize {
    notices.iter().filter(|notice| matches!(notice, Notice::Unreadable { .. })).count()
}

/// Tells what a plan has to tell: what could not be read even where all else is silent.
pub(crate) fn tell_notices(notices: &[Notice], terminal: Terminal) {
    for one in notices {
        match one {
            Notice::Unreadable { .. } if !terminal.json() => terminal.important(&notice(one)),
            _ => terminal.notice(&notice(one)),
        }
    }
}

/// The last word on what was left out: JSON has it already.
pub(crate) fn tell_omitted(count: usize, terminal: Terminal) {
    if !terminal.json() {
        terminal.important(&text!("cli-omitted", count = count));
    }
}

fn why_unreadable(path: &Path, reason: Refusal) -> String {
    let (operation, path) = (IoOperation::ReadInput, Some(path.to_owned()));
    explain(&Error::Io { operation, path, source: reason.to_error() }).message
}

/// A line of a file of recipients that was left out.
pub(crate) fn skipped_line(path: &Path, skipped: &SkippedLine) -> String {
    let path = shown(&path.to_string_lossy());
    let (line, key) = (skipped.line, skipped.key.as_str());
    match skipped.why {
        WhySkipped::Unsupported => {
            text!("cli-recipient-unsupported", path = path, line = line, key = key)
        }
        WhySkipped::Options => text!("cli-recipient-options", path = path, line = line, key = key),
    }
}

/// The same, in JSON.
pub(crate) fn skipped_line_json(path: &Path, skipped: &SkippedLine) -> serde_json::Value {
    serde_json::json!({
        "kind": "recipient-skipped",
        "path": json::path(path),
        "line": skipped.line,
        "key": skipped.key.as_str(),
        "reason": match skipped.why {
            WhySkipped::Unsupported => "unsupported",
            WhySkipped::Options => "options",
        },
    })
}

/// What a plan has to tell.
pub(crate) fn notice(notice: &Notice) -> String {
    match notice {
        Notice::Skipped { path, .. } => {
            text!("cli-skipped", path = shown(&path.to_string_lossy()))
        }
        Notice::Excluded { path } => {
            text!("cli-excluded", path = shown(&path.to_string_lossy()))
        }
        Notice::Unreadable { path, reason } => {
            text!("cli-unreadable", reason = why_unreadable(path, *reason))
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
        Notice::Skipped { path, .. } => json!({ "kind": "skipped", "path": json::path(path) }),
        Notice::Excluded { path } => json!({ "kind": "excluded", "path": json::path(path) }),
        Notice::Unreadable { path, reason } => json!({
            "kind": "unreadable",
            "path": json::path(path),
            "message": why_unreadable(path, *reason),
        }),
        Notice::NotPortable { name } => json!({ "kind": "not-portable", "name": name }),
        Notice::CaseConflict { names } => json!({ "kind": "case-conflict", "names": names }),
        Notice::Renamed { path, name } => {
            json!({ "kind": "renamed", "path": json::path(path), "name": name })
        }
    }
}
