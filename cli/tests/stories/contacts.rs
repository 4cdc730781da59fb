//! Two people, and more: cards, contacts, fingerprints, groups.

use scelle_tests::Scene;

use super::Tongue;
use super::people::Person;

#[test]
fn two_people_exchange_cards_verify_them_and_both_see_both_names() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let people = ["Alice Martin", "Bob Durand"].map(|name| Person::new(&scene, name, tongue));
        let [alice, bob] = people;
        alice.adds(&bob);
        let digits = bob.fingerprint();
        let wrong = digits.replace(['0', '1', '2'], "3");
        let verify =
            |digits: &str| alice.runs(&["contact", "verify", "bob", "--fingerprint", digits]);
        verify(&wrong).refuses(
            6,
            tongue.says(
                "this is not the fingerprint of the key that you have for Bob Durand",
                "ce n’est pas l’empreinte de la clé que vous avez pour Bob Durand",
            ),
        );
        let verified = tongue.says("verified: Bob Durand\n", "vérifié : Bob Durand\n");
        verify(&digits.replace(' ', "")).exits(0).stderr(verified);
        verify("12345").refuses(
            2,
            tongue.says(
                "a fingerprint has thirty digits, in six groups of five",
                "une empreinte a trente chiffres, en six groupes de cinq",
            ),
        );

        scene.file("note.txt", "Bonjour");
        alice.runs(&["seal", "note.txt", "--to", "bob"]).exits(0);
        let told = alice.lists("note.scelle");
        for line in [
            tongue.says("Bob Durand — verified — member", "Bob Durand — vérifié — membre"),
            tongue.says(
                "Alice Martin — this is you — owner",
                "Alice Martin — c’est vous — propriétaire",
            ),
        ] {
            assert!(told.contains(line), "{told}");
        }

        let told = bob.lists("note.scelle");
        let claimed = tongue.says(
            "Alice Martin — unknown to you: the name is a claim",
            "Alice Martin — inconnu de vous : ce nom n’est qu’une affirmation",
        );
        assert!(told.contains(claimed), "{told}");
        bob.adds(&alice);
        bob.runs(&["contact", "rename", "alice martin", "Alix"]).exits(0);
        let told = bob.lists("note.scelle");
        let known = tongue.says(
            "Alice Martin — known to you as Alix, not verified",
            "Alice Martin — connu de vous sous le nom Alix, non vérifié",
        );
        assert!(told.contains(known), "{told}");
        bob.runs(&["open", "note.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
        let cards = ["Alice Martin.scelle-card", "Bob Durand.scelle-card"];
        scene.holds(&[&cards[..], &["note.scelle", "note.txt"]].concat());
    }
}

#[test]
fn a_group_of_five_opens_and_nobody_else() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let names = ["Anne", "Basile", "Chloé", "Driss", "Élise"];
        let people = names.map(|name| Person::new(&scene, name, tongue));
        let [sender, stranger] = ["Zoé", "Yann"].map(|name| Person::new(&scene, name, tongue));
        people.iter().for_each(|person| sender.adds(person));
        let made = sender.runs(&[&["group", "add", "finances"][..], &names].concat()).exits(0);
        let made = made.messages();
        assert_eq!(made, tongue.says("group made: finances\n", "groupe créé : finances\n"));
        scene.file("note.txt", "Bonjour");
        sender.runs(&["seal", "note.txt", "--to", "finances"]).exits(0);
        for person in people.iter().chain([&sender]) {
            person.runs(&["open", "note.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
        }
        let told = sender.lists("note.scelle");
        for name in names {
            let line = tongue.says(" — not verified — member", " — non vérifié — membre");
            assert!(told.contains(&format!("{name}{line}")), "{told}");
        }
        let closed = tongue.says(
            "none of your keys opens this container",
            "aucune de vos clés n’ouvre ce conteneur",
        );
        stranger.runs(&["open", "note.scelle"]).refuses(3, closed);
        sender.runs(&["group", "remove", "finances", "driss"]).exits(0);
        sender.runs(&["seal", "note.txt", "--to", "finances", "--no-self", "--overwrite"]).exits(0);
        people[3].runs(&["open", "note.scelle"]).refuses(3, closed);
        sender.runs(&["open", "note.scelle"]).refuses(3, closed);
    }
}

#[test]
fn a_stranger_under_a_known_name_is_refused_and_a_new_key_is_told_loudly() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name, tongue));
        alice.adds(&bob);
        alice.runs(&["contact", "verify", "Bob", "--fingerprint", &bob.fingerprint()]).exits(0);
        let elsewhere = Scene::new();
        let stranger = Person::new(&elsewhere, "Bob", tongue);
        scene.file("other.scelle-card", elsewhere.text(stranger.card()));
        let add = ["contact", "add", "other.scelle-card"];
        alice.runs(&add).refuses(
            2,
            tongue.says("the name \"Bob\" is already taken", "le nom « Bob » est déjà pris"),
        );
        let replaced = alice.runs(&[&add[..], &["--replace", "-q"]].concat()).exits(0);
        let changed = tongue.says(
            "Bob has a new key and is no longer verified",
            "Bob a une nouvelle clé et n’est plus vérifié",
        );
        assert!(replaced.messages().contains(changed), "{replaced}");
        let shown = alice.runs(&["contact", "show", "bob", "--json"]).exits(0).json();
        assert_eq!(shown["verified"], serde_json::Value::Null);
        assert_eq!(shown["previous"].as_array().unwrap().len(), 1);
        assert_eq!(shown["fingerprint"], stranger.fingerprint());
    }
}

