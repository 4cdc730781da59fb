//! `seal --each`: every path into a container of its own.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};
use scelle_tests::{Key, Scene};
use serde_json::Value;

use super::{Tongue, link, names, pipe};
use crate::tree;

fn scene() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("work/v1.2/b.txt", "bb").file("work/c.pdf", "ccc");
    (scene, alice)
}

const PATHS: [&str; 3] = ["a.txt", "work/v1.2", "work/c.pdf"];
const DESK: [&str; 5] = ["a.txt", "work", "work/c.pdf", "work/v1.2", "work/v1.2/b.txt"];

fn desk_and<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [DESK.as_slice(), more].concat()
}

#[test]
fn containers_lie_beside_what_they_hold() {
    let (scene, alice) = scene();
    let seal = ["seal", "--each", "-r", &alice.recipient];
    let told = scene.scelle(seal).args(PATHS).run().exits(0).stderr("");
    let lines = told.output();
    // All have the same recipients, which are reported once.
    let told: Vec<&str> = lines.lines().filter(|line| !line.starts_with("for: age1pq1")).collect();
    assert_eq!(
        told,
        [
            "sealed: a.scelle (one file, 1 B)",
            "you cannot open it yourself: none of your keys is among them",
            "sealed: work/v1.2.scelle (one file, 2 B)",
            "sealed: work/c.scelle (one file, 3 B)",
        ]
    );
    scene.holds(&desk_and(&["a.scelle", "work/c.scelle", "work/v1.2.scelle"]));
    assert_eq!(names(&scene, "work/v1.2.scelle", &alice), ["v1.2", "v1.2/b.txt"]);
    assert_eq!(names(&scene, "work/c.scelle", &alice), ["c.pdf"]);
}

#[test]
fn they_lie_in_the_folder_that_was_named_which_is_made_if_need_be() {
    let inside = ["out", "out/a.scelle", "out/c.scelle", "out/v1.2.scelle"];
    for output in ["out", "out/", "./out"] {
        for exists in [true, false] {
            let (scene, alice) = scene();
            if exists {
                scene.folder("out");
            }
            let seal = ["seal", "--each", "-o", output, "-r", &alice.recipient];
            scene.scelle(seal).args(PATHS).run().exits(0);
            scene.holds(&desk_and(&inside));
        }
    }
    let (scene, alice) = scene();
    let seal = |output: &str| {
        let seal = ["seal", "--each", "-o", output, "-r", &alice.recipient];
        scene.scelle(seal).args(PATHS).run()
    };
    seal("a.txt").refuses(7, "\"a.txt\" already exists");
    seal("no/such/folder").refuses(8, "cannot write \"no/such/folder\"");
    scene.holds(&DESK);
}

/// The arguments and the list alike.
#[test]
fn each_path_of_a_list_has_its_container() {
    let (scene, alice) = scene();
    let seal = ["seal", "a.txt", "--each", "--files-from", "-", "-o", "out"];
    let seal = scene.scelle(seal).args(["-r", &alice.recipient]);
    seal.stdin("work/v1.2\r\nwork/c.pdf\r\n").run().exits(0);
    scene.holds(&desk_and(&["out", "out/a.scelle", "out/c.scelle", "out/v1.2.scelle"]));
}

#[test]
fn the_folder_one_is_in_lies_beside_itself() {
    let (scene, alice) = scene();
    scene.scelle(["seal", "--each", ".", "-r", &alice.recipient]).run().exits(0);
    scene.holds(&DESK);
    assert!(scene.at("../desk.scelle").is_file());
    scene
        .scelle(["seal", "--each", "/", "-o", "out", "-r", &alice.recipient])
        .run()
        .refuses(2, "the name \"/\" is refused");
}

