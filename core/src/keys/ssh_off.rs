//! SSH keys without the feature `ssh`: types that no value has.

use std::fmt;
use std::str::FromStr;

use age_core::format::{FileKey, Stanza};

use crate::error::{KeyFault, Result};
use crate::keys::passphrase::Passphrase;
use crate::keys::recipient::RecipientKind;
use crate::progress::Progress;

/// No public key.
#[derive(Clone)]
pub enum SshRecipient {}

/// No private key.
#[derive(Clone)]
pub enum SshIdentity {}

/// No private key under a passphrase.
#[derive(Clone)]
pub(crate) enum LockedSsh {}

/// What no file holds.
#[allow(dead_code, reason = "without the feature nothing makes one")]
pub(crate) enum SshFile {
    Plain(SshIdentity),
    Locked(LockedSsh),
}

impl SshRecipient {
    pub(crate) fn kind(&self) -> RecipientKind {
        match *self {}
    }

    pub(crate) fn fits(&self, _: &Stanza) -> bool {
        match *self {}
    }

    pub(crate) fn wrap_file_key(&self, _: &FileKey) -> Result<Stanza> {
        match *self {}
    }
}

impl SshIdentity {
    /// The public half, where it is known.
    #[must_use]
    pub fn to_recipient(&self) -> Option<SshRecipient> {
        match *self {}
    }

    pub(crate) fn unwrap_stanzas(&self, _: &[Stanza]) -> Option<Result<FileKey>> {
        match *self {}
    }
}

impl LockedSsh {
    pub(crate) fn unlock(&self, _: &Passphrase, _: &Progress) -> Result<SshIdentity> {
        match *self {}
    }
}

impl FromStr for SshRecipient {
    type Err = KeyFault;

    fn from_str(text: &str) -> std::result::Result<Self, KeyFault> {
        let starts = ["ssh-", "ecdsa-", "sk-"];
        let is_ssh = starts.iter().any(|start| text.starts_with(start));
        Err(if is_ssh { KeyFault::Unsupported } else { KeyFault::Unknown })
    }
}

impl fmt::Display for SshRecipient {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

pub(crate) fn parse_identity(_: &str) -> std::result::Result<SshFile, KeyFault> {
    Err(KeyFault::Unsupported)
}
