//! What a payload holds: an archive, or one file.

use std::io::{self, BufRead, Read, Seek};
use std::ops::Range;

use super::document;
use crate::archive::entry::{Entry, EntryKind, EntryName, Reading};
use crate::archive::{Archive, EntryReader, ReadAhead};
use crate::container::payload::PayloadReader;
use crate::error::{Error, IoOperation, Result};
use crate::pool::par_for_each;

/// See [`runs`].
const RUN_BYTES: u64 = 512 * 1024;
const RUN_ENTRIES: usize = 256;

/// Which entry of a container is meant, in the container that gave this.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryId(pub(super) usize);

impl EntryId {
    /// The entry at this place of a container, from 0.
    #[must_use]
    pub const fn at(place: usize) -> Self {
        Self(place)
    }

    /// Its place in the container, from 0.
    #[must_use]
    pub const fn place(self) -> usize {
        self.0
    }
}

/// What a payload is. Clones read on their own.
#[derive(Clone)]
pub(crate) enum Contents {
    /// An archive: what we write.
    Archive(Archive<PayloadReader>),
    /// Any other file that was sealed with age.
    Plain { entry: Entry, payload: PayloadReader },
}

impl Contents {
    pub(crate) fn read(
        payload: PayloadReader,
        container_name: &str,
        how: impl Into<Reading>,
    ) -> Result<Self> {
        let mut name = stem_of(container_name).to_owned();
        if !is_one_file(container_name) {
            let archive = Archive::open(payload.clone(), how);
            match document::extension(&mut payload.clone(), archive.as_ref()) {
                None => {
                    if let Some(archive) = archive? {
                        return Ok(Self::Archive(archive));
                    }
                }
                Some("") => {}
                Some(_) if has_extension(&name) => {}
                Some(extension) => name = format!("{name}.{extension}"),
            }
        }
        let entry = Entry {
            name: EntryName::parse_escaping(name.as_bytes())?,
            kind: EntryKind::File,
            size: payload.len(),
            packed: payload.len(),
            modified: None,
            permissions: None,
        };
        Ok(Self::Plain { entry, payload })
    }

    pub(crate) fn entries(&self) -> Box<dyn ExactSizeIterator<Item = &Entry> + '_> {
        match self {
            Self::Archive(archive) => Box::new(archive.entries()),
            Self::Plain { entry, .. } => Box::new(std::iter::once(entry)),
        }
    }

    pub(crate) fn entry(&self, id: EntryId) -> Option<&Entry> {
        match self {
            Self::Archive(archive) => archive.entry(id.0),
            Self::Plain { entry, .. } => Some(entry).filter(|_| id == EntryId(0)),
        }
    }

    pub(crate) fn payload(&self) -> &PayloadReader {
        match self {
            Self::Archive(archive) => archive.input(),
            Self::Plain { payload, .. } => payload,
        }
    }

    /// Has the pool do the work on all the chosen entries, in runs of neighbours: these share
    /// chunks, and no chunk should be opened twice. Told is the error of the first entry that has one.
    pub(crate) fn par_for_each(
        &self,
        chosen: &[EntryId],
        work: impl Fn(&mut Self, &[EntryId]) -> Result<()> + Sync,
    ) -> Result<()> {
        let sizes = chosen.iter().map(|id| self.entry(*id).map_or(0, |entry| entry.packed));
        let runs = runs(sizes);
        let pool = self.payload().pool();
        let workers = vec![self.clone(); pool.threads().get().min(runs.len())];
        par_for_each(workers, &runs, |contents, run| {
            work(contents, chosen.get(run).unwrap_or_default())
        })
    }

    /// The content of an entry; empty for a folder.
    pub(crate) fn reader(&mut self, id: EntryId) -> Result<ContentReader<'_>> {
        match self {
            Self::Archive(archive) => archive.read(id.0).map(ContentReader::Entry),
            Self::Plain { payload, .. } => {
                payload.rewind().map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
                payload.read_ahead(payload.len());
                Ok(ContentReader::Plain(payload))
            }
        }
    }
}

/// Neighbours that one worker takes at once: so many bytes, packed, or so many entries.
fn runs(sizes: impl Iterator<Item = u64>) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut bytes) = (0, 0u64);
    let mut end = 0;
    for size in sizes {
        end += 1;
        bytes = bytes.saturating_add(size);
        if bytes >= RUN_BYTES || end - start == RUN_ENTRIES {
            runs.push(start..end);
            (start, bytes) = (end, 0);
        }
    }
    if start < end {
        runs.push(start..end);
    }
    runs
}

/// What the payload of a container is called, taken as one file: `dossier.zip` for `dossier.scelle`.
///
/// # Errors
/// [`Error::Name`] for a name of nothing.
pub fn payload_name(container_name: &str) -> Result<EntryName> {
    let stem = stem_of(container_name);
    let is_named = is_one_file(container_name) || stem.to_ascii_lowercase().ends_with(".zip");
    let end = if is_named { "" } else { ".zip" };
    EntryName::parse_escaping([stem, end].concat().as_bytes())
}

/// A name without its extension.
fn stem_of(container_name: &str) -> &str {
    container_name.rsplit_once('.').map_or(container_name, |(stem, _)| stem)
}

/// `letter.docx.age` is a letter, and a ZIP only because its format is one.
fn is_one_file(container_name: &str) -> bool {
    let name = container_name.to_ascii_lowercase();
    let inner = name.strip_suffix(".age").and_then(|stem| stem.rsplit_once('.'));
    inner.is_some_and(|(_, end)| is_extension(end) && !["zip", "scelle"].contains(&end))
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| is_extension(end))
}

/// The end of `v1.2` is no extension.
fn is_extension(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Reads the content of one entry.
pub(crate) enum ContentReader<'a> {
    Entry(EntryReader<'a, PayloadReader>),
    Plain(&'a mut PayloadReader),
}

impl Read for ContentReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Entry(reader) => reader.read(out),
            Self::Plain(reader) => reader.read(out),
        }
    }
}

impl BufRead for ContentReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Entry(reader) => reader.fill_buf(),
            Self::Plain(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Self::Entry(reader) => reader.consume(amount),
            Self::Plain(reader) => reader.consume(amount),
        }
    }
}
