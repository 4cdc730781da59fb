//! Where a container is read from: bytes at any offset, from several threads at once.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use age::armor::ArmoredReader;

use super::header::MAGIC;
use super::mail;
use crate::error::{Error, IoOperation, Result};
use crate::stream::read_up_to;

const ARMOR_START: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// How much of a file tells whether it is armored.
const START: usize = 512;
/// age's armor has lines of 64 columns; white space around the whole is tolerated.
const MAX_ARMOR_LINE: usize = 1024;

/// Bytes that can be read at any offset.
pub trait ReadAt: Send + Sync {
    /// How many there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `buffer` with the bytes at `offset`.
    ///
    /// # Errors
    /// As [`Read::read_exact`].
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;

    /// Closes the file that is read, if there is one: Windows replaces no file that is open. What is
    /// read after that is an error.
    fn close(&self) {}
}

/// A file that can be closed while others refer to it.
pub(crate) struct ClosableFile(RwLock<Option<File>>);

impl ClosableFile {
    pub(crate) fn new(file: File) -> Self {
        Self(RwLock::new(Some(file)))
    }

    /// Does something with the file, which stays open meanwhile.
    ///
    /// # Errors
    /// [`io::ErrorKind::BrokenPipe`] once it is closed.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&File) -> T) -> io::Result<T> {
        let file = self.0.read().unwrap_or_else(PoisonError::into_inner);
        file.as_ref().map(work).ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }

    /// Closes the file, once no thread works with it.
    pub(crate) fn close(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// A file, and the length it had when it was opened.
struct FileSource {
    file: ClosableFile,
    len: u64,
}

impl ReadAt for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.with(|file| read_file_at(file, buffer, offset))?
    }

    fn close(&self) {
        self.file.close();
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = buffer.get_mut(read..).unwrap_or_default();
                offset += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(not(any(unix, windows)))]
fn read_file_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

impl ReadAt for Vec<u8> {
    fn len(&self) -> u64 {
        self.as_slice().len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let bytes = start
            .checked_add(buffer.len())
            .and_then(|end| self.get(start..end))
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(bytes);
        Ok(())
    }
}

/// How a container is wrapped in text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Armor {
    /// It is not: the file is binary.
    None,
    /// It is, as age's specification has it.
    Exact,
    /// A mail changed the armor, or stands around it.
    Mended,
}

