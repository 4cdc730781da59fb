//! The user's side: keys, contacts, preferences, and what their organisation imposes.

pub mod card;
pub mod config;
pub mod contacts;
pub mod directory;
pub mod home;
pub mod identity_file;
pub mod paper;
pub mod policy;
pub(crate) mod settings;
pub mod unlocked;
