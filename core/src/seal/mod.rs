//! Sealing: a plan, accesses, and out comes a container.
//!
//! ```
//! use scelle_core::container::access::Role;
//! use scelle_core::files::output::Target;
//! use scelle_core::files::plan::{Plan, PlanOptions};
//! use scelle_core::keys::hybrid::HybridIdentity;
//! use scelle_core::keys::recipient::Recipient;
//! use scelle_core::progress::Progress;
//! use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let folder = tempfile::tempdir()?;
//!     let report = folder.path().join("rapport.txt");
//!     std::fs::write(&report, "Bonjour")?;
//!
//!     let alice = HybridIdentity::generate()?;
//!     let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
//!     let now = 1_790_000_000;
//!     let options = SealOptions::new(vec![Grant::recipient(recipient, Role::Owner)], now);
//!     let progress = Progress::new();
//!     let plan = Plan::of_paths(&[report], &[], &PlanOptions::default(), &progress)?;
//!     let path = folder.path().join("rapport.scelle");
//!     let sealed = seal_to_file(Input::Plan(&plan), &Target::new(&path), &options, &progress)?;
//!     assert_eq!(sealed.files, 1);
//!     Ok(())
//! }
//! ```

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::armor::{ArmoredWriter, Format};
use sha2::{Digest, Sha256};

use crate::archive::entry::{EntryKind, EntryName};
use crate::archive::{ArchiveWriter, Level, Metadata};
use crate::container::new_file_key;
use crate::container::payload::PayloadWriter;
use crate::error::{Error, IoOperation, Result};
#[cfg(feature = "disk")]
use crate::files::plan::Plan;
use crate::keys::passphrase::{Argon2Cost, ScryptCost};
use crate::keys::recipient::Recipient;
use crate::pool::{Pool, Threads};
use crate::profile::policy::Policy;
use crate::progress::Progress;
use crate::stream::{BufWrite, Counted, CountedRead, Digested};

#[cfg(feature = "disk")]
mod disk;
pub mod grant;
mod header_builder;
mod streams;

#[cfg(feature = "disk")]
pub use disk::seal_to_file;
pub use grant::{Grant, GrantKey, Opener, add_owner, answering};
pub(crate) use header_builder::{Kept, make_header};

/// How the names of containers end.
pub const EXTENSION: &str = "scelle";

/// What to seal.
pub enum Input<'a> {
    /// Files and folders.
    #[cfg(feature = "disk")]
    Plan(&'a Plan),
    /// One file, read from a stream of any length.
    Stream {
        /// Its name in the container.
        name: &'a EntryName,
        /// Its modification time, in seconds since 1970.
        modified: Option<i64>,
        /// Its content.
        content: &'a mut dyn Read,
    },
    /// Files, each read from a stream.
    Streams(Vec<StreamedFile<'a>>),
}

/// A file that is read from a stream when its turn comes.
pub struct StreamedFile<'a> {
    /// Its name in the container.
    pub name: EntryName,
    /// Its modification time, in seconds since 1970.
    pub modified: Option<i64>,
    /// Its length in bytes, where it is known.
    pub size: Option<u64>,
    /// Its content.
    pub content: Box<dyn Read + 'a>,
}

/// File systems take no longer names, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// What the container of a file or a folder is called: `rapport.pdf` gives `rapport.scelle`, the
/// folder `v1.2` gives `v1.2.scelle`. A name that would be too long is cut, and ends in a digest of
/// the whole: names that begin alike give different containers.
#[must_use]
pub fn container_name(named: &Path, is_folder: bool) -> OsString {
    let whole = if is_folder { named.file_name() } else { named.file_stem() }
        .unwrap_or_else(|| EXTENSION.as_ref());
    let mut name = whole.to_owned();
    if name.len() + 1 + EXTENSION.len() > MAX_NAME_BYTES {
        name = shortened(named, MAX_NAME_BYTES - 1 - EXTENSION.len()).into();
    }
    name.push(".");
    name.push(EXTENSION);
    name
}

/// The start of a name, cut between two characters, and a digest of all of it.
fn shortened(named: &Path, limit: usize) -> String {
    const DIGEST_BYTES: usize = 4;
    let whole = named.file_name().unwrap_or_default();
    let digest = Sha256::digest(whole.as_encoded_bytes());
    let digest: String =
        digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}")).collect();
    let text = whole.to_string_lossy();
    let start = text.floor_char_boundary(limit - 1 - digest.len());
    format!("{}-{digest}", text.get(..start).unwrap_or_default().trim_end())
}

