//! age's public conformance vectors (C2SP/CCTV), used whole: what `age.md` demands of a reader,
//! and the error that each failure gives.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use scelle_core::archive::entry::Names;
use scelle_core::container::payload::{CHUNK, PayloadReader};
use scelle_core::container::source::{self, Armor, ReadAt};
use scelle_core::error::{Error, Result};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::{EntryId, Locked};
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_tests::Scene;

use crate::tools;
use crate::tree::sha256;

/// What the vectors of the version that `.ci/fetch-vectors` pins expect, and how many of each.
const EXPECTED: [(Expect, usize); 6] = [
    (Expect::ArmorFailure, 22),
    (Expect::HeaderFailure, 62),
    (Expect::HmacFailure, 1),
    (Expect::NoMatch, 13),
    (Expect::PayloadFailure, 19),
    (Expect::Success, 26),
];

/// Where we tell another failure than the vector expects, and why that is right.
const TOLD_DIFFERENTLY: [(&str, Expect, &str); 2] = [
    ("stream_no_nonce", Expect::PayloadFailure, NONCE_IS_PAYLOAD),
    ("stream_short_nonce", Expect::PayloadFailure, NONCE_IS_PAYLOAD),
];
const NONCE_IS_PAYLOAD: &str = "\"The binary payload … begins with a 16-byte nonce\": the header \
                                is whole, and its MAC right";

/// Where we salvage only so many bytes, fewer than a reader that goes from start to end gives.
const SALVAGED_LESS: [(&str, usize, &str); 6] = [
    ("armor_garbage_encoded", 0, LAST_BEFORE_THE_END),
    ("stream_trailing_garbage_long", 0, LAST_BEFORE_THE_END),
    ("stream_trailing_garbage_short", 0, LAST_BEFORE_THE_END),
    ("stream_two_final_chunks", 0, LAST_BEFORE_THE_END),
    ("stream_two_final_chunks_full", 0, LAST_BEFORE_THE_END),
    ("stream_two_final_chunks_second", CHUNK, LAST_BEFORE_THE_END),
];
const LAST_BEFORE_THE_END: &str = "a chunk sealed as the last one has bytes after it: a reader of \
                                   streams sees them too late, we know the length beforehand";

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Expect {
    ArmorFailure,
    HeaderFailure,
    HmacFailure,
    NoMatch,
    PayloadFailure,
    Success,
}

impl Expect {
    fn parse(text: &str) -> Self {
        match text {
            "armor failure" => Self::ArmorFailure,
            "header failure" => Self::HeaderFailure,
            "HMAC failure" => Self::HmacFailure,
            "no match" => Self::NoMatch,
            "payload failure" => Self::PayloadFailure,
            "success" => Self::Success,
            other => panic!("vectors expect something new: {other}"),
        }
    }

    /// Whether this error is how we tell such a failure.
    fn allows(self, error: &Error) -> bool {
        match self {
            // Without its first line, an armor is not even recognised.
            Self::ArmorFailure => matches!(error, Error::Armor | Error::NotAContainer),
            Self::HeaderFailure => matches!(
                error,
                Error::Header(_)
                    | Error::KdfParameters
                    | Error::NewerVersion { .. }
                    | Error::NotAContainer
            ),
            Self::HmacFailure => matches!(error, Error::HeaderMac),
            Self::NoMatch => matches!(error, Error::NotARecipient | Error::WrongPassphrase),
            Self::PayloadFailure => matches!(error, Error::Payload(_)),
            Self::Success => false,
        }
    }
}

struct Vector {
    name: String,
    expect: Expect,
    payload_hash: Option<String>,
    identities: String,
    passphrases: Vec<String>,
    keyring: Keyring,
    age_file: Vec<u8>,
}

impl Vector {
    /// A header of `key: value` lines, an empty line, and the age file.
    fn parse(name: String, content: &[u8]) -> Self {
        let end = content.windows(2).position(|w| w == b"\n\n").expect("a header");
        let header = std::str::from_utf8(&content[..end]).expect("the header is text");
        let mut fields: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in header.lines() {
            let (key, value) = line.split_once(": ").expect("key: value");
            fields.entry(key).or_default().push(value);
        }
        let mut take = |key| fields.remove(key).unwrap_or_default();
        let expect = Expect::parse(take("expect")[0]);
        let payload_hash = take("payload").first().map(ToString::to_string);
        let identities = take("identity").join("\n");
        let passphrases: Vec<String> = take("passphrase").into_iter().map(str::to_owned).collect();
        let keyring = keyring(&identities, &passphrases);
        let age_file = decompress(&take("compressed"), &content[end + 2..]);
        // The armor shows, and the rest is for people.
        let _ = (take("armored"), take("file key"), take("comment"));
        assert!(fields.is_empty(), "{name}: unknown keys {fields:?}");
        Self { name, expect, payload_hash, identities, passphrases, keyring, age_file }
    }

