//! The verbs, one file each.

mod card;
mod contact;
mod inspect;
mod key;
mod list;
mod manual;
mod open;
mod policy;
mod seal;
mod verify;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use scelle_core::keys::contacts::Contacts;
use scelle_core::open::Locked;
use scelle_core::policy::Policy;
use scelle_core::progress::Progress;

use crate::args::{Cli, Command};
use crate::exit_code::ExitCode;
use crate::failure::Result;
use crate::home::Home;
use crate::terminal::Terminal;

/// What stands for standard input and standard output.
const STREAM: &str = "-";
/// How long the work has to end by itself once it is cancelled.
const GRACE: Duration = Duration::from_secs(3);

/// What every verb works with.
pub(crate) struct Context<'a> {
    pub(crate) home: Home,
    pub(crate) progress: Progress,
    pub(crate) terminal: &'a Terminal,
    /// Policies that `--policy` adds to the system's.
    policies: Vec<PathBuf>,
}

impl Context<'_> {
    /// The rules in force.
    pub(crate) fn policy(&self) -> Result<Policy> {
        Ok(Policy::load(&Policy::system_path(), &self.policies)?)
    }

    /// The user's contacts, to be changed.
    pub(crate) fn contacts_to_edit(&self) -> Result<Contacts> {
        Ok(Contacts::edit(&self.home.contacts()?)?)
    }

    /// The user's contacts.
    pub(crate) fn contacts(&self) -> Result<Contacts> {
        Ok(Contacts::open(&self.home.contacts()?)?)
    }
}

pub(crate) fn run(cli: Cli, terminal: &Terminal) -> Result<()> {
    let context =
        Context { home: Home::find(), progress: Progress::new(), terminal, policies: cli.policy };
    cancel_on_signal(&context.progress);
    if let Some(journal) = context.home.journal() {
        let _ = journal.sweep();
    }
    match cli.command {
        Command::Seal(args) => seal::run(&args, &context),
        Command::Open(args) => open::run(&args, &context),
        Command::List(args) => list::run(&args, &context),
        Command::Inspect(args) => inspect::run(&args, &context),
        Command::Verify(args) => verify::run(&args, &context),
        Command::Key(command) => key::run(&command, &context),
        Command::Card(args) => card::run(&args, &context),
        Command::Contact(command) => contact::run(&command, &context),
        Command::Group(command) => contact::run_group(&command, &context),
        Command::Policy(command) => policy::run(&command, &context),
        Command::Completions(args) => manual::completions(args.shell),
        Command::Man(args) => manual::pages(&args.into),
    }
}

/// Ctrl-C and SIGTERM end the work, which then cleans up after itself. What waits for input cannot
/// notice: a second signal, or three seconds, end the process all the same, and the next start
/// removes what it may have left.
fn cancel_on_signal(progress: &Progress) {
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
    crate::terminal::restore_settings();
    std::process::exit(ExitCode::Cancelled as i32)
}

/// Reads a container's header, from a file or from standard input.
fn read_container(path: &Path) -> Result<Locked> {
    if is_stream(path) {
        Ok(Locked::read_stream(std::io::stdin().lock(), "stdin")?)
    } else {
        Ok(Locked::read(path)?)
    }
}

fn is_stream(path: &Path) -> bool {
    path.as_os_str() == STREAM
}

/// The day, in the user's time zone: `2026-11-21`.
fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}
