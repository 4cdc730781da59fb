//! Opening in each way, and what cannot be opened.

use super::*;
use scelle_core::files::output::Target;

#[test]
fn a_container_given_as_an_argument_is_opened_with_ones_own_key() {
    let scene = Scene::new();
    let own = scene.own_key();
    scene.file("dossier/a.txt", "Bonjour");
    let addressee =
        Addressee { label: Label::parse("Moi").unwrap(), recipient: own, trust: Trust::Verified };
    let grant = Grant::to(addressee, scelle_core::container::access::Role::Owner);
    let container = scene.seal(&["dossier"], vec![grant]);
    let out = scene.path("out");
    std::fs::create_dir(&out).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.wait("Passphrase of your key");
    bench.write("Passphrase of your key", "not this one");
    bench.click("Unlock");
    bench.wait("Wrong passphrase");
    bench.write("Passphrase of your key", PHRASE);
    bench.press(Key::Enter);
    bench.wait("Extract all");
    bench.write("Extract to this folder", out.to_str().unwrap());
    bench.click("Extract all");
    bench.wait("One file extracted");
    assert_eq!(bench.read("out/dossier/a.txt"), "Bonjour");
}

#[test]
fn a_container_is_opened_with_a_passphrase_and_only_what_was_chosen_comes_out() {
    let scene = Scene::new();
    for (name, content) in [("d/a.txt", "A"), ("d/b.txt", "B"), ("d/c.txt", "C")] {
        scene.file(name, content);
    }
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    let out = scene.path("out");
    std::fs::create_dir(&out).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.choose("b.txt");
    bench.write("Extract to this folder", out.to_str().unwrap());
    bench.click("Extract the selection");
    bench.wait("One file extracted");
    assert_eq!(bench.read("out/d/b.txt"), "B");
    assert!(!bench.path("out/d/a.txt").exists());
    // A second time: the file stays, and the error is shown.
    bench.click("Extract the selection");
    bench.wait("already exists");
    assert_eq!(bench.read("out/d/b.txt"), "B");
}

#[test]
fn a_yes_to_replacing_files_is_good_for_once() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("P", PHRASE)]);
    let out = scene.path("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("a.txt"), "mine").unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.write("Extract to this folder", out.to_str().unwrap());
    bench.click("Extract all");
    bench.wait("already exists");
    let replace = "Replace the files that are there";
    bench.harness.get_by_label(replace).click_accesskit();
    bench.settle();
    bench.click("Verify");
    bench.wait("One file is intact");
    bench.click("Extract all");
    bench.wait("already exists");
    assert_eq!(bench.read("out/a.txt"), "mine");
    bench.harness.get_by_label(replace).click_accesskit();
    bench.settle();
    bench.click("Extract all");
    bench.wait("One file extracted");
    assert_eq!(bench.read("out/a.txt"), "A");
}

#[cfg(unix)]
#[test]
fn what_hangs_can_be_left() {
    let scene = Scene::new();
    scene.own_key();
    let pipe = scene.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    scene.file("a.txt", "A");
    let stranger = Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()));
    let container = scene.seal(&["a.txt"], vec![to(&stranger, "Autre")]);
    let mut bench = scene.start();
    bench.click("Open a container");
    bench.write("Container", pipe.to_str().unwrap());
    bench.click("Open this container");
    bench.wait("Cancel");
    bench.click("Cancel");
    bench.write("Container", container.to_str().unwrap());
    bench.click("Open this container");
    bench.wait("Another key");
    bench.click("Another key");
    bench.write("File of the key", pipe.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Cancel");
    bench.click("Cancel");
    bench.wait("Another key");
    assert!(!bench.harness.state().is_busy());
}

#[test]
fn what_comes_out_goes_beside_a_container_named_from_here() {
    let mut bench = Scene::new().start_with(&[PathBuf::from("nowhere.scelle")]);
    bench.wait("nowhere.scelle");
    bench.wait(&std::env::current_dir().unwrap().display().to_string());
}

