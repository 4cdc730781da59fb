//! Armor: what we take out of it, armored again, is what was there, but for line ends and spaces around.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::container::source::from_stream;

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = from_stream(bytes) else { return };
    // What tells armor stands in the first 512 bytes.
    let start = bytes.get(..512).unwrap_or(bytes).trim_ascii_start();
    if !start.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
        return;
    }
    let mut plain = vec![0; source.len() as usize];
    source.read_exact_at(&mut plain, 0).expect("the source has its bytes");
    // The age crate puts an empty line where there is nothing.
    if plain.is_empty() {
        return;
    }
    assert_eq!(scelle_fuzz::armored(&plain), scelle_fuzz::with_plain_line_ends(bytes));
});
