//! Where generated passphrases go; and no result takes their place, or that of a file that is read.

use std::fs;

use scelle_tests::Scene;
use serde_json::Value;

use super::administration::alice;
use super::{Tongue, classical_key};

#[test]
fn a_generated_passphrase_goes_to_a_file_of_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let (scene, alice) = alice();
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "--generate-passphrase", "--passphrase-out", "phrase"];
    let sealed = scene.scelle(seal).args(["-r", &alice.recipient]).run().exits(0);
    let phrase = scene.text("phrase");
    assert!(phrase.split('-').count() > 3 && phrase.ends_with('\n'), "{phrase}");
    let _ = sealed.never_says(phrase.trim());
    let mode = fs::metadata(scene.at("phrase")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    scene.scelle(["verify", "a.scelle", "--passphrase-file", "phrase"]).run().exits(0);
    // What is there is not replaced, and then nothing is sealed.
    let again = scene.scelle(seal).args(["-o", "b.scelle"]).run();
    let _ = again.refuses(7, "phrase");
    // Nothing was sealed: the file goes too.
    let missing = ["seal", "absent", "--generate-passphrase", "--passphrase-out", "other"];
    let _ = scene.scelle(missing).run().exits(8);
    scene.holds(&["a.scelle", "a.txt", "phrase"]);
    assert_eq!(scene.text("phrase"), phrase);
    // An open descriptor takes it as well; an access, too.
    let add = ["access", "add", "a.scelle", "-i", &alice.path, "--add-generated-passphrase"];
    let add = scene.scelle(add).args(["--passphrase-out", "3"]);
    add.through(["sh", "-c", "exec \"$@\" 3>second", "sh"]).run().exits(0);
    scene.scelle(["verify", "a.scelle", "--passphrase-file", "second"]).run().exits(0);
}

/// As a script of cron has it: each night's phrase stands behind the one before.
#[test]
fn generated_passphrases_follow_one_another_through_a_descriptor() {
    let (scene, _) = alice();
    scene.file("a.txt", "a").file("phrases", "before\n");
    let seal = |more: &[&str], to: &str| {
        let seal = ["seal", "a.txt", "--no-self", "--generate-passphrase"];
        let run = scene.scelle(seal).args(more);
        run.through(["sh", "-c", &format!("exec \"$@\" {to}"), "sh"]).run().exits(0)
    };
    seal(&["--passphrase-out", "3", "-o", "1.scelle"], "3>>phrases");
    seal(&["--passphrase-out", "3", "-o", "2.scelle"], "3>>phrases");
    let phrases = scene.text("phrases");
    let lines: Vec<&str> = phrases.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "before"), "{phrases}");
    // Standard output takes it before the result.
    seal(&["--passphrase-out", "1", "-o", "3.scelle", "--json"], ">result");
    let result = scene.text("result");
    let (phrase, json) = result.split_once('\n').unwrap();
    assert!(serde_json::from_str::<Value>(json).unwrap()["container"] == "3.scelle", "{result}");
    for (container, phrase) in [("1", lines[1]), ("2", lines[2]), ("3", phrase)] {
        scene.file("phrase", phrase);
        let container = format!("{container}.scelle");
        scene.scelle(["verify", &container, "--passphrase-file", "phrase"]).run().exits(0);
    }
}

