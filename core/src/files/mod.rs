//! The file system: what is read to seal, what is written, and how it appears whole or not at all.

pub(crate) mod attributes;
pub(crate) mod folder;
pub mod journal;
pub(crate) mod lock;
pub mod moves;
pub mod output;
pub mod plan;
pub mod same;
pub(crate) mod staging;
pub mod sweep;

use std::path::{Path, PathBuf};

/// The folder that holds `path`.
pub(crate) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
