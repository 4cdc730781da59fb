//! age's own JavaScript implementation, for the keys that no other has yet: the hybrid ones.

use std::path::{Path, PathBuf};

use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity::Identity;
use scelle_core::profile::identity_file::to_file;
use scelle_core::seal::GrantKey;

use super::keys::write_private;
use crate::tools::{Run, node_packages, tool};
use crate::workshop::{
    Workshop, holding, identities, knowing, only_file, open, passphrase, payload, recipient,
    sealed_to,
};

const PHRASE: &str = "phrase secrète d’essai";

const GENERATE: &str = "
const identity = await age.generateHybridIdentity();
console.log(identity, await age.identityToRecipient(identity));
";
const ENCRYPT: &str = "
const [recipient, input, output] = args;
const encrypter = new age.Encrypter();
encrypter.addRecipient(recipient);
writeFileSync(output, await encrypter.encrypt(readFileSync(input)));
";
const ENCRYPT_BY_PASSPHRASE: &str = "
const [phrase, input, output] = args;
const encrypter = new age.Encrypter();
encrypter.setPassphrase(phrase);
encrypter.setScryptWorkFactor(10);
writeFileSync(output, await encrypter.encrypt(readFileSync(input)));
";
const ENCRYPT_AS_TEXT: &str = "
const [recipient, input, output] = args;
const encrypter = new age.Encrypter();
encrypter.addRecipient(recipient);
writeFileSync(output, age.armor.encode(await encrypter.encrypt(readFileSync(input))));
";
const DECRYPT: &str = "
const [identity, input] = args;
const decrypter = new age.Decrypter();
decrypter.addIdentity(identity);
process.stdout.write(await decrypter.decrypt(readFileSync(input)));
";
const DECRYPT_BY_PASSPHRASE: &str = "
const [phrase, input] = args;
const decrypter = new age.Decrypter();
decrypter.addPassphrase(phrase);
process.stdout.write(await decrypter.decrypt(readFileSync(input)));
";
const DECRYPT_FROM_TEXT: &str = "
const [identity, input] = args;
const decrypter = new age.Decrypter();
decrypter.addIdentity(identity);
process.stdout.write(await decrypter.decrypt(age.armor.decode(readFileSync(input, 'utf8'))));
";

/// node, where it finds the package.
struct Node {
    node: PathBuf,
    packages: PathBuf,
}

impl Node {
    fn find() -> Option<Self> {
        Some(Self { node: tool("node")?, packages: node_packages()? })
    }

    fn run(&self, script: &str, first: &str, paths: &[&Path]) -> Vec<u8> {
        let imports = "import * as age from 'age-encryption';
            import { readFileSync, writeFileSync } from 'node:fs';
            const args = process.argv.slice(1);";
        Run::new(&self.node)
            .within(&self.packages)
            .args(["--input-type=module", "-e", &format!("{imports}{script}"), "--", first])
            .args(paths.iter().copied())
            .output()
    }

    /// An identity of theirs, and its recipient.
    fn generate(&self) -> (String, String) {
        let line = String::from_utf8(self.run(GENERATE, "", &[])).unwrap();
        let (identity, recipient) = line.trim().split_once(' ').unwrap();
        (identity.to_owned(), recipient.to_owned())
    }
}

#[test]
fn node_opens_what_we_seal_to_its_hybrid_key() {
    let Some(node) = Node::find() else { return };
    let workshop = Workshop::new();
    let (identity, public) = node.generate();
    let keyring = identities(&write_private(workshop.folder(), "cle.txt", &identity));
    let derived: Vec<String> =
        keyring.identities().iter().map(|i| i.to_recipient().unwrap().to_string()).collect();
    assert_eq!(derived, [public.as_str()]);

    let mut options = sealed_to([recipient(&public)]);
    options.allow_classical = false;
    let container = workshop.seal("dossier.scelle", &options);
    let expected = payload(&container, &keyring);
    assert!(node.run(DECRYPT, &identity, &[&container]) == expected);

    options.armor = true;
    let container = workshop.seal("texte.scelle", &options);
    let expected = payload(&container, &keyring);
    assert!(node.run(DECRYPT_FROM_TEXT, &identity, &[&container]) == expected);
}

#[test]
fn we_open_what_node_seals_to_our_hybrid_key() {
    let Some(node) = Node::find() else { return };
    let workshop = Workshop::new();
    let identity = HybridIdentity::generate().unwrap();
    let file =
        write_private(workshop.folder(), "cle.txt", &to_file(&identity, "2026-11-21T00:00:00Z"));
    let public = identity.to_recipient().to_string();
    let plain = workshop.write("lettre.txt", "Bonjour\n".repeat(20_000).as_bytes());
    let sealed = workshop.at("lettre.txt.age");
    for script in [ENCRYPT, ENCRYPT_AS_TEXT] {
        node.run(script, &public, &[&plain, &sealed]);
        for keyring in [identities(&file), holding([Identity::Hybrid(Box::new(identity.clone()))])]
        {
            let (name, content) = only_file(&mut open(&sealed, &keyring).unwrap());
            assert_eq!(name, "lettre.txt");
            assert!(content == std::fs::read(&plain).unwrap());
        }
    }
}

#[test]
fn node_opens_for_a_recipient_what_a_passphrase_opens_as_well() {
    let Some(node) = Node::find() else { return };
    let workshop = Workshop::new();
    let (identity, public) = node.generate();
    let phrase = GrantKey::Passphrase(passphrase(PHRASE));
    let container = workshop.seal("dossier.scelle", &sealed_to([phrase, recipient(&public)]));
    let expected = payload(&container, &knowing(PHRASE));
    assert!(node.run(DECRYPT, &identity, &[&container]) == expected);
}

#[test]
fn node_and_we_exchange_files_by_passphrase() {
    let Some(node) = Node::find() else { return };
    let workshop = Workshop::new();
    let phrase = GrantKey::Passphrase(passphrase(PHRASE));
    let options = sealed_to([phrase]);
    let container = workshop.seal("dossier.scelle", &options);
    let expected = payload(&container, &knowing(PHRASE));
    assert!(node.run(DECRYPT_BY_PASSPHRASE, PHRASE, &[&container]) == expected);

    let plain = workshop.write("lettre.txt", b"Bonjour");
    let sealed = workshop.at("lettre.txt.age");
    node.run(ENCRYPT_BY_PASSPHRASE, PHRASE, &[&plain, &sealed]);
    assert_eq!(only_file(&mut open(&sealed, &knowing(PHRASE)).unwrap()).1, b"Bonjour");
}
