//! What comes out of a container: written in a staging folder, then moved to its place as a whole.

mod names;
mod permissions;
mod room;
mod writer;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::names::{Disk, DiskNames};
pub(crate) use self::room::check_room;
use self::writer::{How, Writer};
use crate::archive::entry::{Entry, EntryKind, EntryName, has_unportable_char};
use crate::container::mark::Mark;
use crate::container::payload::PayloadReader;
use crate::display::escape;
use crate::error::{Error, IoOperation, Result};
use crate::files::folder::Folder;
use crate::files::journal::Journal;
use crate::files::output::{Existing, Output, Target};
use crate::files::parent_of;
use crate::files::staging::Staging;
use crate::open::{Container, Contents, EntryId, Locked, write_payload};
use crate::progress::Progress;

/// Up to so many entries are synced one by one: syncing the whole file system waits for what other
/// programs wrote as well.
const FEW: usize = 64;

/// How to extract.
#[derive(Clone, Debug, Default)]
pub struct ExtractOptions {
    /// What to do with files that stand where others would be written.
    pub existing: Existing,
    /// Where unfinished work is noted, so that a killed process leaves nothing for long.
    pub journal: Journal,
    /// Takes content of any size. Without it, more than 10 GB, than 1,000 times the container, or,
    /// above 1 GB, than 500 times, is refused with [`Error::Large`].
    pub allow_large: bool,
    /// Renames entries whose names the disk cannot hold: where it ignores case, those that differ only
    /// by it; on a disk that Windows formatted, those with `:` and the like; on Windows, those of devices
    /// too. Else they are refused.
    pub rename: bool,
    /// Gives files and folders the permissions of their entries, where the disk has any. Else they are
    /// those of new files (the umask), and the executable bit.
    pub preserve: bool,
}

impl ExtractOptions {
    /// A file of its own, written as these options say.
    pub(crate) fn target<'a>(&'a self, path: &'a Path) -> Target<'a> {
        Target::new(path).existing(self.existing).noted_in(&self.journal)
    }
}

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
    /// Number of files.
    pub files: u64,
    /// Number of bytes in them.
    pub bytes: u64,
    /// Entries that have another name on this disk: theirs, and that.
    pub renamed: Vec<(String, String)>,
}

impl Container {
    /// Extracts entries, complete or not at all.
    ///
    /// # Errors
    /// Before anything is written: [`Error::TargetExists`], [`Error::TargetInTheWay`],
    /// [`Error::Large`], [`Error::NoRoom`], [`Error::FileTooLarge`]; [`Error::NotPortable`] when the file system cannot hold
    /// a name; the errors of a damaged or hostile container; [`Error::Io`], [`Error::Cancelled`].
    /// Nothing is left behind then. [`Error::LeftBehind`] when the user's own files could not be put
    /// back, and says where they are.
    pub fn extract(
        &mut self,
        chosen: &[EntryId],
        destination: &Destination,
        options: &ExtractOptions,
        progress: &Progress,
    ) -> Result<Extracted> {
        let sealed = (self.contents(), self.sealed_bytes, &self.mark);
        extract(sealed, chosen, destination, options, progress)
    }

    /// Extracts one file to a path of its own.
    ///
    /// # Errors
    /// As [`extract`](Self::extract).
    pub fn extract_file(
        &mut self,
        id: EntryId,
        path: &Path,
        options: &ExtractOptions,
        progress: &Progress,
    ) -> Result<Extracted> {
        let entry = self.contents.entry(id);
        let bytes = entry.map_or(0, |entry| entry.size);
        let modified = entry.and_then(|entry| entry.modified);
        let permissions = entry.and_then(|entry| entry.permissions);
        let mut output = match permissions.filter(|_| options.preserve && cfg!(unix)) {
            Some(permissions) => Output::create_for(&options.target(path), permissions)?,
            None => Output::create(&options.target(path))?,
        };
        output.set_mark(&self.mark);
        check_room((bytes, bytes), self.sealed_bytes, &parent_of(path), options)?;
        self.write_entry(id, &mut output, progress).map_err(|error| match error {
            Error::Io { operation: IoOperation::WriteOutput, path: None, source } => {
                Error::io(IoOperation::WriteOutput, path)(source)
            }
            other => other,
        })?;
        if let Some(modified) = modified {
            set_modified(output.file(), modified);
        }
        output.commit()?;
        Ok(Extracted { paths: vec![path.to_owned()], files: 1, bytes, ..Extracted::default() })
    }
}