#[test]
fn one_that_fails_does_not_stop_the_others_in_both_languages() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = scene();
        pipe(&scene.at("pipe"));
        scene.file("work/c.scelle", "précieux");
        let seal = ["seal", "--each", "a.txt", "pipe", "absent", "work/c.pdf", "work/v1.2"];
        let seal = scene.scelle(seal).args(["-r", &alice.recipient]);
        let outcome = seal.env("LANG", tongue.locale()).run().exits(8);
        let sealed = tongue.says(
            ["sealed: a.scelle", "for: age1pq1", "you cannot open it", "sealed: work/v1.2.scelle"],
            ["scellé : a.scelle", "pour : age1pq1", "vous ne", "scellé : work/v1.2.scelle"],
        );
        let output = outcome.output();
        assert_eq!(output.lines().count(), sealed.len(), "{outcome}");
        for (line, start) in output.lines().zip(sealed) {
            assert!(line.starts_with(start), "{line:?} is not {start:?}\n{outcome}");
        }
        let messages = outcome.messages();
        let starts = tongue.says(
            [
                "not sealed: pipe",
                "error: \"pipe\" is neither a file nor a folder",
                "hint: ",
                "not sealed: absent",
                "error: cannot read \"absent\"",
                "hint: ",
                "not sealed: work/c.pdf",
                "error: \"work/c.scelle\" already exists",
                "hint: ",
                "error: 3 of 5 were not sealed",
                "hint: ",
            ],
            [
                "non scellé : pipe",
                "erreur : « pipe » n’est ni un fichier ni un dossier",
                "conseil : ",
                "non scellé : absent",
                "erreur : impossible de lire « absent »",
                "conseil : ",
                "non scellé : work/c.pdf",
                "erreur : « work/c.scelle » existe déjà",
                "conseil : ",
                "erreur : 3 éléments sur 5 n’ont pas été scellés",
                "conseil : ",
            ],
        );
        let lines: Vec<&str> = messages.lines().collect();
        assert_eq!(lines.len(), starts.len(), "{outcome}");
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{line:?} is not {start:?}\n{outcome}");
        }
        scene.holds(&desk_and(&["a.scelle", "pipe", "work/c.scelle", "work/v1.2.scelle"]));
        assert_eq!(scene.text("work/c.scelle"), "précieux");
    }
}

#[test]
fn a_script_reads_a_line_for_each() {
    let (scene, alice) = scene();
    let seal = ["seal", "--each", "--json", "a.txt", "absent", "work/v1.2", "-o", "out"];
    let outcome = scene.scelle(seal).args(["-r", &alice.recipient]).run().exits(8);
    let lines = outcome.output();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let facts: Vec<_> = lines
        .iter()
        .map(|line| (line["input"].as_str(), line["sealed"].as_bool(), line["container"].as_str()))
        .collect();
    assert_eq!(
        facts,
        [
            (Some("a.txt"), Some(true), Some("out/a.scelle")),
            (Some("absent"), Some(false), None),
            (Some("work/v1.2"), Some(true), Some("out/v1.2.scelle")),
        ]
    );
    assert_eq!(lines[1]["error"]["code"], 8);
    assert_eq!(lines[1]["error"]["kind"], "io");
    let told: Value = serde_json::from_str(&outcome.messages()).unwrap();
    assert_eq!(told["error"]["code"], 8);
}

/// The reader of the results may stop: everything is sealed all the same.
#[test]
fn a_reader_who_stops_stops_nothing() {
    let (scene, alice) = scene();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let seal = ["seal", "--each", "--json", "-o", "out", "-r", &alice.recipient];
    let _ = scene.scelle(seal).args(PATHS).stdout(writer).run().exits(0);
    scene.holds(&desk_and(&["out", "out/a.scelle", "out/c.scelle", "out/v1.2.scelle"]));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let again = scene.scelle(seal).args(PATHS).stdout(writer).run();
    let _ = again.exits(7).stderr_contains("3 of 3 were not sealed");
}

