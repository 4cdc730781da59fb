//! The binary under test.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// `scelle`, as Cargo built it for the tests of its package; or what `SCELLE_BINARY` names, as a
/// program of Windows under Wine.
///
/// # Panics
/// When it is not there: only the tests of the package `scelle` have it built.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let named = ["SCELLE_BINARY", "CARGO_BIN_EXE_scelle"].map(std::env::var_os);
        let named = named.into_iter().flatten().next().map(PathBuf::from);
        let binary = named.unwrap_or_else(beside_the_tests);
        assert!(binary.is_file(), "{} is not built", binary.display());
        binary
    })
}

/// Where Cargo puts it, for tests that run without Cargo.
fn beside_the_tests() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/[triple/]PROFILE/deps/main-0123456789abcdef
    let profile = test.ancestors().nth(2).unwrap();
    profile.join("scelle").with_extension(std::env::consts::EXE_EXTENSION)
}

/// Makes a program that anyone may run. Another process writes it: a child that another test forks
/// meanwhile would hold the file open for writing, and it could not be run.
///
/// # Panics
/// When it cannot be made.
pub fn make_program(path: impl AsRef<Path>, mut content: impl Read) {
    let mut install = Command::new("install");
    install.args(["-m", "755", "/dev/stdin"]).arg(path.as_ref()).stdin(Stdio::piped());
    let mut install = install.spawn().unwrap();
    io::copy(&mut content, &mut install.stdin.take().unwrap()).unwrap();
    assert!(install.wait().unwrap().success(), "{} is not made", path.as_ref().display());
}

/// Makes a copy of the program under test, for another place or another user.
///
/// # Panics
/// When it cannot be made.
pub fn copy_binary(path: impl AsRef<Path>) {
    make_program(path, File::open(binary()).unwrap());
}
