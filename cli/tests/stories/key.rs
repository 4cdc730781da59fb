//! `scelle key new`, and the passphrases that come from elsewhere than a keyboard.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use scelle_tests::{Outcome, Scene};

use super::{PHRASE, Tongue};

fn mode(scene: &Scene, name: &str) -> u32 {
    fs::metadata(scene.at(name)).unwrap().permissions().mode() & 0o7777
}

/// What was generated, as it was shown.
fn generated(outcome: &Outcome) -> String {
    let messages = outcome.messages();
    let shown = messages
        .lines()
        .find_map(|line| line.strip_prefix("Passphrase, shown this once (110 bits of entropy): "));
    let phrase = shown.unwrap_or_else(|| panic!("{outcome}")).to_owned();
    assert_eq!(phrase.split('-').count(), 10, "{phrase}");
    assert_eq!(messages.matches(&phrase).count(), 1, "shown once");
    assert!(!outcome.output().contains(&phrase), "on standard output");
    phrase
}

/// A file of that name would hold the secret, in the folder where it was typed.
#[test]
fn a_single_dash_is_no_file() {
    let scene = Scene::new();
    scene.scelle(["key", "new", "--plain", "-q"]).run().exits(0);
    let export = scene.scelle(["key", "export", "--yes", "-o", "-"]).run().exits(0);
    let _ = export.stdout_contains("\nAGE-SECRET-KEY-PQ-1");
    let card = scene.scelle(["card", "--name", "Alice", "-o", "-"]).run().exits(0);
    let _ = card.stdout_contains("# name: Alice\n");
    for tongue in Tongue::BOTH {
        let refused = |args: &[&str]| {
            let reason = tongue.says("a key is kept in a file", "une clé se garde dans un fichier");
            scene.scelle(args).env("LANG", tongue.locale()).run().refuses(2, reason);
        };
        refused(&["key", "new", "--plain", "-o", "-"]);
        refused(&["key", "paper", "--yes", "-o", "-"]);
    }
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "--generate-passphrase", "--passphrase-out", "-", "-q"];
    let sealed = scene.scelle(seal).run().exits(0);
    let phrase = sealed.output();
    assert!(phrase.matches('-').count() > 3 && phrase.lines().count() == 1, "{phrase}");
    for (out, into) in [("-", "-"), ("1", "-"), ("-", "b.scelle")] {
        let mut seal = vec!["seal", "a.txt", "--no-self", "--generate-passphrase"];
        seal.extend(["--passphrase-out", out, "-o", into]);
        let run = scene.scelle(seal).run();
        match into {
            "-" => drop(run.refuses(2, "in the clear behind the container, on standard output")),
            _ => drop(run.exits(0)),
        }
    }
    fs::remove_file(scene.at("b.scelle")).unwrap();
    scene.scelle(["card", "--log", "-"]).run().exits(8);
    scene.holds(&["a.scelle", "a.txt"]);
}

/// What was not written is not remembered.
#[test]
fn a_card_that_could_not_be_written_changes_no_name() {
    let scene = Scene::new();
    scene.scelle(["key", "new", "--plain", "-q"]).run().exits(0);
    scene.scelle(["card", "--name", "Alice", "-o", "a.scelle-card", "-q"]).run().exits(0);
    scene.scelle(["card", "--name", "Alix", "-o", "a.scelle-card"]).run().exits(7);
    scene.scelle(["card"]).run().exits(0).stdout_contains("# name: Alice\n");
}

/// Armor looks like protection: it is for what is under a passphrase already.
#[test]
fn a_key_without_a_passphrase_is_not_put_into_armor() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        scene.scelle(["key", "new", "--plain", "-q"]).run().exits(0);
        let export = ["key", "export", "--armor", "-o", "key.txt"];
        let reason = tongue.says("armor would not protect it", "l’armure ne la protégerait pas");
        scene.scelle(export).env("LANG", tongue.locale()).run().refuses(2, reason);
        scene.holds(&[]);
        scene.file("phrase", PHRASE);
        scene.scelle(["key", "passphrase", "--passphrase-file", "phrase"]).run().exits(0);
        scene.scelle(export).run().exits(0);
        let armored = scene.text("key.txt");
        assert!(armored.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"));
        // One that came in armor leaves in it.
        let import = ["key", "import", "key.txt", "--old-passphrase-file", "phrase"];
        let there =
            |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", scene.at("../there")).run();
        there(&import).exits(0);
        there(&["key", "export", "--armor", "-o", "again.txt"]).exits(0);
        assert_eq!(scene.text("again.txt"), armored);
    }
}

