//! Sealing: a plan, accesses, and out comes a container.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::armor::{ArmoredWriter, Format};

use crate::archive::entry::{EntryKind, EntryName};
use crate::archive::{ArchiveWriter, Level, Metadata, SMALL};
use crate::container::new_file_key;
use crate::container::payload::PayloadWriter;
use crate::error::{Error, IoOperation, Result};
use crate::files::lock::EditLock;
use crate::files::output::{Existing, Output, Target};
use crate::files::plan::{CountedRead, Item, Plan, PlannedFile};
use crate::keys::passphrase::{Argon2Cost, ScryptCost};
use crate::pool::{Pool, Threads};
use crate::profile::policy::Policy;
use crate::progress::Progress;
use crate::stream::{BufWrite, Counted, Digested};

pub mod grant;
mod header_builder;

pub use grant::{Grant, GrantKey, Opener, add_owner};
pub(crate) use header_builder::{Kept, make_header};

/// How the names of containers end.
pub const EXTENSION: &str = "scelle";

/// What to seal.
pub enum Input<'a> {
    /// Files and folders.
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
}

/// What the container of a file or a folder is called: `rapport.pdf` gives `rapport.scelle`, the
/// folder `v1.2` gives `v1.2.scelle`.
#[must_use]
pub fn container_name(named: &Path, is_folder: bool) -> OsString {
    let mut name = if is_folder { named.file_name() } else { named.file_stem() }
        .unwrap_or_else(|| EXTENSION.as_ref())
        .to_owned();
    name.push(".");
    name.push(EXTENSION);
    name
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
    /// The one passphrase is wrapped in age's own way, so that stock age opens the container.
    pub age_compatible: bool,
    /// The container is text, for channels that take nothing else.
    pub armor: bool,
    /// How hard to compress.
    pub level: Level,
    /// How many threads work; the container does not depend on it.
    pub threads: Threads,
    /// What one try at a passphrase costs.
    pub argon2: Argon2Cost,
    /// The same, for `age_compatible`.
    pub scrypt: ScryptCost,
    /// The digest of the container is computed while it is written.
    pub digest: bool,
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
            age_compatible: false,
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

/// Seals into a file at its target.
///
/// # Errors
/// [`Error::TargetExists`]; the rules: [`Error::NoRecipients`], [`Error::ClassicalRecipient`],
/// [`Error::PassphraseNotAlone`], [`Error::TooManyRecipients`], [`Error::Policy`]; [`Error::ChangedWhileRead`],
/// [`Error::Io`], [`Error::Cancelled`]. Nothing is at the target then that was not there before.
pub fn seal_to_file(
    input: Input<'_>,
    target: &Target<'_>,
    options: &SealOptions,
    progress: &Progress,
) -> Result<Sealed> {
    let Target { path, existing, journal } = *target;
    let grants = grant::grants(options)?;
    // Whoever edits what is to be replaced would lose what they did: told before the work, and kept
    // away while the new one takes its place.
    let replaces = existing == Existing::Replace && path.is_file();
    let lock = || replaces.then(|| EditLock::take(path, journal)).transpose();
    drop(lock()?);
    let output = Output::create(target)?;
    let naming = |error| match error {
        Error::Io { operation: IoOperation::WriteOutput, path: None, source } => {
            Error::io(IoOperation::WriteOutput, path)(source)
        }
        other => other,
    };
    let (output, mut sealed) =
        seal_into(input, output, options, &grants, progress).map_err(naming)?;
    progress.check()?;
    let _lock = lock()?;
    output.commit()?;
    sealed.path = Some(path.to_owned());
    Ok(sealed)
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
    let sealed = Sealed {
        path: None,
        files,
        bytes,
        sealed_bytes: output.bytes,
        sha256: output.output.digest(),
        post_quantum: grants.iter().all(Grant::is_post_quantum),
        accesses: grants.len(),
        openers: grants.iter().map(Grant::to_opener).collect(),
        as_typed: options.age_compatible && grants.iter().any(Grant::is_decomposed),
    };
    Ok((output.output.output, sealed))
}

impl Input<'_> {
    /// Bytes to read; 0 when nobody knows.
    fn bytes(&self) -> u64 {
        match self {
            Self::Plan(plan) => plan.bytes(),
            Self::Stream { .. } => 0,
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
            let kind = EntryKind::File { executable: false };
            let metadata = Metadata { kind, modified, size: None };
            let mut content = CountedRead { input: content, path: None, progress };
            Ok((1, archive.add_file(name, metadata, &mut content)?))
        }
        Input::Plan(plan) => {
            let (mut files, mut bytes) = (0, 0);
            plan.items().iter().try_for_each(|item| item.name.refuse_drive())?;
            for item in plan.items() {
                progress.check()?;
                if let Some(read) = add(archive, item, progress)? {
                    files += 1;
                    bytes += read;
                }
            }
            Ok((files, bytes))
        }
    }
}

/// Adds a folder, or a file, whose length it tells.
fn add<W: BufWrite>(
    archive: &mut ArchiveWriter<W>,
    item: &Item,
    progress: &Progress,
) -> Result<Option<u64>> {
    if item.metadata.kind == EntryKind::Folder {
        archive.add_folder(&item.name, item.metadata.modified)?;
        return Ok(None);
    }
    if let Some(size) = item.metadata.size.filter(|size| *size < SMALL) {
        archive.add_small(&item.name, item.metadata, item.read_later(progress))?;
        return Ok(Some(size));
    }
    let mut file = PlannedFile::open(item, progress)?;
    let read = archive.add_file(&item.name, item.metadata, &mut file.content())?;
    file.check_unchanged(read)?;
    Ok(Some(read))
}
