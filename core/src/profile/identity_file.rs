//! Files of identities: age's, encrypted or not, and SSH private keys.

#[cfg(feature = "disk")]
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::container::header::{Header, MAGIC};
use crate::container::payload::{PayloadReader, PayloadWriter};
use crate::container::source::{self, ReadAt, Sequential};
use crate::error::{Error, IoOperation, KeyFault, Result};
#[cfg(feature = "disk")]
use crate::files::output::{Output, Target};
#[cfg(all(unix, feature = "disk"))]
use crate::files::room;
use crate::keys::hybrid::HybridIdentity;
use crate::keys::identity::{Identity, Keyring, parse};
use crate::keys::passphrase::{self, Argon2Cost, Passphrase};
use crate::keys::pem;
use crate::keys::ssh::{self, LockedSsh, SshFile};
use crate::progress::Progress;
use crate::text;

/// A file of identities may not be larger, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 20;
const ARMOR: &str = "-----BEGIN AGE";
const OPENSSH_START: &str = "-----BEGIN OPENSSH PRIVATE KEY-----";
const RSA_START: &str = "-----BEGIN RSA PRIVATE KEY-----";

/// What a file of identities holds.
pub enum IdentityFile {
    /// Identities, ready for use.
    Plain(Vec<Identity>),
    /// Identities under a passphrase.
    Locked(LockedIdentities),
}

/// Identities that a passphrase unlocks.
#[derive(Clone)]
pub struct LockedIdentities {
    path: PathBuf,
    digest: String,
    lock: Lock,
    progress: Progress,
}

#[derive(Clone)]
enum Lock {
    /// An age file whose payload is an identity file.
    Age(Arc<dyn ReadAt>),
    /// An encrypted OpenSSH key.
    Ssh(LockedSsh),
}

impl IdentityFile {
    /// Reads an age identity file, an encrypted one, or an SSH private key.
    ///
    /// # Errors
    /// [`Error::IdentityExposed`] and [`Error::IdentityOnSharedDisk`] when others than its owner can read
    /// it; [`Error::Identity`] when
    /// it holds something else than identities; [`Error::Io`].
    pub fn read(path: &Path) -> Result<Self> {
        Self::parse(path, &read_private_file(path)?)
    }

    /// Reads what [`read_bytes`] or [`read_stream`] gave; `path` says where from.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(path: &Path, content: &[u8]) -> Result<Self> {
        let fault = |fault| Error::Identity { path: path.to_owned(), fault };
        let locked = |age: &[u8]| {
            let lock = Lock::Age(source::from_stream(age)?);
            Ok(Self::Locked(LockedIdentities::new(path, content, lock)))
        };
        if content.starts_with(b"age-encryption.org/") {
            return locked(content);
        }
        let text = text::decode(content).ok_or_else(|| fault(KeyFault::Unknown))?;
        if text.trim_start().starts_with(ARMOR) {
            return locked(text.as_bytes());
        }
        parse_text(path, &text)
    }
}

/// Reads what is under no passphrase of age's, or no longer.
fn parse_text(path: &Path, text: &str) -> Result<IdentityFile> {
    let text = text.trim_start();
    let older = pem::fault_of(text);
    if older.is_none() && [OPENSSH_START, RSA_START].iter().any(|start| text.starts_with(start)) {
        return parse_ssh(path, text);
    }
    let fault = |fault| Error::Identity { path: path.to_owned(), fault };
    match older {
        Some(older) => Err(fault(older)),
        None => parse(text).map(IdentityFile::Plain).map_err(fault),
    }
}

impl LockedIdentities {
    fn new(path: &Path, content: &[u8], lock: Lock) -> Self {
        let digest = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { path: path.to_owned(), digest, lock, progress: Progress::new() }
    }

    /// Says in `progress` when a passphrase is being checked, and stops when that is cancelled.
    #[must_use]
    pub fn watched_by(self, progress: &Progress) -> Self {
        Self { progress: progress.clone(), ..self }
    }

    /// What [`watched_by`](Self::watched_by) gave.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The file they are in.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the file, in hexadecimal.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// Unlocks them.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::Cancelled`]; the errors of a container, for a damaged file;
    /// [`Error::Identity`] when something else than identities was in it.
    pub fn unlock(&self, typed: &Passphrase) -> Result<Vec<Identity>> {
        match &self.lock {
            Lock::Age(source) => match parse_text(&self.path, &self.decrypt(source, typed)?)? {
                IdentityFile::Plain(identities) => Ok(identities),
                IdentityFile::Locked(_) => Err(self.fault(KeyFault::Unsupported)),
            },
            Lock::Ssh(key) => key.unlock(typed, &self.progress).map(|key| vec![Identity::Ssh(key)]),
        }
    }

