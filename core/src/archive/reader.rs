//! Reading a ZIP strictly: what is accepted here, every other ZIP reader reads the same way.
//!
//! The entries must tile the file from its first byte to the directory, the directory must end
//! where its end record starts, and that record must be the file's last bytes: there is no room
//! for a second directory or a hidden entry. Each entry's own header must agree with the
//! directory. Fields that others read in another way, or that we do not know to be harmless, have no
//! place. Whatever breaks a rule is refused whole.

use std::collections::TryReserveError;
use std::io::{self, Read, SeekFrom};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::ReadAhead;
use super::content::{EntryReader, Inflater, Packed};
use super::record::*;
use crate::archive::entry::{Entry, EntryKind, EntryName, Names};
use crate::error::NameFault;
use crate::error::{ArchiveFault, Error, IoOperation, Result};
use crate::text::escape;

/// More entries are not read: each takes about two hundred bytes of memory.
const MAX_ENTRIES: u64 = 4_000_000;
/// Nor a longer directory, in bytes.
const MAX_DIRECTORY: u64 = 1 << 30;
/// Deflate cannot do better than this many bytes for one.
const MAX_RATIO: u64 = 1032;

/// An archive whose directory was read. Clones read on their own, from the same directory.
pub struct Archive<R> {
    input: R,
    /// In its vector: to make a slice of it would take the memory of both.
    directory: Arc<Vec<Located>>,
    inflater: Inflater,
}

/// An entry and where it lies.
pub(super) struct Located {
    pub(super) entry: Entry,
    /// Its local header, and what follows its data: the next one, or the directory.
    start: u64,
    end: u64,
    pub(super) crc: u32,
    pub(super) method: u16,
    flags: u16,
    /// MS-DOS time and date, as they are written.
    dos_time: [u16; 2],
    /// The name as it is written, where it is not `entry.name` to the byte.
    raw_name: Option<Box<[u8]>>,
}

impl Located {
    fn is_named(&self, raw: &[u8]) -> bool {
        match &self.raw_name {
            Some(name) => **name == *raw,
            None => is_written(&self.entry.name, self.entry.kind == EntryKind::Folder, raw),
        }
    }

    /// Whether a reader of streams has to look for the end in the data themselves.
    pub(super) fn is_open_ended(&self) -> bool {
        self.method == STORED && self.flags & FLAG_DESCRIPTOR != 0
    }
}

/// Whether these bytes are the name itself, with the slash of a folder.
fn is_written(name: &EntryName, is_folder: bool, raw: &[u8]) -> bool {
    let bare = if is_folder { raw.strip_suffix(b"/") } else { Some(raw) };
    bare == Some(name.as_str().as_bytes())
}

