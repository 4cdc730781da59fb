//! Keys: who can open a container, and with what.

pub mod addressee;
pub(crate) mod derivation;
pub mod fingerprint;
#[cfg_attr(not(feature = "words"), path = "generated_off.rs")]
pub(crate) mod generated;
pub mod hybrid;
pub mod identity;
pub mod label;
pub mod passphrase;
pub(crate) mod pem;
pub mod recipient;
#[cfg_attr(not(feature = "ssh"), path = "ssh_off.rs")]
pub mod ssh;
#[cfg(feature = "words")]
pub mod strength;
pub mod x25519;

use zeroize::Zeroizing;

use crate::error::{Error, IoOperation, Result};

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|error| Error::from_io(IoOperation::Randomness, error.into()))?;
    Ok(bytes)
}
