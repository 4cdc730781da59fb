//! The bytes of an access list, once they are out of their stanza: version, count, then for each
//! entry kind, role, date, digest, label and key; then zeros.

use age_core::format::Stanza;

use super::{Access, AccessKey, Role};
use crate::container::header::stanza_digest;
use crate::error::HeaderFault;
use crate::keys::hybrid::HybridRecipient;
use crate::keys::label::{Label, is_deceptive};
use crate::keys::recipient::Recipient;

pub(super) const VERSION: u8 = 1;
/// The encoding is padded to a multiple of this many bytes, to hide the lengths of the names.
pub(super) const PADDING: usize = 256;

pub(super) fn encode(entries: &[(&Access, &Stanza)]) -> Vec<u8> {
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

/// The digest of a stanza, and what is said of it.
pub(super) type Entry = ([u8; 32], Access);

/// Reads a list; one with more entries than its header has `stanzas` is refused before any entry is.
pub(super) fn decode(plain: &[u8], stanzas: usize) -> Result<Vec<Entry>, HeaderFault> {
    const MALFORMED: HeaderFault = HeaderFault::AccessList;
    let mut input = Cursor(plain);
    if input.array::<1>().ok_or(MALFORMED)? != [VERSION] {
        return Err(MALFORMED);
    }
    let count = usize::from(u16::from_be_bytes(input.array().ok_or(MALFORMED)?));
    if count > stanzas {
        return Err(HeaderFault::AccessListFalse);
    }
    let entries = (0..count).map(|_| decode_entry(&mut input)).collect::<Result<Vec<_>, _>>()?;
    if input.0.iter().all(|byte| *byte == 0) { Ok(entries) } else { Err(MALFORMED) }
}

fn decode_entry(input: &mut Cursor<'_>) -> Result<Entry, HeaderFault> {
    let fields = input.entry().ok_or(HeaderFault::AccessList)?;
    if is_deceptive(fields.label) {
        return Err(HeaderFault::AccessListLabel);
    }
    let digest = fields.digest;
    fields.to_access().map(|access| (digest, access)).ok_or(HeaderFault::AccessList)
}

/// An entry whose parts are all there, and not judged yet.
struct Fields<'a> {
    kind: u8,
    role: u8,
    date: i64,
    digest: [u8; 32],
    label: &'a str,
    key: &'a [u8],
}

impl Fields<'_> {
    fn to_access(&self) -> Option<Access> {
        Some(Access {
            label: Label::parse(self.label).filter(|parsed| parsed.as_str() == self.label)?,
            role: match self.role {
                1 => Role::Owner,
                2 => Role::Member,
                3 => Role::Recovery,
                _ => return None,
            },
            key: match self.kind {
                1 if self.key.is_empty() => AccessKey::Passphrase,
                2 => AccessKey::Recipient(Recipient::Hybrid(Box::new(
                    HybridRecipient::from_bytes(self.key).ok()?,
                ))),
                3 => AccessKey::Recipient(std::str::from_utf8(self.key).ok()?.parse().ok()?),
                _ => return None,
            },
            date: self.date,
        })
    }
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn entry(&mut self) -> Option<Fields<'a>> {
        let [kind, role] = self.array()?;
        Some(Fields {
            kind,
            role,
            date: i64::from_be_bytes(self.array()?),
            digest: self.array()?,
            label: std::str::from_utf8(self.field()?).ok()?,
            key: self.field()?,
        })
    }

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
