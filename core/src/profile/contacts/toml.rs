//! The file of contacts: its tables, and turns among processes that change it.

use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use toml_edit::{Array, ArrayOfTables, Item, Table, Value, value};

use super::{CONTACT, Contact, Contacts, GROUP, Group};
use crate::error::{Error, IoOperation, Result, SettingsFault};
use crate::keys::label::{Label, fold};
use crate::profile::settings::{Section, Settings};

/// How long to wait for another process that changes the file: ten seconds.
const TURNS: u32 = 200;
const TURN: Duration = Duration::from_millis(50);

impl Contacts {
    /// The tables of that name; `open` has refused a file where that is anything else.
    pub(super) fn tables(&mut self, key: &str) -> Option<&mut ArrayOfTables> {
        let none_yet = || Item::ArrayOfTables(ArrayOfTables::new());
        self.document.entry(key).or_insert_with(none_yet).as_array_of_tables_mut()
    }

    pub(super) fn table(&mut self, key: &str, index: usize) -> Option<&mut Table> {
        self.tables(key)?.get_mut(index)
    }

    pub(super) fn push_table(&mut self, key: &str, table: Table) {
        if let Some(tables) = self.tables(key) {
            tables.push(table);
        }
    }

    pub(super) fn remove_table(&mut self, key: &str, index: usize) {
        if let Some(tables) = self.tables(key) {
            tables.remove(index);
        }
    }

    pub(super) fn set_name(&mut self, key: &str, index: usize, name: &Label) -> Result<()> {
        if let Some(table) = self.table(key, index) {
            set(table, "name", name.as_str());
        }
        Ok(())
    }

    pub(super) fn write_members(&mut self) {
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
}

/// No name twice, and every member a contact.
pub(super) fn check_names(
    settings: &Settings,
    contacts: &[Contact],
    groups: &[Group],
) -> Result<()> {
    let of_contacts = contacts.iter().map(|contact| &contact.name).enumerate();
    let of_groups = groups.iter().map(|group| &group.name).enumerate();
    let of_contacts = of_contacts.map(|(at, name)| ((CONTACT, at), name));
    let mut seen = HashSet::new();
    for (table, name) in of_contacts.chain(of_groups.map(|(at, name)| ((GROUP, at), name))) {
        if !seen.insert(fold(name.as_str())) {
            let place = settings.place_in(table, "name", None);
            return Err(settings.fault(place, SettingsFault::Twice { name: name.to_string() }));
        }
    }
    let known: HashSet<&str> = contacts.iter().map(|contact| contact.name.as_str()).collect();
    for (at, group) in groups.iter().enumerate() {
        let unknown = |member: &Label| !known.contains(member.as_str());
        let Some(member) = group.members.iter().position(unknown) else { continue };
        let name = group.members.get(member).map(ToString::to_string).unwrap_or_default();
        let place = settings.place_in((GROUP, at), "members", Some(member));
        return Err(settings.fault(place, SettingsFault::NotAContact { name }));
    }
    Ok(())
}

/// The lock beside the file; what is no file is not waited for.
pub(super) fn open_lock(path: &Path) -> Result<File> {
    let writing = || Error::io(IoOperation::WriteOutput, path);
    let not_regular = || Error::NotRegular { path: path.to_owned() };
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(not_regular());
    }
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
        // Another user who could open it could hold it as well.
        options.custom_flags(flags).mode(0o600);
    }
    let lock = options.open(path).map_err(writing())?;
    if lock.metadata().map_err(writing())?.is_file() { Ok(lock) } else { Err(not_regular()) }
}

/// Waits for the other process that changes the file, but not for ever.
pub(super) fn take_turns(lock: &File, path: &Path) -> Result<()> {
    for _ in 0..TURNS {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(TURN),
            // Where there are no locks, people take turns by themselves.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
    Err(Error::io(IoOperation::WriteOutput, path)(io::ErrorKind::ResourceBusy.into()))
}

pub(super) fn read_contact(mut section: Section<'_>) -> Result<Contact> {
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

pub(super) fn read_group(mut section: Section<'_>) -> Result<Group> {
    let name = section.parsed("name", Label::parse)?;
    let name = name.ok_or_else(|| section.missing("name"))?;
    let members = section.all_parsed("members", Label::parse)?;
    section.finish()?;
    Ok(Group { name, members })
}

pub(super) fn contact_table(contact: &Contact) -> Table {
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

/// Sets a value, keeping the comment that stands beside the old one.
pub(super) fn set(table: &mut Table, key: &str, new: impl Into<Value>) {
    let mut new: Value = new.into();
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *new.decor_mut() = old.decor().clone();
    }
    table.insert(key, value(new));
}
