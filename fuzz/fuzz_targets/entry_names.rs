//! Names: what is accepted stays below its folder and says what it is; escaping always mends, once.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::archive::entry::EntryName;
use scelle_core::display::escape;
use scelle_fuzz::check_name;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    assert!(!escape(&text).contains(|c: char| c.is_control()));
    if let Ok(name) = EntryName::parse(&text) {
        check_name(&name);
        assert_eq!(EntryName::parse(name.as_str()).ok().as_ref(), Some(&name));
    }
    if let Ok(name) = EntryName::parse_escaping(bytes) {
        check_name(&name);
        assert!(name.is_portable(), "{name:?}");
        assert_eq!(EntryName::parse_escaping(name.as_str().as_bytes()).ok().as_ref(), Some(&name));
    }
});
