//! Archives that others make, once stock age has sealed them, open as our own do.

use std::path::{Path, PathBuf};

use scelle_core::container::entry::{NameFault, Names};
use scelle_core::error::{Error, Result};
use scelle_core::open::{Container, Locked};

use super::age_crate::encrypt;
use super::keys;
use crate::tools::{Run, tool};
use crate::tree;
use crate::workshop::{Workshop, identities};

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

/// An archive, sealed by the age crate and opened by us: what comes out of it.
fn extracted(workshop: &Workshop, archive: &[u8]) -> PathBuf {
    let opened = opened(workshop, archive, Names::Refuse);
    workshop.extract(&mut opened.unwrap_or_else(|error| panic!("{error:?}")))
}

fn opened(workshop: &Workshop, archive: &[u8], names: Names) -> Result<Container> {
    let keys = keys::x25519(workshop.folder());
    let sealed = encrypt(archive, &keys.recipient);
    let path = workshop.write("dossier.zip.age", &sealed);
    Locked::read(&path).unwrap().unlock(&identities(&keys.identity), names)
}

/// The same, but for the times: the archive has them in its maker's zone, which it does not tell.
fn assert_restored_but_for_times(workshop: &Workshop, folder: &Path) {
    let timeless = |root: &Path| {
        tree::facts(root).into_iter().map(|(name, fact)| (name, fact.timeless())).collect()
    };
    let restored = timeless(&folder.join(workshop.dossier_name()));
    tree::assert_same(&restored, &timeless(workshop.dossier()));
}

fn info_zip(zip: &Path, workshop: &Workshop, options: &[&str]) -> Vec<u8> {
    let archive = workshop.at("info-zip.zip");
    Run::new(zip)
        .within(workshop.folder())
        .args(["-q", "-r"])
        .args(options.iter().copied())
        .arg(&archive)
        .arg(workshop.dossier_name())
        .output();
    std::fs::read(archive).unwrap()
}

fn python_zip(python: &Path, workshop: &Workshop, method: &str, output: &str) -> Vec<u8> {
    Run::new(python)
        .within(workshop.folder())
        .args(["-c", PYTHON_ZIP, workshop.dossier_name(), method, output])
        .output()
}

#[test]
fn an_archive_of_info_zip_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_ascii_names();
    let archive = info_zip(&zip, &workshop, &[]);
    workshop.assert_restored(&extracted(&workshop, &archive));
}

#[test]
fn an_archive_of_info_zip_that_is_only_stored_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_ascii_names();
    let archive = info_zip(&zip, &workshop, &["-0"]);
    workshop.assert_restored(&extracted(&workshop, &archive));
}

#[test]
fn an_archive_that_info_zip_streamed_opens() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::with_ascii_names();
    for options in [&["-q", "-r"][..], &["-q", "-r", "-0"]] {
        let run = Run::new(&zip).within(workshop.folder()).args(options.iter().copied());
        let archive = run.args(["-", workshop.dossier_name()]).output();
        workshop.assert_restored(&extracted(&workshop, &archive));
    }
}

/// Info-ZIP writes UTF-8 and does not say so: other readers take such names for something else.
/// They are refused, and read for what they are when names may be escaped.
#[test]
fn accents_of_info_zip_are_refused_unless_names_are_escaped() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::new();
    let archive = info_zip(&zip, &workshop, &[]);
    let refused = opened(&workshop, &archive, Names::Refuse).err();
    let not_unicode = NameFault::NotUnicode;
    assert!(
        matches!(&refused, Some(Error::Name { fault, .. }) if *fault == not_unicode),
        "{refused:?}"
    );
    let container = opened(&workshop, &archive, Names::Escape).unwrap();
    let names: Vec<String> = container.entries().map(|entry| entry.name.to_string()).collect();
    for name in ["dossier d’été/été à la plage.txt", "dossier d’été/C’est quoi %3F.txt"]
    {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
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
        .arg(workshop.dossier_name())
        .output();
    let extracted = extracted(&workshop, &std::fs::read(archive).unwrap());
    assert_restored_but_for_times(&workshop, &extracted);
}

#[test]
fn an_archive_of_python_opens() {
    let Some(python) = tool("python3") else { return };
    let workshop = Workshop::with_large_files();
    for method in ["ZIP_STORED", "ZIP_DEFLATED"] {
        python_zip(&python, &workshop, method, "python.zip");
        let archive = std::fs::read(workshop.at("python.zip")).unwrap();
        assert_restored_but_for_times(&workshop, &extracted(&workshop, &archive));
    }
}

#[test]
fn an_archive_that_python_streamed_opens() {
    let Some(python) = tool("python3") else { return };
    let workshop = Workshop::with_large_files();
    for method in ["ZIP_STORED", "ZIP_DEFLATED"] {
        let archive = python_zip(&python, &workshop, method, "-");
        assert_restored_but_for_times(&workshop, &extracted(&workshop, &archive));
    }
}