/// Writes the payload of a container into a file of its own, complete or not at all, whatever it is.
///
/// # Errors
/// [`Error::TargetExists`], [`Error::Payload`], [`Error::Io`], [`Error::Cancelled`].
pub fn extract_payload(
    (locked, payload): (&Locked, PayloadReader),
    target: &Target<'_>,
    progress: &Progress,
) -> Result<Extracted> {
    let mut output = Output::create(target)?;
    output.set_mark(&locked.mark);
    let bytes = write_payload(payload, &mut output, progress)?;
    output.commit()?;
    Ok(Extracted { paths: vec![target.path.to_owned()], files: 1, bytes, ..Extracted::default() })
}

/// Extracts the chosen entries of a container of so many bytes and with this mark, complete or not at
/// all.
fn extract(
    (contents, container, mark): (&Contents, u64, &Mark),
    chosen: &[EntryId],
    destination: &Destination,
    options: &ExtractOptions,
    progress: &Progress,
) -> Result<Extracted> {
    let existing = options.existing;
    let entries = || chosen.iter().filter_map(|id| contents.entry(*id));
    let bytes = entries().map(|entry| entry.size).fold(0, u64::saturating_add);
    progress.start(bytes);
    let base = Base::choose(destination, entries())?;
    base.check(existing)?;
    base.check_entries(entries(), options)?;
    let longest = entries().map(|entry| entry.size).max().unwrap_or(0);
    check_room((bytes, longest), container, &base.staging_parent(), options)?;
    let staging = Staging::create(&base.staging_parent(), &options.journal)?;
    let writing = || Error::io(IoOperation::WriteOutput, &base.folder);
    let ignores_case = staging.ignores_case().map_err(writing())?;
    let has_characters = entries().any(|entry| has_unportable_char(entry.name.as_str()));
    let refuses_characters = has_characters && staging.refuses_characters().map_err(writing())?;
    let disk = Disk { ignores_case, portable_only: cfg!(windows), refuses_characters };
    let names = DiskNames::choose(contents, chosen, disk, options.rename)?;
    let tree = staging.tree().map_err(writing())?;
    // Elsewhere than on Linux a file is opened once more to be synced, which its permissions may forbid.
    let sync_each = chosen.len() <= FEW || options.preserve && cfg!(not(target_os = "linux"));
    contents.par_for_each(chosen, |reader, run| {
        let place = (&tree, base.folder.as_path(), mark);
        let how = How { sync_each, preserve: options.preserve };
        Writer::new(contents, reader, &names, place, how, progress).write(run)
    })?;
    let later = match options.preserve {
        true => {
            let is_there = |name: &str| base.path_of(name).symlink_metadata().is_ok();
            permissions::prepare(contents, chosen, (&names, &tree), is_there).map_err(writing())?
        }
        false => Vec::new(),
    };
    set_folder_times(contents, chosen, &names, &tree);
    if sync_each {
        sync_folders(contents, chosen, &names, &tree).map_err(writing())?;
    } else {
        sync_tree(&tree).map_err(writing())?;
    }
    drop(tree);
    progress.check()?;
    let files = entries().filter(|entry| entry.kind != EntryKind::Folder).count() as u64;
    let paths = base.receive(staging, existing)?;
    permissions::finish(&later, &base.folder);
    Ok(Extracted { paths, files, bytes, renamed: names.renamed(contents) })
}

/// The time of a folder changes with what is put in it: it is set last, from the inside out.
fn set_folder_times(contents: &Contents, chosen: &[EntryId], names: &DiskNames, tree: &Folder) {
    for id in chosen.iter().rev() {
        let Some(entry) = contents.entry(*id) else { continue };
        if entry.kind == EntryKind::Folder
            && let Some(modified) = entry.modified
            && let Ok(folder) = tree.open_below(Path::new(names.of(*id, entry)))
        {
            // A time that the file system cannot hold is no reason to withhold the folder.
            let _ = time_of(modified).map(|time| folder.set_modified(time));
        }
    }
}

