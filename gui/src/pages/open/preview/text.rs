//! Text and tables, in the encodings that are in use.

use scelle_core::display::escape_text;
use zeroize::Zeroizing;

/// Number of rows and columns that are shown of a table.
pub(super) const MAX_ROWS: usize = 10_000;
const MAX_COLUMNS: usize = 40;
/// Longer lines are split.
const MAX_LINE: usize = 400;

/// How a text was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::pages::open) enum Encoding {
    Utf8,
    Utf16,
    /// Windows-1252, a guess: nothing in the file says so.
    Windows1252,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// A file as text; `None` when it is something else.
pub(super) fn decoded(bytes: &[u8]) -> Option<(Zeroizing<String>, Encoding)> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some((utf16(rest, u16::from_le_bytes)?, Encoding::Utf16));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Some((utf16(rest, u16::from_be_bytes)?, Encoding::Utf16));
    }
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bare) {
        return Some((Zeroizing::new(text.to_owned()), Encoding::Utf8));
    }
    // Of three bytes at most: the buffer is not left behind for a larger one.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().saturating_mul(3)));
    for byte in bytes {
        text.push(windows_1252(*byte)?);
    }
    Some((text, Encoding::Windows1252))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let (units, []) = bytes.as_chunks::<2>() else { return None };
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().saturating_mul(2)));
    for c in char::decode_utf16(units.iter().map(|pair| unit(*pair))) {
        text.push(c.ok()?);
    }
    Some(text)
}

/// The characters of 0x80 to 0x9f; the others are those of Latin-1. Five bytes stand for none.
#[rustfmt::skip]
const HIGH: [Option<char>; 32] = [
    Some('€'), None,      Some('‚'), Some('ƒ'), Some('„'), Some('…'), Some('†'), Some('‡'),
    Some('ˆ'), Some('‰'), Some('Š'), Some('‹'), Some('Œ'), None,      Some('Ž'), None,
    None,      Some('‘'), Some('’'), Some('“'), Some('”'), Some('•'), Some('–'), Some('—'),
    Some('˜'), Some('™'), Some('š'), Some('›'), Some('œ'), None,      Some('ž'), Some('Ÿ'),
];

/// `None` for what no text has: bytes without a character, and control characters.
fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        b'\t' | b'\n' | b'\r' | 0x0c | 0x20..=0x7e | 0xa0.. => Some(char::from(byte)),
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().flatten(),
        _ => None,
    }
}

/// Keeps line ends, and escapes other invisible or misleading characters.
pub(super) fn lines(text: &str) -> Vec<Zeroizing<String>> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let shown = Zeroizing::new(escape_text(&line.replace('\t', "    ")));
        let mut rest = shown.as_str();
        while let Some((end, _)) = rest.char_indices().nth(MAX_LINE) {
            let (part, after) = rest.split_at(end);
            lines.push(Zeroizing::new(part.to_owned()));
            rest = after;
        }
        lines.push(Zeroizing::new(rest.to_owned()));
    }
    lines
}

/// The cells of a table: RFC 4180, with semicolons or tabs where the first line has more of them.
pub(super) fn cells(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|c| count(*c)).unwrap_or(',');
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            c if c == separator && !quoted => row.push(escape_text(&std::mem::take(&mut cell))),
            '\n' if !quoted => {
                row.push(escape_text(std::mem::take(&mut cell).trim_end_matches('\r')));
                row.truncate(MAX_COLUMNS);
                rows.push(std::mem::take(&mut row));
                if rows.len() == MAX_ROWS {
                    return rows;
                }
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(escape_text(&cell));
        row.truncate(MAX_COLUMNS);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<(String, Encoding)> {
        decoded(bytes).map(|(text, encoding)| (text.to_string(), encoding))
    }

    #[test]
    fn tables_are_read_as_they_are_written() {
        let rows = cells("nom;note\r\n\"Du;pont\";\"dit \"\"oui\"\"\"\r\nx;");
        assert_eq!(rows, [vec!["nom", "note"], vec!["Du;pont", "dit \"oui\""], vec!["x", ""]]);
        assert_eq!(cells("a,b\n1,2"), [vec!["a", "b"], vec!["1", "2"]]);
        assert_eq!(cells(&"x\n".repeat(2 * MAX_ROWS)).len(), MAX_ROWS);
    }

    #[test]
    fn what_french_programs_export_is_read() {
        let exported = b"Pr\xe9nom;Co\xfbt\r\nZo\xeb;12 \x80\r\nL\x92\x9cuvre \xab\xa0d\x92\xe9t\xe9\xa0\xbb;\x85";
        let (text, encoding) = read(exported).unwrap();
        assert_eq!(text, "Prénom;Coût\r\nZoë;12 €\r\nL’œuvre «\u{a0}d’été\u{a0}»;…");
        assert_eq!(encoding, Encoding::Windows1252);
        assert_eq!(cells(&text)[1], ["Zoë", "12 €"]);
    }

    #[test]
    fn text_with_a_mark_of_its_encoding_is_read_by_it() {
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| "\u{feff}été 🗝".encode_utf16().flat_map(unit).collect();
        let (little, big): (Vec<u8>, Vec<u8>) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for bytes in [little, big] {
            assert_eq!(read(&bytes), Some(("été 🗝".to_owned(), Encoding::Utf16)));
        }
        assert_eq!(read("\u{feff}été".as_bytes()), Some(("été".to_owned(), Encoding::Utf8)));
        assert_eq!(read("été".as_bytes()), Some(("été".to_owned(), Encoding::Utf8)));
    }

    #[test]
    fn what_is_no_text_is_not_shown_as_text() {
        for bytes in [
            // Half a surrogate pair; half a unit; a byte of no character; control characters.
            &b"\xff\xfe\x00\xd8"[..],
            b"\xff\xfea",
            b"\xe9\x81",
            b"\xe9\x00",
            b"\xe9\x1b[0m",
            &[0x7f, 0xe9],
            b"\x89PNG\r\n\x1a\n\x00\x00",
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn text_shows_no_more_than_there_is() {
        let shown = lines("a\u{202e}b\n\tc\u{1b}[0m");
        let shown: Vec<&str> = shown.iter().map(|line| line.as_str()).collect();
        let hostile = shown.iter().any(|line| line.contains(['\u{202e}', '\u{1b}']));
        assert!(!hostile, "{shown:?}");
        assert!(shown[1].starts_with("    c"));
        assert_eq!(lines("AGE-SECRET-KEY-1QQQ")[0].as_str(), "AGE-SECRET-KEY-1QQQ");
    }

    #[test]
    fn a_line_without_end_is_shown_as_several() {
        let shown = lines(&"é".repeat(1000));
        assert_eq!(shown.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [400, 400, 200]);
    }
}
