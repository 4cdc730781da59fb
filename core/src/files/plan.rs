//! What goes into a container: the inputs walked, named, checked and put in order before the first
//! byte is written.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, Metadata};
use std::hash::BuildHasher;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::container::archive;
use crate::container::entry::{EntryKind, EntryName, NameFault, escape};
use crate::error::{Doing, Error, Result, SpecialFile};
use crate::files::parent_of;
use crate::progress::Progress;

/// What Windows says of a link that leads back to itself.
#[cfg(not(unix))]
const ERROR_CANT_RESOLVE_FILENAME: i32 = 1921;

/// How inputs are walked.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Shell patterns of what is left out: matched against the name of each file and folder, and
    /// against its whole name in the container.
    pub exclude: Vec<String>,
    /// Symbolic links are read as what they lead to.
    pub follow: bool,
    /// Symbolic links, pipes, sockets and devices are left out.
    pub skip_special: bool,
    /// A name that some system could not hold is an error.
    pub portable: bool,
    /// Names that would be refused, or are not portable, are escaped.
    pub rename: bool,
    /// Where the container will be, when it is a file.
    pub output: Option<PathBuf>,
}

/// Everything that a container will hold, in its order.
#[derive(Debug)]
pub struct Plan {
    items: Vec<Item>,
    notices: Vec<Notice>,
    bytes: u64,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: EntryName,
    pub(crate) metadata: archive::Metadata,
    /// A file or a folder, followed when it is a link that we were told to follow.
    pub(crate) path: PathBuf,
    /// When it had last been modified.
    seen: Option<SystemTime>,
}

/// Something to tell about a plan that is fine as it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Notice {
    /// Left out: a link or a special file.
    Skipped {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: SpecialFile,
    },
    /// Not every system can hold this name.
    NotPortable {
        /// The name.
        name: String,
    },
    /// These two names are one where case is ignored.
    CaseConflict {
        /// Both names.
        names: [String; 2],
    },
    /// Written under another name.
    Renamed {
        /// The path.
        path: PathBuf,
        /// Its name in the container.
        name: String,
    },
}

impl Plan {
    /// Walks files and folders: a folder `src` gives `src/…`, a file its own name.
    ///
    /// # Errors
    /// [`Error::NotAFile`], [`Error::Name`], [`Error::NotPortable`], [`Error::DuplicateName`],
    /// [`Error::OutputInsideInput`], [`Error::ExcludePattern`], [`Error::Io`],
    /// [`Error::Cancelled`].
    pub fn of_paths(paths: &[PathBuf], options: &PlanOptions, progress: &Progress) -> Result<Self> {
        let mut walk = Walk::new(options, progress)?;
        for path in paths {
            walk.input(path)?;
        }
        walk.finish()
    }

    /// The same, each name inside this folder.
    ///
    /// # Errors
    /// [`Error::Name`] for one that is too long then.
    pub fn inside(mut self, folder: &EntryName) -> Result<Self> {
        for item in &mut self.items {
            item.name = folder.join(item.name.as_str())?;
        }
        Ok(self)
    }

    /// One file under another name than its own; `None` for anything else than one file.
    #[must_use]
    pub fn named(mut self, name: EntryName) -> Option<Self> {
        match self.items.as_mut_slice() {
            [item] if item.metadata.kind != EntryKind::Folder => item.name = name,
            _ => return None,
        }
        Some(self)
    }

    /// What there is to tell.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Bytes of all the files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many files and folders there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to seal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }
}

struct Walk<'a> {
    options: &'a PlanOptions,
    progress: &'a Progress,
    exclude: GlobSet,
    /// The folder that will hold the container, in its real place.
    output_folder: Option<PathBuf>,
    /// The file that the container would replace, in its real place.
    replaced: Option<PathBuf>,
    items: Vec<Item>,
    notices: Vec<Notice>,
}

impl<'a> Walk<'a> {
    fn new(options: &'a PlanOptions, progress: &'a Progress) -> Result<Self> {
        let output_folder =
            options.output.as_deref().and_then(|path| parent_of(path).canonicalize().ok());
        let exclude = compile(&options.exclude)?;
        Ok(Self {
            options,
            progress,
            exclude,
            output_folder,
            replaced: options.output.as_deref().and_then(|path| path.canonicalize().ok()),
            items: Vec::new(),
            notices: Vec::new(),
        })
    }

    fn input(&mut self, path: &Path) -> Result<()> {
        let name = base_name(path)?;
        let Some(name) = self.name(None, &name, path)? else { return Ok(()) };
        let metadata = path.symlink_metadata().map_err(Error::io(Doing::ReadInput, path))?;
        self.visit(path, name, metadata, &mut Vec::new())
    }

