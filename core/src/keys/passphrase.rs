//! Passphrases, and the two stanzas that they open.
//!
//! `scelle/argon2id` (docs/format.md, "The passphrase stanza") stands beside any other stanza.
//! age's own `scrypt` (C2SP `age.md`, "The scrypt recipient type") stands alone, as age demands,
//! and is what stock age opens. This file alone names `argon2`.

use std::fmt;

use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::{ExposeSecret, SecretString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, HeaderFault, PassphraseFault, Result};
use crate::keys::derivation::derive;
use crate::progress::Progress;
use crate::text;

/// The tag of our stanza.
pub(crate) const ARGON2_TAG: &str = "scelle/argon2id";
/// The tag of age's stanza.
pub(crate) const SCRYPT_TAG: &str = "scrypt";

/// How many of our stanzas a header may hold: each one costs a reader a second and 256 MiB.
pub(crate) const MAX_ARGON2_STANZAS: usize = 4;
/// What all of them may cost together, in KiB times passes: some fifteen seconds of a processor.
const MAX_ARGON2_WORK: u64 = 16 * 1024 * 1024;

const WRAP_LABEL: &[u8] = b"scelle/v1/argon2id/wrap";
const COMMIT_LABEL: &[u8] = b"scelle/v1/argon2id/commit";
const SALT_BYTES: usize = 16;
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

