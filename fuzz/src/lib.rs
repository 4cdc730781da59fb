//! What the fuzz targets share: the oracles, and inputs with a shape.

pub mod edit;
mod oracles;
mod tampering;
mod tree;

use std::path::Path;

use scelle_core::archive::entry::EntryName;
use scelle_core::keys::passphrase::Passphrase;

pub use oracles::{
    age_accepts, armored, is_legacy, ours_reads, ours_writes, with_plain_line_ends,
    zip_crate_reads, zip_crate_writes,
};
pub use tampering::{Tampering, plain};
pub use tree::{Entry, Shape, Tree};

/// A passphrase as it is compared; `None` when it is refused.
pub fn nfc(typed: &str) -> Option<String> {
    Passphrase::new(typed).ok().map(|passphrase| passphrase.reveal().to_owned())
}

/// Puts these bytes where a reader of files finds them.
pub fn in_a_file(bytes: &[u8], read: impl FnOnce(&Path)) {
    thread_local! {
        static FILE: tempfile::NamedTempFile = tempfile::NamedTempFile::new().unwrap();
    }
    FILE.with(|file| {
        std::fs::write(file.path(), bytes).unwrap();
        read(file.path());
    });
}

/// What holds of every name that was accepted.
pub fn check_name(name: &EntryName) {
    let path = Path::new(name.as_str());
    let normal = |part| matches!(part, std::path::Component::Normal(_));
    assert!(path.components().all(normal), "{name:?} leads elsewhere");
    assert!(path.components().count() == name.components().count(), "{name:?}");
    assert!(!name.as_str().contains(['\\', '\0', '\n', '\u{202e}', '\u{2066}']), "{name:?}");
    assert!(name.components().all(|part| part.len() <= 255) && name.as_str().len() <= 4096);
}
