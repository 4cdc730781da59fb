//! Tools that are not ours: where they are, and how they are run.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An outside tool, found in `PATH`. `None` ends the test that asked for it, with a word on
/// stderr; on CI it is an error, so that nothing is skipped there in silence.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let found = std::env::var_os("PATH").and_then(|folders| {
        std::env::split_paths(&folders)
            .map(|folder| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION))
            .find(|path| path.is_file())
    });
    or_skip(found, &format!("{name} is not installed"))
}

/// The folder of age's public conformance vectors.
pub(crate) fn vectors() -> Option<PathBuf> {
    or_skip(fetched("age"), "the age vectors were not fetched (.ci/fetch-vectors)")
}

/// The folder in which node finds the package `age-encryption`.
pub(crate) fn node_packages() -> Option<PathBuf> {
    let found = fetched("node").filter(|folder| folder.join("node_modules").is_dir());
    or_skip(found, "age-encryption was not fetched (.ci/fetch-vectors)")
}

fn fetched(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("SCELLE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/vectors"),
        PathBuf::from,
    );
    Some(folder.join(what)).filter(|folder| folder.is_dir())
}

pub(crate) fn or_skip<T>(found: Option<T>, missing: &str) -> Option<T> {
    if found.is_none() {
        let on_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
        assert!(!on_ci, "{missing}, and no test may be skipped on CI");
        // Not `eprintln!`, which the harness keeps to itself when a test passes.
        let _ = writeln!(std::io::stderr(), "skipped: {missing}");
    }
    found
}

/// One run of a tool, in an environment that says nothing of the developer's own: UTF-8 names, and
/// a time zone far from UTC, so that a time that is not in UTC shows.
pub(crate) struct Run {
    command: Command,
}

impl Run {
    pub(crate) fn new(tool: &Path) -> Self {
        let mut command = Command::new(tool);
        command.env("LC_ALL", "C.UTF-8").env("TZ", "Pacific/Auckland").stdin(Stdio::null());
        Self { command }
    }

    pub(crate) fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.command.arg(arg.into());
        self
    }

    pub(crate) fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args.into_iter().map(Into::into));
        self
    }

    /// The folder it runs in.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// What it wrote on its standard output. It must succeed.
    pub(crate) fn output(mut self) -> Vec<u8> {
        let output = self.command.output().expect("the tool can be started");
        let stderr = String::from_utf8_lossy(&output.stderr);
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{:?}: {}\n{stderr}\n{stdout}",
            self.command,
            output.status
        );
        output.stdout
    }

    /// The same, as one text.
    pub(crate) fn text(self) -> String {
        String::from_utf8(self.output()).expect("the tool writes UTF-8")
    }
}

/// age asks for passphrases on a terminal only: this gives it one, and types.
pub(crate) const TYPIST: &str = r#"
import os, pty, re, signal, sys

phrase, *command = sys.argv[1:]
signal.alarm(120)
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown, answered = b"", 0
while True:
    try:
        read = os.read(terminal, 1024)
    except OSError:
        break
    if not read:
        break
    shown += read
    while answered < len(re.findall(rb"passphrase[^:\n]*: ", shown, re.IGNORECASE)):
        os.write(terminal, phrase.encode() + b"\n")
        answered += 1
sys.stderr.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"#;
