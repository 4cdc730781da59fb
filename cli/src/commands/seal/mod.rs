//! `scelle seal`: files, folders or standard input into a container.

mod each;
mod inputs;
mod list;
mod options;
mod output;
mod page;
mod report;

use scelle_core::files::output::{Existing, Target};
use std::io::{self, Write};
use std::path::PathBuf;

use scelle_core::files::plan::{Notice, Plan};
use scelle_core::files::same::refuse_input;
use scelle_core::seal::{Input, SealOptions, Sealed, seal_to_file, seal_to_stream};

use self::inputs::{inputs, misnamed, read_files, stream_name};
use self::options::{Prepared, existing, plan_options, prepare};
use self::output::SealTo;
use self::page::Page;
use self::report::{tell, tell_openers};
use crate::args::SealArgs;
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::passphrase::{is_stdout, is_there};
use crate::stdio::STREAM;
use crate::{json, report as reports};

pub(crate) fn run(args: &SealArgs, context: &Context) -> Result<()> {
    let paths = inputs(args)?;
    if args.each {
        return each::run(args, &paths, context);
    }
    let stream = stream_name(&paths, args)?;
    let output = SealTo::choose(&paths, args, context.terminal.json())?;
    let page = Page::wanted(args, &output)?;
    if matches!(output, SealTo::Stdout) && args.out.passphrase_out.as_deref().is_some_and(is_stdout)
    {
        return Err(Failure::PassphraseToStream);
    }
    let results = || [output.path(), page.as_ref().map(Page::path)].into_iter().flatten();
    let refuse_inputs =
        || results().try_for_each(|path| refuse_input(path, read_files(&paths, args, context)));
    refuse_inputs()?;
    let Prepared { options, phrase, told } = prepare(args, context)?;
    // The file of a generated passphrase is there only now.
    refuse_inputs()?;

    let watch = context.terminal.watch(&context.progress);
    let sealed = match stream {
        Some(name) => {
            let mut stdin = io::stdin().lock();
            let input = Input::Stream { name: &name, modified: Some(now()), content: &mut stdin };
            write(input, &output, existing(args), &options, context).map(|sealed| (sealed, vec![]))
        }
        None => seal_paths(&paths, &output, args, &options, context),
    };
    drop(watch);
    if let Some(phrase) = phrase.filter(|_| is_there(&sealed)) {
        phrase.reveal(context.terminal)?;
    }
    let (sealed, notices) = sealed?;
    // The container is there, whatever becomes of the page beside it.
    let written = page.as_ref().map_or(Ok(()), |page| page.write(args, context));
    let page = page.filter(|_| written.is_ok());
    tell(&sealed, &notices, &told, page.as_ref(), context)?;
    if !context.terminal.json() {
        tell_openers(&sealed, context)?;
        page.map_or(Ok(()), |page| page.tell(context))?;
    }
    written?;
    omitted(&notices, context)
}

/// What was left out because it cannot be read is no failure, and no success.
fn omitted(notices: &[Notice], context: &Context) -> Result<()> {
    match reports::unreadable(notices) {
        0 => Ok(()),
        count => {
            reports::tell_omitted(count, context.terminal);
            Err(Failure::Omitted { count })
        }
    }
}

fn seal_paths(
    paths: &[PathBuf],
    output: &SealTo,
    args: &SealArgs,
    options: &SealOptions,
    context: &Context,
) -> Result<(Sealed, Vec<Notice>)> {
    let plan_options = plan_options(args, output, options);
    let plan = Plan::of_paths(paths, &options.policy.exclude, &plan_options, &context.progress)
        .map_err(misnamed)?;
    let sealed = write(Input::Plan(&plan), output, existing(args), options, context)?;
    context.log.note(|operation| operation.omitted = plan.unreadable());
    Ok((sealed, plan.notices().to_vec()))
}

fn write(
    input: Input<'_>,
    output: &SealTo,
    existing: Existing,
    options: &SealOptions,
    context: &Context,
) -> Result<Sealed> {
    let sealed = match output {
        SealTo::File(path) => {
            let journal = context.home().journal();
            seal_to_file(
                input,
                &Target::new(path).existing(existing).noted_in(&journal),
                options,
                &context.progress,
            )?
        }
        SealTo::Stdout => {
            let mut stdout = io::stdout().lock();
            let output: &mut dyn Write = &mut stdout;
            seal_to_stream(input, output, options, &context.progress)?
        }
    };
    context.log.note(|operation| {
        operation.output = sealed.path.clone().or_else(|| Some(STREAM.into()));
        operation.files = Some(sealed.files);
        operation.bytes = Some(sealed.bytes);
        operation.accesses = Some(sealed.accesses);
        operation.sha256 = sealed.sha256.map(json::hex);
    });
    Ok(sealed)
}
