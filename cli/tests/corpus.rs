//! A corpus of hostile containers, generated: several hundred, each opened by the real binary.
//!
//! Each is refused with its exit code, one short line of error and one of hint, within
//! bounded memory and processor time, and leaves nothing on the disk.

use std::fs;

use scelle_tests::{Key, Scene};

use forge::Forge;

mod armor;
mod around;
mod forge;
mod headers;
pub(crate) mod kept;
mod lists;
mod payloads;
mod stanzas;

/// Address space of every command, in MiB, and seconds of processor time.
const MEMORY: u64 = 512;
const SECONDS: u64 = 20;
/// No message is longer, in characters.
const LONGEST: usize = 400;

/// Longer containers are not kept for other readers, in bytes.
const LONGEST_KEPT: u64 = 64 << 20;

const OPENS: i32 = 0;
const NO_ACCESS: i32 = 3;
const DAMAGED: i32 = 4;
const HOSTILE: i32 = 5;
const IO: i32 = 8;
const NEWER: i32 = 9;

/// A container that was received.
struct Case {
    name: String,
    bytes: Vec<u8>,
    codes: &'static [i32],
}

impl Case {
    fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>, codes: &'static [i32]) -> Self {
        Self { name: name.into(), bytes: bytes.into(), codes }
    }

    /// What is wrong with how it is received.
    fn fault(&self, forge: &Forge) -> Option<String> {
        let scene = Scene::new();
        scene.file("x.scelle", &self.bytes);
        let key = forge.key(&scene);
        let fault = fault_of(&scene, &key, self.codes)?;
        Some(format!("{}: {fault}", self.name))
    }
}

/// Opens the container that is at the desk; what is wrong with how that ends.
fn fault_of(scene: &Scene, key: &Key, codes: &[i32]) -> Option<String> {
    let before = listing(scene);
    let limits = [format!("--as={}", MEMORY << 20), format!("--cpu={SECONDS}")];
    let wrapper = ["prlimit".to_owned()].into_iter().chain(limits);
    let open = ["open", "x.scelle", "--into", "out", "--no-input", "-i", &key.path];
    let outcome = scene.scelle(open).through(wrapper).run();
    let code = outcome.code().unwrap_or(-1);
    let container = scene.at("x.scelle");
    // Not what would be waited for, or has no end.
    if container.symlink_metadata().is_ok_and(|file| file.is_file() && file.len() < LONGEST_KEPT) {
        kept::keep("corpus", &fs::read(container).unwrap(), key, code);
    }
    if !codes.contains(&code) {
        return Some(format!("{code}, not {codes:?}\n{outcome}"));
    }
    let said = outcome.messages();
    let is_control =
        |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    if said.contains(is_control) {
        return Some(format!("control characters\n{outcome}"));
    }
    if code == OPENS {
        return None;
    }
    let lines: Vec<&str> = said.lines().collect();
    let told = matches!(lines.as_slice(), [error, hint]
        if error.starts_with("error: ") && hint.starts_with("hint: "));
    let short = lines.iter().all(|line| line.chars().count() <= LONGEST);
    if !told || !short || !outcome.bytes().is_empty() {
        return Some(format!("not one short line of error and one of hint\n{outcome}"));
    }
    (listing(scene) != before).then(|| format!("something is left\n{outcome}"))
}

/// What is at the desk, and what is noted as unfinished.
fn listing(scene: &Scene) -> Vec<String> {
    let folders = [scene.desk(), scene.home().join("unfinished")];
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Tells all the cases that are not as they should be.
#[track_caller]
fn check(least: usize, forge: &Forge, cases: &[Case]) {
    assert!(cases.len() >= least, "{} cases", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(|case| case.fault(forge)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
