//! Whom the options name: contacts, groups, cards, keys.

use std::path::PathBuf;

use scelle_core::container::access::Role;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::{Recipient, read_recipients, read_recipients_file};
use scelle_core::profile::directory::{Addressee, Trust, holder_of, resolve};
use scelle_core::profile::policy::Policy;
use scelle_core::seal::{Grant, grant};
use scelle_i18n::text;
use serde_json::Value;

use crate::context::Context;
use crate::failure::Result;
use crate::report;
use crate::stdio::is_stream;
use crate::terminal::{Terminal, shown};

/// An access for each of those whom `--recipient` and `--recipients-file` name.
pub(crate) fn named(
    names: &[String],
    files: &[PathBuf],
    policy: &Policy,
    context: &Context,
) -> Result<Vec<Grant>> {
    Ok(named_telling(names, files, policy, context)?.0)
}

/// The same, and the lines of files that were left out, for scripts.
pub(crate) fn named_telling(
    names: &[String],
    files: &[PathBuf],
    policy: &Policy,
    context: &Context,
) -> Result<(Vec<Grant>, Vec<Value>)> {
    if names.is_empty() && files.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let contacts = context.contacts_for(names)?;
    let directory = context.directory(policy);
    let mut found: Vec<Addressee> = Vec::new();
    for wanted in names {
        found.extend(resolve(wanted, &contacts, &directory)?);
    }
    let mut left_out = Vec::new();
    for path in files {
        let file = match is_stream(path) {
            true => read_recipients(path, std::io::stdin().lock())?,
            false => read_recipients_file(path)?,
        };
        let holder = |recipient| holder_of(recipient, &contacts, &directory);
        found.extend(file.recipients.into_iter().map(holder));
        for skipped in &file.skipped {
            context.terminal.notice(&report::skipped_line(path, skipped));
            left_out.push(report::skipped_line_json(path, skipped));
        }
    }
    let own = context.home.own_recipients()?;
    let own_name = context.own_name()?;
    let known = found.into_iter().map(|addressee| match own.contains(&addressee.recipient) {
        true => oneself(addressee.recipient, own_name.clone()),
        false => addressee,
    });
    Ok((known.map(|addressee| Grant::to(addressee, Role::Member)).collect(), left_out))
}

/// The user, as those for whom they seal see them.
pub(crate) fn oneself(recipient: Recipient, name: Option<Label>) -> Addressee {
    let label = name.unwrap_or_else(|| Label::lossy(&text!("access-self-label")));
    Addressee { label, recipient, trust: Trust::Verified }
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
