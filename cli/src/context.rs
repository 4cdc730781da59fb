//! What every verb works with: the user's side, how it talks, how much it may use.

use std::path::{Path, PathBuf};

use scelle_core::container::source::Armor;
use scelle_core::files::moves::Kept;
use scelle_core::keys::label::Label;
use scelle_core::open::{Container, Locked};
use scelle_core::pool::Threads;
use scelle_core::profile::config::Config;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::directory::{self, Directory};
use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;
use scelle_core::progress::Progress;
use scelle_i18n::text;

use crate::args::Cli;
use crate::failure::{Failure, Result};
use crate::help::Invocation;
use crate::log::Log;
use crate::passphrase::Prompts;
use crate::stdio::is_stream;
use crate::terminal::{Terminal, shown};

pub(crate) struct Context {
    pub(crate) home: Home,
    pub(crate) config: Config,
    pub(crate) log: Log,
    pub(crate) progress: Progress,
    pub(crate) terminal: Terminal,
    pub(crate) prompts: Prompts,
    /// How many work at once.
    pub(crate) threads: Threads,
    /// Policies that `--policy` adds to the system's.
    policies: Vec<PathBuf>,
}

impl Context {
    /// Opens the log before the work begins: what cannot be logged is not done.
    pub(crate) fn new(
        cli: &Cli,
        invocation: &Invocation,
        home: Home,
        config: Config,
        terminal: Terminal,
    ) -> Result<Self> {
        let log = Log::open(cli.log.as_deref().or(config.log.as_deref()), invocation, terminal)?;
        Ok(Self {
            home,
            config,
            log,
            progress: Progress::new(),
            terminal,
            prompts: Prompts::new(cli.output.no_input),
            threads: cli.threads.unwrap_or_default(),
            policies: cli.policy.clone(),
        })
    }

    /// Finishes or undoes what a killed process left, and names what had to be kept.
    pub(crate) fn sweep(&self) {
        for Kept { original, kept } in self.home.journal().sweep().kept {
            let path = |path: &Path| shown(&path.to_string_lossy());
            let (original, kept) = (path(&original), path(&kept));
            self.terminal.important(&text!("cli-kept-aside", original = original, kept = kept));
        }
    }

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

    /// The contacts among whom these recipients are looked for. Keys and cards need no contacts:
    /// where all are given so, a damaged file of contacts is only reported.
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

    /// Reads a container's header, from a file or from standard input.
    pub(crate) fn read_container(&self, path: &Path) -> Result<Locked> {
        let locked = match is_stream(path) {
            true => Locked::read_stream(std::io::stdin().lock(), "stdin")?,
            false => Locked::read(path)?,
        };
        if locked.armor() == Armor::Mended {
            self.terminal.notice(&text!("cli-armor-mended"));
        }
        Ok(locked.with_threads(self.threads))
    }

    /// Says how many names of an archive were read as UTF-8 without being marked so.
    pub(crate) fn tell_unmarked(&self, container: &Container) {
        let count = container.unmarked_names();
        if count > 0 {
            self.terminal.notice(&text!("cli-names-unmarked", count = count));
        }
    }
}
