//! `scelle key paper`: a key on paper, and back; and keys that come from elsewhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use scelle_core::profile::paper::Paper;
use scelle_tests::Scene;

use super::PHRASE;
use crate::tools::{Run, tool};

/// A user with a name, a key under a passphrase, and `a.scelle` that it opens.
fn with_a_key() -> Scene {
    let scene = Scene::new();
    scene.file("phrase", PHRASE).file("a.txt", "Bonjour");
    scene.scelle(["key", "new", "--passphrase-file", "phrase"]).run().exits(0);
    scene.scelle(["card", "--name", "Élodie Martin", "-q"]).run().exits(0);
    scene.scelle(["seal", "a.txt"]).run().exits(0);
    scene
}

/// The identity in use, as age has it.
fn identity(scene: &Scene) -> String {
    let export = ["key", "export", "--yes", "--passphrase-file", "phrase"];
    let text = scene.scelle(export).run().exits(0).output();
    text.lines().last().unwrap().to_owned()
}

/// The lines that are printed.
fn lines(scene: &Scene) -> Vec<String> {
    let paper = Paper::new(Path::new("key"), &identity(scene)).unwrap();
    paper.lines().iter().map(|line| (**line).clone()).collect()
}

/// Types a file that only its owner can read.
fn typed(scene: &Scene, name: &str, text: &str) {
    scene.file(name, text);
    fs::set_permissions(scene.at(name), Permissions::from_mode(0o600)).unwrap();
}

/// Imports it on a new machine, and opens there what was sealed before.
fn opens_elsewhere(scene: &Scene, file: &str) {
    let elsewhere = scene.at(format!("../home-{file}"));
    let scelle = |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", &elsewhere).run();
    scelle(&["key", "import", file, "--plain"]).exits(0).never_says("AGE-SECRET-KEY");
    scelle(&["open", "a.scelle", "-o", "-"]).exits(0).stdout("Bonjour");
}

#[test]
fn a_printed_key_is_scanned_and_typed_back() {
    let scene = with_a_key();
    let tools = (tool("pdftoppm"), tool("pdftotext"), tool("zbarimg"));
    let (Some(to_image), Some(to_text), Some(scan)) = tools else { return };
    let identity = identity(&scene);
    for (language, page, title, name) in [
        ("en", "en.pdf", "Scellé – key for the safe", "Name"),
        ("fr", "fr.pdf", "Scellé – clé à garder au coffre", "Nom"),
    ] {
        let paper = ["key", "paper", "--yes", "--passphrase-file", "phrase", "-o", page];
        let told = scene.scelle(paper).args(["--lang", language]).run().exits(0);
        told.stdout("").stderr_contains(page).never_says("AGE-SECRET-KEY");
        let mode = fs::metadata(scene.at(page)).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600);

        let text = Run::new(&to_text).args(["-layout", page, "-"]).within(&scene.desk()).text();
        assert!(text.contains(title) && text.contains(&identity), "{text}");
        let named = text.lines().any(|l| l.starts_with(name) && l.ends_with("Élodie Martin"));
        assert!(named && text.contains('\u{c}') && !text.contains('?'), "{text}");
        assert_eq!(text.matches('\u{c}').count(), 1, "one page");
        let shown = scene.scelle(["key", "show", "--json"]).run().exits(0).json();
        assert!(text.contains(shown["fingerprint"].as_str().unwrap()), "{text}");

        // What a person types is what stands on the page.
        let starts = ["1 ", "2 ", "3 ", "4 "];
        let printed =
            text.lines().map(str::trim).filter(|l| starts.iter().any(|s| l.starts_with(s)));
        let typing: String = printed.map(|line| format!("{}\n", line.to_lowercase())).collect();
        assert_eq!(typing.lines().count(), 4, "{text}");
        typed(&scene, &format!("typed-{language}"), &typing);
        opens_elsewhere(&scene, &format!("typed-{language}"));

        let image = ["-r", "150", "-gray", "-png", "-singlefile", page, language];
        Run::new(&to_image).args(image).within(&scene.desk()).output();
        let scan = Run::new(&scan).args(["-q", "--raw", "--nodbus", &format!("{language}.png")]);
        let scanned = scan.within(&scene.desk()).text();
        assert_eq!(scanned.trim_end(), identity);
        typed(&scene, &format!("scanned-{language}"), &scanned);
        opens_elsewhere(&scene, &format!("scanned-{language}"));
    }
}

#[test]
fn a_mistyped_line_is_named() {
    let scene = with_a_key();
    let lines = lines(&scene);
    let mut slipped = lines.clone();
    slipped[2] = slipped[2].replace("  ", " ").chars().rev().collect();
    typed(&scene, "typed", &slipped.join("\n"));
    let import = ["key", "import", "typed", "--plain"];
    let elsewhere = scene.at("../elsewhere");
    let there = |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", &elsewhere);
    there(&import).run().refuses(8, "line 3 is not as it is printed on the paper");
    let french = there(&import).args(["--lang", "fr"]).run().exits(8);
    french.stderr_contains("erreur : la ligne 3 n’est pas celle qui est imprimée sur le papier\n");
    typed(&scene, "typed", &lines[..3].join("\n"));
    there(&import).run().refuses(8, "line 4 is not as it is printed on the paper");
    assert!(!elsewhere.join("keys").exists());

    // Typed straight in, without a file; and not for others to read.
    there(&["key", "import", "-", "--plain"]).stdin(lines.join("\n")).run().exits(0);
    there(&["open", "a.scelle", "-o", "-"]).run().exits(0).stdout("Bonjour");
    fs::set_permissions(scene.at("typed"), Permissions::from_mode(0o644)).unwrap();
    there(&import).run().refuses(8, "can be read by other users");
}

