//! Grants: the accesses to give, and the rules that they must keep, ours and the organisation's. Sealing
//! and editing check them before they read or write anything.

use std::path::PathBuf;

use super::{PassphraseStanza, SealOptions};
use crate::container::access::{self, Access, AccessId, AccessKey, AccessList, Role};
use crate::error::{Error, Result, Rule};
use crate::keys::addressee::{Addressee, Trust};
use crate::keys::label::Label;
use crate::keys::passphrase::Passphrase;
use crate::keys::recipient::Recipient;
use crate::profile::policy::{PassphraseUse, Permission, Policy, Unverified};

/// An access to give.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Their name, as every reader of the container will see it.
    pub label: Label,
    /// What they are meant to do.
    pub role: Role,
    /// What they open with.
    pub key: GrantKey,
    /// How the user knows that it is theirs.
    pub trust: Trust,
    /// Since when, in seconds since 1970, when it was not given just now.
    pub since: Option<i64>,
}

impl Grant {
    /// An access for the person found by a name.
    #[must_use]
    pub fn to(addressee: Addressee, role: Role) -> Self {
        let Addressee { label, recipient, trust } = addressee;
        Self { label, role, key: GrantKey::Recipient(recipient), trust, since: None }
    }

    /// An access for the holder of a key, labelled by the ends of the key.
    #[must_use]
    pub fn recipient(recipient: Recipient, role: Role) -> Self {
        let label = recipient.short_label();
        Self { label, role, key: GrantKey::Recipient(recipient), trust: Trust::Given, since: None }
    }

    /// An access for the holders of a passphrase.
    #[must_use]
    pub fn passphrase(label: Label, passphrase: Passphrase, role: Role) -> Self {
        let key = GrantKey::Passphrase(passphrase);
        Self { label, role, key, trust: Trust::Given, since: None }
    }
}

/// Adds the sealing user's own access, as the owner. Without an owner all become owners, so that the
/// accesses can be changed.
pub fn add_owner(grants: &mut Vec<Grant>, own: Option<Addressee>) {
    if let Some(own) = own {
        let is_own =
            |grant: &Grant| matches!(&grant.key, GrantKey::Recipient(r) if *r == own.recipient);
        grants.retain(|grant| !is_own(grant));
        grants.push(Grant::to(own, Role::Owner));
    }
    if grants.iter().all(|grant| grant.role != Role::Owner) {
        grants.iter_mut().for_each(|grant| grant.role = Role::Owner);
    }
}

/// Accesses for these holders of a container's access list, who are to open an answer to it; the
/// user, whose accesses are `own`, becomes its owner. Passphrases are nowhere to be had, and left out.
///
/// # Errors
/// [`Error::NoAccessList`]; [`Error::AccessFalse`] where the user's own keys prove the list false: then
/// none of its keys is used.
pub fn answering(list: &AccessList, own: &[AccessId], chosen: &[AccessId]) -> Result<Vec<Grant>> {
    if !list.present {
        return Err(Error::NoAccessList);
    }
    if let Some(access) = list.first_disproved() {
        return Err(Error::AccessFalse { label: access.label.to_string() });
    }
    let grant = |id: &AccessId| {
        let Access { label, role, key: AccessKey::Recipient(recipient), .. } = list.get(*id)?
        else {
            return None;
        };
        let role = match (own.contains(id), role) {
            (true, _) => Role::Owner,
            (false, Role::Recovery) => Role::Recovery,
            (false, _) => Role::Member,
        };
        let (label, recipient) = (label.clone(), recipient.clone());
        Some(Grant::to(Addressee { label, recipient, trust: Trust::Unverified }, role))
    };
    Ok(once_each(&chosen.iter().filter_map(grant).collect::<Vec<_>>()))
}

/// What an access opens with.
#[derive(Clone, Debug)]
pub enum GrantKey {
    /// The identity of this recipient.
    Recipient(Recipient),
    /// This passphrase.
    Passphrase(Passphrase),
}

/// Someone who opens what was sealed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opener {
    /// Their name, as it was given to the container.
    pub label: Label,
    /// What they are meant to do.
    pub role: Role,
    /// The key that they open with; `None` for a passphrase.
    pub recipient: Option<Recipient>,
}

