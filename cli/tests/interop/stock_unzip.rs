//! Once age has opened a container, any ZIP reader gets everything out of it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use scelle_core::archive::Level;

use super::age_crate::decrypt;
use super::keys;
use crate::tools::{Run, tool};
use crate::tree::{self, Fact};
use crate::workshop::{Workshop, recipient, sealed_to};

const LIST: &str = r#"
import calendar, hashlib, sys, zipfile

with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for entry in archive.infolist():
        content = archive.read(entry)
        time = calendar.timegm(entry.date_time)
        mode = entry.external_attr >> 16
        digest = hashlib.sha256(content).hexdigest()
        print(entry.filename, time, f"{mode:o}", len(content), digest, sep="\t")
"#;

/// The dossier, sealed by us, and opened as an archivist does: `age -d`.
fn archive(workshop: &Workshop, level: Level) -> PathBuf {
    let keys = keys::x25519(workshop.folder());
    let mut options = sealed_to([recipient(&keys.recipient)]);
    options.level = level;
    let name = format!("dossier-{level:?}");
    let container = workshop.seal(&format!("{name}.scelle"), &options);
    workshop.write(&format!("{name}.zip"), &decrypt(&fs::read(container).unwrap(), &keys.identity))
}

#[test]
fn unzip_restores_the_dossier_to_the_second() {
    let Some(unzip) = tool("unzip") else { return };
    let workshop = Workshop::with_large_files();
    for level in [Level::DEFAULT, Level::STORE] {
        let archive = archive(&workshop, level);
        Run::new(&unzip).arg("-tq").arg(&archive).output();
        let out = workshop.at(&format!("sorti-{level:?}"));
        Run::new(&unzip).arg("-q").arg(&archive).arg("-d").arg(&out).output();
        workshop.assert_restored(&out);
    }
}

#[test]
fn seven_zip_restores_the_dossier_to_the_second() {
    let Some(seven_zip) = tool("7z") else { return };
    let workshop = Workshop::with_large_files();
    for level in [Level::DEFAULT, Level::STORE] {
        let archive = archive(&workshop, level);
        let tested = Run::new(&seven_zip).arg("t").arg(&archive).text();
        assert!(tested.contains("Everything is Ok"), "{tested}");
        assert!(!tested.contains("Warning"), "{tested}");
        let out = workshop.at(&format!("sorti-{level:?}"));
        Run::new(&seven_zip).args(["x", &format!("-o{}", out.display())]).arg(&archive).output();
        workshop.assert_restored(&out);
    }
}

#[test]
fn python_reads_names_contents_times_and_modes() {
    let Some(python) = tool("python3") else { return };
    let workshop = Workshop::with_large_files();
    let mode = |name: &str| fs::metadata(workshop.folder().join(name)).unwrap().mode();
    let expected: BTreeSet<String> = tree::facts(workshop.folder())
        .into_iter()
        .map(|(name, fact)| {
            let mode = mode(&name);
            match fact {
                Fact::Folder { modified } => {
                    let sha256 = tree::sha256(b"");
                    format!("{name}/\t{}\t{mode:o}\t0\t{sha256}", modified & !1)
                }
                // MS-DOS's seconds are even.
                Fact::File { modified, length, sha256, .. } => {
                    format!("{name}\t{}\t{mode:o}\t{length}\t{sha256}", modified & !1)
                }
            }
        })
        .collect();
    for level in [Level::DEFAULT, Level::STORE] {
        let archive = archive(&workshop, level);
        let listed = Run::new(&python).args(["-c", LIST]).arg(&archive).text();
        let found: BTreeSet<String> = listed.lines().map(ToOwned::to_owned).collect();
        assert_eq!(found, expected);
    }
}
