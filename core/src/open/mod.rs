//! Opening: from a file to what it holds, step by step. A [`Locked`] container has shown nothing
//! but its header; a [`Container`] has proved its header and the end of its payload.
//!
//! ```
//! use scelle_core::archive::entry::{EntryName, Names};
//! use scelle_core::container::access::Role;
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::identity::{Identity, Keyring};
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::open::{EntryId, Locked};
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_stream};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let grants = vec![Grant::recipient(recipient, Role::Owner)];
//!     let options = SealOptions::new(grants, 1_790_000_000);
//!     let name = EntryName::parse("rapport.txt")?;
//!     let content = &mut "Bonjour".as_bytes();
//!     let input = Input::Stream { name: &name, modified: None, content };
//!     let mut container = Vec::new();
//!     seal_to_stream(input, &mut container, &options, &Progress::new())?;
//!
//!     let mut keyring = Keyring::new();
//!     keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
//!     let mut opened = Locked::read_stream(&container[..], "a.scelle")?.unlock(&keyring, Names::Refuse)?;
//!     let mut content = Vec::new();
//!     opened.write_entry(EntryId::at(0), &mut content, &Progress::new())?;
//!     assert_eq!(content, b"Bonjour");
//!     Ok(())
//! }
//! ```

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use age_core::format::FileKey;

use crate::archive::ReadAhead;
use crate::archive::code_page::CodePage;
use crate::archive::entry::{Entry, EntryName, Names, Reading};
use crate::container::access::{AccessId, AccessList, Holders};
use crate::container::header::Header;
use crate::container::mark::Mark;
use crate::container::payload::PayloadReader;
use crate::container::source::{self, Armor, ReadAt, Sequential};
use crate::display::escape;
use crate::error::{Error, IoOperation, Result};
use crate::keys::identity::Keyring;
use crate::pool::{Pool, Threads};
use crate::progress::Progress;
use crate::stream;

mod contents;
mod document;
#[cfg(feature = "disk")]
pub mod extract;
mod large;
mod tar;

pub(crate) use contents::Contents;
pub use contents::{EntryId, payload_name};
#[cfg(feature = "disk")]
pub use extract::extract_payload;

/// A container whose header was read, and nothing else.
pub struct Locked {
    source: Arc<dyn ReadAt>,
    header: Header,
    name: String,
    armor: Armor,
    code_page: Option<CodePage>,
    threads: Threads,
    /// What the system notes of where the file came from.
    mark: Mark,
}