#[test]
fn a_container_is_opened_with_another_key() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let identity = HybridIdentity::generate().unwrap();
    let text = scelle_core::profile::identity_file::to_file(&identity, "2026-11-22");
    let key = scene.path("key.txt");
    scelle_core::profile::identity_file::write_file(&Target::new(&key), text.as_bytes()).unwrap();
    let bob = Identity::Hybrid(Box::new(identity));
    let container = scene.seal(&["a.txt"], vec![to(&bob, "Bob")]);
    let mut bench = scene.start_with(&[container]);
    bench.write("File of the key", key.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Extract all");
    bench.click("Extract all");
    // The file lies beside the container already, and is not touched.
    bench.wait("already exists");
    bench.click("Verify");
    bench.wait("One file is intact");
}

#[test]
fn what_cannot_be_opened_says_why() {
    for (break_it, expected) in [
        ("stranger", "none of your keys opens"),
        ("payload", "was altered"),
        ("other", "not a container"),
        ("version", "newer than"),
    ] {
        let scene = Scene::new();
        scene.own_key();
        scene.file("a.txt", "A".repeat(1000));
        let bob = scene.contact("Bob");
        let phrase_or_bob = match break_it {
            "payload" => by_phrase("P", PHRASE),
            _ => to(&bob, "Bob"),
        };
        let container = scene.seal(&["a.txt"], vec![phrase_or_bob]);
        let mut bytes = std::fs::read(&container).unwrap();
        match break_it {
            "payload" => *bytes.last_mut().unwrap() ^= 1,
            "other" => bytes = b"%PDF-1.7".to_vec(),
            "version" => bytes.splice(0..21, *b"age-encryption.org/v2").for_each(drop),
            _ => {}
        }
        std::fs::write(&container, bytes).unwrap();
        let mut bench = scene.start_with(&[container]);
        match break_it {
            "stranger" => {
                bench.wait("Passphrase of your key");
                bench.write("Passphrase of your key", PHRASE);
                bench.click("Unlock");
            }
            "payload" => {
                bench.write("Passphrase of the container", PHRASE);
                bench.click("Unlock");
            }
            _ => {}
        }
        bench.until(break_it, |bench| bench.has("Details"));
        let said = bench.labels().join("\n").to_lowercase();
        assert!(said.contains(expected), "{break_it}: {said}");
        assert!(!bench.has("Extract all"));
    }
}

/// A ZIP of one empty file whose name leads out of the folder.
fn climbing_zip() -> Vec<u8> {
    let name = b"../evil";
    let version_to_length = [&[20, 0][..], &[0; 20], &[name.len() as u8, 0, 0, 0]].concat();
    let local = [b"PK\x03\x04", &version_to_length[..], name].concat();
    let mut central = [b"PK\x01\x02\x14\x00", &version_to_length[..]].concat();
    central.extend([0; 14]);
    central.extend(name);
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend((central.len() as u32).to_le_bytes());
    end.extend((local.len() as u32).to_le_bytes());
    end.extend([0, 0]);
    [local, central, end].concat()
}

