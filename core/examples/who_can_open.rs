//! Lists who can open a container: `cargo run --example who_can_open -- CONTAINER IDENTITY_FILE`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;
use std::path::PathBuf;

use scelle_core::archive::entry::Names;
use scelle_core::keys::identity::Keyring;
use scelle_core::open::Locked;
use scelle_core::profile::identity_file::IdentityFile;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let container = PathBuf::from(arguments.next().ok_or("which container?")?);
    let identity = PathBuf::from(arguments.next().ok_or("which identity file?")?);

    let IdentityFile::Plain(identities) = IdentityFile::read(&identity)? else {
        return Err("this identity file is under a passphrase".into());
    };
    let mut keyring = Keyring::new();
    keyring.add_identities(identities);
    let container = Locked::read(&container)?.unlock(&keyring, Names::Show)?;
    // A name is a claim of the person who sealed.
    for access in &container.access().listed {
        println!("{} ({:?}): {:?}", access.label, access.role, access.key);
    }
    Ok(())
}
