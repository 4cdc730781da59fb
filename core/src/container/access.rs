//! The access list: who can open a container, by name (docs/format.md, "The access list").
//!
//! It lies in a stanza of our own that stock age ignores, sealed under the file key: only those
//! who can open the container can read it. A name in it is a claim of its writer.

use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use zeroize::Zeroizing;

use crate::container::header::{ACCESS_TAG, Header};
use crate::error::{Error, Result};
use crate::keys::label::{Label, Look};
use crate::keys::passphrase;
use crate::keys::recipient::Recipient;

mod encoding;
mod find;
mod holders;

pub(crate) use holders::{Holders, Listed, Proof};

const LABEL: &[u8] = b"scelle/v1/access";
const SALT_BYTES: usize = 16;
const TAG_BYTES: usize = 16;

/// One way into a container.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// Whose it is, as the writer of the list says.
    pub label: Label,
    /// What its holder is meant to do.
    pub role: Role,
    /// What opens.
    pub key: AccessKey,
    /// When it was given, in seconds since 1970.
    pub date: i64,
}

/// What opens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AccessKey {
    /// The identity of this recipient.
    Recipient(Recipient),
    /// A passphrase.
    Passphrase,
}

/// What the holder of an access is meant to do. Not cryptography: every holder has the file key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Changes who has access.
    Owner,
    /// Reads.
    Member,
    /// Opens when all other keys are lost.
    Recovery,
}

impl Role {
    /// The role of someone who has both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let either = |role| self == role || other == role;
        let first = [Self::Owner, Self::Recovery].into_iter().find(|role| either(*role));
        first.unwrap_or(Self::Member)
    }
}

/// Which access of a list is meant, in the list that gave this.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AccessId(usize);

impl AccessId {
    /// The access at this place of a list, from 0.
    #[must_use]
    pub const fn at(place: usize) -> Self {
        Self(place)
    }

    /// Its place in the list, from 0.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0
    }
}

/// Who can open a container, as far as its access list and its stanzas tell.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AccessList {
    /// The accesses that are listed, and whose stanza is there.
    pub listed: Vec<Access>,
    /// Those that the reader's own keys prove false: the entry carries another key than the one that
    /// opens its stanza.
    pub disproved: Vec<AccessId>,
    /// Stanzas that no entry accounts for, by tag: they may open the container too.
    pub unlisted: Vec<String>,
    /// Whether the container holds an access list at all.
    pub present: bool,
}

/// The items of a list that stand as its accesses do, each with what names that access.
pub(crate) fn numbered<T>(items: &[T]) -> impl Iterator<Item = (AccessId, &T)> {
    items.iter().enumerate().map(|(place, item)| (AccessId(place), item))
}

impl AccessList {
    #[cfg(test)]
    pub(crate) fn read(header: &Header, file_key: &FileKey) -> Result<Self> {
        Holders::read(header, file_key).map(|holders| Self::of(holders, header))
    }

    /// The list of those who hold the stanzas of a header.
    pub(crate) fn of(holders: Holders, header: &Header) -> Self {
        let Holders { listed, unlisted, present } = holders;
        let tag = |at: usize| header.stanzas().get(at).map(|stanza| stanza.tag.clone());
        let false_ones = numbered(&listed).filter(|(_, entry)| entry.proof.is_false());
        Self {
            disproved: false_ones.map(|(id, _)| id).collect(),
            listed: listed.into_iter().map(|entry| entry.access).collect(),
            unlisted: unlisted.into_iter().filter_map(tag).collect(),
            present,
        }
    }

    /// The accesses that are listed, each with what names it.
    pub fn accesses(&self) -> impl Iterator<Item = (AccessId, &Access)> {
        numbered(&self.listed)
    }

    /// An access of this list.
    #[must_use]
    pub fn get(&self, id: AccessId) -> Option<&Access> {
        self.listed.get(id.0)
    }