    /// The text that is under the passphrase, to be put under another or written down.
    ///
    /// # Errors
    /// As [`unlock`](Self::unlock); [`Error::Identity`] for an SSH key, which `ssh-keygen` changes.
    pub fn unlock_text(&self, typed: &Passphrase) -> Result<Zeroizing<String>> {
        match &self.lock {
            Lock::Age(source) => self.decrypt(source, typed),
            Lock::Ssh(_) => Err(self.fault(KeyFault::SshPassphrase)),
        }
    }

    fn fault(&self, fault: KeyFault) -> Error {
        Error::Identity { path: self.path.clone(), fault }
    }

    fn decrypt(&self, source: &Arc<dyn ReadAt>, typed: &Passphrase) -> Result<Zeroizing<String>> {
        let fault = |fault| self.fault(fault);
        let mut input = BufReader::new(Sequential::new(Arc::clone(source)));
        let header = Header::read(&mut input)?;
        let mut keyring = Keyring::new().watched_by(&self.progress);
        keyring.add_passphrase(typed.clone());
        let file_key = header.unlock(&keyring)?;
        let mut payload = PayloadReader::open(&file_key, Arc::clone(source), header.encoded_len())?;
        if payload.len() > MAX_FILE_BYTES {
            return Err(fault(KeyFault::TooLarge));
        }
        let mut text = Zeroizing::new(String::with_capacity(payload.len() as usize));
        payload.read_to_string(&mut text).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => fault(KeyFault::Unknown),
            _ => Error::from_io(IoOperation::ReadInput, error),
        })?;
        Ok(text)
    }
}

/// The content of a file that only its owner should read.
fn read_private_file(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let file = text::open_given(path)?;
    #[cfg(unix)]
    {
        let metadata = file.metadata().map_err(Error::io(IoOperation::ReadInput, path))?;
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if metadata.is_file() && mode & 0o077 != 0 {
            // A stick, where every file is everyone's: what lies there must be under a passphrase.
            #[cfg(feature = "disk")]
            if !room::keeps_modes(&file) {
                let content = read_stream(path, file)?;
                return match is_in_clear(path, &content) {
                    true => Err(Error::IdentityOnSharedDisk { path: path.to_owned() }),
                    false => Ok(content),
                };
            }
            return Err(Error::IdentityExposed { path: path.to_owned() });
        }
    }
    #[cfg(windows)]
    {
        let reading = || Error::io(IoOperation::ReadInput, path);
        let is_file = file.metadata().map_err(reading())?.is_file();
        if is_file && !scelle_windows::is_private(&file).map_err(reading())? {
            return Err(Error::IdentityExposed { path: path.to_owned() });
        }
    }
    read_stream(path, file)
}

/// Whether a file of identities gives its keys to all who can read it.
#[cfg(feature = "disk")]
fn is_in_clear(path: &Path, content: &[u8]) -> bool {
    matches!(IdentityFile::parse(path, content), Ok(IdentityFile::Plain(_)))
}

/// The bytes of identities that come from elsewhere than a file; `path` stands for it.
///
/// # Errors
/// [`Error::Identity`] when there are too many, [`Error::Io`].
pub fn read_stream(path: &Path, stream: impl Read) -> Result<Zeroizing<Vec<u8>>> {
    // Reserved whole, so that growing leaves no copy of a secret behind.
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_FILE_BYTES as usize + 1));
    stream
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut content)
        .map_err(Error::io(IoOperation::ReadInput, path))?;
    if content.len() as u64 > MAX_FILE_BYTES {
        return Err(Error::Identity { path: path.to_owned(), fault: KeyFault::TooLarge });
    }
    Ok(content)
}

fn parse_ssh(path: &Path, text: &str) -> Result<IdentityFile> {
    let fault = |fault| Error::Identity { path: path.to_owned(), fault };
    Ok(match ssh::parse_identity(text).map_err(fault)? {
        SshFile::Plain(identity) => IdentityFile::Plain(vec![Identity::Ssh(identity)]),
        SshFile::Locked(key) => {
            let lock = Lock::Ssh(key);
            IdentityFile::Locked(LockedIdentities::new(path, text.as_bytes(), lock))
        }
    })
}

/// The text of an identity file, as age writes it: `created` is a date in RFC 3339.
#[must_use]
pub fn to_file(identity: &HybridIdentity, created: &str) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "# created: {created}\n# public key: {}\n{}\n",
        identity.to_recipient(),
        &*identity.encode(),
    ))
}

