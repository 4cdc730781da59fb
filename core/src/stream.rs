//! Streams: writers that lend their buffer or count, a read that fills a buffer, and a copy that counts.

use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use crate::error::{Error, IoOperation, Result};
use crate::progress::Progress;

use sha2::{Digest, Sha256};

/// A [`Write`] that exposes its buffer, so that callers read straight into it: a copy less.
pub trait BufWrite: Write {
    /// The free part of the buffer, at least one byte; it is flushed first where it is full.
    ///
    /// # Errors
    /// Those of [`Write::write`].
    fn buffer(&mut self) -> io::Result<&mut [u8]>;

    /// Takes `count` bytes from the start of what [`buffer`](Self::buffer) returned as written.
    fn advance(&mut self, count: usize);
}

/// Fills the buffer, as far as the input has bytes.
pub(crate) fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Copies all that `input` gives, counting it.
pub(crate) fn copy(
    input: &mut impl BufRead,
    output: &mut impl Write,
    progress: &Progress,
) -> Result<u64> {
    let mut copied = 0;
    loop {
        let bytes = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            result => result.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?,
        };
        let count = bytes.len();
        if count == 0 {
            return Ok(copied);
        }
        output.write_all(bytes).map_err(|e| Error::from_io(IoOperation::WriteOutput, e))?;
        input.consume(count);
        copied += count as u64;
        progress.advance(count as u64)?;
    }
}

/// A writer that counts the bytes written to it.
pub(crate) struct Counted<W> {
    pub(crate) output: W,
    pub(crate) bytes: u64,
}

impl<W> Counted<W> {
    pub(crate) fn new(output: W) -> Self {
        Self { output, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

impl<W: BufWrite> BufWrite for Counted<W> {
    fn buffer(&mut self) -> io::Result<&mut [u8]> {
        self.output.buffer()
    }

    fn advance(&mut self, count: usize) {
        self.output.advance(count);
        self.bytes += count as u64;
    }
}

/// A writer that computes the digest of the bytes written to it, where that is wanted.
pub(crate) struct Digested<W> {
    pub(crate) output: W,
    hasher: Option<Sha256>,
}

impl<W> Digested<W> {
    pub(crate) fn new(output: W, wanted: bool) -> Self {
        Self { output, hasher: wanted.then(Sha256::new) }
    }

    pub(crate) fn digest(&self) -> Option<[u8; 32]> {
        self.hasher.as_ref().map(|hasher| hasher.clone().finalize().into())
    }
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        if let (Some(hasher), Some(bytes)) = (&mut self.hasher, bytes.get(..written)) {
            hasher.update(bytes);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// A reader that counts, stops when cancelled, and names its file in errors.
pub(crate) struct CountedRead<'a, R> {
    pub(crate) input: R,
    pub(crate) path: Option<&'a Path>,
    pub(crate) progress: &'a Progress,
}

impl<R: Read> Read for CountedRead<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out).map_err(|source| match self.path {
            Some(path) if source.kind() != io::ErrorKind::Interrupted => {
                Error::io(IoOperation::ReadInput, path)(source).into()
            }
            _ => source,
        })?;
        self.progress.advance(read as u64)?;
        Ok(read)
    }
}
