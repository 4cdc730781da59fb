//! `scelle seal`.

use std::fs::{self, File, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use scelle_core::keys::hybrid::HybridIdentity;
use scelle_tests::{Key, Scene, Session};

use super::{CLASSICAL, PHRASE, classical_key, dossier, dossier_and, link, names, pipe};
use crate::tree;

#[test]
fn a_file_gives_a_container_that_bears_its_name() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("rapport.pdf", "Bonjour");
    scene
        .scelle(["seal", "rapport.pdf", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stdout_contains("sealed: rapport.scelle (one file, 7 B)\n")
        .stderr("");
    scene.holds(&["rapport.pdf", "rapport.scelle"]);
    scene.home_holds(&[]);
    assert_eq!(names(&scene, "rapport.scelle", &alice), ["rapport.pdf"]);
}

#[test]
fn a_folder_gives_a_container_that_bears_its_whole_name() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("work/v1.2/a.txt", "a").folder("work/v1.2/vide");
    scene
        .scelle(["seal", "work/v1.2", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stdout_contains("sealed: v1.2.scelle (one file, 1 B)\n");
    scene.holds(&["v1.2.scelle", "work", "work/v1.2", "work/v1.2/a.txt", "work/v1.2/vide"]);
    assert_eq!(names(&scene, "v1.2.scelle", &alice), ["v1.2", "v1.2/a.txt", "v1.2/vide"]);
}

#[test]
fn several_inputs_give_one_container_that_bears_the_name_of_the_first() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("b.txt", "b").file("work/a.txt", "a").file("notes/c.txt", "c");
    scene
        .scelle(["seal", "b.txt", "work/a.txt", "notes", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stdout_contains("sealed: b.scelle (3 files, 3 B)\n");
    assert_eq!(names(&scene, "b.scelle", &alice), ["a.txt", "b.txt", "notes", "notes/c.txt"]);
}

#[test]
fn the_folder_one_is_in_is_sealed_under_its_own_name() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene.scelle(["seal", ".", "-o", "../out.scelle", "-r", &alice.recipient]).run().exits(0);
    scene.holds(&["a.txt"]);
    assert_eq!(names(&scene, "../out.scelle", &alice), ["desk", "desk/a.txt"]);
}

#[test]
fn a_stream_is_sealed_under_the_name_it_is_given() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene
        .scelle(["seal", "-", "--name", "base.sql", "-o", "base.scelle", "-r", &alice.recipient])
        .stdin("CREATE TABLE t;\n")
        .run()
        .exits(0)
        .stdout_contains("sealed: base.scelle (one file, 16 B)\n")
        .stderr("");
    scene.holds(&["base.scelle"]);
    scene.scelle(["open", "base.scelle", "-i", &alice.path]).run().exits(0);
    scene.holds(&["base.scelle", "base.sql"]);
    assert_eq!(scene.text("base.sql"), "CREATE TABLE t;\n");
}

#[test]
fn a_stream_without_a_name_is_called_stdin() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let seal = ["seal", "-", "-o", "stdin.scelle", "-r", &alice.recipient];
    scene.scelle(seal).stdin("").run().exits(0);
    scene.holds(&["stdin.scelle"]);
    assert_eq!(names(&scene, "stdin.scelle", &alice), ["stdin"]);
}

#[test]
fn a_stream_is_sealed_alone_and_is_all_that_a_name_is_for() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    for args in [&["seal", "-", "a.txt"][..], &["seal", "a.txt", "--name", "b.txt"]] {
        scene
            .scelle(args)
            .args(["-r", &alice.recipient])
            .run()
            .refuses(2, "standard input is sealed alone, and `--name` names it");
    }
    scene.holds(&["a.txt"]);
}

