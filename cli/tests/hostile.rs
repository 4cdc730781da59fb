//! Containers made to harm their readers: each is refused as a whole, with one line of error
//! and one of hint, in little memory, and nothing of it is left on the disk.
//!
//! The archives are made byte by byte, every field at will, and sealed with the age crate.

use flate2::Crc;
use scelle_tests::{Key, Outcome, Scene};

use crate::archives::*;
use crate::corpus::kept::keep;

/// Address space of every command here, in MiB: a size that is only declared is never allocated.
const MEMORY: u64 = 512;
const CONTAINER: &str = "x.scelle";

/// A user who receives what an attacker sent.
struct Victim {
    scene: Scene,
    key: Key,
}

impl Victim {
    fn new() -> Self {
        let scene = Scene::new();
        let identity = age::x25519::Identity::generate();
        let secret = age::secrecy::ExposeSecret::expose_secret(&identity.to_string()).to_owned();
        let key = scene.secret("victim", &identity.to_public().to_string(), &secret);
        Self { scene, key }
    }

    /// Sent a payload, whatever it is.
    fn sent(payload: impl AsRef<[u8]>) -> Self {
        let victim = Self::new();
        victim.receives(payload.as_ref());
        victim
    }

    fn receives(&self, payload: &[u8]) {
        let recipient: age::x25519::Recipient = self.key.recipient.parse().unwrap();
        self.scene.file(CONTAINER, age::encrypt(&recipient, payload).unwrap());
    }

    #[track_caller]
    fn runs(&self, args: &[&str]) -> Outcome {
        let outcome =
            self.scene.scelle(args).args(["-i", &self.key.path]).within_memory(MEMORY).run();
        if let (["open", CONTAINER, "--into", "out"], Some(code)) = (args, outcome.code()) {
            keep("hostile", &self.scene.read(CONTAINER), &self.key, code);
        }
        outcome
    }

    /// Opens it, in vain.
    #[track_caller]
    fn cannot_open(&self, code: i32, message: &str) {
        for into in [&["--into", "out"][..], &[], &["--into", "out", "--overwrite"]] {
            self.runs(&[&["open", CONTAINER], into].concat()).refuses(code, message);
            self.has_nothing_new();
        }
    }

    #[track_caller]
    fn has_nothing_new(&self) {
        self.scene.holds(&[CONTAINER]);
        let noted = std::fs::read_dir(self.scene.home().join("unfinished"));
        assert_eq!(noted.into_iter().flatten().count(), 0, "noted as unfinished");
    }
}

/// What is wrong shows in the directory: `list` sees it as well.
#[track_caller]
fn refused(code: i32, message: &str, payload: impl AsRef<[u8]>) {
    let victim = Victim::sent(payload);
    victim.cannot_open(code, message);
    victim.runs(&["verify", CONTAINER]).refuses(code, message);
    victim.runs(&["list", CONTAINER]).refuses(code, message);
}

/// What is wrong shows where the entry itself is: `list` does not go there.
#[track_caller]
fn refused_when_read(code: i32, message: &str, payload: impl AsRef<[u8]>) {
    let victim = Victim::sent(payload);
    victim.cannot_open(code, message);
    victim.runs(&["verify", CONTAINER]).refuses(code, message);
    victim.runs(&["list", CONTAINER]).exits(0);
}

fn a() -> Entry {
    Entry::stored("a.txt", b"first")
}

fn b() -> Entry {
    Entry::stored("b.txt", b"second")
}

/// The builder itself: what it makes of honest facts is honest.
#[test]
fn an_honest_archive_opens() {
    let described = {
        let entry = Entry::deflated("dossier/b.txt", &[b'b'; 1000]);
        let Record { crc, packed, size, .. } = entry.central;
        entry.described(crc, packed, size)
    };
    let entries = [Entry::folder("dossier/"), Entry::stored("dossier/a.txt", b"a"), described];
    let victim = Victim::sent(zip(&entries));
    victim.runs(&["verify", CONTAINER]).exits(0);
    victim.runs(&["open", CONTAINER]).exits(0);
    victim.scene.holds(&["dossier", "dossier/a.txt", "dossier/b.txt", CONTAINER]);
    assert_eq!(victim.scene.text("dossier/b.txt"), "b".repeat(1000));
}

