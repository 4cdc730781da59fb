//! The content of one entry: bounded by what it declares, verified at its end.

use std::io::{self, BufRead, Read, Write};
use std::ops::Range;

use flate2::{Decompress, FlushDecompress, Status};
use zeroize::Zeroizing;

use super::central::Located;
use super::false_ends::FalseEnds;
use crate::display::escape;
use crate::error::{ArchiveFault, Error, IoOperation, Result};
use crate::progress::Progress;

/// Inflated at once.
const BUFFER: usize = 128 * 1024;
/// Where there is room for the longest repetition, inflating need not look at each step.
const ROOM: u64 = 512;

/// What inflating takes: kept from one entry to the next.
pub(super) struct Inflater {
    inflate: Decompress,
    buffer: Zeroizing<Vec<u8>>,
}

impl Inflater {
    pub(super) fn new() -> Self {
        Self { inflate: Decompress::new(false), buffer: Zeroizing::default() }
    }

    fn reset(&mut self) -> &mut Self {
        self.inflate.reset(false);
        if self.buffer.is_empty() {
            self.buffer = Zeroizing::new(vec![0; BUFFER]);
        }
        self
    }
}

/// Reads the content of one entry, never more than it declares; the end comes only after length
/// and checksum were found right. What is stored is given without a copy.
pub struct EntryReader<'a, R> {
    input: &'a mut R,
    inflater: Option<&'a mut Inflater>,
    located: &'a Located,
    packed_left: u64,
    plain_left: u64,
    crc: crc32fast::Hasher,
    /// Where readers of streams look for the end in the data: what they could take for it.
    false_ends: Option<FalseEnds>,
    /// What waits in the inflater's buffer.
    inflated: Range<usize>,
    /// Whether the deflate stream has come to its end.
    ended: bool,
    /// How much of the input's buffer the checksum covers already.
    summed: usize,
    verified: bool,
}

impl<'a, R: BufRead> EntryReader<'a, R> {
    /// `input` stands at the start of the entry's data; `inflater` is there when it is deflated.
    pub(super) fn new(
        input: &'a mut R,
        inflater: Option<&'a mut Inflater>,
        located: &'a Located,
    ) -> Self {
        Self {
            input,
            inflater: inflater.map(Inflater::reset),
            located,
            packed_left: located.entry.packed,
            plain_left: located.entry.size,
            crc: crc32fast::Hasher::new(),
            false_ends: located.is_open_ended().then(FalseEnds::new),
            inflated: 0..0,
            ended: false,
            summed: 0,
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
        let crc = self.crc.clone().finalize();
        if crc != self.located.crc {
            return Err(self.fault(ArchiveFault::Checksum));
        }
        if let Some(false_ends) = &mut self.false_ends
            && false_ends.found_at_the_end(crc, self.located.entry.size)
        {
            return Err(self.fault(ArchiveFault::Ambiguous));
        }
        self.verified = true;
        Ok(())
    }

    /// Inflates into the empty buffer, or verifies the end.
    fn inflate_more(&mut self) -> io::Result<()> {
        // One byte more than is declared must not come: ask for it, and see.
        let wanted = self.plain_left.saturating_add(ROOM).min(BUFFER as u64) as usize;
        let given = self.inflate(wanted)?;
        if given == 0 {
            return self.verify_end();
        }
        self.plain_left = match self.plain_left.checked_sub(given as u64) {
            Some(left) => left,
            None => return Err(self.fault(ArchiveFault::Oversized)),
        };
        self.inflated = 0..given;
        let mut crc = std::mem::take(&mut self.crc);
        crc.update(self.inflated());
        self.crc = crc;
        Ok(())
    }

    /// Gives some bytes, or none once the deflate stream has ended.
    fn inflate(&mut self, wanted: usize) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let Some(Inflater { inflate, buffer }) = self.inflater.as_deref_mut() else { return Ok(0) };
        let out = buffer.get_mut(..wanted).unwrap_or_default();
        loop {
            let input = self.input.fill_buf()?;
            let limit = usize::try_from(self.packed_left).unwrap_or(usize::MAX).min(input.len());
            let input = input.get(..limit).unwrap_or_default();
            let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
            let result = inflate.decompress(input, out, FlushDecompress::None);
            let taken = inflate.total_in() - before_in;
            let given = (inflate.total_out() - before_out) as usize;
            self.input.consume(taken as usize);
            self.packed_left -= taken;
            match result {
                Ok(Status::StreamEnd) => {
                    self.ended = true;
                    return Ok(given);
                }
                Ok(_) if given > 0 => return Ok(given),
                Ok(_) if taken > 0 => {}
                _ => return Err(self.fault(ArchiveFault::Inconsistent)),
            }
        }
    }

