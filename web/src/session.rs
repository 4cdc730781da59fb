//! The container that the page works on: opened, read, answered.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use scelle_core::archive::entry::{EntryName, Names};
use scelle_core::container::access::{AccessId, Role};
use scelle_core::container::payload::PayloadReader;
use scelle_core::container::source::ReadAt;
use scelle_core::error::{Error, KeyFault, Result};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{WordList, generate};
use scelle_core::open::{Container, EntryId, Locked};
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::profile::unlocker::{GivenFor, NeverAsk, Unlocker};
use scelle_core::progress::Progress;
use scelle_core::seal::{
    Grant, Input, SealOptions, StreamedFile, add_owner, answering, container_name, seal_to_stream,
};
use scelle_i18n::{Language, current, format_count, format_size, text};

use crate::facts::{LockedFacts, OpenedFacts, SealedFacts, Text};

/// No file of keys is larger; of one that is, the worker gives a byte more.
const MAX_KEY_BYTES: usize = 1 << 20;

/// One container, and how far it is open.
#[derive(Default)]
pub struct Session {
    name: String,
    locked: Option<Locked>,
    opened: Option<Container>,
}

/// What opens a container.
pub enum Means<'a> {
    /// A passphrase of the container.
    Passphrase(&'a str),
    /// A file of keys, by name and content, and its own passphrase.
    Key {
        /// The name of the file.
        name: &'a str,
        /// Its content.
        content: &'a [u8],
        /// The passphrase that it is under; empty where there is none.
        passphrase: &'a str,
    },
}

/// An answer to seal.
pub struct Answer<'a> {
    /// Files.
    pub files: Vec<StreamedFile<'a>>,
    /// Those in the access list for whom it is.
    pub chosen: &'a [AccessId],
    /// Whether a passphrase is made that opens it too.
    pub with_passphrase: bool,
    /// Whether recipients that a quantum computer could open are accepted.
    pub allow_classical: bool,
    /// The time, in seconds since 1970.
    pub now: i64,
}

impl Session {
    /// Takes another container, of which the header is read.
    ///
    /// # Errors
    /// As [`Locked::read`].
    pub fn open(&mut self, source: Arc<dyn ReadAt>, name: &str) -> Result<LockedFacts> {
        *self = Self::default();
        let locked = Locked::read_source(source, name)?;
        let facts = LockedFacts::of(&locked);
        (self.name, self.locked) = (name.to_owned(), Some(locked));
        Ok(facts)
    }

    /// Unlocks it.
    ///
    /// # Errors
    /// As [`Unlocker::unlock`] and [`Locked::unlock`]; [`Error::Identity`] for a file that holds no key.
    pub fn unlock(&mut self, means: &Means<'_>, names: Names) -> Result<OpenedFacts> {
        self.opened = None;
        let locked = self.locked.as_ref().ok_or(Error::Internal)?;
        let progress = Progress::new();
        let (files, given) = match *means {
            Means::Passphrase(typed) => (vec![], Some((typed, GivenFor::Container))),
            Means::Key { name, content, passphrase } => {
                let file = identity_file(name, content)?;
                (
                    vec![file],
                    Some((passphrase, GivenFor::Keys)).filter(|(text, _)| !text.is_empty()),
                )
            }
        };
        let mut unlocker = Unlocker::of(files, &progress);
        if let Some((typed, given_for)) = given {
            unlocker = unlocker.with_passphrase(Passphrase::new(typed)?, given_for);
        }
        let unlock = |keyring: &_| locked.unlock(keyring, names);
        let container = unlocker.unlock(locked.header(), &mut NeverAsk, unlock)?;
        let facts = OpenedFacts::of(&container, &self.name)?;
        self.opened = Some(container);
        Ok(facts)
    }

    /// Writes the content of one entry, and returns its length.
    ///
    /// # Errors
    /// [`Error::Large`] unless that is allowed; as [`Container::write_entry`].
    pub fn write_entry(
        &mut self,
        id: EntryId,
        allow_large: bool,
        output: &mut impl Write,
    ) -> Result<u64> {
        let container = self.opened.as_mut().ok_or(Error::Internal)?;
        if !allow_large {
            container.check_size(&[id])?;
        }
        container.write_entry(id, output, &Progress::new())
    }

    /// The payload, from its start: what stock age gives. It may be handed out once every entry was read:
    /// only then is it known that other programs read the archive in the same way.
    ///
    /// # Errors
    /// [`Error::Large`] unless that is allowed; [`Error::Internal`] where nothing is open.
    pub fn payload(&self, allow_large: bool) -> Result<PayloadReader> {
        let container = self.opened.as_ref().ok_or(Error::Internal)?;
        if !allow_large {
            container.check_size(&container.ids().collect::<Vec<_>>())?;
        }
        Ok(container.payload())
    }

    /// Seals files for those who are in the access list, and writes the container.
    ///
    /// # Errors
    /// As [`answering`] and [`seal_to_stream`].
    pub fn answer(&self, answer: Answer<'_>, output: &mut impl Write) -> Result<SealedFacts> {
        let container = self.opened.as_ref().ok_or(Error::Internal)?;
        let mut grants = match answer.chosen {
            [] => Vec::new(),
            chosen => answering(container.access(), container.own_accesses(), chosen)?,
        };
        let mut made = None;
        if answer.with_passphrase {
            let passphrase = generate(match current() {
                Language::English => WordList::English,
                Language::French => WordList::French,
            })?;
            made = Some(passphrase.reveal().to_owned());
            let label = Label::lossy(&text!("access-passphrase-label"));
            grants.push(Grant::passphrase(label, passphrase, Role::Member));
        }
        add_owner(&mut grants, None);
        let mut options = SealOptions::new(grants, answer.now);
        options.allow_classical = answer.allow_classical;
        // Never that of its one file: it often is that of the container that is answered.
        let name = container_name(Path::new(&text!("page-answer-name", name = self.stem())), true);
        let input = Input::Streams(answer.files);
        let sealed = seal_to_stream(input, output, &options, &Progress::new())?;
        Ok(SealedFacts {
            name: name.to_string_lossy().into_owned(),
            summary: Text::of(|| {
                let (count, size) = (sealed.files, format_size(sealed.sealed_bytes));
                text!("page-summary", count = count, shown = format_count(count), size = size)
            }),
            openers: sealed.openers.iter().map(|opener| opener.label.to_string()).collect(),
            passphrase: made,
        })
    }

    /// The name of the container without its extension.
    fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem)
    }
}

/// Whether a file of keys is under a passphrase.
///
/// # Errors
/// As [`IdentityFile::parse`].
pub fn is_locked(name: &str, content: &[u8]) -> Result<bool> {
    let file = identity_file(name, content)?;
    Ok(matches!(file, IdentityFile::Locked(_)))
}

fn identity_file(name: &str, content: &[u8]) -> Result<IdentityFile> {
    let path = Path::new(name);
    if content.len() > MAX_KEY_BYTES {
        return Err(Error::Identity { path: path.to_owned(), fault: KeyFault::TooLarge });
    }
    IdentityFile::parse(path, content)
}

/// A file to seal.
///
/// # Errors
/// [`Error::Name`].
pub fn streamed<'a>(
    name: &str,
    modified: Option<i64>,
    size: u64,
    content: impl Read + 'a,
) -> Result<StreamedFile<'a>> {
    let name = EntryName::parse(name)?;
    Ok(StreamedFile { name, modified, size: Some(size), content: Box::new(content) })
}

#[cfg(test)]
mod tests;
