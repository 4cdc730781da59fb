//! Who is meant by what was typed: a key, a card, a contact, a group, or a person of the
//! organisation's directory.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::display::escape;
use crate::error::{Error, KeyFault, Result};
use crate::keys::label::{Label, fold};
use crate::keys::recipient::Recipient;
use crate::profile::card::{self, Card};
use crate::profile::contacts::{Contact, Contacts, Found, is_near};

pub use crate::keys::addressee::{Addressee, Trust};
pub use crate::profile::policy::Source;

/// A folder with more cards is not read.
const MAX_CARDS: usize = 100_000;
/// Number of names that are proposed for one that is not found.
const MOST_NEAR: usize = 5;

/// The organisation's cards, read when a name is not that of a contact. Read-only.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    sources: Vec<Source>,
    /// Those that lie in no file.
    imposed: Vec<(Card, Trust)>,
    read: OnceLock<Cards>,
    /// The places of the cards, by the digests of their keys.
    by_key: OnceLock<HashMap<[u8; 32], usize>>,
}

/// What the files hold.
#[derive(Clone, Debug, Default)]
struct Cards {
    cards: Vec<(Card, Trust)>,
    /// The files of the cards, in the same order; those that are imposed lie in none.
    paths: Vec<Option<PathBuf>>,
    damaged: Vec<PathBuf>,
}

impl Directory {
    /// The cards of these places, the first first.
    #[must_use]
    pub fn of(sources: Vec<Source>) -> Self {
        Self { sources, ..Self::default() }
    }

    /// The same, and these cards before all others.
    #[must_use]
    pub fn with_cards(self, imposed: Vec<(Card, Trust)>) -> Self {
        Self { imposed, ..self }
    }

    /// Its cards, and what is known of each. One damaged file does not take the others away: see
    /// [`damage`](Self::damage).
    ///
    /// # Errors
    /// [`Error::Directory`].
    pub fn cards(&self) -> Result<&[(Card, Trust)]> {
        Ok(&self.read()?.cards)
    }

    /// Why one of its cards cannot be used; `None` as long as no card was asked for.
    #[must_use]
    pub fn damage(&self) -> Option<Error> {
        self.read.get()?.damaged.iter().find_map(|path| Card::read(path).err())
    }

    fn read(&self) -> Result<&Cards> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let paths = vec![None; self.imposed.len()];
        let mut read = Cards { cards: self.imposed.clone(), paths, damaged: Vec::new() };
        for source in &self.sources {
            for path in source.card_paths()? {
                match Card::read(&path) {
                    Ok(card) => {
                        read.cards.push((card, source.trust));
                        read.paths.push(Some(path));
                    }
                    Err(_) => read.damaged.push(path),
                }
            }
        }
        Ok(self.read.get_or_init(|| read))
    }

    /// The card of this key, the organisation's first. A directory that cannot be read holds none:
    /// looking for a name in it reports the error.
    #[must_use]
    pub fn card_of(&self, recipient: &Recipient) -> Option<(&Card, Trust)> {
        let cards = self.cards().unwrap_or_default();
        let digest = |key: &Recipient| Sha256::digest(key.to_string().as_bytes()).into();
        let by_key = self.by_key.get_or_init(|| {
            // The last to be inserted stays.
            let places = cards.iter().enumerate().rev();
            places.map(|(at, (card, _))| (digest(&card.recipient), at)).collect()
        });
        // Not even a digest is taken where there is no card.
        let at = if cards.is_empty() { None } else { by_key.get(&digest(recipient)) };
        let (card, trust) = cards.get(*at?)?;
        Some((card, *trust))
    }

    /// Whether the organisation says that this key is the one of this contact: by name, or by address
    /// where its card has no name. The address alone proves nothing of a name: a card may be given with
    /// one's own address and another's name.
    fn vouches_for(&self, contact: &Contact) -> bool {
        self.card_of(&contact.recipient).is_some_and(|(card, trust)| {
            trust == Trust::Directory
                && match &card.name {
                    Some(name) => is_same(Some(name), Some(&contact.name)),
                    None => is_same(card.email.as_ref(), contact.email.as_ref()),
                }
        })
    }

    /// Whether the organisation has cards of this name or of this address, and none of them has this key.
    fn contradicts(&self, card: &Card, name: &Label) -> bool {
        let cards = self.cards().unwrap_or_default().iter();
        let vouched = cards.filter(|(_, trust)| *trust == Trust::Directory).map(|(card, _)| card);
        let contradicted = |is_theirs: &dyn Fn(&Card) -> bool| {
            let mut theirs = vouched.clone().filter(|known| is_theirs(known)).peekable();
            theirs.peek().is_some() && !theirs.any(|known| known.recipient == card.recipient)
        };
        contradicted(&|known| is_same(known.name.as_ref(), Some(name)))
            || contradicted(&|known| is_same(known.email.as_ref(), card.email.as_ref()))
    }
}

