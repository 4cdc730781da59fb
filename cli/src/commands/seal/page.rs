//! `--with-page`: the page that opens containers in a browser, beside the container.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use scelle_core::error::{Error, IoOperation};
use scelle_core::files::output::{Target, write_text};
use scelle_i18n::text;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::options::existing;
use super::output::SealTo;
use crate::args::SealArgs;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::terminal::shown;

/// The name of the page, where it is installed and where it is written.
const NAME: &str = "scelle.html";

/// The page, and where it goes.
pub(super) struct Page {
    path: PathBuf,
    content: String,
    /// Whether the same page is there already.
    is_there: bool,
}

impl Page {
    /// The page that `--with-page` asks for, checked before anything is sealed.
    pub(super) fn wanted(args: &SealArgs, output: &SealTo) -> Result<Option<Self>> {
        if !args.with_page {
            return Ok(None);
        }
        let SealTo::File(container) = output else { return Err(Failure::PageToStream) };
        let installed = env::current_exe().ok().and_then(|program| installed(&program));
        let source = installed.ok_or(Failure::NoPage)?;
        let reading = |source_error| Error::Io {
            operation: IoOperation::ReadInput,
            path: Some(source.clone()),
            source: source_error,
        };
        let content = fs::read_to_string(&source).map_err(reading)?;
        let path = container.with_file_name(NAME);
        let is_there = fs::read(&path).is_ok_and(|there| there == content.as_bytes());
        if !is_there && !args.overwrite && path.symlink_metadata().is_ok() {
            return Err(Error::TargetExists { path }.into());
        }
        Ok(Some(Self { path, content, is_there }))
    }

    /// Writes it.
    pub(super) fn write(&self, args: &SealArgs, context: &Context) -> Result<()> {
        if self.is_there {
            return Ok(());
        }
        let journal = context.home().journal();
        let target = Target::new(&self.path).existing(existing(args)).noted_in(&journal);
        Ok(write_text(&target, &self.content)?)
    }

    /// Where it is, and how its reader checks it.
    pub(super) fn tell(&self, context: &Context) -> Result<()> {
        let path = shown(&self.path.to_string_lossy());
        context.terminal.say(&text!("cli-page", path = path, sha256 = self.sha256()))?;
        context.terminal.notice(&text!("cli-page-check"));
        Ok(())
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "path": json::path(&self.path), "sha256": self.sha256() })
    }

    fn sha256(&self) -> String {
        json::hex(Sha256::digest(self.content.as_bytes()))
    }
}

/// Where packages put the page: beside the program, or in `share` where the program is in `bin`.
fn installed(program: &Path) -> Option<PathBuf> {
    let program = program.canonicalize().ok()?;
    let folder = program.parent()?;
    let shared = folder.parent().map(|above| above.join("share/scelle"));
    let places = [Some(folder.to_owned()), shared].into_iter().flatten();
    places.map(|place| place.join(NAME)).find(|page| page.is_file())
}
