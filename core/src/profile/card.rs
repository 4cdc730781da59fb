//! Contact cards: a public key with the name of its holder, as a small text file that
//! `age -R` takes as well (docs/format.md, "Contact cards").

use std::fmt;
use std::fs::File;
use std::path::Path;

use crate::error::{Error, KeyFault, Result};
use crate::keys::label::Label;
use crate::keys::recipient::{self, Recipient};
use crate::text;

/// What files of cards are called.
pub const EXTENSION: &str = "scelle-card";
/// A card may not be longer, in bytes.
const MAX_BYTES: u64 = 64 * 1024;
const TITLE: &str = "# Scellé: carte de contact, contact card";

/// Whether this is the name of a card's file, which no contact has.
pub(crate) fn is_named_so(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|end| end == EXTENSION)
}

/// A person's public key, and who they say they are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Card {
    /// Their name.
    pub name: Option<Label>,
    /// Their e-mail address.
    pub email: Option<Label>,
    /// Where they work.
    pub organisation: Option<Label>,
    /// When the card was made, as it says: `2026-11-21`.
    pub date: Option<Label>,
    /// Their key.
    pub recipient: Recipient,
}

impl Card {
    /// Reads a card from its file.
    ///
    /// # Errors
    /// [`Error::RecipientsFile`] with the line at fault, [`Error::NotRegular`], [`Error::Io`].
    pub fn read(path: &Path) -> Result<Self> {
        Self::read_from(path, text::open_regular(path)?)
    }

    /// Reads a card that the user named, from a pipe too.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_given(path: &Path) -> Result<Self> {
        Self::read_from(path, text::open_given(path)?)
    }

    fn read_from(path: &Path, file: File) -> Result<Self> {
        Self::parse(path, &recipient::read_text(path, file, MAX_BYTES)?)
    }

    /// Reads a card; `path` is for the errors.
    ///
    /// # Errors
    /// [`Error::RecipientsFile`] with the line at fault.
    pub fn parse(path: &Path, content: &str) -> Result<Self> {
        let fault = |line, fault| Error::RecipientsFile { path: path.to_owned(), line, fault };
        let file = recipient::parse_recipients_file(path, content)?;
        if let Some(skipped) = file.skipped.first() {
            return Err(fault(skipped.line, KeyFault::Unsupported));
        }
        let recipients = file.recipients;
        let [recipient] = recipients.as_slice() else {
            return Err(fault(line_of_second_key(content), KeyFault::Several));
        };
        let mut card = Self {
            name: None,
            email: None,
            organisation: None,
            date: None,
            recipient: recipient.clone(),
        };
        let content = content.strip_prefix('\u{feff}').unwrap_or(content);
        for (number, line) in content.lines().enumerate() {
            let Some((key, value)) = line.strip_prefix('#').and_then(|c| c.split_once(':')) else {
                continue;
            };
            let slot = match key.trim() {
                "name" => &mut card.name,
                "email" => &mut card.email,
                "organisation" => &mut card.organisation,
                "date" => &mut card.date,
                _ => continue,
            };
            let text = Label::parse(value);
            if text.is_none() || slot.is_some() {
                return Err(fault(number + 1, KeyFault::BadText));
            }
            *slot = text;
        }
        Ok(card)
    }
}

/// The line of the key that is one too many, of a text in which every line that is no comment is a key.
fn line_of_second_key(content: &str) -> usize {
    let lines = content.lines().map(str::trim).enumerate();
    let mut keys = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    keys.nth(1).map_or(1, |(number, _)| number + 1)
}

/// The card as it is written.
impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{TITLE}")?;
        let fields = [
            ("name", &self.name),
            ("email", &self.email),
            ("organisation", &self.organisation),
            ("date", &self.date),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                writeln!(f, "# {key}: {value}")?;
            }
        }
        writeln!(f, "{}", self.recipient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";

    fn parse(content: &str) -> Result<Card> {
        Card::parse(Path::new("c.scelle-card"), content)
    }

    #[test]
    fn a_card_survives_its_file_and_age_takes_it() {
        let card = Card {
            name: Label::parse("Alice Martin"),
            email: Label::parse("alice@example.fr"),
            organisation: Label::parse("Direction des finances"),
            date: Label::parse("2026-11-21"),
            recipient: KEY.parse().unwrap(),
        };
        let text = card.to_string();
        assert_eq!(parse(&text).unwrap(), card);
        assert_eq!(parse(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap(), card);
        // What age reads: lines that are not empty and do not start with `#`.
        let keys: Vec<_> = text.lines().filter(|l| !l.starts_with('#')).collect();
        assert_eq!(keys, [KEY]);
    }

    #[test]
    fn a_hostile_card_is_refused_with_its_line() {
        for (content, line) in [
            (format!("# name: Al\u{202e}ice\n{KEY}\n"), 1),
            (format!("#\n# name: A\0B\n{KEY}\n"), 2),
            (format!("# name: A\n# name: B\n{KEY}\n"), 2),
            (format!("# name: {}\n{KEY}\n", "x".repeat(300)), 1),
            (format!("{KEY}\n{KEY}\n"), 2),
            (format!("# name: A\n\n{KEY}\n# email: a@b.c\n{KEY}\n"), 5),
            (format!("# name: A\n{KEY}\nAGE-SECRET-KEY-1QQQ\n"), 3),
            ("# name: nobody\n".to_owned(), 1),
        ] {
            match parse(&content) {
                Err(Error::RecipientsFile { line: found, .. }) => assert_eq!(found, line),
                other => panic!("{content:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_enormous_file_is_not_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.scelle-card");
        std::fs::write(&path, vec![b'#'; 10_000_000]).unwrap();
        let refused = Card::read(&path);
        assert!(
            matches!(refused, Err(Error::RecipientsFile { fault: KeyFault::TooLarge, .. })),
            "{refused:?}"
        );
    }
}