#[test]
fn the_name_of_a_stream_cannot_lead_elsewhere() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    for name in ["../base.sql", "/etc/passwd", "a\\b", "a\tb", ""] {
        scene
            .scelle(["seal", "-", "--name", name, "-r", &alice.recipient])
            .stdin("x")
            .run()
            .refuses(2, "is refused");
    }
    scene
        .scelle(["seal", "/", "-o", "x", "-r", &alice.recipient])
        .run()
        .refuses(2, "\"/\" is refused");
    scene.holds(&[]);
}

#[test]
fn an_existing_container_is_replaced_only_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("rapport.pdf", "Bonjour").file("rapport.scelle", "précieux");
    scene
        .scelle(["seal", "rapport.pdf", "-r", &alice.recipient])
        .run()
        .refuses(7, "\"rapport.scelle\" already exists");
    assert_eq!(scene.text("rapport.scelle"), "précieux");
    scene.scelle(["seal", "rapport.pdf", "--overwrite", "-r", &alice.recipient]).run().exits(0);
    scene.holds(&["rapport.pdf", "rapport.scelle"]);
    assert_eq!(names(&scene, "rapport.scelle", &alice), ["rapport.pdf"]);
}

#[test]
fn neither_a_folder_nor_a_device_is_ever_replaced() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").folder("out");
    scene
        .scelle(["seal", "a.txt", "-o", "out", "--overwrite", "-r", &alice.recipient])
        .run()
        .refuses(7, "\"out\" already exists, and cannot be replaced")
        .stderr_contains("hint: choose another place or another name, or move it");
    pipe(&scene.at("pipe"));
    scene
        .scelle(["seal", "a.txt", "-o", "pipe", "--overwrite", "-r", &alice.recipient])
        .run()
        .refuses(8, "\"pipe\" is neither a file nor a folder");
    scene.holds(&["a.txt", "out", "pipe"]);
}

#[test]
fn a_container_is_not_put_inside_what_it_seals() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    link(&scene, "dossier/notes", "detour");
    for output in ["dossier/x.scelle", "dossier/notes/x.scelle", "detour/x.scelle"] {
        scene
            .scelle(["seal", "dossier", "-o", output, "-r", &alice.recipient])
            .run()
            .refuses(2, "would be inside a folder that it seals");
    }
    scene.holds(&dossier_and(&["detour"]));
}

#[test]
fn a_container_never_takes_the_place_of_what_it_seals() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("rapport.scelle", "an original");
    let seal = ["seal", "rapport.scelle", "--overwrite", "-r", &alice.recipient];
    let outcome = scene.scelle(seal).run();
    assert_eq!(scene.text("rapport.scelle"), "an original");
    outcome.refuses(2, "rapport.scelle");
    scene.holds(&["rapport.scelle"]);
}

#[test]
fn a_container_goes_to_a_pipe_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    let sealed = scene
        .scelle(["seal", "dossier", "-o", "-", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stderr_contains("sealed: standard output (3 files, 28 B)\n");
    assert!(sealed.bytes().starts_with(b"age-encryption.org/v1\n"));
    scene.holds(&dossier_and(&[]));
    scene
        .scelle(["open", "-", "--into", "out", "-i", &alice.path])
        .stdin(sealed.bytes())
        .run()
        .exits(0);
    let [original, opened] = ["dossier", "out/dossier"].map(|name| tree::facts(&scene.at(name)));
    tree::assert_same(&opened, &original);
}

#[test]
fn a_container_that_is_not_read_to_its_end_is_an_error() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.bin", tree::noise(4 << 20));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let seal = ["seal", "a.bin", "-o", "-", "-r", &alice.recipient];
    scene
        .scelle(seal)
        .stdout(writer)
        .run()
        .refuses(8, "the program that received the data has stopped");
    scene.holds(&["a.bin"]);
}

/// A container whose generated passphrase was not shown could not be opened: a script must know.
#[test]
fn a_generated_passphrase_that_cannot_be_shown_is_an_error() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let shell = ["sh", "-c", r#"exec "$@" 2>/dev/full"#, "sh"];
    let seal = ["seal", "a.txt", "--generate-passphrase"];
    let _ = scene.scelle(seal).through(shell).run().exits(8);
}

