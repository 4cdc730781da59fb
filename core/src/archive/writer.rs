//! Writing a ZIP to where nothing can be written twice, on all cores.
//!
//! Small files are packed in runs, each run by one thread: their headers tell everything. A large
//! file is followed by a data descriptor; its content is deflated in blocks, each by one thread,
//! which make one ordinary stream. What does not shrink lies in deflate's own stored blocks: a reader
//! of streams knows where they end, whatever the content, which may come from an attacker. Everything is written in the order in which it was added. The
//! directory is kept as the bytes it will be: about a hundred an entry.

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::Metadata;
use super::content::Packed;
use super::encode::{Record, encode_end};
use super::pack::{
    DEFLATE_END, Member, Packer, STORED_BLOCK, STORED_HEADER, is_dense, stored_header,
};
use super::record::*;
use crate::archive::entry::{Entry, EntryKind, EntryName};
use crate::archive::permissions::Permissions;
use crate::stream::{BufWrite, Counted, read_up_to};

use crate::error::{Error, IoOperation, Result};
use crate::pool::{InOrder, Pool, Threads};
use crate::progress::Progress;

/// Files below this size are packed in memory.
pub(crate) const SMALL: u64 = 1 << 20;
/// A run ends with the file that brings it to this size, or to this number.
const RUN_BYTES: u64 = 256 * 1024;
const RUN_MEMBERS: usize = 256;
/// What is deflated at once of a large file.
const BLOCK: usize = 256 * 1024;
/// Where the output lends less, a stored block is written across what it lends.
const LITTLE_ROOM: usize = 256;
/// From this size on an entry uses ZIP64: deflating what does not shrink adds a little.
const ZIP64_FROM: u64 = 0xf000_0000;

/// How hard to deflate: 0 (not at all) to 9.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Level(u8);

impl Level {
    /// Twice as fast as what `zip` does by default, for two bytes more in a hundred of a mixed tree:
    /// docs/performance.md.
    pub const DEFAULT: Self = Self(2);
    /// Nothing is deflated.
    pub const STORE: Self = Self(0);

    /// `None` above 9.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        (level <= 9).then_some(Self(level))
    }

    pub(super) fn number(self) -> u8 {
        self.0
    }
}

/// Writes entries in the order in which they are added; the bytes do not depend on the number of
/// threads. Nothing is complete before [`finish`](Self::finish).
pub struct ArchiveWriter<W: BufWrite> {
    output: Counted<W>,
    directory: Vec<u8>,
    entries: u64,
    level: Level,
    /// Small files that wait to make a run.
    members: Vec<Member>,
    member_bytes: u64,
    /// Runs and blocks being packed.
    runs: InOrder<(Packer, Result<Vec<Record>>)>,
    blocks: InOrder<(Packer, Result<()>)>,
    spare: Vec<Packer>,
    /// The start of a file that may be large.
    start: Zeroizing<Vec<u8>>,
}

impl<W: BufWrite> ArchiveWriter<W> {
    /// An archive with nothing in it yet.
    pub fn new(output: W, level: Level) -> Self {
        Self::on_pool(output, level, &Pool::new(Threads::all()))
    }

    /// The same; this pool packs, rather than one of all cores.
    pub(crate) fn on_pool(output: W, level: Level, pool: &Arc<Pool>) -> Self {
        Self {
            output: Counted::new(output),
            directory: Vec::new(),
            entries: 0,
            level,
            members: Vec::new(),
            member_bytes: 0,
            runs: InOrder::new(Arc::clone(pool)),
            blocks: InOrder::new(Arc::clone(pool)),
            spare: Vec::new(),
            start: Zeroizing::default(),
        }
    }

    /// Adds a folder; what it holds is added apart.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails; the errors of files that were added before.
    pub fn add_folder(
        &mut self,
        name: &EntryName,
        modified: Option<i64>,
        permissions: Option<Permissions>,
    ) -> Result<()> {
        let metadata = Metadata { kind: EntryKind::Folder, modified, permissions, size: Some(0) };
        self.push(Member { name: name.clone(), metadata, content: None })
    }

