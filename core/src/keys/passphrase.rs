//! Passphrases, and the two stanzas that they open.
//!
//! `scelle/argon2id` (docs/format.md, "The passphrase stanza") stands beside any other stanza.
//! age's own `scrypt` (C2SP `age.md`, "The scrypt recipient type") stands alone, as age demands,
//! and is what stock age opens.

mod argon2;
mod scrypt;

use std::fmt;

use age_core::secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

pub use self::argon2::Argon2Cost;
pub(crate) use self::argon2::{
    ARGON2_TAG, Argon2Stanza, MAX_ARGON2_STANZAS, is_affordable, wrap_argon2,
};
pub use self::scrypt::ScryptCost;
pub(crate) use self::scrypt::{SCRYPT_TAG, scrypt_log_n, unwrap_scrypt, wrap_scrypt};
use crate::error::{Error, PassphraseFault, Result};
use crate::text;

/// How much longer a normalization form may be, in bytes.
const LONGER: usize = 4;
/// Longer ones are files given by mistake.
const MAX_PASSPHRASE_BYTES: usize = 1024;

/// A passphrase, in Unicode normalization form C so that every keyboard gives the same bytes, and as
/// it was typed, which is what other programs derive their keys from.
#[derive(Clone)]
pub struct Passphrase {
    normal: SecretString,
    /// As it was typed, where that is something else.
    typed: Option<SecretString>,
}

impl Passphrase {
    /// Takes a passphrase as it was typed.
    ///
    /// # Errors
    /// [`Error::PassphraseRefused`] when it is empty, longer than 1024 bytes or holds control
    /// characters. Its strength is judged apart, by [`strength`](crate::keys::strength), and only
    /// when sealing.
    pub fn new(typed: &str) -> Result<Self> {
        if typed.is_empty() {
            return Err(Error::PassphraseRefused(PassphraseFault::Empty));
        }
        if typed.len() > MAX_PASSPHRASE_BYTES || typed.contains(char::is_control) {
            return Err(Error::PassphraseRefused(PassphraseFault::NotText));
        }
        // Reserved whole, so that growing leaves no copy behind.
        let mut normal = Zeroizing::new(String::with_capacity(LONGER * typed.len()));
        normal.extend(typed.nfc());
        let differs = (*normal != typed).then(|| SecretString::from(typed));
        Ok(Self { normal: SecretString::from(normal.as_str()), typed: differs })
    }

    /// Takes the content of a passphrase file: one line, its end and a byte order mark not counted.
    ///
    /// # Errors
    /// As [`new`](Self::new), and when it is no text or more than a line.
    pub fn from_file_content(content: &[u8]) -> Result<Self> {
        let not_text = || Error::PassphraseRefused(PassphraseFault::NotText);
        let text = text::decode(content).ok_or_else(not_text)?;
        Self::new(text::single_line(&text).ok_or_else(not_text)?)
    }

    /// The passphrase itself, for the one place that must show it to its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.normal.expose_secret()
    }

    /// Whether two passphrases are the same one: for the second typing of a new one.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }

    /// Whether it was typed in another form than NFC: other programs may ask for these very bytes.
    #[must_use]
    pub fn is_decomposed(&self) -> bool {
        self.typed.is_some()
    }

    /// The bytes that were typed.
    pub(crate) fn as_typed(&self) -> &SecretString {
        self.typed.as_ref().unwrap_or(&self.normal)
    }

    /// What a program that takes bytes as they are typed may have been given: these bytes, then NFC,
    /// then NFD, each once.
    pub(crate) fn spellings(&self) -> Vec<SecretString> {
        let mut decomposed = Zeroizing::new(String::with_capacity(LONGER * self.reveal().len()));
        decomposed.extend(self.reveal().nfd());
        let mut all: Vec<SecretString> = self.typed.iter().cloned().collect();
        all.push(self.normal.clone());
        if all.iter().all(|known| known.expose_secret() != decomposed.as_str()) {
            all.push(SecretString::from(decomposed.as_str()));
        }
        all
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// A decimal number in its one way of being written: no sign, no leading zero.
fn canonical_decimal(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests;
