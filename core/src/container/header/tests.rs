use std::io::BufReader;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::keys::hybrid::HybridIdentity;
use crate::keys::identity::Identity;
use crate::keys::passphrase::{Passphrase, ScryptCost};
use crate::progress::Progress;
use crate::testing::{argon2_stanza, file_key, keyring, passphrase, stanza};

/// A MAC that is well-formed, and wrong.
const MAC_LINE: &str = "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

fn scrypt_stanza() -> Stanza {
    let cost = ScryptCost::insecure_for_tests();
    passphrase::wrap_scrypt(&file_key(), &passphrase(), cost, &Progress::new()).unwrap()
}

fn stanza_for(identity: &Identity) -> Stanza {
    identity.to_recipient().unwrap().wrap_file_key(&file_key()).unwrap()
}

fn hybrid() -> Identity {
    Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()))
}

fn x25519() -> Identity {
    Identity::X25519(crate::keys::x25519::X25519Identity::generate())
}

fn phrase_keyring() -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_passphrase(passphrase());
    keyring
}

fn text_of(header: &Header) -> Vec<u8> {
    let mut text = Vec::new();
    header.write(&mut text).unwrap();
    text
}

fn sealed_text(stanzas: Vec<Stanza>) -> Vec<u8> {
    text_of(&Header::seal(stanzas, &file_key()).unwrap())
}

fn read(mut text: &[u8]) -> Result<Header> {
    Header::read(&mut text)
}

fn error(text: impl AsRef<[u8]>) -> Error {
    read(text.as_ref()).err().expect("refused")
}

