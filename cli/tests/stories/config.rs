//! What the user prefers: `config.toml`.

use std::fs;

use scelle_tests::{Key, Outcome, Run, Scene};

use super::Tongue;

fn configured(text: impl AsRef<[u8]>) -> Scene {
    let scene = Scene::new();
    fs::write(scene.home().join("config.toml"), text).unwrap();
    scene
}

/// The card of a key, in a folder of cards.
fn card(scene: &Scene, folder: &str, name: &str, key: &Key) {
    let text = format!("# name: {name}\n{}\n", key.recipient);
    scene.file(format!("{folder}/{name}.scelle-card"), text);
}

/// Who can open, as the container says.
fn labels(scene: &Scene, container: &str, key: &Key) -> Vec<String> {
    let listed = scene.scelle(["list", "--json", container, "-i", &key.path]).run().exits(0).json();
    let labels = listed["access"]["listed"].as_array().unwrap().iter();
    labels.map(|access| access["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_language_of_the_configuration_wins_over_the_system_and_loses_to_the_option() {
    for tongue in Tongue::BOTH {
        let scene = configured(format!("language = \"{}\"\n", tongue.code()));
        scene.file("a.txt", "a");
        let other = tongue.says("fr_FR.UTF-8", "en_GB.UTF-8");
        let seal = |args: &[&str]| {
            scene.scelle(["seal", "a.txt"]).args(args).env("LANG", other).run().exits(2)
        };
        let _ =
            seal(&[]).stderr_contains(tongue.says("error: the container", "erreur : le conteneur"));
        let _ = seal(&["--lang", tongue.says("fr", "en")])
            .stderr_contains(tongue.says("erreur : le conteneur", "error: the container"));
        let usage = tongue.says("Usage:", "Utilisation :");
        scene.scelle(["--help"]).env("LANG", other).run().exits(0).stdout_contains(usage);
    }
}

/// Every verb reports it with its place; help and usage errors are shown all the same.
#[test]
fn a_damaged_configuration_is_told_by_every_verb_and_left_alone() {
    for tongue in Tongue::BOTH {
        let text = "# mine\nlangage = \"fr\"\n";
        let scene = configured(text);
        let alice = scene.key("alice");
        scene.file("a.txt", "a");
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let reason = tongue.says(
            "config.toml\" cannot be read: line 2, column 1: the key langage is unknown",
            "config.toml » est illisible : ligne 2, colonne 1 : la clé langage est inconnue",
        );
        for args in [
            &["seal", "a.txt", "-r", &alice.recipient][..],
            &["open", "a.scelle"],
            &["list", "a.scelle"],
            &["inspect", "a.scelle"],
            &["verify", "a.scelle"],
            &["key", "new", "--plain"],
            &["key", "show"],
            &["card", "--name", "Alice"],
            &["contact", "list"],
            &["group", "list"],
            &["policy", "show"],
        ] {
            scelle(args).refuses(8, reason);
        }
        scelle(&["--help"]).exits(0).stdout_contains(tongue.says("Usage:", "Utilisation :"));
        scelle(&["help", "seal"]).exits(0).stdout_contains("scelle seal");
        scelle(&["--version"]).exits(0);
        scelle(&["nope"]).refuses(2, tongue.says("there is no command nope", "la commande nope"));
        scene.holds(&["a.txt"]).home_holds(&["config.toml"]);
        assert_eq!(fs::read_to_string(scene.home().join("config.toml")).unwrap(), text);
    }
}

#[test]
fn hostile_configurations_are_refused_and_left_alone() {
    for (content, reason) in [
        (vec![b'#'; 10 << 20], "line 1, column 1: it is too large for such a file"),
        (b"l\xff\xfe\0a\0".to_vec(), "line 1, column 1: it is not a text file"),
        (b"name = \"Al\0ice\"".to_vec(), "line 1, column 11: this is not well-formed TOML"),
        (b"name = \"Al\x1bice\"".to_vec(), "line 1, column 11: this is not well-formed TOML"),
        (b"name = \"Al\\u001bice\"".to_vec(), "column 8: the value of name is not accepted"),
        ("name = \"Al\u{202e}ice\"".into(), "column 8: the value of name is not accepted"),
        ("name = \"Al\u{2066}ice\u{2069}\"".into(), "column 8: the value of name is not accepted"),
        (
            b"\nlanguage = \"de\"".to_vec(),
            "line 2, column 12: the value of language is not accepted",
        ),
        (b"directory = \"cards\"".to_vec(), "column 13: the value of directory is not accepted"),
        (b"log = \"../log\"".to_vec(), "column 7: the value of log is not accepted"),
        (b"log = \"/a\\u0000b\"".to_vec(), "column 7: the value of log is not accepted"),
        (b"name = \"a\"\nname = \"b\"".to_vec(), "line 2, column 1: this is not well-formed TOML"),
        (b"[[name]]".to_vec(), "line 1, column 1: the value of name is not accepted"),
    ] {
        let scene = configured(&content);
        scene.scelle(["contact", "list"]).within_memory(512).run().refuses(8, reason);
        assert!(fs::read(scene.home().join("config.toml")).unwrap() == content, "{reason}");
    }
    let scene = configured("\u{feff}language = \"fr\"\r\nname = \"Alice\"\r\n");
    scene.scelle(["contact", "list"]).run().exits(0).stderr_contains("vous n’avez pas encore");
}

#[test]
fn the_name_is_that_of_containers_and_cards_until_a_card_says_another() {
    let scene = configured("name = \"Alice Martin\"\n");
    let alice = scene.key("alice");
    scene.scelle(["key", "new", "--plain", "-q"]).run().exits(0);
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "-r", &alice.recipient, "--overwrite"];
    scene.scelle(seal).run().exits(0);
    assert!(labels(&scene, "a.scelle", &alice).contains(&"Alice Martin".to_owned()));
    scene.scelle(["card"]).run().exits(0).stdout_contains("# name: Alice Martin\n");
    scene.scelle(["card", "--name", "Alix"]).run().exits(0);
    scene.scelle(seal).run().exits(0);
    assert!(labels(&scene, "a.scelle", &alice).contains(&"Alix".to_owned()));
}

/// A scene whose configuration names the folder `cards`, with Bob's card in it.
fn with_directory() -> (Scene, Key) {
    let scene = Scene::new();
    let bob = scene.key("bob");
    let cards = scene.at("cards");
    let config = format!("directory = \"{}\"\n", cards.display());
    fs::write(scene.home().join("config.toml"), config).unwrap();
    card(&scene, "cards", "Bob Durand", &bob);
    scene.file("a.txt", "Bonjour");
    (scene, bob)
}

fn to_bob(scene: &Scene) -> Run {
    scene.scelle(["seal", "a.txt", "--to", "bob durand", "--overwrite"])
}

fn opens(scene: &Scene, key: &Key) -> Outcome {
    scene.scelle(["open", "a.scelle", "-o", "-", "-i", &key.path]).run()
}

#[test]
fn its_directory_is_searched_and_vouches_for_nobody() {
    let (scene, bob) = with_directory();
    to_bob(&scene).run().exits(0);
    opens(&scene, &bob).exits(0).stdout("Bonjour");
    assert_eq!(labels(&scene, "a.scelle", &bob), ["Bob Durand"]);
    scene.file("policy.toml", "unverified-contacts = \"refused\"\n");
    let strict = ["--policy", "policy.toml"];
    to_bob(&scene).args(strict).run().refuses(6, "sealing for \"Bob Durand\" is forbidden");
    scene.file("policy.toml", "unverified-contacts = \"warned\"\n");
    to_bob(&scene).args(strict).run().exits(0).stderr_contains("Bob Durand");
    // The same card in the organisation's own directory is vouched for.
    let organisation = scene.at("organisation");
    card(&scene, "organisation", "Bob Durand", &bob);
    let rules =
        format!("unverified-contacts = \"refused\"\ndirectory = \"{}\"\n", organisation.display());
    scene.file("policy.toml", rules);
    to_bob(&scene).args(strict).run().exits(0);
    // Another key under that name is not.
    card(&scene, "organisation", "Bob Durand", &scene.key("stranger"));
    let refused = to_bob(&scene).args(strict).run();
    refused.refuses(2, "more than one contact matches \"bob durand\"");
}

#[test]
fn a_directory_that_is_not_there_stops_only_those_who_need_it() {
    for tongue in Tongue::BOTH {
        let (scene, bob) = with_directory();
        fs::remove_dir_all(scene.at("cards")).unwrap();
        let reason =
            tongue.says("config.toml\", cannot be read: ", "config.toml », sont illisibles : ");
        to_bob(&scene).env("LANG", tongue.locale()).run().refuses(8, reason);
        scene.scelle(["seal", "a.txt", "-r", &bob.recipient]).run().exits(0);
        scene.file("bob.scelle-card", format!("# name: Bob Durand\n{}\n", bob.recipient));
        scene.scelle(["contact", "add", "bob.scelle-card"]).run().exits(0);
        to_bob(&scene).run().exits(0);
        opens(&scene, &bob).exits(0).stdout("Bonjour");
    }
}

#[test]
fn a_damaged_card_is_named_and_takes_no_other_away() {
    let (scene, bob) = with_directory();
    let key = &bob.recipient;
    for (content, reason) in [
        ("x".repeat(10 << 20), "evil.scelle-card\" cannot be used: it is too large"),
        (format!("# name: B\u{202e}ob\n{key}\n"), "line 1 of the contact card"),
        (format!("# name: B\0ob\n{key}\n"), "line 1 of the contact card"),
        (format!("# name: B\x1b[31m\n{key}\n"), "line 1 of the contact card"),
        ("age1pq1nobody\n".to_owned(), "line 1 of the recipients file"),
    ] {
        scene.file("cards/evil.scelle-card", content);
        let found = to_bob(&scene).within_memory(512).run().exits(0).stderr_contains(reason);
        assert_eq!(found.messages().matches("evil").count(), 1);
        opens(&scene, &bob).exits(0).stdout("Bonjour");
        // The name may be on the damaged card.
        let unknown = ["seal", "a.txt", "--to", "carol", "-o", "c.scelle"];
        scene.scelle(unknown).run().refuses(8, reason);
        scene.holds(&[
            "a.scelle",
            "a.txt",
            "cards",
            "cards/Bob Durand.scelle-card",
            "cards/evil.scelle-card",
        ]);
    }
}

#[test]
fn a_log_may_be_asked_for_once_and_for_all() {
    let scene = Scene::new();
    let log = scene.at("journal.jsonl");
    fs::write(scene.home().join("config.toml"), format!("log = \"{}\"\n", log.display())).unwrap();
    scene.scelle(["contact", "list"]).run().exits(0);
    scene.scelle(["group", "list", "--log", "other.jsonl"]).run().exits(0);
    assert_eq!(scene.text("journal.jsonl").lines().count(), 1);
    assert_eq!(scene.text("other.jsonl").lines().count(), 1);
}
