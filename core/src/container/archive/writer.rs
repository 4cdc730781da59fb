//! Writing a ZIP to where nothing can be written twice.
//!
//! A file that fits the buffer is packed first, so that its header tells everything; a larger one
//! is followed by a data descriptor. The directory is kept as the bytes it will be: about a
//! hundred an entry.

use std::io::{self, BufRead, Read, Write};

use flate2::{Compress, Compression, FlushCompress, Status};
use zeroize::Zeroizing;

use super::Metadata;
use super::reader::Packed;
use super::record::*;
use crate::container::entry::{EntryKind, EntryName};
use crate::error::{Doing, Error, Result};
use crate::progress::Progress;

/// Files up to this size are packed in memory.
const BUFFERED: usize = 1 << 20;
/// How much of a file tells whether it shrinks, and how much it must.
const TRIAL: usize = 64 * 1024;
const WORTH_IT: fn(usize) -> usize = |plain| plain - plain / 32;
/// From this size on an entry uses ZIP64: deflating what does not shrink adds a little.
const ZIP64_FROM: u64 = 0xf000_0000;

/// How hard to deflate: 0 (not at all) to 9.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Level(u8);

impl Level {
    /// What suits most files.
    pub const DEFAULT: Self = Self(6);
    /// Nothing is deflated.
    pub const STORE: Self = Self(0);

    /// `None` above 9.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        (level <= 9).then_some(Self(level))
    }
}

/// Writes entries in the order in which they are added. Nothing is complete before
/// [`finish`](Self::finish).
pub struct ArchiveWriter<W: Write> {
    output: Counted<W>,
    directory: Vec<u8>,
    entries: u64,
    level: Level,
    deflate: Compress,
    plain: Zeroizing<Vec<u8>>,
    packed: Zeroizing<Vec<u8>>,
}

impl<W: Write> ArchiveWriter<W> {
    /// An archive with nothing in it yet.
    pub fn new(output: W, level: Level) -> Self {
        Self {
            output: Counted { output, written: 0 },
            directory: Vec::new(),
            entries: 0,
            level,
            deflate: Compress::new(Compression::new(u32::from(level.0)), false),
            plain: Zeroizing::new(Vec::with_capacity(BUFFERED)),
            packed: Zeroizing::new(Vec::with_capacity(BUFFERED)),
        }
    }

    /// Adds a folder; what it holds is added apart.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails.
    pub fn add_folder(&mut self, name: &EntryName, modified: Option<i64>) -> Result<()> {
        let metadata = Metadata { kind: EntryKind::Folder, modified, size: Some(0) };
        let record = Record::new(name, metadata, self.output.written);
        record.encode_local(&mut self.output).map_err(writing)?;
        self.list(&record);
        Ok(())
    }

    /// Adds a file, and tells how many bytes its content had. The content is read to its end, which
    /// the caller keeps at the announced size.
    ///
    /// # Errors
    /// [`Error::Io`]; whatever error of ours the content's reader carries.
    pub fn add_file(
        &mut self,
        name: &EntryName,
        metadata: Metadata,
        content: &mut impl Read,
    ) -> Result<u64> {
        self.plain.clear();
        content
            .take(BUFFERED as u64)
            .read_to_end(&mut self.plain)
            .map_err(|e| Error::from_io(Doing::ReadInput, e))?;
        let mut record = Record::new(name, metadata, self.output.written);
        record.method = self.choose_method()?;
        if self.plain.len() < BUFFERED {
            self.write_whole(&mut record)?;
        } else {
            self.write_stream(&mut record, metadata.size, content)?;
        }
        self.list(&record);
        Ok(record.size)
    }

