//! `scelle key paper`: the key in use on a page to print, for the safe.

use std::path::{Path, PathBuf};

use scelle_core::error::Error;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::profile::paper::Paper;
use scelle_i18n::{paper_wording, text};
use serde_json::json;

use super::{own_key, secret_text, write};
use crate::args::KeyPaperArgs;
use crate::clock::today;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::stdio::is_stream;
use crate::terminal::shown;

pub(super) fn run(args: &KeyPaperArgs, context: &Context) -> Result<()> {
    let path = own_key(context)?;
    let output = args.output.clone().unwrap_or_else(|| named_after(&path));
    if is_stream(&output) {
        return Err(Failure::KeyToStream);
    }
    if output.symlink_metadata().is_ok() {
        return Err(Failure::KeyExists { path: output });
    }
    let prompts = context.prompts;
    if !args.yes && !prompts.confirm(&text!("cli-ask-paper"))? {
        return Err(Error::Cancelled.into());
    }
    let paper = Paper::new(&path, &secret_text(&path, &args.passphrase, prompts, context)?)?;
    let fingerprint = Fingerprint::of(paper.recipient()).to_string();
    let name = context.profile.card()?.and_then(|card| card.name.clone());
    write(&output, &paper.to_pdf(&paper_wording(&paper, name.as_ref(), &today()))?)?;
    if context.terminal.json() {
        return context
            .terminal
            .result(&json!({ "paper": json::path(&output), "fingerprint": fingerprint }));
    }
    let output = shown(&output.to_string_lossy());
    context.terminal.notice(&text!("cli-paper-written", path = output));
    Ok(())
}

/// `key-0001.pdf`, in the current folder.
fn named_after(key: &Path) -> PathBuf {
    Path::new(key.file_stem().unwrap_or_default()).with_extension("pdf")
}
