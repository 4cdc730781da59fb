use std::fs;

use super::*;
use crate::archive::entry::{EntryName, Names};
use crate::container::access::{AccessId, Role};
use crate::edit::Roles;
use crate::error::WhyKept;
use crate::files::plan::{Plan, PlanOptions};
use crate::keys::fingerprint::Fingerprint;
use crate::keys::hybrid::HybridIdentity;
use crate::keys::identity::Identity;
use crate::open::EntryId;
use crate::open::extract::{Destination, ExtractOptions};
use crate::profile::directory::Addressee;
use crate::progress::Progress;
use crate::testing::{Desk, damage, keyring, names, noise, passphrase, tree};

/// A key made for these tests, and the public half of another.
const SSH_KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
    QyNTUxOQAAACCjzOpcPIyi64Xksr4i1Cl0aVBHgmGHITvsLfKKgKoIyAAAAIicXARLnFwE\n\
    SwAAAAtzc2gtZWQyNTUxOQAAACCjzOpcPIyi64Xksr4i1Cl0aVBHgmGHITvsLfKKgKoIyA\n\
    AAAEA5zkXd6uVOMpubeoSMbS8QfVVpsoiWFhk+s6VIVzSw/aPM6lw8jKLrheSyviLUKXRp\n\
    UEeCYYchO+wt8oqAqgjIAAAAAAECAwQF\n\
    -----END OPENSSH PRIVATE KEY-----\n";
const OTHER_SSH_KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKzMVgfWajsRKi5ZCUAOjw5e5TjOR9P+JF77aHWfATb1";

/// Another person than the desk's owner.
struct Person {
    identity: Identity,
    label: &'static str,
}

