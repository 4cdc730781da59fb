//! What went wrong is named, and what the hint says helps.

use scelle_core::edit::Editable;
use scelle_core::files::journal::Journal;
use scelle_tests::Scene;

use super::administration::alice;
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

/// The hint names the option that gives the very passphrase which is asked for.
#[test]
fn the_hint_for_a_missing_passphrase_names_the_option_that_gives_it() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let (alice, bob) = (scene.key("alice"), scene.key("bob"));
        let other = "batterie cheval agrafe pile";
        scene.file("a.txt", "a").file("phrase", PHRASE).file("new", other);
        let seal = ["seal", "a.txt", "-r", &alice.recipient, "--passphrase-file", "phrase"];
        scene.scelle(seal).run().exits(0);
        scene.scelle(["key", "new", "--passphrase-file", "phrase"]).run().exits(0);
        let key = std::fs::read(scene.home().join("keys/key-0001.age")).unwrap();
        scene.scelle(["key", "export", "--armor", "-o", "k.arm"]).run().exits(0);
        let sealed = scene.read("a.scelle");
        let alone = |args: &[&str]| {
            // Without a terminal, in a session of its own.
            scene.scelle(args).env("LANG", tongue.locale()).through(["setsid", "--wait"]).run()
        };
        let hint = |outcome: scelle_tests::Outcome, english, french| {
            let _ = outcome.stderr_contains(&format!("\n{}", tongue.says(english, french)));
        };
        // The container was sealed in English: so is its label.
        let needed = tongue.says(
            "the passphrase \"Passphrase\" must be typed again",
            "la phrase secrète « Passphrase » doit être saisie de nouveau",
        );
        for args in [
            &["rekey", "a.scelle", "-i", &alice.path][..],
            &["add", "a.scelle", "phrase", "-i", &alice.path],
            &["access", "replace", "a.scelle", &alice.recipient, &bob.recipient, "-i", &alice.path],
        ] {
            let refused = alone(args).refuses(3, needed);
            let _ = refused.stderr_contains("`--keep-passphrase-file`").stderr_contains("`--drop`");
        }
        let needs = tongue.says("a passphrase is needed", "il faut une phrase secrète");
        let current = [
            "hint: give the current one of the key with `--old-passphrase-file`\n",
            "conseil : donnez l’actuelle, celle de la clé, avec `--old-passphrase-file`\n",
        ];
        for args in [
            &["key", "passphrase", "--passphrase-file", "new"][..],
            &["key", "import", "k.arm"],
            &["key", "import", "k.arm", "--passphrase-file", "new"],
            &["key", "import", "k.arm", "--plain", "--no-input"],
        ] {
            hint(alone(args).refuses(3, needs), current[0], current[1]);
        }
        let new = [
            "hint: give the new one with `--passphrase-file` or `--passphrase-fd`, or let",
            "conseil : donnez la nouvelle avec `--passphrase-file` ou `--passphrase-fd`, ou",
        ];
        let renewed = ["key", "passphrase", "--old-passphrase-file", "phrase"];
        for args in [&renewed[..], &["key", "renew"], &["seal", "a.txt", "-o", "b.scelle", "-p"]] {
            hint(alone(args).refuses(3, needs), new[0], new[1]);
        }
        let add = ["access", "add", "a.scelle", "-i", &alice.path, "--add-passphrase"];
        hint(
            alone(&add).refuses(3, needs),
            "hint: give the new one with `--add-passphrase-file` or `--add-passphrase-fd`, or",
            "conseil : donnez la nouvelle avec `--add-passphrase-file` ou `--add-passphrase-fd`, ou",
        );
        // What the hints say works.
        let old = ["--old-passphrase-file", "phrase", "--passphrase-file", "new"];
        assert_eq!(std::fs::read(scene.home().join("keys/key-0001.age")).unwrap(), key);
        let _ = alone(&[&["key", "passphrase"], &old[..]].concat()).exits(0);
        let _ = alone(&[&["key", "import", "k.arm"], &old[..]].concat()).exits(0);
        assert_eq!(scene.read("a.scelle"), sealed);
        let rekey = ["rekey", "a.scelle", "-i", &alice.path, "--keep-passphrase-file", "phrase"];
        let _ = alone(&rekey).exits(0);
        scene.holds(&["a.scelle", "a.txt", "k.arm", "new", "phrase"]);
    }
}

