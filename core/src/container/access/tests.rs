use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::encoding::{PADDING, VERSION, decode, encode};
use super::*;
use crate::container::header::MAX_STANZAS;
use crate::error::HeaderFault;
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

/// The stanza of a passphrase, of this number.
fn key_stanza(number: usize) -> Stanza {
    stanza("scelle/argon2id", &number.to_string())
}

/// The stanza that gives an access, of this number.
fn stanza_of(access: &Access, number: usize) -> Stanza {
    match &access.key {
        AccessKey::Passphrase => key_stanza(number),
        AccessKey::Recipient(recipient) => recipient.wrap_file_key(&file_key()).unwrap(),
    }
}

/// One stanza for each access, and the list of them all.
fn stanzas_of(accesses: &[Access]) -> (Vec<Stanza>, Stanza) {
    let numbered = accesses.iter().zip(0..);
    let stanzas: Vec<_> = numbered.map(|(access, number)| stanza_of(access, number)).collect();
    let entries: Vec<_> = accesses.iter().zip(&stanzas).collect();
    let list = seal_with_salt(&entries, &file_key(), &[9; SALT_BYTES]);
    (stanzas, list)
}

fn read(stanzas: impl IntoIterator<Item = Stanza>) -> Result<AccessList> {
    let header = Header::seal(stanzas.into_iter().collect(), &file_key()).unwrap();
    AccessList::read(&header, &file_key())
}

fn is_refused(stanzas: impl IntoIterator<Item = Stanza>) -> bool {
    fault(stanzas).is_some()
}

/// Why a list is refused, if it is.
fn fault(stanzas: impl IntoIterator<Item = Stanza>) -> Option<HeaderFault> {
    match read(stanzas) {
        Ok(_) => None,
        Err(Error::Header(fault)) => Some(fault),
        Err(other) => panic!("{other:?}"),
    }
}

/// The fault of a header of these stanzas, whose list names each of them as that of this access.
fn fault_of(entries: &[(Access, Stanza)]) -> Option<HeaderFault> {
    let listed: Vec<_> = entries.iter().map(|(access, stanza)| (access, stanza)).collect();
    let list = seal_with_salt(&listed, &file_key(), &[9; SALT_BYTES]);
    let mut stanzas: Vec<Stanza> = Vec::new();
    for (_, stanza) in entries {
        if !stanzas.contains(stanza) {
            stanzas.push(copy_of(stanza));
        }
    }
    stanzas.push(list);
    fault(stanzas)
}

fn copy_of(stanza: &Stanza) -> Stanza {
    Stanza { tag: stanza.tag.clone(), args: stanza.args.clone(), body: stanza.body.clone() }
}

fn holder(label: &str, key: AccessKey) -> Access {
    Access { key, ..access(label) }
}

/// Writes and reads a list of these labels, without the writer's checks.
fn is_refused_when_read(label: &str) -> bool {
    let (stanzas, list) = stanzas_of(&[access("Alice"), access(label)]);
    is_refused(stanzas.into_iter().chain([list]))
}

fn accesses() -> impl Strategy<Value = Vec<Access>> {
    let label =
        prop_oneof!["[ -~]{0,40}", "[A-Za-zàâçéèêëîïôûùüÿœæÀÉ’ -]{1,60}", "\\PC{0,20}", "é{127}",];
    let role = select(vec![Role::Owner, Role::Member, Role::Recovery]);
    let access =
        (label, role, select(&**KEYS), any::<i64>()).prop_map(|(label, role, key, date)| {
            let label = Label::lossy(&label);
            Access { label, role, key, date }
        });
    proptest::collection::vec(access, 0..=20).prop_map(with_each_key_once)
}

