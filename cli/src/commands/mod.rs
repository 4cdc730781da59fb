//! The verbs, one file each.

mod access;
mod card;
mod contact;
mod diff;
mod edit;
mod entries;
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

use scelle_core::files::moves::Kept;
use scelle_core::keys::label::Label;
use scelle_core::open::Locked;
use scelle_core::pool::Threads;
use scelle_core::profile::config::Config;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::directory::{self, Directory};
use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;
use scelle_core::progress::Progress;
use scelle_core::seal::EXTENSION;
use scelle_i18n::text;

use crate::args::{Cli, Command};
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Result};
use crate::help::Asked;
use crate::log::Log;
use crate::terminal::{Terminal, shown};

/// What stands for standard input and standard output.
const STREAM: &str = "-";
/// How long the work has to end by itself once it is cancelled.
const GRACE: Duration = Duration::from_secs(3);

/// What was found before the arguments were read.
pub(crate) struct Surroundings {
    pub(crate) home: Home,
    pub(crate) config: Result<Config>,
}

/// What every verb works with.
pub(crate) struct Context<'a> {
    pub(crate) home: Home,
    pub(crate) config: Config,
    pub(crate) log: Log,
    pub(crate) progress: Progress,
    pub(crate) terminal: &'a Terminal,
    /// How many work at once.
    pub(crate) threads: Threads,
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
        Ok(Contacts::edit(&self.home.contacts().ok_or(Failure::NoHome)?)?)
    }

    /// The user's contacts.
    pub(crate) fn contacts(&self) -> Result<Contacts> {
        Ok(Contacts::open(&self.home.contacts().ok_or(Failure::NoHome)?)?)
    }

    /// The contacts among whom these recipients are looked for. Keys and cards say by themselves
    /// who is meant: a damaged file of contacts is told, and stops nobody who names no contact.
    pub(crate) fn contacts_for(&self, wanted: &[String]) -> Result<Contacts> {
        match self.contacts() {
            Err(failure) if wanted.iter().all(|wanted| directory::is_given(wanted)) => {
                self.terminal.notice(&failure.explain().message);
                Ok(Contacts::none())
            }
            contacts => contacts,
        }
    }

    /// The cards that the policy names, then those that the configuration does.
    pub(crate) fn directory(&self, policy: &Policy) -> Directory {
        Directory::of(policy.directories.iter().chain(&self.config.directory).cloned().collect())
    }

    /// The user's own name: that of their card, else that of their configuration.
    pub(crate) fn own_name(&self) -> Result<Option<Label>> {
        let of_card = self.home.own_card()?.and_then(|card| card.name);
        Ok(of_card.or_else(|| self.config.name.clone()))
    }
}

pub(crate) fn run(
    cli: Cli,
    asked: &Asked,
    surroundings: Surroundings,
    terminal: &Terminal,
) -> Result<()> {
    let Surroundings { home, config } = surroundings;
    let config = config?;
    // Before the work begins: what cannot be logged is not done.
    let log = Log::open(cli.log.as_deref().or(config.log.as_deref()), asked, *terminal)?;
    let progress = Progress::new();
    let threads = cli.threads.unwrap_or_default();
    let policies = cli.policy;
    let context = Context { home, config, log, progress, terminal, threads, policies };
    cancel_on_signal(&context.progress);
    if let Some(journal) = context.home.journal() {
        for Kept { original, kept } in journal.sweep().kept {
            let path = |path: &Path| shown(&path.to_string_lossy());
            let (original, kept) = (path(&original), path(&kept));
            terminal.important(&text!("cli-kept-aside", original = original, kept = kept));
        }
    }
    context.log.whole(|| dispatch(cli.command, &context))
}

fn dispatch(command: Command, context: &Context<'_>) -> Result<()> {
    match command {
        Command::Seal(args) => seal::run(&args, context),
        Command::Open(args) => open::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Inspect(args) => inspect::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Access(command) => access::run(&command, context),
        Command::Rekey(args) => access::rekey(&args, context),
        Command::Add(args) => entries::add(&args, context),
        Command::Remove(args) => entries::remove(&args, context),
        Command::Rename(args) => entries::rename(&args, context),
        Command::Replace(args) => entries::replace(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::Key(command) => key::run(&command, context),
        Command::Card(args) => card::run(&args, context),
        Command::Contact(command) => contact::run(&command, context),
        Command::Group(command) => contact::run_group(&command, context),
        Command::Policy(command) => policy::run(&command, context),
        Command::Completions(args) => manual::completions(args.shell),
        Command::Man(args) => manual::pages(&args.into),
        // Answered before there was any context.
        Command::Help(_) => Ok(()),
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
fn read_container(path: &Path, context: &Context<'_>) -> Result<Locked> {
    let locked = match is_stream(path) {
        true => Locked::read_stream(std::io::stdin().lock(), "stdin")?,
        false => Locked::read(path)?,
    };
    Ok(locked.with_threads(context.threads))
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