#[test]
fn names_that_lead_elsewhere_or_deceive_are_refused() {
    let long_component = format!("d/{}", "x".repeat(256));
    let long_name = ["x".repeat(200).as_str(); 21].join("/");
    for (name, reason) in [
        ("../a.txt", "it leads out of the folder"),
        ("d/../../a.txt", "it leads out of the folder"),
        ("..", "it leads out of the folder"),
        ("d/..", "it leads out of the folder"),
        ("./a.txt", "it leads out of the folder"),
        ("d/./a.txt", "it leads out of the folder"),
        ("/etc/passwd", "it starts from the root of a disk or from a server"),
        ("//server/share/a.txt", "it starts from the root of a disk or from a server"),
        ("C:/a.txt", "it starts from the root of a disk or from a server"),
        ("c:\\a.txt", "it starts from the root of a disk or from a server"),
        ("C:", "it starts from the root of a disk or from a server"),
        ("C:a.txt", "it starts from the root of a disk or from a server"),
        ("a.txt;1", "it ends with a semicolon and a number"),
        ("d;/a.txt", "it ends with a semicolon and a number"),
        ("\\\\server\\share\\a.txt", "it starts from the root of a disk or from a server"),
        ("..\\a.txt", "it holds a backslash"),
        ("d\\a.txt", "it holds a backslash"),
        ("a.txt\0.exe", "it holds control characters"),
        ("rouge\u{1b}[31m", "it holds control characters"),
        ("a\nb", "it holds control characters"),
        ("a\rb", "it holds control characters"),
        ("a\u{9b}31m", "it holds control characters"),
        ("a\u{2028}b", "it holds control characters"),
        ("fdp\u{202e}exe.txt", "it holds invisible characters that reverse"),
        ("a\u{2066}b\u{2069}", "it holds invisible characters that reverse"),
        ("d//a.txt", "it is empty, or one of its parts is"),
        ("", "it is empty, or one of its parts is"),
        (&long_component, "it exceeds 4096 bytes, or one of its parts exceeds 255"),
        (&long_name, "it exceeds 4096 bytes, or one of its parts exceeds 255"),
    ] {
        let victim = Victim::sent(zip(&[Entry::stored(name, b"x"), b()]));
        victim.cannot_open(5, reason);
        let verified = victim.runs(&["verify", CONTAINER]).refuses(5, reason);
        let listed = victim.runs(&["list", CONTAINER]);
        for told in [verified.messages(), listed.messages(), listed.output()] {
            let deceives =
                |c: char| c != '\n' && (c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c));
            assert!(!told.contains(deceives), "{name:?}: {told:?}");
        }
    }
}

#[test]
fn names_that_are_no_text_are_refused() {
    let unmarked = |name: &[u8]| Entry::stored(name, b"x").both(|record| record.flags = 0);
    let from_windows = Entry { made_by: 20, ..unmarked("été".as_bytes()).attributes(0) };
    let code_page = "its accents are written in a code page that the archive does not name";
    for (entry, reason) in [
        (Entry::stored(b"caf\xe9", b"x"), "it is not valid text"),
        (unmarked(b"caf\xe9"), code_page),
        (from_windows, code_page),
    ] {
        Victim::sent(zip(&[entry])).cannot_open(5, reason);
    }
}

/// With `--rename` the files come out, under names that can do nothing.
#[test]
fn hostile_names_come_out_escaped_when_told_to() {
    for (name, escaped) in [
        ("../a.txt", &["%2E%2E", "%2E%2E/a.txt"][..]),
        ("/etc/passwd", &["etc", "etc/passwd"]),
        ("C:/a.txt", &["C%3A", "C%3A/a.txt"]),
        ("..\\a.txt", &["..%5Ca.txt"]),
        ("rouge\u{1b}[31m", &["rouge%1B[31m"]),
        ("fdp\u{202e}exe.txt", &["fdp%E2%80%AEexe.txt"]),
        ("nul.txt", &["%6Eul.txt"]),
        ("x ", &["x%20"]),
        ("CON. ", &["%43ON.%20"]),
        ("a.txt;1", &["a.txt%3B1"]),
    ] {
        let victim = Victim::sent(zip(&[Entry::stored(name, b"x")]));
        victim.runs(&["open", CONTAINER, "--into", "out", "--rename"]).exits(0);
        let expected: Vec<String> = escaped.iter().map(|name| format!("out/{name}")).collect();
        let expected = expected.iter().map(String::as_str).chain(["out", CONTAINER]);
        victim.scene.holds(&expected.collect::<Vec<_>>());
    }
    let same = [Entry::stored("a\\b", b"1"), Entry::stored("a%5Cb", b"2")];
    let victim = Victim::sent(zip(&same));
    let open = ["open", CONTAINER, "--into", "out", "--rename"];
    victim.runs(&open).refuses(5, "the same name stands for two entries");
    victim.has_nothing_new();
}

/// Real trees hold them, and this system can.
#[test]
fn names_that_are_merely_not_portable_open_here() {
    let names = ["ab:c", "nul.txt", "x.", "x ", "Été", "été", "?*<>|\"", "COM1"];
    let entries = names.map(|name| Entry::stored(name, b"x"));
    let victim = Victim::sent(zip(&entries));
    victim.runs(&["open", CONTAINER, "--into", "out"]).exits(0);
    let expected = names.map(|name| format!("out/{name}"));
    let expected = expected.iter().map(String::as_str).chain(["out", CONTAINER]);
    victim.scene.holds(&expected.collect::<Vec<_>>());
}

#[test]
fn two_entries_never_share_a_name() {
    let file = |name: &str| Entry::stored(name, b"x");
    let conflict = "the same name stands for two entries";
    refused(5, conflict, zip(&[a(), b(), a()]));
    refused(5, conflict, zip(&[file("\u{e9}"), file("e\u{301}")]));
    refused(5, conflict, zip(&[file("d"), file("d/a.txt")]));
    refused(5, conflict, zip(&[file("d/a.txt/b/c"), file("d-"), file("d/a.txt")]));
    refused(5, conflict, zip(&[file("d"), Entry::folder("d/")]));
    refused(5, conflict, zip(&[Entry::folder("d/"), Entry::folder("d/")]));
}