#[test]
fn the_passphrase_of_a_key_goes_to_a_file_of_its_own() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let generated = ["--generate-passphrase", "--passphrase-out"];
    let runs = |args: &[&str], out: &str| scene.scelle(args).args(generated).args([out]).run();
    let opens = |key: &str, phrase: &str| {
        let shown = ["key", "import", key, "--plain", "--old-passphrase-file", phrase];
        let _ = scene.scelle(shown).run().exits(0);
    };
    let made = runs(&["key", "new", "-o", "one.age"], "one").exits(0);
    let phrase = scene.text("one");
    let _ = made.never_says(phrase.trim());
    opens("one.age", "one");
    // The key in use, under another one; then a new key, and one from elsewhere.
    let old = ["key", "passphrase", "--old-passphrase-file", "one"];
    let _ = runs(&old, "two").exits(0).never_says(scene.text("two").trim());
    let seal = ["seal", "a.txt", "-q"];
    scene.scelle(seal).run().exits(0);
    scene.scelle(["verify", "a.scelle", "--passphrase-file", "two"]).run().exits(0);
    let _ = runs(&["key", "renew"], "three").exits(0).never_says(scene.text("three").trim());
    scene.scelle(seal).args(["--overwrite"]).run().exits(0);
    scene.scelle(["verify", "a.scelle", "--passphrase-file", "three"]).run().exits(0);
    let classical = classical_key(&scene);
    let _ = runs(&["key", "import", &classical.path], "four").exits(0);
    assert!(scene.text("four").ends_with('\n'));
    // A key that was not made leaves no passphrase behind, and no file is replaced.
    let _ = runs(&["key", "new"], "five").exits(7);
    let _ = runs(&["key", "renew"], "four").refuses(7, "four");
    let alone = ["key", "renew", "--passphrase-out", "six"];
    scene.scelle(alone).run().exits(2);
    scene.holds(&["a.scelle", "a.txt", "four", "one", "one.age", "three", "two"]);
}

/// After a renewal, containers for the former key need the former passphrase.
#[test]
fn a_key_under_another_passphrase_is_named() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        scene.file("a.txt", "a").file("old", "agrafe pile correcte cheval");
        scene.file("new", "batterie cheval agrafe pile").file("wrong", "pile pile pile pile");
        scene.scelle(["key", "new", "--passphrase-file", "old"]).run().exits(0);
        scene.scelle(["seal", "a.txt", "-q"]).run().exits(0);
        scene.scelle(["key", "renew", "--passphrase-file", "new"]).run().exits(0);
        let verify = |phrase| {
            let verify = scene.scelle(["verify", "a.scelle", "--passphrase-file", phrase]);
            verify.env("LANG", tongue.locale()).run()
        };
        let locked =
            tongue.says("key-0001.age has another passphrase", "key-0001.age en a une autre");
        verify("new").refuses(3, locked);
        verify("wrong").refuses(3, tongue.says("wrong passphrase", "phrase secrète incorrecte"));
        verify("old").exits(0);
    }
}

/// With `--overwrite` too, what Scellé reads by itself and what it has just written stay.
#[test]
fn no_result_takes_the_place_of_a_file_that_is_read_or_of_the_passphrase() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a").file("policy.toml", "passphrase-length = 12\n");
    scene.scelle(["key", "new", "--plain"]).run().exits(0);
    scene.scelle(["card", "--name", "Alice", "-o", "alice.scelle-card", "-q"]).run().exits(0);
    scene.scelle(["seal", "a.txt"]).run().exits(0);
    let key = scene.home().join("keys/key-0001.age");
    let secret = fs::read(&key).unwrap();
    let over = |args: &[&str]| scene.scelle(args).args(["--overwrite"]).run();
    for as_what in [&["--as-file"][..], &["--tar"], &["a.txt"]] {
        let open = [&["open", "a.scelle"], as_what, &["-o", key.to_str().unwrap()]].concat();
        over(&open).refuses(2, "key-0001.age");
    }
    assert_eq!(fs::read(&key).unwrap(), secret);
    let seal = ["seal", "a.txt", "-r", &alice.recipient];
    let generated = ["--generate-passphrase", "--passphrase-out", "phrase", "-o", "phrase"];
    over(&[&seal[..], &generated].concat()).refuses(2, "phrase");
    let policy = ["--policy", "policy.toml", "-o", "policy.toml"];
    over(&[&seal[..], &policy].concat()).refuses(2, "policy.toml");
    let card = ["seal", "a.txt", "-r", "./alice.scelle-card", "-o", "alice.scelle-card"];
    over(&card).refuses(2, "alice.scelle-card");
    over(&[&seal[..], &["--log", "log", "-o", "log"]].concat()).refuses(2, "log");
    scene.holds(&["a.scelle", "a.txt", "alice.scelle-card", "log", "policy.toml"]);
}