impl Grant {
    pub(crate) fn is_post_quantum(&self) -> bool {
        match &self.key {
            GrantKey::Recipient(recipient) => recipient.kind().is_post_quantum(),
            GrantKey::Passphrase(_) => true,
        }
    }

    pub(super) fn to_opener(&self) -> Opener {
        let recipient = match &self.key {
            GrantKey::Recipient(recipient) => Some(recipient.clone()),
            GrantKey::Passphrase(_) => None,
        };
        Opener { label: self.label.clone(), role: self.role, recipient }
    }

    pub(super) fn is_decomposed(&self) -> bool {
        matches!(&self.key, GrantKey::Passphrase(typed) if typed.is_decomposed())
    }

    /// Whether it is what that access opens with; every passphrase is another.
    pub(crate) fn is_of(&self, key: &AccessKey) -> bool {
        matches!((&self.key, key), (GrantKey::Recipient(a), AccessKey::Recipient(b)) if a == b)
    }

    pub(crate) fn to_access(&self, date: i64) -> Access {
        let key = match &self.key {
            GrantKey::Recipient(recipient) => AccessKey::Recipient(recipient.clone()),
            GrantKey::Passphrase(_) => AccessKey::Passphrase,
        };
        let date = self.since.unwrap_or(date);
        Access { label: self.label.clone(), role: self.role, key, date }
    }
}

/// Whether a container may be made so, before there is anything to put into it.
///
/// # Errors
/// As [`seal_to_file`](crate::seal::seal_to_file), for what is asked of the accesses.
pub fn check(options: &SealOptions) -> Result<()> {
    grants(options).map(drop)
}

/// Everyone who is to open the container: those who were asked for, once each, and those whom the
/// policy imposes.
pub(crate) fn grants(options: &SealOptions) -> Result<Vec<Grant>> {
    if options.grants.is_empty() { Err(Error::NoRecipients) } else { joining(options, &[]) }
}

/// Everyone who is to open the container beside those who `stay`: those who were asked for, once
/// each, and those whom the policy imposes and who are not there.
pub(crate) fn joining(options: &SealOptions, stay: &[&Access]) -> Result<Vec<Grant>> {
    let policy = &options.policy;
    let asked = once_each(&options.grants);
    check_passphrases(&asked, stay, options)?;
    check_recipients(&asked, options)?;
    if options.anonymous && policy.anonymous.demand == Permission::Forbidden {
        return Err(policy.anonymous.refusal(Rule::Anonymous));
    }
    let mut imposed: Vec<Grant> = policy.recovery.iter().map(recovery_grant).collect();
    if policy.classical.demand == Permission::Forbidden
        && !imposed.iter().all(Grant::is_post_quantum)
    {
        return Err(policy.classical.refusal(Rule::Classical));
    }
    imposed.retain(|grant| !stay.iter().any(|access| grant.is_of(&access.key)));
    let is_imposed = |grant: &Grant| imposed.iter().any(|other| is_same(grant, other));
    let mut all: Vec<Grant> = asked.into_iter().filter(|grant| !is_imposed(grant)).collect();
    all.extend(imposed);
    let phrases = stay.iter().filter(|access| access.key == AccessKey::Passphrase).count();
    access::check_count(phrases + passphrases(&all).count(), stay.len() + all.len())?;
    Ok(all)
}

/// Each of them once: no two are of one key.
pub(crate) fn once_each(grants: &[Grant]) -> Vec<Grant> {
    let mut once: Vec<Grant> = Vec::with_capacity(grants.len());
    for grant in grants {
        if !once.iter().any(|known| is_same(known, grant)) {
            once.push(grant.clone());
        }
    }
    once
}

fn is_same(one: &Grant, other: &Grant) -> bool {
    matches!((&one.key, &other.key), (GrantKey::Recipient(a), GrantKey::Recipient(b)) if a == b)
}

fn recovery_grant(recovery: &crate::profile::policy::Recovery) -> Grant {
    Grant {
        label: recovery.label.clone(),
        role: Role::Recovery,
        key: GrantKey::Recipient(recovery.recipient.clone()),
        trust: Trust::Directory,
        since: None,
    }
}

