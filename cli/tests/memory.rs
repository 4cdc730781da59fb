//! What a command leaves in its memory: the real binary is stopped where it would end, and all that
//! it can write to is searched for each secret it was given or made.
//!
//! The stack of a thread that ended stays mapped, and so does memory that was freed: what is not
//! wiped is found there.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;

use age::secrecy::ExposeSecret;
use rustix::process::{Pid, Signal, kill_process};
use scelle_core::container::header::Header;
use scelle_core::keys::identity::Keyring;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::open::Locked;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_tests::{Key, Outcome, Run, Scene};
use sha2::{Digest, Sha256};

use crate::tools::tool;

const PHRASE: &str = "zeppelin-mouche-fjord-4812-quartz-bivouac";
/// In the environment, and so on the stack of every process: what the search must find.
const MARKER: &str = "marker-27f1c5d09be64ad8";
/// Shorter remainders of a secret are not looked for, in bytes.
const PIECE: usize = 16;

/// Something that must not be left, and where it comes from.
struct Secret {
    name: String,
    bytes: Vec<u8>,
}

impl Secret {
    fn new(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        Self { name: name.to_owned(), bytes: bytes.as_ref().to_vec() }
    }

    /// Where a piece of it is, by the names of the mappings.
    fn places(&self, memory: &[Mapping]) -> Vec<String> {
        let last = self.bytes.len().saturating_sub(PIECE);
        let starts = (0..last).step_by(4).chain([last]);
        let mut places = Vec::new();
        for start in starts {
            let piece = &self.bytes[start..(start + PIECE).min(self.bytes.len())];
            for mapping in memory {
                let found = memchr::memmem::find_iter(&mapping.bytes, piece);
                let told = |at: usize| format!("{}+{at:#x}, from byte {start} on", mapping.name);
                places.extend(found.map(told));
            }
        }
        places
    }
}

/// A part of the memory that the process can write to.
struct Mapping {
    name: String,
    bytes: Vec<u8>,
}

/// All that a stopped process can write to.
fn memory_of(pid: Pid) -> Vec<Mapping> {
    let folder = Path::new("/proc").join(pid.as_raw_nonzero().to_string());
    let memory = File::open(folder.join("mem")).unwrap();
    let maps = fs::read_to_string(folder.join("maps")).unwrap();
    maps.lines().filter_map(|line| read_mapping(&memory, line)).collect()
}

fn read_mapping(memory: &File, line: &str) -> Option<Mapping> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
    if !rest.starts_with("rw") {
        return None;
    }
    let mut bytes = vec![0; (end - start) as usize];
    memory.read_exact_at(&mut bytes, start).unwrap();
    Some(Mapping { name: format!("{start:x} {}", rest.rsplit(' ').next()?), bytes })
}

/// Where a command is stopped.
enum Stop {
    /// Where it would end, with nothing more to do.
    AtItsEnd,
    /// Where it makes its first folder.
    AtTheFirstFolder,
}

/// A command that is stopped, and its memory.
struct Stopped {
    memory: Vec<Mapping>,
    outcome: Outcome,
}

impl Stopped {
    /// Runs a command up to there; `None` where there is no strace.
    fn run(scene: &Scene, run: Run, stop: &Stop) -> Option<Self> {
        let strace = tool("strace")?;
        let pipe = scene.home().join("strace");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let calls = match stop {
            // It never returns: the call is replaced, and the signal comes after it.
            Stop::AtItsEnd => "inject=exit_group:retval=0:signal=SIGSTOP",
            Stop::AtTheFirstFolder => "inject=mkdir,mkdirat:signal=SIGSTOP",
        };
        // Hidden from its own user, it would be from this test.
        let seen = "inject=prctl:retval=0";
        let wrapper = ["-f", "-qq", "-e", calls, "-e", seen, "-o", pipe.to_str().unwrap()];
        let wrapper = [strace.to_str().unwrap()].into_iter().chain(wrapper);
        let running = run.env("SCELLE_MARKER", MARKER).through(wrapper).start();
        let mut told = BufReader::new(File::open(&pipe).unwrap()).lines().map(Result::unwrap);
        let stopped = told.find(|line| line.contains("--- stopped by SIGSTOP ---"));
        let stopped = stopped.expect("it ends");
        let pid = stopped.split(' ').next().and_then(|pid| Pid::from_raw(pid.parse().ok()?));
        let memory = memory_of(pid.unwrap());
        kill_process(pid.unwrap(), Signal::KILL).unwrap();
        let _ = told.count();
        let outcome = running.waits();
        fs::remove_file(pipe).unwrap();
        let stopped = Self { memory, outcome };
        assert!(!stopped.places(&Secret::new("the marker", MARKER)).is_empty(), "no marker");
        Some(stopped)
    }

    fn places(&self, secret: &Secret) -> Vec<String> {
        secret.places(&self.memory)
    }

