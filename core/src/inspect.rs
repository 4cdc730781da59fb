//! Inspecting: what a container tells to somebody who has no key to it.

use crate::container::access;
use crate::container::payload::{CHUNK, NONCE_BYTES};
use crate::error::Result;
use crate::keys::hybrid;
use crate::keys::passphrase::{self, Argon2Cost};
use crate::open::Locked;

/// What everybody can see. All of it may be forged: only a key proves a header.
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
        .map(|stanza| Ok(StanzaFacts { tag: stanza.tag.clone(), purpose: purpose_of(stanza)? }))
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
        hybrid::TAG => Purpose::PostQuantumKey,
        "X25519" | "ssh-ed25519" | "ssh-rsa" => Purpose::ClassicalKey,
        passphrase::ARGON2_TAG => Purpose::Argon2(passphrase::Argon2Stanza::parse(stanza)?.cost),
        passphrase::SCRYPT_TAG => Purpose::Scrypt { log_n: passphrase::scrypt_log_n(stanza)? },
        access::TAG => Purpose::AccessList,
        _ if access::is_grease(stanza) => Purpose::Grease,
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
