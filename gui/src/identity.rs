//! The user's own key: made, put under another passphrase, and the card that goes with it.

use std::path::Path;

use scelle_core::container::access::Label;
use scelle_core::error::{Doing, Error, Result};
use scelle_core::files::output::{Existing, write_text};
use scelle_core::home::Home;
use scelle_core::keys::card::Card;
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity::{self, IdentityFile};
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase};
use scelle_core::keys::recipient::Recipient;

use crate::desk::{now, today};

fn no_home() -> Error {
    Error::Io { doing: Doing::WriteOutput, path: None, source: std::io::ErrorKind::NotFound.into() }
}

/// Makes a key under this passphrase: it is the one in use from then on.
///
/// # Errors
/// Those of writing it; nothing is written over.
pub(crate) fn make(home: &Home, passphrase: &Passphrase, cost: Argon2Cost) -> Result<Recipient> {
    let path = home.next_identity().ok_or_else(no_home)?;
    let key = HybridIdentity::generate()?;
    let text = identity::to_file(&key, &scelle_i18n::format_time(now()));
    let recipient = Recipient::Hybrid(Box::new(key.to_recipient()));
    identity::write_file(
        &path,
        &identity::to_locked_file(&text, passphrase, cost)?,
        Existing::Refuse,
    )?;
    write_text(&Home::public_half(&path), &format!("{recipient}\n"), Existing::Replace)?;
    Ok(recipient)
}

/// Puts the key in use under another passphrase.
///
/// # Errors
/// [`Error::WrongPassphrase`]; those of writing it, and then it is as it was.
pub(crate) fn change_passphrase(
    home: &Home,
    old: &Passphrase,
    new: &Passphrase,
    cost: Argon2Cost,
) -> Result<()> {
    let path = home.identities().pop().ok_or_else(no_home)?;
    let text = match IdentityFile::read(&path)? {
        IdentityFile::Locked(locked) => locked.unlock_text(old)?,
        IdentityFile::Plain(_) => {
            let content = identity::read_bytes(&path)?;
            zeroize::Zeroizing::new(String::from_utf8_lossy(&content).into_owned())
        }
    };
    identity::write_file(&path, &identity::to_locked_file(&text, new, cost)?, Existing::Replace)
}

/// Writes the user's card down, for the next time.
///
/// # Errors
/// Those of writing it.
pub(crate) fn save_card(home: &Home, card: &Card) -> Result<()> {
    let path = home.card_path().ok_or_else(no_home)?;
    write_text(&path, &card.to_string(), Existing::Replace)
}

/// The card of whoever has this key, as of today.
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

/// Writes a card where it is to be given from.
///
/// # Errors
/// [`Error::TargetExists`], and those of writing it.
pub(crate) fn export_card(card: &Card, path: &Path, replace: bool) -> Result<()> {
    let existing = if replace { Existing::Replace } else { Existing::Refuse };
    write_text(path, &card.to_string(), existing)
}
