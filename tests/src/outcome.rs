//! What a command said, and how it ended.

use std::fmt;
use std::process::{ExitStatus, Output};

/// A command that ended. It did not panic: that was checked.
pub struct Outcome {
    line: String,
    code: Option<i32>,
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: String,
}

impl Outcome {
    #[track_caller]
    pub(crate) fn of(line: String, output: Output) -> Self {
        let stderr = with_slashes(String::from_utf8(output.stderr).expect("messages are text"));
        let (code, stdout) = (output.status.code(), output.stdout);
        let outcome = Self { line, code, status: output.status, stdout, stderr };
        assert!(!outcome.stderr.contains("panicked"), "it panicked\n{outcome}");
        outcome
    }

    /// Its exit code.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.code
    }

    /// Its standard output, byte for byte.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.stdout
    }

    /// Its standard output.
    #[must_use]
    pub fn output(&self) -> String {
        let output = std::str::from_utf8(&self.stdout).expect("results are text");
        with_plain_spaces(&with_slashes(output.to_owned()))
    }

    /// Its messages.
    #[must_use]
    pub fn messages(&self) -> String {
        with_plain_spaces(&self.stderr)
    }

    /// Its one object of JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Asserts its exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "exit code\n{self}");
        self
    }

    /// Asserts the whole standard output, no-break spaces read as spaces.
    #[track_caller]
    pub fn stdout(self, expected: &str) -> Self {
        assert_eq!(self.output(), expected, "standard output\n{self}");
        self
    }

    /// Asserts a part of the standard output.
    #[track_caller]
    pub fn stdout_contains(self, expected: &str) -> Self {
        assert!(self.output().contains(expected), "no {expected:?} on standard output\n{self}");
        self
    }

    /// Asserts the whole standard error, no-break spaces read as spaces.
    #[track_caller]
    pub fn stderr(self, expected: &str) -> Self {
        assert_eq!(self.messages(), expected, "standard error\n{self}");
        self
    }

    /// Asserts a part of the standard error.
    #[track_caller]
    pub fn stderr_contains(self, expected: &str) -> Self {
        assert!(self.messages().contains(expected), "no {expected:?} on standard error\n{self}");
        self
    }

    /// Asserts a failure as all should be: the code, nothing on standard output, one line of error
    /// that holds this, one line of hint.
    #[track_caller]
    pub fn refuses(self, code: i32, message: &str) -> Self {
        let outcome = self.exits(code).stdout("");
        let messages = outcome.messages();
        let lines: Vec<&str> = messages.lines().collect();
        let told = match lines.as_slice() {
            [error, hint] => [["error: ", "hint: "], ["erreur : ", "conseil : "]]
                .iter()
                .any(|[first, second]| error.starts_with(first) && hint.starts_with(second)),
            _ => false,
        };
        assert!(told, "one line of error and one of hint\n{outcome}");
        outcome.stderr_contains(message)
    }

    /// Asserts that a secret is nowhere in what was said.
    #[track_caller]
    pub fn never_says(self, secret: &str) -> Self {
        let said = self.output().contains(secret) || self.messages().contains(secret);
        assert!(!said, "{secret:?} was said\n{self}");
        self
    }
}

/// Paths as the stories write them, where a program of Windows writes them.
fn with_slashes(text: String) -> String {
    if std::env::var_os("SCELLE_BINARY").is_none() {
        return text;
    }
    let line = |line: &str| match line.starts_with('{') {
        true => line.replace(r"\\", "/"),
        // An escape, as `\u{202e}`, stays.
        false => line.replace(r"\u{", "\0").replace('\\', "/").replace('\0', r"\u{"),
    };
    text.split_inclusive('\n').map(line).collect()
}

fn with_plain_spaces(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ scelle {}\n{}", self.line, self.status)?;
        writeln!(f, "--- standard output\n{}", String::from_utf8_lossy(&self.stdout))?;
        writeln!(f, "--- standard error\n{}", self.stderr)
    }
}
