//! Access lists that lie: who can open a container can write another list into it, by hand. The lists
//! here are made byte by byte, as docs/format.md says, with pieces of the age crate.

use age::{Identity, Recipient};
use age_core::format::{FileKey, Stanza, grease_the_joint, read};
use age_core::primitives::{aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use scelle_tests::{Key, Outcome, Scene};
use sha2::{Digest, Sha256};

use super::Tongue;
use super::people::Person;

const CONTAINER: &str = "dossier.scelle";
const VERSION: &[u8] = b"age-encryption.org/v1\n";
const HYBRID: u8 = 2;
const TEXT: u8 = 3;

/// A person with a classical key, which a story can open and close by itself.
struct Holder {
    identity: age::x25519::Identity,
    key: Key,
}

impl Holder {
    fn new(scene: &Scene, name: &str) -> Self {
        let identity = age::x25519::Identity::generate();
        let secret = identity.to_string().expose_secret().to_owned();
        let key = scene.secret(name, &identity.to_public().to_string(), &secret);
        Self { identity, key }
    }

    fn wrap(&self, file_key: &FileKey) -> Stanza {
        let (mut stanzas, _) = self.identity.to_public().wrap_file_key(file_key).unwrap();
        stanzas.remove(0)
    }

    /// An owner of that name, with this key.
    fn as_owner(&self, label: &str) -> Entry {
        let key = self.key.recipient.as_bytes().to_vec();
        Entry { label: label.to_owned(), kind: TEXT, key }
    }
}

struct Entry {
    label: String,
    kind: u8,
    key: Vec<u8>,
}

impl Entry {
    fn bytes(&self, stanza: &Stanza) -> Vec<u8> {
        let field = |bytes: &[u8]| [&(bytes.len() as u16).to_be_bytes(), bytes].concat();
        let date = 1_790_000_000_i64.to_be_bytes();
        let digest = Sha256::digest(text_of(stanza));
        let fixed = [&[self.kind, 1][..], &date, digest.as_slice()].concat();
        [fixed, field(self.label.as_bytes()), field(&self.key)].concat()
    }
}

/// A container that Alice, a classical key, can open.
struct Forgery {
    scene: Scene,
    alice: Holder,
    mallory: Holder,
}

impl Forgery {
    fn new() -> Self {
        let scene = Scene::new();
        let [alice, mallory] = ["alice", "mallory"].map(|name| Holder::new(&scene, name));
        scene.file("dossier/a.txt", "Bonjour").file("neuf.txt", "secret");
        let seal = ["seal", "dossier", "--allow-classical", "-r", &alice.key.recipient];
        scene.scelle(seal).run().exits(0);
        std::fs::remove_dir_all(scene.at("dossier")).unwrap();
        Self { scene, alice, mallory }
    }

    /// Writes another header before the same payload: these stanzas, and a list of these entries.
    fn write(&self, list: impl FnOnce(&FileKey) -> (Vec<Stanza>, Vec<Vec<u8>>)) {
        let file = self.scene.read(CONTAINER);
        let end = file.windows(5).position(|bytes| bytes == b"\n--- ").unwrap() + 1;
        let footer = file[end..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let (_, first) = read::age_stanza(&file[VERSION.len()..]).unwrap();
        let file_key = self.alice.identity.unwrap_stanza(&first.into()).unwrap().unwrap();
        let (stanzas, entries) = list(&file_key);
        let mut plain = [&[1][..], &(entries.len() as u16).to_be_bytes()].concat();
        plain.extend(entries.concat());
        plain.resize(plain.len().next_multiple_of(256), 0);
        let secret = file_key.expose_secret();
        let key = hkdf(&[7; 16], b"scelle/v1/access", secret);
        let list = Stanza {
            tag: "scelle/access".to_owned(),
            args: vec![BASE64_STANDARD_NO_PAD.encode([7; 16])],
            body: aead_encrypt(&key, &plain),
        };
        let mut header = VERSION.to_vec();
        let all = stanzas.iter().chain([&list]).map(text_of);
        all.chain([text_of(&grease_the_joint())]).for_each(|text| header.extend(text));
        header.extend(b"---");
        let mac = hmac(&hkdf(&[], b"header", secret), &header);
        header.extend(format!(" {}\n", BASE64_STANDARD_NO_PAD.encode(mac)).bytes());
        self.scene.file(CONTAINER, [&header, &file[end + footer..]].concat());
    }

    #[track_caller]
    fn runs(&self, args: &[&str], tongue: Tongue) -> Outcome {
        let run = self.scene.scelle(args).args(["-i", &self.alice.key.path]);
        run.env("LANG", tongue.locale()).run()
    }
}

fn text_of(stanza: &Stanza) -> Vec<u8> {
    let mut text =
        format!("-> {}", [std::slice::from_ref(&stanza.tag), &stanza.args].concat().join(" "));
    let body = BASE64_STANDARD_NO_PAD.encode(&stanza.body);
    let mut lines = body.as_bytes().chunks_exact(64);
    for line in &mut lines {
        text.push('\n');
        text.push_str(std::str::from_utf8(line).unwrap());
    }
    text.push('\n');
    text.push_str(std::str::from_utf8(lines.remainder()).unwrap());
    text.push('\n');
    text.into_bytes()
}

/// RFC 2104, for a key of 32 bytes.
fn hmac(key: &[u8; 32], text: &[u8]) -> Vec<u8> {
    let pad = |byte: u8| -> Vec<u8> {
        let key = key.iter().copied().chain([0; 32]);
        key.map(|k| k ^ byte).collect()
    };
    let inner = Sha256::digest([&pad(0x36), text].concat());
    Sha256::digest([&pad(0x5c), inner.as_slice()].concat()).to_vec()
}

/// Mallory's key under Alice's name: what Alice adds would be for Mallory, and Alice locked out.
#[test]
fn nothing_is_added_for_a_key_that_stands_under_the_users_own_name() {
    for tongue in Tongue::BOTH {
        let forgery = Forgery::new();
        let Forgery { scene, alice, mallory } = &forgery;
        forgery.write(|file_key| {
            let stanza = alice.wrap(file_key);
            let entry = mallory.as_owner("Alice").bytes(&stanza);
            (vec![stanza], vec![entry])
        });
        let forged = scene.read(CONTAINER);
        let verbs: [&[&str]; 8] = [
            &["add", CONTAINER, "neuf.txt"],
            &["remove", CONTAINER, "dossier/a.txt"],
            &["rename", CONTAINER, "dossier/a.txt", "b.txt"],
            &["replace", CONTAINER, "dossier/a.txt", "neuf.txt"],
            &["rekey", CONTAINER],
            &["access", "add", CONTAINER, "-r", &mallory.key.recipient, "--allow-classical"],
            &["access", "remove", CONTAINER, "Alice", "--force"],
            &["access", "remove", "--all-in", ".", "Alice", "--force"],
        ];
        for verb in verbs {
            let refused = forgery.runs(verb, tongue).exits(5).stdout("");
            let message = tongue.says(
                "the access list is false: the key under the name \"Alice\" is not the one that opens",
                "la liste des accès est fausse : la clé inscrite sous le nom « Alice » n’est pas celle",
            );
            let refused = refused.stderr_contains(message);
            let _ = refused.stderr_contains("`scelle access adopt`");
            assert_eq!(scene.read(CONTAINER), forged, "{verb:?}");
            scene.holds(&[CONTAINER, "neuf.txt"]);
        }
        // It can be read all the same, and says what is false.
        let open = ["open", CONTAINER, "dossier/a.txt", "-o", "-"];
        forgery.runs(&open, tongue).exits(0).stdout("Bonjour");
        let told = forgery.runs(&["list", CONTAINER], tongue).exits(0);
        let told = told.stdout_contains(tongue.says(
            "  Alice — false: another key opens this access — owner",
            "  Alice — faux : c’est une autre clé qui ouvre cet accès — propriétaire",
        ));
        let _ = told.stdout_contains(tongue.says("this list is false", "cette liste est fausse"));
        let told = forgery.runs(&["access", "list", CONTAINER, "--json"], tongue).exits(0).json();
        assert_eq!(told["listed"][0]["disproved"], true);

        let told = forgery.runs(&["access", "adopt", CONTAINER], tongue).exits(0);
        let _ = told.stderr_contains(tongue.says(
            "false entry removed from the list: Alice",
            "inscription fausse retirée de la liste : Alice",
        ));
        let told = forgery.runs(&["access", "list", CONTAINER, "--json"], tongue).exits(0).json();
        let listed = told["listed"].as_array().unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["recipient"], alice.key.recipient.as_str());
        assert_eq!((&listed[0]["role"], &listed[0]["disproved"]), (&"owner".into(), &false.into()));
        assert_eq!(told["unlisted"], serde_json::json!([]));
        forgery.runs(&["add", CONTAINER, "neuf.txt"], tongue).exits(0);
        forgery.runs(&["open", CONTAINER, "neuf.txt", "-o", "-"], tongue).exits(0).stdout("secret");
        scene.scelle(["list", CONTAINER, "-i", &mallory.key.path]).run().exits(3);
        scene.holds(&[CONTAINER, "neuf.txt"]);
    }
}

/// What contradicts its container is not believed in part: neither shown nor built upon.
#[test]
fn a_list_that_contradicts_its_accesses_is_refused_as_a_whole() {
    type Lie = fn(&Forgery, Stanza) -> (Vec<Stanza>, Vec<Vec<u8>>);
    let lies: [(&str, Lie); 4] = [
        ("an X25519 stanza as a hybrid key", |_, stanza| {
            let key = scelle_core::keys::hybrid::HybridIdentity::generate().unwrap();
            let text = key.to_recipient().to_string();
            let entry = Entry { label: "Alice".to_owned(), kind: TEXT, key: text.into_bytes() };
            let entry = entry.bytes(&stanza);
            (vec![stanza], vec![entry])
        }),
        ("a stanza twice", |forgery, stanza| {
            let [one, other] = [&forgery.alice, &forgery.mallory].map(|it| it.as_owner("Alice"));
            let entries = vec![one.bytes(&stanza), other.bytes(&stanza)];
            (vec![stanza], entries)
        }),
        ("a passphrase that is a key", |_, stanza| {
            let entry = Entry { label: "Alice".to_owned(), kind: 1, key: Vec::new() };
            let entry = entry.bytes(&stanza);
            (vec![stanza], vec![entry])
        }),
        ("sixty thousand entries", |_, stanza| {
            let entry = Entry { label: "A".to_owned(), kind: HYBRID, key: vec![1] };
            let entry = entry.bytes(&stanza);
            (vec![stanza], vec![entry; 10_000])
        }),
    ];
    for (what, lie) in lies {
        for tongue in Tongue::BOTH {
            let forgery = Forgery::new();
            forgery.write(|file_key| lie(&forgery, forgery.alice.wrap(file_key)));
            let forged = forgery.scene.read(CONTAINER);
            let message = tongue.says(
                "the access list of this container contradicts its accesses",
                "la liste des accès de ce conteneur contredit ses accès",
            );
            for args in [
                &["list", CONTAINER][..],
                &["open", CONTAINER],
                &["access", "list", CONTAINER, "--json"],
                &["rekey", CONTAINER],
            ] {
                let refused = forgery.runs(args, tongue).exits(5).stdout("");
                assert!(refused.messages().len() < 500, "{what}: {refused}");
                if !args.contains(&"--json") {
                    let _ = refused.stderr_contains(message);
                }
            }
            assert_eq!(forgery.scene.read(CONTAINER), forged, "{what}");
            forgery.scene.holds(&[CONTAINER, "neuf.txt"]);
        }
    }
}

#[test]
fn names_that_do_not_show_or_look_alike_are_refused_or_told() {
    for tongue in Tongue::BOTH {
        let forgery = Forgery::new();
        let Forgery { alice, mallory, .. } = &forgery;
        forgery.write(|file_key| {
            let stanza = alice.wrap(file_key);
            let entry = alice.as_owner("Al\u{13430}ice").bytes(&stanza);
            (vec![stanza], vec![entry])
        });
        let refused = forgery.runs(&["list", CONTAINER], tongue);
        let _ = refused.refuses(5, tongue.says("do not show", "qui ne se voient pas"));
        forgery.write(|file_key| {
            let stanzas = [alice, mallory].map(|holder| holder.wrap(file_key));
            let [one, other] = [alice.as_owner("Alice"), mallory.as_owner("Аlice")];
            let entries = vec![one.bytes(&stanzas[0]), other.bytes(&stanzas[1])];
            (stanzas.into(), entries)
        });
        let told = forgery.runs(&["list", CONTAINER], tongue).exits(0);
        let _ = told.stdout_contains(tongue.says(
            "warning: Alice and Аlice are written alike, and are two accesses\n",
            "attention : Alice et Аlice s’écrivent de la même façon, mais sont deux accès distincts\n",
        ));
        let told = forgery.runs(&["access", "list", CONTAINER, "--json"], tongue).exits(0).json();
        assert_eq!(told["listed"][0]["resembles"], serde_json::json!(["Аlice"]));
        assert_eq!(told["listed"][1]["resembles"], serde_json::json!(["Alice"]));
    }
}

/// Bob knows Alice; the others he takes from her list.
#[test]
fn keys_that_only_the_list_knows_are_named_before_they_are_used() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let [alice, bob, carol] =
            ["Alice Martin", "Bob Durand", "Carol Petit"].map(|it| Person::new(&scene, it, tongue));
        alice.adds(&bob);
        alice.adds(&carol);
        bob.adds(&alice);
        scene.file("dossier.txt", "Bonjour").file("policy.toml", "unknown-keys = \"refused\"\n");
        let to = ["-r", "bob", "-r", "carol", "-q"];
        alice.runs(&[&["seal", "dossier.txt"][..], &to].concat()).exits(0);
        alice.runs(&["access", "add", CONTAINER, "-r", "bob", "--role", "owner"]).exits(0);
        let digits = carol.fingerprint();
        let sealed = scene.read(CONTAINER);

        let refused = bob.runs(&["rekey", CONTAINER, "--policy", "policy.toml"]);
        let _ = refused.refuses(6, tongue.says("there is one, marked", "il y en a une"));
        assert_eq!(scene.read(CONTAINER), sealed);
        // Alice knows them both; and an access is given to whom one names oneself.
        alice.runs(&["rekey", CONTAINER, "--policy", "policy.toml", "-q"]).exits(0).stderr("");

        let told = bob.runs(&["rename", CONTAINER, "dossier.txt", "d.txt"]).exits(0);
        let warning = tongue.says(
            format!(
                "warning: one key is taken from the access list and is not a contact's: \
                 Carol Petit ({digits})\n"
            ),
            format!(
                "attention : une clé est reprise de la liste des accès sans être celle d’un \
                 contact : Carol Petit ({digits})\n"
            ),
        );
        assert!(told.messages().starts_with(&warning), "{told}");
        let told = bob.runs(&["rekey", CONTAINER, "--json"]).exits(0).json();
        let carol_alone = serde_json::json!([{"label": "Carol Petit", "fingerprint": digits}]);
        assert_eq!(told["unknown_keys"], carol_alone);
        bob.adds(&carol);
        let told = bob.runs(&["rekey", CONTAINER, "--json"]).exits(0).json();
        assert_eq!(told["unknown_keys"], serde_json::json!([]));
        carol.runs(&["open", CONTAINER, "-o", "-"]).exits(0).stdout("Bonjour");
    }
}

