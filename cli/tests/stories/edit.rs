//! A container lives: colleagues join and leave, pages come and go. In both languages.

use scelle_tests::{Outcome, Scene};

use super::people::Person;
use super::{PHRASE, Tongue};
use crate::tools::{Run, tool};

const CONTAINER: &str = "dossier.scelle";

/// Alice, Bob and Carol, who all have each other's card, and Alice's container.
struct Office<'a> {
    scene: &'a Scene,
    tongue: Tongue,
    alice: Person<'a>,
    bob: Person<'a>,
    carol: Person<'a>,
}

impl<'a> Office<'a> {
    fn new(scene: &'a Scene, tongue: Tongue) -> Self {
        let [alice, bob, carol] = ["Alice Martin", "Bob Durand", "Carol Petit"]
            .map(|name| Person::new(scene, name, tongue));
        alice.adds(&bob);
        alice.adds(&carol);
        for card in ["Alice Martin", "Bob Durand", "Carol Petit"] {
            std::fs::remove_file(scene.at(format!("{card}.scelle-card"))).unwrap();
        }
        scene.file("dossier/a.txt", "Bonjour").file("dossier/b.txt", "b".repeat(100_000));
        alice.runs(&["seal", "dossier", "-q"]).exits(0);
        std::fs::remove_dir_all(scene.at("dossier")).unwrap();
        Self { scene, tongue, alice, bob, carol }
    }

