//! Archives made byte by byte, every field at will, to lie in.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};

pub(crate) const STORED: u16 = 0;
pub(crate) const DEFLATED: u16 = 8;
pub(crate) const DESCRIPTOR: u16 = 1 << 3;
pub(crate) const UTF8: u16 = 1 << 11;
pub(crate) const UNIX: u16 = 3 << 8 | 20;
pub(crate) const SATURATED: u32 = u32::MAX;

/// What both headers of an entry say of it.
#[derive(Clone)]
pub(crate) struct Record {
    /// What a reader must be able to do.
    pub(crate) version: u16,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) time: u16,
    pub(crate) date: u16,
    pub(crate) crc: u32,
    pub(crate) packed: u32,
    pub(crate) size: u32,
    pub(crate) name: Vec<u8>,
    pub(crate) extra: Vec<u8>,
}

impl Record {
    pub(crate) fn fixed(&self) -> Vec<u8> {
        let mut bytes = words16(&[self.version, self.flags, self.method, self.time, self.date]);
        bytes.extend(words32(&[self.crc, self.packed, self.size]));
        bytes.extend(words16(&[self.name.len() as u16, self.extra.len() as u16]));
        bytes
    }
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) local: Record,
    pub(crate) central: Record,
    pub(crate) data: Vec<u8>,
    /// What follows the data: a descriptor, or bytes that belong to no entry.
    pub(crate) after: Vec<u8>,
    pub(crate) made_by: u16,
    pub(crate) attributes: u32,
    pub(crate) disk: u16,
    pub(crate) comment: Vec<u8>,
    /// Where the directory says that it lies, when that is a lie.
    pub(crate) offset: Option<u32>,
}

impl Entry {
    pub(crate) fn stored(name: impl AsRef<[u8]>, content: &[u8]) -> Self {
        Self::new(name, STORED, content, content.to_vec())
    }

    pub(crate) fn deflated(name: impl AsRef<[u8]>, content: &[u8]) -> Self {
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(content).unwrap();
        Self::new(name, DEFLATED, content, deflate.finish().unwrap())
    }

    pub(crate) fn folder(name: &str) -> Self {
        Self { attributes: 0o040_755 << 16 | 0x10, ..Self::stored(name, b"") }
    }

    pub(crate) fn new(name: impl AsRef<[u8]>, method: u16, content: &[u8], data: Vec<u8>) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        let record = Record {
            version: 20,
            flags: UTF8,
            method,
            // 1 January 1980.
            time: 0,
            date: 0x21,
            crc: crc.sum(),
            packed: data.len() as u32,
            size: content.len() as u32,
            name: name.as_ref().to_vec(),
            extra: Vec::new(),
        };
        Self {
            local: record.clone(),
            central: record,
            data,
            after: Vec::new(),
            made_by: UNIX,
            attributes: 0o100_644 << 16,
            disk: 0,
            comment: Vec::new(),
            offset: None,
        }
    }

    /// Lies the same in both headers.
    pub(crate) fn both(mut self, lie: impl Fn(&mut Record)) -> Self {
        lie(&mut self.local);
        lie(&mut self.central);
        self
    }

    /// Lies in its own header only.
    pub(crate) fn local(mut self, lie: impl Fn(&mut Record)) -> Self {
        lie(&mut self.local);
        self
    }

    /// Lies in the directory only.
    pub(crate) fn central(mut self, lie: impl Fn(&mut Record)) -> Self {
        lie(&mut self.central);
        self
    }

    pub(crate) fn after(mut self, after: &[u8]) -> Self {
        self.after = after.to_vec();
        self
    }

    pub(crate) fn at(mut self, offset: u32) -> Self {
        self.offset = Some(offset);
        self
    }

    pub(crate) fn attributes(mut self, attributes: u32) -> Self {
        self.attributes = attributes;
        self
    }

    /// With checksum and sizes after the data instead of before.
    pub(crate) fn described(self, crc: u32, packed: u32, size: u32) -> Self {
        let descriptor = [b"PK\x07\x08".as_slice(), &words32(&[crc, packed, size])].concat();
        let entry = self.both(|record| record.flags |= DESCRIPTOR).after(&descriptor);
        entry.local(|record| (record.crc, record.packed, record.size) = (0, 0, 0))
    }

    pub(crate) fn header(&self) -> Vec<u8> {
        let Record { name, extra, .. } = &self.local;
        [b"PK\x03\x04", self.local.fixed().as_slice(), name, extra].concat()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.header().as_slice(), &self.data, &self.after].concat()
    }

    pub(crate) fn directory_record(&self, offset: u32) -> Vec<u8> {
        let Record { name, extra, .. } = &self.central;
        let mut bytes = [b"PK\x01\x02", words16(&[self.made_by]).as_slice()].concat();
        bytes.extend(self.central.fixed());
        bytes.extend(words16(&[self.comment.len() as u16, self.disk, 0]));
        bytes.extend(words32(&[self.attributes, self.offset.unwrap_or(offset)]));
        [bytes.as_slice(), name, extra, &self.comment].concat()
    }
}