fn fault(text: impl AsRef<[u8]>) -> HeaderFault {
    match error(text) {
        Error::Header(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn unlock(text: &[u8], keyring: &Keyring) -> Result<FileKey> {
    read(text)?.unlock(keyring)
}

/// A header text of these stanzas, each given whole.
fn header_text(stanzas: &str) -> String {
    format!("age-encryption.org/v1\n{stanzas}{MAC_LINE}")
}

#[test]
fn every_recipient_finds_the_file_key_and_nobody_else_does() {
    let identities = [hybrid(), x25519(), hybrid()];
    let mut stanzas: Vec<_> = identities.iter().map(stanza_for).collect();
    stanzas.push(argon2_stanza());
    let text = sealed_text(stanzas);
    for identity in identities {
        let key = unlock(&text, &keyring([hybrid(), identity])).unwrap();
        assert_eq!(key.expose_secret(), file_key().expose_secret());
    }
    let key = unlock(&text, &phrase_keyring()).unwrap();
    assert_eq!(key.expose_secret(), file_key().expose_secret());

    let stranger = unlock(&text, &keyring([hybrid(), x25519()])).err();
    assert!(matches!(stranger, Some(Error::NotARecipient)), "{stranger:?}");
    let mut wrong = keyring([hybrid()]);
    wrong.add_passphrase(Passphrase::new("another").unwrap());
    let wrong = unlock(&text, &wrong).err();
    assert!(matches!(wrong, Some(Error::WrongPassphrase)), "{wrong:?}");
}

#[test]
fn reading_takes_the_header_and_not_a_byte_more() {
    let text = sealed_text(vec![stanza("a", "x"), stanza("b", "x")]);
    let file = [text.as_slice(), b"nonce and chunks"].concat();
    let mut rest = file.as_slice();
    let header = Header::read(&mut rest).unwrap();
    assert_eq!(rest, b"nonce and chunks");
    assert_eq!(header.encoded_len(), text.len() as u64);
    assert_eq!(text_of(&header), text);
    assert_eq!(header.stanzas()[0], stanza("a", "x"));
    assert_eq!(header.stanzas()[1], stanza("b", "x"));
}

#[test]
fn grease_stands_beside_ordinary_stanzas() {
    let header = Header::seal(vec![stanza("X25519", "x")], &file_key()).unwrap();
    let [ours, _] = header.stanzas() else { panic!("two stanzas") };
    assert_eq!(ours.tag, "X25519");
    assert!(header.is_grease(1) && !header.is_grease(0));
    let opening: Vec<usize> = header.opening().map(|(at, _)| at).collect();
    assert_eq!(opening, [0]);
}

/// Two hundred of age's own, and what could be a stanza that opens under another name.
#[test]
fn grease_has_the_shape_that_age_gives_it_and_stands_last() {
    let is_grease = |stanzas: &[&Stanza]| {
        let mut text = VERSION_LINE.to_vec();
        stanzas.iter().for_each(|stanza| encode_stanza(stanza, &mut text));
        text.extend_from_slice(MAC_LINE.as_bytes());
        read(&text).unwrap().is_grease(stanzas.len() - 1)
    };
    for _ in 0..200 {
        assert!(is_grease(&[&grease_the_joint()]));
    }
    let grease = |tag: &str, args: &[&str], body: usize| Stanza {
        tag: tag.to_owned(),
        args: args.iter().map(ToString::to_string).collect(),
        body: vec![0; body],
    };
    assert!(is_grease(&[&grease("x-grease", &[], 0)]));
    assert!(is_grease(&[&grease("12345678-grease", &["12345678"; 4], 99)]));
    assert!(is_grease(&[&grease("x-grease", &["x"], 3000)]), "one that keeps blocks in step");
    let share = "A".repeat(43);
    for real in [
        grease("-grease", &[], 0),
        grease("123456789-grease", &[], 0),
        grease("x-Grease", &[], 0),
        grease("x-grease", &[&share], 32),
        grease("x-grease", &["1"; 5], 0),
        grease("x-grease", &[], 100),
        grease("x-grease", &["x", "y"], 100),
        grease("x-grease", &["x"], 3200),
    ] {
        assert!(!is_grease(&[&real]), "{} {:?} {}", real.tag, real.args, real.body.len());
    }
    let first = [&grease("x-grease", &[], 0), &stanza("X25519", "x")];
    let mut text = VERSION_LINE.to_vec();
    first.iter().for_each(|stanza| encode_stanza(stanza, &mut text));
    text.extend_from_slice(MAC_LINE.as_bytes());
    assert!(!read(&text).unwrap().is_grease(0));
}

#[test]
fn scrypt_stands_alone() {
    let text = sealed_text(vec![scrypt_stanza()]);
    let header = read(&text).unwrap();
    assert_eq!(header.stanzas().len(), 1);
    assert!(header.takes_passphrase() && !header.takes_key());
    let key = header.unlock(&phrase_keyring()).unwrap();
    assert_eq!(key.expose_secret(), file_key().expose_secret());

    for other in [stanza("X25519", "x"), scrypt_stanza(), argon2_stanza()] {
        let text = sealed_text(vec![scrypt_stanza(), other]);
        assert_eq!(fault(text), HeaderFault::ScryptNotAlone);
    }
}

#[test]
fn a_header_tells_what_could_open_it() {
    let takes = |stanzas| {
        let header = Header::seal(stanzas, &file_key()).unwrap();
        (header.takes_key(), header.takes_passphrase())
    };
    assert_eq!(takes(vec![stanza("X25519", "x")]), (true, false));
    assert_eq!(takes(vec![stanza("unheard-of", "x")]), (true, false));
    assert_eq!(takes(vec![argon2_stanza()]), (false, true));
    assert_eq!(takes(vec![argon2_stanza(), stanza("X25519", "x")]), (true, true));
}

#[test]
fn what_age_wrote_is_written_again_byte_for_byte() {
    let alice = crate::keys::x25519::X25519Identity::generate();
    // Its grease is another one every time.
    for _ in 0..50 {
        let file = age::encrypt(&alice.to_recipient().0, b"").unwrap();
        let header = read(&file).unwrap();
        let text = text_of(&header);
        assert!(file.starts_with(&text));
        assert_eq!(header.encoded_len(), text.len() as u64);
        assert!(header.unlock(&keyring([Identity::X25519(alice.clone())])).is_ok());
    }
}

#[test]
fn stanzas_of_every_length_are_encoded_as_age_does() {
    for len in 0..200 {
        let made = Stanza { body: vec![0x5a; len], ..stanza("tag", "x") };
        let mut text = Vec::new();
        encode_stanza(&made, &mut text);
        let text_and_more = [text.as_slice(), b"---"].concat();
        let (rest, again) = age_stanza(&text_and_more).unwrap();
        assert_eq!((Stanza::from(again), rest), (made, &b"---"[..]), "{len}");
    }
}

#[test]
fn a_stanza_added_removed_or_moved_breaks_the_mac() {
    let [alice, bob] = [hybrid(), x25519()];
    let good = sealed_text(vec![stanza_for(&alice), stanza_for(&bob)]);
    let header = read(&good).unwrap();
    let forge = |order: &[usize]| {
        let mut text = VERSION_LINE.to_vec();
        order.iter().for_each(|i| encode_stanza(&header.stanzas()[*i], &mut text));
        let mac = good.iter().rposition(|b| *b == b' ').unwrap();
        [text.as_slice(), FOOTER, &good[mac..]].concat()
    };
    let keyring = keyring([alice]);
    assert!(unlock(&forge(&[0, 1, 2]), &keyring).is_ok());
    for order in [&[0, 1][..], &[0, 2], &[1, 0, 2], &[0, 1, 2, 2], &[0, 0, 1, 2]] {
        let error = unlock(&forge(order), &keyring).err();
        assert!(matches!(error, Some(Error::HeaderMac)), "{order:?}: {error:?}");
    }
}

#[test]
fn as_many_stanzas_as_allowed_and_no_more() {
    let with = |count| header_text(&"-> a\n\n".repeat(count));
    assert_eq!(read(with(MAX_STANZAS).as_bytes()).unwrap().stanzas().len(), 256);
    assert_eq!(fault(with(MAX_STANZAS + 1)), HeaderFault::TooManyStanzas);
    assert_eq!(fault(with(0)), HeaderFault::Malformed);
}

#[test]
fn what_readers_would_refuse_is_not_sealed() {
    // The grease takes one place.
    let seal =
        |count| Header::seal((0..count).map(|_| stanza("X25519", "x")).collect(), &file_key());
    assert!(seal(255).is_ok());
    assert!(matches!(seal(256).err(), Some(Error::TooManyRecipients { .. })));
    let large = Stanza { body: vec![0; MAX_BYTES as usize * 3 / 4], ..stanza("large", "x") };
    let sealed = Header::seal(vec![large], &file_key());
    assert!(matches!(sealed.err(), Some(Error::TooManyRecipients { .. })));
}

#[test]
fn a_header_is_at_most_one_mebibyte() {
    let of_length = |len: u64| {
        let rest = header_text("-> a \n\n").len() as u64;
        header_text(&format!("-> a {}\n\n", "x".repeat((len - rest) as usize)))
    };
    let longest = of_length(MAX_BYTES);
    assert_eq!(longest.len(), 1 << 20);
    assert_eq!(read(longest.as_bytes()).unwrap().encoded_len(), MAX_BYTES);
    assert_eq!(fault(of_length(MAX_BYTES + 1)), HeaderFault::TooLong);
}

/// A text that never ends, and that counts what is taken of it.
struct Endless {
    text: &'static [u8],
    taken: u64,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        for slot in out.iter_mut() {
            *slot = self.text[self.taken as usize % self.text.len()];
            self.taken += 1;
        }
        Ok(out.len())
    }
}

#[test]
fn a_text_that_never_ends_is_refused_after_one_mebibyte() {
    for (start, text) in [
        (&b"age-encryption.org/v1\n"[..], &b"a"[..]),
        (b"age-encryption.org/v1\n-> ", b"a"),
        (b"age-encryption.org/v1\n-> a\n", b"AAAAAAAAAAAAAAAA"),
        (b"age-encryption.org/v1\n-> a\n", b"AAAA\n"),
        (b"age-encryption.org/v1\n", b"\n"),
        (b"age-encryption.org/v1\n", b"-> a\n\n"),
        (b"age-encryption.org/v1\n--- ", b"A"),
        (b"age-encryption.org/", b"v"),
        (b"", b"a"),
    ] {
        let mut endless = Endless { text, taken: 0 };
        let mut input = BufReader::with_capacity(4096, start.chain(&mut endless));
        let error = Header::read(&mut input).err();
        assert!(matches!(error, Some(Error::Header(_) | Error::NotAContainer)), "{error:?}");
        assert!(endless.taken <= MAX_BYTES + 4096, "{} bytes were taken", endless.taken);
    }
}

#[test]
fn cut_anywhere_it_is_a_container_that_is_truncated() {
    let text = sealed_text(vec![stanza_for(&x25519()), argon2_stanza()]);
    for cut in 1..text.len() {
        assert_eq!(fault(&text[..cut]), HeaderFault::Truncated, "cut at {cut}");
    }
    assert!(matches!(error(b""), Error::NotAContainer));
}

#[test]
fn a_later_version_is_told_from_a_damaged_one() {
    for version in ["v2", "v10", "v1234"] {
        match error(format!("age-encryption.org/{version}\n-> whatever comes\n")) {
            Error::NewerVersion { version: told } => assert_eq!(told, version),
            other => panic!("{other:?}"),
        }
    }
    for version in ["", "v", "v0", "v01", "1", "V2", "v1 ", "v1a", "vv2", "v2\u{1b}[31m"] {
        let text = header_text("-> a\n\n").replacen("v1", version, 1);
        assert_eq!(fault(text), HeaderFault::Malformed, "{version:?}");
    }
}

#[test]
fn what_is_no_age_file_is_no_container() {
    for text in [
        &b"PK\x03\x04"[..],
        b"%PDF-1.7\n",
        b"\n",
        b"\0",
        b"age",
        b"age-encryption",
        b"AGE-ENCRYPTION.ORG/v1\n",
        b" age-encryption.org/v1\n",
        b"\xef\xbb\xbfage-encryption.org/v1\n",
        b"age-encryption.com/v1\n",
    ] {
        let error = error(text);
        let cut = b"age-encryption.org/".starts_with(text);
        let right = match error {
            Error::NotAContainer => !cut,
            Error::Header(HeaderFault::Truncated) => cut,
            _ => false,
        };
        assert!(right, "{:?}: {error:?}", text.escape_ascii().to_string());
    }
}

/// What a transfer in text mode makes of a container: damaged, not the work of the future.
#[test]
fn windows_line_ends_are_damage() {
    let text = String::from_utf8(sealed_text(vec![stanza("a", "x")])).unwrap();
    assert_eq!(fault(text.replace('\n', "\r\n")), HeaderFault::Malformed);
}

#[test]
fn each_line_is_what_the_specification_demands() {
    for stanzas in [
        "-> a\n",
        "-> \n\n",
        "->  a\n\n",
        "-> a \n\n",
        "-> a  b\n\n",
        "-> a\r\n\n",
        "-> é\n\n",
        "->a\n\n",
        "-> a\nAAAA\nAAAA\n",
        "-> a\nAAAA=\n",
        "-> a\nAB\n",
        "-> a\nA\n",
        "-> a\nAA==\n",
        "-> a\n\n\n",
        "-> a\n\nnonsense\n",
    ] {
        assert_eq!(fault(header_text(stanzas)), HeaderFault::Malformed, "{stanzas:?}");
    }
    assert!(read(header_text("-> a b c\nAAAA\n").as_bytes()).is_ok());
}

#[test]
fn the_mac_has_one_way_of_being_written() {
    let with = |mac: &str| format!("age-encryption.org/v1\n-> a\n\n---{mac}\n");
    let zeros = "A".repeat(43);
    assert!(read(with(&format!(" {zeros}")).as_bytes()).is_ok());
    for mac in [
        String::new(),
        " ".to_owned(),
        zeros.clone(),
        format!("  {zeros}"),
        format!(" {zeros} "),
        format!(" {zeros}="),
        format!(" {zeros}\r"),
        format!(" {}B", "A".repeat(42)),
        format!(" {}", "A".repeat(42)),
        format!(" {}", "A".repeat(44)),
    ] {
        assert_eq!(fault(with(&mac)), HeaderFault::Malformed, "{mac:?}");
    }
}

#[test]
fn a_fifth_passphrase_stanza_is_refused_before_the_first_is_tried() {
    let with = |count| sealed_text((0..count).map(|_| argon2_stanza()).collect());
    assert!(unlock(&with(4), &phrase_keyring()).is_ok());
    // The passphrase would open the very first of the five.
    let error = unlock(&with(5), &phrase_keyring()).err();
    assert!(matches!(error, Some(Error::KdfParameters)), "{error:?}");
}

#[test]
fn a_passphrase_stanza_that_costs_too_much_is_refused_before_the_first_is_tried() {
    let mut greedy = argon2_stanza();
    greedy.args[1] = "1048577".to_owned();
    let text = sealed_text(vec![argon2_stanza(), greedy]);
    let error = unlock(&text, &phrase_keyring()).err();
    assert!(matches!(error, Some(Error::KdfParameters)), "{error:?}");
}

#[test]
fn an_identity_opens_beside_passphrase_stanzas_that_nobody_would_try() {
    let alice = hybrid();
    let mut stanzas: Vec<_> = (0..5).map(|_| argon2_stanza()).collect();
    stanzas.push(stanza_for(&alice));
    assert!(unlock(&sealed_text(stanzas), &keyring([alice])).is_ok());
}

#[test]
fn a_file_key_of_another_header_does_not_authenticate_this_one() {
    let alice = x25519();
    let stanza = stanza_for(&alice);
    let other = FileKey::new(Box::new([9; 16]));
    let text = text_of(&Header::seal(vec![stanza], &other).unwrap());
    let error = unlock(&text, &keyring([alice])).err();
    assert!(matches!(error, Some(Error::HeaderMac)), "{error:?}");
}

#[test]
fn the_digest_of_a_stanza_covers_all_of_it() {
    let digest = stanza_digest(&stanza("a", "x"));
    for other in [
        stanza("b", "x"),
        Stanza { args: vec![], ..stanza("a", "x") },
        Stanza { body: vec![0; 31], ..stanza("a", "x") },
    ] {
        assert_ne!(digest, stanza_digest(&other));
    }
    assert_eq!(digest, stanza_digest(&stanza("a", "x")));
}

/// A header and the keyring that opens it, to be spoilt.
static SEALED: LazyLock<(Vec<u8>, Keyring)> = LazyLock::new(|| {
    let identities = [x25519(), hybrid()];
    let text = sealed_text(identities.iter().map(stanza_for).collect());
    (text, keyring(identities))
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_byte_is_changed_no_file_key_comes_out(position: Index, flip in 1..=255u8) {
        let (text, keyring) = &*SEALED;
        let mut changed = text.clone();
        let position = position.index(text.len());
        changed[position] ^= flip;
        // What follows a header must not make up for what is wrong with it.
        let followed = [changed.as_slice(), b"nonce\n--- chunks\n"].concat();
        for text in [changed, followed] {
            match unlock(&text, keyring).err() {
                Some(
                    Error::Header(_)
                    | Error::HeaderMac
                    | Error::NewerVersion { .. }
                    | Error::NotAContainer
                    | Error::NotARecipient,
                ) => {}
                other => prop_assert!(false, "{position}: {other:?}"),
            }
        }
    }

    #[test]
    fn whatever_is_read_is_refused_or_written_again_as_it_was(
        text in "(age-encryption.org/v1\n)?(-> [!-~ ]{0,9}\n[A-Za-z+/]{0,9}\n){0,3}(--- [A-Za-z]{43}\n)?",
    ) {
        if let Ok(header) = read(text.as_bytes()) {
            prop_assert_eq!(text_of(&header), text.as_bytes());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = [VERSION_LINE, &bytes, b"\n", MAC_LINE.as_bytes()].concat();
        let _ = read(&bytes);
        let _ = read(&text);
    }
}
