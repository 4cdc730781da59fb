//! The page that opens containers in a browser: where it is installed, and beside which container it
//! goes, for a recipient who may install nothing.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, IoOperation, Result};
use crate::files::journal::Journal;
use crate::files::output::{Existing, Target, write_text};
use crate::text::{open_if_there, open_regular};

/// The name of the page, where it is installed and where it is written.
const NAME: &str = "scelle.html";
/// No page is longer, in bytes: ours has a limit of 1.2 MB.
const LONGEST: u64 = 16 << 20;

/// The page.
pub struct OfflinePage {
    content: String,
}

impl OfflinePage {
    /// Where the page is that was installed with this program: beside it, or in `share/scelle` where the
    /// program is in `bin`.
    #[must_use]
    pub fn installed() -> Option<PathBuf> {
        installed_with(&std::env::current_exe().ok()?)
    }

    /// Reads it, byte for byte: a mark at its start is a part of what its digest is about.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::NotRegular`]; [`Error::Io`] too for what is no text or too long.
    pub fn read(path: &Path) -> Result<Self> {
        let (reading, mut content) = (Error::io(IoOperation::ReadInput, path), String::new());
        match open_regular(path)?.take(LONGEST + 1).read_to_string(&mut content) {
            Ok(_) if content.len() as u64 <= LONGEST => Ok(Self { content }),
            Ok(_) => Err(reading(io::ErrorKind::FileTooLarge.into())),
            Err(error) => Err(reading(error)),
        }
    }

    /// SHA-256 of the page, by which its reader checks it.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.content).into()
    }

    /// Where the page goes beside a container. Before anything is sealed, it is known whether it can.
    ///
    /// # Errors
    /// [`Error::OutputIsInput`] for a container of that name, [`Error::TargetExists`] for another page,
    /// unless that is replaced.
    pub fn place(&self, container: &Path, existing: Existing) -> Result<PathBuf> {
        let path = container.with_file_name(NAME);
        if container.file_name().is_some_and(|name| name.eq_ignore_ascii_case(NAME)) {
            return Err(Error::OutputIsInput { path });
        }
        let taken =
            existing == Existing::Refuse && path.symlink_metadata().is_ok() && !self.is_at(&path);
        if taken { Err(Error::TargetExists { path }) } else { Ok(path) }
    }

    /// Writes it to its [place](Self::place), unless the same page is there already.
    ///
    /// # Errors
    /// As [`write_text`].
    pub fn write(&self, path: &Path, existing: Existing, journal: &Journal) -> Result<()> {
        if self.is_at(path) {
            return Ok(());
        }
        write_text(&Target::new(path).existing(existing).noted_in(journal), &self.content)
    }

    fn is_at(&self, path: &Path) -> bool {
        let mut there = Vec::new();
        let longest = self.content.len() as u64 + 1;
        open_if_there(path).is_ok_and(|file| {
            file.is_some_and(|file| file.take(longest).read_to_end(&mut there).is_ok())
        }) && there == self.content.as_bytes()
    }
}

fn installed_with(program: &Path) -> Option<PathBuf> {
    let program = program.canonicalize().ok()?;
    let folder = program.parent()?;
    let shared = folder.parent().map(|above| above.join("share/scelle"));
    let places = [Some(folder.to_owned()), shared].into_iter().flatten();
    places.map(|place| place.join(NAME)).find(|page| page.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn it_is_found_beside_a_program_or_in_the_folder_that_is_shared() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let program = root.join("bin/scelle-gui");
        fs::create_dir_all(root.join("bin")).unwrap();
        fs::create_dir_all(root.join("share/scelle")).unwrap();
        fs::write(&program, "").unwrap();
        assert_eq!(installed_with(&program), None);
        for place in ["share/scelle/scelle.html", "bin/scelle.html"] {
            fs::write(root.join(place), "<!DOCTYPE html>").unwrap();
            assert_eq!(installed_with(&program), Some(root.join(place)));
        }
    }

    #[test]
    fn another_page_stays_unless_it_is_to_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let container = folder.path().join("a.scelle");
        let page = OfflinePage { content: "one".into() };
        let there = page.place(&container, Existing::Refuse).unwrap();
        let write = |existing| page.write(&there, existing, &Journal::NONE);
        write(Existing::Refuse).unwrap();
        // The same page again is no conflict; one that begins alike is.
        write(Existing::Refuse).unwrap();
        fs::write(&there, "one more").unwrap();
        for refused in [page.place(&container, Existing::Refuse).map(drop), write(Existing::Refuse)]
        {
            assert!(matches!(refused, Err(Error::TargetExists { path }) if path == there));
        }
        assert_eq!(fs::read_to_string(&there).unwrap(), "one more");
        write(Existing::Replace).unwrap();
        assert_eq!(fs::read_to_string(&there).unwrap(), "one");
    }

    #[test]
    fn what_is_too_long_or_no_text_is_no_page() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        fs::write(&path, b"\xff\xfe\x00").unwrap();
        assert!(matches!(OfflinePage::read(&path), Err(Error::Io { .. })));
        fs::File::create(&path).unwrap().set_len(LONGEST + 1).unwrap();
        assert!(matches!(OfflinePage::read(&path), Err(Error::Io { .. })));
        for page in ["<!DOCTYPE html>", "\u{feff}<!DOCTYPE html>"] {
            fs::write(&path, page).unwrap();
            assert_eq!(OfflinePage::read(&path).unwrap().content, page);
        }
    }
}
