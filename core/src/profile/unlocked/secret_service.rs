//! The Secret Service of freedesktop.org, over D-Bus: GNOME's, KDE's or KeePassXC's keyring.
//!
//! Its session collection is preferred, which lives in memory and dies with the user's session.

use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use secret_service::blocking::{Collection, SecretService};
use secret_service::{EncryptionType, Error};
use zeroize::Zeroizing;

use super::Asking;
use crate::error::StoreFault;

type Result<T> = std::result::Result<T, StoreFault>;

/// How long to wait for a bus that does not answer: the user can type a passphrase instead.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long the user may take to type the password of the keyring.
const ASKING: Duration = Duration::from_secs(120);
const LABEL: &str = "Scellé";

fn attributes() -> HashMap<&'static str, &'static str> {
    HashMap::from([("application", "scelle"), ("purpose", "unlocked")])
}

pub(super) fn check() -> Result<()> {
    within(PATIENCE, |_| Ok(()))
}

/// Only what is unlocked is read: nothing prompts.
pub(super) fn read() -> Result<Option<Zeroizing<String>>> {
    within(PATIENCE, |service| {
        let found = service.search_items(attributes())?;
        let Some(item) = found.unlocked.first() else { return Ok(None) };
        let secret = Zeroizing::new(item.get_secret()?);
        // What is no text is not ours, and decodes as nothing.
        Ok(Some(Zeroizing::new(String::from_utf8_lossy(&secret).into_owned())))
    })
}

pub(super) fn write(text: Zeroizing<String>, asking: Asking) -> Result<()> {
    within(
        match asking {
            Asking::Allowed => ASKING,
            Asking::Never => PATIENCE,
        },
        move |service| {
            let collection = collection(service)?;
            if collection.is_locked()? {
                if asking == Asking::Never {
                    return Err(StoreFault::Locked);
                }
                collection.unlock()?;
            }
            collection.create_item(LABEL, attributes(), text.as_bytes(), true, "text/plain")?;
            Ok(())
        },
    )
}

pub(super) fn delete() -> Result<bool> {
    within(PATIENCE, |service| {
        let found = service.search_items(attributes())?;
        for item in &found.unlocked {
            item.delete()?;
        }
        match found.locked.is_empty() {
            true => Ok(!found.unlocked.is_empty()),
            false => Err(StoreFault::Locked),
        }
    })
}

fn collection<'a>(service: &'a SecretService<'a>) -> Result<Collection<'a>> {
    let in_memory = service.get_collection_by_alias("session");
    Ok(in_memory.or_else(|_| service.get_default_collection())?)
}

/// Does this with the service, for so long at most. Where there is no bus, nothing is tried.
fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce(&SecretService<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    if !has_bus() {
        return Err(StoreFault::Absent);
    }
    let (answer, answers) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        // The secret crosses the bus encrypted: other programs listen there.
        let service = SecretService::connect(EncryptionType::Dh);
        let _ = answer.send(service.map_err(|_| StoreFault::Absent).and_then(|s| work(&s)));
    });
    answers.recv_timeout(patience).unwrap_or(Err(StoreFault::Failed))
}

/// Whether this session has a bus, by the two signs that a desktop gives.
fn has_bus() -> bool {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    variable("DBUS_SESSION_BUS_ADDRESS").is_some()
        || variable("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}

impl From<Error> for StoreFault {
    fn from(error: Error) -> Self {
        match error {
            Error::Locked | Error::Prompt | Error::PromptDisconnected => Self::Locked,
            Error::Unavailable | Error::NoResult => Self::Absent,
            _ => Self::Failed,
        }
    }
}
