//! The folder of the user's configuration: beside a portable program, `SCELLE_HOME`, or where the
//! platform keeps such things.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::error::{Error, IoOperation, KeyFault, Result};
use crate::files::journal::Journal;
use crate::keys::recipient::Recipient;
use crate::profile::card::Card;
use crate::profile::config::Config;
use crate::profile::portable;
use crate::text::{self, TextFault};

mod own_keys;

pub use own_keys::{ImportedKey, KeyProtection, UnlockedKeys};

/// Where the platform keeps such things. On Windows in the part of the profile that stays on this
/// computer: the other one is copied to servers, and a key does not leave its computer.
fn of_platform(folders: &ProjectDirs) -> PathBuf {
    if cfg!(windows) { folders.data_local_dir() } else { folders.config_dir() }.to_owned()
}

const VARIABLE: &str = "SCELLE_HOME";
const KEYS: &str = "keys";
/// Identities are numbered: the last is the one in use, the others open what they opened.
const NUMBERED: &str = "key-";
/// Beside an identity, its public half: sealing to oneself takes no passphrase.
const PUBLIC: &str = "pub";
/// A public half may not be longer, in bytes.
const MAX_PUBLIC: u64 = 64 * 1024;
const CARD: &str = "me.scelle-card";
const CONTACTS: &str = "contacts.toml";
const CONFIG: &str = "config.toml";

/// The number of an identity: of so few digits that one more can be counted.
fn number_of(identity: &Path) -> Option<u64> {
    let digits = identity.file_stem()?.to_str()?.strip_prefix(NUMBERED)?;
    let few = digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if few { digits.parse().ok() } else { None }
}

/// The folder, where there is one. What is asked of it then is `None`, or nothing.
#[derive(Clone, Debug)]
pub struct Home(Option<PathBuf>);

impl Home {
    /// The folder at `path`.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self(Some(path))
    }

    /// None: no key, no contacts, no preferences.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// The folder beside a portable program, else that which the environment names, else that of the
    /// platform.
    #[must_use]
    pub fn find() -> Self {
        let asked = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let platform = || ProjectDirs::from("", "", "scelle").map(|folders| of_platform(&folders));
        Self(portable::home().or_else(|| asked.map(PathBuf::from)).or_else(platform))
    }

    /// What the user prefers; nothing where there is no folder to say it in.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn config(&self) -> Result<Config> {
        self.config_path().map_or_else(|| Ok(Config::default()), |path| Config::read(&path))
    }

    /// The file of the user's preferences.
    #[must_use]
    pub fn config_path(&self) -> Option<PathBuf> {
        Some(self.0.as_ref()?.join(CONFIG))
    }

    /// Where the next identity goes, after all those that are there.
    #[must_use]
    pub fn next_identity(&self) -> Option<PathBuf> {
        let home = self.0.as_ref()?;
        let last =
            self.identities_or_none().iter().filter_map(|path| number_of(path)).max().unwrap_or(0);
        Some(home.join(KEYS).join(format!("{NUMBERED}{:04}.age", last + 1)))
    }

    /// The user's own identities, in the order of their names, and of the numbers in them.
    ///
    /// # Errors
    /// [`Error::Io`] where there may be some, and they cannot be listed.
    pub fn identities(&self) -> Result<Vec<PathBuf>> {
        let Some(folder) = self.0.as_ref().map(|home| home.join(KEYS)) else {
            return Ok(Vec::new());
        };
        let reading = || Error::io(IoOperation::ReadInput, &folder);
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(reading())?,
        };
        let paths = entries.map(|entry| Ok(entry.map_err(reading())?.path()));
        let mut files = paths.collect::<Result<Vec<_>>>()?;
        files.retain(|path| path.extension().is_some_and(|e| e == "age") && path.is_file());
        files.sort_by_cached_key(|path| {
            let stem = path.file_stem().unwrap_or_default();
            let (name, number) = match number_of(path) {
                Some(number) => (OsStr::new(NUMBERED), number),
                None => (stem, 0),
            };
            (name.to_owned(), number, path.clone())
        });
        Ok(files)
    }

    /// The same; none where they cannot be listed.
    #[must_use]
    pub fn identities_or_none(&self) -> Vec<PathBuf> {
        self.identities().unwrap_or_default()
    }

    /// Whether a file is one of the user's own identities.
    #[must_use]
    pub fn owns(&self, identity: &Path) -> bool {
        let keys = self.0.as_ref().map(|home| home.join(KEYS));
        keys.is_some_and(|keys| identity.parent() == Some(keys.as_path()))
    }

    /// Where the public half of an identity is written.
    #[must_use]
    pub fn public_half(identity: &Path) -> PathBuf {
        identity.with_extension(PUBLIC)
    }

    /// The user's own recipient, when there is one: that of the last identity, which is the newest.
    ///
    /// # Errors
    /// Those of a public half that cannot be read.
    pub fn own_recipient(&self) -> Result<Option<Recipient>> {
        Ok(self.own_recipients()?.pop())
    }

    /// Those of all of the user's identities, the newest last.
    ///
    /// # Errors
    /// As [`own_recipient`](Self::own_recipient).
    pub fn own_recipients(&self) -> Result<Vec<Recipient>> {
        let all = self.identities()?.into_iter().map(|identity| Self::recipient_of(&identity));
        Ok(all.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The public half of one of the user's identities, when it is beside it.
    ///
    /// # Errors
    /// As [`own_recipient`](Self::own_recipient).
    pub fn recipient_of(identity: &Path) -> Result<Option<Recipient>> {
        let path = Self::public_half(identity);
        let Some(file) = text::open_if_there(&path)? else { return Ok(None) };
        let read =
            text::read(file, MAX_PUBLIC).map_err(Error::io(IoOperation::ReadInput, &path))?;
        let fault = |fault| Error::RecipientsFile { path: path.clone(), line: 1, fault };
        match read {
            Ok(text) => match text.trim().parse() {
                Err(Error::Recipient { fault: found, .. }) => Err(fault(found)),
                read => read.map(Some),
            },
            Err(TextFault::NotText) => Err(fault(KeyFault::Unknown)),
            Err(TextFault::TooLarge) => Err(fault(KeyFault::TooLarge)),
        }
    }

    /// Where the user's own card is kept.
    #[must_use]
    pub fn card_path(&self) -> Option<PathBuf> {
        Some(self.0.as_ref()?.join(CARD))
    }

    /// The user's own card, once they have made one, with the key that is in use now.
    ///
    /// # Errors
    /// As [`Card::read`] and [`own_recipient`](Self::own_recipient).
    pub fn own_card(&self) -> Result<Option<Card>> {
        let Some(path) = self.card_path().filter(|path| path.exists()) else { return Ok(None) };
        let card = Card::read(&path)?;
        let recipient = self.own_recipient()?.unwrap_or_else(|| card.recipient.clone());
        Ok(Some(Card { recipient, ..card }))
    }

    /// The file of the user's contacts.
    #[must_use]
    pub fn contacts(&self) -> Option<PathBuf> {
        Some(self.0.as_ref()?.join(CONTACTS))
    }

    /// A file of this name beside the others, for what a front end remembers.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.0.as_ref()?.join(name))
    }

    /// Where unfinished work is noted.
    #[must_use]
    pub fn journal(&self) -> Journal {
        self.0.as_deref().map_or(Journal::NONE, Journal::of_home)
    }
}
