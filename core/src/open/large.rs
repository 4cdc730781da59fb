//! Whether a container says that it holds too much.

use crate::error::{Error, Result};

/// More than this, in bytes, is extracted only by a caller who allows it.
const LARGE: u64 = 10_000_000_000;
/// More than so many times the container as well: a small file that fills the disk.
const LARGE_RATIO: u64 = 1000;
/// From so many bytes on, half of that: zeros that Scellé itself deflated are 950 times as long.
const LARGER: u64 = 1_000_000_000;

/// Refuses content of so many bytes that is large for a container of so many.
pub(super) fn check(bytes: u64, container: u64) -> Result<()> {
    if is_large(bytes, container) { Err(Error::Large { bytes, container }) } else { Ok(()) }
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
}
