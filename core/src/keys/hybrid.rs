//! The hybrid post-quantum recipient type of age, ML-KEM-768 with X25519 (`age1pq1…`).
//!
//! Follows C2SP `age.md`, "The hybrid recipient type": the stanza is `mlkem768x25519 ENC` and its
//! body is the file key, sealed with HPKE (RFC 9180) in base mode under MLKEM768-X25519 (X-Wing),
//! HKDF-SHA-256 and ChaCha20Poly1305. This file alone names `hpke`.

use std::fmt;
use std::str::FromStr;

use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use bech32::{Bech32, Checksum, Hrp};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use x25519_dalek::x25519;
use zeroize::Zeroizing;

use crate::error::{Error, HeaderFault, KeyFault, Result};

/// The tag of the stanza.
pub(crate) const TAG: &str = "mlkem768x25519";
pub(crate) const RECIPIENT_PREFIX: &str = "age1pq1";
pub(crate) const IDENTITY_PREFIX: &str = "AGE-SECRET-KEY-PQ-1";

const RECIPIENT_HRP: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY_HRP: Hrp = Hrp::parse_unchecked("age-secret-key-pq-");
const HPKE_INFO: &[u8] = b"age-encryption.org/mlkem768x25519";

/// An X-Wing ciphertext: 1088 bytes of ML-KEM-768, then an X25519 share.
const ENC_BYTES: usize = 1120;
const X25519_SHARE_BYTES: usize = 32;
const SEED_BYTES: usize = 32;
/// The file key and its tag.
const BODY_BYTES: usize = FILE_KEY_BYTES + 16;

/// A public key to which files can be sealed, safe from quantum computers as far as is known.
#[derive(Clone, Eq, PartialEq)]
pub struct HybridRecipient(<XWing as Kem>::PublicKey);

/// The secret key of a [`HybridRecipient`].
#[derive(Clone)]
pub struct HybridIdentity {
    secret: <XWing as Kem>::PrivateKey,
}

impl HybridRecipient {
    pub(crate) fn from_bytes(bytes: &[u8]) -> std::result::Result<Self, KeyFault> {
        <XWing as Kem>::PublicKey::from_bytes(bytes).map(Self).map_err(|_| KeyFault::Malformed)
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    pub(crate) fn wrap_file_key(&self, file_key: &FileKey) -> Result<Stanza> {
        let (enc, body) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeS::Base,
            &self.0,
            HPKE_INFO,
            file_key.expose_secret(),
            &[],
        )
        .map_err(|_| Error::Recipient {
            recipient: self.to_string(),
            fault: KeyFault::Malformed,
        })?;
        Ok(Stanza {
            tag: TAG.to_owned(),
            args: vec![BASE64_STANDARD_NO_PAD.encode(enc.to_bytes())],
            body,
        })
    }
}

impl HybridIdentity {
    /// A new identity, from the system's random bytes.
    ///
    /// # Errors
    /// [`Error::Io`] when the system has none to give.
    pub fn generate() -> Result<Self> {
        let seed = crate::keys::random::<SEED_BYTES>()?;
        Self::from_seed(seed.as_slice()).map_err(|_| {
            Error::from_io(
                crate::error::IoOperation::Randomness,
                std::io::ErrorKind::InvalidData.into(),
            )
        })
    }

    /// The public half.
    #[must_use]
    pub fn to_recipient(&self) -> HybridRecipient {
        HybridRecipient(XWing::sk_to_pk(&self.secret))
    }

    /// `AGE-SECRET-KEY-PQ-1…`, as age identity files hold it.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<String> {
        let seed = Zeroizing::new(self.secret.to_bytes().to_vec());
        Zeroizing::new(encode::<Bech32>(IDENTITY_HRP, &seed).to_ascii_uppercase())
    }

    fn from_seed(seed: &[u8]) -> std::result::Result<Self, KeyFault> {
        let secret =
            <XWing as Kem>::PrivateKey::from_bytes(seed).map_err(|_| KeyFault::Malformed)?;
        Ok(Self { secret })
    }

    /// `None` when the stanza is of another type or for another key.
    pub(crate) fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey>> {
        if stanza.tag != TAG {
            return None;
        }
        let Some(enc) = parse_enc(stanza) else {
            return Some(Err(Error::Header(HeaderFault::Stanza)));
        };
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &self.secret,
            &enc,
            HPKE_INFO,
            &stanza.body,
            &[],
        );
        let plain = Zeroizing::new(opened.ok()?);
        Some(
            FileKey::try_init_with_mut(|key| {
                let bytes: &[u8; FILE_KEY_BYTES] = plain.as_slice().try_into()?;
                key.copy_from_slice(bytes);
                Ok(())
            })
            .map_err(|_: std::array::TryFromSliceError| Error::Header(HeaderFault::Stanza)),
        )
    }
}

/// Whether a stanza has the type and the lengths of one for a hybrid recipient.
pub(crate) fn has_shape(stanza: &Stanza) -> bool {
    let [arg] = stanza.args.as_slice() else { return false };
    let enc = BASE64_STANDARD_NO_PAD.decode(arg);
    stanza.tag == TAG
        && stanza.body.len() == BODY_BYTES
        && enc.is_ok_and(|enc| enc.len() == ENC_BYTES)
}

