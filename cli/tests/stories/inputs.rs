//! What is handed to a command: keys, passphrases, texts, and what takes their place.

use std::fs;
use std::path::Path;

use scelle_tests::{Outcome, Run, Scene};

use super::{CLASSICAL, PHRASE, Tongue, link, names, pipe};

/// In little memory, and ended by a stranger's hand should it wait for ever.
fn bounded(run: Run) -> Outcome {
    let memory = format!("--as={}", 512 << 20);
    run.through(["timeout", "--kill-after=1", "60", "prlimit", &memory]).run()
}

/// An SSH key under a passphrase whose derivation takes 2^32 - 1 rounds.
const ENDLESS_KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABAHBwcHBwcHBwcH
BwcHBwcH/////wAAAAE=
-----END OPENSSH PRIVATE KEY-----
";

#[test]
fn an_ssh_key_that_takes_for_ever_to_unlock_is_refused_before_its_passphrase_is_asked_for() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "a.scelle", &key);
    let endless = scene.secret("endless", "", ENDLESS_KEY);
    for tongue in Tongue::BOTH {
        scene
            .scelle(["list", "a.scelle", "-i", &endless.path, "--lang", tongue.code()])
            .run()
            .refuses(8, tongue.says("more than 2048 rounds", "plus de 2048 tours"))
            .stderr_contains("`ssh-keygen -p -a 100`");
    }
    scene.holds(&["a.scelle", "a.txt"]);
}

/// A header that asks for so many passes of Argon2id, and holds no file key that anyone knows.
fn costly(passes: &str) -> String {
    let (salt, b32) = ("A".repeat(22), "A".repeat(43));
    format!(
        "age-encryption.org/v1\n-> scelle/argon2id {salt} 1048576 {passes} 1 {b32}\n{b32}\n--- {b32}\n"
    )
}

#[test]
fn a_passphrase_that_is_being_checked_is_told_and_ctrl_c_ends_it() {
    let scene = Scene::new();
    scene.file("costly.scelle", costly("10"));
    for tongue in Tongue::BOTH {
        let says = |english, french| tongue.says(english, french);
        scene
            .scelle(["open", "costly.scelle", "-p", "--lang", tongue.code()])
            .at_a_terminal()
            .types(
                says("Passphrase of the container: ", "Phrase secrète du conteneur\u{a0}: "),
                &format!("{PHRASE}\r"),
            )
            .types(says("checking the passphrase", "vérification de la phrase secrète"), "\x03")
            .run()
            .exits(130)
            .shows(says("error: cancelled", "erreur\u{a0}: "))
            .hides("cheval");
    }
    scene.holds(&["costly.scelle"]);
}

const NOT_A_FILE: [&str; 2] = ["is a pipe or a device", "est un tube ou un périphérique"];

#[test]
fn a_pipe_that_stands_where_a_file_of_ours_should_be_holds_nothing_up() {
    let key = |scene: &Scene| {
        let new = ["key", "new", "--plain"];
        scene.scelle(new).run().exits(0);
    };
    let card = ["card", "--name", "Alice"];
    let find: [&str; 5] = ["seal", "a.txt", "--to", "Bob", "--no-input"];
    for (place, commands) in [
        ("config.toml", &[&["list", "a.txt"][..], &card, &find][..]),
        ("contacts.toml", &[&["contact", "list"], &find]),
        ("contacts.lock", &[&["contact", "add", "bob.scelle-card"]]),
        ("me.scelle-card", &[&card, &["seal", "a.txt", "-o", "b.scelle"]]),
        ("keys/key-0001.pub", &[&["key", "show"], &["seal", "a.txt", "-o", "b.scelle"]]),
        ("cards/bob.scelle-card", &[&find]),
    ] {
        let scene = Scene::new();
        let bob = scene.key("bob");
        key(&scene);
        scene.file("a.txt", "Bonjour");
        scene.file("bob.scelle-card", format!("# name: Bob\n{}\n", bob.recipient));
        let cards = scene.home().join("cards");
        fs::create_dir(&cards).unwrap();
        fs::write(scene.home().join("config.toml"), format!("directory = {cards:?}\n")).unwrap();
        let place = scene.home().join(place);
        let _ = fs::remove_file(&place);
        pipe(&place);
        for command in commands {
            for tongue in Tongue::BOTH {
                let [english, french] = NOT_A_FILE;
                bounded(scene.scelle(*command).args(["--lang", tongue.code()]))
                    .refuses(8, tongue.says(english, french));
            }
        }
        scene.holds(&["a.txt", "bob.scelle-card"]);
    }
}