    /// The first entry that the reader's own keys prove false. As long as there is one, the list is
    /// not built upon: nothing is changed but the list itself, by adoption.
    #[must_use]
    pub fn first_disproved(&self) -> Option<&Access> {
        self.disproved.iter().find_map(|id| self.get(*id))
    }

    /// The accesses that are written like an earlier one: the earlier, the later.
    #[must_use]
    pub fn lookalikes(&self) -> Vec<(AccessId, AccessId)> {
        let looks: Vec<Look> = self.listed.iter().map(|access| Look::of(&access.label)).collect();
        let earlier = |(id, look): (AccessId, &Look)| {
            let mut before = numbered(&looks).take(id.0);
            before.find(|(_, other)| other.is_like(look)).map(|(first, _)| (first, id))
        };
        numbered(&looks).filter_map(earlier).collect()
    }

    /// Whether the holder of these accesses may change the container. Members read.
    /// Owners edit, and so do holders of a recovery access; where there is no list, all holders
    /// may.
    #[must_use]
    pub fn may_edit(&self, own: &[AccessId]) -> bool {
        let mut own = own.iter().filter_map(|id| self.get(*id));
        !self.present || own.any(|access| access.role != Role::Member)
    }

    /// This label, or with a number behind it where an access has it already: accesses are named
    /// without regard to case.
    #[must_use]
    pub fn free_label(&self, wanted: Label) -> Label {
        let folded = |label: &Label| label.as_str().to_lowercase();
        let is_free = |label: &Label| self.listed.iter().all(|a| folded(&a.label) != folded(label));
        if is_free(&wanted) {
            return wanted;
        }
        let numbered = (2..).map(|number| Label::lossy(&format!("{wanted} {number}")));
        numbered.into_iter().find(is_free).unwrap_or(wanted)
    }
}

impl AccessKey {
    /// Whether a stanza can be what this key opens: its type is that of the key, and where the
    /// stanza tells more of its key, that fits as well.
    fn fits(&self, stanza: &Stanza) -> bool {
        match self {
            Self::Passphrase => stanza.tag == passphrase::ARGON2_TAG,
            Self::Recipient(recipient) => recipient.fits(stanza),
        }
    }
}

/// Makes the stanza that lists these accesses, each with the stanza that gives it.
pub(crate) fn seal(entries: &[(&Access, &Stanza)], file_key: &FileKey) -> Result<Stanza> {
    Ok(seal_with_salt(entries, file_key, &*crate::keys::random()?))
}

fn seal_with_salt(
    entries: &[(&Access, &Stanza)],
    file_key: &FileKey,
    salt: &[u8; SALT_BYTES],
) -> Stanza {
    let key = Zeroizing::new(hkdf(salt, LABEL, file_key.expose_secret()));
    Stanza {
        tag: ACCESS_TAG.to_owned(),
        args: vec![BASE64_STANDARD_NO_PAD.encode(salt)],
        body: aead_encrypt(&key, &encoding::encode(entries)),
    }
}

fn open(stanza: &Stanza, file_key: &FileKey) -> Option<Vec<u8>> {
    let [salt] = stanza.args.as_slice() else { return None };
    let salt = BASE64_STANDARD_NO_PAD.decode(salt).ok().filter(|s| s.len() == SALT_BYTES)?;
    let key = Zeroizing::new(hkdf(&salt, LABEL, file_key.expose_secret()));
    aead_decrypt(&key, stanza.body.len().checked_sub(TAG_BYTES)?, &stanza.body).ok()
}

/// How many accesses a header can hold beside the access list and the grease.
pub(crate) fn check_count(passphrases: usize, all: usize) -> Result<()> {
    let limit = crate::container::header::MAX_STANZAS - 2;
    if passphrases > passphrase::MAX_ARGON2_STANZAS {
        return Err(Error::TooManyRecipients { limit: passphrase::MAX_ARGON2_STANZAS });
    }
    if all > limit { Err(Error::TooManyRecipients { limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
