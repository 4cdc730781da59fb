//! What readers of streams could take for the end of stored data whose length they do not know.
//!
//! libarchive takes for the end the first signature of a descriptor that has the checksum of what
//! came before it; others compare the lengths as well, or instead, or take a header for the end if a
//! descriptor without signature stands before it. Data in which any of these would find an end are
//! refused: behind it, such a reader would find entries that we do not show.

use zeroize::Zeroizing;

use super::record::{CENTRAL, DESCRIPTOR, Fields, LOCAL};

/// A wide descriptor without its signature, as it stands before a header.
const BEFORE: usize = 20;
/// A signature, a checksum and half a length.
const AFTER: usize = 12;

/// How many bytes are looked at together.
const PIECE: usize = 16 * 1024;

/// Follows stored data from their start.
pub(super) struct FalseEnds {
    /// The last bytes, and how many came before them.
    held: Zeroizing<Vec<u8>>,
    start: u64,
    /// The checksum of those that came before.
    crc: crc32fast::Hasher,
    /// How many of the bytes held were judged.
    judged: usize,
}

impl FalseEnds {
    pub(super) fn new() -> Self {
        // Never more: growing would leave copies behind.
        let held = Zeroizing::new(Vec::with_capacity(PIECE + BEFORE + 2 * AFTER));
        Self { held, start: 0, crc: crc32fast::Hasher::new(), judged: 0 }
    }

    /// Whether a false end shows with these bytes, which come next.
    pub(super) fn found_in(&mut self, bytes: &[u8]) -> bool {
        bytes.chunks(PIECE).any(|piece| self.found_in_piece(piece))
    }

    fn found_in_piece(&mut self, bytes: &[u8]) -> bool {
        self.held.extend_from_slice(bytes);
        let until = self.held.len().saturating_sub(AFTER);
        if self.judge(until) {
            return true;
        }
        let spent = until.saturating_sub(BEFORE);
        self.crc.update(self.held.get(..spent).unwrap_or_default());
        self.held.drain(..spent);
        self.start += spent as u64;
        self.judged -= spent;
        false
    }

    /// Whether one shows in the last bytes with the true descriptor, which says this of the whole.
    pub(super) fn found_at_the_end(&mut self, crc: u32, size: u64) -> bool {
        let until = self.held.len();
        for field in [DESCRIPTOR, crc, size as u32] {
            self.held.extend_from_slice(&field.to_le_bytes());
        }
        self.judge(until)
    }

    fn judge(&mut self, until: usize) -> bool {
        let mut crc = self.crc.clone();
        let mut summed = 0;
        while let Some(at) = self.next_signature(until) {
            crc.update(self.held.get(summed..at).unwrap_or_default());
            summed = at;
            self.judged = at + 1;
            if self.ends_at(at, crc.clone().finalize()) {
                return true;
            }
        }
        self.judged = self.judged.max(until);
        false
    }

    /// The next place, not yet judged, where a descriptor or a header would start.
    fn next_signature(&self, until: usize) -> Option<usize> {
        let mut from = self.judged;
        while from < until {
            let rest = self.held.get(from..)?;
            let at = from + rest.iter().position(|byte| *byte == b'P')?;
            let signature = Fields(self.held.get(at..)?).u32()?;
            if at < until && [DESCRIPTOR, LOCAL, CENTRAL].contains(&signature) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    /// Whether the data could end at this signature, `crc` being that of what precedes it.
    fn ends_at(&self, at: usize, crc: u32) -> bool {
        let length = self.start + at as u64;
        let field = |at: usize| self.held.get(at..).and_then(|bytes| Fields(bytes).u32());
        if field(at) == Some(DESCRIPTOR) {
            return field(at + 4) == Some(crc) || field(at + 8) == Some(length as u32);
        }
        // A descriptor without signature, narrow or wide, and the header of a next entry.
        [(12, 8), (20, 16)].into_iter().any(|(bytes, packed)| {
            let (Some(start), Some(packed)) = (at.checked_sub(bytes), at.checked_sub(packed))
            else {
                return false;
            };
            field(packed) == Some((self.start + start as u64) as u32)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the data are cut into pieces, the same is found.
    fn finds(data: &[u8]) -> bool {
        let whole = crc32fast::hash(data);
        let found: Vec<bool> = [1, 2, 3, 5, 7, 19, 31, 64, 1000]
            .into_iter()
            .map(|piece| {
                let mut ends = FalseEnds::new();
                data.chunks(piece).any(|bytes| ends.found_in(bytes))
                    || ends.found_at_the_end(whole, data.len() as u64)
            })
            .collect();
        assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
        found[0]
    }

    fn descriptor(signed: bool, wide: bool, crc: u32, size: u64) -> Vec<u8> {
        let mut bytes = if signed { DESCRIPTOR.to_le_bytes().to_vec() } else { Vec::new() };
        bytes.extend(crc.to_le_bytes());
        for _ in 0..2 {
            let width = if wide { 8 } else { 4 };
            bytes.extend(&size.to_le_bytes()[..width]);
        }
        bytes
    }

    #[test]
    fn every_false_end_is_found_wherever_it_lies() {
        for before in [0, 1, 11, 12, 20, 21, 63, 64, 65, 900] {
            let data = vec![b'x'; before];
            let (crc, size) = (crc32fast::hash(&data), before as u64);
            for after in [0, 1, 40, 200] {
                let with = |end: &[u8]| [data.as_slice(), end, &vec![b'y'; after]].concat();
                for wide in [false, true] {
                    assert!(finds(&with(&descriptor(true, wide, crc, 99_999))));
                    assert!(finds(&with(&descriptor(true, wide, 7, size))));
                    assert!(!finds(&with(&descriptor(true, wide, 7, 99_999))));
                    for header in [LOCAL, CENTRAL] {
                        let header = header.to_le_bytes();
                        let end = descriptor(false, wide, 7, size);
                        assert!(finds(&with(&[end.as_slice(), &header].concat())));
                        let end = descriptor(false, wide, 7, 99_999);
                        assert!(!finds(&with(&[end.as_slice(), &header].concat())));
                    }
                    assert!(!finds(&with(&descriptor(false, wide, 7, size))));
                }
            }
        }
    }

    #[test]
    fn data_like_others_have_no_false_end() {
        assert!(!finds(b""));
        assert!(!finds(b"PK\x07\x08"));
        assert!(!finds(&b"PK\x03\x04 PK\x01\x02 PK\x07\x08 PPKPPK ".repeat(30)));
    }
}
