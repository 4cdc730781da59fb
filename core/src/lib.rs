//! Scellé's library: files sealed into an end-to-end encrypted container, a `.scelle` file, that
//! stock `age` and `unzip` can open as well.
//!
//! Verbs stand above, formats below, and never the other way round:
//!
//! - the verbs, a flow a page each: [`seal`], [`open`], [`edit`], [`inspect`], [`verify`], [`diff`];
//! - the format: [`container`], specified in `docs/format.md`;
//! - who opens it, and with what: [`keys`];
//! - what an organisation imposes, what the user prefers and keeps: [`policy`], [`config`], [`home`];
//! - what is read and written on disk: [`files`]; what the process keeps to itself: [`process`];
//!   the texts that people hand us: [`text`].
//!
//! The library never prompts, prints, exits or translates: it takes what it needs, gives typed
//! facts, and tells how far it is through [`progress`].
//!
//! ```
//! use scelle_core::container::access::Role;
//! use scelle_core::container::entry::Names;
//! use scelle_core::files::extract::{Destination, ExtractOptions};
//! use scelle_core::files::output::Existing;
//! use scelle_core::files::plan::{Plan, PlanOptions};
//! use scelle_core::keys::contacts::Contacts;
//! use scelle_core::keys::directory::{Directory, resolve};
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::identity::{Identity, Keyring};
//! use scelle_core::open::Locked;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};
//!
//! # let folder = tempfile::tempdir().unwrap();
//! # let at = |name: &str| folder.path().join(name);
//! # std::fs::write(at("rapport.txt"), "Bonjour").unwrap();
//! let alice = HybridIdentity::generate()?;
//!
//! // Seal a file to Alice.
//! let plan = Plan::of_paths(&[at("rapport.txt")], &PlanOptions::default(), &Progress::new())?;
//! let contacts = Contacts::open(&at("contacts.toml"))?;
//! let found = resolve(&alice.to_recipient().to_string(), &contacts, &Directory::default())?;
//! let grant = |addressee| Grant::to(addressee, Role::Owner);
//! let options = SealOptions::new(found.into_iter().map(grant).collect(), 1_790_000_000);
//! let path = at("rapport.scelle");
//! let input = Input::Plan(&plan);
//! seal_to_file(input, &path, Existing::Refuse, &options, None, &Progress::new())?;
//!
//! // See what is inside, and who can open it; then extract it all.
//! let mut keyring = Keyring::new();
//! keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
//! let mut container = Locked::read(&path)?.unlock(&keyring, Names::Refuse)?;
//! assert_eq!(container.access().listed.len(), 1);
//! let all = container.select(&[])?;
//! let destination = Destination::Into(at("sorti"));
//! container.extract(&all, &destination, &ExtractOptions::default(), &Progress::new())?;
//! assert_eq!(std::fs::read(at("sorti/rapport.txt")).unwrap(), b"Bonjour");
//! # Ok::<(), scelle_core::error::Error>(())
//! ```

pub mod config;
pub mod container;
pub mod crew;
pub mod diff;
pub mod edit;
pub mod error;
pub mod files;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod home;
pub mod inspect;
pub mod keys;
pub mod open;
pub mod policy;
pub mod process;
pub mod progress;
pub mod rules;
pub mod seal;
pub mod text;
pub mod verify;

#[cfg(test)]
pub(crate) mod testing;
