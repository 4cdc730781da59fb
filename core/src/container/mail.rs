//! Armor as mail brings it: with text around it, quoted, behind a byte order mark, its lines broken
//! elsewhere. What comes out is age's binary file, which proves itself: no strictness is lost.

use std::io::{self, BufRead, Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, IoOperation, Result};

const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
/// How far from its start a mail is searched for armor: behind its headers and a letter.
pub(super) const WITHIN: u64 = 256 * 1024;
/// Mail has lines of at most 998 bytes.
const MAX_LINE: usize = 1024;
/// age's lines, but for the last.
const COLUMNS: usize = 64;
/// Text that is decoded at once.
const PIECE: usize = 48 * 1024;

/// Where the line starts that begins the armor.
pub(super) fn find(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive(|byte| *byte == b'\n').find_map(|line| {
        let start = at;
        at += line.len();
        unquoted(line).starts_with(BEGIN).then_some(start)
    })
}

/// A line without its end, its quoting and the spaces around it.
fn unquoted(line: &[u8]) -> &[u8] {
    let mut line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    while let [b' ' | b'\t' | b'>' | b'|', rest @ ..] = line {
        line = rest;
    }
    line.trim_ascii_end()
}

/// Takes the container out of the armor that the input starts with; tells whether the armor, and what
/// follows it, is as age's specification has it. `writing` makes an error of what the output has to say.
pub(super) fn unwrap(
    mut input: impl BufRead,
    output: &mut impl Write,
    writing: impl Fn(io::Error) -> Error,
) -> Result<bool> {
    let mut line = Vec::new();
    read_line(&mut input, &mut line)?;
    if unquoted(&line) != BEGIN {
        return Err(Error::Armor);
    }
    let mut exact = without_end(&line) == BEGIN;
    let mut text = Vec::with_capacity(PIECE + MAX_LINE);
    let (mut padded, mut last) = (false, COLUMNS);
    loop {
        read_line(&mut input, &mut line)?;
        let bare = unquoted(&line);
        if bare == END {
            exact &= without_end(&line) == END;
            break;
        }
        exact &=
            last == COLUMNS && (1..=COLUMNS).contains(&bare.len()) && without_end(&line) == bare;
        last = bare.len();
        if padded && bare.iter().any(|byte| *byte != b'=') {
            return Err(Error::Armor);
        }
        padded |= bare.ends_with(b"=");
        text.extend_from_slice(bare);
        if text.len() >= PIECE {
            let whole = text.len() / 4 * 4;
            decode(text.get(..whole).unwrap_or_default(), output, &writing)?;
            text.drain(..whole);
        }
    }
    decode(&text, output, &writing)?;
    output.flush().map_err(writing)?;
    Ok(exact && only_spaces_follow(&mut input)?)
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The next line, which is there, and not longer than mail has them.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<()> {
    line.clear();
    let read = input.by_ref().take(MAX_LINE as u64).read_until(b'\n', line);
    read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
    let whole = line.len() < MAX_LINE || line.ends_with(b"\n");
    if whole && !line.is_empty() { Ok(()) } else { Err(Error::Armor) }
}

fn decode(
    text: &[u8],
    output: &mut impl Write,
    writing: impl Fn(io::Error) -> Error,
) -> Result<()> {
    let bytes = STANDARD.decode(text).map_err(|_| Error::Armor)?;
    output.write_all(&bytes).map_err(writing)
}

/// Whether nothing but white space follows, as far as a mail has more of it.
fn only_spaces_follow(input: &mut impl BufRead) -> Result<bool> {
    let mut rest = Vec::new();
    let read = input.by_ref().take(MAX_LINE as u64 + 1).read_to_end(&mut rest);
    read.map_err(|e| Error::from_io(IoOperation::ReadContainer, e))?;
    Ok(rest.len() <= MAX_LINE && rest.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armor(plain: &[u8]) -> String {
        crate::profile::identity_file::in_armor(plain).unwrap()
    }

    fn unwrapped(text: &[u8]) -> Option<(Vec<u8>, bool)> {
        let begin = find(text)?;
        let mut plain = Vec::new();
        let writing = |e| Error::from_io(IoOperation::WriteOutput, e);
        let exact = unwrap(&text[begin..], &mut plain, writing).ok()?;
        Some((plain, exact && text[..begin].trim_ascii().is_empty()))
    }

    #[test]
    fn exact_armor_is_known_as_such() {
        for len in [1, 2, 3, 47, 48, 49, 96, 100_000] {
            let plain = vec![7; len];
            let text = armor(&plain);
            let with_carriage_returns = text.replace('\n', "\r\n");
            for text in [&text, &with_carriage_returns, &format!("{text}\n \n")] {
                assert_eq!(unwrapped(text.as_bytes()), Some((plain.clone(), true)), "{len}");
            }
        }
    }

    #[test]
    fn armor_is_found_in_a_mail() {
        let plain: Vec<u8> = (0..200).collect();
        let text = armor(&plain);
        let quoted =
            |mark: &str| text.lines().map(|line| format!("{mark}{line}\n")).collect::<String>();
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let wrapped = |columns: usize, end: &str| {
            let lines = body.as_bytes().chunks(columns);
            let lines = lines.map(|line| format!("{}{end}", String::from_utf8_lossy(line)));
            let lines: String = lines.collect();
            let [begin, last] = [BEGIN, END].map(String::from_utf8_lossy);
            format!("{begin}{end}{lines}{last}{end}")
        };
        for mail in [
            format!("Dear Bob,\n\nhere it is:\n{text}"),
            format!("{text}\n-- \nAlice\n"),
            format!("Subject: x\r\n\r\n{}\r\nRegards\r\n", text.replace('\n', "\r\n")),
            format!("\u{feff}{text}"),
            format!("On Monday, Alice wrote:\n{}", quoted("> ")),
            quoted(">> > "),
            quoted("   "),
            text.replace('\n', " \t\n"),
            text.replace('\n', "\n\n"),
            wrapped(1, "\n"),
            wrapped(50, "\r\n"),
            wrapped(72, "\n"),
            wrapped(900, "\n"),
        ] {
            assert_eq!(unwrapped(mail.as_bytes()), Some((plain.clone(), false)), "{mail}");
        }
    }

    #[test]
    fn armor_that_is_damaged_is_refused() {
        let text = armor(&[7; 200]);
        for mail in [
            text.replacen("Bw", "B-", 1),
            text.replacen("Bw", "B", 1),
            text.replacen("BwcH", "", 1).replace("-----END", "-----END OF"),
            text.lines().take(3).collect::<Vec<_>>().join("\n"),
            text.replacen("FILE-----", "FILE----- x", 1),
            text.replace("=\n", "=\nBwcH\n"),
            text.replacen("BwcH", &"BwcH".repeat(300), 1),
        ] {
            assert!(find(mail.as_bytes()).is_some(), "{mail}");
            assert_eq!(unwrapped(mail.as_bytes()), None, "{mail}");
        }
        assert_eq!(find(b"see -----BEGIN AGE ENCRYPTED FILE-----\n"), None);
    }
}
