//! Unlocking containers with the user's keys and passphrases, asking as little as can be.

use std::path::Path;

use crate::container::header::Header;
use crate::error::{Error, Result};
use crate::keys::identity::{Identity, Keyring};
use crate::keys::passphrase::Passphrase;
use crate::profile::identity_file::{IdentityFile, LockedIdentities};
#[cfg(feature = "disk")]
use crate::profile::unlocked::Unlocked;
use crate::progress::Progress;

/// Asks the user for passphrases.
pub trait AskPassphrase {
    /// Why a question has no answer: the user cancelled, or there is no terminal.
    type Error: From<Error>;
    /// What shows, while it lives, that a passphrase is being checked.
    type Watch;

    /// Asks for the passphrase of the key in this file until `check` takes an answer; returning
    /// without one leaves the key locked.
    ///
    /// # Errors
    /// Those of asking, and the last one of `check`.
    fn for_key(&mut self, path: &Path, check: Check<'_>) -> std::result::Result<(), Self::Error>;

    /// Asks for a passphrase of the container itself, in the same way.
    ///
    /// # Errors
    /// Those of asking, and the last one of `check`.
    fn for_container(&mut self, check: Check<'_>) -> std::result::Result<(), Self::Error>;

    /// Shows that a passphrase is being checked.
    fn watch(&self) -> Self::Watch;
}

/// Tries an answer: [`Error::WrongPassphrase`] when it is not the one.
pub type Check<'a> = &'a mut dyn FnMut(&Passphrase) -> Result<()>;

/// Asks nothing: what is locked stays locked.
#[derive(Clone, Copy, Debug)]
pub struct NeverAsk;

impl AskPassphrase for NeverAsk {
    type Error = Error;
    type Watch = ();

    fn for_key(&mut self, _: &Path, _: Check<'_>) -> Result<()> {
        Ok(())
    }

    fn for_container(&mut self, _: Check<'_>) -> Result<()> {
        Ok(())
    }

    fn watch(&self) {}
}

/// What a passphrase that was given beforehand may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum GivenFor {
    /// That of the container, or that of a key.
    Either,
    /// That of the container.
    Container,
    /// That of a key.
    Keys,
}

/// Keys and passphrases for a run: what was unlocked once is kept, and no key is forgotten.
pub struct Unlocker {
    identities: Vec<Identity>,
    locked: Vec<LockedFile>,
    given: Option<(Passphrase, GivenFor)>,
    /// Whether the given passphrase unlocked a key.
    given_opens: bool,
    /// The last passphrase that opened a container: the next one may have it too.
    last: Option<Passphrase>,
    recall: Option<i64>,
    progress: Progress,
}

struct LockedFile {
    identities: LockedIdentities,
    /// The given passphrase does not unlock it.
    not_given: bool,
    /// The user was asked, and no answer was right: they are not asked again.
    refused: bool,
}

impl Unlocker {
    /// Reads these files of identities. Argon2 is watched by `progress`.
    ///
    /// # Errors
    /// As [`IdentityFile::read`].
    pub fn of_files(
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
        progress: &Progress,
    ) -> Result<Self> {
        let files = paths.into_iter().map(|path| IdentityFile::read(path.as_ref()));
        Ok(Self::of(files.collect::<Result<Vec<_>>>()?, progress))
    }

    /// The same, of files that were read already.
    #[must_use]
    pub fn of(files: Vec<IdentityFile>, progress: &Progress) -> Self {
        let (mut identities, mut locked) = (Vec::new(), Vec::new());
        for file in files {
            match file {
                IdentityFile::Plain(plain) => identities.extend(plain),
                IdentityFile::Locked(file) => locked.push(LockedFile {
                    identities: file.watched_by(progress),
                    not_given: false,
                    refused: false,
                }),
            }
        }
        let progress = progress.clone();
        Self {
            identities,
            locked,
            given: None,
            given_opens: false,
            last: None,
            recall: None,
            progress,
        }
    }

