//! Folders as file descriptors: every call names one thing inside one of them.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::time::SystemTime;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::{Errno, retry_on_intr};

use super::{Access, FileKind, Owner, Stat, steps, synced};
use crate::archive::permissions::Permissions;
use crate::files::attributes::set_mode;

const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// An open folder.
#[derive(Debug)]
pub(crate) struct Folder {
    file: File,
}

impl Folder {
    /// Opens the folder that the user named: links on the way to it are followed.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = FOLDER.difference(OFlags::NOFOLLOW);
        let opened = retry_on_intr(|| rustix::fs::openat(CWD, path, flags, Mode::empty()))?;
        Ok(Self { file: opened.into() })
    }

    pub(crate) fn open_child(&self, name: &OsStr) -> io::Result<Self> {
        let open = || rustix::fs::openat(&self.file, name, FOLDER, Mode::empty());
        Ok(Self { file: retry_on_intr(open)?.into() })
    }

    /// The same folder once more.
    pub(crate) fn reopen(&self) -> io::Result<Self> {
        Ok(Self { file: self.file.try_clone()? })
    }

    /// Opens a folder at any depth with one call of the system, where it can.
    pub(super) fn open_at_once(&self, path: &Path) -> Option<io::Result<Self>> {
        if path.as_os_str().is_empty() {
            return Some(self.reopen());
        }
        if steps(path).any(|step| step.is_err()) {
            return Some(Err(io::ErrorKind::InvalidInput.into()));
        }
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{ResolveFlags, openat2};
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
            let open = || openat2(&self.file, path, FOLDER, Mode::empty(), resolve);
            match retry_on_intr(open) {
                // An older kernel, a container that forbids the call, or a busy folder.
                Err(Errno::NOSYS | Errno::PERM | Errno::AGAIN) => None,
                opened => Some(opened.map(|fd| Self { file: fd.into() }).map_err(Into::into)),
            }
        }
        #[cfg(not(target_os = "linux"))]
        None
    }

    pub(crate) fn make_child(&self, name: &OsStr, access: Access) -> io::Result<()> {
        let mode = if access == Access::Owner { 0o700 } else { 0o777 };
        Ok(rustix::fs::mkdirat(&self.file, name, Mode::from_raw_mode(mode))?)
    }

    /// Makes a file to write, whose name nothing has.
    pub(crate) fn create(&self, name: &OsStr, access: Access) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let create = || rustix::fs::openat(&self.file, name, flags, mode_of(access));
        Ok(retry_on_intr(create)?.into())
    }

    /// Makes a file that has no name yet, where the file system can.
    #[cfg(target_os = "linux")]
    pub(crate) fn create_unnamed(&self, access: Access) -> io::Result<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let mode = mode_of(access);
        Ok(retry_on_intr(|| rustix::fs::openat(&self.file, ".", flags, mode))?.into())
    }

    /// Gives a name to a file that has none; fails when the name is taken.
    #[cfg(target_os = "linux")]
    pub(crate) fn link(&self, file: &File, name: &OsStr) -> io::Result<()> {
        use std::os::fd::AsRawFd;
        let unnamed = format!("/proc/self/fd/{}", file.as_raw_fd());
        let flags = AtFlags::SYMLINK_FOLLOW;
        Ok(rustix::fs::linkat(CWD, unnamed, &self.file, name, flags)?)
    }

    /// Opens a file to read. A pipe opens as well, and is not waited for.
    pub(crate) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let open = || rustix::fs::openat(&self.file, name, flags, Mode::empty());
        Ok(retry_on_intr(open)?.into())
    }

    /// Opens a file to read, and to write at its end.
    pub(crate) fn open_to_append(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let flags = flags | OFlags::CLOEXEC;
        let open = || rustix::fs::openat(&self.file, name, flags, Mode::empty());
        Ok(retry_on_intr(open)?.into())
    }

    /// Facts about what has this name; `None` when nothing does.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        match rustix::fs::statat(&self.file, name, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(None),
            found => Ok(Some(facts(&found?))),
        }
    }

    /// Facts about this folder.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        Stat::of(&self.file)
    }

    /// Whose a regular file is; `None` for anything else.
    pub(crate) fn owner(&self, name: &OsStr) -> io::Result<Option<Owner>> {
        let stat = rustix::fs::statat(&self.file, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let is_file = FileType::from_raw_mode(stat.st_mode).is_file();
        // Not the bits that run a program as its owner: another user may have set them.
        let mode = stat.st_mode as u32 & 0o777;
        let owner = Owner { user: stat.st_uid, group: stat.st_gid, mode };
        Ok(is_file.then_some(owner))
    }

    /// Whether only its owner may use this folder, as `probe`, a file that was just made in it
    /// for its owner alone, shows what the disk can tell.
    pub(crate) fn is_private(&self, probe: &File) -> io::Result<bool> {
        let (own, probe) = (rustix::fs::fstat(&self.file)?, rustix::fs::fstat(probe)?);
        let has_modes = probe.st_mode & 0o077 == 0;
        Ok(own.st_uid == probe.st_uid && (!has_modes || own.st_mode & 0o077 == 0))
    }

    /// Renames, over a file that has the new name.
    pub(crate) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.file, name, &to.file, new)?)
    }

    /// Renames to a free name with one call; `None` where the system or the disk cannot.
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    pub(super) fn rename_exclusive(
        &self,
        name: &OsStr,
        to: &Self,
        new: &OsStr,
    ) -> Option<io::Result<()>> {
        use rustix::fs::{RenameFlags, renameat_with};
        match renameat_with(&self.file, name, &to.file, new, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => None,
            renamed => Some(renamed.map_err(Into::into)),
        }
    }

    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    pub(super) fn rename_exclusive(
        &self,
        _: &OsStr,
        _: &Self,
        _: &OsStr,
    ) -> Option<io::Result<()>> {
        None
    }

    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.file, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.file, name, AtFlags::REMOVEDIR)?)
    }

    /// What it holds, sorted.
    pub(crate) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.file)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name.to_vec()));
            }
        }
        names.sort_unstable_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        Ok(names)
    }

    /// Waits until the names in this folder are on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        synced(self.file.sync_all())
    }

    /// Waits until everything on its file system is on the disk.
    #[cfg(target_os = "linux")]
    pub(crate) fn sync_file_system(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.file)?)
    }

    /// Sets who may use the folder.
    pub(crate) fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        set_mode(&self.file, permissions.bits())
    }

    /// Sets when the folder was last modified.
    pub(crate) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        self.file.set_modified(time)
    }
}

