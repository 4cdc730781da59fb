//! Whom the options name: contacts, groups, cards, keys.

use std::path::PathBuf;

use scelle_core::container::access::Role;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::{read_recipients, read_recipients_file};
use scelle_core::profile::Resolved;
use scelle_core::profile::policy::Policy;
use scelle_core::seal::{Grant, grant};
use scelle_i18n::{explain, text};
use serde_json::Value;

use crate::context::Context;
use crate::failure::Result;
use crate::report;
use crate::stdio::is_stream;
use crate::terminal::{Terminal, shown};

/// An access for each of those whom `--recipient` and `--recipients-file` name.
pub(crate) fn named(names: &[String], files: &[PathBuf], context: &Context) -> Result<Vec<Grant>> {
    Ok(named_telling(names, files, context)?.0)
}

/// The same, and the lines of files that were left out, for scripts. Keys and cards need no
/// contacts: where all are given so, a damaged file of contacts is only reported.
pub(crate) fn named_telling(
    names: &[String],
    files: &[PathBuf],
    context: &Context,
) -> Result<(Vec<Grant>, Vec<Value>)> {
    if names.is_empty() && files.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let profile = &context.profile;
    let Resolved { addressees: mut found, unread } = profile.resolve(names)?;
    if let Some(error) = unread {
        context.terminal.notice(&explain(&error).message);
    }
    let mut left_out = Vec::new();
    for path in files {
        let file = match is_stream(path) {
            true => read_recipients(path, std::io::stdin().lock())?,
            false => read_recipients_file(path)?,
        };
        for recipient in file.recipients {
            found.push(profile.holder_of(recipient)?);
        }
        for skipped in &file.skipped {
            context.terminal.notice(&report::skipped_line(path, skipped));
            left_out.push(report::skipped_line_json(path, skipped));
        }
    }
    let unnamed = Label::lossy(&text!("access-self-label"));
    let mut grants = Vec::with_capacity(found.len());
    for addressee in found {
        grants.push(Grant::to(profile.recognised(addressee, &unnamed)?, Role::Member));
    }
    Ok((grants, left_out))
}

/// Warns of those whose keys the policy wants compared, and returns their labels.
pub(crate) fn warn_of_unverified(
    grants: &[Grant],
    policy: &Policy,
    terminal: Terminal,
) -> Vec<Label> {
    let unverified = grant::to_warn_of(grants, policy).map(|grant| grant.label.clone());
    let unverified: Vec<Label> = unverified.collect();
    for label in &unverified {
        terminal.notice(&text!("cli-unverified", name = shown(label.as_str())));
    }
    unverified
}
