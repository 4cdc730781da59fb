//! Reading a policy.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{PassphraseUse, Permission, Policy, Recovery, Ruled, Source, UnknownKeys, Unverified};
use crate::container::access;
#[cfg(windows)]
use crate::error::{Error, IoOperation};
use crate::error::{Result, Rule};
use crate::files::plan;
use crate::keys::addressee::Trust;
use crate::keys::label::Label;
use crate::keys::passphrase::Argon2Cost;
use crate::keys::recipient::Recipient;
use crate::profile::settings::{Section, Settings};
use crate::text;

impl Policy {
    /// Reads a policy; `None` when there is no such file.
    ///
    /// # Errors
    /// [`Error::Settings`](crate::error::Error::Settings) with the line and column at fault; [`Error::NotRegular`](crate::error::Error::NotRegular);
    /// [`Error::Io`](crate::error::Error::Io), for
    /// a link that leads nowhere too.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        Settings::read(path)?.map(|settings| Self::parse(&settings, path)).transpose()
    }

    /// Reads a policy that the user named, from a pipe too.
    ///
    /// # Errors
    /// As [`read`](Self::read), and when there is no such file.
    pub fn read_given(path: &Path) -> Result<Self> {
        Self::parse(&Settings::read_given(path)?, path)
    }

    /// The system's policy, if there is one, tightened by the others, which must be there.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`Error::PolicyOwner`](crate::error::Error::PolicyOwner);
    /// [`Error::Policy`](crate::error::Error::Policy) for a recovery access that
    /// only a later file imposes, where an earlier one refuses contacts that are not verified.
    pub fn load(system: &Path, others: &[PathBuf]) -> Result<Self> {
        let mut policy = match text::open_if_there(system)? {
            Some(file) => {
                check_owner(system, &file)?;
                Self::parse(&Settings::read_from(system, file)?, system)?
            }
            None => Self::default(),
        };
        for path in others {
            let other = Self::read_given(path)?;
            policy.check_recovery_of(&other)?;
            policy = policy.tightened(other);
        }
        Ok(policy)
    }

    /// A user may name any file: its recovery access is no way around the rule for contacts.
    fn check_recovery_of(&self, other: &Self) -> Result<()> {
        if self.unverified.demand != Unverified::Refused {
            return Ok(());
        }
        let known = |key: &Recipient| self.recovery.iter().any(|known| known.recipient == *key);
        match other.recovery.iter().find(|added| !known(&added.recipient)) {
            Some(Recovery { label, .. }) => {
                Err(self.unverified.refusal(Rule::Unverified { name: label.to_string() }))
            }
            None => Ok(()),
        }
    }

    /// Where the system keeps its policy.
    #[must_use]
    pub fn system_path() -> PathBuf {
        if cfg!(windows) {
            // Asked of the environment: the drive is not always C.
            let data = std::env::var_os("ProgramData").unwrap_or_else(|| "C:\\ProgramData".into());
            PathBuf::from(data).join("Scelle").join("policy.toml")
        } else if cfg!(target_os = "macos") {
            PathBuf::from("/Library/Application Support/Scelle/policy.toml")
        } else {
            PathBuf::from("/etc/scelle/policy.toml")
        }
    }

    pub(super) fn parse(settings: &Settings, path: &Path) -> Result<Self> {
        let mut root = settings.root();
        let permission = [("allowed", Permission::Allowed), ("forbidden", Permission::Forbidden)];
        let ruled = |file: &Path| Some(file.to_owned());
        fn with_file<T: Default>(demand: Option<T>, file: Option<PathBuf>) -> Ruled<T> {
            let file = file.filter(|_| demand.is_some());
            Ruled { demand: demand.unwrap_or_default(), file }
        }
        let passphrases = root.choice(
            "passphrases",
            &[
                ("allowed", PassphraseUse::Allowed),
                ("beside-recipient", PassphraseUse::BesideRecipient),
                ("forbidden", PassphraseUse::Forbidden),
            ],
        )?;
        let unverified = root.choice(
            "unverified-contacts",
            &[
                ("allowed", Unverified::Allowed),
                ("warned", Unverified::Warned),
                ("refused", Unverified::Refused),
            ],
        )?;
        let unknown_keys = root.choice(
            "unknown-keys",
            &[("named", UnknownKeys::Named), ("refused", UnknownKeys::Refused)],
        )?;
        let classical = root.choice("classical-recipients", &permission)?;
        let recovery = root
            .sections("recovery")?
            .into_iter()
            .map(|section| read_recovery(section, path, classical.unwrap_or_default()))
            .collect::<Result<Vec<_>>>()?;
        // Another person must be able to open as well.
        access::check_count(0, recovery.len() + 1).map_err(|_| root.wrong("recovery"))?;
        let exclude = root.all_parsed("exclude", |pattern| {
            let pattern = pattern.to_owned();
            plan::compile(std::slice::from_ref(&pattern)).is_ok().then_some(pattern)
        })?;
        plan::compile(&exclude).map_err(|_| root.wrong("exclude"))?;
        let source =
            |place| Source { path: place, named_in: path.to_owned(), trust: Trust::Directory };
        let argon2 = root.section("argon2")?.map(read_argon2).transpose()?;
        let policy = Self {
            files: vec![path.to_owned()],
            recovery,
            passphrases: with_file(passphrases, ruled(path)),
            passphrase_length: with_file(root.number("passphrase-length")?, ruled(path)),
            argon2,
            argon2_file: ruled(path).filter(|_| argon2.is_some()),
            classical: with_file(classical, ruled(path)),
            anonymous: with_file(root.choice("anonymous-containers", &permission)?, ruled(path)),
            unverified: with_file(unverified, ruled(path)),
            unknown_keys: with_file(unknown_keys, ruled(path)),
            directories: root.absolute_path("directory")?.map(source).into_iter().collect(),
            exclude,
            language: root.choice("language", &[("fr", "fr"), ("en", "en")])?.map(str::to_owned),
        };
        root.finish()?;
        Ok(policy)
    }
}

