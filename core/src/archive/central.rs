//! The directory of an archive: what each entry is, and where it lies.

use std::collections::TryReserveError;
use std::io::{Read, SeekFrom};

use jiff::tz::TimeZone;

use super::end::End;
use super::input::{ReadAhead, malformed, reading};
use super::name::{NameOf, is_written};
use super::record::*;
use crate::archive::entry::{Entry, EntryKind, Reading};
use crate::archive::permissions::Permissions;
use crate::display::escape;
use crate::error::{ArchiveFault, Error, Result};

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
    raw_name: Option<Box<RawName>>,
    /// Whether the name was read as UTF-8 although nothing says that it is.
    pub(super) unmarked: bool,
    /// Whether the record is as we write them.
    pub(super) ours: bool,
}

/// A name that is written in another way than it is read, or twice.
struct RawName {
    bytes: Box<[u8]>,
    /// The Unicode path field that gave its name.
    unicode_path: Option<Box<[u8]>>,
}

impl Located {
    /// Whether its own header gives it the same name, in the same way.
    pub(super) fn is_named(&self, raw: &[u8], extras: &Extras<'_>) -> bool {
        let (same, replaced) = match &self.raw_name {
            Some(name) => (*name.bytes == *raw, name.unicode_path.as_deref()),
            None => {
                let is_folder = self.entry.kind == EntryKind::Folder;
                (is_written(&self.entry.name, is_folder, raw), None)
            }
        };
        let path = extras.unicode_path;
        same && match replaced {
            Some(_) => path == replaced,
            None => path.is_none_or(|path| path.get(5..) == Some(raw)),
        }
    }

    /// Whether a reader of streams has to look for the end in the data themselves.
    pub(super) fn is_open_ended(&self) -> bool {
        self.method == STORED && self.flags & FLAG_DESCRIPTOR != 0
    }
}

pub(super) fn read_directory(
    input: &mut impl ReadAhead,
    end: End,
    how: Reading,
) -> Result<Vec<Located>> {
    input.seek(SeekFrom::Start(end.start)).map_err(reading)?;
    input.read_ahead(end.size);
    let mut input = input.take(end.size);
    let mut directory = Vec::new();
    let out_of_memory = |_: TryReserveError| Error::archive(ArchiveFault::TooManyEntries);
    directory.try_reserve_exact(end.entries as usize).map_err(out_of_memory)?;
    let mut variable = Vec::new();
    let zone = TimeZone::system();
    for _ in 0..end.entries {
        directory.push(read_central(&mut input, &mut variable, how, &zone)?);
    }
    if input.limit() != 0 {
        return Err(malformed());
    }
    check_tiling(&mut directory, end.start)?;
    check_names(&directory)?;
    Ok(directory)
}

