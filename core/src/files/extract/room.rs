//! Whether there is room for what a container says it holds, and whether it says too much.

use std::path::Path;

use super::ExtractOptions;
use crate::error::{Error, Result};

/// More than this, in bytes, is extracted only by a caller who allows it.
const LARGE: u64 = 10_000_000_000;
/// More than so many times the container as well: a small file that fills the disk.
const LARGE_RATIO: u64 = 1000;

/// Refuses, before anything is written into `folder`, content of so many bytes that does not fit
/// there, or that is large for a container of so many.
pub(crate) fn check_room(
    bytes: u64,
    container: u64,
    folder: &Path,
    options: &ExtractOptions<'_>,
) -> Result<()> {
    let is_large = bytes > LARGE || bytes > container.saturating_mul(LARGE_RATIO);
    if is_large && !options.allow_large {
        return Err(Error::Large { bytes, container });
    }
    match available(folder) {
        Some(available) if available < bytes => {
            Err(Error::NoRoom { path: folder.to_owned(), bytes, available })
        }
        _ => Ok(()),
    }
}

/// Free bytes for this user in the file system of a folder, where the system says.
#[cfg(unix)]
fn available(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    // Some file systems in user space say nothing of their size.
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn available(_: &Path) -> Option<u64> {
    None
}
