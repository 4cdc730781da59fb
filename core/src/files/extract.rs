//! What comes out of a container: written in a staging folder, then moved to its place as a whole.

mod writer;

use std::fs::{self, File};
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::writer::Writer;
use crate::container::entry::{Entry, EntryKind, EntryName, escape};
use crate::error::{Doing, Error, Result};
use crate::files::staging::{Journal, Staging};
use crate::files::{output::Existing, parent_of, sync_folder};
use crate::open::Contents;
use crate::progress::Progress;

/// Up to so many entries are synced one by one: syncing the whole file system waits for what other
/// programs wrote as well.
const FEW: usize = 64;

/// Where entries are extracted to.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A folder that takes every entry, made when it is missing; its parent must be there.
    Into(PathBuf),
    /// The single file or folder at the top itself, in this folder; or else one new folder there.
    Beside {
        /// The folder.
        folder: PathBuf,
        /// The name of the new folder, if one is needed.
        name: String,
    },
}

/// What was extracted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Extracted {
    /// What now stands at the destination: files, and folders with all they hold.
    pub paths: Vec<PathBuf>,
    /// How many files.
    pub files: u64,
    /// How many bytes in them.
    pub bytes: u64,
}

/// Extracts the chosen entries, complete or not at all.
pub(crate) fn extract(
    contents: &Contents,
    chosen: &[usize],
    destination: &Destination,
    existing: Existing,
    journal: Option<&Journal>,
    progress: &Progress,
) -> Result<Extracted> {
    let entries = || chosen.iter().filter_map(|index| contents.entry(*index));
    progress.start(entries().map(|entry| entry.size).sum());
    let base = Base::choose(destination, entries())?;
    base.check(existing)?;
    base.check_entries(entries(), existing)?;
    let staging = Staging::create(&base.staging_parent(), journal)?;
    let tree = staging.tree();
    let sync_each = chosen.len() <= FEW;
    contents.side_by_side(chosen, |reader, run| {
        Writer::new(contents, reader, &tree, sync_each, progress).write(run)
    })?;
    // The time of a folder changes with what is put in it: last of all, and from the inside out.
    let folders = || entries().filter(|entry| entry.kind == EntryKind::Folder);
    for folder in folders().collect::<Vec<_>>().into_iter().rev() {
        let opened = File::open(tree.join(folder.name.as_str()));
        if let (Some(modified), Ok(opened)) = (folder.modified, opened) {
            set_modified(&opened, modified);
        }
    }
    if !sync_each {
        sync_tree(&tree)?;
    }
    progress.check()?;
    Ok(Extracted {
        paths: base.receive(&staging, existing)?,
        files: (entries().count() - folders().count()) as u64,
        bytes: entries().map(|entry| entry.size).sum(),
    })
}

/// The folder under which every entry keeps its name.
struct Base {
    folder: PathBuf,
    fresh: Fresh,
}

/// What must not be there yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fresh {
    /// The folder itself, which is made for the occasion.
    Folder,
    /// What appears in the folder, even as a folder of the same name.
    Tops,
    /// The files only: folders that are there take what is added to them.
    Files,
}

impl Base {
    fn choose<'a>(
        destination: &Destination,
        entries: impl Iterator<Item = &'a Entry>,
    ) -> Result<Self> {
        match destination {
            Destination::Into(folder) => Ok(Self { folder: folder.clone(), fresh: Fresh::Files }),
            Destination::Beside { folder, name } => {
                let mut tops = entries.map(|entry| entry.name.top());
                let first = tops.next();
                if first.is_some() && tops.all(|top| Some(top) == first) {
                    return Ok(Self { folder: folder.clone(), fresh: Fresh::Tops });
                }
                let name = EntryName::parse_escaping(name.as_bytes())?;
                let named = Self { folder: folder.clone(), fresh: Fresh::Folder };
                Ok(Self { folder: named.path_of(name.as_str()), ..named })
            }
        }
    }

    /// The path of something in it, without a `./` that nobody typed.
    fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        if self.folder == Path::new(".") {
            name.as_ref().to_owned()
        } else {
            self.folder.join(name)
        }
    }

    fn check(&self, existing: Existing) -> Result<()> {
        let path = || self.folder.clone();
        let there = self.folder.symlink_metadata().is_ok();
        if there && !self.exists() {
            return Err(Error::TargetInTheWay { path: path() });
        }
        if there && existing == Existing::Refuse && self.fresh == Fresh::Folder {
            return Err(Error::TargetExists { path: path() });
        }
        Ok(())
    }

    /// Refuses, before anything is written, what could not be moved to its place.
    fn check_entries<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
        existing: Existing,
    ) -> Result<()> {
        // Under a top that is not there nothing is.
        let mut absent = None;
        for entry in entries {
            if cfg!(windows) && !entry.name.is_portable() {
                return Err(Error::NotPortable { name: escape(entry.name.as_str()) });
            }
            let top = Some(entry.name.top());
            if absent != top && !check_entry(self, entry, existing)? {
                absent = top;
            }
        }
        Ok(())
    }

    fn exists(&self) -> bool {
        self.folder.is_dir()
    }

    /// A folder that is there, on the file system of the base.
    fn staging_parent(&self) -> PathBuf {
        if self.exists() { self.folder.clone() } else { parent_of(&self.folder) }
    }

    /// Moves everything to its place, or puts everything back. Tells what now stands there.
    fn receive(&self, staging: &Staging, existing: Existing) -> Result<Vec<PathBuf>> {
        let tree = staging.tree();
        let paths = if self.exists() {
            let tops = read_folder(&tree)?;
            Moves { staging, base: &self.folder, existing }.run(&tops)?;
            tops.iter().map(|top| self.path_of(top)).collect()
        } else {
            rename_new(&tree, &self.folder)?;
            vec![self.folder.clone()]
        };
        sync_folder(&self.folder);
        sync_folder(&parent_of(&self.folder));
        Ok(paths)
    }
}

