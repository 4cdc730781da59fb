//! The binary under test.

use std::path::{Path, PathBuf};
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
