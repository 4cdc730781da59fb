//! Sealing a payload: the writer fills batches of chunks, a pool seals them, and they go out in
//! their order.

use std::io::{self, Write};
use std::sync::Arc;

use age_core::format::FileKey;
use zeroize::Zeroizing;

use super::{BATCH, CHUNK, ChunkCipher, NONCE_BYTES, SEALED_CHUNK, TAG_BYTES, batches_at_work};
use crate::error::{Error, IoOperation, Result};
use crate::pool::{InOrder, Pool, Threads};
use crate::stream::BufWrite;

/// Seals what is written to it, on all cores and in constant memory; the bytes do not depend on how
/// many there are. Nothing is complete before [`finish`](Self::finish): dropped before, it leaves a
/// payload that every reader refuses.
pub struct PayloadWriter<W: Write> {
    output: W,
    cipher: Arc<ChunkCipher>,
    /// The batch being filled: whether it ends the payload is known only when nothing follows.
    batch: Batch,
    /// Full ones, being sealed.
    at_work: InOrder<io::Result<Batch>>,
    /// Written ones, to be filled again.
    spare: Vec<Batch>,
}

impl<W: Write> PayloadWriter<W> {
    /// Starts a payload under a nonce of its own.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails or the system has no random bytes.
    pub(crate) fn new(file_key: &FileKey, output: W) -> Result<Self> {
        Self::with_nonce(file_key, &*crate::keys::random()?, output)
    }

    pub(super) fn with_nonce(
        file_key: &FileKey,
        nonce: &[u8; NONCE_BYTES],
        mut output: W,
    ) -> Result<Self> {
        output.write_all(nonce).map_err(writing)?;
        Ok(Self {
            output,
            cipher: Arc::new(ChunkCipher::new(file_key, nonce)),
            batch: Batch::to_fill(),
            at_work: InOrder::new(Pool::new(Threads::all())),
            spare: Vec::new(),
        })
    }

    /// Seals with the threads of this pool, rather than with all cores.
    #[must_use]
    pub(crate) fn with_pool(self, pool: &Arc<Pool>) -> Self {
        Self { at_work: InOrder::new(Arc::clone(pool)), ..self }
    }

    /// Seals the last chunk and gives the output back.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails.
    pub fn finish(mut self) -> Result<W> {
        if self.batch.first > 0 && self.batch.plain == 0 {
            // Room was asked for and nothing written: an empty chunk would end no payload.
            return Err(writing(io::ErrorKind::InvalidInput.into()));
        }
        let last = std::mem::take(&mut self.batch);
        self.submit(last, true);
        while self.at_work.len() > 0 {
            self.write_oldest().map_err(writing)?;
        }
        Ok(self.output)
    }

    /// Hands the full batch to the pool, and writes what came back.
    fn turn_over(&mut self) -> io::Result<()> {
        let limit = batches_at_work(self.at_work.threads());
        while self.at_work.is_next_done() || self.at_work.len() >= limit {
            self.write_oldest()?;
        }
        let mut next = self.spare.pop().unwrap_or_else(Batch::to_fill);
        next.first = self.batch.first + BATCH as u64;
        let full = std::mem::replace(&mut self.batch, next);
        self.submit(full, false);
        Ok(())
    }

    fn submit(&mut self, batch: Batch, last: bool) {
        let cipher = Arc::clone(&self.cipher);
        self.at_work.submit(move || batch.seal(&cipher, last));
    }

    fn write_oldest(&mut self) -> io::Result<()> {
        if let Some(sealed) = self.at_work.next() {
            let mut batch = sealed?;
            self.output.write_all(batch.sealed())?;
            batch.plain = 0;
            self.spare.push(batch);
        }
        Ok(())
    }
}

fn writing(error: io::Error) -> Error {
    Error::from_io(IoOperation::WriteOutput, error)
}

impl<W: Write> Write for PayloadWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let taken = self.buffer()?.write(bytes)?;
        self.advance(taken);
        Ok(taken)
    }

    /// Does nothing: a batch goes out when it is full.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> BufWrite for PayloadWriter<W> {
    fn buffer(&mut self) -> io::Result<&mut [u8]> {
        if self.batch.is_full() {
            self.turn_over()?;
        }
        Ok(self.batch.buffer())
    }

    fn advance(&mut self, count: usize) {
        self.batch.plain += count;
    }
}

/// Consecutive chunks, each with the room for its tag behind it: they are sealed where they are, and
/// written at once.
#[derive(Default)]
struct Batch {
    /// The index of its first chunk.
    first: u64,
    /// How many bytes of plaintext were filled in.
    plain: usize,
    bytes: Zeroizing<Vec<u8>>,
}

impl Batch {
    fn to_fill() -> Self {
        Self { first: 0, plain: 0, bytes: Zeroizing::new(vec![0; BATCH * SEALED_CHUNK]) }
    }

    fn is_full(&self) -> bool {
        self.plain == BATCH * CHUNK
    }

    /// What is left of the chunk being filled.
    fn buffer(&mut self) -> &mut [u8] {
        let (chunk, within) = (self.plain / CHUNK, self.plain % CHUNK);
        let start = chunk * SEALED_CHUNK;
        self.bytes.get_mut(start + within..start + CHUNK).unwrap_or_default()
    }

    /// All of it, once sealed; a payload without a byte is one empty chunk.
    fn sealed(&self) -> &[u8] {
        let chunks = self.plain.div_ceil(CHUNK).max(1);
        self.bytes.get(..self.plain + chunks * TAG_BYTES).unwrap_or_default()
    }

    fn seal(mut self, cipher: &ChunkCipher, last: bool) -> io::Result<Self> {
        let len = self.sealed().len();
        let mut chunks = self.bytes.get_mut(..len).unwrap_or_default().chunks_mut(SEALED_CHUNK);
        let mut index = self.first;
        let mut next = chunks.next();
        while let Some(chunk) = next {
            next = chunks.next();
            cipher.seal(index, last && next.is_none(), chunk)?;
            index += 1;
        }
        Ok(self)
    }
}
