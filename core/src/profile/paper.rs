//! A key on paper, for the safe: lines that a person can type back (docs/format.md, "Keys on
//! paper"), and the page that they are printed on.

use std::path::Path;

use zeroize::Zeroizing;

use crate::error::{Error, KeyFault, Result};
use crate::keys::hybrid;
use crate::keys::identity::{self, Identity};
use crate::keys::recipient::Recipient;
use crate::text;

#[cfg(feature = "paper")]
mod page;

#[cfg(feature = "paper")]
pub use page::{Fact, Wording};

/// The characters of Bech32, in the order of their values.
const DIGITS: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
/// The largest prime that two of these characters hold: one wrong character in a line, or two that
/// changed places, always show.
const MODULUS: u32 = 1021;
const PREFIXES: [&str; 2] = [hybrid::IDENTITY_PREFIX, "AGE-SECRET-KEY-1"];
/// What follows the prefix: 32 bytes and Bech32's own checksum.
const CHARACTERS: usize = 58;
const PER_LINE: usize = 16;
const PER_GROUP: usize = 4;
const CHECK: usize = 2;
/// No typed text is longer, in bytes or in lines.
const MAX_TYPED: usize = 4096;
const MAX_LINES: usize = 8;

/// One identity, about to be printed.
pub struct Paper {
    identity: Zeroizing<String>,
    recipient: Recipient,
}

impl Paper {
    /// Takes the identity in the text of an identity file; `path` says where that is.
    ///
    /// # Errors
    /// [`Error::Identity`] when there is no identity of age's in it, or more than one.
    pub fn new(path: &Path, text: &str) -> Result<Self> {
        let fault = |fault| Error::Identity { path: path.to_owned(), fault };
        let is_age = |line: &&str| PREFIXES.iter().any(|prefix| line.starts_with(prefix));
        let mut lines = text.lines().map(str::trim).filter(is_age);
        let identity = lines.next().ok_or_else(|| fault(KeyFault::Unsupported))?;
        if lines.next().is_some() {
            return Err(fault(KeyFault::Several));
        }
        let parsed = identity::parse(identity).map_err(fault)?;
        let recipient = parsed.first().and_then(Identity::to_recipient);
        Ok(Self {
            identity: Zeroizing::new(identity.to_owned()),
            recipient: recipient.ok_or_else(|| fault(KeyFault::Unsupported))?,
        })
    }

    /// The public half.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        &self.recipient
    }

    /// The lines to type: a number, groups of characters, two characters that check the line.
    #[must_use]
    pub fn lines(&self) -> Vec<Zeroizing<String>> {
        let data = PREFIXES.iter().find_map(|prefix| self.identity.strip_prefix(prefix));
        let data = data.unwrap_or_default().as_bytes();
        data.chunks(PER_LINE).zip(1..).map(|(line, number)| print_line(line, number)).collect()
    }
}

fn print_line(line: &[u8], number: u32) -> Zeroizing<String> {
    let mut printed = Zeroizing::new(String::with_capacity(40));
    printed.push_str(&format!("{number} "));
    for group in line.chunks(PER_GROUP) {
        printed.push(' ');
        printed.extend(group.iter().copied().map(char::from));
    }
    printed.push_str("  ");
    // What was parsed as Bech32 has its characters.
    printed.extend(check(line, number).unwrap_or_default());
    printed
}

/// The line's number and its characters as the digits of a number in base 32, modulo 1021, in two
/// digits; `None` when a character is none of them.
fn check(line: &[u8], number: u32) -> Option<[char; CHECK]> {
    let value = line.iter().try_fold(number % MODULUS, |sum, byte| {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        Some((sum * 32 + u32::try_from(digit).ok()?) % MODULUS)
    })?;
    let digit = |value: u32| DIGITS.get(value as usize % 32).map(|byte| char::from(*byte));
    Some([digit(value / 32)?, digit(value)?])
}

/// Reads lines that were typed from a paper: the text of the identity; `None` when this is
/// something else. Spaces, hyphens, line numbers and case do not matter.
///
/// # Errors
/// [`Error::PaperLine`] with the first line that is not as it was printed; [`Error::Identity`] when
/// each is and the key is none.
pub fn read_typed(path: &Path, content: &[u8]) -> Result<Option<Zeroizing<String>>> {
    let text = text::decode(content);
    let Some(lines) = text.as_deref().and_then(|text| typed_lines(text)) else {
        return Ok(None);
    };
    let mut data = Zeroizing::new(String::with_capacity(CHARACTERS));
    let mut expected = CHARACTERS;
    let mut doubtful = None;
    for (line, number) in lines.iter().zip(1..) {
        let wrong = Error::PaperLine { line: number as usize };
        let length = expected.min(PER_LINE);
        // Its number may stand for a character that was left out, and pass the check by chance.
        if line.starts_with(&number.to_string()) && line.len() == length + CHECK {
            doubtful.get_or_insert(number as usize);
        }
        let Some(line) = read_line(line, length, number) else { return Err(wrong) };
        data.push_str(&line);
        expected -= length;
    }
    if expected > 0 {
        return Err(Error::PaperLine { line: lines.len() + 1 });
    }
    // Bech32's checksum covers the prefix: it tells which one was meant.
    for prefix in PREFIXES {
        let text = Zeroizing::new(format!("{prefix}{}", *data));
        if let Some(recipient) = identity::parse(&text)
            .ok()
            .and_then(|found| found.first().and_then(Identity::to_recipient))
        {
            return Ok(Some(Zeroizing::new(format!("# public key: {recipient}\n{}\n", *text))));
        }
    }
    Err(match doubtful {
        Some(line) => Error::PaperLine { line },
        None => Error::Identity { path: path.to_owned(), fault: KeyFault::Malformed },
    })
}

/// The lines of a text that looks typed from a paper, without what only parts them.
fn typed_lines(text: &str) -> Option<Vec<Zeroizing<String>>> {
    if text.len() > MAX_TYPED {
        return None;
    }
    let written = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let bare = |line: &str| {
        let kept = line.chars().filter(|c| !c.is_whitespace() && !"-–.:)|".contains(*c));
        Zeroizing::new(kept.flat_map(char::to_uppercase).collect::<String>())
    };
    let lines: Vec<_> = written.map(bare).take(MAX_LINES + 1).collect();
    let full = PER_LINE + CHECK;
    let likely = lines.iter().filter(|l| (full - 1..=full + 2).contains(&l.chars().count()));
    ((2..=MAX_LINES).contains(&lines.len()) && likely.count() * 2 >= lines.len()).then_some(lines)
}

/// The characters of a line, when they are those that its check was made of.
fn read_line(line: &str, length: usize, number: u32) -> Option<Zeroizing<String>> {
    let line = match line.strip_prefix(&number.to_string()) {
        Some(rest) if line.len() > length + CHECK => rest,
        _ => line,
    };
    // No key has these four: they are typed for characters that look alike.
    let meant = line.chars().map(|c| match c {
        'B' => '8',
        'I' | '1' => 'L',
        'O' => '0',
        other => other,
    });
    let line = Zeroizing::new(meant.collect::<String>());
    let (data, typed) = line.split_at_checked(length)?;
    let matches = typed.chars().eq(check(data.as_bytes(), number)?);
    (length > 0 && matches).then(|| Zeroizing::new(data.to_owned()))
}

#[cfg(test)]
mod tests;
