//! What a screen reader gets beside names (RGAA 4.1: 8, 9, 10, 11, 12; WCAG 2.2: 1.3.1, 2.4.6,
//! 4.1.2, 4.1.3).

use eframe::egui::KeyboardShortcut;

use super::*;
use crate::app::keys;

/// The headings of the page, with their levels.
fn headings(bench: &Bench) -> Vec<(usize, String)> {
    let all = bench.harness.query_all_by_role(NodeRole::Heading);
    all.map(|node| {
        let told = node.accesskit_node();
        // AccessKit counts from 0.
        (told.data().level().map_or(0, |level| level + 1), told.label().unwrap_or_default())
    })
    .collect()
}

#[test]
fn every_page_has_a_title_and_its_window_and_dialogs_are_named() {
    let mut pages = 0;
    let check: pictures::Draw<'_> = &mut |bench, page| {
        let window = bench.harness.root().accesskit_node().label().unwrap_or_default();
        assert!(window.starts_with("Scellé") && window.len() > 9, "{page}: {window}");
        let headings = headings(bench);
        assert!(headings.iter().any(|(level, _)| *level == 1), "{page}: {headings:?}");
        assert!(headings.iter().all(|(level, name)| (1..=2).contains(level) && !name.is_empty()));
        for dialog in bench.harness.query_all_by_role(NodeRole::Dialog) {
            let name = dialog.accesskit_node().label().unwrap_or_default();
            assert!(!name.is_empty(), "{page}: a dialog without a name");
        }
        pages += 1;
    };
    for tour in pictures::TOURS {
        tour("fr", check);
    }
    assert!(pages > 20, "{pages} pages");
}

#[test]
fn the_places_are_tabs_of_which_one_is_selected() {
    let scene = Scene::new();
    scene.own_key();
    let mut bench = scene.start();
    bench.click("Contacts");
    let list = bench.harness.get_by_role(NodeRole::TabList);
    assert_eq!(list.accesskit_node().label().as_deref(), Some("Places"));
    let tabs = bench.harness.query_all_by_role(NodeRole::Tab);
    let tabs: Vec<(String, Option<bool>)> = tabs
        .map(|tab| {
            let told = tab.accesskit_node();
            (told.label().unwrap_or_default(), told.is_selected())
        })
        .collect();
    assert_eq!(tabs.len(), 5, "{tabs:?}");
    let selected: Vec<_> = tabs.iter().filter(|(_, selected)| *selected == Some(true)).collect();
    assert_eq!(selected, [&("Contacts".to_owned(), Some(true))]);
}

#[test]
fn a_row_of_a_container_is_read_whole_with_its_depth() {
    let scene = Scene::new();
    scene.file("d/a.txt", "four");
    scene.file("d/deep/b.txt", "b");
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    let rows: Vec<_> = bench
        .harness
        .query_all_by_role(NodeRole::TreeItem)
        .map(|row| {
            let told = row.accesskit_node();
            let data = told.data();
            let name = told.label().unwrap_or_default();
            let about = data.description().unwrap_or_default().to_owned();
            (name, about, data.level(), data.position_in_set())
        })
        .collect();
    let [(d, ..), (deep, ..), (file, about, level, place)] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!([d, deep, file].map(String::as_str), ["d", "deep", "a.txt"]);
    // Size and date: a screen reader says them with the name, not as texts of their own.
    assert!(about.starts_with("4 B, ") && about.len() > 12, "{about}");
    // AccessKit counts levels and places from 0, and has the number of rows in the tree.
    assert_eq!((*level, *place), (Some(1), Some(2)));
    let tree = bench.harness.get_by_role(NodeRole::Tree);
    assert_eq!(tree.accesskit_node().data().size_of_set(), Some(3));
    assert_eq!(tree.accesskit_node().label().as_deref(), Some("Contents of the container"));
}

#[test]
fn what_went_wrong_is_said_without_being_asked_for() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let container = scene.seal(&["a.txt"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    assert!(bench.harness.query_by_role(NodeRole::Alert).is_none());
    bench.write("Passphrase of the container", "wrong");
    bench.click("Unlock");
    bench.wait("Details");
    assert!(bench.harness.query_by_role(NodeRole::Alert).is_some());
}

#[test]
fn choices_are_read_as_a_named_group_and_bullets_not_at_all() {
    let mut bench = Scene::new().start();
    bench.click("Settings");
    for group in ["Language", "Theme", "Size"] {
        assert!(
            bench.harness.query_by_role_and_label(NodeRole::Group, group).is_some(),
            "{group}: {:#?}",
            bench.labels()
        );
    }
    assert!(!bench.has("•"));
}

#[test]
fn keys_are_named_as_on_a_french_keyboard() {
    let bench = Scene::in_language("fr").start();
    let words =
        |modifiers, key| keys::words(&bench.harness.ctx, KeyboardShortcut::new(modifiers, key));
    assert_eq!(words(Modifiers::NONE, Key::Escape), "Échap");
    assert_eq!(words(Modifiers::COMMAND, Key::Enter), "Ctrl+Entrée");
    assert_eq!(words(Modifiers::COMMAND | Modifiers::SHIFT, Key::Num2), "Ctrl+Maj+2");
    assert_eq!(words(Modifiers::NONE, Key::ArrowRight), "Flèche droite");
}
