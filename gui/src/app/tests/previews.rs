//! Previews of files inside the window.

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

/// The preview of a file of this name and content.
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

#[test]
fn a_table_of_a_french_program_is_shown_in_its_letters() {
    let bench = looked_at("a.csv", b"Pr\xe9nom;Co\xfbt\nZo\xeb;12 \x80\n", "Zoë");
    assert!(bench.has("Prénom") && bench.has("12 €"));
    assert!(bench.says("Read as Windows-1252"));
}

/// A file of two pages of 200 × 100 points, the first of them red.
pub(super) fn two_pages() -> Vec<u8> {
    let page = |content: u32| {
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents {content} 0 R>>")
    };
    let red = "1 0 0 rg 0 0 200 100 re f";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>".to_owned(),
        page(4),
        format!("<</Length {}>>stream\n{red}\nendstream", red.len()),
        page(6),
        "<</Length 0>>stream\n\nendstream".to_owned(),
    ];
    let numbered = (1..).zip(objects);
    let objects: String =
        numbered.map(|(number, object)| format!("{number} 0 obj\n{object}\nendobj\n")).collect();
    // Without a cross-reference table: it is rebuilt, as by every reader.
    format!("%PDF-1.7\n{objects}trailer\n<</Size 7/Root 1 0 R>>\n%%EOF").into_bytes()
}

#[test]
fn the_pages_of_a_pdf_are_turned() {
    let mut bench = looked_at("a.pdf", two_pages(), "Page 1 of 2");
    let alt = |bench: &Bench| {
        let shown = bench.harness.query_all_by_role(NodeRole::Image);
        shown.filter_map(|node| node.accesskit_node().label()).collect::<Vec<_>>()
    };
    assert_eq!(alt(&bench), ["Page 1 of d/a.pdf"]);
    bench.click("The next page");
    bench.wait("Page 2 of 2");
    bench.until("the second page", |bench| alt(bench) == ["Page 2 of d/a.pdf"]);
}

#[test]
fn a_pdf_that_is_none_is_not_shown() {
    looked_at("a.pdf", "no", "This kind of file cannot be shown here");
    looked_at("a.pdf", "%PDF-1.7 no", "This PDF file cannot be shown here");
}

/// A ZIP of one stored file.
fn zipped(name: &str, content: &str) -> Vec<u8> {
    let size = (content.len() as u32).to_le_bytes();
    let shared = |zip: &mut Vec<u8>| {
        zip.extend([20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0]);
        zip.extend(crc32(content.as_bytes()).to_le_bytes());
        zip.extend([size, size].concat());
        zip.extend((name.len() as u16).to_le_bytes());
    };
    let mut zip = b"PK\x03\x04".to_vec();
    shared(&mut zip);
    zip.extend([&[0, 0][..], name.as_bytes(), content.as_bytes()].concat());
    let start = zip.len() as u32;
    zip.extend(b"PK\x01\x02\x14\x03");
    shared(&mut zip);
    // No extra field, no comment, the first disk; an ordinary file that begins the archive.
    zip.extend([0; 8]);
    zip.extend([0, 0, 0xa4, 0x81, 0, 0, 0, 0]);
    zip.extend(name.as_bytes());
    let length = zip.len() as u32 - start;
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    zip.extend([0, 0]);
    zip
}

#[test]
fn the_text_of_a_document_is_shown() {
    let xml = "<w:document><w:body><w:p><w:r><w:t>Délibération du 27</w:t></w:r></w:p></w:body></w:document>";
    let bench = looked_at("a.docx", zipped("word/document.xml", xml), "Délibération du 27");
    assert!(bench.says("The text alone"));
    drop(bench);
    let xml = "<office:text><text:p>Arrêté</text:p></office:text>";
    drop(looked_at("a.odt", zipped("content.xml", xml), "Arrêté"));
    // Without its text, or with something after its end, it is no document.
    let mut more = zipped("content.xml", xml);
    more.extend(b"more");
    for bytes in [zipped("mimetype", ""), more] {
        drop(looked_at("a.odt", bytes, "This kind of file cannot be shown here"));
    }
}

#[test]
fn arrows_go_to_the_next_file_and_what_is_seen_can_be_extracted() {
    let scene = Scene::new();
    for (name, content) in [("a.txt", "premier"), ("b.txt", "deuxième"), ("c.txt", "troisième")] {
        scene.file(&format!("d/{name}"), content);
    }
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    std::fs::remove_dir_all(scene.path("d")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.harness.get_by_label("a.txt").focus();
    bench.harness.run_steps(2);
    bench.press(Key::Enter);
    bench.wait("premier");
    bench.press(Key::ArrowRight);
    bench.wait("deuxième");
    assert!(!bench.says("premier"));
    bench.press(Key::ArrowRight);
    bench.wait("troisième");
    // There is none after the last.
    bench.press(Key::ArrowRight);
    assert!(bench.says("troisième"));
    bench.press(Key::ArrowLeft);
    bench.wait("deuxième");
    bench.click("Extract this file");
    bench.wait("One file extracted");
    assert!(!bench.says("deuxième"));
    let left = std::fs::read_dir(bench.path("d")).map(|d| d.flatten().count()).unwrap_or_default();
    assert_eq!(left, 1);
    assert_eq!(bench.read("d/b.txt"), "deuxième");
}
