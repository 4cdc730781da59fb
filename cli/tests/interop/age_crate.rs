//! The `age` crate, which is what rage runs on.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use scelle_core::error::Error;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::seal::GrantKey;

use super::keys::{self, KeyPair};
use crate::tree::noise;
use crate::workshop::{
    Workshop, holding, identities, knowing, only_file, open, passphrase, payload, recipient,
    sealed_to,
};

const PHRASE: &str = "phrase secrète d’essai";

/// Seals as rage does with `-r`.
pub(super) fn encrypt(plain: &[u8], recipient: &str) -> Vec<u8> {
    encrypt_to(plain, &*parse_recipient(recipient))
}

/// Opens as rage does with `-i`.
pub(super) fn decrypt(sealed: &[u8], identity: &Path) -> Vec<u8> {
    decrypt_with(sealed, &*read_identity(identity))
}

fn encrypt_to(plain: &[u8], recipient: &dyn age::Recipient) -> Vec<u8> {
    let encryptor = age::Encryptor::with_recipients(std::iter::once(recipient)).unwrap();
    let mut writer = encryptor.wrap_output(Vec::new()).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

fn armored(sealed: &[u8]) -> Vec<u8> {
    let mut output = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
    output.write_all(sealed).unwrap();
    output.finish().unwrap()
}

fn decrypt_with(sealed: &[u8], identity: &dyn age::Identity) -> Vec<u8> {
    let decryptor = age::Decryptor::new(ArmoredReader::new(sealed)).unwrap();
    let mut plain = Vec::new();
    let mut reader = decryptor.decrypt(std::iter::once(identity)).unwrap();
    reader.read_to_end(&mut plain).unwrap();
    plain
}

fn parse_recipient(text: &str) -> Box<dyn age::Recipient> {
    match text.starts_with("age1") {
        true => Box::new(text.parse::<age::x25519::Recipient>().unwrap()),
        false => Box::new(text.parse::<age::ssh::Recipient>().unwrap()),
    }
}

fn read_identity(file: &Path) -> Box<dyn age::Identity> {
    let text = fs::read_to_string(file).unwrap();
    match text.parse::<age::x25519::Identity>() {
        Ok(identity) => Box::new(identity),
        Err(_) => Box::new(age::ssh::Identity::from_buffer(text.as_bytes(), None).unwrap()),
    }
}

/// We seal and they open, they seal and we open; as bytes and as text.
fn exchange(workshop: &Workshop, keys: &KeyPair) {
    let keyring = identities(&keys.identity);
    for armor in [false, true] {
        let name = format!("dossier-{armor}.scelle");
        let mut options = sealed_to([recipient(&keys.recipient)]);
        options.armor = armor;
        let container = workshop.seal(&name, &options);
        let sealed = fs::read(&container).unwrap();
        assert_eq!(sealed.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"), armor);
        assert!(decrypt(&sealed, &keys.identity) == payload(&container, &keyring));

        for length in [0, 1, 65_536, 200_000] {
            let plain = noise(length);
            let theirs = encrypt(&plain, &keys.recipient);
            let theirs = if armor { armored(&theirs) } else { theirs };
            let path = workshop.write("photo.raw.age", &theirs);
            let (name, content) = only_file(&mut open(&path, &keyring).unwrap());
            assert_eq!(name, "photo.raw");
            assert!(content == plain, "{length} bytes");
        }
    }
}

#[test]
fn the_age_crate_and_we_exchange_files_by_x25519_keys() {
    let workshop = Workshop::new();
    exchange(&workshop, &keys::x25519(workshop.folder()));
}

#[test]
fn the_age_crate_and_we_exchange_files_by_ssh_ed25519_keys() {
    let workshop = Workshop::new();
    let Some(keys) = keys::ssh_ed25519(workshop.folder()) else { return };
    exchange(&workshop, &keys);
}

#[test]
fn the_age_crate_and_we_exchange_files_by_ssh_rsa_keys() {
    let workshop = Workshop::new();
    let Some(keys) = keys::ssh_rsa(workshop.folder()) else { return };
    exchange(&workshop, &keys);
}

/// `BEGIN RSA PRIVATE KEY`: what keys of some years ago look like.
#[test]
fn the_age_crate_and_we_exchange_files_by_old_ssh_rsa_keys() {
    let workshop = Workshop::new();
    let kind = ["-t", "rsa", "-b", "2048", "-m", "PEM"];
    let Some(keys) = keys::ssh_keygen(workshop.folder(), "id_rsa", &kind, "") else { return };
    exchange(&workshop, &keys);
}

#[test]
fn an_ssh_key_under_a_passphrase_opens_once_it_is_typed() {
    let workshop = Workshop::new();
    for kind in [&["-t", "ed25519"][..], &["-t", "rsa", "-b", "2048"]] {
        let Some(keys) = keys::ssh_keygen(workshop.folder(), kind[1], kind, PHRASE) else { return };
        let IdentityFile::Locked(locked) = IdentityFile::read(&keys.identity).unwrap() else {
            panic!("an encrypted key was read without its passphrase");
        };
        let wrong = locked.unlock(&passphrase("une autre phrase"));
        assert!(matches!(wrong, Err(Error::WrongPassphrase)), "{wrong:?}");
        let keyring = holding(locked.unlock(&passphrase(PHRASE)).unwrap());
        let theirs = encrypt(b"Bonjour", &keys.recipient);
        let path = workshop.write("lettre.txt.age", &theirs);
        assert_eq!(only_file(&mut open(&path, &keyring).unwrap()).1, b"Bonjour");
    }
}

#[test]
fn the_age_crate_and_we_exchange_files_by_passphrase() {
    let workshop = Workshop::new();
    let options = sealed_to([GrantKey::Passphrase(passphrase(PHRASE))]);
    let container = workshop.seal("dossier.scelle", &options);
    let identity = age::scrypt::Identity::new(SecretString::from(PHRASE.to_owned()));
    let plain = decrypt_with(&fs::read(&container).unwrap(), &identity);
    assert!(plain == payload(&container, &knowing(PHRASE)));

    let mut theirs = age::scrypt::Recipient::new(SecretString::from(PHRASE.to_owned()));
    theirs.set_work_factor(10);
    let sealed = encrypt_to(b"Bonjour", &theirs);
    let path = workshop.write("lettre.txt.age", &sealed);
    assert_eq!(only_file(&mut open(&path, &knowing(PHRASE)).unwrap()).1, b"Bonjour");
    let wrong = open(&path, &knowing("une autre phrase")).err();
    assert!(matches!(wrong, Some(Error::WrongPassphrase)), "{wrong:?}");
}

/// What `age -p` makes of a file of identities.
#[test]
fn identities_under_a_passphrase_of_age_open_once_it_is_typed() {
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let mut theirs = age::scrypt::Recipient::new(SecretString::from(PHRASE.to_owned()));
    theirs.set_work_factor(10);
    let identity = fs::read(&keys.identity).unwrap();
    let binary = encrypt_to(&identity, &theirs);
    for locked in [armored(&binary), binary] {
        fs::write(&keys.identity, &locked).unwrap();
        let IdentityFile::Locked(locked) = IdentityFile::read(&keys.identity).unwrap() else {
            panic!("encrypted identities were read without their passphrase");
        };
        let wrong = locked.unlock(&passphrase("une autre phrase"));
        assert!(matches!(wrong, Err(Error::WrongPassphrase)), "{wrong:?}");
        let identities = locked.unlock(&passphrase(PHRASE)).unwrap();
        assert_eq!(identities[0].to_recipient().unwrap().to_string(), keys.recipient);
    }
}

/// Our stanzas mean nothing to stock age: it passes over them to its own.
#[test]
fn the_age_crate_passes_over_our_passphrase_and_our_access_list() {
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let phrase = GrantKey::Passphrase(passphrase(PHRASE));
    let container =
        workshop.seal("dossier.scelle", &sealed_to([phrase, recipient(&keys.recipient)]));
    let sealed = fs::read(&container).unwrap();
    for ours in [&b"\n-> scelle/argon2id "[..], b"\n-> scelle/access "] {
        assert!(sealed.windows(ours.len()).any(|bytes| bytes == ours));
    }
    assert!(decrypt(&sealed, &keys.identity) == payload(&container, &knowing(PHRASE)));
    let mut container = open(&container, &knowing(PHRASE)).unwrap();
    assert_eq!(container.access().listed.len(), 2);
    assert_eq!(container.access().unlisted, Vec::<String>::new());
    let opened = workshop.extract(&mut container);
    workshop.assert_restored(&opened);
}
