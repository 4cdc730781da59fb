//! A file that appears under its name only once it is complete.
//!
//! On Linux it has no name at all until then (`O_TMPFILE`), so that even a killed process leaves
//! nothing; elsewhere, and on file systems that cannot, it has a temporary one beside its place.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Doing, Error, Result, SpecialFile};
use crate::files::staging::{self, Journal};
use crate::files::{attributes, parent_of, sync_folder};

/// What to do with a file that already stands there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Existing {
    /// Fail with [`Error::TargetExists`].
    Refuse,
    /// Put the new file in its place, at the very end.
    Replace,
}

/// A file being written. Dropped before [`commit`](Self::commit), it was never there.
pub struct Output {
    file: Pending,
    path: PathBuf,
    replaced: Option<Metadata>,
    existing: Existing,
    /// Its permissions are set already, and not those of what it replaces.
    private: bool,
}

/// A file that has no place yet.
pub(crate) enum Pending {
    #[cfg(target_os = "linux")]
    Unnamed {
        file: File,
        journal: Option<Journal>,
    },
    Named(Named),
}

/// A file with a temporary name, locked as long as its process lives.
pub(crate) struct Named {
    file: NamedTempFile,
    note: Option<PathBuf>,
}

impl Output {
    /// Starts a file that will be at `path`.
    ///
    /// # Errors
    /// [`Error::TargetExists`], [`Error::TargetInTheWay`], [`Error::NotAFile`] when something else than a file stands there,
    /// [`Error::Io`].
    pub fn create(path: &Path, existing: Existing) -> Result<Self> {
        Self::create_noted(path, existing, None)
    }

    /// The same; where the file must have a temporary name, it is noted in the journal, so that a
    /// killed process leaves nothing for long.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_noted(
        path: &Path,
        existing: Existing,
        journal: Option<&Journal>,
    ) -> Result<Self> {
        let replaced = check_target(path, existing)?;
        let folder = parent_of(path);
        let file =
            Pending::create(&folder, journal).map_err(Error::io(Doing::WriteOutput, path))?;
        Ok(Self { file, path: path.to_owned(), replaced, existing, private: false })
    }

    /// The file itself, for what only a file can do.
    pub(crate) fn file(&self) -> &File {
        self.file.file()
    }

    /// Lets nobody but its owner read it, from before its first byte.
    pub(crate) fn make_private(&mut self) -> io::Result<()> {
        self.private = true;
        #[cfg(unix)]
        self.file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        Ok(())
    }

    /// Puts the complete file on disk and in its place.
    ///
    /// # Errors
    /// [`Error::TargetExists`] when something came to stand there meanwhile, [`Error::Io`].
    pub fn commit(self) -> Result<()> {
        self.commit_if(|| Ok(()))
    }

    /// The same, unless `check` refuses it: asked once everything is on disk, right before the file
    /// gets its name.
    pub(crate) fn commit_if(self, check: impl FnOnce() -> Result<()>) -> Result<()> {
        let writing = || Error::io(Doing::WriteOutput, &self.path);
        if let Some(replaced) = self.replaced.as_ref().filter(|_| !self.private) {
            attributes::inherit(self.file(), &self.path, replaced).map_err(writing())?;
        }
        self.file().sync_all().map_err(writing())?;
        check()?;
        let placed = match self.existing {
            Existing::Refuse => self.file.place(&self.path),
            Existing::Replace => self.file.replace(&self.path),
        };
        placed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::TargetExists { path: self.path.clone() },
            _ => writing()(error),
        })?;
        sync_folder(&parent_of(&self.path));
        Ok(())
    }
}