/// Of two that make a key at once, the second is not told of a container, nor to remove the lock.
#[test]
fn who_makes_a_key_while_another_does_is_told_so() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let alice = scene.key("alice");
        scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let _ = scelle(&["key", "new", "--plain"]).exits(0);
        let keys = scene.home().join("keys");
        // The lock of the next key, as a process that makes it holds it.
        let next = keys.join("key-0002.age");
        std::fs::copy(scene.at("a.scelle"), &next).unwrap();
        let lock = Editable::lock(&next, &Journal::NONE).unwrap();
        std::fs::remove_file(&next).unwrap();
        let folder = keys.to_str().unwrap();
        let _ = scelle(&["key", "renew", "--plain"]).exits(10).stdout("").stderr(&tongue.says(
            format!(
                "error: another program is making a key in \"{folder}\"\n\
                 hint: try again in a moment; `scelle key list` shows the new key\n"
            ),
            format!(
                "erreur : un autre programme crée une clé dans « {folder} »\n\
                 conseil : réessayez dans un instant ; `scelle key list` montre la nouvelle clé\n"
            ),
        ));
        assert!(!next.exists() && !keys.join("key-0002.pub").exists());
        drop(lock);
        let _ = scelle(&["key", "renew", "--plain"]).exits(0);
        assert!(next.exists());
    }
}

/// Keys are in the order of their numbers, and the number after any of them can be counted.
#[test]
fn the_key_in_use_is_the_one_with_the_highest_number() {
    let scene = Scene::new();
    let keys = scene.home().join("keys");
    let scelle = |args: &[&str]| scene.scelle(args).run().exits(0);
    let _ = scelle(&["key", "new", "--plain"]);
    let key = |name: &str| keys.join(format!("{name}.age"));
    let in_use = || {
        let listed = scelle(&["key", "list", "--json"]).json();
        let last = listed["keys"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["in_use"], true);
        let identity = last["identity"].as_str().unwrap();
        identity.rsplit(['/', '\\']).next().unwrap().to_owned()
    };
    let mut last = "key-0001".to_owned();
    for (number, next) in [
        ("key-9999", "key-10000.age"),
        ("key-4294967295", "key-4294967296.age"),
        ("key-999999999999999999", "key-1000000000000000000.age"),
    ] {
        std::fs::rename(key(&last), key(number)).unwrap();
        let _ = scelle(&["key", "renew", "--plain"]);
        assert_eq!(in_use(), next);
        last = number.to_owned();
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

/// Keys that cannot be listed are no reason to refuse what is done without them.
#[test]
fn keys_that_cannot_be_listed_stop_only_what_needs_them() {
    let scene = Scene::new();
    scene.file("a.txt", "a").file("phrase", PHRASE).file("other", "une autre phrase");
    scene.file("../home/keys", "no folder");
    let seal = ["seal", "a.txt", "--no-self", "--passphrase-file", "phrase"];
    scene.scelle(seal).run().exits(0);
    let json = scene.scelle(seal).args(["-o", "b.scelle", "--json"]).run().exits(0).json();
    assert_eq!(json["container"], "b.scelle");
    let open = |phrase| {
        let open = ["open", "a.scelle", "a.txt", "-o", "-", "--passphrase-file", phrase];
        scene.scelle(open).run()
    };
    open("phrase").exits(0).stdout("a");
    // They might have opened it.
    open("other").refuses(8, "keys\"");
    scene.scelle(["open", "a.scelle", "--no-input"]).run().refuses(8, "keys\"");
    scene.holds(&["a.scelle", "a.txt", "b.scelle", "other", "phrase"]);
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
        assert!(shown["identity"].as_str().unwrap().ends_with("key-0002.age"), "{shown}");
        assert!(shown["recipient"].is_null() && shown["fingerprint"].is_null(), "{shown}");
    }
}

/// A stick that could not work is not made, and what stands in its way is named.
#[test]
fn a_portable_folder_has_a_line_for_each_program_and_takes_only_programs() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        scene.file("scelle.exe", "MZ").file("q/data", "x").file("q/Scelle-Portable.toml", "x");
        scene.file("other/scelle.exe", "MZ");
        let make = |folder: &str, programs: &[&str]| {
            let options = programs.iter().flat_map(|program| ["--program", program]);
            let make = scene.scelle(["portable", "make", folder]).args(options);
            make.env("LANG", tongue.locale()).run()
        };
        let made = make("stick", &["scelle.exe"]).exits(0).stderr(tongue.says(
            "keys and contacts of these programs stay in \"stick\"\n",
            "les clés et les contacts de ces programmes restent dans « stick »\n",
        ));
        let lines = made.output();
        let lines: Vec<&str> = lines.lines().collect();
        // The window may lie beside the program.
        assert!(
            lines.contains(&"stick/scelle") && lines.contains(&"stick/scelle.exe"),
            "{lines:?}"
        );
        let _ = make("new", &["scelle.exe", "other/scelle.exe"]).refuses(
            2,
            tongue.says(
                "two of the programs are named \"scelle.exe\"",
                "deux des programmes se nomment « scelle.exe »",
            ),
        );
        let keeps = tongue.says("keeps its own things under the name", "garde ses propres données");
        for (program, name) in
            [("q/data", "data"), ("q/Scelle-Portable.toml", "Scelle-Portable.toml")]
        {
            let _ = make("new", &[program]).refuses(2, keeps).stderr_contains(name);
        }
        let folder = tongue.says("it is a folder", "c’est un dossier");
        for program in ["q", "/", "..", "q/.."] {
            let _ = make("new", &[program]).refuses(8, folder).stderr_contains(program);
        }
        assert!(!scene.at("new").exists());
    }
}

