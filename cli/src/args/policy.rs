//! `scelle policy`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    Show,
    Check(PolicyCheckArgs),
}

#[derive(Args, Debug)]
pub(crate) struct PolicyCheckArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
}
