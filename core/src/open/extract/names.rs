//! The names of entries on a disk that may ignore case, or hold fewer names than a container.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::archive::entry::{Entry, EntryName, has_unportable_char, hazard_of};
use crate::display::escape;
use crate::error::{Error, Result};
use crate::open::{Contents, EntryId};

/// What a disk makes of names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Disk {
    /// Names that differ only by case are one.
    pub(super) ignores_case: bool,
    /// It holds no names but portable ones.
    pub(super) portable_only: bool,
    /// It holds no names with characters that Windows refuses; those of devices are names like others.
    pub(super) refuses_characters: bool,
}

/// The names that entries get: their own, but for those that the disk cannot hold, or that another
/// entry would take.
#[derive(Debug, Default)]
pub(super) struct DiskNames {
    renamed: HashMap<EntryId, EntryName>,
}

impl DiskNames {
    /// Gives each of the chosen entries a name of its own on the disk.
    ///
    /// # Errors
    /// [`Error::NotPortable`] for a name that the disk cannot hold, and for the second of two that
    /// differ only by case, unless they may be renamed.
    pub(super) fn choose(
        contents: &Contents,
        chosen: &[EntryId],
        disk: Disk,
        rename: bool,
    ) -> Result<Self> {
        let mut names = Self::default();
        if !disk.ignores_case && !disk.portable_only && !disk.refuses_characters {
            return Ok(names);
        }
        let mut taken = Taken { disk, names: HashMap::new() };
        for id in chosen {
            let Some(entry) = contents.entry(*id) else { continue };
            let name = taken.take(&entry.name, rename)?;
            if name != entry.name.as_str() {
                names.renamed.insert(*id, EntryName::parse(&name)?);
            }
        }
        Ok(names)
    }

    /// The name of an entry on the disk.
    pub(super) fn of<'a>(&'a self, id: EntryId, entry: &'a Entry) -> &'a str {
        self.renamed.get(&id).unwrap_or(&entry.name).as_str()
    }

    /// Those that were renamed: the name in the container, and that on the disk.
    pub(super) fn renamed(&self, contents: &Contents) -> Vec<(String, String)> {
        let mut renamed: Vec<_> = self
            .renamed
            .iter()
            .filter_map(|(id, name)| Some((contents.entry(*id)?.name.to_string(), name)))
            .map(|(own, name)| (own, name.to_string()))
            .collect();
        renamed.sort_unstable();
        renamed
    }
}

/// What is taken.
struct Taken {
    disk: Disk,
    /// By its path on the disk, folded if that ignores case, the path in the container.
    names: HashMap<String, String>,
}

impl Taken {
    /// The path on the disk of an entry and of the folders that lead to it.
    fn take(&mut self, name: &EntryName, rename: bool) -> Result<String> {
        let (mut own, mut disk) = (String::new(), String::new());
        for component in name.components() {
            let above = if own.is_empty() { "" } else { "/" };
            own = [&own, above, component].concat();
            let component = &*self.portable(component, rename).ok_or_else(|| refused(name))?;
            let attempts = if rename { component.chars().count() } else { 0 };
            let mut attempts = (0..=attempts)
                .map(|count| [&disk, above, &escape_start(component, count)].concat());
            let free = attempts.find(|path| self.is_free(path, &own));
            let path = free.ok_or_else(|| refused(name))?;
            self.names.entry(self.folded(&path)).or_insert_with(|| own.clone());
            disk = path;
        }
        Ok(disk)
    }

    fn is_free(&self, path: &str, own: &str) -> bool {
        self.names.get(&self.folded(path)).is_none_or(|taken| taken == own)
    }

    fn folded(&self, path: &str) -> String {
        if self.disk.ignores_case { path.to_lowercase() } else { path.to_owned() }
    }

    /// A component as the disk can hold it; `None` when it cannot and may not be renamed.
    fn portable<'a>(&self, component: &'a str, rename: bool) -> Option<Cow<'a, str>> {
        let refused = self.disk.portable_only && hazard_of(component).is_some()
            || self.disk.refuses_characters && has_unportable_char(component);
        if !refused {
            return Some(component.into());
        }
        let escaped = rename.then(|| EntryName::parse_escaping(component.as_bytes()).ok())??;
        Some(escaped.as_str().to_owned().into())
    }
}

fn refused(name: &EntryName) -> Error {
    Error::NotPortable { name: escape(name.as_str()) }
}

/// A component with its first characters as `%` and two hexadecimal digits a byte. `%` itself is
/// written so in a component that is changed.
fn escape_start(component: &str, count: usize) -> String {
    if count == 0 {
        return component.to_owned();
    }
    let mut escaped = String::new();
    for (at, character) in component.chars().enumerate() {
        if at < count || character == '%' {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(names: &[&str], rename: bool) -> Result<Vec<String>> {
        taken_on(Disk { ignores_case: true, ..Disk::default() }, names, rename)
    }

    fn taken_on(disk: Disk, names: &[&str], rename: bool) -> Result<Vec<String>> {
        let mut taken = Taken { disk, names: HashMap::new() };
        names.iter().map(|name| taken.take(&EntryName::parse(name).unwrap(), rename)).collect()
    }

    #[test]
    fn names_that_differ_by_case_alone_are_renamed_or_refused() {
        let names = ["note.txt", "NOTE.TXT", "Été", "été", "other"];
        let disk = taken(&names, true).unwrap();
        assert_eq!(disk, ["note.txt", "%4EOTE.TXT", "Été", "%C3%A9té", "other"]);
        assert!(
            matches!(taken(&names, false), Err(Error::NotPortable { name }) if name == "NOTE.TXT")
        );
        assert_eq!(taken(&["a", "b/a", "b/c"], false).unwrap(), ["a", "b/a", "b/c"]);
    }

    #[test]
    fn names_that_windows_cannot_hold_are_renamed_or_refused() {
        let windows = Disk { ignores_case: true, portable_only: true, ..Disk::default() };
        let names = ["nul.txt", "a:b/c", "a:b/C", "%6Eul.txt", "été"];
        let disk = taken_on(windows, &names, true).unwrap();
        assert_eq!(disk, ["%6Eul.txt", "a%3Ab/c", "a%3Ab/%43", "%256Eul.txt", "été"]);
        for name in ["nul.txt", "a:b/c", "d/a."] {
            let refused = taken_on(windows, &[name], false);
            assert!(matches!(refused, Err(Error::NotPortable { name: told }) if told == name));
        }
    }

    #[test]
    fn a_disk_that_windows_formatted_refuses_characters_and_no_devices() {
        let stick = Disk { refuses_characters: true, ..Disk::default() };
        let names = ["nul.txt", "a:b?/c", "nul.a:b", "%d"];
        let disk = taken_on(stick, &names, true).unwrap();
        assert_eq!(disk, ["nul.txt", "a%3Ab%3F/c", "%6Eul.a%3Ab", "%d"]);
        let refused = taken_on(stick, &["a:b?/c"], false);
        assert!(matches!(refused, Err(Error::NotPortable { name }) if name == "a:b?/c"));
        assert_eq!(taken_on(stick, &["nul.txt"], false).unwrap(), ["nul.txt"]);
    }

    #[test]
    fn what_a_renamed_folder_holds_goes_with_it() {
        let names = ["a", "a/x", "A", "A/x", "A/X", "%41/y"];
        let disk = taken(&names, true).unwrap();
        assert_eq!(disk, ["a", "a/x", "%41", "%41/x", "%41/%58", "%2541/y"]);
    }
}
