//! Whether there is room for what a container says it holds, and whether it says too much.

use std::path::Path;

use super::ExtractOptions;
use crate::error::{Error, Result};

/// More than this, in bytes, is extracted only by a caller who allows it.
const LARGE: u64 = 10_000_000_000;
/// More than so many times the container as well: a small file that fills the disk.
const LARGE_RATIO: u64 = 1000;
/// From so many bytes on, half of that: zeros that Scellé itself deflated are 950 times as long.
const LARGER: u64 = 1_000_000_000;

/// Refuses, before anything is written into `folder`, content of so many bytes that does not fit
/// there, or that is large for a container of so many.
pub(crate) fn check_room(
    bytes: u64,
    container: u64,
    folder: &Path,
    options: &ExtractOptions<'_>,
) -> Result<()> {
    if is_large(bytes, container) && !options.allow_large {
        return Err(Error::Large { bytes, container });
    }
    match available(folder) {
        Some(available) if available < bytes => {
            Err(Error::NoRoom { path: folder.to_owned(), bytes, available })
        }
        _ => Ok(()),
    }
}

fn is_large(bytes: u64, container: u64) -> bool {
    let ratio = if bytes > LARGER { LARGE_RATIO / 2 } else { LARGE_RATIO };
    bytes > LARGE || bytes > container.saturating_mul(ratio)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_out_of_little_is_large() {
        const GB: u64 = 1_000_000_000;
        for (bytes, container, expected) in [
            (0, 0, false),
            (10 * GB, 9 * GB, false),
            (10 * GB + 1, 9 * GB, true),
            (1_000_000, 1000, false),
            (1_000_001, 1000, true),
            (GB, GB / 999, false),
            // Zeros, sealed by Scellé.
            (2 * GB, 2 * GB / 953, true),
            (2 * GB, 2 * GB / 400, false),
            (u64::MAX, u64::MAX, true),
        ] {
            assert_eq!(is_large(bytes, container), expected, "{bytes} out of {container}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_does_not_fit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let options = ExtractOptions { allow_large: true, ..ExtractOptions::default() };
        let check = |bytes| check_room(bytes, bytes, folder.path(), &options);
        assert!(check(1).is_ok());
        let Err(Error::NoRoom { bytes, available, .. }) = check(u64::MAX) else { panic!("fits") };
        assert!(bytes == u64::MAX && available > 0);
    }
}
