//! The named streams of a file, such as the one that says where it was downloaded from.

use std::ffi::OsString;
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::path::Path;

use windows_sys::Win32::Foundation::{ERROR_HANDLE_EOF, INVALID_HANDLE_VALUE};
use windows_sys::Win32::Storage::FileSystem::{
    FindClose, FindFirstStreamW, FindNextStreamW, FindStreamInfoStandard, WIN32_FIND_STREAM_DATA,
};

use crate::{succeeded, wide};

/// More streams than this are not listed.
const MOST: usize = 64;

/// The names of a file's streams but for its content, without colons: `Zone.Identifier`.
///
/// # Errors
/// Those of a disk that has no streams.
pub fn streams(path: &Path) -> io::Result<Vec<OsString>> {
    let path = wide(path)?;
    let mut found = WIN32_FIND_STREAM_DATA::default();
    // SAFETY: the text ends with a zero, and `found` is the structure that this level of information
    // fills.
    let search = unsafe {
        FindFirstStreamW(path.as_ptr(), FindStreamInfoStandard, (&raw mut found).cast(), 0)
    };
    if search == INVALID_HANDLE_VALUE {
        return at_end(io::Error::last_os_error()).map(|()| Vec::new());
    }
    let mut names = Vec::new();
    let ended = loop {
        names.extend(stream_name(&found.cStreamName));
        if names.len() == MOST {
            break Ok(());
        }
        // SAFETY: `search` is the open search of above, `found` the structure it fills.
        let next = unsafe { FindNextStreamW(search, (&raw mut found).cast()) };
        if let Err(error) = succeeded(next) {
            break at_end(error);
        }
    };
    // SAFETY: the search is open, and is closed here only.
    unsafe { FindClose(search) };
    ended.map(|()| names)
}

/// That there are no more is no error.
fn at_end(error: io::Error) -> io::Result<()> {
    match error.raw_os_error() {
        Some(code) if code == ERROR_HANDLE_EOF.cast_signed() => Ok(()),
        _ => Err(error),
    }
}

/// `Zone.Identifier` of `:Zone.Identifier:$DATA`; `None` for the content, `::$DATA`.
fn stream_name(raw: &[u16]) -> Option<OsString> {
    let colon = u16::from(b':');
    let text = raw.split(|unit| *unit == 0).next()?;
    let name = text.strip_prefix(&[colon])?.split(|unit| *unit == colon).next()?;
    (!name.is_empty()).then(|| OsString::from_wide(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_its_name_and_the_content_none() {
        let name = |text: &str| stream_name(&text.encode_utf16().chain([0, 9]).collect::<Vec<_>>());
        assert_eq!(name(":Zone.Identifier:$DATA").unwrap(), "Zone.Identifier");
        assert_eq!(name("::$DATA"), None);
        assert_eq!(name(""), None);
    }

    #[test]
    fn a_plain_file_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "a").unwrap();
        assert!(streams(&path).unwrap().is_empty());
    }
}
