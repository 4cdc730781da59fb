//! Nothing is lost by one click: passphrases that exist nowhere else, and what was typed.

use eframe::egui::{Event, PointerButton};

use super::*;

impl Bench {
    /// Clicks twice with the pointer, where a button is now.
    fn double_click(&mut self, label: &str) {
        // Long after the last click.
        self.harness.run_steps(60);
        let node = self.harness.query_all_by_role_and_label(NodeRole::Button, label).last();
        let place = node.unwrap_or_else(|| panic!("no button “{label}”")).rect().center();
        self.harness.event(Event::PointerMoved(place));
        self.harness.step();
        for _ in 0..2 {
            for pressed in [true, false] {
                let (pos, button, modifiers) = (place, PointerButton::Primary, Modifiers::NONE);
                let event = Event::PointerButton { pos, button, pressed, modifiers };
                // Both in one frame: each event of the harness's own queue takes a frame.
                self.harness.input_mut().events.push(event);
            }
            self.harness.step();
        }
        self.settle();
    }

    /// Makes a passphrase, seals with it, and waits for the end.
    fn seal_with_a_made_one(&mut self) {
        self.wait("One entry");
        self.click("Make one for me");
        self.click("Seal these files");
        self.wait("is ready");
    }
}

#[test]
fn a_double_click_on_what_moves_presses_nothing_else() {
    let mut bench = Scene::new().start();
    bench.write("First and last name", "Alice Martin");
    bench.click("Continue");
    bench.double_click("Make one for me");
    assert!(bench.has("I have written it down: create my key"), "{:#?}", bench.labels());
    assert!(bench.has("Choose my own"), "the second click did not undo the first");
    bench.double_click("Choose my own");
    assert!(bench.has("Make one for me"));
    bench.click("Back");
    bench.write("First and last name", "Alice Martin-Petit");
    bench.click("Continue");
    assert!(bench.has("Make one for me"), "the way forward is still there");
}

#[test]
fn skipping_asks_about_what_was_typed() {
    let mut bench = Scene::new().start();
    let skip = "Skip: I only want to open a file with a passphrase";
    bench.write("First and last name", "Alice Martin");
    bench.click(skip);
    assert!(bench.has("Skip without creating a key?"));
    bench.click("Go on here");
    assert!(!bench.has("Skip without creating a key?"));
    bench.click("Continue");
    bench.click(skip);
    bench.click("Skip");
    assert!(bench.has("What would you like to do?"));
}

#[test]
fn a_passphrase_that_exists_nowhere_else_is_not_lost_by_a_click() {
    let scene = Scene::new();
    scene.own_key();
    let [file, other] = ["a.txt", "b.txt"].map(|name| scene.file(name, "A"));
    let mut bench = scene.start_with(&[file]);
    bench.seal_with_a_made_one();
    bench.click("Seal something else");
    bench.wait("Have you passed the passphrase on?");
    bench.click("Back to the passphrase");
    assert!(bench.says("is ready"));
    // Files that are dropped would take its place.
    bench.drop_files(&[other]);
    bench.wait("Have you passed the passphrase on?");
    bench.press(Key::Escape);
    assert!(bench.says("is ready"));
    close_window(&mut bench);
    assert!(asked_of_the_system(&bench, &ViewportCommand::CancelClose));
    bench.wait("Have you passed the passphrase on?");
    bench.click("Back to the passphrase");
    bench.harness.get_by_label("I have passed it on, or written it down").click_accesskit();
    bench.settle();
    close_window(&mut bench);
    assert!(!asked_of_the_system(&bench, &ViewportCommand::CancelClose));
    bench.click("Seal something else");
    assert!(bench.has("Drop files and folders here"));
}

#[test]
fn files_dropped_on_an_unshared_passphrase_are_taken_once_it_was_passed_on() {
    let scene = Scene::new();
    scene.own_key();
    let [file, other] = ["a.txt", "b.txt"].map(|name| scene.file(name, "A"));
    let mut bench = scene.start_with(&[file]);
    bench.seal_with_a_made_one();
    bench.drop_files(&[other]);
    bench.click("It was passed on: continue");
    bench.wait("One entry");
    assert!(bench.has("Remove b.txt") && !bench.has("Remove a.txt"));
}

