//! age's public conformance vectors (C2SP/CCTV), used whole: what `age.md` demands of a reader,
//! and the error by which each failure is told apart.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use scelle_core::container::entry::Names;
use scelle_core::container::source::{self, ReadAt};
use scelle_core::error::{Error, PayloadFault, Result};
use scelle_core::keys::identity::{Identity, IdentityFile, Keyring};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::Locked;
use scelle_core::progress::Progress;
use sha2::{Digest, Sha256};

use crate::tools;

/// What the vectors of the version that `.ci/fetch-vectors` pins expect, and how many of each.
const EXPECTED: [(Expect, usize); 6] = [
    (Expect::ArmorFailure, 22),
    (Expect::HeaderFailure, 62),
    (Expect::HmacFailure, 1),
    (Expect::NoMatch, 13),
    (Expect::PayloadFailure, 19),
    (Expect::Success, 26),
];

/// Where we tell something else than the vector expects, and why that is right.
const TOLD_DIFFERENTLY: [(&str, fn(&Error) -> bool, &str); 0] = [];

/// Where less is salvaged than a reader that goes from start to end may give, and why.
const SALVAGED_LESS: [(&str, &str); 0] = [];

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
        let keyring = keyring(&take("identity"), &take("passphrase"));
        let age_file = decompress(&take("compressed"), &content[end + 2..]);
        // The armor shows, and the rest is for people.
        let _ = (take("armored"), take("file key"), take("comment"));
        assert!(fields.is_empty(), "{name}: unknown keys {fields:?}");
        Self { name, expect, payload_hash, keyring, age_file }
    }

    fn source(&self) -> Result<Arc<dyn ReadAt>> {
        source::from_stream(self.age_file.as_slice())
    }

    fn locked(&self) -> Result<Locked> {
        Locked::from_source(self.source()?, &self.name)
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

fn keyring(identities: &[&str], passphrases: &[&str]) -> Keyring {
    let mut keyring = Keyring::new();
    if !identities.is_empty() {
        keyring.add_identities(read_identities(&identities.join("\n")));
    }
    for typed in passphrases {
        keyring.add_passphrase(Passphrase::new(typed).unwrap());
    }
    keyring
}

/// Through a file, as everybody does.
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

/// Everything that is released before the end or an error, by its hash; and that error.
fn read_payload(mut payload: impl Read) -> (String, Option<Error>) {
    let mut released = Vec::new();
    let error = payload.read_to_end(&mut released).err();
    let ours = |error: io::Error| *error.downcast::<Error>().expect("an error of ours");
    (hash(&released), error.map(ours))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tells all the vectors that are not as they should be, not only the first.
fn report(checked: impl IntoIterator<Item = std::result::Result<(), String>>) {
    let wrong: Vec<String> = checked.into_iter().filter_map(std::result::Result::err).collect();
    assert!(wrong.is_empty(), "{} vectors:\n{}", wrong.len(), wrong.join("\n"));
}

/// That opening fails as the vector expects, in every way of opening.
fn check_failure(vector: &Vector) -> std::result::Result<(), String> {
    let Vector { name, expect, keyring, .. } = vector;
    let attempts = [
        ("unlock_payload", vector.locked().and_then(|l| l.unlock_payload(keyring)).err()),
        ("salvage_payload", vector.locked().and_then(|l| l.salvage_payload(keyring)).err()),
        ("unlock", vector.locked().and_then(|l| l.unlock(keyring, Names::Refuse)).err()),
    ];
    for (verb, error) in attempts {
        let Some(error) = error else { return Err(format!("{name}: {verb} succeeds")) };
        let allowed = match TOLD_DIFFERENTLY.iter().find(|(differs, ..)| differs == name) {
            Some((_, allows, _)) => allows(&error),
            None => expect.allows(&error),
        };
        if !allowed {
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
    for name in excused.chain(SALVAGED_LESS.iter().map(|(name, _)| *name)) {
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
            let payload = payload.map_err(|e| format!("{name}: {e:?}"))?;
            let (released, error) = read_payload(payload);
            if error.is_some() || Some(&released) != payload_hash.as_ref() {
                return Err(format!("{name}: another payload, {error:?}"));
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
            .write_entry(0, &mut content, &Progress::new())
            .map_err(|e| format!("{name}: {e:?}"))?;
        let whole = container.entries().len() == 1 && Some(hash(&content)) == *payload_hash;
        if whole { Ok(()) } else { Err(format!("{name}: another content")) }
    }));
}

#[test]
fn vectors_for_somebody_else_tell_that_nothing_matches() {
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

#[test]
fn vectors_with_a_bad_armor_are_refused_before_their_header() {
    let Some(vectors) = vectors_that_expect(Expect::ArmorFailure) else { return };
    report(vectors.iter().map(check_failure));
}

/// The end is authenticated first: either nothing at all is released, or what the vector says.
#[test]
fn vectors_with_a_bad_payload_release_nothing_more_than_they_may() {
    let Some(vectors) = vectors_that_expect(Expect::PayloadFailure) else { return };
    report(vectors.iter().map(|vector| {
        let Vector { name, payload_hash, keyring, .. } = vector;
        let locked = vector.locked().map_err(|e| format!("{name}: {e:?}"))?;
        match locked.unlock_payload(keyring) {
            Err(Error::Payload(_)) => Ok(()),
            Err(other) => Err(format!("{name}: {other:?}")),
            Ok(payload) => match read_payload(payload) {
                (released, Some(Error::Payload(PayloadFault::Chunk { .. })))
                    if Some(&released) == payload_hash.as_ref() =>
                {
                    Ok(())
                }
                (_, error) => Err(format!("{name}: releases something else, then {error:?}")),
            },
        }
    }));
}

/// From the start on, as age itself reads.
#[test]
fn vectors_with_a_bad_payload_are_salvaged_up_to_the_damage() {
    let Some(vectors) = vectors_that_expect(Expect::PayloadFailure) else { return };
    report(vectors.iter().map(|vector| {
        let Vector { name, payload_hash, keyring, .. } = vector;
        let locked = vector.locked().map_err(|e| format!("{name}: {e:?}"))?;
        let (released, error) = match locked.salvage_payload(keyring) {
            Ok(payload) => read_payload(payload),
            Err(error) => (hash(b""), Some(error)),
        };
        if !matches!(error, Some(Error::Payload(_))) {
            return Err(format!("{name}: {error:?}"));
        }
        let less = SALVAGED_LESS.iter().any(|(excused, _)| excused == name);
        match (Some(&released) == payload_hash.as_ref(), less && released == hash(b"")) {
            (true, false) | (false, true) => Ok(()),
            (same, _) => {
                Err(format!("{name}: salvaged {released}, same {same}, less {less}, {error:?}"))
            }
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
            let payload = locked.and_then(|locked| locked.unlock_payload(&vector.keyring));
            payload
                .map(read_payload)
                .map_err(|e| format!("{e:?}"))
                .map(|(h, e)| (h, format!("{e:?}")))
        };
        let (from_file, from_stream) =
            (outcome(Locked::read(file.path())), outcome(vector.locked()));
        if from_file == from_stream {
            Ok(())
        } else {
            Err(format!("{}: {from_file:?} from a file, {from_stream:?} else", vector.name))
        }
    }));
}
