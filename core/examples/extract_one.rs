//! Extracts one entry into memory, and reads no more of the container than that takes:
//! `cargo run --example extract_one -- CONTAINER IDENTITY_FILE ENTRY`

#![allow(clippy::print_stdout, reason = "an example prints what it found")]

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use scelle_core::archive::entry::Names;
use scelle_core::keys::identity::Keyring;
use scelle_core::open::Locked;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let container = PathBuf::from(arguments.next().ok_or("which container?")?);
    let identity = PathBuf::from(arguments.next().ok_or("which identity file?")?);
    let entry = arguments.next().ok_or("which entry?")?;
    let entry = entry.to_str().ok_or("the name of an entry is text")?;

    let IdentityFile::Plain(identities) = IdentityFile::read(&identity)? else {
        return Err("this identity file is under a passphrase".into());
    };
    let mut keyring = Keyring::new();
    keyring.add_identities(identities);
    let mut container = Locked::read(&container)?.unlock(&keyring, Names::Refuse)?;
    let chosen = container.select(&[entry.to_owned()])?;
    let [id] = chosen[..] else { return Err("this is a folder with other entries".into()) };
    let mut content = Vec::new();
    container.write_entry(id, &mut content, &Progress::new())?;
    std::io::stdout().write_all(&content)?;
    Ok(())
}
