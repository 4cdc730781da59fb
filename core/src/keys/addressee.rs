//! Addressees: recipients by name, and how far the user knows whose a key is.

use crate::keys::label::Label;
use crate::keys::recipient::Recipient;

/// A recipient, and what the user calls it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addressee {
    /// The name, which goes into the access list.
    pub label: Label,
    /// The key.
    pub recipient: Recipient,
    /// How the user knows that name and key go together.
    pub trust: Trust,
}

/// How the user knows whose a key is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trust {
    /// The fingerprint was compared.
    Verified,
    /// The organisation says so.
    Directory,
    /// The contact was added, and never verified.
    Unverified,
    /// A key or a card was given as it is.
    Given,
}
