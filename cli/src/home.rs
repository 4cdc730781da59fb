//! The folder of the user's configuration: `SCELLE_HOME`, or where the platform keeps such things.

use std::path::PathBuf;

use directories::ProjectDirs;
use scelle_core::files::staging::Journal;

use crate::failure::{Failure, Result};

const VARIABLE: &str = "SCELLE_HOME";
const KEYS: &str = "keys";
const UNFINISHED: &str = "unfinished";
const IDENTITY: &str = "identity.age";

#[derive(Clone, Debug)]
pub(crate) struct Home(Option<PathBuf>);

impl Home {
    pub(crate) fn find() -> Self {
        let asked = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let platform = || ProjectDirs::from("", "", "scelle").map(|d| d.config_dir().to_owned());
        Self(asked.map(PathBuf::from).or_else(platform))
    }

    /// Where a new identity goes.
    pub(crate) fn new_identity(&self) -> Result<PathBuf> {
        let home = self.0.as_ref().ok_or(Failure::NoHome)?;
        Ok(home.join(KEYS).join(IDENTITY))
    }

    /// The user's own identities, in the order of their names.
    pub(crate) fn identities(&self) -> Vec<PathBuf> {
        let folder = self.0.as_ref().map(|home| home.join(KEYS));
        let Some(Ok(entries)) = folder.map(std::fs::read_dir) else { return Vec::new() };
        let mut files: Vec<_> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "age") && path.is_file())
            .collect();
        files.sort();
        files
    }

    /// Where unfinished work is noted.
    pub(crate) fn journal(&self) -> Option<Journal> {
        self.0.as_ref().map(|home| Journal::new(home.join(UNFINISHED)))
    }
}
