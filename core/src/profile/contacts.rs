//! The user's contacts and groups, in one TOML file that people can read and edit.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::container::access::{Access, AccessId, AccessKey, AccessList};
use crate::display::escape;
use crate::error::{Error, IoOperation, Result, SettingsFault};
use crate::files::journal::Journal;
use crate::files::output::{Existing, Output, Target};
use crate::files::parent_of;
use crate::keys::fingerprint::Fingerprint;
use crate::keys::label::{Label, Look, fold};
use crate::keys::recipient::Recipient;
use crate::profile::card::Card;
use crate::profile::settings::{Section, Settings};

const CONTACT: &str = "contact";
const GROUP: &str = "group";
/// How long to wait for another process that changes the file: ten seconds.
const TURNS: u32 = 200;
const TURN: Duration = Duration::from_millis(50);
/// A name that differs by one letter in three, two at the most, may be a misspelling.
const NEAR: usize = 2;
const LETTERS_PER_SLIP: usize = 3;
/// What a key begins with; no name does, or the one could be given for the other.
const KEY_STARTS: [&str; 6] = ["age1", "age-", "ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"];

/// A person to whom the user seals.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact {
    /// The name by which the user knows them; no two contacts have the same.
    pub name: Label,
    /// Their e-mail address.
    pub email: Option<Label>,
    /// Where they work.
    pub organisation: Option<Label>,
    /// Their key.
    pub recipient: Recipient,
    /// When they were added: `2026-11-21`.
    pub added: Option<String>,
    /// When the user compared their fingerprint with them.
    pub verified: Option<String>,
    /// The keys that they had before.
    pub previous: Vec<Recipient>,
}

/// Contacts that go together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Group {
    /// Its name; no contact has the same.
    pub name: Label,
    /// The names of its members.
    pub members: Vec<Label>,
}

/// The file of contacts, and what it says.
pub struct Contacts {
    path: PathBuf,
    document: DocumentMut,
    contacts: Vec<Contact>,
    groups: Vec<Group>,
    /// Held while the file is being changed: two who change it at once would lose a change.
    _lock: Option<File>,
}

/// What adding a card did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Added {
    /// There is one contact more.
    New,
    /// The contact was there, with that key.
    Known,
    /// The contact has another key now, and is no longer verified.
    KeyChanged,
}

