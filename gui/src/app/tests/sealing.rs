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
    assert_eq!(bench.harness.state().session.memory.recent, [container]);
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

#[cfg(unix)]
#[test]
fn names_that_are_refused_can_be_replaced() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("dossier/a\nb.txt", "A");
    let mut bench = scene.start();
    bench.click("Seal files");
    bench.drop_files(&[file.parent().unwrap().to_owned()]);
    bench.wait("Replace the characters that are refused");
    let label = "Replace the characters that are refused in these names";
    bench.harness.get_by_label(label).click_accesskit();
    bench.wait("One entry");
    assert!(bench.says("Only you will be able to open it"));
    bench.click("Make one for me");
    assert!(!bench.says("Only you will be able to open it"));
    bench.click("Copy the passphrase");
    let copied = bench.harness.state().clipboard.as_ref().unwrap().0.reveal().to_owned();
    bench.click("Seal these files");
    bench.wait("is ready");
    let container = open_with(&bench.path("dossier.scelle"), &copied).unwrap();
    assert_eq!(names(&container), ["dossier", "dossier/a%0Ab.txt"]);
}

#[test]
fn nothing_is_written_over_before_it_is_said() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    scene.file("a.scelle", "another user's");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.wait("already exists");
    assert_eq!(bench.read("a.scelle"), "another user's");
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

#[test]
fn what_the_policy_excludes_is_not_measured_and_not_sealed() {
    let scene = Scene::new();
    scene.own_key();
    let bob = scene.contact("Bob Durand");
    scene.file("policy.toml", "exclude = [\"*.tmp\"]\n");
    scene.file("in/a.txt", "12345");
    scene.file("in/b.tmp", "1234567890");
    let alone = scene.file("c.tmp", "1234567890");
    let folder = scene.path("in");
    let mut bench = scene.start_with(&[folder, alone]);
    bench.wait("left out by the rules of your organisation");
    assert!(bench.says("5 B"), "the folder without what is left out");
    bench.write("Add a person or a group", "bo");
    bench.click("Bob Durand");
    bench.click("Seal these files");
    bench.wait("is ready");
    let sealed = open_as(&bench.path("in.scelle"), &bob).unwrap();
    assert_eq!(names(&sealed), ["in", "in/a.txt"]);
}

/// A sparse file of this size.
fn hollow(scene: &Scene, name: &str, bytes: u64) -> PathBuf {
    let path = scene.file(name, "");
    std::fs::File::options().write(true).open(&path).unwrap().set_len(bytes).unwrap();
    path
}

fn left_in(folder: &Path) -> Vec<String> {
    let left = std::fs::read_dir(folder).unwrap().flatten();
    let mut left: Vec<_> =
        left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    left.sort();
    left
}

#[test]
fn a_seal_that_is_cancelled_leaves_nothing_and_loses_nothing() {
    let scene = Scene::new();
    scene.own_key();
    let file = hollow(&scene, "in/a.bin", 8 << 30);
    let folder = file.parent().unwrap().to_owned();
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.until("progress", |bench| bench.harness.state().is_busy() && bench.says(" of 8.59 GB"));
    bench.press(Key::Escape);
    bench.until("the files again", |bench| bench.has("Seal these files"));
    assert!(bench.says("One entry"), "what was prepared is still there");
    assert_eq!(left_in(&folder), ["a.bin"]);
}

#[test]
fn closing_in_the_middle_of_a_seal_asks_and_then_leaves_nothing() {
    let scene = Scene::new();
    scene.own_key();
    let file = hollow(&scene, "in/a.bin", 8 << 30);
    let folder = file.parent().unwrap().to_owned();
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    close_window(&mut bench);
    assert!(asked_of_the_system(&bench, &ViewportCommand::CancelClose));
    bench.wait("Work is in progress");
    bench.click("Keep working");
    assert!(bench.harness.state().is_busy() && !bench.says("Work is in progress"));
    close_window(&mut bench);
    bench.wait("Work is in progress");
    bench.click("Stop and close");
    let start = Instant::now();
    while !asked_of_the_system(&bench, &ViewportCommand::Close) {
        assert!(start.elapsed() < Duration::from_secs(60));
        bench.harness.step();
    }
    assert_eq!(left_in(&folder), ["a.bin"]);
}