#[test]
fn a_file_without_end_is_refused_wherever_it_is_named() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "a.scelle", &key);
    let zero = "/dev/zero";
    for (command, code, message) in [
        (&["list", "a.scelle", "-i", zero][..], 8, "it is too large"),
        (&["seal", "a.txt", "-o", "b.scelle", "-R", zero], 8, "it is too large"),
        (&["seal", "a.txt", "-o", "b.scelle", "--passphrase-file", zero], 6, "too long"),
        (&["seal", "-o", "b.scelle", "--files-from", zero, "-r", &key.recipient], 2, "too long"),
        (&["contact", "add", zero], 8, "it is too large"),
        (&["policy", "check", zero], 8, "it is too large"),
        (
            &["seal", "a.txt", "-o", "b.scelle", "--policy", zero, "-r", &key.recipient],
            8,
            "too large",
        ),
    ] {
        bounded(scene.scelle(command)).refuses(code, message);
    }
    scene.holds(&["a.scelle", "a.txt"]);
}

#[test]
fn what_the_user_names_may_be_a_pipe() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene
        .file("a.txt", "Bonjour")
        .file("phrase", PHRASE)
        .file("policy", "passphrases = \"allowed\"\n");
    scene.file("pub", &key.recipient).file("list", "a.txt\n");
    fs::copy(&key.path, scene.at("key")).unwrap();
    let pipes = |command: &str| {
        let script = format!("\"$0\" \"$@\" {command}");
        scene.scelle([""; 0]).through(["bash", "-c", &script]).run().exits(0)
    };
    let seal = "seal --quiet --files-from <(cat list) -o a.scelle -R <(cat pub)";
    let _ = pipes(&format!(
        "{seal} --passphrase-file /dev/fd/3 --policy <(cat policy) 3< <(cat phrase)"
    ));
    pipes("list a.scelle -i <(cat key)").stdout_contains("a.txt");
    pipes("list a.scelle --no-input --passphrase-file <(cat phrase)").stdout_contains("a.txt");
    let _ = pipes("contact add --name Alice <(cat pub)");
}

#[test]
fn a_policy_or_a_preference_behind_a_link_that_leads_nowhere_is_an_error() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour");
    link(&scene, "gone.toml", "policy.toml");
    for tongue in Tongue::BOTH {
        let missing = tongue.says("no such file", "introuvable");
        let seal = ["seal", "a.txt", "-r", &key.recipient, "--lang", tongue.code()];
        scene.scelle(seal).args(["--policy", "policy.toml"]).run().refuses(8, missing);
    }
    std::os::unix::fs::symlink("gone", scene.home().join("config.toml")).unwrap();
    scene.scelle(["seal", "a.txt", "-r", &key.recipient]).run().refuses(8, "config.toml");
    scene.holds(&["a.txt", "policy.toml"]);
}

