//! `scelle list`.

use scelle_tests::Scene;

use super::{PHRASE, dossier};

#[test]
fn everything_is_listed_with_who_can_open_it() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("work/a.txt", "a".repeat(100_000)).file("été.txt", "");
    scene.seal(&["work/a.txt", "été.txt"], "x.scelle", &alice);
    let [head, tail] = [&alice.recipient[..20], &alice.recipient[alice.recipient.len() - 6..]];
    let listed = scene.scelle(["list", "x.scelle", "-i", &alice.path]).run().exits(0).stderr("");
    let packed = listed.output().split_whitespace().nth(2).unwrap().to_owned();
    let expected = format!(
        "   100 kB {packed:>8} B  2023-11-14 22:13 +00:00  a.txt\n      \
              0 B        0 B  2023-11-14 22:13 +00:00  été.txt\n\
         2 files, 100 kB\n\
         \n\
         Who can open it, as the container says:\n  \
           {head}…{tail} — unknown to you: the name is a claim — owner, post-quantum key\n"
    );
    listed.stdout(&expected);
    scene.holds(&["work", "work/a.txt", "x.scelle", "été.txt"]);
    scene.home_holds(&[]);
}

#[test]
fn a_script_reads_every_fact() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    dossier(&scene);
    scene.seal(&["dossier"], "x.scelle", &alice);
    let list = ["list", "x.scelle", "--json", "-i", &alice.path];
    let told = scene.scelle(list).run().exits(0).stderr("").json();
    let entries = told["entries"].as_array().unwrap();
    let fact = |index: usize| {
        let entry = &entries[index];
        serde_json::json!([entry["name"], entry["type"], entry["size"], entry["executable"]])
    };
    assert_eq!(fact(0), serde_json::json!(["dossier", "folder", 0, false]));
    assert_eq!(fact(1), serde_json::json!(["dossier/budget.csv", "file", 14, false]));
    assert_eq!(entries[1]["modified"], "2023-11-14T22:13:20Z");
    assert_eq!(entries.len(), 6);
    assert_eq!(told["access"]["present"], true);
    assert_eq!(told["access"]["unlisted"], serde_json::json!([]));
    let access = &told["access"]["listed"][0];
    assert_eq!(access["recipient"], alice.recipient.as_str());
    assert_eq!(access["kind"], "mlkem768x25519");
    assert_eq!(access["role"], "owner");
    assert_eq!(access["post_quantum"], true);
}

#[test]
fn a_passphrase_is_listed_as_one() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("phrase", PHRASE);
    scene
        .scelle(["seal", "a.txt", "--passphrase-file", "phrase", "-r", &alice.recipient])
        .run()
        .exits(0);
    scene
        .scelle(["list", "a.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stdout_contains("  Passphrase — owner, passphrase\n")
        .never_says(PHRASE);
}

#[test]
fn a_file_sealed_with_age_is_listed_as_one_file_that_says_nothing() {
    let scene = Scene::new();
    let old = super::classical_key(&scene);
    let recipient: age::x25519::Recipient = super::CLASSICAL[0].parse().unwrap();
    scene.file("report.pdf.age", age::encrypt(&recipient, b"%PDF-1.7").unwrap());
    scene.scelle(["list", "report.pdf.age", "-i", &old.path]).run().exits(0).stdout(
        "      8 B        8 B                        —  report.pdf\n\
             one file, 8 B\n\
             \n\
             The container does not list who can open it.\n",
    );
}

/// Some system could not hold it: that is no reason to show another name here.
#[test]
fn a_name_is_listed_as_it_is_asked_for() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("10:30.txt", "Bonjour");
    scene.seal(&["10:30.txt"], "x.scelle", &alice);
    scene
        .scelle(["list", "x.scelle", "-i", &alice.path])
        .run()
        .exits(0)
        .stdout_contains("10:30.txt");
    let open = ["open", "x.scelle", "10:30.txt", "-o", "-", "-i", &alice.path];
    scene.scelle(open).run().exits(0).stdout("Bonjour");
}

#[test]
fn a_stranger_sees_nothing() {
    let scene = Scene::new();
    let (alice, eve) = (scene.key("alice"), scene.key("eve"));
    scene.file("secret-name.txt", "a");
    scene.seal(&["secret-name.txt"], "x.scelle", &alice);
    scene
        .scelle(["list", "x.scelle", "-i", &eve.path])
        .run()
        .refuses(3, "none of your keys opens this container")
        .never_says("secret-name");
}

#[test]
fn a_container_may_come_from_a_stream() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene.seal(&["a.txt"], "x.scelle", &alice);
    let sealed = scene.read("x.scelle");
    let list = ["list", "-", "-i", &alice.path];
    scene.scelle(list).stdin(sealed).run().exits(0).stdout_contains("  a.txt\n");
}

#[test]
fn a_reader_of_the_list_may_stop_early() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a");
    scene.seal(&["a.txt"], "x.scelle", &alice);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let list = ["list", "x.scelle", "-i", &alice.path];
    scene.scelle(list).stdout(writer).run().exits(0).stderr("");
}
