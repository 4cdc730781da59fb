//! Faults of keys and passphrases.

use std::fmt;

/// What is wrong with a key, public or secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyFault {
    /// It is no key of a kind we know.
    Unknown,
    /// It looks like a key of a known kind and is not well-formed.
    Malformed,
    /// It is a kind of key that cannot encrypt files (ECDSA, a hardware key, a weak RSA key).
    Unsupported,
    /// It is an SSH key in an older format, that `ssh-keygen -p` converts.
    OldPem,
    /// It is an SSH key under a passphrase, which `ssh-keygen -p` changes or removes.
    SshPassphrase,
    /// It is a key of an age plugin, or of a device.
    Plugin,
    /// It is a secret key where a public one is expected.
    Secret,
    /// The file holds no key.
    Empty,
    /// Its passphrase asks for more computation than we accept to spend.
    Costly,
    /// The file is larger than any file of keys should be.
    TooLarge,
    /// There is more than one key where one is expected.
    Several,
    /// A name or another text beside the key could deceive its reader, or stands there twice.
    BadText,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "not a key of a known kind",
            Self::Malformed => "incomplete, or copied with a mistake",
            Self::Unsupported => "this kind of key cannot encrypt files",
            Self::OldPem => "an SSH key in an older format",
            Self::SshPassphrase => "an SSH key, whose passphrase only ssh-keygen changes",
            Self::Plugin => "a key of an age plugin or of a device",
            Self::Secret => "a secret key, where a public key is expected",
            Self::Empty => "no key in it",
            Self::Costly => "its passphrase asks for too much computation",
            Self::TooLarge => "too large for a file of keys",
            Self::Several => "more than one key, where one is expected",
            Self::BadText => "a text beside the key is misleading or stands there twice",
        })
    }
}

/// Why a passphrase is refused when sealing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PassphraseFault {
    /// Nothing was given.
    Empty,
    /// Too short and too easy to guess; the estimator's main reason, where it gave one.
    Weak(Weakness),
    /// Longer than any passphrase, or not text.
    NotText,
}

impl fmt::Display for PassphraseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Weak(weakness) => write!(f, "easy to guess: {weakness}"),
            Self::NotText => f.write_str("too long, or not text"),
        }
    }
}

/// The main reason for which a passphrase is easy to guess.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Weakness {
    /// A common password, or close to one.
    Common,
    /// A name, or a single word.
    Word,
    /// A date or a year.
    Date,
    /// Keys that are neighbours, or characters that repeat or follow each other.
    Pattern,
    /// Simply too short.
    Short,
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Common => "a common passphrase",
            Self::Word => "a name or a single word",
            Self::Date => "a date or a year",
            Self::Pattern => "a pattern",
            Self::Short => "too short",
        })
    }
}
