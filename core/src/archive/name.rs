//! The name of an entry, in whatever way it is written.

use std::borrow::Cow;

use super::record::{Extras, FLAG_UTF8, HOST_UNIX, HOSTS_WINDOWS};
use crate::archive::entry::{EntryName, Names, Reading};
use crate::display::escape;
use crate::error::{ArchiveFault, Error, NameFault, Result};

/// What a record says of its name.
pub(super) struct NameOf<'a> {
    pub(super) raw: &'a [u8],
    pub(super) flags: u16,
    pub(super) host: u16,
    pub(super) extras: &'a Extras<'a>,
}

/// A name that was read.
pub(super) struct NameRead {
    pub(super) name: EntryName,
    /// Whether it ends with the slash of a folder.
    pub(super) is_folder: bool,
    pub(super) from_unicode_path: bool,
    /// Whether it was read as UTF-8 although nothing says that it is.
    pub(super) unmarked: bool,
}

/// Its text, and where that comes from.
struct Text<'a> {
    text: Cow<'a, str>,
    from_unicode_path: bool,
    unmarked: bool,
}

/// Whether these bytes are the name itself, with the slash of a folder.
pub(super) fn is_written(name: &EntryName, is_folder: bool, raw: &[u8]) -> bool {
    let bare = if is_folder { raw.strip_suffix(b"/") } else { Some(raw) };
    bare == Some(name.as_str().as_bytes())
}

impl NameOf<'_> {
    pub(super) fn read(&self, how: Reading) -> Result<NameRead> {
        let is_folder = self.raw.ends_with(b"/");
        let text = self.text(how)?;
        let (from_unicode_path, unmarked) =
            text.as_ref().map_or((false, false), |t| (t.from_unicode_path, t.unmarked));
        let bytes = text.as_ref().map_or(self.raw, |t| t.text.as_bytes());
        let bytes = bytes.strip_suffix(b"/").unwrap_or(bytes);
        let as_it_is = || {
            let text = std::str::from_utf8(bytes).ok().filter(|_| text.is_some());
            text.ok_or_else(|| self.no_text())
                .and_then(EntryName::parse)
                .and_then(|name| name.refuse_drive().map(|()| name))
        };
        let name = match how.names {
            Names::Escape => EntryName::parse_escaping(bytes)?,
            Names::Show => as_it_is().or_else(|_| EntryName::parse_escaping(bytes))?,
            Names::Refuse => as_it_is().map_err(|error| self.as_backslashes(error))?,
        };
        Ok(NameRead { name, is_folder, from_unicode_path, unmarked })
    }

    /// `None` where nothing tells what the bytes mean.
    fn text(&self, how: Reading) -> Result<Option<Text<'_>>> {
        let marked = self.flags & FLAG_UTF8 != 0;
        let as_utf8 = std::str::from_utf8(self.raw).ok();
        let borrowed = |text, from_unicode_path, unmarked| Text {
            text: Cow::Borrowed(text),
            from_unicode_path,
            unmarked,
        };
        if self.extras.unicode_path.is_some_and(|path| path.get(5..) != Some(self.raw)) {
            // Readers that know the field take its text for the name, where the name has no mark.
            let path = self.unicode_path().filter(|path| !marked && self.resembles(path));
            let path = path.ok_or_else(|| {
                let shown = escape(&String::from_utf8_lossy(self.raw));
                Error::entry(ArchiveFault::Inconsistent, shown)
            })?;
            return Ok(Some(borrowed(path, true, false)));
        }
        if marked || self.raw.is_ascii() {
            return Ok(as_utf8.map(|text| borrowed(text, false, false)));
        }
        if let Some(page) = how.code_page {
            let text = page.decode(self.raw).map(Cow::Owned);
            let told = |text| Text { text, from_unicode_path: false, unmarked: false };
            return Ok(text.map(told));
        }
        let repeated = self.unicode_path().is_some();
        let from_unix = self.host == HOST_UNIX;
        let text = as_utf8.filter(|_| repeated || from_unix);
        Ok(text.map(|text| borrowed(text, repeated, !repeated)))
    }

    /// The Unicode path, if it is about this very name.
    fn unicode_path(&self) -> Option<&str> {
        let (version, crc, text) = self.extras.unicode_path()?;
        let fits = version == 1 && crc == crc32fast::hash(self.raw);
        std::str::from_utf8(text).ok().filter(|_| fits)
    }

    /// Whether readers that do not know the field differ in accents alone: the ASCII characters are the
    /// same, but for those that stand for what could not be written.
    fn resembles(&self, path: &str) -> bool {
        let ascii = |byte: &u8| byte.is_ascii() && !matches!(byte, b'_' | b'?');
        self.raw.iter().copied().filter(ascii).eq(path.bytes().filter(ascii))
    }

    /// Valid UTF-8 of a host that may mean another code page is text, and so is a code page that is not
    /// named.
    fn no_text(&self) -> Error {
        let fault = match self.flags & FLAG_UTF8 {
            0 => NameFault::CodePage,
            _ => NameFault::NotUnicode,
        };
        Error::Name { name: escape(&String::from_utf8_lossy(self.raw)), fault }
    }

    /// Whether an old program on Windows means a folder.
    pub(super) fn is_backslash_folder(&self) -> bool {
        self.raw.ends_with(b"\\") && HOSTS_WINDOWS.contains(&self.host)
    }

    /// Old programs on Windows separate folders by backslashes: that is the whole archive's fault.
    fn as_backslashes(&self, error: Error) -> Error {
        match error {
            Error::Name { fault: NameFault::Backslash, .. }
                if HOSTS_WINDOWS.contains(&self.host) =>
            {
                Error::archive(ArchiveFault::Backslashes)
            }
            error => error,
        }
    }
}
