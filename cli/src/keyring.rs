//! Unlocking a container with what the options name and the home holds, asking as little as can be.

use scelle_core::container::entry::Names;
use scelle_core::error::Error;
use scelle_core::keys::identity::{Identity, IdentityFile, Keyring, LockedIdentities};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::unlocked::Unlocked;
use scelle_core::open::{Container, Locked};
use scelle_i18n::text;

use crate::args::UnlockArgs;
use crate::commands::now;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::passphrase::{self, Prompts};
use crate::terminal::{Terminal, shown};

/// What the options name and the home holds.
pub(crate) struct Keys {
    plain: Vec<Identity>,
    locked: Vec<LockedIdentities>,
    passphrase: Option<Passphrase>,
    prompts: Prompts,
    /// Whether those that `scelle key unlock` keeps were looked for.
    recalled: bool,
}

impl Keys {
    pub(crate) fn load(args: &UnlockArgs, home: &Home, prompts: Prompts) -> Result<Self> {
        let own = if args.identity.is_empty() { home.identities() } else { Vec::new() };
        let mut keys = Self {
            plain: Vec::new(),
            locked: Vec::new(),
            passphrase: None,
            prompts,
            recalled: false,
        };
        for path in args.identity.iter().chain(&own) {
            match IdentityFile::read(path)? {
                IdentityFile::Plain(identities) => keys.plain.extend(identities),
                IdentityFile::Locked(identities) => keys.locked.push(identities),
            }
        }
        keys.passphrase = passphrase::given(&args.passphrase, prompts)?;
        Ok(keys)
    }

    /// Tries what costs nothing, then the passphrase that was given, then what was unlocked before,
    /// then asks.
    pub(crate) fn unlock(
        &mut self,
        locked: &Locked,
        names: Names,
        terminal: &Terminal,
    ) -> Result<Container> {
        let mut keyring = Keyring::new();
        keyring.add_identities(self.plain.iter().cloned());
        match locked.unlock(&keyring, names) {
            Err(Error::NotARecipient) => {}
            other => return Ok(other?),
        }
        if let Some(given) = self.passphrase.clone() {
            return self.unlock_with(&given, locked, names);
        }
        if locked.header().takes_key() {
            keyring.add_identities(self.recall());
            // Once more: those that were tried before cost nothing.
            match locked.unlock(&keyring, names) {
                Err(Error::NotARecipient) => {}
                other => return Ok(other?),
            }
        }
        self.ask_and_unlock(locked, names, terminal)
    }

    /// Those of the locked identities that `scelle key unlock` keeps unlocked, once. Without a
    /// secret service there are none, and nobody is told: the prompt comes as it always did.
    fn recall(&mut self) -> Vec<Identity> {
        if self.recalled || self.locked.is_empty() {
            return Vec::new();
        }
        self.recalled = true;
        let Ok(Some(unlocked)) = Unlocked::recall(now()) else { return Vec::new() };
        let mut recalled = Vec::new();
        self.locked.retain(|file| {
            let found = unlocked.of(file);
            recalled.extend(found.iter().flatten().cloned());
            found.is_none()
        });
        self.plain.extend(recalled.iter().cloned());
        recalled
    }

    /// The passphrase may be the container's, or that of an identity.
    fn unlock_with(
        &mut self,
        given: &Passphrase,
        locked: &Locked,
        names: Names,
    ) -> Result<Container> {
        let mut failure = Error::NotARecipient;
        if locked.header().takes_passphrase() {
            match try_passphrase(given, locked, names) {
                Err(Error::WrongPassphrase) => failure = Error::WrongPassphrase,
                other => return Ok(other?),
            }
        }
        let mut unlocked = Keyring::new();
        for identities in &self.locked {
            match identities.unlock(given) {
                Ok(identities) => unlocked.add_identities(identities),
                Err(Error::WrongPassphrase) => failure = Error::WrongPassphrase,
                Err(other) => return Err(other.into()),
            }
        }
        if unlocked.identities().is_empty() {
            return Err(failure.into());
        }
        Ok(locked.unlock(&unlocked, names)?)
    }

    fn ask_and_unlock(
        &mut self,
        locked: &Locked,
        names: Names,
        terminal: &Terminal,
    ) -> Result<Container> {
        if locked.header().takes_key() {
            // Each is asked for once, however many containers there are.
            while let Some(identities) = self.locked.pop() {
                let path = shown(&identities.path().to_string_lossy());
                let question = text!("cli-ask-key-passphrase", path = path);
                let unlocked = self
                    .prompts
                    .ask_until(&question, terminal, |typed| Ok(identities.unlock(typed)?))?;
                let mut keyring = Keyring::new();
                keyring.add_identities(unlocked.iter().cloned());
                self.plain.extend(unlocked);
                match locked.unlock(&keyring, names) {
                    Err(Error::NotARecipient) => {}
                    other => return Ok(other?),
                }
            }
        }
        if !locked.header().takes_passphrase() {
            return Err(Error::NotARecipient.into());
        }
        self.prompts.ask_until(&text!("cli-ask-passphrase"), terminal, |typed| {
            try_passphrase(typed, locked, names).map_err(Failure::from)
        })
    }
}

fn try_passphrase(
    typed: &Passphrase,
    locked: &Locked,
    names: Names,
) -> scelle_core::error::Result<Container> {
    let mut keyring = Keyring::new();
    keyring.add_passphrase(typed.clone());
    locked.unlock(&keyring, names)
}