/// How to seal.
#[derive(Clone, Debug)]
pub struct SealOptions {
    /// Who is to open the container.
    pub grants: Vec<Grant>,
    /// What the organisation imposes: its recovery accesses are added, its rules enforced.
    pub policy: Policy,
    /// The date of their accesses, in seconds since 1970.
    pub date: i64,
    /// Recipients that a quantum computer could open are accepted.
    pub allow_classical: bool,
    /// No access list is written.
    pub anonymous: bool,
    /// Which stanza a passphrase opens.
    pub passphrase_stanza: PassphraseStanza,
    /// The container is text, for channels that take nothing else.
    pub armor: bool,
    /// How hard to compress.
    pub level: Level,
    /// How many threads work; the container does not depend on it.
    pub threads: Threads,
    /// What one try at a passphrase costs in our own stanza.
    pub argon2: Argon2Cost,
    /// The same, in age's stanza.
    pub scrypt: ScryptCost,
    /// The digest of the container is computed while it is written.
    pub digest: bool,
}

/// Which stanza a passphrase opens: age's own, which stock age reads and which must stand alone, or
/// ours.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum PassphraseStanza {
    /// age's own for a passphrase alone, unless the policy asks for what only ours has; ours beside
    /// other accesses.
    #[default]
    Automatic,
    /// age's own, or an error.
    Scrypt,
    /// Ours.
    Argon2,
}

impl SealOptions {
    /// The defaults, for these grants.
    #[must_use]
    pub fn new(grants: Vec<Grant>, date: i64) -> Self {
        Self {
            grants,
            policy: Policy::default(),
            date,
            allow_classical: false,
            anonymous: false,
            passphrase_stanza: PassphraseStanza::Automatic,
            armor: false,
            level: Level::DEFAULT,
            threads: Threads::all(),
            argon2: Argon2Cost::DEFAULT,
            scrypt: ScryptCost::DEFAULT,
            digest: false,
        }
    }
}

/// What was sealed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sealed {
    /// Where the container is, when it is a file.
    pub path: Option<PathBuf>,
    /// How many files are in it.
    pub files: u64,
    /// How many bytes those had.
    pub bytes: u64,
    /// How many bytes the container has.
    pub sealed_bytes: u64,
    /// SHA-256 of the container, where it was asked for.
    pub sha256: Option<[u8; 32]>,
    /// Whether it stays closed to a quantum computer, as far as is known.
    pub post_quantum: bool,
    /// How many accesses it has, those that the policy imposes among them.
    pub accesses: usize,
    /// Who opens it: those same accesses.
    pub openers: Vec<Opener>,
    /// Whether age's own stanza is under the bytes that were typed, which are not in NFC.
    pub as_typed: bool,
}

/// Where the user stands among those who open what they sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Oneself {
    /// Only the user's keys open it.
    Alone,
    /// Others do too, or a passphrase.
    Among,
    /// None of the user's keys does, and no passphrase.
    Absent,
}

impl Sealed {
    /// Where a user who has these keys stands.
    #[must_use]
    pub fn oneself(&self, own: &[Recipient]) -> Oneself {
        let is_own =
            |opener: &Opener| opener.recipient.as_ref().is_some_and(|key| own.contains(key));
        let by_passphrase = self.openers.iter().any(|opener| opener.recipient.is_none());
        if self.openers.iter().all(is_own) {
            Oneself::Alone
        } else if by_passphrase || self.openers.iter().any(is_own) {
            Oneself::Among
        } else {
            Oneself::Absent
        }
    }
}

/// Seals to a stream: on an error, what was written to it is no whole container, and every
/// reader refuses it.
///
/// # Errors
/// As [`seal_to_file`].
pub fn seal_to_stream(
    input: Input<'_>,
    output: &mut dyn Write,
    options: &SealOptions,
    progress: &Progress,
) -> Result<Sealed> {
    let grants = grant::grants(options)?;
    if let Input::Streams(files) = &input {
        streams::check(files)?;
    }
    let (output, sealed) = seal_into(input, output, options, &grants, progress)?;
    output.flush().map_err(|e| Error::from_io(IoOperation::WriteOutput, e))?;
    Ok(sealed)
}

