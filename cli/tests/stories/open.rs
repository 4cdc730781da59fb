//! `scelle open`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, UNIX_EPOCH};

use scelle_tests::{Key, MODIFIED, Scene};

use super::{CLASSICAL, PHRASE, classical_key, dossier, dossier_under, link};
use crate::tree;

/// A scene where Alice was sent `dossier.scelle`, and nothing else is there.
fn with_dossier() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    scene.seal(&["dossier"], "dossier.scelle", &alice);
    fs::remove_dir_all(scene.at("dossier")).unwrap();
    (scene, alice)
}

/// The same with three things at its top: `a.txt`, `b` and `b/c.txt`.
fn with_several_tops() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("b/c.txt", "c");
    scene.seal(&["a.txt", "b"], "envoi.v2.scelle", &alice);
    fs::remove_file(scene.at("a.txt")).unwrap();
    fs::remove_dir_all(scene.at("b")).unwrap();
    (scene, alice)
}

fn names<'a>(names: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    names.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

#[test]
fn a_single_folder_comes_out_as_itself() {
    let (scene, alice) = with_dossier();
    scene
        .scelle(["open", "dossier.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stderr("")
        .stdout("extracted: dossier (3 files, 28 B)\n");
    scene.holds(&super::dossier_and(&["dossier.scelle"]));
    scene.home_holds(&["unfinished"]);
    assert_eq!(scene.text("dossier/notes/été.txt"), "Il fait beau.\n");
}

#[test]
fn a_single_file_comes_out_as_itself() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("sent/rapport.pdf", "Bonjour");
    scene.seal(&["sent/rapport.pdf"], "x.scelle", &alice);
    scene
        .scelle(["open", "x.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stdout("extracted: rapport.pdf (one file, 7 B)\n");
    scene.holds(&["rapport.pdf", "sent", "sent/rapport.pdf", "x.scelle"]);
}

#[test]
fn several_things_come_out_in_a_new_folder_named_after_the_container() {
    let (scene, alice) = with_several_tops();
    let open = ["open", "envoi.v2.scelle", "-i", &alice.path];
    scene.scelle(open).run().exits(0).stdout("extracted: envoi.v2 (2 files, 2 B)\n");
    let expected =
        ["envoi.v2", "envoi.v2.scelle", "envoi.v2/a.txt", "envoi.v2/b", "envoi.v2/b/c.txt"];
    scene.holds(&expected);
    scene.scelle(open).run().refuses(7, "\"envoi.v2\" already exists");
    scene.holds(&expected);
}

#[test]
fn a_folder_that_is_asked_for_is_made() {
    let (scene, alice) = with_dossier();
    scene.scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    scene.holds(&names(&dossier_under("out"), &["dossier.scelle", "out"]));
    scene
        .scelle(["open", "dossier.scelle", "--into", "no/where", "-i", &alice.path])
        .run()
        .refuses(8, "no such file or folder");
    scene.holds(&names(&dossier_under("out"), &["dossier.scelle", "out"]));
}

#[test]
fn a_folder_that_is_there_takes_what_it_has_not() {
    let (scene, alice) = with_dossier();
    scene.file("out/dossier/other.txt", "theirs");
    scene.scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    let more = ["dossier.scelle", "out", "out/dossier/other.txt"];
    scene.holds(&names(&dossier_under("out"), &more));
    assert_eq!(scene.text("out/dossier/other.txt"), "theirs");
}

#[test]
fn what_is_there_is_never_replaced_unasked_and_nothing_is_written() {
    let (scene, alice) = with_dossier();
    scene.file("dossier/notes/autre.txt", "theirs").file("out/dossier/vide.txt", "theirs");
    scene
        .scelle(["open", "dossier.scelle", "-i", &alice.path])
        .run()
        .refuses(7, "\"dossier\" already exists");
    scene
        .scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path])
        .run()
        .refuses(7, "\"out/dossier/vide.txt\" already exists");
    scene.holds(&[
        "dossier",
        "dossier.scelle",
        "dossier/notes",
        "dossier/notes/autre.txt",
        "out",
        "out/dossier",
        "out/dossier/vide.txt",
    ]);
    assert_eq!(scene.text("out/dossier/vide.txt"), "theirs");
}

#[test]
fn what_is_there_is_replaced_when_told_to_and_the_rest_kept() {
    let (scene, alice) = with_dossier();
    scene.file("dossier/vide.txt", "theirs").file("dossier/other.txt", "theirs");
    scene.scelle(["open", "dossier.scelle", "--overwrite", "-i", &alice.path]).run().exits(0);
    scene.holds(&super::dossier_and(&["dossier.scelle", "dossier/other.txt"]));
    assert_eq!(scene.text("dossier/vide.txt"), "");
    assert_eq!(scene.text("dossier/other.txt"), "theirs");
}

#[test]
fn a_file_does_not_replace_a_folder_nor_a_folder_a_file() {
    let (scene, alice) = with_several_tops();
    scene.folder("one/a.txt").file("two/b", "theirs");
    for folder in ["one", "two"] {
        let open = ["open", "envoi.v2.scelle", "--into", folder, "--overwrite", "-i", &alice.path];
        scene.scelle(open).run().refuses(7, "already exists");
    }
    scene.holds(&["envoi.v2.scelle", "one", "one/a.txt", "two", "two/b"]);
}

#[test]
fn nothing_is_written_through_a_link() {
    let (scene, alice) = with_dossier();
    scene.folder("out").folder("elsewhere");
    link(&scene, "../elsewhere", "out/dossier");
    for option in ["--quiet", "--overwrite"] {
        scene
            .scelle(["open", "dossier.scelle", "--into", "out", option, "-i", &alice.path])
            .run()
            .refuses(7, "\"out/dossier\" already exists");
    }
    scene.holds(&["dossier.scelle", "elsewhere", "out", "out/dossier"]);
}

#[test]
fn a_file_where_the_folder_should_be_is_in_the_way() {
    let (scene, alice) = with_dossier();
    scene.file("out", "theirs");
    scene
        .scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path])
        .run()
        .refuses(7, "\"out\" already exists");
    scene.holds(&["dossier.scelle", "out"]);
}