#[test]
fn entries_that_are_neither_files_nor_folders_are_refused() {
    let special = "it is neither a file nor a folder";
    for mode in [0o120_777, 0o020_666, 0o060_666, 0o140_755] {
        refused(5, special, zip(&[Entry::stored("a", b"/etc/passwd").attributes(mode << 16)]));
    }
    // A file that says it is a folder, and the reverse.
    refused(5, special, zip(&[a().attributes(0o040_755 << 16)]));
    refused(5, special, zip(&[a().attributes(0o100_644 << 16 | 0x10)]));
    refused(5, special, zip(&[Entry::stored("d/", b"").attributes(0o100_644 << 16)]));
    refused(
        5,
        "it is larger than it declares",
        zip(&[Entry { local: Entry::stored("d/", b"x").local, ..Entry::folder("d/") }
            .central(|record| (record.size, record.packed) = (1, 1))]),
    );
}

#[test]
fn entries_that_overlap_are_refused() {
    let overlap = "some data belong to no entry, or to two at once";
    // The same bytes twice, as in a bomb that quotes itself.
    let second = a().bytes().len() as u32;
    refused(5, overlap, zip(&[a(), b().at(0)]));
    refused(5, overlap, zip(&[a(), b(), Entry::stored("c.txt", b"second").at(second)]));
    let quoting = a().both(|record| (record.packed, record.size) = (60, 60));
    refused(5, overlap, zip(&[quoting, b()]));
    refused(5, overlap, zip(&[a(), b().both(|record| (record.packed, record.size) = (60, 60))]));
    // Beyond the end.
    refused(5, overlap, zip(&[a(), b().at(10_000)]));
    let far = a().both(|record| (record.packed, record.size) = (0xffff_fff0, 0xffff_fff0));
    refused(5, overlap, zip(&[far]));
}

#[test]
fn bytes_that_belong_to_nobody_are_refused() {
    let gap = "some data belong to no entry, or to two at once";
    refused_when_read(5, gap, zip(&[a().after(b"hidden"), b()]));
    refused_when_read(5, gap, zip(&[a(), b().after(b"hidden")]));
    refused(5, gap, Parts::at(4, &[a()]).with_prefix(b"PK\x03\x04"));
    // A whole entry that the directory does not name.
    let hidden = [a(), Entry::stored("hidden.exe", b"MZ")];
    let mut parts = Parts::of(&hidden);
    parts.directory = a().directory_record(0);
    let length = parts.directory.len() as u32;
    let parts = parts.end(|end| (end.entries, end.size) = ([1, 1], length));
    refused_when_read(5, gap, parts.zip());
}

/// A folder has a header too, and room behind it.
#[test]
fn a_folder_hides_nothing() {
    let gap = "some data belong to no entry, or to two at once";
    refused_when_read(5, gap, zip(&[Entry::folder("d/").after(b"hidden"), a()]));
    let twice = "it is described twice, in two different ways";
    let other = Entry::folder("d/").local(|record| record.name = b"setup.exe".to_vec());
    refused_when_read(5, twice, zip(&[other, a()]));
    let full = Entry::deflated("d/", b"a whole program").attributes(0o040_755 << 16 | 0x10);
    refused_when_read(5, twice, zip(&[full.central(|record| record.size = 0), a()]));
}

/// Two readers, two contents.
#[test]
fn archives_with_two_directories_are_refused() {
    let gap = "some data belong to no entry, or to two at once";
    // The directory that counts is the last; the first is read by those who read forward.
    let [first, second] = [Parts::of(&[a()]), Parts::of(&[b()])];
    let between = [first.zip(), Vec::new()].concat();
    let at = between.len() as u32;
    let hidden = Parts::at(at, &[b()]);
    refused(5, gap, [between, hidden.zip()].concat());
    // Both directories at the end, over the same entries.
    let both = Parts::of(&[a(), b()]);
    let first = a().directory_record(0);
    let zip = [both.entries.as_slice(), &first, &second.end.bytes()].concat();
    let start = zip.len() as u32;
    let last = both.end(|end| end.start = start);
    refused_when_read(5, gap, [zip, last.directory.clone(), last.end.bytes()].concat());
}

/// Not damage: it was written so, and readers differ on what it is.
#[test]
fn what_follows_an_archive_is_refused_as_hostile() {
    let victim = |payload: Vec<u8>| Victim::sent(payload).cannot_open(5, "the content is refused");
    victim([zip(&[a()]), b"tail".to_vec()].concat());
    victim([zip(&[a()]), vec![0; 70_000]].concat());
    victim([zip(&[a()]), vec![0; 700], b"tail".to_vec()].concat());
    // A comment that is an archive's end, for those who look for the last one.
    let decoy = Parts::of(&[b()]).end.bytes();
    victim(Parts::of(&[a()]).end(|end| end.comment = decoy.clone()).zip());
    // Two ends in a row.
    victim([zip(&[a()]), Parts::of(&[a()]).end.bytes()].concat());
}

