//! `scelle open`: what a container holds, onto the disk or to standard output.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use scelle_core::archive::entry::{EntryKind, Names};
use scelle_core::error::{Error, IoOperation};
use scelle_core::files::output::{Existing, Output, Target};
use scelle_core::files::same::{FileId, refuse_input};
use scelle_core::open::extract::{Destination, ExtractOptions, Extracted};
use scelle_core::open::{Container, EntryId, Locked, extract_payload, payload_name, write_payload};
use scelle_i18n::{format_size, text};

use crate::args::OpenArgs;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::passphrase::Prompts;
use crate::stdio::{STREAM, is_stream, stdout_is_terminal};
use crate::terminal::shown;
use crate::unlocking::Keys;
use crate::{json, report};

/// How much of a tar archive goes through a pipe at once.
const TAR_BUFFER: usize = 64 * 1024;

pub(crate) fn run(args: &OpenArgs, context: &Context) -> Result<()> {
    let to_stdout = goes_to_stdout(args);
    if to_stdout && context.terminal.json() {
        return Err(Failure::OutputTaken);
    }
    if args.tar && to_stdout && stdout_is_terminal() {
        return Err(Failure::TerminalOutput);
    }
    if let Some(output) = args.output.as_deref().filter(|_| !to_stdout) {
        refuse_input(output, inputs(args, context))?;
    }
    let locked = context.read_container(&args.container)?;
    let prompts = context.prompts;
    let mut keys = Keys::load(&args.unlock, context)?;
    if args.as_file {
        return as_file(args, &locked, &mut keys, to_stdout, context);
    }
    let locked = locked.with_code_page(args.names.names);
    let names = if args.rename { Names::Escape } else { Names::Refuse };
    let mut container = keys.unlock(&locked, names)?;
    context.log.note(|operation| operation.accesses = Some(container.access().listed.len()));
    context.tell_unmarked(&container);
    let chosen = container.select(&args.entries)?;
    if args.overwrite && args.output.is_none() {
        refuse_to_replace_inputs(&container, &chosen, args, context)?;
    }

    if args.tar {
        return as_tar(args, &mut container, &chosen, to_stdout, context);
    }
    if to_stdout {
        let id = only_file(&container, &chosen).map_err(|failure| match args.output {
            Some(_) => failure,
            None => Failure::StreamWhole,
        })?;
        let _watch = context.terminal.watch(&context.progress);
        let mut stdout = io::stdout().lock();
        container.write_entry(id, &mut stdout, &context.progress)?;
        let writing =
            |source| Error::Io { operation: IoOperation::WriteOutput, path: None, source };
        return Ok(stdout.flush().map_err(writing)?);
    }
    if args.preserve && !cfg!(unix) {
        context.terminal.notice(&text!("cli-not-preserved"));
    }
    let extracted = match extract(&mut container, &chosen, args, args.allow_large, context) {
        Err(Failure::Core(Error::Large { bytes, container: sealed }))
            if may_be_large(bytes, sealed, prompts)? =>
        {
            extract(&mut container, &chosen, args, true, context)
        }
        extracted => extracted,
    }?;
    context.log.note(|operation| {
        operation.files = Some(extracted.files);
        operation.bytes = Some(extracted.bytes);
    });
    tell(&extracted, container.unmarked_names(), context)
}

fn extract(
    container: &mut Container,
    chosen: &[EntryId],
    args: &OpenArgs,
    allow_large: bool,
    context: &Context,
) -> Result<Extracted> {
    let _watch = context.terminal.watch(&context.progress);
    let _journal = context.home().journal();
    let options = ExtractOptions {
        existing: if args.overwrite { Existing::Replace } else { Existing::Refuse },
        journal: context.home().journal(),
        allow_large,
        rename: args.rename,
        preserve: args.preserve,
    };
    let progress = &context.progress;
    Ok(match &args.output {
        Some(path) => {
            container.extract_file(only_file(container, chosen)?, path, &options, progress)?
        }
        None => container.extract(chosen, &destination(args), &options, progress)?,
    })
}

/// What comes through a pipe goes on through one; a tar archive too, unless a file takes it.
fn goes_to_stdout(args: &OpenArgs) -> bool {
    match &args.output {
        Some(path) => is_stream(path),
        None if args.tar => true,
        None => args.into.is_none() && is_stream(&args.container) && !stdout_is_terminal(),
    }
}

/// Writes the chosen entries as a tar archive.
fn as_tar(
    args: &OpenArgs,
    container: &mut Container,
    chosen: &[EntryId],
    to_stdout: bool,
    context: &Context,
) -> Result<()> {
    let watch = context.terminal.watch(&context.progress);
    let (output, (files, bytes)) = match args.output.as_deref().filter(|_| !to_stdout) {
        None => {
            let mut stdout = BufWriter::with_capacity(TAR_BUFFER, io::stdout().lock());
            (None, container.write_tar(chosen, &mut stdout, &context.progress)?)
        }
        Some(path) => {
            if !args.allow_large {
                check_size(container, chosen, context)?;
            }
            let journal = context.home().journal();
            let existing = if args.overwrite { Existing::Replace } else { Existing::Refuse };
            let target = Target::new(path).existing(existing).noted_in(&journal);
            let mut output = Output::create(&target)?;
            let written = container.write_tar(chosen, &mut output, &context.progress)?;
            output.commit()?;
            (Some(path.to_owned()), written)
        }
    };
    drop(watch);
    context.log.note(|operation| {
        operation.output = output.clone().or_else(|| Some(STREAM.into()));
        operation.files = Some(files);
        operation.bytes = Some(bytes);
    });
    match output {
        None => Ok(()),
        Some(path) => {
            let extracted = Extracted { paths: vec![path], files, bytes, ..Extracted::default() };
            tell(&extracted, container.unmarked_names(), context)
        }
    }
}

