//! Comparing two containers: which entries and which accesses differ. Nothing is extracted:
//! contents are compared by length and checksum, as their directories tell them.
//!
//! ```
//! use scelle_core::diff::diff;
//! use scelle_core::archive::entry::{EntryName, Names};
//! use scelle_core::container::access::Role;
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::identity::{Identity, Keyring};
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::open::Locked;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_stream};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let grants = vec![Grant::recipient(recipient, Role::Owner)];
//!     let options = SealOptions::new(grants, 1_790_000_000);
//!     let name = EntryName::parse("rapport.txt")?;
//!     let content = &mut "Bonjour".as_bytes();
//!     let input = Input::Stream { name: &name, modified: None, content };
//!     let mut container = Vec::new();
//!     seal_to_stream(input, &mut container, &options, &Progress::new())?;
//!
//!     let mut keyring = Keyring::new();
//!     keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
//!     let read = || Locked::read_stream(&container[..], "a.scelle");
//!     let open = || read()?.unlock(&keyring, Names::Show);
//!     let difference = diff(&open()?, &open()?);
//!     assert!(difference.entries.is_empty() && difference.accesses.is_empty());
//!     Ok(())
//! }
//! ```

use std::collections::HashMap;

use crate::archive::entry::{Entry, EntryKind, EntryName};
use crate::container::access::{Access, AccessKey, AccessList};
use crate::open::Container;

/// What differs between a first container and a second one.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Entries that only one of them holds, or that differ, in the order of their names.
    pub entries: Vec<(EntryName, DiffKind)>,
    /// Accesses that only one of them gives, or that differ, in the order of the lists.
    pub accesses: Vec<(Access, DiffKind)>,
    /// How many stanzas the first and the second have that no list names.
    pub unlisted: [usize; 2],
    /// When the newest access of each was given, in seconds since 1970, as its list says.
    pub newest_access: [Option<i64>; 2],
    /// Which of the two was written before the other, where their dates tell.
    pub older: Option<Older>,
}

/// A container that is older than another. Dates are claims: they tell an old copy that was put back
/// from a change, and not what a forger wrote.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Older {
    /// Which of the two.
    pub which: Which,
    /// By which dates.
    pub by: Evidence,
}

/// One of two containers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Which {
    /// The first.
    First,
    /// The second.
    Second,
}

/// What tells which of two containers is older.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Evidence {
    /// When accesses were given that only one of them has.
    Accesses,
    /// When files were modified that both have, with another content.
    Files,
}

/// How something differs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DiffKind {
    /// Only the second has it.
    Added,
    /// Only the first has it.
    Removed,
    /// Both have it: another content, role or name.
    Changed,
    /// Both have it, with the same content: another time, other permissions; an access, another date.
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
    let entries = diff_entries(first, second);
    let (before, after) = (first.access(), second.access());
    let by_accesses = older_by_accesses(before, after);
    let by_files = || older_by_files(&entries, first, second);
    let older = |by| move |which| Older { which, by };
    Difference {
        accesses: diff_accesses(before, after),
        unlisted: [before, after].map(|list| list.unlisted.len()),
        newest_access: [before, after].map(newest),
        older: by_accesses
            .map(older(Evidence::Accesses))
            .or_else(|| by_files().map(older(Evidence::Files))),
        entries,
    }
}

fn newest(list: &AccessList) -> Option<i64> {
    list.listed.iter().map(|access| access.date).max()
}

/// What was written later has no access that is older than the newest of what it was made from,
/// unless that has it too. Where only one order of the two is possible, it is this one.
fn older_by_accesses(first: &AccessList, second: &AccessList) -> Option<Which> {
    let is_before = |one: &AccessList, other: &AccessList| {
        let known =
            |access: &Access| counterpart(access, one).is_some_and(|a| a.date == access.date);
        let mut new = other.listed.iter().filter(|access| !known(access));
        new.all(|access| Some(access.date) >= newest(one))
    };
    which(is_before(first, second), is_before(second, first))
}

fn older_by_files(
    entries: &[(EntryName, DiffKind)],
    first: &Container,
    second: &Container,
) -> Option<Which> {
    let (before, after) = (facts(first), facts(second));
    let changed = entries.iter().filter(|(_, change)| *change == DiffKind::Changed);
    let times = |(name, _): &(EntryName, DiffKind)| {
        Some((before.get(name)?.0.modified?, after.get(name)?.0.modified?))
    };
    let times: Vec<(i64, i64)> = changed.filter_map(times).filter(|(a, b)| a != b).collect();
    match times.is_empty() {
        true => None,
        false => which(times.iter().all(|(a, b)| a < b), times.iter().all(|(a, b)| a > b)),
    }
}

fn which(first: bool, second: bool) -> Option<Which> {
    match (first, second) {
        (true, false) => Some(Which::First),
        (false, true) => Some(Which::Second),
        _ => None,
    }
}

type Facts<'a> = (&'a Entry, Option<u32>);

fn facts(container: &Container) -> HashMap<&EntryName, Facts<'_>> {
    let entries = container.ids().zip(container.entries());
    entries.map(|(id, entry)| (&entry.name, (entry, container.checksum(id)))).collect()
}

