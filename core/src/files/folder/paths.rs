//! Where the system has neither descriptors of folders, as Unix, nor handles, as Windows: paths.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Access, FileKind, Stat, synced};
use crate::archive::permissions::Permissions;

/// An open folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens the folder that the user named: links on the way to it are followed.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Self::open_real(fs::canonicalize(path)?)
    }

    fn open_real(path: PathBuf) -> io::Result<Self> {
        if !path.symlink_metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path })
    }

    pub(crate) fn open_child(&self, name: &OsStr) -> io::Result<Self> {
        Self::open_real(self.path.join(name))
    }

    /// The same folder once more.
    pub(crate) fn reopen(&self) -> io::Result<Self> {
        Self::open_real(self.path.clone())
    }

    pub(super) fn open_at_once(&self, _: &Path) -> Option<io::Result<Self>> {
        None
    }

    pub(crate) fn make_child(&self, name: &OsStr, _: Access) -> io::Result<()> {
        fs::create_dir(self.path.join(name))
    }

    /// Makes a file to write, whose name nothing has.
    pub(crate) fn create(&self, name: &OsStr, _: Access) -> io::Result<File> {
        File::options().read(true).write(true).create_new(true).open(self.path.join(name))
    }

    /// Opens a file to read.
    pub(crate) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if path.symlink_metadata()?.is_symlink() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        File::open(path)
    }

    /// Opens a file to read, and to write at its end.
    pub(crate) fn open_to_append(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if path.symlink_metadata()?.is_symlink() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        File::options().read(true).append(true).open(path)
    }

    /// Facts about what has this name; `None` when nothing does.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        let path = self.path.join(name);
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            found => Ok(Some(facts(&found?, identity(&path)))),
        }
    }

    /// Facts about this folder.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        Ok(facts(&self.path.symlink_metadata()?))
    }

    /// There are no other users.
    #[allow(clippy::unused_self, reason = "as on Unix")]
    pub(crate) fn is_private(&self, _: &File) -> io::Result<bool> {
        Ok(true)
    }

    /// Renames, over a file that has the new name.
    pub(crate) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        fs::rename(self.path.join(name), to.path.join(new))
    }

    pub(super) fn rename_exclusive(
        &self,
        _: &OsStr,
        _: &Self,
        _: &OsStr,
    ) -> Option<io::Result<()>> {
        None
    }

    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.path.join(name))
    }

    /// What it holds, sorted.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        let entries = fs::read_dir(&self.path)?;
        let mut names: Vec<OsString> =
            entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
        names.sort_unstable();
        Ok(names)
    }

    /// There are no such bits.
    #[allow(clippy::unnecessary_wraps, reason = "fails on Unix")]
    pub(crate) fn set_permissions(&self, _: Permissions) -> io::Result<()> {
        Ok(())
    }

    /// Sets when the folder was last modified, where the system lets an open folder.
    #[allow(clippy::unused_self, reason = "as on Unix")]
    pub(crate) fn set_modified(&self, _: SystemTime) -> io::Result<()> {
        Ok(())
    }

    /// Waits until the names in this folder are on the disk, where the system offers it.
    #[allow(clippy::unused_self, reason = "as on Unix")]
    pub(crate) fn sync(&self) -> io::Result<()> {
        synced(Ok(()))
    }
}

impl Stat {
    /// Facts about an open file.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        Ok(facts(&file.metadata()?))
    }

    /// Facts about what is at a path, or about what a link there leads to.
    pub(crate) fn of_path(path: &Path, follow: bool) -> io::Result<Self> {
        let metadata = if follow { path.metadata()? } else { path.symlink_metadata()? };
        Ok(facts(&metadata))
    }
}

fn facts(metadata: &Metadata) -> Stat {
    let since = |time: io::Result<SystemTime>| {
        let time = time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        time.map_or(0, |time| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX))
    };
    let modified = since(metadata.modified());
    Stat {
        kind: if metadata.is_symlink() {
            FileKind::Link
        } else if metadata.is_dir() {
            FileKind::Folder
        } else if metadata.is_file() {
            FileKind::File
        } else {
            FileKind::Other
        },
        device: 0,
        inode: 0,
        size: metadata.len(),
        modified,
        changed: modified,
        permissions: None,
    }
}