/// Options for many containers are not ignored where there is one.
#[test]
fn options_for_many_need_the_folder_of_many() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
        let sealed = scene.read("a.scelle");
        let missing = tongue.says(
            "an argument is missing: --all-in <FOLDER>",
            "il manque un argument : --all-in <DOSSIER>",
        );
        for args in [
            &["rekey", "a.scelle"][..],
            &["access", "add", "a.scelle", "-r", &alice.recipient],
            &["access", "remove", "a.scelle", "Alice"],
            &["access", "replace", "a.scelle", "Alice", "Bob"],
        ] {
            for option in ["--recursive", "--continue"] {
                let run = scene.scelle(args).args([option, "-i", &alice.path]);
                let _ = run.env("LANG", tongue.locale()).run().refuses(2, missing);
            }
        }
        let list = ["access", "list", "a.scelle", "--recursive", "-i", &alice.path];
        let _ = scene.scelle(list).env("LANG", tongue.locale()).run().refuses(2, missing);
        assert_eq!(scene.read("a.scelle"), sealed);
        let rekey = ["rekey", "--all-in", ".", "--recursive", "--continue", "-i", &alice.path];
        scene.scelle(rekey).run().exits(0);
        scene.holds(&["a.scelle", "a.txt"]);
    }
}

/// A path that was named is not left out without a word; what a folder holds is.
#[test]
fn a_path_that_the_policy_excludes_is_named() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("policy.toml", "exclude = [\"*.tmp\"]\n");
        scene.file("a.txt", "a").file("b.tmp", "b").file("d/c.tmp", "c").file("d/d.txt", "d");
        let seal = |paths: &[&str], more: &[&str]| {
            let seal = scene.scelle(["seal", "-r", &alice.recipient, "--policy", "policy.toml"]);
            let seal = seal.args(["-o", "x.scelle", "--overwrite"]).args(paths).args(more);
            seal.env("LANG", tongue.locale()).run()
        };
        let told = tongue.says(
            "left out by the rules of your organisation: b.tmp\n",
            "laissé de côté par les règles de votre organisation : b.tmp\n",
        );
        let paths = ["a.txt", "b.tmp", "d"];
        let _ = seal(&paths, &[]).exits(0).stderr(told);
        let _ = seal(&paths, &["--keep-paths"]).exits(0).stderr(told);
        let json = seal(&paths, &["--json"]).exits(0).stderr("").json();
        let excluded = serde_json::json!([{ "kind": "excluded", "path": "b.tmp" }]);
        assert_eq!((&json["notices"], &json["omitted"]), (&excluded, &0.into()));
        let held = ["a.txt", "d", "d/d.txt"];
        assert_eq!(super::names(&scene, "x.scelle", &alice), held);
        // What the user leaves out is no news.
        let _ = seal(&["a.txt", "d"], &["--exclude", "a.*"]).exits(0).stderr("");
        let add = ["add", "x.scelle", "b.tmp", "a.txt", "-i", &alice.path];
        let add = scene.scelle(add).args(["--policy", "policy.toml"]);
        let added = add.env("LANG", tongue.locale()).run().exits(0).stderr(told).output();
        assert!(added.contains("a.txt") && !added.contains("b.tmp"), "{added}");
        scene.holds(&["a.txt", "b.tmp", "d", "d/c.tmp", "d/d.txt", "policy.toml", "x.scelle"]);
    }
}

