//! The verbs that change what a container holds.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{FreshKeyArgs, UnlockArgs, WaitArgs, WalkArgs};

#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "ENTRY")]
    pub(crate) at: Option<String>,
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[arg(long)]
    pub(crate) store: bool,
    #[command(flatten)]
    pub(crate) walk: WalkArgs,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RemoveArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RenameArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(value_name = "ENTRY")]
    pub(crate) old: String,
    #[arg(value_name = "ENTRY")]
    pub(crate) new: String,
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ReplaceArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: String,
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[arg(long)]
    pub(crate) store: bool,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
}

/// What every change of the content asks for, since the file key is then a fresh one.
#[derive(Args, Clone, Debug)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) wait: WaitArgs,
}