impl<R: ReadAhead> Archive<R> {
    /// Reads the directory; `None` when the payload is no ZIP at all.
    ///
    /// # Errors
    /// [`Error::Archive`] for a ZIP that breaks a rule, or that starts as something else;
    /// [`Error::Name`] for an entry's name,
    /// [`Error::Payload`], [`Error::Io`].
    pub fn open(mut input: R, names: Names) -> Result<Option<Self>> {
        if !starts_like_a_zip(&mut input).map_err(reading)? {
            return match ends_like_a_zip(&mut input)? {
                true => Err(Error::archive(ArchiveFault::Ambiguous)),
                false => Ok(None),
            };
        }
        let end = find_end(&mut input)?;
        let directory = read_directory(&mut input, end, names)?;
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

fn length(input: &mut impl ReadAhead) -> io::Result<u64> {
    input.seek(SeekFrom::End(0))
}

fn reading(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::archive(ArchiveFault::Malformed),
        _ => Error::from_io(IoOperation::ReadContainer, error),
    }
}

fn malformed() -> Error {
    Error::archive(ArchiveFault::Malformed)
}

/// A ZIP starts with an entry, or is empty and is nothing but its end.
fn starts_like_a_zip(input: &mut impl ReadAhead) -> io::Result<bool> {
    let mut start = [0; 4];
    let len = length(input)?;
    if len < END_BYTES as u64 {
        return Ok(false);
    }
    input.rewind()?;
    input.read_exact(&mut start)?;
    let empty = len == END_BYTES as u64;
    Ok(start == LOCAL.to_le_bytes() || empty && start == END.to_le_bytes())
}

/// How far from the end others look for an end record: one with the longest comment.
const END_IS_WITHIN: u64 = END_BYTES as u64 + u16::MAX as u64;

/// Whether others would find an archive in what does not start as one: an end record, and a
/// directory where that says.
fn ends_like_a_zip(input: &mut impl ReadAhead) -> Result<bool> {
    let len = length(input).map_err(reading)?;
    let from = len.saturating_sub(END_IS_WITHIN);
    let mut bytes = Zeroizing::new(vec![0; (len - from) as usize]);
    read_at(input, from, &mut bytes)?;
    for at in 0..bytes.len().saturating_sub(END_BYTES - 1) {
        let Some(record) = bytes.get(at..at + END_BYTES) else { break };
        if !record.starts_with(&END.to_le_bytes()) {
            continue;
        }
        let here = from + at as u64;
        let size = Fields(record.get(12..).unwrap_or_default()).u32().unwrap_or_default();
        for (before, signature) in [(size.into(), CENTRAL), (LOCATOR_BYTES as u64, LOCATOR)] {
            let mut start = [0; 4];
            if let Some(at) = here.checked_sub(before) {
                read_at(input, at, &mut start)?;
            }
            if start == signature.to_le_bytes() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Where the directory lies.
#[derive(Clone, Copy)]
struct End {
    entries: u64,
    start: u64,
    size: u64,
}

/// Reads the last record, and before it the ZIP64 pair where there is one.
fn find_end(input: &mut impl ReadAhead) -> Result<End> {
    let end_at = length(input).map_err(reading)?.saturating_sub(END_BYTES as u64);
    let mut bytes = [0; END_BYTES];
    read_at(input, end_at, &mut bytes)?;
    // Readers look for it further up when it is not there, and may find another one.
    if !bytes.starts_with(&END.to_le_bytes()) || !bytes.ends_with(&[0, 0]) {
        return Err(Error::archive(ArchiveFault::GapOrOverlap));
    }
    let end = parse_end(&bytes).ok_or_else(malformed)?;
    let (end, directory_end) = match find_end64(input, end_at)? {
        Some((wide, at)) if agrees(end, wide) => (wide, at),
        Some(_) => return Err(Error::archive(ArchiveFault::Inconsistent)),
        None => (end, end_at),
    };
    match end.start.checked_add(end.size) {
        Some(here) if here == directory_end => {}
        // Something lies between them: perhaps another end.
        Some(here) if here < directory_end => {
            return Err(Error::archive(ArchiveFault::GapOrOverlap));
        }
        _ => return Err(malformed()),
    }
    if end.entries > MAX_ENTRIES || end.size > MAX_DIRECTORY {
        return Err(Error::archive(ArchiveFault::TooManyEntries));
    }
    // Each record has a name of at least one byte: what is declared is there.
    if end.size < end.entries * (CENTRAL_BYTES as u64 + 1) {
        return Err(malformed());
    }
    Ok(end)
}

fn parse_end(bytes: &[u8]) -> Option<End> {
    let mut fields = Fields(bytes);
    let signature = fields.u32()?;
    let disks = [fields.u16()?, fields.u16()?];
    let entries = [fields.u16()?, fields.u16()?];
    let (size, start) = (fields.u32()?, fields.u32()?);
    let comment = fields.u16()?;
    let whole = signature == END && disks == [0, 0] && entries[0] == entries[1] && comment == 0;
    whole.then(|| End { entries: entries[0].into(), start: start.into(), size: size.into() })
}

/// The ZIP64 end record, which must stand right before its locator, and where it starts.
fn find_end64(input: &mut impl ReadAhead, end_at: u64) -> Result<Option<(End, u64)>> {
    let Some(locator_at) = end_at.checked_sub(LOCATOR_BYTES as u64) else { return Ok(None) };
    let mut locator = [0; LOCATOR_BYTES];
    read_at(input, locator_at, &mut locator)?;
    if !locator.starts_with(&LOCATOR.to_le_bytes()) {
        return Ok(None);
    }
    let wide_at = locator_at.checked_sub(END64_BYTES as u64).ok_or_else(malformed)?;
    let mut wide = [0; END64_BYTES];
    read_at(input, wide_at, &mut wide)?;
    let end = parse_locator(&locator)
        .filter(|at| *at == wide_at)
        .and_then(|_| parse_end64(&wide))
        .ok_or_else(malformed)?;
    Ok(Some((end, wide_at)))
}

fn parse_locator(bytes: &[u8]) -> Option<u64> {
    let mut fields = Fields(bytes);
    let (_, disk, at, disks) = (fields.u32()?, fields.u32()?, fields.u64()?, fields.u32()?);
    (disk == 0 && disks == 1).then_some(at)
}

fn parse_end64(bytes: &[u8]) -> Option<End> {
    let mut fields = Fields(bytes);
    let (signature, size_of_rest) = (fields.u32()?, fields.u64()?);
    let _versions = fields.u32()?;
    let disks = [fields.u32()?, fields.u32()?];
    let entries = [fields.u64()?, fields.u64()?];
    let (size, start) = (fields.u64()?, fields.u64()?);
    let whole = signature == END64
        && size_of_rest == END64_BYTES as u64 - 12
        && disks == [0, 0]
        && entries[0] == entries[1];
    whole.then_some(End { entries: entries[0], start, size })
}

/// Every field of the narrow record is saturated or says the same as the wide one.
fn agrees(narrow: End, wide: End) -> bool {
    let same = |narrow: u64, wide: u64, saturated: u64| narrow == saturated || narrow == wide;
    same(narrow.entries, wide.entries, SATURATED_16.into())
        && same(narrow.start, wide.start, SATURATED_32.into())
        && same(narrow.size, wide.size, SATURATED_32.into())
}

fn read_at(input: &mut impl ReadAhead, at: u64, bytes: &mut [u8]) -> Result<()> {
    input.seek(SeekFrom::Start(at)).and_then(|_| input.read_exact(bytes)).map_err(reading)
}

fn read_directory(input: &mut impl ReadAhead, end: End, names: Names) -> Result<Vec<Located>> {
    input.seek(SeekFrom::Start(end.start)).map_err(reading)?;
    input.read_ahead(end.size);
    let mut input = input.take(end.size);
    let mut directory = Vec::new();
    let out_of_memory = |_: TryReserveError| Error::archive(ArchiveFault::TooManyEntries);
    directory.try_reserve_exact(end.entries as usize).map_err(out_of_memory)?;
    let mut variable = Vec::new();
    for _ in 0..end.entries {
        directory.push(read_central(&mut input, &mut variable, names)?);
    }
    if input.limit() != 0 {
        return Err(malformed());
    }
    check_tiling(&mut directory, end.start)?;
    check_names(&directory)?;
    Ok(directory)
}

/// [4.3.12]
fn read_central(input: &mut impl Read, variable: &mut Vec<u8>, names: Names) -> Result<Located> {
    let mut fixed = [0; CENTRAL_BYTES];
    input.read_exact(&mut fixed).map_err(reading)?;
    let central = parse_central(&fixed).ok_or_else(malformed)?;
    let lengths = [central.name, central.extra, central.comment].map(usize::from);
    variable.resize(lengths.iter().sum(), 0);
    input.read_exact(variable).map_err(reading)?;
    let (name, rest) = variable.split_at_checked(lengths[0]).ok_or_else(malformed)?;
    let extra = rest.get(..lengths[1]).ok_or_else(malformed)?;
    central.locate(name, extra, names)
}

/// The fixed part of a record of the directory.
struct Central {
    made_by: u16,
    needs: u16,
    flags: u16,
    method: u16,
    time: u16,
    date: u16,
    crc: u32,
    packed: u32,
    size: u32,
    name: u16,
    extra: u16,
    comment: u16,
    disk: u16,
    attributes: u32,
    offset: u32,
}

fn parse_central(bytes: &[u8]) -> Option<Central> {
    let mut f = Fields(bytes);
    let signature = f.u32()?;
    let made_by = f.u16()?;
    let central = Central {
        made_by,
        needs: f.u16()?,
        flags: f.u16()?,
        method: f.u16()?,
        time: f.u16()?,
        date: f.u16()?,
        crc: f.u32()?,
        packed: f.u32()?,
        size: f.u32()?,
        name: f.u16()?,
        extra: f.u16()?,
        comment: f.u16()?,
        disk: f.u16()?,
        attributes: f.u16().and(f.u32())?,
        offset: f.u32()?,
    };
    (signature == CENTRAL).then_some(central)
}

impl Central {
    fn locate(&self, raw_name: &[u8], extra: &[u8], names: Names) -> Result<Located> {
        let shown = || escape(&String::from_utf8_lossy(raw_name));
        let fault = |fault| Error::entry(fault, shown());
        if self.flags & !(FLAG_DESCRIPTOR | FLAG_UTF8 | FLAGS_DEFLATE_EFFORT) != 0
            || ![STORED, DEFLATED].contains(&self.method)
            || self.needs > VERSION_ZIP64
        {
            return Err(fault(ArchiveFault::Unsupported));
        }
        let extras = parse_extras(Fields(extra)).ok_or_else(|| fault(ArchiveFault::Malformed))?;
        if extras.change_meaning {
            return Err(fault(ArchiveFault::Ambiguous));
        }
        let [size, packed, offset] =
            self.widths(&extras).ok_or_else(|| fault(ArchiveFault::Malformed))?;
        let (name, is_folder) = parse_name(raw_name, self.flags, names)?;
        if extras.unicode_path.is_some_and(|path| path.get(5..) != Some(raw_name)) {
            return Err(fault(ArchiveFault::Inconsistent));
        }
        let kind = self.kind(is_folder).ok_or_else(|| fault(ArchiveFault::SpecialEntry))?;
        let possible = match self.method {
            STORED => packed == size,
            _ => size <= packed.saturating_mul(MAX_RATIO),
        };
        if !possible || is_folder && size != 0 {
            return Err(fault(ArchiveFault::Oversized));
        }
        let minimum = LOCAL_BYTES as u64 + raw_name.len() as u64;
        let end = offset
            .checked_add(minimum)
            .and_then(|data| data.checked_add(packed))
            .filter(|_| self.disk == 0)
            .ok_or_else(|| fault(ArchiveFault::Malformed))?;
        let modified = extras.modified().or_else(|| from_dos(self.time, self.date));
        let raw_name = (!is_written(&name, is_folder, raw_name)).then(|| raw_name.into());
        Ok(Located {
            entry: Entry { name, kind, size, packed, modified },
            start: offset,
            end,
            crc: self.crc,
            method: self.method,
            flags: self.flags,
            dos_time: [self.time, self.date],
            raw_name,
        })
    }

    /// Size, packed size and offset: from the ZIP64 extra field where the record's are saturated.
    fn widths(&self, extras: &Extras<'_>) -> Option<[u64; 3]> {
        let mut wide = Fields(extras.zip64.unwrap_or_default());
        let mut width = |narrow: u32| match narrow {
            SATURATED_32 => wide.u64(),
            narrow => Some(narrow.into()),
        };
        let widths = [width(self.size)?, width(self.packed)?, width(self.offset)?];
        wide.0.is_empty().then_some(widths)
    }

    /// `None` for what is neither a file nor a folder, or says that it is both. A type counts
    /// whatever the host is: others take it from hosts that have no such types.
    fn kind(&self, is_folder: bool) -> Option<EntryKind> {
        let host = self.made_by >> 8;
        let mode = self.attributes >> 16;
        let unix_type = match mode & MODE_TYPE {
            0 => is_folder,
            TYPE_FOLDER => true,
            TYPE_FILE => false,
            _ => return None,
        };
        let amiga_type = match mode & AMIGA_TYPE {
            AMIGA_FOLDER if host == HOST_AMIGA => true,
            AMIGA_FILE if host == HOST_AMIGA => false,
            _ => is_folder,
        };
        let dos_folder = self.attributes & DOS_FOLDER != 0;
        if self.attributes & DOS_SPECIAL != 0 || amiga_type != is_folder {
            return None;
        }
        match (is_folder, unix_type) {
            (true, true) => Some(EntryKind::Folder),
            (false, false) if !dos_folder => {
                let executable = host == HOST_UNIX && mode & 0o100 != 0;
                Some(EntryKind::File { executable })
            }
            _ => None,
        }
    }
}

/// The name, and whether it ends with the slash of a folder.
fn parse_name(raw: &[u8], flags: u16, names: Names) -> Result<(EntryName, bool)> {
    let (bytes, is_folder) = match raw.strip_suffix(b"/") {
        Some(stripped) => (stripped, true),
        None => (raw, false),
    };
    let as_it_is = || {
        let text = std::str::from_utf8(bytes).ok();
        // Without the flag a name is in whatever code page its reader thinks of.
        text.filter(|name| flags & FLAG_UTF8 != 0 || name.is_ascii())
            .ok_or_else(|| Error::Name {
                name: escape(&String::from_utf8_lossy(raw)),
                fault: NameFault::NotUnicode,
            })
            .and_then(EntryName::parse)
            .and_then(|name| name.refuse_drive().map(|()| name))
    };
    let name = match names {
        Names::Escape => EntryName::parse_escaping(bytes)?,
        Names::Show => as_it_is().or_else(|_| EntryName::parse_escaping(bytes))?,
        Names::Refuse => as_it_is()?,
    };
    Ok((name, is_folder))
}

/// Sets each entry's end to the start of the next, and refuses what would overlap; whether they
/// fill that room exactly shows when their own headers are read.
fn check_tiling(directory: &mut [Located], directory_start: u64) -> Result<()> {
    let mut order: Vec<u32> = (0..directory.len() as u32).collect();
    order.sort_unstable_by_key(|i| directory.get(*i as usize).map(|l| l.start));
    let mut next_start = directory_start;
    for index in order.into_iter().rev() {
        let Some(located) = directory.get_mut(index as usize) else { continue };
        if located.end > next_start {
            return Err(Error::entry(ArchiveFault::GapOrOverlap, &located.entry.name));
        }
        located.end = next_start;
        next_start = located.start;
    }
    if next_start == 0 { Ok(()) } else { Err(Error::archive(ArchiveFault::GapOrOverlap)) }
}

/// No name twice, and nothing inside a file.
fn check_names(directory: &[Located]) -> Result<()> {
    let mut sorted: Vec<&Entry> = directory.iter().map(|located| &located.entry).collect();
    sorted.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    for pair in sorted.windows(2) {
        let [first, second] = pair else { continue };
        let inside_a_file = first.kind != EntryKind::Folder && second.name.is_inside(&first.name);
        if first.name == second.name || inside_a_file {
            return Err(Error::entry(ArchiveFault::Conflict, escape(second.name.as_str())));
        }
    }
    Ok(())
}

/// [4.3.7] The entry's own header must say what the directory says, and its data, with the
/// descriptor that may follow, must end where the next entry starts.
fn check_local_header(input: &mut impl ReadAhead, located: &Located) -> Result<()> {
    let entry = &located.entry;
    let fault = |fault| Error::entry(fault, escape(entry.name.as_str()));
    let inconsistent = || fault(ArchiveFault::Inconsistent);
    let mut fixed = [0; LOCAL_BYTES];
    read_at(input, located.start, &mut fixed)?;
    let local = parse_local(&fixed).ok_or_else(inconsistent)?;
    let mut variable = vec![0; usize::from(local.name) + usize::from(local.extra)];
    input.read_exact(&mut variable).map_err(reading)?;
    let (raw_name, extra) =
        variable.split_at_checked(local.name.into()).ok_or_else(inconsistent)?;
    let extras = parse_extras(Fields(extra)).ok_or_else(|| fault(ArchiveFault::Malformed))?;
    if local.needs > VERSION_ZIP64 {
        return Err(fault(ArchiveFault::Unsupported));
    }
    if extras.change_meaning {
        return Err(fault(ArchiveFault::Ambiguous));
    }
    let same = located.is_named(raw_name)
        && extras.unicode_path.is_none_or(|path| path.get(5..) == Some(raw_name))
        && local.flags == located.flags
        && local.method == located.method
        && local.dos_time == located.dos_time
        && local.sizes_agree(&extras, located);
    if !same {
        return Err(inconsistent());
    }
    let data = located.start + (LOCAL_BYTES + variable.len()) as u64;
    let after = data
        .checked_add(entry.packed)
        .and_then(|data_end| located.end.checked_sub(data_end))
        .ok_or_else(|| fault(ArchiveFault::GapOrOverlap))?;
    if local.flags & FLAG_DESCRIPTOR == 0 {
        if after != 0 {
            return Err(fault(ArchiveFault::GapOrOverlap));
        }
    } else {
        check_descriptor(input, located, extras.zip64.is_some(), after)?;
    }
    input.seek(SeekFrom::Start(data)).map_err(reading)?;
    Ok(())
}

/// The fixed part of a local header.
struct Local {
    needs: u16,
    flags: u16,
    method: u16,
    dos_time: [u16; 2],
    crc: u32,
    packed: u32,
    size: u32,
    name: u16,
    extra: u16,
}

fn parse_local(bytes: &[u8]) -> Option<Local> {
    let mut f = Fields(bytes);
    let signature = f.u32()?;
    let local = Local {
        needs: f.u16()?,
        flags: f.u16()?,
        method: f.u16()?,
        dos_time: [f.u16()?, f.u16()?],
        crc: f.u32()?,
        packed: f.u32()?,
        size: f.u32()?,
        name: f.u16()?,
        extra: f.u16()?,
    };
    (signature == LOCAL).then_some(local)
}

impl Local {
    /// Checksum and sizes are the directory's; zero where a descriptor tells them. A ZIP64 field has
    /// both sizes [4.5.3], and they count whether the narrow ones are saturated or not.
    fn sizes_agree(&self, extras: &Extras<'_>, located: &Located) -> bool {
        let Entry { size, packed, .. } = located.entry;
        let deferred = self.flags & FLAG_DESCRIPTOR != 0;
        let agrees = |here: u64, there: u64| here == there || deferred && here == 0;
        let narrow = |here: u32, there: u64| {
            extras.zip64.is_some() && here == SATURATED_32 || agrees(here.into(), there)
        };
        let wide = extras.zip64.is_none_or(|field| {
            let mut fields = Fields(field);
            let sizes = [fields.u64(), fields.u64()];
            fields.0.is_empty()
                && sizes
                    .iter()
                    .zip([size, packed])
                    .all(|(here, there)| here.is_some_and(|here| agrees(here, there)))
        });
        wide && narrow(self.size, size)
            && narrow(self.packed, packed)
            && agrees(self.crc.into(), located.crc.into())
    }
}

/// [4.3.9] With or without its signature, with sizes of 32 or 64 bits: the room that it has tells.
///
/// Those who read a stream expect 64 bits where the local header has a ZIP64 field, and only there:
/// they would lose the next entry otherwise. Where a size needs them nothing else can be meant. They
/// find the end of stored data by the signature alone, and take a checksum that looks like one for
/// it.
fn check_descriptor(
    input: &mut impl ReadAhead,
    located: &Located,
    zip64: bool,
    room: u64,
) -> Result<()> {
    let Entry { name, size, packed, .. } = &located.entry;
    let fault = |fault| Error::entry(fault, escape(name.as_str()));
    if !matches!(room, 12 | 16 | 20 | 24) {
        return Err(fault(ArchiveFault::GapOrOverlap));
    }
    let mut bytes = vec![0; room as usize];
    read_at(input, located.end - room, &mut bytes)?;
    let mut fields = Fields(&bytes);
    let signed = matches!(room, 16 | 24);
    let wide = matches!(room, 20 | 24);
    let size_field = |f: &mut Fields<'_>| if wide { f.u64() } else { f.u32().map(u64::from) };
    let good = (!signed || fields.u32() == Some(DESCRIPTOR))
        && fields.u32() == Some(located.crc)
        && size_field(&mut fields) == Some(*packed)
        && size_field(&mut fields) == Some(*size);
    if !good {
        return Err(fault(ArchiveFault::Inconsistent));
    }
    let needs_wide = *size.max(packed) > u64::from(SATURATED_32);
    let clear = (wide == zip64 || wide && needs_wide)
        && (signed || !located.is_open_ended() && located.crc != DESCRIPTOR);
    if clear { Ok(()) } else { Err(fault(ArchiveFault::Ambiguous)) }
}
