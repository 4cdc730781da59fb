//! Finding people, among many and with the keyboard alone; answering them.

use super::*;

const FIELD: &str = "Add a person or a group";

impl Bench {
    /// The name of the widget with the keyboard's focus.
    fn focused(&self) -> Vec<String> {
        let nodes = self.harness.query_all_by_label_contains("");
        let focused = nodes.filter(egui_kittest::Node::is_focused);
        focused.filter_map(|node| node.accesskit_node().label()).collect()
    }
}

#[test]
fn people_are_found_by_words_in_any_order_without_accents() {
    let scene = Scene::new();
    scene.own_key();
    for name in ["Camille Martin", "Zoé Martin", "Bob Durand"] {
        scene.contact(name);
    }
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.write(FIELD, "martin camille");
    assert!(bench.has("Camille Martin") && !bench.has("Zoé Martin"));
    bench.write(FIELD, "MARTIN zoe");
    assert!(bench.has("Zoé Martin") && !bench.has("Camille Martin"));
    bench.click("Contacts");
    bench.write("Search the contacts", "martin camille");
    assert!(bench.has("Camille Martin") && !bench.has("Zoé Martin"));
}

#[test]
fn the_wrong_person_is_not_one_keystroke_away() {
    let scene = Scene::new();
    scene.own_key();
    for name in ["Camille Martin", "Zoé Martin"] {
        scene.contact(name);
    }
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.write(FIELD, "martin");
    bench.press(Key::Enter);
    // Several match: the first is only marked.
    assert!(!bench.has("Remove Camille Martin"), "{:#?}", bench.labels());
    bench.press(Key::ArrowDown);
    bench.press(Key::Enter);
    assert!(bench.has("Remove Zoé Martin") && !bench.has("Remove Camille Martin"));
    bench.write(FIELD, "cam");
    bench.press(Key::Enter);
    assert!(bench.has("Remove Camille Martin"), "one that is alone is taken at once");
}

#[test]
fn those_of_late_and_groups_are_offered() {
    let scene = Scene::new();
    scene.own_key();
    let names = ["Amina Benali", "Bob Durand", "Camille Martin"];
    let [_, bob, _] = names.map(|name| scene.contact(name));
    let mut contacts = Contacts::edit(&scene.home().contacts().unwrap()).unwrap();
    let group = Label::parse("Voirie").unwrap();
    contacts.add_to_group(group, &["Amina Benali".to_owned()]).unwrap();
    contacts.save().unwrap();
    drop(contacts);
    let [file, other] = ["a.txt", "b.txt"].map(|name| scene.file(name, "A"));
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    assert!(bench.has("Add Voirie") && !bench.has("Add Bob Durand"));
    bench.write(FIELD, "durand");
    bench.press(Key::Enter);
    bench.click("Seal these files");
    bench.wait("is ready");
    bench.click("Seal something else");
    bench.drop_files(&[other]);
    bench.wait("One entry");
    bench.click("Add Bob Durand");
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(open_as(&bench.path("b.scelle"), &bob).is_ok());
    let memory = Home::at(bench.path("home")).file("window.conf").unwrap();
    assert!(std::fs::read_to_string(memory).unwrap().contains("sealed 2 "));
}

#[test]
fn of_two_thousand_contacts_only_those_in_view_are_exposed() {
    let scene = Scene::new();
    scene.own_key();
    let one = |n: usize| {
        let recipient = age::x25519::Identity::generate().to_public();
        format!(
            "[[contact]]\nname = \"Agent {n:04}\"\nrecipient = \"{recipient}\"\nadded = 2026-11-22\n"
        )
    };
    scene.contact("Zoé Petit");
    let path = scene.home().contacts().unwrap();
    let kept = std::fs::read_to_string(&path).unwrap();
    let many: String = (0..2000).map(one).collect();
    std::fs::write(&path, kept + &many).unwrap();
    let mut bench = scene.start();
    bench.click("Contacts");
    let told = || bench.labels().iter().filter(|label| label.starts_with("Agent ")).count();
    let count = told();
    assert!((1..40).contains(&count), "{count} of 2,000, {:?}", bench.labels());
    bench.write("Search the contacts", "petit zoe");
    assert!(bench.has("Zoé Petit"));
}

#[test]
fn fields_come_before_the_button_that_ends_them() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    let mut order = Vec::new();
    for _ in 0..40 {
        bench.press(Key::Tab);
        order.extend(bench.focused());
    }
    let place = |label: &str| order.iter().position(|one| one == label).unwrap_or(usize::MAX);
    let [add, people, output, seal] =
        ["Choose files…", FIELD, "Container", "Seal these files"].map(place);
    assert!(add < people && people < output && output < seal, "{order:#?}");
}

