//! Accesses and entry names, changed by owners.

use scelle_core::container::access::{AccessId, Role};
use scelle_core::edit::{EditOptions, Editable};
use scelle_core::files::journal::Journal;
use scelle_core::files::output::Target;

use super::*;

fn member(identity: &Identity, name: &str) -> Grant {
    Grant { role: Role::Member, ..to(identity, name) }
}

/// A container of `a.txt`, by these options.
fn seal_as(scene: &Scene, options: SealOptions) -> PathBuf {
    let paths = [scene.file("a.txt", "A".repeat(100))];
    let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
    let scrypt = ScryptCost::insecure_for_tests();
    let options = SealOptions { argon2: cheap(), scrypt, ..options };
    let path = scene.path("box.scelle");
    let (input, existing) = (Input::Plan(&plan), Existing::Refuse);
    seal_to_file(input, &Target::new(&path).existing(existing), &options, &Progress::new())
        .unwrap();
    path
}

fn anonymous(scene: &Scene, grants: Vec<Grant>) -> PathBuf {
    seal_as(scene, SealOptions { anonymous: true, ..SealOptions::new(grants, 1_790_000_000) })
}

fn oneself(recipient: Recipient) -> Grant {
    let label = Label::parse("Moi").unwrap();
    Grant::to(Addressee { label, recipient, trust: Trust::Verified }, Role::Owner)
}

/// The window, with the container open by the user's own key, at its access list.
fn open_with_own_key(scene: Scene, container: &Path) -> Bench {
    let mut bench = scene.start_with(&[container.to_owned()]);
    bench.wait("Passphrase of your key");
    bench.write("Passphrase of your key", PHRASE);
    bench.click("Unlock");
    bench.wait("Extract all");
    bench.click("Who can open this");
    bench
}

fn open_with_phrase(scene: Scene, container: &Path) -> Bench {
    let mut bench = scene.start_with(&[container.to_owned()]);
    bench.unlock();
    bench
}

fn is_off(bench: &Bench, button: &str) -> bool {
    let role = NodeRole::Button;
    let node = bench.harness.query_all_by_role_and_label(role, button).last().unwrap();
    node.accesskit_node().is_disabled()
}

fn roles(path: &Path, identity: &Identity) -> Vec<(String, Role)> {
    let container = open_as(path, identity).unwrap();
    container.access().listed.iter().map(|a| (a.label.to_string(), a.role)).collect()
}

#[test]
fn a_reader_becomes_an_owner_and_the_last_owner_stays_one() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let own = scene.own_key();
    let bob = scene.contact("Bob");
    let container = scene.seal(&["a.txt"], vec![oneself(own), member(&bob, "Bob")]);
    let mut bench = open_with_own_key(scene, &container);
    bench.click("Make Moi a member");
    bench.click("Make them a member");
    bench.wait("is the only owner left");
    assert!(bench.says("Make another person an owner first."));
    bench.click("Make Bob an owner");
    assert!(bench.says("Owners open the container, and also change"));
    bench.click("Make them an owner");
    bench.wait("The container was changed");
    let listed = |role| [("Moi".to_owned(), Role::Owner), ("Bob".to_owned(), role)];
    assert_eq!(roles(&container, &bob), listed(Role::Owner));
    bench.click("Make Bob a member");
    bench.press(Key::Escape);
    assert_eq!(roles(&container, &bob), listed(Role::Owner));
    bench.click("Make Bob a member");
    bench.click("Make them a member");
    bench.wait("The container was changed");
    assert_eq!(roles(&container, &bob), listed(Role::Member));
}