/// What a name leads to.
#[derive(Debug, Eq, PartialEq)]
pub enum Found<'a> {
    /// A contact.
    Contact(&'a Contact),
    /// A group.
    Group(&'a Group),
    /// More than one contact: their names.
    Several(Vec<String>),
    /// No one by that name; names that are near, if any.
    Nobody(Vec<String>),
}

impl Contacts {
    /// No contact, in no file.
    #[must_use]
    pub fn none() -> Self {
        Self {
            path: PathBuf::new(),
            document: DocumentMut::new(),
            contacts: Vec::new(),
            groups: Vec::new(),
            _lock: None,
        }
    }

    /// Reads the file; without one there are no contacts.
    ///
    /// # Errors
    /// [`Error::Settings`] with the line and column at fault, [`Error::Io`].
    pub fn open(path: &Path) -> Result<Self> {
        let Some(settings) = Settings::read(path)? else {
            return Ok(Self { path: path.to_owned(), ..Self::none() });
        };
        let mut root = settings.root();
        let contacts = root.sections(CONTACT)?;
        let contacts = contacts.into_iter().map(read_contact).collect::<Result<Vec<_>>>()?;
        let groups = root.sections(GROUP)?;
        let groups = groups.into_iter().map(read_group).collect::<Result<Vec<_>>>()?;
        root.finish()?;
        let contacts = Self {
            path: path.to_owned(),
            document: settings.into_mut(),
            contacts,
            groups,
            _lock: None,
        };
        contacts.check_names()?;
        Ok(contacts)
    }

    /// The same, to be changed: waits for another process that is changing the file.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`Error::Io`] when that takes too long.
    pub fn edit(path: &Path) -> Result<Self> {
        let beside = path.with_extension("lock");
        std::fs::create_dir_all(parent_of(path))
            .map_err(Error::io(IoOperation::WriteOutput, &beside))?;
        let lock = open_lock(&beside)?;
        take_turns(&lock, path)?;
        Ok(Self { _lock: Some(lock), ..Self::open(path)? })
    }

    /// All contacts, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Contact] {
        &self.contacts
    }

    /// The groups.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The contact who has this key.
    #[must_use]
    pub fn with_recipient(&self, recipient: &Recipient) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.recipient == *recipient)
    }

    /// A contact whose name would be read as this one and is another: `Аlice`, whose first letter
    /// is Cyrillic, for `Alice`.
    #[must_use]
    pub fn resembling(&self, name: &Label) -> Option<&Contact> {
        let (look, folded) = (Look::of(name), fold(name.as_str()));
        self.contacts.iter().find(|contact| {
            fold(contact.name.as_str()) != folded && Look::of(&contact.name).is_like(&look)
        })
    }

    /// The accesses whose labels read like the name of a contact and whose keys are others than that
    /// contact ever had.
    #[must_use]
    pub fn imitated(&self, list: &AccessList) -> Vec<(AccessId, &Contact)> {
        let looks: Vec<(Look, &Contact)> =
            self.contacts.iter().map(|contact| (Look::of(&contact.name), contact)).collect();
        let imitated = |access: &Access| {
            let AccessKey::Recipient(key) = &access.key else { return None };
            let look = Look::of(&access.label);
            let mut alike = looks.iter().filter(|(theirs, _)| theirs.is_like(&look));
            let has_key =
                |contact: &Contact| contact.recipient == *key || contact.previous.contains(key);
            let first = alike.clone().next().map(|(_, contact)| *contact);
            first.filter(|_| !alike.any(|(_, contact)| has_key(contact)))
        };
        list.accesses().filter_map(|(id, access)| Some((id, imitated(access)?))).collect()
    }

    /// Who is meant by a name: exactly that name or e-mail address, else the one contact whose name
    /// holds all of its words.
    #[must_use]
    pub fn find(&self, wanted: &str) -> Found<'_> {
        let wanted = fold(wanted);
        if let Some(group) = self.groups.iter().find(|group| fold(group.name.as_str()) == wanted) {
            return Found::Group(group);
        }
        let exact = |contact: &&Contact| {
            let email = contact.email.as_ref().map(Label::as_str);
            fold(contact.name.as_str()) == wanted || email.map(fold).as_ref() == Some(&wanted)
        };
        if let Some(contact) = self.contacts.iter().find(exact) {
            return Found::Contact(contact);
        }
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let holds_all = |contact: &&Contact| {
            let name = fold(contact.name.as_str());
            let theirs: HashSet<&str> = name.split([' ', '-']).collect();
            !words.is_empty() && words.iter().all(|word| theirs.contains(word))
        };
        let found: Vec<&Contact> = self.contacts.iter().filter(holds_all).collect();
        match found.as_slice() {
            [] => Found::Nobody(self.near(&wanted)),
            [one] => Found::Contact(one),
            several => Found::Several(several.iter().map(|c| c.name.to_string()).collect()),
        }
    }

    /// Names that may be meant by a misspelling.
    fn near(&self, wanted: &str) -> Vec<String> {
        let contacts = self.contacts.iter().map(|contact| &contact.name);
        let names = contacts.chain(self.groups.iter().map(|group| &group.name));
        let slips = NEAR.min(wanted.chars().count() / LETTERS_PER_SLIP);
        let is_near = |name: &&Label| {
            let name = fold(name.as_str());
            let mut spellings = name.split_whitespace().chain([name.as_str()]);
            spellings.any(|spelling| strsim::damerau_levenshtein(spelling, wanted) <= slips)
        };
        names.filter(is_near).map(ToString::to_string).collect()
    }

    /// Adds the owner of a card under `name`. A contact of that name with another key is refused,
    /// unless `existing` says to replace it.
    ///
    /// # Errors
    /// [`Error::ContactExists`] when it is not said, [`Error::ContactNameIsKey`].
    pub fn add(
        &mut self,
        card: &Card,
        name: Label,
        today: &str,
        existing: Existing,
    ) -> Result<Added> {
        refuse_key(&name)?;
        let folded = fold(name.as_str());
        if self.groups.iter().any(|group| fold(group.name.as_str()) == folded) {
            return Err(Error::ContactExists { name: name.to_string() });
        }
        let known = self.contacts.iter_mut().position(|c| fold(c.name.as_str()) == folded);
        let Some(index) = known else {
            let contact = Contact {
                name,
                email: card.email.clone(),
                organisation: card.organisation.clone(),
                recipient: card.recipient.clone(),
                added: Some(today.to_owned()),
                verified: None,
                previous: Vec::new(),
            };
            self.push_table(CONTACT, contact_table(&contact));
            self.contacts.push(contact);
            return Ok(Added::New);
        };
        let Some(contact) = self.contacts.get_mut(index) else { return Ok(Added::Known) };
        if contact.recipient == card.recipient {
            return Ok(Added::Known);
        }
        if existing == Existing::Refuse {
            return Err(Error::ContactExists { name: name.to_string() });
        }
        contact.verified = None;
        let old = std::mem::replace(&mut contact.recipient, card.recipient.clone());
        contact.previous.push(old);
        let previous: Array = contact.previous.iter().map(ToString::to_string).collect();
        let recipient = contact.recipient.to_string();
        if let Some(table) = self.table(CONTACT, index) {
            table.remove("verified");
            set(table, "recipient", recipient);
            set(table, "previous", previous);
        }
        Ok(Added::KeyChanged)
    }

    /// Notes that the user compared a contact's fingerprint with them; `false`, and no longer
    /// verified, when what they read is another.
    ///
    /// # Errors
    /// [`Error::ContactNotFound`].
    pub fn verify(&mut self, name: &str, read: &Fingerprint, today: &str) -> Result<bool> {
        let index = self.index_of(name)?;
        let Some(contact) = self.contacts.get_mut(index) else { return Ok(false) };
        let same = Fingerprint::of(&contact.recipient) == *read;
        contact.verified = same.then(|| today.to_owned());
        if let Some(table) = self.table(CONTACT, index) {
            match today.parse::<toml_edit::Datetime>() {
                Ok(today) if same => set(table, "verified", today),
                _ => drop(table.remove("verified")),
            }
        }
        Ok(same)
    }

    /// Removes a contact or a group; a contact leaves the groups as well.
    ///
    /// # Errors
    /// [`Error::ContactNotFound`].
    pub fn remove(&mut self, name: &str) -> Result<()> {
        if let Some(index) = self.group_index(name) {
            self.groups.remove(index);
            self.remove_table(GROUP, index);
            return Ok(());
        }
        let index = self.index_of(name)?;
        let removed = self.contacts.remove(index).name;
        self.remove_table(CONTACT, index);
        self.edit_members(|members| members.retain(|member| *member != removed));
        Ok(())
    }

    /// Gives a contact or a group another name, in the groups as well.
    ///
    /// # Errors
    /// [`Error::ContactNotFound`], [`Error::ContactExists`], [`Error::ContactNameIsKey`].
    pub fn rename(&mut self, old: &str, new: &Label) -> Result<()> {
        refuse_key(new)?;
        let taken = fold(new.as_str()) != fold(old)
            && (self.group_index(new.as_str()).is_some() || self.index_of(new.as_str()).is_ok());
        if taken {
            return Err(Error::ContactExists { name: new.to_string() });
        }
        if let Some(index) = self.group_index(old) {
            if let Some(group) = self.groups.get_mut(index) {
                group.name = new.clone();
            }
            return self.set_name(GROUP, index, new);
        }
        let index = self.index_of(old)?;
        let Some(contact) = self.contacts.get_mut(index) else { return Ok(()) };
        let former = std::mem::replace(&mut contact.name, new.clone());
        self.set_name(CONTACT, index, new)?;
        self.edit_members(|members| {
            for member in members.iter_mut().filter(|member| **member == former) {
                *member = new.clone();
            }
        });
        Ok(())
    }

    /// Adds contacts to a group, which is made when it is not there.
    ///
    /// # Errors
    /// [`Error::ContactNotFound`] for a member; [`Error::ContactExists`] when a contact has the
    /// name of the group; [`Error::ContactNameIsKey`].
    pub fn add_to_group(&mut self, name: Label, members: &[String]) -> Result<()> {
        refuse_key(&name)?;
        let members = members
            .iter()
            .map(|member| Ok(self.meant(member)?.name.clone()))
            .collect::<Result<Vec<_>>>()?;
        // A group must not come between a name and the contact whom it has meant so far.
        let is_new = self.group_index(name.as_str()).is_none();
        if is_new && !matches!(self.find(name.as_str()), Found::Nobody(_)) {
            return Err(Error::ContactExists { name: name.to_string() });
        }
        let index = self.group_index(name.as_str()).unwrap_or_else(|| {
            let mut table = Table::new();
            set(&mut table, "name", name.as_str());
            self.push_table(GROUP, table);
            self.groups.push(Group { name, members: Vec::new() });
            self.groups.len() - 1
        });
        if let Some(group) = self.groups.get_mut(index) {
            for member in members {
                if !group.members.contains(&member) {
                    group.members.push(member);
                }
            }
        }
        self.write_members();
        Ok(())
    }

    /// Takes contacts out of a group.
    ///
    /// # Errors
    /// [`Error::ContactNotFound`] for the group or a member.
    pub fn remove_from_group(&mut self, name: &str, members: &[String]) -> Result<()> {
        let not_found =
            |name: &str| Error::ContactNotFound { name: escape(name), near: Vec::new() };
        let index = self.group_index(name).ok_or_else(|| not_found(name))?;
        let Some(group) = self.groups.get_mut(index) else { return Ok(()) };
        for member in members {
            let position = group.members.iter().position(|m| fold(m.as_str()) == fold(member));
            group.members.remove(position.ok_or_else(|| not_found(member))?);
        }
        self.write_members();
        Ok(())
    }

    /// The contacts of a group.
    pub fn members<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = &'a Contact> {
        self.contacts.iter().filter(|contact| group.members.contains(&contact.name))
    }

    /// Writes the file, whole or not at all, with the comments that were in it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self) -> Result<()> {
        let writing = || Error::io(IoOperation::WriteOutput, &self.path);
        let home = parent_of(&self.path);
        std::fs::create_dir_all(&home).map_err(writing())?;
        let journal = Journal::of_home(&home);
        let mut output = Output::create_private(&Target::replacing(&self.path).noted_in(&journal))?;
        let text = self.document.to_string();
        output.write_all(text.as_bytes()).map_err(writing())?;
        output.commit()
    }

    /// The one contact who is meant by a name.
    ///
    /// # Errors
    /// [`Error::ContactAmbiguous`], [`Error::ContactNotFound`].
    pub fn meant(&self, wanted: &str) -> Result<&Contact> {
        let name = escape(wanted);
        match self.find(wanted) {
            Found::Contact(contact) => Ok(contact),
            Found::Several(candidates) => Err(Error::ContactAmbiguous { name, candidates }),
            Found::Group(_) => Err(Error::ContactNotFound { name, near: Vec::new() }),
            Found::Nobody(near) => Err(Error::ContactNotFound { name, near }),
        }
    }

    /// The contact of exactly that name: what is changed must be named in full.
    fn index_of(&self, name: &str) -> Result<usize> {
        let folded = fold(name);
        let index = self.contacts.iter().position(|contact| fold(contact.name.as_str()) == folded);
        index.ok_or_else(|| Error::ContactNotFound {
            name: escape(name),
            near: match self.find(name) {
                Found::Contact(contact) => vec![contact.name.to_string()],
                Found::Several(names) | Found::Nobody(names) => names,
                Found::Group(_) => Vec::new(),
            },
        })
    }

    fn group_index(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        self.groups.iter().position(|group| fold(group.name.as_str()) == folded)
    }

    /// The tables of that name; `open` has refused a file where that is anything else.
    fn tables(&mut self, key: &str) -> Option<&mut ArrayOfTables> {
        let none_yet = || Item::ArrayOfTables(ArrayOfTables::new());
        self.document.entry(key).or_insert_with(none_yet).as_array_of_tables_mut()
    }

    fn table(&mut self, key: &str, index: usize) -> Option<&mut Table> {
        self.tables(key)?.get_mut(index)
    }

    fn push_table(&mut self, key: &str, table: Table) {
        if let Some(tables) = self.tables(key) {
            tables.push(table);
        }
    }

    fn remove_table(&mut self, key: &str, index: usize) {
        if let Some(tables) = self.tables(key) {
            tables.remove(index);
        }
    }

    fn set_name(&mut self, key: &str, index: usize, name: &Label) -> Result<()> {
        if let Some(table) = self.table(key, index) {
            set(table, "name", name.as_str());
        }
        Ok(())
    }

    fn edit_members(&mut self, mut edit: impl FnMut(&mut Vec<Label>)) {
        self.groups.iter_mut().for_each(|group| edit(&mut group.members));
        self.write_members();
    }

    fn write_members(&mut self) {
        let all: Vec<Vec<String>> = self
            .groups
            .iter()
            .map(|group| group.members.iter().map(ToString::to_string).collect())
            .collect();
        for (index, members) in all.into_iter().enumerate() {
            if let Some(table) = self.table(GROUP, index) {
                set(table, "members", members.into_iter().collect::<Array>());
            }
        }
    }

    /// No name twice, and every member a contact.
    fn check_names(&self) -> Result<()> {
        let contacts = self.contacts.iter().map(|contact| &contact.name);
        let mut seen = HashSet::new();
        let fault = |fault| Error::Settings { path: self.path.clone(), line: 1, column: 1, fault };
        for name in contacts.chain(self.groups.iter().map(|group| &group.name)) {
            if !seen.insert(fold(name.as_str())) {
                return Err(fault(SettingsFault::Twice { name: name.to_string() }));
            }
        }
        let known = |member: &&Label| self.contacts.iter().any(|c| c.name == **member);
        let mut members = self.groups.iter().flat_map(|group| &group.members);
        match members.find(|member| !known(member)) {
            Some(name) => Err(fault(SettingsFault::NotAContact { name: name.to_string() })),
            None => Ok(()),
        }
    }
}

