//! The payload of an age file: the STREAM construction (C2SP `age.md`, "Payload").
//!
//! 64 KiB chunks, each sealed alone under a counter and a flag for the last one: they can be read
//! in any order. The reader authenticates the last chunk before it gives anything, so that a
//! truncated payload gives nothing at all. This file alone names the AEAD.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use age_core::format::FileKey;
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit, Tag};
use zeroize::Zeroizing;

use crate::container::source::ReadAt;
use crate::error::{Doing, Error, PayloadFault, Result};

/// Plaintext bytes in a chunk; only the last one may hold fewer.
pub const CHUNK: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
const SEALED_CHUNK: usize = CHUNK + TAG_BYTES;
/// Bytes of the nonce that starts a payload.
pub(crate) const NONCE_BYTES: usize = 16;
const KEY_LABEL: &[u8] = b"payload";
/// Chunks that are sealed before they are written together.
const BATCH: usize = 16;

/// The chunks of one payload, each sealed and opened on its own.
struct ChunkCipher(ChaCha20Poly1305);

impl ChunkCipher {
    fn new(file_key: &FileKey, nonce: &[u8; NONCE_BYTES]) -> Self {
        let key = Zeroizing::new(hkdf(nonce, KEY_LABEL, file_key.expose_secret()));
        Self(ChaCha20Poly1305::new((&*key).into()))
    }

    /// Appends the sealed chunk to `out`.
    fn seal(&self, index: u64, last: bool, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        let start = out.len();
        out.resize(start + plain.len(), 0);
        let sealed = out.get_mut(start..).unwrap_or_default();
        let buffer = InOutBuf::new(plain, sealed).map_err(|_| io::ErrorKind::InvalidInput)?;
        let tag = self
            .0
            .encrypt_inout_detached(&chunk_nonce(index, last).into(), &[], buffer)
            .map_err(|_| io::ErrorKind::InvalidInput)?;
        out.extend_from_slice(&tag);
        Ok(())
    }

    /// Opens the sealed chunk in place, and cuts its tag off; wiped when it does not authenticate.
    fn open(&self, index: u64, last: bool, chunk: &mut Zeroizing<Vec<u8>>) -> Result<()> {
        let plain_len = chunk.len().saturating_sub(TAG_BYTES);
        let opened = chunk.split_at_mut_checked(plain_len).and_then(|(body, tag)| {
            let tag = Tag::try_from(&*tag).ok()?;
            let nonce = chunk_nonce(index, last).into();
            self.0.decrypt_inout_detached(&nonce, &[], body.into(), &tag).ok()
        });
        chunk.truncate(if opened.is_some() { plain_len } else { 0 });
        opened.ok_or(Error::Payload(PayloadFault::Chunk { index }))
    }
}

/// Eleven bytes of big-endian counter, then one that is 1 for the last chunk.
fn chunk_nonce(index: u64, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    let [_, _, _, counter @ .., flag] = &mut nonce;
    *counter = index.to_be_bytes();
    *flag = u8::from(last);
    nonce
}

/// Seals what is written to it, in constant memory. Nothing is complete before
/// [`finish`](Self::finish): dropped before, it leaves a payload that every reader refuses.
pub struct PayloadWriter<W: Write> {
    output: W,
    cipher: ChunkCipher,
    next_index: u64,
    /// The chunk being filled: which one is the last is known only when nothing follows.
    chunk: Zeroizing<Vec<u8>>,
    /// Sealed chunks on their way out.
    sealed: Vec<u8>,
}

impl<W: Write> PayloadWriter<W> {
    /// Starts a payload under a nonce of its own.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails or the system has no random bytes.
    pub(crate) fn new(file_key: &FileKey, output: W) -> Result<Self> {
        Self::with_nonce(file_key, &*crate::keys::random()?, output)
    }

    fn with_nonce(file_key: &FileKey, nonce: &[u8; NONCE_BYTES], mut output: W) -> Result<Self> {
        output.write_all(nonce).map_err(|e| Error::from_io(Doing::WriteOutput, e))?;
        Ok(Self {
            output,
            cipher: ChunkCipher::new(file_key, nonce),
            next_index: 0,
            chunk: Zeroizing::new(Vec::with_capacity(CHUNK)),
            sealed: Vec::with_capacity(BATCH * SEALED_CHUNK),
        })
    }

    /// Seals the last chunk and gives the output back.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails.
    pub fn finish(mut self) -> Result<W> {
        let written = self.seal_chunk(true).and_then(|()| self.write_sealed());
        written.map_err(|e| Error::from_io(Doing::WriteOutput, e))?;
        Ok(self.output)
    }

    fn seal_chunk(&mut self, last: bool) -> io::Result<()> {
        self.cipher.seal(self.next_index, last, &self.chunk, &mut self.sealed)?;
        self.next_index += 1;
        self.chunk.clear();
        Ok(())
    }

    fn write_sealed(&mut self) -> io::Result<()> {
        self.output.write_all(&self.sealed)?;
        self.sealed.clear();
        Ok(())
    }
}

impl<W: Write> Write for PayloadWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        if self.chunk.len() == CHUNK {
            self.seal_chunk(false)?;
            if self.sealed.len() >= BATCH * SEALED_CHUNK {
                self.write_sealed()?;
            }
        }
        let taken = bytes.len().min(CHUNK - self.chunk.len());
        self.chunk.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    /// Does nothing: a chunk goes out when it is full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is known of the end of a payload.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It must authenticate before anything is read.
    Required,
    /// It is tried when it is reached.
    Unknown,
    /// It was cut off: after the last whole chunk comes an error.
    Missing,
}