/// The folder under which every entry keeps its name.
struct Base {
    folder: PathBuf,
    fresh: Fresh,
    /// Whether the folder is there: one that comes meanwhile is not written into.
    is_there: bool,
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
            Destination::Into(folder) => Ok(Self::new(folder.clone(), Fresh::Files)),
            Destination::Beside { folder, name } => {
                let mut tops = entries.map(|entry| entry.name.top());
                let first = tops.next();
                if first.is_some() && tops.all(|top| Some(top) == first) {
                    return Ok(Self::new(folder.clone(), Fresh::Tops));
                }
                let name = EntryName::parse_escaping(name.as_bytes())?;
                Ok(Self::new(path_in(folder, name.as_str()), Fresh::Folder))
            }
        }
    }

    fn new(folder: PathBuf, fresh: Fresh) -> Self {
        let is_there = folder.is_dir();
        Self { folder, fresh, is_there }
    }

    fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        path_in(&self.folder, name)
    }

    fn check(&self, existing: Existing) -> Result<()> {
        let path = || self.folder.clone();
        let there = self.folder.symlink_metadata().is_ok();
        if there && !self.is_there {
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
        options: &ExtractOptions,
    ) -> Result<()> {
        // Under a top that is not there nothing is.
        let mut absent = None;
        for entry in entries {
            if cfg!(windows) && !options.rename && !entry.name.is_portable() {
                return Err(Error::NotPortable { name: escape(entry.name.as_str()) });
            }
            let top = Some(entry.name.top());
            if absent != top && !check_entry(self, entry, options.existing)? {
                absent = top;
            }
        }
        Ok(())
    }

    /// A folder that is there, on the file system of the base.
    fn staging_parent(&self) -> PathBuf {
        if self.is_there { self.folder.clone() } else { parent_of(&self.folder) }
    }

    /// Moves everything to its place, or nothing. Returns what now stands there.
    fn receive(&self, staging: Staging, existing: Existing) -> Result<Vec<PathBuf>> {
        if self.is_there {
            let tree = staging.tree().and_then(|tree| tree.names());
            let tops = tree.map_err(Error::io(IoOperation::WriteOutput, &self.folder))?;
            staging.place_into(existing, |path| match path.as_os_str().is_empty() {
                true => self.folder.clone(),
                false => self.path_of(path),
            })?;
            return Ok(tops.iter().map(|top| self.path_of(top)).collect());
        }
        let in_the_way = || Error::TargetInTheWay { path: self.folder.clone() };
        staging.place_as(self.folder.file_name().ok_or_else(in_the_way)?, &self.folder)?;
        Ok(vec![self.folder.clone()])
    }
}

/// The path of something in a folder, without a `./` that the user did not type.
fn path_in(folder: &Path, name: impl AsRef<Path>) -> PathBuf {
    if folder == Path::new(".") { name.as_ref().to_owned() } else { folder.join(name) }
}

/// Refuses an entry that could not be moved to its place; returns whether its top is there.
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

/// A time that the file system cannot hold is no reason to withhold the file.
fn set_modified(file: &File, seconds: i64) {
    if let Some(time) = time_of(seconds) {
        let _ = file.set_modified(time);
    }
}

/// The time so many seconds after 1970, where the system has it.
fn time_of(seconds: i64) -> Option<SystemTime> {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) }
}

/// Everything written must be on disk before it gets its name: in one call where there is one.
#[cfg(target_os = "linux")]
fn sync_tree(tree: &Folder) -> io::Result<()> {
    tree.sync_file_system()
}

#[cfg(not(target_os = "linux"))]
fn sync_tree(top: &Folder) -> io::Result<()> {
    let mut waiting = vec![PathBuf::new()];
    while let Some(path) = waiting.pop() {
        let folder = top.open_below(&path)?;
        for name in folder.names()? {
            match folder.stat(&name)? {
                Some(stat) if stat.is_folder() => waiting.push(path.join(name)),
                Some(_) => folder.sync_file(&name)?,
                None => {}
            }
        }
        folder.sync()?;
    }
    Ok(())
}

/// The files of a few entries are on disk; the names in their folders as well, after this.
fn sync_folders(
    contents: &Contents,
    chosen: &[EntryId],
    names: &DiskNames,
    tree: &Folder,
) -> io::Result<()> {
    let mut folders = std::collections::BTreeSet::from([""]);
    for id in chosen {
        let Some(entry) = contents.entry(*id) else { continue };
        let name = names.of(*id, entry);
        folders.extend(name.match_indices('/').filter_map(|(end, _)| name.get(..end)));
        if entry.kind == EntryKind::Folder {
            folders.insert(name);
        }
    }
    folders.iter().try_for_each(|folder| tree.open_below(Path::new(folder))?.sync())
}

#[cfg(test)]
mod tests;
