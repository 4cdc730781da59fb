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

mod alone;
mod contents;
mod lies;
mod names;

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
fn an_added_person_opens_and_the_payload_stays_byte_for_byte() {
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
fn a_removed_person_opens_no_more_and_all_others_do() {
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
