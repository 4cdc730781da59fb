//! An archive from outside: refused, or read just as the `zip` crate reads it.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_fuzz::{ours_reads, zip_crate_reads};

fuzz_target!(|zip: &[u8]| {
    if let Some(ours) = ours_reads(zip) {
        assert_eq!(ours, zip_crate_reads(zip).expect("the zip crate refuses what we read"));
    }
});
