//! Who is meant by what was typed: a key, a card, a contact, a group, or somebody of the
//! organisation's directory.

use std::path::{Path, PathBuf};

use crate::container::access::Label;
use crate::container::entry::escape;
use crate::error::{Doing, Error, KeyFault, Result};
use crate::keys::card::{self, Card};
use crate::keys::contacts::{Contact, Contacts, Found};
use crate::keys::recipient::Recipient;

/// A folder with more cards is not read.
const MAX_CARDS: usize = 100_000;

/// The organisation's cards: a folder of them, or one card. Read-only.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    cards: Vec<Card>,
}

/// A recipient, and what the user calls it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Addressee {
    /// The name, which goes into the access list.
    pub label: Label,
    /// The key.
    pub recipient: Recipient,
    /// How the user knows that name and key go together.
    pub trust: Trust,
}

/// How the user knows whose a key is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trust {
    /// The fingerprint was compared.
    Verified,
    /// The organisation says so.
    Directory,
    /// The contact was added, and never verified.
    Unverified,
    /// A key or a card was given as it is.
    Given,
}

impl Directory {
    /// Reads a card, or every card of a folder.
    ///
    /// # Errors
    /// [`Error::Io`], and the error of a card that cannot be read: a directory that is damaged is
    /// told, not searched in part.
    pub fn read(path: &Path) -> Result<Self> {
        let reading = || Error::io(Doing::ReadInput, path);
        if !path.metadata().map_err(reading())?.is_dir() {
            return Ok(Self { cards: vec![Card::read(path)?] });
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(reading())?.take(MAX_CARDS) {
            let entry = entry.map_err(reading())?.path();
            if entry.extension().is_some_and(|e| e == card::EXTENSION) {
                paths.push(entry);
            }
        }
        paths.sort();
        let cards = paths.iter().map(|path| Card::read(path)).collect::<Result<_>>()?;
        Ok(Self { cards })
    }

    /// Reads several, one after the other.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_all(paths: &[PathBuf]) -> Result<Self> {
        let all = paths.iter().map(|path| Self::read(path)).collect::<Result<Vec<_>>>()?;
        Ok(Self { cards: all.into_iter().flat_map(|directory| directory.cards).collect() })
    }

    /// Its cards.
    #[must_use]
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }
}

/// Finds who is meant.
///
/// # Errors
/// [`Error::ContactAmbiguous`], [`Error::ContactNotFound`], the errors of a card or of a key.
pub fn resolve(wanted: &str, contacts: &Contacts, directory: &Directory) -> Result<Vec<Addressee>> {
    match wanted.parse::<Recipient>() {
        Ok(recipient) => return Ok(vec![of_recipient(recipient, contacts)]),
        // Anything else than a key may be a name; a key that is none is told as such.
        Err(Error::Recipient { fault: KeyFault::Unknown, .. }) => {}
        Err(error) => return Err(error),
    }
    if is_card_path(wanted) {
        let card = Card::read(Path::new(wanted))?;
        return Ok(vec![of_card(&card, Trust::Given)]);
    }
    let near = match contacts.find(wanted) {
        Found::Contact(contact) => return Ok(vec![of_contact(contact)]),
        Found::Group(group) => return Ok(contacts.members(group).map(of_contact).collect()),
        Found::Several(candidates) => {
            return Err(Error::ContactAmbiguous { name: escape(wanted), candidates });
        }
        Found::Nobody(near) => near,
    };
    find_card(wanted, directory)?
        .map(|card| vec![of_card(card, Trust::Directory)])
        .ok_or_else(|| Error::ContactNotFound { name: escape(wanted), near })
}

fn find_card<'a>(wanted: &str, directory: &'a Directory) -> Result<Option<&'a Card>> {
    let folded = wanted.trim().to_lowercase();
    let is = |label: &Option<Label>| {
        label.as_ref().is_some_and(|label| label.as_str().to_lowercase() == folded)
    };
    let found: Vec<&Card> =
        directory.cards.iter().filter(|card| is(&card.name) || is(&card.email)).collect();
    match found.as_slice() {
        [] => Ok(None),
        [card] => Ok(Some(card)),
        several => {
            let shown =
                |card: &&Card| card.email.as_ref().or(card.name.as_ref()).map(ToString::to_string);
            let candidates = several.iter().filter_map(shown).collect();
            Err(Error::ContactAmbiguous { name: escape(wanted), candidates })
        }
    }
}

fn of_recipient(recipient: Recipient, contacts: &Contacts) -> Addressee {
    match contacts.with_recipient(&recipient) {
        Some(contact) => of_contact(contact),
        None => Addressee { label: recipient.short_label(), recipient, trust: Trust::Given },
    }
}

fn of_contact(contact: &Contact) -> Addressee {
    Addressee {
        label: contact.name.clone(),
        recipient: contact.recipient.clone(),
        trust: if contact.verified.is_some() { Trust::Verified } else { Trust::Unverified },
    }
}

fn of_card(card: &Card, trust: Trust) -> Addressee {
    let label = card.name.clone().unwrap_or_else(|| card.recipient.short_label());
    Addressee { label, recipient: card.recipient.clone(), trust }
}

/// A name has neither a separator nor the ending of a card.
fn is_card_path(wanted: &str) -> bool {
    let path = Path::new(wanted);
    path.extension().is_some_and(|e| e == card::EXTENSION)
        || wanted.contains(std::path::is_separator) && path.is_file()
}
