//! Where the container goes.

use std::path::{Path, PathBuf};

use scelle_core::seal::container_name;

use super::inputs::{STREAM_NAME, named_path};
use crate::args::SealArgs;
use crate::failure::{Failure, Result};
use crate::stdio::{is_stream, stdout_is_terminal};

pub(super) enum SealTo {
    File(PathBuf),
    Stdout,
}

impl SealTo {
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
            None => {
                let first = paths.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
                let named = match &args.name {
                    Some(name) => Path::new(name),
                    None if is_stream(first) => Path::new(STREAM_NAME),
                    None => &named_path(first)?,
                };
                Ok(Self::File(container_name(named, first.is_dir()).into()))
            }
        }
    }
}
