//! What a container holds: names that are safe to write, and the facts about each entry.

use std::cmp::Ordering;
use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::code_page::CodePage;
use super::permissions::Permissions;
use crate::display::{escape, is_bidi_control, is_unfit_for_display};
use crate::error::{Error, NameFault, Result};

/// A name may not be longer, in bytes: what systems take as a whole path.
const MAX_NAME_BYTES: usize = 4096;
/// Nor one of its components: what file systems take.
const MAX_COMPONENT_BYTES: usize = 255;

/// The name of an entry: components joined by `/`, in NFC, without anything that could lead out of
/// the folder it is extracted to or deceive its reader. Ordered by component, so that a
/// folder comes right before what it holds.
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct EntryName(Box<str>);

/// What to do with names that would be refused.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Names {
    /// Refuse the whole.
    #[default]
    Refuse,
    /// Escape them, and those that are not portable: see [`EntryName::parse_escaping`].
    Escape,
    /// Escape them alone, so that all others are shown by the name under which they are found.
    Show,
}

/// How an archive is read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Reading {
    /// What to do with names that would be refused.
    pub names: Names,
    /// The code page of names that are not marked as UTF-8.
    pub code_page: Option<CodePage>,
}

impl From<Names> for Reading {
    fn from(names: Names) -> Self {
        Self { names, code_page: None }
    }
}

impl EntryName {
    /// Reads a name, in any normalization form.
    ///
    /// # Errors
    /// [`Error::Name`] with the rule that it breaks.
    pub fn parse(name: &str) -> Result<Self> {
        let name =
            if name.is_ascii() || is_nfc(name) { name.to_owned() } else { name.nfc().collect() };
        match fault_of(&name) {
            None => Ok(Self(name.into())),
            Some(fault) => Err(Error::Name { name: escape(&name), fault }),
        }
    }

    /// Reads a name that a user typed, a separator at its end or not. On Windows `\` separates as well,
    /// as in the paths of its files.
    ///
    /// # Errors
    /// [`Error::Name`] with the rule that it breaks.
    pub fn parse_typed(name: &str) -> Result<Self> {
        if cfg!(windows) {
            return Self::parse(name.replace('\\', "/").trim_end_matches('/'));
        }
        Self::parse(name.trim_end_matches('/'))
    }