#[test]
fn two_that_would_share_a_container_are_refused_before_anything_is_written() {
    let (scene, alice) = scene();
    scene.file("work/a.pdf", "a").folder("elsewhere");
    link(&scene, "work", "detour");
    for (args, message) in [
        (&["a.txt", "work/a.pdf", "-o", "out"][..], "\"out/a.scelle\""),
        (&["work/c.pdf", "a.txt", "./a.txt"], "\"./a.scelle\""),
        (&["work/a.pdf", "a.txt", "detour/a.pdf"], "\"detour/a.scelle\""),
        (&["a.txt", "a.txt", "--overwrite"], "\"a.scelle\""),
    ] {
        let seal = ["seal", "--each", "-r", &alice.recipient];
        let refused = scene.scelle(seal).args(args).run();
        let _ = refused.refuses(2, "would both give the container").stderr_contains(message);
        scene.holds(&desk_and(&["detour", "elsewhere", "work/a.pdf"]));
    }
}

#[test]
fn none_takes_the_place_of_what_is_to_be_sealed() {
    let (scene, alice) = scene();
    scene.file("a.scelle", "an original");
    let seal = ["seal", "--each", "--overwrite", "a.txt", "work", "a.scelle", "-o"];
    let refused = scene.scelle(seal).args([".", "-r", &alice.recipient]).run();
    assert_eq!(scene.text("a.scelle"), "an original");
    refused.exits(2);
    scene.holds(&desk_and(&["a.scelle"]));
}

#[test]
fn standard_input_and_output_have_no_place_in_it() {
    let (scene, alice) = scene();
    for args in [&["-"][..], &["a.txt", "-"], &["a.txt", "-o", "-"]] {
        let seal = ["seal", "--each", "-r", &alice.recipient];
        scene.scelle(seal).args(args).run().refuses(2, "`--each` makes files");
    }
    let named = ["seal", "--each", "a.txt", "--name", "x", "-r", &alice.recipient];
    scene.scelle(named).run().refuses(2, "cannot be used with");
    scene.holds(&DESK);
}

#[test]
fn what_no_container_could_be_made_with_stops_it_before_it_begins() {
    let (scene, _) = scene();
    let seal = ["seal", "--each", "-o", "out"];
    scene
        .scelle(seal)
        .args(PATHS)
        .run()
        .refuses(2, "the container has no recipient and no passphrase");
    let classical = [super::CLASSICAL[0], "--log", "../log"];
    scene.scelle(seal).args(PATHS).args(["-r"]).args(classical).run().refuses(6, "quantum");
    scene
        .scelle(seal)
        .args(PATHS)
        .args(["--to", "nobody"])
        .run()
        .refuses(2, "none of your contacts or groups is called");
    scene.scelle(seal).args(PATHS).args(["--policy", "no.toml"]).run().exits(8);
    scene.holds(&DESK);
    assert_eq!(scene.text("../log").lines().count(), 1);
}

/// Under age's own scrypt, twice: one passphrase, and a salt for each.
#[test]
fn one_passphrase_opens_them_all_and_shares_nothing_else() {
    let (scene, _) = scene();
    let seal = ["seal", "--each", "a.txt", "work/c.pdf", "-o", "out", "--generate-passphrase"];
    let sealed = scene.scelle(seal).run().exits(0);
    let messages = sealed.messages();
    let shown = "Passphrase, shown this once (110 bits of entropy): ";
    let phrases: Vec<&str> = messages.lines().filter_map(|line| line.strip_prefix(shown)).collect();
    assert_eq!(phrases.len(), 1, "{sealed}");
    scene.file("phrase", phrases[0]);
    let stanza = |container: &str| {
        let bytes = scene.read(container);
        let header = String::from_utf8_lossy(&bytes[..100]).into_owned();
        header.lines().find(|line| line.starts_with("-> scrypt ")).unwrap().to_owned()
    };
    assert_ne!(stanza("out/a.scelle"), stanza("out/c.scelle"));
    let verify = ["verify", "out/a.scelle", "out/c.scelle", "--passphrase-file", "phrase"];
    scene.scelle(verify).run().exits(0);
}

