//! SSH keys as age takes them, and what unlocking a private one costs (OpenSSH's `PROTOCOL.key`),
//! read before a passphrase is asked for: the `age` crate checks no limit.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use age::ssh::{EncryptedKey, Identity, ParseRecipientKeyError, Recipient};
use age_core::format::{FileKey, Stanza};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use sha2::{Digest, Sha256};

use crate::error::{Error, KeyFault, Result};
use crate::keys::derivation::derive;
use crate::keys::identity::unwrap_with_age;
use crate::keys::passphrase::Passphrase;
use crate::keys::recipient::{RecipientKind, single_stanza};
use crate::progress::Progress;

const OPENSSH_START: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const OPENSSH_END: &str = "-----END OPENSSH PRIVATE KEY-----";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// No SSH key is longer, in bytes: one of RSA with 16384 bits takes 13 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// More rounds are refused: these take some twenty seconds, and `ssh-keygen` writes 16 or 24.
const MAX_ROUNDS: u32 = 2048;

/// A public key, `ssh-ed25519 …` or `ssh-rsa …`.
#[derive(Clone)]
pub struct SshRecipient(Recipient);

/// A private key, decrypted.
#[derive(Clone)]
pub struct SshIdentity(Arc<Identity>);

/// A private key under a passphrase.
#[derive(Clone)]
pub(crate) struct LockedSsh(Box<EncryptedKey>);

/// What a file of a private key holds.
pub(crate) enum SshFile {
    Plain(SshIdentity),
    Locked(LockedSsh),
}

impl SshRecipient {
    pub(crate) fn kind(&self) -> RecipientKind {
        match self.0 {
            Recipient::SshEd25519(..) => RecipientKind::SshEd25519,
            Recipient::SshRsa(..) => RecipientKind::SshRsa,
        }
    }

    /// Whether a stanza carries the tag of this key: four bytes of its hash.
    pub(crate) fn fits(&self, stanza: &Stanza) -> bool {
        let text = self.0.to_string();
        let wire = text.split(' ').nth(1).and_then(|key| BASE64_STANDARD.decode(key).ok());
        let digest = wire.map(|wire| Sha256::digest(&wire));
        let tag =
            digest.and_then(|digest| digest.get(..4).map(|tag| BASE64_STANDARD_NO_PAD.encode(tag)));
        stanza.tag == self.kind().tag() && tag.is_some() && stanza.args.first() == tag.as_ref()
    }

    pub(crate) fn wrap_file_key(&self, file_key: &FileKey) -> Result<Stanza> {
        single_stanza(&self.0, file_key)
    }
}

impl SshIdentity {
    /// The public half, where it is known.
    #[must_use]
    pub fn to_recipient(&self) -> Option<SshRecipient> {
        Recipient::try_from((*self.0).clone()).ok().map(SshRecipient)
    }

    pub(crate) fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey>> {
        unwrap_with_age(&*self.0, stanzas)
    }
}

impl LockedSsh {
    /// OpenSSH takes the bytes that are typed, as age does.
    pub(crate) fn unlock(&self, typed: &Passphrase, progress: &Progress) -> Result<SshIdentity> {
        for spelling in typed.spellings() {
            let key = self.clone();
            if let Ok(key) = derive(progress, move || key.0.decrypt(spelling))? {
                return Ok(SshIdentity(Arc::new(key.into())));
            }
        }
        Err(Error::WrongPassphrase)
    }
}

impl FromStr for SshRecipient {
    type Err = KeyFault;

    fn from_str(text: &str) -> std::result::Result<Self, KeyFault> {
        use ParseRecipientKeyError as Fault;
        let looks_like_ssh = ["ssh-", "ecdsa-", "sk-"].iter().any(|start| text.starts_with(start));
        text.parse().map(Self).map_err(|fault| match fault {
            Fault::Unsupported(_)
            | Fault::RsaModulusTooLarge
            | Fault::RsaModulusTooSmall
            | Fault::Ignore => KeyFault::Unsupported,
            Fault::Invalid(_) if looks_like_ssh => KeyFault::Malformed,
            Fault::Invalid(_) => KeyFault::Unknown,
        })
    }
}

