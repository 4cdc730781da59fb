//! Work on all cores: jobs are done in any order, and their results come in the order of the jobs.
//!
//! The calling thread works too: where it would wait for a result, it takes a job that no thread
//! has begun. So a pool of one has no thread of its own, and a pool of two keeps two
//! cores busy. Jobs never wait for other jobs; how many are handed out at once is for the caller to
//! bound, and with it the memory.

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::process;

/// How many threads work at once, the one that calls among them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Threads(NonZeroUsize);

impl Threads {
    /// No more than this.
    pub const MAX: usize = 256;
    /// The one that calls, and no other.
    pub const ONE: Self = Self(NonZeroUsize::MIN);

    /// One for each core that this process may use.
    #[must_use]
    pub fn all() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::new(cores.min(Self::MAX)).unwrap_or(Self::ONE)
    }

    /// `None` for zero and above [`MAX`](Self::MAX).
    #[must_use]
    pub fn new(count: usize) -> Option<Self> {
        NonZeroUsize::new(count).filter(|count| count.get() <= Self::MAX).map(Self)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0.get()
    }
}

impl Default for Threads {
    fn default() -> Self {
        Self::all()
    }
}

/// Threads that share one queue of jobs. They are started when there is work for them, and joined
/// when the pool is dropped.
pub(crate) struct Pool {
    threads: Threads,
    board: Arc<Board>,
    helpers: Mutex<Vec<JoinHandle<()>>>,
    /// How many kinds of jobs share it.
    kinds: AtomicUsize,
}

/// Where jobs wait.
#[derive(Default)]
struct Board {
    state: Mutex<BoardState>,
    changed: Condvar,
}

#[derive(Default)]
struct BoardState {
    jobs: VecDeque<Arc<dyn Job>>,
    idle: usize,
    closed: bool,
}

/// A job: done once, by the first free thread.
trait Job: Send + Sync {
    /// Does it, and tells whether it was still to be done.
    fn run(&self) -> bool;
}

impl Pool {
    pub(crate) fn new(threads: Threads) -> Arc<Self> {
        Arc::new(Self {
            threads,
            board: Arc::default(),
            helpers: Mutex::default(),
            kinds: AtomicUsize::new(0),
        })
    }

    /// How many work, the caller among them.
    pub(crate) fn threads(&self) -> Threads {
        self.threads
    }

    fn post(&self, job: Arc<dyn Job>) {
        if self.threads == Threads::ONE {
            return;
        }
        let mut state = lock(&self.board.state);
        state.jobs.push_back(job);
        let busy = state.idle < state.jobs.len();
        drop(state);
        self.board.changed.notify_one();
        if busy {
            self.hire();
        }
    }

    /// One helper more, up to the number that was asked for. Where the system has no thread left,
    /// those who are there do the work.
    fn hire(&self) {
        let mut helpers = lock(&self.helpers);
        if helpers.len() + 1 < self.threads.get() {
            let board = Arc::clone(&self.board);
            let spawned = thread::Builder::new().name("pool".to_owned());
            helpers.extend(
                spawned
                    .spawn(move || {
                        board.help();
                        process::wipe_stack();
                    })
                    .ok(),
            );
        }
    }

    /// Removes a finished job from the queue.
    fn withdraw(&self, job: *const ()) {
        lock(&self.board.state)
            .jobs
            .retain(|waiting| !std::ptr::addr_eq(Arc::as_ptr(waiting), job));
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        lock(&self.board.state).closed = true;
        self.board.changed.notify_all();
        for helper in lock(&self.helpers).drain(..) {
            // A job's panic reaches the thread that waits for its result.
            let _ = helper.join();
        }
    }
}

impl Board {
    fn help(&self) {
        let mut state = lock(&self.state);
        while !state.closed {
            if let Some(job) = state.jobs.pop_front() {
                drop(state);
                job.run();
                drop(job);
                state = lock(&self.state);
            } else {
                state.idle += 1;
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        }
    }
}

/// Jobs of one kind, and their results in the order in which they were handed out. Dropped, it
/// drops the jobs that no thread has begun.
pub(crate) struct InOrder<T> {
    pool: Arc<Pool>,
    pending: VecDeque<Arc<Slot<T>>>,
}

struct Slot<T> {
    state: Mutex<State<T>>,
    done: Condvar,
}

enum State<T> {
    Waiting(Box<dyn FnOnce() -> T + Send>),
    Begun,
    Done(thread::Result<T>),
}

impl<T: Send + 'static> InOrder<T> {
    pub(crate) fn new(pool: Arc<Pool>) -> Self {
        pool.kinds.fetch_add(1, Relaxed);
        Self { pool, pending: VecDeque::new() }
    }

    /// How many threads work on it.
    pub(crate) fn threads(&self) -> usize {
        self.pool.threads.get()
    }

    /// This kind's part of what all kinds of the pool's jobs may use together; at least one.
    pub(crate) fn share_of(&self, total: usize) -> usize {
        (total / self.pool.kinds.load(Relaxed).max(1)).max(1)
    }

