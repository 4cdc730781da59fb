//! A folder with all that a real one has, and how two of them are compared.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// More than what is packed in memory: a data descriptor follows such a file in the archive.
const LARGE: usize = 2 * 1024 * 1024 + 12_345;

/// Accents, emoji and spaces in names, empty files and folders, a program; to the second.
pub(crate) fn write(root: &Path) {
    let file = |name: &str, content: &[u8]| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    file("été à la plage.txt", b"Il fait beau.\n");
    file("🗂️ plan.md", b"# Plan\n");
    file("C’est quoi ?.txt", b"Un nom que Windows refuse.\n");
    file("vide.txt", b"");
    file("lance.sh", b"#!/bin/sh\necho bonjour\n");
    file("sous-dossier/encore un/profond.txt", "Au fond.\n".repeat(100).as_bytes());
    fs::create_dir_all(root.join("sous-dossier/vide")).unwrap();
    set_executable(&root.join("lance.sh"));
    set_times(root);
}

/// The same, and two large files: one that shrinks and one that does not.
pub(crate) fn write_with_large_files(root: &Path) {
    write(root);
    let lines = (0..).flat_map(|n: u32| format!("{n};{};oui\n", n * 7).into_bytes());
    fs::write(root.join("grand tableau.csv"), lines.take(LARGE).collect::<Vec<u8>>()).unwrap();
    fs::write(root.join("bruit.bin"), noise(LARGE)).unwrap();
    set_times(root);
}

/// Leaves out of each name what is not ASCII.
pub(crate) fn rename_to_ascii(root: &Path) {
    for entry in WalkDir::new(root).min_depth(1).contents_first(true) {
        let entry = entry.unwrap();
        let name: String =
            entry.file_name().to_str().unwrap().chars().filter(char::is_ascii).collect();
        fs::rename(entry.path(), entry.path().with_file_name(name)).unwrap();
    }
    set_times(root);
}

/// Bytes that nothing compresses, always the same.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let blocks = (0u64..).flat_map(|n| Sha256::digest(n.to_le_bytes()));
    blocks.take(length).collect()
}

/// Odd seconds, which MS-DOS's times do not have, from all seasons.
fn set_times(root: &Path) {
    for (place, entry) in
        WalkDir::new(root).contents_first(true).sort_by_file_name().into_iter().enumerate()
    {
        let modified = UNIX_EPOCH + Duration::from_secs(1_600_000_001 + 40 * 86_400 * place as u64);
        File::open(entry.unwrap().path()).unwrap().set_modified(modified).unwrap();
    }
}

/// What is on disk under a folder, by name.
pub(crate) type Facts = BTreeMap<String, Fact>;

/// What is to be the same again once a file or a folder was sealed and opened.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Fact {
    Folder { modified: u64 },
    File { modified: u64, executable: bool, length: u64, sha256: String },
}

impl Fact {
    /// Without its time, where a foreign format has none that says which moment it was.
    pub(crate) fn timeless(self) -> Self {
        match self {
            Self::Folder { .. } => Self::Folder { modified: 0 },
            Self::File { executable, length, sha256, .. } => {
                Self::File { modified: 0, executable, length, sha256 }
            }
        }
    }
}

/// Everything under `root`, itself not included.
pub(crate) fn facts(root: &Path) -> Facts {
    let entries = WalkDir::new(root).min_depth(1).into_iter().map(|entry| entry.unwrap());
    let fact = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        (name, fact(entry.path(), &entry.metadata().unwrap()))
    };
    entries.map(fact).collect()
}

fn fact(path: &Path, metadata: &Metadata) -> Fact {
    let since_1970 = metadata.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
    let modified = since_1970.as_secs();
    if metadata.is_dir() {
        return Fact::Folder { modified };
    }
    assert!(metadata.is_file(), "{} is special", path.display());
    Fact::File {
        modified,
        executable: is_executable(metadata),
        length: metadata.len(),
        sha256: sha256(&fs::read(path).unwrap()),
    }
}

/// In hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tells what differs, and nothing of what does not.
pub(crate) fn assert_same(found: &Facts, expected: &Facts) {
    let names = found.keys().chain(expected.keys());
    let differing: BTreeMap<_, _> = names
        .filter(|name| found.get(*name) != expected.get(*name))
        .map(|name| {
            (name, format!("found {:?}, expected {:?}", found.get(name), expected.get(name)))
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[cfg(unix)]
fn set_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn set_executable(_: &Path) {}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