/// `-r bob.scelle-card` reads a file: no contact and no group may have such a name.
#[test]
fn no_contact_is_named_as_a_card_is() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let add = ["contact", "add", &alice.recipient, "--name"];
        let _ = scelle(&[&add[..], &["Bob"]].concat()).exits(0);
        let contacts = std::fs::read(scene.home().join("contacts.toml")).unwrap();
        let taken = tongue.says(
            "\"foo.scelle-card\" would be taken for the file of a card, and cannot be a name",
            "« foo.scelle-card » serait pris pour le fichier d’une carte, et ne peut pas être un nom",
        );
        for args in [
            &[&add[..], &["foo.scelle-card"]].concat()[..],
            &["contact", "rename", "Bob", "foo.scelle-card"],
            &["group", "add", "foo.scelle-card", "Bob"],
        ] {
            let _ = scelle(args).refuses(2, taken);
        }
        assert_eq!(std::fs::read(scene.home().join("contacts.toml")).unwrap(), contacts);
    }
}

/// The contacts may be kept elsewhere: a change goes there, and the link stays.
#[test]
fn contacts_behind_a_link_are_changed_where_they_are() {
    let (scene, alice) = alice();
    let contacts = scene.home().join("contacts.toml");
    scene.file("kept/contacts.toml", "# Mine.\n");
    std::os::unix::fs::symlink(scene.at("kept/contacts.toml"), &contacts).unwrap();
    scene.scelle(["contact", "add", &alice.recipient, "--name", "Alice"]).run().exits(0);
    assert_eq!(std::fs::read_link(&contacts).unwrap(), scene.at("kept/contacts.toml"));
    let kept = scene.text("kept/contacts.toml");
    assert!(kept.contains("# Mine.\n") && kept.contains("name = \"Alice\""), "{kept}");
    scene.scelle(["contact", "rename", "Alice", "Alix"]).run().exits(0);
    assert!(scene.text("kept/contacts.toml").contains("name = \"Alix\""));
    assert!(contacts.is_symlink());
    scene.scelle(["contact", "list"]).run().exits(0).stdout_contains("Alix");
    // Two homes may share it: both wait for the one lock beside it.
    scene.holds(&["kept", "kept/contacts.lock", "kept/contacts.toml"]);
    assert!(!contacts.with_extension("lock").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let kept = scene.at("kept/contacts.toml");
        std::fs::set_permissions(&kept, PermissionsExt::from_mode(0o664)).unwrap();
        scene.scelle(["contact", "rename", "Alix", "Alice"]).run().exits(0);
        assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o664);
    }
}

/// A name that was typed can be typed otherwise: `--rename` is for the names of files.
#[test]
fn a_name_that_was_typed_is_a_matter_of_typing_another() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
        let sealed = scene.read("a.scelle");
        let scelle = |args: &[&str]| {
            let run = scene.scelle(args).env("LANG", tongue.locale()).stdin("x");
            run.run()
        };
        let hint = tongue.says("hint: give another name", "conseil : donnez un autre nom");
        let key = ["-i", &alice.path];
        for (name, reason) in [
            ("../x", tongue.says("it leads out of the folder", "il conduit hors du dossier")),
            ("/abs", tongue.says("the root of a disk", "la racine d’un disque")),
        ] {
            for args in [
                &["seal", "-", "-r", &alice.recipient, "-o", "b.scelle", "--name", name][..],
                &[&["add", "a.scelle", "a.txt", "--at", name], &key[..]].concat(),
                &[&["rename", "a.scelle", "a.txt", name], &key[..]].concat(),
            ] {
                let refused = scelle(args).refuses(2, name).stderr_contains(reason);
                let _ = refused.stderr_contains(hint).never_says("--rename");
            }
            let replace = [&["replace", "a.scelle", name, "a.txt"], &key[..]].concat();
            let missing = tongue.says("holds no entry named", "ne contient aucun élément nommé");
            let _ = scelle(&replace).refuses(2, missing);
        }
        assert_eq!(scene.read("a.scelle"), sealed);
        scene.holds(&["a.scelle", "a.txt"]);
    }
}