impl Person {
    fn new(label: &'static str) -> Self {
        Self { identity: Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap())), label }
    }

    fn classical(label: &'static str) -> Self {
        Self { identity: Identity::X25519(crate::keys::x25519::X25519Identity::generate()), label }
    }

    fn recipient(&self) -> Recipient {
        self.identity.to_recipient().unwrap()
    }

    fn as_a(&self, role: Role) -> Grant {
        let (label, trust) = (Label::lossy(self.label), Trust::Verified);
        Grant::to(Addressee { label, recipient: self.recipient(), trust }, role)
    }

    fn keyring(&self) -> Keyring {
        keyring([self.identity.clone()])
    }

    fn opens(&self, path: &Path) -> bool {
        match Locked::read(path).unwrap().unlock(&self.keyring(), Names::Refuse) {
            Ok(_) => true,
            Err(Error::NotARecipient) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

fn phrase(label: &str) -> Grant {
    Grant::passphrase(Label::lossy(label), passphrase(), Role::Member)
}

/// The accesses at these places of a list.
fn ids<const N: usize>(places: [usize; N]) -> [AccessId; N] {
    places.map(AccessId::at)
}

fn options() -> EditOptions {
    let (argon2, scrypt) = (Argon2Cost::insecure_for_tests(), ScryptCost::insecure_for_tests());
    EditOptions { argon2, scrypt, ..EditOptions::new(1_800_000_000) }
}

/// Edits as the desk's owner.
fn edit(
    desk: &Desk,
    path: &Path,
    plan: impl FnOnce(&mut Editor<'_>) -> Result<Change>,
) -> Result<Edited> {
    edit_with(&desk.keyring(), path, plan)
}

fn edit_with(
    keys: &Keyring,
    path: &Path,
    plan: impl FnOnce(&mut Editor<'_>) -> Result<Change>,
) -> Result<Edited> {
    let editable = Editable::lock(path, &Journal::NONE)?;
    let mut editor = editable.unlock(keys)?;
    let mut change = plan(&mut editor)?;
    editor.apply(&mut change, &Progress::new())
}

fn joins(desk: &Desk, path: &Path, grants: &[Grant]) -> Result<Edited> {
    edit(desk, path, |editor| {
        Ok(editor.plan_additions(grants, Roles::Keep, &options())?.expect("a change"))
    })
}

/// The labels, and the letters of the roles: `Alice o`.
fn listed(desk: &Desk, path: &Path) -> Vec<String> {
    let role = |role| match role {
        Role::Owner => "o",
        Role::Member => "m",
        Role::Recovery => "r",
    };
    let container = desk.open(path);
    let listed = container.access().listed.iter();
    listed.map(|access| format!("{} {}", access.label, role(access.role))).collect()
}

/// What the container holds, extracted.
fn content(desk: &Desk, path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut container = desk.open(path);
    let all = container.select(&[]).unwrap();
    let out = desk.at("content");
    let into = Destination::Into(out.clone());
    container.extract(&all, &into, &ExtractOptions::default(), &Progress::new()).unwrap();
    let found = tree(&out).into_iter().collect();
    fs::remove_dir_all(out).unwrap();
    found
}

fn sealed(desk: &Desk) -> PathBuf {
    desk.put("dossier/a.txt", "a".repeat(1000));
    desk.put("dossier/b.bin", noise(200_000));
    desk.put("dossier/sous/c.txt", "c");
    desk.seal(&["dossier"])
}

fn payload_of(path: &Path) -> Vec<u8> {
    let header = Locked::read(path).unwrap().header().encoded_len();
    fs::read(path).unwrap().split_off(header as usize)
}

#[test]
fn whoever_joins_opens_and_the_payload_stays_byte_for_byte() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let (before, payload) = (content(&desk, &path), payload_of(&path));
    let bob = Person::new("Bob");
    let edited = joins(&desk, &path, &[bob.as_a(Role::Member), phrase("Phrase")]).unwrap();
    assert!(!edited.fresh_key);
    assert_eq!(edited.sealed_bytes, fs::metadata(&path).unwrap().len());
    assert_eq!(payload_of(&path), payload);
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob m", "Phrase m"]);
    assert!(bob.opens(&path));
    let mut typed = Keyring::new();
    typed.add_passphrase(passphrase());
    assert!(Locked::read(&path).unwrap().unlock(&typed, Names::Refuse).is_ok());
    assert_eq!(content(&desk, &path), before);
    let container = desk.open(&path);
    let dates: Vec<i64> = container.access().listed.iter().map(|access| access.date).collect();
    assert_eq!(dates, [1_790_000_000, 1_800_000_000, 1_800_000_000]);
    assert!(container.access().unlisted.is_empty());
    assert_eq!(names(path.parent().unwrap()), ["dossier.scelle"]);
}

#[test]
fn who_is_there_already_changes_nothing_but_their_role() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let bob = Person::new("Bob");
    joins(&desk, &path, &[bob.as_a(Role::Member)]).unwrap();
    let before = fs::read(&path).unwrap();
    let again = |roles, role| {
        let editable = Editable::lock(&path, &Journal::NONE).unwrap();
        let editor = editable.unlock(&desk.keyring()).unwrap();
        let change = editor
            .plan_additions(
                &[bob.as_a(role)],
                if roles { Roles::Change } else { Roles::Keep },
                &options(),
            )
            .unwrap();
        change.map(|mut change| editor.apply(&mut change, &Progress::new()).unwrap())
    };
    assert_eq!(again(false, Role::Owner), None);
    assert_eq!(again(true, Role::Member), None);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(again(true, Role::Owner).is_some());
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob o"]);
    assert_eq!(desk.open(&path).access().listed[1].date, 1_800_000_000);
}

#[test]
fn whoever_leaves_opens_no_more_and_everyone_else_does() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let (before, payload) = (content(&desk, &path), payload_of(&path));
    let [bob, carol] = ["Bob", "Carol"].map(Person::new);
    let dave = Person::classical("Dave");
    let all = [bob.as_a(Role::Owner), carol.as_a(Role::Member), dave.as_a(Role::Member)];
    let classical = EditOptions { allow_classical: true, ..options() };
    edit(&desk, &path, |e| Ok(e.plan_additions(&all, Roles::Keep, &classical)?.unwrap())).unwrap();
    let edited = edit(&desk, &path, |editor| {
        let leaving = editor.access().find("bob", &|_| Vec::new())?;
        editor.plan_removal(&leaving, &options())
    })
    .unwrap();
    assert!(edited.fresh_key);
    assert!(!bob.opens(&path) && carol.opens(&path) && dave.opens(&path));
    assert_eq!(listed(&desk, &path), ["Alice o", "Carol m", "Dave m"]);
    assert_eq!(content(&desk, &path), before);
    let now = payload_of(&path);
    assert_eq!(now.len(), payload.len());
    assert!(now.iter().zip(&payload).filter(|(a, b)| a == b).count() < now.len() / 100);
    let dates: Vec<i64> = desk.open(&path).access().listed.iter().map(|a| a.date).collect();
    assert_eq!(dates, [1_790_000_000, 1_800_000_000, 1_800_000_000]);
}

#[test]
fn members_read_owners_and_recovery_edit() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let [bob, safe] = ["Bob", "Coffre"].map(Person::new);
    joins(&desk, &path, &[bob.as_a(Role::Member), safe.as_a(Role::Recovery)]).unwrap();
    let told = |keyring: &Keyring| {
        let container = Locked::read(&path).unwrap().unlock(keyring, Names::Refuse).unwrap();
        (container.own_accesses().to_vec(), container.may_edit())
    };
    assert_eq!(told(&desk.keyring()), (ids([0]).to_vec(), true));
    assert_eq!(told(&bob.keyring()), (ids([1]).to_vec(), false));
    assert_eq!(told(&safe.keyring()), (ids([2]).to_vec(), true));
    let carol = Person::new("Carol").as_a(Role::Member);
    type Try<'a> = &'a dyn Fn(&mut Editor<'_>) -> Result<Change>;
    let tries: [Try<'_>; 4] = [
        &|e| Ok(e.plan_additions(std::slice::from_ref(&carol), Roles::Keep, &options())?.unwrap()),
        &|e| e.plan_rekey(&options()),
        &|e| e.plan_adoption(std::slice::from_ref(&carol), &options()),
        &|e| {
            e.plan_entries(
                EntryEdit::Remove { names: &["dossier/a.txt".to_owned()] },
                &[],
                &options(),
            )
        },
    ];
    for attempt in tries {
        let refused = edit_with(&bob.keyring(), &path, attempt);
        assert!(matches!(refused, Err(Error::NotAnOwner)), "{refused:?}");
    }
    edit_with(&safe.keyring(), &path, |e| e.plan_rekey(&options())).unwrap();
    assert!(bob.opens(&path) && safe.opens(&path));
}

#[test]
fn what_would_be_regretted_is_refused() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let [bob, safe] = ["Bob", "Coffre"].map(Person::new);
    joins(&desk, &path, &[bob.as_a(Role::Owner), safe.as_a(Role::Recovery)]).unwrap();
    let remove = |who: &[AccessId], force| {
        edit(&desk, &path, |e| e.plan_removal(who, &EditOptions { force, ..options() }))
    };
    let reason = |refused: Result<Edited>| match refused {
        Err(Error::AccessKept { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(remove(&ids([0]), false)), WhyKept::Oneself);
    assert_eq!(reason(remove(&ids([2]), false)), WhyKept::Recovery);
    assert_eq!(reason(remove(&ids([0, 1]), true)), WhyKept::LastOwner);
    let demote = |grants: &[Grant]| {
        edit(&desk, &path, |e| Ok(e.plan_additions(grants, Roles::Change, &options())?.unwrap()))
    };
    let own = |role| Grant { role, ..desk.grant() };
    assert_eq!(reason(demote(&[own(Role::Member), bob.as_a(Role::Member)])), WhyKept::LastOwner);
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob o", "Coffre r"]);

    remove(&ids([2]), true).unwrap();
    assert!(!safe.opens(&path));
    remove(&ids([0]), true).unwrap();
    assert!(bob.opens(&path));
    assert!(matches!(desk.unlock(&path), Err(Error::NotARecipient)));
}

#[test]
fn an_imposed_recovery_access_comes_and_never_leaves() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let [bob, safe] = ["Bob", "Coffre"].map(Person::new);
    let policy = Policy {
        recovery: vec![crate::profile::policy::Recovery {
            label: Label::lossy("Recouvrement"),
            recipient: safe.recipient(),
            file: PathBuf::from("policy.toml"),
        }],
        ..Policy::default()
    };
    let options = EditOptions { policy, force: true, ..options() };
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&desk.keyring()).unwrap();
    let mut change =
        editor.plan_additions(&[bob.as_a(Role::Member)], Roles::Keep, &options).unwrap().unwrap();
    assert_eq!(change.effect().imposed, [Label::lossy("Recouvrement")]);
    editor.apply(&mut change, &Progress::new()).unwrap();
    drop(editor);
    drop(editable);
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob m", "Recouvrement r"]);
    assert!(safe.opens(&path));
    // There once, it is not added again.
    edit(&desk, &path, |e| e.plan_rekey(&options)).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob m", "Recouvrement r"]);
    let refused = edit(&desk, &path, |e| e.plan_removal(&ids([2]), &options));
    assert!(matches!(refused, Err(Error::Policy { rule: crate::error::Rule::Recovery, .. })));
}

