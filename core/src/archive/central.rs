//! The directory of an archive: what each entry is, and where it lies.

use std::collections::TryReserveError;
use std::io::{Read, SeekFrom};

use super::end::End;
use super::input::{ReadAhead, malformed, reading};
use super::record::*;
use crate::archive::entry::{Entry, EntryKind, EntryName, Names};
use crate::error::{ArchiveFault, Error, NameFault, Result};
use crate::text::escape;

/// Deflate cannot do better than this many bytes for one.
const MAX_RATIO: u64 = 1032;

/// An entry and where it lies.
pub(super) struct Located {
    pub(super) entry: Entry,
    /// Its local header, and what follows its data: the next one, or the directory.
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) crc: u32,
    pub(super) method: u16,
    pub(super) flags: u16,
    /// MS-DOS time and date, as they are written.
    pub(super) dos_time: [u16; 2],
    /// The name as it is written, where it is not `entry.name` to the byte.
    raw_name: Option<Box<[u8]>>,
}

impl Located {
    pub(super) fn is_named(&self, raw: &[u8]) -> bool {
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

pub(super) fn read_directory(
    input: &mut impl ReadAhead,
    end: End,
    names: Names,
) -> Result<Vec<Located>> {
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
