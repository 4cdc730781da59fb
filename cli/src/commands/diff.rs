//! `scelle diff`: what differs between two containers, as their directories and lists tell.

use std::path::Path;

use scelle_core::archive::entry::Names;
use scelle_core::container::access::AccessKey;
use scelle_core::diff::{DiffKind, Difference, Evidence, Which, diff};
use scelle_core::open::Container;
use scelle_i18n::{format_time_zoned, text};
use serde_json::json;

use crate::args::DiffArgs;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::terminal::shown;
use crate::unlocking::Keys;

pub(crate) fn run(args: &DiffArgs, context: &Context) -> Result<()> {
    let mut keys = Keys::load(&args.unlock, context)?;
    let mut open = |path: &Path| -> Result<Container> {
        let locked = context.read_container(path)?.with_code_page(args.names.names);
        let container = keys.unlock(&locked, Names::Show)?;
        context.tell_unmarked(&container);
        Ok(container)
    };
    let difference = diff(&open(&args.first)?, &open(&args.second)?);
    match tell(&difference, context) {
        // The verdict stands where its reader has read enough.
        Ok(()) | Err(Failure::OutputClosed) if !difference.is_empty() => Err(Failure::Differ),
        told => told,
    }
}

fn tell(difference: &Difference, context: &Context) -> Result<()> {
    if context.terminal.json() {
        let change = |change: DiffKind| match change {
            DiffKind::Added => "added",
            DiffKind::Removed => "removed",
            DiffKind::Changed => "changed",
            DiffKind::Touched => "touched",
        };
        let entries = difference.entries.iter();
        let accesses = difference.accesses.iter();
        return context.terminal.result(&json!({
            "same": difference.is_empty(),
            "entries": entries
                .map(|(name, how)| json!({ "name": name.as_str(), "change": change(*how) }))
                .collect::<Vec<_>>(),
            "accesses": accesses
                .map(|(access, how)| json!({
                    "label": access.label.as_str(),
                    "recipient": match &access.key {
                        AccessKey::Recipient(key) => Some(key.to_string()),
                        AccessKey::Passphrase => None,
                    },
                    "date": json::utc(access.date),
                    "change": change(*how),
                }))
                .collect::<Vec<_>>(),
            "unlisted": difference.unlisted,
            "newest_access": difference.newest_access.map(|date| date.and_then(json::utc)),
            "older": difference.older.map(|older| match older.which {
                Which::First => "first",
                Which::Second => "second",
            }),
            "older_by": difference.older.map(|older| match older.by {
                Evidence::Accesses => "accesses",
                Evidence::Files => "files",
            }),
        }));
    }
    let sign = |change: DiffKind| match change {
        DiffKind::Added => '+',
        DiffKind::Removed => '-',
        DiffKind::Changed => '!',
        DiffKind::Touched => '~',
    };
    let mut lines = Vec::new();
    for (name, change) in &difference.entries {
        lines.push(format!("{} {}", sign(*change), shown(name.as_str())));
    }
    for (access, change) in &difference.accesses {
        let label = shown(access.label.as_str());
        let told = text!("cli-diff-access", label = label, date = format_time_zoned(access.date));
        lines.push(format!("{} {told}", sign(*change)));
    }
    let [before, after] = difference.unlisted;
    if before != after {
        lines.push(format!("! {}", text!("cli-diff-unlisted", before = before, after = after)));
    }
    if let [Some(before), Some(after)] = difference.newest_access
        && before != after
    {
        let [before, after] = [before, after].map(format_time_zoned);
        lines.push(text!("cli-diff-newest", before = before, after = after));
    }
    lines.extend(difference.older.map(|older| match (older.which, older.by) {
        (Which::First, Evidence::Accesses) => text!("cli-diff-older-first-accesses"),
        (Which::Second, Evidence::Accesses) => text!("cli-diff-older-second-accesses"),
        (Which::First, Evidence::Files) => text!("cli-diff-older-first-files"),
        (Which::Second, Evidence::Files) => text!("cli-diff-older-second-files"),
    }));
    context.terminal.show(&lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}