/// Others find the archive behind what it starts with: we would write one file where they write
/// what is in it. A name that says what the file is settles that.
#[test]
fn an_archive_behind_something_else_is_refused() {
    let starts: [&[u8]; 4] = [b"#!/bin/sh\n", b"PK\x07\x08", b"PK00", b"%PDF-1.7\n"];
    for start in starts {
        for at in [0, start.len() as u32] {
            let archive = Parts::at(at, &[a()]);
            refused(5, AMBIGUOUS, archive.with_prefix(start));
            let trailing = [archive.with_prefix(start), b"trailing".to_vec()].concat();
            refused(5, AMBIGUOUS, trailing);
        }
    }
    let payload = Parts::at(0, &[a()]).with_prefix(b"MZ");
    let victim = Victim::sent(&payload);
    let setup = victim.scene.read(CONTAINER);
    victim.scene.file("setup.exe.age", setup);
    victim.runs(&["open", "setup.exe.age", "--into", "out"]).exits(0);
    victim.scene.holds(&["out", "out/setup.exe", "setup.exe.age", CONTAINER]);
    assert_eq!(victim.scene.read("out/setup.exe"), payload);
    // The words alone make no archive.
    let victim = Victim::sent([b"no archive: PK\x05\x06", [b'x'; 100].as_slice()].concat());
    victim.runs(&["open", CONTAINER, "--into", "out"]).exits(0);
    victim.scene.holds(&["out", "out/x", CONTAINER]);
}

const AMBIGUOUS: &str = "other programs would read something else in it";

/// What Scellé does not read is given as it is, to those who ask for that.
#[test]
fn what_is_refused_comes_out_as_one_file() {
    let payload = zip(&[a().attributes(0o120_777 << 16)]);
    let victim = Victim::sent(&payload);
    let refusal = victim.runs(&["open", CONTAINER]).refuses(5, "it is neither a file nor a folder");
    assert!(refusal.messages().contains("scelle open --as-file"), "{refusal}");
    let open = victim.runs(&["open", CONTAINER, "--as-file"]).exits(0);
    assert!(open.output().contains("x.zip"), "{open}");
    victim.scene.holds(&["x.zip", CONTAINER]);
    assert_eq!(victim.scene.read("x.zip"), payload);
    victim.runs(&["open", CONTAINER, "--as-file"]).refuses(7, "x.zip");
    victim.runs(&["open", CONTAINER, "--as-file", "-o", "other"]).exits(0);
    assert_eq!(victim.scene.read("other"), payload);
    let damaged = zip(&[a().both(|record| record.crc ^= 1)]);
    let refusal = Victim::sent(damaged).runs(&["verify", CONTAINER]);
    let refusal = refusal.refuses(4, "its data are not those that were sealed");
    assert!(refusal.messages().contains("scelle open --as-file"), "{refusal}");
}

/// Readers take links, folders and devices from hosts and bits that are not Unix's.
#[test]
fn types_of_other_hosts_are_refused_like_those_of_unix() {
    let special = "it is neither a file nor a folder";
    for host in 0..=31u16 {
        // Unix's pipes are files to everyone, and to us.
        let pipe = (host != 3).then_some(0o010_644);
        let modes = [0o120_777, 0o020_666, 0o060_666, 0o140_755, 0o170_000];
        for mode in modes.into_iter().chain(pipe) {
            let entry = Entry { made_by: host << 8 | 20, ..a().attributes(mode << 16) };
            refused_by_list(special, zip(&[entry]));
        }
        // The label of a volume, which unzip skips; a reparse point, a link for 7-Zip.
        for bits in [0x08, 0x400, 0x420] {
            let entry = Entry { made_by: host << 8 | 20, ..a().attributes(bits) };
            refused_by_list(special, zip(&[entry]));
        }
    }
    // Amiga has its own types.
    let amiga = Entry { made_by: 1 << 8 | 20, ..a().attributes(0o4755 << 16) };
    refused(5, special, zip(&[amiga]));
}

/// The same as [`refused`], in one run, where there are many.
#[track_caller]
fn refused_by_list(message: &str, payload: Vec<u8>) {
    let victim = Victim::sent(payload);
    victim.runs(&["list", CONTAINER]).refuses(5, message);
    victim.has_nothing_new();
}

/// What needs more than version 4.5 is skipped by unzip, and makes Python refuse the whole.
#[test]
fn entries_that_need_a_newer_reader_are_refused() {
    let unsupported = "it needs a newer program than those that everyone has";
    for version in [46, 63, 255, 3 << 8 | 20] {
        refused(5, unsupported, zip(&[a().both(|record| record.version = version)]));
        refused(5, unsupported, zip(&[a().central(|record| record.version = version)]));
        refused_when_read(5, unsupported, zip(&[a().local(|record| record.version = version)]));
    }
}

