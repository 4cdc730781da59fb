//! The user's side put together: [`Profile`].

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use crate::container::access::{AccessId, AccessKey, AccessList};
use crate::error::{Error, Result};
use crate::keys::addressee::{Addressee, Trust};
use crate::keys::label::Label;
use crate::keys::passphrase::Argon2Cost;
use crate::keys::recipient::Recipient;
use crate::profile::card::Card;
use crate::profile::config::Config;
use crate::profile::contacts::{Contact, Contacts};
use crate::profile::directory::{
    Directory, holder_of, is_given, of_contact, refuse_another_key, resolve, trust_in, whose,
};
use crate::profile::home::Home;
use crate::profile::policy::Policy;

/// The user's keys, contacts and preferences, and the rules that they are under.
///
/// Each file is read when it is first asked for, and kept. One that cannot be read is an error of
/// whatever needs it, and is read again the next time.
pub struct Profile {
    home: Home,
    system_policy: PathBuf,
    policies: Vec<PathBuf>,
    config: OnceLock<Config>,
    policy: OnceLock<Policy>,
    contacts: OnceLock<Contacts>,
    own: OnceLock<Vec<Recipient>>,
    card: OnceLock<Option<Card>>,
    directory: OnceLock<Directory>,
}

static NO_CONTACTS: LazyLock<Contacts> = LazyLock::new(Contacts::none);
static NO_CARDS: LazyLock<Directory> = LazyLock::new(Directory::default);

/// Those whom names mean.
#[derive(Debug)]
pub struct Resolved {
    /// In the order of the names.
    pub addressees: Vec<Addressee>,
    /// Why the contacts could not be read, where no name had to be looked for among them, or a card of
    /// the directory, where the names are on others.
    pub unread: Option<Error>,
}

impl Profile {
    /// That of the user and of the system.
    #[must_use]
    pub fn of_user() -> Self {
        Self::at(Home::find(), Policy::system_path())
    }

    /// That of a folder, under the policy at this path if there is one.
    #[must_use]
    pub fn at(home: Home, system_policy: PathBuf) -> Self {
        Self {
            home,
            system_policy,
            policies: Vec::new(),
            config: OnceLock::new(),
            policy: OnceLock::new(),
            contacts: OnceLock::new(),
            own: OnceLock::new(),
            card: OnceLock::new(),
            directory: OnceLock::new(),
        }
    }

    /// The same under more policies, which must be there.
    #[must_use]
    pub fn with_policies(self, policies: Vec<PathBuf>) -> Self {
        Self { policies, ..Self::at(self.home, self.system_policy) }
    }

