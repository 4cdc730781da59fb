//! Archives that others make, once stock age has sealed them, open as our own do.

use std::path::Path;

use age::armor::Format;

use super::age_crate::encrypt;
use super::keys;
use crate::tools::{Run, tool};
use crate::tree::{self, Facts};
use crate::workshop::{DOSSIER, Workshop, identities, open};

/// Writes a folder to a ZIP; to a stream that cannot be rewound, where the output is `-`.
const PYTHON_ZIP: &str = r#"
import os, sys, zipfile

folder, method, output = sys.argv[1:]

class Stream:
    def write(self, data):
        return sys.stdout.buffer.write(data)
    def flush(self):
        sys.stdout.buffer.flush()

target = Stream() if output == "-" else output
with zipfile.ZipFile(target, "w", getattr(zipfile, method)) as archive:
    for parent, folders, files in os.walk(folder):
        archive.write(parent)
        for name in files:
            archive.write(os.path.join(parent, name))
"#;

/// Whether a foreign archive says in UTC when its files were modified.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    Utc,
    Local,
}

/// Seals an archive with the age crate, opens it with ours, and compares.
fn opens_whole(workshop: &Workshop, archive: &[u8], times: Times) {
    let keys = keys::x25519(workshop.folder());
    let sealed = encrypt(archive, &keys.recipient, Format::Binary);
    let path = workshop.write("dossier.zip.age", &sealed);
    let opened = open(&path, &identities(&keys.identity));
    let mut container = opened.unwrap_or_else(|error| panic!("{error:?}"));
    let found = tree::facts(&workshop.extract(&mut container).join(DOSSIER));
    match times {
        Times::Utc => tree::assert_same(&found, &workshop.dossier()),
        Times::Local => tree::assert_same(&timeless(found), &timeless(workshop.dossier())),
    }
}

fn timeless(facts: Facts) -> Facts {
    facts.into_iter().map(|(name, fact)| (name, fact.timeless())).collect()
}

fn info_zip(zip: &Path, workshop: &Workshop, options: &[&str]) -> Vec<u8> {
    let archive = workshop.at("info-zip.zip");
    Run::new(zip)
        .within(workshop.folder())
        .args(["-q", "-r"])
        .args(options.iter().copied())
        .arg(&archive)
        .arg(DOSSIER)
        .output();
    std::fs::read(archive).unwrap()
}

fn python_zip(python: &Path, workshop: &Workshop, method: &str, output: &str) -> Vec<u8> {
    Run::new(python)
        .within(workshop.folder())
        .args(["-c", PYTHON_ZIP, DOSSIER, method, output])
        .output()
}

#[test]
fn an_archive_of_info_zip_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_large_files();
    opens_whole(&workshop, &info_zip(&zip, &workshop, &[]), Times::Utc);
}

#[test]
fn an_archive_of_info_zip_that_is_only_stored_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_large_files();
    opens_whole(&workshop, &info_zip(&zip, &workshop, &["-0"]), Times::Utc);
}

#[test]
fn an_archive_of_info_zip_with_utf8_names_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::new();
    opens_whole(&workshop, &info_zip(&zip, &workshop, &["-UN=UTF8"]), Times::Utc);
}

#[test]
fn an_archive_that_info_zip_streamed_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_large_files();
    let run = Run::new(&zip).within(workshop.folder()).args(["-q", "-r", "-", DOSSIER]);
    opens_whole(&workshop, &run.output(), Times::Utc);
}

#[test]
fn an_archive_of_seven_zip_opens() {
    let Some(seven_zip) = tool("7z") else { return };
    let workshop = Workshop::with_large_files();
    let archive = workshop.at("sept.zip");
    Run::new(&seven_zip)
        .within(workshop.folder())
        .args(["a", "-tzip"])
        .arg(&archive)
        .arg(DOSSIER)
        .output();
    opens_whole(&workshop, &std::fs::read(archive).unwrap(), Times::Local);
}

#[test]
fn an_archive_of_python_opens() {
    let Some(python) = tool("python3") else { return };
    let workshop = Workshop::with_large_files();
    for method in ["ZIP_STORED", "ZIP_DEFLATED"] {
        python_zip(&python, &workshop, method, "python.zip");
        let archive = std::fs::read(workshop.at("python.zip")).unwrap();
        opens_whole(&workshop, &archive, Times::Local);
    }
}

#[test]
fn an_archive_that_python_streamed_opens() {
    let Some(python) = tool("python3") else { return };
    let workshop = Workshop::with_large_files();
    for method in ["ZIP_STORED", "ZIP_DEFLATED"] {
        let archive = python_zip(&python, &workshop, method, "-");
        opens_whole(&workshop, &archive, Times::Local);
    }
}