/// A text as the editors and shells of Windows write it.
fn written(text: &str) -> [(&'static str, Vec<u8>); 5] {
    let text = text.trim_end();
    let utf16 = |bom: u16, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("{text}\r\n");
        std::iter::once(bom).chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    [
        ("plain", text.as_bytes().to_vec()),
        ("CRLF", format!("{text}\r\n").into_bytes()),
        ("BOM", format!("\u{feff}{text}\r\n").into_bytes()),
        ("UTF-16, little-endian", utf16(0xfeff, u16::to_le_bytes)),
        ("UTF-16, big-endian", utf16(0xfeff, u16::to_be_bytes)),
    ]
}

#[test]
fn a_passphrase_file_is_the_same_however_it_was_written() {
    const ACCENTED: &str = "cheval correct agrafe été";
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour").file("typed", ACCENTED);
    let seal = |phrase: &str, container: &str| {
        let seal = ["seal", "a.txt", "-o", container, "--age-compatible", "--passphrase-file"];
        scene.scelle(seal).args([phrase]).run().exits(0);
    };
    let list = |container: &str, phrase: &str| {
        let list = ["list", container, "--no-input", "--passphrase-file", phrase];
        scene.scelle(list).run()
    };
    seal("typed", "a.scelle");
    for (how, content) in written(ACCENTED) {
        scene.file("phrase", content);
        let listed = list("a.scelle", "phrase");
        assert_eq!(listed.code(), Some(0), "{how}: {listed}");
        if how.starts_with("BOM") {
            seal("phrase", "bom.scelle");
            let _ = list("bom.scelle", "typed").exits(0).stdout_contains("a.txt");
        }
    }
    // One line, and no more.
    for more in ["cheval correct agrafe pile\nune autre\n", "cheval correct agrafe pile\n\n"] {
        scene.file("phrase", more);
        scene
            .scelle(["seal", "a.txt", "-o", "b.scelle", "--passphrase-file", "phrase"])
            .run()
            .refuses(6, "the passphrase is too long, or holds characters that cannot be typed");
    }
    scene.holds(&["a.scelle", "a.txt", "bom.scelle", "phrase", "typed"]);
}

#[test]
fn a_key_made_under_a_passphrase_file_of_windows_is_not_locked_away() {
    let scene = Scene::new();
    scene.file("typed", PHRASE).file("phrase", format!("\u{feff}{PHRASE}\r\n"));
    scene.scelle(["key", "new", "--passphrase-file", "phrase"]).run().exits(0);
    let export = ["key", "export", "--yes", "--passphrase-file", "typed"];
    scene.scelle(export).run().exits(0).stdout_contains("AGE-SECRET-KEY-PQ-1");
}

#[test]
fn every_text_is_read_however_it_was_written() {
    let scene = Scene::new();
    let key = scene.key("alice");
    let secret = fs::read_to_string(&key.path).unwrap();
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "a.scelle", &key);
    let all = |text: &str| written(text).map(|(_, content)| content);
    for content in all(&secret) {
        let path = Path::new(&key.path).with_extension("copy");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::metadata(&key.path).unwrap().permissions()).unwrap();
        scene.scelle(["list", "a.scelle", "-i"]).args([&path]).run().exits(0);
    }
    let card = format!("# name: Alice\n{}\n", key.recipient);
    for content in all(&card) {
        scene.file("alice.scelle-card", content);
        let seal = ["seal", "a.txt", "-o", "b.scelle", "--force", "-R", "alice.scelle-card"];
        scene.scelle(seal).run().exits(0);
        scene.scelle(["contact", "add", "alice.scelle-card"]).run().exits(0);
    }
    for content in all("a.txt") {
        scene.file("list", content);
        let seal = ["seal", "-o", "b.scelle", "--force", "--files-from", "list"];
        scene.scelle(seal).args(["-r", &key.recipient]).run().exits(0);
    }
    let contacts = scene.home().join("contacts.toml");
    for content in all(&fs::read_to_string(&contacts).unwrap()) {
        fs::write(&contacts, content).unwrap();
        scene.scelle(["contact", "list"]).run().exits(0).stdout_contains("Alice");
    }
    for content in all("language = \"fr\"") {
        fs::write(scene.home().join("config.toml"), content).unwrap();
        scene.scelle(["list", "a.scelle"]).run().exits(3).stderr_contains("erreur : ");
    }
}

