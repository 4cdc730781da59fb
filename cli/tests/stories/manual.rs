//! What shells complete, and the pages of `man`, in both languages.

use std::fs;
use std::path::Path;
use std::process::Command;

use scelle_tests::Scene;

use crate::tools::{Run, tool};

/// The verbs of a command, as its help lists them.
fn verbs(scene: &Scene, command: &[&str]) -> Vec<String> {
    let help = scene.scelle(command).args(["--help"]).run().exits(0).output();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed.take_while(|line| line.starts_with("  "));
    let names = names.filter(|line| !line.starts_with("   "));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// Every command, as the name of its page: `scelle-key-new`.
fn pages(scene: &Scene) -> Vec<String> {
    let mut pages = vec!["scelle".to_owned()];
    for verb in verbs(scene, &[]) {
        pages.push(format!("scelle-{verb}"));
        pages.extend(verbs(scene, &[&verb]).iter().map(|under| format!("scelle-{verb}-{under}")));
    }
    pages.sort();
    pages
}

#[test]
fn every_verb_has_its_page_in_both_languages() {
    let scene = Scene::new();
    scene.scelle(["man", "--into", "man"]).run().exits(0).stdout("").stderr("");
    let expected = pages(&scene);
    assert!(expected.len() > 30, "{expected:?}");
    for (folder, heading) in [("man/man1", ".SH \"NAME\""), ("man/fr/man1", ".SH \"NOM\"")] {
        let files = fs::read_dir(scene.at(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<String> =
            files.map(|f| f.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        found.sort();
        assert_eq!(found, expected, "in {folder}");
        for page in &expected {
            let text = scene.text(format!("{folder}/{page}.1"));
            assert!(text.contains(heading), "{text}");
        }
    }
    let french = scene.text("man/fr/man1/scelle-seal.1");
    for part in ["Sceller des fichiers et des dossiers", "<FICHIER>", "ARGUMENTS", "OPTIONS"] {
        assert!(french.contains(part), "no {part} in\n{french}");
    }
    assert!(!french.contains("COMMAND") && !french.contains("Usage"), "{french}");
}

#[test]
fn no_page_makes_a_formatter_complain() {
    let scene = Scene::new();
    scene.scelle(["man", "--into", "man"]).run().exits(0);
    let folders = ["man/man1", "man/fr/man1"].map(|folder| scene.at(folder));
    let pages = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let pages: Vec<_> = pages.map(|page| page.unwrap().path()).collect();
    if let Some(groff) = tool("groff") {
        for page in &pages {
            let mut command = Command::new(&groff);
            let formatted = command.args(["-man", "-ww", "-Kutf8", "-Tutf8"]).arg(page).output();
            let complaint = String::from_utf8(formatted.unwrap().stderr).unwrap();
            assert_eq!(complaint, "", "{}", page.display());
        }
    }
    if let Some(mandoc) = tool("mandoc") {
        Run::new(&mandoc).args(["-T", "lint", "-W", "warning"]).args(&pages).output();
    }
}

#[test]
fn the_same_day_gives_the_same_pages() {
    let scene = Scene::new();
    let man = |into: &str| {
        scene.scelle(["man", "--into", into]).env("SOURCE_DATE_EPOCH", "1790000000").run().exits(0);
        scene.text(format!("{into}/man1/scelle-open.1"))
    };
    let page = man("one");
    assert!(page.contains(".TH scelle-open 1 2026-09-21 "), "{page}");
    assert_eq!(page, man("two"));
}

/// Two contacts and a group, in a home of their own.
fn with_contacts() -> Scene {
    let scene = Scene::new();
    for (name, email) in [("Alice Martin", "alice@example.fr"), ("Élodie L’Hôte", "el@example.fr")]
    {
        let key = scene.key(name);
        let card = format!("# name: {name}\n# email: {email}\n{}\n", key.recipient);
        scene.file(format!("{name}.scelle-card"), card);
        let add = ["contact", "add", &format!("{name}.scelle-card"), "-q"];
        scene.scelle(add).run().exits(0);
    }
    scene.scelle(["group", "add", "équipe", "Alice", "Élodie", "-q"]).run().exits(0);
    scene
}

/// What bash offers for the last of these words.
fn bash_completes(scene: &Scene, bash: &Path, typed: &[&str]) -> Vec<String> {
    let words = format!(
        "PATH='{}':$PATH; export SCELLE_HOME='{}' LANG=C.UTF-8; source scelle.bash; \
         COMP_WORDS=({}); COMP_CWORD={}; _clap_complete_scelle scelle '{}' '{}'; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        scelle_tests::binary().parent().unwrap().display(),
        scene.home().display(),
        typed.iter().map(|word| format!("'{word}' ")).collect::<String>(),
        typed.len() - 1,
        // bash leaves out the quote.
        typed[typed.len() - 1].trim_start_matches('"'),
        typed[typed.len() - 2],
    );
    let answer = Run::new(bash).args(["--norc", "-c", &words]).within(&scene.desk()).text();
    answer.lines().filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

#[test]
fn bash_completes_verbs_options_and_the_names_of_people() {
    let scene = with_contacts();
    let script = scene.scelle(["completions", "bash"]).run().exits(0).stderr("").output();
    scene.file("scelle.bash", script).file("un dossier.scelle", "");
    let Some(bash) = tool("bash") else { return };
    let complete = |typed: &[&str]| bash_completes(&scene, &bash, typed);
    let offered = complete(&["scelle", ""]);
    for verb in verbs(&scene, &[]) {
        assert!(offered.contains(&verb), "{verb}");
    }
    assert_eq!(complete(&["scelle", "ver"]), ["verify"]);
    assert_eq!(complete(&["scelle", "key", "pap"]), ["paper"]);
    assert_eq!(complete(&["scelle", "encrypt", "--anon"]), ["--anonymous"]);
    assert_eq!(complete(&["scelle", "seal", "--anon"]), ["--anonymous"]);
    assert_eq!(complete(&["scelle", "open", "un"]), [r"un\ dossier.scelle"]);
    // People by any of their words, a group, a card.
    assert_eq!(complete(&["scelle", "seal", "a.txt", "-r", "mart"]), [r"Alice\ Martin"]);
    assert_eq!(complete(&["scelle", "seal", "a.txt", "--to", "éq"]), ["équipe"]);
    let both = [r"Alice\ Martin", r"Alice\ Martin.scelle-card"];
    assert_eq!(complete(&["scelle", "seal", "a.txt", "-r", r"Alice\ M"]), both);
    let both = ["Alice Martin", "Alice Martin.scelle-card"];
    assert_eq!(complete(&["scelle", "seal", "a.txt", "-r", "\"Alice M"]), both);
    let cards = complete(&["scelle", "access", "add", "x.scelle", "--recipient", "Al"]);
    assert_eq!(cards, [r"Alice\ Martin", r"Alice\ Martin.scelle-card"]);
    assert_eq!(complete(&["scelle", "access", "remove", "x.scelle", "él"]), [r"Élodie\ L’Hôte"]);
    assert_eq!(complete(&["scelle", "contact", "verify", "é"]), [r"Élodie\ L’Hôte"]);
    assert_eq!(complete(&["scelle", "group", "remove", "é"]), ["équipe"]);
    // Contacts that cannot be read are no concern of a shell.
    fs::write(scene.home().join("contacts.toml"), "[[").unwrap();
    assert_eq!(complete(&["scelle", "seal", "a.txt", "-r", "ali"]), Vec::<String>::new());
    assert_eq!(complete(&["scelle", "ver"]), ["verify"]);
}

#[test]
fn the_other_shells_ask_the_program_too() {
    let scene = with_contacts();
    for (shell, options) in [("zsh", &["-f", "-n"][..]), ("fish", &["-N", "-n"])] {
        let script = scene.scelle(["completions", shell]).run().exits(0).stderr("").output();
        assert!(script.contains("SCELLE_COMPLETE="), "{script}");
        scene.file(shell, script);
        if let Some(tool) = tool(shell) {
            Run::new(&tool).args(options).arg(shell).within(&scene.desk()).output();
        }
    }
    let script = |shell: &str| scene.scelle(["completions", shell]).run().exits(0).output();
    assert!(
        script("powershell").contains("Register-ArgumentCompleter -Native -CommandName scelle")
    );
    assert!(script("elvish").contains("edit:completion:arg-completer[scelle]"));
    scene.scelle(["completions", "tcsh"]).run().refuses(2, "tcsh is not a valid value for");
    // Described in the language of those who ask.
    let fish = |words: &[&str]| {
        let asked = scene.scelle([&["--", "scelle"], words].concat());
        let asked = asked.env("SCELLE_COMPLETE", "fish").env("LANG", "fr_FR.UTF-8");
        asked.run().exits(0).stderr("").output()
    };
    assert!(fish(&["sea"]).starts_with("seal\tSceller des fichiers"), "{}", fish(&["sea"]));
    let people =
        "Alice Martin\talice@example.fr\nÉlodie L’Hôte\tel@example.fr\néquipe\tgroupe de 2\n";
    assert!(
        fish(&["contact", "show", ""]).starts_with(people),
        "{}",
        fish(&["contact", "show", ""])
    );
    // No shell, and no error: what asks is a script of another version, perhaps.
    let unknown = scene.scelle(["--", "scelle", ""]).env("SCELLE_COMPLETE", "tcsh");
    unknown.run().exits(0).stdout("").stderr("");
}
