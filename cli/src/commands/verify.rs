//! `scelle verify`: every byte of containers read and checked, nothing written.

use scelle_core::archive::entry::Names;
use scelle_core::error::Error;
use scelle_core::verify::{Verified, verify};
use scelle_i18n::text;
use std::path::Path;

use super::{Context, read_container};
use crate::args::VerifyArgs;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Result};
use crate::keyring::Keys;
use crate::passphrase::Prompts;
use crate::report;

/// One container fails with its own failure; among several, each failure is told and the others
/// are verified all the same.
pub(crate) fn run(args: &VerifyArgs, context: &Context<'_>) -> Result<()> {
    let mut keys = Keys::load(&args.unlock, context, Prompts::new(args.talk.no_input))?;
    if let [only] = args.containers.as_slice() {
        return verify_one(only, &mut keys, context);
    }
    let mut failed = 0;
    let mut worst: Option<ExitCode> = None;
    for path in &args.containers {
        match context.log.item(path, || verify_one(path, &mut keys, context)) {
            Ok(()) => {}
            Err(failure @ Failure::Core(Error::Cancelled)) => return Err(failure),
            Err(failure) => {
                tell_failure(path, &failure, context)?;
                failed += 1;
                worst = worst.or(Some(failure.exit_code()));
            }
        }
    }
    match worst {
        None => Ok(()),
        Some(worst) => Err(Failure::Several { failed, worst }),
    }
}

fn tell_failure(path: &Path, failure: &Failure, context: &Context<'_>) -> Result<()> {
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "container": report::path(path), "whole": false, "error": failure.to_json(),
        }));
    }
    context.terminal.important(&text!("cli-verify-failed", path = report::input(path)));
    context.terminal.failure(failure);
    Ok(())
}

fn verify_one(path: &Path, keys: &mut Keys, context: &Context<'_>) -> Result<()> {
    let locked = read_container(path, context)?;
    let mut container = keys.unlock(&locked, Names::Refuse, context.terminal)?;
    let watch = context.terminal.watch(&context.progress);
    let Verified { entries, files, bytes } = verify(&mut container, &context.progress)?;
    drop(watch);
    context.log.note(|operation| {
        operation.files = Some(files);
        operation.bytes = Some(bytes);
        operation.accesses = Some(container.access().listed.len());
    });
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "container": report::path(path),
            "whole": true,
            "entries": entries,
            "files": files,
            "bytes": bytes,
        }));
    }
    let amount = report::amount(files, bytes);
    context.terminal.notice(&text!("cli-verified", path = report::input(path), amount = amount));
    Ok(())
}