/// What a terminal would obey, or a reader take for something else.
fn is_obeyed(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const TRICKY: &str = "rap\u{202e}fdp\u{9b}31m";

#[test]
fn a_path_is_escaped_wherever_it_is_told_and_json_keeps_it_whole() {
    let scene = Scene::new();
    let key = scene.key("alice");
    let container = format!("{TRICKY}.scelle");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], &container, &key);
    let verify = ["verify", &container, "-i", &key.path];
    let json = scene.scelle(verify).args(["--json"]).run().exits(0);
    assert!(!json.output().contains(is_obeyed), "{json}");
    assert!(json.output().contains("rap\\u202efdp\\u009b31m.scelle"), "{json}");
    assert_eq!(json.json()["container"], container.as_str());
    for run in [
        scene.scelle(verify),
        scene.scelle(["list", "absent", "-i", TRICKY]),
        scene.scelle(["list", &container, "-i", TRICKY, "--json"]),
        scene.scelle([TRICKY]),
        scene.scelle([TRICKY, "--json"]),
        scene.scelle(["seal", TRICKY, "--to", TRICKY]),
        scene.scelle(["seal", "a.txt", "-o", &container, "-r", &key.recipient]),
        scene.scelle(["verify", &container, &container, "--log", "log"]),
    ] {
        let told = run.run();
        assert!(!told.messages().contains(is_obeyed), "{told}");
    }
    assert!(!scene.text("log").contains(is_obeyed));
}

#[test]
fn a_question_is_escaped_too() {
    let scene = Scene::new();
    scene.file("phrase", PHRASE);
    scene.scelle(["key", "new", "-o", TRICKY, "--passphrase-file", "phrase"]).run().exits(0);
    let bob = scene.key("bob");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "a.scelle", &bob);
    // Standard output is a pipe: it is the question that a terminal reads.
    let list = ["-c", "\"$0\" \"$@\" | cat"];
    let session = scene
        .scelle(["list", "a.scelle", "-i", TRICKY])
        .through(["bash"].iter().chain(&list))
        .at_a_terminal()
        .types("Passphrase of the key rap\\u{202e}fdp\\u{9b}31m: ", "\x03")
        .run();
    session.hides("\u{202e}").hides("\u{9b}");
}

#[test]
fn a_name_of_sixty_kilobytes_does_not_fill_the_screen() {
    let scene = Scene::new();
    let long = "é".repeat(30_000);
    for tongue in Tongue::BOTH {
        for command in [
            &["seal", "a.txt", "--to", &long][..],
            &["contact", "show", &long],
            &["contact", "verify", &long, "--fingerprint", "1"],
            &["list", &long],
            &[&long],
            &["seal", "--threads", &long],
        ] {
            let run = |more: &[&str]| {
                let run = scene.scelle(command).args(["--lang", tongue.code()]).args(more);
                run.run()
            };
            let told = run(&[]);
            let longest = told.messages().lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(240) && told.messages().lines().count() == 2, "{told}");
            assert!(told.messages().contains("é […] é"), "{told}");
            let whole = run(&["--json"]);
            assert!(whole.messages().contains(&long), "{}", whole.messages().len());
        }
    }
}

#[test]
fn several_keys_in_one_option_are_all_taken() {
    let scene = Scene::new();
    let (alice, bob) = (scene.key("alice"), scene.key("bob"));
    let both = format!("{}\n{}\n", alice.recipient, bob.recipient);
    scene.file("a.txt", "Bonjour");
    scene.scelle(["seal", "a.txt", "-r", &both]).run().exits(0);
    for key in [&alice, &bob] {
        assert_eq!(names(&scene, "a.scelle", key), ["a.txt"]);
    }
    let carol = scene.key("carol");
    scene.seal(&["a.txt"], "b.scelle", &carol);
    scene.scelle(["access", "add", "b.scelle", "-r", &both, "-i", &carol.path]).run().exits(0);
    for key in [&alice, &bob, &carol] {
        assert_eq!(names(&scene, "b.scelle", key), ["a.txt"]);
    }
    // SSH keys, where the second once passed for a comment of the first.
    let ssh = ["alice@ici", "bob@ici"].map(ssh_key);
    let two = ssh.join("\n");
    scene
        .scelle(["seal", "a.txt", "-o", "c.scelle", "--allow-classical", "-r", &two])
        .run()
        .exits(0);
    let inspected = scene.scelle(["inspect", "c.scelle", "--json"]).run().exits(0).json();
    let stanzas = inspected["stanzas"].as_array().unwrap();
    assert_eq!(stanzas.iter().filter(|stanza| stanza["type"] == "ssh-ed25519").count(), 2);
}

