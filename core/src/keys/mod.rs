//! Keys: who can open a container, and with what.

pub(crate) mod derivation;
pub mod fingerprint;
pub(crate) mod generated;
pub mod hybrid;
pub mod identity;
pub mod label;
pub mod passphrase;
pub mod recipient;
pub(crate) mod ssh;
pub mod strength;

use zeroize::Zeroizing;

use crate::error::{Error, IoOperation, Result};

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| Error::from_io(IoOperation::Randomness, error.into()))?;
    Ok(bytes)
}