#[test]
fn an_owners_passphrase_counts_beside_a_members_key() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let bob = Person::new("Bob");
    let owner = Grant::passphrase(Label::lossy("Greffe"), passphrase(), Role::Owner);
    joins(&desk, &path, &[bob.as_a(Role::Member), owner]).unwrap();
    let joining = |keys: &Keyring| {
        let other = Person::new("Claire").as_a(Role::Member);
        edit_with(keys, &path, |e| {
            Ok(e.plan_additions(&[other], Roles::Keep, &options())?.unwrap())
        })
    };
    let mut keys = bob.keyring();
    assert!(matches!(joining(&keys), Err(Error::NotAnOwner)));
    keys.add_passphrase(passphrase());
    joining(&keys).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Bob m", "Greffe o", "Claire m"]);
}

#[test]
fn a_passphrase_survives_a_fresh_key_only_when_it_is_typed() {
    let desk = Desk::new();
    let path = sealed(&desk);
    joins(&desk, &path, &[phrase("Greffe")]).unwrap();
    let other = Passphrase::new("un autre dispositif de fermeture").unwrap();
    let second = Grant::passphrase(Label::lossy("Secrétariat"), other.clone(), Role::Member);
    joins(&desk, &path, &[second]).unwrap();
    let refused = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(refused, Err(Error::PassphraseNeeded { label }) if label == "Greffe"));
    edit(&desk, &path, |editor| {
        assert_eq!(editor.unproved(&[]), ids([1, 2]));
        assert!(!editor.prove(&Passphrase::new("pas celle-là non plus").unwrap())?);
        assert!(editor.prove(&other)? && !editor.prove(&other)?);
        assert_eq!(editor.unproved(&[]), ids([1]));
        assert_eq!(editor.unproved(&ids([1])), ids([]));
        editor.plan_removal(&ids([1]), &options())
    })
    .unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Secrétariat m"]);
    let mut typed = Keyring::new();
    typed.add_passphrase(passphrase());
    assert!(matches!(
        Locked::read(&path).unwrap().unlock(&typed, Names::Refuse),
        Err(Error::WrongPassphrase)
    ));
    typed.add_passphrase(other);
    assert!(Locked::read(&path).unwrap().unlock(&typed, Names::Refuse).is_ok());
}

