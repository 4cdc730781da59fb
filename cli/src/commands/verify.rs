//! `scelle verify`: every byte of containers read and checked, nothing written.

use scelle_core::archive::entry::Names;
use scelle_core::error::Error;
use scelle_core::verify::{Verified, verify};
use scelle_i18n::text;
use std::path::Path;

use crate::args::VerifyArgs;
use crate::context::Context;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Result};
use crate::unlocking::Keys;
use crate::{json, report};

/// One container fails with its own failure; among several, each failure is reported and the others
/// are verified all the same.
pub(crate) fn run(args: &VerifyArgs, context: &Context) -> Result<()> {
    let mut keys = Keys::load(&args.unlock, context)?;
    if let [only] = args.containers.as_slice() {
        let verified = verify_one(only, args, &mut keys, context).and_then(|told| told);
        return verified.inspect_err(|failure| {
            if context.terminal.json() && !is_cancelled(failure) {
                // The failure counts, whether its line could be written or not.
                let _ = tell_failure(only, failure, context);
            }
        });
    }
    let (mut failed, mut unopened) = (0, 0);
    let mut worst: Option<ExitCode> = None;
    let mut closed = Ok(());
    for path in &args.containers {
        let told = match context.log.item(path, || verify_one(path, args, &mut keys, context)) {
            Ok(told) => told,
            Err(failure) if is_cancelled(&failure) => return Err(failure),
            Err(failure) => {
                failed += 1;
                unopened += usize::from(!is_damaged(&failure));
                worst = worst.or(Some(failure.exit_code()));
                tell_failure(path, &failure, context)
            }
        };
        // The reader of the results may stop: the work goes on.
        closed = closed.and(told);
    }
    match worst {
        None => closed,
        Some(worst) => Err(Failure::Several { failed, unopened, worst }),
    }
}

fn is_cancelled(failure: &Failure) -> bool {
    matches!(failure, Failure::Core(Error::Cancelled))
}

/// Whether what failed is the container itself: of one that could not be opened nothing is known.
fn is_damaged(failure: &Failure) -> bool {
    matches!(failure.exit_code(), ExitCode::Damaged | ExitCode::Hostile)
}

fn tell_failure(path: &Path, failure: &Failure, context: &Context) -> Result<()> {
    let whole = is_damaged(failure).then_some(false);
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "container": json::path(path), "whole": whole, "error": failure.to_json(),
        }));
    }
    let path = report::input(path);
    context.terminal.important(&match whole {
        Some(_) => text!("cli-verify-failed", path = path),
        None => text!("cli-verify-unopened", path = path),
    });
    context.terminal.failure(failure);
    Ok(())
}

/// Verifies a container, and returns whether the report was written.
fn verify_one(
    path: &Path,
    args: &VerifyArgs,
    keys: &mut Keys,
    context: &Context,
) -> Result<Result<()>> {
    let locked = context.read_container(path)?.with_code_page(args.names.names);
    let mut container = keys.unlock(&locked, Names::Refuse)?;
    context.tell_unmarked(&container);
    let watch = context.terminal.watch(&context.progress);
    let Verified { entries, files, bytes } = verify(&mut container, &context.progress)?;
    drop(watch);
    context.log.note(|operation| {
        operation.files = Some(files);
        operation.bytes = Some(bytes);
        operation.accesses = Some(container.access().listed.len());
    });
    if context.terminal.json() {
        return Ok(context.terminal.result(&serde_json::json!({
            "container": json::path(path),
            "whole": true,
            "entries": entries,
            "files": files,
            "bytes": bytes,
            "unmarked_names": container.unmarked_names(),
        })));
    }
    let amount = report::amount(files, bytes);
    let line = text!("cli-verified", path = report::input(path), amount = amount);
    Ok(context.terminal.say(&line))
}
