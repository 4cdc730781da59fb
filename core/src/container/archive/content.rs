//! The content of one entry: bounded by what it declares, verified at its end.

use std::io::{self, BufRead, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::reader::Located;
use crate::container::entry::escape;
use crate::container::payload::PayloadReader;
use crate::error::{ArchiveFault, Error};

/// Reads the content of one entry, never more than it declares; the end comes only after length
/// and checksum were found right.
pub struct EntryReader<'a> {
    payload: &'a mut PayloadReader,
    inflate: Option<&'a mut Decompress>,
    located: &'a Located,
    packed_left: u64,
    plain_left: u64,
    crc: crc32fast::Hasher,
    verified: bool,
}

impl<'a> EntryReader<'a> {
    /// `payload` stands at the start of the entry's data; `inflate` is fresh, and there when the
    /// data is deflated.
    pub(super) fn new(
        payload: &'a mut PayloadReader,
        inflate: Option<&'a mut Decompress>,
        located: &'a Located,
    ) -> Self {
        Self {
            payload,
            inflate,
            located,
            packed_left: located.entry.packed,
            plain_left: located.entry.size,
            crc: crc32fast::Hasher::new(),
            verified: false,
        }
    }

    fn fault(&self, fault: ArchiveFault) -> io::Error {
        Error::entry(fault, escape(self.located.entry.name.as_str())).into()
    }

    fn verify_end(&mut self) -> io::Result<()> {
        if self.plain_left != 0 || self.packed_left != 0 {
            return Err(self.fault(ArchiveFault::Inconsistent));
        }
        if self.crc.clone().finalize() != self.located.crc {
            return Err(self.fault(ArchiveFault::Checksum));
        }
        self.verified = true;
        Ok(())
    }

    fn read_stored(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let limit = usize::try_from(self.packed_left).unwrap_or(usize::MAX).min(out.len());
        let read = self.payload.read(out.get_mut(..limit).unwrap_or_default())?;
        self.packed_left -= read as u64;
        Ok(read)
    }

    /// Gives some bytes, or none once the deflate stream has ended.
    fn read_deflated(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let input = self.payload.fill_buf()?;
            let limit = usize::try_from(self.packed_left).unwrap_or(usize::MAX).min(input.len());
            let input = input.get(..limit).unwrap_or_default();
            let Some(inflate) = self.inflate.as_deref_mut() else { return Ok(0) };
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let result = inflate.decompress(input, out, FlushDecompress::None);
            let taken = inflate.total_in() - before_in;
            let given = (inflate.total_out() - before_out) as usize;
            self.payload.consume(taken as usize);
            self.packed_left -= taken;
            match result {
                Ok(_) if given > 0 => return Ok(given),
                Ok(Status::StreamEnd) => return Ok(0),
                Ok(_) if taken > 0 => {}
                _ => return Err(self.fault(ArchiveFault::Inconsistent)),
            }
        }
    }
}

impl Read for EntryReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.verified || out.is_empty() {
            return Ok(0);
        }
        // One byte more than is declared must not come: ask for it, and see.
        let mut probe = [0];
        let at_end = self.plain_left == 0;
        let limit = usize::try_from(self.plain_left).unwrap_or(usize::MAX).min(out.len());
        let out = if at_end { &mut probe } else { out.get_mut(..limit).unwrap_or_default() };
        let read = match self.inflate {
            Some(_) => self.read_deflated(out)?,
            None => self.read_stored(out)?,
        };
        if read == 0 {
            self.verify_end()?;
            return Ok(0);
        }
        if at_end {
            return Err(self.fault(ArchiveFault::Oversized));
        }
        self.crc.update(out.get(..read).unwrap_or_default());
        self.plain_left -= read as u64;
        Ok(read)
    }
}
