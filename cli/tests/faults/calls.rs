//! System calls of a run, and what `strace` does at one of them: kill, fail or stop the process.

use std::fs;
use std::path::{Path, PathBuf};

use scelle_tests::{Outcome, Run};

use crate::tools::tool;

/// Every call that changes something on a disk, and those that lock.
const CHANGING: &[&str] = &[
    "openat",
    "openat2",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "pwritev2",
    "copy_file_range",
    "sendfile",
    "fsync",
    "fdatasync",
    "syncfs",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "chmod",
    "fchmod",
    "fchmodat",
    "chown",
    "fchown",
    "fchownat",
    "utimensat",
    "fsetxattr",
    "flock",
    "exit_group",
];

/// Calls that look at names, which an attack can fall between.
const LOOKING: &[&str] =
    &["statx", "newfstatat", "lstat", "stat", "readlink", "readlinkat", "getdents64", "read"];

/// One call of a traced run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    /// Its number among the calls of that name in its thread, from 1.
    pub(super) number: usize,
    /// The call as traced, cut to a line that can be read.
    pub(super) line: String,
}

impl Call {
    pub(super) fn changes(&self) -> bool {
        let written_to = || {
            let (_, rest) = self.line.split_once('(')?;
            rest.split([',', ')', ' ']).next()?.parse::<u32>().ok()
        };
        match self.name.as_str() {
            "openat" | "openat2" => {
                ["O_CREAT", "O_TRUNC", "O_TMPFILE"].iter().any(|flag| self.line.contains(flag))
            }
            "write" | "writev" => written_to().is_some_and(|fd| fd > 2),
            _ => true,
        }
    }

    /// What happens to a run at this call.
    pub(super) fn inject(&self, what: &str) -> String {
        format!("{}:{what}:when={}", self.name, self.number)
    }

    /// The same at this call and at all later ones of its name.
    pub(super) fn inject_from(&self, what: &str) -> String {
        format!("{}+", self.inject(what))
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let line: String = self.line.chars().take(110).collect();
        write!(f, "no. {} of {line}", self.number)
    }
}

/// `strace`, where it is installed and may trace.
#[derive(Clone)]
pub(super) struct Strace {
    tool: PathBuf,
}

impl Strace {
    pub(super) fn find() -> Option<Self> {
        tool("strace").map(|tool| Self { tool })
    }

    /// The calls of `run` that change something, in their order.
    #[track_caller]
    pub(super) fn changes(&self, run: Run) -> (Outcome, Vec<Call>) {
        let (outcome, calls) = self.trace(run, &[], CHANGING);
        (outcome, calls.into_iter().filter(Call::changes).collect())
    }

    /// The same, and those that look at something.
    #[track_caller]
    pub(super) fn looks_and_changes(&self, run: Run, within: &[String]) -> Vec<Call> {
        let (_, calls) = self.trace(run, within, &[CHANGING, LOOKING].concat());
        calls
    }

    #[track_caller]
    fn trace(&self, run: Run, within: &[String], names: &[&str]) -> (Outcome, Vec<Call>) {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let run = run.through(self.wrapper(&log, names, &[]));
        let outcome = run.within(within).run();
        (outcome, parse(&fs::read_to_string(log).unwrap()))
    }

    /// Runs through strace, which injects.
    pub(super) fn injecting(&self, run: Run, injection: &str) -> Run {
        self.injecting_all(run, &[injection])
    }

    /// The same with several injections.
    pub(super) fn injecting_all(&self, run: Run, injections: &[&str]) -> Run {
        self.injecting_logged(run, injections, Path::new("/dev/null"))
    }

    /// The same with the log of the trace in a file.
    pub(super) fn injecting_logged(&self, run: Run, injections: &[&str], log: &Path) -> Run {
        let names: Vec<&str> =
            injections.iter().filter_map(|injection| injection.split(':').next()).collect();
        run.through(self.wrapper(log, &names, injections))
    }

    fn wrapper(&self, log: &Path, names: &[&str], injections: &[&str]) -> Vec<String> {
        let mut words = vec![self.tool.display().to_string()];
        words.extend(["-f", "-o"].map(str::to_owned));
        words.push(log.display().to_string());
        words.extend(["-e".to_owned(), format!("trace={}", names.join(","))]);
        for injection in injections {
            words.extend(["-e".to_owned(), format!("inject={injection}")]);
        }
        words
    }
}

/// strace counts by thread and by name.
fn parse(log: &str) -> Vec<Call> {
    let mut counts = std::collections::BTreeMap::new();
    let mut calls: Vec<Call> = Vec::new();
    for line in log.lines() {
        let Some((thread, call)) = line.split_once(char::is_whitespace) else { continue };
        let call = call.trim_start();
        let Some((name, _)) = call.split_once('(') else { continue };
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let number = counts.entry((thread.to_owned(), name.to_owned())).or_insert(0);
        *number += 1;
        let line: String = call.chars().take(150).collect();
        let call = Call { name: name.to_owned(), number: *number, line };
        // The number is reached first by the first thread that gets so far.
        if !calls.iter().any(|c| c.name == call.name && c.number == call.number) {
            calls.push(call);
        }
    }
    calls
}
