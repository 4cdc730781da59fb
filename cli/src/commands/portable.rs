//! `scelle portable`: the programs on a stick, with the user's keys beside them.

use std::path::PathBuf;

use scelle_core::error::Error;
use scelle_core::profile::portable;
use scelle_i18n::text;
use serde_json::json;

use crate::args::{PortableCommand, PortableMakeArgs};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::terminal::shown;

pub(crate) fn run(command: &PortableCommand, context: &Context) -> Result<()> {
    match command {
        PortableCommand::Make(args) => make(args, context),
    }
}

fn two_of_one_name(error: Error) -> Failure {
    match error {
        Error::DuplicateName { name } => Failure::ProgramTwice { name },
        other => other.into(),
    }
}

fn make(args: &PortableMakeArgs, context: &Context) -> Result<()> {
    let programs = portable::programs()?.into_iter().chain(args.program.iter().cloned());
    let marker = text!("portable-marker") + "\n";
    let programs: Vec<_> = programs.collect();
    let made = portable::make(&args.dir, &programs, &marker, &context.progress)
        .map_err(two_of_one_name)?;
    if context.terminal.json() {
        let programs: Vec<_> = made.iter().map(|program| json::path(program)).collect();
        return context
            .terminal
            .result(&json!({ "portable": json::path(&args.dir), "programs": programs }));
    }
    let line = |program: &PathBuf| shown(&program.to_string_lossy()) + "\n";
    context.terminal.show_lines(made.iter().map(line))?;
    context.terminal.notice(&text!("cli-portable", path = shown(&args.dir.to_string_lossy())));
    Ok(())
}
