//! Texts that people exchange or edit by hand, made to harm: contact cards, the file of contacts,
//! policies. Each is refused with its place, in little memory, and nothing is lost or believed.

use std::fs;

use scelle_tests::{Key, Outcome, Scene};

use super::Tongue;

/// What may be wrong with a name, whatever the file: how it is called here, its bytes, and how TOML
/// would write it escaped.
const NAMES: [(&str, &str, &str); 8] = [
    ("control characters", "B\u{1b}[31mob", "B\\u001b[31mob"),
    ("a NUL", "B\0ob", "B\\u0000ob"),
    ("a line break", "B\rob", "B\\nob"),
    ("reversed text", "Bob\u{202e}ecilA", "Bob\\u202eecilA"),
    ("an isolate", "\u{2066}Bob\u{2069}", "\\u2066Bob\\u2069"),
    ("a soft hyphen", "B\u{ad}ob", "B\\u00adob"),
    ("a format character", "Bob\u{13430}", "Bob\\U00013430"),
    ("a mark of direction", "Bob\u{200f}", "Bob\\u200f"),
];

struct Desk {
    scene: Scene,
    bob: Key,
}

impl Desk {
    fn new() -> Self {
        let scene = Scene::new();
        let bob = scene.key("bob");
        scene.file("a.txt", "Bonjour");
        Self { scene, bob }
    }

    /// In so little memory that nothing large was read whole.
    fn runs(&self, args: &[&str], tongue: Tongue) -> Outcome {
        self.scene.scelle(args).env("LANG", tongue.locale()).within_memory(512).run()
    }

    /// Refused in both languages, and nothing that a terminal would obey is repeated.
    #[track_caller]
    fn refuses(&self, what: &str, args: &[&str], english: &str, french: &str) {
        for tongue in Tongue::BOTH {
            let outcome = self.runs(args, tongue).refuses(8, tongue.says(english, french));
            let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
            let isolates = |c| matches!(c, '\u{2066}'..='\u{2069}');
            let obeyed = |c: char| c != '\n' && c.is_control() || turns(c) || isolates(c);
            assert!(!outcome.messages().contains(obeyed), "{what}: {outcome}");
        }
    }
}

#[test]
fn cards() {
    let desk = Desk::new();
    let key = &desk.bob.recipient;
    let [name, email] = ["name", "email"];
    let mut all = vec![
        ("ten megabytes", "#".repeat(10 << 20), "it is too large", "trop volumineux"),
        ("two keys", format!("{key}\n{key}\n"), "more than one key", "plusieurs clés"),
        ("no key", "# name: Bob\n".to_owned(), "it holds no key", "ne contient aucune clé"),
    ];
    for (what, raw, _) in NAMES {
        // A carriage return alone ends no line here.
        for field in [name, email] {
            let card = format!("# {field}: {raw}\n{key}\n");
            all.push((
                what,
                card,
                "line 1 of the contact card",
                "la ligne 1 de la carte de contact",
            ));
        }
    }
    for (what, content, english, french) in all {
        desk.scene.file("bob.scelle-card", &content);
        desk.refuses(what, &["contact", "add", "bob.scelle-card"], english, french);
        desk.refuses(what, &["seal", "a.txt", "--to", "bob.scelle-card"], english, french);
        assert!(desk.scene.text("bob.scelle-card") == content, "{what}");
        desk.scene.holds(&["a.txt", "bob.scelle-card"]);
        assert!(!desk.scene.home().join("contacts.toml").exists(), "{what}");
    }
    for good in [
        format!("\u{feff}# name: Bob\r\n# email: bob@example.org\r\n{key}\r\n"),
        format!("# name: Bob\n\n{key}"),
    ] {
        desk.scene.file("bob.scelle-card", good);
        let add = ["contact", "add", "bob.scelle-card", "--replace"];
        desk.runs(&add, Tongue::English).exits(0);
        let listed = desk.runs(&["contact", "list", "--json"], Tongue::English).exits(0).json();
        assert_eq!(listed["contacts"][0]["name"], "Bob");
    }
}

