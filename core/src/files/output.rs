//! A file that appears under its name only once it is complete.
//!
//! On Linux it has no name at all until then (`O_TMPFILE`), so that even a killed process leaves
//! nothing; elsewhere, and on file systems that cannot, it has a temporary one beside its place.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use crate::archive::entry::{self, Hazard};
use crate::archive::permissions::Permissions;
use crate::container::mark::Mark;
use crate::display::escape;
use crate::error::{Error, IoOperation, Result, SpecialFile};
use crate::files::folder::{Access, FileKind, Folder, Stat};
use crate::files::journal::{self, Journal, Leftover, Note, Stage};
use crate::files::staging::{PREFIX, SUFFIX};
use crate::files::{aside, attributes, not_placed, parent_of, put_mark};

/// What to do with a file that already stands there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Existing {
    /// Fail with [`Error::TargetExists`].
    #[default]
    Refuse,
    /// Put the new file in its place, at the very end.
    Replace,
}

/// Where a file is to be, and how it gets there.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Its path.
    pub path: &'a Path,
    /// What to do with a file that stands there.
    pub existing: Existing,
    /// Where unfinished work is noted, so that a killed process leaves nothing for long.
    pub journal: &'a Journal,
    /// Whether the content is sealed: then it takes over who may use the file that it replaces, whosever
    /// that is. In the clear it does so only of the user's own.
    sealed: bool,
}

impl<'a> Target<'a> {
    /// A path where nothing stands; nothing is noted.
    #[must_use]
    pub fn new(path: &'a Path) -> Self {
        Self { path, existing: Existing::Refuse, journal: &Journal::NONE, sealed: false }
    }

    /// The same path; what stands there is replaced.
    #[must_use]
    pub fn replacing(path: &'a Path) -> Self {
        Self { existing: Existing::Replace, ..Self::new(path) }
    }

    /// The same target, with another answer to a file that stands there.
    #[must_use]
    pub fn existing(self, existing: Existing) -> Self {
        Self { existing, ..self }
    }

    /// The same target, for a container.
    pub(crate) fn sealed(self) -> Self {
        Self { sealed: true, ..self }
    }

    /// The same target; work on it is noted in this journal.
    #[must_use]
    pub fn noted_in(self, journal: &'a Journal) -> Self {
        Self { journal, ..self }
    }
}

/// A file being written. Dropped before [`commit`](Self::commit), it was never there.
pub struct Output {
    pending: Pending,
    path: PathBuf,
    name: OsString,
    replaces: bool,
    sealed: bool,
    existing: Existing,
    mark: Mark,
}

/// A file that has no place yet.
pub(crate) struct Pending {
    folder: Folder,
    folder_path: PathBuf,
    file: File,
    access: Access,
    /// Those of the file once it is complete, where they are not what `access` says.
    permissions: Option<Permissions>,
    journal: Journal,
    /// The temporary name, where the file must have one.
    temporary: Option<Temporary>,
}

/// A temporary name, removed when dropped.
struct Temporary {
    name: OsString,
    note: Option<Note>,
}

impl Output {
    /// Starts a file that will be at its target. Where it must have a temporary name, the target's
    /// journal notes it.
    ///
    /// # Errors
    /// [`Error::TargetExists`], [`Error::TargetInTheWay`], [`Error::NotAFile`] when something else
    /// than a file stands there, [`Error::Io`].
    pub fn create(target: &Target<'_>) -> Result<Self> {
        Self::create_with(target, Access::Default)
    }

