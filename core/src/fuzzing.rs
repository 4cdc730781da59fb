//! Doors for the fuzz targets of `fuzz/`: compiled with `--cfg fuzzing` only, which cargo-fuzz sets.
//! Each one takes outside bytes past the cryptography, which no fuzzer gets through by itself.

use std::io::{BufRead, Read, Write};
use std::sync::Arc;

use age_core::format::FileKey;
use age_core::primitives::{aead_encrypt, hkdf};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;

use crate::container::access::{self, AccessList, Holders};
use crate::container::header::{ACCESS_TAG, Header};
use crate::container::payload::{PayloadReader, PayloadWriter};
use crate::error::{Error, IoOperation, Result};
use crate::keys::passphrase::{self, Argon2Cost, Argon2Stanza, Passphrase};
use crate::pool::{Pool, Threads};
use crate::progress::Progress;

/// The file key under which everything here is sealed.
fn file_key() -> FileKey {
    FileKey::new(Box::new(*b"YELLOW SUBMARINE"))
}

/// Seals a payload, on one thread.
#[must_use]
pub fn seal_payload(plain: &[u8]) -> Vec<u8> {
    let sealed = PayloadWriter::new(&file_key(), Vec::new()).and_then(|payload| {
        let mut payload = payload.with_pool(&Pool::new(Threads::ONE));
        payload.write_all(plain).map_err(|e| Error::from_io(IoOperation::WriteOutput, e))?;
        payload.finish()
    });
    sealed.unwrap_or_default()
}

/// Opens a payload, on one thread.
///
/// # Errors
/// As [`Locked::unlock_payload`](crate::open::Locked::unlock_payload).
pub fn open_payload(sealed: Vec<u8>) -> Result<PayloadReader> {
    let payload = PayloadReader::open(&file_key(), Arc::new(sealed), 0)?;
    Ok(payload.with_pool(&Pool::new(Threads::ONE)))
}

/// Opens a payload, the end of which need not authenticate.
///
/// # Errors
/// As [`Locked::salvage_payload`](crate::open::Locked::salvage_payload).
pub fn salvage_payload(sealed: Vec<u8>) -> Result<PayloadReader> {
    PayloadReader::dangerous().without_the_end(&file_key(), Arc::new(sealed), 0)
}

/// Reads everything from here on, small reads and large ones in turn.
///
/// # Errors
/// Those of the reader.
pub fn read_in_steps(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut step = 1;
    loop {
        let before = all.len();
        reader.by_ref().take(step).read_to_end(&mut all)?;
        if all.len() == before {
            return Ok(all);
        }
        step = step * 7 + 1;
    }
}

/// A header as it is written.
#[must_use]
pub fn header_text(header: &Header) -> Vec<u8> {
    let mut text = Vec::new();
    header.write(&mut text).map_or_else(|_| Vec::new(), |()| text)
}

/// Judges the Argon2 stanzas of a header, as a reader with a passphrase does first.
///
/// # Errors
/// As [`Header::unlock`].
pub fn argon2_costs(header: &Header) -> Result<Vec<Argon2Cost>> {
    Ok(header.argon2_stanzas()?.iter().map(|(_, stanza)| stanza.cost).collect())
}

/// Reads an access list of these bytes, in a header with one more stanza.
///
/// # Errors
/// [`Error::Header`].
pub fn access_list(plain: &[u8]) -> Result<AccessList> {
    let header = listing(plain)?;
    Ok(AccessList::of(Holders::read(&header, &file_key())?, &header))
}

/// The same list, sealed anew and read again.
///
/// # Errors
/// As [`access_list`].
pub fn access_list_again(plain: &[u8]) -> Result<AccessList> {
    let header = listing(plain)?;
    let holders = Holders::read(&header, &file_key())?;
    let stanza = |at: usize| header.stanzas().get(at);
    let pairs =
        holders.listed.iter().filter_map(|listed| Some((&listed.access, stanza(listed.stanza)?)));
    let list = access::seal(&pairs.collect::<Vec<_>>(), &file_key())?;
    let salt = list.args.concat();
    let header = header_with(&salt, &list.body)?;
    Ok(AccessList::of(Holders::read(&header, &file_key())?, &header))
}

fn listing(plain: &[u8]) -> Result<Header> {
    let salt = [0x10; 16];
    let key = hkdf(&salt, b"scelle/v1/access", file_key().expose_secret());
    header_with(&BASE64_STANDARD_NO_PAD.encode(salt), &aead_encrypt(&key, plain))
}

/// A header of one recipient and one list; its MAC is none.
fn header_with(salt: &str, list: &[u8]) -> Result<Header> {
    let body = BASE64_STANDARD_NO_PAD.encode(list);
    let mut text = format!(
        "age-encryption.org/v1\n-> X25519 AAAA\n{}\n-> {} {salt}\n",
        "A".repeat(43),
        ACCESS_TAG
    );
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().copied().map(char::from));
        text.push('\n');
    }
    if body.len().is_multiple_of(64) {
        text.push('\n');
    }
    text.push_str(&format!("--- {}\n", "A".repeat(43)));
    Header::read(&mut text.as_bytes())
}

/// Reads a stanza of these arguments and this body; one that is well-formed is tried at the least
/// cost there is. Tells its arguments as we would write them.
#[must_use]
pub fn argon2_stanza(args: Vec<String>, body: Vec<u8>, typed: &str) -> Option<Vec<String>> {
    let tag = passphrase::ARGON2_TAG.to_owned();
    let stanza = age_core::format::Stanza { tag, args, body };
    let mut parsed = Argon2Stanza::parse(&stanza).ok()?;
    let args = parsed.encode_args();
    parsed.cost = Argon2Cost::TINY;
    if let Ok(typed) = Passphrase::new(typed) {
        let _ = parsed.unwrap_file_key(&typed, &Progress::new());
    }
    Some(args)
}

/// Wraps a file key at the least cost there is; tells whether `tried` unwraps it.
#[must_use]
pub fn argon2_opens(typed: &str, tried: &str) -> Option<bool> {
    let (typed, tried) = (Passphrase::new(typed).ok()?, Passphrase::new(tried).ok()?);
    let progress = Progress::new();
    let stanza = passphrase::wrap_argon2(&file_key(), &typed, Argon2Cost::TINY, &progress).ok()?;
    let parsed = Argon2Stanza::parse_any_cost(&stanza).ok()?;
    let opened = parsed.unwrap_file_key(&tried, &progress).ok()?;
    Some(opened.is_some_and(|key| key.expose_secret() == file_key().expose_secret()))
}
