//! Archives that others make, once stock age has sealed them, open as our own do.

use std::path::{Path, PathBuf};

use scelle_core::archive::entry::Names;
use scelle_core::error::{ArchiveFault, Error, Result};
use scelle_core::open::{Container, Locked};

use super::age_crate::encrypt;
use super::keys;
use crate::archives::*;
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

/// Info-ZIP writes UTF-8 and does not say so: it is read as UTF-8, and counted.
#[test]
fn accents_of_info_zip_are_read_as_utf8_and_counted() {
    let Some(zip) = tool("zip") else { return };
    let workshop = Workshop::new();
    let archive = info_zip(&zip, &workshop, &[]);
    let container = opened(&workshop, &archive, Names::Refuse).unwrap();
    assert_eq!(container.unmarked_names(), container.entries().len());
    workshop.assert_restored(&extracted(&workshop, &archive));
}

#[test]
fn accents_that_seven_zip_explains_beside_the_name_are_read() {
    let Some(seven_zip) = tool("7z") else { return };
    let workshop = Workshop::new();
    let archive = workshop.at("sept.zip");
    let run = Run::new(&seven_zip).within(workshop.folder()).args(["a", "-tzip", "-mcl=on"]);
    run.arg(&archive).arg(workshop.dossier_name()).output();
    let archive = std::fs::read(archive).unwrap();
    let container = opened(&workshop, &archive, Names::Refuse).unwrap();
    assert_eq!(container.unmarked_names(), 0);
    workshop.assert_restored(&extracted(&workshop, &archive));
}

/// Both mark what they read from a pipe as one.
#[test]
fn archives_made_from_a_pipe_open() {
    let (Some(zip), Some(seven_zip)) = (tool("zip"), tool("7z")) else { return };
    let workshop = Workshop::new();
    let piped = |program: &Path, args: &str| {
        let line = format!("echo Bonjour | '{}' {args}", program.display());
        let shell = Run::new(Path::new("/bin/sh")).within(workshop.folder());
        shell.args(["-c", line.as_str()]).output();
    };
    piped(&zip, "-q tube.zip -");
    piped(&seven_zip, "a -tzip -sid/x tube7.zip");
    for (archive, name) in [("tube.zip", "-"), ("tube7.zip", "d/x")] {
        let archive = std::fs::read(workshop.at(archive)).unwrap();
        assert!(
            archive.windows(4).any(|bytes| bytes == words32(&[0o010_600 << 16])
                || bytes == words32(&[0o010_600 << 16 | 0x8020])),
            "{name} is marked as a pipe"
        );
        let folder = extracted(&workshop, &archive);
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "Bonjour\n");
    }
}

