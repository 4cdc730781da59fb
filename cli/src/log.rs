//! `--log`: a line of JSON for every operation, added to a file. Neither a secret nor anything of what
//! a container holds goes into it, not even a name.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use scelle_core::error::{Error, IoOperation};
use scelle_core::files::same::refuse_input;
use scelle_i18n::{explain, text};
use serde::Serialize;

use crate::clock::now;
use crate::failure::{Failure, Result};
use crate::help::Invocation;
use crate::json;
use crate::stdio::is_stream;
use crate::terminal::Terminal;

/// The log of this run: of its one operation, or of each when there are several.
pub(crate) struct Log {
    file: Option<(File, PathBuf)>,
    terminal: Terminal,
    verb: String,
    operation: RefCell<Operation>,
    /// Whether the operations have lines of their own, so that the run needs none.
    has_items: Cell<bool>,
    /// Why a line could not be written; the first that could not.
    unlogged: RefCell<Option<Error>>,
}

/// What is known of an operation, once it is known.
pub(crate) struct Operation {
    started: Instant,
    paths: Vec<PathBuf>,
    pub(crate) output: Option<PathBuf>,
    pub(crate) files: Option<u64>,
    pub(crate) bytes: Option<u64>,
    pub(crate) accesses: Option<usize>,
    /// SHA-256 of the container that was written.
    pub(crate) sha256: Option<String>,
    /// How much was left out because it cannot be read.
    pub(crate) omitted: usize,
    /// Who was given an access.
    pub(crate) given: Option<Vec<String>>,
    /// Who lost theirs.
    pub(crate) removed: Option<Vec<String>>,
}

impl Operation {
    fn on(paths: Vec<PathBuf>, output: Option<PathBuf>) -> Self {
        let started = Instant::now();
        Self {
            started,
            paths,
            output,
            files: None,
            bytes: None,
            accesses: None,
            sha256: None,
            omitted: 0,
            given: None,
            removed: None,
        }
    }
}

/// A line, as `docs/cli.md` describes it.
#[derive(Serialize)]
struct Line<'a> {
    date: String,
    verb: &'a str,
    paths: Vec<String>,
    output: Option<String>,
    result: &'static str,
    error: Option<serde_json::Value>,
    files: Option<u64>,
    bytes: Option<u64>,
    accesses: Option<usize>,
    sha256: Option<&'a str>,
    omitted: usize,
    given: Option<&'a [String]>,
    removed: Option<&'a [String]>,
    duration_ms: u64,
}

impl Log {
    /// Opens the file before the work begins, so that nothing is done that could not be logged.
    pub(crate) fn open(
        path: Option<&Path>,
        invocation: &Invocation,
        terminal: Terminal,
    ) -> Result<Self> {
        let open = |path: &Path| {
            refuse_input(path, invocation.paths.iter().chain(&invocation.output))?;
            if is_stream(path) {
                return Err(Failure::LogNotAFile { path: path.to_owned() });
            }
            Ok::<_, Failure>((append_to(path)?, path.to_owned()))
        };
        let file = path.map(open);
        let operation = Operation::on(invocation.paths.clone(), invocation.output.clone());
        Ok(Self {
            file: file.transpose()?,
            terminal,
            verb: invocation.verb.clone(),
            operation: RefCell::new(operation),
            has_items: Cell::new(false),
            unlogged: RefCell::new(None),
        })
    }

    /// Where it is, if there is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(_, path)| path.as_path())
    }

    /// Whether there is one.
    pub(crate) fn is_open(&self) -> bool {
        self.file.is_some()
    }

    /// Notes what has become known of the operation under way.
    pub(crate) fn note(&self, note: impl FnOnce(&mut Operation)) {
        if let Ok(mut operation) = self.operation.try_borrow_mut() {
            note(&mut operation);
        }
    }

    /// Runs the verb, and writes its line unless its operations had their own. What failed keeps its
    /// failure; an operation that cannot be logged is one.
    pub(crate) fn whole(&self, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let result = work();
        if !self.has_items.get() {
            self.write(&result);
        }
        let Some(error) = self.unlogged.take() else { return result };
        result.inspect_err(|_| {
            let reason = explain(&error).message;
            self.terminal.important(&text!("cli-log-incomplete", reason = reason));
        })?;
        Err(Failure::Unlogged(error))
    }

    /// Runs one operation of several, on this path, and writes its line.
    pub(crate) fn item<T>(&self, path: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.has_items.set(true);
        self.operation.replace(Operation::on(vec![path.to_owned()], None));
        let result = work();
        self.write(&result);
        result
    }

    fn write<T>(&self, result: &Result<T>) {
        let Some((file, path)) = &self.file else { return };
        // Neither is a failure: a reader who has read enough, and the answer of `diff`.
        let fine = |f: &&Failure| {
            matches!(f, Failure::OutputClosed | Failure::Differ | Failure::Omitted { .. })
        };
        let failure = result.as_ref().err().filter(|failure| !fine(failure));
        let line = self.line(failure);
        let mut file = file;
        // One call: the lines of two who write at once stay whole.
        let source = match file.write(line.as_bytes()) {
            Ok(count) if count == line.len() => return,
            Ok(_) => {
                // The next line stands apart from a part of one, if there is room for that.
                let _ = file.write(b"\n");
                io::ErrorKind::StorageFull.into()
            }
            Err(source) => source,
        };
        self.unlogged.borrow_mut().get_or_insert(writing(path)(source));
    }

    fn line(&self, failure: Option<&Failure>) -> String {
        let operation = self.operation.borrow();
        let line = Line {
            date: json::utc(now()).unwrap_or_default(),
            verb: &self.verb,
            paths: operation.paths.iter().map(|path| whole_path(path)).collect(),
            output: operation.output.as_deref().map(whole_path),
            result: if failure.is_some() { "error" } else { "ok" },
            error: failure.map(error_of),
            files: operation.files,
            bytes: operation.bytes,
            accesses: operation.accesses,
            sha256: operation.sha256.as_deref(),
            omitted: operation.omitted,
            given: operation.given.as_deref(),
            removed: operation.removed.as_deref(),
            duration_ms: operation.started.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
        };
        json::to_string(&line) + "\n"
    }
}

