//! The records of a ZIP as they are written (APPNOTE 6.3.10, sections in brackets).

use std::io::{self, Write};

use super::Metadata;
use super::record::*;
use crate::archive::entry::{EntryKind, EntryName};
use crate::archive::permissions::Permissions;

/// One entry, as its two records tell it.
pub(super) struct Record {
    pub(super) name: EntryName,
    pub(super) kind: EntryKind,
    pub(super) modified: Option<i64>,
    pub(super) permissions: Option<Permissions>,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) size: u64,
    pub(super) packed: u64,
    pub(super) offset: u64,
    /// Checksum and sizes follow the data.
    pub(super) descriptor: bool,
    /// They are 64 bits wide there, and the header says so.
    pub(super) zip64: bool,
}

impl Record {
    pub(super) fn new(name: EntryName, metadata: Metadata, offset: u64) -> Self {
        Self {
            name,
            kind: metadata.kind,
            modified: metadata.modified,
            permissions: metadata.permissions,
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
    pub(super) fn encode_local(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&LOCAL.to_le_bytes());
        self.encode_common(if self.zip64 { VERSION_ZIP64 } else { VERSION_PLAIN }, out);
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
        self.encode_name_length(out);
        out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
        self.encode_name(out);
        out.extend_from_slice(&extra);
    }

    /// [4.3.9]
    pub(super) fn encode_descriptor(&self, output: &mut impl Write) -> io::Result<()> {
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
    pub(super) fn encode_central(&self, out: &mut Vec<u8>) {
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
        let (unix_type, default, dos) = match self.kind {
            EntryKind::Folder => (TYPE_FOLDER, Permissions::FOLDER, DOS_FOLDER),
            EntryKind::File => (TYPE_FILE, Permissions::FILE, 0),
        };
        let mode = unix_type | self.permissions.unwrap_or(default).bits();
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
pub(super) fn encode_end(
    entries: u64,
    size: u64,
    start: u64,
    output: &mut impl Write,
) -> io::Result<()> {
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
