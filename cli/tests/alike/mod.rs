//! What Scellé accepts, every other ZIP reader reads the same way: archives made one field at a
//! time, and four readers to judge those that Scellé opens.
//!
//! `SCELLE_ALIKE=all` judges the whole product of the fields, which takes some twenty minutes.

mod corpus;
mod readers;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use age::secrecy::ExposeSecret;
use scelle_core::archive::Level;
use scelle_core::archive::code_page::CodePage;
use scelle_core::archive::entry::{EntryKind, Names};
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::open::{Container, EntryId, Locked};
use scelle_core::progress::Progress;
use scelle_core::seal::SealOptions;

use corpus::Case;
use readers::{Node, READERS, Reader, Tree};

use crate::workshop::{Workshop, holding, payload, recipient, sealed_to};
use crate::{archives, tree};

/// Archives that lie on the disk at once, and what comes out of them.
const AT_ONCE: usize = 250;

fn identity_of(key: &age::x25519::Identity) -> Identity {
    Identity::X25519(key.to_string().expose_secret().parse().unwrap())
}

/// What we make of an archive; `None` when it is refused.
fn ours(zip: &[u8]) -> Option<Tree> {
    static KEY: LazyLock<age::x25519::Identity> = LazyLock::new(age::x25519::Identity::generate);
    let sealed = age::encrypt(&KEY.to_public(), zip).unwrap();
    let mut keyring = Keyring::new();
    keyring.add_identities([identity_of(&KEY)]);
    let locked = Locked::from_source(Arc::new(sealed), "archive.zip.age").unwrap();
    let mut container = locked.unlock(&keyring, Names::Refuse).ok()?;
    let mut tree = Tree::new();
    for id in container.ids() {
        let mut content = Vec::new();
        container.write_entry(id, &mut content, &Progress::new()).ok()?;
        insert(&mut tree, &container, id, content);
    }
    Some(tree)
}

/// With the folders that the archive does not name.
fn insert(tree: &mut Tree, container: &Container, id: EntryId, content: Vec<u8>) {
    let entry = container.entry(id).unwrap();
    let name = entry.name.as_str();
    for (end, _) in name.match_indices('/') {
        tree.insert(name[..end].to_owned(), Node::Folder);
    }
    let node = match entry.kind {
        EntryKind::Folder => Node::Folder,
        EntryKind::File => Node::File(content),
    };
    tree.insert(name.to_owned(), node);
}

/// What came of a group of archives.
#[derive(Default)]
struct Judged {
    refused: usize,
    accepted: usize,
    differences: Vec<String>,
}

fn judge(cases: impl IntoIterator<Item = Case>) -> Judged {
    let mut judged = Judged::default();
    let mut waiting = Vec::new();
    for case in cases {
        match ours(&case.zip) {
            None => judged.refused += 1,
            Some(tree) => {
                judged.accepted += 1;
                waiting.push((case, tree));
            }
        }
        if waiting.len() == AT_ONCE {
            judged.differences.extend(compare(&std::mem::take(&mut waiting)));
        }
    }
    judged.differences.extend(compare(&waiting));
    judged
}

/// Has every reader extract every archive, all readers at once.
fn compare(cases: &[(Case, Tree)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let at = |number: usize| folder.path().join(format!("{number}.zip"));
    let zips: Vec<PathBuf> = (0..cases.len()).map(at).collect();
    for (path, (case, _)) in zips.iter().zip(cases) {
        fs::write(path, &case.zip).unwrap();
    }
    let differences = |reader: Reader| {
        let to = |zip: &PathBuf| zip.with_extension(format!("{reader:?}"));
        let jobs: Vec<_> = zips.iter().map(|zip| (zip.clone(), to(zip))).collect();
        let complaints = reader.extract(&jobs);
        let trees = jobs.iter().map(|(_, folder)| readers::tree(folder));
        let answers = trees.zip(complaints).map(|(tree, complaint)| Answer { tree, complaint });
        let differing = cases
            .iter()
            .zip(answers)
            .filter_map(|((case, ours), theirs)| difference(reader, case, ours, &theirs));
        differing.collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let reading = READERS.map(|reader| scope.spawn(move || differences(reader)));
        reading.into_iter().flat_map(|reader| reader.join().unwrap()).collect()
    })
}

/// What a reader made of an archive, and what it had to say.
struct Answer {
    tree: Tree,
    complaint: Option<String>,
}

