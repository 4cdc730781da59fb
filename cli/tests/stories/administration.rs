//! A week of administration: archives with something missing, who opens which of many
//! containers, and what a script reads of all that.

use std::fs;
use std::process::Command;

use scelle_core::edit::Editable;
use scelle_core::profile::home::Home;
use scelle_tests::{Key, Outcome, Scene};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{PHRASE, Tongue, classical_key, dossier, link, names};

/// The lines of JSON on standard output.
fn lines(outcome: &Outcome) -> Vec<Value> {
    outcome.output().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(super) fn alice() -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    (scene, alice)
}

// Results.

#[test]
fn results_go_to_standard_output_and_the_rest_to_standard_error() {
    let (scene, alice) = alice();
    scene.file("10:30.txt", "a");
    let seal = ["seal", "10:30.txt", "-o", "a.scelle", "-r", &alice.recipient, "--overwrite"];
    scene
        .scelle(seal)
        .run()
        .exits(0)
        .stdout_contains("sealed: a.scelle (one file, 1 B)\nfor: ")
        .stderr("warning: some systems do not allow the name 10:30.txt\n");
    scene.scelle(seal).args(["-q"]).run().exits(0).stdout("").stderr("");
    let verify = ["verify", "a.scelle", "-i", &alice.path];
    scene.scelle(verify).run().exits(0).stdout("whole: a.scelle (one file, 1 B)\n").stderr("");
    scene.scelle(verify).args(["-q"]).run().exits(0).stdout("").stderr("");
}

/// What a verb did is its result; how it went, and what to mind, is not.
#[test]
fn open_and_changes_say_their_result_on_standard_output() {
    let (scene, alice) = alice();
    let bob = scene.key("bob");
    dossier(&scene);
    scene.file("n.txt", "n");
    let key = ["-i", &alice.path];
    let run = |args: &[&str]| scene.scelle(args).args(key).run().exits(0);
    scene.seal(&["dossier"], "dossier.scelle", &alice);
    let _ = run(&["list", "dossier.scelle"]).stdout_contains("budget.csv").stderr("");
    let open = ["open", "dossier.scelle", "--into"];
    let _ = run(&[&open[..], &["out"]].concat()).stdout_contains("extracted: out (").stderr("");
    let _ = run(&[&open[..], &["quiet", "-q"]].concat()).stdout("").stderr("");
    let add = ["add", "dossier.scelle", "n.txt"];
    run(&add).stdout("dossier.scelle: added: n.txt\n").stderr("");
    let give = ["access", "add", "dossier.scelle", "-r", &bob.recipient];
    let _ = run(&give).stdout_contains("dossier.scelle: access given to ").stderr("");
    run(&give).stdout("dossier.scelle: nothing to change\n").stderr("");
    let warned = run(&["access", "remove", "dossier.scelle", "#2"]);
    let _ = warned.stdout_contains("access removed from").stderr_contains("copies made before");
    // Content, where it goes there, alone.
    run(&["open", "dossier.scelle", "n.txt", "-o", "-"]).stdout("n").stderr("");
}

#[test]
fn verify_gives_a_line_for_each_container_and_never_less() {
    let (scene, alice) = alice();
    let other = scene.key("other");
    scene.file("a.txt", "a").file("bad.scelle", "bad").seal(&["a.txt"], "a.scelle", &alice);
    let verify = |path: &str, key: &Key| {
        let outcome = scene.scelle(["verify", "--json", path, "-i", &key.path]).run();
        let code = outcome.code().unwrap();
        let [line] = lines(&outcome).try_into().unwrap();
        (code, line)
    };
    let (code, line) = verify("a.scelle", &alice);
    assert_eq!((code, &line["whole"]), (0, &json!(true)));
    let (code, line) = verify("bad.scelle", &alice);
    assert_eq!((code, &line["whole"], &line["error"]["code"]), (4, &json!(false), &json!(4)));
    // Of what was not opened nothing is known.
    let (code, line) = verify("a.scelle", &other);
    assert_eq!((code, &line["whole"], &line["error"]["code"]), (3, &Value::Null, &json!(3)));
    assert_eq!(line["container"], "a.scelle");
}

