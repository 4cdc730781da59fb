//! Whom the options name: contacts, groups, cards, keys.

use std::path::PathBuf;

use scelle_core::container::access::Role;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::{read_recipients, read_recipients_file};
use scelle_core::profile::directory::{Addressee, Trust, resolve};
use scelle_core::profile::policy::Policy;
use scelle_core::seal::{Grant, grant};
use scelle_i18n::text;

use crate::context::Context;
use crate::failure::Result;
use crate::stdio::is_stream;
use crate::terminal::{Terminal, shown};

/// An access for each of those whom `--recipient` and `--recipients-file` name.
pub(crate) fn named(
    names: &[String],
    files: &[PathBuf],
    policy: &Policy,
    context: &Context,
) -> Result<Vec<Grant>> {
    let mut grants: Vec<Grant> = Vec::new();
    if !names.is_empty() {
        let contacts = context.contacts_for(names)?;
        let directory = context.directory(policy);
        for wanted in names {
            let found = resolve(wanted, &contacts, &directory)?;
            grants.extend(found.into_iter().map(|addressee| Grant::to(addressee, Role::Member)));
        }
    }
    for path in files {
        let listed = match is_stream(path) {
            true => read_recipients(path, std::io::stdin().lock())?,
            false => read_recipients_file(path)?,
        };
        for recipient in listed {
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
