//! The access list: who can open a container, by name (docs/format.md, "The access list").
//!
//! It lies in a stanza of our own that stock age ignores, sealed under the file key: only those
//! who can open the container can read it. A name in it is a claim of whoever wrote it.

use std::fmt;

use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::container::entry::{escape, is_unfit_for_display};
use crate::container::header::{Header, stanza_digest};
use crate::error::{Error, HeaderFault, Result};
use crate::keys::hybrid::HybridRecipient;
use crate::keys::passphrase;
use crate::keys::recipient::Recipient;

/// The tag of the stanza.
pub(crate) const TAG: &str = "scelle/access";

const LABEL: &[u8] = b"scelle/v1/access";
const SALT_BYTES: usize = 16;
const VERSION: u8 = 1;
/// The encoding is padded to a multiple of this many bytes, to hide the lengths of the names.
const PADDING: usize = 256;
const TAG_BYTES: usize = 16;

/// The name of a person or a thing, as a line of text that shows what it is: 1 to 255 bytes in NFC,
/// no control and no bidirectional characters, no space at its ends.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Label(String);

impl Label {
    const MAX_BYTES: usize = 255;

    /// `None` for anything else; spaces at the ends are dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let label: String = text.trim().nfc().collect();
        let fine = !label.is_empty()
            && label.len() <= Self::MAX_BYTES
            && !label.contains(|c| is_unfit_for_display(c) || is_invisible(c));
        fine.then_some(Self(label))
    }

    /// The nearest label to any text: what is refused in it becomes `?`, and what is too much goes.
    #[must_use]
    pub fn lossy(text: &str) -> Self {
        let mut label = String::new();
        for c in text.trim().nfc() {
            if label.len() + c.len_utf8() > Self::MAX_BYTES {
                break;
            }
            label.push(if is_unfit_for_display(c) || is_invisible(c) { '?' } else { c });
        }
        Self::parse(&label).unwrap_or_else(|| Self("?".to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters that leave no trace: with them two names that look the same are two names. File names
/// may hold them (emoji are made with some), the names of people need none.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// One way into a container.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// Whose it is, as whoever sealed the container says.
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
    /// Opens when everybody else has lost their key.
    Recovery,
}

/// Who can open a container, as far as its access list and its stanzas tell.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AccessList {
    /// The accesses that are listed, and whose stanza is there.
    pub listed: Vec<Access>,
    /// Stanzas that no entry accounts for, by tag: they may open the container too.
    pub unlisted: Vec<String>,
    /// Whether the container holds an access list at all.
    pub present: bool,
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
        Self {
            listed: listed.into_iter().map(|(access, _)| access).collect(),
            unlisted: unlisted.into_iter().filter_map(tag).collect(),
            present,
        }
    }

    /// Whether whoever has the accesses at these places may change it. Members read. Owners edit,
    /// and whoever opens when the owners cannot; where nobody is listed, everybody is as good as an
    /// owner.
    #[must_use]
    pub fn may_edit(&self, own: &[usize]) -> bool {
        let mut own = own.iter().filter_map(|at| self.listed.get(*at));
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

    /// The accesses that a name means, by their places in the list: those of a recipient, of
    /// `known`, the recipients whom the reader knows by that name, or the one that is labelled so.
    ///
    /// # Errors
    /// [`Error::NoAccessList`]; [`Error::AccessNotFound`]; [`Error::AccessAmbiguous`] when a label is that of several, or of
    /// another key than the reader knows by that name.
    pub fn find(&self, wanted: &str, known: &[Recipient]) -> Result<Vec<usize>> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        let recipient = wanted.parse::<Recipient>().ok();
        let folded = wanted.trim().to_lowercase();
        let is_known = |access: &Access| {
            matches!(&access.key, AccessKey::Recipient(key)
                if recipient.as_ref() == Some(key) || known.contains(key))
        };
        let is_labelled =
            |access: &Access| recipient.is_none() && access.label.as_str().to_lowercase() == folded;
        let places = |is: &dyn Fn(&Access) -> bool| -> Vec<usize> {
            let all = self.listed.iter().enumerate();
            all.filter(|(_, access)| is(access)).map(|(at, _)| at).collect()
        };
        let meant = places(&is_known);
        let labelled = places(&|access| is_labelled(access) && !is_known(access));
        match (meant.as_slice(), labelled.as_slice()) {
            ([_, ..], []) => Ok(meant),
            // Whoever is known by that name has another key: the label may deceive.
            ([], [_]) if known.is_empty() => Ok(labelled),
            ([], []) => Err(Error::AccessNotFound {
                name: escape(wanted),
                near: self.listed.iter().map(|access| access.label.to_string()).collect(),
            }),
            _ => Err(Error::AccessAmbiguous {
                name: escape(wanted),
                candidates: meant
                    .iter()
                    .chain(&labelled)
                    .filter_map(|at| self.listed.get(*at).map(describe))
                    .collect(),
            }),
        }
    }
}

/// A label, and the key that tells it from another one of the same name.
fn describe(access: &Access) -> String {
    match &access.key {
        AccessKey::Recipient(key) => format!("{} ({})", access.label, key.short_label()),
        AccessKey::Passphrase => access.label.to_string(),
    }
}

/// The same, each access with the stanza that gives it, by its number in the header.
pub(crate) struct Holders {
    /// The accesses that are listed, and whose stanza is there.
    pub(crate) listed: Vec<(Access, usize)>,
    /// The stanzas that no entry accounts for.
    pub(crate) unlisted: Vec<usize>,
    /// Whether there is a list.
    pub(crate) present: bool,
}

