//! Payloads that were cut, put together anew, or sealed against the rules.

use super::forge::{CHUNK, Forge, SEALED_CHUNK};
use super::{Case, DAMAGED, OPENS, check};

const NONCE: usize = 16;

/// Chunks, each said to be the last one or not.
type Chunks<'a> = &'a [(&'a [u8], bool)];

/// No archive: opened as one file.
fn plain() -> Vec<u8> {
    (0..(2 * CHUNK + 100) as u32).map(|at| (at % 251) as u8).collect()
}

#[test]
fn cut_at_every_boundary() {
    let forge = Forge::new();
    let header = forge.header(&forge.access_text());
    let payload = forge.payload(&plain());
    let whole = [header.clone(), payload.clone()].concat();
    let mut cases = vec![Case::new("whole", whole.clone(), &[OPENS])];
    let boundaries =
        [0, NONCE, NONCE + 16, NONCE + CHUNK, NONCE + SEALED_CHUNK].into_iter().chain([
            NONCE + SEALED_CHUNK + 16,
            NONCE + 2 * SEALED_CHUNK,
            NONCE + 2 * SEALED_CHUNK + 16,
        ]);
    for boundary in boundaries.chain([payload.len() - 16, payload.len()]) {
        for end in [boundary.saturating_sub(1), boundary, boundary + 1] {
            let end = header.len() + end;
            if end < whole.len() {
                cases.push(Case::new(format!("cut at {end}"), &whole[..end], &[DAMAGED]));
            }
        }
    }
    for more in [1, 15, 16, 17, 116, SEALED_CHUNK] {
        let bytes = [whole.clone(), vec![0; more]].concat();
        cases.push(Case::new(format!("{more} more"), bytes, &[DAMAGED]));
    }
    check(30, &forge, &cases);
}

#[test]
fn bits_flipped_in_each_region() {
    let forge = Forge::new();
    let header = forge.header(&forge.access_text());
    let payload = forge.payload(&plain());
    let starts = [NONCE, NONCE + SEALED_CHUNK, NONCE + 2 * SEALED_CHUNK];
    let ends = [NONCE + SEALED_CHUNK, NONCE + 2 * SEALED_CHUNK, payload.len()];
    let mut places = vec![0, 7, 15];
    for (start, end) in starts.into_iter().zip(ends) {
        places.extend([start, start + 1, (start + end) / 2, end - 17, end - 16, end - 8, end - 1]);
    }
    let mut cases = Vec::new();
    for place in places {
        for bit in [0, 7] {
            let mut altered = payload.clone();
            altered[place] ^= 1 << bit;
            let bytes = [header.clone(), altered].concat();
            cases.push(Case::new(format!("bit {bit} at {place}"), bytes, &[DAMAGED]));
        }
    }
    check(45, &forge, &cases);
}

#[test]
fn put_together_anew() {
    let forge = Forge::new();
    let header = forge.header(&forge.access_text());
    let content = plain();
    let payload = forge.payload(&content);
    let (nonce, sealed) = payload.split_at(NONCE);
    let chunks: Vec<&[u8]> = sealed.chunks(SEALED_CHUNK).collect();
    let [a, b, c] = chunks.as_slice() else { panic!("three chunks") };
    let orders: [&[&[u8]]; 15] = [
        &[b, a, c],
        &[a, c, b],
        &[c, b, a],
        &[b, c],
        &[a, c],
        &[c],
        &[a, b],
        &[a],
        &[b],
        &[a, a, b, c],
        &[a, b, b, c],
        &[a, b, c, c],
        &[a, b, c, a],
        &[a, b, a, c],
        &[],
    ];
    let mut cases = Vec::new();
    for (number, order) in orders.iter().enumerate() {
        let bytes = [header.as_slice(), nonce, &order.concat()].concat();
        cases.push(Case::new(format!("order {number}"), bytes, &[DAMAGED]));
    }
    let [one, two] = [&content[..CHUNK], &content[CHUNK..2 * CHUNK]];
    // By someone who has the file key.
    let rules: [(&str, Chunks<'_>); 9] = [
        ("an empty last chunk", &[(one, false), (b"", true)]),
        ("two empty chunks", &[(b"", false), (b"", true)]),
        ("no last chunk", &[(one, false), (two, false)]),
        ("no last chunk, short", &[(one, false), (b"x", false)]),
        ("an empty one that is not the last", &[(b"", false)]),
        ("the last chunk first", &[(one, true), (two, true)]),
        ("a last chunk, and more", &[(one, true), (b"x", false)]),
        ("a short chunk in the middle", &[(b"x", false), (two, true)]),
        ("a long chunk", &[(&content[..CHUNK + 1], true)]),
    ];
    for (name, chunks) in rules {
        let bytes = [header.clone(), forge.payload_of(chunks)].concat();
        // A last chunk that is not where it says can only show when it is read.
        cases.push(Case::new(name, bytes, &[DAMAGED]));
    }
    let other = Forge::new();
    let foreign = [header, other.payload(b"x")[1..].to_vec()].concat();
    cases.push(Case::new("another nonce", foreign, &[DAMAGED]));
    check(25, &forge, &cases);
}
