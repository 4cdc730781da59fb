//! `-`: standard input and standard output, where a path could stand.

use std::io::{self, IsTerminal, Read};
use std::path::Path;

/// What is typed for either.
pub(crate) const STREAM: &str = "-";

pub(crate) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == STREAM
}

/// The file that an option names; `-` is none, and means standard output.
pub(crate) fn output_file(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| !is_stream(path))
}

/// Whether binary output would go to a screen.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Standard input without the buffer of the standard library, which keeps what went through it.
#[cfg(unix)]
pub(crate) fn secret_stdin() -> io::Result<impl Read> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().map(std::fs::File::from)
}

/// A console of Windows is read through the standard library alone.
#[cfg(not(unix))]
pub(crate) fn secret_stdin() -> io::Result<impl Read> {
    Ok(io::stdin().lock())
}
