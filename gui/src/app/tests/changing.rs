//! Accesses and files come and go.

use super::*;
use scelle_core::files::output::Target;

#[test]
fn accesses_are_given_and_taken_away() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let (bob, zoe) = (scene.contact("Bob"), scene.contact("Zoé"));
    let container = scene.seal(&["a.txt"], vec![by_phrase("Alice", PHRASE), to(&bob, "Bob")]);
    let mut bench = scene.start_with(std::slice::from_ref(&container));
    bench.wait("A passphrase");
    bench.click("A passphrase");
    bench.unlock();
    bench.click("Who can open this");
    assert!(bench.has("One of your contacts, identity not verified"));
    bench.write("Add a person or a group", "zo");
    bench.click("Zoé");
    bench.click("Give an access");
    bench.wait("The container was changed");
    assert!(open_as(&container, &zoe).is_ok());
    bench.click("Remove Bob");
    assert!(bench.says("Copies already sent stay readable."));
    bench.click("Remove the access");
    bench.wait("The container was changed");
    let left = open_with(&container, PHRASE).unwrap();
    assert_eq!(labels(&left), ["Alice", "Zoé"]);
    assert!(open_as(&container, &bob).is_err());
}

#[test]
fn an_access_by_passphrase_survives_only_with_its_passphrase() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let (bob, zoe) = (scene.contact("Bob"), scene.contact("Zoé"));
    let identity = HybridIdentity::generate().unwrap();
    let text = scelle_core::profile::identity_file::to_file(&identity, "2026-11-22");
    let key = scene.path("key.txt");
    scelle_core::profile::identity_file::write_file(&Target::new(&key), text.as_bytes()).unwrap();
    let own = Identity::Hybrid(Box::new(identity));
    let grants =
        vec![to(&own, "Moi"), to(&bob, "Bob"), to(&zoe, "Zoé"), by_phrase("Guichet", PHRASE)];
    let container = scene.seal(&["a.txt"], grants);
    let mut bench = scene.start_with(std::slice::from_ref(&container));
    bench.wait("Another key");
    bench.click("Another key");
    bench.write("File of the key", key.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Extract all");
    bench.click("Who can open this");
    bench.click("Remove Bob");
    bench.click("Remove the access");
    bench.wait("Passphrase of Guichet");
    assert!(open_as(&container, &bob).is_ok(), "nothing was written yet");
    bench.write("Passphrase of Guichet", PHRASE);
    bench.click("Continue");
    bench.wait("The container was changed");
    assert!(open_as(&container, &bob).is_err());
    assert_eq!(labels(&open_with(&container, PHRASE).unwrap()), ["Moi", "Zoé", "Guichet"]);
}

#[test]
fn files_come_in_and_go() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let more = scene.file("more.txt", "M");
    let container = scene.seal(&["a.txt"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(std::slice::from_ref(&container));
    bench.unlock();
    bench.drop_files(&[more]);
    bench.click("Add to the container");
    bench.wait("The container was changed");
    assert_eq!(names(&open_with(&container, PHRASE).unwrap()), ["a.txt", "more.txt"]);
    bench.choose("a.txt");
    bench.click("Remove");
    bench.click("Remove");
    bench.wait("The container was changed");
    assert_eq!(names(&open_with(&container, PHRASE).unwrap()), ["more.txt"]);
}

#[test]
fn a_container_does_not_go_into_itself() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("P", PHRASE)]);
    let before = std::fs::read(&container).unwrap();
    let around = container.parent().unwrap().to_owned();
    let mut bench = scene.start_with(std::slice::from_ref(&container));
    bench.unlock();
    bench.drop_files(&[around]);
    bench.click("Add to the container");
    bench.wait("would be inside a folder that it seals");
    assert_eq!(std::fs::read(&container).unwrap(), before);
}
