//! An open folder. Each operation names one thing inside it, and follows no link there: a folder
//! that another user renames, or replaces by a link, is never written through.

mod clear;
#[cfg(not(any(unix, windows)))]
mod paths;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path};

use crate::archive::permissions::Permissions;

#[cfg(not(any(unix, windows)))]
pub(crate) use self::paths::Folder;
#[cfg(unix)]
pub(crate) use self::unix::Folder;
#[cfg(windows)]
pub(crate) use self::windows::Folder;

/// The kind of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FileKind {
    File,
    Folder,
    Link,
    Other,
}

/// Facts about a file that tell it from others; a link is not followed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Stat {
    pub(crate) kind: FileKind,
    pub(crate) device: u64,
    pub(crate) inode: u64,
    /// In bytes.
    pub(crate) size: u64,
    /// When the content was last modified, in nanoseconds since 1970.
    pub(crate) modified: i128,
    /// When content or attributes last changed, in nanoseconds since 1970.
    pub(crate) changed: i128,
    /// Who may use it, where the system has such bits.
    pub(crate) permissions: Option<Permissions>,
}

impl Stat {
    pub(crate) fn is_folder(&self) -> bool {
        self.kind == FileKind::Folder
    }

    pub(crate) fn is_file(&self) -> bool {
        self.kind == FileKind::File
    }

    /// Whether both are one file on one disk.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        // Some drivers of Windows give their disk no number, or none to a file that was renamed.
        let nameless = cfg!(windows) && (self.device == 0 || other.device == 0);
        self.inode == other.inode && (nameless || self.device == other.device)
    }
}

/// Whose a file is, and who may use it.
#[cfg(unix)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    pub(crate) user: u32,
    pub(crate) group: u32,
    /// The permission bits.
    pub(crate) mode: u32,
}

/// Who may use a new file or folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    /// Its owner alone, where the disk can tell.
    Owner,
    /// As the user's settings have it (the umask).
    Default,
    /// The same, and those who may read a file may run it.
    Executable,
}

impl Folder {
    /// Opens a folder below this one, never through a link. The empty path is this folder.
    pub(crate) fn open_below(&self, path: &Path) -> io::Result<Self> {
        if let Some(opened) = self.open_at_once(path) {
            return opened;
        }
        let mut folder = self.reopen()?;
        for name in steps(path) {
            folder = folder.open_child(name?)?;
        }
        Ok(folder)
    }

    /// The same; makes each folder that is missing.
    pub(crate) fn make_below(&self, path: &Path) -> io::Result<Self> {
        match self.open_below(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return opened,
        }
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let parent = self.make_below(parent)?;
        match parent.make_child(name, Access::Default) {
            // Another thread was first.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        parent.open_child(name)
    }

    /// Renames to a name that nothing has.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when the name is taken.
    pub(crate) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        match self.rename_exclusive(name, to, new) {
            Some(renamed) => renamed,
            // The file system cannot refuse by itself (exFAT through FUSE, NTFS-3G).
            None => self.rename_checked(name, to, new),
        }
    }

    fn rename_checked(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        if to.stat(new)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(name, to, new)
    }

    /// Waits until a file is on the disk.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        // Windows writes the buffers of a file only for a handle that may write to it.
        let file = if cfg!(windows) { self.open_to_append(name)? } else { self.open_file(name)? };
        file.sync_all()
    }

    /// Whether names that differ only by case are one name here. `name`, in lower-case ASCII, is
    /// that of a file in this folder, in which no other name was made.
    pub(crate) fn ignores_case(&self, name: &str) -> io::Result<bool> {
        Ok(self.stat(OsStr::new(&name.to_ascii_uppercase()))?.is_some())
    }
}

/// The names of a relative path; anything that would lead elsewhere is an error.
fn steps(path: &Path) -> impl Iterator<Item = io::Result<&OsStr>> {
    path.components().map(|component| match component {
        Component::Normal(name) => Ok(name),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    })
}

/// A sync that the file system does not offer is no failure; one that lost data is.
fn synced(result: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{QuotaExceeded, StorageFull};
    match result {
        Err(error)
            if matches!(error.kind(), StorageFull | QuotaExceeded) || is_device_error(&error) =>
        {
            Err(error)
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_device_error(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

#[cfg(windows)]
fn is_device_error(error: &io::Error) -> bool {
    /// A checksum on the disk, a write that failed, a device that cannot be reached.
    const FAILURES: [i32; 3] = [23, 29, 1117];
    error.raw_os_error().is_some_and(|code| FAILURES.contains(&code))
}

#[cfg(not(any(unix, windows)))]
fn is_device_error(_: &io::Error) -> bool {
    false
}
