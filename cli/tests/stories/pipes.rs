//! What comes from standard input, and what goes to standard output.

use std::fs;
use std::process::Command;

use super::administration::alice;
use super::{PHRASE, Tongue, dossier};
use crate::tools::tool;

#[test]
fn what_comes_through_a_pipe_goes_on_through_one() {
    let (scene, alice) = alice();
    let seal = ["seal", "-", "--name", "base.sql", "-r", &alice.recipient];
    let sealed = scene.scelle(seal).stdin("CREATE TABLE t;\n").run().exits(0);
    let sealed = sealed.stderr_contains("sealed: standard output (one file, 16 B)\n");
    scene.holds(&[]);
    let open = ["open", "-", "-i", &alice.path];
    scene.scelle(open).stdin(sealed.bytes()).run().exits(0).stdout("CREATE TABLE t;\n").stderr("");
    scene.holds(&[]);
    // The result and the JSON cannot share a pipe.
    let message = "the result and the JSON cannot both go to standard output";
    scene
        .scelle(seal)
        .args(["--json"])
        .stdin("x")
        .run()
        .exits(2)
        .stdout("")
        .stderr_contains(message);
    scene.scelle(open).args(["--json"]).stdin(sealed.bytes()).run().exits(2).stdout("");
    // What is named goes there.
    scene.scelle(seal).args(["-o", "a.scelle"]).stdin("x").run().exits(0);
    let into = scene.scelle(open).args(["--into", "out"]).stdin(scene.read("a.scelle"));
    into.run().exits(0).stdout("extracted: out (one file, 1 B)\n").stderr("");
    scene.holds(&["a.scelle", "out", "out/base.sql"]);
}

#[test]
fn at_a_terminal_a_stream_is_sealed_into_a_file() {
    let (scene, alice) = alice();
    let seal = ["seal", "-", "--name", "note.txt", "-r", &alice.recipient];
    // A line, and the end of what is typed.
    let session = scene.scelle(seal).at_a_terminal().types("", "x\r\x04").run();
    let _ = session.exits(0).shows("sealed: note.scelle");
    scene.holds(&["note.scelle"]);
}

#[test]
fn several_entries_go_through_a_pipe_as_tar_or_as_the_archive() {
    let (scene, alice) = alice();
    dossier(&scene);
    let long = format!("dossier/{}/{}.txt", "é".repeat(60), "x".repeat(120));
    scene.file(&long, "long");
    scene.seal(&["dossier"], "../d.scelle", &alice);
    let sealed = fs::read(scene.root().join("d.scelle")).unwrap();
    let open = ["open", "-", "-i", &alice.path];
    for tongue in Tongue::BOTH {
        let message = tongue.says(
            "several files, or a folder, do not go into a pipe as they are",
            "plusieurs fichiers, ou un dossier, ne passent pas tels quels dans un tube",
        );
        let open = scene.scelle(open).stdin(sealed.clone()).env("LANG", tongue.locale());
        let _ = open.run().refuses(2, message).stderr_contains("`--tar`");
    }
    let zip = scene.scelle(open).args(["--as-file"]).stdin(sealed.clone()).run().exits(0);
    assert!(zip.bytes().starts_with(b"PK\x03\x04"));

    let tar = scene.scelle(open).args(["--tar"]).stdin(sealed.clone()).run().exits(0);
    let to_file = ["open", "../d.scelle", "--tar", "-o", "../d.tar", "-i", &alice.path];
    let _ = scene.scelle(to_file).run().exits(0).stdout_contains("extracted: ../d.tar (");
    assert_eq!(fs::read(scene.root().join("d.tar")).unwrap(), tar.bytes());
    scene.scelle(to_file).run().refuses(7, "d.tar");
    let Some(gnu_tar) = tool("tar") else { return };
    fs::create_dir(scene.at("copy")).unwrap();
    let mut extract = Command::new(gnu_tar);
    let extract = extract.args(["-xf", "../d.tar", "-C", "copy"]).current_dir(scene.desk());
    let output = extract.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    for name in ["budget.csv", "notes/été.txt", "vide.txt"] {
        let name = format!("dossier/{name}");
        assert_eq!(scene.read(format!("copy/{name}")), scene.read(&name), "{name}");
        let times = [&name, &format!("copy/{name}")]
            .map(|path| fs::metadata(scene.at(path)).unwrap().modified().unwrap());
        assert_eq!(times[0], times[1], "{name}");
    }
    assert_eq!(scene.text(format!("copy/{long}")), "long");
    assert!(scene.at("copy/dossier/à faire").is_dir());
    // Only what is named.
    let one = ["open", "../d.scelle", "dossier/notes", "--tar", "-i", &alice.path];
    let one = scene.scelle(one).run().exits(0);
    assert!(one.bytes().len() < tar.bytes().len());
}

#[test]
fn keys_recipients_and_passphrases_come_from_standard_input() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a");
    let recipients = format!("# Alice\n{}\n", alice.recipient);
    let seal = ["seal", "a.txt", "-R", "-", "--passphrase-file"];
    fs::write(scene.root().join("phrase"), PHRASE).unwrap();
    let seal = scene.scelle(seal).args(["../phrase", "-q"]);
    seal.stdin(recipients).run().exits(0).stdout("").stderr("");
    let identity = fs::read(&alice.path).unwrap();
    scene.scelle(["verify", "a.scelle", "-i", "-"]).stdin(identity).run().exits(0);
    let verify = ["verify", "a.scelle", "--passphrase-file", "-"];
    scene.scelle(verify).stdin(format!("{PHRASE}\n")).run().exits(0);
    scene.scelle(verify).stdin("wrong").run().exits(3);
}

#[test]
fn standard_input_is_read_for_one_thing() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
    let twice: [&[&str]; 7] = [
        &["open", "-", "-i", "-"],
        &["list", "-", "--passphrase-file", "-"],
        &["verify", "-", "-"],
        &["seal", "-", "-R", "-"],
        &["seal", "a.txt", "-R", "-", "--passphrase-fd", "0"],
        &["diff", "-", "-"],
        &["access", "add", "a.scelle", "-R", "-", "-i", "-"],
    ];
    for tongue in Tongue::BOTH {
        let message = tongue.says(
            "standard input cannot be read for two things at once",
            "l’entrée standard ne peut pas servir à deux choses à la fois",
        );
        for words in twice {
            let run = scene.scelle(words).env("LANG", tongue.locale()).stdin("");
            let _ = run.run().refuses(2, message);
        }
    }
    scene.holds(&["a.scelle", "a.txt"]);
}
