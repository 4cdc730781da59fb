//! Key derivations: what a passphrase costs. Each runs on a thread of its own, so that its caller
//! stops waiting as soon as the work is cancelled: Argon2, scrypt and bcrypt cannot be interrupted.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::progress::Progress;

/// How long a cancellation may go unnoticed.
const TICK: Duration = Duration::from_millis(20);

/// Runs a derivation, and says so in `progress` meanwhile.
///
/// A cancelled one goes on unwatched until it ends, which the limits on its parameters bound; its
/// answer is dropped, and wiped where it is a secret.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Internal`] when its thread panicked.
pub(crate) fn derive<T: Send + 'static>(
    progress: &Progress,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    progress.check()?;
    let _deriving = progress.deriving();
    let (sender, answer) = channel();
    let work = Arc::new(Mutex::new(Some(work)));
    let take = |work: &Mutex<Option<_>>| work.lock().ok().and_then(|mut work| work.take());
    let theirs = Arc::clone(&work);
    let started = thread::Builder::new().spawn(move || {
        if let Some(work) = take(&theirs) {
            // The caller may have stopped waiting.
            let _ = sender.send(work());
        }
    });
    if started.is_err() {
        // Where there are no threads, it cannot be cancelled.
        return take(&work).map(|work| work()).ok_or(Error::Internal);
    }
    loop {
        match answer.recv_timeout(TICK) {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Timeout) => progress.check()?,
            Err(RecvTimeoutError::Disconnected) => return Err(Error::Internal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derivation_that_never_ends_is_cancelled_at_once() {
        let progress = Progress::new();
        let (release, held) = channel::<()>();
        let (begun, begins) = channel();
        let (canceller, watched) = (progress.clone(), progress.clone());
        let waiting = thread::spawn(move || {
            derive(&watched, move || {
                begun.send(()).unwrap();
                let _ = held.recv();
            })
        });
        begins.recv().unwrap();
        assert!(progress.is_deriving());
        canceller.cancel();
        // It answers although the derivation has not ended.
        let answer = waiting.join().unwrap();
        assert!(matches!(answer, Err(Error::Cancelled)), "{answer:?}");
        assert!(!progress.is_deriving());
        drop(release);
    }

    #[test]
    fn a_derivation_gives_its_answer_and_its_panic() {
        let progress = Progress::new();
        assert_eq!(derive(&progress, || 1 + 1).unwrap(), 2);
        let dead: Result<()> = derive(&progress, || panic!("on purpose"));
        assert!(matches!(dead, Err(Error::Internal)));
        progress.cancel();
        assert!(matches!(derive(&progress, || ()), Err(Error::Cancelled)));
    }
}
