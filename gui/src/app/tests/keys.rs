//! The user's keys: renewed, on paper, taken in, and put under another passphrase.

use scelle_core::files::output::Target;
use scelle_core::profile::identity_file;
use scelle_core::profile::identity_file::{to_file, to_locked_file};
use scelle_core::profile::paper::Paper;

use super::*;

const FRESH: &str = "sept girafes repeignent un phare";

fn own_home(bench: &Bench) -> Home {
    Home::at(bench.path("home"))
}

fn unlock(path: &Path, text: &str) -> scelle_core::error::Result<Recipient> {
    let IdentityFile::Locked(locked) = IdentityFile::read(path).unwrap() else {
        panic!("{} is in the clear", path.display());
    };
    Ok(locked.unlock(&phrase(text))?[0].to_recipient().unwrap())
}

fn type_new_passphrase(bench: &mut Bench, first: &str) {
    bench.write(first, FRESH);
    bench.write("The same, once more", FRESH);
}

/// A key from elsewhere, as age writes it, in a file.
fn foreign(scene: &Scene, name: &str) -> (HybridIdentity, PathBuf) {
    let key = HybridIdentity::generate().unwrap();
    let path = scene.path(name);
    let text = to_file(&key, "2026-11-22T00:00:00Z");
    identity_file::write_file(&Target::new(&path), text.as_bytes()).unwrap();
    (key, path)
}

fn public(key: &HybridIdentity) -> Recipient {
    Recipient::Hybrid(Box::new(key.to_recipient()))
}

#[test]
fn a_key_is_renewed_and_the_one_before_it_is_kept() {
    let scene = Scene::new();
    let old = scene.own_key();
    crate::own_keys::save_card(
        &scene.home(),
        &crate::own_keys::card("Alice Martin", "", "", old.clone()),
    )
    .unwrap();
    let old_file = std::fs::read(&scene.home().identities_or_none()[0]).unwrap();
    let mut bench = scene.start();
    bench.click("Settings");
    assert!(!bench.says("Earlier keys"));
    bench.click("Renew the key");
    type_new_passphrase(&mut bench, "New passphrase");
    bench.click("Make a new key");
    bench.wait("You have a new key");
    assert!(bench.says("Earlier keys"));
    assert!(bench.has(&Fingerprint::of(&old).to_string()), "the old fingerprint is shown");

    let home = own_home(&bench);
    let [first, second] = home.identities_or_none().try_into().unwrap();
    let new = unlock(&second, FRESH).unwrap();
    assert_eq!(home.own_recipients().unwrap(), [old.clone(), new.clone()]);
    assert_eq!(std::fs::read(&first).unwrap(), old_file);
    assert_eq!(unlock(&first, PHRASE).unwrap(), old);
    let card = Card::read(&home.card_path().unwrap()).unwrap();
    assert_eq!((card.recipient, card.name), (new, Label::parse("Alice Martin")));
}

