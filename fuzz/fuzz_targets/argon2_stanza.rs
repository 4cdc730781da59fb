//! The passphrase stanza: one way of writing it, and it opens for its passphrase alone.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::fuzzing::{argon2_opens, argon2_stanza};

fuzz_target!(|input: (Vec<String>, Vec<u8>, &str, &str)| {
    let (args, body, typed, tried) = input;
    if let Some(canonical) = argon2_stanza(args.clone(), body, typed) {
        assert_eq!(canonical, args);
    }
    if let Some(opens) = argon2_opens(typed, typed) {
        assert!(opens, "{typed:?} does not open its own stanza");
    }
    if let (Some(true), Some(other)) = (argon2_opens(typed, tried), scelle_fuzz::nfc(tried)) {
        assert_eq!(scelle_fuzz::nfc(typed).as_ref(), Some(&other));
    }
});