    fn source(&self) -> Result<Arc<dyn ReadAt>> {
        source::from_stream(self.age_file.as_slice())
    }

    fn locked(&self) -> Result<Locked> {
        Locked::from_source(self.source()?, &self.name)
    }

    /// The same, of what a user brings.
    fn brought(&self) -> Result<Locked> {
        Locked::read_stream(self.age_file.as_slice(), &self.name)
    }
}

fn decompress(how: &[&str], bytes: &[u8]) -> Vec<u8> {
    match how {
        [] => bytes.to_vec(),
        ["zlib"] => {
            let mut plain = Vec::new();
            flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).expect("zlib");
            plain
        }
        other => panic!("compressed by {other:?}"),
    }
}

fn keyring(identities: &str, passphrases: &[String]) -> Keyring {
    let mut keyring = Keyring::new();
    if !identities.is_empty() {
        keyring.add_identities(read_identities(identities));
    }
    for typed in passphrases {
        keyring.add_passphrase(Passphrase::new(typed).unwrap());
    }
    keyring
}

/// Through a file, as users do.
fn read_identities(text: &str) -> Vec<Identity> {
    // Only its owner can read it: that is how `tempfile` makes files.
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    match IdentityFile::read(file.path()).unwrap() {
        IdentityFile::Plain(identities) => identities,
        IdentityFile::Locked(_) => panic!("locked"),
    }
}

fn read_vectors(folder: &Path) -> Vec<Vector> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| Vector::parse(name(path), &fs::read(path).unwrap())).collect()
}

/// The vectors that expect this, all of them.
fn vectors_that_expect(expect: Expect) -> Option<Vec<Vector>> {
    let mut vectors = read_vectors(&tools::vectors()?);
    vectors.retain(|vector| vector.expect == expect);
    let (_, count) = EXPECTED.iter().find(|(known, _)| *known == expect).unwrap();
    assert_eq!(vectors.len(), *count, "vectors that expect {expect:?}");
    Some(vectors)
}

/// Everything that a payload releases before its end or an error, and that error.
fn released(payload: Result<PayloadReader>) -> (Vec<u8>, Option<Error>) {
    let mut released = Vec::new();
    let error = match payload {
        Ok(mut payload) => payload.read_to_end(&mut released).err().map(ours),
        Err(error) => Some(error),
    };
    (released, error)
}

/// Our errors cross a `Read` inside of its own.
fn ours(error: io::Error) -> Error {
    error.downcast().expect("an error of ours")
}

/// What the age crate, which reads from start to end, releases before its error.
fn released_by_the_age_crate(vector: &Vector) -> Vec<u8> {
    let identity: age::x25519::Identity = vector.identities.parse().expect("one X25519 identity");
    let input = age::armor::ArmoredReader::new(vector.age_file.as_slice());
    let decryptor = age::Decryptor::new(input).unwrap();
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap();
    let mut released = Vec::new();
    reader.read_to_end(&mut released).expect_err("the payload is bad");
    released
}

/// Tells all the vectors that are not as they should be, not only the first.
fn report(checked: impl IntoIterator<Item = std::result::Result<(), String>>) {
    let wrong: Vec<String> = checked.into_iter().filter_map(std::result::Result::err).collect();
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
}

/// That opening fails as the vector expects, in every way of opening.
fn check_failure(vector: &Vector) -> std::result::Result<(), String> {
    let Vector { name, expect, keyring, .. } = vector;
    let told = TOLD_DIFFERENTLY.iter().find(|(differs, ..)| differs == name);
    let expect = told.map_or(*expect, |(_, told, _)| *told);
    let attempts = [
        ("unlock_payload", vector.locked().and_then(|l| l.unlock_payload(keyring)).err()),
        ("salvage_payload", vector.locked().and_then(|l| l.salvage_payload(keyring)).err()),
        ("unlock", vector.locked().and_then(|l| l.unlock(keyring, Names::Refuse)).err()),
    ];
    for (verb, error) in attempts {
        if !error.as_ref().is_some_and(|error| expect.allows(error)) {
            return Err(format!("{name}: {verb} gives {error:?}, not {expect:?}"));
        }
    }
    Ok(())
}

#[test]
fn every_vector_is_there_and_understood() {
    let Some(folder) = tools::vectors() else { return };
    let vectors = read_vectors(&folder);
    let total: usize = EXPECTED.iter().map(|(_, count)| count).sum();
    assert_eq!(vectors.len(), total);
    let excused = TOLD_DIFFERENTLY.iter().map(|(name, ..)| *name);
    for name in excused.chain(SALVAGED_LESS.iter().map(|(name, ..)| *name)) {
        assert!(vectors.iter().any(|vector| vector.name == name), "no vector {name}");
    }
}