/// Refuses very much content, unless the user agrees.
fn check_size(container: &Container, chosen: &[EntryId], context: &Context) -> Result<()> {
    match container.check_size(chosen) {
        Err(Error::Large { bytes, container })
            if may_be_large(bytes, container, context.prompts)? =>
        {
            Ok(())
        }
        checked => Ok(checked?),
    }
}

/// Asks whether so much is to be extracted. Where no user can be asked, the error says it all.
fn may_be_large(bytes: u64, container: u64, prompts: Prompts) -> Result<bool> {
    let (size, container) = (format_size(bytes), format_size(container));
    let question = text!("cli-ask-large", size = size, container = container);
    match prompts.confirm_or(&question, "--allow-large") {
        Err(Failure::AnswerNeeded { .. }) => Ok(false),
        answer => answer,
    }
}

/// The files that this work reads.
fn inputs(args: &OpenArgs, context: &Context) -> impl Iterator<Item = PathBuf> {
    let phrase = args.unlock.passphrase.passphrase_file.as_ref();
    let all = [&args.container].into_iter().chain(&args.unlock.identity).chain(phrase);
    let named = all.filter(|path| !is_stream(path)).cloned().collect::<Vec<_>>();
    named.into_iter().chain(context.own_files())
}

/// An entry may have the name of the container itself, or of the key that opens it.
fn refuse_to_replace_inputs(
    container: &Container,
    chosen: &[EntryId],
    args: &OpenArgs,
    context: &Context,
) -> Result<()> {
    let read: HashSet<FileId> =
        inputs(args, context).filter_map(|path| FileId::of(&path)).collect();
    let (folder, named) = match destination(args) {
        Destination::Into(folder) => (folder, None),
        Destination::Beside { folder, name } => (folder.clone(), Some(folder.join(name))),
    };
    let entries = chosen.iter().filter_map(|id| container.entry(*id));
    for entry in entries.filter(|entry| entry.kind != EntryKind::Folder) {
        for folder in std::iter::once(&folder).chain(&named) {
            let path = folder.join(entry.name.as_str());
            if FileId::of(&path).is_some_and(|there| read.contains(&there)) {
                return Err(Error::OutputIsInput { path }.into());
            }
        }
    }
    Ok(())
}

/// Writes the payload, as stock age would give it, and interprets nothing.
fn as_file(
    args: &OpenArgs,
    locked: &Locked,
    keys: &mut Keys,
    to_stdout: bool,
    context: &Context,
) -> Result<()> {
    let payload = keys.unlock_as(locked.header(), |keyring| locked.unlock_payload(keyring))?;
    let watch = context.terminal.watch(&context.progress);
    let existing = if args.overwrite { Existing::Replace } else { Existing::Refuse };
    let extracted = match &args.output {
        _ if to_stdout => {
            let mut stdout = io::stdout().lock();
            write_payload(payload, &mut stdout, &context.progress)?;
            let writing =
                |source| Error::Io { operation: IoOperation::WriteOutput, path: None, source };
            return Ok(stdout.flush().map_err(writing)?);
        }
        path => {
            let path = match path {
                Some(path) => path.clone(),
                None => PathBuf::from(payload_name(&container_name(args))?.as_str()),
            };
            let journal = context.home().journal();
            extract_payload(
                (locked, payload),
                &Target::new(&path).existing(existing).noted_in(&journal),
                &context.progress,
            )?
        }
    };
    drop(watch);
    context.log.note(|operation| {
        operation.files = Some(extracted.files);
        operation.bytes = Some(extracted.bytes);
    });
    tell(&extracted, 0, context)
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
fn only_file(container: &Container, chosen: &[EntryId]) -> Result<EntryId> {
    match chosen {
        [id] => {
            let entry = container.entry(*id);
            let is_file = entry.is_some_and(|entry| entry.kind != EntryKind::Folder);
            if is_file { Ok(*id) } else { Err(Failure::NotOneFile) }
        }
        _ => Err(Failure::NotOneFile),
    }
}

fn tell(extracted: &Extracted, unmarked_names: usize, context: &Context) -> Result<()> {
    let paths = &extracted.paths;
    for (name, disk) in &extracted.renamed {
        let (name, disk) = (shown(name), shown(disk));
        context.terminal.notice(&text!("cli-renamed-on-disk", name = name, disk = disk));
    }
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "paths": paths.iter().map(|path| json::path(path)).collect::<Vec<_>>(),
            "files": extracted.files,
            "bytes": extracted.bytes,
            "unmarked_names": unmarked_names,
            "renamed": extracted.renamed.iter().map(|(name, disk)| {
                serde_json::json!({ "name": name, "disk": disk })
            }).collect::<Vec<_>>(),
        }));
    }
    let names: Vec<String> = paths.iter().map(|p| shown(&Path::to_string_lossy(p))).collect();
    let amount = report::amount(extracted.files, extracted.bytes);
    context.terminal.say(&text!("cli-opened", paths = names.join(", "), amount = amount))
}
