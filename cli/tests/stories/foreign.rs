//! Archives that other programs made, sealed with age: their names, times and ways of
//! packing; documents that are archives; and containers that a mail brings.

use age::secrecy::ExposeSecret;
use scelle_tests::{Key, Scene};

use super::Tongue;
use crate::archives::*;

/// A user to whom others seal with age.
struct Received {
    scene: Scene,
    key: Key,
}

impl Received {
    fn new() -> Self {
        let scene = Scene::new();
        let identity = age::x25519::Identity::generate();
        let secret = identity.to_string().expose_secret().to_owned();
        let key = scene.secret("alice", &identity.to_public().to_string(), &secret);
        Self { scene, key }
    }

    fn gets(&self, name: &str, payload: &[u8]) {
        let recipient: age::x25519::Recipient = self.key.recipient.parse().unwrap();
        self.scene.file(name, age::encrypt(&recipient, payload).unwrap());
    }

    fn of(name: &str, payload: &[u8]) -> Self {
        let received = Self::new();
        received.gets(name, payload);
        received
    }

    fn runs(&self, args: &[&str]) -> scelle_tests::Run {
        self.scene.scelle(args).args(["-i", &self.key.path])
    }
}

fn unmarked(name: impl AsRef<[u8]>) -> Entry {
    Entry::stored(name, b"x").both(|record| record.flags = 0)
}

/// Made on MS-DOS or Windows.
fn from_windows(entry: Entry) -> Entry {
    Entry { made_by: 20, ..entry.attributes(0) }
}

#[test]
fn utf8_that_a_unix_program_did_not_mark_is_read_and_said() {
    let names = ["été.txt", "e\u{301}te\u{301}/a.txt", "plain.txt"].map(unmarked);
    let received = Received::of("x.scelle", &zip(&names));
    for (tongue, said) in [
        (Tongue::English, "2 names are not marked as UTF-8 in this archive"),
        (Tongue::French, "2 noms ne sont pas marqués UTF-8 dans cette archive"),
    ] {
        for verb in [&["list"][..], &["verify"], &["open", "--overwrite", "--into", "out"]] {
            let run = received.runs(verb).args(["x.scelle", "--lang", tongue.code()]).run();
            run.exits(0).stderr_contains(said);
        }
    }
    let expected = ["out", "out/plain.txt", "out/été", "out/été.txt", "out/été/a.txt", "x.scelle"];
    received.scene.holds(&expected);
    for verb in [&["list"][..], &["verify"], &["open", "--overwrite", "--into", "out"]] {
        let told = received.runs(verb).args(["x.scelle", "--json"]).run().exits(0).json();
        assert_eq!(told["unmarked_names"], 2, "{told}");
    }
    // What marks its names has nothing to say.
    received.gets("y.scelle", &zip(&[Entry::stored("été.txt", b"x")]));
    let verified = received.runs(&["verify", "y.scelle"]).run().exits(0);
    assert!(!verified.messages().contains("UTF-8"), "{verified}");
}

#[test]
fn names_in_a_code_page_are_read_when_it_is_named() {
    let entries = [from_windows(unmarked(b"\x82t\x82/\xb5.txt")), from_windows(unmarked("a.txt"))];
    let received = Received::of("x.scelle", &zip(&entries));
    let refused = received.runs(&["open", "x.scelle"]).run();
    let refused =
        refused.refuses(5, "its accents are written in a code page that the archive does not name");
    assert!(!refused.messages().contains("valid text"), "{refused}");
    assert!(refused.messages().contains("--names cp850"), "{refused}");
    assert!(refused.messages().contains("--as-file"), "{refused}");
    received.scene.holds(&["x.scelle"]);
    for (page, names) in [
        ("cp850", ["out/été", "out/été/Á.txt"]),
        ("CP437", ["out/été", "out/été/╡.txt"]),
        ("cp1252", ["out/‚t‚", "out/‚t‚/µ.txt"]),
    ] {
        let open = ["open", "x.scelle", "--into", "out", "--names", page];
        received.runs(&open).run().exits(0);
        let mut expected = vec!["x.scelle", "out", "out/a.txt"];
        expected.extend(names);
        received.scene.holds(&expected);
        std::fs::remove_dir_all(received.scene.at("out")).unwrap();
    }
    for verb in ["list", "verify"] {
        received.runs(&[verb, "x.scelle", "--names", "cp850"]).run().exits(0);
    }
    let listed = received.runs(&["list", "x.scelle", "--names", "cp850"]).run().exits(0);
    listed.stdout_contains("été/Á.txt");
    let diff = ["diff", "x.scelle", "x.scelle", "--names", "cp850"];
    received.runs(&diff).run().exits(0);
    received.runs(&["open", "x.scelle", "--names", "cp932"]).run().refuses(2, "cp932");
    let utf8 = ["open", "x.scelle", "--names", "utf-8"];
    received.runs(&utf8).run().refuses(5, "a code page that the archive does not name");
    received.scene.holds(&["x.scelle"]);
}

