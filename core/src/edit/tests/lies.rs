//! Lists that lie, and keys that only the list knows.

use super::*;

/// A role or an access of such a key would be changed in one place and stay in the other.
#[test]
fn a_list_that_names_a_key_twice_is_refused_with_its_container() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let bob = Person::new("Bob");
    let again = Grant { label: Label::lossy("Robert"), ..bob.as_a(Role::Member) };
    let stanzas = [desk.grant(), bob.as_a(Role::Member), again];
    forge(&desk, &path, stanzas.map(|grant| (grant.to_access(0), grant)));
    let refused = desk.unlock(&path).map(|_| ());
    let fault = crate::error::HeaderFault::AccessListFalse;
    assert!(matches!(refused, Err(Error::Header(found)) if found == fault));
    let refused = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(refused, Err(Error::Header(found)) if found == fault), "{refused:?}");
}

/// Writes another header before the same payload: these stanzas, each listed as that.
fn forge(desk: &Desk, path: &Path, entries: impl IntoIterator<Item = (Access, Grant)>) {
    forge_with(&desk.unlock_key(path), path, entries, &[]);
}

/// The same, with stanzas that are not listed.
fn forge_with(
    key: &FileKey,
    path: &Path,
    entries: impl IntoIterator<Item = (Access, Grant)>,
    unlisted: &[Grant],
) {
    let sealing = SealOptions::new(Vec::new(), 0);
    let sealing = SealOptions { argon2: Argon2Cost::insecure_for_tests(), ..sealing };
    let wrap = |grant: &Grant| match &grant.key {
        GrantKey::Recipient(recipient) => recipient.wrap_file_key(key).unwrap(),
        GrantKey::Passphrase(typed) => {
            passphrase::wrap_argon2(key, typed, sealing.argon2, &Progress::new()).unwrap()
        }
    };
    let listed = entries.into_iter().map(|(access, grant)| (access, wrap(&grant))).collect();
    let unlisted = unlisted.iter().map(wrap).collect();
    let kept = crate::seal::Kept { listed, unlisted, in_step: None };
    let header = crate::seal::make_header(key, kept, &[], &sealing, &Progress::new()).unwrap();
    let payload = payload_of(path);
    let mut forged = Vec::new();
    header.write(&mut forged).unwrap();
    forged.extend(payload);
    fs::write(path, forged).unwrap();
}

/// An entry under this name, with another's key.
fn lie(label: &str, liar: &Person, role: Role) -> Access {
    Access { label: Label::lossy(label), ..liar.as_a(role).to_access(0) }
}

