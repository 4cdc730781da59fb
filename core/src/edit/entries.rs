//! What a container holds: files in, files out, and names. What does not change is copied as it
//! lies there, under a fresh file key like all the rest.

use std::collections::{BTreeMap, HashMap};

use super::{Change, EditOptions, Editor, PayloadChange};
use crate::archive::Archive;
use crate::archive::entry::{Entry, EntryKind, EntryName, Names};
use crate::container::access::AccessId;
use crate::container::payload::PayloadReader;
use crate::display::escape;
use crate::error::{Error, Result};
use crate::files::plan::Plan;
use crate::open::Contents;

/// A change of what a container holds.
pub enum EntryEdit<'a> {
    /// Files and folders come in.
    Add {
        /// What, by the names that they will have.
        plan: Plan,
        /// Those that are there under the same name make room.
        overwrite: bool,
    },
    /// Files and folders go; a folder with all that it holds.
    Remove {
        /// Their names.
        names: &'a [String],
    },
    /// One file has another content, under the name that it has.
    Replace {
        /// The file, by that name.
        plan: Plan,
    },
    /// A file or a folder gets another name, and with it another place.
    Rename {
        /// Its name.
        old: &'a str,
        /// The name that it will have.
        new: &'a str,
        /// What has that name makes room.
        overwrite: bool,
    },
}

/// What a container will hold.
pub(super) struct EditedEntries {
    pub(super) archive: Archive<PayloadReader>,
    /// What stays, by its number in the archive, and under which name.
    pub(super) stays: Vec<(usize, EntryName)>,
    /// What comes.
    pub(super) comes: Option<Plan>,
}

impl EditedEntries {
    /// Packed bytes of what stays.
    pub(super) fn stays_bytes(&self) -> u64 {
        let packed = |at: &usize| self.archive.entry(*at).map_or(0, |entry| entry.packed);
        self.stays.iter().map(|(at, _)| packed(at)).sum()
    }
}

impl Editor<'_> {
    /// Changes what the container holds, under a fresh file key for everyone but those who leave.
    ///
    /// # Errors
    /// [`Error::NotAnArchive`], [`Error::EntryNotFound`], [`Error::EntryExists`], [`Error::EntryInTheWay`],
    /// [`Error::NothingLeft`], [`Error::Name`]; those of a damaged or hostile container; those of
    /// [`plan_rekey`](Self::plan_rekey).
    pub fn plan_entries(
        &self,
        edit: EntryEdit<'_>,
        leaving: &[AccessId],
        options: &EditOptions,
    ) -> Result<Change> {
        let archive = self.archive()?;
        let entries: Vec<&Entry> = archive.entries().collect();
        let (stays, comes) = match edit {
            EntryEdit::Add { plan, overwrite } => {
                (make_room(&entries, &plan, overwrite)?, Some(plan))
            }
            EntryEdit::Replace { plan } => {
                for item in plan.items() {
                    found(&entries, item.name.as_str())?;
                }
                (make_room(&entries, &plan, true)?, Some(plan))
            }
            EntryEdit::Remove { names } => (without(&entries, names)?, None),
            EntryEdit::Rename { old, new, overwrite } => {
                (renamed(&entries, old, new, overwrite)?, None)
            }
        };
        let coming = comes.iter().flat_map(Plan::items);
        let coming = coming.map(|item| (&item.name, item.metadata.kind));
        let staying = stays.iter().filter_map(|(at, name)| Some((name, entries.get(*at)?.kind)));
        check_tree(staying.chain(coming))?;
        let contents = EditedEntries { stays, comes, archive };
        self.rekeyed(leaving, PayloadChange::Rewritten(Box::new(contents)), options)
    }

    /// The archive; an error where the payload is another file.
    fn archive(&self) -> Result<Archive<PayloadReader>> {
        let payload = self.container.locked.payload(&self.unlocked.file_key)?;
        match Contents::read(payload, self.container.locked.name(), Names::Refuse)? {
            Contents::Archive(archive) => Ok(archive),
            Contents::Plain { .. } => Err(Error::NotAnArchive),
        }
    }
}

type Stays = Vec<(usize, EntryName)>;

fn all(entries: &[&Entry]) -> Stays {
    entries.iter().enumerate().map(|(at, entry)| (at, entry.name.clone())).collect()
}