    /// Tries this passphrase, and asks for no other.
    #[must_use]
    pub fn with_passphrase(self, passphrase: Passphrase, given_for: GivenFor) -> Self {
        Self { given: Some((passphrase, given_for)), ..self }
    }

    /// Before asking, takes the keys that `key unlock` keeps unlocked at this time, in seconds since
    /// 1970. Without a secret service there are none.
    #[must_use]
    pub fn recalling(self, now: i64) -> Self {
        Self { recall: Some(now), ..self }
    }

    /// Whether some of the keys are still under a passphrase.
    #[must_use]
    pub fn has_locked_keys(&self) -> bool {
        !self.locked.is_empty()
    }

    /// The passphrase that was given beforehand.
    #[must_use]
    pub fn given(&self) -> Option<&Passphrase> {
        self.given.as_ref().map(|(passphrase, _)| passphrase)
    }

    /// Tries what costs nothing, then the passphrase that was given, else keys that were kept
    /// unlocked, then asks. `unlock` says what to do with a keyring, for a container with this
    /// header.
    ///
    /// # Errors
    /// [`Error::NotARecipient`], [`Error::KeyStaysLocked`], [`Error::WrongPassphrase`], those of asking
    /// and of `unlock`.
    pub fn unlock<T, A: AskPassphrase>(
        &mut self,
        header: &Header,
        ask: &mut A,
        unlock: impl Fn(&Keyring) -> Result<T>,
    ) -> std::result::Result<T, A::Error> {
        if let Some(opened) = self.with_identities(&unlock)? {
            return Ok(opened);
        }
        if let Some((given, given_for)) = self.given.clone() {
            let _watch = ask.watch();
            return Ok(self.with_given(&given, given_for, header, unlock)?);
        }
        if header.takes_key() {
            if self.recall()
                && let Some(opened) = self.with_identities(&unlock)?
            {
                return Ok(opened);
            }
            if let Some(opened) = self.with_asked_keys(ask, &unlock)? {
                return Ok(opened);
            }
        }
        let refused = header.takes_key() && self.locked.iter().any(|file| file.refused);
        let failure = if refused { Error::WrongPassphrase } else { Error::NotARecipient };
        if header.takes_passphrase() {
            self.with_asked_passphrase(ask, failure, unlock)
        } else {
            Err(failure.into())
        }
    }

    /// `None` when none of the identities that need no passphrase opens it.
    fn with_identities<T>(&self, unlock: impl Fn(&Keyring) -> Result<T>) -> Result<Option<T>> {
        match unlock(&self.keyring()) {
            Err(Error::NotARecipient) => Ok(None),
            opened => opened.map(Some),
        }
    }

    fn with_given<T>(
        &mut self,
        given: &Passphrase,
        given_for: GivenFor,
        header: &Header,
        unlock: impl Fn(&Keyring) -> Result<T>,
    ) -> Result<T> {
        let mut failure = Error::NotARecipient;
        if header.takes_passphrase() && given_for != GivenFor::Keys {
            match unlock(&self.keyring_and(given)) {
                Err(Error::WrongPassphrase) => failure = Error::WrongPassphrase,
                opened => return opened,
            }
        }
        if header.takes_key() && given_for != GivenFor::Container {
            if self.unlock_with(given)?
                && let Some(opened) = self.with_identities(&unlock)?
            {
                return Ok(opened);
            }
            match self.locked.last() {
                Some(_) if !self.given_opens => failure = Error::WrongPassphrase,
                Some(LockedFile { identities, .. }) if matches!(failure, Error::NotARecipient) => {
                    failure = Error::KeyStaysLocked { path: identities.path().to_owned() };
                }
                _ => {}
            }
        }
        Err(failure)
    }

