//! Folders of Windows. An open folder cannot be renamed or replaced, nor can those above it, so that
//! its path stays its own as long as it is open.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Access, FileKind, Stat, synced};
use crate::archive::permissions::Permissions;

/// Opens folders as well as files.
const BACKUP_SEMANTICS: u32 = 0x0200_0000;
/// Opens a link itself.
const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
/// Everything but renaming and deleting what is open.
const SHARE_READ_WRITE: u32 = 3;
const WRITE_ATTRIBUTES: u32 = 0x100;
/// What the system asks of a handle whose buffers it writes to the disk.
const GENERIC_WRITE: u32 = 0x4000_0000;

/// An open folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    file: File,
}

impl Folder {
    /// Opens the folder that the user named: links on the way to it are followed.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        // Some drives cannot say what a path really is: disks in memory, and substituted ones.
        let real = fs::canonicalize(path).or_else(|_| std::path::absolute(path))?;
        Self::open_real(real)
    }

    fn open_real(path: PathBuf) -> io::Result<Self> {
        let mut options = File::options();
        options.read(true).share_mode(SHARE_READ_WRITE);
        let file = options.custom_flags(BACKUP_SEMANTICS | OPEN_REPARSE_POINT).open(&path)?;
        if !file.metadata()?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path, file })
    }

    pub(crate) fn open_child(&self, name: &OsStr) -> io::Result<Self> {
        Self::open_real(self.path.join(name))
    }

    /// The same folder once more.
    pub(crate) fn reopen(&self) -> io::Result<Self> {
        Ok(Self { path: self.path.clone(), file: self.file.try_clone()? })
    }

    pub(super) fn open_at_once(&self, _: &Path) -> Option<io::Result<Self>> {
        None
    }

    /// Makes a folder. Whatever the access, it is open to those to whom the folder above is: what is
    /// moved out of it later keeps the access that it has here.
    pub(crate) fn make_child(&self, name: &OsStr, _: Access) -> io::Result<()> {
        fs::create_dir(self.path.join(name))
    }

    /// Makes a file to write, whose name nothing has.
    pub(crate) fn create(&self, name: &OsStr, access: Access) -> io::Result<File> {
        let path = self.path.join(name);
        match access {
            Access::Owner => scelle_windows::create_private(&path),
            Access::Default | Access::Executable => {
                File::options().read(true).write(true).create_new(true).open(path)
            }
        }
    }

    /// Opens a file to read.
    pub(crate) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        self.open_with(name, File::options().read(true))
    }

    /// Opens a file to read, and to write at its end.
    pub(crate) fn open_to_append(&self, name: &OsStr) -> io::Result<File> {
        self.open_with(name, File::options().read(true).append(true))
    }

    fn open_with(&self, name: &OsStr, options: &mut fs::OpenOptions) -> io::Result<File> {
        let file = options.custom_flags(OPEN_REPARSE_POINT).open(self.path.join(name))?;
        if file.metadata()?.is_symlink() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(file)
    }

    /// The path of something in this folder, as long as the folder is open.
    pub(crate) fn path_of(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }

    /// Facts about what has this name; `None` when nothing does.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        match Stat::of_path(&self.path.join(name), false) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            found => found.map(Some),
        }
    }

    /// Facts about this folder.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        Stat::of(&self.file)
    }

    /// Whether a file just made in this folder is the user's own, and so is the folder: it was not
    /// replaced.
    pub(crate) fn is_private(&self, file: &File) -> io::Result<bool> {
        Ok(scelle_windows::is_private(file)? && scelle_windows::have_one_owner(&self.file, file)?)
    }

    /// Renames, over a file that has the new name.
    pub(crate) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        fs::rename(self.path.join(name), to.path.join(new))
    }

    pub(super) fn rename_exclusive(
        &self,
        name: &OsStr,
        to: &Self,
        new: &OsStr,
    ) -> Option<io::Result<()>> {
        Some(scelle_windows::rename_new(&self.path.join(name), &to.path.join(new)))
    }

    /// Removes a file, one that is read-only as well.
    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                if !set_read_only(&path, false)? {
                    return Err(error);
                }
                fs::remove_file(&path).inspect_err(|_| {
                    let _ = set_read_only(&path, true);
                })
            }
            removed => removed,
        }
    }

    /// Sets whether a file is read-only; returns whether it was otherwise before.
    pub(crate) fn set_read_only(&self, name: &OsStr, read_only: bool) -> io::Result<bool> {
        set_read_only(&self.path.join(name), read_only)
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

    /// Sets when the folder was last modified.
    pub(crate) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        self.with_access(WRITE_ATTRIBUTES)?.set_modified(time)
    }

    /// Waits until the names in this folder are on the disk, where the system offers it.
    pub(crate) fn sync(&self) -> io::Result<()> {
        match self.with_access(GENERIC_WRITE) {
            Ok(folder) => synced(folder.sync_all()),
            // Not every user who may put a file into a folder may change the folder.
            Err(_) => Ok(()),
        }
    }

    /// The folder once more, open for something else than listing it.
    fn with_access(&self, access: u32) -> io::Result<File> {
        let flags = BACKUP_SEMANTICS | OPEN_REPARSE_POINT;
        File::options().access_mode(access).custom_flags(flags).open(&self.path)
    }
}