#[test]
fn what_has_the_focus_is_in_view() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.resize([760.0, 540.0], 1.0);
    for _ in 0..40 {
        bench.press(Key::Tab);
        bench.settle();
        let nodes = bench.harness.query_all_by_label_contains("");
        for node in nodes.filter(egui_kittest::Node::is_focused) {
            let rect = node.rect();
            let seen = rect.top() >= 0.0 && rect.bottom() <= 540.0;
            assert!(seen, "{:?} at {rect:?}", node.accesskit_node().label());
        }
    }
}

#[test]
fn each_visit_begins_at_the_top() {
    let scene = Scene::new();
    scene.own_key();
    let mut bench = scene.start();
    bench.resize([760.0, 540.0], 1.0);
    bench.click("Settings");
    let top = |bench: &Bench| bench.harness.get_by_label("They take effect at once.").rect().top();
    let first = top(&bench);
    bench.harness.get_by_label("About Scellé").scroll_to_me();
    bench.settle();
    assert!(top(&bench) < first);
    bench.click("Home");
    bench.click("Settings");
    assert_eq!(top(&bench), first);
}

#[test]
fn several_cards_become_contacts_at_once() {
    let scene = Scene::new();
    scene.own_key();
    let card = |name: &str, file: &str| {
        let identity = HybridIdentity::generate().unwrap();
        scene.file(file, card_of(name, &identity).to_string())
    };
    let cards = [card("Bob Durand", "b.scelle-card"), card("Zoé Petit", "z.scelle-card")];
    let third = card("Amina Benali", "a.scelle-card");
    let mut bench = scene.start();
    bench.click("Seal files");
    bench.drop_files(&cards);
    assert!(bench.has("New contacts: 2 cards"), "{:#?}", bench.labels());
    bench.click("Add all 2");
    bench.wait("2 contacts were added");
    bench.drop_files(&[third]);
    bench.write("Name in your contacts", "Amina B.");
    // Enter adds it.
    bench.press(Key::Enter);
    bench.wait("Amina B. is now one of your contacts");
    let contacts = Contacts::open(&Home::at(bench.path("home")).contacts().unwrap()).unwrap();
    let mut names: Vec<_> = contacts.all().iter().map(|one| one.name.to_string()).collect();
    names.sort();
    assert_eq!(names, ["Amina B.", "Bob Durand", "Zoé Petit"]);
}

#[test]
fn an_answer_goes_to_the_owners_who_are_known() {
    let scene = Scene::new();
    let own = scene.own_key();
    let bob = scene.contact("Bob Durand");
    let stranger = Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()));
    scene.file("a.txt", "A");
    let member = scelle_core::container::access::Role::Member;
    let label = Label::parse("Alice").unwrap();
    let oneself = Grant::to(Addressee { label, recipient: own, trust: Trust::Given }, member);
    let grants = vec![to(&bob, "Bobby"), to(&stranger, "Chef"), oneself];
    let container = scene.seal(&["a.txt"], grants);
    let answer = scene.file("b.txt", "B");
    let mut bench = scene.start_with(&[container]);
    bench.write("Passphrase of your key", PHRASE);
    bench.click("Unlock");
    bench.wait("Extract all");
    bench.click("Who can open this");
    bench.click("Reply");
    // Under the names of the user's own contacts, and without unknown holders.
    assert!(bench.has("Remove Bob Durand") && !bench.says("Chef"), "{:#?}", bench.labels());
    bench.drop_files(&[answer]);
    bench.wait("One entry");
    bench.click("Seal these files");
    bench.wait("is ready");
    assert!(open_as(&bench.path("b.scelle"), &bob).is_ok());
    assert!(open_as(&bench.path("b.scelle"), &stranger).is_err());
    // The stranger becomes a contact from the list.
    bench.click("Open");
    bench.click("Add Chef to the contacts");
    bench.click("Add to the contacts");
    bench.wait("Chef is now one of your contacts");
    let contacts = Contacts::open(&Home::at(bench.path("home")).contacts().unwrap()).unwrap();
    let chef = contacts.all().iter().find(|one| one.name.as_str() == "Chef").unwrap();
    assert_eq!(Some(chef.recipient.clone()), stranger.to_recipient());
    assert!(chef.verified.is_none());
}
