//! Inspecting: what a container tells without a key.
//!
//! ```
//! use scelle_core::archive::entry::EntryName;
//! use scelle_core::container::access::Role;
//! use scelle_core::inspect::{Safety, inspect};
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::open::Locked;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_stream};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let grants = vec![Grant::recipient(recipient, Role::Owner)];
//!     let options = SealOptions::new(grants, 1_790_000_000);
//!     let name = EntryName::parse("rapport.txt")?;
//!     let content = &mut "Bonjour".as_bytes();
//!     let input = Input::Stream { name: &name, modified: None, content };
//!     let mut container = Vec::new();
//!     seal_to_stream(input, &mut container, &options, &Progress::new())?;
//!
//!     let inspection = inspect(&Locked::read_stream(&container[..], "a.scelle")?)?;
//!     assert_eq!(inspection.safety, Safety::PostQuantum);
//!     Ok(())
//! }
//! ```

use crate::container::header::ACCESS_TAG;
use crate::container::payload::{CHUNK, NONCE_BYTES};
use crate::error::Result;
use crate::keys::hybrid;
use crate::keys::passphrase::{self, Argon2Cost};
use crate::open::Locked;

/// What is readable without a key. All of it may be forged: only a key proves a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Inspection {
    /// The stanzas, in order.
    pub stanzas: Vec<StanzaFacts>,
    /// Whether a quantum computer could open it.
    pub safety: Safety,
    /// Whether it holds an access list.
    pub lists_accesses: bool,
    /// Length of the header, in bytes.
    pub header_bytes: u64,
    /// Length of the payload once opened, in bytes.
    pub payload_bytes: u64,
    /// Length of the whole file, in bytes.
    pub file_bytes: u64,
}

/// One stanza.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StanzaFacts {
    /// Its type, as the format writes it.
    pub tag: String,
    /// What it is for.
    pub purpose: Purpose,
}

/// What a stanza is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// Opens for the holder of a post-quantum key.
    PostQuantumKey,
    /// Opens for the holder of a classical key.
    ClassicalKey,
    /// Opens for a passphrase, through Argon2id.
    Argon2(Argon2Cost),
    /// Opens for a passphrase, through scrypt with N = 2^`log_n`.
    Scrypt {
        /// The logarithm of N.
        log_n: u8,
    },
    /// Lists the accesses.
    AccessList,
    /// Means nothing: keeps readers used to what they do not know.
    Grease,
    /// Not known to us: perhaps a plugin's.
    Unknown,
}

/// Whether a quantum computer could open a container, from its stanzas.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Safety {
    /// No, as far as is known.
    PostQuantum,
    /// Yes, by at least one of its stanzas.
    Classical,
    /// It has stanzas that we do not know.
    Unknown,
}

/// Reads what the header says.
///
/// # Errors
/// [`Error::Header`](crate::error::Error) and [`Error::KdfParameters`](crate::error::Error) for
/// passphrase stanzas that no reader would try.
pub fn inspect(locked: &Locked) -> Result<Inspection> {
    let header = locked.header();
    header.argon2_stanzas()?;
    let stanzas = header
        .stanzas()
        .iter()
        .enumerate()
        .map(|(at, stanza)| {
            let purpose = match header.is_grease(at) {
                true => Purpose::Grease,
                false => purpose_of(stanza)?,
            };
            Ok(StanzaFacts { tag: stanza.tag.clone(), purpose })
        })
        .collect::<Result<Vec<_>>>()?;
    let header_bytes = header.encoded_len();
    let sealed = locked.len().saturating_sub(header_bytes + NONCE_BYTES as u64);
    let chunks = sealed.div_ceil(CHUNK as u64 + 16);
    Ok(Inspection {
        safety: safety_of(&stanzas),
        lists_accesses: stanzas.iter().any(|s| s.purpose == Purpose::AccessList),
        stanzas,
        header_bytes,
        payload_bytes: sealed.saturating_sub(chunks * 16),
        file_bytes: locked.len(),
    })
}

