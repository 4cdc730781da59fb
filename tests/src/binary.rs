//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Cargo marks the root of its target folder with this file.
const ROOT_MARK: &str = "CACHEDIR.TAG";

/// `scelle`, built once by each process of tests, beside them: in their profile and their target
/// folder, so that it is never older than they are.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/[triple/]PROFILE/deps/main-0123456789abcdef
    let profile = test.ancestors().nth(2).unwrap();
    let root = profile.ancestors().skip(1).find(|f| f.join(ROOT_MARK).exists()).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--package", "scelle", "--profile"])
        .arg(match name(profile) {
            "debug" => "dev",
            other => other,
        })
        .arg("--target-dir")
        .arg(root)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let above = profile.parent().unwrap();
    if above != root {
        cargo.arg("--target").arg(name(above));
    }
    let built = cargo.output().unwrap();
    let complaint = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "scelle does not build:\n{complaint}");
    profile.join("scelle").with_extension(std::env::consts::EXE_EXTENSION)
}

fn name(folder: &Path) -> &str {
    folder.file_name().unwrap().to_str().unwrap()
}