#[test]
fn one_file_comes_out_where_it_is_told_to() {
    let (scene, alice) = with_dossier();
    let open = |options: &[&str]| {
        let base = ["open", "dossier.scelle", "dossier/budget.csv", "-i", &alice.path];
        scene.scelle(base.iter().chain(options)).run()
    };
    open(&["-o", "b.csv"]).exits(0).stdout("extracted: b.csv (one file, 14 B)\n");
    open(&["-o", "-"]).exits(0).stdout("poste;montant\n").stderr("");
    scene.file("b.csv", "theirs");
    open(&["-o", "b.csv"]).refuses(7, "\"b.csv\" already exists");
    assert_eq!(scene.text("b.csv"), "theirs");
    open(&["-o", "b.csv", "--overwrite"]).exits(0);
    assert_eq!(scene.text("b.csv"), "poste;montant\n");
    scene.holds(&["b.csv", "dossier.scelle"]);
}

#[test]
fn only_one_file_can_go_to_one_place() {
    let (scene, alice) = with_dossier();
    for chosen in [&[][..], &["dossier/notes"], &["dossier/budget.csv", "dossier/vide.txt"]] {
        for output in ["-", "one"] {
            scene
                .scelle(["open", "dossier.scelle"].iter().chain(chosen))
                .args(["-o", output, "-i", &alice.path])
                .run()
                .refuses(2, "`-o` takes one file, and this is a folder or several files");
        }
    }
    scene
        .scelle(["open", "dossier.scelle", "-o", "x", "--into", "y", "-i", &alice.path])
        .run()
        .refuses(2, "cannot be used with");
    scene.holds(&["dossier.scelle"]);
}

#[test]
fn chosen_entries_come_out_alone() {
    let (scene, alice) = with_dossier();
    scene
        .scelle(["open", "dossier.scelle", "dossier/notes/", "dossier/vide.txt"])
        .args(["--into", "out", "-i", &alice.path])
        .run()
        .exits(0);
    scene.holds(&[
        "dossier.scelle",
        "out",
        "out/dossier",
        "out/dossier/notes",
        "out/dossier/notes/été.txt",
        "out/dossier/vide.txt",
    ]);
}

/// A keyboard of one system types `é` in one character, that of another in two.
#[test]
fn an_entry_is_found_however_its_accents_are_typed() {
    let (scene, alice) = with_dossier();
    let typed = "dossier/notes/e\u{301}te\u{301}.txt";
    let open = ["open", "dossier.scelle", typed, "-o", "-", "-i", &alice.path];
    scene.scelle(open).run().exits(0).stdout("Il fait beau.\n");
}

