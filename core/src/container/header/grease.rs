//! The stanza that means nothing, made to measure.

use std::ops::RangeInclusive;

use age_core::format::{Stanza, grease_the_joint};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use super::STANZA_START;
use crate::error::{Error, IoOperation, Result};

/// The blocks in which file systems share what files have in common, in bytes.
pub(crate) const BLOCK: u64 = 4096;
/// From this length on, in bytes, there is a stanza of every length.
const SHORTEST: u64 = 128;
/// Columns of a whole line of a stanza's body, and its length with the line feed.
const COLUMNS: usize = 64;
const LINE: usize = COLUMNS + 1;

/// What the type of a stanza that means nothing ends with.
const SUFFIX: &str = "-grease";
/// Characters of an argument, and of the type before its suffix, as age makes them.
const WORD: RangeInclusive<usize> = 1..=8;
/// Arguments that age gives it at most.
const ARGUMENTS: usize = 4;
/// Bytes of the body that age gives it, at most.
const BODY: usize = 99;

/// Whether a stanza has a shape that age gives to those that mean nothing, or that [`of_size`] does.
/// Anything else may be a stanza that opens the container under another name.
pub(super) fn has_shape(stanza: &Stanza) -> bool {
    let is_word = |text: &String| WORD.contains(&text.len());
    let start = stanza.tag.strip_suffix(SUFFIX);
    if !start.is_some_and(|start| WORD.contains(&start.len())) || !stanza.args.iter().all(is_word) {
        return false;
    }
    let mut text = Vec::new();
    super::encode_stanza(stanza, &mut text);
    let in_step =
        stanza.args.len() == 1 && (SHORTEST..SHORTEST + BLOCK).contains(&(text.len() as u64));
    in_step || stanza.args.len() <= ARGUMENTS && stanza.body.len() <= BODY
}

/// The stanza that makes a header of `before` bytes as long as `len`, but for whole blocks.
pub(super) fn to_step(before: u64, len: u64) -> Result<Stanza> {
    let missing = (len % BLOCK + BLOCK - before % BLOCK) % BLOCK;
    of_size(if missing < SHORTEST { missing + BLOCK } else { missing } as usize)
}

/// A stanza that takes so many bytes, at least [`SHORTEST`], in a header.
fn of_size(size: usize) -> Result<Stanza> {
    let tag = grease_the_joint().tag;
    // No body has some of the lengths: another character of the argument makes up for it.
    for argument in 1..=8 {
        let first_line = STANZA_START.len() + tag.len() + 1 + argument + 1;
        if let Some(body) = size.checked_sub(first_line).and_then(body_of_size) {
            let mut text = BASE64_STANDARD_NO_PAD.encode(random(argument)?);
            text.truncate(argument);
            return Ok(Stanza { tag, args: vec![text], body: random(body)? });
        }
    }
    Ok(grease_the_joint())
}

/// How many bytes take so many in a header, in base64 with their line feeds.
fn body_of_size(size: usize) -> Option<usize> {
    let before_last = size.checked_sub(1)?;
    let characters = before_last - before_last / LINE;
    let possible = before_last % LINE != COLUMNS && characters % 4 != 1;
    possible.then_some(characters / 4 * 3 + characters % 4 * 3 / 4)
}

fn random(count: usize) -> Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|e| Error::from_io(IoOperation::Randomness, e.into()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::header::{Header, encode_stanza};
    use crate::testing::{file_key, stanza};

    #[test]
    fn a_stanza_has_every_length_from_the_shortest_on() {
        for size in SHORTEST as usize..(SHORTEST + BLOCK) as usize {
            let mut text = Vec::new();
            encode_stanza(&of_size(size).unwrap(), &mut text);
            assert_eq!(text.len(), size);
        }
    }

    #[test]
    fn a_header_in_step_is_read_as_any_other() {
        for len in [0, 1, 500, 4095, 4096, 70_001] {
            let header = Header::seal_in_step(vec![stanza("X25519", "x")], &file_key(), len);
            let header = header.unwrap();
            assert_eq!(header.encoded_len() % BLOCK, len % BLOCK);
            let mut text = Vec::new();
            header.write(&mut text).unwrap();
            assert_eq!(text.len() as u64, header.encoded_len());
            let read = Header::read(&mut text.as_slice()).unwrap();
            assert_eq!(read.stanzas().len(), 2);
            assert!(read.is_grease(1));
        }
    }
}