type Verb<'a> = &'a dyn Fn(&mut Editor<'_>) -> Result<Change>;

/// Every verb refuses, with that label, and the container stays as it was.
#[track_caller]
fn no_edit_builds_on(keys: &Keyring, desk: &Desk, path: &Path, label: &str) {
    let before = fs::read(path).unwrap();
    desk.put("neuf.txt", "secret");
    let carol = Person::new("Carol").as_a(Role::Member);
    let plan = || desk.plan(&["neuf.txt"], &PlanOptions::default()).unwrap();
    let forced = EditOptions { force: true, drop_unlisted: true, ..options() };
    let verbs: [(&str, Verb<'_>); 8] = [
        ("access add", &|e| {
            Ok(e.plan_additions(std::slice::from_ref(&carol), Roles::Keep, &forced)?
                .expect("a change"))
        }),
        ("access add --role", &|e| {
            Ok(e.plan_additions(std::slice::from_ref(&carol), Roles::Change, &forced)?
                .expect("a change"))
        }),
        ("access remove", &|e| e.plan_removal(&ids([1]), &forced)),
        ("rekey", &|e| e.plan_rekey(&forced)),
        ("add", &|e| {
            e.plan_entries(EntryEdit::Add { plan: plan(), overwrite: false }, &[], &forced)
        }),
        ("remove", &|e| {
            let names = ["dossier/a.txt".to_owned()];
            e.plan_entries(EntryEdit::Remove { names: &names }, &[], &forced)
        }),
        ("rename", &|e| {
            let (old, new) = ("dossier/a.txt", "dossier/z.txt");
            e.plan_entries(EntryEdit::Rename { old, new, overwrite: false }, &[], &forced)
        }),
        ("replace", &|e| {
            let name = EntryName::parse("dossier/a.txt").unwrap();
            let plan = plan().named(name).unwrap();
            e.plan_entries(EntryEdit::Replace { plan }, &[], &forced)
        }),
    ];
    for (verb, plan) in verbs {
        let refused = edit_with(keys, path, plan);
        let named = matches!(&refused, Err(Error::AccessFalse { label: found }) if found == label);
        assert!(named, "{verb}: {refused:?}");
        assert_eq!(fs::read(path).unwrap(), before, "{verb}");
    }
    fs::remove_file(desk.at("neuf.txt")).unwrap();
}

/// What is read tells which entries are false.
#[track_caller]
fn disproved(keys: &Keyring, path: &Path) -> Vec<AccessId> {
    let container = Locked::read(path).unwrap().unlock(keys, Names::Refuse).unwrap();
    container.access().disproved.clone()
}

/// A container that would give what is added to Mallory, and lock Alice out: her stanza stands
/// under her name, with Mallory's key. It can be read, not built upon, and adoption mends it.
#[test]
fn no_edit_builds_on_a_list_that_gives_the_users_stanza_to_another_key() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let before = content(&desk, &path);
    let [mallory, bob] = ["Mallory", "Bob"].map(Person::new);
    let entries = [
        (lie("Alice", &mallory, Role::Owner), desk.grant()),
        (bob.as_a(Role::Member).to_access(0), bob.as_a(Role::Member)),
    ];
    forge(&desk, &path, entries);
    assert_eq!(content(&desk, &path), before);
    assert_eq!(disproved(&desk.keyring(), &path), ids([0]));
    assert_eq!(disproved(&bob.keyring(), &path), ids([]));
    no_edit_builds_on(&desk.keyring(), &desk, &path, "Alice");

    let edited = edit(&desk, &path, |editor| {
        let own = editor.accesses_to_relist(&Label::lossy("Alice"), Role::Member);
        assert_eq!(own.len(), 1);
        let change = editor.plan_adoption(&own, &options())?;
        assert_eq!(change.effect().disproved, [Label::lossy("Alice")]);
        assert_eq!(change.effect().given, [Label::lossy("Alice")]);
        Ok(change)
    });
    assert!(!edited.unwrap().fresh_key);
    // The role that the list had given stays: Alice is the owner still.
    assert_eq!(listed(&desk, &path), ["Bob m", "Alice o"]);
    assert_eq!(disproved(&desk.keyring(), &path), ids([]));
    let edited = edit(&desk, &path, |editor| {
        let change = editor.plan_rekey(&options())?;
        let unknown: Vec<&str> =
            change.effect().unknown.iter().map(|key| key.label.as_str()).collect();
        assert_eq!(unknown, ["Bob"]);
        Ok(change)
    });
    assert!(edited.unwrap().fresh_key);
    assert_eq!(content(&desk, &path), before);
    assert!(bob.opens(&path) && !mallory.opens(&path));
}

/// All stanzas that the user's keys open are looked at, not the first alone, and of every kind.
#[test]
fn every_key_of_the_user_is_compared_with_its_entry() {
    let ssh = |text: &str| {
        let path = Path::new("id");
        match crate::profile::identity_file::IdentityFile::parse(path, text.as_bytes()).unwrap() {
            crate::profile::identity_file::IdentityFile::Plain(mut identities) => {
                Person { identity: identities.remove(0), label: "Claire" }
            }
            crate::profile::identity_file::IdentityFile::Locked(_) => panic!("locked"),
        }
    };
    for second in [Person::new("Claire"), Person::classical("Claire"), ssh(SSH_KEY)] {
        let desk = Desk::new();
        let path = sealed(&desk);
        let liar = match second.identity {
            Identity::Hybrid(_) => Person::new("Mallory"),
            Identity::X25519(_) => Person::classical("Mallory"),
            // Another SSH key has another tag: such a list is refused as a whole.
            Identity::Ssh(_) => {
                let other = Grant {
                    key: GrantKey::Recipient(OTHER_SSH_KEY.parse().unwrap()),
                    ..second.as_a(Role::Member)
                };
                let entries = [
                    (desk.grant().to_access(0), desk.grant()),
                    (other.to_access(0), second.as_a(Role::Member)),
                ];
                forge(&desk, &path, entries);
                let refused = desk.unlock(&path).map(|_| ());
                let fault = crate::error::HeaderFault::AccessListFalse;
                assert!(matches!(refused, Err(Error::Header(found)) if found == fault));
                continue;
            }
        };
        let entries = [
            (desk.grant().to_access(0), desk.grant()),
            (lie("Claire", &liar, Role::Member), second.as_a(Role::Member)),
        ];
        forge(&desk, &path, entries);
        // The first key alone proves nothing.
        assert_eq!(disproved(&desk.keyring(), &path), ids([]));
        let mut both = desk.keyring();
        both.add_identities([second.identity.clone()]);
        assert_eq!(disproved(&both, &path), ids([1]));
        no_edit_builds_on(&both, &desk, &path, "Claire");
        edit_with(&both, &path, |e| e.plan_adoption(&[second.as_a(Role::Owner)], &options()))
            .unwrap();
        assert_eq!(listed(&desk, &path), ["Alice o", "Claire m"]);
        assert_eq!(disproved(&both, &path), ids([]));
    }
}

/// An SSH key that is honestly listed is not taken for a lie.
#[test]
fn an_ssh_key_of_the_user_proves_its_entry() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let key =
        crate::profile::identity_file::IdentityFile::parse(Path::new("id"), SSH_KEY.as_bytes());
    let Ok(crate::profile::identity_file::IdentityFile::Plain(mut identities)) = key else {
        panic!("a plain key")
    };
    let person = Person { identity: identities.remove(0), label: "Claire" };
    forge(&desk, &path, [(person.as_a(Role::Owner).to_access(0), person.as_a(Role::Owner))]);
    let keys = person.keyring();
    assert_eq!(disproved(&keys, &path), ids([]));
    edit_with(&keys, &path, |e| e.plan_rekey(&options())).unwrap();
    assert!(person.opens(&path));
}

