use super::*;
use crate::keys::hybrid::HybridIdentity;

fn key() -> Recipient {
    Recipient::Hybrid(Box::new(HybridIdentity::generate().unwrap().to_recipient()))
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

fn card(name: &str) -> Card {
    let name = Some(label(name));
    Card { name, email: None, organisation: None, date: None, recipient: key() }
}

struct Book {
    folder: tempfile::TempDir,
}

impl Book {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("home/contacts.toml")
    }

    fn open(&self) -> Contacts {
        Contacts::open(&self.path()).unwrap()
    }

    fn write(&self, text: &str) {
        std::fs::create_dir_all(self.path().parent().unwrap()).unwrap();
        std::fs::write(self.path(), text).unwrap();
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    /// Adds contacts of these names, each with a key.
    fn with(names: &[&str]) -> Self {
        let book = Self::new();
        let mut contacts = book.open();
        for name in names {
            contacts.add(&card(name), label(name), "2026-11-21", Existing::Refuse).unwrap();
        }
        contacts.save().unwrap();
        book
    }
}

fn names(found: &Found<'_>) -> Vec<String> {
    match found {
        Found::Contact(contact) => vec![contact.name.to_string()],
        Found::Group(group) => vec![format!("group {}", group.name)],
        Found::Several(names) => names.clone(),
        Found::Missing(near) => near.iter().map(|name| format!("near {name}")).collect(),
    }
}

#[test]
fn contacts_survive_their_file() {
    let book = Book::with(&["Alice Martin", "Bob Durand"]);
    let contacts = book.open();
    assert_eq!(contacts.all().len(), 2);
    assert_eq!(contacts.all()[0].added.as_deref(), Some("2026-11-21"));
    let known = contacts.all()[1].recipient.clone();
    assert_eq!(contacts.with_recipient(&known).unwrap().name, label("Bob Durand"));
    assert!(contacts.with_recipient(&key()).is_none());
}

#[test]
fn names_find_the_contact_that_is_meant_and_no_other() {
    let book = Book::with(&["Alice Martin", "Alice Durand", "Bob Durand", "Chloé Petit-Jean"]);
    let contacts = book.open();
    let find = |wanted: &str| names(&contacts.find(wanted));
    assert_eq!(find("alice  MARTIN"), ["Alice Martin"]);
    assert_eq!(find("bob"), ["Bob Durand"]);
    assert_eq!(find("chloe\u{301} petit"), ["Chloé Petit-Jean"]);
    assert_eq!(find("alice"), ["Alice Martin", "Alice Durand"]);
    assert_eq!(find("alic"), ["near Alice Martin", "near Alice Durand"]);
    assert_eq!(find("zoé"), [""; 0]);
    assert_eq!(find(""), [""; 0]);
}

/// What a card says of an address is its author's word.
#[test]
fn an_address_takes_no_name_and_no_address_of_another_contact() {
    let mut contacts = Contacts::none();
    let mut add = |name: &str, email: &str| {
        let card = Card { email: Label::parse(email), ..card(name) };
        contacts.add(&card, label(name), "2026-11-27", Existing::Refuse).unwrap();
    };
    add("Mallory", "Bob Durand");
    add("Paul", "alice@example.org");
    add("Bob Durand", "bob@example.org");
    add("Alice", "alice@example.org");
    let find = |wanted: &str| names(&contacts.find(wanted));
    assert_eq!(find("Bob Durand"), ["Bob Durand"]);
    assert_eq!(find("BOB@example.org"), ["Bob Durand"]);
    assert_eq!(find("alice@example.org"), ["Paul", "Alice"]);
}

#[test]
fn another_key_under_a_known_name_is_refused_unless_said_to_be_the_same_person() {
    let book = Book::with(&["Alice"]);
    let mut contacts = book.open();
    let old = contacts.all()[0].recipient.clone();
    let fingerprint = Fingerprint::of(&old);
    assert!(contacts.verify("alice", &fingerprint, "2026-11-22").unwrap());
    let stranger = card("Alice");
    let refused = contacts.add(&stranger, label("ALICE"), "2026-11-23", Existing::Refuse);
    assert!(matches!(refused, Err(Error::ContactExists { .. })));
    assert!(contacts.all()[0].verified.is_some());
    let replaced =
        contacts.add(&stranger, label("Alice"), "2026-11-23", Existing::Replace).unwrap();
    assert_eq!(replaced, Added::KeyChanged);
    contacts.save().unwrap();
    let contacts = book.open();
    let alice = &contacts.all()[0];
    assert_eq!((&alice.verified, &alice.previous), (&None, &vec![old]));
    assert_eq!(alice.recipient, stranger.recipient);
}

#[test]
fn another_fingerprint_unverifies() {
    let book = Book::with(&["Alice"]);
    let mut contacts = book.open();
    let right = Fingerprint::of(&contacts.all()[0].recipient);
    assert!(contacts.verify("Alice", &right, "2026-11-22").unwrap());
    contacts.save().unwrap();
    let mut contacts = book.open();
    assert_eq!(contacts.all()[0].verified.as_deref(), Some("2026-11-22"));
    assert!(!contacts.verify("Alice", &Fingerprint::of(&key()), "2026-11-23").unwrap());
    contacts.save().unwrap();
    assert_eq!(book.open().all()[0].verified, None);
}

#[test]
fn groups_follow_their_members() {
    let book = Book::with(&["Alice Martin", "Bob Durand", "Chloé"]);
    let mut contacts = book.open();
    let members = ["alice", "Bob Durand", "chloé"].map(str::to_owned);
    contacts.add_to_group(label("finances"), &members).unwrap();
    contacts.rename("Bob Durand", &label("Robert")).unwrap();
    contacts.remove("Chloé").unwrap();
    contacts.save().unwrap();
    let mut contacts = book.open();
    let Found::Group(group) = contacts.find("FINANCES") else { panic!("no group") };
    assert_eq!(group.members, [label("Alice Martin"), label("Robert")]);
    assert_eq!(contacts.members(group).count(), 2);
    contacts.remove_from_group("finances", &["robert".to_owned()]).unwrap();
    assert!(contacts.remove_from_group("finances", &["nobody".to_owned()]).is_err());
    assert!(contacts.rename("Robert", &label("Finances")).is_err());
    assert!(contacts.add_to_group(label("Robert"), &[]).is_err());
    contacts.remove("finances").unwrap();
    contacts.save().unwrap();
    assert!(book.open().groups().is_empty());
}

#[test]
fn comments_and_order_are_kept() {
    let book = Book::with(&["Alice"]);
    let commented = format!(
        "# mes contacts\n{}# fin\n",
        book.text().replace("name = \"Alice\"", "name = \"Alice\" # du deuxième étage",)
    );
    book.write(&commented);
    let mut contacts = book.open();
    contacts.rename("Alice", &label("Alix")).unwrap();
    contacts.add(&card("Bob"), label("Bob"), "2026-11-21", Existing::Refuse).unwrap();
    contacts.save().unwrap();
    let text = book.text();
    assert!(text.starts_with("# mes contacts\n"), "{text}");
    assert!(text.contains("name = \"Alix\" # du deuxième étage"), "{text}");
    assert!(text.contains("# fin"), "{text}");
}

#[test]
fn a_damaged_file_is_told_with_its_line_and_left_alone() {
    let good = Book::with(&["Alice"]).text();
    for (text, line, fault) in [
        (format!("{good}\n[[contact]]\nname = \"Bob\"\n"), 6, "Missing"),
        (format!("{good}colour = 3\n"), 5, "UnknownKey"),
        (format!("{good}= 3\n"), 5, "Syntax"),
        (good.replace("2026-11-21", "\"hier\""), 4, "WrongValue"),
        (good.replace("Alice", "Al\\u202eice"), 2, "WrongValue"),
        (format!("{good}\n{good}"), 7, "Twice"),
        (format!("{good}\n[[group]]\nname = \"g\"\nmembers = [\"Zoé\"]\n"), 8, "NotAContact"),
    ] {
        let book = Book::new();
        book.write(&text);
        match Contacts::open(&book.path()) {
            Err(Error::Settings { line: found, fault: told, .. }) => {
                assert!(format!("{told:?}").starts_with(fault), "{told:?}");
                assert_eq!(found, line, "{told:?} in\n{text}");
            }
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("accepted:\n{text}"),
        }
        assert_eq!(book.text(), text);
    }
    let book = Book::new();
    book.write(&format!("\u{feff}{}", good.replace('\n', "\r\n")));
    assert_eq!(book.open().all().len(), 1);
    std::fs::write(book.path(), vec![b'#'; 10 << 20]).unwrap();
    assert!(Contacts::open(&book.path()).is_err());
    std::fs::write(book.path(), b"\xff").unwrap();
    assert!(Contacts::open(&book.path()).is_err());
}

#[test]
fn a_key_is_no_name() {
    let book = Book::with(&["Alice"]);
    let mut contacts = book.open();
    let recipient = key().to_string();
    let start: String = recipient.chars().take(60).collect();
    for name in
        [start.as_str(), "Age1 Martin", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQ", "sk-ssh-x"]
    {
        let refused = [
            contacts.add(&card("x"), label(name), "2026-11-21", Existing::Refuse).map(drop),
            contacts.rename("Alice", &label(name)),
            contacts.add_to_group(label(name), &["Alice".to_owned()]),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(Error::ContactNameIsKey { .. })), "{name}: {refused:?}");
        }
    }
    for name in ["bob.scelle-card", "x/y.scelle-card"] {
        let refused = [
            contacts.add(&card("x"), label(name), "2026-11-21", Existing::Refuse).map(drop),
            contacts.rename("Alice", &label(name)),
            contacts.add_to_group(label(name), &["Alice".to_owned()]),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(Error::ContactNameIsCard { .. })), "{name}: {refused:?}");
        }
    }
    for name in ["Agé", "Agenor", "SSH", "Sky", "age 12"] {
        contacts.add(&card("x"), label(name), "2026-11-21", Existing::Refuse).unwrap();
    }
}

#[test]
fn names_in_borrowed_letters_resemble_and_others_do_not() {
    let book = Book::with(&["Alice Martin", "Élise"]);
    let contacts = book.open();
    let resembled = |name: &str| contacts.resembling(&label(name)).map(|c| c.name.to_string());
    // Cyrillic А, і and е; a Latin capital I for an l; a Greek omicron would do as well.
    for name in ["\u{410}lice Martin", "Al\u{456}ce Martin", "AIice Martin", "ALI\u{421}E MARTIN"] {
        assert_eq!(resembled(name).as_deref(), Some("Alice Martin"), "{name}");
    }
    for name in ["Alice Martin", "alice  martin", "Alix Martin", "Elise", "Bob"] {
        assert_eq!(resembled(name), None, "{name}");
    }
}
