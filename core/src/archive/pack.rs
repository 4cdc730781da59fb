//! Packing: what one thread does with a run of small files, or with a block of a large one. What
//! comes out depends on the content and the level, never on who does it.

use std::io;

use flate2::{Compress, Compression, FlushCompress, Status};
use zeroize::Zeroizing;

use super::Metadata;
use super::encode::Record;
use super::record::{DEFLATED, STORED};
use super::writer::Level;
use crate::archive::entry::EntryName;
use crate::error::{Error, IoOperation, Result};

/// Deflate looks back so far.
const WINDOW: usize = 32 * 1024;
/// A block of deflate that stores its bytes takes so many, behind five of its own.
pub(super) const STORED_BLOCK: usize = u16::MAX as usize;
pub(super) const STORED_HEADER: usize = 5;
/// An end by itself, where the stream stands at a byte: an empty block that is the last.
pub(super) const DEFLATE_END: [u8; 2] = [0x03, 0x00];
/// A file below this is stored: deflate would spend twenty microseconds on some thirty bytes.
const TINY: usize = 128;
/// A file is deflated only if it shrinks below this.
const WORTH_IT: fn(usize) -> usize = |plain| plain - plain / 32;

/// Reads the whole content of a file, which fits in memory, behind what is there already.
pub(super) type Content = Box<dyn FnOnce(&mut Vec<u8>) -> Result<()> + Send>;

/// An entry that is to be packed as a whole.
pub(super) struct Member {
    pub(super) name: EntryName,
    pub(super) metadata: Metadata,
    /// Nothing for a folder.
    pub(super) content: Option<Content>,
}

/// The tools of one thread, used again and again: to wipe a buffer takes longer than to fill it.
pub(super) struct Packer {
    level: Level,
    deflate: Compress,
    /// What is to be packed: a file, or a block of one.
    pub(super) plain: Zeroizing<Vec<u8>>,
    /// What precedes a block, as far as deflate looks back.
    pub(super) before: Zeroizing<Vec<u8>>,
    pub(super) packed: Zeroizing<Vec<u8>>,
    /// A run of entries one after the other, as they lie in the archive.
    pub(super) run: Zeroizing<Vec<u8>>,
    /// The checksum of a block.
    pub(super) crc: crc32fast::Hasher,
}

impl Packer {
    pub(super) fn new(level: Level) -> Self {
        Self {
            level,
            deflate: Compress::new(Compression::new(level.number().into()), false),
            plain: Zeroizing::default(),
            before: Zeroizing::default(),
            packed: Zeroizing::default(),
            run: Zeroizing::default(),
            crc: crc32fast::Hasher::new(),
        }
    }

    /// Packs entries that were not read yet, one after the other; their offsets count from the start
    /// of the run.
    pub(super) fn pack_run(&mut self, members: Vec<Member>) -> Result<Vec<Record>> {
        let size = |member: &Member| {
            let content = member.metadata.size.unwrap_or(0) as usize;
            content + member.name.as_str().len() + MEMBER_ROOM
        };
        make_room(&mut self.run, members.iter().map(size).sum());
        members.into_iter().map(|member| self.pack_member(member)).collect()
    }

    fn pack_member(&mut self, member: Member) -> Result<Record> {
        let Member { name, metadata, content } = member;
        let start = self.run.len();
        let mut record = Record::new(name, metadata, start as u64);
        record.encode_local(&mut self.run);
        let data = self.run.len();
        let Some(content) = content else { return Ok(record) };
        if self.level == Level::STORE {
            content(&mut self.run)?;
        } else {
            self.read(metadata.size, content)?;
            let plain = self.plain.as_slice();
            record.size = plain.len() as u64;
            record.crc = crc32fast::hash(plain);
            if plain.len() >= TINY
                && !is_dense(plain)
                && deflate_all(&mut self.deflate, plain, &mut self.packed)? < WORTH_IT(plain.len())
            {
                record.method = DEFLATED;
                self.run.extend_from_slice(&self.packed);
            } else {
                self.run.extend_from_slice(plain);
            }
        }
        let bytes = self.run.get(data..).unwrap_or_default();
        record.packed = bytes.len() as u64;
        if record.method == STORED {
            record.size = record.packed;
            record.crc = crc32fast::hash(bytes);
        }
        // The header again, now that everything is known: it is as long as before.
        self.packed.clear();
        record.encode_local(&mut self.packed);
        if let Some(header) = self.run.get_mut(start..data) {
            header.copy_from_slice(&self.packed);
        }
        Ok(record)
    }