/// The same text under a passphrase: an age file with one `scelle/argon2id` stanza.
///
/// # Errors
/// [`Error::KdfMemory`], [`Error::Io`] when there are no random bytes.
pub fn to_locked_file(text: &str, passphrase: &Passphrase, cost: Argon2Cost) -> Result<Vec<u8>> {
    let file_key = crate::container::new_file_key()?;
    let stanza = passphrase::wrap_argon2(&file_key, passphrase, cost, &Progress::new())?;
    let mut file = Vec::new();
    let written = Header::seal(vec![stanza], &file_key)?.write(&mut file);
    written.map_err(|e| Error::from_io(IoOperation::WriteOutput, e))?;
    let mut payload = PayloadWriter::new(&file_key, file)?;
    payload.write_all(text.as_bytes()).map_err(|e| Error::from_io(IoOperation::WriteOutput, e))?;
    payload.finish()
}

/// A file of identities under a passphrase in age's armor, for channels that take nothing but text.
///
/// # Errors
/// [`Error::NotAContainer`] for a file that is under none: armor would only look as if it protected it;
/// [`Error::Io`].
pub fn to_armor(file: &[u8]) -> Result<String> {
    if file.trim_ascii_start().starts_with(ARMOR.as_bytes()) {
        Ok(String::from_utf8_lossy(file).into_owned())
    } else if file.starts_with(MAGIC) {
        in_armor(file)
    } else {
        Err(Error::NotAContainer)
    }
}

/// Any bytes in age's armor.
pub(crate) fn in_armor(file: &[u8]) -> Result<String> {
    use age::armor::{ArmoredWriter, Format};
    let writing = |e| Error::from_io(IoOperation::WriteOutput, e);
    let mut armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).map_err(writing)?;
    armor.write_all(file).map_err(writing)?;
    let text = armor.finish().map_err(writing)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Reads the bytes of a file of identities, whatever they are.
///
/// # Errors
/// As [`IdentityFile::read`].
pub fn read_bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    read_private_file(path)
}

/// The text of a file of identities; when it is under a passphrase, `unlock` gives it, watched by
/// `progress`.
///
/// # Errors
/// As [`IdentityFile::read`], and those of `unlock`.
pub fn read_text<E: From<Error>>(
    path: &Path,
    progress: &Progress,
    unlock: impl FnOnce(&LockedIdentities) -> std::result::Result<Zeroizing<String>, E>,
) -> std::result::Result<Zeroizing<String>, E> {
    let content = read_bytes(path)?;
    match IdentityFile::parse(path, &content)? {
        IdentityFile::Plain(_) => Ok(as_text(path, &content)?),
        IdentityFile::Locked(locked) => unlock(&locked.watched_by(progress)),
    }
}

/// What identities in the clear are: text.
pub(crate) fn as_text(path: &Path, content: &[u8]) -> Result<Zeroizing<String>> {
    let not_text = || Error::Identity { path: path.to_owned(), fault: KeyFault::Unknown };
    text::decode(content).ok_or_else(not_text)
}

/// Writes a file of identities that only its owner can read; its folder is made when it is missing.
///
/// # Errors
/// [`Error::TargetExists`], [`Error::Io`].
#[cfg(feature = "disk")]
pub fn write_file(target: &Target<'_>, content: &[u8]) -> Result<()> {
    write_once(target, content, |_| Ok(()))
}

/// Writes a file of identities that is to be read there again.
///
/// # Errors
/// As [`write_file`]; [`Error::IdentityOnSharedDisk`], since it would be refused from then on.
#[cfg(feature = "disk")]
pub(crate) fn write_to_use(target: &Target<'_>, content: &[u8]) -> Result<()> {
    write_once(target, content, |file| {
        match is_exposed(file) && is_in_clear(target.path, content) {
            true => Err(Error::IdentityOnSharedDisk { path: target.path.to_owned() }),
            false => Ok(()),
        }
    })
}

#[cfg(feature = "disk")]
fn write_once(
    target: &Target<'_>,
    content: &[u8],
    check: impl FnOnce(&File) -> Result<()>,
) -> Result<()> {
    let path = target.path;
    let folder = crate::files::parent_of(path);
    let writing = || Error::io(IoOperation::WriteOutput, path);
    std::fs::create_dir_all(folder).map_err(writing())?;
    let mut output = Output::create_private(target)?;
    check(output.file())?;
    output.write_all(content).map_err(writing())?;
    output.commit()
}

/// Whether other users can read a file that was made for its owner alone. Windows cannot say, on disks
/// without access lists.
#[cfg(feature = "disk")]
fn is_exposed(file: &File) -> bool {
    #[cfg(unix)]
    return file.metadata().is_ok_and(|found| {
        std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0
    });
    #[cfg(not(unix))]
    return !scelle_windows::is_private(file).unwrap_or(true);
}