#[test]
fn a_paper_is_confirmed_needs_the_passphrase_and_replaces_nothing() {
    let scene = with_a_key();
    let paper = ["key", "paper", "--passphrase-file", "phrase"];
    scene.scelle(paper).run().refuses(2, "a confirmation is needed");
    let question = "This page will open everything that is sealed for you.";
    scene.scelle(paper).at_a_terminal().types(question, "no\r").run().exits(130);
    scene.file("wrong", "a quite different phrase");
    let wrong = ["key", "paper", "--yes", "--passphrase-file", "wrong"];
    scene.scelle(wrong).run().refuses(3, "wrong passphrase");
    scene.holds(&["a.scelle", "a.txt", "phrase", "wrong"]);
    scene.scelle(paper).at_a_terminal().types(question, "yes\r").run().exits(0);
    let page = scene.read("key-0001.pdf");
    assert!(page.starts_with(b"%PDF-"));
    scene.scelle(paper).args(["--yes"]).run().refuses(7, "there is already a file key-0001.pdf");
    assert_eq!(scene.read("key-0001.pdf"), page);
    let told = scene.scelle(paper).args(["--yes", "--json", "-o", "b.pdf"]).run().exits(0).json();
    assert_eq!(told["paper"], "b.pdf");
}

/// In JSON as everywhere: what is no text in a name becomes U+FFFD.
#[cfg(target_os = "linux")]
#[test]
fn a_page_whose_name_is_no_text_is_written_and_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let scene = with_a_key();
    let name = OsStr::from_bytes(b"\xff.pdf");
    let paper = ["key", "paper", "--yes", "--passphrase-file", "phrase", "--json", "-o"];
    let told = scene.scelle(paper).args([name]).run().exits(0).json();
    assert_eq!(told["paper"], "\u{fffd}.pdf");
    assert!(fs::read(scene.desk().join(name)).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_locked_key_is_imported_by_a_script() {
    let scene = with_a_key();
    fs::copy(scene.home().join("keys/key-0001.age"), scene.at("old.age")).unwrap();
    scene.file("wrong", "a quite different phrase");
    let elsewhere = scene.at("../elsewhere");
    let there = |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", &elsewhere).run();
    let import = |phrase: &str| {
        there(&["key", "import", "old.age", "--no-input", "--old-passphrase-file", phrase])
    };
    import("wrong").refuses(3, "wrong passphrase");
    there(&["key", "import", "old.age", "--no-input"]).exits(3);
    assert!(!elsewhere.join("keys").exists());
    import("phrase").exits(0);
    let open = ["open", "a.scelle", "-o", "-", "--passphrase-file", "phrase"];
    there(&open).exits(0).stdout("Bonjour");
}

/// A key keeps the passphrase that it has; with the options for another protection it takes that.
#[test]
fn a_locked_key_is_imported_under_the_protection_that_is_asked_for() {
    let scene = with_a_key();
    fs::copy(scene.home().join("keys/key-0001.age"), scene.at("old.age")).unwrap();
    let folder = scene.at("../elsewhere");
    let there = |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", &folder).run();
    let import = ["key", "import", "old.age", "--no-input", "--old-passphrase-file", "phrase"];
    let imported = |more: &[&str]| {
        let _ = fs::remove_dir_all(&folder);
        there(&[&import, more].concat()).exits(0).never_says("AGE-SECRET-KEY");
    };
    let opens = |with: &[&str]| {
        let open = [&["open", "a.scelle", "-o", "-", "--no-input"], with].concat();
        there(&open).exits(0).stdout("Bonjour");
    };
    let refuses = |phrase: &str| {
        there(&["verify", "a.scelle", "--no-input", "--passphrase-file", phrase]).exits(3);
    };
    imported(&["--generate-passphrase", "--passphrase-out", "new"]);
    opens(&["--passphrase-file", "new"]);
    refuses("phrase");
    imported(&["--passphrase-file", "new"]);
    opens(&["--passphrase-file", "new"]);
    imported(&["--plain"]);
    opens(&[]);
    // Only `ssh-keygen` changes the passphrase of an SSH key.
    let Some(keygen) = tool("ssh-keygen") else { return };
    let ssh = scene.at("../ssh-key");
    Run::new(&keygen).args(["-q", "-t", "ed25519", "-N", PHRASE, "-f"]).arg(&ssh).output();
    let import = ["key", "import", ssh.to_str().unwrap(), "--plain", "--no-input"];
    let hint = format!("ssh-keygen -p -f {}\n", ssh.display());
    let refused = there(&[&import[..], &["--old-passphrase-file", "phrase"]].concat());
    let _ = refused.refuses(8, "only `ssh-keygen` changes").stderr_contains(&hint);
}
