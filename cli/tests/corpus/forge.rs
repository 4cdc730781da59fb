//! Containers made by someone who has the file key and follows no rule.

use age::secrecy::ExposeSecret;
use age_core::format::{FileKey, Stanza};
use age_core::primitives::{aead_encrypt, hkdf};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::{AeadInOut, ChaCha20Poly1305, KeyInit};
use hmac::{Hmac, Mac};
use scelle_tests::{Key, Scene};
use sha2::Sha256;

const FILE_KEY: [u8; 16] = *b"YELLOW SUBMARINE";
const NONCE: [u8; 16] = [9; 16];
pub(super) const CHUNK: usize = 65_536;
pub(super) const SEALED_CHUNK: usize = CHUNK + 16;

pub(super) struct Forge {
    identity: age::x25519::Identity,
}

impl Forge {
    pub(super) fn new() -> Self {
        Self { identity: age::x25519::Identity::generate() }
    }

    /// The recipient's key.
    pub(super) fn key(&self, scene: &Scene) -> Key {
        let secret = self.identity.to_string().expose_secret().to_owned();
        scene.secret("victim", &self.recipient(), &secret)
    }

    pub(super) fn recipient(&self) -> String {
        self.identity.to_public().to_string()
    }

    /// A stanza that gives the file key to the victim.
    pub(super) fn access(&self) -> Stanza {
        let file_key = FileKey::new(Box::new(FILE_KEY));
        let (mut stanzas, _) =
            age::Recipient::wrap_file_key(&self.identity.to_public(), &file_key).unwrap();
        stanzas.remove(0)
    }

    /// The same, as text.
    pub(super) fn access_text(&self) -> String {
        text(&self.access())
    }

    /// A header of these stanzas, whatever they are, with the MAC that it should have.
    pub(super) fn header(&self, stanzas: &str) -> Vec<u8> {
        let covered = format!("age-encryption.org/v1\n{stanzas}---");
        let mut mac = Hmac::<Sha256>::new_from_slice(&hkdf(&[], b"header", &FILE_KEY)).unwrap();
        mac.update(covered.as_bytes());
        let mac = base64(&mac.finalize().into_bytes());
        format!("{covered} {mac}\n").into_bytes()
    }

    /// A list of accesses of these bytes.
    pub(super) fn list(&self, plain: &[u8]) -> Stanza {
        let salt = [3; 16];
        let key = hkdf(&salt, b"scelle/v1/access", &FILE_KEY);
        let body = aead_encrypt(&key, plain);
        Stanza { tag: "scelle/access".to_owned(), args: vec![base64(&salt)], body }
    }

    /// A container of these stanzas and an honest payload.
    pub(super) fn container(&self, stanzas: &str) -> Vec<u8> {
        [self.header(stanzas), self.payload(b"Bonjour")].concat()
    }

    /// A payload as it should be.
    pub(super) fn payload(&self, plain: &[u8]) -> Vec<u8> {
        let mut chunks: Vec<(&[u8], bool)> = plain.chunks(CHUNK).map(|c| (c, false)).collect();
        match chunks.last_mut() {
            Some((_, last)) => *last = true,
            None => chunks.push((b"", true)),
        }
        self.payload_of(&chunks)
    }

    /// A payload of these chunks, each said to be the last one or not.
    pub(super) fn payload_of(&self, chunks: &[(&[u8], bool)]) -> Vec<u8> {
        let cipher = ChaCha20Poly1305::new(&hkdf(&NONCE, b"payload", &FILE_KEY).into());
        let mut sealed = NONCE.to_vec();
        for (index, (plain, last)) in (0u64..).zip(chunks) {
            let mut nonce = [0; 12];
            nonce[3..11].copy_from_slice(&index.to_be_bytes());
            nonce[11] = u8::from(*last);
            let mut bytes = plain.to_vec();
            let buffer: InOutBuf<'_, '_, u8> = bytes.as_mut_slice().into();
            let tag = cipher.encrypt_inout_detached(&nonce.into(), &[], buffer).unwrap();
            sealed.extend(bytes);
            sealed.extend_from_slice(&tag);
        }
        sealed
    }
}

/// A stanza as it is written.
pub(super) fn text(stanza: &Stanza) -> String {
    let mut text = format!("-> {}", stanza.tag);
    for arg in &stanza.args {
        text += &format!(" {arg}");
    }
    text + "\n" + &lines(&base64(&stanza.body))
}

/// Base64 in lines of 64 columns, the last of them shorter.
pub(super) fn lines(base64: &str) -> String {
    let mut text = String::new();
    for line in base64.as_bytes().chunks(64) {
        text += &format!("{}\n", std::str::from_utf8(line).unwrap());
    }
    if base64.len().is_multiple_of(64) { text + "\n" } else { text }
}

pub(super) fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD_NO_PAD.encode(bytes)
}