#[test]
fn vectors_that_succeed_give_their_payload() {
    let Some(vectors) = vectors_that_expect(Expect::Success) else { return };
    report(vectors.iter().map(|vector| {
        let Vector { name, payload_hash, keyring, .. } = vector;
        let locked = vector.locked().map_err(|e| format!("{name}: {e:?}"))?;
        for payload in [locked.unlock_payload(keyring), locked.salvage_payload(keyring)] {
            let (released, error) = released(payload);
            if error.is_some() || Some(sha256(&released)) != *payload_hash {
                return Err(format!("{name}: {} bytes, then {error:?}", released.len()));
            }
        }
        Ok(())
    }));
}

/// Stock age files hold no archive: each opens as one file, with its payload for content.
#[test]
fn vectors_that_succeed_open_as_one_file() {
    let Some(vectors) = vectors_that_expect(Expect::Success) else { return };
    report(vectors.iter().map(|vector| {
        let Vector { name, payload_hash, keyring, .. } = vector;
        let opened = vector.locked().and_then(|locked| locked.unlock(keyring, Names::Refuse));
        let mut container = opened.map_err(|e| format!("{name}: {e:?}"))?;
        let mut content = Vec::new();
        container
            .write_entry(EntryId::at(0), &mut content, &Progress::new())
            .map_err(|e| format!("{name}: {e:?}"))?;
        let whole = container.entries().len() == 1 && Some(sha256(&content)) == *payload_hash;
        if whole { Ok(()) } else { Err(format!("{name}: another content")) }
    }));
}

#[test]
fn vectors_for_other_keys_report_that_nothing_matches() {
    let Some(vectors) = vectors_that_expect(Expect::NoMatch) else { return };
    report(vectors.iter().map(check_failure));
}

#[test]
fn vectors_with_an_altered_header_fail_on_its_mac() {
    let Some(vectors) = vectors_that_expect(Expect::HmacFailure) else { return };
    report(vectors.iter().map(check_failure));
}

#[test]
fn vectors_with_a_bad_header_are_refused_before_their_payload() {
    let Some(vectors) = vectors_that_expect(Expect::HeaderFailure) else { return };
    report(vectors.iter().map(check_failure));
}

/// Armor that no armor of age may be, and that mail makes of one: it is opened, and said to be so.
const MENDED: [&str; 11] = [
    "armor_empty_last_line",
    "armor_empty_line_begin",
    "armor_empty_line_end",
    "armor_eol_between_padding",
    "armor_garbage_leading",
    "armor_garbage_trailing",
    "armor_long_line",
    "armor_short_line",
    "armor_whitespace_eol",
    "armor_whitespace_last_line",
    "armor_whitespace_line_start",
];

#[test]
fn vectors_with_a_bad_armor_are_refused_before_their_header() {
    let Some(vectors) = vectors_that_expect(Expect::ArmorFailure) else { return };
    report(vectors.iter().map(check_failure));
}

/// A file or a stream of a user's may be a mail; what is armored by a program is read as above.
#[test]
fn vectors_with_a_bad_armor_are_refused_or_known_as_mended() {
    let Some(vectors) = vectors_that_expect(Expect::ArmorFailure) else { return };
    report(vectors.iter().map(|vector| {
        let name = vector.name.as_str();
        let mended = MENDED.contains(&name);
        match vector.brought() {
            Ok(locked) if mended && locked.armor() == Armor::Mended => Ok(()),
            Err(error) if !mended && vector.expect.allows(&error) => Ok(()),
            other => Err(format!("{name}: {:?}", other.map(|locked| locked.armor()))),
        }
    }));
}

#[test]
fn vectors_in_good_armor_are_known_as_exact() {
    let Some(vectors) = vectors_that_expect(Expect::Success) else { return };
    report(vectors.iter().map(|vector| {
        let armored = vector.age_file.trim_ascii_start().starts_with(b"-----BEGIN");
        let expected = if armored { Armor::Exact } else { Armor::None };
        match vector.brought() {
            Ok(locked) if locked.armor() == expected => Ok(()),
            other => Err(format!("{}: {:?}", vector.name, other.map(|locked| locked.armor()))),
        }
    }));
}

/// The end is authenticated first: often nothing is released at all, and never anything else than
/// what the vector allows.
#[test]
fn vectors_with_a_bad_payload_release_nothing_that_they_may_not() {
    let Some(vectors) = vectors_that_expect(Expect::PayloadFailure) else { return };
    report(vectors.iter().map(|vector| {
        let allowed = released_by_the_age_crate(vector);
        assert_eq!(Some(sha256(&allowed)), vector.payload_hash, "{}", vector.name);
        let locked = vector.locked().map_err(|e| format!("{}: {e:?}", vector.name))?;
        let (released, error) = released(locked.unlock_payload(&vector.keyring));
        match error {
            Some(Error::Payload(_)) if allowed.starts_with(&released) => Ok(()),
            _ => Err(format!("{}: {} bytes, then {error:?}", vector.name, released.len())),
        }
    }));
}

