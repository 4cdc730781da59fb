//! What Windows notes of a file that came from elsewhere: its stream `Zone.Identifier`, the
//! "Mark of the Web". Other programs warn of a file that has it, and so what is extracted from such
//! a container gets it too.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use crate::files::folder::Folder;

/// The mark of a file, or none.
#[derive(Clone, Debug, Default)]
pub struct Mark(
    #[cfg_attr(not(windows), allow(dead_code, reason = "Windows alone has it"))] Option<Vec<u8>>,
);

#[cfg(windows)]
const STREAM: &str = "Zone.Identifier";
/// Longer marks are not copied, in bytes.
#[cfg(windows)]
const MAX_MARK: u64 = 64 * 1024;
/// Stands for a mark that cannot be read whole: from the Internet.
#[cfg(windows)]
const INTERNET: &[u8] = b"[ZoneTransfer]\r\nZoneId=3\r\n";

impl Mark {
    /// The mark of the file at `path`.
    #[must_use]
    #[cfg(windows)]
    pub fn of(path: &Path) -> Self {
        use std::io::Read;
        let stream = crate::files::attributes::stream_path(path, OsStr::new(STREAM));
        let file = match std::fs::File::open(stream) {
            Err(error) if lacks_stream(&error) => return Self(None),
            opened => opened,
        };
        let mut bytes = Vec::new();
        let read = file.and_then(|file| file.take(MAX_MARK + 1).read_to_end(&mut bytes));
        match read {
            Ok(read) if read as u64 <= MAX_MARK => Self(Some(bytes)),
            // There is one: it does not get lost because it is strange, or held open.
            _ => Self(Some(INTERNET.to_vec())),
        }
    }

    /// The mark of the file at `path`: none, where the system has no such thing.
    #[must_use]
    #[cfg(not(windows))]
    pub fn of(_: &Path) -> Self {
        Self(None)
    }

    /// Marks a file. A disk that cannot hold a mark, as FAT, is no failure.
    #[cfg(windows)]
    pub(crate) fn put(&self, folder: &Folder, name: &OsStr) -> io::Result<()> {
        let Some(mark) = &self.0 else { return Ok(()) };
        let stream =
            crate::files::attributes::stream_path(&folder.path_of(name), OsStr::new(STREAM));
        match std::fs::write(stream, mark) {
            Err(error) if lacks_stream(&error) => Ok(()),
            written => written,
        }
    }

    /// Marks a file, where the system has such a thing.
    #[cfg(not(windows))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "as on Windows")]
    pub(crate) fn put(&self, _: &Folder, _: &OsStr) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the file, or its disk, has no such stream.
#[cfg(windows)]
fn lacks_stream(error: &io::Error) -> bool {
    /// A name that the disk does not understand.
    const INVALID_NAME: i32 = 123;
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(INVALID_NAME)
}

#[cfg(all(test, windows))]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::attributes::stream_path;

    #[test]
    fn a_mark_goes_from_file_to_file() {
        let temporary = tempfile::tempdir().unwrap();
        let at = |name: &str| temporary.path().join(name);
        let stream = |name: &str| stream_path(&at(name), OsStr::new(STREAM));
        fs::write(at("plain"), "").unwrap();
        fs::write(at("from"), "").unwrap();
        fs::write(at("to"), "").unwrap();
        let mark = "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.org/\r\n";
        fs::write(stream("from"), mark).unwrap();
        let folder = Folder::open(temporary.path()).unwrap();
        Mark::of(&at("plain")).put(&folder, OsStr::new("to")).unwrap();
        assert!(!stream("to").exists());
        Mark::of(&at("from")).put(&folder, OsStr::new("to")).unwrap();
        assert_eq!(fs::read_to_string(stream("to")).unwrap(), mark);
        fs::write(stream("from"), vec![b'x'; 100_000]).unwrap();
        Mark::of(&at("from")).put(&folder, OsStr::new("to")).unwrap();
        assert_eq!(fs::read(stream("to")).unwrap(), INTERNET);
    }
}