    /// The same; no one but its owner can read it, from before its first byte.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn create_private(target: &Target<'_>) -> Result<Self> {
        Self::create_with(target, Access::Owner)
    }

    /// The same; it will have these permissions, and has no others before.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn create_for(target: &Target<'_>, permissions: Permissions) -> Result<Self> {
        let mut output = Self::create_with(target, Access::Owner)?;
        output.pending.permissions = Some(permissions);
        Ok(output)
    }

    fn create_with(target: &Target<'_>, access: Access) -> Result<Self> {
        let Target { path, existing, journal, sealed } = *target;
        let writing = || Error::io(IoOperation::WriteOutput, path);
        let name = path.file_name().ok_or_else(|| Error::TargetInTheWay { path: path.into() })?;
        check_name(path, name)?;
        let folder = Folder::open(&parent_of(path)).map_err(writing())?;
        let there = folder.stat(name).map_err(writing())?;
        let replaces = check_target(path, there, existing)?;
        let pending = Pending::create_in(folder, parent_of(path), access, journal);
        let pending = pending.map_err(writing())?;
        let (path, name) = (path.to_owned(), name.to_owned());
        Ok(Self { pending, path, name, replaces, sealed, existing, mark: Mark::default() })
    }

    /// Gives the file this mark.
    pub(crate) fn set_mark(&mut self, mark: &Mark) {
        self.mark = mark.clone();
    }

    /// The file itself, for what only a file can do.
    pub(crate) fn file(&self) -> &File {
        self.pending.file()
    }

    /// Puts the complete file on disk and in its place.
    ///
    /// # Errors
    /// [`Error::TargetExists`] when something came to stand there meanwhile, [`Error::Io`]. With
    /// [`IoOperation::SyncOutput`] it is in its place nevertheless.
    pub fn commit(self) -> Result<()> {
        self.commit_if(|_, _| Ok(()))
    }

    /// The same, unless `check` refuses it: called once everything is on disk, right before the
    /// file gets its name, with the folder and the name.
    pub(crate) fn commit_if(self, check: impl FnOnce(&Folder, &OsStr) -> Result<()>) -> Result<()> {
        let Self { mut pending, path, name, replaces, sealed, existing, mark } = self;
        let writing = || Error::io(IoOperation::WriteOutput, &path);
        if replaces && pending.access == Access::Default {
            pending.inherit(&name, sealed).map_err(writing())?;
        }
        pending.put_mark(&mark).map_err(writing())?;
        pending.set_permissions(pending.file()).map_err(writing())?;
        pending.file().sync_all().map_err(writing())?;
        check(&pending.folder, &name)?;
        let not_placed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::TargetExists { path: path.clone() },
            _ => not_placed(&path, error),
        };
        match existing {
            Existing::Refuse => pending.place(&name).map(drop).map_err(not_placed),
            Existing::Replace => {
                pending.replace(&name).map_err(not_placed)?;
                pending.folder.sync().map_err(Error::io(IoOperation::SyncOutput, &path))
            }
        }
    }
}

