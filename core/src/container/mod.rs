//! The format: a header, the access list in it, a payload, an archive in that, entries in that.

pub mod access;
pub mod archive;
pub mod entry;
pub mod header;
pub mod payload;
pub mod source;

use std::io::{self, Write};

use age_core::format::FileKey;

use crate::error::Result;

/// An output that lends the place where its bytes will lie: to read right into it spares a copy.
pub trait Room: Write {
    /// What may be filled next: at least a byte, and something is still to be written after it was
    /// asked for.
    ///
    /// # Errors
    /// Those of [`Write::write`].
    fn room(&mut self) -> io::Result<&mut [u8]>;

    /// How many bytes of the room that was lent last were filled, from its start.
    fn filled(&mut self, count: usize);
}

/// A fresh file key: one for each payload, never another.
pub(crate) fn new_file_key() -> Result<FileKey> {
    let random = crate::keys::random::<16>()?;
    Ok(FileKey::init_with_mut(|key| key.copy_from_slice(random.as_slice())))
}