    /// Adds an entry of another archive under this name, neither inflated nor deflated again.
    ///
    /// # Errors
    /// [`Error::Io`]; those of a damaged or hostile payload; [`Error::Cancelled`].
    pub(crate) fn copy(
        &mut self,
        name: &EntryName,
        packed: Packed<'_>,
        progress: &Progress,
    ) -> Result<()> {
        let Packed { entry, method, crc, mut data } = packed;
        if entry.kind == EntryKind::Folder {
            return self.add_folder(name, entry.modified);
        }
        let metadata =
            Metadata { kind: entry.kind, modified: entry.modified, size: Some(entry.size) };
        let mut record = Record::new(name, metadata, self.output.written);
        record.method = method;
        (record.crc, record.size, record.packed) = (crc, entry.size, entry.packed);
        record.zip64 = entry.size.max(entry.packed) >= u64::from(SATURATED_32);
        record.encode_local(&mut self.output).map_err(writing)?;
        loop {
            let block = data.fill_buf().map_err(|e| Error::from_io(Doing::ReadContainer, e))?;
            let length = block.len();
            if length == 0 {
                break;
            }
            self.output.write_all(block).map_err(writing)?;
            data.consume(length);
            progress.advance(length as u64)?;
        }
        self.list(&record);
        Ok(())
    }

    /// Writes the directory and gives the output back.
    ///
    /// # Errors
    /// [`Error::Io`] when the output fails.
    pub fn finish(mut self) -> Result<W> {
        let start = self.output.written;
        self.output.write_all(&self.directory).map_err(writing)?;
        let size = self.output.written - start;
        encode_end(self.entries, size, start, &mut self.output).map_err(writing)?;
        Ok(self.output.output)
    }

    /// Deflates the first block to see whether it shrinks.
    fn choose_method(&mut self) -> Result<u16> {
        if self.level == Level::STORE || self.plain.is_empty() {
            return Ok(STORED);
        }
        let trial = self.plain.get(..TRIAL).unwrap_or(&self.plain);
        let packed = deflate_all(&mut self.deflate, trial, &mut self.packed)?;
        Ok(if packed < WORTH_IT(trial.len()) { DEFLATED } else { STORED })
    }

    /// The content is all there: pack it, then write a header that tells everything.
    fn write_whole(&mut self, record: &mut Record<'_>) -> Result<()> {
        record.crc = crc32fast::hash(&self.plain);
        record.size = self.plain.len() as u64;
        // The trial has packed all of a small file already.
        if record.method == DEFLATED && self.plain.len() > TRIAL {
            deflate_all(&mut self.deflate, &self.plain, &mut self.packed)?;
        }
        let data = if record.method == DEFLATED { &self.packed } else { &self.plain };
        record.packed = data.len() as u64;
        record.encode_local(&mut self.output).map_err(writing)?;
        self.output.write_all(data).map_err(writing)
    }

    /// More follows: its checksum and sizes come after it.
    fn write_stream(
        &mut self,
        record: &mut Record<'_>,
        size: Option<u64>,
        content: &mut impl Read,
    ) -> Result<()> {
        record.descriptor = true;
        record.zip64 = size.is_none_or(|size| size >= ZIP64_FROM);
        record.encode_local(&mut self.output).map_err(writing)?;
        let data_start = self.output.written;
        let mut crc = crc32fast::Hasher::new();
        self.deflate.reset();
        while !self.plain.is_empty() {
            crc.update(&self.plain);
            record.size += self.plain.len() as u64;
            if record.method == DEFLATED {
                self.deflate_block(FlushCompress::None)?;
            } else {
                self.output.write_all(&self.plain).map_err(writing)?;
            }
            self.plain.clear();
            content
                .take(BUFFERED as u64)
                .read_to_end(&mut self.plain)
                .map_err(|e| Error::from_io(Doing::ReadInput, e))?;
        }
        if record.method == DEFLATED {
            self.deflate_block(FlushCompress::Finish)?;
        }
        record.crc = crc.finalize();
        record.packed = self.output.written - data_start;
        record.encode_descriptor(&mut self.output).map_err(writing)
    }

    fn deflate_block(&mut self, flush: FlushCompress) -> Result<()> {
        let mut rest = self.plain.as_slice();
        loop {
            self.packed.clear();
            let before = self.deflate.total_in();
            let status = self
                .deflate
                .compress_vec(rest, &mut self.packed, flush)
                .map_err(|e| writing(e.into()))?;
            let taken = (self.deflate.total_in() - before) as usize;
            rest = rest.get(taken..).unwrap_or_default();
            self.output.write_all(&self.packed).map_err(writing)?;
            let all_out = self.packed.len() < self.packed.capacity();
            match flush {
                FlushCompress::Finish if status == Status::StreamEnd => return Ok(()),
                FlushCompress::None if rest.is_empty() && all_out => return Ok(()),
                _ => {}
            }
        }
    }

