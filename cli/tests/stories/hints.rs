//! What went wrong is named, and what the hint says helps.

use scelle_tests::Scene;

use super::{PHRASE, Tongue};

/// A desk with a file, its container under a passphrase in age's own form, and that passphrase.
fn under_phrase() -> Scene {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    scene.scelle(["seal", "a.txt", "--passphrase-file", "phrase"]).run().exits(0);
    scene
}

/// Where a passphrase is to unlock something, one that is empty or too long is a wrong one.
#[test]
fn a_passphrase_file_that_unlocks_nothing_is_named() {
    for tongue in Tongue::BOTH {
        let scene = under_phrase();
        scene.file("empty", "\n").file("long", "e".repeat(3000));
        let sealed = scene.read("a.scelle");
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let by = |args: &[&str], file| scelle(&[args, &["--passphrase-file", file]].concat());
        let empty =
            tongue.says("the passphrase in \"empty\" is empty", "du fichier « empty » est vide");
        let long =
            tongue.says("the passphrase in \"long\" is too long", "« long » est trop longue");
        let hint =
            tongue.says("check that the right file was", "vérifiez que c’est le bon fichier");
        for args in [
            &["list", "a.scelle"][..],
            &["verify", "a.scelle"],
            &["access", "list", "a.scelle"],
            &["diff", "a.scelle", "a.scelle"],
            &["open", "a.scelle", "--into", "out"],
            &["rekey", "a.scelle"],
        ] {
            let _ = by(args, "empty").refuses(3, empty).stderr_contains(hint);
            let _ = by(args, "long").refuses(3, long).stderr_contains(hint);
        }
        let keep = ["rekey", "a.scelle", "--passphrase-file", "phrase"];
        let _ =
            scelle(&[&keep[..], &["--keep-passphrase-file", "empty"]].concat()).refuses(3, empty);
        let stdin = scene.scelle(["list", "a.scelle", "--passphrase-fd", "0"]).stdin("\n");
        stdin.env("LANG", tongue.locale()).run().exits(3).stderr(tongue.says(
            "error: the passphrase is empty\n\
             hint: give the passphrase that was chosen for it, on one line of at most 1024 bytes\n",
            "erreur : la phrase secrète est vide\n\
             conseil : donnez la phrase secrète qui a été choisie, sur une seule ligne d’au plus \
             1024 octets\n",
        ));
        // A new passphrase is another matter: a rule refuses it.
        let _ = by(&["seal", "a.txt", "-o", "b.scelle"], "empty")
            .refuses(6, tongue.says("the passphrase is empty", "la phrase secrète est vide"));
        assert_eq!(scene.read("a.scelle"), sealed);
        scene.holds(&["a.scelle", "a.txt", "empty", "long", "phrase"]);
    }
}

/// Linux would open the file of such a descriptor again, and find it empty.
#[test]
fn a_descriptor_that_is_open_for_writing_alone_cannot_be_read() {
    for tongue in Tongue::BOTH {
        let scene = under_phrase();
        let cannot = tongue.says("file descriptor 5 cannot be read", "de fichier 5 est illisible");
        for redirection in ["5>made", "5>>phrase"] {
            let list = scene.scelle(["list", "a.scelle", "--passphrase-fd", "5"]);
            let shell = format!("exec \"$@\" {redirection}");
            let list = list.env("LANG", tongue.locale()).through(["sh", "-c", &shell, "sh"]);
            let _ = list.run().refuses(8, cannot).stderr_contains("3<");
        }
        let list = scene.scelle(["list", "a.scelle", "--passphrase-fd", "5"]);
        list.through(["sh", "-c", "exec \"$@\" 5<>phrase", "sh"]).run().exits(0);
        assert_eq!(scene.text("phrase"), PHRASE);
        scene.holds(&["a.scelle", "a.txt", "made", "phrase"]);
    }
}

/// A damaged public half is a damaged file of keys, and is named.
#[test]
fn a_damaged_public_half_is_named() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        scene.file("a.txt", "a");
        scene.scelle(["key", "new", "--plain"]).run().exits(0);
        let public = scene.home().join("keys/key-0001.pub");
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        for damaged in ["", "age1pq1qqqq\n", "no key\n"] {
            std::fs::write(&public, damaged).unwrap();
            for args in [&["seal", "a.txt"][..], &["key", "list"], &["key", "show"]] {
                let _ = scelle(args).refuses(8, "keys/key-0001.pub");
            }
        }
        scene.holds(&["a.txt"]);
        assert_eq!(std::fs::read_to_string(&public).unwrap(), "no key\n");
    }
}

/// Without its public half, the key in use is not shown with that of an older one.
#[test]
fn a_key_without_its_public_half_is_not_shown_with_another_one() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run().exits(0);
        let _ = scelle(&["key", "new", "--plain"]);
        let _ = scelle(&["key", "renew", "--plain"]);
        let keys = scene.home().join("keys");
        std::fs::remove_file(keys.join("key-0002.pub")).unwrap();
        let path = keys.join("key-0002.age");
        let path = path.to_str().unwrap();
        let _ = scelle(&["key", "show"]).stderr("").stdout(&format!(
            "{path}\n{}",
            tongue.says(
                "fingerprint: —\nno passphrase protects it\n",
                "empreinte : —\naucune phrase secrète ne la protège\n"
            )
        ));
        let shown = scelle(&["key", "show", "--json"]).json();
        assert_eq!(shown["identity"], path);
        assert!(shown["recipient"].is_null() && shown["fingerprint"].is_null(), "{shown}");
    }
}