/// A public key of SSH: any 32 bytes are one of Ed25519.
fn ssh_key(comment: &str) -> String {
    let keys = [
        "AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
        "AAAAC3NzaC1lZDI1NTE5AAAAILTwhSmAjk4mIPHzGSTNGzHRSVSBRIUwT0SGMYFPcRGZ",
    ];
    format!("ssh-ed25519 {} {comment}", keys[usize::from(comment.starts_with('b'))])
}

#[test]
fn several_keys_where_one_is_meant_are_refused() {
    let scene = Scene::new();
    let (alice, [x25519, _]) = (scene.key("alice"), CLASSICAL);
    scene.file("a.txt", "Bonjour");
    let several = ["more than one key", "plusieurs clés"];
    for tongue in Tongue::BOTH {
        let [english, french] = several;
        let says = tongue.says(english, french);
        for between in ["\n", " "] {
            let both = format!("{}{between}{x25519}", alice.recipient);
            let contact = ["contact", "add", &both, "--name", "Alice", "--lang", tongue.code()];
            scene.scelle(contact).run().refuses(2, says);
        }
        let one_line = format!("{} {}", ssh_key("alice"), ssh_key("bob"));
        let seal = ["seal", "a.txt", "--allow-classical", "-r", &one_line, "--lang", tongue.code()];
        scene.scelle(seal).run().refuses(2, says);
        scene.file("keys", format!("# both\n{one_line}\n"));
        let seal = ["seal", "a.txt", "--allow-classical", "-R", "keys", "--lang", tongue.code()];
        scene.scelle(seal).run().refuses(8, says);
    }
    // One that is none among several: nothing is sealed for the others alone.
    let with_nonsense = format!("{}\nnonsense", alice.recipient);
    scene.scelle(["seal", "a.txt", "-r", &with_nonsense]).run().refuses(2, "\"nonsense\"");
    scene.holds(&["a.txt", "keys"]);
    scene.home_holds(&[]);
}

#[test]
fn age_is_given_the_bytes_that_were_typed_and_that_is_told() {
    let scene = Scene::new();
    let (composed, decomposed) =
        ("été à la ferme, dix chevaux", "e\u{301}te\u{301} a\u{300} la ferme, dix chevaux");
    scene.file("a.txt", "Bonjour").file("nfc", composed).file("nfd", decomposed);
    for tongue in Tongue::BOTH {
        for (phrase, other, is_told) in [("nfd", "nfc", true), ("nfc", "nfd", false)] {
            let seal = |json: &[&str]| {
                let seal =
                    ["seal", "a.txt", "--force", "--age-compatible", "--lang", tongue.code()];
                scene.scelle(seal).args(["--passphrase-file", phrase]).args(json).run().exits(0)
            };
            let notice =
                tongue.says("typed with separate accents", "saisie avec des accents séparés");
            assert_eq!(seal(&[]).messages().contains(notice), is_told);
            let told =
                seal(&["--json"]).json()["notices"].to_string().contains("passphrase-as-typed");
            assert_eq!(told, is_told);
            // Once is enough: each costs a second.
            for given in [phrase, other].into_iter().filter(|_| matches!(tongue, Tongue::French)) {
                let list = ["list", "a.scelle", "--no-input", "--passphrase-file", given];
                scene.scelle(list).run().exits(0);
            }
        }
    }
    scene.scelle(["list", "a.scelle", "--no-input", "--passphrase-file", "a.txt"]).run().exits(3);
}