#[test]
fn a_reader_sees_why_nothing_can_be_changed() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let own = scene.own_key();
    let bob = scene.contact("Bob");
    let grants = vec![to(&bob, "Bob"), Grant { role: Role::Member, ..oneself(own) }];
    let container = scene.seal(&["a.txt"], grants);
    let before = std::fs::read(&container).unwrap();
    let mut bench = open_with_own_key(scene, &container);
    assert!(bench.has("Only its owners can change this container"));
    for button in ["Remove Bob", "Make Bob a member", "Encrypt anew…"] {
        assert!(is_off(&bench, button), "{button}");
    }
    assert!(!bench.has("Give an access"));
    bench.click("Contents");
    bench.choose("a.txt");
    for button in ["Add files…", "Rename", "Remove"] {
        assert!(is_off(&bench, button), "{button}");
    }
    assert!(!is_off(&bench, "Extract all"));
    assert_eq!(std::fs::read(&container).unwrap(), before);
}

#[test]
fn accesses_that_no_list_names_are_named() {
    let scene = Scene::new();
    let own = scene.own_key();
    let bob = scene.contact("Bob");
    let container = anonymous(&scene, vec![oneself(own.clone()), to(&bob, "Bob")]);
    let before = std::fs::read(&container).unwrap();
    let mut bench = open_with_own_key(scene, &container);
    assert!(bench.says("does not say who can open it"));
    bench.click("Identify these accesses…");
    // There is a field of that name on the page behind as well.
    let role = NodeRole::TextInput;
    let fields = bench.harness.query_all_by_role_and_label(role, "Add a person or a group");
    fields.last().unwrap().focus();
    bench.settle();
    bench.harness.event(eframe::egui::Event::Text("bo".to_owned()));
    bench.settle();
    bench.click("Bob");
    bench.click("List them");
    // Nothing proves that the other access is Bob's.
    bench.wait("Cannot tell which of the 1 unlisted accesses");
    assert_eq!(std::fs::read(&container).unwrap(), before);
    let anew = "Replace these accesses for the people named above; any other holder loses theirs";
    bench.harness.get_by_label(anew).click_accesskit();
    bench.settle();
    bench.click("List them");
    bench.wait("The container was changed");
    assert!(!bench.says("Whose are these accesses?"));
    let container = open_as(&container, &bob).unwrap();
    let keys: Vec<_> = container.access().listed.iter().map(|a| a.key.clone()).collect();
    let recipients = [own, bob.to_recipient().unwrap()];
    assert_eq!(keys, recipients.map(AccessKey::Recipient));
    assert!(container.access().present && container.access().unlisted.is_empty());
}

#[test]
fn what_is_not_listed_is_lost_only_once_that_was_said() {
    let scene = Scene::new();
    scene.file("b.txt", "B");
    let own = scene.own_key();
    let bob = scene.contact("Bob");
    let container = anonymous(&scene, vec![oneself(own), to(&bob, "Bob")]);
    let mut bench = open_with_own_key(scene, &container);
    bench.click("Identify these accesses…");
    bench.click("List them");
    bench.wait("The container was changed");
    assert!(bench.says("One access is not listed"));
    bench.click("Encrypt anew…");
    bench.click("Encrypt anew");
    bench.wait("One access that is not listed would be lost");
    assert!(open_as(&container, &bob).is_ok(), "nothing was written yet");
    bench.click("Remove these accesses");
    bench.wait("The container was changed");
    assert!(open_as(&container, &bob).is_err());
    assert!(!bench.says("not listed"));
}

#[test]
fn a_passphrase_in_ages_own_format_becomes_an_access_beside_others() {
    let scene = Scene::new();
    let zoe = scene.contact("Zoé");
    let container = {
        let options = SealOptions::new(vec![by_phrase("P", PHRASE)], 1_790_000_000);
        seal_as(&scene, options)
    };
    let mut bench = open_with_phrase(scene, &container);
    bench.click("Who can open this");
    bench.write("Add a person or a group", "zo");
    bench.click("Zoé");
    bench.click("Give an access");
    bench.wait("The container was changed");
    assert_eq!(labels(&open_as(&container, &zoe).unwrap()), ["Passphrase", "Zoé"]);
}

