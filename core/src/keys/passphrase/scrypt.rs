//! age's own stanza `scrypt` (C2SP `age.md`, "The scrypt recipient type").

use age_core::format::{FileKey, Stanza};
use age_core::secrecy::ExposeSecret;

use super::{Passphrase, canonical_decimal};
use crate::error::{Error, HeaderFault, Result};
use crate::keys::derivation::derive;
use crate::progress::Progress;

/// The tag of age's stanza.
pub(crate) const SCRYPT_TAG: &str = "scrypt";

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
