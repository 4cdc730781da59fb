//! Unlocking a container with what the options name and the home holds, asking as little as can be.

use std::path::Path;

use scelle_core::archive::entry::Names;
use scelle_core::container::header::Header;
use scelle_core::error::{Error, IoOperation, Result as CoreResult};
use scelle_core::keys::identity::Keyring;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::{Container, Locked};
use scelle_core::profile::identity_file::{IdentityFile, read_stream};
use scelle_core::profile::unlocker::{AskPassphrase, Check, GivenFor, Unlocker};
use scelle_core::progress::Progress;
use scelle_i18n::text;

use crate::args::UnlockArgs;
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::passphrase::{self, Prompts};
use crate::stdio::{is_stream, secret_stdin};
use crate::terminal::{Terminal, Watch, shown};

/// The identities of a file, or of standard input.
fn read_identities(path: &Path) -> CoreResult<IdentityFile> {
    if !is_stream(path) {
        return IdentityFile::read(path);
    }
    let stdin = secret_stdin().map_err(|source| Error::Io {
        operation: IoOperation::ReadInput,
        path: None,
        source,
    })?;
    IdentityFile::parse(path, &read_stream(path, stdin)?)
}

/// What the options name and the home holds, for a whole run.
pub(crate) struct Keys {
    unlocker: Unlocker,
    /// Why the user's own keys are not among them: it counts where the passphrase does not open.
    unlisted: Option<Error>,
    questions: Questions,
}

impl Keys {
    pub(crate) fn load(args: &UnlockArgs, context: &Context) -> Result<Self> {
        let progress = &context.progress;
        let mut unlisted = None;
        let unlocker = match args.identity.is_empty() {
            true => {
                let files = context.profile.identities().map_err(|error| unlisted = Some(error));
                Unlocker::of_files(files.unwrap_or_default(), progress)?
            }
            false => {
                let files = args.identity.iter().map(|path| read_identities(path));
                Unlocker::of(files.collect::<CoreResult<Vec<_>>>()?, progress)
            }
        };
        let unlocker =
            match (passphrase::given(&args.passphrase, context.prompts)?, unlisted.take()) {
                (Some(given), error) => {
                    unlisted = error;
                    unlocker.with_passphrase(given, GivenFor::Either)
                }
                (None, Some(error)) => return Err(error.into()),
                (None, None) => unlocker.recalling(now()),
            };
        let (prompts, terminal) = (context.prompts, context.terminal);
        Ok(Self {
            unlocker,
            unlisted,
            questions: Questions { prompts, terminal, progress: progress.clone() },
        })
    }

    /// The passphrase that the options gave.
    pub(crate) fn given(&self) -> Option<&Passphrase> {
        self.unlocker.given()
    }

    /// Unlocks a container to read it.
    pub(crate) fn unlock(&mut self, locked: &Locked, names: Names) -> Result<Container> {
        self.unlock_as(locked.header(), |keyring| locked.unlock(keyring, names))
    }

    /// Unlocks a container with this header; `unlock` says what to do with a keyring.
    pub(crate) fn unlock_as<T>(
        &mut self,
        header: &Header,
        unlock: impl Fn(&Keyring) -> CoreResult<T>,
    ) -> Result<T> {
        let unlocked = self.unlocker.unlock(header, &mut self.questions, unlock);
        match (unlocked, self.unlisted.take()) {
            (Err(_), Some(error)) => Err(error.into()),
            (unlocked, _) => unlocked,
        }
    }
}

/// Asks on the terminal.
struct Questions {
    prompts: Prompts,
    terminal: Terminal,
    progress: Progress,
}

impl Questions {
    fn ask(&self, question: &str, check: Check<'_>) -> Result<()> {
        self.prompts.ask_to_unlock(question, self.terminal, |typed| {
            let _watch = self.watch();
            Ok(check(typed)?)
        })
    }
}

impl AskPassphrase for Questions {
    type Error = Failure;
    type Watch = Watch;

    fn for_key(&mut self, path: &Path, check: Check<'_>) -> Result<()> {
        let path = shown(&path.to_string_lossy());
        self.ask(&text!("cli-ask-key-passphrase", path = path), check)
    }

    fn for_container(&mut self, check: Check<'_>) -> Result<()> {
        self.ask(&text!("cli-ask-passphrase"), check)
    }

    fn watch(&self) -> Watch {
        self.terminal.watch(&self.progress)
    }
}