    #[track_caller]
    fn has_nothing_left_of(&self, secrets: &[Secret]) {
        let left: Vec<String> = secrets
            .iter()
            .flat_map(|secret| {
                self.places(secret).into_iter().map(|at| format!("{}: {at}", secret.name))
            })
            .collect();
        assert!(left.is_empty(), "left in memory:\n{}\n{}", left.join("\n"), self.outcome);
    }
}

/// HKDF-SHA-256 (RFC 5869), 32 bytes.
fn hkdf(salt: &[u8], label: &[u8], key: &[u8]) -> Vec<u8> {
    let extracted = hmac(salt, key);
    hmac(&extracted, &[label, &[1]].concat())
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let padded = |pad: u8| -> Vec<u8> {
        (0..64).map(|at| key.get(at).copied().unwrap_or_default() ^ pad).collect()
    };
    let inner = Sha256::digest([padded(0x36).as_slice(), text].concat());
    Sha256::digest([padded(0x5c).as_slice(), &inner].concat()).to_vec()
}

/// The keys that a container is sealed under.
fn keys_of(container: &Path, keyring: &Keyring) -> Vec<Secret> {
    let locked = Locked::read(container).unwrap();
    let header: &Header = locked.header();
    let file_key = header.file_key(keyring).unwrap();
    let file_key = file_key.as_slice();
    let start = header.encoded_len() as usize;
    let nonce = fs::read(container).unwrap()[start..start + 16].to_vec();
    vec![
        Secret::new("the file key", file_key),
        Secret::new("the payload key", hkdf(&nonce, b"payload", file_key)),
        Secret::new("the key of the header's MAC", hkdf(&[], b"header", file_key)),
    ]
}

fn keyring_of(key: &Key) -> Keyring {
    let IdentityFile::Plain(identities) = IdentityFile::read(key.path.as_ref()).unwrap() else {
        panic!("locked")
    };
    let mut keyring = Keyring::new();
    keyring.add_identities(identities);
    keyring
}

fn keyring_of_phrase(phrase: &str) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_passphrase(Passphrase::new(phrase).unwrap());
    keyring
}

/// A secret key as it is written, and as the bytes that it is.
fn identity_secrets(key: &Key) -> Vec<Secret> {
    let text = fs::read_to_string(&key.path).unwrap();
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
    let digits = line.rsplit_once('1').unwrap().1;
    let value = |c: char| "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".find(c).unwrap();
    let bits: Vec<bool> = digits
        .chars()
        .flat_map(|c| (0..5).rev().map(move |bit| value(c) >> bit & 1 == 1))
        .take(256)
        .collect();
    let bytes: Vec<u8> = bits
        .chunks(8)
        .map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit)))
        .collect();
    vec![Secret::new("the identity, as text", digits), Secret::new("the identity", bytes)]
}

/// A scene with some files to seal: a small one, and one that all threads work at.
fn desk() -> (Scene, Key) {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("note.txt", "Bonjour").file("large.bin", vec![7; 3 << 20]);
    (scene, key)
}

