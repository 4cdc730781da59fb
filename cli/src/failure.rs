//! Why a command failed: an error of the core, or one of the few that only a command line has.

use std::path::{Path, PathBuf};

use scelle_core::display::escape;
use scelle_core::error::{Error, Kind, NameFault, PassphraseFault};
use scelle_i18n::{Explanation, explain, text};

use crate::exit_code::ExitCode;
use crate::hints;

#[derive(Debug)]
pub(crate) enum Failure {
    /// The core's.
    Core(Error),
    /// Several of many containers failed, some of them because they could not be opened; each was
    /// reported.
    Several { failed: usize, unopened: usize, worst: ExitCode },
    /// Several of many containers could not be changed; each was reported.
    SeveralUnchanged { tally: Tally, worst: ExitCode },
    /// The accesses of several of many containers could not be read; each was reported.
    SeveralUnread { failed: usize, worst: ExitCode },
    /// One name was given for several cards.
    OneName,
    /// `access replace` was given too few names, or too many.
    OldAndNew,
    /// `--each` could not seal some of what it was given; each was reported.
    SeveralUnsealed { failed: usize, all: usize, worst: ExitCode },
    /// `--each` would give two inputs the same container.
    SameContainer { first: PathBuf, second: PathBuf, container: PathBuf },
    /// `--each` has nothing to do with standard input or output.
    EachToStream,
    /// No page stands beside what goes to standard output.
    PageToStream,
    /// A passphrase would lie in the clear behind the container that it opens.
    PassphraseToStream,
    /// A key is kept in a file.
    KeyToStream,
    /// The page for browsers is not installed.
    NoPage,
    /// Two things would be read from standard input.
    StdinTwice,
    /// A list of paths that is none.
    List { path: PathBuf, fault: ListFault },
    /// A name that was typed and that no container may hold.
    Misnamed(Error),
    /// The log is a link, or something else than a file.
    LogNotAFile { path: PathBuf },
    /// The log holds something else.
    LogForeign { path: PathBuf },
    /// The operation was carried out, and the log could not be written.
    Unlogged(Error),
    /// What was done stays done; its result could not be written to standard output.
    Unshown(Error),
    /// A passphrase is needed, and may not be asked for.
    InputForbidden { asked: Asked },
    /// A passphrase is needed, and there is no user to ask.
    NoTerminal { asked: Asked },
    /// The passphrase that should unlock something is empty, too long, or no text.
    UnlocksNothing { file: Option<PathBuf>, fault: PassphraseFault },
    /// The reader of a listing has closed it. Content that is cut off is an error instead.
    OutputClosed,
    /// Cancelled after some of many containers were changed.
    Midway(Tally),
    /// An option that does not say whether its passphrase unlocks or is added.
    WhichPassphrase { option: &'static str },
    /// Two containers differ, as was reported: no error, and not a success.
    Differ,
    /// The work was done and reported, without what could not be read.
    Omitted { count: usize },
    /// No access to remove was named.
    NobodyNamed,
    /// No one to give an access to was named.
    NobodyToAdd,
    /// A key that is not under a passphrase would stand in the clear in armor.
    NotUnderPassphrase { path: PathBuf },
    /// The two typings of a new passphrase differ.
    PassphrasesDiffer,
    /// Binary output would go to a terminal.
    TerminalOutput,
    /// `-` does not stand alone among the inputs, or `--name` is given without it.
    StreamNotAlone,
    /// Standard output takes one file, and more were chosen, or a folder.
    StreamWhole,
    /// `-o` takes one file, and more were chosen, or a folder.
    NotOneFile,
    /// `-o -` and `--json` would share standard output.
    OutputTaken,
    /// Two programs would have the same name in a portable folder.
    ProgramTwice { name: String },
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
    /// A name that could deceive its reader.
    BadName { name: String },
    /// What was typed has not thirty digits.
    NotAFingerprint,
    /// The contact's key is not the one whose fingerprint was read out.
    FingerprintDiffers { name: String },
}

/// Which passphrase is asked for: each has options of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    /// That of what is unlocked.
    Unlocking,
    /// A new one.
    New,
    /// A new one, for a container that has others.
    Added,
    /// That of a key which gets a new one.
    Current,
}

/// What became of many containers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) failed: usize,
    /// Those after the one that ended the work.
    pub(crate) unseen: usize,
}

