//! Whom a name means among the contacts, and whose name another passes for.

use std::collections::HashSet;

use super::{Contact, Contacts, Group};
use crate::container::access::{Access, AccessId, AccessKey, AccessList};
use crate::display::escape;
use crate::error::{Error, Result};
use crate::keys::label::{Label, Look, fold};
use crate::keys::recipient::Recipient;

/// A name that differs by one letter in three, two at the most, may be a misspelling.
const NEAR: usize = 2;
const LETTERS_PER_SLIP: usize = 3;

/// What a name leads to.
#[derive(Debug, Eq, PartialEq)]
pub enum Found<'a> {
    /// A contact.
    Contact(&'a Contact),
    /// A group.
    Group(&'a Group),
    /// More than one contact: their names.
    Several(Vec<String>),
    /// No one by that name; names that are near, if any.
    Missing(Vec<String>),
}

/// Whether a name may be meant by a word, which is folded and may be misspelled.
pub(crate) fn is_near(name: &Label, wanted: &str) -> bool {
    let slips = NEAR.min(wanted.chars().count() / LETTERS_PER_SLIP);
    let name = fold(name.as_str());
    let mut spellings = name.split_whitespace().chain([name.as_str()]);
    spellings.any(|spelling| strsim::damerau_levenshtein(spelling, wanted) <= slips)
}

impl Contacts {
    /// The contact who has this key.
    #[must_use]
    pub fn with_recipient(&self, recipient: &Recipient) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.recipient == *recipient)
    }

    /// A contact whose name would be read as this one and is another: `Аlice`, whose first letter
    /// is Cyrillic, for `Alice`.
    #[must_use]
    pub fn resembling(&self, name: &Label) -> Option<&Contact> {
        let (look, folded) = (Look::of(name), fold(name.as_str()));
        self.contacts.iter().find(|contact| {
            fold(contact.name.as_str()) != folded && Look::of(&contact.name).is_like(&look)
        })
    }

    /// The accesses whose labels read like the name of a contact and whose keys are others than that
    /// contact ever had.
    #[must_use]
    pub fn imitated(&self, list: &AccessList) -> Vec<(AccessId, &Contact)> {
        let looks: Vec<(Look, &Contact)> =
            self.contacts.iter().map(|contact| (Look::of(&contact.name), contact)).collect();
        let imitated = |access: &Access| {
            let AccessKey::Recipient(key) = &access.key else { return None };
            let look = Look::of(&access.label);
            let mut alike = looks.iter().filter(|(theirs, _)| theirs.is_like(&look));
            let has_key =
                |contact: &Contact| contact.recipient == *key || contact.previous.contains(key);
            let first = alike.clone().next().map(|(_, contact)| *contact);
            first.filter(|_| !alike.any(|(_, contact)| has_key(contact)))
        };
        list.accesses().filter_map(|(id, access)| Some((id, imitated(access)?))).collect()
    }

    /// Who is meant by a name: exactly that name or e-mail address, else the one contact whose name
    /// holds all of its words.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Found<'_> {
        let wanted = fold(wanted);
        if let Some(group) = self.groups.iter().find(|group| fold(group.name.as_str()) == wanted) {
            return Found::Group(group);
        }
        let named = |contact: &&Contact| fold(contact.name.as_str()) == wanted;
        if let Some(contact) = self.contacts.iter().find(named) {
            return Found::Contact(contact);
        }
        // A card says any address: it takes no other's name, and not an address that is another's too.
        let at = |contact: &&Contact| wanted.contains('@') && contact.is_called(&wanted);
        let found: Vec<&Contact> = self.contacts.iter().filter(at).collect();
        if !found.is_empty() {
            return one_of(&found);
        }
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let holds_all = |contact: &&Contact| {
            let name = fold(contact.name.as_str());
            let theirs: HashSet<&str> = name.split([' ', '-']).collect();
            !words.is_empty() && words.iter().all(|word| theirs.contains(word))
        };
        let found: Vec<&Contact> = self.contacts.iter().filter(holds_all).collect();
        match found.is_empty() {
            true => Found::Missing(self.near(&wanted)),
            false => one_of(&found),
        }
    }

    /// Names that may be meant by a misspelling.
    fn near(&self, wanted: &str) -> Vec<String> {
        let contacts = self.contacts.iter().map(|contact| &contact.name);
        let names = contacts.chain(self.groups.iter().map(|group| &group.name));
        names.filter(|name| is_near(name, wanted)).map(ToString::to_string).collect()
    }

    /// The one contact who is meant by a name.
    ///
    /// # Errors
    /// [`Error::ContactAmbiguous`], [`Error::ContactIsGroup`], [`Error::ContactNotFound`].
    pub fn meant(&self, wanted: &str) -> Result<&Contact> {
        let name = escape(wanted);
        match self.find(wanted) {
            Found::Contact(contact) => Ok(contact),
            Found::Several(candidates) => Err(Error::ContactAmbiguous { name, candidates }),
            Found::Group(_) => Err(Error::ContactIsGroup { name }),
            Found::Missing(near) => Err(Error::ContactNotFound { name, near }),
        }
    }
}

impl Contact {
    /// Whether this is the contact's name or address.
    pub(crate) fn is_called(&self, wanted: &str) -> bool {
        let wanted = fold(wanted);
        [Some(&self.name), self.email.as_ref()]
            .into_iter()
            .flatten()
            .any(|l| fold(l.as_str()) == wanted)
    }
}

fn one_of<'a>(found: &[&'a Contact]) -> Found<'a> {
    match found {
        [one] => Found::Contact(one),
        several => Found::Several(several.iter().map(|c| c.name.to_string()).collect()),
    }
}