#[allow(clippy::permissions_set_readonly_false, reason = "an attribute of Windows, not a mode")]
fn set_read_only(path: &Path, read_only: bool) -> io::Result<bool> {
    let mut permissions = path.symlink_metadata()?.permissions();
    if permissions.readonly() == read_only {
        return Ok(false);
    }
    permissions.set_readonly(read_only);
    fs::set_permissions(path, permissions).map(|()| true)
}

impl Stat {
    /// Facts about an open file.
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let found = winapi_util::file::information(file)?;
        Ok(facts(&metadata, (found.volume_serial_number(), found.file_index())))
    }

    /// Facts about what is at a path, or about what a link there leads to.
    pub(crate) fn of_path(path: &Path, follow: bool) -> io::Result<Self> {
        // Asking for facts alone succeeds whatever other programs do with the file.
        const NO_ACCESS: u32 = 0;
        let never = if follow { 0 } else { OPEN_REPARSE_POINT };
        let flags = BACKUP_SEMANTICS | never;
        let file = File::options().access_mode(NO_ACCESS).custom_flags(flags).open(path)?;
        Self::of(&file)
    }
}

/// Since 1970, or until then.
fn nanoseconds(time: SystemTime) -> i128 {
    let number = |time: Duration| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => number(since),
        Err(before) => -number(before.duration()),
    }
}

fn facts(metadata: &Metadata, (device, inode): (u64, u64)) -> Stat {
    let modified = metadata.modified().map_or(0, nanoseconds);
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
        permissions: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_are_told_apart_and_one_is_known_again() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(temporary.path()).unwrap();
        let create = |name: &str| folder.create(OsStr::new(name), Access::Default).unwrap();
        let stat = |name: &str| folder.stat(OsStr::new(name)).unwrap().unwrap();
        let (one, other) = (create("one"), create("other"));
        assert!(Stat::of(&one).unwrap().is_same_file(&stat("one")));
        assert!(!Stat::of(&one).unwrap().is_same_file(&Stat::of(&other).unwrap()));
        assert!(!stat("one").is_same_file(&stat("other")));
        folder.rename(OsStr::new("one"), &folder, OsStr::new("new")).unwrap();
        assert!(Stat::of(&one).unwrap().is_same_file(&stat("new")));
    }

    #[test]
    fn a_folder_takes_a_date() {
        let temporary = tempfile::tempdir().unwrap();
        let date = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        Folder::open(temporary.path()).unwrap().set_modified(date).unwrap();
        assert_eq!(temporary.path().metadata().unwrap().modified().unwrap(), date);
    }

    #[test]
    fn a_read_only_file_is_removed() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::open(temporary.path()).unwrap();
        let name = OsStr::new("a");
        folder.create(name, Access::Default).unwrap();
        assert!(folder.set_read_only(name, true).unwrap());
        folder.remove_file(name).unwrap();
        assert!(folder.stat(name).unwrap().is_none());
    }

    #[test]
    fn an_open_folder_keeps_its_name() {
        let temporary = tempfile::tempdir().unwrap();
        let at = |name: &str| temporary.path().join(name);
        fs::create_dir(at("one")).unwrap();
        let folder = Folder::open(&at("one")).unwrap();
        assert!(fs::rename(at("one"), at("other")).is_err());
        drop(folder);
        fs::rename(at("one"), at("other")).unwrap();
    }

    /// `create_dir_all` and the like of the standard library know what to do from 260 characters on.
    #[test]
    fn paths_may_be_long() {
        let temporary = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(temporary.path()).unwrap();
        for _ in 0..6 {
            let name = OsString::from("n".repeat(60));
            folder.make_child(&name, Access::Default).unwrap();
            folder = folder.open_child(&name).unwrap();
        }
        let (new, old) = (OsStr::new("new"), OsStr::new("old"));
        folder.create(old, Access::Owner).unwrap();
        folder.rename_new(old, &folder, new).unwrap();
        folder.sync().unwrap();
        assert_eq!(folder.names().unwrap(), [new]);
    }
}
