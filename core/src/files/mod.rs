//! The file system: what is read to seal, what is written, and how it appears whole or not at all.

pub(crate) mod attributes;
pub mod extract;
pub(crate) mod lock;
pub mod output;
pub mod plan;
pub mod same;
pub(crate) mod settings;
pub mod staging;

use std::fs::File;
use std::path::{Path, PathBuf};

/// The folder that holds `path`.
pub(crate) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes a rename last. Where folders cannot be synced, the system does it in its own time.
pub(crate) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}
