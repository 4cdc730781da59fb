//! Moving a complete tree into a folder that holds other things: everything gets to its place, or
//! everything stays where it was.
//!
//! The moves are noted for good before the first one, and the note says `committed` for good before
//! anything is deleted. Until then they are undone, after it only remains are removed.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, IoOperation, Result};
use crate::files::folder::{Access, Folder, Stat};
use crate::files::journal::{CommitError, Note};
use crate::files::not_placed;
use crate::files::output::Existing;

/// Something that is moved as a whole, from a tree to the same place below a base.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Move {
    /// Its path, relative to both.
    pub(crate) path: PathBuf,
    pub(crate) is_folder: bool,
    /// What tells it from what another program puts in its place.
    pub(crate) inode: u64,
    pub(crate) size: u64,
    pub(crate) modified: i128,
}

/// A file of the user's that could not be put back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Kept {
    /// Where it was.
    pub original: PathBuf,
    /// Where it is now.
    pub kept: PathBuf,
}

impl Move {
    pub(crate) fn new(path: PathBuf, stat: &Stat) -> Self {
        let is_folder = stat.is_folder();
        Self { path, is_folder, inode: stat.inode, size: stat.size, modified: stat.modified }
    }

    fn parent(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    fn name(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    /// Whether what is there now is the file that was moved, as it was then.
    pub(crate) fn is_file(&self, there: &Stat) -> bool {
        there.is_file()
            && (there.inode, there.size, there.modified) == (self.inode, self.size, self.modified)
    }

    /// Whether what is there now is what was moved, as it was then. Of a folder, what it holds must be as
    /// old as the complete tree; that shows no old file that was put into the folder itself where a disk
    /// keeps no time of changes, but the folder's own time does.
    fn is_still(
        &self,
        base: &Stat,
        there: &Stat,
        folder: &Folder,
        ready: i128,
    ) -> io::Result<bool> {
        let same = there.device == base.device
            && there.inode == self.inode
            && there.is_folder() == self.is_folder
            && there.modified == self.modified;
        if !self.is_folder {
            return Ok(same && there.size == self.size);
        }
        Ok(same && is_untouched(&folder.open_child(self.name())?, ready)?)
    }
}

/// Whether nothing in a folder changed after `ready`.
fn is_untouched(top: &Folder, ready: i128) -> io::Result<bool> {
    let mut waiting = vec![PathBuf::new()];
    while let Some(path) = waiting.pop() {
        let folder = top.open_below(&path)?;
        for name in folder.names()? {
            let Some(stat) = folder.stat(&name)? else { return Ok(false) };
            if stat.changed > ready {
                return Ok(false);
            }
            if stat.is_folder() {
                waiting.push(path.join(name));
            }
        }
    }
    Ok(true)
}

/// Plans the moves of everything in `tree` into `base`: what is a folder on both sides is merged.
///
/// # Errors
/// The system's, with the folder in which it happened.
pub(crate) fn plan(
    tree: &Folder,
    base: &Folder,
) -> std::result::Result<Vec<Move>, (PathBuf, io::Error)> {
    let mut moves = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(path) = waiting.pop() {
        let planned = plan_one(tree, base, &path, &mut moves, &mut waiting);
        planned.map_err(|error| (path, error))?;
    }
    moves.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(moves)
}

fn plan_one(
    tree: &Folder,
    base: &Folder,
    folder: &Path,
    moves: &mut Vec<Move>,
    waiting: &mut Vec<PathBuf>,
) -> io::Result<()> {
    let (from, to) = (tree.open_below(folder)?, base.open_below(folder)?);
    for name in from.names()? {
        let Some(stat) = from.stat(&name)? else { continue };
        let there = to.stat(&name)?;
        let path = folder.join(name);
        if stat.is_folder() && there.is_some_and(|there| there.is_folder()) {
            waiting.push(path);
        } else {
            moves.push(Move::new(path, &stat));
        }
    }
    Ok(())
}

/// The moves of one extraction, and the folders between which they go.
pub(crate) struct Moves<'a> {
    /// What is moved.
    pub(crate) tree: &'a Folder,
    /// Where it goes.
    pub(crate) base: &'a Folder,
    /// Where files that are replaced wait, under the number of their move.
    pub(crate) replaced: &'a Folder,
    pub(crate) moves: &'a [Move],
    /// When the tree was complete, by the clock of its disk.
    pub(crate) ready: i128,
}

/// How moves end that do not succeed.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Everything is as it was.
    Undone(Error),
    /// Something could not be put back, and is kept.
    Kept(Error),
}

