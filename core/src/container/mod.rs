//! The format: a header, the access list in it, a payload, an archive in that, entries in that.

pub mod access;
pub mod archive;
pub mod entry;
pub mod header;
pub mod payload;
pub mod source;

use age_core::format::FileKey;

use crate::error::Result;

/// A fresh file key: one for each payload, never another.
pub(crate) fn new_file_key() -> Result<FileKey> {
    let random = crate::keys::random::<16>()?;
    Ok(FileKey::init_with_mut(|key| key.copy_from_slice(random.as_slice())))
}
