//! `scelle`, the command line: arguments in, one verb, an exit code out. The only place that exits.

mod args;
mod candidates;
mod clock;
mod commands;
mod context;
mod exit_code;
mod failure;
mod help;
mod hints;
mod json;
mod knowledge;
mod log;
mod passphrase;
mod recipients;
mod report;
mod signals;
mod stdio;
mod terminal;
mod unlocking;

#[cfg(test)]
mod layers;

use std::alloc::System;
use std::process::ExitCode;

use scelle_core::process;
use scelle_core::profile::Profile;
use scelle_i18n::Language;
use zeroizing_alloc::ZeroAlloc;

use crate::args::{Cli, Command};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::help::Invocation;
use crate::terminal::Terminal;

/// Wipes what is freed: some libraries copy a passphrase, and format or buffer what they are given.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    process::no_core_dumps();
    process::hide_memory();
    let code = run();
    process::wipe_stack();
    code
}

/// Everything else, in a frame that is over when the stack is wiped.
#[inline(never)]
fn run() -> ExitCode {
    let profile = Profile::of_user();
    let preferred = || profile.language().and_then(Language::parse);
    let language = help::language_asked().or_else(preferred);
    scelle_i18n::select(language.unwrap_or_else(Language::of_system));
    if commands::completions::answer() {
        return ExitCode::SUCCESS;
    }
    let (cli, invocation) = match help::parse() {
        Ok(parsed) => parsed,
        Err(error) => return help::answer(&error),
    };
    if let Command::Help(args) = &cli.command {
        return help::show(&args.command);
    }
    let terminal = Terminal::new(cli.output.json, cli.output.quiet);
    match execute(cli, &invocation, profile, terminal) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader has read enough.
        Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        // Reported already.
        Err(failure @ (Failure::Differ | Failure::Omitted { .. })) => failure.exit_code().into(),
        Err(failure) => {
            terminal.failure(&failure);
            failure.exit_code().into()
        }
    }
}

fn execute(cli: Cli, invocation: &Invocation, profile: Profile, terminal: Terminal) -> Result<()> {
    if invocation.stdin_uses > 1 {
        return Err(Failure::StdinTwice);
    }
    let context = Context::new(&cli, invocation, profile, terminal)?;
    signals::cancel_on_signal(&context.progress);
    context.sweep();
    context.log.whole(|| commands::run(cli.command, &context))
}
