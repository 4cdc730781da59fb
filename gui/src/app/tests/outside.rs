//! What leaves the window: folders, raw payloads, titles.

use super::*;

#[test]
fn what_is_there_is_kept_beside_what_comes() {
    let scene = Scene::new();
    scene.file("dossier/a.txt", "new");
    let container = scene.seal(&["dossier"], vec![by_phrase("Guichet", PHRASE)]);
    std::fs::write(scene.path("dossier/a.txt"), "old").unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.click("Extract all");
    bench.wait("already exists");
    bench.click("Keep both");
    bench.wait("extracted");
    assert_eq!(bench.read("dossier/a.txt"), "old");
    assert_eq!(bench.read("box (2)/dossier/a.txt"), "new");
    assert!(bench.has("Open the folder"));
    // A second time: nothing is overwritten.
    bench.click("Extract all");
    bench.wait("already exists");
    bench.click("Keep both");
    bench.wait("extracted");
    assert_eq!(bench.read("box (3)/dossier/a.txt"), "new");
}

#[test]
fn refused_content_comes_out_as_the_file_that_it_is() {
    let scene = Scene::new();
    scene.own_key();
    let container = scene.path("letter.scelle");
    let recipient = age::x25519::Identity::generate();
    let sealed = age::encrypt(&recipient.to_public(), b"PK\x03\x04 no archive at all").unwrap();
    std::fs::write(&container, sealed).unwrap();
    let key = scene.path("key.txt");
    let text = recipient.to_string();
    let text = age::secrecy::ExposeSecret::expose_secret(&text).as_bytes();
    scelle_core::profile::identity_file::write_file(
        &scelle_core::files::output::Target::new(&key),
        text,
    )
    .unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.wait("Unlock with");
    bench.click("Another key");
    bench.write("File of the key", key.to_str().unwrap());
    bench.click("Unlock");
    bench.wait("Details");
    let out = bench.path("out.bin");
    bench.write("Write the content as", out.to_str().unwrap());
    bench.click("Write the content as a file");
    bench.wait("nothing of it was interpreted");
    assert_eq!(bench.read("out.bin"), "PK\u{3}\u{4} no archive at all");
}

#[cfg(unix)]
#[test]
fn all_refused_names_are_listed_and_can_be_replaced_when_files_are_added() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("Guichet", PHRASE)]);
    for name in ["in/x\ny.txt", "in/z\u{7}.txt"] {
        scene.file(name, "B");
    }
    let folder = scene.path("in");
    let mut bench = scene.start_with(&[container]);
    bench.unlock();
    bench.drop_files(&[folder]);
    bench.click("Add to the container");
    bench.wait("These names are refused");
    assert!(bench.says("x%0Ay.txt") && bench.says("z%07.txt"), "{:#?}", bench.labels());
    bench.click("Replace, and add");
    bench.wait("The container was changed");
    let names = names(&open_with(&bench.path("box.scelle"), PHRASE).unwrap());
    assert_eq!(names, ["a.txt", "in", "in/x%0Ay.txt", "in/z%07.txt"]);
}

#[test]
fn a_stranger_with_a_passphrase_hears_nothing_of_quantum_computers() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("Guichet", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.wait("Passphrase of the container");
    assert!(!bench.says("quantum"), "{:#?}", bench.labels());
    bench.unlock();
    assert!(!bench.says("quantum"), "{:#?}", bench.labels());
}

#[test]
fn a_damaged_file_of_contacts_is_not_an_empty_one() {
    let scene = Scene::new();
    scene.own_key();
    scene.contact("Bob Durand");
    std::fs::write(scene.home().contacts().unwrap(), "[[contact]\nname").unwrap();
    let mut bench = scene.start();
    bench.click("Contacts");
    assert!(bench.has("Details") && !bench.has("No contact yet"), "{:#?}", bench.labels());
}

#[test]
fn details_are_for_an_administrator() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let container = scene.seal(&["a.txt"], vec![by_phrase("Guichet", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of the container", "something else");
    bench.click("Unlock");
    bench.wait("Details");
    bench.click("Details");
    let told = format!("scelle {} ({} ", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    assert!(bench.says(&told) && bench.says("WrongPassphrase"), "{:#?}", bench.labels());
    assert!(!bench.says("something else"));
}

#[test]
fn the_title_shows_the_percentage_of_the_work() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("in/a.bin", "");
    std::fs::File::options().write(true).open(&file).unwrap().set_len(8 << 30).unwrap();
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    let title = |bench: &Bench| {
        let output = &bench.harness.output().viewport_output;
        let commands = output.values().flat_map(|viewport| viewport.commands.iter());
        let title = |command: &ViewportCommand| match command {
            ViewportCommand::Title(title) => Some(title.clone()),
            _ => None,
        };
        commands.filter_map(title).next_back()
    };
    let start = Instant::now();
    let told = loop {
        assert!(start.elapsed() < Duration::from_secs(60));
        if let Some(told) = title(&bench) {
            break told;
        }
        bench.harness.step();
    };
    assert!(told.contains('%') && told.ends_with("Scellé"), "{told}");
    bench.press(Key::Escape);
    bench.until("the files again", |bench| bench.has("Seal these files"));
}

#[test]
fn the_paper_key_is_printed_and_its_file_deleted() {
    let scene = Scene::new();
    scene.own_key();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("Write it on paper");
    let page = bench.path("key.pdf");
    bench.write("Write the page to", page.to_str().unwrap());
    bench.write("Passphrase of your key", PHRASE);
    bench.press(Key::Enter);
    bench.wait("The page is written");
    assert!(bench.has("Print") && page.exists());
    bench.click("Delete this file");
    assert!(bench.says("The file was deleted") && !page.exists());
}

/// A bench that has just sealed a file, and the page for browsers that is installed with it.
fn sealed(scene: Scene, page: Option<&str>) -> Bench {
    scene.own_key();
    let page = page.map(|page| scene.file("installed/scelle.html", page));
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.harness.state_mut().session.offline_page = page;
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.wait("is ready");
    bench
}

#[test]
fn the_page_for_browsers_goes_beside_the_container_with_the_digest_to_check_it() {
    let scene = Scene::new();
    let mut bench = sealed(scene, Some("<!DOCTYPE html>"));
    assert!(!bench.path("scelle.html").exists());
    bench.click("Add the page for browsers");
    bench.wait("is beside the container");
    assert_eq!(bench.read("scelle.html"), "<!DOCTYPE html>");
    let sha256 = "c77e5168dffda66b8dc13f1425b4d3630a6656a3e5acf707f4393277ba3c8b5e";
    assert!(bench.says(sha256), "{:#?}", bench.labels());
    bench.click("Copy the SHA-256");
    bench.wait("Copied");
}

#[test]
fn another_file_of_that_name_stays_until_it_is_replaced_on_purpose() {
    let scene = Scene::new();
    scene.file("scelle.html", "another");
    let mut bench = sealed(scene, Some("<!DOCTYPE html>"));
    bench.click("Add the page for browsers");
    bench.wait("Another file named scelle.html is there");
    assert_eq!(bench.read("scelle.html"), "another");
    bench.click("Replace this file");
    bench.wait("is beside the container");
    assert_eq!(bench.read("scelle.html"), "<!DOCTYPE html>");
}

#[test]
fn where_no_page_is_installed_none_is_proposed() {
    let bench = sealed(Scene::new(), None);
    assert!(bench.has("Show in folder") && !bench.has("Add the page for browsers"));
}
