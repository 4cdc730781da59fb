//! What README.md, LISEZMOI.md and the guides have typed, run as it is written there.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use scelle_tests::{Scene, Session, binary, make_program};

use super::{PHRASE, Tongue};
use crate::tools::tool;

const TOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What stands for programs that a test cannot run: it fails for other arguments than these.
/// `.ci/run` runs the two commands of cargo themselves.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
    "run --release -- "*) shift 3; exec scelle "$@" ;;
    "test --workspace") ;;
    "install --path cli --profile dist" | "install --locked --profile dist --path cli") test -f "$TOP/cli/src/main.rs" ;;
    "install --locked --profile dist --path gui") cp "$0" "$(dirname "$0")/scelle-gui" ;;
    *) echo "cargo $*?"; exit 1 ;;
esac
"#;
const SYSTEMCTL: &str = r#"#!/bin/sh
case "$*" in
    daemon-reload | "enable --now scelle-nightly.timer" | "status scelle-nightly") ;;
    *) exit 1 ;;
esac
"#;
const JOURNALCTL: &str = "#!/bin/sh\ntest \"$*\" = '-u scelle-nightly'\n";

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(TOP).join(name)).unwrap()
}

/// The blocks of shell of a document.
fn blocks(document: &str) -> Vec<String> {
    let blocks = document.split("\n```sh\n").skip(1);
    blocks.map(|block| block.split("\n```").next().unwrap().to_owned()).collect()
}

/// A person's machine.
struct Machine {
    scene: Scene,
    tongue: Tongue,
}

impl Machine {
    fn new(tongue: Tongue) -> Self {
        let scene = Scene::new();
        let machine = Self { scene, tongue };
        symlink(binary(), machine.bin().join("scelle")).unwrap();
        for (name, script) in
            [("cargo", CARGO), ("systemctl", SYSTEMCTL), ("journalctl", JOURNALCTL)]
        {
            make_program(machine.bin().join(name), script.as_bytes());
        }
        machine
    }

    /// Beside the desk, so that what is on it is what the commands put there.
    fn bin(&self) -> std::path::PathBuf {
        let bin = self.scene.desk().join("../bin");
        fs::create_dir_all(&bin).unwrap();
        bin
    }

    /// Runs a block at a terminal; every line of it must succeed.
    #[track_caller]
    fn types(&self, block: &str, answers: &[(&str, &str)]) -> Session {
        let path = std::env::var("PATH").unwrap();
        let run = self
            .scene
            .scelle([""; 0])
            .through(["sh", "-euc", block])
            .env("PATH", format!("{}:{path}", self.bin().display()))
            .env("LANG", self.tongue.locale())
            .env("HOME", self.scene.home().join("user"))
            .env("TOP", TOP);
        let typist = run.at_a_terminal();
        let typist = answers.iter().fold(typist, |typist, (question, answer)| {
            typist.types(question, &format!("{answer}\r"))
        });
        typist.run().exits(0)
    }

    fn new_key(&self) -> [(&'static str, &'static str); 2] {
        self.tongue.says(
            [("New passphrase:", PHRASE), ("The same passphrase again:", PHRASE)],
            [("Nouvelle phrase secrète", PHRASE), ("La même, une seconde fois", PHRASE)],
        )
    }

    fn bring(&self, name: &str, from: &Self) {
        fs::copy(from.scene.at(name), self.scene.at(name)).unwrap();
    }
}

/// What follows a text on the screen, to the end of its line.
fn after<'a>(screen: &'a str, text: &str) -> &'a str {
    let (_, rest) = screen.split_once(text).unwrap_or_else(|| panic!("no {text:?} in {screen}"));
    rest.lines().next().unwrap().trim()
}

