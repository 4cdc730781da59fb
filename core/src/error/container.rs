//! Faults of a container: its header and its payload.

use std::fmt;

/// What is wrong with a header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum HeaderFault {
    /// It is cut short.
    Truncated,
    /// It is longer than 1 MiB.
    TooLong,
    /// It holds more than 256 stanzas.
    TooManyStanzas,
    /// A line of it is not what the age specification demands.
    Malformed,
    /// A stanza meant for one of the identities is not well-formed.
    Stanza,
    /// An `scrypt` stanza does not stand alone.
    ScryptNotAlone,
    /// Its access list cannot be read.
    AccessList,
    /// Its access list contradicts its stanzas, or itself.
    AccessListFalse,
    /// A label of its access list holds characters that do not show, or that deceive.
    AccessListLabel,
}

impl fmt::Display for HeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "cut short",
            Self::TooLong => "longer than 1 MiB",
            Self::TooManyStanzas => "more than 256 stanzas",
            Self::Malformed => "not well-formed",
            Self::Stanza => "a stanza is not well-formed",
            Self::ScryptNotAlone => "an scrypt stanza stands beside others",
            Self::AccessList => "the access list cannot be read",
            Self::AccessListFalse => "the access list contradicts the stanzas or itself",
            Self::AccessListLabel => "a label of the access list holds characters that do not show",
        })
    }
}

/// What is wrong with a payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PayloadFault {
    /// It is cut short: the last chunk is not the last.
    Truncated,
    /// A chunk does not authenticate.
    Chunk {
        /// Its number, from 0.
        index: u64,
    },
}

impl fmt::Display for PayloadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("cut short"),
            Self::Chunk { index } => write!(f, "chunk {index} does not authenticate"),
        }
    }
}
