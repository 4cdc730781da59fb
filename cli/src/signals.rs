//! Ctrl-C, SIGTERM and SIGHUP.

use std::time::Duration;

use scelle_core::progress::Progress;

use crate::exit_code::ExitCode;
use crate::terminal;

/// How long the work has to end by itself once it is cancelled.
const GRACE: Duration = Duration::from_secs(3);

/// Cancels the work on a signal; it then cleans up after itself. A read that waits for input cannot
/// be cancelled: a second signal, or three seconds, end the process, and the next start removes what
/// it may have left. A terminal that closes ends no work that `nohup` started.
#[cfg(unix)]
pub(crate) fn cancel_on_signal(progress: &Progress) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::{flag, iterator::Signals};

    // A file that outgrows `ulimit -f` is then an error of its write, and not the end of the process.
    let _ = flag::register(SIGXFSZ, std::sync::Arc::default());
    let heeded = [SIGINT, SIGTERM].into_iter().chain((!is_ignored(SIGHUP)).then_some(SIGHUP));
    let Ok(mut signals) = Signals::new(heeded) else { return };
    let progress = progress.clone();
    std::thread::spawn(move || signals.forever().for_each(|_| cancel(&progress)));
}

/// Whether a signal was ignored when this process started. Linux alone says so without unsafe code.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // A bit for each, from the first on.
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Cancels the work on Ctrl-C and Ctrl-Break, in the same way.
#[cfg(windows)]
pub(crate) fn cancel_on_signal(progress: &Progress) {
    let progress = progress.clone();
    let _ = ctrlc::set_handler(move || cancel(&progress));
}

fn cancel(progress: &Progress) {
    if progress.is_cancelled() {
        exit_cancelled();
    }
    progress.cancel();
    std::thread::spawn(|| {
        std::thread::sleep(GRACE);
        exit_cancelled();
    });
}

#[allow(clippy::exit, reason = "the main thread is stuck in a read that nothing interrupts")]
fn exit_cancelled() -> ! {
    terminal::restore_settings();
    std::process::exit(ExitCode::Cancelled as i32)
}
