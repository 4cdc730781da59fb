//! Opening a payload: anywhere, chunk by chunk; or, of what is announced, ahead on all cores.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::Arc;

use age_core::format::FileKey;
use zeroize::Zeroizing;

use super::{BATCH, CHUNK, ChunkCipher, NONCE_BYTES, SEALED_CHUNK, TAG_BYTES, batches_at_work};
use crate::archive::ReadAhead;
use crate::container::source::ReadAt;
use crate::error::{Error, IoOperation, PayloadFault, Result};
use crate::pool::{InOrder, Pool, Threads};

/// From so many chunks on, a pool is of use.
const WORTH_A_POOL: u64 = 2 * BATCH as u64;

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

/// Reads a payload anywhere, chunk by chunk, or ahead on all cores where the length to read is
/// announced. Clones read on their own, from the same source and with the same pool.
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
    /// Chunks already opened.
    window: Window,
    pool: Arc<Pool>,
    ahead: Option<Ahead>,
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
            .map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
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
            window: Window::default(),
            pool: Pool::new(Threads::all()),
            ahead: None,
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

    /// Opens with the threads of this pool, rather than with all cores.
    #[must_use]
    pub(crate) fn with_pool(self, pool: &Arc<Pool>) -> Self {
        Self { pool: Arc::clone(pool), ahead: None, ..self }
    }

    /// Those who open ahead.
    pub(crate) fn pool(&self) -> &Arc<Pool> {
        &self.pool
    }

    /// Ways in that do without a guarantee of this type.
    #[must_use]
    pub fn dangerous() -> Dangerous {
        Dangerous(())
    }

    /// Puts the chunk in the window, and perhaps some that follow it.
    fn load(&mut self, index: u64) -> Result<()> {
        if self.window.holds(index) || self.take_from_ahead(index) {
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
        let plain = (self.len - index * CHUNK as u64).min(CHUNK as u64) as usize;
        let chunks = self.chunks();
        self.window.read(&chunks, index, plain + TAG_BYTES)?;
        self.window.open(&chunks.cipher, last)
    }

    fn chunks(&self) -> Chunks {
        let (source, cipher) = (Arc::clone(&self.source), Arc::clone(&self.cipher));
        Chunks { source, cipher, start: self.start }
    }

    /// Takes the next window of what was announced; `false` when this is none of it, or when the
    /// pool met with an error, which opening the chunk again will tell.
    fn take_from_ahead(&mut self, index: u64) -> bool {
        let chunks = self.chunks();
        let Some(ahead) = self.ahead.as_mut().filter(|ahead| ahead.next == index) else {
            self.ahead = None;
            return false;
        };
        let Some(window) = ahead.next_window(&chunks) else {
            self.ahead = None;
            return false;
        };
        ahead.spare.push(std::mem::replace(&mut self.window, window));
        if self.window.holds(index) {
            return true;
        }
        self.ahead = None;
        false
    }
}

/// The pool opens ahead what is announced, and nothing beyond it.
impl ReadAhead for PayloadReader {
    fn read_ahead(&mut self, bytes: u64) {
        let at = self.position / CHUNK as u64;
        let first = if self.window.holds(at) { self.window.end() } else { at };
        let end = self.position.saturating_add(bytes).div_ceil(CHUNK as u64);
        // The last chunk is opened by itself: its flag may have to be tried.
        let end = end.min(self.chunks - 1);
        self.ahead = (end.saturating_sub(first) >= WORTH_A_POOL).then(|| Ahead {
            next: first,
            submitted: first,
            end,
            at_work: InOrder::new(Arc::clone(&self.pool)),
            spare: Vec::new(),
        });
    }
}

impl PayloadReader {
    /// Another reader of it, at its start.
    pub(crate) fn rewound(&self) -> Self {
        Self { position: 0, ..self.clone() }
    }
}

impl Clone for PayloadReader {
    fn clone(&self) -> Self {
        Self {
            source: Arc::clone(&self.source),
            cipher: Arc::clone(&self.cipher),
            window: Window::default(),
            pool: Arc::clone(&self.pool),
            ahead: None,
            ..*self
        }
    }
}

/// What a thread needs to open chunks.
struct Chunks {
    source: Arc<dyn ReadAt>,
    cipher: Arc<ChunkCipher>,
    start: u64,
}

