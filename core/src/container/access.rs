//! The access list: who can open a container, by name (docs/format.md, "The access list").
//!
//! It lies in a stanza of our own that stock age ignores, sealed under the file key: only those
//! who can open the container can read it. A name in it is a claim of its writer.

use std::collections::{HashMap, HashSet};

use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use crate::container::header::{ACCESS_TAG, Header, UnlockedHeader, stanza_digest};
use crate::display::escape;
use crate::error::{Error, HeaderFault, Result};
use crate::keys::fingerprint::Fingerprint;
use crate::keys::identity::{Identity, Keyring};
use crate::keys::label::{Label, Look};
use crate::keys::passphrase;
use crate::keys::recipient::Recipient;

mod encoding;

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

    /// The accesses that a name means: those of a recipient, of `known`, the recipients whom the reader knows by that name, or the one that is labelled so.
    /// A date, the start of a fingerprint or a place, alone or behind a name, tells accesses of one
    /// name apart: `Alice Martin, 2026-11-21`, `Alice Martin 12345`, `#2`.
    ///
    /// # Errors
    /// [`Error::NoAccessList`]; [`Error::AccessNotFound`]; [`Error::AccessAmbiguous`] when a label is that of several, or of
    /// another key than the reader knows by that name.
    pub fn find(
        &self,
        wanted: &str,
        known: &dyn Fn(&str) -> Vec<Recipient>,
    ) -> Result<Vec<AccessId>> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        match self.named(wanted, &known(wanted)) {
            Err(Error::AccessNotFound { name, near }) => {
                let told = self.told_apart(wanted, known);
                told.unwrap_or(Err(Error::AccessNotFound { name, near }))
            }
            found => found,
        }
    }

    /// The access that a distinction means, alone or behind a name; `None` for what is none.
    fn told_apart(
        &self,
        wanted: &str,
        known: &dyn Fn(&str) -> Vec<Recipient>,
    ) -> Option<Result<Vec<AccessId>>> {
        let wanted = wanted.trim();
        let starts = wanted.char_indices().filter(|(_, c)| c.is_whitespace());
        let splits = std::iter::once(0).chain(starts.map(|(at, _)| at));
        for (name, told) in splits.filter_map(|at| wanted.split_at_checked(at)) {
            let name = name.trim_end_matches([' ', ',', '(']);
            let Some(told) = Distinction::parse(told, name.is_empty()) else { continue };
            let (meant, labelled) = match name {
                "" => (self.accesses().map(|(id, _)| id).collect(), Vec::new()),
                name => self.of_name(name, &known(name)),
            };
            let all = meant.iter().chain(&labelled).copied();
            let is_meant =
                |id: &AccessId| self.get(*id).is_some_and(|access| told.fits(*id, access));
            match all.filter(is_meant).collect::<Vec<_>>().as_slice() {
                [] => {}
                [one] => return Some(Ok(vec![*one])),
                several => return Some(Err(self.ambiguous(wanted, several))),
            }
        }
        None
    }

    /// The accesses of these recipients, and those that are labelled so.
    fn of_name(&self, wanted: &str, known: &[Recipient]) -> (Vec<AccessId>, Vec<AccessId>) {
        let recipient = wanted.parse::<Recipient>().ok();
        let folded = wanted.trim().to_lowercase();
        let is_known = |access: &Access| {
            matches!(&access.key, AccessKey::Recipient(key)
                if recipient.as_ref() == Some(key) || known.contains(key))
        };
        let is_labelled =
            |access: &Access| recipient.is_none() && access.label.as_str().to_lowercase() == folded;
        let ids = |is: &dyn Fn(&Access) -> bool| -> Vec<AccessId> {
            self.accesses().filter(|(_, access)| is(access)).map(|(id, _)| id).collect()
        };
        (ids(&is_known), ids(&|access| is_labelled(access) && !is_known(access)))
    }

    fn named(&self, wanted: &str, known: &[Recipient]) -> Result<Vec<AccessId>> {
        let (meant, labelled) = self.of_name(wanted, known);
        match (meant.as_slice(), labelled.as_slice()) {
            ([_, ..], []) => Ok(meant),
            // The person known by that name has another key: the label may deceive.
            ([], [_]) if known.is_empty() => Ok(labelled),
            ([], []) => Err(Error::AccessNotFound {
                name: escape(wanted),
                near: self.listed.iter().map(|access| access.label.to_string()).collect(),
            }),
            _ => Err(self.ambiguous(wanted, &[meant, labelled].concat())),
        }
    }

    fn ambiguous(&self, wanted: &str, meant: &[AccessId]) -> Error {
        let describe = |id: &AccessId| {
            let access = self.get(*id)?;
            Some(format!("{} ({})", access.label, access.distinction(*id)))
        };
        let candidates = meant.iter().filter_map(describe).collect();
        Error::AccessAmbiguous { name: escape(wanted), candidates }
    }

    /// The accesses whose label another access has too.
    #[must_use]
    pub fn namesakes(&self) -> Vec<AccessId> {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let folded = |access: &Access| access.label.as_str().to_lowercase();
        self.listed.iter().for_each(|access| *counts.entry(folded(access)).or_default() += 1);
        let is_several = |access: &Access| counts.get(&folded(access)).is_some_and(|n| *n > 1);
        self.accesses().filter(|(_, access)| is_several(access)).map(|(id, _)| id).collect()
    }
}

