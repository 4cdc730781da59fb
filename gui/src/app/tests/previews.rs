//! Files are looked at inside the window.

use super::*;

#[test]
fn text_is_previewed_without_a_trace_on_the_disk() {
    let scene = Scene::new();
    scene.file("d/note.txt", "Une note secrète");
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    std::fs::remove_dir_all(scene.path("d")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of the container", PHRASE);
    bench.click("Unlock");
    bench.wait("Extract all");
    bench.harness.get_by_label("note.txt").focus();
    bench.harness.run_steps(2);
    bench.press(Key::Enter);
    bench.wait("Une note secrète");
    assert!(bench.says("nothing was written to the disk"));
    bench.press(Key::Escape);
    assert!(!bench.says("Une note secrète"));
    let left = std::fs::read_dir(bench.folder.path()).unwrap().flatten();
    let mut left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    left.sort();
    assert_eq!(left, ["box.scelle", "home"]);
}
