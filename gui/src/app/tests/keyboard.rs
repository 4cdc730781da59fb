//! Without a pointer or a screen: every control can be reached with the keyboard and has a name.

use super::*;

impl Bench {
    /// Presses Tab until this widget has the focus.
    fn tab_to(&mut self, label: &str) {
        for _ in 0..60 {
            let focused = self.harness.query_all_by_label(label).any(|node| node.is_focused());
            if focused {
                return;
            }
            self.press(Key::Tab);
        }
        panic!("Tab never came to “{label}” among {:#?}", self.labels());
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(eframe::egui::Event::Text(text.to_owned()));
        self.settle();
    }

    fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }
}

#[test]
fn files_are_sealed_and_opened_without_a_pointer() {
    let scene = Scene::new();
    scene.own_key();
    let bob = scene.contact("Bob Durand");
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start();
    bench.press_with(Modifiers::COMMAND, Key::Num2);
    bench.tab_to("Path of a file or folder");
    bench.type_text(file.to_str().unwrap());
    bench.press(Key::Enter);
    bench.wait("One entry");
    bench.tab_to("Add a person or a group");
    bench.type_text("bo");
    bench.press(Key::Enter);
    assert!(bench.has("Remove Bob Durand"));
    bench.press_with(Modifiers::COMMAND, Key::Enter);
    bench.wait("is ready");
    let container = bench.path("a.scelle");
    assert_eq!(names(&open_as(&container, &bob).unwrap()), ["a.txt"]);

    std::fs::remove_file(&file).unwrap();
    bench.press_with(Modifiers::COMMAND, Key::Num3);
    bench.tab_to("Container");
    bench.type_text(container.to_str().unwrap());
    bench.press(Key::Enter);
    bench.wait("Passphrase of your key");
    // The field has the focus already.
    bench.type_text(PHRASE);
    bench.press(Key::Enter);
    bench.wait("Extract all");
    bench.tab_to("a.txt");
    bench.press(Key::Space);
    assert!(bench.has("Extract the selection"));
    bench.press_with(Modifiers::COMMAND, Key::Enter);
    bench.wait("One file extracted");
    assert_eq!(bench.read("a.txt"), "A");
}

#[test]
fn the_tree_is_walked_with_arrows() {
    let scene = Scene::new();
    for name in ["d/a.txt", "d/b.txt", "d/deep/c.txt"] {
        scene.file(name, name);
    }
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of the container", PHRASE);
    bench.press(Key::Enter);
    bench.wait("Extract all");
    bench.tab_to("d");
    assert!(!bench.has("c.txt"));
    bench.press(Key::ArrowDown);
    bench.press(Key::ArrowRight);
    assert!(bench.has("c.txt"), "{:#?}", bench.labels());
    for _ in 0..3 {
        bench.press(Key::ArrowDown);
    }
    bench.press(Key::Space);
    assert_eq!(bench.harness.state().open.chosen(), ["d/b.txt"]);
    bench.press(Key::Home);
    bench.press(Key::Space);
    assert_eq!(bench.harness.state().open.chosen(), ["d"]);
    bench.press(Key::ArrowLeft);
    assert!(!bench.has("a.txt"));
}

#[test]
fn every_control_has_a_name_and_stays_in_the_window() {
    for language in ["fr", "en"] {
        let mut pages = 0;
        let check: pictures::Draw<'_> = &mut |bench, page| {
            for size in [[1280.0, 800.0], [900.0, 600.0], [640.0, 400.0]] {
                bench.resize(size, 1.0);
                check_controls(bench, page, size);
            }
            bench.resize([1280.0, 800.0], 1.0);
            pages += 1;
        };
        for tour in pictures::TOURS {
            tour(language, check);
        }
        assert!(pages > 20, "{pages} pages");
    }
}

fn check_controls(bench: &Bench, page: &str, [width, _]: [f32; 2]) {
    use eframe::egui::accesskit::Action;
    let mut controls = 0;
    for node in bench.harness.query_all_by(|_| true) {
        let told = node.accesskit_node();
        let control = told.data().supports_action(Action::Click)
            || matches!(told.role(), NodeRole::TextInput | NodeRole::PasswordInput);
        // Text that can be marked is no control.
        if !control || matches!(told.role(), NodeRole::ScrollBar | NodeRole::Label) {
            continue;
        }
        controls += 1;
        let name = told.label().unwrap_or_default();
        assert!(!name.trim().is_empty(), "{page}: a nameless {:?}", told.role());
        assert_ne!(told.role(), NodeRole::Unknown, "{page}: {name}");
        assert_ne!(told.data().description(), Some(name.as_str()), "{page}: it is read twice");
        let right = node.rect().right();
        assert!(right <= width, "{page}, {width} wide: “{name}” ends at {right}");
    }
    assert!(controls > 5, "{page}: {controls} controls");
}
