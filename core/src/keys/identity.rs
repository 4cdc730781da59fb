//! Identities: the secret keys, and the files that hold them.

use std::fmt;

use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;

use crate::error::{Error, HeaderFault, KeyFault, Result};
use crate::keys::generated::readings;
use crate::keys::hybrid::{self, HybridIdentity};
use crate::keys::passphrase::Passphrase;
use crate::keys::recipient::Recipient;
use crate::keys::ssh::SshIdentity;
use crate::keys::x25519::X25519Identity;
use crate::progress::Progress;

/// A secret key of one of the kinds that age knows.
#[derive(Clone)]
pub enum Identity {
    /// `AGE-SECRET-KEY-PQ-1…`
    Hybrid(Box<HybridIdentity>),
    /// An SSH private key, already decrypted.
    Ssh(SshIdentity),
    /// `AGE-SECRET-KEY-1…`
    X25519(X25519Identity),
}

impl Identity {
    /// The public half, where it is known.
    #[must_use]
    pub fn to_recipient(&self) -> Option<Recipient> {
        match self {
            Self::Hybrid(identity) => Some(Recipient::Hybrid(Box::new(identity.to_recipient()))),
            Self::Ssh(identity) => identity.to_recipient().map(Recipient::Ssh),
            Self::X25519(identity) => Some(Recipient::X25519(identity.to_recipient())),
        }
    }

    /// Whether a stanza gives this file key to this identity.
    pub(crate) fn opens(&self, stanza: &Stanza, file_key: &FileKey) -> bool {
        let unwrapped = self.unwrap_stanzas(std::slice::from_ref(stanza));
        let same = |theirs: &FileKey| theirs.expose_secret() == file_key.expose_secret();
        unwrapped.is_some_and(|theirs| theirs.as_ref().is_ok_and(same))
    }

    /// `None` when no stanza is meant for this identity; the first that is decides.
    pub(crate) fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey>> {
        match self {
            Self::Hybrid(identity) => stanzas.iter().find_map(|s| identity.unwrap_stanza(s)),
            Self::Ssh(identity) => identity.unwrap_stanzas(stanzas),
            Self::X25519(identity) => unwrap_with_age(&identity.0, stanzas),
        }
    }
}

pub(crate) fn unwrap_with_age(
    identity: &impl age::Identity,
    stanzas: &[Stanza],
) -> Option<Result<FileKey>> {
    let unwrapped = identity.unwrap_stanzas(stanzas)?;
    Some(unwrapped.map_err(|_| Error::Header(HeaderFault::Stanza)))
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// What a caller offers to open a container with.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    identities: Vec<Identity>,
    passphrases: Vec<Passphrase>,
    progress: Progress,
}

impl Keyring {
    /// One with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds identities.
    pub fn add_identities(&mut self, identities: impl IntoIterator<Item = Identity>) {
        self.identities.extend(identities);
    }

    /// Adds a passphrase as it was typed. Where its words spell a generated one, that is tried first.
    pub fn add_passphrase(&mut self, passphrase: Passphrase) {
        self.passphrases.extend(readings(passphrase));
    }

    /// Says in `progress` when a passphrase is being checked, and stops when that is cancelled.
    #[must_use]
    pub fn watched_by(self, progress: &Progress) -> Self {
        Self { progress: progress.clone(), ..self }
    }

    pub(crate) fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The identities, in the order in which they are tried.
    #[must_use]
    pub fn identities(&self) -> &[Identity] {
        &self.identities
    }

    pub(crate) fn passphrases(&self) -> &[Passphrase] {
        &self.passphrases
    }
}

/// Reads the lines of an age identity file.
pub(crate) fn parse(text: &str) -> std::result::Result<Vec<Identity>, KeyFault> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let identities = lines.map(parse_line).collect::<std::result::Result<Vec<_>, _>>()?;
    if identities.is_empty() { Err(KeyFault::Empty) } else { Ok(identities) }
}

fn parse_line(line: &str) -> std::result::Result<Identity, KeyFault> {
    if line.starts_with(hybrid::IDENTITY_PREFIX) {
        return line.parse().map(Box::new).map(Identity::Hybrid);
    }
    if line.starts_with("AGE-SECRET-KEY-1") {
        return line.parse().map(Identity::X25519).map_err(|_| KeyFault::Malformed);
    }
    Err(if line.starts_with("AGE-PLUGIN-") { KeyFault::Plugin } else { KeyFault::Unknown })
}