/// Writes a small text file, whole or not at all.
///
/// # Errors
/// As [`Output::create`] and [`Output::commit`].
pub fn write_text(path: &Path, text: &str, existing: Existing) -> Result<()> {
    let mut output = Output::create(path, existing)?;
    output.write_all(text.as_bytes()).map_err(Error::io(Doing::WriteOutput, path))?;
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

/// What stands at the target, when it may be replaced.
fn check_target(path: &Path, existing: Existing) -> Result<Option<Metadata>> {
    let Ok(there) = path.symlink_metadata() else { return Ok(None) };
    if there.is_file() || there.is_symlink() {
        return match existing {
            Existing::Refuse => Err(Error::TargetExists { path: path.to_owned() }),
            Existing::Replace => Ok(there.is_file().then_some(there)),
        };
    }
    if there.is_dir() {
        return Err(Error::TargetInTheWay { path: path.to_owned() });
    }
    // Never put a file in the place of /dev/null.
    Err(Error::NotAFile { path: path.to_owned(), what: SpecialFile::Device })
}

impl Pending {
    pub(crate) fn file(&self) -> &File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed { file, .. } => file,
            Self::Named(named) => named.file.as_file(),
        }
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn create(folder: &Path, journal: Option<&Journal>) -> io::Result<Self> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        match rustix::fs::open(folder, flags, Mode::from_raw_mode(0o666)) {
            Ok(fd) if has_proc() => {
                Ok(Self::Unnamed { file: fd.into(), journal: journal.cloned() })
            }
            // The file system cannot; what else is wrong will show again.
            _ => Named::create(folder, journal).map(Self::Named),
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn create(folder: &Path, journal: Option<&Journal>) -> io::Result<Self> {
        Named::create(folder, journal).map(Self::Named)
    }

    /// Gives the file its name; fails when the name is taken.
    pub(crate) fn place(self, path: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed { file, .. } => link(&file, path),
            Self::Named(named) => {
                let placed = named.file.persist_noclobber(path).map(drop).map_err(|e| e.error);
                placed.inspect(|()| forget(named.note))
            }
        }
    }

    /// Gives the file its name, and takes it from whatever had it.
    fn replace(self, path: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed { file, journal } => {
                // It has a name for the moment between the two: locked, a sweep leaves it alone.
                let _ = file.try_lock();
                let mut note = None;
                let beside = tempfile::Builder::new()
                    .prefix(staging::PREFIX)
                    .suffix(staging::SUFFIX)
                    .make_in(parent_of(path), |name| {
                        note = journal.as_ref().and_then(|journal| journal.note(name));
                        link(&file, name)
                    })?;
                let placed = beside.persist(path).map(drop).map_err(|e| e.error);
                forget(note);
                placed
            }
            Self::Named(named) => {
                let placed = named.file.persist(path).map(drop).map_err(|e| e.error);
                placed.inspect(|()| forget(named.note))
            }
        }
    }
}

impl Named {
    fn create(folder: &Path, journal: Option<&Journal>) -> io::Result<Self> {
        let mut note = None;
        let file = tempfile::Builder::new()
            .prefix(staging::PREFIX)
            .suffix(staging::SUFFIX)
            .make_in(folder, |path| {
                note = journal.and_then(|journal| journal.note(path));
                File::options().read(true).write(true).create_new(true).open(path)
            })?;
        // Where there are no locks a sweep cannot tell, and removes nothing.
        let _ = file.as_file().try_lock();
        Ok(Self { file, note })
    }
}

/// Takes a note back, once what it tells of is no more.
fn forget(note: Option<PathBuf>) {
    if let Some(note) = note {
        let _ = std::fs::remove_file(note);
    }
}

/// Without it an unnamed file can get no name.
#[cfg(target_os = "linux")]
fn has_proc() -> bool {
    Path::new("/proc/self/fd").is_dir()
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat};
    let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, unnamed, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
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

    #[test]
    fn appears_only_when_committed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut output = Output::create(&path, Existing::Refuse).unwrap();
        output.write_all(b"whole").unwrap();
        assert!(!path.exists());
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn dropped_it_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(Pending::create(folder.path(), None).unwrap());
        drop(Named::create(folder.path(), None).unwrap());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn never_overwrites_unless_told_even_what_came_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut output = Output::create(&path, Existing::Refuse).unwrap();
        output.write_all(b"new").unwrap();
        fs::write(&path, b"old").unwrap();
        assert!(matches!(output.commit(), Err(Error::TargetExists { .. })));
        assert!(matches!(Output::create(&path, Existing::Refuse), Err(Error::TargetExists { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let mut output = Output::create(&path, Existing::Replace).unwrap();
        output.write_all(b"new").unwrap();
        output.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn file_systems_without_unnamed_files_do_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let named = || Pending::Named(Named::create(folder.path(), None).unwrap());
        named().place(&path).unwrap();
        assert!(named().place(&path).is_err());
        named().replace(&path).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_folders_are_left_alone() {
        for path in ["/dev/null", "/tmp"] {
            assert!(Output::create(Path::new(path), Existing::Replace).is_err());
        }
    }
}
