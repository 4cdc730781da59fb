//! The user's keys: made, renewed, imported, put under another passphrase or on paper; and their
//! card.

use std::path::{Path, PathBuf};

use scelle_core::error::{Error, Result};
use scelle_core::files::output::{Existing, Target, write_text};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::card::Card;
use scelle_core::profile::home::{Home, ImportedKey, KeyProtection};
use scelle_core::profile::identity_file;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::profile::paper::Paper;
use scelle_core::profile::unlocked::{self, Asking};
use scelle_core::progress::Progress;
use zeroize::Zeroizing;

use crate::session::{now, today};

fn in_use(home: &Home) -> Result<PathBuf> {
    home.identities()?.pop().ok_or(Error::NoHome)
}

/// Makes a key under this passphrase and puts it in use. Older keys stay and open older containers.
///
/// # Errors
/// Those of writing it; nothing is written over.
pub(crate) fn make(home: &Home, passphrase: &Passphrase, cost: Argon2Cost) -> Result<Recipient> {
    let path = home.next_identity().ok_or(Error::NoHome)?;
    home.make_key(&path, now(), Some(KeyProtection { passphrase, cost }))
}

/// Imports a key and puts it in use. `typed` is the passphrase that it has, or is to have.
///
/// # Errors
/// [`Error::WrongPassphrase`], and those of writing it; nothing is written over.
pub(crate) fn take_in(
    home: &Home,
    key: &ImportedKey,
    typed: &Passphrase,
    cost: Argon2Cost,
    progress: &Progress,
) -> Result<Recipient> {
    let path = home.next_identity().ok_or(Error::NoHome)?;
    match key {
        ImportedKey::Plain { text } => {
            let under = KeyProtection { passphrase: typed, cost };
            home.keep_key(&path, text, Some(under))
        }
        ImportedKey::Locked { content, identities } => {
            let identities = identities.clone().watched_by(progress).unlock(typed)?;
            home.keep_locked_key(&path, content, &identities)
        }
    }
}

/// The text of an identity file, under its passphrase if it has one.
fn secret_text(
    path: &Path,
    typed: Option<&Passphrase>,
    progress: &Progress,
) -> Result<Zeroizing<String>> {
    let typed = || typed.ok_or(Error::WrongPassphrase);
    identity_file::read_text(path, progress, |locked| locked.unlock_text(typed()?))
}

/// Puts the key in use under another passphrase.
///
/// # Errors
/// [`Error::WrongPassphrase`]; those of writing it, and then it is as it was.
pub(crate) fn change_passphrase(
    home: &Home,
    old: Option<&Passphrase>,
    new: &Passphrase,
    cost: Argon2Cost,
    progress: &Progress,
) -> Result<()> {
    let path = in_use(home)?;
    let text = secret_text(&path, old, progress)?;
    home.protect_key(&path, &text, KeyProtection { passphrase: new, cost })
}

/// Writes the key in use, in the clear, on a page to print for the safe.
///
/// # Errors
/// [`Error::WrongPassphrase`], [`Error::TargetExists`], and those of writing it.
pub(crate) fn write_paper(
    home: &Home,
    typed: Option<&Passphrase>,
    to: &Path,
    progress: &Progress,
) -> Result<()> {
    let path = in_use(home)?;
    let paper = Paper::new(&path, &secret_text(&path, typed, progress)?)?;
    let name = home.own_card()?.and_then(|card| card.name);
    let page = paper.to_pdf(&scelle_i18n::paper_wording(&paper, name.as_ref(), &today()))?;
    identity_file::write_file(&Target::new(to), &page)
}

/// Keeps the keys that this passphrase opens unlocked for a while; returns until when, in seconds
/// since 1970.
///
/// # Errors
/// [`Error::SecretStore`], [`Error::WrongPassphrase`], and those of reading them.
pub(crate) fn keep_unlocked(home: &Home, typed: &Passphrase, progress: &Progress) -> Result<i64> {
    unlocked::check_store()?;
    let until = || now().saturating_add_unsigned(unlocked::USUAL.as_secs());
    let IdentityFile::Locked(file) = IdentityFile::read(&in_use(home)?)? else {
        // Never locked.
        return Ok(until());
    };
    let file = file.watched_by(progress);
    let kept = home.unlock_keys(&file, typed, until)?.unlocked;
    kept.keep(Asking::Allowed)?;
    Ok(kept.forgotten_at())
}

/// Until when the key in use needs no passphrase, in seconds since 1970.
#[must_use]
pub(crate) fn unlocked_until(home: &Home) -> Option<i64> {
    unlocked::unlocked_until(&IdentityFile::read(&in_use(home).ok()?).ok()?, now())
}

/// Forgets the unlocked keys.
///
/// # Errors
/// [`Error::SecretStore`].
pub(crate) fn lock_again() -> Result<()> {
    unlocked::forget().map(drop)
}

/// Writes the user's card again, if there is one, with the key in use and today's date.
///
/// # Errors
/// Those of reading and writing it.
pub(crate) fn renew_card(home: &Home) -> Result<()> {
    let Some(card) = home.own_card()? else { return Ok(()) };
    save_card(home, &Card { date: Label::parse(&today()), ..card })
}

/// Writes the user's card.
///
/// # Errors
/// Those of writing it.
pub(crate) fn save_card(home: &Home, card: &Card) -> Result<()> {
    let path = home.card_path().ok_or(Error::NoHome)?;
    write_text(&Target::replacing(&path), &card.to_string())
}

/// A card for this key, dated today.
#[must_use]
pub(crate) fn card(name: &str, email: &str, organisation: &str, recipient: Recipient) -> Card {
    Card {
        name: Label::parse(name),
        email: Label::parse(email),
        organisation: Label::parse(organisation),
        date: Label::parse(&today()),
        recipient,
    }
}

/// Exports a card.
///
/// # Errors
/// [`Error::TargetExists`], and those of writing it.
pub(crate) fn export_card(card: &Card, path: &Path, replace: bool) -> Result<()> {
    let existing = if replace { Existing::Replace } else { Existing::Refuse };
    write_text(&Target::new(path).existing(existing), &card.to_string())
}