/// Fields with which some readers make a link, a folder, another name or nothing of an entry.
#[test]
fn extra_fields_that_change_an_entry_are_refused() {
    let link = {
        let mut rest = words16(&[0o120_777]);
        rest.extend(words32(&[5]));
        rest.extend([&words16(&[0, 0]), b"b.txt".as_slice()].concat());
        let mut crc = Crc::new();
        crc.update(&rest);
        [words32(&[crc.sum()]), rest].concat()
    };
    let attributes =
        [&[7u8], words16(&[UNIX, 0]).as_slice(), &words32(&[0o120_777 << 16])].concat();
    for (id, data) in [
        (0x756e, link.as_slice()),
        (0x6c78, &attributes),
        (0x000d, &[0; 17]),
        (0x9901, b"\x02\0AE\x03\x08\0"),
        (0x0017, &[0; 8]),
        (0x2605, b"ZPIT\x05b.txtTEXTttxt\0\0"),
        (0x554e, b"NUCX\x05\0b\0.\0t\0x\0t\0"),
    ] {
        let field = extra(id, data);
        refused(5, AMBIGUOUS, zip(&[a().both(|record| record.extra = field.clone())]));
        refused(5, AMBIGUOUS, zip(&[a().central(|record| record.extra = field.clone())]));
        let local = a().local(|record| record.extra = field.clone());
        refused_when_read(5, AMBIGUOUS, zip(&[local, b()]));
    }
    // An empty timestamp ends libarchive's reading.
    let damaged = "its description is incomplete or impossible";
    refused(4, damaged, zip(&[a().both(|record| record.extra = extra(0x5455, b""))]));
    // Ordinary ones: times and owners of Unix and Windows, Java's mark, alignment.
    for (id, data) in [
        (0x5455, b"\x01\0\0\0\0".as_slice()),
        (0x7875, b"\x01\x04\0\0\0\0\x04\0\0\0\0"),
        (0x5855, &[0; 8]),
        (0x000a, &[0; 32]),
        (0x000d, &[0; 12]),
        (0xcafe, b""),
        (0xa11e, &[0; 6]),
    ] {
        let field = extra(id, data);
        let ordinary = zip(&[a().both(|record| record.extra = field.clone())]);
        Victim::sent(ordinary).runs(&["verify", CONTAINER]).exits(0);
    }
}

/// Python compares the bytes of both names.
#[test]
fn a_name_in_another_normalisation_is_another_name() {
    let decomposed = |record: &mut Record| record.name = "e\u{301}.txt".into();
    let composed = || Entry::stored("\u{e9}.txt", b"x");
    let twice = "it is described twice, in two different ways";
    refused_when_read(5, twice, zip(&[composed().local(decomposed), b()]));
    // One byte longer than the room that there is.
    let gap = "some data belong to no entry, or to two at once";
    refused(5, gap, zip(&[composed().central(decomposed), b()]));
    let victim = Victim::sent(zip(&[composed().both(decomposed)]));
    victim.runs(&["open", CONTAINER, "--into", "out"]).exits(0);
    victim.scene.holds(&["out", "out/\u{e9}.txt", CONTAINER]);
}

/// Those who read a stream find the end of stored data by looking for it.
#[test]
fn stored_data_with_a_false_end_are_refused() {
    let crc = |bytes: &[u8]| {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.sum()
    };
    let hidden = Entry::stored("hidden.exe", b"MZ").bytes();
    let described = |entry: Entry| {
        let Record { crc, packed, size, .. } = entry.central;
        entry.described(crc, packed, size)
    };
    let start = b"a picture".as_slice();
    let end = [b"PK\x07\x08".as_slice(), &words32(&[crc(start), 9, 9])].concat();
    let picture = [start, &end, &hidden].concat();
    let stored = Entry::stored("photo.jpg", &picture);
    refused_when_read(5, AMBIGUOUS, zip(&[described(stored.clone()), b()]));
    // Where the header tells the length, and where deflate does, nothing is looked for.
    for harmless in [stored, described(Entry::deflated("photo.jpg", &picture))] {
        Victim::sent(zip(&[harmless, b()])).runs(&["verify", CONTAINER]).exits(0);
    }
    let honest = described(Entry::stored("photo.jpg", &[start, b"PK\x07\x08", &hidden].concat()));
    Victim::sent(zip(&[honest, b()])).runs(&["verify", CONTAINER]).exits(0);
    // Across the pieces in which data are read, and in a large file.
    for before in [65_530, 3 << 20] {
        let start = vec![b'x'; before];
        let end = [b"PK\x07\x08".as_slice(), &words32(&[crc(&start)])].concat();
        let entry = Entry::stored("photo.jpg", &[start.as_slice(), &end, &[0; 40]].concat());
        refused_when_read(5, AMBIGUOUS, zip(&[described(entry), b()]));
    }
}