/// Where a path leads from everywhere; `-` stays what it is.
fn whole_path(path: &Path) -> String {
    let whole = std::path::absolute(path).ok().filter(|_| path.as_os_str() != "-");
    json::path(whole.as_deref().unwrap_or(path))
}

fn error_of(failure: &Failure) -> serde_json::Value {
    let code = failure.exit_code();
    let message = match failure {
        Failure::Core(error) => match without_names(error) {
            Some(nameless) => explain(&nameless).message,
            None => failure.explain().message,
        },
        _ => failure.explain().message,
    };
    serde_json::json!({ "code": code as u8, "kind": code.name(), "message": message })
}

/// The same error without the name of an entry, which only those may read who can open the container.
fn without_names(error: &Error) -> Option<Error> {
    let name = || "…".to_owned();
    Some(match error {
        Error::Archive { fault, .. } => Error::Archive { fault: *fault, entry: None },
        Error::DuplicateName { .. } => Error::DuplicateName { name: name() },
        Error::EntryExists { .. } => Error::EntryExists { name: name() },
        Error::EntryNotFound { .. } => Error::EntryNotFound { name: name() },
        Error::Name { fault, .. } => Error::Name { name: name(), fault: *fault },
        Error::NotPortable { .. } => Error::NotPortable { name: name() },
        _ => return None,
    })
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    |source| Error::Io { operation: IoOperation::WriteOutput, path: Some(path.to_owned()), source }
}

/// Opens a log at its end, or starts one that only its owner may read. Never through a link, never
/// something that is no file.
fn append_to(path: &Path) -> Result<File> {
    let not_a_file = || Failure::LogNotAFile { path: path.to_owned() };
    if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
        return Err(not_a_file());
    }
    let file = open_to_append(path).map_err(writing(path))?;
    if !may_be_log(path) {
        return Err(Failure::LogForeign { path: path.to_owned() });
    }
    // What is there now may not be what was there before.
    if file.metadata().map_err(writing(path))?.is_file() { Ok(file) } else { Err(not_a_file()) }
}

/// Whether a file is empty, or begins as a line of the log does. A file that can only be appended to may be a log.
fn may_be_log(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1).read_to_end(&mut start));
    read.is_err() || matches!(start.as_slice(), [] | [b'{'])
}

#[cfg(unix)]
fn open_to_append(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // NONBLOCK: a pipe that came to stand there would keep us waiting.
    let flags = OFlags::WRONLY
        | OFlags::APPEND
        | OFlags::CREATE
        | OFlags::CLOEXEC
        | OFlags::NOCTTY
        | OFlags::NOFOLLOW
        | OFlags::NONBLOCK;
    Ok(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?.into())
}

#[cfg(not(unix))]
fn open_to_append(path: &Path) -> io::Result<File> {
    File::options().append(true).create(true).open(path)
}

#[cfg(test)]
mod tests {
    use scelle_core::error::ArchiveFault;
    use scelle_core::error::NameFault;

    use super::*;

    #[test]
    fn the_names_of_entries_are_not_logged() {
        let name = || "secret.pdf".to_owned();
        for error in [
            Error::Archive { fault: ArchiveFault::Checksum, entry: Some(name()) },
            Error::DuplicateName { name: name() },
            Error::EntryNotFound { name: name() },
            Error::Name { name: name(), fault: NameFault::Control },
            Error::NotPortable { name: name() },
        ] {
            let told = error_of(&Failure::Core(error));
            assert!(!told.to_string().contains("secret"), "{told}");
            assert!(!told["message"].as_str().unwrap_or_default().is_empty(), "{told}");
        }
    }
}
