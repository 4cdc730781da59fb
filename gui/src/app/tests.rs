//! Journeys by accessible name, without a graphics card. Each ends with a check of the disk.

mod access;
mod accesses;
mod bench;
mod canvas;
mod changing;
mod columns;
mod contacts;
mod first_run;
mod hidden;
mod keyboard;
mod keys;
mod losing;
mod opening;
mod outside;
mod people;
mod pictures;
mod previews;
mod sealing;
mod settings;
mod speed;
mod tops;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role as NodeRole;
use eframe::egui::{DroppedFileHandle, Key, Modifiers, Vec2, ViewportCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use scelle_core::archive::entry::Names;
use scelle_core::container::access::AccessKey;
use scelle_core::files::output::Existing;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase, ScryptCost};
use scelle_core::keys::recipient::Recipient;
use scelle_core::open::{Container, Locked};
use scelle_core::profile::Profile;
use scelle_core::profile::card::Card;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::directory::{Addressee, Trust};
use scelle_core::profile::home::Home;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};
use scelle_i18n::Language;
use tempfile::TempDir;

use self::bench::*;
use self::canvas::Canvas;
use super::clipboard::CLIPBOARD;
use super::*;