/// The container is there: who starts again would be told that it exists.
#[test]
fn a_result_that_cannot_be_shown_is_an_error_of_its_own() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    let full = File::options().write(true).open("/dev/full").unwrap();
    scene
        .scelle(["seal", "a.txt", "-r", &alice.recipient])
        .stdout(Stdio::from(full))
        .run()
        .refuses(8, "cannot write the result: the disk is full\nhint: what was done stays done");
    scene.holds(&["a.scelle", "a.txt"]);
    scene.scelle(["verify", "a.scelle", "-i", &alice.path]).run().exits(0);
}

#[test]
fn nothing_left_to_seal_is_an_error() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt", "-r", &alice.recipient, "--exclude", "*"])
        .run()
        .refuses(2, "there is nothing to seal");
    scene.holds(&["a.txt"]);
}

#[test]
fn a_disk_that_is_full_at_the_other_end_is_an_error() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.bin", tree::noise(1 << 20));
    let full = File::options().write(true).open("/dev/full").unwrap();
    scene
        .scelle(["seal", "a.bin", "-o", "-", "-r", &alice.recipient])
        .stdout(Stdio::from(full))
        .run()
        .refuses(8, "cannot write the result: the disk is full");
}

#[test]
fn a_symbolic_link_is_refused_by_its_path() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    link(&scene, "/etc/hostname", "dossier/notes/lien");
    scene
        .scelle(["seal", "dossier", "-r", &alice.recipient])
        .run()
        .refuses(8, "\"dossier/notes/lien\" is a symbolic link");
    scene.holds(&dossier_and(&["dossier/notes/lien"]));
}

#[test]
fn a_pipe_is_refused_by_its_path_and_never_read() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    pipe(&scene.at("dossier/tube"));
    for input in ["dossier", "dossier/tube"] {
        scene
            .scelle(["seal", input, "-r", &alice.recipient])
            .run()
            .refuses(8, "\"dossier/tube\" is neither a file nor a folder");
    }
    scene.holds(&dossier_and(&["dossier/tube"]));
}

#[test]
fn links_and_special_files_are_left_out_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/a.txt", "a");
    link(&scene, "a.txt", "dossier/lien");
    pipe(&scene.at("dossier/tube"));
    scene
        .scelle(["seal", "dossier", "--skip-special", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stderr_contains("left out: dossier/lien\n")
        .stderr_contains("left out: dossier/tube\n")
        .stdout_contains("sealed: dossier.scelle (one file, 1 B)\n");
    assert_eq!(names(&scene, "dossier.scelle", &alice), ["dossier", "dossier/a.txt"]);
}

#[test]
fn links_are_followed_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/a.txt", "a").file("elsewhere/b.txt", "b");
    link(&scene, "../elsewhere", "dossier/dehors");
    link(&scene, "a.txt", "dossier/lien");
    scene.scelle(["seal", "dossier", "--follow", "-r", &alice.recipient]).run().exits(0);
    let expected =
        ["dossier", "dossier/a.txt", "dossier/dehors", "dossier/dehors/b.txt", "dossier/lien"];
    assert_eq!(names(&scene, "dossier.scelle", &alice), expected);
    scene.scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    assert!(!scene.at("out/dossier/lien").is_symlink());
    assert_eq!(scene.text("out/dossier/dehors/b.txt"), "b");
}

