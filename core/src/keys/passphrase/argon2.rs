//! The stanza `scelle/argon2id` (docs/format.md, "The passphrase stanza"). This file alone names
//! `argon2`.

use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{Passphrase, canonical_decimal};
use crate::error::{Error, HeaderFault, Result};
use crate::keys::derivation::derive;
use crate::progress::Progress;

/// The tag of our stanza.
pub(crate) const ARGON2_TAG: &str = "scelle/argon2id";

/// How many of our stanzas a header may hold: each one costs a reader a second and 256 MiB.
pub(crate) const MAX_ARGON2_STANZAS: usize = 4;
/// What all of them may cost together, in KiB times passes: some fifteen seconds of a processor.
const MAX_ARGON2_WORK: u64 = 16 * 1024 * 1024;

const WRAP_LABEL: &[u8] = b"scelle/v1/argon2id/wrap";
const COMMIT_LABEL: &[u8] = b"scelle/v1/argon2id/commit";
const SALT_BYTES: usize = 16;
/// What one try at a passphrase costs (RFC 9106).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Argon2Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Argon2Cost {
    /// What we write: 256 MiB, 3 passes, 4 lanes.
    pub const DEFAULT: Self = Self { memory_kib: 256 * 1024, passes: 3, lanes: 4 };
    /// The least that we accept to write.
    pub const WEAKEST_WRITTEN: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    const WEAKEST_READ: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    const STRONGEST: Self = Self { memory_kib: 1024 * 1024, passes: 10, lanes: 8 };

    /// A cost to write with.
    ///
    /// # Errors
    /// [`Error::KdfParameters`] when it is outside of what we write and read again.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self> {
        Self { memory_kib, passes, lanes }.within(Self::WEAKEST_WRITTEN)
    }

    /// The cheapest that is still readable. For tests: a container of it protects nothing.
    #[doc(hidden)]
    #[must_use]
    pub fn insecure_for_tests() -> Self {
        Self::WEAKEST_READ
    }

    /// Memory, in KiB.
    #[must_use]
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over that memory.
    #[must_use]
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes, computed side by side.
    #[must_use]
    pub fn lanes(self) -> u32 {
        self.lanes
    }

    /// In each respect the costlier of the two.
    #[must_use]
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            memory_kib: self.memory_kib.max(other.memory_kib),
            passes: self.passes.max(other.passes),
            lanes: self.lanes.max(other.lanes),
        }
    }

    fn within(self, weakest: Self) -> Result<Self> {
        let inside = (weakest.memory_kib..=Self::STRONGEST.memory_kib).contains(&self.memory_kib)
            && (weakest.passes..=Self::STRONGEST.passes).contains(&self.passes)
            && (weakest.lanes..=Self::STRONGEST.lanes).contains(&self.lanes);
        if inside { Ok(self) } else { Err(Error::KdfParameters) }
    }

    /// How much it takes, in KiB times passes.
    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// How many stanzas of this cost a header may hold.
    pub(crate) fn most_stanzas(self) -> usize {
        let fit = MAX_ARGON2_WORK.checked_div(self.work()).unwrap_or_default();
        usize::try_from(fit).map_or(MAX_ARGON2_STANZAS, |fit| fit.min(MAX_ARGON2_STANZAS))
    }

    /// The parameters as they enter the key derivation: three big-endian words.
    fn to_bytes(self) -> [u8; 12] {
        let words = [self.memory_kib, self.passes, self.lanes];
        let mut bytes = [0; 12];
        for (slot, byte) in bytes.iter_mut().zip(words.iter().flat_map(|w| w.to_be_bytes())) {
            *slot = byte;
        }
        bytes
    }
}

/// A `scelle/argon2id` stanza, taken apart.
pub(crate) struct Argon2Stanza<'a> {
    salt: [u8; SALT_BYTES],
    pub(crate) cost: Argon2Cost,
    commitment: [u8; 32],
    body: &'a [u8],
}

impl<'a> Argon2Stanza<'a> {
    /// Reads a stanza whose tag is [`ARGON2_TAG`]; nothing is derived yet.
    pub(crate) fn parse(stanza: &'a Stanza) -> Result<Self> {
        let parsed = Self::parse_any_cost(stanza)?;
        parsed.cost.within(Argon2Cost::WEAKEST_READ)?;
        Ok(parsed)
    }

    /// Reads a stanza whatever it costs.
    pub(crate) fn parse_any_cost(stanza: &'a Stanza) -> Result<Self> {
        let malformed = || Error::Header(HeaderFault::Stanza);
        let [salt, memory, passes, lanes, commitment] = stanza.args.as_slice() else {
            return Err(malformed());
        };
        if stanza.body.len() != FILE_KEY_BYTES + 16 {
            return Err(malformed());
        }
        let cost = Argon2Cost {
            memory_kib: canonical_decimal(memory).ok_or_else(malformed)?,
            passes: canonical_decimal(passes).ok_or_else(malformed)?,
            lanes: canonical_decimal(lanes).ok_or_else(malformed)?,
        };
        Ok(Self {
            salt: decode_array(salt).ok_or_else(malformed)?,
            cost,
            commitment: decode_array(commitment).ok_or_else(malformed)?,
            body: &stanza.body,
        })
    }

