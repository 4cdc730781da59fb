//! `scelle diff`: what differs between two containers, as their directories and lists tell.

use std::path::Path;

use scelle_core::container::access::AccessKey;
use scelle_core::container::entry::Names;
use scelle_core::diff::{Change, Difference, diff};
use scelle_core::open::Container;
use scelle_i18n::text;
use serde_json::json;

use super::{Context, read_container};
use crate::args::DiffArgs;
use crate::failure::{Failure, Result};
use crate::keyring::Keys;
use crate::passphrase::Prompts;
use crate::terminal::shown;

pub(crate) fn run(args: &DiffArgs, context: &Context<'_>) -> Result<()> {
    let mut keys = Keys::load(&args.unlock, context, Prompts::new(args.talk.no_input))?;
    let mut open = |path: &Path| -> Result<Container> {
        let locked = read_container(path, context)?;
        keys.unlock(&locked, Names::Show, context.terminal)
    };
    let difference = diff(&open(&args.first)?, &open(&args.second)?);
    tell(&difference, context)?;
    if difference.is_empty() { Ok(()) } else { Err(Failure::Differ) }
}

fn tell(difference: &Difference, context: &Context<'_>) -> Result<()> {
    if context.terminal.json() {
        let change = |change: Change| match change {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
            Change::Touched => "touched",
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
                    "change": change(*how),
                }))
                .collect::<Vec<_>>(),
            "unlisted": difference.unlisted,
        }));
    }
    let sign = |change: Change| match change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed => '!',
        Change::Touched => '~',
    };
    let mut lines = Vec::new();
    for (name, change) in &difference.entries {
        lines.push(format!("{} {}", sign(*change), shown(name.as_str())));
    }
    for (access, change) in &difference.accesses {
        let label = shown(access.label.as_str());
        lines.push(format!("{} {}", sign(*change), text!("cli-diff-access", label = label)));
    }
    let [before, after] = difference.unlisted;
    if before != after {
        lines.push(format!("! {}", text!("cli-diff-unlisted", before = before, after = after)));
    }
    context.terminal.show(&lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}
