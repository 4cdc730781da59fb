//! The access list: who can open a container, by name (docs/format.md, "The access list").
//!
//! It lies in a stanza of our own that stock age ignores, sealed under the file key: only those
//! who can open the container can read it. A name in it is a claim of whoever wrote it.

use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_decrypt, aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use zeroize::Zeroizing;

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
/// A label may not be longer, in bytes.
pub const MAX_LABEL_BYTES: usize = 255;

/// One way into a container.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// Whose it is, as whoever sealed the container says.
    pub label: String,
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
    /// Reads the list out of a header whose MAC was verified, as the file key at hand proves.
    ///
    /// # Errors
    /// [`Error::Header`] with [`HeaderFault::AccessList`] when there is one and it is not
    /// well-formed, or when there are two.
    pub(crate) fn read(header: &Header, file_key: &FileKey) -> Result<Self> {
        let mut stanzas = header.stanzas().iter().filter(|s| s.tag == TAG);
        let Some(stanza) = stanzas.next() else {
            return Ok(Self { unlisted: unlisted(header, &[]), ..Self::default() });
        };
        let entries = match stanzas.next() {
            None => open(stanza, file_key).and_then(|plain| decode(&plain)),
            Some(_) => None,
        }
        .ok_or(Error::Header(HeaderFault::AccessList))?;
        let present: Vec<_> = header.stanzas().iter().map(stanza_digest).collect();
        let (digests, listed): (Vec<_>, Vec<_>) =
            entries.into_iter().filter(|(digest, _)| present.contains(digest)).unzip();
        Ok(Self { listed, unlisted: unlisted(header, &digests), present: true })
    }
}

/// Makes the stanza that lists these accesses, each with the stanza that gives it.
pub(crate) fn seal(entries: &[(Access, &Stanza)], file_key: &FileKey) -> Result<Stanza> {
    Ok(seal_with_salt(entries, file_key, &*crate::keys::random()?))
}

fn seal_with_salt(
    entries: &[(Access, &Stanza)],
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

/// The tags of the stanzas that open the container, or may, and that the list does not name.
fn unlisted(header: &Header, listed: &[[u8; 32]]) -> Vec<String> {
    header
        .stanzas()
        .iter()
        .filter(|s| !is_silent(s) && !listed.contains(&stanza_digest(s)))
        .map(|s| s.tag.clone())
        .collect()
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
fn encode(entries: &[(Access, &Stanza)]) -> Vec<u8> {
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
        for field in [access.label.as_bytes(), &key] {
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
        label: parse_label(label)?,
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

/// A label is one line of text that shows what it is: no control and no bidirectional characters.
#[must_use]
pub fn parse_label(label: &str) -> Option<String> {
    let fine = label.len() <= MAX_LABEL_BYTES
        && !label.contains(|c: char| c.is_control() || crate::container::entry::is_bidi_control(c));
    fine.then(|| label.to_owned())
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