/// From the start on, as age itself reads.
#[test]
fn vectors_with_a_bad_payload_are_salvaged_up_to_the_damage() {
    let Some(vectors) = vectors_that_expect(Expect::PayloadFailure) else { return };
    report(vectors.iter().map(|vector| {
        let name = &vector.name;
        let allowed = released_by_the_age_crate(vector);
        let expected = match SALVAGED_LESS.iter().find(|(less, ..)| less == name) {
            Some((_, bytes, _)) => *bytes,
            None => allowed.len(),
        };
        let locked = vector.locked().map_err(|e| format!("{name}: {e:?}"))?;
        let (released, error) = released(locked.salvage_payload(&vector.keyring));
        match error {
            Some(Error::Payload(_)) if allowed.get(..expected) == Some(&released) => Ok(()),
            _ => Err(format!("{name}: {} of {expected} bytes, then {error:?}", released.len())),
        }
    }));
}

/// A file is read in place where it is binary, through a copy where it is armored.
#[test]
fn vectors_read_from_a_file_do_as_those_from_a_stream() {
    let Some(folder) = tools::vectors() else { return };
    report(read_vectors(&folder).iter().map(|vector| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), &vector.age_file).unwrap();
        let outcome = |locked: Result<Locked>| {
            let (bytes, error) = released(locked.and_then(|l| l.unlock_payload(&vector.keyring)));
            (sha256(&bytes), error.map(|e| format!("{e:?}")))
        };
        let (from_file, from_stream) =
            (outcome(Locked::read(file.path())), outcome(vector.brought()));
        if from_file == from_stream {
            Ok(())
        } else {
            Err(format!("{}: {from_file:?} from a file, {from_stream:?} else", vector.name))
        }
    }));
}

/// A pipe gives what it has: the least that a `Read` may give is a byte.
#[test]
fn vectors_that_arrive_byte_by_byte_do_as_those_that_arrive_at_once() {
    struct Trickle<'a>(&'a [u8]);
    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = out.len().min(1);
            self.0.read(&mut out[..length])
        }
    }
    let Some(mut vectors) = vectors_that_expect(Expect::Success) else { return };
    vectors.retain(|vector| vector.age_file.len() < 10_000);
    report(vectors.iter().map(|vector| {
        let Vector { name, payload_hash, keyring, age_file, .. } = vector;
        let locked = Locked::read_stream(Trickle(age_file), name);
        let (bytes, error) = released(locked.and_then(|locked| locked.unlock_payload(keyring)));
        match Some(sha256(&bytes)) == *payload_hash {
            true => Ok(()),
            false => Err(format!("{name}: {} bytes, then {error:?}", bytes.len())),
        }
    }));
}

/// The codes by which a script tells such a failure.
fn exit_codes(expect: Expect) -> &'static [i32] {
    match expect {
        Expect::Success => &[0],
        Expect::NoMatch => &[3],
        // A newer version, and a passphrase that would cost too much, have codes of their own.
        Expect::HeaderFailure => &[4, 5, 9],
        Expect::ArmorFailure | Expect::HmacFailure | Expect::PayloadFailure => &[4],
    }
}

/// Opens a vector with the real binary, to standard output.
fn check_command_line(vector: &Vector) -> std::result::Result<(), String> {
    let Vector { name, expect, payload_hash, identities, passphrases, age_file, .. } = vector;
    let scene = Scene::new();
    scene.file("vector", age_file);
    let mut args = vec!["open", "vector", "-o", "-", "--no-input"];
    let key = scene.secret("identities", "", identities);
    if !identities.is_empty() {
        args.extend(["-i", &key.path]);
    }
    scene.file("../passphrase", passphrases.first().cloned().unwrap_or_default());
    if !passphrases.is_empty() {
        args.extend(["--passphrase-file", "../passphrase"]);
    }
    let outcome = scene.scelle(args).run();
    scene.holds(&["vector"]);
    let whole = Some(sha256(outcome.bytes())) == *payload_hash;
    let codes = if MENDED.contains(&name.as_str()) { &[0] } else { exit_codes(*expect) };
    let known = outcome.code().is_some_and(|code| codes.contains(&code));
    if known && (*expect != Expect::Success || whole) {
        return Ok(());
    }
    Err(format!("{name}: {expect:?}, whole: {whole}\n{outcome}"))
}

#[test]
fn the_command_line_tells_every_vector_by_its_exit_code() {
    let Some(folder) = tools::vectors() else { return };
    report(read_vectors(&folder).iter().map(check_command_line));
}