/// The day before Mallory left is put back: she is among those who can open it again.
#[test]
fn an_old_copy_that_was_put_back_differs_by_who_came_and_went() {
    let scene = Scene::new();
    let tongue = Tongue::English;
    let [alice, bob, carol] =
        ["Alice Martin", "Bob Durand", "Carol Petit"].map(|it| Person::new(&scene, it, tongue));
    alice.adds(&bob);
    alice.adds(&carol);
    scene.file("dossier.txt", "Bonjour");
    alice.runs(&["seal", "dossier.txt", "-r", "bob", "-q"]).exits(0);
    std::fs::copy(scene.at(CONTAINER), scene.at("old.scelle")).unwrap();
    alice.runs(&["access", "remove", CONTAINER, "bob", "-q"]).exits(0);
    alice.runs(&["access", "add", CONTAINER, "-r", "carol", "-q"]).exits(0);
    let told = alice.runs(&["diff", "--json", CONTAINER, "old.scelle"]).exits(1).json();
    let changes: Vec<[&str; 2]> = told["accesses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|access| ["label", "change"].map(|key| access[key].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [["Carol Petit", "removed"], ["Bob Durand", "added"]]);
    assert!(told["newest_access"][0].as_str() >= told["newest_access"][1].as_str());
    let listed = alice.runs(&["diff", CONTAINER, "old.scelle"]).exits(1);
    let listed = listed.stdout_contains("- access: Carol Petit, given on ");
    let _ = listed.stdout_contains("+ access: Bob Durand, given on ");
}
