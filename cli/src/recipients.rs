//! Whom the options name: contacts, groups, cards, keys.

use std::path::PathBuf;

use scelle_core::container::access::Role;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::read_recipients_file;
use scelle_core::profile::Resolved;
use scelle_core::profile::directory::{Addressee, Trust};
use scelle_core::profile::policy::Policy;
use scelle_core::seal::{Grant, grant};
use scelle_i18n::{explain, text};

use crate::context::Context;
use crate::failure::Result;
use crate::terminal::{Terminal, shown};

/// An access for each of those whom `--recipient` and `--recipients-file` name. Keys and cards need
/// no contacts: where all are given so, a damaged file of contacts is only reported.
pub(crate) fn named(names: &[String], files: &[PathBuf], context: &Context) -> Result<Vec<Grant>> {
    let mut grants: Vec<Grant> = Vec::new();
    if !names.is_empty() {
        let Resolved { addressees, unread } = context.profile.resolve(names)?;
        if let Some(error) = unread {
            context.terminal.notice(&explain(&error).message);
        }
        grants.extend(addressees.into_iter().map(|found| Grant::to(found, Role::Member)));
    }
    for path in files {
        for recipient in read_recipients_file(path)? {
            let label = recipient.short_label();
            let addressee = Addressee { label, recipient, trust: Trust::Given };
            grants.push(Grant::to(addressee, Role::Member));
        }
    }
    Ok(grants)
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