#[test]
fn a_plain_key_is_made_for_its_owner_alone() {
    let scene = Scene::new();
    let made = scene
        .scelle(["key", "new", "--plain", "-o", "me.txt"])
        .run()
        .exits(0)
        .stderr("key made: me.txt; its public key, to give to the people who seal for you:\n")
        .never_says("AGE-SECRET-KEY");
    let recipient = made.output().trim_end().to_owned();
    assert!(recipient.starts_with("age1pq1"), "{recipient}");
    scene.holds(&["me.txt"]);
    assert_eq!(mode(&scene, "me.txt"), 0o600);
    let text = scene.text("me.txt");
    assert!(text.contains(&format!("\n# public key: {recipient}\nAGE-SECRET-KEY-PQ-1")), "{text}");

    scene.file("a.txt", "Bonjour");
    scene.scelle(["seal", "a.txt", "-r", &recipient]).run().exits(0);
    let open = ["open", "a.scelle", "-o", "-", "-i", "me.txt"];
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn ones_own_key_goes_home_and_is_then_used_unnamed() {
    let scene = Scene::new();
    let made = scene.scelle(["key", "new", "--plain"]).run().exits(0);
    scene.holds(&[]);
    scene.home_holds(&["keys", "keys/key-0001.age", "keys/key-0001.pub", "unfinished"]);
    scene.file("a.txt", "Bonjour");
    scene.scelle(["seal", "a.txt", "-r", made.output().trim()]).run().exits(0);
    scene.scelle(["open", "a.scelle", "-o", "-"]).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_key_is_never_overwritten() {
    let scene = Scene::new();
    let new = ["key", "new", "--plain"];
    scene.scelle(new).run().exits(0);
    let before = fs::read(scene.home().join("keys/key-0001.age")).unwrap();
    scene.scelle(new).run().refuses(7, "there is already a file");
    assert_eq!(fs::read(scene.home().join("keys/key-0001.age")).unwrap(), before);
    scene.file("me.txt", "precious");
    scene.scelle(new).args(["-o", "me.txt"]).run().refuses(7, "there is already a file me.txt");
    assert_eq!(scene.text("me.txt"), "precious");
}

#[test]
fn a_script_reads_the_public_half() {
    let scene = Scene::new();
    let new = ["key", "new", "--plain", "--json", "-o", "me.txt"];
    let told = scene.scelle(new).run().exits(0).stderr("").json();
    assert_eq!(told["identity"], "me.txt");
    assert!(told["recipient"].as_str().unwrap().starts_with("age1pq1"));
}

/// Under Argon2id: the first costly one.
#[test]
fn a_key_under_a_passphrase_opens_with_it_and_not_without() {
    let scene = Scene::new();
    scene.file("phrase", PHRASE).file("wrong", "a quite different one").file("a.txt", "Bonjour");
    let new = ["key", "new", "--passphrase-file", "phrase", "-o", "me.age"];
    let made = scene.scelle(new).run().exits(0).never_says(PHRASE);
    assert_eq!(mode(&scene, "me.age"), 0o600);
    assert!(scene.read("me.age").starts_with(b"age-encryption.org/v1\n-> scelle/argon2id "));
    scene.scelle(["seal", "a.txt", "-r", made.output().trim()]).run().exits(0);

    let open = ["open", "a.scelle", "-o", "-", "-i", "me.age"];
    scene.scelle(open).args(["--no-input"]).run().refuses(3, "`--no-input` forbids asking for it");
    let with = |phrase: &str| scene.scelle(open).args(["--passphrase-file", phrase]).run();
    with("wrong").refuses(3, "wrong passphrase");
    with("phrase").exits(0).stdout("Bonjour");
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour").file("my key.txt", fs::read(&alice.path).unwrap());
    scene.seal(&["a.txt"], "a.scelle", &alice);
    let open = ["open", "a.scelle", "-o", "-", "-i", "my key.txt"];
    for exposed in [0o640, 0o604, 0o660] {
        fs::set_permissions(scene.at("my key.txt"), Permissions::from_mode(exposed)).unwrap();
        scene
            .scelle(open)
            .run()
            .refuses(8, "can be read by other users of this computer")
            .stderr_contains("chmod 600 'my key.txt'");
    }
    fs::set_permissions(scene.at("my key.txt"), Permissions::from_mode(0o400)).unwrap();
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_passphrase_file_may_end_its_line_as_any_system_does() {
    let scene = Scene::new();
    scene.file("dos", format!("{PHRASE}\r\n")).file("none", PHRASE).file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--age-compatible", "--passphrase-file", "dos"];
    scene.scelle(seal).run().exits(0).never_says(PHRASE);
    let open = ["open", "a.scelle", "-o", "-", "--passphrase-file", "none"];
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_passphrase_may_come_from_a_descriptor() {
    let scene = Scene::new();
    scene.file("phrase", format!("{PHRASE}\n")).file("a.txt", "Bonjour");
    let redirected = ["sh", "-c", r#""$@" 3<phrase"#, "sh"];
    let piped = ["bash", "-c", r#""$@" 3< <(cat phrase)"#, "bash"];
    scene
        .scelle(["seal", "a.txt", "--age-compatible", "--passphrase-fd", "3"])
        .through(redirected)
        .run()
        .exits(0);
    let open = ["open", "a.scelle", "-o", "-", "--passphrase-fd"];
    scene.scelle(open).args(["3"]).through(piped).run().exits(0).stdout("Bonjour");
    scene.scelle(open).args(["0"]).stdin(PHRASE).run().exits(0).stdout("Bonjour");
    let closed = ["sh", "-c", r#""$@" 9<&-"#, "sh"];
    let none = scene.scelle(open).args(["9"]).through(closed);
    none.run().refuses(8, "file descriptor 9 cannot be read");
}

#[test]
fn a_passphrase_file_that_is_none_is_refused() {
    let scene = Scene::new();
    scene
        .file("a.txt", "a")
        .file("empty", "\n")
        .file("binary", b"\xff\xfe\xfd\xfc secret words")
        .file("lines", "one secret line\nanother\n")
        .file("long", "secret ".repeat(1000));
    let seal = |phrase: &str| scene.scelle(["seal", "a.txt", "--passphrase-file", phrase]).run();
    seal("empty").refuses(6, "the passphrase is empty");
    for phrase in ["binary", "lines", "long"] {
        seal(phrase).refuses(6, "the passphrase is too long, or").never_says("secret");
    }
    seal("absent").refuses(8, "cannot read \"absent\"");
    scene.holds(&["a.txt", "binary", "empty", "lines", "long"]);
}

#[test]
fn a_weak_passphrase_is_refused_with_the_reason() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    for (phrase, reason) in [
        ("qwerty123", "it is among the most used passwords, or close to one"),
        ("azerty", "it is among the most used passwords, or close to one"),
        ("Martin", "it is built on a name or on a single word"),
        ("14/07/1789", "it is built on a date or a year"),
        ("aaaaaaaaaaaaaaaaaaaa", "it follows a pattern"),
    ] {
        scene.file("phrase", phrase);
        scene
            .scelle(["seal", "a.txt", "--passphrase-file", "phrase"])
            .run()
            .refuses(6, reason)
            .never_says(phrase);
    }
    scene.scelle(["key", "new", "--passphrase-file", "phrase", "-o", "me.age"]).run().exits(6);
    scene.holds(&["a.txt", "phrase"]);
}

#[test]
fn there_is_one_way_at_a_time_to_give_a_passphrase() {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("phrase", PHRASE);
    scene
        .scelle(["seal", "a.txt", "--passphrase-file", "phrase", "--generate-passphrase"])
        .run()
        .refuses(2, "cannot be used with");
    scene
        .scelle(["key", "new", "--plain", "--passphrase-file", "phrase", "-o", "me.age"])
        .run()
        .refuses(2, "cannot be used with");
    scene.holds(&["a.txt", "phrase"]);
}

#[test]
fn a_generated_passphrase_is_shown_once_and_opens() {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--age-compatible", "--generate-passphrase", "-o", "-"];
    let sealed = scene.scelle(seal).args(["--armor"]).run().exits(0);
    scene.file("phrase", generated(&sealed)).file("a.scelle", sealed.bytes());
    let open = ["open", "a.scelle", "-o", "-", "--passphrase-file", "phrase"];
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_passphrase_that_seals_nothing_is_not_shown() {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("a.scelle", "theirs");
    scene
        .scelle(["seal", "a.txt", "--generate-passphrase", "--quiet"])
        .run()
        .refuses(7, "already exists");
}
