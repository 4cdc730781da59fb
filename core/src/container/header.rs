//! The header of an age file, byte for byte (C2SP `age.md`, "Header").
//!
//! A [`FileKey`] comes out of a header only through [`Header::unlock`], which verifies the header's
//! MAC: whoever holds one knows that no stanza was added, removed or altered by an outsider.

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

use crate::container::access;
use crate::error::{Doing, Error, HeaderFault, Result};
use crate::keys::identity::Keyring;
use crate::keys::passphrase::{self, Argon2Stanza};

/// A header may not be longer, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;
/// A header may not hold more stanzas.
pub const MAX_STANZAS: usize = 256;

const MAGIC: &[u8] = b"age-encryption.org/";
const VERSION_LINE: &[u8] = b"age-encryption.org/v1\n";
const FOOTER: &[u8] = b"---";
const STANZA_START: &[u8] = b"-> ";
const MAC_LABEL: &[u8] = b"header";
const MAC_BYTES: usize = 32;

/// A well-formed header; nothing in it is to be believed before [`unlock`](Self::unlock).
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
    pub(crate) fn seal(mut stanzas: Vec<Stanza>, file_key: &FileKey) -> Result<Self> {
        if stanzas.iter().all(|s| s.tag != passphrase::SCRYPT_TAG) {
            stanzas.push(grease_the_joint());
        }
        let mut covered = VERSION_LINE.to_vec();
        for stanza in &stanzas {
            encode_stanza(stanza, &mut covered);
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
        (self.covered.len() + 1 + MAC_BYTES.div_ceil(3) * 4) as u64
    }

    /// The stanzas, in order, those unknown to us included.
    pub(crate) fn stanzas(&self) -> &[Stanza] {
        &self.stanzas
    }

    /// Whether a passphrase could open it.
    #[must_use]
    pub fn takes_passphrase(&self) -> bool {
        self.stanzas.iter().any(is_passphrase_stanza)
    }

    /// Whether an identity could open it.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        let not_a_key = |s: &Stanza| is_passphrase_stanza(s) || access::is_silent(s);
        !self.stanzas.iter().all(not_a_key)
    }

    /// Finds the file key with what the keyring holds, and verifies the MAC with it.
    ///
    /// Identities are tried first: they cost nothing. A passphrase is tried on every stanza that
    /// takes one.
    ///
    /// # Errors
    /// [`Error::NotARecipient`] or [`Error::WrongPassphrase`] when nothing opens;
    /// [`Error::HeaderMac`] when something does and the header was altered; [`Error::Header`] and
    /// [`Error::KdfParameters`] when a stanza asks for what we refuse.
    pub fn unlock(&self, keyring: &Keyring) -> Result<FileKey> {
        let file_key = match self.unwrap_with_identities(keyring)? {
            Some(file_key) => file_key,
            None => self.unwrap_with_passphrases(keyring)?,
        };
        let mac = mac_of(&file_key, &self.covered)?;
        mac.verify_slice(&self.mac).map_err(|_| Error::HeaderMac)?;
        Ok(file_key)
    }

    fn unwrap_with_identities(&self, keyring: &Keyring) -> Result<Option<FileKey>> {
        keyring
            .identities()
            .iter()
            .find_map(|identity| identity.unwrap_stanzas(&self.stanzas))
            .transpose()
    }

    fn unwrap_with_passphrases(&self, keyring: &Keyring) -> Result<FileKey> {
        if keyring.passphrases().is_empty() || !self.takes_passphrase() {
            return Err(Error::NotARecipient);
        }
        let ours = self.argon2_stanzas()?;
        let theirs = self.stanzas.iter().find(|s| s.tag == passphrase::SCRYPT_TAG);
        for typed in keyring.passphrases() {
            for stanza in &ours {
                if let Some(file_key) = stanza.unwrap_file_key(typed)? {
                    return Ok(file_key);
                }
            }
            if let Some(stanza) = theirs
                && let Some(file_key) = passphrase::unwrap_scrypt(stanza, typed)?
            {
                return Ok(file_key);
            }
        }
        Err(Error::WrongPassphrase)
    }

    /// Our passphrase stanzas; all of them are judged before the first one costs anything.
    pub(crate) fn argon2_stanzas(&self) -> Result<Vec<Argon2Stanza<'_>>> {
        let ours = self.stanzas.iter().filter(|s| s.tag == passphrase::ARGON2_TAG);
        if ours.clone().count() > passphrase::MAX_ARGON2_STANZAS {
            return Err(Error::KdfParameters);
        }
        ours.map(Argon2Stanza::parse).collect()
    }
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
        read.map_err(|e| Error::from_io(Doing::ReadContainer, e))?;
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
mod tests {
    use std::io::BufReader;
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::container::access::is_grease;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::identity::Identity;
    use crate::keys::passphrase::{Passphrase, ScryptCost};
    use crate::testing::{argon2_stanza, file_key, keyring, passphrase, stanza};