fn with_each_key_once(mut accesses: Vec<Access>) -> Vec<Access> {
    let mut seen: Vec<AccessKey> = Vec::new();
    for access in &mut accesses {
        if seen.contains(&access.key) {
            access.key = AccessKey::Passphrase;
        }
        seen.push(access.key.clone());
    }
    accesses
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_listed_is_read_again(accesses in accesses()) {
        let (stanzas, list) = stanzas_of(&accesses);
        prop_assert_eq!(list.body.len() % PADDING, TAG_BYTES);
        let read = read(stanzas.into_iter().chain([list])).unwrap();
        let listed = AccessList { listed: accesses, present: true, ..AccessList::default() };
        prop_assert_eq!(read, listed);
    }

    #[test]
    fn decoding_arbitrary_bytes_never_panics(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = decode(&bytes, MAX_STANZAS);
        let _ = decode(&[&[VERSION, 0, 1][..], &bytes].concat(), MAX_STANZAS);
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
        let _ = decode(&plain, MAX_STANZAS);
        let _ = decode(&plain[..cut.index(plain.len())], MAX_STANZAS);
    }
}

#[test]
fn a_container_without_a_list_says_so() {
    let read = read([key_stanza(0), key_stanza(1)]).unwrap();
    assert!(!read.present && read.listed.is_empty());
    assert_eq!(read.unlisted, ["scelle/argon2id", "scelle/argon2id"]);
}

