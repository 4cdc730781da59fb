//! Sealing: a plan, accesses, and out comes a container.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use age::armor::{ArmoredWriter, Format};
use age_core::format::{FileKey, Stanza};

use crate::container::access::{self, Access, AccessKey, Label, Role};
use crate::container::archive::{ArchiveWriter, Level, Metadata, SMALL};
use crate::container::entry::{EntryKind, EntryName};
use crate::container::header::Header;
use crate::container::payload::PayloadWriter;
use crate::container::{Room, new_file_key};
use crate::crew::{Crew, Threads};
use crate::error::{Doing, Error, Result};
use crate::files::journal::Journal;
use crate::files::lock::EditLock;
use crate::files::output::{Existing, Output};
use crate::files::plan::{CountedRead, Item, Plan, PlannedFile};
use crate::keys::directory::{Addressee, Trust};
use crate::keys::passphrase::{self, Argon2Cost, Argon2Stanza, Passphrase, ScryptCost};
use crate::keys::recipient::Recipient;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::rules;

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

/// Somebody who is to open the container.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Their name, as every reader of the container will see it.
    pub label: Label,
    /// What they are meant to do.
    pub role: Role,
    /// What they open with.
    pub key: GrantKey,
    /// How the user knows that it is theirs.
    pub trust: Trust,
    /// Since when, in seconds since 1970, when it was not given just now.
    pub since: Option<i64>,
}

impl Grant {
    /// An access for whoever was found by a name.
    #[must_use]
    pub fn to(addressee: Addressee, role: Role) -> Self {
        let Addressee { label, recipient, trust } = addressee;
        Self { label, role, key: GrantKey::Recipient(recipient), trust, since: None }
    }

    /// An access for whoever knows a passphrase.
    #[must_use]
    pub fn passphrase(label: Label, passphrase: Passphrase, role: Role) -> Self {
        let key = GrantKey::Passphrase(passphrase);
        Self { label, role, key, trust: Trust::Given, since: None }
    }
}

/// Adds whoever seals to those who open, as the owner, since they made it. Where nobody would be the
/// owner, all are: somebody must be able to change who has access.
pub fn add_owner(grants: &mut Vec<Grant>, own: Option<Addressee>) {
    if let Some(own) = own {
        let is_own =
            |grant: &Grant| matches!(&grant.key, GrantKey::Recipient(r) if *r == own.recipient);
        grants.retain(|grant| !is_own(grant));
        grants.push(Grant::to(own, Role::Owner));
    }
    if grants.iter().all(|grant| grant.role != Role::Owner) {
        grants.iter_mut().for_each(|grant| grant.role = Role::Owner);
    }
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

/// What somebody opens a container with.
#[derive(Clone, Debug)]
pub enum GrantKey {
    /// The identity of this recipient.
    Recipient(Recipient),
    /// This passphrase.
    Passphrase(Passphrase),
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
    /// Whether it stays closed to a quantum computer, as far as is known.
    pub post_quantum: bool,
    /// How many accesses it has, those that the policy imposes among them.
    pub accesses: usize,
    /// Who opens it: those same accesses.
    pub openers: Vec<Opener>,
    /// Whether age's own stanza is under the bytes that were typed, which are not in NFC.
    pub as_typed: bool,
}

/// Someone who opens what was sealed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opener {
    /// Their name, as it was given to the container.
    pub label: Label,
    /// What they are meant to do.
    pub role: Role,
    /// The key that they open with; `None` for a passphrase.
    pub recipient: Option<Recipient>,
}

