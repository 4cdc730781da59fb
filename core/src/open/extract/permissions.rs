//! The permissions of folders, which come last: a folder that its owner may not write to could be
//! neither filled, nor moved, nor removed.

use std::io;
use std::path::Path;

use super::names::DiskNames;
use crate::archive::entry::EntryKind;
use crate::archive::permissions::Permissions;
use crate::files::folder::{Folder, Stat};
use crate::open::{Contents, EntryId};

/// A folder that is to lose rights of its owner once it is in its place.
pub(super) struct Later {
    name: String,
    stat: Stat,
    permissions: Permissions,
}

/// Sets permissions in the staging folder, with all that the owner needs meanwhile. Returns the
/// folders that are left for [`finish`]; those that are there already keep what they have.
pub(super) fn prepare(
    contents: &Contents,
    chosen: &[EntryId],
    (names, tree): (&DiskNames, &Folder),
    is_there: impl Fn(&str) -> bool,
) -> io::Result<Vec<Later>> {
    let mut later = Vec::new();
    for id in chosen.iter().rev() {
        let Some(entry) = contents.entry(*id) else { continue };
        let Some(permissions) = entry.permissions else { continue };
        if entry.kind != EntryKind::Folder {
            continue;
        }
        let name = names.of(*id, entry);
        let folder = tree.open_below(Path::new(name))?;
        let meanwhile = permissions.with_owner();
        folder.set_permissions(meanwhile)?;
        if meanwhile != permissions && !is_there(name) {
            later.push(Later { name: name.to_owned(), stat: folder.own_stat()?, permissions });
        }
    }
    Ok(later)
}

/// Takes from the owners of folders what they needed meanwhile, from the inside out. The files are in
/// their place: what fails here is no reason to withhold them.
pub(super) fn finish(later: &[Later], base: &Path) {
    let Ok(base) = Folder::open(base) else { return };
    for Later { name, stat, permissions } in later {
        let Ok(folder) = base.open_below(Path::new(name)) else { continue };
        if folder.own_stat().is_ok_and(|found| found.is_same_file(stat)) {
            let _ = folder.set_permissions(*permissions);
            let _ = folder.sync();
        }
    }
}
