//! Verifying: everything is read, nothing is written.
//!
//! ```
//! use scelle_core::archive::entry::{EntryName, Names};
//! use scelle_core::container::access::Role;
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::identity::{Identity, Keyring};
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::open::Locked;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_stream};
//! use scelle_core::verify::verify;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let grants = vec![Grant::recipient(recipient, Role::Owner)];
//!     let options = SealOptions::new(grants, 1_790_000_000);
//!     let name = EntryName::parse("rapport.txt")?;
//!     let content = &mut "Bonjour".as_bytes();
//!     let input = Input::Stream { name: &name, modified: None, content };
//!     let mut container = Vec::new();
//!     seal_to_stream(input, &mut container, &options, &Progress::new())?;
//!
//!     let mut keyring = Keyring::new();
//!     keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
//!     let mut opened = Locked::read_stream(&container[..], "a.scelle")?.unlock(&keyring, Names::Show)?;
//!     let verified = verify(&mut opened, &Progress::new())?;
//!     assert_eq!((verified.files, verified.bytes), (1, 7));
//!     Ok(())
//! }
//! ```

use std::io;

use crate::archive::entry::EntryKind;
use crate::error::Result;
use crate::open::{Container, EntryId};
use crate::progress::Progress;
use crate::stream;

/// What was found to be whole.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Verified {
    /// How many entries.
    pub entries: u64,
    /// How many of them are files.
    pub files: u64,
    /// How many bytes in those.
    pub bytes: u64,
}

/// Reads every entry: since they tile the archive, every chunk is authenticated, every entry's own
/// header compared with the directory, every checksum computed.
///
/// # Errors
/// The errors of a damaged or hostile container; [`Error::Cancelled`](crate::error::Error).
pub fn verify(container: &mut Container, progress: &Progress) -> Result<Verified> {
    progress.start(container.entries().map(|entry| entry.size).sum());
    let all: Vec<EntryId> = container.ids().collect();
    container.contents().par_for_each(&all, |contents, run| {
        for id in run {
            stream::copy(&mut contents.reader(*id)?, &mut io::sink(), progress)?;
        }
        Ok(())
    })?;
    let mut verified = Verified::default();
    for entry in container.entries() {
        verified.bytes += entry.size;
        verified.entries += 1;
        verified.files += u64::from(entry.kind != EntryKind::Folder);
    }
    Ok(verified)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, PayloadFault};
    use crate::open::Locked;
    use crate::testing::{Desk, damage, noise};

    fn verify_all(container: &mut Container) -> Result<Verified> {
        verify(container, &Progress::new())
    }

    #[test]
    fn what_is_whole_is_counted() {
        let desk = Desk::new();
        desk.put("dossier/a", noise(100_000));
        desk.put("dossier/b", "b".repeat(50_000));
        desk.put_folder("dossier/vide");
        let mut container = desk.open(&desk.seal(&["dossier"]));
        let progress = Progress::new();
        let verified = verify(&mut container, &progress).unwrap();
        assert_eq!(verified, Verified { entries: 4, files: 2, bytes: 150_000 });
        assert_eq!((progress.done(), progress.total()), (150_000, 150_000));
        assert_eq!(verify_all(&mut container).unwrap(), verified);
    }

    /// Each chunk of the payload, one after the other.
    #[test]
    fn damage_anywhere_is_found() {
        let desk = Desk::new();
        desk.put("a", noise(200_000));
        let path = desk.seal(&["a"]);
        let payload = Locked::read(&path).unwrap().header().encoded_len() + 16;
        for chunk in 0..3 {
            let position = payload + chunk * (65_536 + 16) + 60_000;
            damage(&path, position);
            // The first bytes and the directory are read on opening already.
            let found = desk.unlock(&path).and_then(|mut container| verify_all(&mut container));
            let index = match found {
                Err(Error::Payload(PayloadFault::Chunk { index })) => index,
                other => panic!("{other:?}"),
            };
            assert_eq!(index, chunk);
            // Back to what it was.
            damage(&path, position);
        }
        assert!(verify_all(&mut desk.open(&path)).is_ok());
    }

    #[test]
    fn a_payload_that_is_no_archive_is_verified_as_one_file() {
        let alice = crate::keys::x25519::X25519Identity::generate();
        let file = age::encrypt(&alice.to_recipient().0, b"Bonjour").unwrap();
        let keyring = crate::testing::keyring([crate::keys::identity::Identity::X25519(alice)]);
        let locked = Locked::read_stream(file.as_slice(), "lettre.txt.age").unwrap();
        let mut container = locked.unlock(&keyring, Default::default()).unwrap();
        let verified = verify_all(&mut container).unwrap();
        assert_eq!(verified, Verified { entries: 1, files: 1, bytes: 7 });
    }

    #[test]
    fn it_stops_when_told_to() {
        let desk = Desk::new();
        desk.put("a", "a");
        let mut container = desk.open(&desk.seal(&["a"]));
        let progress = Progress::new();
        progress.cancel();
        let verified = verify(&mut container, &progress);
        assert!(matches!(verified, Err(Error::Cancelled)), "{verified:?}");
    }
}