#[test]
fn a_passphrase_never_gives_an_access_where_it_was_meant_to_unlock() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE).seal(&["a.txt"], "a.scelle", &key);
    let before = scene.read("a.scelle");
    for tongue in Tongue::BOTH {
        for (option, value) in
            [("--passphrase-file", "phrase"), ("--passphrase-fd", "0"), ("-p", "")]
        {
            let add =
                ["access", "add", "a.scelle", "-i", &key.path, "--lang", tongue.code(), option];
            let value = Some(value).filter(|value| !value.is_empty());
            scene
                .scelle(add)
                .args(value)
                .stdin(PHRASE)
                .run()
                .refuses(2, tongue.says("does not say here whether", "ne dit pas ici si"))
                .stderr_contains("--add-passphrase-file")
                .stderr_contains("--unlock-passphrase-file");
        }
    }
    assert_eq!(scene.read("a.scelle"), before);
    let add = |option: &[&str]| {
        let add = scene.scelle(["access", "add", "a.scelle", "-i", &key.path]).args(option);
        add.stdin("une autre phrase, longue elle aussi").run().exits(0)
    };
    let _ = add(&["--add-passphrase-file", "phrase", "--label", "one"]);
    let _ = add(&["--add-passphrase-fd", "0", "--label", "two"]);
    let _ =
        add(&["--add-generated-passphrase", "--label", "three"]).stderr_contains("shown this once");
    scene.scelle(["list", "a.scelle", "--no-input", "--passphrase-file", "phrase"]).run().exits(0);
    let bob = scene.key("bob");
    let add = ["access", "add", "a.scelle", "-r", &bob.recipient, "--force", "--no-input"];
    // The passphrase is a member's: it unlocks, and may not change who has access.
    scene.scelle(add).args(["--unlock-passphrase-file", "phrase"]).run().exits(6);
}

#[test]
fn an_output_that_is_an_input_is_refused_by_what_it_is() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "m.scelle", &key);
    let container = scene.read("m.scelle");
    fs::hard_link(scene.at("m.scelle"), scene.at("hard.scelle")).unwrap();
    link(&scene, "m.scelle", "link.scelle");
    fs::hard_link(scene.at("a.txt"), scene.at("b.scelle")).unwrap();
    scene.file("to", &key.recipient);
    let desk = ["a.txt", "b.scelle", "hard.scelle", "link.scelle", "m.scelle", "to"];
    for tongue in Tongue::BOTH {
        let refused =
            tongue.says("would be replaced by its result", "serait remplacé par son résultat");
        let open = |output: &str| {
            let open = ["open", "m.scelle", "a.txt", "-i", &key.path, "--overwrite", "-o", output];
            scene.scelle(open).args(["--lang", tongue.code()]).run().refuses(2, refused)
        };
        for output in ["m.scelle", "./m.scelle", "hard.scelle", "link.scelle", &key.path] {
            let _ = open(output);
        }
        for args in [
            &["seal", "a.txt", "-o", "a.txt"][..],
            &["seal", "a.txt", "-o", "b.scelle"],
            &["seal", "a.txt", "-o", "to", "-R", "to"],
            &["seal", "a.txt", "--each", "-o", ".", "b.scelle"],
        ] {
            let seal = scene.scelle(args).args(["--force", "-r", &key.recipient]);
            let told = seal.args(["--lang", tongue.code()]).run().exits(2);
            assert!(!told.messages().contains("sealed"), "{told}");
        }
        for args in [
            &["add", "m.scelle", "hard.scelle"][..],
            &["replace", "link.scelle", "a.txt", "m.scelle"],
        ] {
            let edit = scene.scelle(args).args(["-i", &key.path, "--lang", tongue.code()]);
            edit.run().refuses(2, refused);
        }
        assert_eq!(scene.read("m.scelle"), container);
        assert_eq!(scene.text("a.txt"), "Bonjour");
        scene.holds(&desk);
    }
}

