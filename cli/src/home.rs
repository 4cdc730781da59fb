//! The folder of the user's configuration: `SCELLE_HOME`, or where the platform keeps such things.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use scelle_core::config::Config;
use scelle_core::files::staging::Journal;
use scelle_core::keys::card::Card;
use scelle_core::keys::recipient::Recipient;

use scelle_core::error::{Doing, Error};

use crate::failure::{Failure, Result};

const VARIABLE: &str = "SCELLE_HOME";
const KEYS: &str = "keys";
const UNFINISHED: &str = "unfinished";
/// Identities are numbered: the last is the one in use, the others open what they opened.
/// Beside an identity, its public half: sealing to oneself takes no passphrase.
const PUBLIC: &str = "pub";
const CARD: &str = "me.scelle-card";
const CONTACTS: &str = "contacts.toml";
const CONFIG: &str = "config.toml";

#[derive(Clone, Debug)]
pub(crate) struct Home(Option<PathBuf>);

impl Home {
    pub(crate) fn find() -> Self {
        let asked = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let platform = || ProjectDirs::from("", "", "scelle").map(|d| d.config_dir().to_owned());
        Self(asked.map(PathBuf::from).or_else(platform))
    }

    /// What the user prefers; nothing where there is no folder to say it in.
    pub(crate) fn config(&self) -> Result<Config> {
        match &self.0 {
            Some(home) => Ok(Config::read(&home.join(CONFIG))?),
            None => Ok(Config::default()),
        }
    }

    /// Where the next identity goes, after all those that are there.
    pub(crate) fn next_identity(&self) -> Result<PathBuf> {
        let home = self.0.as_ref().ok_or(Failure::NoHome)?;
        let number_of =
            |path: &PathBuf| path.file_stem()?.to_str()?.strip_prefix("key-")?.parse::<u32>().ok();
        let last = self.identities().iter().filter_map(number_of).max().unwrap_or(0);
        Ok(home.join(KEYS).join(format!("key-{:04}.age", last + 1)))
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

    /// Whether a file is one of the user's own identities.
    pub(crate) fn owns(&self, identity: &Path) -> bool {
        let keys = self.0.as_ref().map(|home| home.join(KEYS));
        keys.is_some_and(|keys| identity.parent() == Some(keys.as_path()))
    }

    /// Where the public half of an identity is written.
    pub(crate) fn public_half(identity: &Path) -> PathBuf {
        identity.with_extension(PUBLIC)
    }

    /// The user's own recipient, when there is one: that of the last identity, which is the newest.
    pub(crate) fn own_recipient(&self) -> Result<Option<Recipient>> {
        Ok(self.own_recipients()?.pop())
    }

    /// Those of all of the user's identities, the newest last.
    pub(crate) fn own_recipients(&self) -> Result<Vec<Recipient>> {
        let all = self.identities().into_iter().map(|identity| Self::recipient_of(&identity));
        Ok(all.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn recipient_of(identity: &Path) -> Result<Option<Recipient>> {
        let path = Self::public_half(identity);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().parse()?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => {
                Err(Error::Io { doing: Doing::ReadInput, path: Some(path), source }.into())
            }
        }
    }

    /// Where the user's own card is kept.
    pub(crate) fn card_path(&self) -> Result<PathBuf> {
        Ok(self.0.as_ref().ok_or(Failure::NoHome)?.join(CARD))
    }

    /// The user's own card, once they have made one.
    pub(crate) fn own_card(&self) -> Result<Option<Card>> {
        match self.card_path() {
            Ok(path) if path.exists() => Ok(Some(Card::read(&path)?)),
            _ => Ok(None),
        }
    }

    /// The file of the user's contacts.
    pub(crate) fn contacts(&self) -> Result<PathBuf> {
        Ok(self.0.as_ref().ok_or(Failure::NoHome)?.join(CONTACTS))
    }

    /// Where unfinished work is noted.
    pub(crate) fn journal(&self) -> Option<Journal> {
        self.0.as_ref().map(|home| Journal::new(home.join(UNFINISHED)))
    }
}
