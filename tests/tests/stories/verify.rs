//! `scelle verify`.

use scelle_tests::{Key, Scene};

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
        .stderr_contains("error: 2 containers are not whole\n");
}
