//! Sealing from a disk and to it: planned files in, a container at its place out.

use crate::archive::entry::EntryKind;
use crate::archive::{ArchiveWriter, SMALL};
use crate::error::{Error, IoOperation, Result};
use crate::files::lock::EditLock;
use crate::files::output::{Existing, Output, Target};
use crate::files::plan::{Item, Plan, PlannedFile};
use crate::files::room;
use crate::progress::Progress;
use crate::seal::{Input, SealOptions, Sealed, grant, seal_into};
use crate::stream::BufWrite;

/// Seals into a file at its target.
///
/// # Errors
/// [`Error::TargetExists`]; [`Error::NoRoom`] and [`Error::FileTooLarge`], as far as they can be foreseen
/// before anything is written; the rules: [`Error::NoRecipients`], [`Error::ClassicalRecipient`],
/// [`Error::PassphraseNotAlone`], [`Error::TooManyRecipients`], [`Error::Policy`]; [`Error::ChangedWhileRead`],
/// [`Error::Io`], [`Error::Cancelled`]. Nothing is at the target then that was not there before.
pub fn seal_to_file(
    input: Input<'_>,
    target: &Target<'_>,
    options: &SealOptions,
    progress: &Progress,
) -> Result<Sealed> {
    let Target { path, existing, journal, .. } = *target;
    let grants = grant::grants(options)?;
    // Another process may edit what is to be replaced: refused before the work, and locked out while
    // the new one takes its place.
    let replaces = existing == Existing::Replace && path.is_file();
    let lock = || replaces.then(|| EditLock::take(path, journal)).transpose();
    drop(lock()?);
    let output = Output::create(&target.sealed())?;
    if let Input::Plan(plan) = &input {
        room::check_container(path, 0, Some(plan), (options.level, options.armor), progress)?;
    }
    let naming = |error| match error {
        Error::Io { operation: IoOperation::WriteOutput, path: None, source } => {
            room::writing(path)(source)
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

/// Adds everything that was planned, and returns how many files and bytes that was.
pub(super) fn add_plan<W: BufWrite>(
    archive: &mut ArchiveWriter<W>,
    plan: &Plan,
    progress: &Progress,
) -> Result<(u64, u64)> {
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

/// Adds a folder, or a file, whose length it tells.
fn add<W: BufWrite>(
    archive: &mut ArchiveWriter<W>,
    item: &Item,
    progress: &Progress,
) -> Result<Option<u64>> {
    if item.metadata.kind == EntryKind::Folder {
        archive.add_folder(&item.name, item.metadata.modified, item.metadata.permissions)?;
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