#[test]
fn the_digest_of_a_container_is_told_and_logged() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a");
    let digest = |path: &str| {
        let digest = Sha256::digest(scene.read(path));
        digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    for (name, more) in [("a.scelle", &[][..]), ("text.scelle", &["--armor"])] {
        let seal = ["seal", "a.txt", "-o", name, "-r", &alice.recipient, "--log", "../log"];
        let sealed = scene.scelle(seal).args(["--json"]).args(more).run().exits(0).json();
        assert_eq!(sealed["sha256"], digest(name));
        let log = fs::read_to_string(scene.root().join("log")).unwrap();
        let line: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
        assert_eq!(line["sha256"], digest(name));
    }
}

/// A change that leaves the content as it is copies it unread: there is no digest to tell.
#[test]
fn a_changed_container_tells_its_digest() {
    let (scene, alice) = alice();
    let bob = scene.key("bob");
    scene.file("a.txt", "a".repeat(3 << 20)).file("b.txt", "b");
    scene.scelle(["seal", "a.txt", "-q", "-r", &alice.recipient]).run().exits(0);
    let armored = ["seal", "a.txt", "-q", "--armor", "-o", "t.scelle", "-r", &alice.recipient];
    scene.scelle(armored).run().exits(0);
    let key = ["-i", &alice.path, "--json", "--log", "../log"];
    let edit = |args: &[&str]| scene.scelle(args).args(key).run().exits(0).json();
    let logged = || {
        let log = fs::read_to_string(scene.root().join("log")).unwrap();
        serde_json::from_str::<Value>(log.lines().last().unwrap()).unwrap()["sha256"].clone()
    };
    let digest = |name: &str| json!(crate::tree::sha256(&scene.read(name)));
    let given = edit(&["access", "add", "a.scelle", "-r", &bob.recipient]);
    assert_eq!([&given["sha256"], &logged()], [&Value::Null; 2]);
    let unchanged = edit(&["access", "add", "a.scelle", "-r", &bob.recipient]);
    assert_eq!(unchanged["sha256"], Value::Null);
    for (container, args) in [
        ("t.scelle", &["access", "add", "t.scelle", "-r", &bob.recipient][..]),
        ("a.scelle", &["add", "a.scelle", "b.txt"]),
        ("a.scelle", &["rename", "a.scelle", "b.txt", "c.txt"]),
        ("a.scelle", &["remove", "a.scelle", "c.txt"]),
        ("a.scelle", &["rekey", "a.scelle"]),
        ("a.scelle", &["access", "remove", "a.scelle", "#2"]),
    ] {
        let told = edit(args);
        assert_eq!([&told["sha256"], &logged()], [&digest(container); 2], "{args:?}");
    }
}

#[test]
fn lines_that_were_left_out_are_told_with_a_change() {
    let (scene, alice) = alice();
    let bob = scene.key("bob");
    scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
    let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= bob@work";
    scene.file("keys", format!("{}\n{ecdsa}\n", bob.recipient));
    let add = ["access", "add", "a.scelle", "-R", "keys", "-i", &alice.path, "--json"];
    for result in ["would-change", "changed", "unchanged"] {
        let dry = if result == "would-change" { &["--dry-run"][..] } else { &[] };
        let told = scene.scelle(add).args(dry).run().exits(0).json();
        assert_eq!(told["result"], result);
        let notices = told["notices"].as_array().unwrap();
        assert_eq!(notices.len(), 1, "{told}");
        let [path, line] = [&notices[0]["path"], &notices[0]["line"]];
        assert_eq!((path, line), (&json!("keys"), &json!(2)));
        assert_eq!(notices[0]["kind"], "recipient-skipped");
        assert_eq!(notices[0]["reason"], "unsupported");
    }
}

// Omissions.