fn diff_entries(first: &Container, second: &Container) -> Vec<(EntryName, DiffKind)> {
    let (before, after) = (facts(first), facts(second));
    let removed = before.keys().filter(|name| !after.contains_key(*name));
    let removed = removed.map(|name| (*name, DiffKind::Removed));
    let others = after.iter().filter_map(|(name, now)| match before.get(name) {
        None => Some((*name, DiffKind::Added)),
        Some(then) => change_of(then, now).map(|change| (*name, change)),
    });
    let mut all: Vec<_> =
        removed.chain(others).map(|(name, change)| (name.clone(), change)).collect();
    all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    all
}

fn change_of((then, old): &Facts<'_>, (now, new): &Facts<'_>) -> Option<DiffKind> {
    let is_folder = |entry: &Entry| entry.kind == EntryKind::Folder;
    let same_content = is_folder(then) == is_folder(now)
        && then.size == now.size
        // Without a checksum nothing tells that they are the same.
        && (is_folder(now) || old.is_some() && old == new);
    match same_content {
        false => Some(DiffKind::Changed),
        true if then.modified != now.modified || has_other_permissions(then, now) => {
            Some(DiffKind::Touched)
        }
        true => None,
    }
}

/// Archives from elsewhere than Unix tell none.
fn has_other_permissions(then: &Entry, now: &Entry) -> bool {
    matches!((then.permissions, now.permissions), (Some(then), Some(now)) if then != now)
}

fn diff_accesses(before: &AccessList, after: &AccessList) -> Vec<(Access, DiffKind)> {
    let mut all = Vec::new();
    for access in &before.listed {
        match counterpart(access, after) {
            None => all.push((access.clone(), DiffKind::Removed)),
            Some(now) if now.role != access.role || now.label != access.label => {
                all.push((now.clone(), DiffKind::Changed));
            }
            Some(now) if now.date != access.date => all.push((now.clone(), DiffKind::Touched)),
            Some(_) => {}
        }
    }
    let added = after.listed.iter().filter(|access| counterpart(access, before).is_none());
    all.extend(added.map(|access| (access.clone(), DiffKind::Added)));
    all
}

/// The access of the same key; of two passphrases nothing tells but their labels.
fn counterpart<'a>(access: &Access, list: &'a AccessList) -> Option<&'a Access> {
    list.listed.iter().find(|other| match &access.key {
        AccessKey::Recipient(_) => other.key == access.key,
        AccessKey::Passphrase => other.key == access.key && other.label == access.label,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::access::Role;
    use crate::keys::label::Label;
    use crate::testing::Desk;

    fn list(accesses: &[(&str, i64)]) -> AccessList {
        let access = |(label, date): &(&str, i64)| Access {
            label: Label::lossy(label),
            role: Role::Member,
            key: AccessKey::Passphrase,
            date: *date,
        };
        let listed = accesses.iter().map(access).collect();
        AccessList { listed, present: true, ..AccessList::default() }
    }

    /// Bob leaves and Chloé comes: the list with Bob was written before she came.
    #[test]
    fn an_old_copy_is_told_by_the_dates_of_its_accesses() {
        let older = |one: &[(&str, i64)], other: &[(&str, i64)]| {
            let (one, other) = (list(one), list(other));
            let told = older_by_accesses(&one, &other);
            let mirrored = older_by_accesses(&other, &one).map(|which| match which {
                Which::First => Which::Second,
                Which::Second => Which::First,
            });
            assert_eq!(told, mirrored);
            told
        };
        let then = [("Alice", 1), ("Bob", 2)];
        assert_eq!(older(&then, &[("Alice", 1), ("Chloé", 3)]), Some(Which::First));
        assert_eq!(older(&then, &[("Alice", 1), ("Chloé", 3), ("Zoé", 4)]), Some(Which::First));
        // Given anew to the same person.
        assert_eq!(older(&then, &[("Alice", 1), ("Bob", 5)]), Some(Which::First));
        // An access more: it came, or it went.
        assert_eq!(older(&then, &[("Alice", 1)]), None);
        assert_eq!(older(&then, &then), None);
        assert_eq!(older(&then, &[]), None);
        // Dates that no order of changes gives.
        assert_eq!(
            older(&[("Alice", 1), ("Bob", 5), ("Dan", 2)], &[("Alice", 1), ("Eve", 3)]),
            None
        );
    }

    #[test]
    fn an_old_content_is_told_by_the_times_of_its_files() {
        let desk = Desk::new();
        let seal = |content: &str, time: u64, name: &str| {
            let path = desk.put("note.txt", content);
            let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(time);
            let file = std::fs::File::options().write(true).open(path).unwrap();
            file.set_modified(modified).unwrap();
            let sealed = desk.seal(&["note.txt"]);
            let kept = desk.at(name);
            std::fs::rename(sealed, &kept).unwrap();
            desk.open(&kept)
        };
        let old = seal("first", 1_700_000_000, "old.scelle");
        let new = seal("second", 1_710_000_000, "new.scelle");
        let touched = seal("second", 1_720_000_000, "touched.scelle");
        let older = |one: &Container, other: &Container| diff(one, other).older;
        let by = Evidence::Files;
        assert_eq!(older(&old, &new), Some(Older { which: Which::First, by }));
        assert_eq!(older(&new, &old), Some(Older { which: Which::Second, by }));
        assert_eq!(older(&new, &touched), None);
        assert_eq!(diff(&old, &new).newest_access, [Some(1_790_000_000); 2]);
    }
}
