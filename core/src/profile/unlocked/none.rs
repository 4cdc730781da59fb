//! No secret service: the feature `keyring` is off.

use zeroize::Zeroizing;

use super::Asking;
use crate::error::StoreFault;

type Result<T> = std::result::Result<T, StoreFault>;

pub(super) fn check() -> Result<()> {
    Err(StoreFault::Absent)
}

pub(super) fn read() -> Result<Option<Zeroizing<String>>> {
    Ok(None)
}

pub(super) fn write(_: Zeroizing<String>, _: Asking) -> Result<()> {
    Err(StoreFault::Absent)
}

pub(super) fn delete() -> Result<bool> {
    Ok(false)
}
