//! What can be typed, a file for each noun. The texts of the help are in the i18n crate: see `help.rs`.

mod access;
mod contact;
mod container;
mod entries;
mod key;
mod output;
mod passphrase;
mod policy;
mod portable;
mod seal;
mod unlock;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use scelle_core::pool::Threads;

pub(crate) use access::*;
pub(crate) use contact::*;
pub(crate) use container::*;
pub(crate) use entries::*;
pub(crate) use key::*;
pub(crate) use output::*;
pub(crate) use passphrase::*;
pub(crate) use policy::*;
pub(crate) use portable::*;
pub(crate) use seal::*;
pub(crate) use unlock::*;

#[derive(Debug, Parser)]
#[command(name = "scelle", version, disable_help_subcommand = true, disable_help_flag = true)]
#[command(disable_version_flag = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[arg(long, global = true, value_parser = ["fr", "en"], hide_possible_values = true)]
    pub(crate) lang: Option<String>,
    /// Not `global` for clap, which forgets what stands before the verb where something stands after
    /// it: `help.rs` gives this option and the next to every verb, and takes all that is typed.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) log: Option<PathBuf>,
    #[arg(long, global = true, value_name = "COUNT", value_parser = threads)]
    pub(crate) threads: Option<Threads>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

fn threads(typed: &str) -> Result<Threads, String> {
    typed.parse().ok().and_then(Threads::new).ok_or_else(String::new)
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(visible_aliases = ["encrypt"])]
    Seal(SealArgs),
    #[command(visible_aliases = ["decrypt", "extract"])]
    Open(OpenArgs),
    List(ListArgs),
    Inspect(InspectArgs),
    #[command(visible_aliases = ["test"])]
    Verify(VerifyArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Access(AccessCommand),
    Rekey(RekeyArgs),
    Add(AddArgs),
    Remove(RemoveArgs),
    Rename(RenameArgs),
    Replace(ReplaceArgs),
    Diff(DiffArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Key(KeyCommand),
    Card(CardArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Contact(ContactCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Group(GroupCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Policy(PolicyCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Portable(PortableCommand),
    Completions(CompletionsArgs),
    #[command(hide = true)]
    Man(ManArgs),
    Help(HelpArgs),
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) into: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct HelpArgs {
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}