/// Refuses an entry that could not be moved to its place; tells whether its top is there.
fn check_entry(base: &Base, entry: &Entry, existing: Existing) -> Result<bool> {
    let mut path = base.path_of("");
    let mut components = entry.name.components().peekable();
    let mut at_top = true;
    while let Some(component) = components.next() {
        path.push(component);
        let Ok(there) = path.symlink_metadata() else { return Ok(!at_top) };
        let is_file = components.peek().is_none() && entry.kind != EntryKind::Folder;
        // Never through a link: it could lead anywhere.
        if !if is_file { there.is_file() } else { there.is_dir() } {
            return Err(Error::TargetInTheWay { path });
        }
        let must_be_new = is_file || base.fresh == Fresh::Tops && at_top;
        if must_be_new && existing == Existing::Refuse {
            return Err(Error::TargetExists { path });
        }
        at_top = false;
    }
    Ok(true)
}

/// Copies all that `input` gives, counting it.
pub(crate) fn copy(
    input: &mut impl BufRead,
    output: &mut impl Write,
    progress: &Progress,
) -> Result<u64> {
    let mut copied = 0;
    loop {
        let bytes = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => result.map_err(|e| Error::from_io(Doing::ReadContainer, e))?,
        };
        let count = bytes.len();
        if count == 0 {
            return Ok(copied);
        }
        output.write_all(bytes).map_err(|e| Error::from_io(Doing::WriteOutput, e))?;
        input.consume(count);
        copied += count as u64;
        progress.advance(count as u64)?;
    }
}

/// A time that the file system cannot hold is no reason to withhold the file.
pub(crate) fn set_modified(file: &File, seconds: i64) {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    let time: Option<SystemTime> = if seconds < 0 {
        UNIX_EPOCH.checked_sub(distance)
    } else {
        UNIX_EPOCH.checked_add(distance)
    };
    if let Some(time) = time {
        let _ = file.set_modified(time);
    }
}

/// Everything written must be on disk before it gets its name: in one call where there is one.
#[cfg(target_os = "linux")]
fn sync_tree(tree: &Path) -> Result<()> {
    let writing = || Error::io(Doing::WriteOutput, tree);
    let folder = File::open(tree).map_err(writing())?;
    rustix::fs::syncfs(&folder).map_err(|e| writing()(e.into()))
}

#[cfg(not(target_os = "linux"))]
fn sync_tree(tree: &Path) -> Result<()> {
    for name in read_folder(tree)? {
        let path = tree.join(name);
        let kind = path.symlink_metadata().map_err(Error::io(Doing::WriteOutput, &path))?;
        if kind.is_dir() {
            sync_tree(&path)?;
        } else {
            let file = File::options().write(true).open(&path);
            file.and_then(|f| f.sync_all()).map_err(Error::io(Doing::WriteOutput, &path))?;
        }
    }
    Ok(())
}

fn read_folder(folder: &Path) -> Result<Vec<std::ffi::OsString>> {
    let reading = || Error::io(Doing::WriteOutput, folder);
    let mut names = fs::read_dir(folder)
        .map_err(reading())?
        .map(|entry| Ok(entry.map_err(reading())?.file_name()))
        .collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// The moves of one extraction into a folder that is there. They are written down before the first
/// one, so that whoever finds them half done can undo them.
struct Moves<'a> {
    staging: &'a Staging,
    base: &'a Path,
    existing: Existing,
}

impl Moves<'_> {
    fn run(&self, tops: &[std::ffi::OsString]) -> Result<()> {
        let mut planned = Vec::new();
        for top in tops {
            self.plan(Path::new(top), &mut planned)?;
        }
        self.staging.note_moves(&planned)?;
        let moved = planned.iter().try_for_each(|relative| self.run_one(relative));
        if moved.is_err() {
            // What cannot be undone now is tried again by the next sweep.
            let _ = self.staging.undo_moves();
        }
        moved
    }

    /// Lists what is moved as a whole; what is a folder on both sides is merged.
    fn plan(&self, relative: &Path, planned: &mut Vec<PathBuf>) -> Result<()> {
        let from = self.staging.tree().join(relative);
        let to = self.base.join(relative);
        let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|m| m.is_dir());
        if is_folder(&from) && is_folder(&to) {
            let children = read_folder(&from)?;
            return children.iter().try_for_each(|name| self.plan(&relative.join(name), planned));
        }
        planned.push(relative.to_owned());
        Ok(())
    }

    fn run_one(&self, relative: &Path) -> Result<()> {
        let to = self.base.join(relative);
        if self.existing == Existing::Replace && to.symlink_metadata().is_ok() {
            let aside = self.staging.replaced().join(relative);
            let folder = parent_of(&aside);
            fs::create_dir_all(&folder).map_err(Error::io(Doing::WriteOutput, &folder))?;
            fs::rename(&to, aside).map_err(Error::io(Doing::WriteOutput, &to))?;
        }
        rename_new(&self.staging.tree().join(relative), &to)
    }
}

/// Renames to where nothing stands.
fn rename_new(from: &Path, to: &Path) -> Result<()> {
    #[cfg(target_os = "linux")]
    let renamed = {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // The file system cannot refuse by itself.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => rename_checked(from, to),
            renamed => renamed.map_err(io::Error::from),
        }
    };
    #[cfg(not(target_os = "linux"))]
    let renamed = rename_checked(from, to);
    renamed.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::TargetExists { path: to.to_owned() },
        _ => Error::io(Doing::WriteOutput, to)(error),
    })
}

fn rename_checked(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

#[cfg(test)]
mod tests;
