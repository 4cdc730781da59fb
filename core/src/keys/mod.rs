//! Keys: who can open a container, and with what.

pub mod card;
pub mod contacts;
pub(crate) mod derivation;
pub mod directory;
pub mod fingerprint;
pub mod hybrid;
pub mod identity;
pub mod paper;
pub mod passphrase;
pub mod recipient;
pub(crate) mod ssh;
pub mod strength;
pub mod unlocked;

use zeroize::Zeroizing;

use crate::error::{Doing, Error, Result};

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| Error::from_io(Doing::Randomness, error.into()))?;
    Ok(bytes)
}
