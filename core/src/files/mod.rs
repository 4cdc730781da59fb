//! The file system: what is read to seal, what is written, and how it appears whole or not at all.

pub(crate) mod aside;
pub(crate) mod attributes;
pub(crate) mod folder;
pub mod journal;
pub(crate) mod lock;
pub mod moves;
pub mod output;
pub mod plan;
pub(crate) mod room;
pub mod same;
pub(crate) mod staging;
pub mod sweep;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use crate::archive::entry::EntryName;
use crate::container::mark::Mark;
use crate::error::{Error, IoOperation};
use crate::files::folder::Folder;

/// The folder that holds `path`.
pub(crate) fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Why something could not be put in its place: another program that has it open is named, where the
/// system knows it.
pub(crate) fn not_placed(path: &Path, source: io::Error) -> Error {
    #[cfg(windows)]
    if aside::is_in_use(&source) {
        let programs = scelle_windows::holders(path).unwrap_or_default();
        if !programs.is_empty() || source.kind() != io::ErrorKind::PermissionDenied {
            return Error::InUse { path: path.to_owned(), programs };
        }
    }
    Error::io(IoOperation::WriteOutput, path)(source)
}

/// Marks a file in a folder, where the system has such a thing.
#[cfg(windows)]
pub(crate) fn put_mark(mark: &Mark, folder: &Folder, name: &OsStr) -> io::Result<()> {
    mark.put(&folder.path_of(name))
}

#[cfg(not(windows))]
#[allow(clippy::unnecessary_wraps, reason = "as on Windows")]
pub(crate) fn put_mark(_: &Mark, _: &Folder, _: &OsStr) -> io::Result<()> {
    Ok(())
}

/// Where a path really leads, links followed, as people write it.
pub(crate) fn real_path(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        // Some drives of Windows cannot say it: disks in memory, and substituted ones.
        Err(error) if cfg!(windows) && error.kind() != io::ErrorKind::NotFound => {
            std::path::absolute(path)
        }
        real => real.map(plain),
    }
}

/// A real path as people write it, without the prefix `\\?\` of Windows, where both are the same file.
fn plain(path: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return path;
    }
    match path.to_str().and_then(without_verbatim) {
        Some(plain) => plain.into(),
        None => path,
    }
}

/// `None` for a path that is plain, or that Windows would read otherwise without its prefix.
fn without_verbatim(path: &str) -> Option<String> {
    /// Windows' own limit, less what temporary names beside a file take.
    const LONGEST: usize = 200;
    let rest = path.strip_prefix(r"\\?\")?;
    let plain = match rest.strip_prefix(r"UNC\") {
        Some(share) => [r"\\", share].concat(),
        None => rest.to_owned(),
    };
    // Behind the drive.
    let mut names = rest.split('\\').skip(1).filter(|name| !name.is_empty());
    let portable = |name: &str| EntryName::parse(name).is_ok_and(|name| name.is_portable());
    (plain.len() <= LONGEST && names.all(portable)).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_path_is_the_same_file() {
        let long = format!(r"\\?\C:\{}", "a".repeat(250));
        for (path, plain) in [
            (r"\\?\C:\été\a.scelle", Some(r"C:\été\a.scelle")),
            (r"\\?\UNC\srv\share\a", Some(r"\\srv\share\a")),
            (r"\\?\C:\", Some(r"C:\")),
            (r"C:\a", None),
            (r"\\?\C:\a.\b", None),
            (r"\\?\C:\nul", None),
            (&long, None),
        ] {
            assert_eq!(without_verbatim(path).as_deref(), plain, "{path}");
        }
    }
}
