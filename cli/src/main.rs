//! `scelle`, the command line: arguments in, one verb, an exit code out. The only place that exits.

mod args;
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

use std::alloc::System;
use std::process::ExitCode;

use scelle_core::process;
use scelle_core::profile::config::Config;
use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;
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
    let home = Home::find();
    // Every verb reports a damaged one; help and usage errors do without it.
    let config = home.config().map_err(Failure::from);
    let preferred = || Language::parse(config.as_ref().ok()?.language.as_deref()?);
    let language = help::language_asked().or_else(preferred).or_else(organisation_language);
    scelle_i18n::select(language.unwrap_or_else(Language::of_system));
    let (cli, invocation) = match help::parse() {
        Ok(parsed) => parsed,
        Err(error) => return help::answer(&error),
    };
    if let Command::Help(args) = &cli.command {
        return help::show(&args.command);
    }
    let terminal = Terminal::new(cli.output.json, cli.output.quiet);
    match execute(cli, &invocation, home, config, terminal) {
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

fn execute(
    cli: Cli,
    invocation: &Invocation,
    home: Home,
    config: Result<Config>,
    terminal: Terminal,
) -> Result<()> {
    if invocation.stdin_uses > 1 {
        return Err(Failure::StdinTwice);
    }
    let context = Context::new(&cli, invocation, home, config?, terminal)?;
    signals::cancel_on_signal(&context.progress);
    context.sweep();
    context.log.whole(|| commands::run(cli.command, &context))
}

/// What the system's policy says; a policy that cannot be read is reported by the verbs that need it.
fn organisation_language() -> Option<Language> {
    let policy = Policy::read(&Policy::system_path()).ok().flatten()?;
    Language::parse(policy.language.as_deref()?)
}
