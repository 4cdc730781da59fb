//! The header of an age file, byte for byte (C2SP `age.md`, "Header").
//!
//! A [`FileKey`] comes out of a header only through `Header::unlock`, which verifies the header's
//! MAC: the holder of one knows that no outsider added, removed or altered a stanza.

use std::io::{self, BufRead, Read, Write};

use age_core::format::read::age_stanza;
use age_core::format::{FileKey, Stanza, grease_the_joint};
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Error, HeaderFault, IoOperation, Result};
use crate::keys::identity::Keyring;
use crate::keys::passphrase::{self, Argon2Stanza, Passphrase};

mod grease;

pub(crate) use grease::BLOCK;

/// A header may not be longer, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;
/// A header may not hold more stanzas.
pub const MAX_STANZAS: usize = 256;

/// The tag of the stanza that holds the access list.
pub(crate) const ACCESS_TAG: &str = "scelle/access";

/// How every age file starts, of any version.
pub(crate) const MAGIC: &[u8] = b"age-encryption.org/";
const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
const FOOTER: &[u8] = b"---";
const STANZA_START: &[u8] = b"-> ";
const MAC_LABEL: &[u8] = b"header";
const MAC_BYTES: usize = 32;
/// A space, the MAC in base64, a line feed.
const MAC_LINE_BYTES: usize = 1 + 43 + 1;

/// A well-formed header; nothing in it is to be believed before a key unlocks it.
pub struct Header {
    stanzas: Vec<Stanza>,
    /// From the version line to `---`: what the MAC covers.
    covered: Vec<u8>,
    mac: [u8; MAC_BYTES],
}

impl Header {
    /// Reads a header and nothing after it, never more than [`MAX_BYTES`].
    ///
    /// # Errors
    /// [`Error::NotAContainer`], [`Error::NewerVersion`], [`Error::Header`], [`Error::Io`].
    pub fn read(input: &mut impl BufRead) -> Result<Self> {
        let text = read_lines(input)?;
        let (covered, mac_line) = split_footer(&text)?;
        let stanzas = parse_stanzas(covered)?;
        let mac = parse_mac(mac_line)?;
        if stanzas.len() > 1 && stanzas.iter().any(|s| s.tag == passphrase::SCRYPT_TAG) {
            return Err(Error::Header(HeaderFault::ScryptNotAlone));
        }
        Ok(Self { stanzas, covered: covered.to_vec(), mac })
    }

    /// Makes a header of these stanzas, authenticated under the file key that they wrap.
    ///
    /// A stanza that means nothing is added, as age does, so that readers stay used to ignoring
    /// what they do not know; not beside `scrypt`, which must stand alone.
    ///
    /// # Errors
    /// [`Error::TooManyRecipients`] when readers would refuse it.
    pub(crate) fn seal(stanzas: Vec<Stanza>, file_key: &FileKey) -> Result<Self> {
        Self::seal_with(stanzas, file_key, |_| Ok(grease_the_joint()))
    }

    /// The same, of a length that is `len` but for whole blocks: what follows then lies at the same
    /// place of its block as behind a header of that length, and a file system can share it.
    pub(crate) fn seal_in_step(stanzas: Vec<Stanza>, file_key: &FileKey, len: u64) -> Result<Self> {
        Self::seal_with(stanzas, file_key, |before| grease::to_step(before, len))
    }

    /// `grease` makes the stanza that means nothing, knowing the length of all the rest.
    fn seal_with(
        mut stanzas: Vec<Stanza>,
        file_key: &FileKey,
        grease: impl FnOnce(u64) -> Result<Stanza>,
    ) -> Result<Self> {
        let mut covered = VERSION_LINE.to_vec();
        for stanza in &stanzas {
            encode_stanza(stanza, &mut covered);
        }
        if stanzas.iter().all(|s| s.tag != passphrase::SCRYPT_TAG) {
            let grease = grease((covered.len() + FOOTER.len() + MAC_LINE_BYTES) as u64)?;
            encode_stanza(&grease, &mut covered);
            stanzas.push(grease);
        }
        covered.extend_from_slice(FOOTER);
        let mac = mac_of(file_key, &covered)?.finalize().into_bytes().into();
        let header = Self { stanzas, covered, mac };
        if header.stanzas.len() > MAX_STANZAS || header.encoded_len() > MAX_BYTES {
            // The access list and the grease are not recipients.
            return Err(Error::TooManyRecipients { limit: MAX_STANZAS - 2 });
        }
        Ok(header)
    }

