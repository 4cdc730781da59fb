//! What an organisation imposes on every machine: one TOML file, or several that only tighten.
//!
//! A policy that cannot be read is an error with its line, never "no policy": nothing can be sealed
//! until it is mended.

#[cfg(feature = "disk")]
mod file;

use std::path::PathBuf;

use crate::error::{Error, PassphraseFault, Result, Rule, Weakness};
use crate::keys::addressee::Trust;
use crate::keys::label::Label;
use crate::keys::passphrase::{Argon2Cost, Passphrase};
use crate::keys::recipient::Recipient;
use crate::profile::card::Card;

/// The rules in force. The default one imposes nothing.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The files that it comes from, in the order in which they were read.
    pub files: Vec<PathBuf>,
    /// Accesses that every container has.
    pub recovery: Vec<Recovery>,
    /// Whether containers may open with a passphrase.
    pub passphrases: Ruled<PassphraseUse>,
    /// Characters that a passphrase has at least.
    pub passphrase_length: Ruled<u32>,
    /// What a try at a passphrase costs at least.
    pub argon2: Option<Argon2Cost>,
    /// The file that says so.
    pub argon2_file: Option<PathBuf>,
    /// Whether classical recipients may be allowed.
    pub classical: Ruled<Permission>,
    /// Whether containers without an access list may be made.
    pub anonymous: Ruled<Permission>,
    /// What to do with contacts whose fingerprint was not compared.
    pub unverified: Ruled<Unverified>,
    /// What to do with keys that are taken from an access list and are no contact's.
    pub unknown_keys: Ruled<UnknownKeys>,
    /// Where the organisation's cards are.
    pub directories: Vec<Source>,
    /// Patterns that are always left out.
    pub exclude: Vec<String>,
    /// The language of the machine's users, where they chose none: `fr` or `en`.
    pub language: Option<String>,
}

/// A folder of cards, or one card, as a file of settings names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// The file that names it.
    pub named_in: PathBuf,
    /// What is known of its cards: only the organisation's policy vouches for them.
    pub trust: Trust,
}

/// A rule, and the file that imposes it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ruled<T> {
    /// What it demands.
    pub demand: T,
    /// Where it stands; `None` for the default.
    pub file: Option<PathBuf>,
}

/// An access that every container has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recovery {
    /// Its name in the access list.
    pub label: Label,
    /// Its key.
    pub recipient: Recipient,
    /// The file that imposes it.
    pub file: PathBuf,
}

/// Whether something may be asked for.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Permission {
    /// When it is asked for.
    #[default]
    Allowed,
    /// Never.
    Forbidden,
}

/// Whether containers may open with a passphrase, from the loosest to the strictest.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum PassphraseUse {
    /// Yes.
    #[default]
    Allowed,
    /// Only when a recipient stands beside it.
    BesideRecipient,
    /// No.
    Forbidden,
}

/// What to do with contacts whose fingerprint was not compared, from the loosest to the strictest.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Unverified {
    /// Seal to them.
    #[default]
    Allowed,
    /// Seal to them, and say so.
    Warned,
    /// Refuse.
    Refused,
}

/// What to do with keys that are taken from an access list and are no contact's, from the loosest to
/// the strictest.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum UnknownKeys {
    /// Wrap for them, and name them.
    #[default]
    Named,
    /// Refuse.
    Refused,
}

impl Policy {
    /// Both at once: for every rule the stricter one. A directory vouches for its cards in the first file
    /// only: in another it would loosen a rule of that.
    #[must_use]
    pub fn tightened(mut self, other: Self) -> Self {
        let is_first = self.files.is_empty();
        self.files.extend(other.files);
        for recovery in other.recovery {
            if self.recovery.iter().all(|known| known.recipient != recovery.recipient) {
                self.recovery.push(recovery);
            }
        }
        self.passphrases = self.passphrases.stricter(other.passphrases);
        self.passphrase_length = self.passphrase_length.stricter(other.passphrase_length);
        self.classical = self.classical.stricter(other.classical);
        self.anonymous = self.anonymous.stricter(other.anonymous);
        self.unverified = self.unverified.stricter(other.unverified);
        self.unknown_keys = self.unknown_keys.stricter(other.unknown_keys);
        self.argon2 = match (self.argon2, other.argon2) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        };
        self.argon2_file = self.argon2_file.or(other.argon2_file);
        let trust = |source: Source| match is_first {
            true => source,
            false => Source { trust: Trust::Unverified, ..source },
        };
        self.directories.extend(other.directories.into_iter().map(trust));
        self.exclude.extend(other.exclude);
        self.language = self.language.or(other.language);
        self
    }

    /// The holders of the keys for recovery, for whom the first file vouches, as for its directory.
    pub(super) fn recovery_cards(&self) -> Vec<(Card, Trust)> {
        let card = |recovery: &Recovery| {
            let (name, recipient) = (Some(recovery.label.clone()), recovery.recipient.clone());
            let trust = match self.files.first() == Some(&recovery.file) {
                true => Trust::Directory,
                false => Trust::Unverified,
            };
            (Card { name, email: None, organisation: None, date: None, recipient }, trust)
        };
        self.recovery.iter().map(card).collect()
    }

    /// Whether a chosen passphrase is long enough.
    ///
    /// # Errors
    /// [`Error::Policy`].
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<()> {
        let least = self.passphrase_length.demand;
        if passphrase.reveal().chars().count() >= least as usize {
            return Ok(());
        }
        match &self.passphrase_length.file {
            Some(_) => Err(self.passphrase_length.refusal(Rule::PassphraseLength(least))),
            None => Err(Error::PassphraseRefused(PassphraseFault::Weak(Weakness::Short))),
        }
    }
}