#[test]
fn a_hostile_container_is_refused_as_a_whole() {
    use age::secrecy::ExposeSecret;
    let scene = Scene::new();
    let bob = age::x25519::Identity::generate();
    let container =
        scene.file("box.scelle", age::encrypt(&bob.to_public(), &climbing_zip()).unwrap());
    let key = scene.path("key.txt");
    let text = bob.to_string().expose_secret().to_owned();
    scelle_core::profile::identity_file::write_file(&Target::new(&key), text.as_bytes()).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.write("File of the key", key.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Details");
    let said = bench.labels().join("\n");
    assert!(said.contains("../evil"), "{said}");
    assert!(!bench.has("Extract all"));
    assert!(!bench.path("evil").exists());
}

#[test]
fn a_container_dropped_at_the_start_is_opened_with_a_passphrase_though_one_has_a_key() {
    let scene = Scene::new();
    scene.own_key();
    scene.file("a.txt", "A");
    let bob = scene.contact("Bob");
    let container =
        scene.seal(&["a.txt"], vec![to(&bob, "Bob"), by_phrase("P", "un mot de passe")]);
    std::fs::remove_file(scene.path("a.txt")).unwrap();
    let mut bench = scene.start();
    bench.drop_files(&[container]);
    bench.wait("A passphrase");
    bench.click("A passphrase");
    bench.write("Passphrase of the container", "un mot de passe");
    bench.press(Key::Enter);
    bench.wait("Extract all");
    bench.click("Extract all");
    bench.wait("One file extracted");
    assert_eq!(bench.read("a.txt"), "A");
}

#[test]
fn a_container_for_a_key_from_before_is_opened_with_the_passphrase_of_that_key() {
    let scene = Scene::new();
    let before = scene.own_key();
    let fresh = phrase("une autre phrase, plus récente");
    let now = crate::own_keys::make(&scene.home(), &fresh, cheap()).unwrap();
    assert_ne!(before, now);
    scene.file("a.txt", "A");
    let label = Label::parse("Moi, avant").unwrap();
    let addressee = Addressee { label, recipient: before, trust: Trust::Verified };
    let owner = scelle_core::container::access::Role::Owner;
    let container = scene.seal(&["a.txt"], vec![Grant::to(addressee, owner)]);
    std::fs::remove_file(scene.path("a.txt")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of your key", PHRASE);
    bench.press(Key::Enter);
    bench.wait("Extract all");
    bench.click("Who can open this");
    assert!(bench.has("This is you"), "a key from before is one's own as well");
    bench.click("Contents");
    bench.click("Extract all");
    bench.wait("One file extracted");
    assert_eq!(bench.read("a.txt"), "A");
}

/// What a killed process leaves is noted first, so that the next start removes it.
#[test]
fn an_extraction_is_noted_in_the_journal() {
    let scene = Scene::new();
    let big = scene.file("a.bin", "");
    std::fs::File::options().write(true).open(&big).unwrap().set_len(1000 << 20).unwrap();
    let container = scene.seal(&["a.bin"], vec![by_phrase("P", PHRASE)]);
    std::fs::create_dir(scene.path("out")).unwrap();
    let journal = scene.home().journal();
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of the container", PHRASE);
    bench.press(Key::Enter);
    bench.wait("Extract all");
    let out = bench.path("out").display().to_string();
    bench.write("Extract to this folder", &out);
    // Content that expands this much is extracted only after the user confirms.
    bench.click("Extract all");
    bench.wait("Extract it all the same");
    assert_eq!(std::fs::read_dir(bench.path("out")).unwrap().count(), 0);
    bench.harness.get_by_label("Extract it all the same").click_accesskit();
    bench.settle();
    bench.harness.get_by_label("Extract all").click_accesskit();
    bench.until("a staging folder", |bench| {
        std::fs::read_dir(bench.path("out")).unwrap().next().is_some()
    });
    assert!(noted(&format!("{journal:?}")), "no note in {journal:?}");
    bench.wait("Cancel");
    bench.press(Key::Escape);
    bench.wait("Extract all");
    assert_eq!(std::fs::read_dir(bench.path("out")).unwrap().count(), 0);
}

/// Whether the folder that a journal names holds a note.
fn noted(journal: &str) -> bool {
    let folder = journal.split('"').nth(1).unwrap();
    std::fs::read_dir(folder).is_ok_and(|mut notes| notes.next().is_some())
}

#[test]
fn a_key_file_under_a_passphrase_is_not_reported_as_the_wrong_key() {
    let scene = Scene::new();
    let elsewhere = Home::at(scene.path("elsewhere"));
    let recipient = crate::own_keys::make(&elsewhere, &phrase(PHRASE), cheap()).unwrap();
    scene.file("a.txt", "A");
    let label = Label::parse("Moi").unwrap();
    let addressee = Addressee { label, recipient, trust: Trust::Verified };
    let owner = scelle_core::container::access::Role::Owner;
    let container = scene.seal(&["a.txt"], vec![Grant::to(addressee, owner)]);
    let mut bench = scene.start_with(&[container]);
    let key = elsewhere.identities_or_none().pop().unwrap();
    bench.write("File of the key", key.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Wrong passphrase");
    bench.write("Passphrase of this key", PHRASE);
    bench.click("Unlock");
    bench.wait("Extract all");
}
