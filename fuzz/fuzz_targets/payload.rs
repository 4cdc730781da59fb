//! A payload that was tampered with: the plaintext that was sealed, or an error; never another.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::fuzzing::{open_payload, read_in_steps, salvage_payload, seal_payload};
use scelle_fuzz::{Tampering, plain};

fuzz_target!(|input: (u32, Vec<Tampering>)| {
    let plain = plain(input.0 as usize % 300_000);
    let sealed = seal_payload(&plain);
    let altered = input.1.iter().fold(sealed.clone(), |bytes, how| how.apply(bytes));
    let read = open_payload(altered.clone()).ok().and_then(|mut p| read_in_steps(&mut p).ok());
    assert_eq!(read.is_some(), altered == sealed);
    assert!(read.is_none_or(|read| read == plain));
    let salvaged = salvage_payload(altered).ok().and_then(|mut p| read_in_steps(&mut p).ok());
    assert!(salvaged.is_none_or(|salvaged| salvaged == plain));
});