    /// Reads a name, writing what would be refused or is not portable as `%` and two hexadecimal
    /// digits a byte. `%` itself is written so in a component that is changed.
    ///
    /// # Errors
    /// [`Error::Name`] for what no escaping mends: empty, or too long.
    pub fn parse_escaping(name: &[u8]) -> Result<Self> {
        let trimmed = name.strip_suffix(b"/").unwrap_or(name);
        let components: Vec<String> = trimmed.split(|b| *b == b'/').map(escape_component).collect();
        let kept: Vec<&str> =
            components.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        Self::parse(&kept.join("/"))
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses a name that starts like a drive, `C:a`: such a name is somewhere else on Windows, and
    /// others drop its start. Inside a folder the same is a name like others.
    pub(crate) fn refuse_drive(&self) -> Result<()> {
        match self.0.as_bytes() {
            [letter, b':', ..] if letter.is_ascii_alphabetic() => {
                Err(Error::Name { name: escape(&self.0), fault: NameFault::Absolute })
            }
            _ => Ok(()),
        }
    }

    /// Its components, outermost first.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }

    /// The first component: what appears in the folder where the container is opened.
    #[must_use]
    pub fn top(&self) -> &str {
        self.components().next().unwrap_or_default()
    }

    /// The name of something inside this folder.
    ///
    /// # Errors
    /// [`Error::Name`].
    pub fn join(&self, child: &str) -> Result<Self> {
        Self::parse(&format!("{}/{child}", self.0))
    }

    /// The same, of a name that was parsed: only the length is left to be judged.
    pub(crate) fn with(&self, child: &Self) -> Result<Self> {
        let name = [self.as_str(), "/", child.as_str()].concat();
        if name.len() > MAX_NAME_BYTES {
            return Err(Error::Name { name: escape(&name), fault: NameFault::TooLong });
        }
        Ok(Self(name.into()))
    }

    /// Whether it lies inside that folder, at any depth.
    #[must_use]
    pub fn is_inside(&self, folder: &Self) -> bool {
        self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether every system can hold it as it is: no reserved Windows name, no trailing dot or
    /// space, none of `: ? * " < > |`.
    #[must_use]
    pub fn is_portable(&self) -> bool {
        self.components().all(is_portable_component)
    }

    /// The key under which a file system that ignores case would hold it.
    #[must_use]
    pub fn case_folded(&self) -> String {
        self.0.to_lowercase()
    }
}

fn fault_of(name: &str) -> Option<NameFault> {
    let drive = matches!(name.as_bytes(), [letter, b':', rest @ ..]
        if letter.is_ascii_alphabetic() && matches!(rest.first(), None | Some(b'/' | b'\\')));
    if name.starts_with(['/', '\\']) || drive {
        return Some(NameFault::Absolute);
    }
    if name.len() > MAX_NAME_BYTES {
        return Some(NameFault::TooLong);
    }
    name.split('/').find_map(fault_of_component)
}

fn fault_of_component(component: &str) -> Option<NameFault> {
    if component.is_empty() {
        return Some(NameFault::Empty);
    }
    if component == "." || component == ".." {
        return Some(NameFault::Traversal);
    }
    if component.len() > MAX_COMPONENT_BYTES {
        return Some(NameFault::TooLong);
    }
    if version_of(component).is_some() {
        return Some(NameFault::Version);
    }
    // Most names are nothing but these, and a container may hold a million.
    if component.bytes().all(|b| matches!(b, b' '..=b'~') && b != b'\\') {
        return None;
    }
    component.chars().find_map(fault_of_char)
}

/// Where the `;` is that starts a version on VMS: only digits follow it, or nothing.
fn version_of(component: &str) -> Option<usize> {
    let start = component.rfind(';')?;
    let rest = component.get(start + 1..)?;
    rest.bytes().all(|b| b.is_ascii_digit()).then_some(start)
}

fn fault_of_char(c: char) -> Option<NameFault> {
    match c {
        '\\' => Some(NameFault::Backslash),
        c if is_bidi_control(c) => Some(NameFault::Bidirectional),
        c if is_unfit_for_display(c) => Some(NameFault::Control),
        _ => None,
    }
}

/// Why Windows cannot hold a name as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Hazard {
    /// It is a device's.
    Device,
    /// It has one of `: ? * " < > |`.
    Character,
    /// It ends with a dot or a space.
    End,
}

/// Why Windows cannot hold a component as it is, if it cannot.
pub(crate) fn hazard_of(component: &str) -> Option<Hazard> {
    if is_device(stem_of(component)) {
        Some(Hazard::Device)
    } else if component.contains(is_unportable_char) {
        Some(Hazard::Character)
    } else {
        component.ends_with(['.', ' ']).then_some(Hazard::End)
    }
}

fn is_portable_component(component: &str) -> bool {
    hazard_of(component).is_none()
}

/// What Windows compares with the names of devices: spaces before an extension do not count.
fn stem_of(component: &str) -> &str {
    component.split('.').next().unwrap_or_default().trim_end()
}

/// Whether a name has a character that Windows and its disks refuse.
pub(crate) fn has_unportable_char(name: &str) -> bool {
    name.contains(is_unportable_char)
}

fn is_unportable_char(c: char) -> bool {
    matches!(c, ':' | '?' | '*' | '"' | '<' | '>' | '|')
}

/// A name that Windows gives to a device, with any extension.
fn is_device(stem: &str) -> bool {
    if stem.len() > "CONOUT$".len() {
        return false;
    }
    let upper = stem.to_ascii_uppercase();
    let numbered = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&upper.as_str())
        || numbered.is_some_and(|n| {
            let mut digits = n.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
}

fn escape_component(component: &[u8]) -> String {
    let whole = std::str::from_utf8(component).ok().map(|text| text.nfc().collect::<String>());
    if let Some(text) = &whole
        && (text.is_empty()
            || fault_of_component(text).is_none_or(|fault| fault == NameFault::TooLong)
                && is_portable_component(text))
    {
        return text.clone();
    }
    let mut escaped = String::new();
    for chunk in component.utf8_chunks() {
        for c in chunk.valid().nfc() {
            let bad = c == '%' || fault_of_char(c).is_some() || is_unportable_char(c);
            push_escaped(&mut escaped, c, bad);
        }
        for byte in chunk.invalid() {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escape_ends(escaped)
}

/// Mends what is wrong with a component as a whole: `.`, `..`, `name.`, `name `, `name;1`,
/// `nul.txt`; and `nul.`, which is a device still once its end is mended.
fn escape_ends(text: String) -> String {
    if text == "." || text == ".." {
        return escaped_at(&text, |_| true);
    }
    let mut text = text;
    if let Some(last) = text.len().checked_sub(1).filter(|_| text.ends_with(['.', ' '])) {
        text = escaped_at(&text, |at| at == last);
    }
    if let Some(start) = version_of(&text) {
        text = escaped_at(&text, |at| at == start);
    }
    if is_device(stem_of(&text)) {
        text = escaped_at(&text, |at| at == 0);
    }
    text
}

fn escaped_at(text: &str, bad: impl Fn(usize) -> bool) -> String {
    let mut escaped = String::new();
    for (at, c) in text.char_indices() {
        push_escaped(&mut escaped, c, bad(at));
    }
    escaped
}

fn push_escaped(text: &mut String, c: char, escape: bool) {
    if !escape {
        text.push(c);
        return;
    }
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        text.push_str(&format!("%{byte:02X}"));
    }
}

/// `/` sorts before every other character: `a`, `a/b`, `a-b`.
impl Ord for EntryName {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |b: u8| if b == b'/' { 0 } else { b };
        self.0.bytes().map(key).cmp(other.0.bytes().map(key))
    }
}

impl PartialOrd for EntryName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// What is known of an entry from the directory of the archive.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: EntryName,
    /// File or folder.
    pub kind: EntryKind,
    /// Bytes of its content.
    pub size: u64,
    /// Bytes it takes in the container.
    pub packed: u64,
    /// When it was last modified, in seconds since 1970.
    pub modified: Option<i64>,
    /// Who may use it, where its archive is from Unix.
    pub permissions: Option<Permissions>,
}

impl Entry {
    /// Whether it is a file that its owner may run.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.kind == EntryKind::File && self.permissions.is_some_and(Permissions::is_executable)
    }
}

