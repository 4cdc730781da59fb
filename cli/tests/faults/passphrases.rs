//! A generated passphrase and what it opens: none is left without the other, whatever fails.

use super::calls::Strace;
use super::cases::{conclude, side_by_side};
use scelle_tests::{Run, Scene};

const PLACING: &[&str] = &["fsync", "rename", "renameat", "renameat2", "linkat", "unlink"];
const FAULTS: [&str; 2] = ["error=EIO", "signal=KILL"];

const CHANGE: [&str; 5] =
    ["key", "passphrase", "--old-passphrase-file", "old", "--generate-passphrase"];

/// A user of a key under the passphrase in `old`, and a container that it opens.
fn with_a_key() -> Scene {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("old", "une phrase assez longue pour une clé");
    scene.scelle(["key", "new", "--passphrase-file", "old"]).run().exits(0);
    scene.scelle(["seal", "a.txt"]).run().exits(0);
    scene
}

/// Makes each call fail that places a file, and kills the run there; then one of the passphrases in
/// the files must open `container`.
#[track_caller]
fn one_of_them_opens(template: &Scene, args: &[&str], container: &str, phrases: &[&str]) {
    let Some(strace) = Strace::find() else { return };
    let run = |scene: &Scene| -> Run { scene.scelle(args) };
    let (outcome, calls) = strace.changes(run(&template.copy()));
    let _ = outcome.exits(0);
    let calls = calls.iter().filter(|call| PLACING.contains(&call.name.as_str()));
    let injections: Vec<(String, &str)> = calls
        .flat_map(|call| FAULTS.map(|fault| (call.inject(fault), call.line.as_str())))
        .collect();
    assert!(injections.len() > 6, "{injections:?}");
    let complaints = side_by_side(&injections, |(injection, line)| {
        let scene = template.copy();
        let code = strace.injecting(run(&scene), injection).run().code();
        // The next start puts in order what was killed.
        let _ = scene.scelle(["key", "list"]).run();
        let opens = |phrase: &&str| {
            let verify = ["verify", container, "--no-input", "--passphrase-file", phrase];
            scene.at(phrase).exists() && scene.scelle(verify).run().code() == Some(0)
        };
        let opened = phrases.iter().find(|phrase| opens(phrase));
        let done = code == Some(0);
        match opened {
            None => vec![format!("{injection} [{line}]: code {code:?}, and nothing opens it")],
            Some(phrase) if done && Some(phrase) != phrases.last() => {
                vec![format!("{injection} [{line}]: done, and {phrase} still opens it")]
            }
            Some(_) => Vec::new(),
        }
    });
    conclude("a generated passphrase", injections.len(), &complaints);
}

#[test]
fn a_key_is_never_under_a_passphrase_that_is_lost() {
    let scene = with_a_key();
    let args = [&CHANGE[..], &["--passphrase-out", "new"]].concat();
    one_of_them_opens(&scene, &args, "a.scelle", &["old", "new"]);
}

#[test]
fn a_container_that_replaces_another_is_never_under_a_passphrase_that_is_lost() {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("old", "une phrase assez longue pour elle");
    let seal = ["seal", "a.txt", "--no-self"];
    scene.scelle(seal).args(["--passphrase-file", "old"]).run().exits(0);
    let again = ["--overwrite", "--generate-passphrase", "--passphrase-out", "new"];
    one_of_them_opens(&scene, &[&seal[..], &again].concat(), "a.scelle", &["old", "new"]);
}

/// A passphrase that cannot be shown protects nothing.
#[test]
fn a_key_keeps_its_passphrase_where_the_new_one_cannot_be_shown() {
    let scene = with_a_key();
    let full = scene.scelle(CHANGE).through(["sh", "-c", "exec \"$@\" 2>/dev/full", "sh"]).run();
    assert_ne!(full.code(), Some(0));
    scene.scelle(["verify", "a.scelle", "--passphrase-file", "old"]).run().exits(0);
}