/// The lock beside the file; what is no file is not waited for.
fn open_lock(path: &Path) -> Result<File> {
    let writing = || Error::io(IoOperation::WriteOutput, path);
    let not_regular = || Error::NotRegular { path: path.to_owned() };
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(not_regular());
    }
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default(),
    );
    let lock = options.open(path).map_err(writing())?;
    if lock.metadata().map_err(writing())?.is_file() { Ok(lock) } else { Err(not_regular()) }
}

/// Waits for the other process that changes the file, but not for ever.
fn take_turns(lock: &File, path: &Path) -> Result<()> {
    for _ in 0..TURNS {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(TURN),
            // Where there are no locks, people take turns by themselves.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
    Err(Error::io(IoOperation::WriteOutput, path)(io::ErrorKind::ResourceBusy.into()))
}

fn read_contact(mut section: Section<'_>) -> Result<Contact> {
    let contact = Contact {
        name: section.parsed("name", Label::parse)?.ok_or_else(|| section.missing("name"))?,
        email: section.parsed("email", Label::parse)?,
        organisation: section.parsed("organisation", Label::parse)?,
        recipient: section
            .parsed("recipient", |text| text.parse().ok())?
            .ok_or_else(|| section.missing("recipient"))?,
        added: section.date("added")?,
        verified: section.date("verified")?,
        previous: section.all_parsed("previous", |text| text.parse().ok())?,
    };
    section.finish()?;
    Ok(contact)
}

fn read_group(mut section: Section<'_>) -> Result<Group> {
    let name = section.parsed("name", Label::parse)?;
    let name = name.ok_or_else(|| section.missing("name"))?;
    let members = section.all_parsed("members", Label::parse)?;
    section.finish()?;
    Ok(Group { name, members })
}

fn contact_table(contact: &Contact) -> Table {
    let mut table = Table::new();
    set(&mut table, "name", contact.name.as_str());
    for (key, text) in [("email", &contact.email), ("organisation", &contact.organisation)] {
        if let Some(text) = text {
            set(&mut table, key, text.as_str());
        }
    }
    set(&mut table, "recipient", contact.recipient.to_string());
    let added = contact.added.as_ref().and_then(|day| day.parse::<toml_edit::Datetime>().ok());
    if let Some(added) = added {
        set(&mut table, "added", added);
    }
    table
}

fn refuse_key(name: &Label) -> Result<()> {
    let folded = fold(name.as_str());
    match KEY_STARTS.iter().any(|start| folded.starts_with(start)) {
        true => Err(Error::ContactNameIsKey { name: name.to_string() }),
        false => Ok(()),
    }
}

/// Sets a value, keeping the comment that stands beside the old one.
fn set(table: &mut Table, key: &str, new: impl Into<Value>) {
    let mut new: Value = new.into();
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, value(new));
}

#[cfg(test)]
mod tests;