#[test]
fn contacts() {
    let desk = Desk::new();
    let contacts = desk.scene.home().join("contacts.toml");
    let recipient = format!("recipient = \"{}\"\n", desk.bob.recipient);
    let of =
        |name: &str| format!("# mine\n[[contact]]\nname = \"{name}\"\n{recipient}").into_bytes();
    let mut all = vec![
        (
            "ten megabytes",
            vec![b'#'; 10 << 20],
            "line 1, column 1: it is too large",
            "trop volumineux",
        ),
        (
            "no text",
            b"[\xff\0".to_vec(),
            "line 1, column 1: it is not a text file",
            "pas un fichier texte",
        ),
    ];
    for (what, raw, escaped) in NAMES {
        // TOML itself takes no control character as it is.
        all.push((what, of(raw), "line 3, column ", "ligne 3, colonne "));
        let [english, french] = [
            "line 3, column 8: the value of name is not accepted",
            "ligne 3, colonne 8 : la valeur de name n’est pas admise",
        ];
        all.push((what, of(escaped), english, french));
    }
    let group = "[[group]]\nname = \"g\"\nmembers = [\"Bob\", \"Bob\\u202e\"]\n".into();
    all.push(("a member", group, "line 3, column 19: the value of members", "colonne 19"));
    for (what, content, english, french) in all {
        fs::write(&contacts, &content).unwrap();
        for args in [
            &["contact", "list"][..],
            &["contact", "remove", "Bob"],
            &["contact", "add", &desk.bob.recipient, "--name", "Robert"],
            &["group", "add", "g", "Bob"],
            &["seal", "a.txt", "--to", "Bob"],
        ] {
            desk.refuses(what, args, english, french);
        }
        assert!(fs::read(&contacts).unwrap() == content, "{what}: it was rewritten");
        desk.scene.holds(&["a.txt"]);
    }
    // As a Windows editor leaves it: read, changed, and its comments kept.
    let good = String::from_utf8(of("Bob")).unwrap().replace('\n', "\r\n");
    fs::write(&contacts, format!("\u{feff}{good}")).unwrap();
    desk.runs(&["contact", "rename", "Bob", "Robert"], Tongue::English).exits(0);
    let changed = fs::read_to_string(&contacts).unwrap();
    assert!(changed.contains("# mine") && changed.contains("Robert"), "{changed}");
    desk.runs(&["seal", "a.txt", "--to", "robert"], Tongue::English).exits(0);
}

#[test]
fn policies() {
    let desk = Desk::new();
    let policy = |label: &str, key: &str| {
        format!("# ours\n[[recovery]]\nlabel = \"{label}\"\nrecipient = \"{key}\"\n").into_bytes()
    };
    let key = &desk.bob.recipient;
    let mut all = vec![
        (
            "ten megabytes",
            vec![b'#'; 10 << 20],
            "line 1, column 1: it is too large",
            "trop volumineux",
        ),
        (
            "no text",
            b"[\xff\0".to_vec(),
            "line 1, column 1: it is not a text file",
            "pas un fichier texte",
        ),
        ("no key", policy("R", "age1pq1nobody"), "line 4, column 13: ", "ligne 4, colonne 13 : "),
        (
            "a secret",
            policy("R", "AGE-SECRET-KEY-1QQ"),
            "line 4, column 13: ",
            "ligne 4, colonne 13 : ",
        ),
        (
            "a control character",
            b"exclude = [\"\x1b\"]".to_vec(),
            "line 1, column 13: ",
            "colonne 13 : ",
        ),
        (
            "an evil key",
            b"\"a\\u001b[2J\\u202e\" = 1".to_vec(),
            "line 1, column 1: ",
            "colonne 1 : ",
        ),
    ];
    for (what, raw, escaped) in NAMES {
        all.push((what, policy(raw, key), "line 3, column ", "ligne 3, colonne "));
        all.push((what, policy(escaped, key), "line 3, column 9: ", "ligne 3, colonne 9 : "));
    }
    for (what, content, english, french) in all {
        desk.scene.file("policy.toml", &content);
        let seal = ["seal", "a.txt", "-r", key, "--policy", "policy.toml"];
        for args in [&seal[..], &["policy", "check", "policy.toml"]] {
            desk.refuses(what, args, english, french);
        }
        assert!(desk.scene.read("policy.toml") == content, "{what}");
        desk.scene.holds(&["a.txt", "policy.toml"]);
    }
    let good = String::from_utf8(policy("Recouvrement", key)).unwrap().replace('\n', "\r\n");
    desk.scene.file("policy.toml", format!("\u{feff}{good}"));
    let check = ["policy", "check", "policy.toml", "--json"];
    let told = desk.runs(&check, Tongue::English).exits(0).json();
    assert_eq!(told["recovery"][0]["label"], "Recouvrement");
    assert_eq!(told["recovery"][0]["recipient"], **key);
}
