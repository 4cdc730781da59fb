//! Files are looked at inside the window.

use super::*;

#[test]
fn text_is_previewed_without_a_trace_on_the_disk() {
    let scene = Scene::new();
    scene.file("d/note.txt", "Une note secrète");
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    std::fs::remove_dir_all(scene.path("d")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
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

#[test]
fn what_is_looked_at_by_two_clicks_is_not_chosen() {
    let scene = Scene::new();
    scene.file("note.txt", "Une note");
    let container = scene.seal(&["note.txt"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    // Here each event has a frame of a quarter of a second.
    bench.harness.ctx.options_mut(|options| options.input_options.max_double_click_delay = 9.0);
    bench.harness.get_by_label("note.txt").click();
    bench.settle();
    assert_eq!(bench.harness.state().open.chosen(), ["note.txt"]);
    bench.harness.get_by_label("note.txt").click();
    bench.wait("Une note");
    bench.press(Key::Escape);
    assert!(bench.harness.state().open.chosen().is_empty());
}

/// What a file of that name and content looks like in the window.
fn looked_at(name: &str, content: impl AsRef<[u8]>, expected: &str) -> Bench {
    let scene = Scene::new();
    scene.file(&format!("d/{name}"), content);
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    std::fs::remove_dir_all(scene.path("d")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.harness.get_by_label(name).focus();
    bench.harness.run_steps(2);
    bench.press(Key::Enter);
    bench.wait(expected);
    let left = std::fs::read_dir(bench.folder.path()).unwrap().flatten();
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| name == "box.scelle" || name == "home"), "{left:?}");
    bench
}

fn picture(format: image::ImageFormat) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_are_shown() {
    for (name, format) in [("a.png", image::ImageFormat::Png), ("a.JPG", image::ImageFormat::Jpeg)]
    {
        let bench = looked_at(name, picture(format), "Shown from memory");
        let shown = bench.harness.query_all_by_role(NodeRole::Image);
        let alt = shown.filter_map(|node| node.accesskit_node().label()).collect::<Vec<_>>();
        assert!(alt.iter().any(|label| label.ends_with(name)), "{alt:?}");
    }
}

#[test]
fn a_table_is_shown_cell_by_cell() {
    let bench = looked_at("a.csv", "poste;montant\nvoirie;\"12;5\"\n", "montant");
    assert!(bench.has("voirie") && bench.has("12;5"));
}

/// A PNG that is a few bytes long, and says that it has 60,000 × 60,000 pixels.
#[test]
fn a_picture_that_would_fill_the_memory_is_not_shown() {
    let mut bytes = picture(image::ImageFormat::Png);
    bytes[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    looked_at("a.png", bytes, "This kind of file cannot be shown here");
}

/// The checksum of PNG's chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn what_is_too_large_is_said_to_be() {
    let bench = looked_at("a.txt", "a\n".repeat(1 << 20), "2.10 MB is too large to be shown here");
    assert!(bench.says("Extract it"));
}
