//! `--log`: a line of JSON for every operation.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use scelle_tests::{Key, Scene};
use serde_json::{Value, json};

use super::{PHRASE, Tongue, link, pipe};

fn scene() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "Bonjour");
    (scene, alice)
}

/// The lines, without what changes from one run to the next; that is looked at here.
#[track_caller]
fn lines(scene: &Scene) -> Vec<Value> {
    let text = scene.text("log");
    assert!(text.ends_with('\n'));
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &mut lines {
        let line = line.as_object_mut().unwrap();
        let date = line.remove("date").unwrap();
        let date = date.as_str().unwrap();
        assert!(date.len() == 20 && date.starts_with("20") && date.ends_with('Z'), "{date}");
        assert!(line.remove("duration_ms").unwrap().is_u64());
    }
    lines
}

fn absolute(scene: &Scene, name: &str) -> String {
    scene.desk().canonicalize().unwrap().join(name).to_str().unwrap().to_owned()
}

#[test]
fn every_operation_adds_its_line() {
    let (scene, alice) = scene();
    let log = ["--log", "log"];
    let logged = |args: &[&str]| scene.scelle(args).args(log).run();
    logged(&["seal", "a.txt", "-r", &alice.recipient]).exits(0);
    logged(&["list", "a.scelle", "-i", &alice.path]).exits(0);
    logged(&["open", "a.scelle", "--into", "out", "-i", &alice.path]).exits(0);
    logged(&["seal", "a.txt", "-r", &alice.recipient]).exits(7);
    logged(&["key", "new", "--plain"]).exits(0);
    logged(&["contact", "list", "--json"]).exits(0);
    let at = |name: &str| absolute(&scene, name);
    let line = |verb: &str, paths: Value, output: Value, facts: [Value; 3]| {
        let [files, bytes, accesses] = facts;
        json!({
            "verb": verb, "paths": paths, "output": output, "result": "ok", "error": null,
            "files": files, "bytes": bytes, "accesses": accesses, "sha256": null, "omitted": 0,
            "given": null, "removed": null,
        })
    };
    let known = || [1.into(), 7.into(), 1.into()];
    let nothing = || [Value::Null, Value::Null, Value::Null];
    let mut failed = line("seal", json!([at("a.txt")]), Value::Null, nothing());
    failed["result"] = "error".into();
    failed["error"] = json!({
        "code": 7, "kind": "target-exists", "message": "\"a.scelle\" already exists",
    });
    let expected = [
        line("seal", json!([at("a.txt")]), at("a.scelle").into(), known()),
        line("list", json!([at("a.scelle")]), Value::Null, known()),
        line("open", json!([at("a.scelle")]), at("out").into(), known()),
        failed,
        line("key new", json!([]), Value::Null, nothing()),
        line("contact list", json!([]), Value::Null, nothing()),
    ];
    let mut logged = lines(&scene);
    // That of a container that was written, and of nothing else: another story compares it.
    assert_eq!(logged[0]["sha256"].take().as_str().unwrap().len(), 64);
    assert_eq!(logged, expected);
    let mode = fs::metadata(scene.at("log")).unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o600);
}

#[test]
fn several_containers_have_a_line_each() {
    let (scene, alice) = scene();
    scene.file("b.txt", "b");
    let seal = ["seal", "--each", "a.txt", "absent", "b.txt", "--log", "log"];
    scene.scelle(seal).args(["-r", &alice.recipient]).run().exits(8);
    let verify = ["verify", "a.scelle", "a.txt", "b.scelle", "--log", "log", "-i", &alice.path];
    scene.scelle(verify).run().exits(4);
    let lines = lines(&scene);
    let facts: Vec<_> = lines
        .iter()
        .map(|line| (line["verb"].as_str().unwrap(), line["result"].as_str().unwrap()))
        .collect();
    let [sealed, verified] = ["seal", "verify"];
    assert_eq!(
        facts,
        [
            (sealed, "ok"),
            (sealed, "error"),
            (sealed, "ok"),
            (verified, "ok"),
            (verified, "error"),
            (verified, "ok"),
        ]
    );
    assert_eq!(lines[4]["error"]["kind"], "damaged");
    assert_eq!(lines[4]["paths"], json!([absolute(&scene, "a.txt")]));
}

