//! Tells the program which commit it was built from, and gives it its icon, version and manifest on
//! Windows.
#![allow(clippy::print_stdout, reason = "how a build script talks to cargo")]

#[path = "../windows/resources.rs"]
mod resources;

use std::path::Path;
use std::process::Command;

fn main() {
    resources::embed("Scellé, command line");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = match commit() {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo::rustc-env=SCELLE_VERSION={version}");
    println!("cargo::rerun-if-env-changed=SCELLE_COMMIT");
}

/// What the packager says, else the commit in the published crate, else that of the checkout.
fn commit() -> Option<String> {
    let told = std::env::var("SCELLE_COMMIT").ok();
    let full = told.filter(|commit| !commit.is_empty()).or_else(published).or_else(checked_out)?;
    let commit: String = full.trim().chars().take(12).collect();
    let is_commit = commit.len() >= 7 && commit.chars().all(|c| c.is_ascii_hexdigit());
    is_commit.then_some(commit)
}

/// Cargo writes the commit of what it packages beside `Cargo.toml`.
fn published() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let after = text.split_once("\"sha1\"")?.1;
    after.split('"').nth(1).map(ToOwned::to_owned)
}

fn checked_out() -> Option<String> {
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    // Not the repository of some folder above a tree that was unpacked there.
    git(&["ls-files", "--error-unmatch", "Cargo.toml"])?;
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"])
}
