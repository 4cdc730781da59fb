//! Ctrl-C and SIGTERM.

use std::time::Duration;

use scelle_core::progress::Progress;

use crate::exit_code::ExitCode;
use crate::terminal;

/// How long the work has to end by itself once it is cancelled.
const GRACE: Duration = Duration::from_secs(3);

/// Cancels the work on a signal; it then cleans up after itself. A read that waits for input cannot
/// be cancelled: a second signal, or three seconds, end the process, and the next start removes what
/// it may have left.
pub(crate) fn cancel_on_signal(progress: &Progress) {
    let progress = progress.clone();
    let _ = ctrlc::set_handler(move || {
        if progress.is_cancelled() {
            exit_cancelled();
        }
        progress.cancel();
        std::thread::spawn(|| {
            std::thread::sleep(GRACE);
            exit_cancelled();
        });
    });
}

#[allow(clippy::exit, reason = "the main thread is stuck in a read that nothing interrupts")]
fn exit_cancelled() -> ! {
    terminal::restore_settings();
    std::process::exit(ExitCode::Cancelled as i32)
}