#[test]
fn a_key_goes_to_paper_and_comes_back_from_it() {
    let scene = Scene::new();
    let own = scene.own_key();
    let page = scene.path("page.pdf");
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("Write it on paper");
    assert!(bench.says("This page opens everything that is sealed for you"));
    bench.write("Write the page to", page.to_str().unwrap());
    bench.write("Passphrase of your key", "not this one");
    bench.click("Write the page");
    bench.wait("Wrong passphrase");
    assert!(!page.exists());
    bench.write("Passphrase of your key", PHRASE);
    bench.press(Key::Enter);
    bench.wait("The page is written");
    assert!(bench.says("then delete this file"));

    let path = own_home(&bench).identities_or_none().pop().unwrap();
    let IdentityFile::Locked(locked) = IdentityFile::read(&path).unwrap() else { panic!() };
    let paper = Paper::new(&path, &locked.unlock_text(&phrase(PHRASE)).unwrap()).unwrap();
    assert_eq!(*paper.recipient(), own);
    let written = std::fs::read(&page).unwrap();
    let printed = String::from_utf8_lossy(&written);
    for line in paper.lines() {
        assert!(printed.contains(line.as_str()), "{}", *line);
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&page.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    // Once more: nothing is written over.
    bench.click("Write it on paper");
    bench.write("Write the page to", page.to_str().unwrap());
    bench.write("Passphrase of your key", PHRASE);
    bench.click("Write the page");
    bench.wait("already exists");
    assert_eq!(std::fs::read(&page).unwrap(), written);
}

#[test]
fn who_had_a_key_types_it_from_paper_on_the_first_run() {
    let key = HybridIdentity::generate().unwrap();
    let paper = Paper::new(Path::new("key"), &to_file(&key, "2026-11-22")).unwrap();
    let lines: Vec<String> = paper.lines().iter().map(|line| line.to_lowercase()).collect();
    let mut bench = Scene::new().start();
    bench.click("I already have a key");
    bench.click("On paper");
    let mut slip = lines.clone();
    slip[2] = slip[2].chars().rev().collect();
    bench.write_lines("The lines as they are printed", &slip.join("\n"));
    bench.click("Continue");
    bench.wait("Line 3 is not as it is printed");
    assert!(own_home(&bench).identities_or_none().is_empty());
    bench.write_lines("The lines as they are printed", &lines.join("\n"));
    bench.click("Continue");
    type_new_passphrase(&mut bench, "New passphrase");
    bench.press(Key::Enter);
    bench.wait("Who are you?");
    bench.write("First and last name", "Alice Martin");
    bench.click("Continue");
    bench.wait("Your contact card");
    let home = own_home(&bench);
    assert_eq!(home.own_recipient().unwrap(), Some(public(&key)));
    assert_eq!(unlock(&home.identities_or_none()[0], FRESH).unwrap(), public(&key));
    assert_eq!(home.own_card().unwrap().unwrap().name, Label::parse("Alice Martin"));
}

#[test]
fn a_key_in_a_file_is_taken_in_and_opens_what_is_for_it() {
    let scene = Scene::new();
    let (key, path) = foreign(&scene, "old-key.txt");
    scene.file("a.txt", "A");
    let oneself = Identity::Hybrid(Box::new(key.clone()));
    let container = scene.seal(&["a.txt"], vec![to(&oneself, "Moi")]);
    let mut bench = scene.start();
    bench.click("Skip: I only want to open a file with a passphrase");
    bench.click("Settings");
    bench.click("I already have a key");
    bench.write("File of the key", bench.path("nothing").to_str().unwrap());
    bench.click("Continue");
    bench.wait("Cannot read");
    bench.write("File of the key", path.to_str().unwrap());
    bench.press(Key::Enter);
    bench.wait("This key is in the clear");
    bench.write("New passphrase", "azerty");
    bench.write("The same, once more", "azerty");
    bench.click("Use this key");
    bench.wait("too easy to guess");
    type_new_passphrase(&mut bench, "New passphrase");
    bench.click("Use this key");
    bench.wait("This key is now your key in use");
    let home = own_home(&bench);
    assert_eq!(unlock(&home.identities_or_none()[0], FRESH).unwrap(), public(&key));
    assert_eq!(home.own_recipient().unwrap(), Some(public(&key)));
    assert!(path.exists(), "the file that it came from is not touched");
    bench.drop_files(&[container]);
    bench.wait("Passphrase of your key");
    bench.write("Passphrase of your key", FRESH);
    bench.click("Unlock");
    bench.wait("Extract all");
}

#[cfg(unix)]
#[test]
fn a_key_that_hangs_can_be_left() {
    let scene = Scene::new();
    let (_, path) = foreign(&scene, "old-key.txt");
    let pipe = scene.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut bench = scene.start();
    bench.click("I already have a key");
    bench.write("File of the key", pipe.to_str().unwrap());
    bench.click("Continue");
    bench.wait("Reading");
    bench.click("Cancel");
    bench.write("File of the key", path.to_str().unwrap());
    bench.click("Continue");
    bench.wait("This key is in the clear");
    assert!(own_home(&bench).identities_or_none().is_empty());
}

#[test]
fn a_key_that_is_under_a_passphrase_keeps_it() {
    let scene = Scene::new();
    let own = scene.own_key();
    let key = HybridIdentity::generate().unwrap();
    let locked = to_locked_file(&to_file(&key, "2026"), &phrase(FRESH), cheap()).unwrap();
    let path = scene.path("locked.age");
    identity_file::write_file(&Target::new(&path), &locked).unwrap();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("I already have a key");
    bench.write("File of the key", path.to_str().unwrap());
    bench.click("Continue");
    bench.wait("This key has a passphrase, and keeps it.");
    bench.write("Passphrase of this key", PHRASE);
    bench.click("Use this key");
    bench.wait("Wrong passphrase");
    assert_eq!(own_home(&bench).own_recipient().unwrap(), Some(own.clone()));
    bench.write("Passphrase of this key", FRESH);
    bench.press(Key::Enter);
    bench.wait("This key is now your key in use");
    let home = own_home(&bench);
    assert_eq!(home.own_recipients().unwrap(), [own, public(&key)]);
    assert_eq!(std::fs::read(home.identities_or_none().pop().unwrap()).unwrap(), locked);
}

#[test]
fn a_key_in_the_clear_gets_a_passphrase_without_being_asked_for_one() {
    let scene = Scene::new();
    let home = scene.home();
    let own = home.make_key(&home.next_identity().unwrap(), 0, None).unwrap();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("Change the passphrase");
    assert!(!bench.has("Current passphrase"));
    type_new_passphrase(&mut bench, "New passphrase");
    bench.press(Key::Enter);
    bench.wait("The passphrase was changed");
    assert_eq!(unlock(&own_home(&bench).identities_or_none()[0], FRESH).unwrap(), own);
}

#[test]
fn a_wrong_passphrase_leaves_the_new_one_typed_and_escape_leaves_nothing() {
    let scene = Scene::new();
    let own = scene.own_key();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("Change the passphrase");
    bench.write("Current passphrase", "not this one");
    type_new_passphrase(&mut bench, "New passphrase");
    bench.click("Change the passphrase");
    bench.wait("Wrong passphrase");
    bench.write("Current passphrase", PHRASE);
    bench.press(Key::Escape);
    assert!(!bench.has("Current passphrase") && !bench.says("Wrong passphrase"));
    bench.click("Change the passphrase");
    bench.write("Current passphrase", PHRASE);
    bench.press(Key::Enter);
    assert!(!bench.says("Changing"), "the new one was forgotten");
    let path = &own_home(&bench).identities_or_none()[0];
    assert_eq!(unlock(path, PHRASE).unwrap(), own);
    type_new_passphrase(&mut bench, "New passphrase");
    bench.click("Change the passphrase");
    bench.wait("The passphrase was changed");
    assert_eq!(unlock(path, FRESH).unwrap(), own);
}
