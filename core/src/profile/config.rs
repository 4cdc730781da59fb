//! What the user prefers: `config.toml`, in the folder of their configuration.

use std::path::{Path, PathBuf};

use crate::error::{Error, IoOperation, Result};
use crate::files::journal::Journal;
use crate::files::output::{Target, write_text};
use crate::keys::label::Label;
use crate::profile::directory::{Source, Trust};
use crate::profile::settings::Settings;

/// The preferences; the default ones are those of a user who wrote none down.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Config {
    /// The language of the messages: `fr` or `en`.
    pub language: Option<String>,
    /// Contact cards, searched after those that the policy names. The user may choose them freely,
    /// so they count as not verified.
    pub directory: Option<Source>,
    /// The user's name on cards and in access lists, where they gave none otherwise.
    pub name: Option<Label>,
    /// The file to which every operation adds a line.
    pub log: Option<PathBuf>,
}

impl Config {
    /// Reads the preferences; the default ones when there is no such file.
    ///
    /// # Errors
    /// [`Error::Settings`] with the line and column at fault,
    /// [`Error::Io`].
    pub fn read(path: &Path) -> Result<Self> {
        match Settings::read(path)? {
            Some(settings) => Self::parse(&settings, path),
            None => Ok(Self::default()),
        }
    }

    /// Writes the language down, and leaves the rest of the file as it is; `None` is the system's.
    ///
    /// # Errors
    /// As [`read`](Self::read): a file that is at fault is not written to.
    pub fn set_language(path: &Path, language: Option<&str>) -> Result<()> {
        Self::set(path, "language", language)
    }

    /// Writes the user's name down, and leaves the rest of the file as it is.
    ///
    /// # Errors
    /// As [`read`](Self::read): a file that is at fault is not written to.
    pub fn set_name(path: &Path, name: &Label) -> Result<()> {
        Self::set(path, "name", Some(name.as_str()))
    }

    fn set(path: &Path, key: &str, value: Option<&str>) -> Result<()> {
        Self::read(path)?;
        let mut document = Settings::read(path)?.map(Settings::into_mut).unwrap_or_default();
        match value {
            Some(value) => drop(document.insert(key, toml_edit::value(value))),
            None => drop(document.remove(key)),
        }
        let folder = crate::files::parent_of(path);
        std::fs::create_dir_all(&folder).map_err(Error::io(IoOperation::WriteOutput, path))?;
        let journal = Journal::of_home(&folder);
        write_text(&Target::replacing(path).noted_in(&journal), &document.to_string())
    }

    fn parse(settings: &Settings, path: &Path) -> Result<Self> {
        let mut root = settings.root();
        let source =
            |place| Source { path: place, named_in: path.to_owned(), trust: Trust::Unverified };
        let config = Self {
            language: root.choice("language", &[("fr", "fr"), ("en", "en")])?.map(str::to_owned),
            directory: root.absolute_path("directory")?.map(source),
            name: root.parsed("name", Label::parse)?,
            log: root.absolute_path("log")?,
        };
        root.finish()?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, SettingsFault};

    fn parse(text: &str) -> Result<Config> {
        let path = Path::new("config.toml");
        Config::parse(&Settings::parse(path, text)?, path)
    }

    #[cfg(unix)]
    #[test]
    fn every_preference_is_read() {
        let text =
            "language = \"fr\"\ndirectory = \"/srv/cards\"\nname = \"Alice\"\nlog = \"/l\"\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let config = parse(&text).unwrap();
            assert_eq!(config.language.as_deref(), Some("fr"));
            let directory = config.directory.unwrap();
            assert_eq!(directory.path, Path::new("/srv/cards"));
            assert_eq!(directory.named_in, Path::new("config.toml"));
            assert_eq!(directory.trust, Trust::Unverified);
            assert_eq!(config.name, Label::parse("Alice"));
            assert_eq!(config.log.as_deref(), Some(Path::new("/l")));
        }
        assert_eq!(parse("").unwrap(), Config::default());
    }

    #[test]
    fn what_means_nothing_is_an_error_with_its_place() {
        for (text, place) in [
            ("langage = \"fr\"", (1, 1)),
            ("\nlanguage = \"français\"", (2, 12)),
            ("directory = \"cards\"", (1, 13)),
            ("name = \"Al\u{202e}ice\"", (1, 8)),
            ("name = \"\"", (1, 8)),
            ("log = \"scelle.log\"", (1, 7)),
            ("log = 3", (1, 7)),
            ("[language]", (1, 1)),
        ] {
            match parse(text) {
                Err(Error::Settings { line, column, .. }) => {
                    assert_eq!((line, column), place, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_enormous_file_and_one_that_is_no_text_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        for (content, fault) in [
            (vec![b'#'; 10_000_000], SettingsFault::TooLarge),
            (b"name = \"\xff\"".to_vec(), SettingsFault::NotText),
            (b"name = \"a\0b\"".to_vec(), SettingsFault::Syntax),
        ] {
            std::fs::write(&path, content).unwrap();
            match Config::read(&path) {
                Err(Error::Settings { fault: found, .. }) => assert_eq!(found, fault),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(Config::read(&folder.path().join("none")).unwrap(), Config::default());
    }
}