#[test]
fn a_passphrase_that_seals_nothing_is_not_shown() {
    let scene = Scene::new();
    let seal = ["seal", "--each", "absent", "--generate-passphrase", "-q"];
    scene.scelle(seal).run().exits(8).stdout("").stderr(
        "not sealed: absent\n\
         error: cannot read \"absent\": no such file or folder\n\
         hint: check the path\n\
         error: one of 1 was not sealed\n\
         hint: it is named above, with the reason\n",
    );
    scene.holds(&[]);
}

/// What was sealed stays, what was under way is gone, what was to come is not begun.
#[test]
#[cfg(target_os = "linux")]
fn cancelling_stops_it_cleanly() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("b.bin", tree::noise(1 << 20)).file("c.txt", "c");
    // Long enough to be cancelled in time, and nothing but holes on the disk; which must have room for
    // its container.
    fs::File::options().write(true).open(scene.at("b.bin")).unwrap().set_len(4 << 30).unwrap();
    let seal = ["seal", "--each", "a.txt", "b.bin", "c.txt", "--log", "log"];
    let mut running = scene.scelle(seal).args(["--store", "-r", &alice.recipient]).start();
    running.until_open(&scene.at("b.bin"));
    kill_process(Pid::from_raw(running.id() as i32).unwrap(), Signal::INT).unwrap();
    let _ = running.ends().exits(130).stderr_contains("error: cancelled\n");
    scene.holds(&["a.scelle", "a.txt", "b.bin", "c.txt", "log"]);
    let log = scene.text("log");
    let results: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["error"]["kind"].clone())
        .collect();
    assert_eq!(results, [Value::Null, "cancelled".into()]);
}

/// File systems take names of 255 bytes.
#[test]
fn names_of_255_bytes_are_sealed_and_come_back() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let ascii = format!("{}.txt", "a".repeat(251));
    let french = format!("{}e.txt", "é".repeat(125));
    // Alike but for their ends.
    let twin = format!("{}.pdf", "a".repeat(251));
    let folder = "d".repeat(255);
    for name in [&ascii, &french, &twin, &format!("{folder}/{ascii}")] {
        scene.file(name, name);
    }
    let paths = [&ascii, &french, &twin, &folder].map(String::as_str);
    let seal = ["seal", "--each", "-o", "out", "--json", "-r", &alice.recipient];
    let sealed = scene.scelle(seal).args(paths).run().exits(0).output();
    let containers: Vec<String> = sealed
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["container"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(containers.len(), 4);
    for (container, path) in containers.iter().zip(paths) {
        scene.scelle(["open", container, "--into", "copy", "-i", &alice.path]).run().exits(0);
        assert_eq!(scene.at("copy").join(path).is_dir(), path == folder, "{container}");
        // It is changed too, lock and temporary file beside it.
        scene.scelle(["rekey", container, "-i", &alice.path]).run().exits(0);
    }
    assert_eq!(scene.text(format!("copy/{folder}/{ascii}")), format!("{folder}/{ascii}"));
    assert_eq!(scene.text(format!("copy/{french}")), french);
    scene.scelle(["seal", &ascii, "-r", &alice.recipient]).run().exits(0);
    let beside = containers[0].strip_prefix("out/").unwrap();
    scene.scelle(["open", beside, "-o", &"b".repeat(255), "-i", &alice.path]).run().exits(0);
    assert_eq!(scene.text("b".repeat(255)), ascii);
    // No option mends a name that a person chose.
    let long = "b".repeat(256);
    for tongue in Tongue::BOTH {
        let open = scene.scelle(["open", beside, "-o", &long, "-i", &alice.path]);
        let refused = open.env("LANG", tongue.locale()).run();
        let (fact, hint) = tongue.says(
            ("that name is too long for this disk", "hint: choose a shorter name\n"),
            ("ce nom est trop long pour ce disque", "choisissez un nom plus court\n"),
        );
        let _ = refused.refuses(8, fact).stderr_contains(hint);
    }
}