#[test]
fn links_that_lead_back_are_refused_and_not_followed_for_ever() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/notes/a.txt", "a");
    for target in ["..", "retour", "../notes/retour"] {
        link(&scene, target, "dossier/notes/retour");
        let seal = ["seal", "dossier", "--follow", "-r", &alice.recipient];
        scene
            .scelle(seal)
            .run()
            .refuses(8, "\"dossier/notes/retour\" is a symbolic link that leads back")
            .stderr_contains("hint: remove this link, or leave it out with `--skip-special`");
        scene.holds(&["dossier", "dossier/notes", "dossier/notes/a.txt", "dossier/notes/retour"]);
        let skipped = scene.scelle(seal).args(["--skip-special"]).run().exits(0);
        assert!(skipped.messages().contains("left out: dossier/notes/retour"), "{skipped}");
        assert_eq!(names(&scene, "dossier.scelle", &alice).last().unwrap(), "dossier/notes/a.txt");
        fs::remove_file(scene.at("dossier.scelle")).unwrap();
        fs::remove_file(scene.at("dossier/notes/retour")).unwrap();
    }
}

#[test]
fn what_matches_a_pattern_is_left_out() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene
        .file("src/main.rs", "")
        .file("src/main.rs.bak", "")
        .file("src/target/debug/x", "")
        .file("src/drafts/old/y.rs", "")
        .file("src/drafts.rs", "");
    scene
        .scelle(["seal", "src", "-r", &alice.recipient])
        .args(["--exclude", "*.bak", "--exclude", "target", "--exclude", "src/drafts/**"])
        .run()
        .exits(0);
    let expected = ["src", "src/drafts", "src/drafts.rs", "src/main.rs"];
    assert_eq!(names(&scene, "src.scelle", &alice), expected);
}

#[test]
fn a_pattern_that_is_none_is_refused() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt", "--exclude", "[a", "-r", &alice.recipient])
        .run()
        .refuses(2, "the exclusion pattern \"[a\" is not valid");
    scene.holds(&["a.txt"]);
}

#[test]
fn names_that_some_system_cannot_hold_are_told_and_sealed() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/10:30.txt", "").file("dossier/Été", "").file("dossier/été", "");
    scene
        .scelle(["seal", "dossier", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stderr_contains("warning: some systems do not allow the name dossier/10:30.txt\n")
        .stderr_contains("are the same name on some systems\n");
}

#[test]
fn names_that_some_system_cannot_hold_are_refused_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("heures/10:30.txt", "").file("saisons/Été", "").file("saisons/été", "");
    for (folder, name) in [("heures", "heures/10:30.txt"), ("saisons", "saisons/")] {
        scene
            .scelle(["seal", folder, "--portable", "-r", &alice.recipient])
            .run()
            .refuses(5, &format!("some systems do not allow the name \"{name}"));
    }
    assert!(!scene.at("heures.scelle").exists() && !scene.at("saisons.scelle").exists());
}

#[test]
fn names_that_could_deceive_are_refused_and_shown_escaped() {
    for (name, shown) in [
        ("a\\b", "a\\b"),
        ("rouge\u{1b}[31m", "rouge\\u{1b}[31m"),
        ("a\nb", "a\\nb"),
        ("fdp\u{202e}exe.pdf", "fdp\\u{202e}exe.pdf"),
    ] {
        let scene = Scene::new();
        let alice = scene.key("alice");
        scene.file(format!("dossier/{name}"), "");
        scene
            .scelle(["seal", "dossier", "-r", &alice.recipient])
            .run()
            .refuses(5, &format!("the name \"{shown}\" is refused"))
            .never_says("\u{1b}")
            .never_says("\u{202e}");
        scene.holds(&["dossier", &format!("dossier/{name}")]);
    }
}

#[test]
fn names_are_escaped_when_told_to() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/a\\b", "").file("dossier/nul.txt", "").file("dossier/ok", "");
    scene
        .scelle(["seal", "dossier", "--rename", "-r", &alice.recipient])
        .run()
        .exits(0)
        .stderr_contains("renamed: dossier/a\\b is a%5Cb in the container\n")
        .stderr_contains("renamed: dossier/nul.txt is %6Eul.txt in the container\n");
    let expected = ["dossier", "dossier/%6Eul.txt", "dossier/a%5Cb", "dossier/ok"];
    assert_eq!(names(&scene, "dossier.scelle", &alice), expected);
}

