use scelle_core::archive::entry::EntryName;

use super::*;
use crate::theme;

fn entry(name: &str, size: u64) -> Entry {
    let (name, kind) = (EntryName::parse(name).unwrap(), EntryKind::File);
    Entry { name, kind, size, packed: size, modified: None, permissions: None }
}

fn labels(tree: &mut Tree) -> Vec<String> {
    tree.refresh();
    tree.rows.iter().map(|at| tree.nodes[*at].label()).collect()
}

/// Where the node of that name stands.
fn at(tree: &Tree, name: &str) -> usize {
    (0..tree.nodes.len()).find(|at| tree.whole_name(*at) == name).unwrap()
}

#[test]
fn folders_come_first_and_hold_what_is_theirs() {
    let entries = [entry("z/deep/a.txt", 3), entry("b.txt", 2), entry("A.txt", 5), entry("z/c", 4)];
    let mut tree = Tree::new(entries.iter());
    assert_eq!((tree.files(), tree.bytes()), (4, 14));
    assert_eq!(labels(&mut tree), ["z", "A.txt", "b.txt"]);
    assert_eq!(tree.nodes[tree.roots[0]].size, 7);
    let folder = tree.roots[0];
    tree.nodes[folder].open = true;
    tree.stale = true;
    assert_eq!(labels(&mut tree), ["z", "deep", "c", "A.txt", "b.txt"]);
    tree.sort(Order::Size);
    assert_eq!(labels(&mut tree), ["z", "deep", "c", "b.txt", "A.txt"]);
    tree.sort(Order::Size);
    assert_eq!(labels(&mut tree), ["z", "deep", "c", "A.txt", "b.txt"]);
}

#[test]
fn names_stand_where_a_reader_looks_for_them() {
    let entries = ["etang", "Été", "ete", "fin"].map(|name| entry(name, 1));
    let mut tree = Tree::new(entries.iter());
    assert_eq!(labels(&mut tree), ["etang", "ete", "Été", "fin"]);
}

#[test]
fn what_is_searched_is_found_however_deep_and_whatever_its_accents() {
    let entries = [entry("notes/Été.txt", 3), entry("b.txt", 2)];
    let mut tree = Tree::new(entries.iter());
    tree.search = "ete".to_owned();
    tree.stale = true;
    assert_eq!(labels(&mut tree), ["Été.txt"]);
}

#[test]
fn a_folder_is_chosen_with_what_it_holds() {
    let entries = [entry("z/a", 1), entry("z/deep/b", 2), entry("c", 4)];
    let mut tree = Tree::new(entries.iter());
    let z = at(&tree, "z");
    tree.choose(&[z], true);
    assert_eq!(tree.chosen(), [0, 1].map(EntryId::at));
    assert_eq!(tree.chosen_names(), ["z"]);
    assert_eq!(tree.chosen_files(), 2);
    let b = at(&tree, "z/deep/b");
    tree.choose(&[b], false);
    assert_eq!(tree.chosen_names(), ["z/a"]);
    assert_eq!(tree.nodes[z].chosen, Chosen::Partly);
    tree.choose(&[b], true);
    assert_eq!(tree.chosen_names(), ["z"]);
    tree.choose(&tree.roots.clone(), true);
    assert_eq!(tree.chosen(), [0, 1, 2].map(EntryId::at));
    tree.choose(&tree.roots.clone(), false);
    assert!(!tree.has_chosen());
}

/// Each name takes four kilobytes of the container, and would take two thousand folders here.
#[test]
fn folders_in_folders_do_not_fill_the_memory() {
    let deep = |n: usize| entry(&format!("{n}/{}end", "x/".repeat(2000)), 1);
    let entries: Vec<Entry> = (0..200).map(deep).collect();
    let tree = Tree::new(entries.iter());
    assert!(tree.nodes.len() <= MAX_IMPLIED + entries.len());
    assert_eq!(tree.files(), 200);
    let names: Vec<String> = (0..tree.nodes.len())
        .filter(|at| tree.nodes[*at].entry.is_some())
        .map(|at| tree.whole_name(at))
        .collect();
    assert!(entries.iter().zip(names).all(|(entry, name)| entry.name.as_str() == name));
}

#[test]
fn a_hundred_thousand_entries_are_drawn_in_the_time_of_a_frame() {
    let entries: Vec<Entry> =
        (0..100_000).map(|n| entry(&format!("d{:03}/f{n:06}", n % 100), n)).collect();
    let mut tree = Tree::new(entries.iter());
    tree.nodes.iter_mut().for_each(|node| node.open = true);
    tree.refresh();
    assert_eq!(tree.rows.len(), 100_100);
    let draw = |ui: &mut eframe::egui::Ui, tree: &mut Tree| {
        tree.ui(ui, 500.0);
    };
    let setup = |ctx: &eframe::egui::Context| theme::install(ctx);
    let mut harness =
        egui_kittest::Harness::builder().with_context_setup(setup).build_ui_state(draw, tree);
    harness.run_steps(3);
    let frames = (0..20).map(|_| {
        let start = std::time::Instant::now();
        harness.run_steps(1);
        start.elapsed()
    });
    let frame = frames.min().unwrap();
    // The bound is wide: only growth with the number of rows is looked for.
    assert!(frame < std::time::Duration::from_millis(100), "{frame:?} a frame");
}