/// What an entry is. A container holds nothing else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(name: &str) -> Option<NameFault> {
        match EntryName::parse(name) {
            Ok(_) => None,
            Err(Error::Name { fault, .. }) => Some(fault),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn refuses_what_could_lead_out_or_deceive() {
        use NameFault::*;
        for (name, expected) in [
            ("", Empty),
            ("a//b", Empty),
            ("a/", Empty),
            ("/a", Absolute),
            ("//a/b", Absolute),
            ("C:/a", Absolute),
            ("c:", Absolute),
            ("\\\\srv\\x", Absolute),
            ("a\\b", Backslash),
            ("..", Traversal),
            ("a/../b", Traversal),
            ("./a", Traversal),
            ("a/.", Traversal),
            ("a\nb", Control),
            ("a\0b", Control),
            ("a\u{7f}", Control),
            ("a\u{85}", Control),
            ("a\u{2028}b", Control),
            ("fdp.\u{202e}exe", Bidirectional),
            ("a;1", Version),
            ("a;", Version),
            ("a;12/b", Version),
            ("\u{2066}a", Bidirectional),
        ] {
            assert_eq!(fault(name), Some(expected), "{name:?}");
        }
        assert_eq!(fault(&"a".repeat(256)), Some(TooLong));
        assert_eq!(fault(&"a/".repeat(2100)), Some(TooLong));
    }

    #[test]
    fn accepts_real_names_in_nfc() {
        for name in [
            "a",
            "dossier/été.pdf",
            "…",
            "a b",
            "c: d",
            "日本",
            "🗂️/🔒",
            "a..b",
            ".git",
            "a;b",
            "a;1.txt",
        ] {
            assert_eq!(fault(name), None, "{name:?}");
        }
        assert_eq!(EntryName::parse("e\u{301}te\u{301}").unwrap().as_str(), "\u{e9}t\u{e9}");
    }

    #[test]
    fn a_typed_name_has_the_separators_of_the_system() {
        let typed = |name: &str| EntryName::parse_typed(name).map(|name| name.to_string()).ok();
        assert_eq!(typed("a/b/").as_deref(), Some("a/b"));
        assert_eq!(typed("/"), None);
        let expected = if cfg!(windows) { Some("données/été") } else { None };
        assert_eq!(typed("données\\été").as_deref(), expected);
        assert_eq!(typed("données\\été\\").as_deref(), expected);
    }

    #[test]
    fn knows_what_is_not_portable() {
        for name in ["a/nul", "COM1.txt", "Aux", "a.", "b ", "c:d", "what?", "com¹", "nul .txt"] {
            assert!(!EntryName::parse(name).unwrap().is_portable(), "{name:?}");
        }
        for name in ["null", "com", "com10", "a.b", "été", "console.log"] {
            assert!(EntryName::parse(name).unwrap().is_portable(), "{name:?}");
        }
    }

    #[test]
    fn folders_come_right_before_what_they_hold() {
        let mut names: Vec<_> = ["a-b", "a/b", "a", "a/b/c", "a.txt"]
            .iter()
            .map(|n| EntryName::parse(n).unwrap())
            .collect();
        names.sort();
        let sorted: Vec<_> = names.iter().map(EntryName::as_str).collect();
        assert_eq!(sorted, ["a", "a/b", "a/b/c", "a-b", "a.txt"]);
    }

    #[test]
    fn escapes_one_way_only() {
        for (name, expected) in [
            (&b"a/../b"[..], "a/%2E%2E/b"),
            (b".", "%2E"),
            (b"nul.txt", "%6Eul.txt"),
            (b"a.", "a%2E"),
            (b"50%?", "50%25%3F"),
            (b"50%", "50%"),
            (b"CON. ", "%43ON.%20"),
            (b"con.", "con%2E"),
            (b"nul .txt", "%6Eul .txt"),
            (b"a.txt;1", "a.txt%3B1"),
            (b"a;", "a%3B"),
            (b"com1;2", "com1%3B2"),
            (b"a\\b", "a%5Cb"),
            (b"\xff.txt", "%FF.txt"),
            (b"/abs//x", "abs/x"),
            ("é".as_bytes(), "é"),
        ] {
            assert_eq!(EntryName::parse_escaping(name).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn shows_nothing_that_a_terminal_would_obey() {
        assert_eq!(escape("a\u{1b}[31m\u{202e}b é"), "a\\u{1b}[31m\\u{202e}b é");
    }

    /// Accepted, portable, on no drive, and the same when it is escaped once more; unless there is
    /// nothing left, or too much.
    fn assert_escaped(bytes: &[u8]) {
        match EntryName::parse_escaping(bytes) {
            Ok(name) => {
                assert!(name.is_portable(), "{bytes:?} became {name:?}");
                assert!(name.refuse_drive().is_ok(), "{bytes:?} became {name:?}");
                assert!(
                    name.components().all(|c| !is_device(stem_of(c)) && version_of(c).is_none())
                );
                let again = EntryName::parse_escaping(name.as_str().as_bytes()).unwrap();
                assert_eq!(again, name, "{bytes:?}");
            }
            Err(Error::Name { fault: NameFault::Empty | NameFault::TooLong, .. }) => {}
            Err(other) => panic!("{bytes:?}: {other:?}"),
        }
    }

    #[test]
    fn no_device_survives_its_escape() {
        let numbered = ["COM", "LPT"]
            .into_iter()
            .flat_map(|port| "0123456789¹²³".chars().map(move |digit| format!("{port}{digit}")));
        let devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].map(str::to_owned);
        let parts =
            ["", ".", " ", ". ", " .", "..", ".txt", " .txt", ";1", ".;", ":", "%", "\u{a0}"];
        for device in devices.into_iter().chain(numbered) {
            for device in [device.to_lowercase(), device] {
                for first in parts {
                    for second in parts {
                        assert_escaped(format!("{device}{first}{second}").as_bytes());
                        assert_escaped(format!("d/{device}{first}{second}/x").as_bytes());
                    }
                }
            }
        }
    }

    /// What names are made of that some system or reader takes for something else.
    fn pieces() -> impl Strategy<Value = Vec<u8>> {
        let pieces: Vec<Vec<u8>> = [
            "CON", "nul", "aux", "com", "LPT", "1", "¹", "conin$", ".", "..", " ", ";", "1", ":",
            "C:", "%", "%43", "/", "\\", "a", "é", "e\u{301}", "\u{202e}", "\u{2028}", "\0", "\n",
            "?", "\u{a0}",
        ]
        .map(|piece| piece.as_bytes().to_vec())
        .into_iter()
        .chain([vec![0xff], vec![0xc3]])
        .collect();
        proptest::collection::vec(proptest::sample::select(pieces), 1..8).prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn whatever_is_escaped_is_accepted_and_portable(bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
            assert_escaped(&bytes);
        }

        #[test]
        fn so_is_whatever_is_made_of_what_is_dangerous(bytes in pieces()) {
            assert_escaped(&bytes);
        }
    }
}
