//! Whether there is room for what a container says it holds, and whether it says too much.

use std::path::Path;

use super::ExtractOptions;
use crate::error::{Error, Result};
use crate::files::room::Room;

/// More than this, in bytes, is extracted only by a caller who allows it.
const LARGE: u64 = 10_000_000_000;
/// More than so many times the container as well: a small file that fills the disk.
const LARGE_RATIO: u64 = 1000;
/// From so many bytes on, half of that: zeros that Scellé itself deflated are 950 times as long.
const LARGER: u64 = 1_000_000_000;

/// Refuses, before anything is written into `folder`, content of so many bytes, the longest file of so
/// many, that does not fit there, or that is large for a container of so many.
pub(crate) fn check_room(
    (bytes, longest): (u64, u64),
    container: u64,
    folder: &Path,
    options: &ExtractOptions,
) -> Result<()> {
    if is_large(bytes, container) && !options.allow_large {
        return Err(Error::Large { bytes, container });
    }
    Room::of(folder).check(folder, bytes, longest)
}

fn is_large(bytes: u64, container: u64) -> bool {
    let ratio = if bytes > LARGER { LARGE_RATIO / 2 } else { LARGE_RATIO };
    bytes > LARGE || bytes > container.saturating_mul(ratio)
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

    #[cfg(any(unix, windows))]
    #[test]
    fn what_does_not_fit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let options = ExtractOptions { allow_large: true, ..ExtractOptions::default() };
        let check = |bytes| check_room((bytes, bytes), bytes, folder.path(), &options);
        assert!(check(1).is_ok());
        let Err(Error::NoRoom { bytes, available, .. }) = check(u64::MAX) else { panic!("fits") };
        assert!(bytes == u64::MAX && available > 0);
    }
}
