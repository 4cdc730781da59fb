//! Whether there is room for what a container says it holds, and whether it says too much.

use std::path::Path;

use super::ExtractOptions;
use crate::error::Result;
use crate::files::room::Room;
use crate::open::large;

/// Refuses, before anything is written into `folder`, content of so many bytes, the longest file of so
/// many, that does not fit there, or that is large for a container of so many.
pub(crate) fn check_room(
    (bytes, longest): (u64, u64),
    container: u64,
    folder: &Path,
    options: &ExtractOptions,
) -> Result<()> {
    if !options.allow_large {
        large::check(bytes, container)?;
    }
    Room::of(folder).check(folder, bytes, longest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

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
