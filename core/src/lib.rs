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
//! - and what all of them use: [`error`], [`pool`], [`process`], [`progress`], [`stream`], [`text`].
//!
//! The library never prompts, prints, exits or translates: it takes what it needs, gives typed
//! facts, and tells how far it is through [`progress`].
//!
//! ```
//! use scelle_core::container::access::Role;
//! use scelle_core::archive::entry::Names;
//! use scelle_core::open::extract::{Destination, ExtractOptions};
//! use scelle_core::files::output::Existing;
//! use scelle_core::files::plan::{Exclusions, Plan, PlanOptions};
//! use scelle_core::profile::contacts::Contacts;
//! use scelle_core::profile::directory::{Directory, resolve};
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
//! let plan = Plan::of_paths(&[at("rapport.txt")], &Exclusions::NONE, &PlanOptions::default(), &Progress::new())?;
//! let contacts = Contacts::open(&at("contacts.toml"))?;
//! let found = resolve(&alice.to_recipient().to_string(), &contacts, &Directory::default())?;
//! let grant = |addressee| Grant::to(addressee, Role::Owner);
//! let options = SealOptions::new(found.into_iter().map(grant).collect(), 1_790_000_000);
//! let path = at("rapport.scelle");
//! let input = Input::Plan(&plan);
//! seal_to_file(input, &Target::new(&path), &options, &Progress::new())?;
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

pub mod archive;
pub mod container;
pub mod diff;
pub mod edit;
pub mod error;
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