#[test]
fn what_no_list_names_can_be_adopted_by_proof_or_by_number() {
    let desk = Desk::new();
    let [bob, carol, dave] = ["Bob", "Carol", "Dave"].map(Person::new);
    desk.put("note", "Bonjour");
    let mut sealing = desk.options();
    sealing.anonymous = true;
    sealing.grants.extend([bob.as_a(Role::Member), carol.as_a(Role::Member), phrase("P")]);
    let path = desk.seal_with(&["note"], &sealing);
    let payload = payload_of(&path);

    let lost = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(lost, Err(Error::UnlistedAccesses { count: 4 })));
    let nobody = edit(&desk, &path, |e| e.plan_removal(&ids([0]), &options()));
    assert!(matches!(nobody, Err(Error::NoAccessList)));
    // Joining is possible, and stays anonymous.
    joins(&desk, &path, &[dave.as_a(Role::Member)]).unwrap();
    assert!(!desk.open(&path).access().present && dave.opens(&path));

    // One's own is proved; of three others nothing tells which is Bob's.
    let adopt = |grants: &[Grant]| edit(&desk, &path, |e| e.plan_adoption(grants, &options()));
    let alone = adopt(&[desk.grant(), bob.as_a(Role::Member)]);
    assert!(matches!(alone, Err(Error::AdoptionUnproved { count: 3, .. })), "{alone:?}");
    let wrong = Passphrase::new("ce n’est pas la bonne phrase").unwrap();
    let wrong = Grant::passphrase(Label::lossy("P"), wrong, Role::Member);
    assert!(matches!(adopt(&[wrong]), Err(Error::WrongPassphrase)));
    adopt(&[desk.grant(), phrase("Greffe")]).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Greffe m"]);
    assert_eq!(desk.open(&path).access().unlisted, vec!["mlkem768x25519"; 3]);
    let all = [bob.as_a(Role::Member), carol.as_a(Role::Member), dave.as_a(Role::Member)];
    assert!(matches!(adopt(&all), Err(Error::AdoptionUnproved { count: 3, .. })));
    let anew = EditOptions { replace_unproved: true, ..options() };
    // The same person twice does not stand for two.
    let twice = [bob.as_a(Role::Member), bob.as_a(Role::Member), carol.as_a(Role::Member)];
    assert!(edit(&desk, &path, |e| e.plan_adoption(&twice, &anew)).is_err());
    edit(&desk, &path, |e| e.plan_adoption(&all, &anew)).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Greffe m", "Bob m", "Carol m", "Dave m"]);
    assert!(desk.open(&path).access().unlisted.is_empty());
    assert!(bob.opens(&path) && carol.opens(&path) && dave.opens(&path));
    assert_eq!(payload_of(&path), payload);
}