/// A difference that is known and does no harm, and why.
struct Harmless {
    reader: Reader,
    /// One line of reason.
    _reason: &'static str,
    excuses: fn(&Case, &Tree, &Answer) -> bool,
}

/// The one list of what is not counted; and names are compared in NFC, since that is how Scellé
/// writes them whatever the archive has, and two names that are one in NFC are refused.
const HARMLESS: [Harmless; 3] = [
    Harmless {
        reader: Reader::Unzip,
        _reason: "unzip calls an empty archive empty in its exit code",
        excuses: |_, ours, theirs| ours.is_empty() && theirs.tree.is_empty(),
    },
    Harmless {
        reader: Reader::Unzip,
        _reason: "unzip 6.0 takes names for DOS's, though they are flagged as UTF-8, where the host is \
                  FAT, HPFS or NTFS: Windows writes such archives, and everyone else reads them; what \
                  the entries are, and hold, is the same",
        excuses: |case, ours, theirs| {
            let but_for_accents = |tree: &Tree| {
                let node = |(name, node): (&String, &Node)| {
                    (name.is_ascii().then(|| name.clone()), format!("{node:?}"))
                };
                let mut nodes: Vec<_> = tree.iter().map(node).collect();
                nodes.sort();
                nodes
            };
            let same = but_for_accents(ours) == but_for_accents(&theirs.tree);
            case.is_from_dos && same && theirs.complaint.is_none()
        },
    },
    Harmless {
        reader: Reader::Python,
        _reason: "Python takes every name without the mark of UTF-8 for code page 437, and knows no Unicode \
                  path before 3.13: the accents differ, and what stands for them; Scellé says that it \
                  read such names",
        excuses: |case, ours, theirs| {
            let plain = |c: &char| c.is_ascii() && !matches!(c, '_' | '?');
            let but_for_accents = |tree: &Tree, meant: fn(&str) -> String| {
                let node = |(name, node): (&String, &Node)| {
                    (meant(name).chars().filter(plain).collect::<String>(), format!("{node:?}"))
                };
                let mut nodes: Vec<_> = tree.iter().map(node).collect();
                nodes.sort();
                nodes
            };
            let ours = but_for_accents(ours, str::to_owned);
            let same = ours == but_for_accents(&theirs.tree, taken_for_cp437);
            case.has_unmarked_names() && same && theirs.complaint.is_none()
        },
    },
];

/// What a name means that Python took for code page 437 and that is UTF-8.
fn taken_for_cp437(name: &str) -> String {
    let page = CodePage::named("cp437").unwrap();
    let meaning = |byte: u8| page.decode(&[byte]).unwrap().chars().next().unwrap();
    let meanings: Vec<char> = (0..=255).map(meaning).collect();
    let byte = |c| meanings.iter().position(|meaning| *meaning == c).map(|at| at as u8);
    let bytes: Option<Vec<u8>> = name.chars().map(byte).collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or_else(|| name.to_owned(), |text| readers::in_nfc(&text))
}

fn difference(reader: Reader, case: &Case, ours: &Tree, theirs: &Answer) -> Option<String> {
    let names: BTreeSet<_> = ours.keys().chain(theirs.tree.keys()).collect();
    let differing: Vec<_> = names
        .into_iter()
        .filter(|name| ours.get(*name) != theirs.tree.get(*name))
        .map(|name| format!("{name:?} is {:?}, ours {:?}", theirs.tree.get(name), ours.get(name)))
        .take(3)
        .collect();
    let same = differing.is_empty() && theirs.complaint.is_none();
    let excused = || {
        HARMLESS.iter().any(|known| known.reader == reader && (known.excuses)(case, ours, theirs))
    };
    if same || excused() {
        return None;
    }
    let mut told =
        format!("{}: {reader:?}: {}; {:?}", case.name, differing.join(", "), theirs.complaint);
    told.truncate(told.floor_char_boundary(400));
    Some(told)
}

/// Every archive of the group is refused by us, or read alike by all: at least so many of each, so
/// that neither is an accident.
#[track_caller]
fn alike(group: impl IntoIterator<Item = Case>, accepted: usize, refused: usize) {
    if READERS.iter().any(|reader| reader.path().is_none()) {
        return;
    }
    let judged = judge(group);
    let Judged { differences, .. } = &judged;
    let found = format!("{} accepted, {} refused", judged.accepted, judged.refused);
    let shown: Vec<_> = differences.iter().take(40).collect();
    assert!(differences.is_empty(), "{found}, {} differ: {shown:#?}", differences.len());
    assert!(judged.accepted >= accepted && judged.refused >= refused, "{found}");
    println!("{found}");
}