    /// Adds what is at `path`, and what it holds; `metadata` tells of a link itself. `above` are the
    /// folders that lead to it, in their real places: a link may lead back to one.
    fn visit(
        &mut self,
        path: &Path,
        name: EntryName,
        metadata: Metadata,
        above: &mut Vec<PathBuf>,
    ) -> Result<()> {
        self.progress.check()?;
        let followed = self.options.follow && metadata.is_symlink();
        let metadata = match if followed { fs::metadata(path) } else { Ok(metadata) } {
            Err(error) if leads_back(&error) => return self.special(path, SpecialFile::Loop),
            found => found.map_err(Error::io(Doing::ReadInput, path))?,
        };
        if metadata.is_dir() {
            return self.visit_folder(path, &name, &metadata, above);
        }
        if !metadata.is_file() {
            let link = metadata.is_symlink();
            return self.special(path, if link { SpecialFile::Link } else { SpecialFile::Device });
        }
        if self.replaced.is_some() && path.canonicalize().ok() == self.replaced {
            return Err(self.output_inside_input());
        }
        self.push(path, name, &metadata, EntryKind::File { executable: is_executable(&metadata) });
        Ok(())
    }

    fn visit_folder(
        &mut self,
        path: &Path,
        folder: &EntryName,
        metadata: &Metadata,
        above: &mut Vec<PathBuf>,
    ) -> Result<()> {
        let reading = || Error::io(Doing::ReadInput, path);
        let real = path.canonicalize().map_err(reading())?;
        if self.output_folder.as_ref().is_some_and(|output| output.starts_with(&real)) {
            return Err(self.output_inside_input());
        }
        if above.contains(&real) {
            return self.special(path, SpecialFile::Loop);
        }
        above.push(real);
        self.push(path, folder.clone(), metadata, EntryKind::Folder);
        for entry in fs::read_dir(path).map_err(reading())? {
            let entry = entry.map_err(reading())?;
            let child = entry.path();
            if let Some(name) = self.name(Some(folder), &raw_name(&entry.file_name()), &child)? {
                let metadata = entry.metadata().map_err(Error::io(Doing::ReadInput, &child))?;
                self.visit(&child, name, metadata, above)?;
            }
        }
        above.pop();
        Ok(())
    }

    fn output_inside_input(&self) -> Error {
        Error::OutputInsideInput { path: self.options.output.clone().unwrap_or_default() }
    }

    fn special(&mut self, path: &Path, what: SpecialFile) -> Result<()> {
        if !self.options.skip_special {
            return Err(Error::NotAFile { path: path.to_owned(), what });
        }
        self.notices.push(Notice::Skipped { path: path.to_owned(), what });
        Ok(())
    }

    fn push(&mut self, path: &Path, name: EntryName, metadata: &Metadata, kind: EntryKind) {
        let size = if kind == EntryKind::Folder { 0 } else { metadata.len() };
        let facts = archive::Metadata { kind, modified: modified(metadata), size: Some(size) };
        let item =
            Item { name, metadata: facts, path: path.to_owned(), seen: metadata.modified().ok() };
        self.items.push(item);
    }

    /// The name of something in the container, or `None` when it is excluded.
    fn name(
        &mut self,
        folder: Option<&EntryName>,
        raw: &[u8],
        path: &Path,
    ) -> Result<Option<EntryName>> {
        let shown = String::from_utf8_lossy(raw);
        let whole = match folder {
            Some(folder) => format!("{folder}/{shown}"),
            None => shown.clone().into_owned(),
        };
        if self.exclude.is_match(shown.as_ref()) || self.exclude.is_match(&whole) {
            return Ok(None);
        }
        let not_unicode = |_| Error::Name { name: escape(&shown), fault: NameFault::NotUnicode };
        let own = match std::str::from_utf8(raw).map_err(not_unicode).and_then(EntryName::parse) {
            Ok(name) if !self.options.rename || name.is_portable() => name,
            Err(error) if !self.options.rename => return Err(error),
            _ => {
                let name = EntryName::parse_escaping(raw)?;
                self.notices
                    .push(Notice::Renamed { path: path.to_owned(), name: name.to_string() });
                name
            }
        };
        if !own.is_portable() {
            if self.options.portable {
                return Err(Error::NotPortable { name: escape(&whole) });
            }
            self.notices.push(Notice::NotPortable { name: whole });
        }
        match folder {
            Some(folder) => folder.join(own.as_str()).map(Some),
            None => Ok(Some(own)),
        }
    }

    fn finish(mut self) -> Result<Plan> {
        if self.items.is_empty() {
            return Err(Error::NothingToSeal);
        }
        self.items.shrink_to_fit();
        self.items.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let twice = self.items.windows(2).find_map(|pair| match pair {
            [a, b] if a.name == b.name => Some(escape(a.name.as_str())),
            _ => None,
        });
        if let Some(name) = twice {
            return Err(Error::DuplicateName { name });
        }
        self.check_case()?;
        let bytes = self.items.iter().filter_map(|item| item.metadata.size).sum();
        Ok(Plan { items: self.items, notices: self.notices, bytes })
    }

