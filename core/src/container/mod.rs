//! The age side of a container: header, access list, payload, and where they are read from.

pub mod access;
pub mod header;
mod mail;
pub(crate) mod mark;
pub mod payload;
pub mod source;

use age_core::format::FileKey;

use crate::error::Result;

/// A fresh file key: one for each payload, never another.
pub(crate) fn new_file_key() -> Result<FileKey> {
    let random = crate::keys::random::<16>()?;
    Ok(FileKey::init_with_mut(|key| key.copy_from_slice(random.as_slice())))
}
