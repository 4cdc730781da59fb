//! The options that every verb shares, before it or after it, and arguments that none takes.

use std::fs;

use scelle_tests::{Key, Outcome, Scene};
use serde_json::Value;

use super::{PHRASE, Tongue};

fn scene() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    scene.seal(&["a.txt"], "a.scelle", &alice);
    (scene, alice)
}

/// Runs a verb with an option before it, then after it.
fn both_ways(scene: &Scene, option: &[&str], verb: &[&str]) -> [Outcome; 2] {
    [[option, verb], [verb, option]].map(|words| scene.scelle(words.concat()).run())
}

#[test]
fn shared_options_stand_before_or_after_the_verb() {
    let (scene, alice) = scene();
    let list = ["list", "a.scelle", "-i", &alice.path];
    for outcome in both_ways(&scene, &["--json"], &list) {
        assert_eq!(outcome.exits(0).json()["entries"][0]["name"], "a.txt");
    }
    for outcome in both_ways(&scene, &["-q"], &["verify", "a.scelle", "-i", &alice.path]) {
        outcome.exits(0).stdout("").stderr("");
    }
    let verify = ["verify", "a.scelle", "-i", &alice.path];
    for outcome in both_ways(&scene, &["--lang", "fr"], &verify) {
        outcome.exits(0).stdout_contains("fichier");
    }
    for outcome in both_ways(&scene, &["--threads", "1"], &verify) {
        outcome.exits(0);
    }
    scene.scelle(["seal", "a.txt", "-o", "p.scelle", "--passphrase-file", "phrase"]).run().exits(0);
    for outcome in both_ways(&scene, &["--no-input"], &["list", "p.scelle"]) {
        outcome.refuses(3, "--no-input");
    }
    for outcome in both_ways(&scene, &["--json"], &["key", "show"]) {
        let error: Value = serde_json::from_str(&outcome.exits(2).messages()).unwrap();
        assert_eq!(error["error"]["kind"], "usage");
    }
}

#[test]
fn a_log_is_kept_wherever_it_is_named_and_once() {
    let (scene, alice) = scene();
    let list = ["list", "a.scelle", "-i", &alice.path];
    for outcome in both_ways(&scene, &["--log", "log"], &list) {
        outcome.exits(0);
    }
    assert_eq!(scene.text("log").lines().count(), 2);
    let twice = [&["--log", "one"], &list[..], &["--log", "two"]].concat();
    scene.scelle(&twice).run().refuses(2, "--log cannot be used with --log");
    scene.holds(&["a.scelle", "a.txt", "log", "phrase"]);
}