fn is_same(one: Option<&Label>, other: Option<&Label>) -> bool {
    one.zip(other).is_some_and(|(one, other)| fold(one.as_str()) == fold(other.as_str()))
}

/// Refuses a card that gives a name or an address of the organisation another key.
///
/// # Errors
/// [`Error::ContactExists`].
pub(super) fn refuse_another_key(card: &Card, name: &Label, directory: &Directory) -> Result<()> {
    match directory.contradicts(card, name) {
        true => Err(Error::ContactExists { name: name.to_string() }),
        false => Ok(()),
    }
}

impl Source {
    fn card_paths(&self) -> Result<Vec<PathBuf>> {
        let missing = |source| Error::Directory {
            path: self.path.clone(),
            named_in: self.named_in.clone(),
            source,
        };
        if !self.path.metadata().map_err(missing)?.is_dir() {
            return Ok(vec![self.path.clone()]);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(&self.path).map_err(missing)? {
            let path = entry.map_err(missing)?.path();
            if path.extension().is_none_or(|e| e != card::EXTENSION) {
                continue;
            }
            if paths.len() == MAX_CARDS {
                return Err(missing(io::ErrorKind::InvalidData.into()));
            }
            paths.push(path);
        }
        paths.sort();
        Ok(paths)
    }
}

/// How the user, who has these keys and knows these contacts, knows whose a key is.
#[must_use]
pub fn trust_in(
    recipient: &Recipient,
    own: &[Recipient],
    contacts: &Contacts,
    directory: &Directory,
) -> Trust {
    if own.contains(recipient) {
        return Trust::Verified;
    }
    whose(recipient, contacts, directory).map_or(Trust::Given, |(_, trust)| trust)
}

/// Whose a key is, as a verified contact, the organisation, another contact or another directory
/// says, in this order; `None` where none of them knows it.
#[must_use]
pub fn whose(
    recipient: &Recipient,
    contacts: &Contacts,
    directory: &Directory,
) -> Option<(Label, Trust)> {
    let contact = contacts.with_recipient(recipient);
    if let Some(contact) = contact.filter(|contact| contact.verified.is_some()) {
        return Some((contact.name.clone(), Trust::Verified));
    }
    let card = directory.card_of(recipient).map(|(card, trust)| (name_of(card), trust));
    match (card, contact) {
        (Some((name, Trust::Directory)), _) => Some((name, Trust::Directory)),
        (_, Some(contact)) => Some((contact.name.clone(), Trust::Unverified)),
        (other, None) => other,
    }
}

/// The holder of a key that was given as it is.
#[must_use]
pub fn holder_of(recipient: Recipient, contacts: &Contacts, directory: &Directory) -> Addressee {
    let (label, trust) = whose(&recipient, contacts, directory)
        .unwrap_or_else(|| (recipient.short_label(), Trust::Given));
    Addressee { label, recipient, trust }
}

/// Whether a recipient says by itself who is meant: a key or a card, where a name has to be looked
/// up. What looks like a key or a card and is none is no name either.
#[must_use]
pub fn is_given(wanted: &str) -> bool {
    let unknown = matches!(
        wanted.parse::<Recipient>(),
        Err(Error::Recipient { fault: KeyFault::Unknown, .. })
    );
    !unknown || is_card_path(wanted)
}

/// Finds who is meant.
///
/// # Errors
/// [`Error::ContactAmbiguous`], [`Error::ContactNotFound`], [`Error::GroupEmpty`], the errors of a card or of a key; that of a
/// damaged card of the directory where the name is on none of the others.
pub fn resolve(wanted: &str, contacts: &Contacts, directory: &Directory) -> Result<Vec<Addressee>> {
    if let Some(recipients) = several_keys(wanted)? {
        let named = |recipient| holder_of(recipient, contacts, directory);
        return Ok(recipients.into_iter().map(named).collect());
    }
    match wanted.parse::<Recipient>() {
        Ok(recipient) => return Ok(vec![holder_of(recipient, contacts, directory)]),
        // Anything else than a key may be a name; a malformed key is an error.
        Err(Error::Recipient { fault: KeyFault::Unknown, .. }) => {}
        Err(error) => return Err(error),
    }
    if is_card_path(wanted) {
        let card = Card::read(Path::new(wanted))?;
        return Ok(vec![match whose(&card.recipient, contacts, directory) {
            // Its own word is not needed.
            Some((label, trust @ (Trust::Verified | Trust::Directory))) => {
                Addressee { label, recipient: card.recipient, trust }
            }
            _ => of_card(&card, Trust::Given),
        }]);
    }
    let found = contacts.find(wanted);
    // A person of the directory who has exactly this name comes before contacts whose names hold it.
    if !matches!(found, Found::Contact(contact) if contact.is_called(wanted))
        && !matches!(found, Found::Group(_))
        && let Some((card, trust)) = find_card(wanted, directory)?
    {
        return Ok(vec![of_card(card, *trust)]);
    }
    let mut near = match found {
        Found::Contact(contact) => return Ok(vec![of_contact(contact, directory)]),
        Found::Group(group) => {
            let members = contacts.members(group).map(|contact| of_contact(contact, directory));
            let members: Vec<_> = members.collect();
            return match members.is_empty() {
                true => Err(Error::GroupEmpty { name: group.name.to_string() }),
                false => Ok(members),
            };
        }
        Found::Several(candidates) => {
            return Err(Error::ContactAmbiguous { name: escape(wanted), candidates });
        }
        Found::Missing(near) => near,
    };
    near.extend(near_cards(wanted, directory)?);
    if let Some(damage) = directory.damage() {
        return Err(damage);
    }
    Err(Error::ContactNotFound { name: escape(wanted), near })
}

/// Names of cards that may be meant: one that is named in full is found.
fn near_cards(wanted: &str, directory: &Directory) -> Result<Vec<String>> {
    let wanted = fold(wanted);
    let names = directory.cards()?.iter().filter_map(|(card, _)| card.name.as_ref());
    let mut near: Vec<String> = names
        .filter(|name| is_near(name, &wanted))
        .take(MOST_NEAR)
        .map(ToString::to_string)
        .collect();
    near.dedup();
    Ok(near)
}

/// The keys of a text of several lines, as `$(cat alice.pub bob.pub)` gives it, with comments too: all
/// of them, or an error; `None` for a single line.
fn several_keys(wanted: &str) -> Result<Option<Vec<Recipient>>> {
    let lines = wanted.lines().map(str::trim);
    let lines: Vec<&str> =
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    match lines.as_slice() {
        [] => Ok(None),
        [only] if *only == wanted.trim() => Ok(None),
        lines => lines.iter().map(|line| line.parse()).collect::<Result<_>>().map(Some),
    }
}

fn find_card<'a>(wanted: &str, directory: &'a Directory) -> Result<Option<&'a (Card, Trust)>> {
    let folded = wanted.trim().to_lowercase();
    let is = |label: &Option<Label>| {
        label.as_ref().is_some_and(|label| label.as_str().to_lowercase() == folded)
    };
    let mut found: Vec<(&(Card, Trust), Option<&Path>)> = Vec::new();
    let Cards { cards, paths, .. } = directory.read()?;
    for (entry, path) in cards.iter().zip(paths) {
        let (card, _) = entry;
        // One and the same card may lie in two places.
        let known = found.iter().any(|((other, _), _)| other.recipient == card.recipient);
        if !known && (is(&card.name) || is(&card.email)) {
            found.push((entry, path.as_deref()));
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [(one, _)] => Ok(Some(one)),
        several => {
            let mut emails: HashMap<String, usize> = HashMap::new();
            for email in several.iter().filter_map(|((card, _), _)| card.email.as_ref()) {
                *emails.entry(fold(email.as_str())).or_default() += 1;
            }
            let is_only = |email: &&Label| emails.get(&fold(email.as_str())) == Some(&1);
            // What can be typed instead, and means one of them.
            let shown = |((card, _), path): &(&(Card, Trust), Option<&Path>)| match (
                card.email.as_ref().filter(is_only),
                path,
            ) {
                (Some(email), _) => email.to_string(),
                (None, Some(path)) => path.display().to_string(),
                (None, None) => card.recipient.to_string(),
            };
            let candidates = several.iter().map(shown).collect();
            Err(Error::ContactAmbiguous { name: escape(wanted), candidates })
        }
    }
}

