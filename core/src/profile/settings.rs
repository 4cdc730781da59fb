//! TOML files that people write by hand: every fault has its line and column, no key is
//! ignored, and what a program changes keeps the comments around it.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{Document, DocumentMut, Item, TableLike, TomlError, Value};

use crate::error::{Error, IoOperation, Result, SettingsFault};
use crate::text::{self, TextFault};

/// A settings file may not be longer, in bytes.
const MAX_BYTES: u64 = 8 << 20;
/// So many letters may be wrong in a key for it to be taken for another.
const MAX_DISTANCE: usize = 2;

/// A settings file, well-formed as TOML.
pub(crate) struct Settings {
    path: PathBuf,
    document: Document<String>,
}

impl Settings {
    /// Reads a file; `None` when there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        text::open_if_there(path)?.map(|file| Self::read_from(path, file)).transpose()
    }

    /// Reads a file that the user named: it must be there, and may be a pipe.
    pub(crate) fn read_given(path: &Path) -> Result<Self> {
        Self::read_from(path, text::open_given(path)?)
    }

    /// Reads a file that is open; `path` is for the errors.
    pub(crate) fn read_from(path: &Path, file: File) -> Result<Self> {
        let read = text::read(file, MAX_BYTES).map_err(Error::io(IoOperation::ReadInput, path))?;
        let text = read.map_err(|fault| match fault {
            TextFault::NotText => start_of(path, SettingsFault::NotText),
            TextFault::TooLarge => start_of(path, SettingsFault::TooLarge),
        })?;
        Self::parse(path, &text)
    }

    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self> {
        let syntax = |error: TomlError| fault_at(path, text, error.span(), SettingsFault::Syntax);
        let document = Document::parse(text.to_owned()).map_err(syntax)?;
        Ok(Self { path: path.to_owned(), document })
    }

    /// The keys outside of any section.
    pub(crate) fn root(&self) -> Section<'_> {
        Section { settings: self, table: self.document.as_table(), place: None, known: Vec::new() }
    }

    /// The same file, to be changed.
    pub(crate) fn into_mut(self) -> DocumentMut {
        self.document.into_mut()
    }

    /// Where the value of a key stands in a table of `[[section]]`, by their numbers; or an element of
    /// that value, where it is an array.
    pub(crate) fn place_in(
        &self,
        (section, table): (&str, usize),
        key: &str,
        element: Option<usize>,
    ) -> Option<Range<usize>> {
        let tables = self.document.as_table().get(section)?.as_array_of_tables()?;
        let item = tables.get(table)?.get(key)?;
        match element {
            None => item.span(),
            Some(at) => item.as_array()?.get(at)?.span(),
        }
    }

    pub(crate) fn fault(&self, place: Option<Range<usize>>, fault: SettingsFault) -> Error {
        fault_at(&self.path, self.document.raw(), place, fault)
    }
}

fn start_of(path: &Path, fault: SettingsFault) -> Error {
    Error::Settings { path: path.to_owned(), line: 1, column: 1, fault }
}

fn fault_at(path: &Path, text: &str, place: Option<Range<usize>>, fault: SettingsFault) -> Error {
    let before = text.get(..place.map_or(0, |span| span.start)).unwrap_or(text);
    let last_line = before.rsplit('\n').next().unwrap_or_default();
    Error::Settings {
        path: path.to_owned(),
        line: before.matches('\n').count() + 1,
        column: last_line.chars().count() + 1,
        fault,
    }
}

