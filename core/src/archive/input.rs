//! What an archive is read from.

use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};

use crate::error::{ArchiveFault, Error, IoOperation, Result};

/// Where an archive is read from.
pub trait ReadAhead: BufRead + Seek {
    /// Announces that so many bytes will be read from here on, in their order.
    fn read_ahead(&mut self, _bytes: u64) {}
}

impl<R: Read + Seek> ReadAhead for BufReader<R> {}

impl<T: AsRef<[u8]>> ReadAhead for Cursor<T> {}

pub(super) fn length(input: &mut impl ReadAhead) -> io::Result<u64> {
    input.seek(SeekFrom::End(0))
}

pub(super) fn reading(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::archive(ArchiveFault::Malformed),
        _ => Error::from_io(IoOperation::ReadContainer, error),
    }
}

pub(super) fn malformed() -> Error {
    Error::archive(ArchiveFault::Malformed)
}

pub(super) fn read_at(input: &mut impl ReadAhead, at: u64, bytes: &mut [u8]) -> Result<()> {
    input.seek(SeekFrom::Start(at)).and_then(|_| input.read_exact(bytes)).map_err(reading)
}
