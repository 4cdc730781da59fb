//! `docs/cli.md` and its French sister say what the commands do: the shape of every output, every
//! option, and, with the READMEs, the help and the manual, every exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use scelle_tests::{Outcome, Scene};
use serde_json::Value;

use super::{PHRASE, Tongue, pipe};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

fn document(tongue: Tongue) -> String {
    read(tongue.says("docs/cli.md", "docs/ligne-de-commande.md"))
}

fn values(text: &str) -> Vec<Value> {
    let stream = serde_json::Deserializer::from_str(text).into_iter();
    stream.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The examples of the document: what stands after `json` names each.
fn examples(document: &str) -> BTreeMap<String, Vec<Value>> {
    let mut examples = BTreeMap::new();
    for block in document.split("\n```json ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        let text = rest.split("\n```").next().unwrap();
        assert!(examples.insert(name.to_owned(), values(text)).is_none(), "{name} stands twice");
    }
    examples
}

/// What every command really says, in a scene that leaves as little as possible empty.
fn outputs() -> BTreeMap<String, Vec<Value>> {
    let scene = Scene::new();
    let stranger = scene.key("stranger");
    let recovery = scene.key("recovery");
    scene
        .file("dossier/10:30.txt", "Bonjour")
        .file("dossier/Été.txt", "chaud")
        .file("dossier/été.txt", "chaud")
        .file("other/10:30.txt", "Bonjour")
        .file("phrase", PHRASE)
        .file(
            "policy.toml",
            format!(
                "passphrase-length = 12\nunverified-contacts = \"warned\"\nlanguage = \"en\"\n\
             directory = \"/srv/cards\"\nexclude = [\"*.tmp\"]\n[argon2]\nmemory-mib = 64\n\
             [[recovery]]\nlabel = \"Recovery\"\nrecipient = \"{}\"\n",
                recovery.recipient
            ),
        )
        .file(
            "bob.scelle-card",
            format!(
                "# name: Bob\n# email: bob@example.org\n# organisation: Finance\n{}\n",
                stranger.recipient
            ),
        );
    pipe(&scene.at("pipe"));
    pipe(&scene.at("dossier/pipe"));
    let mut all = BTreeMap::new();
    let mut run = |name: &str, code: i32, args: &[&str]| -> Outcome {
        let outcome = scene.scelle(args).args(["--json", "--log", "log"]).run().exits(code);
        let told = values(&outcome.output());
        all.insert(name.to_owned(), told);
        outcome
    };
    let phrase = ["--passphrase-file", "phrase"];
    run("key new", 0, &[&["key", "new"][..], &phrase].concat());
    run("key list", 0, &["key", "list"]);
    let shown = run("key show", 0, &["key", "show"]).json();
    run(
        "key passphrase",
        0,
        &["key", "passphrase", "--old-passphrase-file", "phrase", "--passphrase-file", "phrase"],
    );
    run("key export", 0, &[&["key", "export", "--yes", "-o", "me.txt"][..], &phrase].concat());
    run("key paper", 0, &[&["key", "paper", "--yes", "-o", "key.pdf"][..], &phrase].concat());
    run("key lock", 0, &["key", "lock"]);
    run("key import", 0, &["key", "import", "--plain", "me.txt"]);
    run("key renew", 0, &["key", "renew", "--plain"]);
    run("card", 0, &["card", "--name", "Alice", "-o", "alice.scelle-card"]);
    run("contact add", 0, &["contact", "add", "bob.scelle-card"]);
    run("contact list", 0, &["contact", "list"]);
    let bob = run("contact show", 0, &["contact", "show", "bob"]).json();
    let digits = bob["fingerprint"].as_str().unwrap();
    run("contact verify", 0, &["contact", "verify", "bob", "--fingerprint", digits]);
    run("contact rename", 0, &["contact", "rename", "Bob", "Robert"]);
    run("contact export", 0, &["contact", "export", "Robert"]);
    run("group add", 0, &["group", "add", "finance", "Robert"]);
    run("group list", 0, &["group", "list"]);
    run("policy show", 0, &["policy", "show", "--policy", "policy.toml"]);
    run("policy check", 0, &["policy", "check", "policy.toml"]);
    run("portable make", 0, &["portable", "make", "stick"]);
    let to = ["--to", "finance", "--to", shown["recipient"].as_str().unwrap()];
    let seal =
        [&["seal", "dossier", "--skip-special", "--policy", "policy.toml"][..], &to, &phrase]
            .concat();
    run("seal", 0, &seal);
    run("seal --each", 8, &["seal", "--each", "other", "pipe", "--rename", "-o", "out"]);
    run("list", 0, &["list", "dossier.scelle"]);
    run("inspect", 0, &["inspect", "dossier.scelle"]);
    run("verify", 4, &["verify", "dossier.scelle", "phrase"]);
    fs::copy(scene.at("dossier.scelle"), scene.at("after.scelle")).unwrap();
    run("edit", 0, &["access", "add", "after.scelle", "--to", &recovery.recipient]);
    run("edit", 0, &["access", "remove", "after.scelle", "Robert", "--drop", "Passphrase"]);
    run("access list", 0, &["access", "list", "after.scelle"]);
    run("diff", 1, &["diff", "dossier.scelle", "after.scelle"]);
    scene.file("all/damaged.scelle", "damaged");
    let damaged = ["access", "add", "--all-in", "all", "--to", &recovery.recipient, "--continue"];
    run("edit --all-in", 4, &damaged);
    fs::rename(scene.at("after.scelle"), scene.at("all/after.scelle")).unwrap();
    run("access list --all-in", 4, &["access", "list", "--all-in", "all"]);
    run("group remove", 0, &["group", "remove", "finance", "Robert"]);
    run("contact remove", 0, &["contact", "remove", "Robert"]);
    let failed = run("open", 3, &["open", "out/other.scelle", "-i", &stranger.path]);
    run("open", 0, &["open", "dossier.scelle", "--into", "out"]);
    all.insert("error".to_owned(), values(&failed.messages()));
    let log = values(&scene.text("log"));
    let first = |key: &str, value: &str| log.iter().find(|line| line[key] == value).unwrap();
    all.insert(
        "log".to_owned(),
        vec![first("verb", "seal").clone(), first("verb", "open").clone()],
    );
    all
}

fn keys(value: &Value) -> Option<BTreeSet<&String>> {
    Some(value.as_object()?.keys().collect())
}

/// The same keys all the way down, and the same types; `null` stands for whatever is not there.
fn assert_same_shape(place: &str, documented: &Value, real: &Value) {
    match (documented, real) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(documented), Value::Object(real)) => {
            assert_eq!(
                documented.keys().collect::<BTreeSet<_>>(),
                real.keys().collect::<BTreeSet<_>>(),
                "{place}"
            );
            for (key, value) in documented {
                assert_same_shape(&format!("{place}.{key}"), value, &real[key]);
            }
        }
        (Value::Array(documented), Value::Array(real)) => {
            assert!(!documented.is_empty(), "{place}: an example is missing");
            for real in real {
                // Where there are several kinds, each has its example.
                let alike = |example: &&Value| keys(example) == keys(real);
                let example = documented.iter().find(alike).unwrap_or(&documented[0]);
                assert_same_shape(&format!("{place}[]"), example, real);
            }
        }
        _ => {
            let same = std::mem::discriminant(documented) == std::mem::discriminant(real);
            assert!(same, "{place}: {documented} is documented, {real} is real");
        }
    }
}

#[test]
fn every_output_has_the_shape_that_is_documented() {
    let real = outputs();
    let names = |all: &BTreeMap<String, Vec<Value>>| all.keys().cloned().collect::<Vec<_>>();
    for tongue in Tongue::BOTH {
        let documented = examples(&document(tongue));
        assert_eq!(names(&documented), names(&real));
        for (name, examples) in &documented {
            let outputs = &real[name];
            assert_eq!(examples.len(), outputs.len(), "{name}: {outputs:?}");
            for (example, output) in examples.iter().zip(outputs) {
                assert_same_shape(name, example, output);
            }
        }
    }
}

/// The words of every command that does something, and its help.
fn commands(scene: &Scene, words: &[String]) -> Vec<(String, String)> {
    let help = scene.scelle(words).args(["--help"]).run().exits(0).output();
    let Some((_, list)) = help.split_once("\nCommands:\n") else {
        return vec![(words.join(" "), help)];
    };
    let list = list.split("\n\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    // The continuation of a long text is further to the right.
    let names = names.zip(list.lines()).filter(|(_, line)| !line.starts_with("   "));
    let below = |name: &str| commands(scene, &[words, &[name.to_owned()]].concat());
    names.flat_map(|(name, _)| below(name)).collect()
}

#[test]
fn every_command_and_option_is_documented() {
    let scene = Scene::new();
    let all = commands(&scene, &[]);
    assert!(all.len() > 20, "{all:?}");
    let documents = Tongue::BOTH.map(document);
    for ((command, help), document) in
        all.iter().flat_map(|one| documents.each_ref().map(|d| (one, d)))
    {
        let heading = format!("\n### `scelle {command}`\n");
        let section = document.split(&heading).nth(1);
        let section = section.unwrap_or_else(|| panic!("no section {heading}"));
        let section = section.split("\n### ").next().unwrap();
        let general = document.split("\n## ").next().unwrap();
        let is_option = |line: &&str| line.trim_start().starts_with('-');
        for line in help.lines().filter(is_option) {
            let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
            let name = words.find(|word| word.starts_with("--")).unwrap();
            let told = section.contains(name) || general.contains(name);
            assert!(told, "`scelle {command}` says nothing of {name} in {document}");
        }
    }
}

/// What a table of a document says of each number in its first column.
fn table_of_codes(document: &str) -> BTreeMap<u8, String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.filter_map(|row| row.split_once(" | "));
    cells
        .filter_map(|(code, text)| Some((code.parse().ok()?, text.replace('\u{a0}', " "))))
        .collect()
}

#[test]
fn every_list_of_exit_codes_has_all_of_them() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let lang = ["--lang", tongue.code()];
        let help = scene.scelle(["--help"]).args(lang).run().exits(0).output();
        let heading = tongue.says("\nExit codes:\n", "\nCodes de sortie :\n");
        let (_, list) = help.split_once(heading).unwrap();
        let codes: BTreeMap<u8, String> = list
            .lines()
            .map(|line| line.trim().split_once("  ").unwrap())
            .map(|(code, text)| (code.parse().unwrap(), text.to_owned()))
            .collect();
        let numbers: Vec<u8> = codes.keys().copied().collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 130]);
        let readme = read(tongue.says("README.md", "LISEZMOI.md"));
        assert_eq!(table_of_codes(&readme), codes);
        let documented: Vec<u8> = table_of_codes(&document(tongue)).into_keys().collect();
        assert_eq!(documented, numbers);
        scene.scelle(["man", "--into", "man"]).run().exits(0);
        let page = scene.text(tongue.says("man/man1/scelle.1", "man/fr/man1/scelle.1"));
        let page = page.replace('\u{a0}', " ");
        for (code, text) in codes {
            let line = format!("\n  {code:>3}  {}", text.replace('-', "\\-"));
            let typed = format!("\n  {code:>3}  {text}");
            assert!(page.contains(&line) || page.contains(&typed), "no {typed:?} in {page}");
        }
    }
}
