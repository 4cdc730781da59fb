//! Talking to the user: messages and progress on standard error, results on
//! standard output, nothing that a terminal would obey in either.

#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
#[cfg(unix)]
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::Duration;

#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use scelle_core::display::escape;
use scelle_core::error::{Error, IoOperation};
use scelle_core::progress::Progress;
use scelle_i18n::{Explanation, elided, format_size, text};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::json;

/// How often the bar is drawn, and how long a command must last to have one.
const TICK: Duration = Duration::from_millis(100);
/// How much of a result is written at once.
const OUTPUT_BUFFER: usize = 64 * 1024;

/// How this run talks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    json: bool,
    quiet: bool,
}

impl Terminal {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet }
    }

    pub(crate) fn json(self) -> bool {
        self.json
    }

    /// Something worth knowing that is not the result.
    pub(crate) fn notice(self, message: &str) {
        if !self.quiet && !self.json {
            self.important(message);
        }
    }

    /// Something that must be known, whatever else is silent.
    pub(crate) fn important(self, message: &str) {
        print_error(&(told(message) + "\n"));
    }

    /// Something that is lost for good when it cannot be shown.
    pub(crate) fn vital(self, message: &str) -> Result<()> {
        let written = io::stderr().lock().write_all(format!("{}\n", escape(message)).as_bytes());
        Ok(written.map_err(unwritten)?)
    }

    /// The one object of `--json`.
    pub(crate) fn result(self, object: &impl Serialize) -> Result<()> {
        to_output(|out| {
            json::write(out, object)?;
            out.write_all(b"\n")
        })
    }

    /// A line of the result as people read it, where it says no more than that all went well.
    pub(crate) fn say(self, line: &str) -> Result<()> {
        if self.quiet || self.json { Ok(()) } else { write_output(&(told(line) + "\n")) }
    }

    /// The result as people read it.
    pub(crate) fn show(self, text: &str) -> Result<()> {
        write_output(text)
    }

    /// The same, line by line: there may be a million.
    pub(crate) fn show_lines(self, lines: impl IntoIterator<Item = String>) -> Result<()> {
        to_output(|out| lines.into_iter().try_for_each(|line| out.write_all(line.as_bytes())))
    }

    pub(crate) fn failure(self, failure: &Failure) {
        if self.json {
            let error = serde_json::json!({ "error": failure.to_json() });
            print_error(&(json::to_string(&error) + "\n"));
        } else {
            print_explanation(&failure.explain());
        }
    }

    /// Shows how far the work is while the guard lives, on a terminal.
    pub(crate) fn watch(self, progress: &Progress) -> Watch {
        if self.quiet || self.json || !io::stderr().is_terminal() {
            return Watch { ended: Arc::default(), thread: None };
        }
        let ended = Arc::<AtomicBool>::default();
        let (progress, end) = (progress.clone(), Arc::clone(&ended));
        let thread = std::thread::spawn(move || draw(&progress, &end));
        Watch { ended, thread: Some(thread) }
    }
}

/// Draws the bar until dropped.
pub(crate) struct Watch {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ended.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, ended: &AtomicBool) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta}");
    let unknown = ProgressStyle::with_template("{spinner}  {msg}");
    let started = std::time::Instant::now();
    while !ended.load(Relaxed) {
        std::thread::park_timeout(TICK);
        let (done, total) = (progress.done(), progress.total());
        let deriving = progress.is_deriving();
        if done == 0 && !deriving || ended.load(Relaxed) {
            continue;
        }
        if deriving {
            if let Ok(style) = &unknown {
                bar.set_style(style.clone());
            }
            bar.set_message(text!("cli-deriving"));
            bar.tick();
            continue;
        }
        if let Ok(style) = if total > 0 { &style } else { &unknown } {
            bar.set_style(style.clone());
        }
        if total > 0 {
            bar.set_length(total.max(done));
        }
        bar.set_position(done);
        let rate = done as f64 / started.elapsed().as_secs_f64();
        bar.set_message(text!(
            "cli-progress",
            done = format_size(done),
            rate = format_size(rate as u64)
        ));
    }
    bar.finish_and_clear();
}

/// The terminal's settings while a prompt has changed them: a signal may have to restore them.
#[cfg(unix)]
static SETTINGS: Mutex<Option<(File, Termios)>> = Mutex::new(None);

/// Forgets the settings when the prompt is over.
pub(crate) struct Remembered(());

impl Drop for Remembered {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Ok(mut settings) = SETTINGS.lock() {
            *settings = None;
        }
    }
}

pub(crate) fn remember_settings() -> Remembered {
    #[cfg(unix)]
    if let Ok(terminal) = File::open("/dev/tty")
        && let Ok(current) = rustix::termios::tcgetattr(&terminal)
        && let Ok(mut settings) = SETTINGS.lock()
    {
        *settings = Some((terminal, current));
    }
    Remembered(())
}

/// Gives the terminal back as the prompt found it.
pub(crate) fn restore_settings() {
    #[cfg(unix)]
    if let Ok(settings) = SETTINGS.lock()
        && let Some((terminal, before)) = settings.as_ref()
    {
        let _ = rustix::termios::tcsetattr(terminal, OptionalActions::Now, before);
    }
}

/// A name as it can be shown: escaped when a terminal reads it, as it is in a pipe.
pub(crate) fn shown(name: &str) -> String {
    // Asked of the system once, and not for each of many names.
    static TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stdout().is_terminal());
    if *TERMINAL { escape(name) } else { name.to_owned() }
}

/// A message or a question as a terminal shows it: nothing that it would obey, a few lines at most.
pub(crate) fn told(message: &str) -> String {
    elided(&escape(message))
}

pub(crate) fn write_output(text: &str) -> Result<()> {
    to_output(|out| out.write_all(text.as_bytes()))
}

fn to_output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(OUTPUT_BUFFER, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if is_closed(&error) => Err(Failure::OutputClosed),
        Err(error) => Err(Failure::Unshown(unwritten(error))),
    }
}

fn unwritten(source: io::Error) -> Error {
    Error::Io { operation: IoOperation::WriteOutput, path: None, source }
}

/// Whether no one reads what is written any more.
fn is_closed(error: &io::Error) -> bool {
    /// Of Windows: no process is at the other end of the pipe.
    const PIPE_NOT_CONNECTED: i32 = 233;
    error.kind() == io::ErrorKind::BrokenPipe
        || cfg!(windows) && error.raw_os_error() == Some(PIPE_NOT_CONNECTED)
}

pub(crate) fn print(text: &str) {
    let _ = write_output(text);
}

/// When not even this can be written, there is no way left to report it.
pub(crate) fn print_error(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// One line of error, one line of hint.
pub(crate) fn print_explanation(explanation: &Explanation) {
    let Explanation { message, hint } = explanation;
    print_error(&format!(
        "{}\n{}\n",
        told(&text!("cli-error", message = message.as_str())),
        told(&text!("cli-hint", hint = hint.as_str()))
    ));
}