#[test]
fn what_mails_do_not_take_is_said() {
    for (bytes, expected) in [
        (9_000_000, None),
        (11_000_000, Some("This is more than many mail systems accept (10 MB)")),
        (26_000_000, Some("This is too large for a mail (25 MB)")),
    ] {
        let scene = Scene::new();
        let file = hollow(&scene, "a.bin", bytes);
        let mut bench = scene.start_with(&[file]);
        bench.wait("One entry");
        assert_eq!(bench.says("(10 MB)") || bench.says("(25 MB)"), expected.is_some());
        assert!(expected.is_none_or(|words| bench.has(words)));
    }
}

#[test]
fn an_unknown_recipient_can_be_added_from_a_card() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let bob = HybridIdentity::generate().unwrap();
    let card = scene.file("bob.scelle-card", card_of("Bob Durand", &bob).to_string());
    let mut bench = scene.start_with(&[file]);
    bench.write("Add a person or a group", "durand");
    bench.wait("No contact is called “durand”");
    bench.click("Import a contact card");
    bench.write("File of the card", card.to_str().unwrap());
    bench.press(Key::Enter);
    bench.click("Add to the contacts");
    bench.wait("is now one of your contacts");
    bench.click("Seal");
    assert!(bench.says("One entry"), "the files are still there");
    bench.write("Add a person or a group", "durand");
    bench.click("Bob Durand");
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(open_as(&bench.path("a.scelle"), &Identity::Hybrid(Box::new(bob))).is_ok());
}

#[test]
fn a_key_that_a_quantum_computer_breaks_takes_a_yes() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let old = age::x25519::Identity::generate();
    let mut bench = scene.start_with(&[file]);
    bench.write("Add a person or a group", &old.to_public().to_string());
    bench.press(Key::Enter);
    bench.wait("A quantum computer could one day open");
    bench.click("Seal these files");
    bench.wait("Details");
    assert!(!bench.path("a.scelle").exists());
    bench.harness.get_by_label("Accept this weaker protection").click_accesskit();
    bench.settle();
    bench.click("Seal these files");
    bench.wait("is ready");
    let opened = age::decrypt(&old, &std::fs::read(bench.path("a.scelle")).unwrap());
    assert!(opened.unwrap().starts_with(b"PK"));
}

#[test]
fn what_the_policy_forbids_is_shown_with_its_file() {
    let scene = Scene::new();
    scene.own_key();
    scene.file("policy.toml", "classical-recipients = \"forbidden\"\n");
    let file = scene.file("a.txt", "A");
    let old = age::x25519::Identity::generate();
    let mut bench = scene.start_with(&[file]);
    bench.write("Add a person or a group", &old.to_public().to_string());
    bench.press(Key::Enter);
    bench.harness.get_by_label("Accept this weaker protection").click_accesskit();
    bench.settle();
    bench.click("Seal these files");
    bench.wait("This is a rule of your organisation");
    assert!(bench.says("policy.toml"));
    assert!(!bench.path("a.scelle").exists());
}

#[test]
fn containers_are_remembered_and_forgotten() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.wait("is ready");
    bench.click("Home");
    let memory = Home::at(bench.path("home")).file("window.conf").unwrap();
    assert!(std::fs::read_to_string(&memory).unwrap().contains("a.scelle"));
    let shown = bench.labels().into_iter().find(|label| label.starts_with("a.scelle")).unwrap();
    bench.click(&shown);
    bench.wait("Passphrase of your key");
    bench.click("Home");
    bench.click("Forget a.scelle");
    assert!(bench.has("Nothing yet"));
    assert!(!std::fs::read_to_string(&memory).unwrap().contains("a.scelle"));
    assert!(bench.path("a.scelle").exists(), "it is forgotten, not removed");
}