#[test]
fn a_container_is_encrypted_anew_for_the_same_people() {
    let scene = Scene::new();
    scene.file("a.txt", "A".repeat(4000));
    let own = scene.own_key();
    let bob = scene.contact("Bob");
    let container = scene.seal(&["a.txt"], vec![oneself(own), member(&bob, "Bob")]);
    let end = |path: &Path| std::fs::read(path).unwrap().split_off(4000);
    let before = end(&container);
    let mut bench = open_with_own_key(scene, &container);
    bench.click("Encrypt anew…");
    assert!(bench.says("Copies already sent stay readable."));
    bench.click("Encrypt anew");
    bench.wait("The container was changed");
    assert_ne!(end(&container), before);
    let expected = [("Moi".to_owned(), Role::Owner), ("Bob".to_owned(), Role::Member)];
    assert_eq!(roles(&container, &bob), expected);
}

#[test]
fn a_file_gets_another_name_where_it_lies() {
    let scene = Scene::new();
    scene.file("d/a.txt", "A");
    scene.file("d/b.txt", "B");
    let container = scene.seal(&["d"], vec![by_phrase("P", PHRASE)]);
    let mut bench = open_with_phrase(scene, &container);
    assert!(is_off(&bench, "Rename"));
    bench.choose("a.txt");
    bench.click("Rename");
    assert!(bench.says("Rename d/a.txt"));
    bench.write("New name", "b.txt");
    bench.press(Key::Enter);
    bench.wait("already holds \"d/b.txt\"");
    assert!(bench.says("Choose another name."));
    bench.click("Rename");
    bench.press(Key::Escape);
    assert!(!bench.says("Rename d/a.txt"));
    bench.click("Rename");
    bench.write("New name", "été.txt");
    bench.press(Key::Enter);
    bench.wait("The container was changed");
    let names = names(&open_with(&container, PHRASE).unwrap());
    assert_eq!(names, ["d", "d/été.txt", "d/b.txt"]);
    assert!(bench.has("été.txt"));
}

/// A container in which the user's own stanza is listed under the name Alice with another key, and
/// the key that opens it: made by hand, as the stories of the command line make theirs.
const FALSE_LIST: &str = include_str!("false-list.age");
const FALSE_LIST_KEY: &str =
    "AGE-SECRET-KEY-174NFCU7GZXSUJQSW7584LT8PS8JWG3C0SENP6D6FJQAZM628QF8Q6MEJ24";

