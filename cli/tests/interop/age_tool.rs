//! The `age` of the distribution: what an archivist has, ten years on.

use std::fs;
use std::path::Path;

use scelle_core::seal::GrantKey;

use super::keys::{self, KeyPair};
use crate::tools::{Run, TYPIST, tool};
use crate::workshop::{
    Workshop, identities, knowing, only_file, open, passphrase, payload, recipient, sealed_to,
};

const PHRASE: &str = "phrase secrète d’essai";

/// We seal and they open, they seal and we open; as bytes and as text.
fn exchange(age: &Path, workshop: &Workshop, keys: &KeyPair) {
    let keyring = identities(&keys.identity);
    let plain = workshop.write("lettre.txt", "Bonjour\n".repeat(20_000).as_bytes());
    for armor in [false, true] {
        let mut options = sealed_to([recipient(&keys.recipient)]);
        options.armor = armor;
        let container = workshop.seal(&format!("dossier-{armor}.scelle"), &options);
        let theirs = Run::new(age).args(["-d", "-i"]).arg(&keys.identity).arg(&container).output();
        assert!(theirs == payload(&container, &keyring));

        let sealed = workshop.at("lettre.txt.age");
        let format = if armor { &["-a"][..] } else { &[] };
        Run::new(age)
            .args(format.iter().copied())
            .args(["-r", &keys.recipient, "-o"])
            .arg(&sealed)
            .arg(&plain)
            .output();
        assert_eq!(fs::read(&sealed).unwrap().starts_with(b"-----BEGIN AGE"), armor);
        let (name, content) = only_file(&mut open(&sealed, &keyring).unwrap());
        assert_eq!(name, "lettre.txt");
        assert!(content == fs::read(&plain).unwrap());
    }
}

#[test]
fn stock_age_and_we_exchange_files_by_keys_of_age_keygen() {
    let (Some(age), Some(keygen)) = (tool("age"), tool("age-keygen")) else { return };
    let workshop = Workshop::new();
    let identity = workshop.at("cle.txt");
    Run::new(&keygen).arg("-o").arg(&identity).output();
    let recipient = Run::new(&keygen).arg("-y").arg(&identity).text().trim().to_owned();
    exchange(&age, &workshop, &KeyPair { recipient, identity });
}

#[test]
fn stock_age_and_we_exchange_files_by_ssh_ed25519_keys() {
    let Some(age) = tool("age") else { return };
    let workshop = Workshop::new();
    let Some(keys) = keys::ssh_ed25519(workshop.folder()) else { return };
    exchange(&age, &workshop, &keys);
}

#[test]
fn stock_age_and_we_exchange_files_by_ssh_rsa_keys() {
    let Some(age) = tool("age") else { return };
    let workshop = Workshop::new();
    let Some(keys) = keys::ssh_rsa(workshop.folder()) else { return };
    exchange(&age, &workshop, &keys);
}

#[test]
fn stock_age_and_we_exchange_files_by_passphrase() {
    let (Some(age), Some(python)) = (tool("age"), tool("python3")) else { return };
    let workshop = Workshop::new();
    let typed = || Run::new(&python).args(["-c", TYPIST, PHRASE]).arg(&age);

    let phrase = GrantKey::Passphrase(passphrase(PHRASE));
    let options = sealed_to([phrase]);
    let container = workshop.seal("dossier.scelle", &options);
    let opened = workshop.at("dossier.zip");
    typed().args(["-d", "-o"]).arg(&opened).arg(&container).output();
    assert!(fs::read(&opened).unwrap() == payload(&container, &knowing(PHRASE)));

    let plain = workshop.write("lettre.txt", b"Bonjour");
    let sealed = workshop.at("lettre.txt.age");
    typed().args(["-p", "-o"]).arg(&sealed).arg(&plain).output();
    assert_eq!(only_file(&mut open(&sealed, &knowing(PHRASE)).unwrap()).1, b"Bonjour");
}

#[test]
fn stock_age_opens_for_a_recipient_what_a_passphrase_opens_as_well() {
    let Some(age) = tool("age") else { return };
    let workshop = Workshop::new();
    let keys = keys::x25519(workshop.folder());
    let phrase = GrantKey::Passphrase(passphrase(PHRASE));
    let options = sealed_to([phrase, recipient(&keys.recipient)]);
    let container = workshop.seal("dossier.scelle", &options);
    let theirs = Run::new(&age).args(["-d", "-i"]).arg(&keys.identity).arg(&container).output();
    assert!(theirs == payload(&container, &knowing(PHRASE)));
}