#[test]
fn an_ssh_key_is_proved_by_its_tag() {
    let desk = Desk::new();
    desk.put("note", "Bonjour");
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
    let other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDoRm8sxLMW4UwSRDjuKL9VscRhAAt+LqX5M/GbUQTgU";
    let grant = |key: &str| Grant {
        key: GrantKey::Recipient(key.parse().unwrap()),
        role: Role::Member,
        ..desk.grant()
    };
    let mut sealing = desk.options();
    (sealing.anonymous, sealing.allow_classical) = (true, true);
    sealing.grants.extend([grant(key), grant(other)]);
    let path = desk.seal_with(&["note"], &sealing);
    let before = Locked::read(&path).unwrap().header().stanzas().len();
    edit(&desk, &path, |e| e.plan_adoption(&[desk.grant(), grant(key)], &options())).unwrap();
    let container = desk.open(&path);
    assert_eq!(container.access().unlisted, ["ssh-ed25519"]);
    assert_eq!(container.access().listed[1].key, AccessKey::Recipient(key.parse().unwrap()));
    assert_eq!(Locked::read(&path).unwrap().header().stanzas().len(), before + 1);
}

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

#[test]
fn nobody_is_left_without_an_owner_by_a_detour() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let safe = Person::new("Coffre");
    let recovery = crate::profile::policy::Recovery {
        label: Label::lossy("Recouvrement"),
        recipient: safe.recipient(),
        file: PathBuf::from("policy.toml"),
    };
    let policy = Policy { recovery: vec![recovery], ..Policy::default() };
    let imposing = EditOptions { policy, force: true, ..options() };
    joins(&desk, &path, &[safe.as_a(Role::Owner)]).unwrap();
    // As an owner the recovery key would stay; the policy makes it what it is imposed for.
    let refused = edit(&desk, &path, |e| e.plan_removal(&ids([0]), &imposing));
    assert!(
        matches!(refused, Err(Error::AccessKept { reason: WhyKept::LastOwner, .. })),
        "{refused:?}"
    );
    let demote = |options: &EditOptions| {
        edit(&desk, &path, |e| {
            Ok(e.plan_additions(&[safe.as_a(Role::Member)], Roles::Change, options)?
                .expect("a change"))
        })
    };
    assert!(matches!(demote(&imposing), Err(Error::Policy { .. })));
    demote(&options()).unwrap();
    let bob = Person::new("Bob").as_a(Role::Member);
    edit(&desk, &path, |e| Ok(e.plan_additions(&[bob], Roles::Keep, &imposing)?.unwrap())).unwrap();
    assert_eq!(listed(&desk, &path), ["Alice o", "Coffre r", "Bob m"]);
    assert!(matches!(demote(&options()), Err(Error::AccessKept { reason: WhyKept::Recovery, .. })));
}