/// A folder that comes where there is one is that one.
fn make_room(entries: &[&Entry], plan: &Plan, overwrite: bool) -> Result<Stays> {
    let coming: BTreeMap<&EntryName, EntryKind> =
        plan.items().iter().map(|item| (&item.name, item.metadata.kind)).collect();
    let mut stays = all(entries);
    let mut conflict = None;
    stays.retain(|(at, name)| {
        let there = entries.get(*at).map(|entry| entry.kind);
        match (coming.get(name), there) {
            (None, _) => true,
            (Some(EntryKind::Folder), Some(EntryKind::Folder)) => false,
            (Some(coming), Some(there)) if *coming == there && overwrite => false,
            (Some(coming), there) => {
                let in_the_way = there != Some(*coming);
                conflict
                    .get_or_insert_with(|| if in_the_way { blocks(name) } else { exists(name) });
                true
            }
        }
    });
    conflict.map_or(Ok(stays), Err)
}

fn without(entries: &[&Entry], names: &[String]) -> Result<Stays> {
    let leaving = names.iter().map(|name| found(entries, name)).collect::<Result<Vec<_>>>()?;
    let mut stays = all(entries);
    stays.retain(|(_, name)| !leaving.iter().any(|gone| is_at(name, gone)));
    Ok(stays)
}

fn renamed(entries: &[&Entry], old: &str, new: &str, overwrite: bool) -> Result<Stays> {
    let (old, new) = (found(entries, old)?, EntryName::parse_typed(new)?);
    let moved = |name: &EntryName| -> Result<EntryName> {
        match name.as_str().strip_prefix(old.as_str()) {
            Some("") => Ok(new.clone()),
            Some(rest) => new.join(rest.trim_start_matches('/')),
            None => Ok(name.clone()),
        }
    };
    let (moving, staying): (Stays, Stays) =
        all(entries).into_iter().partition(|(_, name)| is_at(name, &old));
    let is_folder = |at: usize| entries.get(at).is_some_and(|e| e.kind == EntryKind::Folder);
    let mut places: HashMap<EntryName, usize> =
        staying.into_iter().map(|(at, name)| (name, at)).collect();
    for (at, name) in moving {
        let name = moved(&name)?;
        if let Some(there) = places.get(&name) {
            match (is_folder(at), is_folder(*there)) {
                (true, true) => {}
                (false, false) if overwrite => {}
                (false, false) => return Err(exists(&name)),
                _ => return Err(blocks(&name)),
            }
        }
        places.insert(name, at);
    }
    let mut stays: Stays = places.into_iter().map(|(name, at)| (at, name)).collect();
    stays.sort_unstable_by_key(|(at, _)| *at);
    Ok(stays)
}

/// The name of an entry or of a folder that holds some.
fn found(entries: &[&Entry], wanted: &str) -> Result<EntryName> {
    let not_found = || Error::EntryNotFound { name: escape(wanted) };
    let name = EntryName::parse_typed(wanted).map_err(|_| not_found())?;
    let is_there = entries.iter().any(|entry| is_at(&entry.name, &name));
    if is_there { Ok(name) } else { Err(not_found()) }
}

fn is_at(name: &EntryName, place: &EntryName) -> bool {
    name == place || name.is_inside(place)
}

fn exists(name: &EntryName) -> Error {
    Error::EntryExists { name: escape(name.as_str()) }
}

fn blocks(name: &EntryName) -> Error {
    Error::EntryInTheWay { name: escape(name.as_str()) }
}

/// No name twice, nothing inside a file, and something at all.
fn check_tree<'a>(entries: impl Iterator<Item = (&'a EntryName, EntryKind)>) -> Result<()> {
    let mut sorted: Vec<_> = entries.collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    let conflict = sorted.windows(2).find_map(|pair| match pair {
        [(first, kind), (second, _)] => {
            let inside_a_file = *kind != EntryKind::Folder && second.is_inside(first);
            let twice = || (first == second).then(|| exists(first));
            if inside_a_file { Some(blocks(first)) } else { twice() }
        }
        _ => None,
    });
    match conflict {
        Some(conflict) => Err(conflict),
        None if sorted.is_empty() => Err(Error::NothingLeft),
        None => Ok(()),
    }
}