    fn list(&mut self, record: &Record<'_>) {
        record.encode_central(&mut self.directory);
        self.entries += 1;
    }
}

fn writing(error: io::Error) -> Error {
    Error::from_io(Doing::WriteOutput, error)
}

/// Deflates the whole of `plain` into `packed`, and tells the length.
fn deflate_all(deflate: &mut Compress, plain: &[u8], packed: &mut Vec<u8>) -> Result<usize> {
    deflate.reset();
    packed.clear();
    // What does not shrink grows by five bytes for each stored block.
    packed.reserve(plain.len() + plain.len() / 1000 + 64);
    loop {
        let taken = deflate.total_in() as usize;
        let rest = plain.get(taken..).unwrap_or_default();
        let status = deflate
            .compress_vec(rest, packed, FlushCompress::Finish)
            .map_err(|e| writing(e.into()))?;
        if status == Status::StreamEnd {
            return Ok(packed.len());
        }
        packed.reserve(plain.len() / 2 + 64);
    }
}

/// An output that knows how much it was given.
struct Counted<W> {
    output: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// One entry, as its two records tell it.
struct Record<'a> {
    name: &'a EntryName,
    kind: EntryKind,
    modified: Option<i64>,
    method: u16,
    crc: u32,
    size: u64,
    packed: u64,
    offset: u64,
    /// Checksum and sizes follow the data.
    descriptor: bool,
    /// They are 64 bits wide there, and the header says so.
    zip64: bool,
}

impl<'a> Record<'a> {
    fn new(name: &'a EntryName, metadata: Metadata, offset: u64) -> Self {
        Self {
            name,
            kind: metadata.kind,
            modified: metadata.modified,
            method: STORED,
            crc: 0,
            size: 0,
            packed: 0,
            offset,
            descriptor: false,
            zip64: false,
        }
    }

    /// [4.3.7]
    fn encode_local(&self, output: &mut impl Write) -> io::Result<()> {
        let mut out = Vec::with_capacity(LOCAL_BYTES + self.name.as_str().len() + 32);
        out.extend_from_slice(&LOCAL.to_le_bytes());
        self.encode_common(if self.zip64 { VERSION_ZIP64 } else { VERSION_PLAIN }, &mut out);
        // Behind a descriptor, checksum and sizes are zero here; ZIP64 saturates the sizes.
        let (crc, sizes) = if self.descriptor { (0, [0, 0]) } else { (self.crc, self.sizes()) };
        out.extend_from_slice(&crc.to_le_bytes());
        for size in sizes {
            let field = if self.zip64 { SATURATED_32 } else { size as u32 };
            out.extend_from_slice(&field.to_le_bytes());
        }
        let mut extra = self.timestamp();
        if self.zip64 {
            let sizes = if self.descriptor { [0, 0] } else { [self.size, self.packed] };
            push_zip64(&sizes, &mut extra);
        }
        self.encode_name_length(&mut out);
        out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
        self.encode_name(&mut out);
        out.extend_from_slice(&extra);
        output.write_all(&out)
    }

    /// [4.3.9]
    fn encode_descriptor(&self, output: &mut impl Write) -> io::Result<()> {
        let mut out = DESCRIPTOR.to_le_bytes().to_vec();
        out.extend_from_slice(&self.crc.to_le_bytes());
        for size in self.sizes() {
            if self.zip64 {
                out.extend_from_slice(&size.to_le_bytes());
            } else {
                out.extend_from_slice(&(size as u32).to_le_bytes());
            }
        }
        output.write_all(&out)
    }

