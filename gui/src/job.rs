//! Work in the background: one job at a time, with a name, its progress and the means to stop it.
//! The interface never waits for it.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use eframe::egui::Context;
use scelle_core::error::Error;
use scelle_core::progress::Progress;

/// Interval at which the progress of a job is redrawn.
const REFRESH: Duration = Duration::from_millis(100);
/// Shorter jobs are not shown: they would only flicker.
const SLOW: Duration = Duration::from_millis(250);

/// A job on its own thread, which returns a `T`.
pub(crate) struct Job<T> {
    /// What it does, in the user's words.
    pub(crate) name: String,
    /// Its progress.
    pub(crate) progress: Progress,
    started: Instant,
    answer: Receiver<T>,
    /// Upgrades while the thread works.
    working: Weak<()>,
}

/// A job in a few words, for the window's title.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Glance {
    /// What it does.
    pub(crate) name: String,
    /// Percentage done, once known.
    pub(crate) percent: Option<u64>,
    /// When it started.
    pub(crate) since: Instant,
}

/// How fast a job is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Pace {
    /// Bytes a second.
    pub(crate) rate: u64,
    /// Time left, once known.
    pub(crate) left: Option<Duration>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work`; `ctx` is redrawn when it is done.
    pub(crate) fn start(
        ctx: &Context,
        name: String,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Self {
        let (progress, (sender, answer)) = (Progress::new(), channel());
        let (watched, ctx) = (progress.clone(), ctx.clone());
        let language = scelle_i18n::current();
        let alive = Arc::new(());
        let working = Arc::downgrade(&alive);
        std::thread::spawn(move || {
            let _language = scelle_i18n::enter(language);
            lower_priority();
            // The receiver may have been dropped.
            let _ = sender.send(work(&watched));
            drop(alive);
            ctx.request_repaint();
        });
        Self { name, progress, started: Instant::now(), answer, working }
    }

    /// Its result, once it is done: [`Error::Internal`] if its thread panicked.
    pub(crate) fn poll(&self, ctx: &Context) -> Option<Result<T, Error>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(Ok(answer)),
            Err(TryRecvError::Disconnected) => Some(Err(Error::Internal)),
            Err(TryRecvError::Empty) => {
                ctx.request_repaint_after(REFRESH);
                None
            }
        }
    }

    /// Whether it takes long enough to say so.
    pub(crate) fn is_slow(&self) -> bool {
        self.started.elapsed() >= SLOW
    }

    /// The job in a few words, until it ends: its result may be taken later.
    pub(crate) fn glance(&self) -> Option<Glance> {
        self.working.upgrade()?;
        let (done, total) = (self.progress.done(), self.progress.total());
        let percent = (u128::from(done) * 100).checked_div(u128::from(total));
        let percent = percent.map(|percent| u64::try_from(percent.min(100)).unwrap_or(100));
        Some(Glance { name: self.name.clone(), percent, since: self.started })
    }

    /// How fast it is, once it has done something for a while.
    pub(crate) fn pace(&self) -> Option<Pace> {
        pace(self.progress.done(), self.progress.total(), self.started.elapsed())
    }
}

/// Lowers the priority of this thread and of those that it starts, so that the window stays quick.
/// Only on Linux does niceness belong to a thread.
#[cfg(target_os = "linux")]
fn lower_priority() {
    const NICER: i32 = 5;
    // Where that is refused, the priority stays.
    let _ = rustix::process::nice(NICER);
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

/// Takes the answer of the job in a slot, and empties the slot.
pub(crate) fn finished<T: Send + 'static>(
    slot: &mut Option<Job<T>>,
    ctx: &Context,
) -> Option<Result<T, Error>> {
    let answer = slot.as_ref()?.poll(ctx)?;
    *slot = None;
    Some(answer)
}

fn pace(done: u64, total: u64, elapsed: Duration) -> Option<Pace> {
    if done == 0 || elapsed < Duration::from_millis(500) {
        return None;
    }
    let rate = (done as f64 / elapsed.as_secs_f64()) as u64;
    let left = total.checked_sub(done).filter(|_| total > 0 && rate > 0);
    Some(Pace { rate, left: left.map(|bytes| Duration::from_secs(bytes.div_ceil(rate))) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T: Send + 'static>(slot: &mut Option<Job<T>>) -> Result<T, Error> {
        let ctx = Context::default();
        for _ in 0..500 {
            if let Some(answer) = finished(slot, &ctx) {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the job never ended")
    }

    #[test]
    fn a_job_gives_its_answer_once() {
        let mut slot = Some(Job::start(&Context::default(), "add".to_owned(), |_| 1 + 1));
        assert_eq!(wait(&mut slot).unwrap(), 2);
        assert!(slot.is_none());
    }

    #[test]
    fn a_job_notices_that_it_should_stop() {
        let work = |progress: &Progress| {
            while !progress.is_cancelled() {
                std::thread::sleep(Duration::from_millis(1));
            }
            "stopped"
        };
        let mut slot = Some(Job::start(&Context::default(), "wait".to_owned(), work));
        assert!(finished(&mut slot, &Context::default()).is_none());
        slot.as_ref().unwrap().progress.cancel();
        assert_eq!(wait(&mut slot).unwrap(), "stopped");
    }

    #[test]
    fn a_thread_that_panics_is_an_error() {
        let mut slot: Option<Job<()>> =
            Some(Job::start(&Context::default(), "die".to_owned(), |_| panic!("on purpose")));
        assert!(matches!(wait(&mut slot), Err(Error::Internal)));
    }

    #[test]
    fn the_pace_gives_the_time_left() {
        let second = Duration::from_secs(1);
        assert_eq!(pace(0, 100, second), None);
        assert_eq!(pace(50, 100, Duration::from_millis(10)), None);
        assert_eq!(pace(50, 200, second), Some(Pace { rate: 50, left: Some(3 * second) }));
        assert_eq!(pace(50, 0, second), Some(Pace { rate: 50, left: None }));
    }
}