    fn inflated(&self) -> &[u8] {
        let buffer = self.inflater.as_ref().map(|inflater| inflater.buffer.as_slice());
        buffer.and_then(|buffer| buffer.get(self.inflated.clone())).unwrap_or_default()
    }

    fn stored(&mut self) -> io::Result<&[u8]> {
        let bytes = self.input.fill_buf()?;
        let limit = usize::try_from(self.packed_left).unwrap_or(usize::MAX).min(bytes.len());
        let bytes = bytes.get(..limit).unwrap_or_default();
        let fresh = bytes.get(self.summed..).unwrap_or_default();
        self.crc.update(fresh);
        if let Some(false_ends) = &mut self.false_ends
            && false_ends.found_in(fresh)
        {
            let name = escape(self.located.entry.name.as_str());
            return Err(Error::entry(ArchiveFault::Ambiguous, name).into());
        }
        self.summed = bytes.len();
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for EntryReader<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.verified {
            return Ok(&[]);
        }
        if self.inflater.is_some() {
            if self.inflated.is_empty() {
                self.inflate_more()?;
            }
            return Ok(self.inflated());
        }
        if self.plain_left == 0 {
            self.verify_end()?;
            return Ok(&[]);
        }
        self.stored()
    }

    fn consume(&mut self, amount: usize) {
        if self.inflater.is_some() {
            self.inflated.start += amount;
        } else {
            self.input.consume(amount);
            self.packed_left -= amount as u64;
            self.plain_left -= amount as u64;
            self.summed -= amount;
        }
    }
}

impl<R: BufRead> Read for EntryReader<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let mut available = self.fill_buf()?;
        let read = available.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

/// An entry that is copied as it is packed, and verified on the way.
pub(crate) struct Packed<'a, R> {
    pub(super) located: &'a Located,
    pub(super) input: &'a mut R,
    pub(super) inflater: Option<&'a mut Inflater>,
}

impl<R: BufRead> Packed<'_, R> {
    /// Copies the data. They are whole only if there is no error: not what was declared, in length
    /// or checksum, is one.
    pub(super) fn copy_to(self, output: &mut impl Write, progress: &Progress) -> Result<()> {
        let mut tee = Tee { input: self.input, output, copied: 0, failure: None };
        let mut reader = EntryReader::new(&mut tee, self.inflater, self.located);
        loop {
            let content =
                reader.fill_buf().map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
            let length = content.len();
            reader.consume(length);
            if let Some(failure) = reader.input.failure.take() {
                return Err(Error::from_io(IoOperation::WriteOutput, failure));
            }
            progress.advance(std::mem::take(&mut reader.input.copied))?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}

/// Passes on to an output what is consumed.
struct Tee<'a, R, W> {
    input: &'a mut R,
    output: &'a mut W,
    copied: u64,
    /// Told after the fact: consuming cannot fail.
    failure: Option<io::Error>,
}

impl<R: BufRead, W: Write> BufRead for Tee<'_, R, W> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if amount == 0 {
            return;
        }
        let written = self.input.fill_buf().and_then(|bytes| {
            let consumed = bytes.get(..amount).ok_or(io::ErrorKind::InvalidInput)?;
            self.output.write_all(consumed)
        });
        self.input.consume(amount);
        self.copied += amount as u64;
        if let Err(error) = written {
            self.failure.get_or_insert(error);
        }
    }
}

impl<R: BufRead, W: Write> Read for Tee<'_, R, W> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(out)?;
        self.consume(read);
        Ok(read)
    }
}
