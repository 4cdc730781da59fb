//! What an organisation imposes.

use scelle_tests::{Key, Scene};

use super::Tongue;

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
    for tongue in Tongue::BOTH {
        let (scene, alice, recovery) = with_policy("");
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY];
        let sealed = tongue
            .says("sealed: a.scelle (one file, 7 B)\n", "scellé : a.scelle (un fichier, 7 o)\n");
        let told = scelle(&seal).exits(0).stdout_contains(sealed);
        // The report names the recipients that the policy imposes, too.
        told.stdout_contains(", Recouvrement\n");
        for key in [&alice, &recovery] {
            let open = ["open", "a.scelle", "-o", "-", "-i", &key.path];
            scelle(&open).exits(0).stdout("Bonjour");
        }
        let told = scelle(&["list", "a.scelle", "-i", &alice.path]).exits(0).output();
        assert!(told.contains("  Recouvrement — "), "{told}");
        let role =
            tongue.says(" — recovery, post-quantum key", " — recouvrement, clé post-quantique");
        assert!(told.contains(role), "{told}");
    }
}

#[test]
fn each_refusal_names_the_rule_and_the_file() {
    for (rule, args, english, french) in [
        (
            "passphrases = \"forbidden\"",
            &["--generate-passphrase"][..],
            "passphrases are forbidden",
            "les phrases secrètes sont interdites",
        ),
        (
            "anonymous-containers = \"forbidden\"",
            &["--anonymous"],
            "does not say who can open it",
            "qui ne dit pas qui peut l’ouvrir est interdit",
        ),
        (
            "unverified-contacts = \"refused\"",
            &[],
            "neither you nor the directory of your organisation has verified this key",
            "ni vous ni l’annuaire de votre organisation n’avez vérifié cette clé",
        ),
    ] {
        let (scene, alice, _) = with_policy(rule);
        let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY];
        for tongue in Tongue::BOTH {
            let seal = scene.scelle(seal.iter().chain(args)).env("LANG", tongue.locale());
            let _ =
                seal.run().refuses(6, tongue.says(english, french)).stderr_contains(tongue.says(
                    "a rule of your organisation, in \"policy.toml\"",
                    "une règle de votre organisation, dans « policy.toml »",
                ));
            scene.holds(&["a.txt", POLICY]);
        }
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
    for tongue in Tongue::BOTH {
        let reason = tongue.says(
            "line 2, column 1: the key pasphrases is unknown: did you mean passphrases?",
            "ligne 2, colonne 1 : la clé pasphrases est inconnue : vouliez-vous dire passphrases ?",
        );
        scene.scelle(seal).env("LANG", tongue.locale()).run().refuses(8, reason);
        let check = ["policy", "check", POLICY, "--lang", tongue.code()];
        scene.scelle(check).run().refuses(8, reason);
    }
    scene.scelle(["seal", "a.txt", "-r", &alice.recipient, "--policy", "no.toml"]).run().exits(8);
    scene.holds(&["a.txt", POLICY]);
}

/// What `check` accepts can be sealed under, and what it refuses cannot.
#[test]
fn check_accepts_what_seal_does() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    let classical = format!(
        "classical-recipients = \"forbidden\"\n[[recovery]]\nlabel = \"R\"\nrecipient = \"{}\"\n",
        super::CLASSICAL[0]
    );
    for (rules, accepted) in [
        ("exclude = [\"*.tmp\"]\ndirectory = \"/nowhere\"", true),
        ("exclude = [\"*.tmp\", \"[a\"]", false),
        ("exclude = [\"{a\"]", false),
        ("directory = \"cards\"", false),
        ("directory = \"\"", false),
        ("[argon2]\npasses = 0", false),
        ("[argon2]\nmemory-mib = 2048", false),
        (&classical, false),
    ] {
        scene.file(POLICY, rules);
        let code = if accepted { 0 } else { 8 };
        scene.scelle(["policy", "check", POLICY]).run().exits(code);
        let seal = ["seal", "a.txt", "-r", &alice.recipient, "--policy", POLICY, "--overwrite"];
        scene.scelle(seal).run().exits(code);
    }
}

/// A share that is away stops only a command that needs it, and the file that names it is named.
#[test]
fn a_directory_that_is_missing_is_told_with_the_file_that_asks_for_it() {
    for tongue in Tongue::BOTH {
        let (scene, alice, _) = with_policy("directory = \"/nowhere/cards\"");
        let scelle = |args: &[&str]| {
            scene.scelle(args).args(["--policy", POLICY]).env("LANG", tongue.locale()).run()
        };
        scelle(&["seal", "a.txt", "-r", &alice.recipient]).exits(0);
        scelle(&["seal", "a.txt", "--to", "alice", "-o", "b.scelle"]).refuses(
            8,
            tongue.says(
                "the contact cards \"/nowhere/cards\", named in \"policy.toml\", cannot be read",
                "les cartes de contact « /nowhere/cards », indiquées dans « policy.toml », sont",
            ),
        );
        scene.holds(&["a.scelle", "a.txt", POLICY]);
    }
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

#[test]
fn what_the_policy_excludes_comes_in_by_no_verb() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file(POLICY, "exclude = [\"*.tmp\"]\n").file("a.txt", "Bonjour").file("b.tmp", "secret");
    let policy = ["--policy", POLICY];
    scene.scelle(["seal", "a.txt", "-r", &alice.recipient]).args(policy).run().exits(0);
    let before = scene.read("a.scelle");
    for verb in [&["add", "a.scelle", "b.tmp"][..], &["replace", "a.scelle", "a.txt", "b.tmp"]] {
        let words = [verb, &["-i", &alice.path]].concat();
        scene.scelle(&words).args(policy).run().refuses(2, "there is nothing to seal");
        assert_eq!(scene.read("a.scelle"), before, "{words:?}");
    }
    // Without the policy, that is what they do.
    let words = ["replace", "a.scelle", "a.txt", "b.tmp", "-i", &alice.path];
    scene.scelle(words).run().exits(0);
    scene.scelle(["open", "a.scelle", "-o", "-", "-i", &alice.path]).run().stdout("secret");
}
