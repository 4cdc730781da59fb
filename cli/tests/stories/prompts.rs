//! What is asked at a terminal, and what becomes of the answers.

use scelle_tests::{Scene, Session};

use super::PHRASE;

const NEW: &str = "New passphrase: ";
const AGAIN: &str = "The same passphrase again: ";
const CONTAINER: &str = "Passphrase of the container: ";

fn enter(answer: &str) -> String {
    format!("{answer}\r")
}

/// scrypt, which is cheaper than Argon2id.
fn sealed_under_phrase() -> Scene {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    let seal = ["seal", "a.txt", "--age-compatible", "--passphrase-file", "phrase"];
    scene.scelle(seal).run().exits(0);
    std::fs::remove_file(scene.at("a.txt")).unwrap();
    std::fs::remove_file(scene.at("phrase")).unwrap();
    scene
}

#[test]
fn a_new_passphrase_is_typed_twice_and_never_seen() {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour");
    scene
        .scelle(["seal", "a.txt", "-p"])
        .at_a_terminal()
        .types(NEW, &enter(PHRASE))
        .types(AGAIN, &enter(PHRASE))
        .run()
        .exits(0)
        .shows("sealed: a.scelle (one file, 7 B)\n")
        .hides(PHRASE)
        .hides("cheval");
    scene.holds(&["a.scelle", "a.txt"]);
    scene
        .scelle(["open", "a.scelle", "-o", "out"])
        .at_a_terminal()
        .types(CONTAINER, &enter(PHRASE))
        .run()
        .exits(0)
        .hides("cheval");
    assert_eq!(scene.text("out"), "Bonjour");
}

#[test]
fn a_passphrase_typed_at_the_prompt_is_adopted_and_nothing_is_lost() {
    let scene = sealed_under_phrase();
    let key = scene.key("bob");
    let before = scene.read("a.scelle");
    let adopt = |args: &[&str]| {
        let run = scene.scelle(["access", "adopt", "a.scelle"]).args(args).at_a_terminal();
        run.types(CONTAINER, &enter(PHRASE)).run()
    };
    let _ = adopt(&["-r", &key.recipient]).exits(2);
    assert_eq!(scene.read("a.scelle"), before);
    let alone = scene.scelle(["access", "adopt", "a.scelle", "-p"]).at_a_terminal();
    let _ = alone.types(CONTAINER, &enter(PHRASE)).run().exits(0);
    let give = ["access", "add", "a.scelle", "-r", &key.recipient];
    let give = scene.scelle(give).at_a_terminal();
    let _ = give.types(CONTAINER, &enter(PHRASE)).run().exits(0);
    scene.scelle(["open", "a.scelle", "-i", &key.path, "-o", "-"]).run().exits(0).stdout("Bonjour");
}

#[test]
fn two_typings_that_differ_seal_nothing() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt", "-p"])
        .at_a_terminal()
        .types(NEW, &enter(PHRASE))
        .types(AGAIN, &enter("cheval correct agrafe pille"))
        .run()
        .exits(2)
        .shows("error: the two passphrases differ\nhint: ")
        .hides("cheval");
    scene.holds(&["a.txt"]);
}

#[test]
fn a_weak_passphrase_is_asked_for_again_three_times_in_all() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt", "-p"])
        .at_a_terminal()
        .types(NEW, &enter("azerty"))
        .types(NEW, &enter(""))
        .types(NEW, &enter("password"))
        .run()
        .exits(6)
        .shows("the passphrase is too easy to guess")
        .shows("the passphrase is empty")
        .hides("azerty");
    scene.holds(&["a.txt"]);
}

#[test]
fn a_wrong_passphrase_may_be_typed_again() {
    let scene = sealed_under_phrase();
    scene
        .scelle(["open", "a.scelle"])
        .at_a_terminal()
        .types(CONTAINER, &enter("wrong one"))
        .types(CONTAINER, &enter(PHRASE))
        .run()
        .exits(0)
        .shows("wrong passphrase\n");
    scene.holds(&["a.scelle", "a.txt"]);
}

#[test]
fn ctrl_c_at_a_prompt_leaves_nothing() {
    let cancelled = |session: Session| session.exits(130).shows("error: cancelled\n").hides("wor");
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let seal = scene.scelle(["seal", "a.txt", "-p"]).at_a_terminal();
    cancelled(seal.types(NEW, "wor\x03").run());
    let key = scene.scelle(["key", "new", "-o", "me.age"]).at_a_terminal();
    cancelled(key.types(NEW, "wor\x03").run());
    scene.holds(&["a.txt"]);
    let scene = sealed_under_phrase();
    let open = scene.scelle(["open", "a.scelle"]).at_a_terminal();
    cancelled(open.types(CONTAINER, "wor\x03").run());
    scene.holds(&["a.scelle"]);
}

/// A terminal that no longer shows what is typed would be worse than the interruption.
#[test]
fn a_signal_at_a_prompt_leaves_the_terminal_as_it_was() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    // It asks once the terminal shows no more what is typed.
    let once_it_asks = r#"(until stty -a </dev/tty | grep -q -- "-echo "; do sleep 0.1; done
        kill -TERM $$) & exec "$@""#;
    scene
        .scelle(["seal", "a.txt", "-p"])
        .through(["sh", "-c", once_it_asks, "sh"])
        .at_a_terminal()
        .run()
        .exits(130);
    scene.holds(&["a.txt"]);
}

#[test]
fn a_key_is_asked_for_by_its_path_and_once_for_all_containers() {
    let scene = Scene::new();
    scene.file("phrase", PHRASE).file("a.txt", "Bonjour");
    let new = ["key", "new", "--passphrase-file", "phrase", "-o", "me.age"];
    let recipient = scene.scelle(new).run().exits(0).output();
    for container in ["1.scelle", "2.scelle"] {
        scene.scelle(["seal", "a.txt", "-o", container, "-r", recipient.trim()]).run().exits(0);
    }
    let verified = scene
        .scelle(["verify", "1.scelle", "2.scelle", "-i", "me.age"])
        .at_a_terminal()
        .types("Passphrase of the key me.age: ", &enter(PHRASE))
        .run()
        .exits(0)
        .shows("whole: 1.scelle")
        .shows("whole: 2.scelle");
    assert_eq!(verified.screen().matches("Passphrase").count(), 1);
}

#[test]
fn a_container_is_not_thrown_at_a_terminal() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "-o", "-", "-r", &alice.recipient];
    scene
        .scelle(seal)
        .at_a_terminal()
        .run()
        .exits(2)
        .shows("error: a container is not text: it will not be written to a terminal\nhint: ");
    let armored = scene.scelle(seal).args(["--armor"]).at_a_terminal().run();
    armored.exits(0).shows("-----BEGIN AGE ENCRYPTED FILE-----\n");
}