#[test]
fn a_run_that_never_came_to_its_containers_has_one_line() {
    let (scene, _) = scene();
    let seal = ["seal", "--each", "a.txt", "--to", "nobody", "--log", "log", "--lang", "fr"];
    scene.scelle(seal).run().exits(2);
    let lines = lines(&scene);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["error"]["kind"], "usage");
    let message = lines[0]["error"]["message"].as_str().unwrap();
    assert!(
        message.starts_with("aucun de vos contacts ni de vos groupes ne s’appelle"),
        "{message}"
    );
}

#[test]
fn neither_a_secret_nor_a_name_of_what_is_inside_is_told() {
    let (scene, alice) = scene();
    scene.file("phrase", PHRASE).file("dossier/plan secret.txt", "contenu secret");
    let seal = ["seal", "dossier", "--age-compatible", "--passphrase-file", "phrase"];
    scene.scelle(seal).args(["--log", "log"]).run().exits(0);
    let open = ["open", "dossier.scelle", "dossier/plan secret.txt", "dossier/autre secret"];
    let open = scene.scelle(open).args(["--passphrase-file", "phrase", "--log", "log"]);
    open.run().refuses(2, "dossier/autre secret");
    scene.scelle(["key", "export", "--yes", "--log", "log"]).run().exits(2);
    scene.scelle(["seal", "a.txt", "-r", &alice.recipient, "--log", "log"]).run().exits(0);
    let log = scene.text("log");
    assert_eq!(log.lines().count(), 4);
    assert!(!log.contains("secret") && !log.contains("cheval") && !log.contains("AGE-"), "{log}");
}

/// Before anything is done.
#[test]
fn a_log_that_cannot_be_written_stops_the_work_before_it_begins() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = scene();
        scene.file("real", "not a log").folder("folder");
        link(&scene, "real", "link");
        link(&scene, "nowhere", "dangling");
        pipe(&scene.at("pipe"));
        let not_a_file = tongue.says(
            "is a link, or not a regular file",
            "est un lien, ou n’est pas un fichier ordinaire",
        );
        let cannot_write = tongue.says("cannot write", "impossible d’écrire");
        for (log, reason) in [
            ("link", not_a_file),
            ("dangling", not_a_file),
            ("folder", not_a_file),
            ("pipe", not_a_file),
            ("/dev/null", not_a_file),
            ("no/such/folder/log", cannot_write),
            ("a.txt/log", cannot_write),
        ] {
            let seal = ["seal", "a.txt", "-r", &alice.recipient, "--log", log];
            scene.scelle(seal).env("LANG", tongue.locale()).run().refuses(8, reason);
        }
        scene.holds(&["a.txt", "dangling", "folder", "link", "pipe", "real"]);
        assert_eq!(scene.text("real"), "not a log");
    }
}

/// What was done is not undone, and the exit code says that the log lacks a line.
#[test]
fn an_operation_that_could_not_be_told_is_an_error() {
    let (scene, alice) = scene();
    scene.seal(&["a.txt"], "a.scelle", &alice);
    for tongue in Tongue::BOTH {
        // The log has reached the size that files may have here.
        scene.file("log", "{".repeat(2048));
        let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"];
        let inspect = scene.scelle(["inspect", "a.scelle", "--log", "log"]).through(limited);
        let outcome = inspect.env("LANG", tongue.locale()).run().exits(8);
        let told = tongue.says(
            "error: the operation succeeded, but the log could not be written: cannot write \"log\"",
            "erreur : l’opération a réussi, mais le journal n’a pas pu être écrit : impossible d’écrire",
        );
        let _ = outcome.stderr_contains(told).stdout_contains("age v1");
        assert_eq!(scene.text("log").len(), 2048);
    }
}

