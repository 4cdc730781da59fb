//! Files that were sealed with age, and are no containers.

use scelle_core::archive::Level;
use scelle_core::archive::entry::EntryKind;

use super::age_crate::{decrypt, encrypt};
use super::keys;
use crate::workshop::{Workshop, identities, only_file, open, recipient, sealed_to};

#[test]
fn a_sealed_report_opens_as_one_file_under_its_own_name() {
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let report = b"%PDF-1.7 ...".repeat(10_000);
    let sealed = encrypt(&report, &keys.recipient);
    let path = workshop.write("report.pdf.age", &sealed);
    let mut container = open(&path, &identities(&keys.identity)).unwrap();
    assert!(!container.access().present);
    let entry = container.entries().next().unwrap().clone();
    assert_eq!(entry.kind, EntryKind::File);
    assert_eq!((entry.size, entry.modified), (report.len() as u64, None));
    assert!(only_file(&mut container) == ("report.pdf".to_owned(), report.clone()));
    let opened = workshop.extract(&mut container);
    assert!(std::fs::read(opened.join("report.pdf")).unwrap() == report);
}

/// An office document is a ZIP by the way it is made: its parts are of no use.
#[test]
fn a_sealed_document_that_is_a_zip_opens_as_one_file() {
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let document = some_zip(&workshop, &keys);
    let sealed = encrypt(&document, &keys.recipient);
    let path = workshop.write("letter.docx.age", &sealed);
    let mut container = open(&path, &identities(&keys.identity)).unwrap();
    assert!(only_file(&mut container) == ("letter.docx".to_owned(), document));
}

#[test]
fn a_sealed_zip_opens_as_what_it_holds() {
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let archive = some_zip(&workshop, &keys);
    let sealed = encrypt(&archive, &keys.recipient);
    for name in ["dossier.zip.age", "dossier.age", "dossier.scelle.age", "dossier.scelle"] {
        let path = workshop.at(name);
        std::fs::write(&path, &sealed).unwrap();
        let mut container = open(&path, &identities(&keys.identity)).unwrap();
        let opened = workshop.extract(&mut container);
        workshop.assert_restored(&opened);
    }
}

fn some_zip(workshop: &Workshop, keys: &keys::KeyPair) -> Vec<u8> {
    let mut options = sealed_to([recipient(&keys.recipient)]);
    options.level = Level::STORE;
    let container = workshop.seal("modele.scelle", &options);
    decrypt(&std::fs::read(container).unwrap(), &keys.identity)
}