/// The organisation vouches for a contact only under the contact's own name: another person of it
/// could have given a card with a false one.
pub(super) fn of_contact(contact: &Contact, directory: &Directory) -> Addressee {
    let trust = match contact.verified {
        Some(_) => Trust::Verified,
        None if directory.vouches_for(contact) => Trust::Directory,
        None => Trust::Unverified,
    };
    Addressee { label: contact.name.clone(), recipient: contact.recipient.clone(), trust }
}

fn of_card(card: &Card, trust: Trust) -> Addressee {
    Addressee { label: name_of(card), recipient: card.recipient.clone(), trust }
}

fn name_of(card: &Card) -> Label {
    card.name.clone().unwrap_or_else(|| card.recipient.short_label())
}

/// A name has neither a separator nor the ending of a card.
fn is_card_path(wanted: &str) -> bool {
    card::is_named_so(wanted)
        || wanted.contains(std::path::is_separator) && Path::new(wanted).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::output::Existing;
    use crate::keys::hybrid::HybridIdentity;

    /// A folder of cards that a policy or the user names, and a file of contacts.
    struct Office {
        folder: tempfile::TempDir,
    }

    impl Office {
        fn new() -> Self {
            Self { folder: tempfile::tempdir().unwrap() }
        }

        fn card(&self, file: &str, name: &str, recipient: &Recipient) -> Card {
            let card = Card {
                name: Label::parse(name),
                email: None,
                organisation: None,
                date: None,
                recipient: recipient.clone(),
            };
            let path = self.folder.path().join(file).with_extension(card::EXTENSION);
            std::fs::write(path, card.to_string()).unwrap();
            card
        }

        fn directory(&self, trust: Trust) -> Directory {
            let path = self.folder.path().to_owned();
            Directory::of(vec![Source { path, named_in: PathBuf::from("policy.toml"), trust }])
        }
    }

    fn key() -> Recipient {
        Recipient::Hybrid(Box::new(HybridIdentity::generate().unwrap().to_recipient()))
    }

    fn label(text: &str) -> Label {
        Label::parse(text).unwrap()
    }

    fn contacts_with(office: &Office, name: &str, recipient: &Recipient) -> Contacts {
        let mut contacts = Contacts::none();
        let card = Card { recipient: recipient.clone(), ..office.card("x", name, recipient) };
        std::fs::remove_file(office.folder.path().join("x.scelle-card")).unwrap();
        contacts.add(&card, label(name), "2026-11-27", Existing::Refuse).unwrap();
        contacts
    }

    #[test]
    fn the_directory_says_whose_a_raw_key_is() {
        let (office, alice) = (Office::new(), key());
        office.card("alice", "Alice Martin", &alice);
        let directory = office.directory(Trust::Directory);
        let found = resolve(&alice.to_string(), &Contacts::none(), &directory).unwrap();
        let expected =
            Addressee { label: label("Alice Martin"), recipient: alice, trust: Trust::Directory };
        assert_eq!(found, [expected]);
        let other = key();
        let found = resolve(&other.to_string(), &Contacts::none(), &directory).unwrap();
        assert_eq!((&found[0].label, found[0].trust), (&other.short_label(), Trust::Given));
        assert_eq!(whose(&other, &Contacts::none(), &directory), None);
    }

    #[test]
    fn a_directory_of_the_users_own_names_a_key_and_does_not_vouch() {
        let (office, alice) = (Office::new(), key());
        office.card("alice", "Alice Martin", &alice);
        let directory = office.directory(Trust::Unverified);
        let found = resolve(&alice.to_string(), &Contacts::none(), &directory).unwrap();
        assert_eq!((&found[0].label, found[0].trust), (&label("Alice Martin"), Trust::Unverified));
    }

    #[test]
    fn the_directory_vouches_for_a_contact_under_their_own_name_only() {
        let (office, mallory) = (Office::new(), key());
        office.card("mallory", "Mallory Durand", &mallory);
        let directory = office.directory(Trust::Directory);
        let trust = |name: &str| {
            let contacts = contacts_with(&office, name, &mallory);
            resolve(name, &contacts, &directory).unwrap()[0].trust
        };
        assert_eq!(trust("mallory  durand"), Trust::Directory);
        assert_eq!(trust("Alice Martin"), Trust::Unverified);
        // As a key, it is that of Mallory, whatever the contact is called.
        let contacts = contacts_with(&office, "Alice Martin", &mallory);
        let found = resolve(&mallory.to_string(), &contacts, &directory).unwrap();
        assert_eq!(found[0].label, label("Mallory Durand"));
        assert_eq!(trust_in(&mallory, &[], &contacts, &directory), Trust::Directory);
    }

    /// A colleague's own address, which the organisation knows, under another's name.
    #[test]
    fn an_address_vouches_for_no_name() {
        let (office, mallory, alice) = (Office::new(), key(), key());
        let address = label("mallory@example.org");
        let card = Card {
            email: Some(address.clone()),
            ..office.card("mallory", "Mallory Durand", &mallory)
        };
        std::fs::write(office.folder.path().join("mallory.scelle-card"), card.to_string()).unwrap();
        let directory = office.directory(Trust::Directory);
        let mut contacts = Contacts::none();
        let claimed = Card { name: Some(label("Alice Martin")), ..card.clone() };
        contacts.add(&claimed, label("Alice Martin"), "2026-11-27", Existing::Refuse).unwrap();
        let found = resolve("Alice Martin", &contacts, &directory).unwrap();
        assert_eq!(found[0].trust, Trust::Unverified);
        // Nor is a name or an address of the organisation given another key.
        office.card("alice", "Alice Martin", &alice);
        let directory = office.directory(Trust::Directory);
        let refused = |card: &Card, name: &str| refuse_another_key(card, &label(name), &directory);
        assert!(refused(&claimed, "Alice Martin").is_err());
        assert!(refused(&Card { recipient: key(), ..card.clone() }, "Someone").is_err());
        assert!(refused(&card, "Mallory Durand").is_ok());
        assert!(refused(&Card { recipient: alice, email: None, ..card }, "alice martin").is_ok());
        let own = office.directory(Trust::Unverified);
        assert!(refuse_another_key(&claimed, &label("Alice Martin"), &own).is_ok());
    }

    #[test]
    fn a_person_of_the_directory_comes_before_a_contact_whose_name_holds_theirs() {
        let (office, alice) = (Office::new(), key());
        office.card("alice", "Alice Martin", &alice);
        let contacts = contacts_with(&office, "Alice Martin Durand", &key());
        let found = resolve("alice martin", &contacts, &office.directory(Trust::Directory));
        assert_eq!(found.unwrap()[0].recipient, alice);
    }

    #[test]
    fn a_card_that_is_given_has_the_name_that_the_directory_gives_it() {
        let (office, elsewhere, alice) = (Office::new(), Office::new(), key());
        office.card("alice", "Alice Martin", &alice);
        elsewhere.card("claimed", "Le Directeur", &alice);
        let path = elsewhere.folder.path().join("claimed.scelle-card");
        let path = path.to_str().unwrap();
        let known = resolve(path, &Contacts::none(), &office.directory(Trust::Directory)).unwrap();
        assert_eq!((&known[0].label, known[0].trust), (&label("Alice Martin"), Trust::Directory));
        let claimed = resolve(path, &Contacts::none(), &Directory::default()).unwrap();
        assert_eq!((&claimed[0].label, claimed[0].trust), (&label("Le Directeur"), Trust::Given));
    }

    #[test]
    fn a_directory_that_cannot_be_read_keeps_no_one_from_sealing_to_a_key() {
        let source = Source {
            path: PathBuf::from("absent"),
            named_in: PathBuf::from("policy.toml"),
            trust: Trust::Directory,
        };
        let directory = Directory::of(vec![source]);
        let alice = key();
        let found = resolve(&alice.to_string(), &Contacts::none(), &directory).unwrap();
        assert_eq!(found[0].trust, Trust::Given);
        let unknown = resolve("Alice", &Contacts::none(), &directory);
        assert!(matches!(unknown, Err(Error::Directory { .. })), "{unknown:?}");
    }
}