/// `--overwrite` replaces no folder by a file: the hint does not say so.
#[test]
fn a_folder_where_a_file_would_be_is_told_as_such() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("dossier/a.txt", "a").file("note", "n").file("plain/dossier", "no folder");
        scene.seal(&["dossier", "note"], "a.scelle", &alice);
        let sealed = scene.read("a.scelle");
        let in_the_way = tongue.says(
            "already holds \"dossier\", which is not of the same kind",
            "contient déjà « dossier », qui n’est pas de même nature",
        );
        for args in [
            &["replace", "a.scelle", "dossier", "note"][..],
            &["add", "a.scelle", "plain/dossier", "--overwrite"],
            &["rename", "a.scelle", "note", "dossier", "--overwrite"],
        ] {
            let run = scene.scelle(args).args(["-i", &alice.path]).env("LANG", tongue.locale());
            let refused = run.run().refuses(7, in_the_way).never_says("--overwrite");
            let _ = refused.stderr_contains("`scelle remove`");
        }
        assert_eq!(scene.read("a.scelle"), sealed);
    }
}

/// A group is none of the contacts, and it is there.
#[test]
fn a_group_where_a_contact_is_wanted_is_told_as_such() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let _ = scelle(&["contact", "add", &alice.recipient, "--name", "Alice"]).exits(0);
        let _ = scelle(&["group", "add", "finance", "Alice"]).exits(0);
        let contacts = std::fs::read(scene.home().join("contacts.toml")).unwrap();
        let told = tongue.says(
            "\"finance\" is a group, and a contact is wanted",
            "« finance » est un groupe, et il faut un contact",
        );
        for args in [
            &["group", "add", "others", "finance"][..],
            &["contact", "show", "finance"],
            &["contact", "export", "finance"],
        ] {
            let _ = scelle(args).refuses(2, told).stderr_contains("`scelle group list`");
        }
        assert_eq!(std::fs::read(scene.home().join("contacts.toml")).unwrap(), contacts);
    }
}

/// The line that is named is the one to mend.
#[test]
fn faults_of_cards_and_contacts_are_told_with_their_line() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        let bob = scene.key("bob");
        scene.file(
            "two.scelle-card",
            format!("# name: A\n{}\n{}\n", alice.recipient, bob.recipient),
        );
        let scelle = |args: &[&str]| scene.scelle(args).env("LANG", tongue.locale()).run();
        let line = tongue.says("line 3", "ligne 3");
        let _ = scelle(&["contact", "add", "two.scelle-card"]).refuses(8, line);
        let contact = |name: &str, key: &str| {
            format!("[[contact]]\nname = \"{name}\"\nrecipient = \"{key}\"\n")
        };
        let one = contact("Alice", &alice.recipient);
        for (more, english, french) in [
            (contact("alice", &bob.recipient), "line 5, column 8", "ligne 5, colonne 8"),
            (
                "[[group]]\nname = \"Alice\"\nmembers = []\n".to_owned(),
                "line 5, column 8",
                "ligne 5, colonne 8",
            ),
            (
                "[[group]]\nname = \"g\"\nmembers = [\n  \"Alice\",\n  \"Bob\",\n]\n".to_owned(),
                "line 8, column 3",
                "ligne 8, colonne 3",
            ),
        ] {
            let contacts = scene.home().join("contacts.toml");
            std::fs::write(&contacts, format!("{one}{more}")).unwrap();
            let refused = scelle(&["contact", "list"]).refuses(8, tongue.says(english, french));
            let _ = refused.stderr_contains("contacts.toml");
            assert_eq!(std::fs::read_to_string(&contacts).unwrap(), format!("{one}{more}"));
        }
    }
}