fn purpose_of(stanza: &age_core::format::Stanza) -> Result<Purpose> {
    Ok(match stanza.tag.as_str() {
        hybrid::TAG if hybrid::has_shape(stanza) => Purpose::PostQuantumKey,
        "X25519" | "ssh-ed25519" | "ssh-rsa" => Purpose::ClassicalKey,
        passphrase::ARGON2_TAG => Purpose::Argon2(passphrase::Argon2Stanza::parse(stanza)?.cost),
        passphrase::SCRYPT_TAG => Purpose::Scrypt { log_n: passphrase::scrypt_log_n(stanza)? },
        ACCESS_TAG => Purpose::AccessList,
        _ => Purpose::Unknown,
    })
}

fn safety_of(stanzas: &[StanzaFacts]) -> Safety {
    let any = |purpose| stanzas.iter().any(|stanza| stanza.purpose == purpose);
    if any(Purpose::ClassicalKey) {
        Safety::Classical
    } else if any(Purpose::Unknown) {
        Safety::Unknown
    } else {
        Safety::PostQuantum
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use age_core::format::Stanza;

    use super::*;
    use crate::container::access::Role;
    use crate::container::header::Header;
    use crate::container::payload::PayloadWriter;
    use crate::error::Error;
    use crate::keys::addressee::Trust;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::label::Label;
    use crate::keys::passphrase::ScryptCost;
    use crate::keys::recipient::Recipient;
    use crate::seal::{Grant, GrantKey, SealOptions};
    use crate::testing::{Desk, argon2_stanza, file_key, noise, passphrase, stanza};

    fn grant(key: GrantKey) -> Grant {
        Grant {
            label: Label::lossy("Bob"),
            role: Role::Member,
            key,
            trust: Trust::Given,
            since: None,
        }
    }

    fn phrase() -> Grant {
        grant(GrantKey::Passphrase(passphrase()))
    }

    fn classical() -> Grant {
        let key = crate::keys::x25519::X25519Identity::generate().to_recipient();
        grant(GrantKey::Recipient(Recipient::X25519(key)))
    }

    /// What is readable of a file sealed to these and to the desk's owner.
    fn inspect_sealed(others: Vec<Grant>) -> Inspection {
        let desk = Desk::new();
        let mut options = desk.options();
        options.grants.extend(others);
        options.allow_classical = true;
        inspect_with(&desk, &options)
    }

    fn inspect_with(desk: &Desk, options: &SealOptions) -> Inspection {
        desk.put("a", noise(100_000));
        let path = desk.seal_with(&["a"], options);
        inspect(&Locked::read(&path).unwrap()).unwrap()
    }

    fn purposes(inspection: &Inspection) -> Vec<Purpose> {
        inspection.stanzas.iter().map(|stanza| stanza.purpose).collect()
    }

    #[test]
    fn everybody_sees_what_opens_it() {
        let inspection = inspect_sealed(vec![phrase(), classical()]);
        let expected = [
            Purpose::PostQuantumKey,
            Purpose::Argon2(Argon2Cost::insecure_for_tests()),
            Purpose::ClassicalKey,
            Purpose::AccessList,
            Purpose::Grease,
        ];
        assert_eq!(purposes(&inspection), expected);
        assert_eq!(inspection.stanzas[3].tag, "scelle/access");
        assert!(inspection.lists_accesses);
    }

    #[test]
    fn one_classical_key_makes_it_classical() {
        assert_eq!(inspect_sealed(vec![phrase()]).safety, Safety::PostQuantum);
        assert_eq!(inspect_sealed(vec![classical(), phrase()]).safety, Safety::Classical);
    }

    #[test]
    fn what_is_unknown_is_not_called_safe() {
        let safety = |others: Vec<Stanza>| {
            let hybrid = HybridIdentity::generate().unwrap().to_recipient();
            let hybrid = hybrid.wrap_file_key(&file_key()).unwrap();
            let stanzas = [hybrid].into_iter().chain(others).collect();
            inspect(&locked(stanzas, b"")).unwrap().safety
        };
        assert_eq!(safety(vec![]), Safety::PostQuantum);
        assert_eq!(safety(vec![stanza("a-plugin", "x")]), Safety::Unknown);
        let both = vec![stanza("a-plugin", "x"), stanza("ssh-rsa", "x")];
        assert_eq!(safety(both), Safety::Classical);
        assert_eq!(safety(vec![stanza("ssh-ed25519", "x")]), Safety::Classical);
        // A type alone is no key that resists.
        assert_eq!(safety(vec![stanza("mlkem768x25519", "x")]), Safety::Unknown);
    }

    /// It opens for a program that knows its other name, and for a quantum computer.
    #[test]
    fn a_real_stanza_that_is_renamed_is_unknown() {
        let key = Recipient::X25519(crate::keys::x25519::X25519Identity::generate().to_recipient());
        for tag in ["x-grease", "mlkem768x25519"] {
            let renamed = Stanza { tag: tag.to_owned(), ..key.wrap_file_key(&file_key()).unwrap() };
            let inspection = inspect(&locked(vec![renamed], b"")).unwrap();
            assert_eq!(purposes(&inspection), [Purpose::Unknown, Purpose::Grease], "{tag}");
            assert_eq!(inspection.safety, Safety::Unknown, "{tag}");
        }
    }

    #[test]
    fn an_anonymous_container_lists_nobody() {
        let desk = Desk::new();
        let options = SealOptions { anonymous: true, ..desk.options() };
        let inspection = inspect_with(&desk, &options);
        assert!(!inspection.lists_accesses);
        assert_eq!(purposes(&inspection), [Purpose::PostQuantumKey, Purpose::Grease]);
    }

    #[test]
    fn a_passphrase_alone_shows_its_scrypt_cost() {
        let desk = Desk::new();
        let options = SealOptions {
            grants: vec![phrase()],
            scrypt: ScryptCost::insecure_for_tests(),
            ..desk.options()
        };
        let inspection = inspect_with(&desk, &options);
        assert_eq!(purposes(&inspection), [Purpose::Scrypt { log_n: 1 }]);
        assert_eq!(inspection.safety, Safety::PostQuantum);
    }

    #[test]
    fn the_lengths_add_up() {
        for len in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
            let inspection = inspect(&locked(vec![], &noise(len))).unwrap();
            assert_eq!(inspection.payload_bytes, len as u64);
            let chunks = len.div_ceil(65_536).max(1) as u64;
            let expected = inspection.header_bytes + 16 + len as u64 + 16 * chunks;
            assert_eq!(inspection.file_bytes, expected);
        }
    }

    #[test]
    fn parameters_that_no_reader_would_try_are_refused() {
        let five = inspect(&locked((0..5).map(|_| argon2_stanza()).collect(), b""));
        assert!(matches!(five, Err(Error::KdfParameters)), "{five:?}");
        let mut greedy = argon2_stanza();
        greedy.args[1] = "1048577".to_owned();
        let greedy = inspect(&locked(vec![greedy], b""));
        assert!(matches!(greedy, Err(Error::KdfParameters)), "{greedy:?}");
    }

    /// A container of these stanzas and the grease.
    fn locked(stanzas: Vec<Stanza>, plain: &[u8]) -> Locked {
        let mut file = Vec::new();
        Header::seal(stanzas, &file_key()).unwrap().write(&mut file).unwrap();
        let mut payload = PayloadWriter::new(&file_key(), file).unwrap();
        payload.write_all(plain).unwrap();
        let file = payload.finish().unwrap();
        Locked::read_stream(file.as_slice(), "a.scelle").unwrap()
    }
}
