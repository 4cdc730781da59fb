//! A folder, beside the place where its content will appear, in which plaintext is written.
//!
//! A process that is killed leaves it behind. A note in the [journal](Journal), locked and on disk
//! before the first byte of plaintext, tells the next start what to do with it.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, IoOperation, Result};
use crate::files::folder::{Access, Folder, Stat};
use crate::files::journal::{self, Journal, Leftover, Note, Stage};
use crate::files::moves::{self, Failed, Moves};
use crate::files::output::Existing;

pub(crate) const PREFIX: &str = ".scelle-";
pub(crate) const SUFFIX: &str = ".partial";
/// Holds the token of the note, which proves the folder to be the noted one.
const OWNER: &str = "owner";
const TREE: &str = "tree";
const REPLACED: &str = "replaced";
/// An empty file whose time says when the tree was complete.
const READY: &str = "ready";
/// Longer tokens are not read, in bytes.
const MAX_TOKEN: u64 = 256;

/// A staging folder; what is not placed is removed when it is dropped.
pub(crate) struct Staging {
    /// Where it is.
    beside: Folder,
    name: OsString,
    path: PathBuf,
    folder: Option<Folder>,
    note: Option<Note>,
    kept: bool,
}

impl Staging {
    /// Makes a staging folder inside `beside`, on the file system of what it holds later.
    pub(crate) fn create(beside: &Path, journal: &Journal) -> Result<Self> {
        let writing = || Error::io(IoOperation::WriteOutput, beside);
        let name =
            OsString::from(format!("{PREFIX}{}{SUFFIX}", journal::nonce().map_err(writing())?));
        let opened = Folder::open(beside).map_err(writing())?;
        let note = journal.note(Leftover::Staging, beside, &name);
        let path = beside.join(&name);
        let mut staging = Self { beside: opened, name, path, folder: None, note, kept: false };
        staging.make().map_err(writing())?;
        Ok(staging)
    }