/// The judge itself: it sees a name, a kind, a content and a complaint that differ.
#[test]
fn a_difference_is_seen() {
    let case = Case::new("", Vec::new());
    let file = |content: &[u8]| Node::File(content.to_vec());
    let tree = |name: &str, node| Tree::from([(name.to_owned(), node)]);
    let ours = tree("a", file(b"1"));
    let sees = |tree: Tree, complaint: Option<&str>| {
        let answer = Answer { tree, complaint: complaint.map(str::to_owned) };
        READERS.map(|reader| difference(reader, &case, &ours, &answer).is_some())
    };
    assert_eq!(sees(ours.clone(), None), [false; 5]);
    assert_eq!(sees(ours.clone(), Some("exit status: 1")), [true; 5]);
    for other in [
        tree("b", file(b"1")),
        tree("a", file(b"2")),
        tree("a", Node::Folder),
        tree("a", Node::Special("link to z".to_owned())),
        Tree::new(),
    ] {
        assert_eq!(sees(other, None), [true; 5]);
    }
}

#[test]
fn hosts_and_attributes_are_read_alike() {
    alike(corpus::hosts(), 1500, 1500);
}

#[test]
fn versions_are_read_alike() {
    alike(corpus::versions(), 500, 900);
}

#[test]
fn flags_are_read_alike() {
    alike(corpus::flags(), 18, 400);
}

#[test]
fn extra_fields_are_read_alike() {
    alike(corpus::extras(), 1500, 1000);
}

#[test]
fn extra_fields_of_every_host_are_read_alike() {
    alike(corpus::extras_of_hosts(), 20, 0);
}

#[test]
fn extra_fields_of_every_number_are_read_alike() {
    alike(corpus::every_extra(), 10, 0);
}

#[test]
fn entries_described_in_two_ways_are_read_alike() {
    alike(corpus::disagreements(), 20, 100);
}

#[test]
fn names_are_read_alike() {
    alike(corpus::names(), 380, 430);
}

#[test]
fn names_without_the_mark_of_utf8_are_read_alike() {
    alike(corpus::unmarked(), 150, 800);
}

#[test]
fn characters_of_names_are_read_alike() {
    alike(corpus::characters(), 5, 0);
}

#[test]
fn ends_are_read_alike() {
    alike(corpus::ends(), 90, 80);
}

#[test]
fn data_are_read_alike() {
    alike(corpus::data(), 30, 200);
}

#[test]
fn descriptors_are_read_alike() {
    alike(corpus::descriptors(), 250, 1400);
}

#[test]
fn wide_sizes_are_read_alike() {
    alike(corpus::wide(), 300, 4000);
}

/// What we seal is read alike too, whatever an attacker has put into a file that we were given: here
/// the end of the data, and a program behind it, for those who read a stream.
#[test]
fn a_file_made_to_deceive_is_sealed_without_deceiving() {
    if READERS.iter().any(|reader| reader.path().is_none()) {
        return;
    }
    let workshop = Workshop::new();
    let photo = {
        let noise = tree::noise(2 << 20);
        let mut crc = flate2::Crc::new();
        crc.update(&noise);
        let [crc, size] = [crc.sum(), noise.len() as u32].map(u32::to_le_bytes);
        let hidden = archives::Entry::stored("setup.exe", b"MZ").bytes();
        [noise.as_slice(), b"PK\x07\x08", &crc, &size, &size, &hidden, &tree::noise(300_000)]
            .concat()
    };
    fs::write(workshop.dossier().join("photo.jpg"), &photo).unwrap();
    let key = age::x25519::Identity::generate();
    let keyring = || holding([identity_of(&key)]);
    for level in [Level::DEFAULT, Level::STORE] {
        let recipient = recipient(&key.to_public().to_string());
        let options = SealOptions { level, ..sealed_to([recipient]) };
        let container = workshop.seal(&format!("{level:?}.scelle"), &options);
        let zip = payload(&container, &keyring());
        assert!(zip.len() > photo.len());
        let judged = judge([Case::new(format!("{level:?}"), zip)]);
        assert_eq!((judged.accepted, judged.refused), (1, 0));
        assert!(judged.differences.is_empty(), "{:#?}", judged.differences);
    }
}