/// Mallory's stanza under Alice's name and key: she does not open it, and it is not hers.
#[test]
fn no_edit_builds_on_a_list_that_gives_the_users_key_to_anothers_stanza() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let key = desk.unlock_key(&path);
    let mallory = Person::new("Mallory");
    let entries = [(desk.grant().to_access(0), mallory.as_a(Role::Owner))];
    forge_with(&key, &path, entries, &[desk.grant()]);
    assert_eq!(disproved(&desk.keyring(), &path), ids([0]));
    let container = desk.open(&path);
    assert!(container.own_accesses().is_empty());
    no_edit_builds_on(&desk.keyring(), &desk, &path, "Alice");
    edit(&desk, &path, |e| e.plan_adoption(&[desk.grant()], &options())).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o"]);
    // Mallory's stanza is unlisted now, and goes with the old file key when the user agrees.
    assert_eq!(desk.open(&path).access().unlisted, ["mlkem768x25519"]);
    let lost = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(lost, Err(Error::UnlistedAccesses { count: 1 })));
    let dropping = EditOptions { drop_unlisted: true, ..options() };
    edit(&desk, &path, |e| e.plan_rekey(&dropping)).unwrap();
    assert!(!mallory.opens(&path));
}

/// The liar made the user a member: they may mend the list all the same, and no more.
#[test]
fn a_member_puts_their_own_key_back_and_stays_a_member() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let [mallory, bob] = ["Mallory", "Bob"].map(Person::new);
    let entries = [
        (lie("Alice", &mallory, Role::Member), desk.grant()),
        (bob.as_a(Role::Owner).to_access(0), bob.as_a(Role::Owner)),
    ];
    forge(&desk, &path, entries);
    no_edit_builds_on(&desk.keyring(), &desk, &path, "Alice");
    edit(&desk, &path, |e| e.plan_adoption(&[desk.grant()], &options())).unwrap();
    assert_eq!(listed(&desk, &path), ["Bob o", "Alice m"]);
    let refused = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(refused, Err(Error::NotAnOwner)), "{refused:?}");
}

