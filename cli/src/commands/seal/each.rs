//! `--each`: every path into a container of its own. One that cannot be sealed does not keep the others
//! from it.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use scelle_core::error::{Error, IoOperation};
use scelle_core::files::same::FileId;
use scelle_core::seal::{container_name, grant};
use scelle_i18n::text;
use serde_json::{Value, json};

use super::inputs::{in_directory, named_path, read_files};
use super::options::{Prepared, prepare};
use super::output::SealTo;
use super::report::{tell, tell_openers, to_json};
use super::seal_paths;
use crate::args::SealArgs;
use crate::context::Context;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, Result};
use crate::passphrase::is_there;
use crate::stdio::is_stream;
use crate::terminal::shown;
use crate::{json, report};

/// A path, and where its container goes.
struct Pair {
    input: PathBuf,
    container: PathBuf,
}

pub(super) fn run(args: &SealArgs, paths: &[PathBuf], context: &Context) -> Result<()> {
    let folder = args.output.as_deref();
    if paths.iter().map(PathBuf::as_path).chain(folder).any(is_stream) {
        return Err(Failure::EachToStream);
    }
    let pairs = paths.iter().map(|path| pair(path, args)).collect::<Result<Vec<_>>>()?;
    check_apart(&pairs, args)?;
    refuse_inputs(&pairs, args, context)?;
    let prepared = prepare(args, context)?;
    // The file of a generated passphrase is there only now.
    refuse_inputs(&pairs, args, context)?;
    // What no container could be made with would be refused for every one of them.
    grant::check(&prepared.options)?;
    if let Some(folder) = folder {
        make_folder(folder)?;
    }
    seal_all(&pairs, args, &prepared, context)
}

fn seal_all(pairs: &[Pair], args: &SealArgs, prepared: &Prepared, context: &Context) -> Result<()> {
    let mut untold = prepared.phrase.as_ref();
    let mut first = true;
    let (mut failed, mut omitted) = (0, 0);
    let mut worst: Option<ExitCode> = None;
    let mut closed = Ok(());
    for Pair { input, container } in pairs {
        if context.progress.is_cancelled() {
            return Err(Error::Cancelled.into());
        }
        let output = SealTo::File(container.clone());
        let watch = context.terminal.watch(&context.progress);
        let sealed = context.log.item(input, || {
            let paths = std::slice::from_ref(input);
            seal_paths(paths, &output, args, &prepared.options, context)
        });
        drop(watch);
        // Before the second container: they all open with it.
        if let Some(phrase) = untold.take_if(|_| is_there(&sealed)) {
            phrase.reveal(context.terminal)?;
        }
        let told = match sealed {
            Ok((sealed, notices)) => {
                omitted += report::unreadable(&notices);
                if context.terminal.json() {
                    to_json(&sealed, &notices, &prepared.told, context)
                        .and_then(|facts| context.terminal.result(&with_input(input, facts)))
                } else {
                    tell(&sealed, &notices, &prepared.told, None, context).and_then(|()| {
                        match std::mem::replace(&mut first, false) {
                            // They are the same for every container.
                            true => tell_openers(&sealed, context),
                            false => Ok(()),
                        }
                    })
                }
            }
            Err(failure @ Failure::Core(Error::Cancelled)) => return Err(failure),
            Err(failure) => {
                failed += 1;
                worst = worst.or(Some(failure.exit_code()));
                tell_failure(input, &failure, context)
            }
        };
        // The reader of the results may stop: the work goes on.
        closed = closed.and(told);
    }
    match worst {
        None if omitted > 0 => {
            report::tell_omitted(omitted, context.terminal);
            Err(Failure::Omitted { count: omitted })
        }
        None => closed,
        Some(worst) => Err(Failure::SeveralUnsealed { failed, all: pairs.len(), worst }),
    }
}

fn with_input(input: &Path, mut facts: Value) -> Value {
    if let Value::Object(facts) = &mut facts {
        facts.insert("input".to_owned(), json::path(input).into());
        facts.insert("sealed".to_owned(), true.into());
    }
    facts
}

fn tell_failure(input: &Path, failure: &Failure, context: &Context) -> Result<()> {
    if context.terminal.json() {
        return context.terminal.result(&json!({
            "input": json::path(input), "sealed": false, "error": failure.to_json(),
        }));
    }
    let path = shown(&input.to_string_lossy());
    context.terminal.important(&text!("cli-each-failed", path = path));
    context.terminal.failure(failure);
    Ok(())
}

/// Beside its path, or in the folder.
fn pair(input: &Path, args: &SealArgs) -> Result<Pair> {
    let folder = args.output.as_deref();
    let place = in_directory(input, args);
    let named = named_path(&place)?;
    let Some(beside) = named.parent() else {
        return Err(Failure::Misnamed(root(input)));
    };
    let name = container_name(&named, place.is_dir());
    Ok(Pair { input: input.to_owned(), container: folder.unwrap_or(beside).join(name) })
}

fn root(input: &Path) -> Error {
    use scelle_core::display::escape;
    use scelle_core::error::NameFault;
    Error::Name { name: escape(&input.to_string_lossy()), fault: NameFault::Empty }
}

/// No two paths give the same container, and none takes the place of what is to be sealed.
fn check_apart(pairs: &[Pair], args: &SealArgs) -> Result<()> {
    let mut by_container: HashMap<PathBuf, &Pair> = HashMap::with_capacity(pairs.len());
    for pair in pairs {
        let Some(other) = by_container.insert(real_place(&pair.container), pair) else { continue };
        return Err(Failure::SameContainer {
            first: other.input.clone(),
            second: pair.input.clone(),
            container: pair.container.clone(),
        });
    }
    if !args.overwrite {
        // Then nothing is replaced at all.
        return Ok(());
    }
    let inputs: HashSet<PathBuf> =
        pairs.iter().map(|pair| real_place(&in_directory(&pair.input, args))).collect();
    if let Some((_, pair)) = by_container.into_iter().find(|(place, _)| inputs.contains(place)) {
        return Err(Error::OutputInsideInput { path: pair.container.clone() }.into());
    }
    Ok(())
}

/// No container takes the place of a file that is read, whatever its name.
fn refuse_inputs(pairs: &[Pair], args: &SealArgs, context: &Context) -> Result<()> {
    if !args.overwrite {
        return Ok(());
    }
    let paths: Vec<PathBuf> = pairs.iter().map(|pair| pair.input.clone()).collect();
    let read: HashSet<FileId> =
        read_files(&paths, args, context).filter_map(|path| FileId::of(&path)).collect();
    let is_read = |pair: &&Pair| FileId::of(&pair.container).is_some_and(|id| read.contains(&id));
    match pairs.iter().find(is_read) {
        Some(pair) => Err(Error::OutputIsInput { path: pair.container.clone() }.into()),
        None => Ok(()),
    }
}

/// The same for all the ways that lead to one place, whether something is there or not.
fn real_place(path: &Path) -> PathBuf {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// The folder that was named, made if it is not there; those that lead to it must be.
fn make_folder(folder: &Path) -> Result<()> {
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::TargetExists { path: folder.to_owned() }.into())
        }
        made => Ok(made.map_err(|source| Error::Io {
            operation: IoOperation::WriteOutput,
            path: Some(folder.to_owned()),
            source,
        })?),
    }
}
