//! All that lies in a scene, in a form in which two runs of one verb can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use scelle_core::archive::entry::Names;
use scelle_core::keys::identity::Keyring;
use scelle_core::open::Locked;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_tests::Scene;
use walkdir::WalkDir;

/// In every file that is extracted, and in no other.
pub(super) const MARK: &str = "plaintext-of-a-container";
/// How the names of what Scellé leaves half done begin.
pub(super) const PREFIX: &str = ".scelle-";
/// The folder of the journal.
pub(super) const JOURNAL: &str = "home/unfinished";

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Fact {
    Folder,
    File(Vec<u8>),
    /// What is in a container, and whose keys open it: its bytes differ at every run.
    Container {
        entries: BTreeMap<String, Vec<u8>>,
        opened_by: BTreeSet<String>,
    },
    /// A key that was made: it differs at every run.
    Key,
    Link(PathBuf),
    Special,
    /// A container or a key that cannot be read.
    Broken(String),
}

pub(super) type State = BTreeMap<String, Fact>;

/// What lies in a scene: desk, home, keys and temporary files.
pub(super) fn state(scene: &Scene) -> State {
    state_of(scene.root(), &keyrings(scene))
}

/// The same without what a run leaves for the next start to remove.
pub(super) fn settled(state: &State) -> State {
    let kept = state.iter().filter(|(name, _)| !is_leftover(name));
    kept.map(|(name, fact)| (name.clone(), fact.clone())).collect()
}

/// Whether a name is that of something half done, or lies in it.
pub(super) fn is_leftover(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with(PREFIX)) || name.starts_with(JOURNAL)
}

/// The names that differ, and how; of what is half done, the number.
pub(super) fn differences(found: &State, expected: &State) -> String {
    let names: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differing = names.into_iter().filter(|name| found.get(*name) != expected.get(*name));
    let (left, differing): (Vec<&String>, Vec<&String>) =
        differing.partition(|name| is_leftover(name));
    let tell = |name: &String| match (found.get(name), expected.get(name)) {
        (Some(_), None) => format!("+{name}"),
        (None, _) => format!("-{name}"),
        (Some(Fact::Broken(why)), _) => format!("!{name} ({why})"),
        _ => format!("~{name}"),
    };
    let left = (!left.is_empty()).then(|| format!("+{} left half done", left.len()));
    differing.into_iter().map(tell).chain(left).collect::<Vec<_>>().join(", ")
}

fn state_of(root: &Path, keyrings: &[(String, Keyring)]) -> State {
    let mut state = State::new();
    for entry in WalkDir::new(root).min_depth(1).sort_by_file_name() {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        // A lock that stays, by design; and the journal's folder, of which the content counts.
        if name == "home/contacts.lock" || name == JOURNAL {
            continue;
        }
        // A public half without its identity is nothing: the next key takes its name.
        let is_public = name.starts_with("home/keys/") && name.ends_with(".pub");
        if is_public && !entry.path().with_extension("age").exists() {
            continue;
        }
        state.insert(name.clone(), fact(&entry, keyrings));
    }
    state
}

fn fact(entry: &walkdir::DirEntry, keyrings: &[(String, Keyring)]) -> Fact {
    let kind = entry.file_type();
    let path = entry.path();
    if kind.is_dir() {
        return Fact::Folder;
    }
    if kind.is_symlink() {
        return Fact::Link(fs::read_link(path).unwrap());
    }
    if !kind.is_file() {
        return Fact::Special;
    }
    let bytes = fs::read(path).unwrap();
    let in_keys = path.parent().is_some_and(|folder| folder.ends_with("keys"));
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("scelle") => container(path, keyrings),
        Some("age") => match IdentityFile::read(path) {
            Ok(_) => Fact::Key,
            Err(error) => Fact::Broken(format!("{error:?}")),
        },
        Some("pub") if in_keys && bytes.starts_with(b"age1pq1") => Fact::Key,
        _ => Fact::File(bytes),
    }
}

fn keyrings(scene: &Scene) -> Vec<(String, Keyring)> {
    let keys = fs::read_dir(scene.root().join("keys")).unwrap().map(|entry| entry.unwrap().path());
    keys.map(|path| {
        let IdentityFile::Plain(identities) = IdentityFile::read(&path).unwrap() else {
            panic!("a key without a passphrase")
        };
        let mut keyring = Keyring::new();
        keyring.add_identities(identities);
        (path.file_name().unwrap().to_string_lossy().into_owned(), keyring)
    })
    .collect()
}

fn container(path: &Path, keyrings: &[(String, Keyring)]) -> Fact {
    let read = |keyring: &Keyring| {
        let mut container = Locked::read(path)?.unlock(keyring, Names::Refuse)?;
        let names: Vec<String> = container.entries().map(|entry| entry.name.to_string()).collect();
        let mut entries = BTreeMap::new();
        for (id, name) in container.ids().zip(names) {
            let mut content = Vec::new();
            if !name.ends_with('/') {
                // A folder has none.
                let _ = container.write_entry(id, &mut content, &Progress::new());
            }
            entries.insert(name, content);
        }
        scelle_core::verify::verify(&mut container, &Progress::new())?;
        Ok::<_, scelle_core::error::Error>(entries)
    };
    let mut opened_by = BTreeSet::new();
    let mut found = Err("no key opens it".to_owned());
    for (name, keyring) in keyrings {
        match read(keyring) {
            Ok(entries) => {
                opened_by.insert(name.clone());
                found = Ok(entries);
            }
            Err(error) if found.is_err() && name == "alice" => found = Err(format!("{error:?}")),
            Err(_) => {}
        }
    }
    match found {
        Ok(entries) => Fact::Container { entries, opened_by },
        Err(why) => Fact::Broken(why),
    }
}
