//! Two people, and more: cards, contacts, fingerprints, groups.

use scelle_tests::{Outcome, Scene};

/// Somebody with a configuration of their own, in a folder of that name.
struct Person<'a> {
    scene: &'a Scene,
    name: &'a str,
}

impl<'a> Person<'a> {
    /// With a key, and a card `NAME.scelle-card` in the folder where everybody works.
    fn new(scene: &'a Scene, name: &'a str) -> Self {
        let person = Self { scene, name };
        person.runs(&["key", "new", "--plain", "-q"]).exits(0);
        person.runs(&["card", "--name", name, "-o", &person.card(), "-q"]).exits(0);
        person
    }

    fn card(&self) -> String {
        format!("{}.scelle-card", self.name)
    }

    fn runs(&self, args: &[&str]) -> Outcome {
        let home = self.scene.at(format!("../home-{}", self.name));
        self.scene.scelle(args).env("SCELLE_HOME", home).run()
    }

    fn fingerprint(&self) -> String {
        let shown = self.runs(&["key", "show", "--json"]).exits(0).json();
        shown["fingerprint"].as_str().unwrap().to_owned()
    }

    fn adds(&self, other: &Self) {
        self.runs(&["contact", "add", &other.card(), "-q"]).exits(0);
    }
}

#[test]
fn two_people_exchange_cards_verify_them_and_both_see_both_names() {
    let scene = Scene::new();
    let [alice, bob] = ["Alice Martin", "Bob Durand"].map(|name| Person::new(&scene, name));
    alice.adds(&bob);
    let digits = bob.fingerprint();
    let wrong = digits.replace(['0', '1', '2'], "3");
    let verify = |digits: &str| alice.runs(&["contact", "verify", "bob", "--fingerprint", digits]);
    verify(&wrong)
        .refuses(6, "this is not the fingerprint of the key that you have for Bob Durand");
    verify(&digits.replace(' ', "")).exits(0).stderr("verified: Bob Durand\n");
    verify("12345").refuses(2, "a fingerprint has thirty digits, in six groups of five");

    scene.file("note.txt", "Bonjour");
    alice.runs(&["seal", "note.txt", "--to", "bob"]).exits(0);
    let told = alice.runs(&["list", "note.scelle"]).exits(0).output();
    assert!(told.contains("Bob Durand — verified — member"), "{told}");
    assert!(told.contains("Alice Martin — this is you — owner"), "{told}");

    let told = bob.runs(&["list", "note.scelle"]).exits(0).output();
    assert!(told.contains("Alice Martin — unknown to you: the name is a claim"), "{told}");
    bob.adds(&alice);
    bob.runs(&["contact", "rename", "alice martin", "Alix"]).exits(0);
    let told = bob.runs(&["list", "note.scelle"]).exits(0).output();
    assert!(told.contains("Alice Martin — known to you as Alix, not verified"), "{told}");
    bob.runs(&["open", "note.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
    scene.holds(&["Alice Martin.scelle-card", "Bob Durand.scelle-card", "note.scelle", "note.txt"]);
}

#[test]
fn a_group_of_five_opens_and_nobody_else() {
    let scene = Scene::new();
    let names = ["Anne", "Basile", "Chloé", "Driss", "Élise"];
    let people = names.map(|name| Person::new(&scene, name));
    let [sender, stranger] = ["Zoé", "Yann"].map(|name| Person::new(&scene, name));
    people.iter().for_each(|person| sender.adds(person));
    sender.runs(&[&["group", "add", "finances"][..], &names].concat()).exits(0);
    scene.file("note.txt", "Bonjour");
    sender.runs(&["seal", "note.txt", "--to", "finances"]).exits(0);
    for person in people.iter().chain([&sender]) {
        person.runs(&["open", "note.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
    }
    stranger.runs(&["open", "note.scelle"]).refuses(3, "none of your keys opens this container");
    sender.runs(&["group", "remove", "finances", "driss"]).exits(0);
    sender.runs(&["seal", "note.txt", "--to", "finances", "--no-self", "--force"]).exits(0);
    people[3].runs(&["open", "note.scelle"]).refuses(3, "none of your keys opens this container");
    sender.runs(&["open", "note.scelle"]).refuses(3, "none of your keys opens this container");
}

#[test]
fn a_stranger_under_a_known_name_is_refused_and_a_new_key_is_told_loudly() {
    let scene = Scene::new();
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name));
    alice.adds(&bob);
    alice.runs(&["contact", "verify", "Bob", "--fingerprint", &bob.fingerprint()]).exits(0);
    let elsewhere = Scene::new();
    let stranger = Person::new(&elsewhere, "Bob");
    scene.file("other.scelle-card", elsewhere.text(stranger.card()));
    let add = ["contact", "add", "other.scelle-card"];
    alice.runs(&add).refuses(2, "there is already somebody else under the name \"Bob\"");
    let replaced = alice.runs(&[&add[..], &["--replace", "-q"]].concat()).exits(0);
    assert!(replaced.messages().contains("Bob has a new key and is no longer verified"));
    let shown = alice.runs(&["contact", "show", "bob", "--json"]).exits(0).json();
    assert_eq!(shown["verified"], serde_json::Value::Null);
    assert_eq!(shown["previous"].as_array().unwrap().len(), 1);
    assert_eq!(shown["fingerprint"], stranger.fingerprint());
}

#[test]
fn names_that_are_not_clear_are_refused_with_what_may_be_meant() {
    let scene = Scene::new();
    let alice = Person::new(&scene, "Alice");
    for name in ["Bob Durand", "Bob Petit", "Chloé"] {
        alice.adds(&Person::new(&scene, name));
    }
    scene.file("a.txt", "a");
    let seal = |to: &str| alice.runs(&["seal", "a.txt", "--to", to]);
    let several = seal("bob").refuses(2, "more than one contact answers to \"bob\"");
    assert!(several.messages().contains("say which one: Bob Durand, Bob Petit"));
    let near = seal("chlo").refuses(2, "nobody is called \"chlo\"");
    assert!(near.messages().contains("did you mean: Chloé"));
    seal("bob petit").exits(0);
}

#[test]
fn a_damaged_file_of_contacts_is_told_with_its_line_and_left_alone() {
    let scene = Scene::new();
    let alice = Person::new(&scene, "Alice");
    let contacts = scene.at("../home-Alice/contacts.toml");
    let damaged = "# mine\n[[contact]]\nname = \"Bob\"\nrecipient = \"age1nobody\"\n";
    std::fs::write(&contacts, damaged).unwrap();
    scene.file("a.txt", "a");
    for args in
        [&["contact", "list"][..], &["contact", "remove", "Bob"], &["seal", "a.txt", "--to", "Bob"]]
    {
        alice
            .runs(args)
            .refuses(8, "line 4, column 13: the value of recipient is not one that it takes");
    }
    assert_eq!(std::fs::read_to_string(&contacts).unwrap(), damaged);
    scene.holds(&["Alice.scelle-card", "a.txt"]);
}

#[test]
fn hostile_cards_are_refused_and_nothing_is_added() {
    let scene = Scene::new();
    let alice = Person::new(&scene, "Alice");
    let card = scene.text(alice.card());
    let key = card.lines().last().unwrap();
    for (content, reason) in [
        (format!("# name: B\u{202e}ob\n{key}\n"), "line 1 of the contact card"),
        (format!("# name: B\0ob\n{key}\n"), "line 1 of the contact card"),
        (format!("# name: Bob\n{key}\n{key}\n"), "there is more than one key"),
        ("x".repeat(10 << 20), "it is too large"),
        ("# name: Bob\n".to_owned(), "it holds no key"),
    ] {
        scene.file("bob.scelle-card", content);
        alice.runs(&["contact", "add", "bob.scelle-card"]).refuses(8, reason);
    }
    scene.file("bob.scelle-card", format!("\u{feff}# name: Bob\r\n{key}\r\n"));
    alice.runs(&["contact", "add", "bob.scelle-card"]).exits(0);
    let listed = alice.runs(&["contact", "list"]).exits(0).output();
    assert_eq!(listed, "Bob — not verified\n");
}

#[test]
fn a_key_is_no_name_for_a_contact() {
    let scene = Scene::new();
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name));
    for name in ["age1pq1friend", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1"] {
        let add = ["contact", "add", &bob.card(), "--name", name];
        let reason = format!("\"{name}\" would be taken for a key, and cannot be a name");
        alice.runs(&add).refuses(2, &reason);
    }
    alice.runs(&["contact", "list"]).exits(0).stdout("");
    alice.adds(&bob);
    alice.runs(&["contact", "rename", "bob", "age1bob"]).refuses(2, "would be taken for a key");
    alice.runs(&["group", "add", "age1us", "bob"]).refuses(2, "would be taken for a key");
    let french = ["contact", "rename", "bob", "age1bob", "--lang", "fr"];
    alice.runs(&french).exits(2).stderr_contains("« age1bob » serait pris pour une clé");
}

#[test]
fn a_key_under_two_names_and_a_name_in_borrowed_letters_are_told() {
    let scene = Scene::new();
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name));
    alice.adds(&bob);
    let again = ["contact", "add", &bob.card(), "--name", "Robert", "-q"];
    alice.runs(&again).exits(0).stderr("warning: this is also the key of Bob\n");

    // Its first letter is Cyrillic.
    let elsewhere = Scene::new();
    let stranger = Person::new(&elsewhere, "\u{412}ob");
    scene.file("other.scelle-card", elsewhere.text(stranger.card()));
    let add = ["contact", "add", "other.scelle-card", "-q"];
    let told = alice.runs(&[&add[..], &["--lang", "fr"]].concat()).exits(0);
    told.stderr_contains("s’écrit presque comme Bob, un de vos contacts, avec d’autres lettres");
    alice.runs(&["contact", "remove", "\u{412}ob"]).exits(0);
    let told = alice.runs(&[&add[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(told["resembles"], "Bob");
    assert_eq!(told["same_key_as"], serde_json::Value::Null);
}
