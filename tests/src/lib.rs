//! The harness of the tests of `cli/tests`: a scene in a folder of its own, commands run in it, and what they must
//! say and leave behind.
//!
//! ```no_run
//! # use scelle_tests::Scene;
//! let scene = Scene::new();
//! let alice = scene.key("alice");
//! scene.file("rapport.txt", "Bonjour");
//! scene.scelle(["seal", "rapport.txt", "-r", &alice.recipient]).run().exits(0);
//! scene.holds(&["rapport.scelle", "rapport.txt"]);
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a harness fails by panicking: that is how a test says no"
)]

mod binary;
mod outcome;
mod run;
mod scene;
#[cfg(unix)]
mod typist;

pub use binary::{binary, copy_binary, make_program};
pub use outcome::Outcome;
pub use run::{Run, Running};
pub use scene::{Key, MODIFIED, Scene};
#[cfg(unix)]
pub use typist::{Session, Typist};
