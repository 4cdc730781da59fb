//! Fingerprints: a public key in thirty digits that two people can compare over the telephone.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::keys::recipient::Recipient;

const GROUPS: usize = 6;
/// Each group is five digits, taken from forty bits: 16.6 bits each, 99.7 in all.
const BYTES_PER_GROUP: usize = 5;
const MODULUS: u64 = 100_000;

/// SHA-256 of the recipient as text, as six groups of five digits (docs/format.md, "Fingerprints").
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Fingerprint([u32; GROUPS]);

impl Fingerprint {
    /// The fingerprint of a recipient.
    #[must_use]
    pub fn of(recipient: &Recipient) -> Self {
        let digest = Sha256::digest(recipient.to_string().as_bytes());
        let mut groups = [0; GROUPS];
        for (group, bytes) in groups.iter_mut().zip(digest.chunks_exact(BYTES_PER_GROUP)) {
            let number = bytes.iter().fold(0, |n: u64, byte| n << 8 | u64::from(*byte));
            *group = (number % MODULUS) as u32;
        }
        Self(groups)
    }

    /// Its groups, each below 100,000.
    #[must_use]
    pub fn groups(&self) -> [u32; GROUPS] {
        self.0
    }
}

/// `01234 56789 …`
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, group) in self.0.iter().enumerate() {
            let space = if position == 0 { "" } else { " " };
            write!(f, "{space}{group:05}")?;
        }
        Ok(())
    }
}

/// What was typed is no fingerprint: it has not thirty digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Reads thirty digits, with any spaces, dots or hyphens between them.
    fn from_str(typed: &str) -> Result<Self, NotAFingerprint> {
        let mut digits = Vec::with_capacity(GROUPS * 5);
        for c in typed.chars() {
            match c.to_digit(10) {
                Some(digit) => digits.push(digit),
                None if c.is_whitespace() || matches!(c, '-' | '.' | '\u{2011}') => {}
                None => return Err(NotAFingerprint),
            }
        }
        if digits.len() != GROUPS * 5 {
            return Err(NotAFingerprint);
        }
        let mut groups = [0; GROUPS];
        for (group, five) in groups.iter_mut().zip(digits.chunks_exact(5)) {
            *group = five.iter().fold(0, |n, digit| n * 10 + digit);
        }
        Ok(Self(groups))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    /// The vector of docs/format.md.
    #[test]
    fn the_documented_vector() {
        let fingerprint = Fingerprint::of(&ED25519.parse().unwrap());
        let document = include_str!("../../../docs/format.md");
        assert!(document.contains(&fingerprint.to_string()), "docs/format.md: {fingerprint}");
    }

    #[test]
    fn is_read_back_however_it_is_spaced() {
        let fingerprint = Fingerprint::of(&ED25519.parse().unwrap());
        let text = fingerprint.to_string();
        assert_eq!(text.len(), 35);
        for typed in
            [text.clone(), text.replace(' ', ""), text.replace(' ', " - "), format!(" {text}\n")]
        {
            assert_eq!(typed.parse(), Ok(fingerprint));
        }
        for wrong in ["", "12345", &text[1..], &text.replace(' ', "x")] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(NotAFingerprint));
        }
    }
}