impl Holders {
    /// Reads them out of a header whose MAC was verified, as the file key at hand proves.
    ///
    /// # Errors
    /// [`Error::Header`] with [`HeaderFault::AccessList`] when there is a list and it is not
    /// well-formed, or when there are two.
    pub(crate) fn read(header: &Header, file_key: &FileKey) -> Result<Self> {
        let mut lists = header.stanzas().iter().filter(|s| s.tag == TAG);
        let entries = match (lists.next(), lists.next()) {
            (None, _) => None,
            (Some(list), None) => Some(
                open(list, file_key)
                    .and_then(|plain| decode(&plain))
                    .ok_or(Error::Header(HeaderFault::AccessList))?,
            ),
            (Some(_), Some(_)) => return Err(Error::Header(HeaderFault::AccessList)),
        };
        let present = entries.is_some();
        let digests: Vec<_> = header.stanzas().iter().map(stanza_digest).collect();
        let listed: Vec<(Access, usize)> = entries
            .into_iter()
            .flatten()
            .filter_map(|(digest, access)| {
                digests.iter().position(|known| *known == digest).map(|at| (access, at))
            })
            .collect();
        let is_listed = |at: &usize| listed.iter().any(|(_, listed)| listed == at);
        let unlisted = header
            .stanzas()
            .iter()
            .enumerate()
            .filter(|(at, stanza)| !is_silent(stanza) && !is_listed(at))
            .map(|(at, _)| at)
            .collect();
        Ok(Self { listed, unlisted, present })
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
        tag: TAG.to_owned(),
        args: vec![BASE64_STANDARD_NO_PAD.encode(salt)],
        body: aead_encrypt(&key, &encode(entries)),
    }
}

fn open(stanza: &Stanza, file_key: &FileKey) -> Option<Vec<u8>> {
    let [salt] = stanza.args.as_slice() else { return None };
    let salt = BASE64_STANDARD_NO_PAD.decode(salt).ok().filter(|s| s.len() == SALT_BYTES)?;
    let key = Zeroizing::new(hkdf(&salt, LABEL, file_key.expose_secret()));
    aead_decrypt(&key, stanza.body.len().checked_sub(TAG_BYTES)?, &stanza.body).ok()
}

/// Whether a stanza opens the container for nobody.
pub(crate) fn is_silent(stanza: &Stanza) -> bool {
    stanza.tag == TAG || is_grease(stanza)
}

/// age and its kin name so the stanzas that mean nothing.
pub(crate) fn is_grease(stanza: &Stanza) -> bool {
    stanza.tag.ends_with("-grease")
}

/// version, count, then for each: kind, role, date, digest, label, recipient; then zeros.
fn encode(entries: &[(&Access, &Stanza)]) -> Vec<u8> {
    let mut out = vec![VERSION];
    out.extend_from_slice(&(entries.len() as u16).to_be_bytes());
    for (access, stanza) in entries {
        let (kind, key) = match &access.key {
            AccessKey::Passphrase => (Kind::Passphrase, Vec::new()),
            AccessKey::Recipient(Recipient::Hybrid(key)) => (Kind::Hybrid, key.to_bytes()),
            AccessKey::Recipient(other) => (Kind::Text, other.to_string().into_bytes()),
        };
        out.extend_from_slice(&[kind as u8, access.role as u8 + 1]);
        out.extend_from_slice(&access.date.to_be_bytes());
        out.extend_from_slice(&stanza_digest(stanza));
        for field in [access.label.as_str().as_bytes(), &key] {
            out.extend_from_slice(&(field.len() as u16).to_be_bytes());
            out.extend_from_slice(field);
        }
    }
    out.resize(out.len().next_multiple_of(PADDING), 0);
    out
}

/// How an entry holds its key.
#[derive(Clone, Copy)]
enum Kind {
    /// Nothing: a passphrase.
    Passphrase = 1,
    /// The 1216 bytes of a hybrid recipient.
    Hybrid = 2,
    /// The recipient as text.
    Text = 3,
}

type Entry = ([u8; 32], Access);

fn decode(plain: &[u8]) -> Option<Vec<Entry>> {
    let mut input = Cursor(plain);
    if input.array::<1>()? != [VERSION] {
        return None;
    }
    let count = u16::from_be_bytes(input.array()?);
    let entries = (0..count).map(|_| decode_entry(&mut input)).collect::<Option<Vec<_>>>()?;
    input.0.iter().all(|byte| *byte == 0).then_some(entries)
}

fn decode_entry(input: &mut Cursor<'_>) -> Option<Entry> {
    let [kind, role] = input.array()?;
    let date = i64::from_be_bytes(input.array()?);
    let digest = input.array()?;
    let label = std::str::from_utf8(input.field()?).ok()?;
    let key = input.field()?;
    let access = Access {
        label: Label::parse(label).filter(|parsed| parsed.as_str() == label)?,
        role: match role {
            1 => Role::Owner,
            2 => Role::Member,
            3 => Role::Recovery,
            _ => return None,
        },
        key: match kind {
            1 if key.is_empty() => AccessKey::Passphrase,
            2 => AccessKey::Recipient(Recipient::Hybrid(Box::new(
                HybridRecipient::from_bytes(key).ok()?,
            ))),
            3 => AccessKey::Recipient(std::str::from_utf8(key).ok()?.parse().ok()?),
            _ => return None,
        },
        date,
    };
    Some((digest, access))
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn field(&mut self) -> Option<&'a [u8]> {
        let length = u16::from_be_bytes(self.array()?);
        self.take(usize::from(length))
    }
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
