//! Who is meant by what was typed: a key, a card, a contact, a group, or a person of the
//! organisation's directory.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use crate::keys::addressee::{Addressee, Trust};
pub use crate::profile::policy::Source;

use crate::error::{Error, KeyFault, Result};
use crate::keys::label::Label;
use crate::keys::recipient::Recipient;
use crate::profile::card::{self, Card};
use crate::profile::contacts::{Contact, Contacts, Found};
use crate::text::escape;

/// A folder with more cards is not read.
const MAX_CARDS: usize = 100_000;

/// The organisation's cards, read when a name is not that of a contact. Read-only.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    sources: Vec<Source>,
    cards: OnceLock<Vec<(Card, Trust)>>,
}

impl Directory {
    /// The cards of these places, the first first.
    #[must_use]
    pub fn of(sources: Vec<Source>) -> Self {
        Self { sources, cards: OnceLock::new() }
    }

    /// Its cards, and what is known of each.
    ///
    /// # Errors
    /// [`Error::Directory`], and the error of a card that cannot be read: a directory that is
    /// damaged is an error; the rest is not searched.
    pub fn cards(&self) -> Result<&[(Card, Trust)]> {
        if let Some(cards) = self.cards.get() {
            return Ok(cards);
        }
        let mut cards = Vec::new();
        for source in &self.sources {
            for path in source.card_paths()? {
                cards.push((Card::read(&path)?, source.trust));
            }
        }
        Ok(self.cards.get_or_init(|| cards))
    }
}

impl Source {
    fn card_paths(&self) -> Result<Vec<PathBuf>> {
        let missing = |source| Error::Directory {
            path: self.path.clone(),
            named_in: self.named_in.clone(),
            source,
        };
        if !self.path.metadata().map_err(missing)?.is_dir() {
            return Ok(vec![self.path.clone()]);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(&self.path).map_err(missing)? {
            let path = entry.map_err(missing)?.path();
            if path.extension().is_none_or(|e| e != card::EXTENSION) {
                continue;
            }
            if paths.len() == MAX_CARDS {
                return Err(missing(io::ErrorKind::InvalidData.into()));
            }
            paths.push(path);
        }
        paths.sort();
        Ok(paths)
    }
}

/// How the user, who has these keys and knows these contacts, knows whose a key is.
#[must_use]
pub fn trust_in(
    recipient: &Recipient,
    own: &[Recipient],
    contacts: &Contacts,
    directory: &Directory,
) -> Trust {
    let contact = contacts.with_recipient(recipient);
    if own.contains(recipient) || contact.is_some_and(|contact| contact.verified.is_some()) {
        return Trust::Verified;
    }
    // A damaged card is an error of the search that meets it.
    let cards = directory.cards().unwrap_or_default();
    let listed = cards.iter().find(|(card, _)| card.recipient == *recipient);
    match (listed, contact) {
        (Some((_, trust)), _) => *trust,
        (None, Some(_)) => Trust::Unverified,
        (None, None) => Trust::Given,
    }
}

/// Whether a recipient says by itself who is meant: a key or a card, where a name has to be looked
/// up. What looks like a key or a card and is none is no name either.
#[must_use]
pub fn is_given(wanted: &str) -> bool {
    let unknown = matches!(
        wanted.parse::<Recipient>(),
        Err(Error::Recipient { fault: KeyFault::Unknown, .. })
    );
    !unknown || is_card_path(wanted)
}

/// Finds who is meant.
///
/// # Errors
/// [`Error::ContactAmbiguous`], [`Error::ContactNotFound`], the errors of a card or of a key.
pub fn resolve(wanted: &str, contacts: &Contacts, directory: &Directory) -> Result<Vec<Addressee>> {
    if let Some(recipients) = several_keys(wanted)? {
        let named = |recipient| of_recipient(recipient, contacts);
        return Ok(recipients.into_iter().map(named).collect());
    }
    match wanted.parse::<Recipient>() {
        Ok(recipient) => return Ok(vec![of_recipient(recipient, contacts)]),
        // Anything else than a key may be a name; a malformed key is an error.
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
        .map(|(card, trust)| vec![of_card(card, *trust)])
        .ok_or_else(|| Error::ContactNotFound { name: escape(wanted), near })
}

/// The keys of a text of several lines, as `$(cat alice.pub bob.pub)` gives it: all of them, or an
/// error; `None` for a single line.
fn several_keys(wanted: &str) -> Result<Option<Vec<Recipient>>> {
    let lines = wanted.lines().map(str::trim);
    let lines: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    match lines.as_slice() {
        [] | [_] => Ok(None),
        lines => lines.iter().map(|line| line.parse()).collect::<Result<_>>().map(Some),
    }
}

fn find_card<'a>(wanted: &str, directory: &'a Directory) -> Result<Option<&'a (Card, Trust)>> {
    let folded = wanted.trim().to_lowercase();
    let is = |label: &Option<Label>| {
        label.as_ref().is_some_and(|label| label.as_str().to_lowercase() == folded)
    };
    let mut found: Vec<&(Card, Trust)> = Vec::new();
    for entry in directory.cards()? {
        let (card, _) = entry;
        // One and the same card may lie in two places.
        let known = found.iter().any(|(other, _)| other.recipient == card.recipient);
        if !known && (is(&card.name) || is(&card.email)) {
            found.push(entry);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let shown = |(card, _): &&(Card, Trust)| {
                card.email.as_ref().or(card.name.as_ref()).map(ToString::to_string)
            };
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