#[test]
fn an_entry_never_replaces_the_container_that_it_is_opened_from() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("work/m.scelle", "an entry of that name").seal(&["work/m.scelle"], "m.scelle", &key);
    let container = scene.read("m.scelle");
    let open = ["open", "m.scelle", "-i", &key.path, "--overwrite"];
    scene.scelle(open).run().refuses(2, "would be replaced by its result");
    scene.scelle(open).args(["--into", "."]).run().refuses(2, "would be replaced by its result");
    assert_eq!(scene.read("m.scelle"), container);
    scene.scelle(open).args(["--into", "elsewhere"]).run().exits(0);
    assert_eq!(scene.text("elsewhere/m.scelle"), "an entry of that name");
}

#[test]
fn sealing_tells_for_whom_and_whether_that_is_oneself() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let bob = scene.key("bob");
        scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
        let run = |args: &[&str]| scene.scelle(args).args(["--lang", tongue.code()]).run().exits(0);
        let seal = |args: &[&str]| {
            let told = run(&[&["seal", "a.txt", "--force"], args].concat()).output();
            let json = run(&[&["seal", "a.txt", "--force", "--json"], args].concat()).json();
            (told, json)
        };
        let alone =
            tongue.says("you alone can open it", "vous êtes la seule personne à pouvoir l’ouvrir");
        let absent =
            tongue.says("you cannot open it yourself", "vous ne pouvez pas l’ouvrir vous-même");
        let check = |args: &[&str], oneself: &str, names: &str| {
            let (told, json) = seal(args);
            assert_eq!(told.contains(alone), oneself == "alone", "{told}");
            assert_eq!(told.contains(absent), oneself == "absent", "{told}");
            assert!(
                told.contains(&format!("{}{names}\n", tongue.says("for: ", "pour : "))),
                "{told}"
            );
            assert_eq!(json["oneself"], oneself);
            json
        };
        let _ = run(&["contact", "add", &bob.recipient, "--name", "Bob"]);
        check(&["--to", "Bob"], "absent", "Bob");
        let phrase = tongue.says("Passphrase", "Phrase secrète");
        check(&["--passphrase-file", "phrase"], "among", phrase);
        let _ = run(&["key", "new", "--plain"]);
        let _ = run(&["card", "--name", "Alice"]);
        check(&["-r", &own(&scene)], "alone", "Alice");
        check(&["--to", "Bob", "--no-self"], "absent", "Bob");
        let json = check(&["--to", "Bob"], "among", "Bob, Alice");
        assert_eq!(json["openers"][0]["label"], "Bob");
        assert_eq!(json["openers"][0]["own"], false);
        assert_eq!(json["openers"][0]["role"], "member");
        assert_eq!(json["openers"][1]["own"], true);
        assert_eq!(json["openers"][1]["recipient"], own(&scene));
    }
}

fn own(scene: &Scene) -> String {
    fs::read_to_string(scene.home().join("keys/key-0001.pub")).unwrap().trim().to_owned()
}

#[test]
fn the_folder_for_temporary_data_is_named_when_it_fails() {
    let scene = Scene::new();
    let key = scene.key("alice");
    scene.file("a.txt", "Bonjour").seal(&["a.txt"], "a.scelle", &key);
    let sealed = scene.read("a.scelle");
    for tongue in Tongue::BOTH {
        for (folder, reason) in [
            ("missing", tongue.says("no such file or folder", "introuvable")),
            ("a.txt", tongue.says("is not a folder", "n’est pas un dossier")),
        ] {
            let named = scene.at(folder);
            scene
                .scelle(["list", "-", "-i", &key.path, "--lang", tongue.code()])
                .env("TMPDIR", &named)
                .stdin(sealed.clone())
                .run()
                .refuses(
                    8,
                    tongue.says("temporary data cannot be kept in", "les données temporaires"),
                )
                .stderr_contains(named.to_str().unwrap())
                .stderr_contains(reason)
                .stderr_contains("TMPDIR");
        }
    }
    scene.holds(&["a.scelle", "a.txt"]);
}