/// The others are sealed all the same, and the exit code says that the log lacks lines.
#[test]
fn a_log_that_fills_up_stops_no_archive() {
    let (scene, alice) = scene();
    scene.file("b.txt", "b").file("log", "{".repeat(8 << 10));
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"];
    let seal = ["seal", "--each", "a.txt", "b.txt", "--log", "log", "--generate-passphrase"];
    let sealed = scene.scelle(seal).args(["-r", &alice.recipient]).through(limited).run().exits(8);
    let _ = sealed
        .stderr_contains("Passphrase, shown this once")
        .stdout_contains("sealed: b.scelle")
        .stderr_contains("error: the operation succeeded, but the log could not be written");
    scene.holds(&["a.scelle", "a.txt", "b.scelle", "b.txt", "log"]);
    let again = scene.scelle(seal).args(["-r", &alice.recipient]).through(limited).run().exits(7);
    let _ = again
        .stderr_contains("the log lacks a line: cannot write \"log\"")
        .stderr_contains("error: 2 of 2 were not sealed");
    assert_eq!(scene.text("log").len(), 8 << 10);
}

#[test]
fn lines_of_many_at_once_stay_whole() {
    let (scene, alice) = scene();
    scene.seal(&["a.txt"], "a.scelle", &alice);
    let running: Vec<_> =
        (0..24).map(|_| scene.scelle(["inspect", "a.scelle", "--log", "log"]).start()).collect();
    for inspect in running {
        let _ = inspect.ends().exits(0);
    }
    assert_eq!(lines(&scene).len(), 24);
}

/// What is read is not written to, and a file that holds something else is no log.
#[test]
fn a_log_that_is_another_file_is_refused_and_stays_as_it_was() {
    let (scene, alice) = scene();
    scene.seal(&["a.txt"], "a.scelle", &alice);
    scene.file("b.json", "{}").file("other", "# notes\n");
    std::os::unix::fs::symlink("a.scelle", scene.at("link")).unwrap();
    fs::hard_link(scene.at("b.json"), scene.at("hard")).unwrap();
    let before = scene.read("a.scelle");
    let verify = ["verify", "a.scelle", "-i", &alice.path, "--log"];
    for tongue in Tongue::BOTH {
        let run = |words: &[&str], log: &str| {
            scene.scelle(words).args([log]).env("LANG", tongue.locale()).run()
        };
        let read = tongue.says("is read for this work", "est lu pour ce travail");
        run(&verify, "a.scelle").refuses(2, read);
        let seal = ["seal", "b.json", "-r", &alice.recipient, "--log"];
        run(&seal, "hard").refuses(2, read);
        let foreign = tongue.says("it holds something else", "il contient autre chose");
        run(&verify, "other").refuses(8, foreign);
        run(&["contact", "list", "--log"], "a.scelle").refuses(8, foreign);
    }
    assert_eq!(scene.read("a.scelle"), before);
    assert_eq!((scene.text("b.json"), scene.text("other")), ("{}".into(), "# notes\n".into()));
}

/// An administrator may have chosen who reads it.
#[test]
fn a_log_that_is_there_keeps_its_permissions() {
    let (scene, _) = scene();
    scene.file("log", "");
    fs::set_permissions(scene.at("log"), Permissions::from_mode(0o640)).unwrap();
    scene.scelle(["contact", "list", "--log", "log"]).run().exits(0);
    assert_eq!(fs::metadata(scene.at("log")).unwrap().permissions().mode() & 0o7777, 0o640);
    assert_eq!(lines(&scene).len(), 1);
}

/// A secret key that is typed where a name or a file is expected.
#[test]
fn a_secret_key_in_the_wrong_place_is_repeated_nowhere() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let key = scene.key("alice");
    scene.seal(&["a.txt"], "a.scelle", &key);
    let file = fs::read_to_string(&key.path).unwrap();
    let secret = file.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
    let start = secret.split_at(40).0;
    for args in [
        &["seal", "a.txt", "-o", "b.scelle", "-r", secret][..],
        &["seal", "a.txt", "-o", "b.scelle", "-r", &file],
        &["key", "import", secret],
        &["open", "a.scelle", secret, "-i", &key.path],
        &["access", "remove", "a.scelle", secret, "-i", &key.path],
        &["contact", "show", secret],
        &["group", "add", secret, "x"],
    ] {
        for json in [&[][..], &["--json"]] {
            let told = scene.scelle(args).args(json).args(["--log", "log", "--no-input"]).run();
            assert_ne!(told.code(), Some(0), "{told}");
            let _ = told.never_says(start);
        }
    }
    let log = scene.text("log");
    assert!(log.contains("AGE-SECRET-KEY-…") && !log.contains(start), "{log}");
}
