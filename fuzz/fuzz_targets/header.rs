//! A header: what we accept is written back byte for byte, and the age crate judges it alike.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::container::header::{Header, MAX_BYTES};
use scelle_core::error::{Error, HeaderFault};
use scelle_core::open::Locked;
use scelle_core::{fuzzing, inspect};

fuzz_target!(|bytes: &[u8]| {
    match Header::read(&mut &bytes[..]) {
        Ok(header) => {
            let text = fuzzing::header_text(&header);
            assert!(bytes.starts_with(&text), "written otherwise than read");
            assert!(text.len() as u64 == header.encoded_len() && header.encoded_len() <= MAX_BYTES);
            assert!(scelle_fuzz::age_accepts(&text), "the age crate refuses it");
            let _ = fuzzing::argon2_costs(&header);
            if let Ok(locked) = Locked::from_source(std::sync::Arc::new(bytes.to_vec()), "a.scelle")
            {
                let _ = inspect::inspect(&locked);
            }
        }
        Err(Error::Header(HeaderFault::TooLong | HeaderFault::TooManyStanzas)) => {}
        Err(error) => {
            let theirs = !scelle_fuzz::is_legacy(bytes) && scelle_fuzz::age_accepts(bytes);
            assert!(!theirs, "only the age crate takes it: {error:?}");
        }
    }
});