#[test]
fn what_is_told_of_a_hostile_name_cannot_command_the_terminal() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/rouge\u{1b}[31m", "");
    let seal = ["seal", "dossier", "--rename", "--overwrite", "-r", &alice.recipient];
    let shown = |session: Session| {
        session.exits(0).shows("rouge\\u{1b}[31m").hides("rouge\u{1b}");
    };
    shown(scene.scelle(seal).at_a_terminal().run());
    // Standard error is a terminal even when standard output is not.
    let elsewhere = ["sh", "-c", r#""$@" > elsewhere"#, "sh"];
    shown(scene.scelle(seal).through(elsewhere).at_a_terminal().run());
}

#[test]
fn two_files_of_the_same_name_are_refused() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a/rapport.pdf", "1").file("b/rapport.pdf", "2");
    scene
        .scelle(["seal", "a/rapport.pdf", "b/rapport.pdf", "-r", &alice.recipient])
        .run()
        .refuses(2, "two files would have the same name in the container: \"rapport.pdf\"");
    scene.holds(&["a", "a/rapport.pdf", "b", "b/rapport.pdf"]);
}

#[test]
fn an_anonymous_container_does_not_say_who_opens_it() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene.scelle(["seal", "a.txt", "--anonymous", "-r", &alice.recipient]).run().exits(0);
    scene
        .scelle(["list", "a.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stdout_contains("The container does not list who can open it.\n")
        .never_says(&alice.recipient[..20]);
    scene
        .scelle(["inspect", "a.scelle"])
        .run()
        .exits(0)
        .stdout_contains("It does not list who can open it.\n");
}

#[test]
fn an_armored_container_is_text_and_opens() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour");
    scene.scelle(["seal", "a.txt", "--armor", "-r", &alice.recipient]).run().exits(0);
    let text = scene.text("a.scelle");
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n"), "{text}");
    assert!(text.ends_with("-----END AGE ENCRYPTED FILE-----\n"), "{text}");
    // As a mail carries it.
    scene.file("mail.txt", format!("{}\n\n", text.replace('\n', "\r\n")));
    for container in ["a.scelle", "mail.txt"] {
        let open = ["open", container, "-o", "-", "-i", &alice.path];
        scene.scelle(open).run().exits(0).stdout("Bonjour");
    }
}

/// age takes it, and a mail often has it.
#[test]
fn an_armored_container_opens_behind_an_empty_line() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour");
    scene.scelle(["seal", "a.txt", "--armor", "-r", &alice.recipient]).run().exits(0);
    for before in ["\n", "\r\n", " \n"] {
        scene.file("mail.txt", format!("{before}{}", scene.text("a.scelle")));
        let open = ["open", "mail.txt", "-o", "-", "-i", &alice.path];
        scene.scelle(open).run().exits(0).stdout("Bonjour");
    }
}

/// What an entry takes inside the container.
fn packed_size(scene: &Scene, container: &str, key: &Key, entry: &str) -> u64 {
    let listed = scene.scelle(["list", container, "--json", "-i", &key.path]).run().exits(0).json();
    let entries = listed["entries"].as_array().unwrap();
    let found = entries.iter().find(|found| found["name"] == entry).expect(entry);
    found["packed"].as_u64().unwrap()
}

#[test]
fn content_is_compressed_unless_told_otherwise() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a".repeat(100_000));
    let packed = |options: &[&str]| {
        let seal = ["seal", "a.txt", "--overwrite", "-r", &alice.recipient];
        scene.scelle(seal.iter().chain(options)).run().exits(0);
        packed_size(&scene, "a.scelle", &alice, "a.txt")
    };
    assert!(packed(&[]) < 1000);
    assert_eq!(packed(&["--store"]), 100_000);
}

