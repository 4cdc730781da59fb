//! The end of an archive: where its directory lies, and whether it is an archive at all.

use std::io;

use zeroize::Zeroizing;

use super::input::{ReadAhead, length, malformed, read_at, reading};
use super::record::*;
use crate::error::{ArchiveFault, Error, Result};

/// More entries are not read: each takes about two hundred bytes of memory.
const MAX_ENTRIES: u64 = 4_000_000;
/// Nor a longer directory, in bytes.
const MAX_DIRECTORY: u64 = 1 << 30;

/// A ZIP starts with an entry, or is empty and is nothing but its end.
pub(super) fn starts_like_a_zip(input: &mut impl ReadAhead) -> io::Result<bool> {
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
pub(super) fn ends_like_a_zip(input: &mut impl ReadAhead) -> Result<bool> {
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
pub(super) struct End {
    pub(super) entries: u64,
    pub(super) start: u64,
    pub(super) size: u64,
}

/// Reads the last record, and before it the ZIP64 pair where there is one.
pub(super) fn find_end(input: &mut impl ReadAhead) -> Result<End> {
    let (narrow, end_at) = find_narrow(input)?;
    let (end, directory_end) = match find_end64(input, end_at)? {
        Some((wide, at)) if narrow.agrees(wide) => (wide, at),
        Some(_) => return Err(Error::archive(ArchiveFault::Inconsistent)),
        None if narrow.disks == [0, 0] => (narrow.end, end_at),
        None => return Err(malformed()),
    };
    match end.start.checked_add(end.size) {
        Some(here) if here == directory_end => {}
        // Something lies between them: perhaps another end.
        Some(here) if here < directory_end => return Err(gap()),
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

fn gap() -> Error {
    Error::archive(ArchiveFault::GapOrOverlap)
}

/// The last end record, and where it starts. Behind it stand its comment and zeros, within the room in
/// which others look for it, and no signature that they could take for another end.
fn find_narrow(input: &mut impl ReadAhead) -> Result<(Narrow, u64)> {
    let len = length(input).map_err(reading)?;
    let signature = END.to_le_bytes();
    // Most archives have no comment: these are the last bytes.
    let end_at = len.saturating_sub(END_BYTES as u64);
    let mut bytes = [0; END_BYTES];
    read_at(input, end_at, &mut bytes)?;
    if bytes.starts_with(&signature) && bytes.ends_with(&[0, 0]) {
        return Ok((Narrow::parse(&bytes).ok_or_else(malformed)?, end_at));
    }
    let from = len.saturating_sub(END_IS_WITHIN);
    let mut tail = Zeroizing::new(vec![0; (len - from) as usize]);
    read_at(input, from, &mut tail)?;
    let at = tail.windows(signature.len()).rposition(|bytes| bytes == signature).ok_or_else(gap)?;
    let (record, behind) =
        tail.get(at..).and_then(|end| end.split_at_checked(END_BYTES)).ok_or_else(gap)?;
    let narrow = Narrow::parse(record).ok_or_else(malformed)?;
    let (comment, padding) = behind.split_at_checked(narrow.comment.into()).ok_or_else(gap)?;
    let signs = |bytes: &[u8]| matches!(bytes, [b'P', b'K', 0..=9]);
    if comment.windows(3).any(signs) || padding.iter().any(|byte| *byte != 0) {
        return Err(gap());
    }
    Ok((narrow, from + at as u64))
}

/// What the end record says, which a ZIP64 one may say again.
struct Narrow {
    end: End,
    /// This disk, and that of the directory: zero, or saturated.
    disks: [u16; 2],
    comment: u16,
}

impl Narrow {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let signature = fields.u32()?;
        let disks = [fields.u16()?, fields.u16()?];
        let entries = [fields.u16()?, fields.u16()?];
        let (size, start) = (fields.u32()?, fields.u32()?);
        let comment = fields.u16()?;
        let one_disk = disks.iter().all(|disk| [0, SATURATED_16].contains(disk));
        let whole = signature == END && one_disk && entries[0] == entries[1];
        let end = End { entries: entries[0].into(), start: start.into(), size: size.into() };
        whole.then_some(Self { end, disks, comment })
    }

    /// Every field is saturated or says the same as the wide record.
    fn agrees(&self, wide: End) -> bool {
        let narrow = self.end;
        let same = |narrow: u64, wide: u64, saturated: u64| narrow == saturated || narrow == wide;
        same(narrow.entries, wide.entries, SATURATED_16.into())
            && same(narrow.start, wide.start, SATURATED_32.into())
            && same(narrow.size, wide.size, SATURATED_32.into())
    }
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
