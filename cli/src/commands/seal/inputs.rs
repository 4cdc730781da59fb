//! What `seal` reads.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use scelle_core::archive::entry::EntryName;
use scelle_core::error::{Error, IoOperation, NameFault};
use scelle_core::profile::directory::is_given;

use super::list;
use crate::args::SealArgs;
use crate::context::Context;
use crate::failure::{Failure, ListFault, Result};
use crate::stdio::is_stream;

/// The name of a file that comes from a stream and was given none.
pub(super) const STREAM_NAME: &str = "stdin";

/// The arguments, then what the list names.
pub(super) fn inputs(args: &SealArgs) -> Result<Vec<PathBuf>> {
    let mut paths = args.paths.clone();
    if let Some(list) = &args.files_from {
        paths.extend(list::read(list, args.null)?);
        if paths.is_empty() {
            return Err(Failure::List { path: list.clone(), fault: ListFault::Empty });
        }
    }
    Ok(paths)
}

/// The name of the one file that comes from standard input, if that is what is sealed.
pub(super) fn stream_name(paths: &[PathBuf], args: &SealArgs) -> Result<Option<EntryName>> {
    match (paths, &args.name) {
        ([path], name) if is_stream(path) => {
            let name = EntryName::parse_typed(name.as_deref().unwrap_or(STREAM_NAME));
            name.map(Some).map_err(Failure::Misnamed)
        }
        (paths, name) if name.is_some() || paths.iter().any(|p| is_stream(p)) => {
            Err(Failure::StreamNotAlone)
        }
        _ => Ok(None),
    }
}

/// The files that sealing reads, and the one that has the passphrase.
pub(super) fn read_files<'a>(
    paths: &'a [PathBuf],
    args: &'a SealArgs,
    context: &Context,
) -> impl Iterator<Item = Cow<'a, Path>> {
    let others = args.recipients_file.iter().chain(&args.files_from);
    let others = others.chain(&args.passphrase.passphrase_file).chain(&args.out.passphrase_out);
    let cards = args.recipient.iter().filter(|wanted| is_given(wanted)).map(Path::new);
    let others = others.map(PathBuf::as_path).chain(cards).map(Into::into);
    let others = others.chain(context.own_files().into_iter().map(Into::into));
    let inputs = paths.iter().filter(|path| !is_stream(path)).map(|path| in_directory(path, args));
    inputs.chain(others.filter(|path: &Cow<'_, Path>| !is_stream(path)))
}

/// Where an input is.
pub(super) fn in_directory<'a>(path: &'a Path, args: &SealArgs) -> Cow<'a, Path> {
    match &args.directory {
        Some(directory) => directory.join(path).into(),
        None => path.into(),
    }
}

/// `.` and `..` have a name once they are resolved.
pub(super) fn named_path(path: &Path) -> Result<Cow<'_, Path>> {
    if path.file_name().is_some() {
        return Ok(path.into());
    }
    let reading = |source| Error::Io {
        operation: IoOperation::ReadInput,
        path: Some(path.to_owned()),
        source,
    };
    Ok(path.canonicalize().map_err(reading)?.into())
}

/// Nothing on a disk has an empty name: `/` was typed, and gives none.
pub(super) fn misnamed(error: Error) -> Failure {
    match error {
        Error::Name { fault: NameFault::Empty, .. } => Failure::Misnamed(error),
        other => other.into(),
    }
}
