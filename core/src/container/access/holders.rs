//! The listed accesses beside the stanzas that give them, and what the reader's own keys prove.

use std::collections::{HashMap, HashSet};

use age_core::format::FileKey;

use super::{Access, AccessId, AccessKey, encoding, numbered, open};
use crate::container::header::{ACCESS_TAG, Header, UnlockedHeader, stanza_digest};
use crate::error::{Error, HeaderFault, Result};
use crate::keys::identity::{Identity, Keyring};
use crate::keys::recipient::Recipient;

/// Who can open a container, each access with the stanza that gives it.
pub(crate) struct Holders {
    /// The accesses that are listed, and whose stanza is there.
    pub(crate) listed: Vec<Listed>,
    /// The stanzas that no entry accounts for, by their number in the header.
    pub(crate) unlisted: Vec<usize>,
    /// Whether there is a list.
    pub(crate) present: bool,
}

/// An access that is listed.
pub(crate) struct Listed {
    pub(crate) access: Access,
    /// The stanza that gives it, by its number in the header.
    pub(crate) stanza: usize,
    pub(crate) proof: Proof,
}

/// What the reader's own keys prove of an entry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Proof {
    /// Nothing.
    Unknown,
    /// The reader opens its stanza, with the key that it carries.
    Own,
    /// It is false: the reader opens its stanza with another key than it carries, this one where it
    /// is known; or it carries the reader's key, which does not open its stanza.
    False(Option<Recipient>),
}

impl Proof {
    pub(crate) fn is_false(&self) -> bool {
        matches!(self, Self::False(_))
    }
}

impl Holders {
    /// Reads them out of a header whose MAC was verified with this file key.
    ///
    /// # Errors
    /// [`Error::Header`] with the fault of the list: not well-formed, one of two, a label that
    /// deceives, or stanzas that it contradicts.
    pub(crate) fn read(header: &Header, file_key: &FileKey) -> Result<Self> {
        Self::parse(header, file_key).map_err(Error::Header)
    }

    fn parse(header: &Header, file_key: &FileKey) -> std::result::Result<Self, HeaderFault> {
        let mut lists = header.stanzas().iter().filter(|s| s.tag == ACCESS_TAG);
        let entries = match (lists.next(), lists.next()) {
            (None, _) => None,
            (Some(list), None) => {
                let plain = open(list, file_key).ok_or(HeaderFault::AccessList)?;
                Some(encoding::decode(&plain, header.stanzas().len())?)
            }
            (Some(_), Some(_)) => return Err(HeaderFault::AccessList),
        };
        let present = entries.is_some();
        let entries = entries.unwrap_or_default();
        check_once_each(&entries)?;
        let numbers = header.opening().map(|(at, stanza)| (stanza_digest(stanza), at));
        let numbers: HashMap<[u8; 32], usize> = numbers.collect();
        let mut listed = Vec::with_capacity(entries.len());
        for (digest, access) in entries {
            let Some(stanza) = numbers.get(&digest).copied() else { continue };
            let fits = header.stanzas().get(stanza).is_some_and(|text| access.key.fits(text));
            if !fits {
                return Err(HeaderFault::AccessListFalse);
            }
            listed.push(Listed { access, stanza, proof: Proof::Unknown });
        }
        let is_listed = |at: &usize| listed.iter().any(|entry: &Listed| entry.stanza == *at);
        let unlisted = header.opening().map(|(at, _)| at).filter(|at| !is_listed(at)).collect();
        Ok(Self { listed, unlisted, present })
    }

    /// Compares every entry with what the keys of its reader open.
    #[must_use]
    pub(crate) fn proved_by(
        mut self,
        header: &Header,
        unlocked: &UnlockedHeader,
        keyring: &Keyring,
    ) -> Self {
        let keys = keyring.identities().iter();
        let keys: Vec<_> = keys.map(|identity| (identity, identity.to_recipient())).collect();
        for entry in &mut self.listed {
            let Some(stanza) = header.stanzas().get(entry.stanza) else { continue };
            let opens = |identity: &Identity| identity.opens(stanza, &unlocked.file_key);
            let opening: Vec<_> = keys.iter().filter(|(identity, _)| opens(identity)).collect();
            let key = match &entry.access.key {
                AccessKey::Recipient(key) => Some(key),
                AccessKey::Passphrase => None,
            };
            let carries = |(_, own): &(&Identity, Option<Recipient>)| key == own.as_ref();
            entry.proof = match opening.as_slice() {
                [first, ..] if !opening.iter().any(|own| carries(own)) => {
                    Proof::False(first.1.clone())
                }
                [_, ..] => Proof::Own,
                [] if key.is_some() && keys.iter().any(carries) => Proof::False(None),
                [] if unlocked.stanza == entry.stanza && key.is_some() => Proof::False(None),
                [] if unlocked.stanza == entry.stanza => Proof::Own,
                [] => Proof::Unknown,
            };
        }
        self
    }

    /// The reader's own accesses.
    pub(crate) fn own(&self) -> Vec<AccessId> {
        let own = numbered(&self.listed).filter(|(_, entry)| entry.proof == Proof::Own);
        own.map(|(id, _)| id).collect()
    }
}

/// A stanza is listed once, and so is a key.
fn check_once_each(entries: &[([u8; 32], Access)]) -> std::result::Result<(), HeaderFault> {
    let (mut digests, mut keys) = (HashSet::new(), HashSet::new());
    let once = entries.iter().all(|(digest, access)| {
        let key_once = match &access.key {
            AccessKey::Recipient(key) => keys.insert(key.to_string()),
            AccessKey::Passphrase => true,
        };
        digests.insert(digest) && key_once
    });
    if once { Ok(()) } else { Err(HeaderFault::AccessListFalse) }
}
