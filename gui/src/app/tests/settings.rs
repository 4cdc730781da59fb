//! Language and passphrase; the clipboard.

use super::*;

#[test]
fn the_language_changes_in_the_middle_and_nothing_is_lost() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Settings");
    bench.click("Français");
    assert!(bench.has("Réglages") && !bench.has("Settings"));
    bench.click("Sceller");
    assert!(bench.says("Un élément"));
    bench.click("Sceller ces fichiers");
    bench.wait("est prêt");
    assert!(Locked::read(&bench.path("a.scelle")).is_ok());
    let config = Home::at(bench.path("home")).config().unwrap();
    assert_eq!(config.language.as_deref(), Some("fr"));
}

#[test]
fn the_passphrase_of_ones_key_is_changed() {
    let scene = Scene::new();
    let own = scene.own_key();
    let mut bench = scene.start();
    bench.click("Settings");
    bench.click("Change the passphrase");
    bench.write("Current passphrase", PHRASE);
    let fresh = "sept girafes repeignent un phare";
    bench.write("New passphrase", fresh);
    bench.write("The same, once more", fresh);
    bench.click("Change the passphrase");
    bench.wait("The passphrase was changed");
    let path = Home::at(bench.path("home")).identities_or_none().pop().unwrap();
    let IdentityFile::Locked(locked) = IdentityFile::read(&path).unwrap() else { panic!() };
    assert!(locked.unlock(&phrase(PHRASE)).is_err());
    assert_eq!(locked.unlock(&phrase(fresh)).unwrap()[0].to_recipient(), Some(own));
}

#[test]
fn the_clipboard_is_cleared_after_a_minute() {
    let scene = Scene::new();
    let mut bench = scene.start();
    let long_ago = Instant::now().checked_sub(CLIPBOARD * 2).unwrap();
    bench.harness.state_mut().clipboard = Some((phrase(PHRASE), long_ago));
    bench.harness.step();
    assert!(bench.harness.state().clipboard.is_none());
    let cleared = bench.harness.output().platform_output.commands.iter().any(
        |command| matches!(command, eframe::egui::OutputCommand::CopyText(text) if text.is_empty()),
    );
    assert!(cleared);
}