fn seal_into<W: Write>(
    input: Input<'_>,
    output: W,
    options: &SealOptions,
    grants: &[Grant],
    progress: &Progress,
) -> Result<(W, Sealed)> {
    let writing = |e| Error::from_io(IoOperation::WriteOutput, e);
    progress.start(input.bytes());
    let file_key = new_file_key()?;
    let header = make_header(&file_key, Kept::default(), grants, options, progress)?;
    let format = if options.armor { Format::AsciiArmor } else { Format::Binary };
    let output = Counted::new(Digested::new(output, options.digest));
    let mut output = ArmoredWriter::wrap_output(output, format).map_err(writing)?;
    header.write(&mut output).map_err(writing)?;
    let pool = Pool::new(options.threads);
    let payload = PayloadWriter::new(&file_key, output)?.with_pool(&pool);
    let mut archive = ArchiveWriter::on_pool(payload, options.level, &pool);
    let (files, bytes) = add_all(&mut archive, input, progress)?;
    let output = archive.finish()?.finish()?.finish().map_err(writing)?;
    let takes_scrypt = grant::takes_scrypt(options, grants, 0);
    let sealed = Sealed {
        path: None,
        files,
        bytes,
        sealed_bytes: output.bytes,
        sha256: output.output.digest(),
        post_quantum: grants.iter().all(Grant::is_post_quantum),
        accesses: grants.len(),
        openers: grants.iter().map(Grant::to_opener).collect(),
        as_typed: takes_scrypt && grants.iter().any(Grant::is_decomposed),
    };
    Ok((output.output.output, sealed))
}

impl Input<'_> {
    /// Bytes to read; 0 when unknown.
    fn bytes(&self) -> u64 {
        match self {
            #[cfg(feature = "disk")]
            Self::Plan(plan) => plan.bytes(),
            Self::Stream { .. } => 0,
            Self::Streams(files) => files.iter().filter_map(|file| file.size).sum(),
        }
    }
}

/// Adds everything, and tells how many files and bytes that was.
pub(crate) fn add_all<W: BufWrite>(
    archive: &mut ArchiveWriter<W>,
    input: Input<'_>,
    progress: &Progress,
) -> Result<(u64, u64)> {
    match input {
        Input::Stream { name, modified, content } => {
            let kind = EntryKind::File;
            let metadata = Metadata { kind, modified, permissions: None, size: None };
            let mut content = CountedRead { input: content, path: None, progress };
            Ok((1, archive.add_file(name, metadata, &mut content)?))
        }
        Input::Streams(files) => streams::add(archive, files, progress),
        #[cfg(feature = "disk")]
        Input::Plan(plan) => disk::add_plan(archive, plan, progress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(of: &str, is_folder: bool) -> String {
        container_name(Path::new(of), is_folder).into_string().unwrap()
    }

    #[test]
    fn a_container_is_called_after_what_it_holds() {
        assert_eq!(name("d/rapport.pdf", false), "rapport.scelle");
        assert_eq!(name("d/v1.2", true), "v1.2.scelle");
        assert_eq!(name("/", true), "scelle.scelle");
    }

    /// A file system takes 255 bytes, and no half of a character.
    #[test]
    fn a_name_that_would_be_too_long_is_cut_between_two_characters() {
        let fits = "a".repeat(248);
        assert_eq!(name(&fits, true), format!("{fits}.scelle"));
        for whole in ["a".repeat(249), "a".repeat(255), "é".repeat(127), "𝄞".repeat(63)] {
            for is_folder in [false, true] {
                let name = name(&whole, is_folder);
                assert!(name.len() <= 255 && name.len() > 245, "{}", name.len());
                let (start, digest) =
                    name.strip_suffix(".scelle").unwrap().split_at(name.len() - 16);
                assert!(whole.starts_with(start), "{name}");
                assert_eq!(digest.len(), 9, "{name}");
            }
        }
        let long = "a".repeat(250);
        let extension = format!("{long}.txt");
        assert!(name(&extension, false).starts_with(&"a".repeat(239)));
        assert_ne!(name(&format!("{long}b"), true), name(&format!("{long}c"), true));
        assert_ne!(name(&extension, false), name(&format!("{long}.pdf"), false));
        assert_eq!(name(&extension, false), name(&extension, false));
    }
}