    fn read(&mut self, size: Option<u64>, content: Content) -> Result<()> {
        make_room(&mut self.plain, size.unwrap_or(0) as usize + MEMBER_ROOM);
        content(&mut self.plain)
    }

    /// Packs a block in the middle of a deflate stream, from a byte to a byte.
    pub(super) fn pack_block(&mut self) -> Result<()> {
        self.crc = crc32fast::Hasher::new();
        self.crc.update(&self.plain);
        self.packed.clear();
        if !is_dense(&self.plain) {
            self.deflate.reset();
            if !self.before.is_empty() {
                self.deflate.set_dictionary(&self.before).map_err(deflating)?;
            }
            deflate_into(&mut self.deflate, &self.plain, &mut self.packed, FlushCompress::Sync)?;
        }
        if self.packed.is_empty() || self.packed.len() > self.plain.len() {
            self.packed.clear();
            store_into(&self.plain, &mut self.packed);
        }
        Ok(())
    }

    /// Keeps what the next block looks back to.
    pub(super) fn tail(&self) -> &[u8] {
        self.plain.get(self.plain.len().saturating_sub(WINDOW)..).unwrap_or(&self.plain)
    }
}

/// Length of a block when it is packed.
pub(crate) fn packed_len(level: Level, block: &[u8]) -> Result<u64> {
    if level == Level::STORE {
        return Ok(block.len() as u64);
    }
    let mut packer = Packer::new(level);
    packer.plain.extend_from_slice(block);
    packer.pack_block()?;
    Ok(packer.packed.len() as u64)
}

/// Room for a header, and for the end of a file to be noticed.
const MEMBER_ROOM: usize = 64;

/// Empties the buffer, and has it hold so much: all at once, since growing would leave copies behind.
fn make_room(buffer: &mut Zeroizing<Vec<u8>>, size: usize) {
    buffer.clear();
    if buffer.capacity() < size {
        *buffer = Zeroizing::new(Vec::with_capacity(size));
    }
}

fn deflating(error: impl Into<io::Error>) -> Error {
    Error::from_io(IoOperation::WriteOutput, error.into())
}

/// Deflates the whole of `plain` into `packed`, and tells the length.
fn deflate_all(
    deflate: &mut Compress,
    plain: &[u8],
    packed: &mut Zeroizing<Vec<u8>>,
) -> Result<usize> {
    deflate.reset();
    make_room(packed, deflated_at_most(plain));
    deflate_into(deflate, plain, packed, FlushCompress::Finish)?;
    Ok(packed.len())
}

/// What does not shrink grows by five bytes for each stored block.
fn deflated_at_most(plain: &[u8]) -> usize {
    plain.len() + plain.len() / 1000 + 64
}

fn deflate_into(
    deflate: &mut Compress,
    plain: &[u8],
    packed: &mut Vec<u8>,
    flush: FlushCompress,
) -> Result<()> {
    packed.reserve(deflated_at_most(plain));
    let before = deflate.total_in();
    loop {
        let taken = (deflate.total_in() - before) as usize;
        let rest = plain.get(taken..).unwrap_or_default();
        let status =
            deflate.compress_vec(rest, packed, flush).map_err(|e| deflating(io::Error::from(e)))?;
        let all_taken = (deflate.total_in() - before) as usize == plain.len();
        // A sync flush is complete when it leaves room.
        let flushed = flush == FlushCompress::Sync && all_taken && packed.len() < packed.capacity();
        if status == Status::StreamEnd || flushed {
            return Ok(());
        }
        packed.reserve(plain.len() / 2 + 64);
    }
}

/// RFC 1951, 3.2.4: blocks that store their bytes, none of them the last.
fn store_into(plain: &[u8], packed: &mut Vec<u8>) {
    packed.reserve(plain.len() + 5 * plain.len().div_ceil(STORED_BLOCK));
    for block in plain.chunks(STORED_BLOCK) {
        packed.extend_from_slice(&stored_header(block));
        packed.extend_from_slice(block);
    }
}

/// What stands before the bytes of a stored block that is not the last.
pub(super) fn stored_header(block: &[u8]) -> [u8; STORED_HEADER] {
    let length = block.len() as u16;
    let [low, high] = length.to_le_bytes();
    [0, low, high, !low, !high]
}

/// Judged by samples of this size.
const SAMPLE: usize = 4096;
/// Too small to be judged.
const TOO_SMALL: usize = 512;

