//! The command line as its users live it: what they type, what they read, and what is on
//! their disk afterwards.

mod administration;
mod alone;
mod config;
mod contacts;
mod document;
mod each;
mod edit;
mod fidelity;
mod files_from;
mod foreign;
mod hints;
mod hostile_texts;
mod inputs;
mod inspect;
mod key;
mod languages;
mod lies;
mod list;
mod log;
mod manual;
mod nightly;
mod open;
mod options;
mod organisation;
mod page;
mod paper;
mod passphrases;
mod people;
mod pipes;
mod policy;
mod prompts;
mod readme;
mod recipients;
mod seal;
mod signals;
mod unlock;
mod verify;

use std::os::unix::fs::symlink;
use std::path::Path;

use scelle_tests::{Key, Scene};

/// Long enough not to be weak.
const PHRASE: &str = "cheval correct agrafe pile";

/// The language of a story.
#[derive(Clone, Copy)]
enum Tongue {
    English,
    French,
}

impl Tongue {
    const BOTH: [Self; 2] = [Self::English, Self::French];

    /// What `LANG` says of it.
    fn locale(self) -> &'static str {
        self.says("en_GB.UTF-8", "fr_FR.UTF-8")
    }

    fn code(self) -> &'static str {
        self.says("en", "fr")
    }

    /// The sentence of this language.
    fn says<T>(self, english: T, french: T) -> T {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

/// A recipient that a quantum computer could open, and the key that goes with it.
const CLASSICAL: [&str; 2] = [
    "age1nxd3f5akceq53rzffahuxdurf3xp2r2pu35ymmj8fh9x45kl6fjqvytj2r",
    "AGE-SECRET-KEY-1FJ5LQ4WYFM3N38VE6UR76VCEN4N3VGRR7ZCV2X2KXGJ4U3LWQDAQYTM9U0",
];

fn classical_key(scene: &Scene) -> Key {
    let [recipient, secret] = CLASSICAL;
    scene.secret("classical", recipient, secret)
}

/// Files, a program, an empty folder, an empty file, accents.
fn dossier(scene: &Scene) {
    scene
        .file("dossier/budget.csv", "poste;montant\n")
        .file("dossier/notes/été.txt", "Il fait beau.\n")
        .file("dossier/vide.txt", "")
        .folder("dossier/à faire");
}

/// What `dossier` puts on the desk.
const DOSSIER: [&str; 6] = [
    "dossier",
    "dossier/budget.csv",
    "dossier/notes",
    "dossier/notes/été.txt",
    "dossier/vide.txt",
    "dossier/à faire",
];

/// That and more.
fn dossier_and<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [DOSSIER.as_slice(), more].concat()
}

/// What `dossier` puts on the desk, under another folder.
fn dossier_under(folder: &str) -> Vec<String> {
    DOSSIER.iter().map(|name| format!("{folder}/{name}")).collect()
}

fn link(scene: &Scene, to: &str, name: &str) {
    symlink(to, scene.at(name)).unwrap();
}

fn pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The names in the JSON of `list`.
fn names(scene: &Scene, container: &str, key: &Key) -> Vec<String> {
    let listed = scene.scelle(["list", "--json", container, "-i", &key.path]).run().exits(0);
    let listed = listed.json();
    let entries = listed["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}
