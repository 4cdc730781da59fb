//! What every verb works with: the user's side, how it talks, how much it may use.

use std::path::{Path, PathBuf};

use scelle_core::container::source::Armor;
use scelle_core::files::moves::Kept;
use scelle_core::open::{Container, Locked};
use scelle_core::pool::Threads;
use scelle_core::profile::Profile;
use scelle_core::profile::home::Home;
use scelle_core::progress::Progress;
use scelle_i18n::text;

use crate::args::Cli;
use crate::failure::Result;
use crate::help::Invocation;
use crate::log::Log;
use crate::passphrase::Prompts;
use crate::stdio::is_stream;
use crate::terminal::{Terminal, shown};

pub(crate) struct Context {
    pub(crate) profile: Profile,
    pub(crate) log: Log,
    pub(crate) progress: Progress,
    pub(crate) terminal: Terminal,
    pub(crate) prompts: Prompts,
    /// How many work at once.
    pub(crate) threads: Threads,
}

impl Context {
    /// Every verb reports damaged preferences. Opens the log before the work begins: what cannot be
    /// logged is not done.
    pub(crate) fn new(
        cli: &Cli,
        invocation: &Invocation,
        profile: Profile,
        terminal: Terminal,
    ) -> Result<Self> {
        let profile = profile.with_policies(cli.policy.clone());
        let log = cli.log.as_deref().or(profile.config()?.log.as_deref());
        let log = Log::open(log, invocation, terminal)?;
        Ok(Self {
            profile,
            log,
            progress: Progress::new(),
            terminal,
            prompts: Prompts::new(cli.output.no_input),
            threads: cli.threads.unwrap_or_default(),
        })
    }

    pub(crate) fn home(&self) -> &Home {
        self.profile.home()
    }

    /// Files that every command may read without being told to: no result replaces them.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let home = self.home();
        let own = [home.contacts(), home.config_path(), home.card_path()];
        let policies = self.profile.policy().map(|policy| policy.files.clone()).unwrap_or_default();
        let log = self.log.path().map(Path::to_owned);
        home.identities_or_none()
            .into_iter()
            .chain(own.into_iter().flatten())
            .chain(policies)
            .chain(log)
            .collect()
    }

    /// Whether anything will say the digest of a container that is written.
    pub(crate) fn wants_digest(&self) -> bool {
        self.terminal.json() || self.log.is_open()
    }

    /// Finishes or undoes what a killed process left, and names what had to be kept.
    pub(crate) fn sweep(&self) {
        for Kept { original, kept } in self.home().journal().sweep().kept {
            let path = |path: &Path| shown(&path.to_string_lossy());
            let (original, kept) = (path(&original), path(&kept));
            self.terminal.important(&text!("cli-kept-aside", original = original, kept = kept));
        }
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
