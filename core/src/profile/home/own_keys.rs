//! The user's own secret keys: made, taken in from elsewhere, kept unlocked. The last one is in use;
//! the others open what they opened.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::Home;
use crate::error::{Error, IoOperation, KeyFault, Result};
use crate::files::lock::EditLock;
use crate::files::output::{Target, write_text};
use crate::files::parent_of;
use crate::keys::hybrid::HybridIdentity;
use crate::keys::identity::Identity;
use crate::keys::passphrase::{Argon2Cost, Passphrase};
use crate::keys::recipient::Recipient;
use crate::profile::identity_file::{IdentityFile, LockedIdentities};
use crate::profile::unlocked::Unlocked;
use crate::profile::{identity_file, paper};

/// The passphrase that a key is put under, and what a try at it costs.
#[derive(Clone, Copy, Debug)]
pub struct KeyProtection<'a> {
    /// The passphrase.
    pub passphrase: &'a Passphrase,
    /// What a try costs.
    pub cost: Argon2Cost,
}

/// A key from elsewhere, before it is kept: an age or SSH identity, another one of Scellé's, or what
/// was typed from a paper.
pub enum ImportedKey {
    /// In the clear: it is to be put under a passphrase.
    Plain {
        /// The identity file.
        text: Zeroizing<String>,
    },
    /// Under a passphrase of its own, and kept as it is.
    Locked {
        /// The identity file.
        content: Zeroizing<Vec<u8>>,
        /// What the passphrase unlocks.
        identities: LockedIdentities,
    },
}

/// What a passphrase unlocked.
pub struct UnlockedKeys {
    /// The identities, to be kept.
    pub unlocked: Unlocked,
    /// The files that they are from.
    pub opened: Vec<PathBuf>,
    /// Those that are under another passphrase.
    pub left: Vec<PathBuf>,
}

impl ImportedKey {
    /// Reads what [`identity_file::read_bytes`] or [`identity_file::read_stream`] gave; `path` says where from.
    ///
    /// # Errors
    /// [`Error::PaperLine`] for what was typed with a mistake, [`Error::Identity`].
    pub fn parse(path: &Path, content: Zeroizing<Vec<u8>>) -> Result<Self> {
        let content = match paper::read_typed(path, &content)? {
            Some(text) => Zeroizing::new(text.as_bytes().to_vec()),
            None => content,
        };
        Ok(match IdentityFile::parse(path, &content)? {
            IdentityFile::Plain(identities) => {
                recipient_of(path, &identities)?;
                Self::Plain { text: identity_file::as_text(path, &content)? }
            }
            IdentityFile::Locked(identities) => Self::Locked { content, identities },
        })
    }
}

fn recipient_of(path: &Path, identities: &[Identity]) -> Result<Recipient> {
    let unsupported = || Error::Identity { path: path.to_owned(), fault: KeyFault::Unsupported };
    identities.iter().rev().find_map(Identity::to_recipient).ok_or_else(unsupported)
}

impl Home {
    /// Makes a key, in the clear when it is put under nothing; `now` in seconds since 1970.
    ///
    /// # Errors
    /// As [`keep_key`](Self::keep_key).
    pub fn make_key(
        &self,
        path: &Path,
        now: i64,
        under: Option<KeyProtection<'_>>,
    ) -> Result<Recipient> {
        let key = HybridIdentity::generate()?;
        let created = Timestamp::from_second(now).map(|time| time.to_string()).unwrap_or_default();
        self.keep_key(path, &identity_file::to_file(&key, &created), under)
    }

    /// Keeps the text of an identity file, in the clear when it is put under nothing; the public half.
    ///
    /// # Errors
    /// [`Error::Identity`] for a text that is no identity with a public half, [`Error::TargetExists`],
    /// [`Error::IdentityOnSharedDisk`], [`Error::KeysBusy`], [`Error::KdfMemory`], [`Error::Io`]; nothing is
    /// kept then.
    pub fn keep_key(
        &self,
        path: &Path,
        text: &str,
        under: Option<KeyProtection<'_>>,
    ) -> Result<Recipient> {
        let IdentityFile::Plain(identities) = IdentityFile::parse(path, text.as_bytes())? else {
            return Err(Error::Identity { path: path.to_owned(), fault: KeyFault::Unsupported });
        };
        let recipient = recipient_of(path, &identities)?;
        match under {
            None => self.write_key(path, text.as_bytes(), &recipient)?,
            Some(KeyProtection { passphrase, cost }) => {
                let locked = identity_file::to_locked_file(text, passphrase, cost)?;
                self.write_key(path, &locked, &recipient)?;
            }
        }
        Ok(recipient)
    }

    /// Keeps an identity file as it is, under the passphrase that it has and that gave `unlocked`;
    /// the public half.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], those of a damaged file, and those of
    /// [`keep_key`](Self::keep_key).
    pub fn keep_locked_key(
        &self,
        path: &Path,
        content: &[u8],
        unlocked: &[Identity],
    ) -> Result<Recipient> {
        let recipient = recipient_of(path, unlocked)?;
        self.write_key(path, content, &recipient)?;
        Ok(recipient)
    }

    /// Puts a key under another passphrase; `text` is what the one that it has unlocks.
    ///
    /// # Errors
    /// [`Error::KdfMemory`], [`Error::Io`]; the key is as it was then, but after
    /// [`IoOperation::SyncOutput`]: then the new one is in its place.
    pub fn protect_key(&self, path: &Path, text: &str, under: KeyProtection<'_>) -> Result<()> {
        let locked = identity_file::to_locked_file(text, under.passphrase, under.cost)?;
        let journal = self.journal();
        identity_file::write_file(&Target::replacing(path).noted_in(&journal), &locked)
    }