/// Seals into a file at `path`.
///
/// # Errors
/// [`Error::TargetExists`]; the rules: [`Error::NoRecipients`], [`Error::ClassicalRecipient`],
/// [`Error::PassphraseNotAlone`], [`Error::TooManyRecipients`], [`Error::Policy`]; [`Error::ChangedWhileRead`],
/// [`Error::Io`], [`Error::Cancelled`]. Nothing is at `path` then that was not there before.
pub fn seal_to_file(
    input: Input<'_>,
    path: &Path,
    existing: Existing,
    options: &SealOptions,
    journal: Option<&Journal>,
    progress: &Progress,
) -> Result<Sealed> {
    let grants = rules::grants(options)?;
    // Whoever edits what is to be replaced would lose what they did: told before the work, and kept
    // away while the new one takes its place.
    let replaces = existing == Existing::Replace && path.is_file();
    let lock = || replaces.then(|| EditLock::take(path, journal)).transpose();
    drop(lock()?);
    let output = Output::create_noted(path, existing, journal)?;
    let naming = |error| match error {
        Error::Io { doing: Doing::WriteOutput, path: None, source } => {
            Error::io(Doing::WriteOutput, path)(source)
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
    let grants = rules::grants(options)?;
    let (output, sealed) = seal_into(input, output, options, &grants, progress)?;
    output.flush().map_err(|e| Error::from_io(Doing::WriteOutput, e))?;
    Ok(sealed)
}

fn seal_into<W: Write>(
    input: Input<'_>,
    output: W,
    options: &SealOptions,
    grants: &[Grant],
    progress: &Progress,
) -> Result<(W, Sealed)> {
    let writing = |e| Error::from_io(Doing::WriteOutput, e);
    progress.start(input.bytes());
    let file_key = new_file_key()?;
    let header = make_header(&file_key, Kept::default(), grants, options, progress)?;
    let format = if options.armor { Format::AsciiArmor } else { Format::Binary };
    let mut output =
        ArmoredWriter::wrap_output(Counted { output, bytes: 0 }, format).map_err(writing)?;
    header.write(&mut output).map_err(writing)?;
    let crew = Crew::new(options.threads);
    let payload = PayloadWriter::new(&file_key, output)?.with_crew(&crew);
    let mut archive = ArchiveWriter::on_crew(payload, options.level, &crew);
    let (files, bytes) = add_all(&mut archive, input, progress)?;
    let output = archive.finish()?.finish()?.finish().map_err(writing)?;
    let sealed = Sealed {
        path: None,
        files,
        bytes,
        sealed_bytes: output.bytes,
        post_quantum: grants.iter().all(Grant::is_post_quantum),
        accesses: grants.len(),
        openers: grants.iter().map(Grant::to_opener).collect(),
        as_typed: options.age_compatible && grants.iter().any(Grant::is_decomposed),
    };
    Ok((output.output, sealed))
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
pub(crate) fn add_all<W: Room>(
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
fn add<W: Room>(
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

impl Grant {
    pub(crate) fn is_post_quantum(&self) -> bool {
        match &self.key {
            GrantKey::Recipient(recipient) => recipient.kind().is_post_quantum(),
            GrantKey::Passphrase(_) => true,
        }
    }

    fn to_opener(&self) -> Opener {
        let recipient = match &self.key {
            GrantKey::Recipient(recipient) => Some(recipient.clone()),
            GrantKey::Passphrase(_) => None,
        };
        Opener { label: self.label.clone(), role: self.role, recipient }
    }

    fn is_decomposed(&self) -> bool {
        matches!(&self.key, GrantKey::Passphrase(typed) if typed.is_decomposed())
    }

    /// Whether it is what that access opens with; every passphrase is another.
    pub(crate) fn is_of(&self, key: &AccessKey) -> bool {
        matches!((&self.key, key), (GrantKey::Recipient(a), AccessKey::Recipient(b)) if a == b)
    }

    fn wrap_file_key(
        &self,
        file_key: &FileKey,
        options: &SealOptions,
        progress: &Progress,
    ) -> Result<Stanza> {
        match &self.key {
            GrantKey::Recipient(recipient) => recipient.wrap_file_key(file_key),
            GrantKey::Passphrase(typed) if options.age_compatible => {
                passphrase::wrap_scrypt(file_key, typed, options.scrypt, progress)
            }
            GrantKey::Passphrase(typed) => {
                let imposed = options.policy.argon2.unwrap_or(options.argon2);
                let cost = options.argon2.max(imposed);
                passphrase::wrap_argon2(file_key, typed, cost, progress)
            }
        }
    }

    pub(crate) fn to_access(&self, date: i64) -> Access {
        let key = match &self.key {
            GrantKey::Recipient(recipient) => AccessKey::Recipient(recipient.clone()),
            GrantKey::Passphrase(_) => AccessKey::Passphrase,
        };
        let date = self.since.unwrap_or(date);
        Access { label: self.label.clone(), role: self.role, key, date }
    }
}

/// What a header keeps of the one before it, when the file key stays.
#[derive(Default)]
pub(crate) struct Kept {
    /// Accesses that are listed.
    pub(crate) listed: Vec<(Access, Stanza)>,
    /// Stanzas that no list names.
    pub(crate) unlisted: Vec<Stanza>,
    /// The length of that header, when what follows it is to be shared: see
    /// [`Header::seal_in_step`].
    pub(crate) in_step: Option<u64>,
}

/// Wraps the file key for everyone who comes, and lists them with those who stay.
pub(crate) fn make_header(
    file_key: &FileKey,
    kept: Kept,
    grants: &[Grant],
    options: &SealOptions,
    progress: &Progress,
) -> Result<Header> {
    let mut listed = kept.listed;
    for grant in grants {
        let stanza = grant.wrap_file_key(file_key, options, progress)?;
        listed.push((grant.to_access(options.date), stanza));
    }
    let mut list = None;
    // age's own passphrase stanza stands alone.
    if !options.anonymous && !options.age_compatible {
        let entries: Vec<_> = listed.iter().map(|(access, stanza)| (access, stanza)).collect();
        list = Some(access::seal(&entries, file_key)?);
    }
    let given = listed.into_iter().map(|(_, stanza)| stanza);
    let stanzas: Vec<Stanza> = kept.unlisted.into_iter().chain(given).chain(list).collect();
    check_readable(&stanzas)?;
    match kept.in_step {
        Some(len) => Header::seal_in_step(stanzas, file_key, len),
        None => Header::seal(stanzas, file_key),
    }
}

/// What every reader refuses is never written: nobody could open the container any more.
fn check_readable(stanzas: &[Stanza]) -> Result<()> {
    let count = |tag| stanzas.iter().filter(|stanza| stanza.tag == tag).count();
    if stanzas.len() > 1 && count(passphrase::SCRYPT_TAG) > 0 {
        return Err(Error::PassphraseNotAlone);
    }
    let ours = stanzas.iter().filter(|stanza| stanza.tag == passphrase::ARGON2_TAG);
    let costs = ours.map(|stanza| Ok(Argon2Stanza::parse(stanza)?.cost));
    let costs: Vec<Argon2Cost> = costs.collect::<Result<_>>()?;
    if passphrase::is_affordable(costs.iter().copied()) {
        return Ok(());
    }
    // As many as fit of those that are the dearest.
    let limit = costs.into_iter().map(Argon2Cost::most_stanzas).min().unwrap_or_default();
    Err(Error::TooManyRecipients { limit })
}

/// An output that knows how much it was given.
pub(crate) struct Counted<W> {
    pub(crate) output: W,
    pub(crate) bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