    fn check_case(&mut self) -> Result<()> {
        // Digests rather than names: there may be a million.
        let hasher = RandomState::new();
        let names = self.items.iter().map(|item| &item.name);
        let mut folded: Vec<(u64, &EntryName)> =
            names.map(|name| (hasher.hash_one(name.case_folded()), name)).collect();
        folded.sort_by_key(|(digest, _)| *digest);
        let same = |a: &EntryName, b: &EntryName| a.case_folded() == b.case_folded();
        let mut conflicts: Vec<[&EntryName; 2]> = folded
            .windows(2)
            .filter_map(|pair| match pair {
                [(one, a), (other, b)] if one == other && same(a, b) => Some([*a, *b]),
                _ => None,
            })
            .collect();
        conflicts.sort_by_key(|[_, second]| *second);
        if let Some([_, second]) = conflicts.first().filter(|_| self.options.portable) {
            return Err(Error::NotPortable { name: escape(second.as_str()) });
        }
        let told = conflicts.iter().map(|pair| pair.map(ToString::to_string));
        self.notices.extend(told.map(|names| Notice::CaseConflict { names }));
        Ok(())
    }
}

/// What is left out, made ready; fails on the first pattern that is none.
pub(crate) fn compile(patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let refused = |_| Error::ExcludePattern { pattern: pattern.clone() };
        set.add(GlobBuilder::new(pattern).literal_separator(true).build().map_err(refused)?);
    }
    set.build().map_err(|_| Error::ExcludePattern { pattern: patterns.join(" ") })
}

/// Whether a link, followed, comes back to itself.
fn leads_back(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    return error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME);
}

/// The name that an input gives to what it holds: `.` and `..` have one once they are resolved.
fn base_name(path: &Path) -> Result<Vec<u8>> {
    let resolved = match path.file_name() {
        Some(name) => return Ok(raw_name(name)),
        None => path.canonicalize().map_err(Error::io(Doing::ReadInput, path))?,
    };
    match resolved.file_name() {
        Some(name) => Ok(raw_name(name)),
        None => Err(Error::Name { name: path.display().to_string(), fault: NameFault::Empty }),
    }
}

#[cfg(unix)]
fn raw_name(name: &std::ffi::OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(name).to_vec()
}

#[cfg(not(unix))]
fn raw_name(name: &std::ffi::OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

/// Seconds since 1970, rounded down.
fn modified(metadata: &Metadata) -> Option<i64> {
    let time = metadata.modified().ok()?;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).ok(),
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).ok()?;
            Some(-whole - i64::from(before.subsec_nanos() > 0))
        }
    }
}

/// A planned file being read: counts, stops when told to, and notices a change.
pub(crate) struct PlannedFile {
    file: File,
    path: PathBuf,
    size: u64,
    /// When it had last been modified, as the plan saw it.
    seen: Option<SystemTime>,
    progress: Progress,
}

impl PlannedFile {
    pub(crate) fn open(item: &Item, progress: &Progress) -> Result<Self> {
        let size = item.metadata.size.unwrap_or(0);
        Self::open_at(item.path.clone(), size, item.seen, progress.clone())
    }

    fn open_at(
        path: PathBuf,
        size: u64,
        seen: Option<SystemTime>,
        progress: Progress,
    ) -> Result<Self> {
        let file = File::open(&path).map_err(Error::io(Doing::ReadInput, &path))?;
        let planned = Self { file, path, size, seen, progress };
        planned.check_unchanged(size)?;
        Ok(planned)
    }

    /// Whether the file is the one that was planned, and what was `read` is all of it.
    pub(crate) fn check_unchanged(&self, read: u64) -> Result<()> {
        let now = self.file.metadata().map_err(Error::io(Doing::ReadInput, &self.path))?;
        let same = now.is_file()
            && read == self.size
            && now.len() == self.size
            && now.modified().ok() == self.seen;
        if same { Ok(()) } else { Err(Error::ChangedWhileRead { path: self.path.clone() }) }
    }

    /// Its content, and at most one byte more than was planned.
    pub(crate) fn content(&mut self) -> impl Read + '_ {
        let limit = self.size + 1;
        CountedRead { input: &mut self.file, path: Some(&self.path), progress: &self.progress }
            .take(limit)
    }
}

impl Item {
    /// Reads the whole file behind what is in a buffer: later, on whichever thread.
    pub(crate) fn read_later(
        &self,
        progress: &Progress,
    ) -> impl FnOnce(&mut Vec<u8>) -> Result<()> + Send + use<> {
        let Self { metadata, path, seen, .. } = self;
        let (size, path, seen) = (metadata.size.unwrap_or(0), path.clone(), *seen);
        let progress = progress.clone();
        move |content| {
            progress.check()?;
            let mut file = PlannedFile::open_at(path, size, seen, progress)?;
            let before = content.len();
            let read = file.content().read_to_end(content);
            read.map_err(|e| Error::from_io(Doing::ReadInput, e))?;
            file.check_unchanged((content.len() - before) as u64)
        }
    }
}

/// A reader that counts what goes through it, stops when told to, and names its file in errors.
pub(crate) struct CountedRead<'a, R> {
    pub(crate) input: R,
    pub(crate) path: Option<&'a Path>,
    pub(crate) progress: &'a Progress,
}

impl<R: Read> Read for CountedRead<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out).map_err(|source| match self.path {
            Some(path) if source.kind() != io::ErrorKind::Interrupted => {
                Error::io(Doing::ReadInput, path)(source).into()
            }
            _ => source,
        })?;
        self.progress.advance(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