/// Root reads what it has no right to, and not this: it is a file, and reading it fails.
fn unreadable(scene: &Scene, name: &str) {
    fs::create_dir_all(scene.at(name).parent().unwrap()).unwrap();
    link(scene, "/proc/self/mem", name);
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_left_out_and_told() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = alice();
        scene.file("service/a.txt", "a").file("service/b/c.txt", "c");
        unreadable(&scene, "service/b/illisible");
        let words = ["seal", "service", "--follow", "-r", &alice.recipient, "--log", "../log"];
        let seal =
            |more: &[&str]| scene.scelle(words).args(more).env("LANG", tongue.locale()).run();
        let _ = seal(&[]).exits(8);
        let left_out = tongue.says(
            "left out: cannot read \"service/b/illisible\"",
            "laissé de côté : impossible de lire « service/b/illisible »",
        );
        let last = tongue.says(
            "warning: one element could not be read and is not in the container\n",
            "attention : un élément n’a pas pu être lu et n’est pas dans le conteneur\n",
        );
        let sealed = seal(&["--skip-unreadable"]).exits(11);
        let sealed = sealed.stdout_contains("service.scelle").stderr_contains(left_out);
        assert!(sealed.messages().ends_with(last), "{sealed}");
        let expected = ["service", "service/a.txt", "service/b", "service/b/c.txt"];
        assert_eq!(names(&scene, "service.scelle", &alice), expected);
        let log = fs::read_to_string(scene.root().join("log")).unwrap();
        let line: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
        assert_eq!((&line["result"], &line["omitted"]), (&json!("ok"), &json!(1)));

        let sealed = seal(&["--skip-unreadable", "--json", "--overwrite"]).exits(11).stderr("");
        let sealed = sealed.json();
        assert_eq!(sealed["omitted"], 1);
        assert_eq!(sealed["notices"][0]["kind"], "unreadable");
        assert_eq!(sealed["notices"][0]["path"], "service/b/illisible");
        // Nothing else is there: no success, and named.
        let alone = ["seal", "service/b/illisible", "--follow", "--skip-unreadable", "--no-self"];
        let alone = scene.scelle(alone).args(["-r", &alice.recipient]);
        let name = tongue.says("\"service/b/illisible\"", "« service/b/illisible »");
        alone.env("LANG", tongue.locale()).run().refuses(8, name);
        // Nothing else: an ordinary success.
        fs::remove_file(scene.at("service/b/illisible")).unwrap();
        let sealed = seal(&["--skip-unreadable", "--json", "--overwrite"]).exits(0).json();
        assert_eq!(sealed["omitted"], 0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_omission_in_one_container_of_many_is_the_code_of_all() {
    let (scene, alice) = alice();
    scene.file("one/a.txt", "a").file("two/b.txt", "b");
    unreadable(&scene, "two/illisible");
    let seal = ["seal", "--each", "one", "two", "--follow", "--skip-unreadable", "-o", "out"];
    let sealed = scene.scelle(seal).args(["-r", &alice.recipient, "--json"]).run().exits(11);
    let omitted: Vec<Value> = lines(&sealed).iter().map(|line| line["omitted"].clone()).collect();
    assert_eq!(omitted, [0, 1]);
    assert_eq!(names(&scene, "out/two.scelle", &alice), ["two", "two/b.txt"]);
    // A failure weighs more.
    let failing = scene.scelle(seal).args(["absent", "--overwrite", "-r", &alice.recipient]);
    let _ = failing.run().exits(8);
    // Files that are added, too.
    let add = ["add", "out/one.scelle", "two", "--follow", "--skip-unreadable", "--json"];
    let added = scene.scelle(add).args(["-i", &alice.path]).run().exits(11).json();
    assert_eq!((&added["result"], &added["omitted"]), (&json!("changed"), &json!(1)));
}

// Paths.

#[test]
fn paths_are_looked_for_in_a_folder_and_kept_when_told() {
    let (scene, alice) = alice();
    scene.file("srv/a/one.txt", "1").file("srv/a/two.txt", "2").file("srv/b/one.txt", "3");
    let list = "a/one.txt\n./b/one.txt\na\n";
    let seal = ["seal", "-C", "srv", "--files-from", "-", "-o", "inc.scelle", "-r"];
    // By their last names alone there are two of one name.
    let plain = scene.scelle(seal).args([&alice.recipient]).stdin("a/one.txt\nb/one.txt\n");
    let _ = plain.run().refuses(2, "two files would have the same name");
    let kept = scene.scelle(seal).args([&alice.recipient, "--keep-paths"]).stdin(list);
    let _ = kept.run().exits(0);
    let expected = ["a", "a/one.txt", "a/two.txt", "b/one.txt"];
    assert_eq!(names(&scene, "inc.scelle", &alice), expected);
    scene.scelle(["open", "inc.scelle", "--into", "out", "-i", &alice.path]).run().exits(0);
    assert_eq!(scene.text("out/b/one.txt"), "3");
    // An absolute path loses its root, as with tar; none leads out.
    let absolute = scene.at("srv/a/one.txt");
    let absolute = ["seal", absolute.to_str().unwrap(), "--keep-paths", "-o", "abs.scelle", "-r"];
    scene.scelle(absolute).args([&alice.recipient]).run().exits(0);
    let [name] = names(&scene, "abs.scelle", &alice).try_into().unwrap();
    assert!(name.ends_with("/desk/srv/a/one.txt") && !name.starts_with('/'), "{name}");
    let out = ["seal", "a/../../x", "-C", "srv", "--keep-paths", "-r", &alice.recipient];
    let _ = scene.file("x", "x").scelle(out).run().exits(5);
}

#[test]
fn an_incremental_archive_takes_what_find_names() {
    let (scene, alice) = alice();
    scene.file("srv/old.txt", "old").file("srv/deep/new.txt", "new");
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let file = fs::File::options().append(true).open(scene.at("srv/old.txt")).unwrap();
    file.set_modified(old).unwrap();
    scene.file("stamp", "");
    let stamp = fs::File::options().append(true).open(scene.at("stamp")).unwrap();
    stamp.set_modified(old + std::time::Duration::from_secs(1)).unwrap();
    let mut find = Command::new("find");
    let find = find.args(["srv", "-type", "f", "-newer", "stamp", "-print0"]);
    let found = find.current_dir(scene.desk()).output().unwrap().stdout;
    let seal = ["seal", "--files-from", "-", "-0", "--keep-paths", "-o", "inc.scelle", "-r"];
    scene.scelle(seal).args([&alice.recipient]).stdin(found).run().exits(0);
    assert_eq!(names(&scene, "inc.scelle", &alice), ["srv/deep/new.txt"]);
}

// Many containers.

/// Two containers of Alice and Bob, one of Alice alone, one that is none.
fn archives() -> (Scene, Key, Key) {
    let (scene, alice) = alice();
    let bob = scene.key("bob");
    scene.owns(&alice).file("a.txt", "a");
    fs::create_dir_all(scene.at("all/deep")).unwrap();
    for path in ["all/1.scelle", "all/deep/2.scelle"] {
        let seal = ["seal", "a.txt", "-o", path, "-r", &alice.recipient, "-r", &bob.recipient];
        scene.scelle(seal).run().exits(0);
    }
    scene.seal(&["a.txt"], "all/3.scelle", &alice);
    (scene, alice, bob)
}

fn openers(line: &Value) -> Vec<&str> {
    let listed = line["listed"].as_array().unwrap();
    listed.iter().map(|access| access["recipient"].as_str().unwrap()).collect()
}

#[test]
fn who_opens_which_of_many_containers_is_told() {
    let (scene, alice, bob) = archives();
    scene.file("all/bad.scelle", "bad");
    let list = ["access", "list", "--all-in", "all", "--recursive"];
    let told = scene.scelle(list).args(["--json"]).run().exits(4);
    let told = lines(&told);
    let containers: Vec<_> = told.iter().map(|line| line["container"].as_str().unwrap()).collect();
    let all = ["all/1.scelle", "all/3.scelle", "all/bad.scelle", "all/deep/2.scelle"];
    assert_eq!(containers, all);
    let can_open = |line: &Value, key: &Key| openers(line).contains(&key.recipient.as_str());
    for at in [0, 3] {
        assert!(can_open(&told[at], &alice) && can_open(&told[at], &bob), "{}", told[at]);
    }
    assert!(can_open(&told[1], &alice) && !can_open(&told[1], &bob));
    assert_eq!(told[2]["error"]["code"], 4);
    let shown =
        scene.scelle(list).run().exits(4).stdout_contains("all/deep/2.scelle\nWho can open");
    let _ = shown.stderr_contains("all/bad.scelle: accesses not read\n");
    let above = scene.scelle(["access", "list", "--all-in", "all", "--json"]).run().exits(4);
    assert_eq!(lines(&above).len(), 3);
}

#[test]
fn a_key_takes_the_place_of_another_in_all_of_them() {
    let (scene, alice, bob) = archives();
    let chloe = scene.key("chloe");
    let replace = ["access", "replace", &bob.recipient, &chloe.recipient, "--all-in", "all"];
    let dry = scene.scelle(replace).args(["--recursive", "--dry-run", "--json"]).run().exits(0);
    let results = |outcome: &Outcome| {
        lines(outcome).iter().map(|line| line["result"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(results(&dry), ["would-change", "unchanged", "would-change"]);
    let done = scene.scelle(replace).args(["--recursive", "--json", "--log", "log"]).run().exits(0);
    assert_eq!(results(&done), ["changed", "unchanged", "changed"]);
    for path in ["all/1.scelle", "all/deep/2.scelle"] {
        let open = |key: &Key| scene.scelle(["verify", path, "-i", &key.path]).run();
        let _ = (open(&chloe).exits(0), open(&alice).exits(0), open(&bob).exits(3));
    }
    // The log names who was given an access, and who lost theirs.
    let log = scene.text("log");
    let first: Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(first["accesses"], 2);
    let labels = |key: &str| first[key].as_array().unwrap().len();
    assert_eq!((labels("given"), labels("removed")), (1, 1));
    // Done once, nothing is left to do.
    let again = scene.scelle(replace).args(["--recursive", "--json"]).run();
    let again = again.exits(0);
    assert_eq!(results(&again), ["unchanged", "unchanged", "unchanged"]);
    let one = ["access", "replace", "all/3.scelle", &bob.recipient, &chloe.recipient];
    let _ = scene.scelle(one).run().refuses(2, "no access matches");
    let _ = scene.scelle(["access", "replace", "a", "b"]).run().exits(2);
}

#[test]
fn the_role_goes_with_the_place_and_a_stranger_does_not_take_mine() {
    let (scene, alice, _) = archives();
    let chloe = scene.key("chloe");
    let mine = ["access", "replace", "all/3.scelle", &alice.recipient, &chloe.recipient];
    let _ = scene.scelle(mine).run().refuses(6, "your own access");
    let _ = scene.scelle(mine).args(["--force"]).run().exits(0);
    let list = ["access", "list", "all/3.scelle", "--json", "-i", &chloe.path];
    let list = scene.scelle(list).run().exits(0).json();
    assert_eq!(list["listed"][0]["role"], "owner");
    let classical = classical_key(&scene);
    let weak = ["access", "replace", "all/1.scelle", &alice.recipient, &classical.recipient];
    let _ = scene.scelle(weak).args(["--force"]).run().refuses(6, "quantum");
}

/// Else the former access goes, and no one gets one.
#[test]
fn an_empty_group_is_no_one_to_seal_for_or_to_give_an_access_to() {
    for tongue in Tongue::BOTH {
        let (scene, alice, bob) = archives();
        scene.file("chloe.scelle-card", format!("# name: Chloé\n{}\n", scene.key("c").recipient));
        scene.scelle(["contact", "add", "chloe.scelle-card"]).run().exits(0);
        scene.scelle(["group", "add", "compta", "Chloé"]).run().exits(0);
        scene.scelle(["contact", "remove", "Chloé"]).run().exits(0);
        let before = scene.read("all/1.scelle");
        let empty =
            tongue.says("the group \"compta\" has no members", "« compta » n’a aucun membre");
        for args in [
            &["access", "replace", &bob.recipient, "compta", "--all-in", "all"][..],
            &["access", "add", "all/1.scelle", "--to", "compta"],
            &["seal", "a.txt", "-o", "b.scelle", "--to", "compta", "-r", &alice.recipient],
        ] {
            scene.scelle(args).env("LANG", tongue.locale()).run().refuses(2, empty);
        }
        let add = ["access", "add", "all/1.scelle"];
        let none = tongue.says("say who gets an access", "indiquez à qui donner l’accès");
        scene.scelle(add).env("LANG", tongue.locale()).run().refuses(2, none);
        assert!(scene.read("all/1.scelle") == before && !scene.at("b.scelle").exists());
    }
}

/// The successor may have an access already, of less weight.
#[test]
fn who_has_an_access_already_gets_the_role_of_the_one_who_goes() {
    let (scene, alice, bob) = archives();
    let chloe = scene.key("chloe");
    let add = ["access", "add", "all/1.scelle", "-r", &chloe.recipient, "--role", "owner"];
    scene.scelle(add).run().exits(0);
    let replace = |old: &Key, new: &Key| {
        let replace = ["access", "replace", "all/1.scelle", &old.recipient, &new.recipient];
        scene.scelle(replace).args(["--force"]).run().exits(0)
    };
    let told = replace(&chloe, &bob);
    assert!(!told.messages().contains("that of \n"), "{told}");
    let roles = || -> Vec<(String, String)> {
        let list = scene.scelle(["access", "list", "all/1.scelle", "-i", &bob.path, "--json"]);
        let list = list.run().exits(0).json();
        let text = |access: &Value, key: &str| access[key].as_str().unwrap().to_owned();
        let listed = list["listed"].as_array().unwrap().iter();
        listed.map(|access| (text(access, "recipient"), text(access, "role"))).collect()
    };
    let owner = |key: &Key| (key.recipient.clone(), "owner".to_owned());
    assert!(
        roles().contains(&owner(&bob)) && !roles().iter().any(|(key, _)| *key == chloe.recipient)
    );
    // The last owner, who would lock themselves out otherwise.
    replace(&alice, &bob);
    assert_eq!(roles(), [owner(&bob)]);
}

#[test]
fn what_is_left_out_of_many_is_named() {
    let (scene, alice, bob) = archives();
    fs::rename(scene.at("all/3.scelle"), scene.at("all/3.SCELLE")).unwrap();
    link(&scene, "1.scelle", "all/latest.scelle");
    link(&scene, "deep", "all/away");
    let rekey = |args: &[&str]| scene.scelle(["rekey", "--all-in", "all"]).args(args).run();
    let told =
        rekey(&[]).exits(0).stderr_contains("left out, since it is a link: all/latest.scelle\n");
    assert!(!told.messages().contains("away"), "{told}");
    let told = rekey(&["--recursive", "--lang", "fr"]).exits(0);
    let told = told.stderr_contains("laissé de côté, car c’est un lien : all/away\n");
    assert_eq!(told.output().lines().count(), 3, "{told}");
    scene.folder("empty");
    let empty = scene.scelle(["rekey", "--all-in", "empty"]).run().exits(0).stdout("");
    let _ = empty.stderr("no container in empty\n");
    for key in [&alice, &bob] {
        scene.scelle(["verify", "all/latest.scelle", "-i", &key.path]).run().exits(0);
    }
}

#[test]
fn all_of_them_get_a_fresh_key() {
    let (scene, alice, bob) = archives();
    let before = scene.read("all/1.scelle");
    let rekey = ["rekey", "--all-in", "all", "--recursive", "--json"];
    let done = scene.scelle(rekey).run().exits(0);
    assert!(lines(&done).iter().all(|line| line["fresh_key"] == true), "{done}");
    assert_eq!(lines(&done).len(), 3);
    assert_ne!(scene.read("all/1.scelle"), before);
    for key in [&alice, &bob] {
        scene.scelle(["verify", "all/1.scelle", "-i", &key.path]).run().exits(0);
    }
}

#[test]
fn a_container_that_is_being_changed_is_waited_for() {
    let (scene, _, bob) = archives();
    let journal = Home::at(scene.home()).journal();
    let held = Editable::lock(&scene.at("all/3.scelle"), &journal).unwrap();
    let add = ["access", "add", "all/3.scelle", "-r", &bob.recipient];
    let _ = scene.scelle(add).run().exits(10);
    let _ = scene.scelle(add).args(["--wait", "1"]).run().exits(10);
    let waiting = scene.scelle(add).args(["--wait", "3600"]);
    let mut waiting = waiting.through(["sh", "-c", "exec \"$@\" 2>said", "sh"]).start();
    while !fs::read_to_string(scene.at("said")).unwrap_or_default().contains("waiting") {
        assert!(waiting.runs());
        std::thread::yield_now();
    }
    drop(held);
    let _ = waiting.ends().exits(0);
    scene.scelle(["verify", "all/3.scelle", "-i", &bob.path]).run().exits(0);
}

// Keys and contacts.

#[test]
fn all_keys_are_listed_the_one_in_use_last() {
    let scene = Scene::new();
    let _ = scene.scelle(["key", "list"]).run().exits(0).stdout("").stderr_contains("no key yet");
    fs::write(scene.at("phrase"), PHRASE).unwrap();
    scene.scelle(["key", "new", "--plain"]).run().exits(0);
    scene.scelle(["key", "renew", "--passphrase-file", "phrase"]).run().exits(0);
    let keys = scene.scelle(["key", "list", "--json"]).run().exits(0).json();
    let keys = keys["keys"].as_array().unwrap();
    let of = |key: &str| keys.iter().map(|k| k[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("in_use"), [false, true]);
    assert_eq!(of("passphrase"), [false, true]);
    let shown = scene.scelle(["key", "show", "--json"]).run().exits(0).json();
    assert_eq!(keys[1]["fingerprint"], shown["fingerprint"]);
    let _ = scene.scelle(["key", "list"]).run().exits(0).stdout_contains("key-0002.age (in use)");
}

/// Else they would seal without an access of their own, and not know.
#[test]
fn keys_that_cannot_be_listed_are_not_taken_for_none() {
    let scene = Scene::new();
    let bob = scene.key("bob");
    scene.file("a.txt", "a").scelle(["key", "new", "--plain", "-q"]).run().exits(0);
    let keys = scene.home().join("keys");
    fs::rename(&keys, scene.home().join("aside")).unwrap();
    fs::write(&keys, "").unwrap();
    for args in [
        &["seal", "a.txt", "-r", &bob.recipient][..],
        &["key", "list"],
        &["key", "show"],
        &["key", "new", "--plain"],
    ] {
        scene.scelle(args).run().refuses(8, "/keys\"");
    }
    scene.holds(&["a.txt"]);
}

#[test]
fn several_cards_are_added_at_once() {
    let scene = Scene::new();
    for name in ["Bob", "Chloé"] {
        let key = scene.key(name);
        scene.file(format!("{name}.scelle-card"), format!("# name: {name}\n{}\n", key.recipient));
    }
    let add = ["contact", "add", "Bob.scelle-card", "Chloé.scelle-card"];
    let named = scene.scelle(add).args(["--name", "X"]).run();
    let _ = named.refuses(2, "`--name` names one contact");
    // A bad one: none is added.
    let bad = scene.scelle(add).args(["absent"]).run();
    assert_ne!(bad.code(), Some(0));
    let added = scene.scelle(add).args(["--json"]).run().exits(0);
    let names: Vec<Value> = lines(&added).iter().map(|line| line["contact"].clone()).collect();
    assert_eq!(names, ["Bob", "Chloé"]);
}

// Times and words.

#[test]
fn times_are_those_of_the_zone_and_carry_it() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
    let list = ["list", "a.scelle", "-i", &alice.path];
    for (zone, time) in [
        ("UTC", "2023-11-14 22:13 +00:00"),
        ("Europe/Paris", "2023-11-14 23:13 +01:00"),
        ("Asia/Kolkata", "2023-11-15 03:43 +05:30"),
        ("CET-1", "2023-11-14 23:13 +01:00"),
    ] {
        scene.scelle(list).env("TZ", zone).run().exits(0).stdout_contains(time);
        // JSON does not depend on it.
        let json = scene.scelle(list).args(["--json"]).env("TZ", zone).run().exits(0).json();
        assert_eq!(json["entries"][0]["modified"], "2023-11-14T22:13:20Z");
    }
}

#[test]
fn the_words_of_other_tools_are_understood() {
    let (scene, alice) = alice();
    scene.file("a.txt", "a");
    scene.scelle(["encrypt", "a.txt", "-r", &alice.recipient, "--log", "log"]).run().exits(0);
    let log: Value = serde_json::from_str(&scene.text("log")).unwrap();
    assert_eq!(log["verb"], "seal");
    scene.scelle(["test", "a.scelle", "-i", &alice.path]).run().exits(0);
    for word in ["decrypt", "extract"] {
        let into = [word, "a.scelle", "--into", word, "-i", &alice.path];
        scene.scelle(into).run().exits(0);
        assert_eq!(scene.text(format!("{word}/a.txt")), "a");
    }
}

#[test]
fn a_long_name_does_not_fill_the_screen_and_json_has_it_whole() {
    let (scene, alice) = alice();
    let name = "x".repeat(60_000);
    scene.file("a.txt", "a").seal(&["a.txt"], "a.scelle", &alice);
    let open = ["open", "a.scelle", &name, "-i", &alice.path];
    let said =
        scene.scelle(open).run().refuses(2, "this container holds no entry named").messages();
    assert!(said.lines().all(|line| line.chars().count() <= 240), "{said}");
    let said = scene.scelle(open).args(["--json"]).run().exits(2).messages();
    assert!(said.contains(&name));
}

#[test]
fn the_help_is_short_or_long_and_has_examples() {
    let scene = Scene::new();
    for tongue in Tongue::BOTH {
        let help = |words: &[&str]| {
            scene.scelle(words).args(["--lang", tongue.code()]).run().exits(0).output()
        };
        let [short, long] = [help(&["seal", "-h"]), help(&["seal", "--help"])];
        let examples = tongue.says("\nExamples:\n  scelle seal ", "\nExemples :\n  scelle seal ");
        let common = tongue.says("\nCommon options:\n", "\nOptions communes:\n");
        for part in [examples, common, "--threads"] {
            assert!(long.contains(part) && !short.contains(part), "{part}\n{short}\n{long}");
        }
        let who = tongue.says("\nWho can open it:\n", "\nQui peut l’ouvrir:\n");
        assert!(short.contains(who) && long.contains(who), "{short}");
        let all = help(&["--help"]);
        for variable in ["SCELLE_HOME", "TMPDIR", "TZ"] {
            assert!(all.contains(&format!("\n  {variable} ")), "{variable}\n{all}");
        }
        scene.scelle(["man", "--into", tongue.code()]).run().exits(0);
        let page = tongue.says("en/man1/scelle-seal.1", "fr/fr/man1/scelle-seal.1");
        let page = scene.text(page);
        let sections = tongue.says(
            ["EXAMPLES", "ENVIRONMENT", "FILES", "EXIT STATUS"],
            ["EXEMPLES", "ENVIRONNEMENT", "FICHIERS", "CODES DE SORTIE"],
        );
        for section in sections {
            assert!(page.contains(&format!(".SH \"{section}\"\n")), "no {section} in {page}");
        }
    }
}

/// A pipe to `head`, or a pager that is closed: the work that was begun is done, and its verdict stands.
#[test]
fn a_reader_who_stops_early_stops_no_work_and_changes_no_verdict() {
    let (scene, alice) = alice();
    let bob = scene.key("bob");
    scene.file("a.txt", "a").file("b.txt", "b").folder("all");
    for name in ["all/1.scelle", "all/2.scelle", "all/3.scelle", "all/4.scelle"] {
        let seal =
            ["seal", "a.txt", "-q", "-o", name, "-r", &alice.recipient, "-r", &bob.recipient];
        scene.scelle(seal).run().exits(0);
    }
    // `true` is gone before anything is written.
    let unread = |args: &[&str]| {
        let wrapper = ["bash", "-c", "set -o pipefail; (sleep 0.3; exec \"$@\") | true", "bash"];
        scene.scelle(args).args(["-i", &alice.path]).through(wrapper).run()
    };
    unread(&["access", "remove", "--all-in", "all", &bob.recipient]).exits(0);
    for name in ["all/1.scelle", "all/2.scelle", "all/3.scelle", "all/4.scelle"] {
        scene.scelle(["verify", name, "-i", &bob.path]).run().exits(3);
    }
    scene.scelle(["seal", "b.txt", "-q", "-r", &alice.recipient]).run().exits(0);
    unread(&["diff", "all/1.scelle", "b.scelle"]).exits(1);
}