#[test]
fn utf8_of_windows_without_a_mark_is_read_when_it_is_named() {
    let received = Received::of("x.scelle", &zip(&[from_windows(unmarked("été.txt"))]));
    received.runs(&["open", "x.scelle"]).run().refuses(5, "a code page");
    received.runs(&["open", "x.scelle", "--names", "utf-8"]).run().exits(0);
    received.scene.holds(&["x.scelle", "été.txt"]);
}

#[test]
fn a_unicode_path_gives_the_name_if_it_is_about_that_name() {
    let path = |of: &[u8], text: &str| {
        let mut crc = flate2::Crc::new();
        crc.update(of);
        extra(0x7075, &[&[1], words32(&[crc.sum()]).as_slice(), text.as_bytes()].concat())
    };
    let raw = b"\xb5_.txt";
    let named = |field: Vec<u8>| {
        zip(&[from_windows(unmarked(raw).both(|record| record.extra = field.clone()))])
    };
    let received = Received::of("x.scelle", &named(path(raw, "Áñ.txt")));
    received.runs(&["open", "x.scelle"]).run().exits(0);
    received.scene.holds(&["x.scelle", "Áñ.txt"]);
    for field in [path(b"other", "Áñ.txt"), path(raw, "Á.exe"), path(raw, "d/Á_.txt")] {
        let received = Received::of("x.scelle", &named(field));
        received.runs(&["open", "x.scelle"]).run().refuses(5, "it is described twice");
        received.scene.holds(&["x.scelle"]);
    }
}

/// Seconds since 1970 of the extracted file.
fn modified(received: &Received, name: &str) -> i64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(received.scene.at(name)).unwrap().mtime()
}

#[test]
fn times_of_other_programs_are_those_of_their_clock_or_field() {
    // 14 July 2025, 12:30:20.
    let (date, time) = (45 << 9 | 7 << 5 | 14, 12 << 11 | 30 << 5 | 10);
    let utc = 1_752_496_220;
    let dated = |name: &str, field: Vec<u8>| {
        unmarked(name).both(|record| {
            (record.date, record.time) = (date, time);
            record.extra = field.clone();
        })
    };
    let units = (1_700_000_000u64 + 11_644_473_600) * 10_000_000;
    let ntfs = [&[0; 4], words16(&[1, 24]).as_slice(), &words64(&[units, 1, 1])].concat();
    let entries = [
        dated("dos", Vec::new()),
        dated("ntfs", extra(0x000a, &ntfs)),
        dated("old", extra(0x5855, &words32(&[1, 1_600_000_000]))),
        // As Scellé marks its own.
        Entry { made_by: 3 << 8 | 45, ..dated("ours", Vec::new()).both(|r| r.flags = UTF8) },
    ];
    let received = Received::of("x.scelle", &zip(&entries));
    for (zone, behind) in [("UTC0", 0), ("XYZ-2", 2 * 3600), ("XYZ+5", -5 * 3600)] {
        let open = ["open", "x.scelle", "--into", "out", "--overwrite"];
        received.runs(&open).env("TZ", zone).run().exits(0);
        assert_eq!(modified(&received, "out/dos"), utc - behind, "{zone}");
        assert_eq!(modified(&received, "out/ntfs"), 1_700_000_000, "{zone}");
        assert_eq!(modified(&received, "out/old"), 1_600_000_000, "{zone}");
        assert_eq!(modified(&received, "out/ours"), utc, "{zone}");
    }
}