    /// How many results are still to come.
    pub(crate) fn len(&self) -> usize {
        self.pending.len()
    }

    pub(crate) fn submit(&mut self, job: impl FnOnce() -> T + Send + 'static) {
        let state = Mutex::new(State::Waiting(Box::new(job)));
        let slot = Arc::new(Slot { state, done: Condvar::new() });
        self.pending.push_back(Arc::clone(&slot));
        self.pool.post(slot);
    }

    /// Whether the next result is there.
    pub(crate) fn is_next_done(&self) -> bool {
        self.pending.front().is_some_and(|slot| slot.is_done())
    }

    /// The oldest result, once it is there; `None` when all were taken.
    pub(crate) fn next(&mut self) -> Option<T> {
        loop {
            let oldest = self.pending.front()?;
            if let Some(result) = oldest.take() {
                self.pending.pop_front();
                return Some(result.unwrap_or_else(|panic| resume_unwind(panic)));
            }
            let helped = self.pending.iter().find(|slot| slot.run());
            match helped {
                Some(slot) => self.pool.withdraw(Arc::as_ptr(slot).cast()),
                None => oldest.wait(),
            }
        }
    }
}

impl<T> Drop for InOrder<T> {
    fn drop(&mut self) {
        for slot in &self.pending {
            slot.forget();
            self.pool.withdraw(Arc::as_ptr(slot).cast());
        }
        self.pool.kinds.fetch_sub(1, Relaxed);
    }
}

impl<T: Send> Job for Slot<T> {
    fn run(&self) -> bool {
        let mut state = lock(&self.state);
        let job = match std::mem::replace(&mut *state, State::Begun) {
            State::Waiting(job) => job,
            other => {
                *state = other;
                return false;
            }
        };
        drop(state);
        let result = catch_unwind(AssertUnwindSafe(job));
        *lock(&self.state) = State::Done(result);
        self.done.notify_one();
        true
    }
}

impl<T> Slot<T> {
    fn is_done(&self) -> bool {
        matches!(*lock(&self.state), State::Done(_))
    }

    fn take(&self) -> Option<thread::Result<T>> {
        let mut state = lock(&self.state);
        match std::mem::replace(&mut *state, State::Begun) {
            State::Done(result) => Some(result),
            other => {
                *state = other;
                None
            }
        }
    }

    fn wait(&self) {
        let begun = |state: &mut State<T>| matches!(state, State::Begun);
        drop(self.done.wait_while(lock(&self.state), begun));
    }

    /// Drops the job, and all that it holds, unless it was begun.
    fn forget(&self) {
        let mut state = lock(&self.state);
        if matches!(*state, State::Waiting(_)) {
            *state = State::Begun;
        }
    }
}

/// Does all the runs of a long row of things, several at once: each worker brings its own state, and
/// takes the next run when it is done with one. After an error no run is started; the error returned
/// is that of the first run that had one, whatever the number of workers.
pub(crate) fn par_for_each<S: Send, E: Send>(
    workers: Vec<S>,
    runs: &[Range<usize>],
    work: impl Fn(&mut S, Range<usize>) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    let failed: Mutex<Option<(usize, E)>> = Mutex::new(None);
    let work_on = |mut state: S| {
        loop {
            let number = next.fetch_add(1, Relaxed);
            let Some(run) = runs.get(number) else { return };
            let Err(error) = work(&mut state, run.clone()) else { continue };
            next.store(runs.len(), Relaxed);
            let mut failed = lock(&failed);
            if failed.as_ref().is_none_or(|(first, _)| number < *first) {
                *failed = Some((number, error));
            }
        }
    };
    thread::scope(|scope| {
        let work_on = &work_on;
        let mut workers = workers.into_iter();
        let own = workers.next();
        for state in workers {
            // Where the system has no thread left, fewer do the work.
            let _ = thread::Builder::new().spawn_scoped(scope, move || {
                work_on(state);
                process::wipe_stack();
            });
        }
        own.map(work_on);
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), |(_, error)| Err(error))
}

/// The same, where each run gives something: all of that, in the order of the runs.
pub(crate) fn par_map<T: Send, E: Send>(
    threads: Threads,
    runs: &[Range<usize>],
    work: impl Fn(Range<usize>) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let given = Mutex::new(Vec::with_capacity(runs.len()));
    let workers = vec![(); threads.get().min(runs.len())];
    par_for_each(workers, runs, |(), run| {
        let start = run.start;
        let piece = work(run)?;
        lock(&given).push((start, piece));
        Ok(())
    })?;
    let mut given = given.into_inner().unwrap_or_else(PoisonError::into_inner);
    given.sort_unstable_by_key(|(start, _)| *start);
    Ok(given.into_iter().map(|(_, piece)| piece).collect())
}

/// So many things, in runs of this length.
pub(crate) fn runs_of(length: usize, count: usize) -> Vec<Range<usize>> {
    (0..count).step_by(length).map(|start| start..count.min(start + length)).collect()
}

