//! age's classical keys: X25519.

use std::fmt;
use std::str::FromStr;

use crate::error::KeyFault;

/// A public key, `age1…`.
#[derive(Clone)]
pub struct X25519Recipient(pub(crate) age::x25519::Recipient);

/// A secret key, `AGE-SECRET-KEY-1…`.
#[derive(Clone)]
pub struct X25519Identity(pub(crate) age::x25519::Identity);

impl X25519Identity {
    /// The public half.
    #[must_use]
    pub fn to_recipient(&self) -> X25519Recipient {
        X25519Recipient(self.0.to_public())
    }

    #[cfg(test)]
    pub(crate) fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }
}

impl FromStr for X25519Recipient {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        text.parse().map(Self).map_err(|_| KeyFault::Malformed)
    }
}

impl FromStr for X25519Identity {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<Self, KeyFault> {
        text.parse().map(Self).map_err(|_| KeyFault::Malformed)
    }
}

impl fmt::Display for X25519Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