fn passphrases(grants: &[Grant]) -> impl Iterator<Item = &Passphrase> {
    grants.iter().filter_map(|grant| match &grant.key {
        GrantKey::Passphrase(passphrase) => Some(passphrase),
        GrantKey::Recipient(_) => None,
    })
}

fn recipients(grants: &[Grant]) -> impl Iterator<Item = (&Grant, &Recipient)> {
    grants.iter().filter_map(|grant| match &grant.key {
        GrantKey::Recipient(recipient) => Some((grant, recipient)),
        GrantKey::Passphrase(_) => None,
    })
}

fn check_passphrases(asked: &[Grant], stay: &[&Access], options: &SealOptions) -> Result<()> {
    let policy = &options.policy;
    let count = passphrases(asked).count();
    if options.passphrase_stanza == PassphraseStanza::Scrypt {
        if count != 1 || asked.len() != 1 || !stay.is_empty() {
            return Err(Error::PassphraseNotAlone);
        }
        if let Some((rule, path)) = asks_for_more_than_scrypt(policy) {
            return Err(Error::Policy { path, rule });
        }
    }
    let rule = match policy.passphrases.demand {
        PassphraseUse::Forbidden if count > 0 => Rule::Passphrase,
        PassphraseUse::BesideRecipient
            if count > 0
                && count == asked.len()
                && stay.iter().all(|access| access.key == AccessKey::Passphrase) =>
        {
            Rule::PassphraseAlone
        }
        _ => return passphrases(asked).try_for_each(|typed| policy.check_passphrase(typed)),
    };
    Err(policy.passphrases.refusal(rule))
}

/// Whether these grants, beside so many stanzas that stay, are one passphrase that opens age's own
/// stanza.
pub(crate) fn takes_scrypt(options: &SealOptions, grants: &[Grant], stay: usize) -> bool {
    let alone = stay == 0 && grants.len() == 1 && passphrases(grants).count() == 1;
    match options.passphrase_stanza {
        PassphraseStanza::Scrypt => true,
        PassphraseStanza::Automatic => {
            alone && asks_for_more_than_scrypt(&options.policy).is_none()
        }
        PassphraseStanza::Argon2 => false,
    }
}

/// The rule that age's own stanza cannot keep, and its file: an access for recovery beside it, an
/// access list, or the cost of Argon2id.
fn asks_for_more_than_scrypt(policy: &Policy) -> Option<(Rule, PathBuf)> {
    let file = |file: &Option<PathBuf>| file.clone().unwrap_or_default();
    if let Some(recovery) = policy.recovery.first() {
        return Some((Rule::AgeCompatible, recovery.file.clone()));
    }
    if policy.anonymous.demand == Permission::Forbidden {
        return Some((Rule::Anonymous, file(&policy.anonymous.file)));
    }
    policy.argon2.map(|_| (Rule::Argon2, file(&policy.argon2_file)))
}

pub(crate) fn check_recipients(asked: &[Grant], options: &SealOptions) -> Result<()> {
    let policy = &options.policy;
    for (grant, recipient) in recipients(asked) {
        if !grant.is_post_quantum() {
            if policy.classical.demand == Permission::Forbidden {
                return Err(policy.classical.refusal(Rule::Classical));
            }
            if !options.allow_classical {
                return Err(Error::ClassicalRecipient { recipient: recipient.to_string() });
            }
        }
        if is_unverified(grant) && policy.unverified.demand == Unverified::Refused {
            let name = grant.label.to_string();
            return Err(policy.unverified.refusal(Rule::Unverified { name }));
        }
    }
    Ok(())
}

/// Grants whose key was never verified, where the policy asks for a warning.
pub fn to_warn_of<'a>(grants: &'a [Grant], policy: &Policy) -> impl Iterator<Item = &'a Grant> {
    let warned = policy.unverified.demand == Unverified::Warned;
    grants.iter().filter(move |grant| warned && is_unverified(grant))
}

