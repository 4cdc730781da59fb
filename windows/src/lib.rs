//! The calls of Windows that Scellé needs and the standard library lacks, behind safe functions.
//!
//! Every function takes paths and open files, and returns what the system said. What they have in
//! common: a text that goes to the system ends with a zero and outlives the call; a buffer is as
//! long as the length that is passed with it; what the system allocates is freed once.
#![cfg(windows)]

mod access;
mod disk;
mod holders;
mod limits;
mod lock;
mod streams;

use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::{Path, PathBuf};

pub use access::{copy_access, create_private, have_one_owner, is_of_administrators, is_private};
pub use disk::{file_system, free_space, rename_new};
pub use holders::holders;
pub use limits::limit_process;
pub use lock::{try_lock, unlock};
pub use streams::streams;

/// Paths of so many characters are passed on in the form that may be longer.
const LONG: usize = 240;

/// A path as the system takes it: UTF-16, a zero at its end. A long one is absolute, in the form
/// that has no limit of 260 characters.
fn wide(path: &Path) -> io::Result<Vec<u16>> {
    let mut text: Vec<u16> = path.as_os_str().encode_wide().collect();
    if text.len() >= LONG {
        text = unlimited(&std::path::absolute(path)?).as_os_str().encode_wide().collect();
    }
    if text.contains(&0) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    text.push(0);
    Ok(text)
}

/// `C:\a` as `\\?\C:\a`, `\\server\a` as `\\?\UNC\server\a`; any other path as it is.
fn unlimited(path: &Path) -> PathBuf {
    use std::path::{Component, Prefix};
    let mut components = path.components();
    let Some(Component::Prefix(prefix)) = components.next() else { return path.to_owned() };
    let start = match prefix.kind() {
        Prefix::Disk(_) => r"\\?\".into(),
        Prefix::UNC(..) => r"\\?\UNC".into(),
        _ => return path.to_owned(),
    };
    let text = path.as_os_str().to_os_string();
    let mut long: std::ffi::OsString = start;
    match prefix.kind() {
        // The second of the two backslashes at the start stays.
        Prefix::UNC(..) => {
            let rest: Vec<u16> = text.encode_wide().skip(1).collect();
            long.push(<std::ffi::OsString as std::os::windows::ffi::OsStringExt>::from_wide(&rest));
        }
        _ => long.push(text),
    }
    long.into()
}

/// The error of the last call of this thread, unless it succeeded.
fn succeeded(result: i32) -> io::Result<()> {
    if result == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// An error from the code that a call returns, zero for none.
fn no_error(code: u32) -> io::Result<()> {
    match code {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(code.cast_signed())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paths_lose_their_limit() {
        for (path, expected) in [
            (r"C:\a\b", r"\\?\C:\a\b"),
            (r"\\server\share\a", r"\\?\UNC\server\share\a"),
            (r"\\?\C:\a", r"\\?\C:\a"),
            (r"a\b", r"a\b"),
        ] {
            assert_eq!(unlimited(Path::new(path)), Path::new(expected));
        }
        assert!(wide(Path::new("a\0b")).is_err());
        assert_eq!(wide(Path::new("a")).unwrap(), [97, 0]);
    }
}
