//! `scelle contact`, `scelle group` and `scelle card`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use crate::candidates;

#[derive(Debug, Subcommand)]
pub(crate) enum ContactCommand {
    Add(ContactAddArgs),
    List,
    Show(ContactArgs),
    Verify(ContactVerifyArgs),
    Rename(ContactRenameArgs),
    Remove(ContactArgs),
    Export(ContactExportArgs),
}

#[derive(Args, Debug)]
pub(crate) struct ContactAddArgs {
    #[arg(required = true, value_name = "CARD", value_hint = ValueHint::FilePath)]
    pub(crate) cards: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ContactArgs {
    #[arg(value_name = "NAME", add = candidates::names())]
    pub(crate) name: String,
}

#[derive(Args, Debug)]
pub(crate) struct ContactVerifyArgs {
    #[arg(value_name = "NAME", add = candidates::people())]
    pub(crate) name: String,
    #[arg(long, value_name = "DIGITS")]
    pub(crate) fingerprint: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct ContactRenameArgs {
    #[arg(value_name = "NAME", add = candidates::names())]
    pub(crate) old: String,
    #[arg(value_name = "NAME")]
    pub(crate) new: String,
}

#[derive(Args, Debug)]
pub(crate) struct ContactExportArgs {
    #[arg(value_name = "NAME", add = candidates::people())]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) to: CardOutputArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    Add(GroupAddArgs),
    Remove(GroupRemoveArgs),
    List,
}

#[derive(Args, Debug)]
pub(crate) struct GroupAddArgs {
    #[arg(value_name = "NAME", add = candidates::groups())]
    pub(crate) name: String,
    #[arg(required = true, value_name = "CONTACT", add = candidates::people())]
    pub(crate) members: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct GroupRemoveArgs {
    #[arg(value_name = "NAME", add = candidates::groups())]
    pub(crate) name: String,
    #[arg(value_name = "CONTACT", add = candidates::people())]
    pub(crate) members: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct CardArgs {
    #[command(flatten)]
    pub(crate) to: CardOutputArgs,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "EMAIL", value_hint = ValueHint::EmailAddress)]
    pub(crate) email: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: Option<String>,
}

/// Where a card goes, instead of standard output.
#[derive(Args, Debug)]
pub(crate) struct CardOutputArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, requires = "output")]
    pub(crate) overwrite: bool,
}