/// What is wrong with a list of paths.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ListFault {
    /// It names nothing.
    Empty,
    /// It is longer than any list should be.
    TooLong,
    /// A line of it holds a NUL character: it is of the other kind.
    HoldsNul { line: usize },
    /// This one is no text, on a system whose paths are.
    NotText { line: usize },
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl Asked {
    fn hint(self) -> String {
        match self {
            Self::Unlocking => text!("cli-passphrase-hint"),
            Self::New => text!("cli-new-passphrase-hint"),
            Self::Added => text!("cli-added-passphrase-hint"),
            Self::Current => text!("cli-current-passphrase-hint"),
        }
    }
}

impl Failure {
    /// The same, of another passphrase.
    pub(crate) fn of_passphrase(self, asked: Asked) -> Self {
        match self {
            Self::InputForbidden { .. } => Self::InputForbidden { asked },
            Self::NoTerminal { .. } => Self::NoTerminal { asked },
            other => other,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Core(error) => error.kind().into(),
            Self::Several { worst, .. }
            | Self::SeveralUnchanged { worst, .. }
            | Self::SeveralUnread { worst, .. }
            | Self::SeveralUnsealed { worst, .. } => *worst,
            Self::InputForbidden { .. } | Self::NoTerminal { .. } | Self::UnlocksNothing { .. } => {
                Kind::NoAccess.into()
            }
            Self::Differ => ExitCode::Differ,
            Self::Omitted { .. } => ExitCode::Omissions,
            Self::Midway(_) => ExitCode::Cancelled,
            Self::FingerprintDiffers { .. } => ExitCode::Policy,
            Self::BadDescriptor { .. }
            | Self::OutputClosed
            | Self::LogNotAFile { .. }
            | Self::LogForeign { .. }
            | Self::Unlogged(_)
            | Self::Unshown(_) => ExitCode::Io,
            Self::KeyExists { .. } => ExitCode::TargetExists,
            Self::PassphrasesDiffer
            | Self::TerminalOutput
            | Self::StreamNotAlone
            | Self::SameContainer { .. }
            | Self::EachToStream
            | Self::KeyToStream
            | Self::PageToStream
            | Self::PassphraseToStream
            | Self::NoPage
            | Self::StdinTwice
            | Self::WhichPassphrase { .. }
            | Self::List { .. }
            | Self::Misnamed(_)
            | Self::NotOneFile
            | Self::OldAndNew
            | Self::OneName
            | Self::StreamWhole
            | Self::ProgramTwice { .. }
            | Self::OutputTaken
            | Self::AnswerNeeded { .. }
            | Self::NobodyNamed
            | Self::NobodyToAdd
            | Self::NotUnderPassphrase { .. }
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
        let mut error = serde_json::json!({
            "code": code as u8, "kind": code.name(), "message": message, "hint": hint,
        });
        if let Self::SeveralUnchanged { tally, .. } | Self::Midway(tally) = self
            && let Some(error) = error.as_object_mut()
        {
            let Tally { changed, unchanged, failed, unseen } = *tally;
            for (key, count) in [
                ("changed", changed),
                ("unchanged", unchanged),
                ("failed", failed),
                ("not_looked_at", unseen),
            ] {
                error.insert(key.to_owned(), count.into());
            }
        }
        error
    }

    /// The fact, and what the command that runs can do about it.
    pub(crate) fn explain(&self) -> Explanation {
        let Explanation { message, hint } = self.explained();
        Explanation { message, hint: hints::fitted(&hint) }
    }

    fn explained(&self) -> Explanation {
        let of = |message, hint| Explanation { message, hint };
        match self {
            Self::Core(error) => explain(error),
            Self::Misnamed(error) => misnamed(error),
            Self::SeveralUnchanged { tally, .. } => {
                let Tally { changed, unchanged, failed, unseen } = *tally;
                let message = text!(
                    "cli-several-unchanged",
                    count = failed,
                    changed = changed,
                    unchanged = unchanged,
                    unseen = unseen
                );
                let hint = match unseen {
                    0 => text!("cli-several-unchanged-hint"),
                    _ => text!("cli-several-unseen-hint"),
                };
                of(message, hint)
            }
            Self::SeveralUnread { failed, .. } => of(
                text!("cli-several-unread", count = *failed),
                text!("cli-several-hint", count = *failed),
            ),
            Self::OneName => of(text!("cli-one-name"), text!("cli-one-name-hint")),
            Self::OldAndNew => of(text!("cli-old-and-new"), text!("cli-old-and-new-hint")),
            Self::SeveralUnsealed { failed, all, .. } => of(
                text!("cli-several-unsealed", count = *failed, all = *all),
                text!("cli-several-hint", count = *failed),
            ),
            Self::SameContainer { first, second, container } => of(
                text!(
                    "cli-same-container",
                    first = shown_path(first),
                    second = shown_path(second),
                    container = shown_path(container)
                ),
                text!("cli-same-container-hint"),
            ),
            Self::EachToStream => of(text!("cli-each-to-stream"), text!("cli-each-to-stream-hint")),
            Self::KeyToStream => of(text!("cli-key-to-stream"), text!("cli-key-to-stream-hint")),
            Self::PageToStream => of(text!("cli-page-to-stream"), text!("cli-page-to-stream-hint")),
            Self::PassphraseToStream => {
                of(text!("cli-passphrase-to-stream"), text!("cli-passphrase-to-stream-hint"))
            }
            Self::NoPage => of(text!("cli-no-page"), text!("cli-no-page-hint")),
            Self::StdinTwice => of(text!("cli-stdin-twice"), text!("cli-stdin-twice-hint")),
            Self::List { path, fault } => list(&shown_path(path), *fault),
            Self::LogForeign { path } => {
                of(text!("cli-log-foreign", path = shown_path(path)), text!("cli-log-foreign-hint"))
            }
            Self::LogNotAFile { path } => of(
                text!("cli-log-not-a-file", path = shown_path(path)),
                text!("cli-log-not-a-file-hint"),
            ),
            Self::Unlogged(error) => {
                let Explanation { message, hint } = explain(error);
                of(text!("cli-unlogged", reason = message), hint)
            }
            Self::Unshown(error) => of(explain(error).message, text!("cli-unshown-hint")),
            Self::Several { failed, unopened, .. } => of(
                match unopened {
                    0 => text!("cli-several", count = *failed),
                    _ => text!("cli-several-unverified", count = *failed),
                },
                text!("cli-several-hint", count = *failed),
            ),
            Self::InputForbidden { asked } => of(text!("cli-input-forbidden"), asked.hint()),
            Self::NoTerminal { asked } => of(text!("cli-no-terminal"), asked.hint()),
            Self::UnlocksNothing { file, fault } => unlocks_nothing(file.as_deref(), *fault),
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
            Self::Midway(Tally { changed, unchanged, unseen, .. }) => of(
                text!("cli-midway", changed = *changed, unchanged = *unchanged, unseen = *unseen),
                text!("cli-midway-hint"),
            ),
            Self::WhichPassphrase { option } => of(
                text!("cli-which-passphrase", option = *option),
                text!("cli-which-passphrase-hint"),
            ),
            Self::Omitted { count } => {
                of(text!("cli-omitted", count = *count), text!("cli-omitted-hint", count = *count))
            }
            Self::Differ => of(text!("cli-differ"), text!("cli-differ-hint")),
            Self::NobodyNamed => of(text!("cli-nobody-named"), text!("cli-nobody-named-hint")),
            Self::NobodyToAdd => of(text!("cli-nobody-to-add"), text!("cli-nobody-to-add-hint")),
            Self::NotUnderPassphrase { path } => of(
                text!("cli-not-under-passphrase", path = shown_path(path)),
                text!("cli-not-under-passphrase-hint"),
            ),
            Self::NotOneFile => of(text!("cli-not-one-file"), text!("cli-not-one-file-hint")),
            Self::StreamWhole => of(text!("cli-stream-whole"), text!("cli-stream-whole-hint")),
            Self::ProgramTwice { name } => of(
                text!("cli-program-twice", name = name.as_str()),
                text!("cli-program-twice-hint"),
            ),
            Self::OutputTaken => of(text!("cli-output-taken"), text!("cli-output-taken-hint")),
            Self::BadDescriptor { fd } => {
                of(text!("cli-bad-descriptor", fd = *fd), descriptor_hint())
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
            Self::KeyExists { path } => {
                of(text!("cli-key-exists", path = shown_path(path)), text!("cli-key-exists-hint"))
            }
        }
    }
}

fn shown_path(path: &Path) -> String {
    escape(&path.to_string_lossy())
}

fn list(path: &str, fault: ListFault) -> Explanation {
    let (message, hint) = match fault {
        ListFault::Empty => (text!("cli-list-empty", path = path), text!("cli-list-empty-hint")),
        ListFault::TooLong => {
            (text!("cli-list-too-long", path = path), text!("cli-list-too-long-hint"))
        }
        ListFault::HoldsNul { line } => {
            (text!("cli-list-nul", path = path, line = line), text!("cli-list-nul-hint"))
        }
        ListFault::NotText { line } => {
            (text!("cli-list-not-text", path = path, line = line), text!("cli-list-not-text-hint"))
        }
    };
    Explanation { message, hint }
}

/// What was typed can be typed otherwise: `--rename` is for the names of files.
fn misnamed(error: &Error) -> Explanation {
    use NameFault::{CodePage, Empty, NotUnicode, TooLong};
    let Explanation { message, hint } = explain(error);
    let hint = match error {
        Error::Name { fault: Empty | TooLong | CodePage | NotUnicode, .. } => hint,
        Error::Name { .. } => text!("cli-misnamed-hint"),
        _ => hint,
    };
    Explanation { message, hint }
}

fn unlocks_nothing(file: Option<&Path>, fault: PassphraseFault) -> Explanation {
    let Some(file) = file.map(shown_path) else {
        let Explanation { message, .. } = explain(&Error::PassphraseRefused(fault));
        return Explanation { message, hint: text!("cli-passphrase-unlocks-hint") };
    };
    let message = match fault {
        PassphraseFault::Empty => text!("cli-passphrase-file-empty", path = file),
        _ => text!("cli-passphrase-file-not-text", path = file),
    };
    Explanation { message, hint: text!("cli-passphrase-file-hint") }
}

fn descriptor_hint() -> String {
    if cfg!(windows) {
        text!("cli-bad-descriptor-hint-windows")
    } else {
        text!("cli-bad-descriptor-hint")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `text!` cannot see when it compiles: a text that was given none of its arguments.
    #[test]
    fn every_failure_is_explained_in_both_languages() {
        let all = [
            Failure::Several { failed: 2, unopened: 0, worst: ExitCode::Damaged },
            Failure::Several { failed: 2, unopened: 1, worst: ExitCode::NoAccess },
            Failure::SeveralUnchanged { tally: Tally::default(), worst: ExitCode::Io },
            Failure::WhichPassphrase { option: "--passphrase" },
            Failure::SeveralUnsealed { failed: 2, all: 3, worst: ExitCode::Io },
            Failure::SameContainer { first: "a".into(), second: "b".into(), container: "c".into() },
            Failure::EachToStream,
            Failure::PageToStream,
            Failure::PassphraseToStream,
            Failure::NoPage,
            Failure::StdinTwice,
            Failure::List { path: "l".into(), fault: ListFault::Empty },
            Failure::List { path: "l".into(), fault: ListFault::TooLong },
            Failure::List { path: "l".into(), fault: ListFault::HoldsNul { line: 1 } },
            Failure::List { path: "l".into(), fault: ListFault::NotText { line: 1 } },
            Failure::Misnamed(Error::DuplicateName { name: "n".into() }),
            Failure::Misnamed(Error::Name { name: "n".into(), fault: NameFault::Absolute }),
            Failure::LogNotAFile { path: "l".into() },
            Failure::LogForeign { path: "l".into() },
            Failure::Unlogged(Error::Cancelled),
            Failure::Unshown(Error::Cancelled),
            Failure::InputForbidden { asked: Asked::Unlocking },
            Failure::NoTerminal { asked: Asked::New },
            Failure::NoTerminal { asked: Asked::Added },
            Failure::NoTerminal { asked: Asked::Current },
            Failure::UnlocksNothing { file: None, fault: PassphraseFault::Empty },
            Failure::UnlocksNothing { file: Some("f".into()), fault: PassphraseFault::Empty },
            Failure::UnlocksNothing { file: Some("f".into()), fault: PassphraseFault::NotText },
            Failure::OutputClosed,
            Failure::PassphrasesDiffer,
            Failure::TerminalOutput,
            Failure::StreamNotAlone,
            Failure::NotOneFile,
            Failure::OutputTaken,
            Failure::ProgramTwice { name: "n".into() },
            Failure::BadDescriptor { fd: 3 },
            Failure::KeyExists { path: "k".into() },
            Failure::AnswerNeeded { option: "--yes" },
            Failure::Differ,
            Failure::Omitted { count: 2 },
            Failure::SeveralUnread { failed: 2, worst: ExitCode::Io },
            Failure::OldAndNew,
            Failure::OneName,
            Failure::StreamWhole,
            Failure::Midway(Tally::default()),
            Failure::NobodyNamed,
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
            (Kind::Busy, 10),
            (Kind::Cancelled, 130),
        ] {
            assert_eq!(ExitCode::from(kind) as u8, code);
        }
    }
}
