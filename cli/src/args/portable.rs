//! `scelle portable`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

#[derive(Debug, Subcommand)]
pub(crate) enum PortableCommand {
    Make(PortableMakeArgs),
}

#[derive(Args, Debug)]
pub(crate) struct PortableMakeArgs {
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) program: Vec<PathBuf>,
}