impl fmt::Display for SshRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads the text of a private key.
pub(crate) fn parse_identity(text: &str) -> std::result::Result<SshFile, KeyFault> {
    check(text)?;
    match Identity::from_buffer(text.as_bytes(), None) {
        Ok(identity @ Identity::Unencrypted(_)) => {
            Ok(SshFile::Plain(SshIdentity(Arc::new(identity))))
        }
        Ok(Identity::Encrypted(key)) => Ok(SshFile::Locked(LockedSsh(Box::new(key)))),
        Ok(Identity::Unsupported(_)) => Err(KeyFault::Unsupported),
        Err(_) => Err(KeyFault::Malformed),
    }
}

/// Refuses a key that would take too long to parse or to unlock.
///
/// What is malformed passes: the parser tells it.
fn check(text: &str) -> std::result::Result<(), KeyFault> {
    if text.len() > MAX_BYTES {
        return Err(KeyFault::TooLarge);
    }
    match bcrypt_rounds(text) {
        Some(rounds) if rounds > MAX_ROUNDS => Err(KeyFault::Costly),
        _ => Ok(()),
    }
}

/// The rounds of the key derivation; `None` for a key that has none, or is malformed.
fn bcrypt_rounds(text: &str) -> Option<u32> {
    let body = text.strip_prefix(OPENSSH_START)?.split(OPENSSH_END).next()?;
    let encoded: String = body.split_ascii_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(encoded).ok()?;
    let (_cipher, rest) = string(bytes.strip_prefix(MAGIC)?)?;
    let (_kdf, rest) = string(rest)?;
    let (options, _) = string(rest)?;
    let (_salt, rounds) = string(options)?;
    rounds.first_chunk().map(|rounds| u32::from_be_bytes(*rounds))
}

/// A length in four bytes, and so many more; and the rest.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A key under a passphrase, of no use but for its cost.
    pub(crate) fn key_of_rounds(rounds: u32) -> String {
        let mut bytes = MAGIC.to_vec();
        let mut push = |text: &[u8]| {
            bytes.extend((text.len() as u32).to_be_bytes());
            bytes.extend(text);
        };
        push(b"aes256-ctr");
        push(b"bcrypt");
        let salt = [&[0, 0, 0, 16][..], &[7; 16], &rounds.to_be_bytes()].concat();
        push(&salt);
        bytes.extend(1u32.to_be_bytes());
        let encoded = BASE64_STANDARD.encode(bytes);
        format!("{OPENSSH_START}\n{encoded}\n{OPENSSH_END}\n")
    }

    #[test]
    fn a_key_that_takes_for_ever_to_unlock_is_refused() {
        for (rounds, expected) in [
            (16, Ok(())),
            (MAX_ROUNDS, Ok(())),
            (MAX_ROUNDS + 1, Err(KeyFault::Costly)),
            (u32::MAX, Err(KeyFault::Costly)),
        ] {
            assert_eq!(bcrypt_rounds(&key_of_rounds(rounds)), Some(rounds));
            assert_eq!(check(&key_of_rounds(rounds)), expected, "{rounds}");
        }
        // Its line ends may be those of Windows, and its lines of any length.
        let folded = key_of_rounds(9999).replace("AAAA", "AAAA\r\n");
        assert_eq!(check(&folded), Err(KeyFault::Costly));
        assert_eq!(
            check(&format!("{OPENSSH_START}\n{}", "A".repeat(70_000))),
            Err(KeyFault::TooLarge)
        );
        for malformed in ["", OPENSSH_START, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl"] {
            assert_eq!(check(malformed), Ok(()));
        }
    }
}