/// What ends an archive.
#[derive(Clone)]
pub(crate) struct End {
    pub(crate) disks: [u16; 2],
    pub(crate) entries: [u16; 2],
    pub(crate) size: u32,
    pub(crate) start: u32,
    pub(crate) comment: Vec<u8>,
}

impl End {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"PK\x05\x06".to_vec();
        bytes.extend(words16(&self.disks));
        bytes.extend(words16(&self.entries));
        bytes.extend(words32(&[self.size, self.start]));
        bytes.extend(words16(&[self.comment.len() as u16]));
        [bytes, self.comment.clone()].concat()
    }
}

/// The parts of an archive, to be put together in the right way or in another.
pub(crate) struct Parts {
    pub(crate) entries: Vec<u8>,
    pub(crate) directory: Vec<u8>,
    pub(crate) end: End,
}

impl Parts {
    pub(crate) fn with_prefix(&self, prefix: &[u8]) -> Vec<u8> {
        [prefix, &self.zip()].concat()
    }

    /// The entries stand `at` this offset.
    pub(crate) fn at(at: u32, entries: &[Entry]) -> Self {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for entry in entries {
            directory.extend(entry.directory_record(at + bytes.len() as u32));
            bytes.extend(entry.bytes());
        }
        let count = entries.len() as u16;
        let end = End {
            disks: [0, 0],
            entries: [count, count],
            size: directory.len() as u32,
            start: at + bytes.len() as u32,
            comment: Vec::new(),
        };
        Self { entries: bytes, directory, end }
    }

    pub(crate) fn of(entries: &[Entry]) -> Self {
        Self::at(0, entries)
    }

    pub(crate) fn end(mut self, lie: impl Fn(&mut End)) -> Self {
        lie(&mut self.end);
        self
    }

    /// With these bytes between the directory and its end.
    pub(crate) fn with_before_end(&self, before_end: &[u8]) -> Vec<u8> {
        [self.entries.as_slice(), &self.directory, before_end, &self.end.bytes()].concat()
    }

    pub(crate) fn zip(&self) -> Vec<u8> {
        self.with_before_end(&[])
    }

    /// With the records of ZIP64: entries, size, start, and where the first of them is.
    pub(crate) fn zip64(&self, entries: u64, size: u64, start: u64, at: u64) -> Vec<u8> {
        let mut wide = b"PK\x06\x06".to_vec();
        wide.extend(words64(&[44]));
        wide.extend(words16(&[45, 45]));
        wide.extend(words32(&[0, 0]));
        wide.extend(words64(&[entries, entries, size, start]));
        wide.extend(b"PK\x06\x07");
        wide.extend(words32(&[0]));
        wide.extend(words64(&[at]));
        wide.extend(words32(&[1]));
        self.with_before_end(&wide)
    }
}

pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    Parts::of(entries).zip()
}

pub(crate) fn words16(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub(crate) fn words32(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub(crate) fn words64(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub(crate) fn extra(id: u16, data: &[u8]) -> Vec<u8> {
    [words16(&[id, data.len() as u16]).as_slice(), data].concat()
}
