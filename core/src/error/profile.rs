//! Faults of the user's side: settings, the secret service, and the rules of a policy.

use std::fmt;

/// What is wrong with a file of settings.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SettingsFault {
    /// A key that must be there is not.
    Missing {
        /// The key.
        key: String,
    },
    /// A member of a group is no contact.
    NotAContact {
        /// The name.
        name: String,
    },
    /// It is no UTF-8 text.
    NotText,
    /// It is no TOML.
    Syntax,
    /// It is larger than any such file should be.
    TooLarge,
    /// A name stands there twice.
    Twice {
        /// The name.
        name: String,
    },
    /// A key that means nothing here.
    UnknownKey {
        /// The key.
        key: String,
        /// The one that was meant, if it is written nearly so.
        near: Option<String>,
    },
    /// A value that its key does not take.
    WrongValue {
        /// The key.
        key: String,
    },
}

impl fmt::Display for SettingsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key } => write!(f, "the key {key} is missing"),
            Self::NotAContact { name } => write!(f, "{name} is not a contact"),
            Self::NotText => f.write_str("not UTF-8 text"),
            Self::Syntax => f.write_str("not TOML"),
            Self::TooLarge => f.write_str("too large"),
            Self::Twice { name } => write!(f, "the name {name} stands there twice"),
            Self::UnknownKey { key, near: None } => write!(f, "the key {key} is unknown"),
            Self::UnknownKey { key, near: Some(near) } => {
                write!(f, "the key {key} is unknown, {near} is known")
            }
            Self::WrongValue { key } => write!(f, "the key {key} does not take this value"),
        }
    }
}

/// Why the system's secret service cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum StoreFault {
    /// There is none.
    Absent,
    /// It does not answer as it should, or in time.
    Failed,
    /// It does not take so much.
    Full,
    /// It is locked, and was not unlocked when it asked.
    Locked,
    /// The program is portable: the computer's service would keep the keys of its guest.
    Portable,
}

impl fmt::Display for StoreFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "there is none",
            Self::Failed => "it does not answer as it should",
            Self::Full => "it does not take so much",
            Self::Locked => "it is locked",
            Self::Portable => "this computer is not to keep keys of a portable program",
        })
    }
}

/// A rule of a policy, with what it demands where that is a number, and whom it concerns.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// No container without an access list.
    Anonymous,
    /// No classical recipients.
    Classical,
    /// No passphrase in age's own form: it could stand beside no recovery access.
    AgeCompatible,
    /// Passphrases go through Argon2id, at the cost that the policy asks for.
    Argon2,
    /// No passphrases at all.
    Passphrase,
    /// No passphrase without a recipient beside it.
    PassphraseAlone,
    /// Passphrases have so many characters at least.
    PassphraseLength(u32),
    /// No contacts whose fingerprint was not compared.
    Unverified {
        /// Whose key it is, as far as is known, else the key.
        name: String,
    },
    /// The recovery access stays.
    Recovery,
    /// No key is taken from an access list that is no contact's: so many would be.
    UnknownKeys(usize),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("a container needs an access list"),
            Self::Classical => f.write_str("no classical recipients"),
            Self::AgeCompatible => f.write_str("a container needs the recovery access"),
            Self::Argon2 => f.write_str("passphrases need Argon2id"),
            Self::Passphrase => f.write_str("no passphrases"),
            Self::PassphraseAlone => f.write_str("no passphrase without a recipient"),
            Self::PassphraseLength(least) => {
                write!(f, "passphrases of {least} characters at least")
            }
            Self::Unverified { name } => write!(f, "no unverified contacts: {name}"),
            Self::Recovery => f.write_str("the recovery access stays"),
            Self::UnknownKeys(count) => write!(f, "no unknown keys: {count} found"),
        }
    }
}
