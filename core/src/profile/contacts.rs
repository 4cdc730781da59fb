//! The user's contacts and groups, in one TOML file that people can read and edit.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Table};

use crate::display::escape;
use crate::error::{Error, IoOperation, Result};
use crate::files::journal::Journal;
use crate::files::output::{Existing, Output, Target};
use crate::files::parent_of;
use crate::keys::fingerprint::Fingerprint;
use crate::keys::label::{Label, fold};
use crate::keys::recipient::Recipient;
use crate::profile::card::{self, Card};
use crate::profile::settings::Settings;

mod find;
mod toml;

pub use find::Found;
pub(crate) use find::is_near;
use toml::{check_names, contact_table, open_lock, read_contact, read_group, set, take_turns};

const CONTACT: &str = "contact";
const GROUP: &str = "group";
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
        check_names(&settings, &contacts, &groups)?;
        let document = settings.into_mut();
        Ok(Self { path: path.to_owned(), document, contacts, groups, _lock: None })
    }

    /// The same, to be changed: waits for another process that is changing the file.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`Error::Io`] when that takes too long.
    pub fn edit(path: &Path) -> Result<Self> {
        // All who change one file must meet at one lock.
        let beside = kept_at(path)?.with_extension("lock");
        std::fs::create_dir_all(parent_of(&beside))
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

    /// Adds the owner of a card under `name`. A contact of that name with another key is refused,
    /// unless `existing` says to replace it.
    ///
    /// # Errors
    /// [`Error::ContactExists`] when it is not said, [`Error::ContactNameIsKey`], [`Error::ContactNameIsCard`].
    pub fn add(
        &mut self,
        card: &Card,
        name: Label,
        today: &str,
        existing: Existing,
    ) -> Result<Added> {
        refuse_given(&name)?;
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
    /// [`Error::ContactNotFound`], [`Error::ContactExists`], [`Error::ContactNameIsKey`], [`Error::ContactNameIsCard`].
    pub fn rename(&mut self, old: &str, new: &Label) -> Result<()> {
        refuse_given(new)?;
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
    /// [`Error::ContactNotFound`] for a member, [`Error::ContactIsGroup`]; [`Error::ContactExists`] when a contact has the
    /// name of the group; [`Error::ContactNameIsKey`], [`Error::ContactNameIsCard`].
    pub fn add_to_group(&mut self, name: Label, members: &[String]) -> Result<()> {
        refuse_given(&name)?;
        let members = members
            .iter()
            .map(|member| Ok(self.meant(member)?.name.clone()))
            .collect::<Result<Vec<_>>>()?;
        // A group must not come between a name and the contact whom it has meant so far.
        let is_new = self.group_index(name.as_str()).is_none();
        if is_new && !matches!(self.find(name.as_str()), Found::Missing(_)) {
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
        let path = kept_at(&self.path)?;
        let target = Target::replacing(&path).noted_in(&journal);
        let mut output = match self.path.is_symlink() {
            // Others may have a right to it, which stays.
            true => Output::create(&target)?,
            false => Output::create_private(&target)?,
        };
        let text = self.document.to_string();
        output.write_all(text.as_bytes()).map_err(writing())?;
        output.commit()
    }

    /// The contact of exactly that name: what is changed must be named in full.
    fn index_of(&self, name: &str) -> Result<usize> {
        let folded = fold(name);
        let index = self.contacts.iter().position(|contact| fold(contact.name.as_str()) == folded);
        let not_found = |near| Error::ContactNotFound { name: escape(name), near };
        index.ok_or_else(|| match self.find(name) {
            Found::Contact(contact) => not_found(vec![contact.name.to_string()]),
            Found::Several(names) | Found::Missing(names) => not_found(names),
            Found::Group(_) => Error::ContactIsGroup { name: escape(name) },
        })
    }

    fn group_index(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        self.groups.iter().position(|group| fold(group.name.as_str()) == folded)
    }

    fn edit_members(&mut self, mut edit: impl FnMut(&mut Vec<Label>)) {
        self.groups.iter_mut().for_each(|group| edit(&mut group.members));
        self.write_members();
    }
}

/// Where the file is: a link to it stays, since several homes may share one.
fn kept_at(path: &Path) -> Result<PathBuf> {
    match path.is_symlink() {
        true => path.canonicalize().map_err(Error::io(IoOperation::WriteOutput, path)),
        false => Ok(path.to_owned()),
    }
}

/// Refuses a name that would say by itself who is meant, where it should be looked up.
fn refuse_given(name: &Label) -> Result<()> {
    let folded = fold(name.as_str());
    if KEY_STARTS.iter().any(|start| folded.starts_with(start)) {
        return Err(Error::ContactNameIsKey { name: name.to_string() });
    }
    match card::is_named_so(name.as_str()) {
        true => Err(Error::ContactNameIsCard { name: name.to_string() }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