    /// Unlocks the keys that the given passphrase opens; each is tried once a run.
    fn unlock_with(&mut self, given: &Passphrase) -> Result<bool> {
        let before = self.locked.len();
        for at in (0..before).rev() {
            let Some(file) = self.locked.get_mut(at).filter(|file| !file.not_given) else {
                continue;
            };
            match file.identities.unlock(given) {
                Ok(identities) => {
                    self.locked.remove(at);
                    self.identities.extend(identities);
                }
                Err(Error::WrongPassphrase) => file.not_given = true,
                Err(other) => return Err(other),
            }
        }
        let opened = self.locked.len() < before;
        self.given_opens |= opened;
        Ok(opened)
    }

    /// Takes the keys that are kept unlocked, once; whether there were any.
    #[cfg(feature = "disk")]
    fn recall(&mut self) -> bool {
        let Some(now) = self.recall.take().filter(|_| !self.locked.is_empty()) else {
            return false;
        };
        let Ok(Some(unlocked)) = Unlocked::recall(now) else { return false };
        let before = self.locked.len();
        let identities = &mut self.identities;
        self.locked.retain(|file| match unlocked.of(&file.identities) {
            Some(recalled) => {
                identities.extend(recalled);
                false
            }
            None => true,
        });
        self.locked.len() < before
    }

    /// Without a disk there is no secret service either.
    #[cfg(not(feature = "disk"))]
    fn recall(&mut self) -> bool {
        self.recall.take();
        false
    }

    /// Asks for the passphrase of one key after the other, the newest first, until one opens.
    fn with_asked_keys<T, A: AskPassphrase>(
        &mut self,
        ask: &mut A,
        unlock: impl Fn(&Keyring) -> Result<T>,
    ) -> std::result::Result<Option<T>, A::Error> {
        for at in (0..self.locked.len()).rev() {
            let Some(file) = self.locked.get_mut(at).filter(|file| !file.refused) else {
                continue;
            };
            let locked = file.identities.clone();
            let mut unlocked = None;
            let asked = ask.for_key(locked.path(), &mut |typed| {
                let answer = locked.unlock(typed);
                file.refused = matches!(answer, Err(Error::WrongPassphrase));
                unlocked = Some(answer?);
                Ok(())
            });
            let Some(identities) = unlocked else {
                asked?;
                continue;
            };
            self.locked.remove(at);
            self.identities.extend(identities);
            if let Some(opened) = self.with_identities(&unlock)? {
                return Ok(Some(opened));
            }
        }
        Ok(None)
    }

    fn with_asked_passphrase<T, A: AskPassphrase>(
        &mut self,
        ask: &mut A,
        failure: Error,
        unlock: impl Fn(&Keyring) -> Result<T>,
    ) -> std::result::Result<T, A::Error> {
        if let Some(last) = &self.last {
            let _watch = ask.watch();
            match unlock(&self.keyring_and(last)) {
                Err(Error::WrongPassphrase) => {}
                opened => return Ok(opened?),
            }
        }
        let mut opened = None;
        let mut right = None;
        ask.for_container(&mut |typed| {
            opened = Some(unlock(&self.keyring_and(typed))?);
            right = Some(typed.clone());
            Ok(())
        })?;
        self.last = right.or(self.last.take());
        opened.ok_or_else(|| failure.into())
    }

    /// The identities that are unlocked.
    fn keyring(&self) -> Keyring {
        let mut keyring = Keyring::new().watched_by(&self.progress);
        keyring.add_identities(self.identities.iter().cloned());
        keyring
    }

