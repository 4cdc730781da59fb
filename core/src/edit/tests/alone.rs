//! A passphrase alone, in age's own form, and what joins it.

use super::*;

/// A container of one passphrase, and a keyring that holds it.
fn sealed_alone(desk: &Desk) -> (PathBuf, Keyring) {
    desk.put("note", "Bonjour");
    let path =
        desk.seal_with(&["note"], &SealOptions { grants: vec![phrase("P")], ..desk.options() });
    let mut typed = Keyring::new();
    typed.add_passphrase(passphrase());
    (path, typed)
}

fn tags(path: &Path) -> Vec<String> {
    Locked::read(path).unwrap().header().stanzas().iter().map(|s| s.tag.clone()).collect()
}

fn labels(path: &Path, keys: &Keyring) -> Vec<(String, Role)> {
    let container = Locked::read(path).unwrap().unlock(keys, Names::Refuse).unwrap();
    let listed = container.access().listed.iter();
    listed.map(|access| (access.label.to_string(), access.role)).collect()
}

#[test]
fn a_passphrase_alone_is_converted_when_another_access_joins_it() {
    let desk = Desk::new();
    let (path, typed) = sealed_alone(&desk);
    assert_eq!(tags(&path), ["scrypt"]);
    let payload = payload_of(&path);
    let bob = Person::new("Bob");
    let named = EditOptions { passphrase_label: Label::lossy("Phrase"), ..options() };
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&typed).unwrap();
    // The passphrase that is there is no new one.
    assert!(editor.plan_additions(&[phrase("G")], Roles::Keep, &named).unwrap().is_none());
    let joining = [bob.as_a(Role::Member), phrase("G")];
    let mut change = editor.plan_additions(&joining, Roles::Keep, &named).unwrap().unwrap();
    assert!(change.effect().converted);
    assert_eq!(change.effect().given, [Label::lossy("Bob")]);
    editor.apply(&mut change, &Progress::new()).unwrap();
    drop(editor);
    drop(editable);
    let listed = [("Phrase".to_owned(), Role::Owner), ("Bob".to_owned(), Role::Member)];
    assert_eq!(labels(&path, &typed), listed);
    assert_eq!(labels(&path, &bob.keyring()), listed);
    let [argon2, key, list, _] = &tags(&path)[..] else { panic!("{:?}", tags(&path)) };
    assert_eq!([argon2, key, list], ["scelle/argon2id", "mlkem768x25519", "scelle/access"]);
    assert_eq!(payload_of(&path), payload);
}

#[test]
fn a_rule_refuses_the_conversion_of_a_passphrase_alone() {
    let desk = Desk::new();
    let (path, typed) = sealed_alone(&desk);
    let before = fs::read(&path).unwrap();
    let mut policy = Policy::default();
    policy.passphrases.demand = crate::profile::policy::PassphraseUse::Forbidden;
    let strict = EditOptions { policy, ..options() };
    let bob = [Person::new("Bob").as_a(Role::Owner)];
    let refused =
        edit_with(&typed, &path, |e| Ok(e.plan_additions(&bob, Roles::Keep, &strict)?.unwrap()));
    assert!(matches!(refused, Err(Error::Policy { .. })), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_change_of_content_keeps_a_passphrase_alone_unless_the_policy_asks_for_more() {
    let desk = Desk::new();
    let (path, typed) = sealed_alone(&desk);
    edit_with(&typed, &path, |e| e.plan_rekey(&options())).unwrap();
    assert_eq!(tags(&path), ["scrypt"]);
    let recovery = Person::new("Recouvrement");
    let policy = Policy {
        recovery: vec![crate::profile::policy::Recovery {
            label: Label::lossy("Recouvrement"),
            recipient: recovery.recipient(),
            file: PathBuf::from("policy.toml"),
        }],
        ..Policy::default()
    };
    let imposing = EditOptions { policy, ..options() };
    edit_with(&typed, &path, |editor| {
        let change = editor.plan_rekey(&imposing)?;
        assert!(change.effect().converted);
        assert_eq!(change.effect().imposed, [Label::lossy("Recouvrement")]);
        Ok(change)
    })
    .unwrap();
    let listed =
        [("passphrase".to_owned(), Role::Owner), ("Recouvrement".to_owned(), Role::Recovery)];
    assert_eq!(labels(&path, &recovery.keyring()), listed);
    assert_eq!(labels(&path, &typed), listed);
}

#[test]
fn a_passphrase_alone_is_adopted_by_itself() {
    let desk = Desk::new();
    let (path, typed) = sealed_alone(&desk);
    let bob = Person::new("Bob");
    let before = fs::read(&path).unwrap();
    for lost in [vec![], vec![bob.as_a(Role::Member)], vec![phrase("G"), bob.as_a(Role::Member)]] {
        let refused = edit_with(&typed, &path, |e| e.plan_adoption(&lost, &options()));
        assert!(refused.is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    edit_with(&typed, &path, |e| e.plan_adoption(&[phrase("Greffe")], &options())).unwrap();
    assert_eq!(labels(&path, &typed), [("Greffe".to_owned(), Role::Owner)]);
    assert!(!tags(&path).contains(&"scrypt".to_owned()), "{:?}", tags(&path));
}

/// More than readers take is never written, whether a list names them or not.
#[test]
fn a_fifth_passphrase_is_refused_beside_unlisted_ones_too() {
    let desk = Desk::new();
    desk.put("note", "Bonjour");
    let mut sealing = desk.options();
    sealing.anonymous = true;
    sealing.grants.push(phrase("P"));
    let path = desk.seal_with(&["note"], &sealing);
    for _ in 0..3 {
        joins(&desk, &path, &[phrase("P")]).unwrap();
    }
    let before = fs::read(&path).unwrap();
    let fifth = joins(&desk, &path, &[phrase("P")]);
    assert!(matches!(fifth, Err(Error::TooManyRecipients { limit: 4 })), "{fifth:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}