/// A table being read, key by key; [`finish`](Self::finish) refuses the keys that were not read.
pub(crate) struct Section<'a> {
    settings: &'a Settings,
    table: &'a dyn TableLike,
    place: Option<Range<usize>>,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    fn item(&mut self, key: &'static str) -> Option<&'a Item> {
        self.known.push(key);
        self.table.get(key)
    }

    /// The fault of a key whose value has the wrong type or content.
    pub(crate) fn wrong(&self, key: &'static str) -> Error {
        let place = self.table.get(key).and_then(Item::span);
        self.settings.fault(place, SettingsFault::WrongValue { key: key.to_owned() })
    }

    /// The fault of a key that must be there.
    pub(crate) fn missing(&self, key: &'static str) -> Error {
        self.settings.fault(self.place.clone(), SettingsFault::Missing { key: key.to_owned() })
    }

    fn value<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Item) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.item(key) {
            None => Ok(None),
            Some(item) => read(item).map(Some).ok_or_else(|| self.wrong(key)),
        }
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&mut self, key: &'static str) -> Result<Option<u32>> {
        self.value(key, |item| item.as_integer().and_then(|n| u32::try_from(n).ok()))
    }

    /// A day, as TOML writes it: `2026-11-21`.
    pub(crate) fn date(&mut self, key: &'static str) -> Result<Option<String>> {
        self.value(key, |item| {
            let moment = item.as_datetime()?;
            (moment.time.is_none() && moment.offset.is_none()).then(|| moment.to_string())
        })
    }

    /// Texts that each mean something; the first that does not is the one at fault.
    pub(crate) fn all_parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&'a str) -> Option<T>,
    ) -> Result<Vec<T>> {
        let Some(item) = self.item(key) else { return Ok(Vec::new()) };
        let Some(array) = item.as_array() else { return Err(self.wrong(key)) };
        let wrong = |value: &Value| {
            self.settings.fault(value.span(), SettingsFault::WrongValue { key: key.to_owned() })
        };
        let read = |value: &'a Value| value.as_str().and_then(&parse).ok_or_else(|| wrong(value));
        array.iter().map(read).collect()
    }

    /// A place that is the same wherever the command is run.
    pub(crate) fn absolute_path(&mut self, key: &'static str) -> Result<Option<PathBuf>> {
        self.parsed(key, |text| {
            let path = Path::new(text);
            let plain = !text.contains(|c: char| c.is_control());
            (plain && path.is_absolute()).then(|| path.to_owned())
        })
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>> {
        self.value(key, |item| {
            let word = item.as_str()?;
            words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
        })
    }

    /// What a text means, when it means something.
    pub(crate) fn parsed<T>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        self.value(key, |item| parse(item.as_str()?))
    }

    /// The table of that name.
    pub(crate) fn section(&mut self, key: &'static str) -> Result<Option<Section<'a>>> {
        let settings = self.settings;
        self.value(key, |item| {
            let table = item.as_table_like()?;
            Some(Section { settings, table, place: item.span(), known: Vec::new() })
        })
    }

    /// The tables of that name: `[[name]]`.
    pub(crate) fn sections(&mut self, key: &'static str) -> Result<Vec<Section<'a>>> {
        let settings = self.settings;
        let sections = self.value(key, |item| {
            let tables = item.as_array_of_tables()?.iter();
            let section = |table: &'a toml_edit::Table| Section {
                settings,
                table,
                place: table.span(),
                known: Vec::new(),
            };
            Some(tables.map(section).collect::<Vec<_>>())
        })?;
        Ok(sections.unwrap_or_default())
    }

    /// Refuses the first key that was not asked for.
    pub(crate) fn finish(self) -> Result<()> {
        let unknown = self.table.iter().find(|(key, _)| !self.known.contains(key));
        let Some((key, item)) = unknown else { return Ok(()) };
        let place = self.table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
        let near = self.known.iter().min_by_key(|known| distance(known, key));
        let near = near.filter(|known| distance(known, key) <= MAX_DISTANCE);
        let (key, near) = (key.to_owned(), near.map(|near| (*near).to_owned()));
        Err(self.settings.fault(place, SettingsFault::UnknownKey { key, near }))
    }
}

/// How many letters must be added, removed or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, a) in one.chars().enumerate() {
        let mut left = at + 1;
        let mut above_left = std::mem::replace(row.first_mut().unwrap_or(&mut 0), left);
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            let above = *cell;
            *cell = (above_left + usize::from(a != b)).min(above + 1).min(left + 1);
            (above_left, left) = (above, *cell);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_key_is_told_with_it() {
        for (typed, near) in [
            ("pasphrases", Some("passphrases")),
            ("langage", Some("language")),
            ("colour", None),
            ("", None),
        ] {
            let text = format!("\"{typed}\" = 1");
            let settings = Settings::parse(Path::new("p"), &text).unwrap();
            let mut root = settings.root();
            for key in ["passphrases", "language"] {
                assert_eq!(root.number(key).unwrap(), None);
            }
            let Err(Error::Settings {
                fault: SettingsFault::UnknownKey { near: told, .. }, ..
            }) = root.finish()
            else {
                panic!("{typed} is known");
            };
            assert_eq!(told.as_deref(), near, "{typed}");
        }
    }
}