#[test]
fn policies_before_and_after_the_verb_all_count() {
    let (scene, alice) = scene();
    scene
        .file("one.toml", "anonymous-containers = \"forbidden\"\n")
        .file("two.toml", "passphrases = \"forbidden\"\n");
    let seal = |more: &[&str]| {
        let words = ["--policy", "one.toml", "seal", "a.txt", "-o", "b.scelle"];
        let words = [&words, &["-r", &alice.recipient, "--policy", "two.toml"][..], more].concat();
        scene.scelle(&words).run()
    };
    seal(&["--anonymous"]).refuses(6, "one.toml");
    seal(&["--passphrase-file", "phrase"]).refuses(6, "two.toml");
    seal(&[]).exits(0);
    let words = ["--policy", "one.toml", "policy", "--policy", "two.toml", "show", "--json"];
    let shown = scene.scelle(words).run().exits(0).json();
    let files: Vec<&str> =
        shown["files"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert_eq!(files, ["one.toml", "two.toml"]);
}

#[test]
fn what_is_too_much_is_told_from_an_unknown_option() {
    let scene = Scene::new();
    for tongue in Tongue::BOTH {
        let runs = |words: &[&str]| scene.scelle(words).env("LANG", tongue.locale()).run();
        let surplus = tongue.says("one argument too many: ", "argument en trop : ");
        let option = tongue.says("unknown option: ", "option inconnue : ");
        runs(&["list", "a.scelle", "b.scelle"]).refuses(2, &format!("{surplus}b.scelle\n"));
        runs(&["list", "a.scelle", "-"]).refuses(2, &format!("{surplus}-\n"));
        runs(&["list", "a.scelle", "--", "--b"]).refuses(2, &format!("{surplus}--b\n"));
        runs(&["list", "a.scelle", "--b"]).refuses(2, &format!("{option}--b\n"));
        runs(&["list", "a.scelle", "-z"]).refuses(2, &format!("{option}-z\n"));
    }
    scene.holds(&[]);
}

/// A value that is none: the one that was meant, or all that there are.
#[test]
fn a_value_that_is_nearly_right_has_a_suggestion() {
    let scene = Scene::new();
    for tongue in Tongue::BOTH {
        let hints = |words: &[&str], english: &str, french: &str| {
            let run = scene.scelle(words).env("LANG", tongue.locale()).run();
            let _ = run.exits(2).stderr_contains(tongue.says(english, french));
        };
        let [role, page] = ["ownr", "utf8"];
        let add = ["access", "add", "a.scelle", "-r", "b", "--role"];
        hints(&[&add[..], &[role]].concat(), "did you mean owner?", "vouliez-vous dire owner");
        hints(&["list", "a", "--names", page], "did you mean utf-8?", "vouliez-vous dire utf-8");
        let all = tongue.says("one of these: fr, en\n", "l’une de ces valeurs : fr, en\n");
        hints(&["list", "a", "--lang", "xyz"], all, all);
    }
}

#[test]
fn one_word_replaces_what_is_there() {
    let (scene, alice) = scene();
    let seal = ["seal", "a.txt", "-o", "a.scelle", "-r", &alice.recipient];
    scene.scelle(seal).run().refuses(7, "add `--overwrite`");
    // The word of earlier versions is still taken.
    for word in ["--overwrite", "--force"] {
        let before = scene.read("a.scelle");
        scene.scelle(seal).args([word]).run().exits(0);
        assert_ne!(scene.read("a.scelle"), before, "{word}");
    }
    let help = scene.scelle(["seal", "--help"]).run().exits(0).output();
    assert!(help.contains("--overwrite") && !help.contains("--force"), "{help}");
    let asked = scene.scelle(["--", "scelle", "seal", "--"]).env("SCELLE_COMPLETE", "fish");
    let offered = asked.run().exits(0).output();
    assert!(offered.contains("--overwrite\t") && !offered.contains("--force"), "{offered}");
}

#[test]
fn a_card_is_replaced_only_when_told() {
    let (scene, _) = scene();
    scene.scelle(["key", "new", "--plain"]).run().exits(0);
    let card = ["card", "--name", "Alice", "-o", "alice.scelle-card"];
    scene.scelle(card).run().exits(0);
    let first = scene.text("alice.scelle-card");
    let renamed = ["card", "--name", "Alice Martin", "-o", "alice.scelle-card"];
    scene.scelle(renamed).run().refuses(7, "alice.scelle-card");
    assert_eq!(scene.text("alice.scelle-card"), first);
    scene.scelle(renamed).args(["--overwrite"]).run().exits(0);
    assert!(scene.text("alice.scelle-card").contains("# name: Alice Martin\n"));

    scene.scelle(["contact", "add", "alice.scelle-card"]).run().exits(0);
    fs::write(scene.at("copy"), "theirs").unwrap();
    let export = ["contact", "export", "Alice Martin", "-o", "copy"];
    scene.scelle(export).run().refuses(7, "copy");
    assert_eq!(scene.text("copy"), "theirs");
    scene.scelle(export).args(["--overwrite"]).run().exits(0);
    assert!(scene.text("copy").contains("# name: Alice Martin\n"));
}