fn wrap_argon2_with_salt(
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

/// The cost of age's `scrypt` stanza, as the logarithm of N.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ScryptCost(u8);

impl ScryptCost {
    /// What age writes: 256 MiB.
    pub const DEFAULT: Self = Self(18);
    /// 1 GiB: as much as we ever spend on a passphrase. age itself goes on to 2^22.
    const MAX_READ: u8 = 20;

    /// The cheapest that age accepts. For tests: a container of it protects nothing.
    #[doc(hidden)]
    #[must_use]
    pub fn insecure_for_tests() -> Self {
        Self(1)
    }

    /// The memory that N = 2^`log_n` and r = 8 take, in KiB.
    fn memory_kib(log_n: u8) -> u64 {
        1 << log_n
    }
}

/// Wraps the file key under a passphrase, as age's own `scrypt` stanza: under the bytes that were
/// typed, since age takes no other.
pub(crate) fn wrap_scrypt(
    file_key: &FileKey,
    passphrase: &Passphrase,
    cost: ScryptCost,
    progress: &Progress,
) -> Result<Stanza> {
    check_memory(ScryptCost::memory_kib(cost.0))?;
    let mut recipient = age::scrypt::Recipient::new(passphrase.as_typed().clone());
    recipient.set_work_factor(cost.0);
    let file_key = FileKey::init_with_mut(|slot| slot.copy_from_slice(file_key.expose_secret()));
    derive(progress, move || crate::keys::recipient::single_stanza(&recipient, &file_key))?
}

/// `None` when the passphrase is another. age takes the bytes that are typed, and keyboards give
/// different ones for one accent: as typed, NFC and NFD are tried.
pub(crate) fn unwrap_scrypt(
    stanza: &Stanza,
    passphrase: &Passphrase,
    progress: &Progress,
) -> Result<Option<FileKey>> {
    let log_n = scrypt_log_n(stanza)?;
    if log_n > ScryptCost::MAX_READ {
        return Err(Error::KdfParameters);
    }
    check_memory(ScryptCost::memory_kib(log_n))?;
    for spelling in passphrase.spellings() {
        let mut identity = age::scrypt::Identity::new(spelling);
        identity.set_max_work_factor(ScryptCost::MAX_READ);
        let Stanza { tag, args, body } = stanza;
        let theirs = Stanza { tag: tag.clone(), args: args.clone(), body: body.clone() };
        match derive(progress, move || age::Identity::unwrap_stanza(&identity, &theirs))? {
            Some(Ok(file_key)) => return Ok(Some(file_key)),
            None | Some(Err(age::DecryptError::DecryptionFailed)) => {}
            Some(Err(age::DecryptError::ExcessiveWork { .. })) => return Err(Error::KdfParameters),
            Some(Err(_)) => return Err(Error::Header(HeaderFault::Stanza)),
        }
    }
    Ok(None)
}

/// The work factor of an `scrypt` stanza.
pub(crate) fn scrypt_log_n(stanza: &Stanza) -> Result<u8> {
    let malformed = || Error::Header(HeaderFault::Stanza);
    let [_, log_n] = stanza.args.as_slice() else { return Err(malformed()) };
    let log_n = canonical_decimal(log_n).ok_or_else(malformed)?;
    u8::try_from(log_n).ok().filter(|n| *n < 64).ok_or_else(malformed)
}

/// Asks for the memory before a library does, which would abort where there is none.
fn check_memory(kib: u64) -> Result<()> {
    let refused = || Error::KdfMemory { kib };
    let bytes = usize::try_from(kib * 1024).map_err(|_| refused())?;
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| refused())
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

/// A decimal number in its one way of being written: no sign, no leading zero.
fn canonical_decimal(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64_STANDARD_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_key() -> FileKey {
        FileKey::new(Box::new(*b"YELLOW SUBMARINE"))
    }

    fn cheap() -> Argon2Cost {
        Argon2Cost::insecure_for_tests()
    }

    #[test]
    fn opens_with_the_passphrase_and_with_no_other() {
        let right = Passphrase::new("correct horse battery staple").unwrap();
        let stanza = wrap_argon2(&file_key(), &right, cheap(), &Progress::new()).unwrap();
        let parsed = Argon2Stanza::parse(&stanza).unwrap();
        let key = parsed.unwrap_file_key(&right, &Progress::new()).unwrap().unwrap();
        assert_eq!(key.expose_secret(), b"YELLOW SUBMARINE");
        let wrong = Passphrase::new("correct horse battery stapler").unwrap();
        assert!(parsed.unwrap_file_key(&wrong, &Progress::new()).unwrap().is_none());
    }

    #[test]
    fn composed_and_decomposed_accents_are_one_passphrase() {
        let composed = Passphrase::new("caf\u{e9} cr\u{e8}me").unwrap();
        let decomposed = Passphrase::new("cafe\u{301} cre\u{300}me").unwrap();
        assert_eq!(composed.reveal(), decomposed.reveal());
    }

    /// The vector of docs/format.md: whoever writes a second implementation computes this.
    #[test]
    fn the_documented_vector() {
        let passphrase = Passphrase::new("phrase secrète d’essai").unwrap();
        let salt = std::array::from_fn(|i| i as u8);
        let stanza =
            wrap_argon2_with_salt(&file_key(), &passphrase, cheap(), &salt, &Progress::new())
                .unwrap();
        let mut text = format!("-> {} {}\n", stanza.tag, stanza.args.join(" "));
        text.push_str(&BASE64_STANDARD_NO_PAD.encode(&stanza.body));
        let document = include_str!("../../../docs/format.md");
        assert!(document.contains(&text), "docs/format.md should hold:\n{text}");
    }

    #[test]
    fn an_altered_commitment_or_body_opens_nothing() {
        let passphrase = Passphrase::new("correct horse").unwrap();
        let mut stanza = wrap_argon2(&file_key(), &passphrase, cheap(), &Progress::new()).unwrap();
        stanza.body[3] ^= 1;
        let parsed = Argon2Stanza::parse(&stanza).unwrap();
        assert!(parsed.unwrap_file_key(&passphrase, &Progress::new()).unwrap().is_none());
        stanza.body[3] ^= 1;
        stanza.args[4] = BASE64_STANDARD_NO_PAD.encode([0; 32]);
        let parsed = Argon2Stanza::parse(&stanza).unwrap();
        assert!(parsed.unwrap_file_key(&passphrase, &Progress::new()).unwrap().is_none());
    }

    #[test]
    fn parameters_out_of_bounds_are_refused_before_anything_is_derived() {
        let passphrase = Passphrase::new("correct horse").unwrap();
        let good = wrap_argon2(&file_key(), &passphrase, cheap(), &Progress::new()).unwrap();
        let with = |position: usize, text: &str| {
            let mut args = good.args.clone();
            args[position] = text.to_owned();
            let stanza = Stanza { tag: good.tag.clone(), args, body: good.body.clone() };
            Argon2Stanza::parse(&stanza).err()
        };
        for (position, text) in
            [(1, "1048577"), (1, "19455"), (2, "11"), (2, "1"), (3, "9"), (3, "0")]
        {
            assert!(matches!(with(position, text), Some(Error::KdfParameters)), "{text}");
        }
        for (position, text) in
            [(1, "+65536"), (1, "065536"), (1, "4294967296"), (2, "0x3"), (0, "AAAA"), (4, "AAAA")]
        {
            let fault = with(position, text);
            assert!(matches!(fault, Some(Error::Header(HeaderFault::Stanza))), "{text}");
        }
    }

    #[test]
    fn a_weak_cost_cannot_be_written() {
        assert!(Argon2Cost::new(64 * 1024, 3, 1).is_ok());
        assert!(Argon2Cost::new(64 * 1024 - 1, 3, 1).is_err());
        assert!(Argon2Cost::new(64 * 1024, 2, 1).is_err());
    }

    #[test]
    fn passphrases_are_one_line_of_text() {
        assert_eq!(Passphrase::from_file_content(b"abc\r\n").unwrap().reveal(), "abc");
        for bad in [&b""[..], b"\n", b"a\nb", b"a\0b", b"\xff\xfe", &[b'a'; 1025]] {
            assert!(Passphrase::from_file_content(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn age_is_given_the_bytes_that_were_typed_and_every_spelling_is_read() {
        let (composed, decomposed) = ("caf\u{e9} cr\u{e8}me", "cafe\u{301} cre\u{300}me");
        let phrase = |text| Passphrase::new(text).unwrap();
        let cost = ScryptCost::insecure_for_tests();
        for (written, other) in [(composed, decomposed), (decomposed, composed)] {
            let stanza =
                wrap_scrypt(&file_key(), &phrase(written), cost, &Progress::new()).unwrap();
            // What age does with the same bytes.
            let theirs = age::scrypt::Identity::new(SecretString::from(written));
            assert!(age::Identity::unwrap_stanza(&theirs, &stanza).unwrap().is_ok());
            for typed in [written, other] {
                let read = unwrap_scrypt(&stanza, &phrase(typed), &Progress::new()).unwrap();
                assert!(read.is_some(), "{written:?} read as {typed:?}");
            }
            let wrong = unwrap_scrypt(&stanza, &phrase("cafe creme"), &Progress::new()).unwrap();
            assert!(wrong.is_none());
        }
        assert!(phrase(decomposed).is_decomposed() && !phrase(composed).is_decomposed());
        assert_eq!(phrase("plain words").spellings().len(), 1);
        assert_eq!(phrase(composed).spellings().len(), 2);
        // Half composed: neither form, and tried as it is.
        assert_eq!(phrase("caf\u{e9} cre\u{300}me").spellings().len(), 3);
    }

    #[test]
    fn debug_tells_nothing() {
        let passphrase = Passphrase::new("correct horse").unwrap();
        assert!(!format!("{passphrase:?}").contains("horse"));
    }
}
