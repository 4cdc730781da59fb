//! `seal --files-from`: what a list names.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;

use scelle_tests::{Key, Scene};

use super::{PHRASE, Tongue, names};

fn scene() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("b c.txt", "b").file("notes/d.txt", "d");
    (scene, alice)
}

#[test]
fn a_list_is_sealed_with_what_was_named_however_its_lines_end() {
    for list in ["b c.txt\nnotes\n", "\u{feff}b c.txt\r\n\r\nnotes\r\n", "\nb c.txt\nnotes"] {
        let (scene, alice) = scene();
        scene.file("list", list);
        let seal = ["seal", "a.txt", "--files-from", "list", "-r", &alice.recipient];
        scene.scelle(seal).run().exits(0).stdout_contains("sealed: a.scelle (3 files, 3 B)\n");
        let expected = ["a.txt", "b c.txt", "notes", "notes/d.txt"];
        assert_eq!(names(&scene, "a.scelle", &alice), expected);
    }
}

#[test]
fn the_first_of_a_list_gives_its_name_when_nothing_else_does() {
    let (scene, alice) = scene();
    let seal = ["seal", "--files-from", "-", "-r", &alice.recipient];
    scene.scelle(seal).stdin("notes/d.txt\na.txt\n").run().exits(0);
    assert_eq!(names(&scene, "d.scelle", &alice), ["a.txt", "d.txt"]);
}

/// What `find -print0` gives.
#[test]
fn a_nul_ends_paths_of_any_bytes() {
    let (scene, alice) = scene();
    let odd = OsStr::from_bytes(b"line\nbreak caf\xe9");
    scene.file(odd, "odd");
    let seal = ["seal", "-0", "--files-from", "-", "--rename", "-r", &alice.recipient];
    let list = b"a.txt\0line\nbreak caf\xe9\0";
    scene.scelle(seal).args(["-o", "x.scelle"]).stdin(*list).run().exits(0);
    assert_eq!(names(&scene, "x.scelle", &alice), ["a.txt", "line%0Abreak caf%E9"]);
    let not_text = "it is not valid text";
    let plain = ["seal", "-0", "--files-from", "-", "-o", "y.scelle", "-r", &alice.recipient];
    scene.scelle(plain).stdin(*list).run().refuses(5, not_text);
    scene.file(OsStr::from_bytes(b"caf\xe9"), "odd");
    scene.scelle(plain).stdin(*b"caf\xe9\0").run().refuses(5, not_text);
}

/// A path that is no text in a result for scripts.
#[test]
fn json_tells_a_path_that_is_no_text_as_well_as_it_can() {
    let (scene, alice) = scene();
    let odd = OsStr::from_bytes(b"caf\xe9.txt");
    scene.file(odd, "odd");
    let seal = [OsStr::new("seal"), odd, "--json".as_ref(), "--rename".as_ref(), "-r".as_ref()];
    let sealed = scene.scelle(seal).args([&alice.recipient]).run().exits(0).json();
    assert_eq!(sealed["container"], "caf\u{fffd}.scelle");
    assert_eq!(sealed["notices"][0]["path"], "caf\u{fffd}.txt");
    let container = OsStr::from_bytes(b"caf\xe9.scelle");
    let verify = [OsStr::new("verify"), container, "--json".as_ref(), "-i".as_ref()];
    let verified = scene.scelle(verify).args([&alice.path]).run().exits(0).json();
    assert_eq!(verified["container"], "caf\u{fffd}.scelle");
    let into = OsStr::from_bytes(b"dossier caf\xe9");
    let open = [OsStr::new("open"), container, "--json".as_ref(), "--into".as_ref(), into];
    let opened = scene.scelle(open).args(["-i", &alice.path]).run().exits(0).json();
    assert_eq!(opened["paths"][0], "dossier caf\u{fffd}");
}

#[test]
fn a_dash_in_a_list_is_a_file_of_that_name() {
    let (scene, alice) = scene();
    scene.file("-", "dash");
    let seal = ["seal", "--files-from", "-", "-o", "x.scelle", "-r", &alice.recipient];
    scene.scelle(seal).stdin("-\n").run().exits(0);
    assert_eq!(names(&scene, "x.scelle", &alice), ["-"]);
}

#[test]
fn what_is_no_list_is_refused_in_both_languages() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = scene();
        scene.file("list", "");
        let seal = |args: &[&str], list: &[u8]| {
            let seal = ["seal", "-r", &alice.recipient, "--files-from"];
            scene.scelle(seal).args(args).env("LANG", tongue.locale()).stdin(list).run()
        };
        let empty = tongue
            .says("the list \"-\" names nothing to seal", "la liste « - » ne nomme rien à sceller");
        seal(&["-"], b"").refuses(2, empty);
        seal(&["-"], b"\n\r\n").refuses(2, empty);
        seal(&["-", "-0"], b"\0\0").refuses(2, empty);
        let holds_nul = tongue.says(
            "line 2 of the list \"-\" holds a NUL character",
            "la ligne 2 de la liste « - » contient un caractère NUL",
        );
        seal(&["-"], b"a.txt\nb c.txt\0notes\0").refuses(2, holds_nul);
        let too_long = tongue.says("the list \"-\" is too long", "la liste « - » est trop longue");
        seal(&["-"], &b"a\n".repeat(1_000_001)).refuses(2, too_long);
        let twice = tongue.says(
            "standard input cannot be read for two things",
            "l’entrée standard ne peut pas servir à deux choses",
        );
        seal(&["-", "-"], b"a.txt\n").refuses(2, twice);
        seal(&["-", "--passphrase-fd", "0"], PHRASE.as_bytes()).refuses(2, twice);
        seal(&["absent"], b"").refuses(8, "absent");
        seal(&["notes"], b"").refuses(8, tongue.says("it is a folder", "c’est un dossier"));
        let missing = tongue.says("cannot read \"c.txt\"", "impossible de lire « c.txt »");
        seal(&["-"], b"a.txt\nc.txt\n").refuses(8, missing);
        scene.holds(&["a.txt", "b c.txt", "list", "notes", "notes/d.txt"]);
    }
    let (scene, _) = scene();
    scene.scelle(["seal", "a.txt", "-0"]).run().refuses(2, "--files-from");
    scene.scelle(["seal"]).run().refuses(2, "an argument is missing");
}

/// A list without an end costs no more than the longest that is read.
#[test]
fn an_endless_list_takes_little_memory() {
    let (scene, alice) = scene();
    let endless = File::create(scene.at("list")).unwrap();
    endless.set_len(1 << 40).unwrap();
    let seal = ["seal", "--files-from", "list", "-r", &alice.recipient];
    scene.scelle(seal).within_memory(512).run().refuses(2, "the list \"list\" is too long");
    scene.scelle(seal).args(["-0"]).within_memory(512).run().refuses(2, "is too long");
}
