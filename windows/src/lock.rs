//! Locks that keep no one from reading the file.
//!
//! A lock of Windows keeps others from the bytes that it covers. These cover one byte far behind the
//! end of any file, so that what the file says can be read while it is locked.

use std::fs::File;
use std::io;
use std::os::windows::io::AsRawHandle;

use windows_sys::Win32::Foundation::{ERROR_IO_PENDING, ERROR_LOCK_VIOLATION};
use windows_sys::Win32::Storage::FileSystem::{
    LOCKFILE_EXCLUSIVE_LOCK, LOCKFILE_FAIL_IMMEDIATELY, LockFileEx, UnlockFile,
};
use windows_sys::Win32::System::IO::{OVERLAPPED, OVERLAPPED_0, OVERLAPPED_0_0};

use crate::succeeded;

/// Where the locked byte is: its offset in two halves.
const LOW: u32 = 0;
const HIGH: u32 = 0x7fff_0000;

/// Locks the file until it is closed; returns whether no other process, or handle, has it locked.
///
/// # Errors
/// Those of a disk that has no locks.
pub fn try_lock(file: &File) -> io::Result<bool> {
    let offset = OVERLAPPED_0 { Anonymous: OVERLAPPED_0_0 { Offset: LOW, OffsetHigh: HIGH } };
    let mut at = OVERLAPPED { Anonymous: offset, ..OVERLAPPED::default() };
    let flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
    // SAFETY: the handle is open as long as `file` is borrowed. The standard library opens files for
    // synchronous use, so that the system is done with `at` when the call returns.
    let result = unsafe { LockFileEx(file.as_raw_handle(), flags, 0, 1, 0, &raw mut at) };
    match succeeded(result) {
        Ok(()) => Ok(true),
        Err(error) if is_held(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_held(error: &io::Error) -> bool {
    let held = [ERROR_LOCK_VIOLATION, ERROR_IO_PENDING].map(u32::cast_signed);
    error.raw_os_error().is_some_and(|code| held.contains(&code))
}

/// Gives up the lock, before the file is closed.
///
/// # Errors
/// Those of the system; of a file that is not locked.
pub fn unlock(file: &File) -> io::Result<()> {
    // SAFETY: the handle is open as long as `file` is borrowed; nothing else is passed by address.
    succeeded(unsafe { UnlockFile(file.as_raw_handle(), LOW, HIGH, 1, 0) })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn one_handle_has_the_lock_and_all_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        fs::write(&path, "alice").unwrap();
        let (one, other) = (File::open(&path).unwrap(), File::open(&path).unwrap());
        assert!(try_lock(&one).unwrap());
        assert!(!try_lock(&other).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"alice");
        unlock(&one).unwrap();
        assert!(try_lock(&other).unwrap());
        drop(other);
        assert!(try_lock(&one).unwrap());
    }
}
