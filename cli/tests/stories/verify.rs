//! `scelle verify`.

use scelle_tests::{Key, Scene};

use super::PHRASE;
use crate::tree;

/// A scene with three containers of Alice's, 200 kB each.
fn with_containers() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.bin", tree::noise(200_000));
    for container in ["1.scelle", "2.scelle", "3.scelle"] {
        scene.seal(&["../a.bin"], container, &alice);
    }
    (scene, alice)
}

const CONTAINERS: [&str; 3] = ["1.scelle", "2.scelle", "3.scelle"];

/// Flips a bit in the middle of the payload.
fn damage(scene: &Scene, container: &str) {
    let mut bytes = scene.read(container);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    scene.file(container, bytes);
}

#[test]
fn a_whole_container_is_told_to_be_whole_and_nothing_is_written() {
    let (scene, alice) = with_containers();
    scene
        .scelle(["verify", "1.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stdout("whole: 1.scelle (one file, 200 kB)\n")
        .stderr("");
    scene.holds(&CONTAINERS);
    scene.home_holds(&[]);
}

#[test]
fn a_damaged_container_is_told_to_be_damaged() {
    let (scene, alice) = with_containers();
    damage(&scene, "1.scelle");
    scene
        .scelle(["verify", "1.scelle", "-i", &alice.path])
        .run()
        .refuses(4, "of the content is damaged");
}

#[test]
fn one_damaged_container_does_not_keep_the_others_from_being_verified() {
    let (scene, alice) = with_containers();
    damage(&scene, "2.scelle");
    let verified =
        scene.scelle(["verify"].iter().chain(&CONTAINERS)).args(["-i", &alice.path]).run().exits(4);
    let messages = verified.messages();
    let lines: Vec<&str> = messages.lines().collect();
    assert_eq!(
        verified.output(),
        "whole: 1.scelle (one file, 200 kB)\nwhole: 3.scelle (one file, 200 kB)\n"
    );
    let starts = [
        "not whole: 2.scelle",
        "error: part ",
        "hint: ",
        "error: one container is not whole",
        "hint: ",
    ];
    assert_eq!(lines.len(), starts.len(), "{verified}");
    assert!(lines.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{verified}");
    scene.holds(&CONTAINERS);
}

#[test]
fn even_in_silence_the_damaged_one_is_named() {
    let (scene, alice) = with_containers();
    damage(&scene, "2.scelle");
    let verify = ["verify", "-q", "-i", &alice.path];
    let verified = scene.scelle(verify.iter().chain(&CONTAINERS)).run().exits(4);
    let messages = verified.messages();
    assert_eq!(messages.lines().next(), Some("not whole: 2.scelle"), "{verified}");
    assert!(!messages.contains("1.scelle"), "{verified}");
}

#[test]
fn a_script_reads_which_are_whole_and_which_are_not() {
    let (scene, alice) = with_containers();
    damage(&scene, "2.scelle");
    let verify = ["verify", "--json", "-i", &alice.path];
    let verified = scene.scelle(verify.iter().chain(&CONTAINERS)).run().exits(4);
    let output = verified.output();
    let whole: Vec<serde_json::Value> =
        output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let expected = |container: &str| {
        serde_json::json!({
            "container": container, "whole": true, "entries": 1, "files": 1, "bytes": 200_000,
            "unmarked_names": 0,
        })
    };
    assert!(whole.contains(&expected("1.scelle")) && whole.contains(&expected("3.scelle")));
    // The report says which of them failed.
    let all = output + &verified.messages();
    assert!(all.contains("2.scelle"), "{verified}");
}

#[test]
fn several_failures_of_several_kinds_keep_the_code_of_the_first() {
    let (scene, alice) = with_containers();
    let eve = scene.key("eve");
    damage(&scene, "3.scelle");
    scene.seal(&["../a.bin"], "eve.scelle", &eve);
    scene
        .scelle(["verify", "1.scelle", "eve.scelle", "3.scelle", "-i", &alice.path])
        .run()
        .exits(3)
        .stderr_contains("not verified: eve.scelle\n")
        .stderr_contains("not whole: 3.scelle\n")
        .stderr_contains("error: 2 containers could not be verified\n");
}

#[test]
fn of_what_cannot_be_opened_nothing_is_said() {
    let (scene, alice) = with_containers();
    let eve = scene.key("eve");
    scene.seal(&["../a.bin"], "eve.scelle", &eve);
    damage(&scene, "2.scelle");
    let verify = ["verify", "--json", "eve.scelle", "none.scelle", "2.scelle", "1.scelle"];
    let verified = scene.scelle(verify).args(["-i", &alice.path]).run().exits(3);
    let output = verified.output();
    let lines = output.lines().map(|line| serde_json::from_str(line).unwrap());
    let whole: Vec<serde_json::Value> =
        lines.map(|line: serde_json::Value| line["whole"].clone()).collect();
    let (unknown, damaged, whole_one) = (serde_json::Value::Null, false.into(), true.into());
    assert_eq!(whole, [unknown.clone(), unknown, damaged, whole_one], "{verified}");
}

/// Alice's own key, under a passphrase, and three containers that it opens.
fn under_a_passphrase() -> Scene {
    let scene = Scene::new();
    scene.file("phrase", PHRASE).file("wrong", "une autre phrase secrète");
    scene.scelle(["key", "new", "--passphrase-file", "phrase"]).run().exits(0);
    for (file, container) in [("a.txt", "1.scelle"), ("b.txt", "2.scelle"), ("c.txt", "3.scelle")] {
        scene.file(file, "Bonjour").scelle(["seal", file, "-o", container]).run().exits(0);
    }
    scene
}

#[test]
fn one_question_is_enough_for_all() {
    let scene = under_a_passphrase();
    let verified = scene
        .scelle(["verify"].iter().chain(&CONTAINERS))
        .at_a_terminal()
        .types("key-0001.age: ", &format!("{PHRASE}\r"))
        .run()
        .exits(0);
    let screen = verified.screen();
    assert_eq!(screen.matches("key-0001.age").count(), 1, "{screen}");
    for container in CONTAINERS {
        assert!(screen.contains(&format!("whole: {container} (one file, 7 B)\n")), "{screen}");
    }
}

#[test]
fn a_question_answered_in_vain_is_not_asked_again_and_the_truth_is_told_of_all() {
    let scene = under_a_passphrase();
    let wrong = "une autre phrase\r";
    let verified = scene
        .scelle(["verify"].iter().chain(&CONTAINERS))
        .at_a_terminal()
        .types("key-0001.age: ", wrong)
        .types("key-0001.age: ", wrong)
        .types("key-0001.age: ", wrong)
        .run()
        .exits(3);
    let screen = verified.screen();
    for container in CONTAINERS {
        assert!(screen.contains(&format!("not verified: {container}\n")), "{screen}");
    }
    assert_eq!(screen.matches("key-0001.age").count(), 3, "{screen}");
    assert_eq!(screen.matches("error: wrong passphrase").count(), 3, "{screen}");
    assert!(!screen.contains("not whole") && !screen.contains("none of your keys"), "{screen}");
}

#[test]
fn without_a_terminal_each_container_says_what_is_missing() {
    let scene = under_a_passphrase();
    let verify = ["verify", "--json", "--no-input"];
    let verified = scene.scelle(verify.iter().chain(&CONTAINERS)).run().exits(3);
    let output = verified.output();
    for line in output.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["whole"], serde_json::Value::Null, "{line}");
        assert!(line["error"]["message"].as_str().unwrap().contains("--no-input"), "{line}");
    }
    assert_eq!(output.lines().count(), 3, "{verified}");
}

#[test]
fn a_passphrase_from_a_file_opens_the_key_for_all() {
    let scene = under_a_passphrase();
    let verify = |phrase: &str| {
        let given = ["--passphrase-file", phrase];
        scene.scelle(["verify", "--json"].iter().chain(&CONTAINERS)).args(given).run()
    };
    assert_eq!(verify("phrase").exits(0).output().matches("\"whole\":true").count(), 3);
    let refused = verify("wrong").exits(3).output();
    assert_eq!(refused.matches("\"whole\":null").count(), 3, "{refused}");
    assert_eq!(refused.matches("wrong passphrase").count(), 3, "{refused}");
}
