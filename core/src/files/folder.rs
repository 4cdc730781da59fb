//! An open folder. Each operation names one thing inside it, and follows no link there: a folder
//! that another user renames, or replaces by a link, is never written through.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path};

#[cfg(not(unix))]
pub(crate) use self::paths::Folder;
#[cfg(unix)]
pub(crate) use self::unix::Folder;

/// So many folders are open inside one another while one is cleared.
const DEPTH: usize = 64;

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
    /// Whether its owner may run it, where files say so.
    pub(crate) executable: bool,
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
        (self.device, self.inode) == (other.device, other.inode)
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

    /// Removes everything in this folder except the names that `stays` accepts. What cannot be
    /// removed does not keep the rest.
    pub(crate) fn clear(&self, stays: impl Fn(&OsStr) -> bool) -> io::Result<()> {
        let mut clearing = Clearing { top: self, waiting: Vec::new(), counter: 0 };
        let mut first = Ok(());
        for name in self.names()?.iter().filter(|name| !stays(name)) {
            first = first.and(clearing.remove(self, name, 0));
        }
        while let Some(name) = clearing.waiting.pop() {
            first = first.and(clearing.remove(self, &name, 0));
        }
        first
    }

    fn unused_name(&self, counter: &mut u64) -> io::Result<OsString> {
        loop {
            *counter += 1;
            let name = OsString::from(format!("moved-up-{counter}"));
            if self.stat(&name)?.is_none() {
                return Ok(name);
            }
        }
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

    /// Whether names that differ only by case are one name here. `name`, in lower-case ASCII, is
    /// that of a file in this folder, in which no other name was made.
    pub(crate) fn ignores_case(&self, name: &str) -> io::Result<bool> {
        Ok(self.stat(OsStr::new(&name.to_ascii_uppercase()))?.is_some())
    }
}

/// A folder that is being cleared.
struct Clearing<'a> {
    top: &'a Folder,
    /// Folders that lay too deep, and were moved up.
    waiting: Vec<OsString>,
    counter: u64,
}

impl Clearing<'_> {
    /// Removes a file or a folder. One that lies deep is moved up first, so that no depth exhausts
    /// the open files.
    fn remove(&mut self, parent: &Folder, name: &OsStr, depth: usize) -> io::Result<()> {
        if !parent.stat(name)?.is_some_and(|stat| stat.is_folder()) {
            return gone(parent.remove_file(name));
        }
        if depth == DEPTH {
            let above = self.top.unused_name(&mut self.counter)?;
            parent.rename(name, self.top, &above)?;
            self.waiting.push(above);
            return Ok(());
        }
        let folder = parent.open_child(name)?;
        let mut first = Ok(());
        for child in folder.names()? {
            first = first.and(self.remove(&folder, &child, depth + 1));
        }
        drop(folder);
        first.and(gone(parent.remove_folder(name)))
    }
}

/// What was removed meanwhile is removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
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

#[cfg(not(unix))]
fn is_device_error(_: &io::Error) -> bool {
    false
}

#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::path::Path;
    use std::time::SystemTime;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
    use rustix::io::{Errno, retry_on_intr};

    use super::{Access, FileKind, Owner, Stat, steps, synced};

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
            let mode = stat.st_mode & 0o7777;
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
            executable: stat.st_mode & 0o100 != 0,
        }
    }
}

/// Where the standard library has paths only. On Windows an open folder cannot be renamed or
/// replaced, nor can those above it, so that its path stays its own as long as it is open.
#[cfg(not(unix))]
mod paths {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, File, Metadata};
    use std::io;
    use std::path::{Path, PathBuf};
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::{Access, FileKind, Stat, synced};

    /// An open folder.
    #[derive(Debug)]
    pub(crate) struct Folder {
        path: PathBuf,
        #[cfg(windows)]
        file: File,
    }

    impl Folder {
        /// Opens the folder that the user named: links on the way to it are followed.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            Self::open_real(fs::canonicalize(path)?)
        }

        fn open_real(path: PathBuf) -> io::Result<Self> {
            #[cfg(windows)]
            let file = {
                use std::os::windows::fs::OpenOptionsExt;
                const SHARE_READ_WRITE: u32 = 3;
                const BACKUP_SEMANTICS: u32 = 0x0200_0000;
                const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
                let mut options = File::options();
                options.read(true).share_mode(SHARE_READ_WRITE);
                options.custom_flags(BACKUP_SEMANTICS | OPEN_REPARSE_POINT).open(&path)?
            };
            if !path.symlink_metadata()?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self {
                path,
                #[cfg(windows)]
                file,
            })
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
            Ok(facts(&self.path.symlink_metadata()?, identity(&self.path)))
        }

        /// The folder of a profile is its owner's by the system's rules.
        #[allow(clippy::unused_self)]
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

        /// Sets when the folder was last modified, where the system lets an open folder.
        #[allow(clippy::unused_self)]
        pub(crate) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
            #[cfg(windows)]
            return self.file.set_modified(time);
            #[cfg(not(windows))]
            {
                let _ = time;
                Ok(())
            }
        }

        /// Waits until the names in this folder are on the disk, where the system offers it.
        #[allow(clippy::unused_self)]
        pub(crate) fn sync(&self) -> io::Result<()> {
            #[cfg(windows)]
            return synced(self.file.sync_all());
            #[cfg(not(windows))]
            synced(Ok(()))
        }
    }

    impl Stat {
        /// Facts about an open file.
        pub(crate) fn of(file: &File) -> io::Result<Self> {
            #[cfg(windows)]
            let identity = {
                let found = winapi_util::file::information(file)?;
                (found.volume_serial_number(), found.file_index())
            };
            #[cfg(not(windows))]
            let identity = (0, 0);
            Ok(facts(&file.metadata()?, identity))
        }

        /// Facts about what is at a path, or about what a link there leads to.
        pub(crate) fn of_path(path: &Path, follow: bool) -> io::Result<Self> {
            let metadata = if follow { path.metadata()? } else { path.symlink_metadata()? };
            Ok(facts(&metadata, identity(path)))
        }
    }

    /// The disk, and the number of the file on it.
    fn identity(path: &Path) -> (u64, u64) {
        #[cfg(windows)]
        if let Ok(handle) = winapi_util::Handle::from_path_any(path)
            && let Ok(found) = winapi_util::file::information(&handle)
        {
            return (found.volume_serial_number(), found.file_index());
        }
        let _ = path;
        (0, 0)
    }

    fn facts(metadata: &Metadata, (device, inode): (u64, u64)) -> Stat {
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
            device,
            inode,
            size: metadata.len(),
            modified,
            changed: modified,
            executable: false,
        }
    }
}
