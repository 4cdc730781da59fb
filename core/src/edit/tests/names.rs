//! Which accesses a name means, and the list's vector of docs/format.md.

use super::*;

#[test]
fn a_name_means_a_label_a_key_or_whom_the_reader_knows_by_it() {
    let [bob, other, carol] = ["Bob", "Bob", "Carol"].map(Person::new);
    let access = |person: &Person| person.as_a(Role::Member).to_access(0);
    let listed = [&bob, &other, &carol].map(access).to_vec();
    let list = AccessList { listed, present: true, ..AccessList::default() };
    let no_contacts = |_: &str| Vec::new();
    assert_eq!(list.find(" carol", &no_contacts).unwrap(), ids([2]));
    assert!(
        matches!(list.find("bob", &no_contacts), Err(Error::AccessAmbiguous { candidates, .. }) if candidates.len() == 2)
    );
    assert_eq!(list.find(&other.recipient().to_string(), &no_contacts).unwrap(), ids([1]));
    assert_eq!(list.find("Caro", &|_| vec![carol.recipient()]).unwrap(), ids([2]));
    let group = [bob.recipient(), carol.recipient()];
    assert_eq!(list.find("équipe", &|_| group.to_vec()).unwrap(), ids([0, 2]));
    // Another key than the reader knows by that name, whatever its label says.
    assert!(list.find("carol", &|_| vec![Person::new("Carol").recipient()]).is_err());
    // A label that another contact has: both may be meant.
    assert!(list.find("carol", &|_| vec![bob.recipient()]).is_err());
    assert!(
        matches!(list.find("dave", &no_contacts), Err(Error::AccessNotFound { near, .. }) if near.len() == 3)
    );
}

/// The vector of docs/format.md: a container, with an access more, and with one less.
#[test]
fn the_documented_vector() {
    let document = include_str!("../../../../docs/format.md");
    let armored: Vec<&str> = document
        .split("```")
        .map(str::trim)
        .filter(|block| block.starts_with("-----BEGIN AGE"))
        .collect();
    let identities = [
        "AGE-SECRET-KEY-15RZEX75XL0QD99FQUC8KYLTEUCR2C2YASSHY6SY2K855N5FZWS4SS6TL2A",
        "AGE-SECRET-KEY-1MJ80GVVJ2EG2332RKZNQHZQPXVFJ35WMV2S5F76GCE37TUSQAT6SQMCG0U",
    ];
    let keyrings = identities.map(|secret| {
        assert!(document.contains(secret));
        keyring(crate::keys::identity::parse(secret).unwrap())
    });
    let read = |text: &str| Locked::read_stream(text.as_bytes(), "note.scelle").unwrap();
    let payload = |text: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut read(text).sealed_payload().unwrap(), &mut bytes).unwrap();
        bytes
    };
    let labels = |text: &str, keys: &Keyring| match read(text).unlock(keys, Names::Refuse) {
        Ok(mut container) => {
            let mut content = Vec::new();
            container.write_entry(EntryId::at(0), &mut content, &Progress::new()).unwrap();
            assert_eq!(content, b"Bonjour\n");
            let listed = container.access().listed.iter();
            listed.map(|access| format!("{} {:?}", access.label, access.role)).collect()
        }
        Err(Error::NotARecipient) => Vec::new(),
        Err(error) => panic!("{error}"),
    };
    let [before, joined, left] = armored.as_slice() else { panic!("three containers") };
    let [alice, bob] = &keyrings;
    assert_eq!((labels(before, alice), labels(before, bob)), (vec!["Alice Owner".into()], vec![]));
    assert_eq!(labels(joined, alice), ["Alice Owner", "Bob Owner"]);
    assert_eq!(labels(joined, bob), ["Alice Owner", "Bob Owner"]);
    assert_eq!((labels(left, alice), labels(left, bob)), (vec![], vec!["Bob Owner".into()]));
    assert_eq!(payload(before), payload(joined));
    assert_ne!(payload(joined), payload(left));
}

/// After a key was renewed, two accesses have one name.
#[test]
fn a_date_a_fingerprint_or_a_place_tells_accesses_of_one_name_apart() {
    let (old, new, bob) =
        (Person::new("Alice Martin"), Person::new("Alice Martin"), Person::new("Bob"));
    let access = |person: &Person, day: i64| {
        let grant = person.as_a(Role::Member);
        // Noon, so that the day is the same in every zone but the furthest.
        grant.to_access(1_790_000_000 / 86_400 * 86_400 + day * 86_400 + 43_200)
    };
    let list = AccessList {
        listed: vec![access(&old, 0), access(&bob, 0), access(&new, 5)],
        present: true,
        ..AccessList::default()
    };
    assert_eq!(list.namesakes(), ids([0, 2]));
    let fingerprint = Fingerprint::of(&new.recipient()).to_string();
    let no_contacts = |_: &str| Vec::new();
    let Err(Error::AccessAmbiguous { candidates, .. }) = list.find("alice martin", &no_contacts)
    else {
        panic!("one of two was chosen");
    };
    let start = &fingerprint[..11];
    assert_eq!(candidates[1], format!("Alice Martin (#3, 2026-09-26, {start})"));
    let digits = fingerprint.replace(' ', "");
    for wanted in [
        "2026-09-26",
        "alice martin 2026-09-26",
        "Alice Martin, 2026-09-26",
        &fingerprint[..5],
        start,
        &fingerprint,
        &digits,
        &format!("Alice Martin {start}"),
        &candidates[1],
        "#3",
        "3",
        "Alice Martin #3",
        "#3, 2026-09-26",
    ] {
        assert_eq!(list.find(wanted, &no_contacts).unwrap(), ids([2]), "{wanted}");
    }
    assert_eq!(list.find("Alice Martin 2026-09-21", &no_contacts).unwrap(), ids([0]));
    let both = list.find("2026-09-21", &no_contacts);
    assert!(
        matches!(both, Err(Error::AccessAmbiguous { candidates, .. }) if candidates.len() == 2)
    );
    for wanted in [
        "Bob 2026-09-26",
        "Alice Martin 3",
        "#4",
        "0",
        "2026",
        "2026-09",
        "1234",
        "Bob #3",
        "00000",
    ] {
        let found = list.find(wanted, &no_contacts);
        assert!(matches!(found, Err(Error::AccessNotFound { .. })), "{wanted}: {found:?}");
    }
    // A date also tells apart the accesses of a name that the reader knows.
    let known =
        |name: &str| if name == "A. M." { vec![old.recipient(), new.recipient()] } else { vec![] };
    assert_eq!(list.find("A. M.", &known).unwrap(), ids([0, 2]));
    assert_eq!(list.find("A. M. 2026-09-26", &known).unwrap(), ids([2]));
}

/// One's own access is kept back only where it is the last of one's own.
#[test]
fn ones_former_key_leaves_when_ones_new_key_stays() {
    let desk = Desk::new();
    desk.put("note", "Bonjour");
    let new = Person::new("Alice");
    let mut sealing = desk.options();
    sealing.grants.push(new.as_a(Role::Owner));
    let path = desk.seal_with(&["note"], &sealing);
    let mut both = desk.keyring();
    both.add_identities([new.identity.clone()]);
    let refused = edit_with(&both, &path, |e| e.plan_removal(&ids([0, 1]), &options()));
    assert!(matches!(refused, Err(Error::AccessKept { reason: WhyKept::Oneself, .. })));
    edit_with(&both, &path, |e| e.plan_removal(&ids([0]), &options())).unwrap();
    assert!(new.opens(&path));
    assert!(matches!(desk.unlock(&path), Err(Error::NotARecipient)));
}
