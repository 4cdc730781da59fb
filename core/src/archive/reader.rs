//! Reading a ZIP strictly: what is accepted here, every other ZIP reader reads the same way.
//!
//! The entries must tile the file from its first byte to the directory, the directory must end
//! where its end record starts, and that record must be the file's last bytes: there is no room
//! for a second directory or a hidden entry. Each entry's own header must agree with the
//! directory. Fields that others read in another way, or that we do not know to be harmless, have no
//! place. Whatever breaks a rule is refused whole.

use std::sync::Arc;

use super::central::{Located, read_directory};
use super::content::{EntryReader, Inflater, Packed};
use super::end::{ends_like_a_zip, find_end, starts_like_a_zip};
use super::input::{ReadAhead, reading};
use super::local::check_local_header;
use super::record::DEFLATED;
use crate::archive::entry::{Entry, Reading};
use crate::error::{ArchiveFault, Error, Result};

/// An archive whose directory was read. Clones read on their own, from the same directory.
pub struct Archive<R> {
    input: R,
    /// In its vector: to make a slice of it would take the memory of both.
    directory: Arc<Vec<Located>>,
    inflater: Inflater,
}

impl<R: ReadAhead> Archive<R> {
    /// Reads the directory; `None` when the payload is no ZIP at all.
    ///
    /// # Errors
    /// [`Error::Archive`] for a ZIP that breaks a rule, or that starts as something else;
    /// [`Error::Name`] for an entry's name,
    /// [`Error::Payload`], [`Error::Io`].
    pub fn open(mut input: R, how: impl Into<Reading>) -> Result<Option<Self>> {
        if !starts_like_a_zip(&mut input).map_err(reading)? {
            return match ends_like_a_zip(&mut input)? {
                true => Err(Error::archive(ArchiveFault::Ambiguous)),
                false => Ok(None),
            };
        }
        let end = find_end(&mut input)?;
        let directory = read_directory(&mut input, end, how.into())?;
        Ok(Some(Self { input, directory: Arc::new(directory), inflater: Inflater::new() }))
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.directory.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.directory.is_empty()
    }

    /// The entries, in the order of the directory.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.directory.iter().map(|located| &located.entry)
    }

    /// One of them.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<&Entry> {
        self.directory.get(index).map(|located| &located.entry)
    }

    /// Number of names that were read as UTF-8, as Unix programs write it, without a mark.
    #[must_use]
    pub fn unmarked_names(&self) -> usize {
        self.directory.iter().filter(|located| located.unmarked).count()
    }

    /// Whether every entry has the marks of those that Scellé writes.
    pub(crate) fn is_ours(&self) -> bool {
        self.directory.iter().all(|located| located.ours)
    }

    /// What the archive is read from.
    pub(crate) fn input(&self) -> &R {
        &self.input
    }

    /// The content of an entry, once its own header has agreed with the directory. Its checksum is
    /// verified when the end is read.
    ///
    /// # Errors
    /// [`Error::Archive`], [`Error::Payload`], [`Error::Io`]; [`Error::EntryNotFound`] for an
    /// index that is none.
    pub fn read(&mut self, index: usize) -> Result<EntryReader<'_, R>> {
        let located = self
            .directory
            .get(index)
            .ok_or_else(|| Error::EntryNotFound { name: index.to_string() })?;
        check_local_header(&mut self.input, located)?;
        self.input.read_ahead(located.entry.packed);
        let inflater = (located.method == DEFLATED).then_some(&mut self.inflater);
        Ok(EntryReader::new(&mut self.input, inflater, located))
    }

    /// The content of an entry as it lies there, to be copied into another archive.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn packed(&mut self, index: usize) -> Result<Packed<'_, R>> {
        let located = self
            .directory
            .get(index)
            .ok_or_else(|| Error::EntryNotFound { name: index.to_string() })?;
        check_local_header(&mut self.input, located)?;
        self.input.read_ahead(located.entry.packed);
        let inflater = (located.method == DEFLATED).then_some(&mut self.inflater);
        Ok(Packed { located, input: &mut self.input, inflater })
    }

    /// The checksum of an entry's content: CRC-32.
    #[must_use]
    pub fn checksum(&self, index: usize) -> Option<u32> {
        self.directory.get(index).map(|located| located.crc)
    }
}

impl<R: Clone> Clone for Archive<R> {
    fn clone(&self) -> Self {
        Self {
            input: self.input.clone(),
            directory: Arc::clone(&self.directory),
            inflater: Inflater::new(),
        }
    }
}