#[test]
fn a_container_for_stock_age_has_one_passphrase_and_no_other_access() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    let seal = |options: &[&str]| {
        let base = ["seal", "a.txt", "--age-compatible"];
        scene.scelle(base.iter().chain(options)).run()
    };
    seal(&["--passphrase-file", "phrase", "-r", &alice.recipient])
        .refuses(2, "in age's own format, a passphrase must be the only access");
    seal(&["-r", &alice.recipient])
        .refuses(2, "in age's own format, a passphrase must be the only access");
    scene.holds(&["a.txt", "phrase"]);
    seal(&["--passphrase-file", "phrase"]).exits(0);
    let stanzas = scene.scelle(["inspect", "--json", "a.scelle"]).run().exits(0).json();
    assert_eq!(stanzas["stanzas"].as_array().unwrap().len(), 1);
    assert_eq!(stanzas["stanzas"][0]["type"], "scrypt");
    scene
        .scelle(["open", "a.scelle", "-o", "-", "--passphrase-file", "phrase"])
        .run()
        .exits(0)
        .stdout("Bonjour");
}

#[test]
fn a_classical_recipient_must_be_allowed() {
    let scene = Scene::new();
    let old = classical_key(&scene);
    scene.file("a.txt", "Bonjour");
    scene
        .scelle(["seal", "a.txt", "-r", CLASSICAL[0]])
        .run()
        .refuses(6, "will not withstand quantum computers")
        .stderr_contains("--allow-classical");
    scene.holds(&["a.txt"]);
    scene
        .scelle(["seal", "a.txt", "-r", CLASSICAL[0], "--allow-classical"])
        .run()
        .exits(0)
        .stderr_contains("warning: a quantum computer could break one of its recipients\n");
    let open = ["open", "a.scelle", "-o", "-", "-i", &old.path];
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_recipient_that_is_none_is_refused() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    let mistyped = alice.recipient.replace("age1pq1q", "age1pq1p").replace("age1pq16", "age1pq17");
    for (recipient, reason) in [
        ("alice", "none of your contacts or groups is called \"alice\""),
        ("", "none of your contacts or groups is called \"\""),
        ("age1", "the key is incomplete or was copied with a mistake"),
        (&mistyped[..mistyped.len() - 1], "the key is incomplete or was copied with a mistake"),
        ("ssh-ed25519 AAAA", "the key is incomplete or was copied with a mistake"),
    ] {
        scene.scelle(["seal", "a.txt", "-r", recipient]).run().refuses(2, reason);
    }
    scene.holds(&["a.txt"]);
}

#[test]
fn a_secret_key_given_by_mistake_is_refused_and_not_repeated() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    let file = fs::read_to_string(&alice.path).unwrap();
    let secret = file.lines().last().unwrap();
    for recipient in [secret, &secret.to_lowercase(), CLASSICAL[1]] {
        scene
            .scelle(["seal", "a.txt", "-r", recipient])
            .run()
            .refuses(2, "this is a secret key, where a public key is expected")
            .never_says(&recipient[20..30]);
    }
    scene.file("team.txt", format!("{}\n{secret}\n", alice.recipient));
    scene
        .scelle(["seal", "a.txt", "-R", "team.txt"])
        .run()
        .refuses(8, "line 2 of the recipients file \"team.txt\"")
        .never_says(&secret[20..30]);
    scene.holds(&["a.txt", "team.txt"]);
}

#[test]
fn a_file_of_recipients_opens_to_each() {
    let scene = Scene::new();
    let (alice, bob) = (scene.key("alice"), scene.key("bob"));
    scene.file("a.txt", "Bonjour").file(
        "team.txt",
        format!("\u{feff}# the team\r\n{}\r\n\r\n  {}\n", alice.recipient, bob.recipient),
    );
    scene.scelle(["seal", "a.txt", "-R", "team.txt"]).run().exits(0);
    for key in [alice, bob] {
        let open = ["open", "a.scelle", "-o", "-", "-i", &key.path];
        scene.scelle(open).run().exits(0).stdout("Bonjour");
    }
}