    /// Adds a file that is below [`SMALL`]; another thread may read it, later.
    ///
    /// # Errors
    /// As [`add_folder`](Self::add_folder); those of `content` come from a later call.
    pub(crate) fn add_small(
        &mut self,
        name: &EntryName,
        metadata: Metadata,
        content: impl FnOnce(&mut Vec<u8>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let content = Some(Box::new(content) as _);
        self.push(Member { name: name.clone(), metadata, content })
    }

    /// Adds a file, and tells how many bytes its content had. The content is read to its end, which
    /// the caller keeps at the announced size.
    ///
    /// # Errors
    /// [`Error::Io`]; an error of this library that the content's reader carries; the errors of files that
    /// were added before.
    pub fn add_file(
        &mut self,
        name: &EntryName,
        metadata: Metadata,
        content: &mut impl Read,
    ) -> Result<u64> {
        name.refuse_drive()?;
        let mut start = std::mem::take(&mut self.start);
        read_block(content, SMALL as usize, &mut start)?;
        let size = start.len() as u64;
        if size < SMALL {
            let metadata = Metadata { size: Some(size), ..metadata };
            self.add_small(name, metadata, move |plain| {
                plain.extend_from_slice(&start);
                Ok(())
            })?;
            return Ok(size);
        }
        self.write_all_runs()?;
        let mut record = Record::new(name.clone(), metadata, self.output.bytes);
        record.descriptor = true;
        record.zip64 = metadata.size.is_none_or(|size| size >= ZIP64_FROM);
        record.method = DEFLATED;
        self.write_local(&record)?;
        let data_start = self.output.bytes;
        let shrinks = self.level != Level::STORE && !is_dense(&start);
        let mut content = start.as_slice().chain(content);
        let crc = match shrinks {
            true => self.deflate(&mut content, &mut record.size)?,
            false => self.store(&mut content, &mut record.size)?,
        };
        self.output.write_all(&DEFLATE_END).map_err(writing)?;
        record.crc = crc.finalize();
        record.packed = self.output.bytes - data_start;
        record.encode_descriptor(&mut self.output).map_err(writing)?;
        self.list(&record);
        self.start = start;
        Ok(record.size)
    }

    /// Adds an entry of another archive under this name, copied as it is packed. Its content is
    /// verified on the way: damage would otherwise be sealed anew, and its date be lost.
    ///
    /// # Errors
    /// [`Error::Io`]; those of a damaged or hostile payload; [`Error::Cancelled`].
    pub(crate) fn copy(
        &mut self,
        name: &EntryName,
        packed: Packed<'_, impl BufRead>,
        progress: &Progress,
    ) -> Result<()> {
        name.refuse_drive()?;
        let (entry, method, crc) =
            (&packed.located.entry, packed.located.method, packed.located.crc);
        if entry.kind == EntryKind::Folder {
            let Entry { modified, permissions, .. } = *entry;
            packed.copy_to(&mut io::sink(), progress)?;
            return self.add_folder(name, modified, permissions);
        }
        self.write_all_runs()?;
        let Entry { kind, modified, permissions, size, .. } = *entry;
        let metadata = Metadata { kind, modified, permissions, size: Some(size) };
        let mut record = Record::new(name.clone(), metadata, self.output.bytes);
        record.method = method;
        (record.crc, record.size, record.packed) = (crc, entry.size, entry.packed);
        record.zip64 = entry.size.max(entry.packed) >= u64::from(SATURATED_32);
        self.write_local(&record)?;
        packed.copy_to(&mut self.output, progress)?;
        self.list(&record);
        Ok(())
    }

    /// Writes the directory and gives the output back.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails; the errors of files that were added before.
    pub fn finish(mut self) -> Result<W> {
        self.write_all_runs()?;
        let start = self.output.bytes;
        self.output.write_all(&self.directory).map_err(writing)?;
        let size = self.output.bytes - start;
        encode_end(self.entries, size, start, &mut self.output).map_err(writing)?;
        Ok(self.output.output)
    }

    fn push(&mut self, member: Member) -> Result<()> {
        member.name.refuse_drive()?;
        self.member_bytes += member.metadata.size.unwrap_or(0);
        self.members.push(member);
        if self.member_bytes >= RUN_BYTES || self.members.len() >= RUN_MEMBERS {
            self.submit_run()?;
        }
        Ok(())
    }

    fn submit_run(&mut self) -> Result<()> {
        while self.runs.is_next_done() || self.runs.len() >= at_work(&self.runs) {
            self.write_run()?;
        }
        let members = std::mem::take(&mut self.members);
        self.member_bytes = 0;
        let mut packer = self.packer();
        self.runs.submit(move || {
            let records = packer.pack_run(members);
            (packer, records)
        });
        Ok(())
    }

    fn packer(&mut self) -> Packer {
        self.spare.pop().unwrap_or_else(|| Packer::new(self.level))
    }

    /// Writes the oldest run, and lists what is in it.
    fn write_run(&mut self) -> Result<()> {
        let Some((packer, records)) = self.runs.next() else { return Ok(()) };
        let records = records?;
        let start = self.output.bytes;
        self.output.write_all(&packer.run).map_err(writing)?;
        self.spare.push(packer);
        for mut record in records {
            record.offset += start;
            self.list(&record);
        }
        Ok(())
    }

    /// What was added goes out before what is added now.
    fn write_all_runs(&mut self) -> Result<()> {
        if !self.members.is_empty() {
            self.submit_run()?;
        }
        while self.runs.len() > 0 {
            self.write_run()?;
        }
        Ok(())
    }

    /// Writes the content in deflate's stored blocks, each as long as the room that the output lends:
    /// the content is read to where it will lie.
    fn store(&mut self, content: &mut impl Read, size: &mut u64) -> Result<crc32fast::Hasher> {
        let mut crc = crc32fast::Hasher::new();
        loop {
            let room = self.output.buffer().map_err(writing)?;
            let lent = room.len().min(STORED_HEADER + STORED_BLOCK);
            let mut little = Zeroizing::new([0; LITTLE_ROOM]);
            let fits = lent >= LITTLE_ROOM;
            let block = if fits { room.get_mut(..lent).unwrap_or_default() } else { &mut *little };
            let (header, plain) = block.split_at_mut(STORED_HEADER);
            let read = read_up_to(content, plain)
                .map_err(|e| Error::from_io(IoOperation::ReadInput, e))?;
            let plain = plain.get(..read).unwrap_or_default();
            crc.update(plain);
            header.copy_from_slice(&stored_header(plain));
            let written = if read == 0 { 0 } else { STORED_HEADER + read };
            self.output.advance(if fits { written } else { 0 });
            if !fits {
                let block = little.get(..written).unwrap_or_default();
                self.output.write_all(block).map_err(writing)?;
            }
            *size += read as u64;
            if read == 0 {
                return Ok(crc);
            }
        }
    }

    fn deflate(&mut self, content: &mut impl Read, size: &mut u64) -> Result<crc32fast::Hasher> {
        let mut crc = crc32fast::Hasher::new();
        let mut before = Zeroizing::new(Vec::new());
        loop {
            while self.blocks.is_next_done() || self.blocks.len() >= at_work(&self.blocks) {
                self.write_block(&mut crc)?;
            }
            let mut packer = self.packer();
            read_block(content, BLOCK, &mut packer.plain)?;
            if packer.plain.is_empty() {
                break;
            }
            *size += packer.plain.len() as u64;
            packer.before.clear();
            packer.before.extend_from_slice(&before);
            before.clear();
            before.extend_from_slice(packer.tail());
            self.blocks.submit(move || {
                let packed = packer.pack_block();
                (packer, packed)
            });
        }
        while self.blocks.len() > 0 {
            self.write_block(&mut crc)?;
        }
        Ok(crc)
    }

    fn write_block(&mut self, crc: &mut crc32fast::Hasher) -> Result<()> {
        let Some((packer, packed)) = self.blocks.next() else { return Ok(()) };
        packed?;
        crc.combine(&packer.crc);
        self.output.write_all(&packer.packed).map_err(writing)?;
        self.spare.push(packer);
        Ok(())
    }

    fn write_local(&mut self, record: &Record) -> Result<()> {
        let mut header = Vec::new();
        record.encode_local(&mut header);
        self.output.write_all(&header).map_err(writing)
    }

    fn list(&mut self, record: &Record) {
        record.encode_central(&mut self.directory);
        self.entries += 1;
    }
}

/// Jobs at work at once: each may hold a MiB or two.
fn at_work<T: Send + 'static>(jobs: &InOrder<T>) -> usize {
    jobs.threads() + 2
}

fn writing(error: io::Error) -> Error {
    Error::from_io(IoOperation::WriteOutput, error)
}

/// Replaces what is in `block` by the next so many bytes, fewer only at the end.
fn read_block(content: &mut impl Read, size: usize, block: &mut Zeroizing<Vec<u8>>) -> Result<()> {
    if block.len() < size {
        // All of it at once: growing would leave copies behind.
        *block = Zeroizing::new(vec![0; size]);
    }
    let read = read_up_to(content, block).map_err(|e| Error::from_io(IoOperation::ReadInput, e))?;
    block.truncate(read);
    Ok(())
}
