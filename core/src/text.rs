//! Texts from users, read in one place: bounded, without a byte order mark, UTF-8 or the UTF-16 that
//! Windows writes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::{Error, IoOperation, Result};

const BOM: char = '\u{feff}';
const UTF16_LE: [u8; 2] = [0xff, 0xfe];
const UTF16_BE: [u8; 2] = [0xfe, 0xff];

/// Why a file gives no text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TextFault {
    /// It is neither UTF-8 nor UTF-16 with its byte order mark.
    NotText,
    /// It is longer than its reader takes.
    TooLarge,
}

/// Decodes a text, and drops its byte order mark; `None` when it is none.
///
/// The ends of its lines stay: [`str::lines`] takes both kinds.
#[must_use]
pub fn decode(content: &[u8]) -> Option<Zeroizing<String>> {
    let decoded = if let Some(units) = content.strip_prefix(&UTF16_LE) {
        from_utf16(units, u16::from_le_bytes)?
    } else if let Some(units) = content.strip_prefix(&UTF16_BE) {
        from_utf16(units, u16::from_be_bytes)?
    } else {
        let text = std::str::from_utf8(content).ok()?;
        Zeroizing::new(text.strip_prefix(BOM).unwrap_or(text).to_owned())
    };
    Some(decoded)
}

/// Whether a text is in UTF-16, as its byte order mark says.
#[must_use]
pub fn is_utf16(start: &[u8]) -> bool {
    start.starts_with(&UTF16_LE) || start.starts_with(&UTF16_BE)
}

fn from_utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let (units, rest) = bytes.as_chunks();
    if !rest.is_empty() {
        return None;
    }
    // Reserved whole, so that growing leaves no copy of a secret behind: three bytes a unit at most.
    let mut text = Zeroizing::new(String::with_capacity(units.len() * 3));
    for c in char::decode_utf16(units.iter().copied().map(unit)) {
        text.push(c.ok()?);
    }
    Some(text)
}

/// The line of a text that is one line; `None` when there is more.
#[must_use]
pub fn single_line(text: &str) -> Option<&str> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    (!line.contains(['\n', '\r'])).then_some(line)
}

/// Reads a text of at most `limit` bytes.
///
/// # Errors
/// The system's.
pub fn read(
    input: impl Read,
    limit: u64,
) -> io::Result<std::result::Result<Zeroizing<String>, TextFault>> {
    let mut content = Zeroizing::new(Vec::new());
    input.take(limit.saturating_add(1)).read_to_end(&mut content)?;
    Ok(if content.len() as u64 > limit {
        Err(TextFault::TooLarge)
    } else {
        decode(&content).ok_or(TextFault::NotText)
    })
}

/// Opens a file that a user named. It may be a pipe, which is waited for, as `cat` would.
///
/// # Errors
/// [`Error::Io`], for a folder too.
pub fn open_given(path: &Path) -> Result<File> {
    let reading = || Error::io(IoOperation::ReadInput, path);
    let opened = if cfg!(windows) { open_unblocked(path) } else { File::open(path) };
    let file = opened.map_err(reading())?;
    match file.metadata().map_err(reading())?.is_dir() {
        true => Err(reading()(io::ErrorKind::IsADirectory.into())),
        false => Ok(file),
    }
}

/// Opens a file that the user did not name: a pipe or a device in its place is not waited for.
///
/// # Errors
/// [`Error::NotRegular`], [`Error::Io`].
pub fn open_regular(path: &Path) -> Result<File> {
    let reading = || Error::io(IoOperation::ReadInput, path);
    let file = match open_unblocked(path) {
        Err(_) if is_special(path) => return Err(Error::NotRegular { path: path.to_owned() }),
        opened => opened.map_err(reading())?,
    };
    let metadata = file.metadata().map_err(reading())?;
    if metadata.is_dir() {
        return Err(reading()(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.is_file() { Ok(file) } else { Err(Error::NotRegular { path: path.to_owned() }) }
}

/// The same, `None` when there is nothing. A link that leads nowhere is not nothing.
///
/// # Errors
/// As [`open_regular`].
pub fn open_if_there(path: &Path) -> Result<Option<File>> {
    match open_regular(path) {
        Err(Error::Io { source, .. })
            if source.kind() == io::ErrorKind::NotFound && !leads_nowhere(path) =>
        {
            Ok(None)
        }
        opened => opened.map(Some),
    }
}

/// Whether a link on the way to a path, or at its end, leads nowhere.
fn leads_nowhere(path: &Path) -> bool {
    let is_dangling = |place: &Path| {
        place.symlink_metadata().is_ok_and(|there| there.is_symlink()) && place.metadata().is_err()
    };
    path.ancestors().any(is_dangling)
}

/// A socket cannot be opened at all.
fn is_special(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir())
}

#[cfg(unix)]
fn open_unblocked(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

/// Opens a folder as well, so that it can be named for what it is.
#[cfg(windows)]
fn open_unblocked(path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;
    const BACKUP_SEMANTICS: u32 = 0x0200_0000;
    File::options().read(true).custom_flags(BACKUP_SEMANTICS).open(path)
}

#[cfg(not(any(unix, windows)))]
fn open_unblocked(path: &Path) -> io::Result<File> {
    File::open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_however_an_editor_wrote_it() {
        let text = "clé secrète 🔑\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let utf16 = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let units = units.iter().flat_map(|unit| bytes(*unit));
            bom.into_iter().chain(units).collect::<Vec<u8>>()
        };
        for written in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(UTF16_LE, u16::to_le_bytes),
            utf16(UTF16_BE, u16::to_be_bytes),
        ] {
            assert_eq!(decode(&written).unwrap().as_str(), text);
        }
        // Half a unit, half a pair, and bytes that are neither.
        for bad in [&b"\xff\xfea"[..], b"\xff\xfe\x3d\xd8", b"\xffabc"] {
            assert!(decode(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_line_is_one_line() {
        for text in ["a b", "a b\n", "a b\r\n"] {
            assert_eq!(single_line(text), Some("a b"));
        }
        for more in ["a\nb", "a\r\nb\n", "a\n\n", "\ra"] {
            assert_eq!(single_line(more), None, "{more:?}");
        }
    }

    #[test]
    fn what_is_longer_than_its_reader_takes_is_not_read_whole() {
        let read = |input: &[u8]| read(input, 4).unwrap();
        assert_eq!(read(b"abcd").unwrap().as_str(), "abcd");
        assert_eq!(read(b"abcde").err(), Some(TextFault::TooLarge));
        assert_eq!(read(b"\xff").err(), Some(TextFault::NotText));
        let endless = super::read(io::repeat(b'a'), 1 << 20).unwrap();
        assert_eq!(endless.err(), Some(TextFault::TooLarge));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(made.success());
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        for special in [at("pipe"), at("socket"), "/dev/zero".into()] {
            let opened = open_if_there(&special);
            assert!(matches!(opened, Err(Error::NotRegular { .. })), "{opened:?}");
        }
        let opened = open_if_there(folder.path());
        assert!(matches!(opened, Err(Error::Io { .. })), "{opened:?}");
        assert!(open_if_there(&at("none")).unwrap().is_none());
        std::fs::write(at("file"), "").unwrap();
        assert!(open_if_there(&at("file")).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink(at("gone"), at("link")).unwrap();
        for path in [at("link"), at("link/policy.toml")] {
            let opened = open_if_there(&path);
            assert!(matches!(opened, Err(Error::Io { .. })), "{opened:?}");
        }
    }
}