/// Reads a payload anywhere, chunk by chunk. Clones read on their own, from the same source.
pub struct PayloadReader {
    source: Arc<dyn ReadAt>,
    cipher: Arc<ChunkCipher>,
    /// Where the first chunk starts in the source.
    start: u64,
    /// Length of the plaintext.
    len: u64,
    chunks: u64,
    end: End,
    position: u64,
    /// The chunk at hand, and its plaintext.
    cached: Option<u64>,
    chunk: Zeroizing<Vec<u8>>,
}

impl PayloadReader {
    /// Opens the payload that starts at `offset`, once its last chunk has authenticated.
    ///
    /// # Errors
    /// [`Error::Payload`] when it is truncated or altered; [`Error::Io`].
    pub(crate) fn open(file_key: &FileKey, source: Arc<dyn ReadAt>, offset: u64) -> Result<Self> {
        let mut reader = Self::locate(file_key, source, offset, End::Required)?;
        reader.load(reader.chunks - 1).map_err(|error| match error {
            // Where the end should be, something else is: cut off, or altered, who knows.
            Error::Payload(PayloadFault::Chunk { .. }) => Error::Payload(PayloadFault::Truncated),
            other => other,
        })?;
        Ok(reader)
    }

    /// Where the chunks lie; nothing is authenticated yet.
    fn locate(file_key: &FileKey, source: Arc<dyn ReadAt>, offset: u64, end: End) -> Result<Self> {
        let truncated = || Error::Payload(PayloadFault::Truncated);
        let start = offset + NONCE_BYTES as u64;
        let sealed = source.len().checked_sub(start).ok_or_else(truncated)?;
        let mut nonce = [0; NONCE_BYTES];
        source
            .read_exact_at(&mut nonce, offset)
            .map_err(|e| Error::from_io(Doing::ReadContainer, e))?;
        let mut chunks = sealed.div_ceil(SEALED_CHUNK as u64);
        let mut end = end;
        // Only the payload that is empty may end with an empty chunk.
        let last = sealed % SEALED_CHUNK as u64;
        if chunks > 1 && (1..=TAG_BYTES as u64).contains(&last) {
            if end == End::Required {
                return Err(truncated());
            }
            chunks -= 1;
            end = End::Missing;
        }
        let sealed = sealed.min(chunks * SEALED_CHUNK as u64);
        let tags = chunks * TAG_BYTES as u64;
        let len = sealed.checked_sub(tags).filter(|_| chunks > 0).ok_or_else(truncated)?;
        Ok(Self {
            cipher: Arc::new(ChunkCipher::new(file_key, &nonce)),
            source,
            start,
            len,
            chunks,
            end,
            position: 0,
            cached: None,
            chunk: Zeroizing::new(Vec::new()),
        })
    }

    /// Length of the plaintext, in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is no plaintext at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Ways in that do without a guarantee of this type.
    #[must_use]
    pub fn dangerous() -> Dangerous {
        Dangerous(())
    }

    fn load(&mut self, index: u64) -> Result<()> {
        if self.cached == Some(index) {
            return Ok(());
        }
        let at_end = index + 1 == self.chunks;
        let opened = self.open_chunk(index, at_end && self.end != End::Missing);
        let full = self.len == self.chunks * CHUNK as u64;
        match opened {
            Err(Error::Payload(_)) if at_end && full && self.end == End::Unknown => {
                // Whole, and not the last: what should follow was cut off.
                self.open_chunk(index, false)?;
                self.end = End::Missing;
                Ok(())
            }
            opened => opened,
        }
    }

    fn open_chunk(&mut self, index: u64, last: bool) -> Result<()> {
        self.cached = None;
        let plain = (self.len - index * CHUNK as u64).min(CHUNK as u64);
        self.chunk.resize(plain as usize + TAG_BYTES, 0);
        self.source
            .read_exact_at(&mut self.chunk, self.start + index * SEALED_CHUNK as u64)
            .map_err(|e| Error::from_io(Doing::ReadContainer, e))?;
        self.cipher.open(index, last, &mut self.chunk)?;
        self.cached = Some(index);
        Ok(())
    }
}

impl Clone for PayloadReader {
    fn clone(&self) -> Self {
        Self {
            source: Arc::clone(&self.source),
            cipher: Arc::clone(&self.cipher),
            cached: None,
            chunk: Zeroizing::new(Vec::new()),
            ..*self
        }
    }
}

impl BufRead for PayloadReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.len {
            return match self.end {
                End::Missing => Err(Error::Payload(PayloadFault::Truncated).into()),
                End::Required | End::Unknown => Ok(&[]),
            };
        }
        self.load(self.position / CHUNK as u64)?;
        let within = (self.position % CHUNK as u64) as usize;
        Ok(self.chunk.get(within..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount as u64;
    }
}

impl Read for PayloadReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl Seek for PayloadReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.len.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

/// See [`PayloadReader::dangerous`].
pub struct Dangerous(());

impl Dangerous {
    /// Reads from the start without having authenticated the end: each chunk is authentic and in
    /// its place, but the whole may be truncated. To salvage what is left of a damaged container,
    /// and to check what other implementations release of one.
    ///
    /// # Errors
    /// [`Error::Payload`] when not even the first chunk can be there; [`Error::Io`].
    pub fn without_the_end(
        self,
        file_key: &FileKey,
        source: Arc<dyn ReadAt>,
        offset: u64,
    ) -> Result<PayloadReader> {
        PayloadReader::locate(file_key, source, offset, End::Unknown)
    }
}

#[cfg(test)]
mod tests;