/// Edits what the container holds, as the desk's owner.
fn change(desk: &Desk, path: &Path, change: EntryEdit<'_>) -> Result<Edited> {
    edit(desk, path, |editor| editor.plan_entries(change, &[], &options()))
}

fn entry_names(desk: &Desk, path: &Path) -> Vec<String> {
    desk.open(path).entries().map(|entry| entry.name.to_string()).collect()
}

#[test]
fn files_come_in_and_the_others_stay_packed_as_they_were() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let packed = |name: &str| {
        desk.open(&path).entries().find(|e| e.name.as_str() == name).map(|e| (e.packed, e.modified))
    };
    let before = packed("dossier/b.bin");
    desk.put("neuf.txt", "neuf");
    let plan = |names: &[&str]| desk.plan(names, &PlanOptions::default()).unwrap();
    let add = |plan: Plan, overwrite| change(&desk, &path, EntryEdit::Add { plan, overwrite });
    let edited = add(plan(&["neuf.txt"]), false).unwrap();
    assert!(edited.fresh_key);
    assert_eq!(packed("dossier/b.bin"), before);
    let at = EntryName::parse("dossier/sous").unwrap();
    add(plan(&["neuf.txt"]).inside(&at).unwrap(), false).unwrap();
    assert!(entry_names(&desk, &path).contains(&"dossier/sous/neuf.txt".to_owned()));

    desk.put("neuf.txt", "plus neuf");
    let conflict = add(plan(&["neuf.txt"]), false);
    assert!(matches!(conflict, Err(Error::EntryExists { name }) if name == "neuf.txt"));
    add(plan(&["neuf.txt"]), true).unwrap();
    let found = content(&desk, &path);
    assert!(found.contains(&("neuf.txt".to_owned(), b"plus neuf".to_vec())));
    assert!(found.contains(&("dossier/sous/neuf.txt".to_owned(), b"neuf".to_vec())));
    // Never a file where a folder is, nor inside a file.
    desk.put("else/dossier", "a file");
    let file = desk.plan(&["else/dossier"], &PlanOptions::default()).unwrap();
    assert!(matches!(add(file, true), Err(Error::EntryExists { .. })));
    let inside = plan(&["neuf.txt"]).inside(&EntryName::parse("dossier/a.txt").unwrap()).unwrap();
    assert!(matches!(add(inside, true), Err(Error::EntryExists { .. })));
}

#[test]
fn folders_that_meet_are_one() {
    let desk = Desk::new();
    let path = sealed(&desk);
    fs::remove_dir_all(desk.at("dossier")).unwrap();
    desk.put("dossier/d.txt", "d");
    let plan = desk.plan(&["dossier"], &PlanOptions::default()).unwrap();
    change(&desk, &path, EntryEdit::Add { plan, overwrite: false }).unwrap();
    let mut names = entry_names(&desk, &path);
    names.sort();
    let expected = [
        "dossier",
        "dossier/a.txt",
        "dossier/b.bin",
        "dossier/d.txt",
        "dossier/sous",
        "dossier/sous/c.txt",
    ];
    assert_eq!(names, expected);
}

