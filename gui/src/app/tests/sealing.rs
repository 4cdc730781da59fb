//! Sealing, to people and with a passphrase.

use super::*;

#[test]
fn files_are_sealed_to_two_contacts_found_by_two_letters() {
    let scene = Scene::new();
    scene.own_key();
    let (bob, zoe) = (scene.contact("Bob Durand"), scene.contact("Zoé Petit"));
    let files = [scene.file("a.txt", "A"), scene.file("notes/b.txt", "B")];
    let mut bench = scene.start();
    bench.click("Seal files");
    bench.drop_files(&[files[0].clone(), files[1].parent().unwrap().to_owned()]);
    for (letters, shown) in [("bo", "Bob Durand"), ("ZO", "Zoé Petit")] {
        bench.write("Add a person or a group", letters);
        bench.click(shown);
        assert!(bench.has(&format!("Remove {shown}")));
    }
    bench.click("Seal these files");
    bench.wait("is ready");
    let container = bench.path("a.scelle");
    for identity in [&bob, &zoe] {
        let container = open_as(&container, identity).unwrap();
        assert_eq!(names(&container), ["a.txt", "notes", "notes/b.txt"]);
        assert_eq!(labels(&container), ["Bob Durand", "Zoé Petit", "Sender"]);
    }
    assert_eq!(bench.harness.state().desk.memory.recent, [container]);
}

#[test]
fn files_are_sealed_with_a_generated_passphrase_that_is_shown_and_copied() {
    let scene = Scene::new();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start();
    bench.click("Skip: I only want to open a file with a passphrase");
    bench.drop_files(&[file]);
    assert!(bench.says("Add a recipient or a passphrase."));
    bench.click("Make one for me");
    bench.click("Copy the passphrase");
    let copied = bench.harness.state().clipboard.as_ref().unwrap().0.reveal().to_owned();
    assert_eq!(copied.split('-').count(), 10);
    assert!(bench.has(&copied));
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(bench.has(&copied), "it is shown once more, to be passed on");
    assert_eq!(names(&open_with(&bench.path("a.scelle"), &copied).unwrap()), ["a.txt"]);
}

#[test]
fn nothing_is_written_over_before_it_is_said() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    scene.file("a.scelle", "somebody else's");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.wait("already exists");
    assert_eq!(bench.read("a.scelle"), "somebody else's");
    bench.harness.get_by_label("Replace the file that is there").click_accesskit();
    bench.settle();
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(Locked::read(&bench.path("a.scelle")).is_ok());
}

#[test]
fn an_imposed_recovery_is_shown_locked_and_sealed_to() {
    let scene = Scene::new();
    scene.own_key();
    let recovery = HybridIdentity::generate().unwrap();
    let recipient = recovery.to_recipient();
    let rule = format!("[[recovery]]\nlabel = \"Coffre\"\nrecipient = \"{recipient}\"\n");
    scene.file("policy.toml", rule);
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    assert!(bench.has("Coffre (recovery)") && !bench.has("Remove Coffre"));
    bench.click("Seal these files");
    bench.wait("is ready");
    let recovered =
        open_as(&bench.path("a.scelle"), &Identity::Hybrid(Box::new(recovery))).unwrap();
    let keys = recovered.access().listed.iter().map(|access| &access.key);
    assert_eq!(keys.filter(|key| matches!(key, AccessKey::Recipient(_))).count(), 2);
}
