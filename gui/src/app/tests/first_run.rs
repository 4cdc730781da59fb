//! The first start.

use super::*;

#[test]
fn the_first_run_makes_a_key_and_a_card() {
    let mut bench = Scene::new().start();
    assert!(bench.has("Welcome to Scellé"));
    bench.write("First and last name", "Alice Martin");
    bench.click("Continue");
    bench.write("Passphrase", PHRASE);
    bench.write("The same, once more", PHRASE);
    bench.click("Create my key");
    bench.wait("Your contact card");
    let card = bench.path("Alice.scelle-card");
    bench.write("Save the card as", card.to_str().unwrap());
    bench.click("Save the card");
    bench.wait("Card saved");
    bench.click("Done");
    assert!(bench.has("Hello, Alice Martin"));

    let home = Home::at(bench.path("home"));
    let own = home.own_recipient().unwrap().unwrap();
    let card = Card::read(&card).unwrap();
    assert_eq!(card.recipient, own);
    assert_eq!(card.name, Label::parse("Alice Martin"));
    let IdentityFile::Locked(locked) = IdentityFile::read(&home.identities_or_none()[0]).unwrap()
    else {
        panic!("the key is in the clear");
    };
    assert_eq!(locked.unlock(&phrase(PHRASE)).unwrap()[0].to_recipient(), Some(own));
}

#[test]
fn the_first_run_can_be_skipped() {
    let mut bench = Scene::new().start();
    bench.click("Skip: I only want to open a file with a passphrase");
    assert!(bench.has("What would you like to do?"));
    assert!(Home::at(bench.path("home")).identities_or_none().is_empty());
}
