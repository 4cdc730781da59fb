//! Entries as a tar stream (POSIX pax), for pipes: what `tar x` takes.

use std::io::{self, Write};

use crate::archive::entry::{Entry, EntryKind};
use crate::archive::permissions::Permissions;
use crate::error::{Error, IoOperation, Result};
use crate::open::{Contents, EntryId};
use crate::progress::Progress;
use crate::stream::copy;

const BLOCK: usize = 512;
/// The longest name that the header itself holds.
const MAX_NAME: usize = 100;
/// The largest number of eleven octal digits.
const MAX_OCTAL: u64 = 0o777_7777_7777;

/// Writes the chosen entries, and returns how many files and bytes they are.
pub(super) fn write(
    contents: &mut Contents,
    chosen: &[EntryId],
    output: &mut impl Write,
    progress: &Progress,
) -> Result<(u64, u64)> {
    progress.start(chosen.iter().filter_map(|at| Some(contents.entry(*at)?.size)).sum());
    let writing = |source| Error::from_io(IoOperation::WriteOutput, source);
    let (mut files, mut bytes) = (0, 0);
    for at in chosen {
        let Some(entry) = contents.entry(*at) else { continue };
        output.write_all(&headers(entry)).map_err(writing)?;
        if entry.kind == EntryKind::Folder {
            continue;
        }
        let length = copy(&mut contents.reader(*at)?, output, progress)?;
        pad(output, length).map_err(writing)?;
        files += 1;
        bytes += length;
    }
    output.write_all(&[0; 2 * BLOCK]).map_err(writing)?;
    output.flush().map_err(writing)?;
    Ok((files, bytes))
}

/// The header of an entry, after a pax header with what does not fit into it.
fn headers(entry: &Entry) -> Vec<u8> {
    let folder = entry.kind == EntryKind::Folder;
    let slash = if folder { "/" } else { "" };
    let name = format!("{}{slash}", entry.name.as_str());
    let size = if folder { 0 } else { entry.size };
    let default = if folder { Permissions::FOLDER } else { Permissions::FILE };
    let mode = entry.permissions.unwrap_or(default).bits();
    let mut records = String::new();
    if name.len() > MAX_NAME || !name.is_ascii() {
        records += &record("path", &name);
    }
    if size > MAX_OCTAL {
        records += &record("size", &size.to_string());
    }
    let modified = entry.modified.unwrap_or(0);
    let time = u64::try_from(modified).ok().filter(|time| *time <= MAX_OCTAL);
    if time.is_none() {
        records += &record("mtime", &modified.to_string());
    }
    let mut all = Vec::new();
    if !records.is_empty() {
        all.extend(header("@PaxHeader", b'x', 0o644, records.len() as u64, 0));
        all.extend(records.as_bytes());
        all.resize(all.len().next_multiple_of(BLOCK), 0);
    }
    let kind = if folder { b'5' } else { b'0' };
    all.extend(header(&name, kind, mode, size.min(MAX_OCTAL), time.unwrap_or(0)));
    all
}

/// A record of a pax header; its length counts its own digits.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let mut length = rest;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    format!("{length} {key}={value}\n")
}

fn header(name: &str, kind: u8, mode: u32, size: u64, modified: u64) -> Vec<u8> {
    let start = name.as_bytes().get(..MAX_NAME).unwrap_or(name.as_bytes());
    let (mode, size, modified) =
        (format!("{mode:07o}\0"), format!("{size:011o}\0"), format!("{modified:011o}\0"));
    let zero = b"0000000\0";
    let fields: [(&[u8], usize); 8] = [
        (start, MAX_NAME),
        (mode.as_bytes(), 8),
        (zero, 8),
        (zero, 8),
        (size.as_bytes(), 12),
        (modified.as_bytes(), 12),
        (b"        ", 8),
        (&[kind], 1),
    ];
    let mut block = Vec::with_capacity(BLOCK);
    for (field, width) in fields {
        let end = block.len() + width;
        block.extend(field);
        block.resize(end, 0);
    }
    block.resize(257, 0);
    block.extend(b"ustar\x0000");
    block.resize(BLOCK, 0);
    // The checksum counts its own field as spaces.
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    if let Some(field) = block.get_mut(148..156) {
        field.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    block
}

fn pad(output: &mut impl Write, length: u64) -> io::Result<()> {
    let rest = (length % BLOCK as u64) as usize;
    if rest == 0 { Ok(()) } else { output.write_all(&vec![0; BLOCK - rest]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_counts_its_own_digits() {
        for length in [1, 80, 89, 90, 91, 92, 93, 94, 95, 990, 996, 9_990] {
            let record = record("path", &"x".repeat(length));
            let digits = record.split(' ').next().unwrap();
            assert_eq!(digits.parse(), Ok(record.len()));
        }
    }
}
