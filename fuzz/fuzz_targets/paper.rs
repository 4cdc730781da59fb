//! A key typed from paper: what is taken is a key, and its own page gives it again.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::profile::paper::{Paper, read_typed};

fuzz_target!(|bytes: &[u8]| {
    let path = std::path::Path::new("typed.txt");
    if let Ok(Some(text)) = read_typed(path, bytes) {
        let paper = Paper::new(path, &text).expect("what was typed is a key");
        let printed = paper.lines().iter().map(|line| line.as_str()).collect::<Vec<_>>().join("\n");
        assert_eq!(read_typed(path, printed.as_bytes()).expect("its page is read"), Some(text));
    }
});