impl<T> Ruled<T> {
    /// The error for breaking this rule.
    pub(crate) fn refusal(&self, rule: Rule) -> Error {
        Error::Policy { path: self.file.clone().unwrap_or_default(), rule }
    }
}

impl<T: Ord> Ruled<T> {
    fn stricter(self, other: Self) -> Self {
        if other.demand > self.demand { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::error::SettingsFault;
    use crate::keys::hybrid::HybridIdentity;
    use crate::profile::settings::Settings;

    fn parse(text: &str) -> Result<Policy> {
        let path = Path::new("policy.toml");
        Policy::parse(&Settings::parse(path, text)?, path)
    }

    fn key() -> String {
        HybridIdentity::generate().unwrap().to_recipient().to_string()
    }

    #[test]
    fn every_rule_is_read() {
        let key = key();
        let policy = parse(&format!(
            r#"
            passphrases = "beside-recipient"
            passphrase-length = 20
            classical-recipients = "forbidden"
            anonymous-containers = "forbidden"
            unverified-contacts = "warned"
            unknown-keys = "refused"
            directory = "/srv/cards"
            exclude = ["*.tmp", ".DS_Store"]
            language = "fr"
            [argon2]
            memory-mib = 512
            passes = 4
            [[recovery]]
            label = "Recouvrement"
            recipient = "{key}"
            "#
        ))
        .unwrap();
        assert_eq!(policy.passphrases.demand, PassphraseUse::BesideRecipient);
        assert_eq!(policy.passphrase_length.demand, 20);
        assert_eq!(policy.classical.demand, Permission::Forbidden);
        assert_eq!(policy.anonymous.demand, Permission::Forbidden);
        assert_eq!(policy.unverified.demand, Unverified::Warned);
        assert_eq!(policy.unknown_keys.demand, UnknownKeys::Refused);
        assert_eq!(policy.argon2, Argon2Cost::new(512 * 1024, 4, 4).ok());
        assert_eq!(policy.exclude.len(), 2);
        assert_eq!(policy.recovery[0].recipient.to_string(), key);
        assert_eq!(policy.classical.file.as_deref(), Some(Path::new("policy.toml")));
    }

    #[test]
    fn what_means_nothing_is_an_error_with_its_place_and_never_no_policy() {
        let classical = crate::keys::x25519::X25519Identity::generate().to_recipient();
        let recovery = format!("[[recovery]]\nlabel = \"R\"\nrecipient = \"{classical}\"\n");
        let classical_recovery = format!("classical-recipients = \"forbidden\"\n{recovery}");
        assert!(parse(&recovery).is_ok());
        let too_many = recovery.repeat(254);
        assert!(parse(&recovery.repeat(253)).is_ok());
        for (text, place) in [
            ("passphrase = \"forbidden\"", (1, 1)),
            ("\n  passphrases = \"no\"", (2, 17)),
            ("classical-recipients = false", (1, 24)),
            ("passphrase-length = -1", (1, 21)),
            ("[[recovery]]\nlabel = \"R\"\nrecipient = \"age1nobody\"", (3, 13)),
            ("[[recovery]]\nlabel = \"R\"", (1, 1)),
            ("[argon2]\nmemory-mib = 8", (2, 14)),
            ("[argon2]\nmemory = 8", (2, 1)),
            ("[argon2]\npasses = 0", (2, 10)),
            ("[argon2]\nlanes = 9\nmemory-mib = 512", (2, 9)),
            ("unknown-keys = \"warned\"", (1, 16)),
            ("language = \"de\"", (1, 12)),
            ("exclude = [\"*.tmp\", \"[a\"]", (1, 21)),
            ("exclude = [\"*.tmp\", 3]", (1, 21)),
            ("exclude = \"*.tmp\"", (1, 11)),
            ("directory = \"\"", (1, 13)),
            ("directory = \"cards\"", (1, 13)),
            ("directory = \"/srv/\\u0000cards\"", (1, 13)),
            (&classical_recovery, (4, 13)),
            (&too_many, (1, 1)),
            ("passphrases = ", (1, 15)),
        ] {
            match parse(text) {
                Err(Error::Settings { line, column, .. }) => {
                    assert_eq!((line, column), place, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.toml");
        assert!(Policy::load(&path, &[]).unwrap().files.is_empty());
        assert!(Policy::load(&path, std::slice::from_ref(&path)).is_err());
        std::fs::write(&path, [0xff]).unwrap();
        let refused = Policy::load(&path, &[]);
        assert!(matches!(refused, Err(Error::Settings { fault: SettingsFault::NotText, .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_policy_that_cannot_be_reached_is_never_no_policy() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::os::unix::fs::symlink(at("share/policy.toml"), at("link.toml")).unwrap();
        std::os::unix::fs::symlink(at("share"), at("scelle")).unwrap();
        std::fs::create_dir(at("folder.toml")).unwrap();
        std::fs::write(at("file"), "").unwrap();
        for name in ["link.toml", "scelle/policy.toml", "folder.toml", "file/policy.toml"] {
            let refused = Policy::load(&at(name), &[]);
            assert!(matches!(refused, Err(Error::Io { .. })), "{name}: {refused:?}");
        }
        let refused = Policy::load(Path::new("/dev/null"), &[]);
        assert!(matches!(refused, Err(Error::NotRegular { .. })), "{refused:?}");
    }

    #[test]
    fn another_policy_only_tightens() {
        let (one, other) = (key(), key());
        let recovery = |key: &str| format!("[[recovery]]\nlabel = \"R\"\nrecipient = \"{key}\"\n");
        let strict = parse(&format!(
            "passphrases = \"forbidden\"\npassphrase-length = 30\n{}",
            recovery(&one)
        ))
        .unwrap();
        let loose = parse(&format!(
            "passphrases = \"allowed\"\npassphrase-length = 8\nunverified-contacts = \"refused\"\nunknown-keys = \"refused\"\n{}{}",
            recovery(&one),
            recovery(&other)
        ))
        .unwrap();
        for both in [strict.clone().tightened(loose.clone()), loose.tightened(strict)] {
            assert_eq!(both.passphrases.demand, PassphraseUse::Forbidden);
            assert_eq!(both.passphrase_length.demand, 30);
            assert_eq!(both.unverified.demand, Unverified::Refused);
            assert_eq!(both.unknown_keys.demand, UnknownKeys::Refused);
            assert_eq!(both.recovery.len(), 2);
            assert_eq!(both.files.len(), 2);
        }
    }

    #[test]
    fn another_policy_vouches_for_no_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let cards = folder.path().to_str().unwrap().replace('\\', "/");
        let directory = format!("directory = \"{cards}\"\n");
        let recovery = |key: &str| format!("[[recovery]]\nlabel = \"R\"\nrecipient = \"{key}\"\n");
        let (one, other) = (key(), key());
        let rule = "unverified-contacts = \"refused\"\n";
        let system = file("system", &format!("{rule}{directory}{}", recovery(&one)));
        let load = |name: &str, text: &str| Policy::load(&system, &[file(name, text)]);
        let trusts = |policy: &Policy| -> Vec<Trust> {
            policy.directories.iter().map(|source| source.trust).collect()
        };
        let both = load("directory", &directory).unwrap();
        assert_eq!(trusts(&both), [Trust::Directory, Trust::Unverified]);
        assert_eq!(
            trusts(&Policy::load(Path::new("absent"), std::slice::from_ref(&system)).unwrap()),
            [Trust::Directory]
        );
        assert!(load("same", &recovery(&one)).is_ok());
        let added = load("added", &recovery(&other));
        assert!(
            matches!(added, Err(Error::Policy { path, rule: Rule::Unverified { .. } }) if path == system)
        );
        assert!(Policy::load(&file("loose", ""), &[file("added", &recovery(&other))]).is_ok());
    }
}