#[test]
fn files_and_folders_go_and_something_stays() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let remove = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        change(&desk, &path, EntryEdit::Remove { names: &names })
    };
    let absent = remove(&["dossier/a.txt", "rien"]);
    assert!(matches!(absent, Err(Error::EntryNotFound { name }) if name == "rien"));
    assert!(matches!(remove(&["dossier"]), Err(Error::NothingLeft)));
    remove(&["dossier/sous/", "dossier/a.txt"]).unwrap();
    assert_eq!(entry_names(&desk, &path), ["dossier", "dossier/b.bin"]);
}

#[test]
fn names_change_and_what_they_hold_follows() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let before = content(&desk, &path);
    let rename = |old: &str, new: &str, overwrite| {
        change(&desk, &path, EntryEdit::Rename { old, new, overwrite })
    };
    rename("dossier", "été 2026", false).unwrap();
    let moved: Vec<_> = before
        .iter()
        .map(|(name, content)| (name.replace("dossier", "été 2026"), content.clone()))
        .collect();
    assert_eq!(content(&desk, &path), moved);
    rename("été 2026/sous", "dossier", false).unwrap();
    let taken = rename("dossier/c.txt", "été 2026/a.txt", false);
    assert!(matches!(taken, Err(Error::EntryExists { .. })));
    rename("dossier/c.txt", "été 2026/a.txt", true).unwrap();
    let found = content(&desk, &path);
    assert!(found.contains(&("été 2026/a.txt".to_owned(), b"c".to_vec())), "{found:?}");
    for (old, new) in
        [("rien", "x"), ("été 2026", "../x"), ("été 2026", ""), ("dossier", "été 2026/a.txt")]
    {
        assert!(rename(old, new, true).is_err(), "{old} {new}");
    }
}

#[test]
fn armor_stays_armor() {
    let desk = Desk::new();
    desk.put("note", noise(70_000));
    let path = desk.seal_with(&["note"], &SealOptions { armor: true, ..desk.options() });
    let bob = Person::new("Bob");
    joins(&desk, &path, &[bob.as_a(Role::Member)]).unwrap();
    assert!(bob.opens(&path));
    edit(&desk, &path, |e| e.plan_rekey(&options())).unwrap();
    assert!(bob.opens(&path));
    assert!(fs::read(&path).unwrap().starts_with(b"-----BEGIN AGE"));
}

#[test]
fn what_is_no_archive_is_rekeyed_and_not_edited_inside() {
    let desk = Desk::new();
    let path = desk.at("lettre.scelle");
    let key = crate::container::new_file_key().unwrap();
    let options_ = desk.options();
    let header = crate::seal::make_header(
        &key,
        Default::default(),
        &options_.grants,
        &options_,
        &Progress::new(),
    )
    .unwrap();
    let mut output = Vec::new();
    header.write(&mut output).unwrap();
    let mut payload = crate::container::payload::PayloadWriter::new(&key, output).unwrap();
    std::io::Write::write_all(&mut payload, b"Madame, Monsieur").unwrap();
    fs::write(&path, payload.finish().unwrap()).unwrap();
    let refused = change(&desk, &path, EntryEdit::Remove { names: &["lettre".to_owned()] });
    assert!(matches!(refused, Err(Error::NotAnArchive)));
    edit(&desk, &path, |e| e.plan_rekey(&options())).unwrap();
    assert_eq!(content(&desk, &path), [("lettre".to_owned(), b"Madame, Monsieur".to_vec())]);
}

#[test]
fn damage_is_told_and_the_old_container_stays() {
    let desk = Desk::new();
    let path = sealed(&desk);
    damage(&path, fs::metadata(&path).unwrap().len() - 100_000);
    let before = fs::read(&path).unwrap();
    let refused = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(refused, Err(Error::Payload(_))), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::write(&path, &before[..before.len() - 1]).unwrap();
    assert!(joins(&desk, &path, &[phrase("P")]).is_err());
    assert_eq!(names(path.parent().unwrap()), ["dossier.scelle"]);
}