    /// The same, with every file to be read again.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self::at(self.home.clone(), self.system_policy.clone()).with_policies(self.policies.clone())
    }

    /// The folder.
    #[must_use]
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The preferences.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn config(&self) -> Result<&Config> {
        kept(&self.config, || self.home.config())
    }

    /// The rules in force.
    ///
    /// # Errors
    /// As [`Policy::load`].
    pub fn policy(&self) -> Result<&Policy> {
        kept(&self.policy, || Policy::load(&self.system_policy, &self.policies))
    }

    /// The contacts.
    ///
    /// # Errors
    /// [`Error::NoHome`], and as [`Contacts::open`].
    pub fn contacts(&self) -> Result<&Contacts> {
        kept(&self.contacts, || Contacts::open(&self.home.contacts().ok_or(Error::NoHome)?))
    }

    /// The contacts; none where they cannot be read.
    #[must_use]
    pub fn contacts_or_none(&self) -> &Contacts {
        self.contacts().unwrap_or(&NO_CONTACTS)
    }

    /// Changes the contacts and writes them; no other process changes them meanwhile. What this
    /// profile has read of them stays as it was: see [`unread`](Self::unread).
    ///
    /// # Errors
    /// [`Error::NoHome`], those of `edit`, and as [`Contacts::edit`]; nothing is written then.
    pub fn edit_contacts<T, E: From<Error>>(
        &self,
        edit: impl FnOnce(&mut Contacts) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut contacts = Contacts::edit(&self.home.contacts().ok_or(Error::NoHome)?)?;
        let answer = edit(&mut contacts)?;
        contacts.save()?;
        Ok(answer)
    }

    /// The user's public keys, the one in use last.
    ///
    /// # Errors
    /// As [`Home::own_recipients`].
    pub fn own(&self) -> Result<&[Recipient]> {
        kept(&self.own, || self.home.own_recipients()).map(Vec::as_slice)
    }

    /// The files of the user's secret keys, the one in use last.
    ///
    /// # Errors
    /// As [`Home::identities`].
    pub fn identities(&self) -> Result<Vec<PathBuf>> {
        self.home.identities()
    }

    /// The user's card, once they have made one.
    ///
    /// # Errors
    /// As [`Home::own_card`].
    pub fn card(&self) -> Result<Option<&Card>> {
        kept(&self.card, || self.home.own_card()).map(Option::as_ref)
    }

    /// The user's name: that of their card, else that of their preferences.
    ///
    /// # Errors
    /// Those of [`card`](Self::card) and [`config`](Self::config).
    pub fn own_name(&self) -> Result<Option<Label>> {
        let of_card = self.card()?.and_then(|card| card.name.clone());
        Ok(of_card.or(self.config()?.name.clone()))
    }

    /// The user, as those for whom they seal see them; `None` without a key. A user without a name
    /// is called `unnamed`.
    ///
    /// # Errors
    /// Those of [`own`](Self::own) and [`own_name`](Self::own_name).
    pub fn addressee(&self, unnamed: &Label) -> Result<Option<Addressee>> {
        let Some(recipient) = self.own()?.last() else { return Ok(None) };
        let label = self.own_name()?.unwrap_or_else(|| unnamed.clone());
        Ok(Some(Addressee { label, recipient: recipient.clone(), trust: Trust::Verified }))
    }

    /// The keys for recovery and the cards that the policy names, then the cards that the preferences do.
    ///
    /// # Errors
    /// Those of [`policy`](Self::policy) and [`config`](Self::config).
    pub fn directory(&self) -> Result<&Directory> {
        kept(&self.directory, || {
            let policy = self.policy()?;
            let sources = policy.directories.iter().chain(&self.config()?.directory);
            Ok(Directory::of(sources.cloned().collect()).with_cards(policy.recovery_cards()))
        })
    }

    /// The same; no cards where the policy or the preferences cannot be read.
    #[must_use]
    pub fn directory_or_none(&self) -> &Directory {
        self.directory().unwrap_or(&NO_CARDS)
    }

    /// The language that the user prefers, else the one that the organisation does: `fr` or `en`.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        let preferred = self.config().ok().and_then(|config| config.language.as_deref());
        let of_policy = || self.policy().ok().and_then(|policy| policy.language.as_deref());
        preferred.or_else(of_policy)
    }

    /// What a try at a new passphrase of the user's costs, where the policy does not say more.
    ///
    /// # Errors
    /// Those of [`policy`](Self::policy).
    pub fn passphrase_cost(&self, usual: Argon2Cost) -> Result<Argon2Cost> {
        Ok(self.policy()?.argon2.map_or(usual, |imposed| usual.max(imposed)))
    }

    /// Finds whom names mean, among the contacts and in the directory.
    ///
    /// # Errors
    /// As [`resolve`]; those of the contacts, where a name has to be looked for among them.
    pub fn resolve(&self, names: &[String]) -> Result<Resolved> {
        let (contacts, unread) = match self.contacts() {
            Ok(contacts) => (contacts, None),
            Err(error) if names.iter().all(|name| is_given(name)) => (&*NO_CONTACTS, Some(error)),
            Err(error) => return Err(error),
        };
        let mut addressees = Vec::new();
        for name in names {
            addressees.extend(resolve(name, contacts, self.directory()?)?);
        }
        let unread = unread.or_else(|| self.directory().ok()?.damage());
        Ok(Resolved { addressees, unread })
    }

    /// The holder of a key that was given as it is, as far as the user knows them.
    ///
    /// # Errors
    /// Those of [`directory`](Self::directory). Contacts that cannot be read say nothing.
    pub fn holder_of(&self, recipient: Recipient) -> Result<Addressee> {
        Ok(holder_of(recipient, self.contacts_or_none(), self.directory()?))
    }

    /// A contact as an addressee.
    #[must_use]
    pub fn contact(&self, contact: &Contact) -> Addressee {
        of_contact(contact, self.directory_or_none())
    }

    /// Refuses a card that gives a name or an address of the organisation another key, before it is added
    /// to the contacts.
    ///
    /// # Errors
    /// [`Error::ContactExists`].
    pub fn refuse_another_key(&self, card: &Card, name: &Label) -> Result<()> {
        refuse_another_key(card, name, self.directory_or_none())
    }

    /// An addressee as they are; the user under their own name, where the key is theirs.
    ///
    /// # Errors
    /// Those of [`own`](Self::own) and [`own_name`](Self::own_name).
    pub fn recognised(&self, addressee: Addressee, unnamed: &Label) -> Result<Addressee> {
        if !self.own()?.contains(&addressee.recipient) {
            return Ok(addressee);
        }
        let label = self.own_name()?.unwrap_or_else(|| unnamed.clone());
        Ok(Addressee { label, trust: Trust::Verified, ..addressee })
    }

    /// The name under which the user knows a key, and how surely. Files that cannot be read are left
    /// out.
    #[must_use]
    pub fn whose(&self, recipient: &Recipient) -> Option<(Label, Trust)> {
        whose(recipient, self.contacts_or_none(), self.directory_or_none())
    }

    /// How the user knows whose a key is. What cannot be read says nothing of it.
    #[must_use]
    pub fn trust(&self, recipient: &Recipient) -> Trust {
        let own = self.own().unwrap_or_default();
        trust_in(recipient, own, self.contacts_or_none(), self.directory_or_none())
    }

    /// Whether a key is neither the user's, nor known to them, nor imposed by the policy.
    #[must_use]
    pub fn is_unknown(&self, recipient: &Recipient) -> bool {
        let imposes =
            |policy: &Policy| policy.recovery.iter().any(|rule| rule.recipient == *recipient);
        self.trust(recipient) == Trust::Given && !self.policy().is_ok_and(imposes)
    }

    /// The accesses of others whose names pass for that of a contact, and the contact's name.
    #[must_use]
    pub fn imitated(&self, list: &AccessList) -> Vec<(AccessId, &Label)> {
        let contacts = self.contacts_or_none();
        let own = self.own().unwrap_or_default();
        let is_own = |id: &AccessId| match list.get(*id).map(|access| &access.key) {
            Some(AccessKey::Recipient(key)) => own.contains(key),
            _ => false,
        };
        let others = contacts.imitated(list).into_iter().filter(|(id, _)| !is_own(id));
        others.map(|(id, contact)| (id, &contact.name)).collect()
    }

    /// The error of the first of its files that cannot be read. All are read.
    #[must_use]
    pub fn fault(&self) -> Option<Error> {
        let contacts = match self.contacts() {
            // Without a folder there are none.
            Err(Error::NoHome) => None,
            read => read.err(),
        };
        let policy = self.policy().err();
        let faults = [self.config().err(), policy, contacts, self.own().err(), self.card().err()];
        faults.into_iter().flatten().next()
    }

    /// Reads every file now. Those that cannot be read count as empty from then on, so that an
    /// interface that draws them often does not read them each time; the policy alone stays an
    /// error. Returns the first error.
    #[must_use]
    pub fn read_leniently(&self) -> Option<Error> {
        let fault = self.fault();
        let config = self.config.get_or_init(Config::default);
        self.contacts.get_or_init(Contacts::none);
        self.own.get_or_init(Vec::new);
        self.card.get_or_init(|| None);
        if self.policy().is_err() {
            self.directory
                .get_or_init(|| Directory::of(config.directory.iter().cloned().collect()));
        }
        fault
    }

    /// Where the system's policy is.
    #[must_use]
    pub fn system_policy(&self) -> &Path {
        &self.system_policy
    }
}