/// Of the width that the header announces, and with its signature behind stored data.
#[test]
fn descriptors_that_others_would_misread_are_refused() {
    let Record { crc, .. } = a().central;
    let with = |entry: Entry, after: Vec<u8>| entry.described(0, 0, 0).after(&after);
    let signature = b"PK\x07\x08".to_vec();
    let narrow = words32(&[crc, 5, 5]);
    let wide = [words32(&[crc]), words64(&[5, 5])].concat();
    let marked = |entry: Entry| entry.local(|record| record.extra = extra(1, &words64(&[0, 0])));
    for misread in [
        with(a(), narrow.clone()),
        with(a(), [signature.clone(), wide.clone()].concat()),
        marked(with(a(), [signature.clone(), narrow].concat())),
    ] {
        refused_when_read(5, AMBIGUOUS, zip(&[misread, b()]));
    }
    let clear = marked(with(a(), [signature, wide].concat()));
    Victim::sent(zip(&[clear, b()])).runs(&["verify", CONTAINER]).exits(0);
}

#[test]
fn the_two_descriptions_of_an_entry_must_agree() {
    let twice = "it is described twice, in two different ways";
    let disagree = |entry: Entry| refused_when_read(5, twice, zip(&[entry, b()]));
    let lies: [fn(&mut Record); 8] = [
        |record| record.name = b"evil.".to_vec(),
        |record| record.name = b"a.tx/".to_vec(),
        |record| record.flags = 0,
        |record| record.flags = UTF8 | 0b10,
        |record| record.method = DEFLATED,
        |record| record.crc ^= 1,
        |record| record.size += 1,
        |record| record.packed += 1,
    ];
    for lie in lies {
        disagree(a().local(lie));
    }
    // A name so short that there is less room than the directory says.
    let overlap = "some data belong to no entry, or to two at once";
    let shorter = a().local(|record| record.name = b"a".to_vec());
    refused(5, overlap, zip(&[shorter, b()]));
    disagree(Entry::deflated("a.txt", &[b'a'; 100]).local(|record| record.method = STORED));
    // No header at all where one should be.
    let mut headless = zip(&[a(), b()]);
    headless[a().bytes().len()] = b'X';
    refused_when_read(5, twice, headless);
}

#[test]
fn what_stands_behind_an_entry_must_agree_as_well() {
    let twice = "it is described twice, in two different ways";
    let gap = "some data belong to no entry, or to two at once";
    let Record { crc, .. } = a().central;
    for (crc, packed, size) in [(crc ^ 1, 5, 5), (crc, 4, 5), (crc, 5, 6)] {
        refused_when_read(5, twice, zip(&[a().described(crc, packed, size), b()]));
    }
    refused_when_read(5, gap, zip(&[a().described(crc, 5, 5).after(b""), b()]));
    refused_when_read(5, gap, zip(&[a().described(crc, 5, 5).after(&[0; 30]), b()]));
}

#[test]
fn entries_that_we_cannot_read_are_refused() {
    for (method, name) in [
        (1, "Shrink"),
        (6, "Implode"),
        (9, "Deflate64"),
        (12, "BZip2"),
        (14, "LZMA"),
        (93, "Zstandard"),
        (95, "XZ"),
        (97, "97"),
        (99, "99"),
    ] {
        let told = format!("the content is refused: it is compressed by the method {name}, ");
        refused(5, &told, zip(&[a().both(|record| record.method = method)]));
    }
    let unsupported = "it needs a newer program than those that everyone has";
    let encrypted = "the content is refused: it is encrypted once more";
    for (flag, told) in
        [(0, encrypted), (4, unsupported), (5, unsupported), (6, encrypted), (13, encrypted)]
    {
        refused(5, told, zip(&[a().both(|record| record.flags |= 1 << flag)]));
    }
}

#[test]
fn content_that_is_not_what_was_declared_is_refused() {
    refused_when_read(
        4,
        "its data are not those that were sealed",
        zip(&[a().both(|record| record.crc ^= 1)]),
    );
    let larger = "it is larger than it declares";
    let text = [b'a'; 10_000];
    // Stored in two sizes; beyond what deflate can do; a little beyond what is declared; less.
    refused(5, larger, zip(&[a().both(|record| record.size = 4_000_000_000)]));
    let huge = Entry::deflated("a", &text).both(|record| record.size = 4_000_000_000);
    refused(5, larger, zip(&[huge]));
    let more = Entry::deflated("a", &text).both(|record| record.size = 9_999);
    refused_when_read(5, larger, zip(&[more]));
    let less = Entry::deflated("a", &text).both(|record| record.size = 10_001);
    refused_when_read(5, "it is described twice", zip(&[less]));
    let garbage = Entry::new("a", DEFLATED, &text, vec![0xff; 100]);
    refused_when_read(5, "it is described twice", zip(&[garbage]));
    let mut trailing = Entry::deflated("a", &text);
    trailing.data.extend(b"hidden");
    let trailing = trailing.both(|record| record.packed += 6);
    refused_when_read(5, "it is described twice", zip(&[trailing]));
}

/// A thousand for one is what deflate can do honestly: it takes time and disk, never memory.
#[test]
fn a_bomb_that_tells_its_size_takes_no_memory() {
    let victim = Victim::sent(zip(&[Entry::deflated("zeros", &vec![0; 100 << 20])]));
    assert!(victim.scene.read(CONTAINER).len() < 200_000);
    let verify = ["verify", CONTAINER, "-i", &victim.key.path];
    victim.scene.scelle(verify).within_memory(64).run().exits(0);
}