#[test]
fn an_entry_that_is_not_there_is_told_and_nothing_comes_out() {
    let (scene, alice) = with_dossier();
    for absent in ["dossier/bud", "budget.csv", "../dossier", "", "dossier/notes/été.txt/x"] {
        scene
            .scelle(["open", "dossier.scelle", "dossier/vide.txt", absent, "-i", &alice.path])
            .run()
            .refuses(2, &format!("this container holds no entry named \"{absent}\""));
    }
    scene.holds(&["dossier.scelle"]);
}

#[test]
fn a_container_may_come_from_a_stream() {
    let (scene, alice) = with_several_tops();
    let sealed = scene.read("envoi.v2.scelle");
    let open = ["open", "-", "--into", "stdin", "-i", &alice.path];
    scene.scelle(open).stdin(sealed).run().exits(0);
    scene.holds(&["envoi.v2.scelle", "stdin", "stdin/a.txt", "stdin/b", "stdin/b/c.txt"]);
}

#[test]
fn a_file_sealed_with_age_opens_under_its_own_name() {
    let scene = Scene::new();
    let old = classical_key(&scene);
    let recipient: age::x25519::Recipient = CLASSICAL[0].parse().unwrap();
    scene.file("report.pdf.age", age::encrypt(&recipient, b"%PDF-1.7").unwrap());
    scene
        .scelle(["open", "report.pdf.age", "-i", &old.path])
        .run()
        .exits(0)
        .stdout("extracted: report.pdf (one file, 8 B)\n");
    scene.holds(&["report.pdf", "report.pdf.age"]);
    assert_eq!(scene.text("report.pdf"), "%PDF-1.7");
}

#[test]
fn times_and_programs_come_back_as_they_were() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/lance.sh", "#!/bin/sh\n").file("dossier/a.txt", "");
    fs::set_permissions(scene.at("dossier/lance.sh"), Permissions::from_mode(0o755)).unwrap();
    let odd = UNIX_EPOCH + Duration::from_secs(MODIFIED + 1);
    fs::File::open(scene.at("dossier")).unwrap().set_modified(odd).unwrap();
    let before = tree::facts(&scene.desk());
    scene.seal(&["dossier"], "../x.scelle", &alice);
    scene.scelle(["open", "../x.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    let after = tree::facts(&scene.at("out"));
    assert_eq!(after.len(), 3);
    assert!(after.iter().all(|(name, fact)| before[name] == *fact), "{before:#?} {after:#?}");
}

#[test]
fn a_stranger_opens_nothing() {
    let (scene, _) = with_dossier();
    let eve = scene.key("eve");
    scene
        .scelle(["open", "dossier.scelle", "-i", &eve.path])
        .run()
        .refuses(3, "none of your keys opens this container");
    scene
        .scelle(["open", "dossier.scelle"])
        .run()
        .refuses(3, "none of your keys opens this container");
    scene.holds(&["dossier.scelle"]);
    scene.home_holds(&[]);
}

#[test]
fn a_wrong_passphrase_is_told_as_such() {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("phrase", PHRASE).file("wrong", "a quite different one");
    let seal = ["seal", "a.txt", "--passphrase-file", "phrase"];
    scene.scelle(seal).run().exits(0).never_says(PHRASE);
    fs::remove_file(scene.at("a.txt")).unwrap();
    scene
        .scelle(["open", "a.scelle", "--passphrase-file", "wrong"])
        .run()
        .refuses(3, "error: wrong passphrase\n")
        .never_says("a quite different one");
    scene
        .scelle(["open", "a.scelle", "--no-input"])
        .run()
        .refuses(3, "a passphrase is needed, and `--no-input` forbids asking for it");
    // There is no user to ask.
    scene
        .scelle(["open", "a.scelle"])
        .through(["setsid", "--wait"])
        .run()
        .refuses(3, "a passphrase is needed, and there is no terminal to ask for it");
    scene.holds(&["a.scelle", "phrase", "wrong"]);
    scene.scelle(["open", "a.scelle", "--passphrase-file", "phrase"]).run().exits(0);
    assert_eq!(scene.text("a.txt"), "a");
}

#[test]
fn ones_own_key_need_not_be_named() {
    let (scene, alice) = with_dossier();
    scene.owns(&alice);
    scene.scelle(["open", "dossier.scelle"]).run().exits(0);
    scene.home_holds(&["keys", "keys/identity.age", "unfinished"]);
    scene.holds(&super::dossier_and(&["dossier.scelle"]));
}

#[test]
fn what_is_no_container_is_told() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene
        .file("photo.jpg", b"\xff\xd8\xff\xe0")
        .file("empty", "")
        .file("later.scelle", "age-encryption.org/v2\n-> X\n\n--- mac\n")
        .folder("folder");
    let open = |container: &str| {
        scene.scelle(["open", container, "--into", "out", "-i", &alice.path]).run()
    };
    open("photo.jpg").refuses(4, "this file is not a container");
    open("empty").refuses(4, "this file is not a container");
    open("later.scelle").refuses(9, "a format newer than this version of Scellé (\"v2\")");
    open("folder").refuses(8, "cannot read the container \"folder\": it is a folder");
    open("absent").refuses(8, "cannot read the container \"absent\": no such file or folder");
    scene.holds(&["empty", "folder", "later.scelle", "photo.jpg"]);
}