/// Of two people of one name, each is named by what can be typed instead.
#[test]
fn two_cards_of_one_name_are_told_apart() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        let bob = scene.key("bob");
        let other = scene.key("other");
        let card =
            |key: &scelle_tests::Key, more: &str| format!("# name: Bob\n{more}{}\n", key.recipient);
        scene.file("a.txt", "a").file("cards/1.scelle-card", card(&bob, ""));
        scene.file("cards/2.scelle-card", card(&other, ""));
        scene.file("cards/3.scelle-card", card(&alice, "# email: bob@example.org\n"));
        let cards = scene.at("cards");
        let cards = cards.to_str().unwrap();
        std::fs::write(scene.home().join("config.toml"), format!("directory = '{cards}'\n"))
            .unwrap();
        let seal = |to: &str| {
            let seal = scene.scelle(["seal", "a.txt", "-o", "a.scelle", "--overwrite", "-r", to]);
            seal.env("LANG", tongue.locale()).run()
        };
        let names = [
            &*format!("{cards}/1.scelle-card"),
            &format!("{cards}/2.scelle-card"),
            "bob@example.org",
        ];
        let which = tongue.says("say which one: ", "précisez lequel : ");
        let _ = seal("Bob")
            .refuses(2, tongue.says("\"Bob\"", "« Bob »"))
            .stderr_contains(&(which.to_owned() + &names.join(", ")));
        assert!(!scene.at("a.scelle").exists());
        for (name, key) in names.iter().zip([&bob, &other, &alice]) {
            let _ = seal(name).exits(0);
            scene.scelle(["verify", "a.scelle", "-i", &key.path]).run().exits(0);
        }
    }
}

/// A mail holds a whole container, which can be read; a change would put a container in its place.
#[test]
fn a_container_in_a_mail_is_whole_and_is_not_changed() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("a.txt", "a");
        let seal = ["seal", "a.txt", "--armor", "-r", &alice.recipient];
        scene.scelle(seal).run().exits(0);
        let armor = scene.text("a.scelle");
        let mails = [
            format!("Dear Alice,\n\n{armor}\nYours, Bob\n"),
            format!("{armor}\nYours, Bob\n"),
            armor.lines().map(|line| format!("> {line}\n")).collect(),
            format!("{}\n{armor}", "A long letter.\n".repeat(8000)),
        ];
        for mail in mails {
            scene.file("mail.txt", &mail);
            let scelle = |args: &[&str]| {
                let run = scene.scelle(args).args(["-i", &alice.path]);
                run.env("LANG", tongue.locale()).run()
            };
            let _ = scelle(&["verify", "mail.txt"]).exits(0);
            let told = tongue.says(
                "this text holds a whole container, and other text",
                "ce texte contient un conteneur entier, et un autre texte",
            );
            let _ = scelle(&["rekey", "mail.txt"]).refuses(2, told);
            assert_eq!(scene.text("mail.txt"), mail);
        }
        // One that is cut short is still damaged.
        let cut: String = armor.lines().take(4).map(|line| format!("{line}\n")).collect();
        for damaged in [cut.clone(), format!("Dear Alice,\n\n{cut}")] {
            scene.file("mail.txt", &damaged);
            let rekey = scene.scelle(["rekey", "mail.txt", "-i", &alice.path]);
            let _ = rekey.run().refuses(4, "there is an armored container here");
        }
        scene.holds(&["a.scelle", "a.txt", "mail.txt"]);
    }
}

/// A folder that is there and cannot be looked into is the one that is named.
#[cfg(target_os = "linux")]
#[test]
fn the_folder_that_takes_nothing_is_named() {
    use std::os::unix::fs::PermissionsExt;
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("d/e", "e").file("d/sub/c.txt", "c").seal(&["d"], "d.scelle", &alice);
        scene.folder("v/d/sub");
        let mode = |mode| {
            let sub = scene.at("v/d/sub");
            std::fs::set_permissions(sub, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(0o000);
        for more in [&["--overwrite"][..], &["--overwrite", "--preserve"]] {
            let open = ["open", "d.scelle", "-i", &alice.path, "--into", "v"];
            let mut open = scene.scelle(open).args(more).env("LANG", tongue.locale());
            if rustix::process::geteuid().is_root() {
                // Root without its privilege over modes.
                open =
                    open.through(["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]);
            }
            let named = tongue.says("cannot write \"v/d/sub\"", "impossible d’écrire « v/d/sub »");
            let _ = open.run().refuses(8, named);
        }
        mode(0o755);
        let both = ["d", "d.scelle", "d/e", "d/sub", "d/sub/c.txt", "v", "v/d", "v/d/sub"];
        scene.holds(&both);
    }
}