#[test]
fn an_end_that_lies_is_refused() {
    let damaged = "the content is damaged: its description is incomplete or impossible";
    let lies: [fn(&mut End); 10] = [
        |end| end.entries = [2, 1],
        |end| end.entries = [1, 2],
        |end| end.entries = [1, 1],
        |end| end.entries = [3, 3],
        |end| end.entries = [65_535, 65_535],
        |end| end.disks = [1, 0],
        |end| end.disks = [0, 1],
        |end| end.size = SATURATED,
        |end| end.start += 1,
        |end| end.start = SATURATED,
    ];
    for lie in lies {
        refused(4, damaged, Parts::of(&[a(), b()]).end(lie).zip());
    }
    // There is room for another end before this one.
    let gap = "some data belong to no entry, or to two at once";
    let short: [fn(&mut End); 2] = [|end| end.size -= 1, |end| end.start -= 1];
    for lie in short {
        refused(5, gap, Parts::of(&[a(), b()]).end(lie).zip());
    }
    // Many entries declared, and nothing there.
    let nothing = Parts::of(&[]).end(|end| end.entries = [65_535, 65_535]);
    refused(4, damaged, nothing.zip());
    let wide = Parts::of(&[a()]).end(|end| end.entries = [65_535, 65_535]);
    let [size, start] = [wide.end.size, wide.end.start].map(u64::from);
    let declaring = |entries| wide.zip64(entries, size, start, start + size);
    refused(5, "there are more entries than Scellé accepts", declaring(1 << 40));
    refused(4, damaged, declaring(4_000_000));
    let mut short = Parts::of(&[a()]);
    short.directory.truncate(40);
    refused(4, damaged, short.end(|end| end.size = 40).zip());
    // Entries on another disk.
    let elsewhere = Entry { disk: 1, ..a() };
    refused(4, "its description is incomplete or impossible", zip(&[elsewhere]));
}

#[test]
fn a_wide_end_that_disagrees_with_the_narrow_one_is_refused() {
    let parts = || Parts::of(&[a(), b()]);
    let End { size, start, .. } = parts().end;
    let (size, start) = (u64::from(size), u64::from(start));
    let at = start + size;
    let victim = Victim::sent(parts().zip64(2, size, start, at));
    victim.runs(&["verify", CONTAINER]).exits(0);
    let twice = "it is described twice, in two different ways";
    refused(5, twice, parts().zip64(1, size, start, at));
    refused(5, twice, parts().zip64(2, size - 1, start + 1, at));
    refused(5, twice, parts().end(|end| end.size += 1).zip64(2, size, start, at));
    let damaged = "its description is incomplete or impossible";
    refused(4, damaged, parts().zip64(2, size, start, at - 1));
    refused(4, damaged, parts().zip64(2, size, start, u64::MAX));
    let saturated =
        |end: &mut End| (end.entries, end.size, end.start) = ([u16::MAX; 2], SATURATED, SATURATED);
    refused(4, damaged, parts().end(saturated).zip64(2, u64::MAX, start, at));
    refused(4, damaged, parts().end(saturated).zip64(2, size, u64::MAX, at));
    refused(4, damaged, parts().end(saturated).zip());
}

#[test]
fn extra_fields_that_lie_are_refused() {
    let damaged = "its description is incomplete or impossible";
    let with = |bytes: &[u8]| a().both(|record| record.extra = bytes.to_vec());
    for malformed in [
        vec![0x01],
        words16(&[0x5455, 5]),
        [extra(0x9999, b"ok"), vec![0x75]].concat(),
        words16(&[1, 65_535]),
    ] {
        refused(4, damaged, zip(&[with(&malformed)]));
    }
    // Wide sizes: missing where they are announced, there where they are not, or twice.
    let wide = words64(&[5, 5]);
    refused(4, damaged, zip(&[a().both(|record| record.size = SATURATED)]));
    refused(4, damaged, zip(&[with(&extra(1, &words64(&[5, 6])))]));
    let saturate = |record: &mut Record| (record.size, record.packed) = (SATURATED, SATURATED);
    refused(4, damaged, zip(&[with(&[extra(1, &wide), extra(1, &wide)].concat()).both(saturate)]));
    let huge = extra(1, &words64(&[u64::MAX, u64::MAX]));
    refused(4, damaged, zip(&[with(&huge).both(saturate)]));
    let far = extra(1, &words64(&[1 << 40, 1 << 40]));
    refused(5, "some data belong", zip(&[with(&far).both(saturate)]));
    let good = with(&extra(1, &wide)).both(saturate);
    Victim::sent(zip(std::slice::from_ref(&good))).runs(&["verify", CONTAINER]).exits(0);
    let other = extra(1, &words64(&[6, 5]));
    let lie = good.local(|record| record.extra = other.clone());
    refused_when_read(5, "it is described twice", zip(&[lie]));
}