/// Writes a small text file, whole or not at all.
///
/// # Errors
/// As [`Output::create`] and [`Output::commit`].
pub fn write_text(target: &Target<'_>, text: &str) -> Result<()> {
    let mut output = Output::create(target)?;
    output.write_all(text.as_bytes()).map_err(Error::io(IoOperation::WriteOutput, target.path))?;
    output.commit()
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// Refuses what Windows takes for a device, or for something else than a file of that name.
fn check_name(path: &Path, name: &OsStr) -> Result<()> {
    let Some(name) = name.to_str().filter(|_| cfg!(windows)) else { return Ok(()) };
    match entry::hazard_of(name) {
        None => Ok(()),
        Some(Hazard::Device) => {
            Err(Error::NotAFile { path: path.to_owned(), what: SpecialFile::Device })
        }
        Some(Hazard::Character | Hazard::End) => Err(Error::NotPortable { name: escape(name) }),
    }
}

/// Whether a file stands at the target that passes its attributes on.
fn check_target(path: &Path, there: Option<Stat>, existing: Existing) -> Result<bool> {
    let Some(there) = there else { return Ok(false) };
    let path = || path.to_owned();
    match there.kind {
        FileKind::File | FileKind::Link => match existing {
            Existing::Refuse => Err(Error::TargetExists { path: path() }),
            Existing::Replace => Ok(there.is_file()),
        },
        FileKind::Folder => Err(Error::TargetInTheWay { path: path() }),
        // Never put a file in the place of /dev/null.
        FileKind::Other => Err(Error::NotAFile { path: path(), what: SpecialFile::Device }),
    }
}

impl Pending {
    /// A file that will be in `folder`.
    pub(crate) fn create(folder: &Path, journal: &Journal) -> io::Result<Self> {
        Self::create_in(Folder::open(folder)?, folder.to_owned(), Access::Default, journal)
    }

    fn create_in(
        folder: Folder,
        folder_path: PathBuf,
        access: Access,
        journal: &Journal,
    ) -> io::Result<Self> {
        let journal = journal.clone();
        #[cfg(target_os = "linux")]
        if has_proc() {
            // Where the file system cannot; what else is wrong will show again.
            if let Ok(file) = folder.create_unnamed(access) {
                return Ok(Self {
                    folder,
                    folder_path,
                    file,
                    access,
                    permissions: None,
                    journal,
                    temporary: None,
                });
            }
        }
        Self::create_named(folder, folder_path, access, journal)
    }

    fn create_named(
        folder: Folder,
        folder_path: PathBuf,
        access: Access,
        journal: Journal,
    ) -> io::Result<Self> {
        let make = |name: &OsStr| folder.create(name, access);
        let (temporary, file) = Temporary::make(&journal, &folder_path, make)?;
        let (permissions, temporary) = (None, Some(temporary));
        Ok(Self { folder, folder_path, file, access, permissions, journal, temporary })
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// The folder in which it gets its name.
    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Gives the file what the file of that name has; if that is another user's, only a sealed one.
    fn inherit(&self, replaced: &OsStr, sealed: bool) -> io::Result<()> {
        let temporary = self.temporary.as_ref().map(|temporary| temporary.name.as_os_str());
        attributes::inherit((&self.file, temporary), &self.folder, replaced, sealed)
    }

    fn set_permissions(&self, file: &File) -> io::Result<()> {
        self.permissions.map_or(Ok(()), |p| attributes::set_mode(file, p.bits()))
    }

    fn put_mark(&self, mark: &Mark) -> io::Result<()> {
        // Where there are marks a file has a name.
        let Some(temporary) = &self.temporary else { return Ok(()) };
        let modified = self.file.metadata()?.modified();
        put_mark(mark, &self.folder, &temporary.name)?;
        // Writing a mark changes when the file was modified; not every disk holds every time.
        let _ = modified.and_then(|modified| self.file.set_modified(modified));
        Ok(())
    }

    /// Gives the file its name, for good, and returns it; fails when the name is taken. A lock on the
    /// file stays.
    pub(crate) fn place(mut self, name: &OsStr) -> io::Result<File> {
        let (temporary, file) = match self.temporary.take() {
            Some(temporary) => (temporary, self.file.try_clone()?),
            None => match self.link(name) {
                Err(error) if cannot_link(&error) => self.copy_to_temporary()?,
                linked => {
                    linked?;
                    self.sync_name(name)?;
                    return self.file.try_clone();
                }
            },
        };
        temporary.leave(&self.folder, |temporary| {
            self.folder.rename_new(temporary, &self.folder, name)
        })?;
        self.sync_name(name)?;
        Ok(file)
    }

    /// Waits until the name is on the disk. When the disk fails, the file is not there.
    fn sync_name(&self, name: &OsStr) -> io::Result<()> {
        self.folder.sync().inspect_err(|_| {
            let _ = self.folder.remove_file(name);
        })
    }

    /// Gives the file its name, and takes it from what had it; the folder is still to be synced.
    fn replace(&mut self, name: &OsStr) -> io::Result<()> {
        let temporary = match self.temporary.take() {
            Some(temporary) => temporary,
            // It has a name for the moment between two calls.
            None => self.link_temporary()?,
        };
        temporary.leave(&self.folder, |temporary| {
            aside::replace(&self.folder, (&self.folder_path, &self.journal), temporary, name)
        })
    }

    fn link_temporary(&self) -> io::Result<Temporary> {
        let link = |name: &OsStr| self.link(name);
        match Temporary::make(&self.journal, &self.folder_path, link) {
            Err(error) if cannot_link(&error) => Ok(self.copy_to_temporary()?.0),
            made => Ok(made?.0),
        }
    }

    #[cfg(target_os = "linux")]
    fn link(&self, name: &OsStr) -> io::Result<()> {
        self.folder.link(&self.file, name)
    }

    #[cfg(not(target_os = "linux"))]
    fn link(&self, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Copies an unnamed file that the file system will not name to one with a temporary name.
    fn copy_to_temporary(&self) -> io::Result<(Temporary, File)> {
        let make = |name: &OsStr| self.folder.create(name, self.access);
        let (temporary, mut copy) = Temporary::make(&self.journal, &self.folder_path, make)?;
        match self.copy_to(&mut copy) {
            Ok(()) => Ok((temporary, copy)),
            Err(error) => {
                temporary.remove(&self.folder);
                Err(error)
            }
        }
    }

    fn copy_to(&self, copy: &mut File) -> io::Result<()> {
        let mut original = &self.file;
        original.rewind()?;
        // The original may be locked: see `EditLock`.
        let _ = journal::try_lock(copy);
        io::copy(&mut original, copy)?;
        let metadata = original.metadata()?;
        #[cfg(unix)]
        if self.access == Access::Default {
            let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
            attributes::set_mode(copy, mode)?;
        }
        self.set_permissions(copy)?;
        let _ = copy.set_modified(metadata.modified()?);
        copy.sync_all()
    }
}

/// Whether a file system has no hard links.
fn cannot_link(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
    matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported)
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            temporary.remove(&self.folder);
        }
    }
}

