//! An organisation vouches for the keys of its directory.

use std::fs;

use scelle_tests::Scene;

use super::Tongue;
use super::people::Person;

const POLICY: &str = "policy.toml";

/// Alice and Bob, whose cards lie in the directory of a policy with these rules, and Zoé, whose
/// card does not.
fn office<'a>(scene: &'a Scene, tongue: Tongue, rules: &str) -> [Person<'a>; 3] {
    let all =
        ["Alice Martin", "Bob Durand", "Zoé Petit"].map(|name| Person::new(scene, name, tongue));
    let cards = scene.at("../cards");
    fs::create_dir(&cards).unwrap();
    for person in &all[..2] {
        fs::rename(scene.at(person.card()), cards.join(person.card())).unwrap();
    }
    let policy = format!("directory = \"{}\"\n{rules}", cards.display());
    scene.file("a.txt", "Bonjour").file(POLICY, policy);
    all
}

fn key_of(person: &Person<'_>) -> String {
    let shown = person.runs(&["key", "show", "--json"]).exits(0).json();
    shown["recipient"].as_str().unwrap().to_owned()
}

#[test]
fn colleagues_of_the_directory_are_known_and_others_are_not() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let [alice, bob, zoe] = office(&scene, tongue, "");
        let keys = [&alice, &bob, &zoe].map(key_of);
        let seal = ["seal", "a.txt", "-r", &keys[0], "-r", &keys[2], "--policy", POLICY, "-q"];
        bob.runs(&seal).exits(0);
        let told = bob.runs(&["access", "list", "a.scelle", "--policy", POLICY]).exits(0);
        let (known, unknown) = tongue.says(
            (
                "Alice Martin — in the directory of your organisation — ",
                " — unknown to you: the name",
            ),
            (
                "Alice Martin — dans l’annuaire de votre organisation — ",
                " — inconnu de vous : ce nom",
            ),
        );
        let _ = told.stdout_contains(known).stdout_contains(unknown);
        // Without the policy the name is a claim.
        let told = bob.runs(&["access", "list", "a.scelle"]).exits(0);
        let _ = told.stdout_contains(&format!("Alice Martin{unknown}"));
        let json = bob.runs(&["access", "list", "a.scelle", "--policy", POLICY, "--json"]).exits(0);
        let json = json.json();
        let trusts: Vec<_> = (0..3).map(|at| json["listed"][at]["trust"].clone()).collect();
        assert_eq!(trusts, ["directory", "unknown", "own"]);
        assert_eq!(json["listed"][0]["known_as"], "Alice Martin");
        // A name that is not a card's whole name.
        for nearly in ["alice", "Alice Martim", "Durant"] {
            let refused = bob.runs(&["seal", "a.txt", "-r", nearly, "--policy", POLICY]).exits(2);
            let meant = if nearly == "Durant" { "Bob Durand" } else { "Alice Martin" };
            let meant = match tongue {
                Tongue::English => format!("did you mean: {meant}\n"),
                Tongue::French => format!("vouliez-vous dire : {meant}\n"),
            };
            let _ = refused.stderr_contains(&meant);
        }
    }
}

#[test]
fn a_key_of_the_directory_needs_no_name_where_others_are_refused() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let [alice, bob, zoe] = office(&scene, tongue, "unverified-contacts = \"refused\"\n");
        let [alice, own, stranger] = [&alice, &bob, &zoe].map(key_of);
        // From the command line, and from a file.
        scene.file("keys", format!("{alice}\n"));
        for given in [["-r", alice.as_str()], ["-R", "keys"], ["-r", own.as_str()]] {
            let seal = ["seal", "a.txt", "--policy", POLICY, "--force"];
            bob.runs(&[&seal[..], &given].concat()).exits(0);
        }
        let short = &stranger[..20];
        let refused =
            bob.runs(&["seal", "a.txt", "-o", "z.scelle", "--policy", POLICY, "-r", &stranger]);
        let _ = refused.refuses(
            6,
            &tongue.says(format!("sealing for \"{short}…"), format!("sceller pour « {short}…")),
        );
        // A card is a claim: the report names it.
        let card = zoe.card();
        let refused =
            bob.runs(&["seal", "a.txt", "-o", "z.scelle", "--policy", POLICY, "-r", &card]);
        let _ = refused.refuses(
            6,
            tongue.says(
                "sealing for \"Zoé Petit\" is forbidden",
                "sceller pour « Zoé Petit » est interdit",
            ),
        );
        scene.holds(&["a.scelle", "a.txt", "keys", POLICY, &card]);
    }
}