/// Info-ZIP's second name for an entry: some readers prefer it.
#[test]
fn a_second_name_that_is_another_is_refused() {
    let second = |name: &[u8]| {
        let mut crc = Crc::new();
        crc.update(b"a.txt");
        extra(0x7075, &[&[1], crc.sum().to_le_bytes().as_slice(), name].concat())
    };
    let twice = "it is described twice, in two different ways";
    refused(5, twice, zip(&[a().both(|record| record.extra = second(b"../evil.txt"))]));
    refused(5, twice, zip(&[a().central(|record| record.extra = second(b"evil.txt"))]));
    refused_when_read(5, twice, zip(&[a().local(|record| record.extra = second(b"evil.txt"))]));
    let same = a().both(|record| record.extra = second(b"a.txt"));
    Victim::sent(zip(&[same])).runs(&["verify", CONTAINER]).exits(0);
}

// Headers.

/// Well-formed, and wrong: nothing here comes as far as verifying it.
const MAC_LINE: &str = "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

/// A scene with a container of this header, some payload, and a passphrase to try.
fn sent_header(stanzas: &str) -> Victim {
    let victim = Victim::new();
    let header = format!("age-encryption.org/v1\n{stanzas}{MAC_LINE}");
    victim.scene.file(CONTAINER, [header.as_bytes(), &[0; 200]].concat());
    victim
}

impl Victim {
    /// Opens it with a passphrase, in vain.
    #[track_caller]
    fn cannot_type(&self, code: i32, message: &str) {
        let phrase = self.scene.home().join("phrase");
        std::fs::write(&phrase, "whatever it takes").unwrap();
        let options = ["--into", "out", "--passphrase-file", phrase.to_str().unwrap()];
        let open = ["open", CONTAINER].into_iter().chain(options);
        self.scene.scelle(open).within_memory(MEMORY).run().refuses(code, message);
        self.has_nothing_new();
    }

    #[track_caller]
    fn cannot_inspect(&self, code: i32, message: &str) {
        let inspect = ["inspect", CONTAINER];
        self.scene.scelle(inspect).within_memory(MEMORY).run().refuses(code, message);
    }
}

#[test]
fn headers_that_are_too_large_are_refused_unread() {
    let many = "-> X\n\n".repeat(1_000_000);
    let long = format!("-> X\n{}\n", format!("{}\n", "A".repeat(64)).repeat(32_000));
    let line = format!("-> {}\n\n", "X".repeat(50 << 20));
    for (stanzas, message) in [
        (many, "the header holds more than 256 accesses"),
        (long, "the header is longer than 1 MiB"),
        (line, "the header is longer than 1 MiB"),
    ] {
        let victim = sent_header(&stanzas);
        victim.cannot_open(4, message);
        victim.cannot_inspect(4, message);
        victim.runs(&["verify", CONTAINER]).refuses(4, message);
    }
}

#[test]
fn an_armor_without_lines_is_refused_unread() {
    let victim = Victim::new();
    let line = "A".repeat(50 << 20);
    victim.scene.file(CONTAINER, format!("-----BEGIN AGE ENCRYPTED FILE-----\n{line}"));
    victim.cannot_open(4, "there is an armored container here, and its text is damaged");
}

fn argon2id(memory_kib: &str, passes: &str, lanes: &str) -> String {
    let [salt, b32] = ["A".repeat(22), "A".repeat(43)];
    format!("-> scelle/argon2id {salt} {memory_kib} {passes} {lanes} {b32}\n{b32}\n")
}

#[test]
fn passphrases_that_would_cost_too_much_are_refused_before_they_cost_anything() {
    let limits = "outside of the accepted limits";
    for stanzas in [
        argon2id("2097152", "3", "4"),
        argon2id("4294967295", "3", "4"),
        argon2id("262144", "11", "4"),
        argon2id("262144", "3", "9"),
        argon2id("262144", "1", "4"),
        argon2id("1024", "3", "4"),
        argon2id("262144", "3", "0"),
        argon2id("19456", "2", "1").repeat(5),
        argon2id("19456", "2", "1") + &argon2id("2097152", "3", "4"),
        // Each is within the limits, and all of them would take as long as they are many.
        argon2id("1048576", "10", "4").repeat(2),
        argon2id("1048576", "5", "4").repeat(4),
    ] {
        let victim = sent_header(&stanzas);
        victim.cannot_type(5, limits);
        victim.cannot_inspect(5, limits);
    }
    for malformed in [argon2id("0262144", "3", "4"), argon2id("+262144", "3", "4")] {
        sent_header(&malformed).cannot_type(4, "an access is damaged");
    }
    for log_n in ["23", "40", "63"] {
        let body = "A".repeat(43);
        let victim = sent_header(&format!("-> scrypt {} {log_n}\n{body}\n", "A".repeat(22)));
        victim.cannot_type(5, limits);
        victim.scene.scelle(["inspect", CONTAINER]).within_memory(MEMORY).run().exits(0);
    }
}

#[test]
fn memory_that_is_not_there_is_told_and_not_taken() {
    let victim = sent_header(&argon2id("1048576", "3", "4"));
    victim.cannot_type(8, "there is not enough memory to check the passphrase: it takes 1.07 GB");
}
