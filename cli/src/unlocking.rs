//! Unlocking a container with what the options name and the home holds, asking as little as can be.

use std::path::Path;

use scelle_core::archive::entry::Names;
use scelle_core::container::header::Header;
use scelle_core::error::{Error, IoOperation, Result as CoreResult};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::{Container, Locked};
use scelle_core::profile::identity_file::{IdentityFile, LockedIdentities, read_stream};
use scelle_core::profile::unlocked::Unlocked;
use scelle_core::progress::Progress;
use scelle_i18n::text;

use crate::args::UnlockArgs;
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::passphrase::{self, Prompts};
use crate::stdio::{is_stream, secret_stdin};
use crate::terminal::{Terminal, shown};

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

/// What the options name and the home holds.
pub(crate) struct Keys {
    plain: Vec<Identity>,
    locked: Vec<LockedIdentities>,
    passphrase: Option<Passphrase>,
    prompts: Prompts,
    progress: Progress,
    /// Whether those that `scelle key unlock` keeps were looked for.
    recalled: bool,
}

impl Keys {
    pub(crate) fn load(args: &UnlockArgs, context: &Context) -> Result<Self> {
        let own = if args.identity.is_empty() { context.home.identities() } else { Vec::new() };
        let mut keys = Self {
            plain: Vec::new(),
            locked: Vec::new(),
            passphrase: None,
            prompts: context.prompts,
            progress: context.progress.clone(),
            recalled: false,
        };
        for path in args.identity.iter().chain(&own) {
            match read_identities(path)? {
                IdentityFile::Plain(identities) => keys.plain.extend(identities),
                IdentityFile::Locked(identities) => {
                    keys.locked.push(identities.watched_by(&keys.progress));
                }
            }
        }
        keys.passphrase = passphrase::given(&args.passphrase, context.prompts)?;
        Ok(keys)
    }

    /// The passphrase that the options gave.
    pub(crate) fn given(&self) -> Option<&Passphrase> {
        self.passphrase.as_ref()
    }

    /// Unlocks a container to read it.
    pub(crate) fn unlock(
        &mut self,
        locked: &Locked,
        names: Names,
        terminal: Terminal,
    ) -> Result<Container> {
        self.unlock_as(locked.header(), terminal, |keyring| locked.unlock(keyring, names))
    }

    /// Tries what costs nothing, then the passphrase that was given, then what was unlocked before,
    /// then asks; `unlock` is what to do with a keyring.
    pub(crate) fn unlock_as<T>(
        &mut self,
        header: &Header,
        terminal: Terminal,
        unlock: impl Fn(&Keyring) -> CoreResult<T>,
    ) -> Result<T> {
        match unlock(&self.keyring()) {
            Err(Error::NotARecipient) => {}
            other => return Ok(other?),
        }
        if let Some(given) = self.passphrase.clone() {
            let _watch = terminal.watch(&self.progress);
            return self.unlock_with(&given, header, unlock);
        }
        if header.takes_key() && self.recall() {
            // Once more: those that were tried before cost nothing.
            match unlock(&self.keyring()) {
                Err(Error::NotARecipient) => {}
                other => return Ok(other?),
            }
        }
        self.ask_and_unlock(header, terminal, unlock)
    }

    /// Takes those of the locked identities that `scelle key unlock` keeps unlocked, once; `false`
    /// when there is none. Without a secret service there are none, and no message: the prompt
    /// comes as it always did.
    fn recall(&mut self) -> bool {
        if self.recalled || self.locked.is_empty() {
            return false;
        }
        self.recalled = true;
        let Ok(Some(unlocked)) = Unlocked::recall(now()) else { return false };
        let before = self.locked.len();
        let plain = &mut self.plain;
        self.locked.retain(|file| match unlocked.of(file) {
            Some(identities) => {
                plain.extend(identities);
                false
            }
            None => true,
        });
        self.locked.len() < before
    }

    /// The identities that are there without asking.
    fn keyring(&self) -> Keyring {
        let mut keyring = Keyring::new().watched_by(&self.progress);
        keyring.add_identities(self.plain.iter().cloned());
        keyring
    }

    /// The passphrase may be the container's, or that of an identity.
    fn unlock_with<T>(
        &mut self,
        given: &Passphrase,
        header: &Header,
        unlock: impl Fn(&Keyring) -> CoreResult<T>,
    ) -> Result<T> {
        let mut failure = Error::NotARecipient;
        if header.takes_passphrase() {
            match unlock(&self.keyring_and(given)) {
                Err(Error::WrongPassphrase) => failure = Error::WrongPassphrase,
                other => return Ok(other?),
            }
        }
        let mut unlocked = Vec::new();
        for identities in &self.locked {
            match identities.unlock(given) {
                Ok(identities) => unlocked.extend(identities),
                Err(Error::WrongPassphrase) => failure = Error::WrongPassphrase,
                Err(other) => return Err(other.into()),
            }
        }
        if unlocked.is_empty() {
            return Err(failure.into());
        }
        let mut keyring = self.keyring();
        keyring.add_identities(unlocked);
        Ok(unlock(&keyring)?)
    }

    fn ask_and_unlock<T>(
        &mut self,
        header: &Header,
        terminal: Terminal,
        unlock: impl Fn(&Keyring) -> CoreResult<T>,
    ) -> Result<T> {
        if header.takes_key() {
            // Each is asked for once, however many containers there are.
            while let Some(identities) = self.locked.pop() {
                let path = shown(&identities.path().to_string_lossy());
                let question = text!("cli-ask-key-passphrase", path = path);
                let unlocked = self.prompts.ask_until(&question, terminal, |typed| {
                    let _watch = terminal.watch(&self.progress);
                    Ok(identities.unlock(typed)?)
                })?;
                self.plain.extend(unlocked);
                match unlock(&self.keyring()) {
                    Err(Error::NotARecipient) => {}
                    other => return Ok(other?),
                }
            }
        }
        if !header.takes_passphrase() {
            return Err(Error::NotARecipient.into());
        }
        self.prompts.ask_until(&text!("cli-ask-passphrase"), terminal, |typed| {
            let _watch = terminal.watch(&self.progress);
            unlock(&self.keyring_and(typed)).map_err(Failure::from)
        })
    }

    fn keyring_and(&self, typed: &Passphrase) -> Keyring {
        let mut keyring = self.keyring();
        keyring.add_passphrase(typed.clone());
        keyring
    }
}