    /// `None` when the passphrase is another.
    pub(crate) fn unwrap_file_key(
        &self,
        passphrase: &Passphrase,
        progress: &Progress,
    ) -> Result<Option<FileKey>> {
        let keys = WrapKeys::derive(passphrase, &self.salt, self.cost, progress)?;
        if !bool::from(keys.commitment.ct_eq(&self.commitment)) {
            return Ok(None);
        }
        Ok(open_file_key(&keys.wrap, self.body))
    }
}

/// Whether what all the stanzas of a header cost together is within the limits; each of them is.
pub(crate) fn is_affordable(costs: impl Iterator<Item = Argon2Cost> + Clone) -> bool {
    costs.clone().count() <= MAX_ARGON2_STANZAS
        && costs.map(Argon2Cost::work).sum::<u64>() <= MAX_ARGON2_WORK
}

#[cfg(fuzzing)]
impl Argon2Cost {
    /// The least that Argon2 computes. No reader and no writer takes it.
    pub(crate) const TINY: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

#[cfg(fuzzing)]
impl Argon2Stanza<'_> {
    /// The arguments as we would write them.
    pub(crate) fn encode_args(&self) -> Vec<String> {
        let Argon2Cost { memory_kib, passes, lanes } = self.cost;
        let encode = |bytes: &[u8]| BASE64_STANDARD_NO_PAD.encode(bytes);
        let cost = [memory_kib, passes, lanes].map(|word| word.to_string());
        [vec![encode(&self.salt)], cost.to_vec(), vec![encode(&self.commitment)]].concat()
    }
}

/// Wraps the file key under a passphrase, as a `scelle/argon2id` stanza.
pub(crate) fn wrap_argon2(
    file_key: &FileKey,
    passphrase: &Passphrase,
    cost: Argon2Cost,
    progress: &Progress,
) -> Result<Stanza> {
    wrap_argon2_with_salt(file_key, passphrase, cost, &*crate::keys::random()?, progress)
}

pub(super) fn wrap_argon2_with_salt(
    file_key: &FileKey,
    passphrase: &Passphrase,
    cost: Argon2Cost,
    salt: &[u8; SALT_BYTES],
    progress: &Progress,
) -> Result<Stanza> {
    let keys = WrapKeys::derive(passphrase, salt, cost, progress)?;
    Ok(Stanza {
        tag: ARGON2_TAG.to_owned(),
        args: vec![
            BASE64_STANDARD_NO_PAD.encode(salt),
            cost.memory_kib.to_string(),
            cost.passes.to_string(),
            cost.lanes.to_string(),
            BASE64_STANDARD_NO_PAD.encode(keys.commitment),
        ],
        body: aead_encrypt(&keys.wrap, file_key.expose_secret()),
    })
}

/// What a passphrase gives: the key that wraps, and the proof that it is the right passphrase.
///
/// The proof is compared before the AEAD is tried: ChaCha20-Poly1305 alone would let one crafted
/// stanza open under many passphrases, and tell by that which of them was typed.
struct WrapKeys {
    wrap: Zeroizing<[u8; 32]>,
    commitment: [u8; 32],
}

impl WrapKeys {
    fn derive(
        passphrase: &Passphrase,
        salt: &[u8; SALT_BYTES],
        cost: Argon2Cost,
        progress: &Progress,
    ) -> Result<Self> {
        let (passphrase, theirs) = (passphrase.clone(), *salt);
        let key = derive(progress, move || argon2id(&passphrase, &theirs, cost))??;
        let labelled = |label: &[u8]| {
            let info = [label, cost.to_bytes().as_slice()].concat();
            hkdf(salt, &info, key.as_slice())
        };
        Ok(Self { wrap: Zeroizing::new(labelled(WRAP_LABEL)), commitment: labelled(COMMIT_LABEL) })
    }
}

fn argon2id(passphrase: &Passphrase, salt: &[u8], cost: Argon2Cost) -> Result<Zeroizing<[u8; 32]>> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_| Error::KdfParameters)?;
    let out_of_memory = || Error::KdfMemory { kib: u64::from(cost.memory_kib) };
    let mut memory = Memory::default();
    memory.0.try_reserve_exact(params.block_count()).map_err(|_| out_of_memory())?;
    memory.0.resize(params.block_count(), Block::new());
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            passphrase.reveal().as_bytes(),
            salt,
            key.as_mut_slice(),
            memory.0.as_mut_slice(),
        )
        .map_err(|_| Error::KdfParameters)?;
    Ok(key)
}

/// Argon2's memory holds what the passphrase became: wiped once used.
#[derive(Default)]
struct Memory(Vec<Block>);

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(Zeroize::zeroize);
    }
}

fn open_file_key(key: &[u8; 32], body: &[u8]) -> Option<FileKey> {
    let plain = Zeroizing::new(aead_decrypt(key, FILE_KEY_BYTES, body).ok()?);
    FileKey::try_init_with_mut(|slot| {
        let bytes: &[u8; FILE_KEY_BYTES] = plain.as_slice().try_into()?;
        slot.copy_from_slice(bytes);
        Ok::<_, std::array::TryFromSliceError>(())
    })
    .ok()
}

fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64_STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
}