    /// [4.3.12]
    fn encode_central(&self, out: &mut Vec<u8>) {
        let [packed, size] = self.sizes();
        let wide: Vec<u64> = [size, packed, self.offset]
            .into_iter()
            .filter(|n| *n >= u64::from(SATURATED_32))
            .collect();
        let zip64 = self.zip64 || !wide.is_empty();
        let mut extra = self.timestamp();
        if !wide.is_empty() {
            push_zip64(&wide, &mut extra);
        }
        out.extend_from_slice(&CENTRAL.to_le_bytes());
        out.extend_from_slice(&MADE_BY.to_le_bytes());
        self.encode_common(if zip64 { VERSION_ZIP64 } else { VERSION_PLAIN }, out);
        out.extend_from_slice(&self.crc.to_le_bytes());
        for size in [packed, size] {
            out.extend_from_slice(&saturated(size).to_le_bytes());
        }
        self.encode_name_length(out);
        out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
        // No comment, first disk, no internal attributes.
        out.extend_from_slice(&[0; 6]);
        let (mode, dos) = match self.kind {
            EntryKind::Folder => (MODE_FOLDER, DOS_FOLDER),
            EntryKind::File { executable: true } => (MODE_EXECUTABLE, 0),
            EntryKind::File { executable: false } => (MODE_FILE, 0),
        };
        out.extend_from_slice(&(mode << 16 | dos).to_le_bytes());
        out.extend_from_slice(&saturated(self.offset).to_le_bytes());
        self.encode_name(out);
        out.extend_from_slice(&extra);
    }

    /// What both records hold: version, flags, method, time, date.
    fn encode_common(&self, version: u16, out: &mut Vec<u8>) {
        let descriptor = if self.descriptor { FLAG_DESCRIPTOR } else { 0 };
        let (time, date) = to_dos(self.modified.unwrap_or(0));
        for field in [version, FLAG_UTF8 | descriptor, self.method, time, date] {
            out.extend_from_slice(&field.to_le_bytes());
        }
    }

    fn sizes(&self) -> [u64; 2] {
        [self.packed, self.size]
    }

    fn encode_name_length(&self, out: &mut Vec<u8>) {
        let slash = usize::from(self.kind == EntryKind::Folder);
        out.extend_from_slice(&((self.name.as_str().len() + slash) as u16).to_le_bytes());
    }

    fn encode_name(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.name.as_str().as_bytes());
        if self.kind == EntryKind::Folder {
            out.push(b'/');
        }
    }

    /// The extended timestamp, for the times that its 32 bits hold (to 2038).
    fn timestamp(&self) -> Vec<u8> {
        let mut extra = Vec::new();
        if let Some(seconds) = self.modified.and_then(|s| i32::try_from(s).ok()) {
            extra.extend_from_slice(&EXTRA_TIMESTAMP.to_le_bytes());
            extra.extend_from_slice(&5u16.to_le_bytes());
            extra.push(1);
            extra.extend_from_slice(&seconds.to_le_bytes());
        }
        extra
    }
}

fn saturated(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(SATURATED_32)
}

fn push_zip64(fields: &[u64], extra: &mut Vec<u8>) {
    extra.extend_from_slice(&EXTRA_ZIP64.to_le_bytes());
    extra.extend_from_slice(&((fields.len() * 8) as u16).to_le_bytes());
    for field in fields {
        extra.extend_from_slice(&field.to_le_bytes());
    }
}

/// [4.3.14] to [4.3.16]
fn encode_end(entries: u64, size: u64, start: u64, output: &mut impl Write) -> io::Result<()> {
    let mut out = Vec::new();
    let entries16 = u16::try_from(entries).unwrap_or(SATURATED_16);
    if entries16 == SATURATED_16 || size.max(start) >= u64::from(SATURATED_32) {
        out.extend_from_slice(&END64.to_le_bytes());
        out.extend_from_slice(&(END64_BYTES as u64 - 12).to_le_bytes());
        out.extend_from_slice(&MADE_BY.to_le_bytes());
        out.extend_from_slice(&VERSION_ZIP64.to_le_bytes());
        out.extend_from_slice(&[0; 8]);
        for field in [entries, entries, size, start] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&LOCATOR.to_le_bytes());
        out.extend_from_slice(&0u32.to_le_bytes());
        out.extend_from_slice(&(start + size).to_le_bytes());
        out.extend_from_slice(&1u32.to_le_bytes());
    }
    out.extend_from_slice(&END.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&entries16.to_le_bytes());
    out.extend_from_slice(&entries16.to_le_bytes());
    out.extend_from_slice(&saturated(size).to_le_bytes());
    out.extend_from_slice(&saturated(start).to_le_bytes());
    out.extend_from_slice(&0u16.to_le_bytes());
    output.write_all(&out)
}
