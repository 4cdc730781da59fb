//! `--files-from`: paths from a list, one a line or each ended by a NUL character. They are bytes where
//! the system's paths are.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use scelle_core::error::{Error, IoOperation};
use scelle_core::text::{self, TextFault};

use crate::failure::{Failure, ListFault, Result};
use crate::stdio::is_stream;

/// A list may not be longer, in bytes.
const MAX_BYTES: u64 = 64 << 20;
/// Nor hold more, empty lines included.
const MAX_PATHS: usize = 1_000_000;

/// The paths of a list; none when it is empty. `-` in it is a file of that name.
pub(super) fn read(list: &Path, null: bool) -> Result<Vec<PathBuf>> {
    if is_stream(list) {
        return parse(list, null, &mut io::stdin().lock());
    }
    parse(list, null, &mut BufReader::new(text::open_given(list)?))
}

fn parse(list: &Path, null: bool, input: &mut dyn BufRead) -> Result<Vec<PathBuf>> {
    let fault = |fault| Failure::List { path: list.to_owned(), fault };
    if !null && text::is_utf16(input.fill_buf().map_err(reading(list))?) {
        let decoded = text::read(input, MAX_BYTES).map_err(reading(list))?;
        let decoded = decoded.map_err(|why| match why {
            TextFault::NotText => fault(ListFault::NotText { line: 1 }),
            TextFault::TooLarge => fault(ListFault::TooLong),
        })?;
        return parse(list, null, &mut decoded.as_bytes());
    }
    let mut input = input.take(MAX_BYTES + 1);
    let (mut paths, mut bytes, mut number) = (Vec::new(), Vec::new(), 0);
    loop {
        bytes.clear();
        let end = if null { 0 } else { b'\n' };
        if input.read_until(end, &mut bytes).map_err(reading(list))? == 0 {
            return Ok(paths);
        }
        number += 1;
        if input.limit() == 0 || number > MAX_PATHS {
            return Err(fault(ListFault::TooLong));
        }
        let path = if null { bytes.strip_suffix(b"\0").unwrap_or(&bytes) } else { line(&bytes) };
        if path.contains(&0) {
            return Err(fault(ListFault::HoldsNul { line: number }));
        }
        match path {
            b"" => {}
            b"-" => paths.push("./-".into()),
            path => {
                let path = path_of(path).ok_or(fault(ListFault::NotText { line: number }))?;
                paths.push(path);
            }
        }
    }
}

/// Without its end, that of Windows included, nor the mark that its editors put before a text.
fn line(bytes: &[u8]) -> &[u8] {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
}

fn reading(list: &Path) -> impl Fn(io::Error) -> Error + '_ {
    let path = Some(list).filter(|list| !is_stream(list));
    move |source| Error::Io {
        operation: IoOperation::ReadInput,
        path: path.map(Path::to_owned),
        source,
    }
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere not all bytes are a path")]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &[u8], null: bool) -> Result<Vec<PathBuf>> {
        parse(Path::new("list"), null, &mut &*text)
    }

    #[track_caller]
    fn gives(text: &[u8], null: bool, expected: &[&str]) {
        let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
        assert_eq!(parse_text(text, null).unwrap(), expected);
    }

    #[test]
    fn lines_end_as_any_system_ends_them() {
        gives(b"a\nb c\n", false, &["a", "b c"]);
        gives(b"a\r\nb\r\n", false, &["a", "b"]);
        gives(b"\xef\xbb\xbfa\n\n\r\n b", false, &["a", " b"]);
        gives(b"", false, &[]);
        gives(b"\n\n", false, &[]);
    }

    #[test]
    fn a_list_of_windows_is_read() {
        let utf16 = |text: &str| -> Vec<u8> {
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        };
        gives(&utf16("été.txt\r\nb\r\n"), false, &["été.txt", "b"]);
        assert!(parse_text(b"\xff\xfea", false).is_err());
    }

    #[test]
    fn a_nul_ends_what_may_hold_anything_else() {
        gives(b"a\nb\r\0c\0", true, &["a\nb\r", "c"]);
        gives(b"a\0\0b", true, &["a", "b"]);
        gives(b"", true, &[]);
    }

    #[test]
    fn a_list_never_means_standard_input() {
        gives(b"-\n", false, &["./-"]);
        gives(b"-\0", true, &["./-"]);
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_bytes() {
        for (text, null) in [(b"caf\xe9\n", false), (b"caf\xe9\0", true)] {
            let paths = parse_text(text, null).unwrap();
            let bytes: Vec<_> = paths.iter().map(|p| p.as_os_str().as_encoded_bytes()).collect();
            assert_eq!(bytes, [b"caf\xe9"]);
        }
    }

    #[test]
    fn what_is_no_list_is_refused_with_its_line() {
        let refused = parse_text(b"a\nb\0c\0", false);
        let holds_nul = ListFault::HoldsNul { line: 2 };
        match refused {
            Err(Failure::List { fault, .. }) => {
                assert_eq!(format!("{fault:?}"), format!("{holds_nul:?}"));
            }
            other => panic!("{other:?}"),
        }
        let too_long =
            |refused| matches!(refused, Err(Failure::List { fault: ListFault::TooLong, .. }));
        let endless = io::repeat(b'a').take(MAX_BYTES * 2);
        assert!(too_long(parse(Path::new("list"), false, &mut BufReader::new(endless))));
        assert!(too_long(parse_text(&b"a\n".repeat(MAX_PATHS + 1), false)));
        assert_eq!(parse_text(&b"a\n".repeat(MAX_PATHS), false).unwrap().len(), MAX_PATHS);
    }
}
