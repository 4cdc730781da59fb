//! The payload of an age file: the STREAM construction (C2SP `age.md`, "Payload").
//!
//! 64 KiB chunks, each sealed alone under a counter and a flag for the last one: they can be
//! sealed, and read, in any order and on all cores. The reader authenticates the last chunk before
//! it gives anything, so that a truncated payload gives nothing at all. This file alone names the
//! AEAD.

mod reader;
mod writer;

pub use reader::{Dangerous, PayloadReader};
pub use writer::PayloadWriter;

use std::io;

use age_core::format::FileKey;
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit, Tag};
use zeroize::Zeroizing;

use crate::error::{Error, PayloadFault, Result};

/// Plaintext bytes in a chunk; only the last one may hold fewer.
pub const CHUNK: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
const SEALED_CHUNK: usize = CHUNK + TAG_BYTES;
/// Bytes of the nonce that starts a payload.
pub(crate) const NONCE_BYTES: usize = 16;
const KEY_LABEL: &[u8] = b"payload";
/// Chunks that one thread seals or opens in one go: what fits the cache of a core.
const BATCH: usize = 4;

/// Batches at work at once: enough that no thread waits, and a few MiB on a desktop.
const fn batches_at_work(threads: usize) -> usize {
    2 * threads + 2
}

/// The chunks of one payload, each sealed and opened on its own.
struct ChunkCipher(ChaCha20Poly1305);

impl ChunkCipher {
    fn new(file_key: &FileKey, nonce: &[u8; NONCE_BYTES]) -> Self {
        let key = Zeroizing::new(hkdf(nonce, KEY_LABEL, file_key.expose_secret()));
        Self(ChaCha20Poly1305::new((&*key).into()))
    }

    /// Seals a chunk in place; room for its tag is at its end.
    fn seal(&self, index: u64, last: bool, chunk: &mut [u8]) -> io::Result<()> {
        let sealed = chunk.split_last_chunk_mut().and_then(|(body, tag)| {
            let nonce = chunk_nonce(index, last).into();
            let sealed: Tag = self.0.encrypt_inout_detached(&nonce, &[], body.into()).ok()?;
            *tag = <[u8; TAG_BYTES]>::from(sealed);
            Some(())
        });
        sealed.ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }

    /// Opens a sealed chunk into `plain`, which is as long as its plaintext, and is not touched when
    /// the chunk does not authenticate.
    fn open(&self, index: u64, last: bool, sealed: &[u8], plain: &mut [u8]) -> Result<()> {
        let opened = sealed.split_last_chunk::<TAG_BYTES>().and_then(|(body, tag)| {
            let nonce = chunk_nonce(index, last).into();
            let buffer = InOutBuf::new(body, plain).ok()?;
            self.0.decrypt_inout_detached(&nonce, &[], buffer, &Tag::from(*tag)).ok()
        });
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

#[cfg(test)]
mod tests;