/// The encapsulated key of a well-formed stanza.
fn parse_enc(stanza: &Stanza) -> Option<<XWing as Kem>::EncappedKey> {
    let [arg] = stanza.args.as_slice() else { return None };
    let enc = BASE64_STANDARD_NO_PAD.decode(arg).ok()?;
    let (_, share) = enc.split_at_checked(ENC_BYTES - X25519_SHARE_BYTES)?;
    let share: [u8; X25519_SHARE_BYTES] = share.try_into().ok()?;
    if stanza.body.len() != BODY_BYTES || is_low_order(share) {
        return None;
    }
    <XWing as Kem>::EncappedKey::from_bytes(&enc).ok()
}

/// Whether an X25519 share gives an all-zero secret with every key.
///
/// age demands that such a header be refused; X-Wing itself accepts it. Clamped scalars are
/// multiples of the cofactor, so that any one of them tells for all.
fn is_low_order(share: [u8; X25519_SHARE_BYTES]) -> bool {
    x25519([1; 32], share) == [0; 32]
}

impl FromStr for HybridRecipient {
    type Err = KeyFault;

    fn from_str(text: &str) -> std::result::Result<Self, KeyFault> {
        Self::from_bytes(&decode(RECIPIENT_HRP, text)?)
    }
}

impl FromStr for HybridIdentity {
    type Err = KeyFault;

    fn from_str(text: &str) -> std::result::Result<Self, KeyFault> {
        // age writes identities in upper case only, so that they stand out.
        if !text.starts_with(IDENTITY_PREFIX) {
            return Err(KeyFault::Malformed);
        }
        Self::from_seed(&decode(IDENTITY_HRP, text)?)
    }
}

impl fmt::Display for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode::<LongBech32>(RECIPIENT_HRP, &self.to_bytes()))
    }
}

impl fmt::Debug for HybridRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Bech32 without its limit of 1023 characters, which age lifts for hybrid recipients.
enum LongBech32 {}

impl Checksum for LongBech32 {
    type MidstateRepr = <Bech32 as Checksum>::MidstateRepr;
    const CODE_LENGTH: usize = 4096;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = Bech32::TARGET_RESIDUE;
}

fn encode<Ck: Checksum>(hrp: Hrp, bytes: &[u8]) -> String {
    // The lengths are ours and within the code's: encoding cannot fail.
    bech32::encode_lower::<Ck>(hrp, bytes).unwrap_or_default()
}

/// Whether a text is a well-formed key of an age plugin or of a device: `age1NAME1…`.
pub(crate) fn is_plugin_recipient(text: &str) -> bool {
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<LongBech32>(text);
    checked.is_ok_and(|checked| {
        let hrp = checked.hrp().to_lowercase();
        hrp.strip_prefix("age1").is_some_and(|name| !name.is_empty() && name != "pq")
    })
}

fn decode(hrp: Hrp, text: &str) -> std::result::Result<Zeroizing<Vec<u8>>, KeyFault> {
    let checked = bech32::primitives::decode::CheckedHrpstring::new::<LongBech32>(text)
        .map_err(|_| KeyFault::Malformed)?;
    if checked.hrp() != hrp {
        return Err(KeyFault::Malformed);
    }
    checked.validate_segwit_padding().map_err(|_| KeyFault::Malformed)?;
    Ok(Zeroizing::new(checked.byte_iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_for_its_recipient_and_for_nobody_else() {
        let identity = HybridIdentity::generate().unwrap();
        let file_key = FileKey::new(Box::new([7; 16]));
        let stanza = identity.to_recipient().wrap_file_key(&file_key).unwrap();
        let unwrapped = identity.unwrap_stanza(&stanza).unwrap().unwrap();
        assert_eq!(unwrapped.expose_secret(), &[7; 16]);
        assert!(HybridIdentity::generate().unwrap().unwrap_stanza(&stanza).is_none());
    }

    #[test]
    fn keys_survive_their_encoding() {
        let identity = HybridIdentity::generate().unwrap();
        let again: HybridIdentity = identity.encode().parse().unwrap();
        let text = again.to_recipient().to_string();
        assert!(text.starts_with(RECIPIENT_PREFIX));
        assert_eq!(text.len(), 1959);
        assert_eq!(text.parse::<HybridRecipient>().unwrap(), identity.to_recipient());
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let identity = HybridIdentity::generate().unwrap();
        let mut text = identity.to_recipient().to_string();
        text.replace_range(100..101, if &text[100..101] == "q" { "p" } else { "q" });
        assert_eq!(text.parse::<HybridRecipient>(), Err(KeyFault::Malformed));
        let lower = identity.encode().to_lowercase();
        assert!(lower.parse::<HybridIdentity>().is_err());
    }

    #[test]
    fn low_order_shares_are_known() {
        for share in [[0; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            assert!(is_low_order(share));
        }
        assert!(!is_low_order([9; 32]));
    }
}
