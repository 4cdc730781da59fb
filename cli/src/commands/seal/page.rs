//! `--with-page`: the page that opens containers in a browser, beside the container.

use std::path::{Path, PathBuf};

use scelle_core::profile::offline_page::OfflinePage;
use scelle_i18n::text;
use serde_json::{Value, json};

use super::options::existing;
use super::output::SealTo;
use crate::args::SealArgs;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::terminal::shown;

/// The page, and where it goes.
pub(super) struct Page {
    page: OfflinePage,
    path: PathBuf,
}

impl Page {
    /// The page that `--with-page` asks for, checked before anything is sealed.
    pub(super) fn wanted(args: &SealArgs, output: &SealTo) -> Result<Option<Self>> {
        if !args.with_page {
            return Ok(None);
        }
        let SealTo::File(container) = output else { return Err(Failure::PageToStream) };
        let page = OfflinePage::read(&OfflinePage::installed().ok_or(Failure::NoPage)?)?;
        let path = page.place(container, existing(args))?;
        Ok(Some(Self { page, path }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes it.
    pub(super) fn write(&self, args: &SealArgs, context: &Context) -> Result<()> {
        Ok(self.page.write(&self.path, existing(args), &context.home().journal())?)
    }

    /// Where it is, and how its reader checks it.
    pub(super) fn tell(&self, context: &Context) -> Result<()> {
        let path = shown(&self.path.to_string_lossy());
        let sha256 = json::hex(self.page.sha256());
        context.terminal.say(&text!("cli-page", path = path, sha256 = sha256))?;
        context.terminal.notice(&text!("cli-page-check"));
        Ok(())
    }

    pub(super) fn to_json(&self) -> Value {
        json!({ "path": json::path(&self.path), "sha256": json::hex(self.page.sha256()) })
    }
}
