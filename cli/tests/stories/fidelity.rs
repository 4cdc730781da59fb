//! Permissions come back as they were, for those who want them, and from stock tools.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use scelle_tests::{Key, Scene};
use serde_json::json;
use walkdir::WalkDir;

use super::Tongue;
use crate::tools::tool;

/// Each with what it has, and what may come back of it.
const MODES: [(&str, u32, u32); 7] = [
    ("dossier", 0o2750, 0o750),
    ("dossier/clos", 0o555, 0o555),
    ("dossier/clos/lu.txt", 0o444, 0o444),
    ("dossier/ouvert.sh", 0o777, 0o777),
    ("dossier/partage.sh", 0o4710, 0o710),
    ("dossier/privé.txt", 0o600, 0o600),
    ("dossier/équipe.txt", 0o660, 0o660),
];

fn set(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn mode(path: impl AsRef<Path>) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// What is in a folder, as [`MODES`] has it.
#[track_caller]
fn assert_kept(root: &Path) {
    for (name, _, kept) in MODES {
        assert_eq!(format!("{:o}", mode(root.join(name))), format!("{kept:o}"), "{name}");
    }
}

/// Alice's container, which holds all of [`MODES`].
struct Office {
    scene: Scene,
    alice: Key,
}

/// Folders that their owner may not write to could not be removed.
impl Drop for Office {
    fn drop(&mut self) {
        for entry in WalkDir::new(self.scene.desk()).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_dir() {
                set(entry.path(), 0o755);
            }
        }
    }
}

fn sealed() -> Office {
    let scene = Scene::new();
    let alice = scene.key("alice");
    for (name, ..) in MODES.iter().filter(|(name, ..)| name.contains('.')) {
        scene.file(name, "x");
    }
    for (name, mode, _) in MODES.iter().rev() {
        set(scene.at(name), *mode);
    }
    scene.seal(&["dossier"], "../d.scelle", &alice);
    Office { scene, alice }
}

#[test]
fn permissions_are_kept_and_given_back_on_request() {
    let office = sealed();
    let Office { scene, alice } = &office;
    let open = ["open", "../d.scelle", "-i", &alice.path];
    scene.scelle(open).args(["--into", "all", "--preserve"]).run().exits(0);
    assert_kept(&scene.at("all"));
    // Into a folder that is there: what it holds already keeps what it has.
    fs::create_dir_all(scene.at("some/dossier/clos")).unwrap();
    set(scene.at("some/dossier"), 0o700);
    set(scene.at("some/dossier/clos"), 0o711);
    scene.scelle(open).args(["--into", "some", "--preserve"]).run().exits(0);
    assert_eq!(
        [mode(scene.at("some/dossier")), mode(scene.at("some/dossier/clos"))],
        [0o700, 0o711]
    );
    assert_eq!(mode(scene.at("some/dossier/équipe.txt")), 0o660);
    // One file, and in the place of another.
    let one = ["open", "../d.scelle", "dossier/privé.txt", "-i", &alice.path, "-o", "one"];
    scene.scelle(one).args(["--preserve"]).run().exits(0);
    assert_eq!(mode(scene.at("one")), 0o600);
    set(scene.at("one"), 0o644);
    scene.scelle(one).args(["--preserve", "--overwrite"]).run().exits(0);
    assert_eq!(mode(scene.at("one")), 0o600);
    scene.scelle(one).args(["--overwrite"]).run().exits(0);
    assert_eq!(mode(scene.at("one")), 0o600, "what is replaced passes its own on");
}

/// A stranger's archive does not decide who reads what it brings.
#[test]
fn without_a_request_files_are_new_ones() {
    let office = sealed();
    let Office { scene, alice } = &office;
    let open = ["open", "../d.scelle", "--into", "out", "-i", &alice.path];
    scene.scelle(open).through(["sh", "-c", "umask 027; exec \"$@\"", "sh"]).run().exits(0);
    for (name, expected) in [
        ("", 0o750),
        ("/clos", 0o750),
        ("/clos/lu.txt", 0o640),
        ("/ouvert.sh", 0o750),
        ("/privé.txt", 0o640),
    ] {
        assert_eq!(mode(scene.at(format!("out/dossier{name}"))), expected, "{name:?}");
    }
}