#[test]
fn a_bad_line_among_recipients_is_told_by_its_number() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let team = format!("{}\n# bob\nbob@example.org\n", alice.recipient);
    scene.file("a.txt", "a").file("team.txt", team).file("none.txt", "# nobody\n");
    scene
        .scelle(["seal", "a.txt", "-R", "team.txt"])
        .run()
        .refuses(8, "line 3 of the recipients file \"team.txt\"");
    scene.scelle(["seal", "a.txt", "-R", "none.txt"]).run().refuses(8, "it holds no key");
    scene.scelle(["seal", "a.txt", "-R", "absent.txt"]).run().refuses(8, "absent.txt");
    scene.holds(&["a.txt", "none.txt", "team.txt"]);
}

#[test]
fn a_container_that_nobody_could_open_is_refused() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt"])
        .run()
        .refuses(2, "the container has no recipient and no passphrase: it could not be opened");
    scene.holds(&["a.txt"]);
}

#[test]
fn there_are_no_more_accesses_than_readers_take() {
    let scene = Scene::new();
    let key = || HybridIdentity::generate().unwrap().to_recipient();
    let crowd: String = (0..255).map(|_| format!("{}\n", key())).collect();
    scene.file("a.txt", "a").file("crowd.txt", crowd);
    scene
        .scelle(["seal", "a.txt", "-R", "crowd.txt"])
        .run()
        .refuses(2, "a container takes at most 254 accesses");
    scene.holds(&["a.txt", "crowd.txt"]);
}

#[test]
fn a_file_that_grows_while_it_is_read_gives_no_container() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("journal.log", tree::noise(8 << 20));
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut log = File::options().append(true).open(scene.at("journal.log")).unwrap();
            // A bound, for the day when the log is never written.
            for _ in 0..20_000 {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                log.write_all(b"one more line\n").unwrap();
                thread::sleep(Duration::from_millis(1));
            }
        });
        let outcome = scene.scelle(["seal", "journal.log", "-r", &alice.recipient]).run();
        ended.store(true, Ordering::Relaxed);
        outcome.refuses(8, "\"journal.log\" changed while it was being read");
    });
    scene.holds(&["journal.log"]);
}

#[test]
fn originals_are_never_touched() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    let before = tree::facts(&scene.at("dossier"));
    scene.scelle(["seal", "dossier", "-r", &alice.recipient]).run().exits(0);
    tree::assert_same(&tree::facts(&scene.at("dossier")), &before);
}

#[test]
fn what_cannot_be_written_to_can_be_sealed() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/a.txt", "Bonjour");
    for (name, mode) in [("dossier/a.txt", 0o400), ("dossier", 0o500)] {
        fs::set_permissions(scene.at(name), Permissions::from_mode(mode)).unwrap();
    }
    scene.scelle(["seal", "dossier", "-r", &alice.recipient]).run().exits(0);
    scene.scelle(["open", "dossier.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    assert_eq!(scene.text("out/dossier/a.txt"), "Bonjour");
    // So that the scene can be cleared.
    fs::set_permissions(scene.at("dossier"), Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn an_input_that_is_not_there_is_told() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene
        .scelle(["seal", "a.txt", "absent.txt", "-r", &alice.recipient])
        .run()
        .refuses(8, "cannot read \"absent.txt\": no such file or folder");
    scene
        .scelle(["seal", "a.txt", "-o", "absent/x.scelle", "-r", &alice.recipient])
        .run()
        .refuses(8, "cannot write \"absent/x.scelle\": no such file or folder");
    scene.holds(&["a.txt"]);
}

#[test]
fn a_script_reads_what_was_sealed() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("dossier/10:30", "12345");
    let seal = ["seal", "dossier", "--json", "-r", &alice.recipient];
    let told = scene.scelle(seal).run().exits(0).stderr("").json();
    let length = scene.read("dossier.scelle").len();
    let expected = serde_json::json!({
        "container": "dossier.scelle",
        "files": 1,
        "bytes": 5,
        "sealed_bytes": length,
        "sha256": told["sha256"],
        "omitted": 0,
        "post_quantum": true,
        "accesses": 1,
        "openers": [{
            "label": told["openers"][0]["label"],
            "role": "owner",
            "recipient": alice.recipient,
            "own": false,
        }],
        "oneself": "absent",
        "unverified": [],
        "notices": [{ "kind": "not-portable", "name": "dossier/10:30" }],
    });
    assert_eq!(told, expected);
    scene
        .scelle(["seal", "dossier", "-o", "-", "--json", "-r", &alice.recipient])
        .run()
        .exits(2)
        .stdout("");
}

#[test]
fn a_script_reads_what_went_wrong() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let refused = scene.scelle(["seal", "a.txt", "--json"]).run().exits(2).stdout("");
    let told: serde_json::Value = serde_json::from_str(&refused.messages()).unwrap();
    assert_eq!(told["error"]["code"], 2);
    assert_eq!(told["error"]["kind"], "usage");
}