#[test]
fn another_file_key_reads_no_list() {
    let (stanzas, list) = stanzas_of(&[access("Alice")]);
    let header = Header::seal(stanzas.into_iter().chain([list]).collect(), &file_key()).unwrap();
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

/// The last stanza of the header is grease, and no access. Another one of that name may be one.
#[test]
fn a_stanza_without_an_entry_is_unlisted_and_grease_is_not() {
    let (stanzas, list) = stanzas_of(&[access("Alice")]);
    let grease = stanza("any-grease", "7");
    let plugin = stanza("a-plugin", "7");
    let read = read(stanzas.into_iter().chain([list, key_stanza(8), grease, plugin])).unwrap();
    assert_eq!(read.listed, [access("Alice")]);
    assert_eq!(read.unlisted, ["scelle/argon2id", "any-grease", "a-plugin"]);
}

/// An X25519 stanza listed as a hybrid key would pass for post-quantum.
#[test]
fn a_key_of_another_kind_than_its_stanza_makes_the_list_refused() {
    let stanzas: Vec<Stanza> =
        KEYS.iter().zip(0..).map(|(key, at)| stanza_of(&holder("A", key.clone()), at)).collect();
    for (kind, key) in KEYS.iter().enumerate() {
        for (other, stanza) in stanzas.iter().enumerate() {
            let fault = fault_of(&[(holder("Alice", key.clone()), copy_of(stanza))]);
            let expected = (kind != other).then_some(HeaderFault::AccessListFalse);
            assert_eq!(fault, expected, "{key:?} for {}", stanza.tag);
        }
    }
    // Of a type that no key fits: a plugin's, age's own passphrase, the list itself.
    for tag in ["a-plugin", "scrypt", ACCESS_TAG, "x-grease"] {
        for key in KEYS.iter() {
            let list = [(holder("Alice", key.clone()), stanza(tag, "x"))];
            assert!(fault_of(&list).is_some(), "{tag}");
        }
    }
}

#[test]
fn an_ssh_stanza_is_that_of_the_key_it_names() {
    let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDoRm8sxLMW4UwSRDjuKL9VscRhAAt+LqX5M/GbUQTgU";
    let [one, other] = [ED25519, other].map(|text| AccessKey::Recipient(text.parse().unwrap()));
    let stanza = stanza_of(&holder("A", one.clone()), 0);
    assert_eq!(fault_of(&[(holder("Alice", one), copy_of(&stanza))]), None);
    let fault = fault_of(&[(holder("Alice", other), stanza)]);
    assert_eq!(fault, Some(HeaderFault::AccessListFalse));
}

#[test]
fn a_stanza_or_a_key_that_is_listed_twice_makes_the_list_refused() {
    let key = AccessKey::Recipient(X25519.parse().unwrap());
    let stanzas = [0, 1].map(|number| stanza_of(&holder("A", key.clone()), number));
    let [one, other] = &stanzas;
    let entry = |label, key: &AccessKey, stanza| (holder(label, key.clone()), copy_of(stanza));
    let twice = [entry("Alice", &key, one), entry("Alice", &key, other)];
    assert_eq!(fault_of(&twice), Some(HeaderFault::AccessListFalse), "a key");
    let phrase = key_stanza(7);
    let (first, second) = (AccessKey::Passphrase, AccessKey::Passphrase);
    let twice = [entry("Alice", &first, &phrase), entry("Bob", &second, &phrase)];
    assert_eq!(fault_of(&twice), Some(HeaderFault::AccessListFalse), "a stanza");
    let two = [entry("Alice", &first, &phrase), entry("Bob", &second, &key_stanza(8))];
    assert_eq!(fault_of(&two), None, "two passphrases");
}

/// Refused before any of them is read: reading 60,000 hybrid keys takes seconds.
#[test]
fn a_list_has_no_more_entries_than_there_are_stanzas() {
    let entries: Vec<(Access, Stanza)> =
        (0..40).map(|number| (access("Alice"), key_stanza(number))).collect();
    let listed: Vec<_> = entries.iter().map(|(access, stanza)| (access, stanza)).collect();
    let with = |count: usize| {
        let list = seal_with_salt(&listed[..count], &file_key(), &[9; SALT_BYTES]);
        // With the list and the grease there are five.
        fault([0, 1, 2].map(key_stanza).into_iter().chain([list]))
    };
    assert_eq!(with(5), None);
    assert_eq!(with(6), Some(HeaderFault::AccessListFalse));
    assert_eq!(with(40), Some(HeaderFault::AccessListFalse));
    let plain = [&[VERSION, 0xff, 0xff][..], &[0; 253]].concat();
    assert_eq!(decode(&plain, MAX_STANZAS), Err(HeaderFault::AccessListFalse));
}

#[test]
fn labels_that_look_alike_are_told() {
    let labels = ["Alice", "Bob", "Аlice", "alice", "Zoé", "Zoe"];
    let listed = labels.map(access).to_vec();
    let list = AccessList { listed, present: true, ..AccessList::default() };
    assert_eq!(list.lookalikes(), [(0, 2), (0, 3)].map(|(a, b)| (AccessId(a), AccessId(b))));
}

#[test]
fn a_label_that_deceives_or_is_too_long_makes_the_list_refused() {
    for label in ["a\nb", "\0", "tab\t", "\u{1b}[31m", "del\u{7f}", "\u{85}", "eci\u{202e}lA"] {
        assert!(is_refused_when_read(label), "{label:?}");
    }
    assert!(is_refused_when_read("\u{2066}Alice\u{2069}"));
    for c in ['\u{ad}', '\u{200b}', '\u{2800}', '\u{3164}', '\u{fe0f}', '\u{fff9}', '\u{13430}'] {
        let (stanzas, list) = stanzas_of(&[access("Alice"), access(&format!("Alice{c}"))]);
        let fault = fault(stanzas.into_iter().chain([list]));
        assert_eq!(fault, Some(HeaderFault::AccessListLabel), "U+{:04X}", u32::from(c));
    }
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

/// A container whose list no reader accepts would be lost.
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
    assert!(decode(&good, 1).is_ok());
    let with = |position: usize, byte: u8| {
        let mut plain = good.clone();
        plain[position] = byte;
        decode(&plain, 2).is_err()
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
    assert!(decode(&[], 0).is_err());
}

#[test]
fn a_header_holds_so_many_accesses() {
    assert!(check_count(4, 254).is_ok());
    assert!(matches!(check_count(5, 5), Err(Error::TooManyRecipients { limit: 4 })));
    assert!(matches!(check_count(0, 255), Err(Error::TooManyRecipients { limit: 254 })));
}

/// The vector of docs/format.md, which a second implementation computes.
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
    let document = include_str!("../../../../docs/format.md");
    assert!(document.contains(&text), "docs/format.md should hold:\n{text}");
}