impl Locked {
    /// Reads the header of a file: binary, armored, or a mail with armor in it.
    ///
    /// # Errors
    /// [`Error::NotAContainer`], [`Error::NewerVersion`], [`Error::Header`], [`Error::Armor`],
    /// [`Error::Io`].
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (source, armor) = source::from_path(path)?;
        let locked = Self::from_source(source, &name)?;
        Ok(Self { armor, mark: Mark::of(path), ..locked })
    }

    /// Reads a container from a stream; `name` stands for that of its file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_stream(stream: impl Read, name: &str) -> Result<Self> {
        let (source, armor) = source::from_mail(stream)?;
        Ok(Self { armor, ..Self::from_source(source, name)? })
    }

    /// Reads a container that is anywhere: binary, armored, or a mail with armor in it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_source(source: Arc<dyn ReadAt>, name: &str) -> Result<Self> {
        let (source, armor) = source::from_source(source)?;
        Ok(Self { armor, ..Self::from_source(source, name)? })
    }

    /// Reads the header of a binary container that is anywhere.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn from_source(source: Arc<dyn ReadAt>, name: &str) -> Result<Self> {
        let header = Header::read(&mut BufReader::new(Sequential::new(Arc::clone(&source))))?;
        let (armor, code_page) = (Armor::None, None);
        let (name, threads) = (name.to_owned(), Threads::all());
        let mark = Mark::default();
        Ok(Self { source, header, name, armor, code_page, threads, mark })
    }

    /// How the container was wrapped in text.
    #[must_use]
    pub fn armor(&self) -> Armor {
        self.armor
    }

    /// Reads names that are not marked as UTF-8 in this code page.
    #[must_use]
    pub fn with_code_page(self, code_page: Option<CodePage>) -> Self {
        Self { code_page, ..self }
    }

    pub(crate) fn threads(&self) -> Threads {
        self.threads
    }

    /// Opens with so many threads, rather than with one for each core.
    #[must_use]
    pub fn with_threads(self, threads: Threads) -> Self {
        Self { threads, ..self }
    }

    /// The header, which is readable without a key.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Length of the whole file, in bytes, once out of its armor.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.source.len()
    }

    /// Whether it has no byte at all: never, a header was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.source.is_empty()
    }

    /// Unlocks the container with what the keyring holds, authenticates its end and reads what it
    /// holds.
    ///
    /// # Errors
    /// [`Error::NotARecipient`], [`Error::WrongPassphrase`], [`Error::HeaderMac`],
    /// [`Error::Payload`], [`Error::Archive`], [`Error::Name`], [`Error::KdfParameters`],
    /// [`Error::KdfMemory`], [`Error::Io`].
    pub fn unlock(&self, keyring: &Keyring, names: Names) -> Result<Container> {
        let unlocked = self.header.unlock_telling(keyring)?;
        let holders = Holders::read(&self.header, &unlocked.file_key)?;
        let holders = holders.proved_by(&self.header, &unlocked, keyring);
        let own = holders.own();
        let how = Reading { names, code_page: self.code_page };
        let contents = Contents::read(self.payload(&unlocked.file_key)?, &self.name, how)?;
        let access = AccessList::of(holders, &self.header);
        let mark = self.mark.clone();
        Ok(Container { access, own, contents, sealed_bytes: self.len(), mark })
    }

    /// The payload alone, whatever it is: for those who want the bytes that stock age gives.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock).
    pub fn unlock_payload(&self, keyring: &Keyring) -> Result<PayloadReader> {
        self.payload(&self.header.unlock(keyring)?)
    }

    pub(crate) fn payload(&self, file_key: &FileKey) -> Result<PayloadReader> {
        let offset = self.header.encoded_len();
        let payload = PayloadReader::open(file_key, Arc::clone(&self.source), offset)?;
        Ok(payload.with_pool(&Pool::new(self.threads)))
    }

    /// Closes the file that it is read from.
    pub(crate) fn close(&self) {
        self.source.close();
    }

    /// Everything after the header, as it lies there.
    pub(crate) fn sealed_payload(&self) -> io::Result<impl Read> {
        let mut sealed = Sequential::new(Arc::clone(&self.source));
        sealed.seek(SeekFrom::Start(self.header.encoded_len()))?;
        Ok(sealed)
    }

    /// The name of the file.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The payload from its start, its end not authenticated: see [`PayloadReader::dangerous`].
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock).
    pub fn salvage_payload(&self, keyring: &Keyring) -> Result<PayloadReader> {
        let file_key = self.header.unlock(keyring)?;
        let offset = self.header.encoded_len();
        PayloadReader::dangerous().without_the_end(&file_key, Arc::clone(&self.source), offset)
    }
}

/// Writes a payload to a stream, whatever it is, and tells its length.
///
/// # Errors
/// [`Error::Payload`], [`Error::Io`], [`Error::Cancelled`]; what was written before one is authentic, and not whole.
pub fn write_payload(
    mut payload: PayloadReader,
    output: &mut impl Write,
    progress: &Progress,
) -> Result<u64> {
    let bytes = payload.len();
    progress.start(bytes);
    payload.rewind().map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
    payload.read_ahead(bytes);
    stream::copy(&mut payload, output, progress)
}

/// A container that is open.
pub struct Container {
    access: AccessList,
    own: Vec<AccessId>,
    contents: Contents,
    sealed_bytes: u64,
    mark: Mark,
}