/// A method that Python has not: one message for the whole, by the name of the method.
#[test]
fn methods_that_not_everyone_reads_are_named() {
    let Some(seven_zip) = tool("7z") else { return };
    let workshop = Workshop::with_large_files();
    for (name, number) in [("Deflate64", 9), ("BZip2", 12), ("LZMA", 14)] {
        let archive = workshop.at(&format!("{name}.zip"));
        let run = Run::new(&seven_zip).within(workshop.folder()).args(["a", "-tzip"]);
        let method = format!("-mm={name}");
        run.arg(method).arg(&archive).arg(workshop.dossier_name()).output();
        let refused = opened(&workshop, &std::fs::read(archive).unwrap(), Names::Refuse).err();
        let fault = ArchiveFault::Method(number);
        let expected =
            matches!(&refused, Some(Error::Archive { fault: f, entry: None }) if *f == fault);
        assert!(expected, "{refused:?}");
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
    // 7-Zip tells times as NTFS has them, in UTC.
    workshop.assert_restored(&extracted(&workshop, &std::fs::read(archive).unwrap()));
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

/// What others write that do not run here, field by field.
#[test]
fn archives_as_windows_macos_java_and_go_write_them_open() {
    let described = |entry: Entry| {
        let Record { crc, packed, size, .. } = entry.central;
        entry.described(crc, packed, size)
    };
    let made_by = |host: u16, version: u16, attributes: u32, entry: Entry| Entry {
        made_by: host << 8 | version,
        ..entry.attributes(attributes)
    };
    let plain = |record: &mut Record| record.flags &= !UTF8;
    let times = extra(0x5455, b"\x01\0\0\0\x5f");
    let owner = extra(0x7875, b"\x01\x04\xf5\x01\0\0\x04\x14\0\0\0");
    let ntfs = extra(0x000a, &[[0; 4].as_slice(), &[1, 0, 24, 0], &[7; 24]].concat());
    let text = b"Un conteneur. ".repeat(100);
    let file = |name: &str| Entry::deflated(name, &text);
    let folder = |name: &str| Entry::stored(name, b"");
    // An empty deflate stream, as Java writes folders by default.
    let java_folder = described(Entry::new("d/", DEFLATED, b"", vec![3, 0]));
    let dated = |entry: Entry| entry.both(|record| record.extra = times.clone());
    let mac = [owner.clone(), times.clone()].concat();
    for (who, entries) in [
        (
            "Explorer",
            vec![
                made_by(11, 20, 0x20, file("a.txt").both(plain)),
                made_by(11, 20, 0x20, file("été.txt")),
                made_by(11, 20, 0x10, folder("d/").both(plain)),
            ],
        ),
        (
            "7-Zip on Windows",
            vec![
                made_by(0, 63, 0x20, file("é.txt").central(|record| record.extra = ntfs.clone())),
                made_by(0, 63, 0x10, folder("d/").central(|record| record.extra = ntfs.clone())),
            ],
        ),
        (
            ".NET",
            vec![
                made_by(0, 20, 0, file("a.txt").both(plain)),
                made_by(0, 20, 0, described(file("d/é.txt"))),
                made_by(3, 20, 0o100_644 << 16, file("b.txt")),
            ],
        ),
        (
            "Java",
            vec![
                made_by(0, 20, 0, java_folder),
                made_by(
                    0,
                    20,
                    0,
                    described(file("d/a.txt")).both(|record| record.extra = extra(0xcafe, b"")),
                ),
            ],
        ),
        (
            "Go",
            vec![
                made_by(3, 20, 0o100_644 << 16, dated(described(file("a.txt")))),
                made_by(3, 20, 0o040_755 << 16 | 0x10, folder("d/")),
                made_by(0, 20, 0, dated(described(Entry::stored("é.bin", b"stored")))),
            ],
        ),
        (
            "Archive Utility",
            vec![
                made_by(
                    3,
                    21,
                    0o040_755 << 16,
                    folder("d/").both(|record| record.extra = mac.clone()),
                ),
                made_by(
                    3,
                    21,
                    0o100_644 << 16,
                    described(file("d/a.txt").both(|record| record.extra = mac.clone())),
                ),
                made_by(3, 21, 0o100_644 << 16, described(file("__MACOSX/d/._a.txt"))),
            ],
        ),
        (
            "Info-ZIP, a folder of a group",
            vec![
                made_by(
                    3,
                    30,
                    0o042_775 << 16 | 0x10,
                    folder("d/").both(|record| record.version = 10),
                ),
                made_by(
                    3,
                    30,
                    0o104_755 << 16,
                    file("d/run")
                        .both(|record| record.extra = [times.clone(), owner.clone()].concat()),
                ),
            ],
        ),
        ("Info-ZIP on VMS, which has no types", vec![made_by(2, 30, 0, file("a.txt"))]),
    ] {
        let workshop = Workshop::new();
        let folder = extracted(&workshop, &zip(&entries));
        let found = tree::facts(&folder);
        for entry in &entries {
            let name = String::from_utf8(entry.central.name.clone()).unwrap();
            assert!(found.contains_key(name.trim_end_matches('/')), "{who}: {name} in {found:?}");
        }
    }
}