/// Every block of every document for users is run by a test of this file, but for the nightly
/// script, which `nightly.rs` runs.
#[test]
fn no_block_of_shell_is_left_out() {
    let documents = fs::read_dir(TOP).unwrap().chain(fs::read_dir(format!("{TOP}/docs")).unwrap());
    let paths = documents.map(|file| file.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let counts: BTreeMap<String, usize> = paths
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, blocks(&fs::read_to_string(path).unwrap()).len())
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let known = [
        ("LISEZMOI.md", 8),
        ("README.md", 8),
        ("admin-guide.md", 11),
        ("guide-administrateur.md", 11),
    ];
    assert_eq!(counts, known.map(|(name, count)| (name.to_owned(), count)).into());
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut count = 0;
    for folder in [TOP.to_owned(), format!("{TOP}/docs")] {
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
            for (link, _) in links.filter(|(link, _)| !link.contains("://")) {
                let (target, heading) = link.split_once('#').unwrap_or((link, ""));
                let target = match target {
                    "" => path.clone(),
                    name => path.with_file_name(name),
                };
                assert!(target.is_file(), "{}: {link}", path.display());
                if !heading.is_empty() {
                    let text = fs::read_to_string(&target).unwrap();
                    let headings = text.lines().filter(|line| line.starts_with('#'));
                    let found = headings.map(|line| anchor(line.trim_matches(['#', ' '])));
                    assert!(found.into_iter().any(|a| a == heading), "{}: {link}", path.display());
                }
                count += 1;
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn the_readme_does_what_it_says() {
    for tongue in Tongue::BOTH {
        let blocks = blocks(&document(tongue.says("README.md", "LISEZMOI.md")));
        let [try_it, run_tests, open, alice_makes, bob_seals, alice_opens, by_phrase, by_key] =
            blocks.as_slice()
        else {
            panic!("{blocks:?}")
        };
        let [report, sealed] =
            tongue.says(["report.pdf", "report.scelle"], ["rapport.pdf", "rapport.scelle"]);
        let copy = tongue.says("copy", "copie");

        let stranger = Machine::new(tongue);
        stranger.scene.file("docs/format.md", "Bonjour").file("docs/images/a.png", "PNG");
        let session = stranger.types(try_it, &[]);
        let phrase = after(session.screen(), tongue.says("of entropy): ", "d’entropie)\u{a0}: "));
        assert_eq!(phrase.split('-').count(), 10, "{phrase}");
        stranger.types(run_tests, &[]);
        let question = tongue.says("Passphrase of the container:", "Phrase secrète du conteneur");
        let listed = stranger.types(open, &[(question, phrase), (question, phrase)]);
        let _ = listed.shows("docs/format.md");
        assert_eq!(stranger.scene.text(format!("{copy}/docs/format.md")), "Bonjour");

        let (alice, bob) = (Machine::new(tongue), Machine::new(tongue));
        alice.types(alice_makes, &alice.new_key());
        bob.bring("alice.scelle-card", &alice);
        bob.scene.file(report, "PDF");
        let shown = alice.scene.scelle(["key", "show", "--json"]).run().exits(0).json();
        let digits = shown["fingerprint"].as_str().unwrap();
        let read = tongue.says("reads to you:", "vous lit");
        let answers = [&bob.new_key()[..], &[(read, digits)]].concat();
        let session = bob.types(bob_seals, &answers);
        let _ = session.shows(tongue.says("verified: Alice Martin", "vérifié\u{a0}: Alice Martin"));
        alice.bring(sealed, &bob);
        let key = tongue.says("Passphrase of the key", "Phrase secrète de la clé");
        alice.types(alice_opens, &[(key, PHRASE)]);
        assert_eq!(alice.scene.text(report), "PDF");
        bob.types(&format!("rm {report}; scelle open {sealed}"), &[(key, PHRASE)]);
        assert_eq!(bob.scene.text(report), "PDF");

        if ["age", "age-keygen", "unzip"].iter().all(|name| tool(name).is_some()) {
            stranger.types(by_phrase, &[("passphrase", phrase)]);
            stranger.types(by_key, &[]);
            for copy in [tongue.says("docs-copy", "docs-copie"), "docs-age"] {
                assert_eq!(stranger.scene.text(format!("{copy}/docs/format.md")), "Bonjour");
                assert_eq!(stranger.scene.text(format!("{copy}/docs/images/a.png")), "PNG");
            }
        }
    }
}

#[test]
fn the_guide_of_the_administrator_does_what_it_says() {
    for tongue in Tongue::BOTH {
        let machine = Machine::new(tongue);
        let desk = machine.scene.desk().to_str().unwrap().to_owned();
        let guide = document(tongue.says("docs/admin-guide.md", "docs/guide-administrateur.md"))
            .replace("/srv/archives", &format!("{desk}/archives"))
            .replace(tongue.says("/run/passphrase", "/run/phrase"), &format!("{desk}/phrase"));
        let blocks = blocks(&guide);
        let [cli, shell, window, new_key, try_it, policy, nightly, systemd, log, verify, restore] =
            blocks.as_slice()
        else {
            panic!("{blocks:?}")
        };
        let key = tongue.says("recovery.age", "recouvrement.age");

        machine.types(cli, &[]);
        machine.types(shell, &[]);
        let share = "../home/user/.local/share";
        let completions = format!("{share}/bash-completion/completions/scelle");
        assert!(machine.scene.text(completions).contains("_scelle()"));
        assert!(machine.scene.at(format!("{share}/man/man1/scelle-seal.1")).is_file());
        assert!(machine.scene.at(format!("{share}/man/fr/man1/scelle-seal.1")).is_file());
        symlink(format!("{TOP}/gui"), machine.scene.at("gui")).unwrap();
        machine.types(window, &[]);
        let menu = machine.scene.text(format!("{share}/applications/scelle.desktop"));
        assert!(menu.contains("bin/scelle-gui\" %F"), "{menu}");

        let made = machine.types(new_key, &[]);
        let phrase = after(made.screen(), tongue.says("of entropy): ", "d’entropie)\u{a0}: "));
        let public = made.screen().lines().find(|line| line.starts_with("age1pq1")).unwrap();
        let content = "Bonjour".repeat(17_431);
        machine.scene.file("phrase", phrase).file("dossier/a.txt", &content);
        let recovery = format!("[[recovery]]\nlabel = \"R\"\nrecipient = \"{}\"\n", public.trim());
        machine.scene.file("policy.toml", recovery);
        let _ = machine.types(policy, &[]).shows(tongue.says("R (recovery", "R (accès de"));
        let seal = format!("scelle seal dossier -r {} -q", public.trim());
        machine.types(&seal, &[]);
        let question = tongue.says("Passphrase of the key", "Phrase secrète de la clé");
        machine.types(try_it, &[(question, phrase)]);
        let opened = tongue.says("trial/dossier/a.txt", "essai/dossier/a.txt");
        assert_eq!(machine.scene.text(opened), content);

        // `nightly.rs` runs the script; this is a night of it, with one folder that fails.
        assert!(nightly.starts_with("#!/bin/sh"), "{nightly}");
        machine.types(systemd, &[]);
        machine.scene.folder("archives");
        let night = "scelle seal --each dossier absent -o archives/night --log archives/scelle.log";
        let night = format!("{night} -q -r {} || test $? = 8", public.trim());
        machine.types(&night, &[]);
        if tool("jq").is_some() {
            let read = machine.types(log, &[]);
            let _ = read.shows("\"result\":\"error\"").shows("absent").shows("122017");
        }
        let _ = machine.types(verify, &[]).shows("night/dossier.scelle");
        machine.types(&restore.replace("2026-11-27", "night"), &[]);
        let restored = tongue.says("restored/dossier/a.txt", "restauration/dossier/a.txt");
        assert_eq!(machine.scene.text(restored), content);
        assert!(machine.scene.at(key).is_file());
    }
}