impl Container {
    /// Who can open it.
    #[must_use]
    pub fn access(&self) -> &AccessList {
        &self.access
    }

    /// The caller's own accesses in that list.
    #[must_use]
    pub fn own_accesses(&self) -> &[AccessId] {
        &self.own
    }

    /// Whether the caller may change it.
    #[must_use]
    pub fn may_edit(&self) -> bool {
        self.access.may_edit(&self.own)
    }

    /// What it holds, in order.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.contents.entries()
    }

    /// What names each entry, in order.
    pub fn ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries().len()).map(EntryId)
    }

    /// An entry of this container.
    #[must_use]
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.contents.entry(id)
    }

    /// Number of names that were read as UTF-8, as Unix programs write it, without a mark.
    #[must_use]
    pub fn unmarked_names(&self) -> usize {
        match &self.contents {
            Contents::Archive(archive) => archive.unmarked_names(),
            Contents::Plain { .. } => 0,
        }
    }

    /// The checksum of an entry's content (CRC-32), where the container tells it.
    #[must_use]
    pub fn checksum(&self, id: EntryId) -> Option<u32> {
        match &self.contents {
            Contents::Archive(archive) => archive.checksum(id.0),
            Contents::Plain { .. } => None,
        }
    }

    /// The entries of these names; a folder stands for all that it holds, no name for everything.
    ///
    /// # Errors
    /// [`Error::EntryNotFound`].
    pub fn select(&self, names: &[String]) -> Result<Vec<EntryId>> {
        let mut chosen = vec![names.is_empty(); self.entries().len()];
        for wanted in names {
            let not_found = || Error::EntryNotFound { name: escape(wanted) };
            let name = EntryName::parse_typed(wanted).map_err(|_| not_found())?;
            let mut found = false;
            for (slot, entry) in chosen.iter_mut().zip(self.contents.entries()) {
                if entry.name == name || entry.name.is_inside(&name) {
                    *slot = true;
                    found = true;
                }
            }
            if !found {
                return Err(not_found());
            }
        }
        let all = chosen.iter().enumerate();
        Ok(all.filter_map(|(index, chosen)| chosen.then_some(EntryId(index))).collect())
    }

    /// Writes the content of one file to a stream, and tells its length.
    ///
    /// # Errors
    /// The errors of a damaged or hostile container; [`Error::Io`], [`Error::Cancelled`]; what was written before one is authentic, and not whole.
    pub fn write_entry(
        &mut self,
        id: EntryId,
        output: &mut impl Write,
        progress: &Progress,
    ) -> Result<u64> {
        progress.start(self.contents.entry(id).map_or(0, |entry| entry.size));
        stream::copy(&mut self.contents.reader(id)?, output, progress)
    }

    /// Writes entries to a stream as a tar archive, and returns how many files and bytes they are.
    ///
    /// # Errors
    /// As [`write_entry`](Self::write_entry).
    pub fn write_tar(
        &mut self,
        chosen: &[EntryId],
        output: &mut impl Write,
        progress: &Progress,
    ) -> Result<(u64, u64)> {
        tar::write(&mut self.contents, chosen, output, progress)
    }

    /// The payload alone, from its start: the bytes that stock age gives.
    #[must_use]
    pub fn payload(&self) -> PayloadReader {
        self.contents.payload().rewound()
    }

    /// Refuses to write these entries if they are more than 10 GB, more than 1,000 times the container,
    /// or, above 1 GB, more than 500 times.
    ///
    /// # Errors
    /// [`Error::Large`].
    pub fn check_size(&self, chosen: &[EntryId]) -> Result<()> {
        let entries = chosen.iter().filter_map(|id| self.contents.entry(*id));
        large::check(
            entries.map(|entry| entry.size).fold(0, u64::saturating_add),
            self.sealed_bytes,
        )
    }

    pub(crate) fn contents(&self) -> &Contents {
        &self.contents
    }
}

#[cfg(test)]
mod tests;
