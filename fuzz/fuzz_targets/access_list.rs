//! An access list, out of its AEAD: what is read is written and read again as the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::fuzzing::{access_list, access_list_again};

fuzz_target!(|plain: &[u8]| {
    if let Ok(read) = access_list(plain) {
        assert!(read.present && read.listed.len() + read.unlisted.len() <= 65_535 + 1);
        let again = access_list_again(plain).expect("what is read can be written");
        assert_eq!(again, read);
    }
});
