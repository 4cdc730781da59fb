//! Cards, fingerprints, groups.

use super::*;

#[test]
fn a_card_that_is_dropped_becomes_a_contact_and_is_verified_by_its_digits() {
    let scene = Scene::new();
    scene.own_key();
    let identity = HybridIdentity::generate().unwrap();
    let card = card_of("Bob Durand", &identity);
    let path = scene.file("bob.scelle-card", card.to_string());
    let mut bench = scene.start();
    bench.drop_files(&[path]);
    bench.click("Add to the contacts");
    bench.wait("Bob Durand is now one of your contacts");
    let file = Home::at(bench.path("home")).contacts().unwrap();
    let verified = || Contacts::open(&file).unwrap().all()[0].verified.clone();
    assert_eq!(Contacts::open(&file).unwrap().all()[0].recipient, card.recipient);
    bench.write("The digits that are read to you", &"12345 ".repeat(6));
    bench.click("Compare");
    bench.wait("The fingerprints differ");
    assert_eq!(verified(), None);
    let digits = Fingerprint::of(&card.recipient).to_string();
    bench.write("The digits that are read to you", &digits);
    bench.click("Compare");
    bench.wait("the identity of Bob Durand is verified");
    assert!(verified().is_some());
}

#[test]
fn a_group_is_made_and_sealed_to() {
    let scene = Scene::new();
    scene.own_key();
    let bob = scene.contact("Bob Durand");
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start();
    bench.click("Contacts");
    bench.click("Bob Durand");
    bench.write("Add to a group", "Voisins");
    bench.press(Key::Enter);
    bench.click("Seal");
    bench.drop_files(&[file]);
    bench.write("Add a person or a group", "vois");
    bench.press(Key::Enter);
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(open_as(&bench.path("a.scelle"), &bob).is_ok());
}
