//! `scelle`, the command line: arguments in, one verb, an exit code out. The only place that exits.

mod args;
mod commands;
mod exit_code;
mod failure;
mod help;
mod json;
mod keyring;
mod log;
mod passphrase;
mod report;
mod terminal;

use std::alloc::System;
use std::process::ExitCode;

use scelle_core::process;
use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;
use scelle_i18n::Language;
use zeroizing_alloc::ZeroAlloc;

use crate::args::Command;
use crate::commands::Surroundings;
use crate::failure::Failure;
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
    // One that is damaged is told by every verb; the help and the mistakes are told all the same.
    let config = home.config().map_err(Failure::from);
    let preferred = || Language::parse(config.as_ref().ok()?.language.as_deref()?);
    let language = help::language_asked().or_else(preferred).or_else(organisation_language);
    scelle_i18n::select(language.unwrap_or_else(Language::of_system));
    let (cli, asked) = match help::parse() {
        Ok(parsed) => parsed,
        Err(error) => return help::answer(&error),
    };
    if let Command::Help(args) = &cli.command {
        return help::show(&args.command);
    }
    let terminal = Terminal::new(cli.json(), cli.quiet());
    match commands::run(cli, &asked, Surroundings { home, config }, &terminal) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads us has read enough.
        Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        // Told already.
        Err(failure @ Failure::Differ) => failure.exit_code().into(),
        Err(failure) => {
            terminal.failure(&failure);
            failure.exit_code().into()
        }
    }
}

/// What the system's policy says; a policy that cannot be read is told by the verbs that need it.
fn organisation_language() -> Option<Language> {
    let policy = Policy::read(&Policy::system_path()).ok().flatten()?;
    Language::parse(policy.language.as_deref()?)
}
