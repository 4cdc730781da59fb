//! What unlocking an SSH private key costs (OpenSSH's `PROTOCOL.key`), read before a passphrase is
//! asked for: the `age` crate checks no limit.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::error::KeyFault;

pub(crate) const OPENSSH_START: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const OPENSSH_END: &str = "-----END OPENSSH PRIVATE KEY-----";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// No SSH key is longer, in bytes: one of RSA with 16384 bits takes 13 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// More rounds are refused: these take some twenty seconds, and `ssh-keygen` writes 16 or 24.
const MAX_ROUNDS: u32 = 2048;

/// Refuses a key that would take too long to parse or to unlock.
///
/// What is malformed passes: the parser tells it.
pub(crate) fn check(text: &str) -> Result<(), KeyFault> {
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
