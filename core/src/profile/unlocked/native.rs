//! The Keychain of macOS and the Credential Manager of Windows, which ask nothing within a session.

use keyring::v1::{Entry, Error};
use zeroize::Zeroizing;

use super::Asking;
use crate::error::StoreFault;

type Result<T> = std::result::Result<T, StoreFault>;

fn entry() -> Result<Entry> {
    Entry::new("scelle", "unlocked").map_err(|_| StoreFault::Absent)
}

pub(super) fn check() -> Result<()> {
    entry().map(drop)
}

pub(super) fn read() -> Result<Option<Zeroizing<String>>> {
    match entry()?.get_secret().map(Zeroizing::new) {
        // What is no text is not ours, and decodes as nothing.
        Ok(secret) => Ok(Some(Zeroizing::new(String::from_utf8_lossy(&secret).into_owned()))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(fault(&error)),
    }
}

pub(super) fn write(text: Zeroizing<String>, _asking: Asking) -> Result<()> {
    entry()?.set_secret(text.as_bytes()).map_err(|error| fault(&error))
}

pub(super) fn delete() -> Result<bool> {
    match entry()?.delete_credential() {
        Ok(()) => Ok(true),
        Err(Error::NoEntry) => Ok(false),
        Err(error) => Err(fault(&error)),
    }
}

fn fault(error: &Error) -> StoreFault {
    match error {
        Error::NoStorageAccess(_) => StoreFault::Locked,
        _ => StoreFault::Failed,
    }
}