impl Access {
    /// What tells it from another of the same name in its list: the place from 1, the date, and the start of the fingerprint: `#2, 2026-11-21, 12345 67890`.
    #[must_use]
    pub fn distinction(&self, id: AccessId) -> String {
        let place = id.0 + 1;
        let date = days(self.date).into_iter().next().unwrap_or_default();
        let [first, second] = match &self.key {
            AccessKey::Recipient(key) => {
                let [first, second, ..] = Fingerprint::of(key).groups();
                [first, second].map(|group| format!("{group:05}"))
            }
            AccessKey::Passphrase => return format!("#{place}, {date}"),
        };
        format!("#{place}, {date}, {first} {second}")
    }
}

/// The day of a time, in the reader's time zone, then in UTC: `2026-11-21`.
fn days(seconds: i64) -> Vec<String> {
    let Ok(time) = Timestamp::from_second(seconds) else { return Vec::new() };
    let zones = [TimeZone::system(), TimeZone::UTC];
    zones.map(|zone| time.to_zoned(zone).date().to_string()).to_vec()
}

/// What tells accesses of one name apart, each part as it was typed: all of them must fit.
struct Distinction(Vec<Part>);

enum Part {
    /// The place in the list, from 1.
    Place(usize),
    /// The day on which it was given.
    Day(String),
    /// The first digits of the fingerprint, a group at least.
    Fingerprint(String),
}

impl Distinction {
    /// `alone` where no name stands before it: `2` is a place then. Behind a name it would be one of
    /// another name, `Passphrase 2`.
    fn parse(text: &str, alone: bool) -> Option<Self> {
        let text = text.trim().trim_end_matches(')').trim_start_matches('(');
        text.split(',').map(|part| Part::parse(part.trim(), alone)).collect::<Option<_>>().map(Self)
    }

    fn fits(&self, id: AccessId, access: &Access) -> bool {
        self.0.iter().all(|part| match part {
            Part::Place(number) => *number == id.0 + 1,
            Part::Day(day) => days(access.date).contains(day),
            Part::Fingerprint(start) => match &access.key {
                AccessKey::Recipient(key) => {
                    Fingerprint::of(key).to_string().replace(' ', "").starts_with(start)
                }
                AccessKey::Passphrase => false,
            },
        })
    }
}

impl Part {
    fn parse(text: &str, alone: bool) -> Option<Self> {
        /// Fewer digits are a place.
        const FINGERPRINT: usize = 5;
        if let Ok(day) = text.parse::<Date>()
            && day.to_string() == text
        {
            return Some(Self::Day(text.to_owned()));
        }
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
        if digits.len() >= FINGERPRINT && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::Fingerprint(digits));
        }
        let number = match text.strip_prefix('#') {
            Some(number) => number,
            None if alone => text,
            None => return None,
        };
        let is_number = number.bytes().all(|b| b.is_ascii_digit());
        number.parse().ok().filter(|_| is_number).map(Self::Place)
    }
}

/// The same, each access with the stanza that gives it.
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
