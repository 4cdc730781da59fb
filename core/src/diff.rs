//! Comparing two containers: which entries and which accesses differ. Nothing is extracted:
//! contents are compared by length and checksum, as their directories tell them.

use std::collections::HashMap;

use crate::container::access::{Access, AccessKey, AccessList};
use crate::container::entry::{Entry, EntryKind, EntryName};
use crate::open::Container;

/// What differs between a first container and a second one.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Entries that only one of them holds, or that differ, in the order of their names.
    pub entries: Vec<(EntryName, Change)>,
    /// Accesses that only one of them gives, or that differ, in the order of the lists.
    pub accesses: Vec<(Access, Change)>,
    /// How many stanzas the first and the second have that no list names.
    pub unlisted: [usize; 2],
}

/// How something differs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it: another content, role or name.
    Changed,
    /// Both have it, with the same content: another time, another executable bit.
    Touched,
}

impl Difference {
    /// Whether nothing differs; of accesses that no list names, only their number tells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let [before, after] = self.unlisted;
        self.entries.is_empty() && self.accesses.is_empty() && before == after
    }
}

/// Compares two containers that are open.
#[must_use]
pub fn diff(first: &Container, second: &Container) -> Difference {
    Difference {
        entries: diff_entries(first, second),
        accesses: diff_accesses(first.access(), second.access()),
        unlisted: [first, second].map(|container| container.access().unlisted.len()),
    }
}

type Facts<'a> = (&'a Entry, Option<u32>);

fn facts(container: &Container) -> HashMap<&EntryName, Facts<'_>> {
    let entries = container.entries().enumerate();
    entries.map(|(at, entry)| (&entry.name, (entry, container.checksum(at)))).collect()
}

fn diff_entries(first: &Container, second: &Container) -> Vec<(EntryName, Change)> {
    let (before, after) = (facts(first), facts(second));
    let removed = before.keys().filter(|name| !after.contains_key(*name));
    let removed = removed.map(|name| (*name, Change::Removed));
    let others = after.iter().filter_map(|(name, now)| match before.get(name) {
        None => Some((*name, Change::Added)),
        Some(then) => change_of(then, now).map(|change| (*name, change)),
    });
    let mut all: Vec<_> =
        removed.chain(others).map(|(name, change)| (name.clone(), change)).collect();
    all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn change_of((then, old): &Facts<'_>, (now, new): &Facts<'_>) -> Option<Change> {
    let is_folder = |entry: &Entry| entry.kind == EntryKind::Folder;
    let same_content = is_folder(then) == is_folder(now)
        && then.size == now.size
        // Without a checksum nothing tells that they are the same.
        && (is_folder(now) || old.is_some() && old == new);
    match same_content {
        false => Some(Change::Changed),
        true if then.kind != now.kind || then.modified != now.modified => Some(Change::Touched),
        true => None,
    }
}

fn diff_accesses(before: &AccessList, after: &AccessList) -> Vec<(Access, Change)> {
    let mut all = Vec::new();
    for access in &before.listed {
        match counterpart(access, after) {
            None => all.push((access.clone(), Change::Removed)),
            Some(now) if now.role != access.role || now.label != access.label => {
                all.push((now.clone(), Change::Changed));
            }
            Some(_) => {}
        }
    }
    let added = after.listed.iter().filter(|access| counterpart(access, before).is_none());
    all.extend(added.map(|access| (access.clone(), Change::Added)));
    all
}

/// The access of the same key; of two passphrases nothing tells but their labels.
fn counterpart<'a>(access: &Access, list: &'a AccessList) -> Option<&'a Access> {
    list.listed.iter().find(|other| match &access.key {
        AccessKey::Recipient(_) => other.key == access.key,
        AccessKey::Passphrase => other.key == access.key && other.label == access.label,
    })
}
