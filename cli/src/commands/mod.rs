//! The verbs, one file each.

mod access;
mod card;
pub(crate) mod completions;
mod contact;
mod diff;
mod edit;
mod entries;
mod inspect;
mod key;
mod list;
mod manual;
mod open;
mod policy;
mod portable;
mod seal;
mod verify;

use crate::args::Command;
use crate::context::Context;
use crate::failure::Result;

pub(crate) fn run(command: Command, context: &Context) -> Result<()> {
    match command {
        Command::Seal(args) => seal::run(&args, context),
        Command::Open(args) => open::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Inspect(args) => inspect::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Access(command) => access::run(&command, context),
        Command::Rekey(args) => access::rekey(&args, context),
        Command::Add(args) => entries::add(&args, context),
        Command::Remove(args) => entries::remove(&args, context),
        Command::Rename(args) => entries::rename(&args, context),
        Command::Replace(args) => entries::replace(&args, context),
        Command::Diff(args) => diff::run(&args, context),
        Command::Key(command) => key::run(&command, context),
        Command::Card(args) => card::run(&args, context),
        Command::Contact(command) => contact::run(&command, context),
        Command::Group(command) => contact::run_group(&command, context),
        Command::Policy(command) => policy::run(&command, context),
        Command::Portable(command) => portable::run(&command, context),
        Command::Completions(args) => completions::run(args.shell),
        Command::Man(args) => manual::pages(&args.into),
        // Answered before there was any context.
        Command::Help(_) => Ok(()),
    }
}
