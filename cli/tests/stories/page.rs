//! `seal --with-page`: the page for browsers beside the container.

use std::fs;

use scelle_tests::{Key, Outcome, Scene, binary, copy_binary};
use sha2::{Digest, Sha256};

const PAGE: &str = "<!DOCTYPE html><title>Scellé</title>";

/// A desk with something to seal, and a program of its own, which may have the page installed.
fn scene(installed: Option<&str>) -> (Scene, Key) {
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour");
    let program = scene.root().join("usr/bin/scelle");
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    if fs::hard_link(binary(), &program).is_err() {
        copy_binary(&program);
    }
    if let Some(place) = installed {
        let page = scene.root().join("usr").join(place);
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(page, PAGE).unwrap();
    }
    let key = scene.key("alice");
    (scene, key)
}

fn seal((scene, key): &(Scene, Key), more: &[&str]) -> Outcome {
    let words = ["sh", "-c", "shift; exec ../usr/bin/scelle \"$@\"", "sh"];
    let seal = ["seal", "a.txt", "-r", &key.recipient, "--with-page"];
    scene.scelle(seal).args(more).through(words).run()
}

fn sha256() -> String {
    Sha256::digest(PAGE).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn it_lies_beside_the_container_and_its_digest_is_told() {
    for place in ["share/scelle/scelle.html", "bin/scelle.html"] {
        let desk = scene(Some(place));
        let scene = &desk.0;
        scene.folder("out");
        let told = seal(&desk, &["-o", "out/a.scelle"]).exits(0);
        let line =
            format!("The page out/scelle.html opens it in a browser; its SHA-256 is {}", sha256());
        told.stdout_contains(&line)
            .stderr_contains("give this SHA-256 to the recipient by another way");
        assert_eq!(scene.text("out/scelle.html"), PAGE);
        // The same page serves for another container.
        let json = seal(&desk, &["-o", "out/b.scelle", "--json"]).exits(0).json();
        assert_eq!(json["page"]["path"], "out/scelle.html");
        assert_eq!(json["page"]["sha256"], sha256());
        scene.holds(&["a.txt", "out", "out/a.scelle", "out/b.scelle", "out/scelle.html"]);
    }
}

/// A disk that is full, or a limit of the session: the container is there, and is told.
#[test]
fn a_container_without_its_page_is_told_all_the_same() {
    let desk = scene(Some("share/scelle/scelle.html"));
    let scene = &desk.0;
    fs::write(scene.root().join("usr/share/scelle/scelle.html"), vec![b' '; 1 << 20]).unwrap();
    let limited = ["bash", "-c", "ulimit -f 500; shift; exec ../usr/bin/scelle \"$@\"", "bash"];
    let seal = ["seal", "a.txt", "-r", &desk.1.recipient, "--with-page"];
    let told = scene.scelle(seal).through(limited).run().exits(8).stderr_contains("scelle.html");
    let _ = told.stdout_contains("sealed: a.scelle");
    scene.holds(&["a.scelle", "a.txt"]);
}

#[test]
fn another_page_is_replaced_only_when_that_is_asked_for() {
    let desk = scene(Some("share/scelle/scelle.html"));
    let scene = &desk.0;
    scene.file("scelle.html", "another");
    seal(&desk, &[]).refuses(7, "scelle.html");
    scene.holds(&["a.txt", "scelle.html"]);
    assert_eq!(scene.text("scelle.html"), "another");
    seal(&desk, &["--overwrite"]).exits(0);
    assert_eq!(scene.text("scelle.html"), PAGE);
}

#[test]
fn it_replaces_neither_the_container_nor_what_is_sealed() {
    let desk = scene(Some("share/scelle/scelle.html"));
    let scene = &desk.0;
    for name in ["scelle.html", "Scelle.HTML"] {
        seal(&desk, &["-o", name, "--overwrite"]).refuses(2, "scelle.html");
        scene.holds(&["a.txt"]);
    }
    scene.file("scelle.html", "another");
    seal(&desk, &["scelle.html", "-o", "x.scelle", "--overwrite"]).refuses(2, "scelle.html");
    scene.holds(&["a.txt", "scelle.html"]);
    assert_eq!(scene.text("scelle.html"), "another");
}

#[test]
fn without_the_page_or_a_place_for_it_nothing_is_sealed() {
    let alone = scene(None);
    seal(&alone, &[]).refuses(2, "the page scelle.html is not installed with this program");
    alone.0.holds(&["a.txt"]);
    let installed = scene(Some("bin/scelle.html"));
    seal(&installed, &["-o", "-"]).refuses(2, "the page has no place beside standard output");
    installed.0.holds(&["a.txt"]);
}