    /// Writes an identity, and its public half beside it when it is one of the user's own.
    fn write_key(&self, path: &Path, content: &[u8], recipient: &Recipient) -> Result<()> {
        if !self.owns(path) {
            return identity_file::write_to_use(&Target::new(path), content);
        }
        std::fs::create_dir_all(parent_of(path))
            .map_err(Error::io(IoOperation::WriteOutput, path))?;
        let journal = self.journal();
        // Two processes that make a key at once would mix their halves.
        let _lock = EditLock::take(path, &journal).map_err(|error| match error {
            Error::Busy { .. } => Error::KeysBusy { folder: parent_of(path) },
            other => other,
        })?;
        if path.exists() {
            return Err(Error::TargetExists { path: path.to_owned() });
        }
        // The public half first: alone it is nothing, and the next key takes its name. A key without
        // it would be in use, and could not be sealed to.
        let public = Self::public_half(path);
        let text = format!("{recipient}\n");
        write_text(&Target::replacing(&public).noted_in(&journal), &text)?;
        let written = identity_file::write_to_use(&Target::new(path).noted_in(&journal), content);
        written.inspect_err(|_| {
            let _ = std::fs::remove_file(&public);
        })
    }

    /// Unlocks the key in use, and those before it that the same passphrase opens. `until` is asked
    /// once that worked, which takes a while: in seconds since 1970. Nothing is kept yet.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] for the key in use; those of a file that cannot be read or is
    /// damaged.
    pub fn unlock_keys(
        &self,
        in_use: &LockedIdentities,
        typed: &Passphrase,
        until: impl FnOnce() -> i64,
    ) -> Result<UnlockedKeys> {
        let text = in_use.unlock_text(typed)?;
        let mut unlocked = Unlocked::until(until());
        unlocked.add(in_use, &text);
        let (mut opened, mut left) = (Vec::new(), Vec::new());
        for path in self.identities()?.into_iter().filter(|path| path != in_use.path()) {
            let IdentityFile::Locked(file) = IdentityFile::read(&path)? else { continue };
            let file = file.watched_by(in_use.progress());
            match file.unlock_text(typed) {
                Ok(text) => {
                    unlocked.add(&file, &text);
                    opened.push(path);
                }
                // An SSH key has a passphrase of its own, and an agent of its own.
                Err(Error::WrongPassphrase | Error::Identity { .. }) => left.push(path),
                Err(other) => return Err(other),
            }
        }
        opened.push(in_use.path().to_owned());
        Ok(UnlockedKeys { unlocked, opened, left })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::paper::Paper;
    use crate::testing::passphrase;

    fn cheap(passphrase: &Passphrase) -> Option<KeyProtection<'_>> {
        Some(KeyProtection { passphrase, cost: Argon2Cost::insecure_for_tests() })
    }

    #[test]
    fn the_last_key_is_in_use_and_a_new_one_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().to_owned());
        let phrase = passphrase();
        let first = home.next_identity().unwrap();
        let old = home.make_key(&first, 1_790_000_000, cheap(&phrase)).unwrap();
        let new = home.make_key(&home.next_identity().unwrap(), 0, cheap(&phrase)).unwrap();
        assert_eq!(home.own_recipients().unwrap(), [old.clone(), new]);
        let again = home.make_key(&first, 0, None);
        assert!(matches!(again, Err(Error::TargetExists { .. })), "{again:?}");
        assert_eq!(home.own_recipients().unwrap()[0], old);
        let IdentityFile::Locked(kept) = IdentityFile::read(&first).unwrap() else { panic!() };
        let text = kept.unlock_text(&phrase).unwrap();
        assert!(text.starts_with("# created: 2026-09-21T14:13:20Z\n"), "{}", &text[..40]);
    }

    #[test]
    fn a_key_without_its_public_half_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().to_owned());
        let path = home.next_identity().unwrap();
        std::fs::create_dir_all(Home::public_half(&path)).unwrap();
        let made = home.make_key(&path, 0, None);
        assert!(made.is_err() && !path.exists(), "{made:?}");
    }

    #[test]
    fn keys_from_elsewhere_are_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().to_owned());
        let from = Path::new("from");
        let parse = |content: &[u8]| ImportedKey::parse(from, Zeroizing::new(content.to_vec()));
        let key = HybridIdentity::generate().unwrap();
        let own = Recipient::Hybrid(Box::new(key.to_recipient()));
        let text = identity_file::to_file(&key, "2026-11-22");
        let paper = Paper::new(from, &text).unwrap();
        let typed: Vec<String> = paper.lines().iter().map(|line| line.to_string()).collect();
        for plain in [text.as_bytes(), typed.join("\n").as_bytes()] {
            let ImportedKey::Plain { text } = parse(plain).unwrap() else { panic!() };
            assert!(text.contains("AGE-SECRET-KEY-PQ-1"));
        }
        let mut slip = typed;
        slip[2] = slip[2].replacen(' ', "  Q", 1);
        let wrong = parse(slip.join("\n").as_bytes());
        assert!(matches!(wrong, Err(Error::PaperLine { line: 3 })));
        assert!(matches!(parse(b"nothing"), Err(Error::Identity { .. })));

        let phrase = passphrase();
        let cost = Argon2Cost::insecure_for_tests();
        let locked = identity_file::to_locked_file(&text, &phrase, cost).unwrap();
        let ImportedKey::Locked { content, identities } = parse(&locked).unwrap() else { panic!() };
        let path = home.next_identity().unwrap();
        let unlocked = identities.unlock(&phrase).unwrap();
        assert_eq!(home.keep_locked_key(&path, &content, &unlocked).unwrap(), own);
        assert_eq!(home.own_recipient().unwrap(), Some(own));
        assert_eq!(std::fs::read(path).unwrap(), locked);
    }
}
