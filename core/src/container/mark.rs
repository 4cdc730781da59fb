//! What Windows notes of a file that came from elsewhere: its stream `Zone.Identifier`, the
//! "Mark of the Web". Other programs warn of a file that has it, and so what is extracted from such
//! a container gets it too.

/// The mark of a file, or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mark(
    #[cfg_attr(not(windows), allow(dead_code, reason = "Windows alone has it"))] Option<Vec<u8>>,
);

#[cfg(not(windows))]
impl Mark {
    /// None, where the system has no such thing.
    pub(crate) fn of(_: &std::path::Path) -> Self {
        Self(None)
    }
}

#[cfg(windows)]
pub(crate) use self::windows::stream_path;

#[cfg(windows)]
mod windows {
    use std::ffi::OsStr;
    use std::fs::{self, File};
    use std::io::{self, Read};
    use std::path::{Path, PathBuf};

    use super::Mark;

    const STREAM: &str = "Zone.Identifier";
    /// Longer marks are not copied, in bytes.
    const MAX_MARK: u64 = 64 * 1024;
    /// Stands for a mark that cannot be read whole: from the Internet.
    const INTERNET: &[u8] = b"[ZoneTransfer]\r\nZoneId=3\r\n";

    impl Mark {
        /// The mark of the file at `path`.
        pub(crate) fn of(path: &Path) -> Self {
            let file = match File::open(stream_path(path, OsStr::new(STREAM))) {
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

        /// Marks a file. A disk that cannot hold a mark, as FAT, is no failure.
        pub(crate) fn put(&self, file: &Path) -> io::Result<()> {
            let Some(mark) = &self.0 else { return Ok(()) };
            match fs::write(stream_path(file, OsStr::new(STREAM)), mark) {
                Err(error) if lacks_stream(&error) => Ok(()),
                written => written,
            }
        }
    }

    /// Whether the file, or its disk, has no such stream.
    fn lacks_stream(error: &io::Error) -> bool {
        /// A name that the disk does not understand.
        const INVALID_NAME: i32 = 123;
        error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(INVALID_NAME)
    }

    /// A named stream of a file: `C:\\a.txt:name`. It is absolute: `a:name` would lie on the disk A.
    pub(crate) fn stream_path(file: &Path, name: &OsStr) -> PathBuf {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let mut path = file.into_os_string();
        path.push(":");
        path.push(name);
        path.into()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_stream_of_a_file_with_one_letter_is_on_no_other_disk() {
            let mut here = std::env::current_dir().unwrap().join("a").into_os_string();
            here.push(":mark");
            assert_eq!(stream_path(Path::new("a"), OsStr::new("mark")), PathBuf::from(here));
        }

        #[test]
        fn a_mark_goes_from_file_to_file() {
            let temporary = tempfile::tempdir().unwrap();
            let at = |name: &str| temporary.path().join(name);
            let stream = |name: &str| stream_path(&at(name), OsStr::new(STREAM));
            for name in ["plain", "from", "to"] {
                fs::write(at(name), "").unwrap();
            }
            let mark = "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://example.org/\r\n";
            fs::write(stream("from"), mark).unwrap();
            Mark::of(&at("plain")).put(&at("to")).unwrap();
            assert!(!stream("to").exists());
            Mark::of(&at("from")).put(&at("to")).unwrap();
            assert_eq!(fs::read_to_string(stream("to")).unwrap(), mark);
            fs::write(stream("from"), vec![b'x'; 100_000]).unwrap();
            Mark::of(&at("from")).put(&at("to")).unwrap();
            assert_eq!(fs::read(stream("to")).unwrap(), INTERNET);
        }
    }
}