    /// Writes the header as it was read or made.
    pub(crate) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        output.write_all(&self.covered)?;
        writeln!(output, " {}", BASE64_STANDARD_NO_PAD.encode(self.mac))
    }

    /// Length of the header in the file, in bytes.
    #[must_use]
    pub fn encoded_len(&self) -> u64 {
        (self.covered.len() + MAC_LINE_BYTES) as u64
    }

    /// The stanzas, in order, those unknown to us included.
    pub(crate) fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// The stanzas that open it, or may, with their numbers: all but the access list and the grease.
    pub(crate) fn opening(&self) -> impl Iterator<Item = (usize, &Stanza)> {
        let all = self.stanzas.iter().enumerate();
        all.filter(|(at, stanza)| stanza.tag != ACCESS_TAG && !self.is_grease(*at))
    }

    /// Whether the stanza of this number means nothing: age writes one such, the last of all.
    pub(crate) fn is_grease(&self, at: usize) -> bool {
        at + 1 == self.stanzas.len() && self.stanzas.last().is_some_and(grease::has_shape)
    }

    /// Whether a passphrase could open it.
    #[must_use]
    pub fn takes_passphrase(&self) -> bool {
        self.stanzas.iter().any(is_passphrase_stanza)
    }

    /// Whether an identity could open it.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        self.opening().any(|(_, stanza)| !is_passphrase_stanza(stanza))
    }

    /// Finds the file key with what the keyring holds, and verifies the MAC with it.
    ///
    /// Identities are tried first: they cost nothing. A passphrase is tried on every stanza that
    /// takes one.
    ///
    /// # Errors
    /// [`Error::NotARecipient`] or [`Error::WrongPassphrase`] when nothing opens;
    /// [`Error::HeaderMac`] when something does and the header was altered; [`Error::Header`] and
    /// [`Error::KdfParameters`] when a stanza, or all of them together, ask for what we refuse;
    /// [`Error::Cancelled`].
    pub(crate) fn unlock(&self, keyring: &Keyring) -> Result<FileKey> {
        self.unlock_telling(keyring).map(|unlocked| unlocked.file_key)
    }

    /// The file key itself, for tools that read the payload by other means than this library.
    ///
    /// # Errors
    /// As [`Locked::unlock`](crate::open::Locked::unlock), but for what concerns the payload.
    pub fn file_key(&self, keyring: &Keyring) -> Result<Zeroizing<[u8; 16]>> {
        let file_key = self.unlock(keyring)?;
        Ok(Zeroizing::new(*file_key.expose_secret()))
    }

    /// The same, and by which of its stanzas: editing must know who edits.
    pub(crate) fn unlock_telling(&self, keyring: &Keyring) -> Result<UnlockedHeader> {
        let unlocked = match self.unwrap_with_identities(keyring)? {
            Some(unlocked) => unlocked,
            None => self.unwrap_with_passphrases(keyring)?,
        };
        let mac = mac_of(&unlocked.file_key, &self.covered)?;
        mac.verify_slice(&self.mac).map_err(|_| Error::HeaderMac)?;
        Ok(unlocked)
    }

    fn unwrap_with_identities(&self, keyring: &Keyring) -> Result<Option<UnlockedHeader>> {
        for identity in keyring.identities() {
            for (stanza, text) in self.stanzas.iter().enumerate() {
                if let Some(unwrapped) = identity.unwrap_stanzas(std::slice::from_ref(text)) {
                    let unlock = |file_key| UnlockedHeader { file_key, stanza, passphrase: None };
                    return unwrapped.map(unlock).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn unwrap_with_passphrases(&self, keyring: &Keyring) -> Result<UnlockedHeader> {
        if keyring.passphrases().is_empty() || !self.takes_passphrase() {
            return Err(Error::NotARecipient);
        }
        let ours = self.argon2_stanzas()?;
        let theirs = self.stanzas.iter().position(|s| s.tag == passphrase::SCRYPT_TAG);
        for typed in keyring.passphrases() {
            let unlock = |file_key, stanza| UnlockedHeader {
                file_key,
                stanza,
                passphrase: Some(typed.clone()),
            };
            for (stanza, ours) in &ours {
                if let Some(file_key) = ours.unwrap_file_key(typed, keyring.progress())? {
                    return Ok(unlock(file_key, *stanza));
                }
            }
            if let Some(stanza) = theirs
                && let Some(text) = self.stanzas.get(stanza)
                && let Some(file_key) = passphrase::unwrap_scrypt(text, typed, keyring.progress())?
            {
                return Ok(unlock(file_key, stanza));
            }
        }
        Err(Error::WrongPassphrase)
    }

    /// Our passphrase stanzas, and where they stand; all of them are judged before the first one
    /// costs anything.
    pub(crate) fn argon2_stanzas(&self) -> Result<Vec<(usize, Argon2Stanza<'_>)>> {
        let all = self.stanzas.iter().enumerate();
        let ours = all.filter(|(_, s)| s.tag == passphrase::ARGON2_TAG);
        if ours.clone().count() > passphrase::MAX_ARGON2_STANZAS {
            return Err(Error::KdfParameters);
        }
        let ours = ours.map(|(at, stanza)| Ok((at, Argon2Stanza::parse(stanza)?)));
        let ours: Vec<_> = ours.collect::<Result<_>>()?;
        match passphrase::is_affordable(ours.iter().map(|(_, stanza)| stanza.cost)) {
            true => Ok(ours),
            false => Err(Error::KdfParameters),
        }
    }
}

/// A header whose MAC was verified.
pub(crate) struct UnlockedHeader {
    /// What it wraps.
    pub(crate) file_key: FileKey,
    /// The stanza that gave it.
    pub(crate) stanza: usize,
    /// The passphrase that opened that stanza, when it was one.
    pub(crate) passphrase: Option<Passphrase>,
}

fn is_passphrase_stanza(stanza: &Stanza) -> bool {
    [passphrase::ARGON2_TAG, passphrase::SCRYPT_TAG].contains(&stanza.tag.as_str())
}

/// Everything up to the line of the MAC, that line included.
fn read_lines(input: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut stanzas = 0;
    loop {
        let start = text.len();
        let left = MAX_BYTES.saturating_sub(start as u64);
        let read = input.by_ref().take(left).read_until(b'\n', &mut text);
        read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
        let line = text.get(start..).unwrap_or_default();
        if start == 0 {
            check_version(line)?;
        }
        if !line.ends_with(b"\n") {
            let at_limit = text.len() as u64 == MAX_BYTES;
            let fault = if at_limit { HeaderFault::TooLong } else { HeaderFault::Truncated };
            return Err(Error::Header(fault));
        }
        if line.starts_with(STANZA_START) {
            stanzas += 1;
            if stanzas > MAX_STANZAS {
                return Err(Error::Header(HeaderFault::TooManyStanzas));
            }
        }
        if line.starts_with(FOOTER) {
            return Ok(text);
        }
    }
}

fn check_version(line: &[u8]) -> Result<()> {
    if line == VERSION_LINE {
        return Ok(());
    }
    let Some(version) = line.strip_prefix(MAGIC) else {
        // A file cut within its first line still says what it was.
        let cut = line.len() < MAGIC.len() && !line.is_empty() && MAGIC.starts_with(line);
        return Err(if cut { Error::Header(HeaderFault::Truncated) } else { Error::NotAContainer });
    };
    match version.strip_suffix(b"\n") {
        None if VERSION_LINE.starts_with(line) => Err(Error::Header(HeaderFault::Truncated)),
        Some(v) if is_later_version(v) => {
            Err(Error::NewerVersion { version: v.escape_ascii().to_string() })
        }
        _ => Err(Error::Header(HeaderFault::Malformed)),
    }
}

/// `v2`, `v10`… and not merely something else than `v1`.
fn is_later_version(version: &[u8]) -> bool {
    version.len() < 16
        && version.strip_prefix(b"v").is_some_and(|number| {
            let canonical = number.iter().all(u8::is_ascii_digit) && !number.starts_with(b"0");
            canonical && !number.is_empty() && number != b"1"
        })
}

/// Parts the header before the space that precedes the MAC.
fn split_footer(text: &[u8]) -> Result<(&[u8], &[u8])> {
    let malformed = Error::Header(HeaderFault::Malformed);
    let body = text.strip_suffix(b"\n").unwrap_or(text);
    let last_line = body.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
    body.split_at_checked(last_line + FOOTER.len()).ok_or(malformed)
}

fn parse_stanzas(covered: &[u8]) -> Result<Vec<Stanza>> {
    let malformed = || Error::Header(HeaderFault::Malformed);
    let mut rest = covered.strip_prefix(VERSION_LINE).ok_or_else(malformed)?;
    let mut stanzas = Vec::new();
    while rest != FOOTER {
        let (after, stanza) = age_stanza(rest).map_err(|_| malformed())?;
        stanzas.push(Stanza::from(stanza));
        rest = after;
    }
    if stanzas.is_empty() { Err(malformed()) } else { Ok(stanzas) }
}

fn parse_mac(line: &[u8]) -> Result<[u8; MAC_BYTES]> {
    line.strip_prefix(b" ")
        .and_then(|encoded| BASE64_STANDARD_NO_PAD.decode(encoded).ok())
        .and_then(|mac| mac.try_into().ok())
        .ok_or(Error::Header(HeaderFault::Malformed))
}

fn mac_of(file_key: &FileKey, covered: &[u8]) -> Result<Hmac<Sha256>> {
    let key = Zeroizing::new(hkdf(&[], MAC_LABEL, file_key.expose_secret()));
    let mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(|_| Error::HeaderMac)?;
    Ok(mac.chain_update(covered))
}

/// The canonical text of a stanza: its line, then its body in base64, 64 columns a line, ended by
/// a line that is shorter.
fn encode_stanza(stanza: &Stanza, text: &mut Vec<u8>) {
    text.extend_from_slice(STANZA_START);
    text.extend_from_slice(stanza.tag.as_bytes());
    for arg in &stanza.args {
        text.push(b' ');
        text.extend_from_slice(arg.as_bytes());
    }
    text.push(b'\n');
    let body = BASE64_STANDARD_NO_PAD.encode(&stanza.body);
    let mut lines = body.as_bytes().chunks_exact(64);
    for line in &mut lines {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text.extend_from_slice(lines.remainder());
    text.push(b'\n');
}

/// SHA-256 of the canonical text of a stanza: how the access list names it.
pub(crate) fn stanza_digest(stanza: &Stanza) -> [u8; 32] {
    let mut text = Vec::new();
    encode_stanza(stanza, &mut text);
    Sha256::digest(&text).into()
}

#[cfg(test)]
mod tests;
