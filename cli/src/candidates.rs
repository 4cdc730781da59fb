//! What can be typed and only this machine knows, as the names of contacts: for the shells that ask.

use std::ffi::OsStr;
use std::path::Path;

use clap::builder::StyledStr;
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use scelle_core::profile::Profile;
use scelle_core::profile::card;
use scelle_core::profile::contacts::{Contact, Contacts, Group};
use scelle_i18n::text;

/// Contacts, groups, and files of cards.
pub(crate) fn recipients() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let is_card = |path: &Path| path.extension().is_some_and(|end| end == card::EXTENSION);
        let cards = PathCompleter::any().filter(is_card).complete(typed);
        people_and_groups(typed).into_iter().chain(cards).collect::<Vec<_>>()
    })
}

/// Contacts.
pub(crate) fn people() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        from_contacts(|contacts| {
            contacts.all().iter().filter_map(|one| person(one, typed)).collect()
        })
    })
}

/// Groups.
pub(crate) fn groups() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        from_contacts(|contacts| {
            contacts.groups().iter().filter_map(|one| group(one, typed)).collect()
        })
    })
}

/// Contacts and groups.
pub(crate) fn names() -> ArgValueCompleter {
    ArgValueCompleter::new(people_and_groups)
}

/// A container, then contacts and groups; with `--all-in` these alone, which is not known here.
pub(crate) fn container_and_names() -> ArgValueCompleter {
    ArgValueCompleter::new(ContainerAndNames)
}

struct ContainerAndNames;

impl ValueCompleter for ContainerAndNames {
    fn complete(&self, typed: &OsStr) -> Vec<CompletionCandidate> {
        self.complete_at(0, typed)
    }

    fn complete_at(&self, place: usize, typed: &OsStr) -> Vec<CompletionCandidate> {
        let names = people_and_groups(typed);
        match place {
            0 => PathCompleter::file().complete(typed).into_iter().chain(names).collect(),
            _ => names,
        }
    }
}

fn people_and_groups(typed: &OsStr) -> Vec<CompletionCandidate> {
    from_contacts(|contacts| {
        let people = contacts.all().iter().filter_map(|one| person(one, typed));
        people.chain(contacts.groups().iter().filter_map(|one| group(one, typed))).collect()
    })
}

/// Damaged contacts are for the command to report.
fn from_contacts(
    found: impl FnOnce(&Contacts) -> Vec<CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let profile = Profile::of_user();
    profile.contacts().map(found).unwrap_or_default()
}

fn person(contact: &Contact, typed: &OsStr) -> Option<CompletionCandidate> {
    let about = contact.email.as_ref().or(contact.organisation.as_ref());
    let about = about.map(ToString::to_string);
    named(contact.name.as_str(), about, typed)
}

fn group(group: &Group, typed: &OsStr) -> Option<CompletionCandidate> {
    let about = text!("cli-completion-group", count = group.members.len());
    named(group.name.as_str(), Some(about), typed)
}

fn named(name: &str, about: Option<String>, typed: &OsStr) -> Option<CompletionCandidate> {
    let candidate = CompletionCandidate::new(name).help(about.map(StyledStr::from));
    is_start(&typed.to_str()?.to_lowercase(), &name.to_lowercase()).then_some(candidate)
}

/// Whether a name, or one of its words, begins so.
fn is_start(typed: &str, name: &str) -> bool {
    name.starts_with(typed) || name.split([' ', '-']).any(|word| word.starts_with(typed))
}