/// The policy imposes the access for recovery: it needs no one else's word.
#[test]
fn the_recovery_key_of_the_policy_is_known_where_others_are_refused() {
    let scene = Scene::new();
    let (alice, recovery) = (scene.key("alice"), scene.key("recovery"));
    let rules = "unverified-contacts = \"refused\"\nunknown-keys = \"refused\"\n";
    let imposed =
        format!("[[recovery]]\nlabel = \"DSI\"\nrecipient = \"{}\"\n", recovery.recipient);
    scene.file("a.txt", "a").file(POLICY, format!("{rules}{imposed}"));
    scene.scelle(["key", "new", "--plain"]).run().exits(0);
    let run = |args: &[&str]| scene.scelle(args).args(["--policy", POLICY]).run();
    run(&["seal", "a.txt"]).exits(0);
    run(&["rekey", "a.scelle"]).exits(0);
    run(&["rename", "a.scelle", "a.txt", "b.txt"]).exits(0);
    let list = run(&["access", "list", "a.scelle", "--json"]).exits(0).json();
    let dsi = list["listed"].as_array().unwrap().iter().find(|one| one["label"] == "DSI").unwrap();
    assert_eq!((&dsi["trust"], &dsi["role"]), (&"directory".into(), &"recovery".into()));
    // A policy that the user adds is no way around the rules of the first.
    let mallory = [("recovery.toml", &imposed.replace(&recovery.recipient, &alice.recipient))];
    for (name, text) in mallory {
        scene.file(name, text);
        let seal = ["seal", "a.txt", "--overwrite", "--policy", POLICY, "--policy", name];
        let _ = scene.scelle(seal).run().refuses(6, "DSI");
    }
    fs::create_dir(scene.at("cards")).unwrap();
    let card = format!("# name: Alice\n{}\n", alice.recipient);
    scene.file("cards/alice.scelle-card", card);
    let own = format!("directory = \"{}\"\n", scene.at("cards").display());
    scene.file("own.toml", own);
    let seal = ["seal", "a.txt", "--overwrite", "-r", "Alice", "--policy", POLICY];
    let _ = scene.scelle(seal).args(["--policy", "own.toml"]).run().refuses(6, "Alice");
}

/// One card of several that is refused leaves none of them behind.
#[test]
fn several_cards_are_added_all_or_none() {
    let scene = Scene::new();
    let [alice, bob, other] = ["alice", "bob", "other"].map(|name| scene.key(name));
    let card = |name: &str, key: &scelle_tests::Key| format!("# name: {name}\n{}\n", key.recipient);
    scene.file("1.scelle-card", card("Alice", &alice)).file("2.scelle-card", card("Bob", &bob));
    scene.file("3.scelle-card", card("Alice", &other));
    let add = ["contact", "add", "2.scelle-card", "1.scelle-card", "3.scelle-card"];
    let _ = scene.scelle(add).run().refuses(2, "Alice");
    let list = || scene.scelle(["contact", "list", "--json"]).run().exits(0).json();
    assert_eq!(list()["contacts"], serde_json::json!([]));
    let added = scene.scelle(&add[..4]).run().exits(0);
    let _ = added.messages();
    assert_eq!(list()["contacts"].as_array().unwrap().len(), 2);
}