fn is_unverified(grant: &Grant) -> bool {
    let by_key = matches!(grant.key, GrantKey::Recipient(_));
    by_key && matches!(grant.trust, Trust::Unverified | Trust::Given)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::keys::addressee::Addressee;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::label::Label;
    use crate::profile::policy::{Recovery, Ruled};

    fn hybrid() -> Recipient {
        Recipient::Hybrid(Box::new(HybridIdentity::generate().unwrap().to_recipient()))
    }

    fn grant(recipient: Recipient, trust: Trust) -> Grant {
        Grant::to(Addressee { label: Label::lossy("Alice"), recipient, trust }, Role::Member)
    }

    fn passphrase(typed: &str) -> Grant {
        Grant::passphrase(Label::lossy("P"), Passphrase::new(typed).unwrap(), Role::Member)
    }

    fn access(label: &str, key: AccessKey, role: Role) -> Access {
        Access { label: Label::lossy(label), role, key, date: 0 }
    }

    #[test]
    fn an_answer_is_for_those_who_are_listed_and_its_author_owns_it() {
        let [alice, bob, safe] = [hybrid(), hybrid(), hybrid()];
        let listed = vec![
            access("Alice", AccessKey::Recipient(alice.clone()), Role::Owner),
            access("Bob", AccessKey::Recipient(bob.clone()), Role::Member),
            access("P", AccessKey::Passphrase, Role::Member),
            access("Safe", AccessKey::Recipient(safe.clone()), Role::Recovery),
            access("Alice again", AccessKey::Recipient(alice.clone()), Role::Member),
        ];
        let list = AccessList { listed, present: true, ..AccessList::default() };
        let ids = |places: &[usize]| places.iter().copied().map(AccessId::at).collect::<Vec<_>>();
        let roles = |own: &[usize], chosen: &[usize]| {
            let grants = answering(&list, &ids(own), &ids(chosen)).unwrap();
            grants.iter().map(|grant| (grant.label.to_string(), grant.role)).collect::<Vec<_>>()
        };
        let all = [
            ("Alice".to_owned(), Role::Member),
            ("Bob".to_owned(), Role::Owner),
            ("Safe".to_owned(), Role::Recovery),
        ];
        assert_eq!(roles(&[1], &[0, 1, 2, 3, 4, 9]), all);
        assert_eq!(roles(&[2], &[0]), all[..1]);

        let lying = AccessList { disproved: ids(&[1]), ..list.clone() };
        let refused = answering(&lying, &ids(&[1]), &ids(&[0]));
        assert!(matches!(refused, Err(Error::AccessFalse { .. })), "{refused:?}");
        let refused = answering(&AccessList::default(), &[], &[]);
        assert!(matches!(refused, Err(Error::NoAccessList)), "{refused:?}");
    }

    fn ruled<T>(demand: T) -> Ruled<T> {
        Ruled { demand, file: Some(PathBuf::from("policy.toml")) }
    }

    fn options(grants: Vec<Grant>) -> SealOptions {
        SealOptions::new(grants, 0)
    }

    fn broken(options: &SealOptions) -> Rule {
        match grants(options) {
            Err(Error::Policy { rule, path }) => {
                assert_eq!(path, PathBuf::from("policy.toml"));
                rule
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_recovery_access_is_always_there_once() {
        let (mine, recovery) = (hybrid(), hybrid());
        let policy = Policy {
            recovery: vec![Recovery {
                label: Label::lossy("Recouvrement"),
                recipient: recovery.clone(),
                file: PathBuf::from("policy.toml"),
            }],
            ..Policy::default()
        };
        let asked = vec![
            grant(mine.clone(), Trust::Verified),
            grant(recovery, Trust::Given),
            grant(mine, Trust::Given),
        ];
        let mut options = options(asked);
        options.policy = policy;
        let all = grants(&options).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].label, Label::lossy("Recouvrement"));
        assert_eq!(all[1].role, Role::Recovery);
        // The recovery key alone is no recipient.
        options.grants.clear();
        assert!(matches!(grants(&options), Err(Error::NoRecipients)));
        options.grants = vec![passphrase("a long enough passphrase")];
        options.passphrase_stanza = PassphraseStanza::Scrypt;
        assert_eq!(broken(&options), Rule::AgeCompatible);
    }

    #[test]
    fn each_rule_refuses_what_it_forbids_and_nothing_else() {
        let classical = crate::keys::x25519::X25519Identity::generate().to_recipient();
        let mut all = options(vec![
            grant(hybrid(), Trust::Unverified),
            grant(Recipient::X25519(classical), Trust::Verified),
            passphrase("une phrase de trente signes !!"),
        ]);
        assert!(matches!(grants(&all), Err(Error::ClassicalRecipient { .. })));
        all.allow_classical = true;
        all.anonymous = true;
        assert_eq!(grants(&all).unwrap().len(), 3);
        type Forbid = fn(&mut Policy);
        let forbidding: [(Forbid, Rule); 5] = [
            (|p| p.classical = ruled(Permission::Forbidden), Rule::Classical),
            (|p| p.anonymous = ruled(Permission::Forbidden), Rule::Anonymous),
            (|p| p.passphrases = ruled(PassphraseUse::Forbidden), Rule::Passphrase),
            (|p| p.passphrase_length = ruled(31), Rule::PassphraseLength(31)),
            (
                |p| p.unverified = ruled(Unverified::Refused),
                Rule::Unverified { name: "Alice".to_owned() },
            ),
        ];
        for (forbid, rule) in forbidding {
            all.policy = Policy::default();
            forbid(&mut all.policy);
            assert_eq!(broken(&all), rule);
        }
        all.policy = Policy::default();
        all.policy.passphrases = ruled(PassphraseUse::BesideRecipient);
        all.policy.passphrase_length = ruled(30);
        assert!(grants(&all).is_ok());
        all.grants = vec![passphrase("une phrase de trente signes !!")];
        assert_eq!(broken(&all), Rule::PassphraseAlone);
    }

    /// What the policy asks for that age's own stanza cannot keep, and the rule that names it.
    #[test]
    fn a_passphrase_alone_takes_ages_stanza_unless_a_rule_asks_for_more() {
        let alone = options(vec![passphrase("une phrase de trente signes !!")]);
        let takes = |options: &SealOptions| takes_scrypt(options, &grants(options).unwrap(), 0);
        assert!(takes(&alone));
        assert!(!takes(&options(
            [alone.grants.clone(), vec![grant(hybrid(), Trust::Given)]].concat()
        )));
        assert!(!takes(&options([alone.grants.clone(), vec![passphrase("une autre")]].concat())));
        assert!(!takes_scrypt(&alone, &alone.grants, 1));
        let ours = PassphraseStanza::Argon2;
        assert!(!takes(&SealOptions { passphrase_stanza: ours, ..alone.clone() }));
        assert!(takes(&SealOptions { anonymous: true, ..alone.clone() }));
        let recovery = Recovery {
            label: Label::lossy("R"),
            recipient: hybrid(),
            file: PathBuf::from("policy.toml"),
        };
        let file = Some(PathBuf::from("policy.toml"));
        let argon2 = Some(crate::keys::passphrase::Argon2Cost::DEFAULT);
        for (policy, rule) in [
            (Policy { recovery: vec![recovery], ..Policy::default() }, Rule::AgeCompatible),
            (
                Policy { anonymous: ruled(Permission::Forbidden), ..Policy::default() },
                Rule::Anonymous,
            ),
            (Policy { argon2, argon2_file: file, ..Policy::default() }, Rule::Argon2),
        ] {
            let mut ruled = SealOptions { policy, ..alone.clone() };
            assert!(!takes(&ruled), "{rule:?}");
            ruled.passphrase_stanza = PassphraseStanza::Scrypt;
            assert_eq!(broken(&ruled), rule);
        }
    }

    #[test]
    fn those_who_are_not_verified_are_warned_of_when_the_policy_says_so() {
        let asked = [
            grant(hybrid(), Trust::Unverified),
            grant(hybrid(), Trust::Directory),
            passphrase("x"),
        ];
        let mut policy = Policy::default();
        assert_eq!(to_warn_of(&asked, &policy).count(), 0);
        policy.unverified = ruled(Unverified::Warned);
        assert_eq!(to_warn_of(&asked, &policy).count(), 1);
    }
}
