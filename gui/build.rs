//! Gives the program its icon, version and manifest on Windows.
#![allow(clippy::print_stdout, reason = "how a build script talks to cargo")]

#[path = "../windows/resources.rs"]
mod resources;

fn main() {
    resources::embed("Scellé");
}
