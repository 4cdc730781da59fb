//! The user's side: keys, contacts, preferences, and what their organisation imposes; a
//! [`Profile`] puts them together.

pub mod card;
#[cfg(feature = "disk")]
pub mod config;
#[cfg(feature = "disk")]
pub mod contacts;
#[cfg(feature = "disk")]
pub mod directory;
#[cfg(feature = "disk")]
pub mod home;
pub mod identity_file;
#[cfg(feature = "disk")]
pub mod offline_page;
#[cfg(feature = "disk")]
pub mod paper;
pub mod policy;
#[cfg(feature = "disk")]
pub mod portable;
#[cfg(feature = "disk")]
pub(crate) mod settings;
#[cfg(feature = "disk")]
pub mod unlocked;
pub mod unlocker;
#[cfg(feature = "disk")]
mod user;

#[cfg(feature = "disk")]
pub use user::{Profile, Resolved};
