//! Why a command failed: an error of the core, or one of the few that only a command line has.

use std::path::PathBuf;

use scelle_core::container::entry::escape;
use scelle_core::error::{Error, Kind};
use scelle_i18n::{Explanation, explain, text};

use crate::exit_code::ExitCode;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The core's.
    Core(Error),
    /// Several of many containers failed; each was told.
    Several { failed: usize, worst: ExitCode },
    /// A passphrase is needed, and may not be asked for.
    InputForbidden,
    /// A passphrase is needed, and there is nobody to ask.
    NoTerminal,
    /// No folder for the user's configuration.
    NoHome,
    /// Whoever was reading a listing has read enough. Content that is cut off is an error instead.
    OutputClosed,
    /// The two typings of a new passphrase differ.
    PassphrasesDiffer,
    /// Binary output would go to a terminal.
    TerminalOutput,
    /// `-` does not stand alone among the inputs, or `--name` is given without it.
    StreamNotAlone,
    /// `-o` takes one file, and more were chosen, or a folder.
    NotOneFile,
    /// `-o -` and `--json` would share standard output.
    OutputTaken,
    /// A file descriptor that cannot be read.
    BadDescriptor { fd: u32 },
    /// A question that is no passphrase cannot be asked; this option answers it.
    AnswerNeeded { option: &'static str },
    /// There is already a key.
    KeyExists { path: PathBuf },
    /// The user has no key of their own yet.
    NoKey,
    /// The key in use has no passphrase: it is never locked.
    NeverLocked { path: PathBuf },
    /// A contact needs a name, and its card has none.
    NameNeeded,
    /// A name that could deceive whoever reads it.
    BadName { name: String },
    /// What was typed has not thirty digits.
    NotAFingerprint,
    /// The contact's key is not the one whose fingerprint was read out.
    FingerprintDiffers { name: String },
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Core(error) => error.kind().into(),
            Self::Several { worst, .. } => *worst,
            Self::InputForbidden | Self::NoTerminal => Kind::NoAccess.into(),
            Self::FingerprintDiffers { .. } => ExitCode::Policy,
            Self::NoHome | Self::BadDescriptor { .. } | Self::OutputClosed => ExitCode::Io,
            Self::KeyExists { .. } => ExitCode::TargetExists,
            Self::PassphrasesDiffer
            | Self::TerminalOutput
            | Self::StreamNotAlone
            | Self::NotOneFile
            | Self::OutputTaken
            | Self::AnswerNeeded { .. }
            | Self::NeverLocked { .. }
            | Self::NoKey
            | Self::NameNeeded
            | Self::BadName { .. }
            | Self::NotAFingerprint => ExitCode::Usage,
        }
    }

    /// What scripts read of it.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        let code = self.exit_code();
        let Explanation { message, hint } = self.explain();
        serde_json::json!({
            "code": code as u8, "kind": code.name(), "message": message, "hint": hint,
        })
    }

    pub(crate) fn explain(&self) -> Explanation {
        let of = |message, hint| Explanation { message, hint };
        match self {
            Self::Core(error) => explain(error),
            Self::Several { failed, .. } => {
                of(text!("cli-several", count = *failed), text!("cli-several-hint"))
            }
            Self::InputForbidden => {
                of(text!("cli-input-forbidden"), text!("cli-input-forbidden-hint"))
            }
            Self::NoTerminal => of(text!("cli-no-terminal"), text!("cli-no-terminal-hint")),
            Self::NoHome => of(text!("cli-no-home"), text!("cli-no-home-hint")),
            Self::OutputClosed => of(text!("cli-output-closed"), text!("cli-output-closed-hint")),
            Self::PassphrasesDiffer => {
                of(text!("cli-passphrases-differ"), text!("cli-passphrases-differ-hint"))
            }
            Self::TerminalOutput => {
                of(text!("cli-terminal-output"), text!("cli-terminal-output-hint"))
            }
            Self::StreamNotAlone => {
                of(text!("cli-stream-not-alone"), text!("cli-stream-not-alone-hint"))
            }
            Self::NotOneFile => of(text!("cli-not-one-file"), text!("cli-not-one-file-hint")),
            Self::OutputTaken => of(text!("cli-output-taken"), text!("cli-output-taken-hint")),
            Self::BadDescriptor { fd } => {
                of(text!("cli-bad-descriptor", fd = *fd), text!("cli-bad-descriptor-hint"))
            }
            Self::AnswerNeeded { option } => {
                of(text!("cli-answer-needed"), text!("cli-answer-needed-hint", option = *option))
            }
            Self::NeverLocked { path } => of(
                text!("cli-never-locked", path = escape(&path.to_string_lossy())),
                text!("cli-never-locked-hint"),
            ),
            Self::NoKey => of(text!("cli-no-key"), text!("cli-no-key-hint")),
            Self::NameNeeded => of(text!("cli-name-needed"), text!("cli-name-needed-hint")),
            Self::BadName { name } => {
                of(text!("cli-bad-name", name = name.as_str()), text!("cli-bad-name-hint"))
            }
            Self::NotAFingerprint => {
                of(text!("cli-not-a-fingerprint"), text!("cli-not-a-fingerprint-hint"))
            }
            Self::FingerprintDiffers { name } => of(
                text!("cli-fingerprint-differs", name = name.as_str()),
                text!("cli-fingerprint-differs-hint", name = name.as_str()),
            ),
            Self::KeyExists { path } => of(
                text!("cli-key-exists", path = escape(&path.to_string_lossy())),
                text!("cli-key-exists-hint"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `text!` cannot see when it compiles: a text that was given none of its arguments.
    #[test]
    fn every_failure_is_explained_in_both_languages() {
        let all = [
            Failure::Several { failed: 2, worst: ExitCode::Damaged },
            Failure::InputForbidden,
            Failure::NoTerminal,
            Failure::NoHome,
            Failure::OutputClosed,
            Failure::PassphrasesDiffer,
            Failure::TerminalOutput,
            Failure::StreamNotAlone,
            Failure::NotOneFile,
            Failure::OutputTaken,
            Failure::BadDescriptor { fd: 3 },
            Failure::KeyExists { path: "k".into() },
            Failure::AnswerNeeded { option: "--yes" },
            Failure::NeverLocked { path: "k".into() },
            Failure::NoKey,
            Failure::NameNeeded,
            Failure::BadName { name: "n".into() },
            Failure::NotAFingerprint,
            Failure::FingerprintDiffers { name: "n".into() },
        ];
        for language in scelle_i18n::Language::ALL {
            scelle_i18n::select(language);
            for failure in &all {
                let Explanation { message, hint } = failure.explain();
                assert!(!message.is_empty() && !hint.is_empty(), "{failure:?}");
                assert!(!(message + &hint).contains(['{', '}']), "{failure:?}");
            }
        }
    }

    /// The codes of the README: a script of today must work in ten years.
    #[test]
    fn exit_codes_are_what_was_promised() {
        for (kind, code) in [
            (Kind::Usage, 2),
            (Kind::NoAccess, 3),
            (Kind::Damaged, 4),
            (Kind::Hostile, 5),
            (Kind::Policy, 6),
            (Kind::TargetExists, 7),
            (Kind::Io, 8),
            (Kind::NewerVersion, 9),
            (Kind::Cancelled, 130),
        ] {
            assert_eq!(ExitCode::from(kind) as u8, code);
        }
    }
}