/// A passphrase in a file, away from the desk.
fn phrase_file(scene: &Scene) -> String {
    let path = scene.home().join("phrase");
    fs::write(&path, PHRASE).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The search finds what is there: where a container is still open, its keys and what opened it.
#[test]
fn the_search_finds_the_keys_of_a_container_that_is_open() {
    let (scene, key) = desk();
    scene.seal(&["note.txt", "large.bin"], "x.scelle", &key);
    let open = scene.scelle(["open", "x.scelle", "--into", "out", "-i", &key.path]);
    let Some(stopped) = Stopped::run(&scene, open, &Stop::AtTheFirstFolder) else { return };
    let keys = keys_of(&scene.at("x.scelle"), &keyring_of(&key));
    let payload_key = keys.iter().find(|secret| secret.name == "the payload key").unwrap();
    assert!(!stopped.places(payload_key).is_empty(), "the payload key is in use");
}

#[test]
fn sealing_to_a_key_leaves_no_secret_in_memory() {
    let (scene, key) = desk();
    let args = ["seal", "note.txt", "large.bin", "-o", "x.scelle", "-r", &key.recipient];
    let Some(stopped) = Stopped::run(&scene, scene.scelle(args), &Stop::AtItsEnd) else { return };
    stopped.has_nothing_left_of(&keys_of(&scene.at("x.scelle"), &keyring_of(&key)));
}

#[test]
fn sealing_with_a_passphrase_leaves_no_secret_in_memory() {
    let (scene, key) = desk();
    let phrase = phrase_file(&scene);
    let args = ["seal", "note.txt", "-o", "x.scelle", "-r", &key.recipient];
    let seal = scene.scelle(args).args(["--passphrase-file", &phrase]);
    let Some(stopped) = Stopped::run(&scene, seal, &Stop::AtItsEnd) else { return };
    let mut secrets = keys_of(&scene.at("x.scelle"), &keyring_of(&key));
    secrets.push(Secret::new("the passphrase", PHRASE));
    stopped.has_nothing_left_of(&secrets);
}

#[test]
fn a_generated_passphrase_is_not_left_in_memory_once_it_was_shown() {
    let (scene, key) = desk();
    let args =
        ["seal", "note.txt", "-o", "x.scelle", "-r", &key.recipient, "--generate-passphrase"];
    let Some(stopped) = Stopped::run(&scene, scene.scelle(args), &Stop::AtItsEnd) else { return };
    let said = stopped.outcome.messages() + &stopped.outcome.output();
    let phrase = said.split_whitespace().find(|word| word.matches('-').count() == 9);
    let phrase = phrase.expect("ten words").to_owned();
    let mut secrets = keys_of(&scene.at("x.scelle"), &keyring_of_phrase(&phrase));
    secrets.push(Secret::new("the generated passphrase", &phrase));
    stopped.has_nothing_left_of(&secrets);
}

fn opening_leaves_no_secret_in_memory(scene: &Scene, key: &Key) {
    let open = scene.scelle(["open", "x.scelle", "--into", "out", "-i", &key.path]);
    let Some(stopped) = Stopped::run(scene, open, &Stop::AtItsEnd) else { return };
    let mut secrets = keys_of(&scene.at("x.scelle"), &keyring_of(key));
    secrets.extend(identity_secrets(key));
    stopped.has_nothing_left_of(&secrets);
}

#[test]
fn opening_with_a_key_leaves_no_secret_in_memory() {
    let (scene, key) = desk();
    scene.seal(&["note.txt", "large.bin"], "x.scelle", &key);
    opening_leaves_no_secret_in_memory(&scene, &key);
}

#[test]
fn opening_with_a_classical_key_leaves_no_secret_in_memory() {
    let (scene, _) = desk();
    let identity = age::x25519::Identity::generate();
    let secret = identity.to_string().expose_secret().to_owned();
    let key = scene.secret("classical", &identity.to_public().to_string(), &secret);
    let args = ["seal", "note.txt", "-o", "x.scelle", "-r", &key.recipient, "--allow-classical"];
    scene.scelle(args).run().exits(0);
    opening_leaves_no_secret_in_memory(&scene, &key);
}

#[test]
fn opening_with_a_passphrase_leaves_no_secret_in_memory() {
    let (scene, _) = desk();
    let phrase = phrase_file(&scene);
    let args = ["seal", "note.txt", "-o", "x.scelle", "--passphrase-file", &phrase];
    scene.scelle(args).run().exits(0);
    let open = scene.scelle(["open", "x.scelle", "--into", "out", "--passphrase-file", &phrase]);
    let Some(stopped) = Stopped::run(&scene, open, &Stop::AtItsEnd) else { return };
    let mut secrets = keys_of(&scene.at("x.scelle"), &keyring_of_phrase(PHRASE));
    secrets.push(Secret::new("the passphrase", PHRASE));
    stopped.has_nothing_left_of(&secrets);
}

#[test]
fn a_passphrase_on_standard_input_is_not_left_in_memory() {
    let (scene, _) = desk();
    let phrase = phrase_file(&scene);
    let args = ["seal", "note.txt", "-o", "x.scelle", "--passphrase-file", &phrase];
    scene.scelle(args).run().exits(0);
    let open = scene.scelle(["open", "x.scelle", "--into", "out", "--passphrase-fd", "0"]);
    let Some(stopped) = Stopped::run(&scene, open.stdin(PHRASE), &Stop::AtItsEnd) else { return };
    assert_eq!(scene.text("out/note.txt"), "Bonjour");
    stopped.has_nothing_left_of(&[Secret::new("the passphrase", PHRASE)]);
}

#[test]
fn a_key_taken_in_from_standard_input_is_not_left_in_memory() {
    let (scene, key) = desk();
    let secret = fs::read(&key.path).unwrap();
    let import = scene.scelle(["key", "import", "-", "--plain"]).stdin(secret);
    let Some(stopped) = Stopped::run(&scene, import, &Stop::AtItsEnd) else { return };
    stopped.has_nothing_left_of(&identity_secrets(&key));
}

#[test]
fn taking_an_access_away_leaves_neither_the_old_key_nor_the_new_one_in_memory() {
    let (scene, alice) = desk();
    let bob = scene.key("bob");
    let args = ["seal", "note.txt", "large.bin", "-o", "x.scelle", "-r", &alice.recipient];
    scene.scelle(args).args(["-r", &bob.recipient]).run().exits(0);
    let mut secrets = keys_of(&scene.at("x.scelle"), &keyring_of(&alice));
    let remove = ["access", "remove", "x.scelle", &bob.recipient, "-i", &alice.path];
    let Some(stopped) = Stopped::run(&scene, scene.scelle(remove), &Stop::AtItsEnd) else { return };
    secrets.extend(keys_of(&scene.at("x.scelle"), &keyring_of(&alice)));
    secrets.extend(identity_secrets(&alice));
    stopped.has_nothing_left_of(&secrets);
}
