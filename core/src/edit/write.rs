//! Writing an edit: a whole new file beside the old one, then in its place.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use age::armor::{ArmoredWriter, Format};
use age_core::format::{FileKey, Stanza};

use super::entries::EditedEntries;
use super::{Change, Editor, PayloadChange};
use crate::archive::{ArchiveWriter, ReadAhead};
use crate::container::header::BLOCK;
use crate::container::new_file_key;
use crate::container::payload::PayloadWriter;
use crate::error::{Error, IoOperation, Result};
use crate::files::folder::Folder;
use crate::files::output::{Output, Target};
use crate::files::plan::Plan;
use crate::files::room;
use crate::pool::Pool;
use crate::progress::Progress;
use crate::seal::{self, Input, Kept};
use crate::stream;
use crate::stream::{BufWrite, Counted, Digested};

/// How much is copied between two looks at whether to stop: whole blocks.
const STRIDE: u64 = 16 << 20;
/// From this size on, in bytes, a block of header more is worth a payload that is shared.
const WORTH_SHARING: u64 = 1 << 20;
/// How much is copied at once where the output is text.
const SEALED_BUFFER: usize = 1 << 16;

/// What was edited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Edited {
    /// The container, links followed.
    pub path: PathBuf,
    /// How many bytes it has now.
    pub sealed_bytes: u64,
    /// SHA-256 of the container, where that was asked for. A payload that stays is copied by the
    /// system, unread: then there is none.
    pub sha256: Option<[u8; 32]>,
    /// Whether the content was encrypted anew.
    pub fresh_key: bool,
    /// How many accesses it has now.
    pub accesses: usize,
}

impl Editor<'_> {
    /// Writes the container as the change makes it, in the place of the old one.
    ///
    /// # Errors
    /// [`Error::ChangedWhileRead`] when another process wrote to the container meanwhile, without a lock;
    /// those of a damaged or hostile payload; [`Error::Io`], [`Error::Cancelled`]. The old
    /// container is there then, as it was.
    pub fn apply(&self, change: &mut Change, progress: &Progress) -> Result<Edited> {
        let container = self.container;
        let target = Target::replacing(&container.path).noted_in(&container.journal).sealed();
        let output = Output::create(&target)?;
        self.check_room(change, progress)?;
        let Counted { output, bytes: sealed_bytes } =
            self.write(change, output, progress).map_err(|error| match error {
                Error::Io { operation: IoOperation::WriteOutput, path: None, source } => {
                    room::writing(&container.path)(source)
                }
                other => other,
            })?;
        let (sha256, output) = (output.digest(), output.output);
        progress.check()?;
        output.commit_if(|folder, name| {
            self.check_unchanged(folder, name)?;
            // Windows replaces no file that is open.
            container.close();
            Ok(())
        })?;
        let path = container.path.clone();
        let accesses = change.kept.len() + change.unlisted.len() + change.sealing.grants.len();
        Ok(Edited { path, sealed_bytes, sha256, fresh_key: change.has_fresh_key(), accesses })
    }

    /// Refuses a change that the disk has no room for: the new container is written beside the old one.
    fn check_room(&self, change: &Change, progress: &Progress) -> Result<()> {
        let container = self.container;
        let (kept, plan) = match &change.payload {
            // Some file systems share the blocks of both.
            PayloadChange::Stay => return Ok(()),
            PayloadChange::Rekeyed => {
                let locked = &container.locked;
                (room::plain_len(locked.len().saturating_sub(locked.header().encoded_len())), None)
            }
            PayloadChange::Rewritten(contents) => (contents.stays_bytes(), contents.comes.as_ref()),
        };
        let how = (change.sealing.level, container.armored);
        room::check_container(&container.path, kept, plan, how, progress)
    }

    fn write(
        &self,
        change: &mut Change,
        output: Output,
        progress: &Progress,
    ) -> Result<Counted<Digested<Output>>> {
        let file_key = match change.payload {
            PayloadChange::Stay => None,
            _ => Some(new_file_key()?),
        };
        let file_key = file_key.as_ref().unwrap_or(&self.unlocked.file_key);
        let sealing = &change.sealing;
        let kept = self.kept_of(change);
        let header = seal::make_header(file_key, kept, &sealing.grants, sealing, progress)?;
        if matches!(change.payload, PayloadChange::Stay) && !self.container.armored {
            let mut output = output;
            header.write(&mut output).map_err(writing)?;
            let start = self.container.header().encoded_len();
            let copy = |file: &File| copy_from(file, start, output.file(), progress);
            let copied = self.container.file.with(copy).map_err(reading)??;
            let bytes = header.encoded_len() + copied;
            return Ok(Counted { output: Digested::new(output, false), bytes });
        }
        let format = if self.container.armored { Format::AsciiArmor } else { Format::Binary };
        let counted = Counted::new(Digested::new(output, sealing.digest));
        let mut output = ArmoredWriter::wrap_output(counted, format).map_err(writing)?;
        header.write(&mut output).map_err(writing)?;
        let output = match &mut change.payload {
            PayloadChange::Stay => self.copy_sealed(output, progress)?,
            PayloadChange::Rekeyed => self.reencrypt(file_key, output, progress)?,
            PayloadChange::Rewritten(contents) => {
                let pool = Pool::new(self.container.locked.threads());
                let payload = PayloadWriter::new(file_key, output)?.with_pool(&pool);
                let archive = ArchiveWriter::on_pool(payload, sealing.level, &pool);
                write_contents(contents, archive, progress)?.finish()?
            }
        };
        output.finish().map_err(writing)
    }

    /// What stays of the header that is there, its stanzas untouched.
    fn kept_of(&self, change: &Change) -> Kept {
        let stanza = |at: usize| self.stanza(at).map(copy_of);
        let listed = change.kept.iter();
        let container = &self.container.locked;
        let is_shared =
            matches!(change.payload, PayloadChange::Stay) && container.len() >= WORTH_SHARING;
        Kept {
            in_step: is_shared.then(|| container.header().encoded_len()),
            listed: listed
                .filter_map(|(access, at)| Some((access.clone(), stanza(*at)?)))
                .collect(),
            unlisted: change.unlisted.iter().filter_map(|at| stanza(*at)).collect(),
        }
    }

    /// Copies the payload as it is, where the output is not a plain file.
    fn copy_sealed<W: Write>(&self, mut output: W, progress: &Progress) -> Result<W> {
        let locked = &self.container.locked;
        progress.start(locked.len().saturating_sub(locked.header().encoded_len()));
        let reading = |e| Error::from_io(IoOperation::ReadContainer, e);
        let sealed = locked.sealed_payload().map_err(reading)?;
        let mut sealed = BufReader::with_capacity(SEALED_BUFFER, sealed);
        stream::copy(&mut sealed, &mut output, progress)?;
        Ok(output)
    }

    /// The same content, under another key.
    fn reencrypt<W: Write>(&self, file_key: &FileKey, output: W, progress: &Progress) -> Result<W> {
        let mut plain = self.container.locked.payload(&self.unlocked.file_key)?;
        progress.start(plain.len());
        plain.read_ahead(plain.len());
        let mut payload = PayloadWriter::new(file_key, output)?.with_pool(plain.pool());
        stream::copy(&mut plain, &mut payload, progress)?;
        payload.finish()
    }

    /// Whether the file is still the one that was read: other programs take no lock.
    fn check_unchanged(&self, folder: &Folder, name: &OsStr) -> Result<()> {
        let container = self.container;
        let now = folder.stat(name).ok().flatten();
        let same = now.is_some_and(|now| {
            let seen = &container.seen;
            now.is_same_file(seen) && (now.size, now.modified) == (seen.size, seen.modified)
        });
        let path = || container.path.clone();
        if same { Ok(()) } else { Err(Error::ChangedWhileRead { path: path() }) }
    }
}

