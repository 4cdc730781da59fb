//! `scelle inspect`.

use scelle_tests::Scene;

use super::{CLASSICAL, PHRASE, classical_key};

#[test]
fn anybody_sees_what_opens_it_and_whether_it_will_last() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("secret-name.txt", "a".repeat(1000)).file("phrase", PHRASE);
    scene
        .scelle(["seal", "secret-name.txt", "-r", &alice.recipient, "-o", "x.scelle"])
        .args(["--passphrase-file", "phrase"])
        .run()
        .exits(0);
    scene
        .scelle(["inspect", "x.scelle"])
        .run()
        .exits(0)
        .stderr("")
        .stdout_contains("Container in the format age v1\n")
        .stdout_contains(
            "It resists quantum computers, as far as is known.\n\
             It opens with any of these:\n  \
               post-quantum key\n  \
               passphrase (Argon2id, 268 MB, 3 passes, 4 lanes)\n",
        )
        .never_says("secret-name")
        .never_says(&alice.recipient[..20]);
    scene.home_holds(&[]);
}

/// A stanza of X25519 under another name: it still opens for a quantum computer.
#[test]
fn a_real_access_that_is_called_grease_is_an_unknown_one() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let [classical, _] = CLASSICAL;
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "-o", "x.scelle", "--allow-classical", "-r", &alice.recipient];
    scene.scelle(seal).args(["-r", classical]).run().exits(0);
    let sealed = scene.read("x.scelle");
    let at = sealed.windows(10).position(|bytes| bytes == b"-> X25519 ").unwrap();
    let renamed = [&sealed[..at], b"-> x-grease ", &sealed[at + 10..]].concat();
    scene.file("x.scelle", renamed);
    scene
        .scelle(["inspect", "x.scelle"])
        .run()
        .exits(0)
        .stderr("")
        .stdout_contains("nothing can be said of quantum computers.\n")
        .stdout_contains("  unknown kind of access (x-grease)\n");
    let told = scene.scelle(["inspect", "x.scelle", "--json"]).run().exits(0).json();
    assert_eq!(told["post_quantum"], serde_json::Value::Null);
    let purposes: Vec<&str> = told["stanzas"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stanza| stanza["purpose"].as_str().unwrap())
        .collect();
    assert_eq!(purposes, ["post-quantum-key", "unknown", "access-list", "grease"]);
}

#[test]
fn a_script_reads_every_fact() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    classical_key(&scene);
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "-r", &alice.recipient, "-r", CLASSICAL[0], "--allow-classical"];
    scene.scelle(seal).run().exits(0);
    let told = scene.scelle(["inspect", "a.scelle", "--json"]).run().exits(0).stderr("").json();
    let length = scene.read("a.scelle").len() as u64;
    assert_eq!(told["version"], "age-encryption.org/v1");
    assert_eq!(told["post_quantum"], false);
    assert_eq!(told["access_list"], true);
    assert_eq!(told["file_bytes"], length);
    let [header, payload] =
        ["header_bytes", "payload_bytes"].map(|name| told[name].as_u64().unwrap());
    assert_eq!(header + 16 + payload + 16, length);
    let purposes: Vec<_> =
        told["stanzas"].as_array().unwrap().iter().map(|s| &s["purpose"]).collect();
    assert_eq!(purposes, ["post-quantum-key", "classical-key", "access-list", "grease"]);
}

#[test]
fn what_is_no_container_is_told() {
    let scene = Scene::new();
    scene.file("photo.jpg", b"\xff\xd8\xff\xe0").file("cut.scelle", "age-encryption.org/v1\n-> X");
    let inspect = |container: &str| scene.scelle(["inspect", container]).run();
    inspect("photo.jpg").refuses(4, "this file is not a container");
    inspect("cut.scelle").refuses(4, "it stops in the middle of its header");
    inspect("absent").refuses(8, "no such file or folder");
    scene.scelle(["inspect", "-"]).stdin("PK").run().refuses(4, "this file is not a container");
}

/// Whatever a stranger writes in a header, a terminal does not obey it.
#[test]
fn stanzas_of_unknown_kinds_are_told_and_nothing_is_promised() {
    let scene = Scene::new();
    let mac = "A".repeat(43);
    scene.file("x.scelle", format!("age-encryption.org/v1\n-> a-plugin yes\n\n--- {mac}\n"));
    scene
        .scelle(["inspect", "x.scelle"])
        .run()
        .exits(0)
        .stdout_contains("nothing can be said of quantum computers")
        .stdout_contains("unknown kind of access (a-plugin)");
}