#[test]
fn a_false_list_is_shown_and_corrected_before_anything_else_is_changed() {
    for (language, tell) in [("en", 0), ("fr", 1)] {
        let says = |texts: [&'static str; 2]| texts[tell];
        let scene = Scene::in_language(language);
        let container = scene.file("box.scelle", FALSE_LIST);
        let key = scene.path("key.txt");
        scelle_core::profile::identity_file::write_file(
            &Target::new(&key),
            FALSE_LIST_KEY.as_bytes(),
        )
        .unwrap();
        let mut bench = scene.start_with(std::slice::from_ref(&container));
        let file = says(["File of the key", "Fichier de la clé"]);
        bench.write(file, key.to_str().unwrap());
        bench.click(says(["Unlock", "Déverrouiller"]));
        bench.wait(says(["Extract all", "Tout extraire"]));
        let choose = says(["Choose dossier", "Choisir dossier"]);
        bench.harness.get_by_label(choose).click_accesskit();
        bench.settle();
        for verb in [["Add files…", "Ajouter des fichiers…"], ["Remove", "Supprimer"]] {
            assert!(is_off(&bench, says(verb)), "{}", says(verb));
        }
        bench.click(says(["Who can open this", "Qui peut l’ouvrir"]));
        assert!(bench.says(says(["The access list is false", "La liste des accès est fausse"])));
        assert!(bench.says(says(["another key opens this access", "une autre clé qui ouvre"])));
        assert!(is_off(&bench, says(["Encrypt anew…", "Chiffrer de nouveau…"])));
        assert_eq!(std::fs::read_to_string(&container).unwrap(), FALSE_LIST);

        bench.click(says(["Correct the list…", "Corriger la liste…"]));
        bench.click(says(["List them", "Les lister"]));
        bench.wait(says(["The container was changed", "Le conteneur a été modifié"]));
        assert!(!bench.says(says(["is false", "est fausse"])));
        let identities = IdentityFile::read(&key).unwrap();
        let IdentityFile::Plain(identities) = identities else { panic!("a key in the clear") };
        let opened = open_as(&container, &identities[0]).unwrap();
        assert!(opened.access().disproved.is_empty());
        let keys: Vec<_> = opened.access().listed.iter().map(|a| a.key.clone()).collect();
        assert_eq!(keys, [AccessKey::Recipient(identities[0].to_recipient().unwrap())]);
        assert!(opened.may_edit() && opened.access().unlisted.is_empty());
    }
}

#[test]
fn keys_that_only_the_list_knows_are_named_before_a_change_takes_them() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let (bob, stranger) = (scene.contact("Bob"), HybridIdentity::generate().unwrap());
    let stranger = Identity::Hybrid(Box::new(stranger));
    let own = scene.own_key();
    let grants = vec![oneself(own), member(&bob, "Bob"), member(&stranger, "Zoé")];
    let container = scene.seal(&["a.txt"], grants);
    let before = std::fs::read(&container).unwrap();
    let mut bench = open_with_own_key(scene, &container);
    let told = "One key is taken from the access list and is not a contact’s: Zoé";
    bench.click("Encrypt anew…");
    assert!(bench.says(told));
    bench.press(Key::Escape);
    assert!(!bench.says(told));
    bench.click("Remove Zoé");
    assert!(!bench.says(told), "nothing is taken for those who leave");
    bench.press(Key::Escape);
    bench.click("Remove Bob");
    assert!(bench.says(told));
    bench.press(Key::Escape);
    bench.click("Contents");
    bench.choose("a.txt");
    bench.click("Rename");
    assert!(bench.says(told));
    bench.press(Key::Escape);
    bench.click("Remove");
    assert!(bench.says(told));
    bench.press(Key::Escape);
    assert_eq!(std::fs::read(&container).unwrap(), before);
}

#[test]
fn names_that_read_alike_are_reported() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let bob = scene.contact("Bob");
    let other = Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()));
    let own = scene.own_key();
    // The first letter is Cyrillic.
    let grants = vec![oneself(own), member(&bob, "Bob"), member(&other, "Вob")];
    let container = scene.seal(&["a.txt"], grants);
    let bench = open_with_own_key(scene, &container);
    assert!(bench.says("“Bob” and “Вob” are written alike, and are two accesses"));
    assert!(bench.says("“Вob” is written like your contact “Bob”, and has another key"));
}

/// An access chosen by its place in the list must not become another holder's.
#[test]
fn a_container_that_changed_meanwhile_is_left_as_it_is() {
    let scene = Scene::new();
    scene.file("a.txt", "A");
    let (bob, zoe) = (scene.contact("Bob"), scene.contact("Zoé"));
    let own = scene.own_key();
    let grants = vec![oneself(own), to(&bob, "Bob"), to(&zoe, "Zoé")];
    let container = scene.seal(&["a.txt"], grants);
    let mut bench = open_with_own_key(scene, &container);
    {
        let mut keyring = Keyring::new();
        keyring.add_identities([zoe.clone()]);
        let editable = Editable::lock(&container, &Journal::NONE).unwrap();
        let editor = editable.unlock(&keyring).unwrap();
        let options = EditOptions { force: true, ..EditOptions::new(1_790_000_000) };
        let mut change = editor.plan_removal(&[AccessId::at(1)], &options).unwrap();
        editor.apply(&mut change, &Progress::new()).unwrap();
    }
    let before = std::fs::read(&container).unwrap();
    bench.click("Remove Bob");
    bench.click("Remove the access");
    bench.wait("changed while it was being read");
    assert_eq!(std::fs::read(&container).unwrap(), before);
    assert!(open_as(&container, &zoe).is_ok());
}
