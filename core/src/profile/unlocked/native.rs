//! The Keychain of macOS and the Credential Manager of Windows, which ask nothing within a session.

use std::collections::HashMap;

use keyring::v1;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::Asking;
use crate::error::StoreFault;

type Result<T> = std::result::Result<T, StoreFault>;

/// On Windows, an entry that ends with the session, and does not follow the user to other computers.
fn entry() -> Result<Entry> {
    let modifiers: &[_] = if cfg!(windows) { &[("persistence", "session")] } else { &[] };
    // It makes the system's store the one in use.
    v1::Entry::store_status().as_ref().map_err(|_| StoreFault::Absent)?;
    let modifiers = HashMap::from_iter(modifiers.iter().copied());
    Entry::new_with_modifiers("scelle", "unlocked", &modifiers).map_err(|_| StoreFault::Absent)
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
