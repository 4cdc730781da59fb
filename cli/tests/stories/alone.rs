//! A passphrase alone: age opens the container; another access, a rule or an option makes it one of
//! Scellé's own.

use scelle_tests::Scene;

use super::{PHRASE, Tongue};
use crate::tools::{Run, TYPIST, tool};

const BY_PHRASE: [&str; 2] = ["--passphrase-file", "phrase"];

/// The types of the stanzas of `a.scelle`.
fn stanzas(scene: &Scene) -> Vec<String> {
    let told = scene.scelle(["inspect", "--json", "a.scelle"]).run().exits(0).json();
    let stanzas = told["stanzas"].as_array().unwrap();
    stanzas.iter().map(|stanza| stanza["type"].as_str().unwrap().to_owned()).collect()
}

/// A desk with a file, a passphrase, and what was sealed with it.
fn sealed(options: &[&str]) -> Scene {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    let seal = ["seal", "a.txt"].iter().chain(&BY_PHRASE).chain(options);
    scene.scelle(seal).run().exits(0);
    scene
}

#[test]
fn another_access_makes_the_passphrase_one_among_others() {
    for tongue in Tongue::BOTH {
        let scene = sealed(&[]);
        let bob = scene.key("bob");
        assert_eq!(stanzas(&scene), ["scrypt"]);
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let list = [&["access", "list", "a.scelle"][..], &BY_PHRASE].concat();
        let _ = scelle(&list)
            .exits(0)
            .stdout_contains("`scelle access add`")
            .stdout_contains(tongue.says("age opens it too", "age l’ouvre aussi"));
        let add = ["access", "add", "a.scelle", "-r", &bob.recipient];
        let unlock = ["--unlock-passphrase-file", "phrase"];
        let _ = scelle(&[&add[..], &unlock].concat()).exits(0).stderr_contains(tongue.says(
            "the passphrase is now one access among others: age does not open the container with it",
            "la phrase secrète est désormais un accès parmi d’autres : age n’ouvre plus le conteneur",
        ));
        assert_eq!(stanzas(&scene)[..3], ["scelle/argon2id", "mlkem768x25519", "scelle/access"]);
        let phrase = tongue.says(
            "  Passphrase — owner, passphrase\n",
            "  Phrase secrète — propriétaire, phrase secrète\n",
        );
        let _ = scelle(&list).exits(0).stdout_contains(phrase);
        let open = ["open", "a.scelle", "-o", "-"];
        scelle(&[&open[..], &BY_PHRASE].concat()).exits(0).stdout("Bonjour");
        scelle(&[&open[..], &["-i", &bob.path]].concat()).exits(0).stdout("Bonjour");
        scene.holds(&["a.scelle", "a.txt", "phrase"]);
    }
}

#[test]
fn a_second_passphrase_joins_under_a_name_of_its_own_and_scripts_are_told() {
    let scene = sealed(&[]);
    scene.file("other", "un autre dispositif de fermeture");
    let unlock = ["--unlock-passphrase-file", "phrase", "--json"];
    let add = ["access", "add", "a.scelle", "--add-passphrase-file"];
    let same = scene.scelle(add).args(["phrase"]).args(unlock).run().exits(0).json();
    assert_eq!((&same["result"], &same["converted"]), (&"unchanged".into(), &false.into()));
    assert_eq!(stanzas(&scene), ["scrypt"]);
    let dry = scene.scelle(add).args(["other", "--dry-run"]).args(unlock).run().exits(0).json();
    assert_eq!((&dry["result"], &dry["converted"]), (&"would-change".into(), &true.into()));
    assert_eq!(stanzas(&scene), ["scrypt"]);
    let told = scene.scelle(add).args(["other"]).args(unlock).run().exits(0).json();
    assert_eq!((&told["result"], &told["converted"]), (&"changed".into(), &true.into()));
    let list = ["access", "list", "a.scelle", "--json", "--passphrase-file"];
    for phrase in ["phrase", "other"] {
        let listed = scene.scelle(list).args([phrase]).run().exits(0).json();
        let labels = listed["listed"].as_array().unwrap().iter().map(|one| one["label"].clone());
        assert_eq!(labels.collect::<Vec<_>>(), ["Passphrase 2", "Passphrase"]);
    }
}

#[test]
fn an_option_or_a_rule_asks_for_our_own_form() {
    let scene = sealed(&["--argon2id"]);
    assert_eq!(stanzas(&scene)[..2], ["scelle/argon2id", "scelle/access"]);
    for (rule, english, french) in [
        (
            "[argon2]\nmemory-mib = 64\n",
            "your organisation sets the cost of Argon2id",
            "votre organisation fixe le coût d’Argon2id",
        ),
        (
            "anonymous-containers = \"forbidden\"\n",
            "a container that does not say who can open it is forbidden",
            "un conteneur qui ne dit pas qui peut l’ouvrir est interdit",
        ),
    ] {
        scene.file("policy.toml", rule);
        let seal = ["seal", "a.txt", "--force", "--policy", "policy.toml"];
        scene.scelle(seal).args(BY_PHRASE).run().exits(0);
        assert_eq!(stanzas(&scene)[..2], ["scelle/argon2id", "scelle/access"], "{rule}");
        for tongue in Tongue::BOTH {
            let forced = scene.scelle(seal).args(BY_PHRASE).args(["--age-compatible"]);
            let refused = forced.env("LANG", tongue.locale()).run();
            let _ = refused.refuses(6, tongue.says(english, french));
        }
    }
    let both = scene.scelle(["seal", "a.txt", "--argon2id", "--age-compatible"]).args(BY_PHRASE);
    both.run().exits(2);
    scene.holds(&["a.scelle", "a.txt", "phrase", "policy.toml"]);
}

/// What a person with age and unzip types, and what they no longer can once a key joined.
#[test]
fn stock_age_opens_it_until_another_access_joins() {
    let (Some(age), Some(python)) = (tool("age"), tool("python3")) else { return };
    let scene = sealed(&[]);
    let bob = scene.key("bob");
    let typist = || Run::new(&python).args(["-c", TYPIST, PHRASE]).arg(&age);
    let payload = scene.at("../payload.zip");
    typist().args(["-d", "-o"]).arg(&payload).arg(scene.at("a.scelle")).output();
    let Some(unzip) = tool("unzip") else { return };
    assert_eq!(Run::new(&unzip).arg("-p").arg(&payload).arg("a.txt").text(), "Bonjour");
    // A change of the content keeps it so.
    scene.file("b.txt", "b");
    scene.scelle(["add", "a.scelle", "b.txt"]).args(BY_PHRASE).run().exits(0);
    std::fs::remove_file(&payload).unwrap();
    typist().args(["-d", "-o"]).arg(&payload).arg(scene.at("a.scelle")).output();
    assert_eq!(Run::new(&unzip).arg("-p").arg(&payload).arg("b.txt").text(), "b");
    let add = ["access", "add", "a.scelle", "-r", &bob.recipient];
    scene.scelle(add).args(["--unlock-passphrase-file", "phrase"]).run().exits(0);
    assert!(!stanzas(&scene).contains(&"scrypt".to_owned()));
}