#[test]
fn names_that_are_not_clear_are_refused_with_what_may_be_meant() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let alice = Person::new(&scene, "Alice", tongue);
        for name in ["Bob Durand", "Bob Petit", "Chloé"] {
            alice.adds(&Person::new(&scene, name, tongue));
        }
        scene.file("a.txt", "a");
        let seal = |to: &str| alice.runs(&["seal", "a.txt", "--to", to]);
        let [several, which, nobody, near] = tongue.says(
            [
                "more than one contact matches \"bob\"",
                "say which one: Bob Durand, Bob Petit",
                "none of your contacts or groups is called \"chlo\"",
                "did you mean: Chloé",
            ],
            [
                "plusieurs contacts correspondent à « bob »",
                "précisez lequel : Bob Durand, Bob Petit",
                "aucun de vos contacts ni de vos groupes ne s’appelle « chlo »",
                "vouliez-vous dire : Chloé",
            ],
        );
        let _ = seal("bob").refuses(2, several).stderr_contains(which);
        let _ = seal("chlo").refuses(2, nobody).stderr_contains(near);
        seal("bob petit").exits(0);
    }
}

/// A key or a card says by itself who is meant.
#[test]
fn damaged_contacts_stop_nobody_who_names_no_contact() {
    let scene = Scene::new();
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name, Tongue::English));
    std::fs::write(scene.at("../home-Alice/contacts.toml"), "[[contact").unwrap();
    let key = scene.text(bob.card()).lines().last().unwrap().to_owned();
    scene.file("a.txt", "Bonjour");
    for given in [key, bob.card()] {
        let sealed = alice.runs(&["seal", "a.txt", "--to", &given, "--overwrite"]).exits(0);
        assert!(sealed.messages().contains("contacts.toml\" cannot be read: line 1"), "{sealed}");
        bob.runs(&["open", "a.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
    }
    let both = ["seal", "a.txt", "--to", &bob.card(), "--to", "bob", "--overwrite"];
    alice.runs(&both).refuses(8, "contacts.toml\" cannot be read: line 1");
}

#[test]
fn an_empty_list_says_that_it_is_empty() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let alice = Person::new(&scene, "Alice", tongue);
        let [contacts, groups] = tongue.says(
            ["you have no contacts yet", "you have no groups yet"],
            ["vous n’avez pas encore de contacts", "vous n’avez pas encore de groupes"],
        );
        alice.runs(&["contact", "list"]).exits(0).stdout("").stderr_contains(contacts);
        alice.runs(&["group", "list"]).exits(0).stdout("").stderr_contains(groups);
    }
}

#[test]
fn a_damaged_file_of_contacts_is_told_with_its_line_and_left_alone() {
    let scene = Scene::new();
    let alice = Person::new(&scene, "Alice", Tongue::English);
    let contacts = scene.at("../home-Alice/contacts.toml");
    let damaged = "# mine\n[[contact]]\nname = \"Bob\"\nrecipient = \"age1nobody\"\n";
    std::fs::write(&contacts, damaged).unwrap();
    scene.file("a.txt", "a");
    for args in
        [&["contact", "list"][..], &["contact", "remove", "Bob"], &["seal", "a.txt", "--to", "Bob"]]
    {
        alice.runs(args).refuses(8, "line 4, column 13: the value of recipient is not accepted");
    }
    assert_eq!(std::fs::read_to_string(&contacts).unwrap(), damaged);
    scene.holds(&["Alice.scelle-card", "a.txt"]);
}

#[test]
fn hostile_cards_are_refused_and_nothing_is_added() {
    let scene = Scene::new();
    let alice = Person::new(&scene, "Alice", Tongue::English);
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
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name, Tongue::English));
    for (name, shown) in [
        ("age1pq1friend", "age1pq1friend"),
        ("ssh-ed25519 AAAA", "ssh-ed25519 AAAA"),
        ("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-…"),
    ] {
        let add = ["contact", "add", &bob.card(), "--name", name];
        let reason = format!("\"{shown}\" would be taken for a key, and cannot be a name");
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
    let [alice, bob] = ["Alice", "Bob"].map(|name| Person::new(&scene, name, Tongue::English));
    alice.adds(&bob);
    let again = ["contact", "add", &bob.card(), "--name", "Robert", "-q"];
    alice.runs(&again).exits(0).stderr("warning: this is also the key of Bob\n");

    // Its first letter is Cyrillic.
    let elsewhere = Scene::new();
    let stranger = Person::new(&elsewhere, "\u{412}ob", Tongue::English);
    scene.file("other.scelle-card", elsewhere.text(stranger.card()));
    let add = ["contact", "add", "other.scelle-card", "-q"];
    let told = alice.runs(&[&add[..], &["--lang", "fr"]].concat()).exits(0);
    told.stderr_contains("ressemble à Bob, un de vos contacts, mais s’écrit avec d’autres lettres");
    alice.runs(&["contact", "remove", "\u{412}ob"]).exits(0);
    let told = alice.runs(&[&add[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(told["resembles"], "Bob");
    assert_eq!(told["same_key_as"], serde_json::Value::Null);
}