    fn keyring_and(&self, passphrase: &Passphrase) -> Keyring {
        let mut keyring = self.keyring();
        keyring.add_passphrase(passphrase.clone());
        keyring
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::archive::entry::Names;
    use crate::files::output::Target;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::passphrase::Argon2Cost;
    use crate::open::Locked;
    use crate::profile::identity_file::{to_file, to_locked_file, write_file};
    use crate::seal::{Grant, GrantKey, SealOptions};
    use crate::testing::{Desk, passphrase};

    /// Answers every question with the same passphrase, tried three times, and counts the questions.
    struct Answers {
        answer: &'static str,
        keys: usize,
        containers: usize,
    }

    impl Answers {
        fn with(answer: &'static str) -> Self {
            Self { answer, keys: 0, containers: 0 }
        }

        fn answer(&self, check: Check<'_>) -> Result<()> {
            let typed = Passphrase::new(self.answer).unwrap();
            (0..2).find_map(|_| check(&typed).ok()).map_or_else(|| check(&typed), Ok)
        }
    }

    impl AskPassphrase for Answers {
        type Error = Error;
        type Watch = ();

        fn for_key(&mut self, _: &Path, check: Check<'_>) -> Result<()> {
            self.keys += 1;
            self.answer(check)
        }

        fn for_container(&mut self, check: Check<'_>) -> Result<()> {
            self.containers += 1;
            self.answer(check)
        }

        fn watch(&self) {}
    }

    const RIGHT: &str = "correct horse battery staple";
    const WRONG: &str = "cheval correct agrafe pile";

    /// A key under [`passphrase`], in a file.
    fn locked_key(desk: &Desk, name: &str) -> (PathBuf, HybridIdentity) {
        let key = HybridIdentity::generate().unwrap();
        let text = to_file(&key, "2026-11-27");
        let file = to_locked_file(&text, &passphrase(), Argon2Cost::insecure_for_tests()).unwrap();
        let path = desk.at(name);
        write_file(&Target::replacing(&path), &file).unwrap();
        (path, key)
    }

    /// A container for this key, or for a passphrase.
    fn container(desk: &Desk, key: GrantKey) -> Locked {
        desk.put("a.txt", "Bonjour");
        let grant = Grant { key, ..desk.grant() };
        let options = SealOptions { grants: vec![grant], ..desk.options() };
        Locked::read(&desk.seal_with(&["a.txt"], &options)).unwrap()
    }

    fn for_key(desk: &Desk, key: &HybridIdentity) -> Locked {
        let recipient = Box::new(key.to_recipient());
        container(desk, GrantKey::Recipient(crate::keys::recipient::Recipient::Hybrid(recipient)))
    }

    fn unlock(
        unlocker: &mut Unlocker,
        container: &Locked,
        ask: &mut impl AskPassphrase<Error = Error>,
    ) -> Result<usize> {
        let open = |keyring: &Keyring| container.unlock(keyring, Names::Refuse);
        unlocker.unlock(container.header(), ask, open).map(|opened| opened.entries().len())
    }

    fn unlocker(paths: &[&Path]) -> Unlocker {
        Unlocker::of_files(paths, &Progress::new()).unwrap()
    }

    #[test]
    fn one_question_unlocks_a_key_for_every_container() {
        let desk = Desk::new();
        let (path, key) = locked_key(&desk, "key");
        let container = for_key(&desk, &key);
        let (mut unlocker, mut ask) = (unlocker(&[&path]), Answers::with(RIGHT));
        for _ in 0..3 {
            assert_eq!(unlock(&mut unlocker, &container, &mut ask).unwrap(), 1);
        }
        assert_eq!((ask.keys, ask.containers), (1, 0));
    }

    #[test]
    fn a_key_that_no_answer_unlocked_is_neither_forgotten_nor_asked_for_again() {
        let desk = Desk::new();
        let (path, key) = locked_key(&desk, "key");
        let container = for_key(&desk, &key);
        let (mut unlocker, mut ask) = (unlocker(&[&path]), Answers::with(WRONG));
        for _ in 0..3 {
            let refused = unlock(&mut unlocker, &container, &mut ask);
            assert!(matches!(refused, Err(Error::WrongPassphrase)), "{refused:?}");
        }
        assert_eq!((ask.keys, unlocker.locked.len()), (1, 1));
    }

    #[test]
    fn a_key_that_nobody_could_be_asked_for_stays() {
        let desk = Desk::new();
        let (path, key) = locked_key(&desk, "key");
        let container = for_key(&desk, &key);
        let mut unlocker = unlocker(&[&path]);
        let refused = unlock(&mut unlocker, &container, &mut NeverAsk);
        assert!(matches!(refused, Err(Error::NotARecipient)), "{refused:?}");
        assert_eq!(unlock(&mut unlocker, &container, &mut Answers::with(RIGHT)).unwrap(), 1);
    }

    #[test]
    fn the_given_passphrase_is_tried_on_a_key_once() {
        let desk = Desk::new();
        let (path, key) = locked_key(&desk, "key");
        let (container, foreign) = (for_key(&desk, &key), desk.seal(&["a.txt"]));
        let foreign = Locked::read(&foreign).unwrap();
        let given = |typed| {
            unlocker(&[&path]).with_passphrase(Passphrase::new(typed).unwrap(), GivenFor::Either)
        };
        let mut right = given(RIGHT);
        assert_eq!(unlock(&mut right, &container, &mut NeverAsk).unwrap(), 1);
        // What is unlocked needs no Argon2 any more.
        assert!(right.locked.is_empty() && right.identities.len() == 1);
        let refused = unlock(&mut right, &foreign, &mut NeverAsk);
        assert!(matches!(refused, Err(Error::NotARecipient)), "{refused:?}");

        let mut wrong = given(WRONG);
        for _ in 0..2 {
            let refused = unlock(&mut wrong, &container, &mut Answers::with(RIGHT));
            assert!(matches!(refused, Err(Error::WrongPassphrase)), "{refused:?}");
            assert!(wrong.locked.iter().all(|file| file.not_given));
        }
    }

    #[test]
    fn a_passphrase_that_is_meant_for_one_is_not_tried_on_the_other() {
        let desk = Desk::new();
        let (path, key) = locked_key(&desk, "key");
        let (by_key, by_phrase) =
            (for_key(&desk, &key), container(&desk, GrantKey::Passphrase(passphrase())));
        for (given_for, opens_key, opens_phrase) in [
            (GivenFor::Either, true, true),
            (GivenFor::Keys, true, false),
            (GivenFor::Container, false, true),
        ] {
            let mut unlocker = unlocker(&[&path]).with_passphrase(passphrase(), given_for);
            let opened = unlock(&mut unlocker, &by_phrase, &mut NeverAsk).is_ok();
            assert_eq!(opened, opens_phrase, "{given_for:?}");
            let opened = unlock(&mut unlocker, &by_key, &mut NeverAsk).is_ok();
            assert_eq!(opened, opens_key, "{given_for:?}");
        }
    }

    #[test]
    fn the_passphrase_of_one_container_is_tried_on_the_next() {
        let desk = Desk::new();
        let container = container(&desk, GrantKey::Passphrase(passphrase()));
        let (mut unlocker, mut ask) = (unlocker(&[]), Answers::with(RIGHT));
        for _ in 0..3 {
            assert_eq!(unlock(&mut unlocker, &container, &mut ask).unwrap(), 1);
        }
        assert_eq!((ask.keys, ask.containers), (0, 1));
    }

    #[test]
    fn keys_are_asked_for_from_the_newest_until_one_opens() {
        let desk = Desk::new();
        let (old, old_key) = locked_key(&desk, "key-0001");
        let (new, _) = locked_key(&desk, "key-0002");
        let (older, _) = locked_key(&desk, "key-0000");
        let mut unlocker = unlocker(&[&older, &old, &new]);
        let mut ask = Answers::with(RIGHT);
        assert_eq!(unlock(&mut unlocker, &for_key(&desk, &old_key), &mut ask).unwrap(), 1);
        assert_eq!((ask.keys, unlocker.locked.len()), (2, 1));
    }
}