    /// A MAC that is well-formed, and wrong.
    const MAC_LINE: &str = "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

    fn scrypt_stanza() -> Stanza {
        let cost = ScryptCost::insecure_for_tests();
        passphrase::wrap_scrypt(&file_key(), &passphrase(), cost).unwrap()
    }

    fn stanza_for(identity: &Identity) -> Stanza {
        identity.to_recipient().unwrap().wrap_file_key(&file_key()).unwrap()
    }

    fn hybrid() -> Identity {
        Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()))
    }

    fn x25519() -> Identity {
        Identity::X25519(age::x25519::Identity::generate())
    }

    fn phrase_keyring() -> Keyring {
        let mut keyring = Keyring::new();
        keyring.add_passphrase(passphrase());
        keyring
    }

    fn text_of(header: &Header) -> Vec<u8> {
        let mut text = Vec::new();
        header.write(&mut text).unwrap();
        text
    }

    fn sealed_text(stanzas: Vec<Stanza>) -> Vec<u8> {
        text_of(&Header::seal(stanzas, &file_key()).unwrap())
    }

    fn read(mut text: &[u8]) -> Result<Header> {
        Header::read(&mut text)
    }

    fn error(text: impl AsRef<[u8]>) -> Error {
        read(text.as_ref()).err().expect("refused")
    }

    fn fault(text: impl AsRef<[u8]>) -> HeaderFault {
        match error(text) {
            Error::Header(fault) => fault,
            other => panic!("{other:?}"),
        }
    }

    fn unlock(text: &[u8], keyring: &Keyring) -> Result<FileKey> {
        read(text)?.unlock(keyring)
    }

    /// A header text of these stanzas, each given whole.
    fn header_text(stanzas: &str) -> String {
        format!("age-encryption.org/v1\n{stanzas}{MAC_LINE}")
    }

    #[test]
    fn every_recipient_finds_the_file_key_and_nobody_else_does() {
        let identities = [hybrid(), x25519(), hybrid()];
        let mut stanzas: Vec<_> = identities.iter().map(stanza_for).collect();
        stanzas.push(argon2_stanza());
        let text = sealed_text(stanzas);
        for identity in identities {
            let key = unlock(&text, &keyring([hybrid(), identity])).unwrap();
            assert_eq!(key.expose_secret(), file_key().expose_secret());
        }
        let key = unlock(&text, &phrase_keyring()).unwrap();
        assert_eq!(key.expose_secret(), file_key().expose_secret());

        let stranger = unlock(&text, &keyring([hybrid(), x25519()])).err();
        assert!(matches!(stranger, Some(Error::NotARecipient)), "{stranger:?}");
        let mut wrong = keyring([hybrid()]);
        wrong.add_passphrase(Passphrase::new("another").unwrap());
        let wrong = unlock(&text, &wrong).err();
        assert!(matches!(wrong, Some(Error::WrongPassphrase)), "{wrong:?}");
    }

    #[test]
    fn reading_takes_the_header_and_not_a_byte_more() {
        let text = sealed_text(vec![stanza("a", "x"), stanza("b", "x")]);
        let file = [text.as_slice(), b"nonce and chunks"].concat();
        let mut rest = file.as_slice();
        let header = Header::read(&mut rest).unwrap();
        assert_eq!(rest, b"nonce and chunks");
        assert_eq!(header.encoded_len(), text.len() as u64);
        assert_eq!(text_of(&header), text);
        assert_eq!(header.stanzas()[0], stanza("a", "x"));
        assert_eq!(header.stanzas()[1], stanza("b", "x"));
    }

    #[test]
    fn grease_stands_beside_ordinary_stanzas() {
        let header = Header::seal(vec![stanza("X25519", "x")], &file_key()).unwrap();
        let [ours, grease] = header.stanzas() else { panic!("two stanzas") };
        assert_eq!(ours.tag, "X25519");
        assert!(is_grease(grease));
    }

    #[test]
    fn scrypt_stands_alone() {
        let text = sealed_text(vec![scrypt_stanza()]);
        let header = read(&text).unwrap();
        assert_eq!(header.stanzas().len(), 1);
        assert!(header.takes_passphrase() && !header.takes_key());
        let key = header.unlock(&phrase_keyring()).unwrap();
        assert_eq!(key.expose_secret(), file_key().expose_secret());

        for other in [stanza("X25519", "x"), scrypt_stanza(), argon2_stanza()] {
            let text = sealed_text(vec![scrypt_stanza(), other]);
            assert_eq!(fault(text), HeaderFault::ScryptNotAlone);
        }
    }

    #[test]
    fn a_header_tells_what_could_open_it() {
        let takes = |stanzas| {
            let header = Header::seal(stanzas, &file_key()).unwrap();
            (header.takes_key(), header.takes_passphrase())
        };
        assert_eq!(takes(vec![stanza("X25519", "x")]), (true, false));
        assert_eq!(takes(vec![stanza("unheard-of", "x")]), (true, false));
        assert_eq!(takes(vec![argon2_stanza()]), (false, true));
        assert_eq!(takes(vec![argon2_stanza(), stanza("X25519", "x")]), (true, true));
    }

    #[test]
    fn what_age_wrote_is_written_again_byte_for_byte() {
        let alice = age::x25519::Identity::generate();
        // Its grease is another one every time.
        for _ in 0..50 {
            let file = age::encrypt(&alice.to_public(), b"").unwrap();
            let header = read(&file).unwrap();
            let text = text_of(&header);
            assert!(file.starts_with(&text));
            assert_eq!(header.encoded_len(), text.len() as u64);
            assert!(header.unlock(&keyring([Identity::X25519(alice.clone())])).is_ok());
        }
    }

    #[test]
    fn stanzas_of_every_length_are_encoded_as_age_does() {
        for len in 0..200 {
            let made = Stanza { body: vec![0x5a; len], ..stanza("tag", "x") };
            let mut text = Vec::new();
            encode_stanza(&made, &mut text);
            let text_and_more = [text.as_slice(), b"---"].concat();
            let (rest, again) = age_stanza(&text_and_more).unwrap();
            assert_eq!((Stanza::from(again), rest), (made, &b"---"[..]), "{len}");
        }
    }

    #[test]
    fn a_stanza_added_removed_or_moved_breaks_the_mac() {
        let [alice, bob] = [hybrid(), x25519()];
        let good = sealed_text(vec![stanza_for(&alice), stanza_for(&bob)]);
        let header = read(&good).unwrap();
        let forge = |order: &[usize]| {
            let mut text = VERSION_LINE.to_vec();
            order.iter().for_each(|i| encode_stanza(&header.stanzas()[*i], &mut text));
            let mac = good.iter().rposition(|b| *b == b' ').unwrap();
            [text.as_slice(), FOOTER, &good[mac..]].concat()
        };
        let keyring = keyring([alice]);
        assert!(unlock(&forge(&[0, 1, 2]), &keyring).is_ok());
        for order in [&[0, 1][..], &[0, 2], &[1, 0, 2], &[0, 1, 2, 2], &[0, 0, 1, 2]] {
            let error = unlock(&forge(order), &keyring).err();
            assert!(matches!(error, Some(Error::HeaderMac)), "{order:?}: {error:?}");
        }
    }

    #[test]
    fn as_many_stanzas_as_allowed_and_no_more() {
        let with = |count| header_text(&"-> a\n\n".repeat(count));
        assert_eq!(read(with(MAX_STANZAS).as_bytes()).unwrap().stanzas().len(), 256);
        assert_eq!(fault(with(MAX_STANZAS + 1)), HeaderFault::TooManyStanzas);
        assert_eq!(fault(with(0)), HeaderFault::Malformed);
    }

    #[test]
    fn what_readers_would_refuse_is_not_sealed() {
        // The grease takes one place.
        let seal =
            |count| Header::seal((0..count).map(|_| stanza("X25519", "x")).collect(), &file_key());
        assert!(seal(255).is_ok());
        assert!(matches!(seal(256).err(), Some(Error::TooManyRecipients { .. })));
        let large = Stanza { body: vec![0; MAX_BYTES as usize * 3 / 4], ..stanza("large", "x") };
        let sealed = Header::seal(vec![large], &file_key());
        assert!(matches!(sealed.err(), Some(Error::TooManyRecipients { .. })));
    }

    #[test]
    fn a_header_is_at_most_one_mebibyte() {
        let of_length = |len: u64| {
            let rest = header_text("-> a \n\n").len() as u64;
            header_text(&format!("-> a {}\n\n", "x".repeat((len - rest) as usize)))
        };
        let longest = of_length(MAX_BYTES);
        assert_eq!(longest.len(), 1 << 20);
        assert_eq!(read(longest.as_bytes()).unwrap().encoded_len(), MAX_BYTES);
        assert_eq!(fault(of_length(MAX_BYTES + 1)), HeaderFault::TooLong);
    }

    /// A text that never ends, and that counts what is taken of it.
    struct Endless {
        text: &'static [u8],
        taken: u64,
    }

    impl Read for Endless {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            for slot in out.iter_mut() {
                *slot = self.text[self.taken as usize % self.text.len()];
                self.taken += 1;
            }
            Ok(out.len())
        }
    }

    #[test]
    fn a_text_that_never_ends_is_refused_after_one_mebibyte() {
        for (start, text) in [
            (&b"age-encryption.org/v1\n"[..], &b"a"[..]),
            (b"age-encryption.org/v1\n-> ", b"a"),
            (b"age-encryption.org/v1\n-> a\n", b"AAAAAAAAAAAAAAAA"),
            (b"age-encryption.org/v1\n-> a\n", b"AAAA\n"),
            (b"age-encryption.org/v1\n", b"\n"),
            (b"age-encryption.org/v1\n", b"-> a\n\n"),
            (b"age-encryption.org/v1\n--- ", b"A"),
            (b"age-encryption.org/", b"v"),
            (b"", b"a"),
        ] {
            let mut endless = Endless { text, taken: 0 };
            let mut input = BufReader::with_capacity(4096, start.chain(&mut endless));
            let error = Header::read(&mut input).err();
            assert!(matches!(error, Some(Error::Header(_) | Error::NotAContainer)), "{error:?}");
            assert!(endless.taken <= MAX_BYTES + 4096, "{} bytes were taken", endless.taken);
        }
    }

    #[test]
    fn cut_anywhere_it_is_a_container_that_is_truncated() {
        let text = sealed_text(vec![stanza_for(&x25519()), argon2_stanza()]);
        for cut in 1..text.len() {
            assert_eq!(fault(&text[..cut]), HeaderFault::Truncated, "cut at {cut}");
        }
        assert!(matches!(error(b""), Error::NotAContainer));
    }

    #[test]
    fn a_later_version_is_told_from_a_damaged_one() {
        for version in ["v2", "v10", "v1234"] {
            match error(format!("age-encryption.org/{version}\n-> whatever comes\n")) {
                Error::NewerVersion { version: told } => assert_eq!(told, version),
                other => panic!("{other:?}"),
            }
        }
        for version in ["", "v", "v0", "v01", "1", "V2", "v1 ", "v1a", "vv2", "v2\u{1b}[31m"] {
            let text = header_text("-> a\n\n").replacen("v1", version, 1);
            assert_eq!(fault(text), HeaderFault::Malformed, "{version:?}");
        }
    }

    #[test]
    fn what_is_no_age_file_is_no_container() {
        for text in [
            &b"PK\x03\x04"[..],
            b"%PDF-1.7\n",
            b"\n",
            b"\0",
            b"age",
            b"age-encryption",
            b"AGE-ENCRYPTION.ORG/v1\n",
            b" age-encryption.org/v1\n",
            b"\xef\xbb\xbfage-encryption.org/v1\n",
            b"age-encryption.com/v1\n",
        ] {
            let error = error(text);
            let cut = b"age-encryption.org/".starts_with(text);
            let right = match error {
                Error::NotAContainer => !cut,
                Error::Header(HeaderFault::Truncated) => cut,
                _ => false,
            };
            assert!(right, "{:?}: {error:?}", text.escape_ascii().to_string());
        }
    }

    /// What a transfer in text mode makes of a container: damaged, not the work of the future.
    #[test]
    fn windows_line_ends_are_damage() {
        let text = String::from_utf8(sealed_text(vec![stanza("a", "x")])).unwrap();
        assert_eq!(fault(text.replace('\n', "\r\n")), HeaderFault::Malformed);
    }

    #[test]
    fn each_line_is_what_the_specification_demands() {
        for stanzas in [
            "-> a\n",
            "-> \n\n",
            "->  a\n\n",
            "-> a \n\n",
            "-> a  b\n\n",
            "-> a\r\n\n",
            "-> é\n\n",
            "->a\n\n",
            "-> a\nAAAA\nAAAA\n",
            "-> a\nAAAA=\n",
            "-> a\nAB\n",
            "-> a\nA\n",
            "-> a\nAA==\n",
            "-> a\n\n\n",
            "-> a\n\nnonsense\n",
        ] {
            assert_eq!(fault(header_text(stanzas)), HeaderFault::Malformed, "{stanzas:?}");
        }
        assert!(read(header_text("-> a b c\nAAAA\n").as_bytes()).is_ok());
    }

    #[test]
    fn the_mac_has_one_way_of_being_written() {
        let with = |mac: &str| format!("age-encryption.org/v1\n-> a\n\n---{mac}\n");
        let zeros = "A".repeat(43);
        assert!(read(with(&format!(" {zeros}")).as_bytes()).is_ok());
        for mac in [
            String::new(),
            " ".to_owned(),
            zeros.clone(),
            format!("  {zeros}"),
            format!(" {zeros} "),
            format!(" {zeros}="),
            format!(" {zeros}\r"),
            format!(" {}B", "A".repeat(42)),
            format!(" {}", "A".repeat(42)),
            format!(" {}", "A".repeat(44)),
        ] {
            assert_eq!(fault(with(&mac)), HeaderFault::Malformed, "{mac:?}");
        }
    }

    #[test]
    fn a_fifth_passphrase_stanza_is_refused_before_the_first_is_tried() {
        let with = |count| sealed_text((0..count).map(|_| argon2_stanza()).collect());
        assert!(unlock(&with(4), &phrase_keyring()).is_ok());
        // The passphrase would open the very first of the five.
        let error = unlock(&with(5), &phrase_keyring()).err();
        assert!(matches!(error, Some(Error::KdfParameters)), "{error:?}");
    }

    #[test]
    fn a_passphrase_stanza_that_costs_too_much_is_refused_before_the_first_is_tried() {
        let mut greedy = argon2_stanza();
        greedy.args[1] = "1048577".to_owned();
        let text = sealed_text(vec![argon2_stanza(), greedy]);
        let error = unlock(&text, &phrase_keyring()).err();
        assert!(matches!(error, Some(Error::KdfParameters)), "{error:?}");
    }

    #[test]
    fn an_identity_opens_beside_passphrase_stanzas_that_nobody_would_try() {
        let alice = hybrid();
        let mut stanzas: Vec<_> = (0..5).map(|_| argon2_stanza()).collect();
        stanzas.push(stanza_for(&alice));
        assert!(unlock(&sealed_text(stanzas), &keyring([alice])).is_ok());
    }

    #[test]
    fn a_file_key_of_another_header_does_not_authenticate_this_one() {
        let alice = x25519();
        let stanza = stanza_for(&alice);
        let other = FileKey::new(Box::new([9; 16]));
        let text = text_of(&Header::seal(vec![stanza], &other).unwrap());
        let error = unlock(&text, &keyring([alice])).err();
        assert!(matches!(error, Some(Error::HeaderMac)), "{error:?}");
    }

    #[test]
    fn the_digest_of_a_stanza_covers_all_of_it() {
        let digest = stanza_digest(&stanza("a", "x"));
        for other in [
            stanza("b", "x"),
            Stanza { args: vec![], ..stanza("a", "x") },
            Stanza { body: vec![0; 31], ..stanza("a", "x") },
        ] {
            assert_ne!(digest, stanza_digest(&other));
        }
        assert_eq!(digest, stanza_digest(&stanza("a", "x")));
    }

    /// A header and the keyring that opens it, to be spoilt.
    static SEALED: LazyLock<(Vec<u8>, Keyring)> = LazyLock::new(|| {
        let identities = [x25519(), hybrid()];
        let text = sealed_text(identities.iter().map(stanza_for).collect());
        (text, keyring(identities))
    });

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn whatever_byte_is_changed_no_file_key_comes_out(position: Index, flip in 1..=255u8) {
            let (text, keyring) = &*SEALED;
            let mut changed = text.clone();
            let position = position.index(text.len());
            changed[position] ^= flip;
            // What follows a header must not make up for what is wrong with it.
            let followed = [changed.as_slice(), b"nonce\n--- chunks\n"].concat();
            for text in [changed, followed] {
                match unlock(&text, keyring).err() {
                    Some(
                        Error::Header(_)
                        | Error::HeaderMac
                        | Error::NewerVersion { .. }
                        | Error::NotAContainer
                        | Error::NotARecipient,
                    ) => {}
                    other => prop_assert!(false, "{position}: {other:?}"),
                }
            }
        }

        #[test]
        fn whatever_is_read_is_refused_or_written_again_as_it_was(
            text in "(age-encryption.org/v1\n)?(-> [!-~ ]{0,9}\n[A-Za-z+/]{0,9}\n){0,3}(--- [A-Za-z]{43}\n)?",
        ) {
            if let Ok(header) = read(text.as_bytes()) {
                prop_assert_eq!(text_of(&header), text.as_bytes());
            }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let text = [VERSION_LINE, &bytes, b"\n", MAC_LINE.as_bytes()].concat();
            let _ = read(&bytes);
            let _ = read(&text);
        }
    }
}