    /// For each language.
    fn in_both(story: impl Fn(&Office<'_>)) {
        for tongue in Tongue::BOTH {
            story(&Office::new(&Scene::new(), tongue));
        }
    }

    #[track_caller]
    fn says(&self, outcome: Outcome, english: &str, french: &str) -> Outcome {
        outcome.stderr_contains(self.tongue.says(english, french))
    }

    #[track_caller]
    fn prints(&self, outcome: Outcome, english: &str, french: &str) -> Outcome {
        outcome.stdout_contains(self.tongue.says(english, french))
    }

    fn entries(&self) -> Vec<String> {
        let listed = self.alice.runs(&["list", CONTAINER, "--json"]).exits(0).json();
        let entries = listed["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn a_colleague_joins_then_leaves() {
    Office::in_both(|office| {
        let Office { scene, alice, bob, carol, .. } = office;
        let told = alice.runs(&["access", "add", CONTAINER, "-r", "bob", "-r", "carol"]).exits(0);
        office.prints(
            told,
            "dossier.scelle: access given to Bob Durand, Carol Petit\n",
            "dossier.scelle : accès donné à Bob Durand, Carol Petit\n",
        );
        bob.runs(&["open", CONTAINER, "dossier/a.txt", "-o", "-"]).exits(0).stdout("Bonjour");
        let again = alice.runs(&["access", "add", CONTAINER, "-r", "bob"]).exits(0);
        office.prints(again, "nothing to change", "rien à changer");

        let refused = bob.runs(&["access", "remove", CONTAINER, "Carol Petit"]).exits(6);
        office.says(
            refused,
            "only the owners of this container can change it",
            "seuls les propriétaires de ce conteneur peuvent le modifier",
        );
        let told = alice.runs(&["access", "remove", CONTAINER, "bob"]).exits(0);
        let told = office.prints(told, "removed from Bob Durand", "accès retiré à Bob Durand");
        office.says(
            told,
            "copies made before stay readable to those who could open them",
            "les copies faites auparavant restent lisibles pour qui pouvait les ouvrir",
        );
        bob.runs(&["open", CONTAINER]).exits(3);
        carol.runs(&["open", CONTAINER, "dossier/a.txt", "-o", "-"]).exits(0).stdout("Bonjour");
        scene.holds(&[CONTAINER]);
    });
}

#[test]
fn what_would_lock_everybody_out_is_refused_with_the_reason() {
    Office::in_both(|office| {
        let Office { scene, alice, .. } = office;
        let before = scene.read(CONTAINER);
        let alone = alice.runs(&["access", "remove", CONTAINER, "alice martin"]).exits(6);
        office.says(alone, "you would lock yourself out", "vous n’ouvririez plus ce conteneur");
        let forced = ["access", "remove", CONTAINER, "alice martin", "--force"];
        let last = alice.runs(&forced).exits(6);
        office.says(last, "is the only owner left", "est le seul propriétaire restant");
        let nobody = alice.runs(&["access", "remove", CONTAINER, "dave"]).exits(2);
        office.says(
            nobody,
            "hint: these can open the container: Alice Martin",
            "conseil : peuvent ouvrir ce conteneur : Alice Martin",
        );
        assert_eq!(scene.read(CONTAINER), before);
        alice.runs(&["access", "add", CONTAINER, "-r", "bob", "--role", "owner"]).exits(0);
        alice.runs(&forced).exits(0);
        alice.runs(&["list", CONTAINER]).exits(3);
        scene.holds(&[CONTAINER]);
    });
}

#[test]
fn a_passphrase_stays_only_when_it_is_given_again() {
    Office::in_both(|office| {
        let Office { scene, alice, .. } = office;
        scene.file("phrase", PHRASE);
        let give =
            ["access", "add", CONTAINER, "--add-passphrase-file", "phrase", "--label", "Greffe"];
        alice.runs(&give).exits(0);
        let rekey = ["rekey", CONTAINER, "--no-input"];
        let needed = alice.runs(&rekey).exits(3);
        office.says(
            needed,
            "the passphrase \"Greffe\" must be typed again",
            "« Greffe » doit être saisie de nouveau",
        );
        let kept = [&rekey[..], &["--keep-passphrase-file", "phrase"]].concat();
        let told = alice.runs(&kept).exits(0);
        office.prints(
            told,
            "encrypted anew, for the same people",
            "chiffré de nouveau, pour les mêmes personnes",
        );
        let open = ["open", CONTAINER, "dossier/a.txt", "-o", "-", "--passphrase-file", "phrase"];
        scene.scelle(open).run().exits(0).stdout("Bonjour");
        alice.runs(&[&rekey[..], &["--drop", "greffe"]].concat()).exits(0);
        scene.scelle(open).run().exits(3);
        scene.holds(&[CONTAINER, "phrase"]);
    });
}

#[test]
fn pages_come_go_and_change_their_names() {
    Office::in_both(|office| {
        let Office { scene, alice, .. } = office;
        scene.file("note.txt", "une note").file("a.txt", "autre chose");
        let told = alice.runs(&["add", CONTAINER, "note.txt", "--at", "dossier/notes"]).exits(0);
        office.prints(told, "dossier.scelle: added: note.txt\n", "ajouté : note.txt\n");
        let taken = alice.runs(&["add", CONTAINER, "a.txt", "--at", "dossier"]).exits(7);
        office.says(taken, "already holds \"dossier/a.txt\"", "contient déjà « dossier/a.txt »");
        alice.runs(&["add", CONTAINER, "a.txt", "--at", "dossier", "--overwrite"]).exits(0);
        let open = ["open", CONTAINER, "dossier/a.txt", "-o", "-"];
        alice.runs(&open).exits(0).stdout("autre chose");
        let told = alice.runs(&["replace", CONTAINER, "dossier/a.txt", "note.txt"]).exits(0);
        office.prints(told, "content replaced: dossier/a.txt", "contenu remplacé : dossier/a.txt");
        alice.runs(&open).exits(0).stdout("une note");
        let told = alice.runs(&["rename", CONTAINER, "dossier", "été 2026"]).exits(0);
        office.prints(told, "dossier is now été 2026", "dossier s’appelle maintenant été 2026");
        let told = alice.runs(&["remove", CONTAINER, "été 2026/b.txt"]).exits(0);
        office.prints(told, "removed: été 2026/b.txt", "retiré : été 2026/b.txt");
        let mut entries = office.entries();
        entries.sort();
        assert_eq!(entries, ["été 2026", "été 2026/a.txt", "été 2026/notes/note.txt"]);
        let empty = alice.runs(&["remove", CONTAINER, "été 2026"]).exits(2);
        office.says(empty, "nothing would be left", "il ne resterait rien dans le conteneur");
        scene.holds(&[CONTAINER, "a.txt", "note.txt"]);
    });
}

#[test]
fn one_command_removes_a_leaver_everywhere_and_again_changes_nothing() {
    Office::in_both(|office| {
        let Office { scene, alice, bob, carol, .. } = office;
        scene.file("n.txt", "n");
        for name in ["archives/1.scelle", "archives/2026/2.scelle", "archives/2026/3.scelle"] {
            scene.folder("archives/2026");
            alice.runs(&["seal", "n.txt", "-o", name, "-r", "bob", "-q"]).exits(0);
        }
        carol.runs(&["seal", "n.txt", "-o", "archives/2026/4.scelle", "-q"]).exits(0);
        let all = ["access", "remove", "--all-in", "archives", "--recursive", "bob"];
        let results = |outcome: &Outcome| -> Vec<String> {
            let lines = outcome.output();
            let lines = lines.lines().map(serde_json::from_str::<serde_json::Value>);
            lines.map(|line| line.unwrap()["result"].as_str().unwrap().to_owned()).collect()
        };
        let would = alice.runs(&[&all[..], &["--dry-run", "--json", "--continue"]].concat());
        let would = would.exits(3);
        assert_eq!(results(&would), ["would-change", "would-change", "would-change", "failed"]);
        bob.runs(&["list", "archives/1.scelle"]).exits(0);
        // Without `--recursive`, the one at the top.
        let top = ["access", "remove", "--all-in", "archives", "bob"];
        alice.runs(&top).exits(0);
        bob.runs(&["list", "archives/1.scelle"]).exits(3);
        let told = alice.runs(&[&all[..], &["--continue", "--json"]].concat()).exits(3);
        assert_eq!(results(&told), ["unchanged", "changed", "changed", "failed"]);
        let told = alice.runs(&all).exits(3);
        let told = office.says(told, "archives/2026/4.scelle: not changed", "4.scelle : inchangé");
        office.says(
            told,
            "one container could not be changed",
            "un conteneur n’a pas pu être modifié",
        );
        // One that fails comes first: the others are not looked at, and the summary says so.
        scene.file("archives/0.scelle", "nothing");
        let told = alice.runs(&[&all[..], &["--json"]].concat()).exits(4);
        let error: serde_json::Value = serde_json::from_str(&told.messages()).unwrap();
        let counts = ["changed", "unchanged", "failed", "not_looked_at"]
            .map(|key| error["error"][key].as_u64());
        assert_eq!(counts, [Some(0), Some(0), Some(1), Some(4)], "{told}");
        let told = alice.runs(&all).exits(4);
        let told = office.says(
            told,
            "changed: 0, nothing to change: 0, not looked at: 4\n",
            "modifiés : 0, sans rien à modifier : 0, non examinés : 4\n",
        );
        office.says(
            told,
            "start the same command again with `--continue`",
            "relancez la même commande avec `--continue`",
        );
        let told = alice.runs(&[&all[..], &["--continue"]].concat()).exits(4);
        office.says(
            told,
            "2 containers could not be changed; changed: 0, nothing to change: 3, not looked at: 0",
            "2 conteneurs n’ont pas pu être modifiés ; modifiés : 0, sans rien à modifier : 3, non examinés : 0",
        );
        std::fs::remove_file(scene.at("archives/0.scelle")).unwrap();
        // Done already for a known contact: fine. An unknown name: a slip.
        alice.runs(&top).exits(0);
        let strange = alice.runs(&["access", "remove", "--all-in", "archives", "zorro"]).exits(2);
        office.says(strange, "no access matches", "aucun accès ne correspond à");
        for name in ["archives/2026/2.scelle", "archives/2026/3.scelle"] {
            bob.runs(&["list", name]).exits(3);
            alice.runs(&["verify", name]).exits(0);
        }
    });
}

#[test]
fn containers_without_a_list_say_what_can_be_done_with_them() {
    Office::in_both(|office| {
        let Office { scene, alice, bob, .. } = office;
        scene.file("n.txt", "n").file("phrase", PHRASE);
        alice.runs(&["seal", "n.txt", "--anonymous", "-r", "bob", "-q"]).exits(0);
        let listed = alice.runs(&["access", "list", "n.scelle"]).exits(0);
        let _ = listed.stdout_contains(office.tongue.says(
            "It opens with 2 accesses that have no name.",
            "Il s’ouvre avec 2 accès sans nom.",
        ));
        let removed = alice.runs(&["access", "remove", "n.scelle", "bob"]).exits(2);
        office.says(
            removed,
            "this container has no access list",
            "ce conteneur n’a pas de liste des accès",
        );
        let lost = alice.runs(&["rekey", "n.scelle"]).exits(2);
        office.says(
            lost,
            "2 unlisted accesses would be lost",
            "2 accès non listés seraient perdus",
        );
        let own = alice.runs(&["key", "show", "--json"]).exits(0).json();
        let own = own["recipient"].as_str().unwrap();
        let adopt = ["access", "adopt", "n.scelle", "-r", own, "-r", "bob"];
        let unproved = alice.runs(&adopt).exits(2);
        office.says(unproved, "cannot tell which of the 1", "impossible de savoir lequel des 1");
        let told = alice.runs(&[&adopt[..], &["--replace"]].concat()).exits(0);
        let told = office.says(told, "unproved access", "non prouvé");
        office.prints(told, "access list completed with", "liste des accès complétée avec");
        alice.runs(&["access", "remove", "n.scelle", "bob"]).exits(0);
        bob.runs(&["list", "n.scelle"]).exits(3);

        let alone = ["seal", "n.txt", "-o", "p.scelle", "--no-self"];
        let phrase = ["--passphrase-file", "phrase"];
        alice.runs(&[&alone[..], &phrase].concat()).exits(0);
        let give = ["access", "add", "p.scelle", "-r", "bob", "--unlock-passphrase-file", "phrase"];
        alice
            .runs(&[&["access", "adopt", "p.scelle", "--label", "Greffe"][..], &phrase].concat())
            .exits(0);
        alice.runs(&give).exits(0);
        bob.runs(&["open", "p.scelle", "-o", "-"]).exits(0).stdout("n");
    });
}

#[test]
fn what_differs_between_two_containers_is_told() {
    Office::in_both(|office| {
        let Office { scene, alice, .. } = office;
        scene.file("c.txt", "c").file("old.scelle", scene.read(CONTAINER));
        let same = alice.runs(&["diff", "old.scelle", CONTAINER]).exits(0).stdout("");
        let _ = same.stderr("");
        alice.runs(&["access", "add", CONTAINER, "-r", "bob", "-q"]).exits(0);
        alice.runs(&["add", CONTAINER, "c.txt", "-q"]).exits(0);
        alice.runs(&["replace", CONTAINER, "dossier/a.txt", "c.txt", "-q"]).exits(0);
        alice.runs(&["remove", CONTAINER, "dossier/b.txt", "-q"]).exits(0);
        let access = office
            .tongue
            .says("+ access: Bob Durand, given on 20", "+ accès : Bob Durand, donné le ");
        let told = alice.runs(&["diff", "old.scelle", CONTAINER]).exits(1).output();
        let expected = format!("+ c.txt\n! dossier/a.txt\n- dossier/b.txt\n{access}");
        assert!(told.starts_with(&expected), "{told}");
        scene.holds(&[CONTAINER, "c.txt", "old.scelle"]);
    });
}

/// An archivist has only age and unzip, whatever was done to the container.
#[test]
fn stock_age_opens_the_result_of_every_edit() {
    let (Some(age), Some(unzip)) = (tool("age"), tool("unzip")) else { return };
    let scene = Scene::new();
    let classical = super::classical_key(&scene);
    let bob = scene.key("bob");
    scene.file("a.txt", "Bonjour").file("b.txt", "b");
    let seal = ["seal", "a.txt", "-o", CONTAINER, "--allow-classical", "-r", &classical.recipient];
    scene.scelle(seal).run().exits(0);
    let verbs: [&[&str]; 7] = [
        &["access", "add", CONTAINER, "-r", &bob.recipient],
        &["access", "remove", CONTAINER, &bob.recipient],
        &["rekey", CONTAINER],
        &["add", CONTAINER, "b.txt"],
        &["rename", CONTAINER, "b.txt", "c.txt"],
        &["replace", CONTAINER, "c.txt", "b.txt"],
        &["remove", CONTAINER, "c.txt"],
    ];
    for verb in verbs {
        scene.scelle(verb).args(["-i", &classical.path]).run().exits(0);
        let payload =
            Run::new(&age).args(["-d", "-i", &classical.path]).arg(scene.at(CONTAINER)).output();
        let archive = scene.at("../payload.zip");
        std::fs::write(&archive, payload).unwrap();
        let content = Run::new(&unzip).arg("-p").arg(&archive).arg("a.txt").text();
        assert_eq!(content, "Bonjour", "{verb:?}");
    }
}

/// After a key was renewed, one person has two accesses.
#[test]
fn two_accesses_of_one_person_are_told_apart_and_either_is_removed() {
    Office::in_both(|office| {
        let Office { alice, tongue, .. } = office;
        let show = |person: &Person<'_>| person.runs(&["key", "show", "--json"]).exits(0).json();
        alice.runs(&["key", "renew", "--plain", "-q"]).exits(0);
        let new = show(alice);
        let (key, print) =
            (new["recipient"].as_str().unwrap(), new["fingerprint"].as_str().unwrap());
        // One's own new key has one's own name.
        let told = alice.runs(&["access", "add", CONTAINER, "-r", key, "--role", "owner"]).exits(0);
        office.prints(told, "access given to Alice Martin\n", "accès donné à Alice Martin\n");
        let (start, own) = (&print[..11], tongue.says("this is you", "c’est vous"));
        let listed = alice.lists(CONTAINER);
        let lines: Vec<&str> =
            listed.lines().filter(|line| line.contains("Alice Martin — ")).collect();
        assert_eq!(lines.len(), 2, "{listed}");
        // Both are one person's: neither imitates the other.
        let alike = tongue.says("written alike", "s’écrivent de la même façon");
        assert!(!listed.contains(alike), "{listed}");
        assert!(lines.iter().all(|line| line.contains(own)), "{listed}");
        assert!(lines[0].contains(" (#1, 20") && lines[1].contains(" (#2, 20"), "{listed}");
        assert!(lines[1].ends_with(&format!(", {start})")), "{listed}");

        let refused = alice.runs(&["access", "remove", CONTAINER, "Alice Martin"]).exits(2);
        let refused = office.says(refused, "more than one access matches", "plusieurs accès");
        let _ = refused.stderr_contains(&format!(", {start})"));
        alice.runs(&["access", "remove", CONTAINER, "#9"]).exits(2);
        // The new one stays, so that the old one is not kept back.
        alice.runs(&["access", "remove", CONTAINER, "Alice Martin #1"]).exits(0);
        let accesses = alice.runs(&["access", "list", CONTAINER, "--json"]).exits(0).json();
        assert_eq!(accesses["listed"].as_array().unwrap().len(), 1);
        assert_eq!(accesses["listed"][0]["recipient"], key);
        let last = alice.runs(&["access", "remove", CONTAINER, &start[..5]]).exits(6);
        office.says(last, "you would lock yourself out", "vous n’ouvririez plus ce conteneur");
    });
}
