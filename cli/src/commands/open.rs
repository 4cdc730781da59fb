//! `scelle open`: what a container holds, onto the disk or to standard output.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scelle_core::container::entry::{EntryKind, Names};
use scelle_core::error::{Doing, Error};
use scelle_core::files::extract::{Destination, Extracted};
use scelle_core::files::output::Existing;
use scelle_core::open::{Container, Locked, extract_payload, payload_name, write_payload};
use scelle_i18n::text;

use super::{Context, is_stream, read_container};
use crate::args::OpenArgs;
use crate::failure::{Failure, Result};
use crate::keyring::Keys;
use crate::passphrase::Prompts;
use crate::report;
use crate::terminal::shown;

pub(crate) fn run(args: &OpenArgs, context: &Context<'_>) -> Result<()> {
    let to_stdout = args.output.as_deref().is_some_and(is_stream);
    if to_stdout && args.talk.json {
        return Err(Failure::OutputTaken);
    }
    let locked = read_container(&args.container, context)?;
    let mut keys = Keys::load(&args.unlock, &context.home, Prompts::new(args.talk.no_input))?;
    if args.as_file {
        return as_file(args, &locked, &mut keys, context);
    }
    let names = if args.rename { Names::Escape } else { Names::Refuse };
    let mut container = keys.unlock(&locked, names, context.terminal)?;
    context.log.note(|operation| operation.accesses = Some(container.access().listed.len()));
    let chosen = container.select(&args.entries)?;

    let _watch = context.terminal.watch(&context.progress);
    let journal = context.home.journal();
    let existing = if args.overwrite { Existing::Replace } else { Existing::Refuse };
    let extracted = match &args.output {
        Some(_) if to_stdout => {
            let index = only_file(&container, &chosen)?;
            let mut stdout = io::stdout().lock();
            container.write_entry(index, &mut stdout, &context.progress)?;
            let writing = |source| Error::Io { doing: Doing::WriteOutput, path: None, source };
            stdout.flush().map_err(writing)?;
            return Ok(());
        }
        Some(path) => {
            let index = only_file(&container, &chosen)?;
            container.extract_file(index, path, existing, journal.as_ref(), &context.progress)?
        }
        None => {
            let destination = destination(args);
            container.extract(
                &chosen,
                &destination,
                existing,
                journal.as_ref(),
                &context.progress,
            )?
        }
    };
    drop(_watch);
    context.log.note(|operation| {
        operation.files = Some(extracted.files);
        operation.bytes = Some(extracted.bytes);
    });
    tell(&extracted, context)
}

/// Writes the payload, as stock age would give it, and interprets nothing.
fn as_file(args: &OpenArgs, locked: &Locked, keys: &mut Keys, context: &Context<'_>) -> Result<()> {
    let payload = keys
        .unlock_as(locked.header(), context.terminal, |keyring| locked.unlock_payload(keyring))?;
    let watch = context.terminal.watch(&context.progress);
    let existing = if args.overwrite { Existing::Replace } else { Existing::Refuse };
    let extracted = match &args.output {
        Some(path) if is_stream(path) => {
            let mut stdout = io::stdout().lock();
            write_payload(payload, &mut stdout, &context.progress)?;
            let writing = |source| Error::Io { doing: Doing::WriteOutput, path: None, source };
            return Ok(stdout.flush().map_err(writing)?);
        }
        path => {
            let path = match path {
                Some(path) => path.clone(),
                None => PathBuf::from(payload_name(&container_name(args))?.as_str()),
            };
            let journal = context.home.journal();
            extract_payload(payload, &path, existing, journal.as_ref(), &context.progress)?
        }
    };
    drop(watch);
    context.log.note(|operation| {
        operation.files = Some(extracted.files);
        operation.bytes = Some(extracted.bytes);
    });
    tell(&extracted, context)
}

fn container_name(args: &OpenArgs) -> String {
    if is_stream(&args.container) {
        return "stdin".to_owned();
    }
    args.container.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn destination(args: &OpenArgs) -> Destination {
    match &args.into {
        Some(folder) => Destination::Into(folder.clone()),
        None => {
            let stem = args.container.file_stem().filter(|_| !is_stream(&args.container));
            let name = stem.map_or_else(|| "stdin".into(), |stem| stem.to_string_lossy());
            Destination::Beside { folder: PathBuf::from("."), name: name.into_owned() }
        }
    }
}

/// The one file among the chosen entries.
fn only_file(container: &Container, chosen: &[usize]) -> Result<usize> {
    match chosen {
        [index] => {
            let entry = container.entries().nth(*index);
            let is_file = entry.is_some_and(|entry| entry.kind != EntryKind::Folder);
            if is_file { Ok(*index) } else { Err(Failure::NotOneFile) }
        }
        _ => Err(Failure::NotOneFile),
    }
}

fn tell(extracted: &Extracted, context: &Context<'_>) -> Result<()> {
    let paths = &extracted.paths;
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "paths": paths.iter().map(|path| report::path(path)).collect::<Vec<_>>(),
            "files": extracted.files,
            "bytes": extracted.bytes,
        }));
    }
    let names: Vec<String> = paths.iter().map(|p| shown(&Path::to_string_lossy(p))).collect();
    let amount = report::amount(extracted.files, extracted.bytes);
    context.terminal.notice(&text!("cli-opened", paths = names.join(", "), amount = amount));
    Ok(())
}
