//! Whether two paths lead to one file, whatever their names: what is written must not be what is read.

use std::path::Path;

use crate::error::{Error, Result};

/// What a file is known by, as long as it is there.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct FileId(Id);

/// The disk, and the number of the file on it.
#[cfg(any(unix, windows))]
type Id = (u64, u64);
/// Elsewhere the path without its links.
#[cfg(not(any(unix, windows)))]
type Id = std::path::PathBuf;

impl FileId {
    /// That of the file at `path`, links followed; `None` when there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let there = path.metadata().ok()?;
            Some(Self((there.dev(), there.ino())))
        }
        #[cfg(windows)]
        {
            let there = crate::files::folder::Stat::of_path(path, true).ok()?;
            Some(Self((there.device, there.inode)))
        }
        #[cfg(not(any(unix, windows)))]
        path.canonicalize().ok().map(Self)
    }
}

/// Refuses an output that is one of the files that are read.
///
/// # Errors
/// [`Error::OutputIsInput`].
pub fn refuse_input(
    output: &Path,
    inputs: impl IntoIterator<Item = impl AsRef<Path>>,
) -> Result<()> {
    let Some(there) = FileId::of(output) else { return Ok(()) };
    match inputs.into_iter().any(|input| FileId::of(input.as_ref()).as_ref() == Some(&there)) {
        true => Err(Error::OutputIsInput { path: output.to_owned() }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_any_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), "").unwrap();
        std::fs::write(at("b"), "").unwrap();
        let refused = |output: &str| refuse_input(&at(output), [at("b").as_path(), &at("a")]);
        let is_input = |answer| matches!(answer, Err(Error::OutputIsInput { .. }));
        assert!(is_input(refused("a")) && is_input(refused("./a")));
        assert!(refused("none").is_ok());
        std::fs::hard_link(at("b"), at("hard")).unwrap();
        assert!(is_input(refused("hard")));
        #[cfg(windows)]
        assert!(is_input(refused("A")) && is_input(refused(r".\a")));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("a"), at("link")).unwrap();
            std::os::unix::fs::symlink(at("gone"), at("dangling")).unwrap();
            assert!(is_input(refused("link")));
            assert!(refused("dangling").is_ok());
        }
    }
}