fn copy_of(stanza: &Stanza) -> Stanza {
    let Stanza { tag, args, body } = stanza;
    Stanza { tag: tag.clone(), args: args.clone(), body: body.clone() }
}

/// What stays as it lies there, then what comes.
fn write_contents<W: BufWrite>(
    contents: &mut EditedEntries,
    mut archive: ArchiveWriter<W>,
    progress: &Progress,
) -> Result<W> {
    let stays_bytes = contents.stays_bytes();
    let EditedEntries { archive: old, stays, comes } = contents;
    progress.start(stays_bytes + comes.as_ref().map_or(0, Plan::bytes));
    for (at, name) in stays {
        archive.copy(name, old.packed(*at)?, progress)?;
    }
    if let Some(plan) = comes {
        seal::add_all(&mut archive, Input::Plan(plan), progress)?;
    }
    archive.finish()
}

/// Copies the rest of a file into another by the fastest means that the system has: on Linux
/// `copy_file_range`, which the standard library uses between files. From the first whole block on
/// XFS and Btrfs copy nothing, and share the blocks, if these lie in step.
fn copy_from(mut from: &File, start: u64, mut to: &File, progress: &Progress) -> Result<u64> {
    let end = from.seek(SeekFrom::End(0)).map_err(reading)?;
    from.seek(SeekFrom::Start(start)).map_err(reading)?;
    progress.start(end.saturating_sub(start));
    let mut copied = 0;
    while start + copied < end {
        let to_block = (start + copied).next_multiple_of(BLOCK) - (start + copied);
        let stride = if to_block > 0 { to_block } else { STRIDE }.min(end - start - copied);
        match io::copy(&mut Read::take(from, stride), &mut to).map_err(writing)? {
            0 => return Err(reading(io::ErrorKind::UnexpectedEof.into())),
            done => {
                copied += done;
                progress.advance(done)?;
            }
        }
    }
    Ok(copied)
}

fn reading(error: io::Error) -> Error {
    Error::from_io(IoOperation::ReadContainer, error)
}

fn writing(error: io::Error) -> Error {
    Error::from_io(IoOperation::WriteOutput, error)
}
