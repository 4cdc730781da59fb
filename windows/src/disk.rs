//! Names and room on a disk.

use std::fs::File;
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, GetDiskFreeSpaceExW, GetVolumeInformationByHandleW, MoveFileExW,
};

use crate::{succeeded, wide};

/// Renames a file or a folder to a name that nothing has, on the same disk.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when the name is taken: the system checks and renames at once.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    // Neither replacing nor copying to another disk is asked for.
    const FLAGS: u32 = 0;
    let (from, to) = (wide(from)?, wide(to)?);
    // SAFETY: both texts end with a zero and live until the call returns; it keeps neither.
    succeeded(unsafe { MoveFileExW(from.as_ptr(), to.as_ptr(), FLAGS) })
}

/// Bytes that this user may still write to the disk of a folder.
///
/// # Errors
/// Those of the system.
pub fn free_space(folder: &Path) -> io::Result<u64> {
    let folder = wide(folder)?;
    let mut free = 0;
    // SAFETY: the text ends with a zero; `free` is writable, and the system takes null for a
    // figure that is not asked for.
    let result = unsafe {
        GetDiskFreeSpaceExW(folder.as_ptr(), &raw mut free, ptr::null_mut(), ptr::null_mut())
    };
    succeeded(result)?;
    Ok(free)
}

/// The name of the file system of a folder: `NTFS`, `FAT32`, `exFAT`.
///
/// # Errors
/// Those of the system.
pub fn file_system(folder: &Path) -> io::Result<String> {
    /// Longest name that the system gives, with the zero at its end.
    const LENGTH: u32 = 261;
    let folder = File::options()
        .read(true)
        // As it takes to open a folder.
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(folder)?;
    let mut name = vec![0; LENGTH as usize];
    // SAFETY: the handle is open as long as `folder` lives; the buffer has the length that is passed;
    // the system takes null, with a length of zero, for what is not asked for.
    succeeded(unsafe {
        GetVolumeInformationByHandleW(
            folder.as_raw_handle(),
            ptr::null_mut(),
            0,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            name.as_mut_ptr(),
            LENGTH,
        )
    })?;
    let name = name.split(|unit| *unit == 0).next().unwrap_or_default();
    Ok(String::from_utf16_lossy(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_name_that_is_taken_stays_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "a").unwrap();
        fs::write(at("b"), "b").unwrap();
        let refused = rename_new(&at("a"), &at("b")).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(at("b")).unwrap(), b"b");
        fs::create_dir(at("folder")).unwrap();
        assert!(rename_new(&at("folder"), &at("b")).is_err());
        rename_new(&at("a"), &at("c")).unwrap();
        rename_new(&at("folder"), &at("moved")).unwrap();
        assert!(!at("a").exists() && at("c").is_file() && at("moved").is_dir());
    }

    #[test]
    fn a_disk_names_its_file_system() {
        let folder = tempfile::tempdir().unwrap();
        let name = file_system(folder.path()).unwrap();
        assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric()), "{name:?}");
        assert!(file_system(&folder.path().join("none")).is_err());
    }

    #[test]
    fn a_disk_has_room_for_something() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_space(folder.path()).unwrap() > 0);
        assert!(free_space(&folder.path().join("none")).is_err());
    }
}
