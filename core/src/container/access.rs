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
    /// Reads the list out of a header whose MAC was verified, as the file key at hand proves.
    ///
    /// # Errors
    /// [`Error::Header`] with [`HeaderFault::AccessList`] when there is one and it is not
    /// well-formed, or when there are two.
    pub(crate) fn read(header: &Header, file_key: &FileKey) -> Result<Self> {
        let Holders { listed, unlisted, present } = Holders::read(header, file_key)?;
        let tag = |at: usize| header.stanzas().get(at).map(|stanza| stanza.tag.clone());
        Ok(Self {
            listed: listed.into_iter().map(|(access, _)| access).collect(),
            unlisted: unlisted.into_iter().filter_map(tag).collect(),
            present,
        })
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
    /// As [`AccessList::read`].
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
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;
    use crate::keys::hybrid::HybridIdentity;
    use crate::testing::{file_key, stanza};

    const X25519: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    /// One key of each kind.
    static KEYS: LazyLock<Vec<AccessKey>> = LazyLock::new(|| {
        let hybrid = HybridIdentity::generate().unwrap().to_recipient().to_string();
        let texts = [hybrid.as_str(), X25519, ED25519];
        let recipients = texts.iter().map(|text| AccessKey::Recipient(text.parse().unwrap()));
        recipients.chain([AccessKey::Passphrase]).collect()
    });

    fn access(label: &str) -> Access {
        let key = AccessKey::Passphrase;
        Access { label: Label(label.to_owned()), role: Role::Member, key, date: 1_790_000_000 }
    }

    /// The stanza that gives the access of this number.
    fn key_stanza(number: usize) -> Stanza {
        stanza("X25519", &number.to_string())
    }

    /// One stanza for each access, and the list of them all.
    fn stanzas_of(accesses: &[Access]) -> (Vec<Stanza>, Stanza) {
        let stanzas: Vec<_> = (0..accesses.len()).map(key_stanza).collect();
        let entries: Vec<_> = accesses.iter().zip(&stanzas).collect();
        let list = seal_with_salt(&entries, &file_key(), &[9; SALT_BYTES]);
        (stanzas, list)
    }

    fn read(stanzas: impl IntoIterator<Item = Stanza>) -> Result<AccessList> {
        let header = Header::seal(stanzas.into_iter().collect(), &file_key()).unwrap();
        AccessList::read(&header, &file_key())
    }

    fn is_refused(stanzas: impl IntoIterator<Item = Stanza>) -> bool {
        matches!(read(stanzas), Err(Error::Header(HeaderFault::AccessList)))
    }

    /// Writes and reads a list of these labels, without whoever writes one judging them.
    fn is_refused_when_read(label: &str) -> bool {
        let (stanzas, list) = stanzas_of(&[access("Alice"), access(label)]);
        is_refused(stanzas.into_iter().chain([list]))
    }

    fn accesses() -> impl Strategy<Value = Vec<Access>> {
        let label = prop_oneof![
            "[ -~]{0,40}",
            "[A-Za-zàâçéèêëîïôûùüÿœæÀÉ’ -]{1,60}",
            "\\PC{0,20}",
            "é{127}",
        ];
        let role = select(vec![Role::Owner, Role::Member, Role::Recovery]);
        let access =
            (label, role, select(&**KEYS), any::<i64>()).prop_map(|(label, role, key, date)| {
                let label = Label::lossy(&label);
                Access { label, role, key, date }
            });
        proptest::collection::vec(access, 0..=20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_listed_is_read_again(accesses in accesses()) {
            let (stanzas, list) = stanzas_of(&accesses);
            prop_assert_eq!(list.body.len() % PADDING, TAG_BYTES);
            let read = read(stanzas.into_iter().chain([list])).unwrap();
            prop_assert_eq!(read, AccessList { listed: accesses, unlisted: vec![], present: true });
        }

        #[test]
        fn decoding_arbitrary_bytes_never_panics(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            let _ = decode(&bytes);
            let _ = decode(&[&[VERSION, 0, 1][..], &bytes].concat());
        }

        #[test]
        fn decoding_a_changed_or_cut_list_never_panics(
            accesses in accesses(), position: Index, byte: u8, cut: Index,
        ) {
            let stanza = key_stanza(0);
            let entries: Vec<_> = accesses.iter().map(|access| (access, &stanza)).collect();
            let mut plain = encode(&entries);
            let position = position.index(plain.len());
            plain[position] = byte;
            let _ = decode(&plain);
            let _ = decode(&plain[..cut.index(plain.len())]);
        }
    }

    #[test]
    fn a_container_without_a_list_says_so() {
        let read = read([key_stanza(0), key_stanza(1)]).unwrap();
        assert!(!read.present && read.listed.is_empty());
        assert_eq!(read.unlisted, ["X25519", "X25519"]);
    }

    #[test]
    fn another_file_key_reads_no_list() {
        let (stanzas, list) = stanzas_of(&[access("Alice")]);
        let header =
            Header::seal(stanzas.into_iter().chain([list]).collect(), &file_key()).unwrap();
        let other = FileKey::new(Box::new([1; 16]));
        let read = AccessList::read(&header, &other);
        assert!(matches!(read, Err(Error::Header(HeaderFault::AccessList))), "{read:?}");
    }

    #[test]
    fn an_altered_list_is_refused() {
        let altered = |alter: &dyn Fn(&mut Stanza)| {
            let (stanzas, mut list) = stanzas_of(&[access("Alice")]);
            alter(&mut list);
            is_refused(stanzas.into_iter().chain([list]))
        };
        assert!(!altered(&|_| {}));
        assert!(altered(&|list| list.body[0] ^= 1));
        assert!(altered(&|list| *list.body.last_mut().unwrap() ^= 1));
        assert!(altered(&|list| list.body.push(0)));
        assert!(altered(&|list| list.body.truncate(15)));
        assert!(altered(&|list| list.body.clear()));
        assert!(altered(&|list| list.args.clear()));
        assert!(altered(&|list| list.args.push("AAAA".to_owned())));
        assert!(altered(&|list| list.args[0] = BASE64_STANDARD_NO_PAD.encode([8; SALT_BYTES])));
        assert!(altered(&|list| list.args[0] = BASE64_STANDARD_NO_PAD.encode([9; 15])));
        assert!(altered(&|list| list.args[0].push('=')));
    }

    #[test]
    fn two_lists_are_refused() {
        let (stanzas, list) = stanzas_of(&[access("Alice")]);
        let (_, again) = stanzas_of(&[access("Alice")]);
        assert!(is_refused(stanzas.into_iter().chain([list, again])));
    }

    #[test]
    fn an_entry_whose_stanza_is_gone_is_not_listed() {
        let (stanzas, list) = stanzas_of(&[access("Alice"), access("Bob"), access("Chloé")]);
        let kept = stanzas.into_iter().filter(|s| s.args != ["1"]);
        let read = read(kept.chain([list])).unwrap();
        let labels: Vec<_> = read.listed.iter().map(|access| access.label.as_str()).collect();
        assert_eq!(labels, ["Alice", "Chloé"]);
        assert!(read.unlisted.is_empty());
    }

    #[test]
    fn a_stanza_without_an_entry_is_unlisted_and_grease_is_not() {
        let (stanzas, list) = stanzas_of(&[access("Alice")]);
        let grease = stanza("any-grease", "7");
        let plugin = stanza("a-plugin", "7");
        let read = read(stanzas.into_iter().chain([list, key_stanza(8), grease, plugin])).unwrap();
        assert_eq!(read.listed, [access("Alice")]);
        assert_eq!(read.unlisted, ["X25519", "a-plugin"]);
    }

    #[test]
    fn a_label_that_deceives_or_is_too_long_makes_the_list_refused() {
        for label in ["a\nb", "\0", "tab\t", "\u{1b}[31m", "del\u{7f}", "\u{85}", "eci\u{202e}lA"] {
            assert!(is_refused_when_read(label), "{label:?}");
        }
        assert!(is_refused_when_read("\u{2066}Alice\u{2069}"));
        assert!(is_refused_when_read(&"a".repeat(Label::MAX_BYTES + 1)));
        assert!(is_refused_when_read(&"é".repeat(128)));
        assert!(!is_refused_when_read(&"a".repeat(Label::MAX_BYTES)));
        assert!(!is_refused_when_read("Anne-Élise d’Œuvre"));
    }

    /// U+2028 and U+2029 end a line as surely as a line feed does.
    #[test]
    fn a_label_is_one_line() {
        for label in ["Alice\u{2028}Bob", "Alice\u{2029}Bob"] {
            assert!(is_refused_when_read(label), "{label:?}");
        }
    }

    /// A container whose list no reader accepts would be lost to everybody.
    #[test]
    fn a_label_that_readers_refuse_is_never_written() {
        for text in ["", "  ", "a\nb", "a\u{202e}b", &"é".repeat(128), &"x".repeat(70_000)] {
            assert_eq!(Label::parse(text), None, "{} bytes", text.len());
            let nearest = Label::lossy(text);
            assert_eq!(Label::parse(nearest.as_str()), Some(nearest));
        }
        assert_eq!(Label::lossy("a\nb").as_str(), "a?b");
        assert_eq!(Label::lossy(" Éloïse ").as_str(), "Éloïse");
    }

    #[test]
    fn the_length_of_a_name_does_not_show() {
        let body = |labels: &[&str]| {
            let accesses: Vec<_> = labels.iter().map(|label| access(label)).collect();
            stanzas_of(&accesses).1.body.len()
        };
        // Version and count, then 46 bytes for each passphrase and its label: up to 256.
        let longest = "x".repeat(256 - 3 - 46);
        assert_eq!(body(&["Al"]), body(&[&longest]));
        assert_eq!(body(&["Al"]), 256 + TAG_BYTES);
        assert_eq!(body(&[&format!("{longest}x")]), 512 + TAG_BYTES);
        assert_eq!(body(&["Al", "Bo", "Cy"]), body(&["Alexandrine", "Bérengère", "Cyprien"]));
        assert_eq!(body(&[]), 256 + TAG_BYTES);
    }

    #[test]
    fn the_salt_is_another_one_at_every_write() {
        let stanza = key_stanza(0);
        let alice = access("Alice");
        let entries = [(&alice, &stanza)];
        assert_ne!(seal(&entries, &file_key()).unwrap(), seal(&entries, &file_key()).unwrap());
    }

    #[test]
    fn a_list_that_is_not_well_formed_is_refused() {
        let stanza = key_stanza(0);
        let good = encode(&[(&access("Alice"), &stanza)]);
        assert!(decode(&good).is_some());
        let with = |position: usize, byte: u8| {
            let mut plain = good.clone();
            plain[position] = byte;
            decode(&plain).is_none()
        };
        assert!(with(0, 2), "another version");
        assert!(with(2, 2), "an entry that is missing");
        assert!(with(2, 0), "an entry too many");
        for kind in [0, 2, 3, 4] {
            assert!(with(3, kind), "a kind that does not fit its key: {kind}");
        }
        for role in [0, 4, 255] {
            assert!(with(4, role), "a role that does not exist: {role}");
        }
        assert!(with(good.len() - 1, 1), "padding that is not zero");
        assert!(with(3 + 2 + 8 + 32 + 2, 0xff), "a label that is no UTF-8");
        assert!(decode(&[]).is_none());
    }

    #[test]
    fn a_header_holds_so_many_accesses() {
        assert!(check_count(4, 254).is_ok());
        assert!(matches!(check_count(5, 5), Err(Error::TooManyRecipients { limit: 4 })));
        assert!(matches!(check_count(0, 255), Err(Error::TooManyRecipients { limit: 254 })));
    }

    /// The vector of docs/format.md: whoever writes a second implementation computes this.
    #[test]
    fn the_documented_vector() {
        let recipient = AccessKey::Recipient(X25519.parse().unwrap());
        let alice = Access { role: Role::Owner, key: recipient, ..access("Alice") };
        let phrase = Access { date: 1_790_000_001, ..access("Phrase secrète") };
        let [first, second] = [stanza("X25519", "AAAA"), stanza("scelle/argon2id", "x")];
        let salt = std::array::from_fn(|i| 0x10 + i as u8);
        let list = seal_with_salt(&[(&alice, &first), (&phrase, &second)], &file_key(), &salt);
        let body = BASE64_STANDARD_NO_PAD.encode(&list.body);
        let lines = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
        let start = format!("-> {} {}", list.tag, list.args.join(" "));
        let text = [start.as_str()].into_iter().chain(lines).collect::<Vec<_>>().join("\n");
        let document = include_str!("../../../docs/format.md");
        assert!(document.contains(&text), "docs/format.md should hold:\n{text}");
    }
}