#[test]
fn two_who_edit_at_once_are_told_apart_and_nothing_is_lost() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&desk.keyring()).unwrap();
    let mut change = editor.plan_rekey(&options()).unwrap();
    assert!(matches!(Editable::lock(&path, &Journal::NONE), Err(Error::Busy { .. })));
    // Another program, which takes no lock.
    let theirs = [fs::read(&path).unwrap(), b"more".to_vec()].concat();
    fs::write(&path, &theirs).unwrap();
    let refused = editor.apply(&mut change, &Progress::new());
    assert!(matches!(refused, Err(Error::ChangedWhileRead { .. })), "{refused:?}");
    drop(editor);
    drop(editable);
    assert_eq!(fs::read(&path).unwrap(), theirs);
    assert_eq!(names(path.parent().unwrap()), ["dossier.scelle"]);
}

#[test]
fn cancelled_it_was_never_edited() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let before = fs::read(&path).unwrap();
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&desk.keyring()).unwrap();
    let mut change = editor.plan_rekey(&options()).unwrap();
    let progress = Progress::new();
    progress.cancel();
    assert!(matches!(editor.apply(&mut change, &progress), Err(Error::Cancelled)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_link_leads_to_the_container_still() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let path = sealed(&desk);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let link = desk.at("lien.scelle");
    symlink(&path, &link).unwrap();
    let bob = Person::new("Bob");
    joins(&desk, &link, &[bob.as_a(Role::Member)]).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(bob.opens(&path));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_name_means_a_label_a_key_or_whom_the_reader_knows_by_it() {
    let [bob, other, carol] = ["Bob", "Bob", "Carol"].map(Person::new);
    let access = |person: &Person| person.as_a(Role::Member).to_access(0);
    let listed = [&bob, &other, &carol].map(access).to_vec();
    let list = AccessList { listed, present: true, ..AccessList::default() };
    let nobody = |_: &str| Vec::new();
    assert_eq!(list.find(" carol", &nobody).unwrap(), ids([2]));
    assert!(
        matches!(list.find("bob", &nobody), Err(Error::AccessAmbiguous { candidates, .. }) if candidates.len() == 2)
    );
    assert_eq!(list.find(&other.recipient().to_string(), &nobody).unwrap(), ids([1]));
    assert_eq!(list.find("Caro", &|_| vec![carol.recipient()]).unwrap(), ids([2]));
    let group = [bob.recipient(), carol.recipient()];
    assert_eq!(list.find("équipe", &|_| group.to_vec()).unwrap(), ids([0, 2]));
    // Another key than the reader knows by that name, whatever its label says.
    assert!(list.find("carol", &|_| vec![Person::new("Carol").recipient()]).is_err());
    // A label that another contact has: both may be meant.
    assert!(list.find("carol", &|_| vec![bob.recipient()]).is_err());
    assert!(
        matches!(list.find("dave", &nobody), Err(Error::AccessNotFound { near, .. }) if near.len() == 3)
    );
}

/// The vector of docs/format.md: a container, with an access more, and with one less.
#[test]
fn the_documented_vector() {
    let document = include_str!("../../../docs/format.md");
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
    let nobody = |_: &str| Vec::new();
    let Err(Error::AccessAmbiguous { candidates, .. }) = list.find("alice martin", &nobody) else {
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
        assert_eq!(list.find(wanted, &nobody).unwrap(), ids([2]), "{wanted}");
    }
    assert_eq!(list.find("Alice Martin 2026-09-21", &nobody).unwrap(), ids([0]));
    let both = list.find("2026-09-21", &nobody);
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
        let found = list.find(wanted, &nobody);
        assert!(matches!(found, Err(Error::AccessNotFound { .. })), "{wanted}: {found:?}");
    }
    // Whoever is known by that name may be told by a date as well.
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