/// A file on disk, binary or armored, or a mail with armor in it.
///
/// # Errors
/// [`Error::Io`], [`Error::Armor`].
pub fn from_path(path: &Path) -> Result<(Arc<dyn ReadAt>, Armor)> {
    let reading = || Error::io(IoOperation::ReadContainer, path);
    let file = File::open(path).map_err(|error| match path.is_dir() {
        // Windows denies access to a folder that is opened as a file.
        true => reading()(io::ErrorKind::IsADirectory.into()),
        false => reading()(error),
    })?;
    let metadata = file.metadata().map_err(reading())?;
    if metadata.is_dir() {
        return Err(reading()(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.is_file() {
        let mut start = [0; MAGIC.len()];
        let mut reader = &file;
        read_up_to(&mut reader, &mut start).map_err(reading())?;
        reader.rewind().map_err(reading())?;
        if start == MAGIC {
            let len = metadata.len();
            return Ok((Arc::new(FileSource { file: ClosableFile::new(file), len }), Armor::None));
        }
    }
    from_mail(file)
}

/// Bytes that are anywhere: binary, armored, or a mail with armor in it.
///
/// # Errors
/// [`Error::Io`], [`Error::Armor`].
pub fn from_source(source: Arc<dyn ReadAt>) -> Result<(Arc<dyn ReadAt>, Armor)> {
    let mut start = [0; MAGIC.len()];
    let read = read_up_to(&mut Sequential::new(Arc::clone(&source)), &mut start);
    read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
    if start == MAGIC { Ok((source, Armor::None)) } else { from_mail(Sequential::new(source)) }
}

/// Whether a file starts as an age file does, binary or armored. No more than its start is read.
#[must_use]
pub fn is_age(path: &Path) -> bool {
    let mut start = [0; START];
    let read = File::open(path).and_then(|mut file| read_up_to(&mut file, &mut start));
    let start = read.ok().and_then(|read| start.get(..read)).unwrap_or_default();
    start.starts_with(MAGIC) || looks_armored(start)
}

/// A regular file, already open, binary or in exact armor; tells whether it is armored.
///
/// # Errors
/// [`Error::Io`], [`Error::Armor`], [`Error::ArmorInMail`].
pub(crate) fn from_file(mut file: File, path: &Path) -> Result<(Arc<dyn ReadAt>, bool)> {
    let reading = || Error::io(IoOperation::ReadContainer, path);
    let mut start = [0; START];
    let read = read_up_to(&mut file, &mut start).map_err(reading())?;
    file.rewind().map_err(reading())?;
    let start = start.get(..read).unwrap_or_default();
    if looks_armored(start) {
        let mut again = file.try_clone().map_err(reading())?;
        return match from_stream(file) {
            Err(Error::Armor) => {
                again.rewind().map_err(reading())?;
                Err(from_mail(again).map_or_else(|error| error, |_| Error::ArmorInMail))
            }
            read => Ok((read?, true)),
        };
    }
    if !start.starts_with(MAGIC) {
        let again = file.try_clone().map_err(reading())?;
        // What is no armor is refused for its header.
        if from_mail(again)?.1 != Armor::None {
            return Err(Error::ArmorInMail);
        }
        file.rewind().map_err(reading())?;
    }
    let len = file.metadata().map_err(reading())?.len();
    Ok((Arc::new(FileSource { file: ClosableFile::new(file), len }), false))
}

/// A stream, binary or armored, or a mail with armor in it: as [`from_stream`], for what people send.
///
/// # Errors
/// [`Error::Io`], [`Error::Armor`].
pub fn from_mail(mut stream: impl Read) -> Result<(Arc<dyn ReadAt>, Armor)> {
    let failed = |e| Error::from_io(IoOperation::ReadContainer, e);
    let mut start = vec![0; MAGIC.len()];
    let read = read_up_to(&mut stream, &mut start).map_err(failed)?;
    start.truncate(read);
    if start.starts_with(MAGIC) {
        return Ok((from_stream(io::Cursor::new(start).chain(stream))?, Armor::None));
    }
    stream.by_ref().take(mail::WITHIN).read_to_end(&mut start).map_err(failed)?;
    let Some(begin) = mail::find(&start) else { return Ok((Arc::new(start), Armor::None)) };
    let folder = held::folder();
    let held = held::create(&folder)?;
    let alone = start.get(..begin).unwrap_or_default().trim_ascii().is_empty();
    start.drain(..begin);
    let input = BufReader::with_capacity(1 << 16, io::Cursor::new(start).chain(stream));
    let mut output = io::BufWriter::with_capacity(1 << 16, held);
    let exact = mail::unwrap(input, &mut output, temporary(&folder))?;
    let held = output.into_inner().map_err(|e| temporary(&folder)(e.into_error()))?;
    let armor = if alone && exact { Armor::Exact } else { Armor::Mended };
    Ok((held::read(held)?, armor))
}

/// A stream, binary or armored, of any length: kept, still sealed, in an unnamed temporary file. Of
/// one that is no age file only the start is read: it may have no end.
///
/// # Errors
/// [`Error::Io`], [`Error::Armor`].
pub fn from_stream(stream: impl Read) -> Result<Arc<dyn ReadAt>> {
    let failed = |e| Error::from_io(IoOperation::ReadContainer, e);
    let mut stream = stream;
    let mut start = vec![0; START];
    let read = read_up_to(&mut stream, &mut start).map_err(failed)?;
    start.truncate(read);
    let armored = looks_armored(&start);
    if armored {
        // Tolerated around armor, and not by every reader of it.
        let white = start.len() - start.trim_ascii_start().len();
        start.drain(..white);
    }
    if !armored && !start.starts_with(MAGIC) {
        return Ok(Arc::new(start));
    }
    let mut input = io::Cursor::new(start).chain(stream);
    let folder = held::folder();
    let mut held = held::create(&folder)?;
    if armored {
        dearmor(BufReader::with_capacity(1 << 16, input), &mut held, &folder)?;
    } else {
        keep(&mut input, &mut held, &folder)?;
    }
    held::read(held)
}

/// Where a stream is kept: in an unnamed temporary file.
#[cfg(feature = "disk")]
mod held {
    use std::io::Seek;

    use super::*;

    pub(super) fn folder() -> PathBuf {
        std::env::temp_dir()
    }

    pub(super) fn create(folder: &Path) -> Result<File> {
        tempfile::tempfile_in(folder).map_err(temporary(folder))
    }

    pub(super) fn read(mut file: File) -> Result<Arc<dyn ReadAt>> {
        let failed = |e| Error::from_io(IoOperation::ReadContainer, e);
        let len = file.stream_position().map_err(failed)?;
        Ok(Arc::new(FileSource { file: ClosableFile::new(file), len }))
    }
}

/// Where a stream is kept: in memory, for want of a disk.
#[cfg(not(feature = "disk"))]
mod held {
    use super::*;

    /// The page for browsers names this limit.
    const MAX_BYTES: usize = 1_000_000_000;

    pub(super) fn folder() -> PathBuf {
        PathBuf::new()
    }

    pub(super) fn create(_: &Path) -> Result<Memory> {
        Ok(Memory { bytes: Vec::new(), limit: MAX_BYTES })
    }

    pub(super) fn read(held: Memory) -> Result<Arc<dyn ReadAt>> {
        Ok(Arc::new(held.bytes))
    }
}

/// Memory that is written up to a limit, and as far as there is some: a failure to get more is an error.
#[cfg(any(test, not(feature = "disk")))]
struct Memory {
    bytes: Vec<u8>,
    limit: usize,
}

#[cfg(any(test, not(feature = "disk")))]
impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.limit.saturating_sub(self.bytes.len()) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.try_reserve(bytes.len()).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn looks_armored(start: &[u8]) -> bool {
    start.trim_ascii_start().starts_with(ARMOR_START)
}

/// An error names the folder for temporary data, not the container or the result.
fn temporary(folder: &Path) -> impl Fn(io::Error) -> Error + '_ {
    |source| Error::Temporary { folder: folder.to_owned(), source }
}

fn keep(input: &mut impl Read, output: &mut impl Write, folder: &Path) -> Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = read_up_to(input, &mut buffer);
        let read = read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        output.write_all(bytes).map_err(temporary(folder))?;
    }
}