#[test]
fn a_copied_passphrase_is_not_asked_about() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Make one for me");
    bench.click("Copy the passphrase");
    bench.click("Seal these files");
    bench.wait("is ready");
    bench.click("Seal something else");
    assert!(bench.has("Drop files and folders here"));
}

#[test]
fn a_dictated_passphrase_opens_as_it_is_typed() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let written = "academie-deposer-riviere-abaisser-zoologie-vigueur-honneur-ecarter-marbre-nuage";
    let container = scene.seal(&["a.txt"], vec![by_phrase("Guichet", written)]);
    let mut bench = scene.start_with(&[container]);
    let field = "Passphrase of the container";
    bench.write(field, "Académie  déposer riviére xyzzy");
    assert!(bench.says("Word 4 is not in the list"), "{:#?}", bench.labels());
    bench.write(field, "Académie  déposer rivi");
    assert!(bench.says("2 of 10 words"));
    bench.click("Show the passphrase");
    bench.click("riviere");
    assert!(bench.says("3 of 10 words"), "{:#?}", bench.labels());
    let typed = "Académie  Déposer rivière, abaisser zoologie vigueur honneur écarter marbre";
    bench.write(field, typed);
    bench.click("Unlock");
    bench.wait("Details");
    // What was typed is still there, and selected.
    assert!(bench.says("9 of 10 words"));
    bench.write(field, &format!("{typed} NUAGE"));
    assert!(bench.says("All 10 words are there"));
    bench.click("Unlock");
    bench.wait("Extract all");
}

#[test]
fn what_was_refused_is_selected_and_typed_over() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("Guichet", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of the container", "something else entirely");
    bench.click("Unlock");
    bench.wait("Details");
    // The field has the focus, and all of it is selected.
    bench.harness.event(Event::Text(PHRASE.to_owned()));
    bench.settle();
    bench.press(Key::Enter);
    bench.wait("Extract all");
}

#[test]
fn removing_entries_asks_with_their_names() {
    let scene = Scene::new();
    scene.file("dossier/a.txt", "A");
    scene.file("dossier/b.txt", "B");
    let container = scene.seal(&["dossier"], vec![by_phrase("Guichet", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.choose("b.txt");
    bench.click("Remove");
    assert!(bench.has("dossier/b.txt"), "{:#?}", bench.labels());
    bench.press(Key::Escape);
    assert!(!bench.has("dossier/b.txt"));
    assert_eq!(names(&open_with(&bench.path("box.scelle"), PHRASE).unwrap()).len(), 3);
}

#[test]
fn ones_name_is_changed_in_the_settings() {
    let scene = Scene::new();
    let own = scene.own_key();
    let card = crate::own_keys::card("Alice Martin", "a@b.fr", "", own.clone());
    crate::own_keys::save_card(&scene.home(), &card).unwrap();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.write("First and last name", "Alice Petit");
    bench.click("Save my name");
    assert!(bench.has("Your name was saved"));
    let card = Home::at(bench.path("home")).own_card().unwrap().unwrap();
    assert_eq!(card.name, Label::parse("Alice Petit"));
    assert_eq!(card.email, Label::parse("a@b.fr"));
    assert_eq!(card.recipient, own);
    bench.click("Home");
    assert!(bench.has("Hello, Alice Petit"));
}

#[test]
fn a_name_without_a_key_is_kept_in_the_preferences() {
    let scene = Scene::new();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.click("Settings");
    bench.write("First and last name", "Alice Petit");
    bench.click("Save my name");
    let config = Home::at(bench.path("home")).config().unwrap();
    assert_eq!(config.name, Label::parse("Alice Petit"));
    assert_eq!(config.language.as_deref(), Some("en"), "the rest of the file is as it was");
}
