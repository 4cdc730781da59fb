//! What an organisation imposes.

use scelle_tests::{Key, Scene};

const POLICY: &str = "policy.toml";

fn with_policy(rules: &str) -> (Scene, Key, Key) {
    let scene = Scene::new();
    let [alice, recovery] = ["alice", "recovery"].map(|name| scene.key(name));
    let imposed = format!(
        "{rules}\n[[recovery]]\nlabel = \"Recouvrement\"\nrecipient = \"{}\"\n",
        recovery.recipient
    );
    scene.file(POLICY, imposed).file("a.txt", "Bonjour");
    (scene, alice, recovery)
}

#[test]
fn the_recovery_key_opens_what_an_agent_sealed() {
    let (scene, alice, recovery) = with_policy("");
    let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY];
    scene.scelle(seal).run().exits(0);
    for key in [&alice, &recovery] {
        let open = ["open", "a.scelle", "-o", "-", "-i", &key.path];
        scene.scelle(open).run().exits(0).stdout("Bonjour");
    }
    let told = scene.scelle(["list", "a.scelle", "-i", &alice.path]).run().exits(0).output();
    assert!(told.contains("  Recouvrement — "), "{told}");
    assert!(told.contains(" — recovery, post-quantum key"), "{told}");
}

#[test]
fn each_refusal_names_the_rule_and_the_file() {
    for (rule, args, reason) in [
        (
            "passphrases = \"forbidden\"",
            &["--generate-passphrase"][..],
            "passphrases are forbidden",
        ),
        ("anonymous-containers = \"forbidden\"", &["--anonymous"], "does not say who can open it"),
        ("unverified-contacts = \"refused\"", &[], "whose fingerprint was not verified"),
    ] {
        let (scene, alice, _) = with_policy(rule);
        let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY];
        let refused = scene.scelle(seal.iter().chain(args)).run().refuses(6, reason);
        assert!(refused.messages().contains("a rule of your organisation, in \"policy.toml\""));
        scene.holds(&["a.txt", POLICY]);
    }
    let (scene, ..) = with_policy("passphrases = \"beside-recipient\"");
    scene
        .scelle(["seal", "a.txt", "--generate-passphrase", "--policy", POLICY])
        .run()
        .refuses(6, "a passphrase is allowed only beside a recipient");
}

#[test]
fn a_policy_with_a_typing_error_lets_nothing_be_sealed() {
    let (scene, alice, _) = with_policy("\npasphrases = \"forbidden\"");
    let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY];
    let reason = "line 2, column 1: the key pasphrases means nothing here";
    scene.scelle(seal).run().refuses(8, reason);
    scene.scelle(["policy", "check", POLICY]).run().refuses(8, reason);
    scene.scelle(["seal", "a.txt", "-r", &alice.recipient, "--policy", "no.toml"]).run().exits(8);
    scene.holds(&["a.txt", POLICY]);
}

#[test]
fn a_policy_is_told_in_words_in_both_languages() {
    let (scene, ..) = with_policy("passphrase-length = 20\nclassical-recipients = \"forbidden\"");
    for (language, line) in [
        ("en", "every container can be opened by Recouvrement (recovery access)\n"),
        ("fr", "les phrases secrètes ont au moins 20 caractères\n"),
    ] {
        let check = ["policy", "check", POLICY, "--lang", language];
        let told = scene.scelle(check).run().exits(0).output();
        assert!(told.contains(line), "{told}");
    }
}
