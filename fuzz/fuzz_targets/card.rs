//! A contact card: what is read is written and read again as the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_core::keys::recipient::parse_recipients_file;
use scelle_core::profile::card::Card;

fuzz_target!(|text: &str| {
    let path = std::path::Path::new("a.scelle-card");
    let _ = parse_recipients_file(path, text);
    if let Ok(card) = Card::parse(path, text) {
        assert_eq!(Card::parse(path, &card.to_string()).expect("what we write we read"), card);
    }
});