#[test]
fn a_key_that_is_none_is_told() {
    let (scene, _) = with_dossier();
    scene.file("notes.txt", "hello");
    fs::set_permissions(scene.at("notes.txt"), Permissions::from_mode(0o600)).unwrap();
    let open = |key: &str| scene.scelle(["open", "dossier.scelle", "-i", key]).run();
    open("notes.txt").refuses(8, "the secret key file \"notes.txt\" cannot be used");
    open("absent.txt").refuses(8, "cannot read \"absent.txt\": no such file or folder");
    scene.holds(&["dossier.scelle", "notes.txt"]);
}

#[test]
fn a_script_reads_what_came_out() {
    let (scene, alice) = with_dossier();
    let open = ["open", "dossier.scelle", "--json", "-i", &alice.path];
    let told = scene.scelle(open).run().exits(0).stderr("").json();
    let expected = serde_json::json!({
        "paths": ["dossier"], "files": 3, "bytes": 28, "unmarked_names": 0, "renamed": [],
    });
    assert_eq!(told, expected);
    let again = scene.scelle(open).run().exits(7).stdout("");
    let told: serde_json::Value = serde_json::from_str(&again.messages()).unwrap();
    assert_eq!(told["error"]["kind"], "target-exists");
    scene.scelle(open).args(["dossier/vide.txt", "-o", "-"]).run().exits(2).stdout("");
    scene.holds(&super::dossier_and(&["dossier.scelle"]));
}

/// A file of zeros of this many bytes, sealed to a small container.
fn with_zeros(scene: &Scene, bytes: u64) -> Key {
    let alice = scene.key("alice");
    scene.file("zeros", "");
    fs::File::options().write(true).open(scene.at("zeros")).unwrap().set_len(bytes).unwrap();
    scene.seal(&["zeros"], "x.scelle", &alice);
    fs::remove_file(scene.at("zeros")).unwrap();
    alice
}

#[test]
fn much_out_of_little_is_extracted_only_when_it_is_allowed() {
    let scene = Scene::new();
    let alice = with_zeros(&scene, 1_000_000_001);
    for (tongue, message) in [
        ("en", "the container says that it holds 1.00 GB, and is only "),
        ("fr", "le conteneur dit contenir 1,00"),
    ] {
        for place in [&["--into", "out"][..], &["zeros", "-o", "out"], &["--tar", "-o", "out"], &[]]
        {
            let open = ["open", "x.scelle", "-i", &alice.path, "--lang", tongue];
            scene.scelle(open).args(place).run().refuses(6, message);
            scene.holds(&["x.scelle"]);
        }
    }
    let open = ["open", "x.scelle", "-i", &alice.path];
    let ask = scene.scelle(open).at_a_terminal();
    ask.types("Extract it? (yes/no) ", "no\r").run().exits(6);
    scene.holds(&["x.scelle"]);
    scene.scelle(open).args(["--allow-large", "--no-input"]).run().exits(0);
    scene.holds(&["x.scelle", "zeros"]);
    assert_eq!(scene.at("zeros").metadata().unwrap().len(), 1_000_000_001);
}

#[test]
fn a_container_without_anything_opens_to_an_empty_folder() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.folder("vide");
    scene.seal(&["vide"], "x.scelle", &alice);
    scene.scelle(["open", "x.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    scene.holds(&["out", "out/vide", "vide", "x.scelle"]);
}

/// The last line has no end: it is written only when everything is, and that can fail too.
#[test]
fn a_file_that_could_not_be_written_to_its_last_byte_is_an_error() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "no end of line");
    scene.seal(&["a.txt"], "a.scelle", &alice);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let open = ["open", "a.scelle", "-o", "-", "-i", &alice.path];
    scene.scelle(open).stdout(full).run().refuses(8, "the disk is full");
}