/// Consecutive chunks, sealed and opened.
#[derive(Default)]
struct Window {
    /// The index of its first chunk.
    first: u64,
    sealed: Vec<u8>,
    /// Whole chunks, but for the last one of the payload; empty where nothing was opened.
    plain: Zeroizing<Vec<u8>>,
    opened: usize,
}

impl Window {
    fn plain(&self) -> &[u8] {
        self.plain.get(..self.opened).unwrap_or_default()
    }

    fn holds(&self, chunk: u64) -> bool {
        let offset = chunk.checked_sub(self.first).map(|chunks| chunks * CHUNK as u64);
        offset.is_some_and(|offset| offset < self.opened as u64)
    }

    /// The chunk after its last.
    fn end(&self) -> u64 {
        self.first + self.opened.div_ceil(CHUNK) as u64
    }

    fn read(&mut self, chunks: &Chunks, first: u64, len: usize) -> Result<()> {
        self.first = first;
        self.opened = 0;
        self.sealed.resize(len, 0);
        let offset = chunks.start + first * SEALED_CHUNK as u64;
        let read = chunks.source.read_exact_at(&mut self.sealed, offset);
        read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))
    }

    /// Opens what was read, up to the first chunk that does not authenticate.
    fn open(&mut self, cipher: &ChunkCipher, last: bool) -> Result<()> {
        let room = self.sealed.len();
        if self.plain.len() < room {
            // All of it at once: growing would leave copies behind.
            self.plain = Zeroizing::new(vec![0; room]);
        }
        for (index, sealed) in (self.first..).zip(self.sealed.chunks(SEALED_CHUNK)) {
            let len = sealed.len().saturating_sub(TAG_BYTES);
            let plain = self.plain.get_mut(self.opened..self.opened + len).unwrap_or_default();
            cipher.open(index, last, sealed, plain)?;
            self.opened += len;
        }
        Ok(())
    }
}

/// What the pool opens before it is asked for.
struct Ahead {
    /// The chunk that is to be asked for next.
    next: u64,
    /// The one after those that the pool was given.
    submitted: u64,
    /// The one after the last that was announced.
    end: u64,
    at_work: InOrder<Window>,
    /// To be used again.
    spare: Vec<Window>,
}

impl Ahead {
    fn next_window(&mut self, chunks: &Chunks) -> Option<Window> {
        // Readers of many entries share what memory there is for reading ahead.
        let limit = self.at_work.share_of(batches_at_work(self.at_work.threads()));
        while self.submitted < self.end && self.at_work.len() < limit {
            self.submit(chunks);
        }
        let window = self.at_work.next()?;
        self.next += BATCH as u64;
        Some(window)
    }

    fn submit(&mut self, chunks: &Chunks) {
        let Chunks { source, cipher, start } = chunks;
        let chunks =
            Chunks { source: Arc::clone(source), cipher: Arc::clone(cipher), start: *start };
        let first = self.submitted;
        let count = (self.end - first).min(BATCH as u64);
        self.submitted += count;
        let mut window = self.spare.pop().unwrap_or_default();
        self.at_work.submit(move || {
            // The reader of what is missing here meets the error again, and reports it.
            let read = window.read(&chunks, first, count as usize * SEALED_CHUNK);
            let _ = read.and_then(|()| window.open(&chunks.cipher, false));
            window
        });
    }
}

impl BufRead for PayloadReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.len == 0 && self.end == End::Unknown {
            // Without a byte to read, nothing else authenticates the one chunk.
            self.load(0)?;
            self.end = End::Required;
        }
        if self.position >= self.len {
            return match self.end {
                End::Missing => Err(Error::Payload(PayloadFault::Truncated).into()),
                End::Required | End::Unknown => Ok(&[]),
            };
        }
        self.load(self.position / CHUNK as u64)?;
        let within = self.position - self.window.first * CHUNK as u64;
        Ok(self.window.plain().get(within as usize..).unwrap_or_default())
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
    pub(crate) fn without_the_end(
        self,
        file_key: &FileKey,
        source: Arc<dyn ReadAt>,
        offset: u64,
    ) -> Result<PayloadReader> {
        PayloadReader::locate(file_key, source, offset, End::Unknown)
    }
}