/// The lock is not held while a job runs: what it protects stays sound after a panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    fn pool(threads: usize) -> Arc<Pool> {
        Pool::new(Threads::new(threads).unwrap())
    }

    #[test]
    fn threads_are_between_one_and_the_maximum() {
        assert!(Threads::all().get() >= 1);
        assert_eq!(Threads::new(0), None);
        assert_eq!(Threads::new(Threads::MAX + 1), None);
        assert_eq!(Threads::new(Threads::MAX).map(Threads::get), Some(Threads::MAX));
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in 1..=8 {
            let mut jobs = InOrder::new(pool(threads));
            let mut results = Vec::new();
            for number in 0..200u64 {
                jobs.submit(move || {
                    thread::sleep(Duration::from_micros(number * 37 % 100));
                    number
                });
                if jobs.len() > 10 {
                    results.extend(jobs.next());
                }
                while jobs.is_next_done() {
                    results.extend(jobs.next());
                }
            }
            results.extend(std::iter::from_fn(|| jobs.next()));
            assert!(results.into_iter().eq(0..200), "{threads}");
        }
    }

    #[test]
    fn two_work_at_once_and_one_alone_works_in_the_caller() {
        let meet = |threads| {
            let mut jobs = InOrder::new(pool(threads));
            let (to_other, from_one) = mpsc::channel();
            let (to_one, from_other) = mpsc::channel();
            jobs.submit(move || {
                to_other.send(()).unwrap();
                from_other.recv_timeout(Duration::from_secs(60)).is_ok()
            });
            jobs.submit(move || to_one.send(()).is_ok() && from_one.recv().is_ok());
            jobs.next().unwrap()
        };
        assert!(meet(2));
        let caller = thread::current().id();
        let mut alone = InOrder::new(pool(1));
        alone.submit(|| thread::current().id());
        assert_eq!(alone.next(), Some(caller));
    }

    #[test]
    fn dropped_it_forgets_what_was_not_begun_and_joins_its_threads() {
        let (begun, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let pool = pool(3);
        let mut jobs = InOrder::new(Arc::clone(&pool));
        for _ in 0..10_000 {
            let (begun, done) = (Arc::clone(&begun), Arc::clone(&done));
            jobs.submit(move || {
                begun.fetch_add(1, SeqCst);
                thread::sleep(Duration::from_millis(1));
                done.fetch_add(1, SeqCst);
            });
        }
        drop(jobs);
        drop(pool);
        assert_eq!(begun.load(SeqCst), done.load(SeqCst));
        assert!(done.load(SeqCst) < 10_000);
        assert_eq!(Arc::strong_count(&begun), 1, "a job was kept");
    }

    #[test]
    fn side_by_side_everything_is_done_once_and_the_first_error_is_told() {
        let runs: Vec<_> = (0..100).map(|run| run * 3..run * 3 + 3).collect();
        for workers in 1..5 {
            let done: Vec<_> = (0..300).map(|_| AtomicUsize::new(0)).collect();
            let work = |failing: &[usize], range: Range<usize>| {
                for number in range {
                    if failing.contains(&number) {
                        return Err(number);
                    }
                    thread::sleep(Duration::from_micros(number as u64 % 20));
                    done[number].fetch_add(1, SeqCst);
                }
                Ok(())
            };
            par_for_each(vec![(); workers], &runs, |(), run| work(&[], run)).unwrap();
            assert!(done.iter().all(|count| count.load(SeqCst) == 1));
            let failing = [200, 41, 42, 45];
            let error = par_for_each(vec![(); workers], &runs, |(), run| work(&failing, run));
            assert_eq!(error, Err(41));
            assert!(done[250].load(SeqCst) == 1, "it went on");
        }
    }

    #[test]
    fn what_is_gathered_comes_in_the_order_of_the_runs() {
        for threads in 1..5 {
            let threads = Threads::new(threads).unwrap();
            let given = par_map(threads, &runs_of(7, 100), |run| {
                thread::sleep(Duration::from_micros(run.start as u64 * 37 % 100));
                Ok::<Vec<usize>, ()>(run.collect())
            });
            assert!(given.unwrap().concat().into_iter().eq(0..100));
            let failed = par_map(threads, &runs_of(1, 100), |run| match run.start {
                0..30 => Ok(()),
                other => Err(other),
            });
            assert_eq!(failed, Err(30));
            assert_eq!(par_map(threads, &runs_of(7, 0), |_| Err::<(), ()>(())), Ok(vec![]));
        }
    }

    #[test]
    fn a_panic_reaches_the_thread_that_waits_and_spares_the_others() {
        let pool = pool(2);
        let mut jobs = InOrder::new(Arc::clone(&pool));
        jobs.submit(|| resume_unwind(Box::new("as planned")));
        jobs.submit(|| 7);
        let first = catch_unwind(AssertUnwindSafe(|| jobs.next()));
        assert_eq!(first.unwrap_err().downcast_ref(), Some(&"as planned"));
        assert_eq!(jobs.next(), Some(7));
    }
}