fn dearmor(input: impl BufRead, output: &mut impl Write, folder: &Path) -> Result<()> {
    let mut reader = ArmoredReader::new(ShortLines { input, column: 0, padded: false });
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Error::Armor,
            _ => Error::from_io(IoOperation::ReadContainer, error),
        })?;
        let Some(bytes) = buffer.get(..read).filter(|b| !b.is_empty()) else { return Ok(()) };
        output.write_all(bytes).map_err(temporary(folder))?;
    }
}

/// Refuses a line that no armor has, before a reader of lines takes it all into memory.
struct ShortLines<R> {
    input: R,
    column: usize,
    /// Padding was read: only the mark of the end may follow.
    padded: bool,
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        for byte in out.iter().take(read) {
            self.column = if *byte == b'\n' { 0 } else { self.column + 1 };
            self.padded |= *byte == b'=';
            let goes_on = self.padded && self.column == 1 && !matches!(byte, b'-' | b'\r');
            if goes_on || self.column > MAX_ARMOR_LINE {
                return Err(Error::Armor.into());
            }
        }
        Ok(read)
    }
}

/// Reads a source from an offset on, in order.
pub(crate) struct Sequential {
    source: Arc<dyn ReadAt>,
    position: u64,
}

impl Sequential {
    pub(crate) fn new(source: Arc<dyn ReadAt>) -> Self {
        Self { source, position: 0 }
    }
}

impl Read for Sequential {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.source.len().saturating_sub(self.position);
        let count = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let out = out.get_mut(..count).unwrap_or_default();
        self.source.read_exact_at(out, self.position)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Sequential {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.source.len().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Error;
    use crate::open::Locked;

    #[test]
    fn a_stream_without_end_that_is_no_container_is_not_kept() {
        let refused = Locked::read_stream(std::io::repeat(0), "zero");
        assert!(matches!(refused, Err(Error::NotAContainer)));
        let refused = Locked::read_stream(&b"age-enc"[..], "cut");
        assert!(matches!(refused, Err(Error::Header(_))));
    }

    /// A disk without room.
    struct Full;

    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_folder_for_temporary_data_is_named() {
        let folder = std::path::Path::new("/somewhere");
        let armor = crate::profile::identity_file::in_armor(&[7; 100_000]).unwrap();
        for kept in [
            super::keep(&mut &b"age"[..], &mut Full, folder),
            super::dearmor(armor.as_bytes(), &mut Full, folder),
        ] {
            match kept {
                Err(Error::Temporary { folder: named, source }) => {
                    assert_eq!(named, folder);
                    assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn memory_in_place_of_a_disk_has_a_limit() {
        let mut memory = super::Memory { bytes: Vec::new(), limit: 100_000 };
        let folder = std::path::Path::new("");
        super::keep(&mut &[7; 100_000][..], &mut memory, folder).unwrap();
        match super::keep(&mut &b"8"[..], &mut memory, folder) {
            Err(Error::Temporary { source, .. }) => {
                assert_eq!(source.kind(), std::io::ErrorKind::FileTooLarge);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(memory.bytes, [7; 100_000]);
    }

    #[test]
    fn a_file_is_known_by_its_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let starts: [(&[u8], bool); 4] = [
            (b"age-encryption.org/v1\n-> ", true),
            (b"\n-----BEGIN AGE ENCRYPTED FILE-----\n", true),
            (b"age-enc", false),
            (b"", false),
        ];
        for (start, expected) in starts {
            std::fs::write(&path, start).unwrap();
            assert_eq!(super::is_age(&path), expected, "{}", start.escape_ascii());
        }
        assert!(!super::is_age(folder.path()));
    }
}
