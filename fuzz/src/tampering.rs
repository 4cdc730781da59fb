//! A payload, and what someone without its key can do to it.

use arbitrary::Arbitrary;

const SEALED_CHUNK: usize = 65_536 + 16;
const NONCE: usize = 16;

/// Bytes that no other offset repeats.
pub fn plain(len: usize) -> Vec<u8> {
    (0..len.div_ceil(4) as u32).flat_map(u32::to_le_bytes).take(len).collect()
}

/// One change.
#[derive(Arbitrary, Debug)]
pub enum Tampering {
    /// Flips bits of a byte.
    Flip { at: u32, bits: u8 },
    /// Cuts the end off.
    Truncate { by: u32 },
    /// Adds bytes.
    Append { bytes: Vec<u8> },
    /// Takes a chunk out.
    Drop { chunk: u8 },
    /// Puts one chunk behind itself.
    Double { chunk: u8 },
    /// Exchanges two.
    Swap { one: u8, other: u8 },
}

impl Tampering {
    /// These bytes, changed so.
    pub fn apply(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let len = bytes.len();
        let range = |chunk: u8| {
            let chunks = len.saturating_sub(NONCE).div_ceil(SEALED_CHUNK).max(1);
            let start = (NONCE + chunk as usize % chunks * SEALED_CHUNK).min(len);
            start..(start + SEALED_CHUNK).min(len)
        };
        match self {
            Self::Flip { at, bits } => {
                if let Some(byte) = bytes.get_mut(*at as usize % len.max(1)) {
                    *byte ^= bits;
                }
            }
            Self::Truncate { by } => bytes.truncate(len - (*by as usize).min(len)),
            Self::Append { bytes: more } => bytes.extend_from_slice(more),
            Self::Drop { chunk } => drop(bytes.drain(range(*chunk))),
            Self::Double { chunk } => {
                let copy = bytes[range(*chunk)].to_vec();
                let end = range(*chunk).end;
                bytes.splice(end..end, copy);
            }
            Self::Swap { one, other } => {
                let (one, other) = (range(*one), range(*other));
                let (first, second) = (bytes[one.clone()].to_vec(), bytes[other.clone()].to_vec());
                if one.start < other.start {
                    bytes.splice(other, first);
                    bytes.splice(one, second);
                }
            }
        }
        bytes
    }
}