/// What was read before, or is read now.
fn kept<T>(cell: &OnceLock<T>, read: impl FnOnce() -> Result<T>) -> Result<&T> {
    match cell.get() {
        Some(value) => Ok(value),
        None => {
            let value = read()?;
            Ok(cell.get_or_init(|| value))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::output::Existing;

    /// A profile in a folder, with a key, under a policy.
    fn profile(folder: &Path) -> Profile {
        let home = Home::at(folder.join("home"));
        home.make_key(&home.next_identity().unwrap(), 1_790_000_000, None).unwrap();
        Profile::at(home, folder.join("policy.toml"))
    }

    fn label(text: &str) -> Label {
        Label::parse(text).unwrap()
    }

    #[test]
    fn the_name_is_that_of_the_card_then_that_of_the_preferences() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path());
        let name = |profile: &Profile| profile.addressee(&label("me")).unwrap().unwrap().label;
        assert_eq!(name(&profile.unread()), label("me"));
        std::fs::write(profile.home().config_path().unwrap(), "name = \"Alice\"\n").unwrap();
        assert_eq!(name(&profile.unread()), label("Alice"));
        let own = profile.own().unwrap()[0].clone();
        let card = format!("# name: Alice Martin\n{own}\n");
        std::fs::write(profile.home().card_path().unwrap(), card).unwrap();
        let profile = profile.unread();
        assert_eq!(name(&profile), label("Alice Martin"));
        assert_eq!(profile.trust(&own), Trust::Verified);
        assert!(profile.fault().is_none());
    }

    #[test]
    fn every_policy_counts_and_a_damaged_one_is_an_error_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("policy.toml"), "language = \"fr\"\nexclude = [\"*.tmp\"]\n").unwrap();
        std::fs::write(at("more.toml"), "exclude = [\"*.bak\"]\n").unwrap();
        let profile = profile(folder.path()).with_policies(vec![at("more.toml")]);
        assert_eq!(profile.policy().unwrap().exclude, ["*.tmp", "*.bak"]);
        assert_eq!(profile.language(), Some("fr"));

        std::fs::write(at("more.toml"), "nonsense = 1\n").unwrap();
        let damaged = profile.unread();
        for _ in 0..2 {
            assert!(matches!(damaged.policy(), Err(Error::Settings { .. })));
        }
        assert!(matches!(damaged.fault(), Some(Error::Settings { .. })));
        assert!(
            damaged.directory().is_err() && damaged.passphrase_cost(Argon2Cost::DEFAULT).is_err()
        );
    }

    #[test]
    fn damaged_contacts_prevent_only_what_needs_them() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path());
        std::fs::write(profile.home().contacts().unwrap(), "nonsense = 1\n").unwrap();
        let key = profile.own().unwrap()[0].to_string();
        let found = profile.resolve(std::slice::from_ref(&key)).unwrap();
        assert_eq!(found.addressees.len(), 1);
        assert!(matches!(found.unread, Some(Error::Settings { .. })));
        assert!(profile.resolve(&[key, "bob".to_owned()]).is_err());
        assert!(profile.imitated(&AccessList::default()).is_empty());
    }

    #[test]
    fn what_cannot_be_read_counts_as_empty_once_read_leniently() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path());
        let damage = |path: &Path| std::fs::write(path, "nonsense = 1\n").unwrap();
        damage(&profile.home().contacts().unwrap());
        damage(&profile.home().config_path().unwrap());
        assert!(profile.config().is_err() && profile.contacts().is_err());
        assert!(matches!(profile.read_leniently(), Some(Error::Settings { .. })));
        assert!(profile.contacts().unwrap().all().is_empty());
        assert_eq!(profile.own().unwrap().len(), 1, "what can be read is");
        assert!(profile.policy().is_ok());
        damage(&folder.path().join("policy.toml"));
        let profile = profile.unread();
        assert!(profile.read_leniently().is_some() && profile.policy().is_err());
        assert!(profile.directory().unwrap().cards().unwrap().is_empty());
        let edited: Result<()> = profile.edit_contacts(|_| Ok(()));
        assert!(matches!(edited, Err(Error::Settings { .. })), "nothing is written over it");
    }

    #[test]
    fn a_policy_makes_a_passphrase_cost_more_and_never_less() {
        let folder = tempfile::tempdir().unwrap();
        let cost = |memory: u32| {
            let rule = format!("[argon2]\nmemory-mib = {memory}\npasses = 3\nlanes = 4\n");
            std::fs::write(folder.path().join("policy.toml"), rule).unwrap();
            let cost = profile(folder.path()).passphrase_cost(Argon2Cost::DEFAULT).unwrap();
            cost.memory_kib() / 1024
        };
        assert_eq!([cost(64), cost(512)], [256, 512]);
    }

    #[test]
    fn a_key_is_unknown_unless_a_contact_or_the_policy_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path());
        let other = Recipient::Hybrid(Box::new(
            crate::keys::hybrid::HybridIdentity::generate().unwrap().to_recipient(),
        ));
        assert!(!profile.is_unknown(&profile.own().unwrap()[0]));
        assert!(profile.is_unknown(&other));
        let rule = format!("[[recovery]]\nlabel = \"Recovery\"\nrecipient = \"{other}\"\n");
        std::fs::write(folder.path().join("policy.toml"), rule).unwrap();
        assert!(!profile.unread().is_unknown(&other));
    }

    #[test]
    fn an_edit_of_the_contacts_is_seen_and_a_failed_one_leaves_them() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(folder.path());
        assert!(profile.contacts().unwrap().all().is_empty());
        let card = Card {
            name: None,
            email: None,
            organisation: None,
            date: None,
            recipient: profile.own().unwrap()[0].clone(),
        };
        let add = |contacts: &mut Contacts| {
            contacts.add(&card, label("Bob"), "2026-11-27", Existing::Refuse)
        };
        profile.edit_contacts(add).unwrap();
        assert_eq!(profile.unread().contacts().unwrap().all()[0].name, label("Bob"));
        let failed: Result<()> = profile.edit_contacts(|contacts| {
            contacts.remove("Bob")?;
            Err(Error::Cancelled)
        });
        assert!(matches!(failed, Err(Error::Cancelled)));
        assert_eq!(profile.unread().contacts().unwrap().all().len(), 1);
    }

    #[test]
    fn without_a_folder_there_is_nothing_and_nothing_is_at_fault() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::at(Home::none(), folder.path().join("policy.toml"));
        assert!(profile.fault().is_none() && profile.own().unwrap().is_empty());
        assert!(profile.addressee(&label("me")).unwrap().is_none());
        assert!(matches!(profile.contacts(), Err(Error::NoHome)));
    }
}