/// [4.3.12]
fn read_central(
    input: &mut impl Read,
    variable: &mut Vec<u8>,
    how: Reading,
    zone: &TimeZone,
) -> Result<Located> {
    let mut fixed = [0; CENTRAL_BYTES];
    input.read_exact(&mut fixed).map_err(reading)?;
    let central = parse_central(&fixed).ok_or_else(malformed)?;
    let lengths = [central.name, central.extra, central.comment].map(usize::from);
    variable.resize(lengths.iter().sum(), 0);
    input.read_exact(variable).map_err(reading)?;
    let (name, rest) = variable.split_at_checked(lengths[0]).ok_or_else(malformed)?;
    let extra = rest.get(..lengths[1]).ok_or_else(malformed)?;
    central.locate(name, extra, how, zone)
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
    fn locate(
        &self,
        raw_name: &[u8],
        extra: &[u8],
        how: Reading,
        zone: &TimeZone,
    ) -> Result<Located> {
        let shown = || escape(&String::from_utf8_lossy(raw_name));
        let fault = |fault| Error::entry(fault, shown());
        self.check_support(fault)?;
        let extras = parse_extras(Fields(extra)).ok_or_else(|| fault(ArchiveFault::Malformed))?;
        if extras.change_meaning {
            return Err(fault(ArchiveFault::Ambiguous));
        }
        let [size, packed, offset] =
            self.widths(&extras).ok_or_else(|| fault(ArchiveFault::Malformed))?;
        let host = self.made_by >> 8;
        let name_of = NameOf { raw: raw_name, flags: self.flags, host, extras: &extras };
        let read = name_of.read(how)?;
        let (name, is_folder) = (read.name, read.is_folder);
        let kind = self.kind(is_folder).ok_or_else(|| match name_of.is_backslash_folder() {
            true => Error::archive(ArchiveFault::Backslashes),
            false => fault(ArchiveFault::SpecialEntry),
        })?;
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
            .ok_or_else(|| fault(ArchiveFault::Malformed))?;
        let ours = self.made_by == MADE_BY && self.flags & FLAG_UTF8 != 0;
        // Others write what their clock shows.
        let zone = if ours { &TimeZone::UTC } else { zone };
        let modified = extras.modified().or_else(|| from_dos(self.time, self.date, zone));
        let as_written = is_written(&name, is_folder, raw_name) && !read.from_unicode_path;
        let raw_name = (!as_written).then(|| {
            let unicode_path = extras.unicode_path.filter(|_| read.from_unicode_path);
            let unicode_path = unicode_path.map(Box::from);
            Box::new(RawName { bytes: raw_name.into(), unicode_path })
        });
        Ok(Located {
            entry: Entry { name, kind, size, packed, modified, permissions: self.permissions() },
            start: offset,
            end,
            crc: self.crc,
            method: self.method,
            flags: self.flags,
            dos_time: [self.time, self.date],
            raw_name,
            unmarked: read.unmarked,
            ours,
        })
    }

    /// Refuses what we do not read, by what it is.
    fn check_support(&self, fault: impl Fn(ArchiveFault) -> Error) -> Result<()> {
        if self.flags & FLAGS_ENCRYPTED != 0 {
            return Err(Error::archive(ArchiveFault::Encrypted));
        }
        if ![STORED, DEFLATED].contains(&self.method) {
            return Err(Error::archive(ArchiveFault::Method(self.method)));
        }
        let known = FLAG_DESCRIPTOR | FLAG_UTF8 | FLAGS_DEFLATE_EFFORT;
        if self.flags & !known != 0 || self.needs > VERSION_ZIP64 {
            return Err(fault(ArchiveFault::Unsupported));
        }
        Ok(())
    }

    /// Size, packed size and offset: from the ZIP64 extra field where the record's are saturated, and so
    /// is the disk. Some writers put all of them there: then those that are not needed say the same.
    fn widths(&self, extras: &Extras<'_>) -> Option<[u64; 3]> {
        let mut wide = Fields(extras.zip64.unwrap_or_default());
        let mut width = |narrow: u32| match narrow {
            SATURATED_32 => wide.u64(),
            narrow => Some(narrow.into()),
        };
        let widths = [width(self.size)?, width(self.packed)?, width(self.offset)?];
        let disk = match self.disk {
            SATURATED_16 => wide.u32()?,
            disk => disk.into(),
        };
        let field = extras.zip64.unwrap_or_default();
        let fits = wide.0.is_empty() || repeats(field, widths);
        (disk == 0 && fits).then_some(widths)
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
            // Info-ZIP and 7-Zip mark so what they read from a pipe; every reader makes a file of it.
            TYPE_PIPE if host == HOST_UNIX => false,
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
            (false, false) if !dos_folder => Some(EntryKind::File),
            _ => None,
        }
    }

    /// Who may use the entry, if it was made on Unix and its mode is not left out.
    fn permissions(&self) -> Option<Permissions> {
        let mode = self.attributes >> 16;
        let is_told = self.made_by >> 8 == HOST_UNIX && mode != 0;
        is_told.then(|| Permissions::of_mode(mode))
    }
}

/// Whether a ZIP64 field holds these and the first disk in their order, or as many as it has room for.
fn repeats(field: &[u8], widths: [u64; 3]) -> bool {
    let mut fields = Fields(field);
    let values = widths.iter().all(|width| fields.0.is_empty() || fields.u64() == Some(*width));
    values && (fields.0.is_empty() || fields.u32() == Some(0) && fields.0.is_empty())
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