impl Temporary {
    /// Chooses a name, and notes it before `make` makes a file of that name.
    fn make<T>(
        journal: &Journal,
        folder: &Path,
        make: impl FnOnce(&OsStr) -> io::Result<T>,
    ) -> io::Result<(Self, T)> {
        let name = OsString::from(format!("{PREFIX}{}{SUFFIX}", journal::nonce()?));
        let mut note = journal.note(Leftover::Temporary, folder, &name);
        let made = make(&name);
        match (&made, &mut note) {
            (Ok(_), Some(note)) => note.reached(Stage::Made),
            (Err(_), _) => note.take().into_iter().for_each(Note::remove),
            (Ok(_), None) => {}
        }
        Ok((Self { name, note }, made?))
    }

    /// Gives the file its final name. When that fails, the temporary one is removed.
    fn leave(
        mut self,
        folder: &Folder,
        rename: impl FnOnce(&OsStr) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(note) = &mut self.note {
            note.reached(Stage::Leaving);
        }
        match rename(&self.name) {
            Ok(()) => {
                if let Some(note) = self.note {
                    note.remove();
                }
                Ok(())
            }
            Err(error) => {
                self.remove(folder);
                Err(error)
            }
        }
    }

    /// Removes the file. One that cannot be removed stays noted.
    fn remove(self, folder: &Folder) {
        let removed = folder.remove_file(&self.name);
        let gone =
            removed.is_ok() || removed.is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        if let Some(note) = self.note.filter(|_| gone) {
            note.remove();
        }
    }
}

/// Without it an unnamed file can get no name.
#[cfg(target_os = "linux")]
fn has_proc() -> bool {
    Path::new("/proc/self/fd").is_dir()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn named(folder: &Path) -> Pending {
        let opened = Folder::open(folder).unwrap();
        Pending::create_named(opened, folder.to_owned(), Access::Default, Journal::NONE).unwrap()
    }

    #[test]
    fn appears_only_when_committed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut output = Output::create(&Target::new(&path)).unwrap();
        output.write_all(b"whole").unwrap();
        assert!(!path.exists());
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(windows)]
    #[test]
    fn no_file_takes_the_name_of_a_device_or_a_stream() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["nul", "NUL.scelle", "com1", "a.scelle:b", "a.", "a "] {
            for existing in [Existing::Refuse, Existing::Replace] {
                let path = folder.path().join(name);
                let refused = Output::create(&Target::new(&path).existing(existing));
                assert!(
                    matches!(refused, Err(Error::NotAFile { .. } | Error::NotPortable { .. })),
                    "{name}"
                );
            }
        }
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn dropped_it_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Pending::create(folder.path(), &Journal::NONE).unwrap());
        drop(named(folder.path()));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn never_overwrites_unless_told_even_what_came_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut output = Output::create(&Target::new(&path)).unwrap();
        output.write_all(b"new").unwrap();
        fs::write(&path, b"old").unwrap();
        assert!(matches!(output.commit(), Err(Error::TargetExists { .. })));
        assert!(matches!(Output::create(&Target::new(&path)), Err(Error::TargetExists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut output = Output::create(&Target::replacing(&path)).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn file_systems_without_unnamed_files_do_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let named = || named(folder.path());
        named().place(OsStr::new("out")).unwrap();
        assert!(path.exists());
        assert!(named().place(OsStr::new("out")).is_err());
        named().replace(OsStr::new("out")).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_folders_are_left_alone() {
        for path in ["/dev/null", "/tmp"] {
            assert!(Output::create(&Target::replacing(Path::new(path))).is_err());
        }
    }
}