fn mode_of(access: Access) -> Mode {
    Mode::from_raw_mode(match access {
        Access::Owner => 0o600,
        Access::Default => 0o666,
        Access::Executable => 0o777,
    })
}

impl Stat {
    /// Facts about an open file.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        Ok(facts(&rustix::fs::fstat(file)?))
    }

    /// Facts about what is at a path, or about what a link there leads to.
    pub(crate) fn of_path(path: &Path, follow: bool) -> io::Result<Self> {
        let flags = if follow { AtFlags::empty() } else { AtFlags::SYMLINK_NOFOLLOW };
        Ok(facts(&rustix::fs::statat(CWD, path, flags)?))
    }
}

#[allow(clippy::unnecessary_cast, reason = "of another type on macOS")]
fn facts(stat: &rustix::fs::Stat) -> Stat {
    let nanoseconds = |seconds: i128, more: i128| seconds * 1_000_000_000 + more;
    Stat {
        kind: match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => FileKind::File,
            FileType::Directory => FileKind::Folder,
            FileType::Symlink => FileKind::Link,
            _ => FileKind::Other,
        },
        device: stat.st_dev as u64,
        inode: stat.st_ino as u64,
        size: stat.st_size.try_into().unwrap_or_default(),
        modified: nanoseconds(stat.st_mtime.into(), stat.st_mtime_nsec.into()),
        changed: nanoseconds(stat.st_ctime.into(), stat.st_ctime_nsec.into()),
        permissions: Some(Permissions::of_mode(stat.st_mode as u32)),
    }
}
