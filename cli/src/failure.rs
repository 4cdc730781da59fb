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
    /// Nobody closed the pipe on purpose: the reader has read enough.
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
    /// There is already a key.
    KeyExists { path: PathBuf },
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Io { path: None, source, .. }
                if source.kind() == std::io::ErrorKind::BrokenPipe =>
            {
                Self::OutputClosed
            }
            _ => Self::Core(error),
        }
    }
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Core(error) => error.kind().into(),
            Self::Several { worst, .. } => *worst,
            Self::InputForbidden | Self::NoTerminal => Kind::NoAccess.into(),
            Self::NoHome | Self::BadDescriptor { .. } | Self::OutputClosed => ExitCode::Io,
            Self::KeyExists { .. } => ExitCode::TargetExists,
            Self::PassphrasesDiffer
            | Self::TerminalOutput
            | Self::StreamNotAlone
            | Self::NotOneFile
            | Self::OutputTaken => ExitCode::Usage,
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
