//! Scellé's library: files sealed into an end-to-end encrypted container, a `.scelle` file, that
//! stock `age` and `unzip` can open as well.
//!
//! From the top, each layer using those below it:
//!
//! - the verbs, a flow a page each: [`edit`], [`verify`], [`diff`], [`inspect`], [`seal`], [`open`];
//! - the user's side, keys and contacts, preferences and policy: [`profile`];
//! - what is read and written on a disk: [`files`];
//! - the format (`docs/format.md`): [`container`], the age side, and [`archive`], the ZIP in it;
//! - what opens a container: [`keys`];
//! - and what all of them use: [`pool`], [`stream`], [`text`], [`process`],
//!   [`progress`], [`error`], [`display`].
//!
//! The library never prompts, prints, exits or translates: it takes what it needs, gives typed
//! facts, and tells how far it is through [`progress`].
//!
//! Each verb has an example on its page; `examples/` holds three whole programs.

#![cfg_attr(
    not(feature = "disk"),
    allow(dead_code, unused_imports, reason = "edits and extraction use it, which need a disk")
)]

pub mod archive;
pub mod container;
pub mod diff;
pub mod display;
#[cfg(feature = "disk")]
pub mod edit;
pub mod error;
#[cfg(feature = "disk")]
pub mod files;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod inspect;
pub mod keys;
pub mod open;
pub mod pool;
pub mod process;
pub mod profile;
pub mod progress;
pub mod seal;
pub mod stream;
pub mod text;
pub mod verify;

#[cfg(test)]
mod layers;
#[cfg(test)]
pub(crate) mod testing;
