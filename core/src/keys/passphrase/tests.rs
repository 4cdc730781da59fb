use age_core::format::{FileKey, Stanza};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::argon2::wrap_argon2_with_salt;
use super::*;
use crate::error::HeaderFault;
use crate::progress::Progress;

fn file_key() -> FileKey {
    FileKey::new(Box::new(*b"YELLOW SUBMARINE"))
}

fn cheap() -> Argon2Cost {
    Argon2Cost::insecure_for_tests()
}

#[test]
fn opens_with_the_passphrase_and_with_no_other() {
    let right = Passphrase::new("correct horse battery staple").unwrap();
    let stanza = wrap_argon2(&file_key(), &right, cheap(), &Progress::new()).unwrap();
    let parsed = Argon2Stanza::parse(&stanza).unwrap();
    let key = parsed.unwrap_file_key(&right, &Progress::new()).unwrap().unwrap();
    assert_eq!(key.expose_secret(), b"YELLOW SUBMARINE");
    let wrong = Passphrase::new("correct horse battery stapler").unwrap();
    assert!(parsed.unwrap_file_key(&wrong, &Progress::new()).unwrap().is_none());
}

#[test]
fn composed_and_decomposed_accents_are_one_passphrase() {
    let composed = Passphrase::new("caf\u{e9} cr\u{e8}me").unwrap();
    let decomposed = Passphrase::new("cafe\u{301} cre\u{300}me").unwrap();
    assert_eq!(composed.reveal(), decomposed.reveal());
}

/// The vector of docs/format.md, which a second implementation computes.
#[test]
fn the_documented_vector() {
    let passphrase = Passphrase::new("phrase secrète d’essai").unwrap();
    let salt = std::array::from_fn(|i| i as u8);
    let stanza =
        wrap_argon2_with_salt(&file_key(), &passphrase, cheap(), &salt, &Progress::new()).unwrap();
    let mut text = format!("-> {} {}\n", stanza.tag, stanza.args.join(" "));
    text.push_str(&BASE64_STANDARD_NO_PAD.encode(&stanza.body));
    let document = include_str!("../../../../docs/format.md");
    assert!(document.contains(&text), "docs/format.md should hold:\n{text}");
}

#[test]
fn an_altered_commitment_or_body_opens_nothing() {
    let passphrase = Passphrase::new("correct horse").unwrap();
    let mut stanza = wrap_argon2(&file_key(), &passphrase, cheap(), &Progress::new()).unwrap();
    stanza.body[3] ^= 1;
    let parsed = Argon2Stanza::parse(&stanza).unwrap();
    assert!(parsed.unwrap_file_key(&passphrase, &Progress::new()).unwrap().is_none());
    stanza.body[3] ^= 1;
    stanza.args[4] = BASE64_STANDARD_NO_PAD.encode([0; 32]);
    let parsed = Argon2Stanza::parse(&stanza).unwrap();
    assert!(parsed.unwrap_file_key(&passphrase, &Progress::new()).unwrap().is_none());
}

#[test]
fn parameters_out_of_bounds_are_refused_before_anything_is_derived() {
    let passphrase = Passphrase::new("correct horse").unwrap();
    let good = wrap_argon2(&file_key(), &passphrase, cheap(), &Progress::new()).unwrap();
    let with = |position: usize, text: &str| {
        let mut args = good.args.clone();
        args[position] = text.to_owned();
        let stanza = Stanza { tag: good.tag.clone(), args, body: good.body.clone() };
        Argon2Stanza::parse(&stanza).err()
    };
    for (position, text) in [(1, "1048577"), (1, "19455"), (2, "11"), (2, "1"), (3, "9"), (3, "0")]
    {
        assert!(matches!(with(position, text), Some(Error::KdfParameters)), "{text}");
    }
    for (position, text) in
        [(1, "+65536"), (1, "065536"), (1, "4294967296"), (2, "0x3"), (0, "AAAA"), (4, "AAAA")]
    {
        let fault = with(position, text);
        assert!(matches!(fault, Some(Error::Header(HeaderFault::Stanza))), "{text}");
    }
}

#[test]
fn a_weak_cost_cannot_be_written() {
    assert!(Argon2Cost::new(64 * 1024, 3, 1).is_ok());
    assert!(Argon2Cost::new(64 * 1024 - 1, 3, 1).is_err());
    assert!(Argon2Cost::new(64 * 1024, 2, 1).is_err());
}

#[test]
fn passphrases_are_one_line_of_text() {
    assert_eq!(Passphrase::from_file_content(b"abc\r\n").unwrap().reveal(), "abc");
    for bad in [&b""[..], b"\n", b"a\nb", b"a\0b", b"\xff\xfe", &[b'a'; 1025]] {
        assert!(Passphrase::from_file_content(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn age_is_given_the_bytes_that_were_typed_and_every_spelling_is_read() {
    let (composed, decomposed) = ("caf\u{e9} cr\u{e8}me", "cafe\u{301} cre\u{300}me");
    let phrase = |text| Passphrase::new(text).unwrap();
    let cost = ScryptCost::insecure_for_tests();
    for (written, other) in [(composed, decomposed), (decomposed, composed)] {
        let stanza = wrap_scrypt(&file_key(), &phrase(written), cost, &Progress::new()).unwrap();
        // What age does with the same bytes.
        let theirs = age::scrypt::Identity::new(SecretString::from(written));
        assert!(age::Identity::unwrap_stanza(&theirs, &stanza).unwrap().is_ok());
        for typed in [written, other] {
            let read = unwrap_scrypt(&stanza, &phrase(typed), &Progress::new()).unwrap();
            assert!(read.is_some(), "{written:?} read as {typed:?}");
        }
        let wrong = unwrap_scrypt(&stanza, &phrase("cafe creme"), &Progress::new()).unwrap();
        assert!(wrong.is_none());
    }
    assert!(phrase(decomposed).is_decomposed() && !phrase(composed).is_decomposed());
    assert_eq!(phrase("plain words").spellings().len(), 1);
    assert_eq!(phrase(composed).spellings().len(), 2);
    // Half composed: neither form, and tried as it is.
    assert_eq!(phrase("caf\u{e9} cre\u{300}me").spellings().len(), 3);
}

#[test]
fn debug_tells_nothing() {
    let passphrase = Passphrase::new("correct horse").unwrap();
    assert!(!format!("{passphrase:?}").contains("horse"));
}
