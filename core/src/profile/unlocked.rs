//! Identities kept unlocked for a while, in the system's secret service and never in a file.
//!
//! One entry holds them all: until when, and each identity beside the digest of the file that it
//! came from, so that a file that was changed or renewed is asked for again. The time is ours to
//! keep: the service knows nothing of it. What this is worth is in docs/security.md.

use std::fmt::Write as _;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::error::{Error, Result, StoreFault};
use crate::keys::identity::{self, Identity};
use crate::profile::identity_file::{IdentityFile, LockedIdentities};
use crate::profile::portable;

#[cfg_attr(not(feature = "keyring"), path = "unlocked/none.rs")]
#[cfg_attr(
    all(feature = "keyring", any(windows, target_os = "macos")),
    path = "unlocked/native.rs"
)]
#[cfg_attr(
    all(feature = "keyring", not(any(windows, target_os = "macos"))),
    path = "unlocked/secret_service.rs"
)]
mod store;

/// For how long, unless it is said.
pub const USUAL: Duration = Duration::from_secs(60 * 60);
/// For how long at most.
pub const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Windows takes no more than 2560 bytes in an entry.
const MAX_BYTES: usize = 2560;
const TITLE: &str = "scelle unlocked 1";
const UNTIL: &str = "until ";

/// Whether the secret service may ask the user for its own password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Asking {
    /// It may, and takes its time.
    Allowed,
    /// It may not: a locked service is an error.
    Never,
}

/// Identities that need no passphrase for now.
#[derive(Clone)]
pub struct Unlocked {
    /// When they are forgotten, in seconds since 1970.
    until: i64,
    /// The digest of a file, and an identity that was in it.
    identities: Vec<(String, Zeroizing<String>)>,
}

impl Unlocked {
    /// None yet.
    #[must_use]
    pub fn until(until: i64) -> Self {
        Self { until, identities: Vec::new() }
    }

    /// Adds those of a file, given the text that its passphrase opened.
    pub fn add(&mut self, file: &LockedIdentities, text: &str) {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            self.identities.push((file.digest().to_owned(), Zeroizing::new(line.to_owned())));
        }
    }

    /// When they are forgotten, in seconds since 1970.
    #[must_use]
    pub fn forgotten_at(&self) -> i64 {
        self.until
    }

    /// Those of a file, as long as it is the same; `None` when there are none.
    #[must_use]
    pub fn of(&self, file: &LockedIdentities) -> Option<Vec<Identity>> {
        let lines = self.identities.iter().filter(|(digest, _)| digest == file.digest());
        let identities: Vec<Identity> =
            lines.filter_map(|(_, line)| identity::parse(line).ok()).flatten().collect();
        (!identities.is_empty()).then_some(identities)
    }

    /// Puts them in the secret service, in the place of those that were there.
    ///
    /// # Errors
    /// [`Error::SecretStore`].
    pub fn keep(&self, asking: Asking) -> Result<()> {
        let text = self.encode();
        if text.len() > MAX_BYTES {
            return Err(Error::SecretStore(StoreFault::Full));
        }
        store::write(text, asking).map_err(Error::SecretStore)
    }

    /// Those that are there at this time; what is outdated is removed. Nothing is ever asked.
    ///
    /// # Errors
    /// [`Error::SecretStore`].
    pub fn recall(now: i64) -> Result<Option<Self>> {
        let Some(text) = store::read().map_err(Error::SecretStore)? else { return Ok(None) };
        match Self::decode(&text) {
            // A clock set back must not make an hour last for years.
            Some(found) if found.until > now && found.until <= latest(now) => Ok(Some(found)),
            _ => {
                forget()?;
                Ok(None)
            }
        }
    }

    fn encode(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(MAX_BYTES + 1));
        let _ = writeln!(text, "{TITLE}\n{UNTIL}{}", self.until);
        for (digest, line) in &self.identities {
            let _ = writeln!(text, "{digest} {}", **line);
        }
        text
    }

    fn decode(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if text.len() > MAX_BYTES || lines.next()? != TITLE {
            return None;
        }
        let mut unlocked = Self::until(lines.next()?.strip_prefix(UNTIL)?.parse().ok()?);
        for line in lines {
            let (digest, identity) = line.split_once(' ')?;
            unlocked.identities.push((digest.to_owned(), Zeroizing::new(identity.to_owned())));
        }
        Some(unlocked)
    }
}

/// Until when a file of identities needs no passphrase, in seconds since 1970; `None` when it has
/// none, or is locked.
#[must_use]
pub fn unlocked_until(file: &IdentityFile, now: i64) -> Option<i64> {
    let IdentityFile::Locked(file) = file else { return None };
    let kept = Unlocked::recall(now).ok()??;
    kept.of(file).map(|_| kept.forgotten_at())
}

/// Forgets them all; whether there were any.
///
/// # Errors
/// [`Error::SecretStore`].
pub fn forget() -> Result<bool> {
    store::delete().map_err(Error::SecretStore)
}

/// Whether there is a place to keep them: none on a computer that a portable program is the guest of.
///
/// # Errors
/// [`Error::SecretStore`].
pub fn check_store() -> Result<()> {
    if portable::home().is_some() {
        return Err(Error::SecretStore(StoreFault::Portable));
    }
    store::check().map_err(Error::SecretStore)
}

fn latest(now: i64) -> i64 {
    now.saturating_add_unsigned(LONGEST.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::passphrase::{Argon2Cost, Passphrase};
    use crate::profile::identity_file::{self, to_file, to_locked_file};

    fn locked(folder: &std::path::Path, name: &str) -> (LockedIdentities, Zeroizing<String>) {
        let phrase = Passphrase::new("cheval correct agrafe pile").unwrap();
        let text = to_file(&HybridIdentity::generate().unwrap(), "2026-11-21T00:00:00Z");
        let file = to_locked_file(&text, &phrase, Argon2Cost::insecure_for_tests()).unwrap();
        let path = folder.join(name);
        identity_file::write_file(&crate::files::output::Target::replacing(&path), &file).unwrap();
        match IdentityFile::read(&path).unwrap() {
            IdentityFile::Locked(locked) => (locked, text),
            IdentityFile::Plain(_) => panic!("it is locked"),
        }
    }

    #[test]
    fn each_file_finds_its_own_and_a_changed_one_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (old, old_text) = locked(folder.path(), "key-0001.age");
        let (new, new_text) = locked(folder.path(), "key-0002.age");
        let mut unlocked = Unlocked::until(1_790_000_000);
        unlocked.add(&old, &old_text);
        unlocked.add(&new, &new_text);
        let read = Unlocked::decode(&unlocked.encode()).unwrap();
        assert_eq!(read.forgotten_at(), 1_790_000_000);
        for (file, text) in [(&old, &old_text), (&new, &new_text)] {
            let found = read.of(file).unwrap();
            let recipient = found[0].to_recipient().unwrap().to_string();
            assert!(found.len() == 1 && text.contains(&recipient));
        }
        let (renewed, _) = locked(folder.path(), "key-0001.age");
        assert!(read.of(&renewed).is_none(), "the same path, another key");
    }

    #[test]
    fn values_of_other_programs_unlock_nothing() {
        for text in [
            "",
            "password",
            "scelle unlocked 2\nuntil 5\n",
            "scelle unlocked 1\nuntil never\n",
            "scelle unlocked 1\nuntil 5\nnonsense\n",
            &format!("scelle unlocked 1\nuntil 5\n{}", "x ".repeat(MAX_BYTES)),
        ] {
            assert!(Unlocked::decode(text).is_none(), "{text:?}");
        }
    }
}