#[test]
fn it_can_be_silent() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("10:30.txt", "a");
    let seal = ["seal", "10:30.txt", "-q", "-r", &alice.recipient];
    scene.scelle(seal).run().exits(0).stdout("").stderr("");
    scene.scelle(seal).run().refuses(7, "already exists");
}

#[test]
fn so_many_threads_work_and_the_content_is_the_same() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let text = "Un conteneur, ses accès. ".repeat(100_000);
    scene.file("d/grand.txt", &text).file("d/petit.txt", "petit").file("d/b.bin", vec![7; 3000]);
    let sizes = ["1", "2", "7", "256"].map(|threads| {
        let out = format!("{threads}.scelle");
        scene
            .scelle(["seal", "d", "-o", &out, "--threads", threads, "-r", &alice.recipient])
            .run()
            .exits(0);
        scene.scelle(["verify", &out, "-i", &alice.path, "--threads", threads]).run().exits(0);
        let into = format!("in-{threads}");
        scene
            .scelle(["open", &out, "-i", &alice.path, "--into", &into, "--threads", threads])
            .run()
            .exits(0);
        assert_eq!(scene.text(format!("{into}/d/grand.txt")), text);
        assert_eq!(scene.text(format!("{into}/d/petit.txt")), "petit");
        packed_size(&scene, &out, &alice, "d/grand.txt")
    });
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
    for typed in ["0", "257", "deux", "-1"] {
        let threads = format!("--threads={typed}");
        let refused = scene.scelle(["seal", "d", "-r", &alice.recipient, &threads]).run();
        refused.refuses(2, &format!("{typed} is not a valid value"));
    }
}

#[test]
fn the_level_is_chosen_and_zero_is_to_store() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let words = (0..40_000).map(|n: u64| format!("{} ", n.wrapping_mul(0x9e37_79b9) % 5003));
    scene.file("a.txt", words.collect::<String>());
    let packed = |options: &[&str]| {
        let seal = ["seal", "a.txt", "--overwrite", "-r", &alice.recipient];
        scene.scelle(seal).args(options).run().exits(0);
        packed_size(&scene, "a.scelle", &alice, "a.txt")
    };
    let whole = scene.read("a.txt").len() as u64;
    assert_eq!(packed(&["--level", "0"]), whole);
    assert_eq!(packed(&["--store"]), whole);
    assert_eq!(packed(&["--level", "2"]), packed(&[]));
    assert!(packed(&["--level", "9"]) < packed(&["--level", "1"]));
    let seal = ["seal", "a.txt", "--overwrite", "-r", &alice.recipient];
    scene.scelle(seal).args(["--level", "10"]).run().refuses(2, "10 is not a valid value");
    scene.scelle(seal).args(["--level", "3", "--store"]).run().refuses(2, "--level");
}