/// Where any user may make the folder of the computer's policy, its owner says who wrote it. A policy
/// elsewhere is one that the caller chose.
#[cfg(windows)]
fn check_owner(path: &Path, file: &File) -> Result<()> {
    let reading = Error::io(IoOperation::ReadInput, path);
    match path != Policy::system_path()
        || scelle_windows::is_of_administrators(file).map_err(reading)?
    {
        true => Ok(()),
        false => Err(Error::PolicyOwner { path: path.to_owned() }),
    }
}

/// Elsewhere the folders above it belong to root.
#[cfg(not(windows))]
fn check_owner(_: &Path, _: &File) -> Result<()> {
    Ok(())
}

fn read_recovery(mut section: Section<'_>, path: &Path, classical: Permission) -> Result<Recovery> {
    let label = section.parsed("label", Label::parse)?;
    let accepted =
        |key: &Recipient| classical == Permission::Allowed || key.kind().is_post_quantum();
    let recipient = section.parsed("recipient", |text| text.parse().ok().filter(accepted))?;
    let recovery = Recovery {
        label: label.ok_or_else(|| section.missing("label"))?,
        recipient: recipient.ok_or_else(|| section.missing("recipient"))?,
        file: path.to_owned(),
    };
    section.finish()?;
    Ok(recovery)
}

fn read_argon2(mut section: Section<'_>) -> Result<Argon2Cost> {
    let default = Argon2Cost::DEFAULT;
    let (memory, passes, lanes) = (default.memory_kib(), default.passes(), default.lanes());
    let memory = match section.number("memory-mib")? {
        Some(mib) => mib.saturating_mul(1024),
        None => memory,
    };
    Argon2Cost::new(memory, passes, lanes).map_err(|_| section.wrong("memory-mib"))?;
    let passes = section.number("passes")?.unwrap_or(passes);
    Argon2Cost::new(memory, passes, lanes).map_err(|_| section.wrong("passes"))?;
    let lanes = section.number("lanes")?.unwrap_or(lanes);
    let cost = Argon2Cost::new(memory, passes, lanes).map_err(|_| section.wrong("lanes"))?;
    section.finish()?;
    Ok(cost)
}
