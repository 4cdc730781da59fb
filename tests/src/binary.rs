//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// `scelle`, built once by each process of tests, in their profile, so that it is never older than
/// they are; or what `SCELLE_BINARY` names, as a program of Windows under Wine.
#[must_use]
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("SCELLE_BINARY").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // target/[triple/]PROFILE/deps/main-0123456789abcdef
    let profile = test.ancestors().nth(2).and_then(Path::file_name).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "scelle", "--message-format", "json", "--profile"])
        .arg(if profile == "debug" { "dev".as_ref() } else { profile })
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "scelle does not build:\n{complaint}");
    // Cargo tells where it put what it built: wherever that is.
    let told = String::from_utf8_lossy(&built.stdout);
    let artifacts = told.lines().filter_map(|line| serde_json::from_str(line).ok());
    let executable =
        |artifact: serde_json::Value| artifact["executable"].as_str().map(PathBuf::from);
    artifacts.filter_map(executable).next_back().expect("cargo tells where scelle is")
}
