//! An entry's own header, and the descriptor behind its data.

use std::io::SeekFrom;

use super::central::Located;
use super::input::{ReadAhead, read_at, reading};
use super::record::*;
use crate::archive::entry::Entry;
use crate::display::escape;
use crate::error::{ArchiveFault, Error, Result};

/// [4.3.7] The entry's own header must say what the directory says, and its data, with the
/// descriptor that may follow, must end where the next entry starts.
pub(super) fn check_local_header(input: &mut impl ReadAhead, located: &Located) -> Result<()> {
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
    let same = located.is_named(raw_name, &extras)
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

/// The name of the entry that a ZIP starts with, and the first bytes behind its header, as far as they
/// are the content of a short stored one.
pub(crate) fn first_entry(input: &mut impl ReadAhead) -> Option<(Vec<u8>, Vec<u8>)> {
    const SHORT: u16 = 256;
    let mut fixed = [0; LOCAL_BYTES];
    read_at(input, 0, &mut fixed).ok()?;
    let local = parse_local(&fixed).filter(|local| local.name.max(local.extra) <= SHORT)?;
    let mut variable = vec![0; usize::from(local.name) + usize::from(local.extra)];
    input.read_exact(&mut variable).ok()?;
    variable.truncate(local.name.into());
    let stored = local.method == STORED && local.size <= SHORT.into();
    let mut content = vec![0; if stored { local.size as usize } else { 0 }];
    input.read_exact(&mut content).ok()?;
    Some((variable, content))
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
    /// both sizes [4.5.3], and they count whether the narrow ones are saturated or not; some writers
    /// let the offset and the disk follow.
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
            let offset = fields.0.is_empty() || fields.u64() == Some(located.start);
            let disk = fields.0.is_empty() || fields.u32() == Some(0);
            offset
                && disk
                && fields.0.is_empty()
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
