//! How far a verb is, and the means to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

use crate::error::{Error, Result};

/// A handle shared between the one who works and the one who watches. Clones are the same handle.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    total: AtomicU64,
    done: AtomicU64,
    cancelled: AtomicBool,
    /// How many key derivations are under way.
    deriving: AtomicU32,
}

impl Progress {
    /// A fresh handle, at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes to do in all; 0 while unknown.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.total.load(Relaxed)
    }

    /// Bytes done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.0.done.load(Relaxed)
    }

    /// Asks the work to stop: it ends soon with [`Error::Cancelled`], leaving nothing behind.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Relaxed);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.load(Relaxed)
    }

    /// Whether a key is being derived from a passphrase: seconds in which no byte is counted.
    #[must_use]
    pub fn is_deriving(&self) -> bool {
        self.0.deriving.load(Relaxed) > 0
    }

    /// Says that a key is being derived, until the guard is dropped.
    pub(crate) fn deriving(&self) -> Deriving {
        self.0.deriving.fetch_add(1, Relaxed);
        Deriving(self.clone())
    }

    pub(crate) fn start(&self, total: u64) {
        self.0.total.store(total, Relaxed);
        self.0.done.store(0, Relaxed);
    }

    /// Counts `bytes`, and is where every loop of this crate notices that it should stop.
    pub(crate) fn advance(&self, bytes: u64) -> Result<()> {
        self.0.done.fetch_add(bytes, Relaxed);
        self.check()
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// A key derivation under way.
pub(crate) struct Deriving(Progress);

impl Drop for Deriving {
    fn drop(&mut self) {
        self.0.0.deriving.fetch_sub(1, Relaxed);
    }
}
