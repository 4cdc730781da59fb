//! Where the container goes.

use std::path::{Path, PathBuf};

use scelle_core::seal::container_name;

use super::inputs::{STREAM_NAME, in_directory, named_path};
use crate::args::SealArgs;
use crate::failure::{Failure, Result};
use crate::stdio::{is_stream, stdout_is_terminal};

pub(super) enum SealTo {
    File(PathBuf),
    Stdout,
}

impl SealTo {
    /// The file, if it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Stdout => None,
        }
    }

    pub(super) fn choose(paths: &[PathBuf], args: &SealArgs, json: bool) -> Result<Self> {
        match &args.output {
            Some(path) if is_stream(path) => {
                if json {
                    return Err(Failure::OutputTaken);
                }
                if stdout_is_terminal() && !args.armor && !args.overwrite {
                    return Err(Failure::TerminalOutput);
                }
                Ok(Self::Stdout)
            }
            Some(path) => Ok(Self::File(path.clone())),
            None if matches!(paths, [only] if is_stream(only)) && !stdout_is_terminal() => {
                // What comes through a pipe goes on through one.
                if json { Err(Failure::OutputTaken) } else { Ok(Self::Stdout) }
            }
            None => {
                let first = paths.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
                let place = in_directory(first, args);
                let named = match &args.name {
                    Some(name) => Path::new(name),
                    None if is_stream(first) => Path::new(STREAM_NAME),
                    None => &named_path(&place)?,
                };
                Ok(Self::File(container_name(named, place.is_dir()).into()))
            }
        }
    }
}
