//! Labels: the names of persons and things, in access lists, cards, contacts and policies.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use crate::display::is_unfit_for_display;

/// The name of a person or a thing, as a line of text that shows what it is: 1 to 255 bytes in NFC,
/// no control, bidirectional, format or invisible characters, no space at its ends.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Label(pub(crate) String);

impl Label {
    pub(crate) const MAX_BYTES: usize = 255;

    /// `None` for anything else; spaces at the ends are dropped.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let label: String = text.trim().nfc().collect();
        let fine = !label.is_empty() && label.len() <= Self::MAX_BYTES && !is_deceptive(&label);
        fine.then_some(Self(label))
    }

    /// The nearest label to any text: what is refused in it becomes `?`, and what is too much goes.
    #[must_use]
    pub fn lossy(text: &str) -> Self {
        let mut label = String::new();
        for c in text.trim().nfc() {
            if label.len() + c.len_utf8() > Self::MAX_BYTES {
                break;
            }
            label.push(if is_refused(c) { '?' } else { c });
        }
        Self::parse(&label).unwrap_or_else(|| Self("?".to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a reader takes one for the other (UTS #39): `Аlice`, whose first letter is Cyrillic,
    /// for `Alice`. A label looks like itself.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        Look::of(self).is_like(&Look::of(other))
    }
}

/// What a label looks like, computed once to be compared with many.
pub(crate) struct Look {
    as_written: String,
    folded: String,
}

impl Look {
    pub(crate) fn of(label: &Label) -> Self {
        let text = label.as_str();
        Self { as_written: skeleton(text).collect(), folded: skeleton(&fold(text)).collect() }
    }

    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.as_written == other.as_written || self.folded == other.folded
    }
}

/// A name as it is compared: accents count, case and spacing do not.
pub(crate) fn fold(name: &str) -> String {
    let lower: String = name.nfc().collect::<String>().to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds a character that no label may hold.
pub(crate) fn is_deceptive(text: &str) -> bool {
    text.contains(is_refused)
}

fn is_refused(c: char) -> bool {
    is_unfit_for_display(c) || is_invisible(c)
}

/// Characters that show nothing, or only change how their neighbours are shown: with them two names
/// that look the same are two names. File names may hold them (emoji are made with some); the names
/// of people need none. These are the format characters (general category Cf), the default-ignorable
/// code points (assigned or not), and the blanks that Unicode counts as letters or symbols.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{16fe4}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d159}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind, and the ends of the ranges.
    #[test]
    fn a_label_holds_nothing_that_does_not_show() {
        let invisible = [
            '\u{ad}',
            '\u{34f}',
            '\u{600}',
            '\u{61c}',
            '\u{6dd}',
            '\u{70f}',
            '\u{8e2}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{17b5}',
            '\u{180b}',
            '\u{180e}',
            '\u{180f}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{202e}',
            '\u{2060}',
            '\u{2064}',
            '\u{2065}',
            '\u{2066}',
            '\u{206a}',
            '\u{206f}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff0}',
            '\u{fff8}',
            '\u{fff9}',
            '\u{fffa}',
            '\u{fffb}',
            '\u{110bd}',
            '\u{110cd}',
            '\u{13430}',
            '\u{1343f}',
            '\u{16fe4}',
            '\u{1bca0}',
            '\u{1d159}',
            '\u{1d173}',
            '\u{1d17a}',
            '\u{e0000}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e007f}',
            '\u{e0100}',
            '\u{e01ef}',
            '\u{e0fff}',
        ];
        for c in invisible {
            let name = format!("Al{c}ice");
            assert_eq!(Label::parse(&name), None, "U+{:04X}", u32::from(c));
            assert_eq!(Label::lossy(&name).as_str(), "Al?ice", "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn names_of_people_are_labels() {
        for name in [
            "Anne-Élise d’Œuvre",
            "Nguyễn Thị Minh",
            "Łukasz Żółć",
            "Алиса Иванова",
            "Ελένη",
            "李小龍",
            "김민준",
            "محمد",
            "שרה",
            "नेहा",
            "สมชาย",
            "DGFiP / bureau 2A (Évry) 🗂",
        ] {
            assert_eq!(Label::parse(name).as_ref().map(Label::as_str), Some(name));
        }
    }

    #[test]
    fn what_is_read_alike_looks_alike() {
        let label = |text: &str| Label::parse(text).unwrap();
        let alike = |one: &str, other: &str| label(one).looks_like(&label(other));
        for (one, other) in [
            ("Alice", "Alice"),
            ("Alice", "alice"),
            ("Alice", "Аlice"),
            ("Alice", "AIice"),
            ("Alice Martin", "Alice\u{a0}Martin"),
            ("Alice Martin", "Alice  Martin"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("Alice", "Alicia"), ("Élise", "Elise"), ("Bob", "Rob")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