/// A passphrase opened it: its entry holds no key that could be another's, and a list that says
/// otherwise contradicts the stanza.
#[test]
fn the_entry_of_a_passphrase_is_that_of_a_passphrase() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let mallory = Person::new("Mallory");
    let owner = Grant::passphrase(Label::lossy("Greffe"), passphrase(), Role::Owner);
    let mut typed = Keyring::new();
    typed.add_passphrase(passphrase());
    forge(&desk, &path, [(owner.to_access(0), owner.clone())]);
    assert_eq!(disproved(&typed, &path), ids([]));
    edit_with(&typed, &path, |e| e.plan_rekey(&options())).unwrap();
    let key = Locked::read(&path).unwrap().header().unlock(&typed).unwrap();
    forge_with(&key, &path, [(lie("Greffe", &mallory, Role::Owner), owner)], &[]);
    let refused = edit_with(&typed, &path, |e| e.plan_rekey(&options()));
    let fault = crate::error::HeaderFault::AccessListFalse;
    assert!(matches!(refused, Err(Error::Header(found)) if found == fault), "{refused:?}");
}

/// Whom an edit wraps for that is known from the list alone, the policy may refuse.
#[test]
fn keys_that_only_the_list_knows_are_named_and_may_be_refused() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let [bob, carol, dave, safe] = ["Bob", "Carol", "Dave", "Coffre"].map(Person::new);
    let all = [&bob, &carol, &dave, &safe].map(|person| person.as_a(Role::Member));
    joins(&desk, &path, &[&all[..], &[phrase("Greffe")]].concat()).unwrap();
    let contact = carol.recipient();
    let recovery = crate::profile::policy::Recovery {
        label: Label::lossy("Recouvrement"),
        recipient: safe.recipient(),
        file: PathBuf::from("policy.toml"),
    };
    let unknown = |options: &EditOptions, leaving: &[AccessId]| {
        let editable = Editable::lock(&path, &Journal::NONE).unwrap();
        let mut editor = editable.unlock(&desk.keyring()).unwrap();
        assert!(editor.prove(&passphrase()).unwrap());
        editor.recognise(|key| if *key == contact { Trust::Unverified } else { Trust::Given });
        let change = editor.rekeyed(leaving, PayloadChange::Rekeyed, options)?;
        let unknown = change.effect().unknown.iter();
        let unknown: Vec<_> =
            unknown.map(|key| (key.label.to_string(), key.recipient.clone())).collect();
        Ok::<_, Error>(unknown)
    };
    let named = |people: &[&Person]| -> Vec<(String, Recipient)> {
        people.iter().map(|person| (person.label.to_owned(), person.recipient())).collect()
    };
    assert_eq!(unknown(&options(), &[]).unwrap(), named(&[&bob, &dave, &safe]));
    // Nothing is taken from the list for those who leave, nor for what the policy imposes.
    let policy = Policy { recovery: vec![recovery], ..Policy::default() };
    let mut imposing = EditOptions { policy, ..options() };
    assert_eq!(unknown(&imposing, &ids([1])).unwrap(), named(&[&dave]));
    imposing.policy.unknown_keys = crate::profile::policy::Ruled {
        demand: crate::profile::policy::UnknownKeys::Refused,
        file: Some(PathBuf::from("policy.toml")),
    };
    let refused = unknown(&imposing, &[]);
    let rule = crate::error::Rule::UnknownKeys(2);
    assert!(matches!(&refused, Err(Error::Policy { rule: found, .. }) if *found == rule));
    assert_eq!(unknown(&imposing, &ids([1, 3])).unwrap(), named(&[]));
    // To give an access takes no key from the list.
    let erin = Person::new("Erin").as_a(Role::Member);
    edit(&desk, &path, |e| {
        Ok(e.plan_additions(&[erin], Roles::Keep, &imposing)?.expect("a change"))
    })
    .unwrap();
}