#[test]
fn stock_tools_give_permissions_back() {
    let office = sealed();
    let Office { scene, alice } = &office;
    let as_file = ["open", "../d.scelle", "--as-file", "-o", "d.zip", "-i", &alice.path];
    scene.scelle(as_file).run().exits(0);
    let tar = ["open", "../d.scelle", "--tar", "-o", "d.tar", "-i", &alice.path];
    scene.scelle(tar).run().exits(0);
    for (program, args) in [
        ("unzip", ["-qq", "d.zip", "-d", "unzip"].as_slice()),
        ("7z", &["x", "-o7z", "d.zip"]),
        ("bsdtar", &["-xpf", "d.zip", "-C", "bsdtar"]),
        ("tar", &["-xpf", "d.tar", "-C", "tar"]),
    ] {
        let Some(path) = tool(program) else { continue };
        fs::create_dir(scene.at(program)).unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "umask 0; exec \"$@\"", "sh"]).arg(path).args(args);
        let output = command.current_dir(scene.desk()).output().unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
        if program == "7z" {
            // Folders keep all rights of their owner.
            assert_eq!(mode(scene.at("7z/dossier/clos")), 0o755);
            set(scene.at("7z/dossier/clos"), 0o555);
        }
        assert_kept(&scene.at(program));
    }
}

#[test]
fn scripts_read_permissions_and_edits_keep_them() {
    let office = sealed();
    let Office { scene, alice } = &office;
    let modes = || {
        let list = ["list", "../d.scelle", "--json", "-i", &alice.path];
        let listed = scene.scelle(list).run().exits(0).json();
        let entries = listed["entries"].as_array().unwrap();
        entries.iter().map(|e| json!([e["name"], e["mode"], e["executable"]])).collect::<Vec<_>>()
    };
    let before = modes();
    assert_eq!(before[0], json!(["dossier", "0750", false]));
    assert!(before.contains(&json!(["dossier/partage.sh", "0710", true])));
    fs::copy(scene.root().join("d.scelle"), scene.root().join("old.scelle")).unwrap();

    // What is replaced has the permissions of the new file, as it has its time.
    scene.file("neuf.txt", "y");
    set(scene.at("neuf.txt"), 0o604);
    let edits: [&[&str]; 3] = [
        &["add", "../d.scelle", "neuf.txt", "--at", "dossier"],
        &["replace", "../d.scelle", "dossier/privé.txt", "neuf.txt"],
        &["rename", "../d.scelle", "dossier/équipe.txt", "dossier/groupe.txt"],
    ];
    for edit in edits {
        scene.scelle(edit).args(["-i", &alice.path]).run().exits(0);
    }
    let after = modes();
    for expected in [
        json!(["dossier", "0750", false]),
        json!(["dossier/groupe.txt", "0660", false]),
        json!(["dossier/neuf.txt", "0604", false]),
        json!(["dossier/partage.sh", "0710", true]),
        json!(["dossier/privé.txt", "0604", false]),
    ] {
        assert!(after.contains(&expected), "{expected} in {after:?}");
    }
}

/// The same content, for others than before.
#[test]
fn other_permissions_are_a_difference() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    set(scene.at("a.txt"), 0o640);
    scene.seal(&["a.txt"], "one.scelle", &alice);
    set(scene.at("a.txt"), 0o600);
    scene.seal(&["a.txt"], "two.scelle", &alice);
    let diff = ["diff", "one.scelle", "two.scelle", "--json", "-i", &alice.path];
    let told = scene.scelle(diff).run().exits(1).json();
    assert_eq!(told["entries"], json!([{ "name": "a.txt", "change": "touched" }]));
}

#[test]
fn what_is_no_file_has_no_permissions_to_preserve() {
    let office = sealed();
    let Office { scene, alice } = &office;
    for tongue in Tongue::BOTH {
        for other in ["--as-file", "--tar"] {
            let open = ["open", "../d.scelle", other, "--preserve", "-i", &alice.path];
            let message = tongue.says("cannot be used with", "est incompatible avec");
            scene.scelle(open).env("LANG", tongue.locale()).run().refuses(2, message);
        }
    }
}