    fn make(&mut self) -> io::Result<()> {
        self.beside.make_child(&self.name, Access::Owner)?;
        let folder = self.folder.insert(self.beside.open_child(&self.name)?);
        let mut owner = folder.create(OsStr::new(OWNER), Access::Owner)?;
        if !folder.is_private(&owner)? {
            // Another user put a folder in the place of the one just made: it stays as it was.
            let _ = folder.remove_file(OsStr::new(OWNER));
            self.folder = None;
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let token = self.note.as_ref().map_or("", |note| &note.token);
        owner.write_all(token.as_bytes())?;
        owner.sync_all()?;
        folder.sync()?;
        folder.make_child(OsStr::new(TREE), Access::Default)?;
        if let Some(note) = &mut self.note {
            note.reached(Stage::Made);
        }
        Ok(())
    }

    fn folder(&self) -> io::Result<&Folder> {
        self.folder.as_ref().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The folder in which the content is written.
    pub(crate) fn tree(&self) -> io::Result<Folder> {
        self.folder()?.open_child(OsStr::new(TREE))
    }

    /// Whether names can have no `:` and no `?` here, as on the disks that Windows formats.
    pub(crate) fn refuses_characters(&self) -> io::Result<bool> {
        use io::ErrorKind::{InvalidFilename, InvalidInput, NotFound};
        let (folder, name) = (self.folder()?, OsStr::new("a:b?"));
        match folder.create(name, Access::Owner) {
            Ok(_) => folder.remove_file(name).map(|()| false),
            // Of the kernel's drivers and of those through FUSE, each has its own.
            Err(error) if matches!(error.kind(), InvalidFilename | InvalidInput | NotFound) => {
                Ok(true)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether names that differ only by case are one name here.
    pub(crate) fn ignores_case(&self) -> io::Result<bool> {
        self.folder()?.ignores_case(OWNER)
    }

    /// Gives the tree its place as a new folder of that name beside the staging folder.
    pub(crate) fn place_as(self, name: &OsStr, shown: &Path) -> Result<()> {
        let writing = || Error::io(IoOperation::WriteOutput, shown);
        let folder = self.folder().map_err(writing())?;
        folder.rename_new(OsStr::new(TREE), &self.beside, name).map_err(|error| {
            match error.kind() {
                io::ErrorKind::AlreadyExists => Error::TargetExists { path: shown.to_owned() },
                _ => writing()(error),
            }
        })?;
        self.beside.sync().map_err(|error| {
            let _ = self.beside.rename_new(name, folder, OsStr::new(TREE));
            writing()(error)
        })
    }

    /// Moves everything in the tree into the folder beside it, or nothing. `shown` turns a path
    /// relative to that folder into the one that the user knows.
    ///
    /// # Errors
    /// [`Error::TargetExists`], [`Error::TargetInTheWay`], [`Error::Io`], after which everything is
    /// as it was; [`Error::LeftBehind`] when something could not be put back.
    pub(crate) fn place_into(
        mut self,
        existing: Existing,
        shown: impl Fn(&Path) -> PathBuf,
    ) -> Result<()> {
        match self.move_into(existing, shown) {
            Ok(()) => Ok(()),
            Err(Failed::Undone(error)) => Err(error),
            Err(Failed::Kept(error)) => {
                self.kept = true;
                Err(Error::LeftBehind { path: self.path.clone(), error: Box::new(error) })
            }
        }
    }

    fn move_into(
        &mut self,
        existing: Existing,
        shown: impl Fn(&Path) -> PathBuf,
    ) -> std::result::Result<(), Failed> {
        let failed_at = |path: &Path, source| {
            Failed::Undone(Error::io(IoOperation::WriteOutput, &shown(path))(source))
        };
        let failed = |source| failed_at(Path::new(""), source);
        let tree = self.tree().map_err(failed)?;
        let base = &self.beside;
        let planned = moves::plan(&tree, base);
        let planned = planned.map_err(|(path, source)| failed_at(&path, source))?;
        let stage = self.folder.as_ref().ok_or_else(|| failed(io::ErrorKind::NotFound.into()))?;
        let replaced = moves::make_replaced(stage, OsStr::new(REPLACED)).map_err(failed)?;
        let ready = stage.create(OsStr::new(READY), Access::Owner).map_err(failed)?;
        let ready = Stat::of(&ready).map_err(failed)?.changed;
        let mut note = self.note.as_mut();
        if let Some(note) = &mut note {
            let noted = note.moves(&planned, ready);
            noted.map_err(|error| {
                Failed::Undone(Error::io(IoOperation::WriteOutput, &note.path)(error))
            })?;
        }
        let moves = Moves { tree: &tree, base, replaced: &replaced, moves: &planned, ready };
        moves.run(existing, note, shown)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let removed = match self.folder.take() {
            Some(folder) => remove(&self.beside, &self.name, folder, self.note.as_mut()),
            // Made, perhaps, and not opened.
            None => match self.beside.stat(&self.name) {
                Ok(None) => Ok(()),
                _ => self.beside.remove_folder(&self.name),
            },
        };
        // What could not be removed stays noted: the next start tries again.
        if removed.is_ok()
            && let Some(note) = self.note.take()
        {
            note.remove();
        }
    }
}

/// Removes a staging folder and all that it holds. Its token goes last.
fn remove(
    beside: &Folder,
    name: &OsStr,
    folder: Folder,
    note: Option<&mut Note>,
) -> io::Result<()> {
    folder.clear(|name| name == OWNER)?;
    if let Some(note) = note {
        note.reached(Stage::Leaving);
    }
    remove_empty(beside, name, folder)
}

fn remove_empty(beside: &Folder, name: &OsStr, folder: Folder) -> io::Result<()> {
    match folder.remove_file(OsStr::new(OWNER)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // Systems that keep an open folder from being removed want it closed.
    drop(folder);
    beside.remove_folder(name)
}

/// A staging folder that a process left which is gone.
pub(crate) struct Abandoned<'a> {
    pub(crate) beside: &'a Folder,
    pub(crate) name: &'a OsStr,
    folder: Folder,
}

impl<'a> Abandoned<'a> {
    /// Opens the folder if it is the one with this token. One that is empty is removed, and `None`
    /// returned.
    ///
    /// # Errors
    /// [`io::ErrorKind::PermissionDenied`] for a folder without the token: it is another user's.
    pub(crate) fn open(
        beside: &'a Folder,
        name: &'a OsStr,
        token: &str,
    ) -> io::Result<Option<Self>> {
        let folder = beside.open_child(name)?;
        let owner = match folder.open_file(OsStr::new(OWNER)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                drop(folder);
                // Killed before it held anything, or after: a folder that holds something stays.
                return beside.remove_folder(name).map(|()| None);
            }
            owner => owner?,
        };
        if has_token(&owner, token)? {
            return Ok(Some(Self { beside, name, folder }));
        }
        // Killed before the token was written: the tree was not there yet.
        let owner = Stat::of(&owner)?;
        if owner.is_file() && owner.size == 0 && folder.names()? == [OWNER] {
            return remove_empty(beside, name, folder).map(|()| None);
        }
        Err(io::ErrorKind::PermissionDenied.into())
    }

    /// Undoes the moves that were noted. Returns the numbers of those whose replaced file could not
    /// be put back.
    pub(crate) fn undo(&self, planned: &[moves::Move], ready: i128) -> io::Result<Vec<usize>> {
        let open = |name: &str| self.folder.open_child(OsStr::new(name));
        let Some(replaced) = found(open(REPLACED))? else { return Ok(Vec::new()) };
        // A start that was killed may have removed the tree already: after it undid the moves.
        let Some(tree) = found(open(TREE))? else { return remaining(&replaced) };
        let base = self.beside;
        Moves { tree: &tree, base, replaced: &replaced, moves: planned, ready }.undo()?;
        remaining(&replaced)
    }

    /// Where a replaced file waits, relative to the folder.
    pub(crate) fn kept(number: usize) -> PathBuf {
        Path::new(REPLACED).join(moves::number_name(number))
    }

    /// Removes what was written, and keeps what was replaced.
    pub(crate) fn remove_written(&self) -> io::Result<()> {
        self.folder.clear(|name| name == OWNER || name == REPLACED)
    }

    /// Removes everything. `leaving` is called when only the token is left.
    pub(crate) fn remove(self, leaving: impl FnOnce()) -> io::Result<()> {
        self.folder.clear(|name| name == OWNER)?;
        leaving();
        remove_empty(self.beside, self.name, self.folder)
    }
}

fn remaining(replaced: &Folder) -> io::Result<Vec<usize>> {
    let names = replaced.names()?;
    let mut numbers: Vec<usize> =
        names.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

fn found(opened: io::Result<Folder>) -> io::Result<Option<Folder>> {
    match opened {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => opened.map(Some),
    }
}

fn has_token(owner: &File, token: &str) -> io::Result<bool> {
    let mut text = Vec::new();
    let is_file = owner.metadata()?.is_file();
    if is_file {
        owner.take(MAX_TOKEN).read_to_end(&mut text)?;
    }
    Ok(is_file && !token.is_empty() && text == token.as_bytes())
}

#[cfg(test)]
mod tests;
