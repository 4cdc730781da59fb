//! `scelle access` and `scelle rekey`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use scelle_core::container::access::Role;

use super::{AddedPassphraseArgs, UnclearPassphraseArgs, UnlockArgs, UnlockOnlyArgs, WaitArgs};
use crate::candidates;

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    List(AccessListArgs),
    Add(AccessAddArgs),
    Remove(AccessRemoveArgs),
    Replace(AccessReplaceArgs),
    Adopt(AccessAdoptArgs),
}

#[derive(Args, Debug)]
pub(crate) struct AccessListArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    #[arg(required_unless_present = "all_in", conflicts_with = "all_in")]
    pub(crate) container: Option<PathBuf>,
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) all_in: Option<PathBuf>,
    #[arg(long, requires = "all_in")]
    pub(crate) recursive: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessAddArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    #[arg(required_unless_present = "all_in", conflicts_with = "all_in")]
    pub(crate) container: Option<PathBuf>,
    #[arg(short, long, visible_alias = "to", value_name = "RECIPIENT")]
    #[arg(add = candidates::recipients())]
    pub(crate) recipient: Vec<String>,
    #[arg(short = 'R', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recipients_file: Vec<PathBuf>,
    #[arg(long, value_name = "ROLE", hide_possible_values = true)]
    pub(crate) role: Option<RoleArg>,
    #[command(flatten)]
    pub(crate) added: AddedPassphraseArgs,
    #[command(flatten)]
    pub(crate) unclear: UnclearPassphraseArgs,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(requires = "add_generated_passphrase")]
    pub(crate) passphrase_out: Option<PathBuf>,
    #[arg(long, value_name = "NAME", requires = "AddedPassphraseArgs")]
    pub(crate) label: Option<String>,
    #[arg(long)]
    pub(crate) allow_classical: bool,
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockOnlyArgs,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessRemoveArgs {
    /// The container, unless `--all-in` names many, then those who leave.
    #[arg(required = true, value_name = "CONTAINER", add = candidates::container_and_names())]
    pub(crate) container_and_names: Vec<String>,
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessReplaceArgs {
    /// The container, unless `--all-in` names many, then the access that goes and the one that comes.
    #[arg(required = true, num_args = 2..=3)]
    #[arg(value_name = "CONTAINER", add = candidates::container_and_names())]
    pub(crate) container_and_names: Vec<String>,
    #[arg(long)]
    pub(crate) allow_classical: bool,
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessAdoptArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(short, long, visible_alias = "to", value_name = "RECIPIENT")]
    #[arg(add = candidates::recipients())]
    pub(crate) recipient: Vec<String>,
    #[arg(short = 'R', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recipients_file: Vec<PathBuf>,
    #[arg(long, value_name = "ROLE", hide_possible_values = true)]
    pub(crate) role: Option<RoleArg>,
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) wait: WaitArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RekeyArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    #[arg(required_unless_present = "all_in", conflicts_with = "all_in")]
    pub(crate) container: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
}

/// A role, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleArg {
    Member,
    Owner,
    Recovery,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Member => Self::Member,
            RoleArg::Owner => Self::Owner,
            RoleArg::Recovery => Self::Recovery,
        }
    }
}

/// What a fresh file key asks for.
#[derive(Args, Clone, Debug)]
pub(crate) struct FreshKeyArgs {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) keep_passphrase_file: Vec<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) drop: Vec<String>,
    #[arg(long)]
    pub(crate) drop_unlisted: bool,
}

/// Many containers at once.
#[derive(Args, Clone, Debug)]
pub(crate) struct BulkArgs {
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) all_in: Option<PathBuf>,
    #[arg(long, requires = "all_in")]
    pub(crate) recursive: bool,
    #[arg(long = "continue", requires = "all_in")]
    pub(crate) go_on: bool,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) wait: WaitArgs,
}
