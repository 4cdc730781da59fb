//! What shells complete, and the pages of `man`, in both languages.

use std::fs;
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

#[test]
fn bash_completes_verbs_and_options() {
    let scene = Scene::new();
    let script = scene.scelle(["completions", "bash"]).run().exits(0).stderr("").output();
    scene.file("scelle.bash", script);
    let Some(bash) = tool("bash") else { return };
    let complete = |typed: &[&str]| {
        let words = format!(
            "source scelle.bash; COMP_WORDS=({}); COMP_CWORD={}; _scelle scelle '{}' '{}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            typed.iter().map(|word| format!("'{word}' ")).collect::<String>(),
            typed.len() - 1,
            typed[typed.len() - 1],
            typed[typed.len() - 2],
        );
        let answer = Run::new(&bash).args(["--norc", "-c", &words]).within(&scene.desk()).text();
        answer.lines().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    for verb in verbs(&scene, &[]) {
        assert!(complete(&["scelle", ""]).contains(&verb), "{verb}");
    }
    assert_eq!(complete(&["scelle", "ver"]), ["verify"]);
    assert_eq!(complete(&["scelle", "key", "pap"]), ["paper"]);
    assert_eq!(complete(&["scelle", "seal", "--anon"]), ["--anonymous"]);
}

#[test]
fn the_other_shells_read_their_scripts() {
    let scene = Scene::new();
    let script = |shell: &str| {
        let run = scene.scelle(["completions", shell, "--lang", "fr"]).run();
        run.exits(0).stderr("").output()
    };
    for (shell, options) in [("zsh", &["-f", "-n"][..]), ("fish", &["-N", "-n"])] {
        scene.file(shell, script(shell));
        if let Some(tool) = tool(shell) {
            Run::new(&tool).args(options).arg(shell).within(&scene.desk()).output();
        }
        assert!(scene.text(shell).contains("Sceller des fichiers"), "not in French");
    }
    assert!(
        script("powershell").contains("Register-ArgumentCompleter -Native -CommandName 'scelle'")
    );
    scene.scelle(["completions", "tcsh"]).run().refuses(2, "tcsh is not a valid value for");
}