#[test]
fn sizes_and_disks_that_are_told_in_wide_fields_are_no_damage() {
    // As Go writes what it wrote to a stream: both sizes saturated, the offset given beside them.
    let go = Entry::stored("a.txt", b"12345").central(|record| {
        (record.size, record.packed) = (SATURATED, SATURATED);
        record.extra = extra(1, &words64(&[5, 5, 0]));
    });
    let received = Received::of("go.scelle", &zip(std::slice::from_ref(&go)));
    received.runs(&["open", "go.scelle"]).run().exits(0);
    assert_eq!(received.scene.text("a.txt"), "12345");
    let parts = Parts::of(&[Entry::stored("b.txt", b"12345")]);
    let (size, start) = (u64::from(parts.end.size), u64::from(parts.end.start));
    let parts = parts.end(|end| end.disks = [0xffff; 2]);
    received.gets("disks.scelle", &parts.zip64(1, size, start, start + size));
    received.runs(&["open", "disks.scelle"]).run().exits(0);
    assert_eq!(received.scene.text("b.txt"), "12345");
    let lying = go.central(|record| record.extra = extra(1, &words64(&[5, 5, 7])));
    received.gets("lying.scelle", &zip(&[lying]));
    received.runs(&["open", "lying.scelle"]).run().refuses(4, "its description is incomplete");
    // Nothing wide stands behind it.
    received.gets("bare.scelle", &parts.zip());
    received.runs(&["open", "bare.scelle"]).run().refuses(4, "its description is incomplete");
}

#[test]
fn comments_and_zeros_behind_an_archive_are_no_harm() {
    let parts = || Parts::of(&[Entry::stored("a.txt", b"Bonjour")]);
    let comment = |text: &[u8]| parts().end(|end| end.comment = text.to_vec()).zip();
    for payload in [
        comment(b"Made on Monday"),
        comment(&[b'x'; 65_535]),
        [parts().zip(), vec![0; 512]].concat(),
        [comment(b"Made on Monday"), vec![0; 512]].concat(),
    ] {
        let received = Received::of("x.scelle", &payload);
        received.runs(&["verify", "x.scelle"]).run().exits(0);
        received.runs(&["open", "x.scelle"]).run().exits(0);
        received.scene.holds(&["a.txt", "x.scelle"]);
    }
}

/// The way out of what is refused as a whole.
#[test]
fn an_archive_that_not_everyone_reads_has_one_message_and_a_way_out() {
    let file = from_windows(unmarked("d\\a.txt"));
    let folder = from_windows(unmarked("d\\")).attributes(0x10);
    let encrypted = unmarked("a.txt").both(|record| record.flags = 1);
    let deflate64 = unmarked("a.txt").both(|record| record.method = 9);
    for (entry, english, french) in [
        (file, "its folders are separated by backslashes", "barres obliques inverses"),
        (folder, "its folders are separated by backslashes", "barres obliques inverses"),
        (encrypted, "it is encrypted once more", "il est chiffré une seconde fois"),
        (deflate64, "by the method Deflate64", "par la méthode Deflate64"),
    ] {
        let is_folder = entry.attributes == 0x10;
        let payload = zip(&[entry]);
        let received = Received::of("x.scelle", &payload);
        for (tongue, said) in [(Tongue::English, english), (Tongue::French, french)] {
            let open = ["open", "x.scelle", "--lang", tongue.code()];
            let refused = received.runs(&open).run().refuses(5, said);
            assert!(refused.messages().contains("scelle open --as-file"), "{refused}");
        }
        received.scene.holds(&["x.scelle"]);
        let _ = received.runs(&["verify", "x.scelle"]).run().exits(5).stderr_contains(english);
        if is_folder {
            let list = received.runs(&["list", "x.scelle"]);
            let _ = list.run().exits(5).stderr_contains(english);
        }
        received.runs(&["open", "x.scelle", "--as-file"]).run().exits(0);
        received.scene.holds(&["x.scelle", "x.zip"]);
        assert_eq!(received.scene.read("x.zip"), payload);
    }
}

#[test]
fn an_office_document_opens_as_one_file_by_its_content() {
    let part = |name: &str| from_windows(unmarked(name));
    let mimetype = |media: &str| from_windows(Entry::stored("mimetype", media.as_bytes()));
    let word = vec![part("[Content_Types].xml"), part("_rels/.rels"), part("word/document.xml")];
    let late = vec![part("_rels/.rels"), part("xl/workbook.xml"), part("[Content_Types].xml")];
    let text = vec![mimetype("application/vnd.oasis.opendocument.text"), part("content.xml")];
    let other = vec![mimetype("application/x-unheard-of"), part("content.xml")];
    // Word writes what no strict reader takes.
    let odd = vec![part("[Content_Types].xml").both(|record| record.method = 9)];
    for (entries, name) in [
        (word, "lettre.docx"),
        (late, "lettre.xlsx"),
        (text, "lettre.odt"),
        (other, "lettre"),
        (odd, "lettre"),
    ] {
        let document = zip(&entries);
        for container in ["lettre.age", "lettre.scelle"] {
            let received = Received::of(container, &document);
            received.runs(&["open", container]).run().exits(0);
            received.scene.holds(&[name, container]);
            assert_eq!(received.scene.read(name), document);
        }
    }
    // One that has a name keeps it, whatever it holds.
    let received =
        Received::of("a.docm.scelle", &zip(&[part("[Content_Types].xml"), part("word/x")]));
    received.runs(&["open", "a.docm.scelle"]).run().exits(0);
    received.scene.holds(&["a.docm", "a.docm.scelle"]);
}