impl Moves<'_> {
    /// Makes the moves, and commits them in the note.
    ///
    /// `shown` turns a relative path into that which the user knows.
    pub(crate) fn run(
        &self,
        existing: Existing,
        note: Option<&mut Note>,
        shown: impl Fn(&Path) -> PathBuf,
    ) -> std::result::Result<(), Failed> {
        let undo = |error| match self.undo() {
            Ok(kept) if kept.is_empty() => Failed::Undone(error),
            _ => Failed::Kept(error),
        };
        self.make(existing, &shown).map_err(undo)?;
        let Some(note) = note else { return Ok(()) };
        let committed = note.commit();
        let writing = |source| Error::io(IoOperation::WriteOutput, &note.path)(source);
        committed.map_err(|error| match error {
            CommitError::Refused(source) => undo(writing(source)),
            // A start finds either record, and both lead to a whole state. Touch nothing.
            CommitError::Uncertain(source) => Failed::Kept(writing(source)),
        })
    }

    fn make(&self, existing: Existing, shown: &impl Fn(&Path) -> PathBuf) -> Result<()> {
        let writing = |path: &Path| {
            let shown = shown(path);
            move |source| Error::Io {
                operation: IoOperation::WriteOutput,
                path: Some(shown),
                source,
            }
        };
        let mut at: Option<(&Path, Folder, Folder)> = None;
        for (number, planned) in self.moves.iter().enumerate() {
            let parent = planned.parent();
            let (from, to) = match &mut at {
                Some((open, from, to)) if *open == parent => (&*from, &*to),
                at => {
                    if let Some((_, _, done)) = at.take() {
                        done.sync().map_err(writing(parent))?;
                    }
                    let from = self.tree.open_below(parent).map_err(writing(parent))?;
                    let to = self.base.open_below(parent).map_err(writing(parent))?;
                    let (_, from, to) = at.insert((parent, from, to));
                    (&*from, &*to)
                }
            };
            self.make_one(number, planned, (from, to), existing, shown)?;
        }
        if let Some((parent, _, done)) = at {
            done.sync().map_err(writing(parent))?;
        }
        self.replaced.sync().map_err(writing(Path::new("")))
    }

    fn make_one(
        &self,
        number: usize,
        planned: &Move,
        (from, to): (&Folder, &Folder),
        existing: Existing,
        shown: &impl Fn(&Path) -> PathBuf,
    ) -> Result<()> {
        let path = || shown(&planned.path);
        let writing =
            |source| Error::Io { operation: IoOperation::WriteOutput, path: Some(path()), source };
        let name = planned.name();
        if let Some(there) = to.stat(name).map_err(writing)? {
            if existing == Existing::Refuse {
                return Err(Error::TargetExists { path: path() });
            }
            if !there.is_file() || planned.is_folder {
                return Err(Error::TargetInTheWay { path: path() });
            }
            let aside = number_name(number);
            let moved = to.rename_new(name, self.replaced, &aside);
            moved.map_err(|source| not_placed(&path(), source))?;
            // Another program may have put a folder there between the two calls.
            if !self.replaced.stat(&aside).map_err(writing)?.is_some_and(|stat| stat.is_file()) {
                return Err(Error::TargetInTheWay { path: path() });
            }
        }
        from.rename_new(name, to, name).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::TargetExists { path: path() },
            _ => writing(error),
        })
    }

    /// Brings back what was moved, then what had to make room for it. Only what is still as it was
    /// moved is touched; what cannot be put back stays where it is, and is returned by number.
    pub(crate) fn undo(&self) -> io::Result<Vec<usize>> {
        let base = self.base.own_stat()?;
        let mut kept = Vec::new();
        for (number, planned) in self.moves.iter().enumerate().rev() {
            let back = self.undo_one(number, planned, &base);
            if back.is_err() || self.replaced.stat(&number_name(number))?.is_some() {
                kept.push(number);
            }
        }
        self.base.sync()?;
        kept.reverse();
        Ok(kept)
    }

    fn undo_one(&self, number: usize, planned: &Move, base: &Stat) -> io::Result<()> {
        let (parent, name) = (planned.parent(), planned.name());
        let aside = number_name(number);
        let to = match self.base.open_below(parent) {
            // The user removed the folder and what was moved into it; what was replaced stays kept.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        if let Some(there) = to.stat(name)?
            && planned.is_still(base, &there, &to, self.ready)?
        {
            let from = self.tree.open_below(parent)?;
            to.rename_new(name, &from, name)?;
        }
        if self.replaced.stat(&aside)?.is_some() {
            self.replaced.rename_new(&aside, &to, name)?;
        }
        to.sync()
    }
}

/// The name under which a replaced file waits.
pub(crate) fn number_name(number: usize) -> OsString {
    number.to_string().into()
}

/// The folder of replaced files, made when it is needed.
pub(crate) fn make_replaced(stage: &Folder, name: &OsStr) -> io::Result<Folder> {
    match stage.make_child(name, Access::Owner) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => made?,
    }
    stage.open_child(name)
}