/// Whether the bytes look compressed or encrypted already, so that deflate, which crawls on such
/// content, would gain less than it takes to be worth it.
pub(super) fn is_dense(plain: &[u8]) -> bool {
    if plain.len() < TOO_SMALL {
        return false;
    }
    if plain.len() <= 4 * SAMPLE {
        return is_dense_sample(plain);
    }
    // From within: the first and the last bytes of pictures and documents are not like the rest.
    [1, 3, 5, 7].iter().all(|eighth| {
        let start = (plain.len() / 8 * eighth).min(plain.len() - SAMPLE);
        is_dense_sample(plain.get(start..start + SAMPLE).unwrap_or_default())
    })
}

/// Every byte occurs about as often as any other, and no four bytes occur again.
///
/// Of `n` bytes drawn evenly, the squared counts sum up to n²/256 + n; up to a sixth more than the
/// first part, Huffman's codes could save less than a thirtieth.
fn is_dense_sample(sample: &[u8]) -> bool {
    let mut counts = [0u64; 256];
    for byte in sample {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    let n = sample.len() as u64;
    let even = squares * 256 <= n * n + n * n / 6 + n * 320;
    even && repeats(sample) * 64 < sample.len()
}

/// How often four bytes are the last ones of their hash again.
fn repeats(sample: &[u8]) -> usize {
    let mut last = [0u32; 4096];
    let mut repeats = 0;
    for window in sample.windows(4) {
        let Some(word) = window.first_chunk().map(|bytes| u32::from_le_bytes(*bytes)) else {
            break;
        };
        let hash = word.wrapping_mul(0x9e37_79b1) >> 20;
        if let Some(last) = last.get_mut(hash as usize) {
            repeats += usize::from(*last == word);
            *last = word;
        }
    }
    repeats
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;

    fn packed(plain: &[u8], level: u8) -> usize {
        let mut packer = Packer::new(Level::new(level).unwrap());
        deflate_all(&mut packer.deflate, plain, &mut packer.packed).unwrap()
    }

    fn base64(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().map(|byte| b'0' + byte % 64).collect()
    }

    #[test]
    fn what_is_called_dense_does_not_shrink() {
        let noise = noise(300_000);
        let deflated = {
            let words: Vec<u8> =
                noise.iter().flat_map(|byte| [*byte % 16, 7, *byte / 64]).collect();
            let mut packer = Packer::new(Level::new(6).unwrap());
            deflate_all(&mut packer.deflate, &words, &mut packer.packed).unwrap();
            packer.packed.to_vec()
        };
        for dense in [&noise[..600], &noise[..5000], &noise[..20_000], &noise, &deflated] {
            assert!(is_dense(dense), "{}", dense.len());
            assert!(packed(dense, 6) >= WORTH_IT(dense.len()));
        }
    }

    #[test]
    fn what_shrinks_is_not_called_dense() {
        let noise = noise(300_000);
        let twice = [&noise[..3000], &noise[..3000]].concat();
        let text = "un conteneur, ses accès, sa clé. ".repeat(1000).into_bytes();
        let halves: Vec<u8> = noise.iter().map(|byte| byte / 2).collect();
        let mixed = [&noise[..150_000], &vec![b'a'; 150_000]].concat();
        for thin in [&twice, &text, &base64(&noise), &halves, &mixed, &noise[..100].to_vec()] {
            assert!(!is_dense(thin), "{}", thin.len());
        }
    }

    #[test]
    fn blocks_make_one_deflate_stream() {
        let noise = noise(400_000);
        let plain = [&base64(&noise[..300_000]), &noise[..], &vec![b'x'; 200_000]].concat();
        for level in 1..=9 {
            for block in [1, 1000, 65_535, 65_536, 300_000] {
                // A byte at a time is slow; a start of it does.
                let plain = if block == 1 { &plain[..500] } else { &plain[..] };
                let mut packer = Packer::new(Level::new(level).unwrap());
                let (mut stream, mut before) = (Vec::new(), Vec::new());
                for block in plain.chunks(block) {
                    *packer.plain = block.to_vec();
                    *packer.before = before;
                    packer.pack_block().unwrap();
                    stream.extend_from_slice(&packer.packed);
                    before = packer.tail().to_vec();
                }
                stream.extend_from_slice(&DEFLATE_END);
                let mut inflate = flate2::Decompress::new(false);
                let mut out = Vec::with_capacity(plain.len() + 1);
                let finish = flate2::FlushDecompress::Finish;
                let status = inflate.decompress_vec(&stream, &mut out, finish).unwrap();
                assert_eq!(status, Status::StreamEnd);
                assert!(out == plain, "level {level}, blocks of {block}");
                assert_eq!(inflate.total_in() as usize, stream.len());
            }
        }
    }
}