/// A user who sealed the parts of a document gets them back.
#[test]
fn the_parts_of_a_document_that_were_sealed_one_by_one_stay_apart() {
    let received = Received::new();
    let scene = &received.scene;
    scene.file("[Content_Types].xml", "x").file("_rels/.rels", "x").file("word/a.xml", "x");
    let seal = ["seal", "[Content_Types].xml", "_rels", "word", "-o", "../parts.scelle"];
    let seal = scene.scelle(seal).args(["--allow-classical", "-r", &received.key.recipient]);
    seal.run().exits(0);
    received.runs(&["open", "../parts.scelle", "--into", "out"]).run().exits(0);
    assert_eq!(scene.text("out/word/a.xml"), "x");
}

#[test]
fn a_container_opens_as_a_mail_brings_it() {
    let received = Received::new();
    let scene = &received.scene;
    scene.file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--armor", "--allow-classical", "-r", &received.key.recipient];
    scene.scelle(seal).run().exits(0);
    let armor = scene.text("a.scelle");
    let quoted: String = armor.lines().map(|line| format!("> {line}\n")).collect();
    let body: String = armor.lines().filter(|line| !line.starts_with('-')).collect();
    let lines: Vec<&str> = armor.lines().collect();
    let [first, last] = [lines[0], lines[lines.len() - 1]];
    for mail in [
        format!("Subject: hello\n\nDear Alice,\nhere it is:\n\n{armor}\n-- \nBob\n"),
        quoted,
        format!("\u{feff}{armor}"),
        format!("{first}\n{}\n{last}\n", rewrapped(&body)),
    ] {
        scene.file("mail.txt", &mail);
        for (tongue, said) in [
            (Tongue::English, "the container was found in the text around it"),
            (Tongue::French, "le conteneur a été trouvé dans le texte qui l’entoure"),
        ] {
            let open = ["open", "mail.txt", "-o", "-", "--lang", tongue.code()];
            received.runs(&open).run().exits(0).stdout("Bonjour").stderr_contains(said);
        }
        let open = ["open", "-", "-o", "-"];
        received.runs(&open).stdin(mail).run().exits(0).stdout("Bonjour");
    }
    let open = ["open", "a.scelle", "-o", "-"];
    received.runs(&open).run().exits(0).stdout("Bonjour").stderr("");
}

fn rewrapped(body: &str) -> String {
    let lines = body.as_bytes().chunks(70).map(String::from_utf8_lossy);
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn armor_that_cannot_be_read_is_named_for_what_it_is() {
    let received = Received::new();
    let scene = &received.scene;
    scene.file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--armor", "--allow-classical", "-r", &received.key.recipient];
    scene.scelle(seal).run().exits(0);
    let armor = scene.text("a.scelle");
    let cut: String = armor.lines().take(4).map(|line| format!("{line}\n")).collect();
    scene.file("mail.txt", format!("Dear Alice,\n\n{cut}"));
    for (tongue, said) in [
        (Tongue::English, "there is an armored container here, and its text is damaged"),
        (Tongue::French, "il y a ici un conteneur sous forme de texte, et ce texte est endommagé"),
    ] {
        let open = ["open", "mail.txt", "--lang", tongue.code()];
        received.runs(&open).run().refuses(4, said);
    }
    // A change would replace the mail by a container.
    scene.file("mail.txt", format!("Dear Alice,\n\n{armor}"));
    let add = ["add", "mail.txt", "a.txt", "--overwrite"];
    received.runs(&add).run().refuses(2, "this text holds a whole container");
    assert_eq!(scene.text("mail.txt"), format!("Dear Alice,\n\n{armor}"));
    scene.holds(&["a.scelle", "a.txt", "mail.txt"]);
}
