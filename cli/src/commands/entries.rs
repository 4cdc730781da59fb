//! `scelle add`, `remove`, `rename`, `replace`: what a container holds.

use std::path::{Path, PathBuf};

use scelle_core::archive::Level;
use scelle_core::archive::entry::EntryName;
use scelle_core::display::escape;
use scelle_core::edit::{Editor, EntryEdit};
use scelle_core::error::Error;
use scelle_core::files::plan::{Notice, Plan, PlanOptions};
use scelle_core::files::same::refuse_input;
use scelle_i18n::text;

use super::edit::Session;
use crate::args::{AddArgs, ChangeArgs, RemoveArgs, RenameArgs, ReplaceArgs};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::report;
use crate::terminal::shown;
use crate::unlocking::Keys;

pub(crate) fn add(args: &AddArgs, context: &Context) -> Result<()> {
    refuse_input(&args.container, args.paths.iter().map(PathBuf::as_path))?;
    let mut session = session(&args.change, context)?;
    let options = PlanOptions {
        output: Some(args.container.clone()),
        threads: context.threads,
        ..args.walk.plan_options()
    };
    if args.store {
        session.options.level = Level::STORE;
    }
    let folder = args.at.as_deref().map(EntryName::parse_typed);
    let folder = folder.transpose().map_err(Failure::Misnamed)?;
    let mut plan =
        Plan::of_paths(&args.paths, &session.options.policy.exclude, &options, &context.progress)?;
    if let Some(folder) = &folder {
        plan = plan.inside(folder)?;
    }
    let notices = plan.notices().to_vec();
    report::tell_notices(&notices, context.terminal);
    let stayed_out = |path: &&PathBuf| {
        notices.iter().any(|notice| match notice {
            Notice::Skipped { path: out, .. }
            | Notice::Excluded { path: out }
            | Notice::Unreadable { path: out, .. } => out == *path,
            _ => false,
        })
    };
    let added: Vec<_> = args.paths.iter().filter(|path| !stayed_out(path)).collect();
    let message = text!("cli-entries-added", names = names(&added));
    let overwrite = args.overwrite;
    let count = plan.unreadable();
    context.log.note(|operation| operation.omitted = count);
    let edit = EntryEdit::Add { plan, overwrite };
    change(session, &args.container, &message, edit, notices)?;
    if count == 0 {
        return Ok(());
    }
    report::tell_omitted(count, context.terminal);
    Err(Failure::Omitted { count })
}

pub(crate) fn remove(args: &RemoveArgs, context: &Context) -> Result<()> {
    let session = session(&args.change, context)?;
    let message = text!("cli-entries-removed", names = names(&args.entries));
    change(
        session,
        &args.container,
        &message,
        EntryEdit::Remove { names: &args.entries },
        Vec::new(),
    )
}

pub(crate) fn rename(args: &RenameArgs, context: &Context) -> Result<()> {
    EntryName::parse_typed(&args.new).map_err(Failure::Misnamed)?;
    let session = session(&args.change, context)?;
    let message = text!("cli-entries-renamed", old = shown(&args.old), new = shown(&args.new));
    let RenameArgs { old, new, overwrite, .. } = args;
    change(
        session,
        &args.container,
        &message,
        EntryEdit::Rename { old, new, overwrite: *overwrite },
        Vec::new(),
    )
}

/// The entry keeps its name, and has the content of the file.
pub(crate) fn replace(args: &ReplaceArgs, context: &Context) -> Result<()> {
    refuse_input(&args.container, [args.file.as_path()])?;
    let mut session = session(&args.change, context)?;
    if args.store {
        session.options.level = Level::STORE;
    }
    let options = PlanOptions { rename: true, ..PlanOptions::default() };
    let file = std::slice::from_ref(&args.file);
    let imposed = &session.options.policy.exclude;
    let plan = Plan::of_paths(file, imposed, &options, &context.progress)?;
    // No container holds what has no name.
    let not_found = |_| Error::EntryNotFound { name: escape(&args.entry) };
    let name = EntryName::parse_typed(&args.entry).map_err(not_found)?;
    let plan = plan.named(name).ok_or(Failure::NotOneFile)?;
    let message = text!("cli-entries-replaced", name = shown(&args.entry));
    change(session, &args.container, &message, EntryEdit::Replace { plan }, Vec::new())
}

fn session<'a>(args: &ChangeArgs, context: &'a Context) -> Result<Session<'a>> {
    let keys = Keys::load(&args.unlock, context)?;
    Session::new(context, keys)?.with_patience(args.wait).with_fresh_key(&args.fresh)
}

fn change(
    mut session: Session<'_>,
    path: &Path,
    message: &str,
    edit: EntryEdit<'_>,
    notices: Vec<Notice>,
) -> Result<()> {
    let context = session.context;
    let mut done = session.edit(path, false, |editor: &mut Editor<'_>, session| {
        let leaving = session.leaving(editor, Vec::new(), false)?;
        Ok(Some(editor.plan_entries(edit, &leaving, &session.options)?))
    })?;
    done.notices = notices;
    done.tell(path, message, context)
}

fn names<T: AsRef<Path>>(paths: &[T]) -> String {
    let all: Vec<_> = paths.iter().map(|path| shown(&path.as_ref().to_string_lossy())).collect();
    all.join(", ")
}
