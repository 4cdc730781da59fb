//! The verbs that read a container.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use scelle_core::archive::code_page::CodePage;

use super::UnlockArgs;

#[derive(Args, Debug)]
pub(crate) struct OpenArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "output")]
    pub(crate) into: Option<PathBuf>,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[arg(long)]
    pub(crate) rename: bool,
    #[arg(long)]
    pub(crate) allow_large: bool,
    #[arg(long)]
    pub(crate) preserve: bool,
    #[command(flatten)]
    pub(crate) names: NamesArgs,
    #[arg(long, conflicts_with_all = ["entries", "into", "rename", "names", "preserve"])]
    pub(crate) as_file: bool,
    #[arg(long, conflicts_with_all = ["as_file", "into", "rename", "preserve"])]
    pub(crate) tar: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) names: NamesArgs,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    #[arg(required = true, value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) containers: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) names: NamesArgs,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) first: PathBuf,
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) second: PathBuf,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) names: NamesArgs,
}

/// How the names of an archive that another program made are read.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct NamesArgs {
    #[arg(long, value_name = "PAGE", value_parser = code_page(), ignore_case = true, hide_possible_values = true)]
    pub(crate) names: Option<CodePage>,
}

fn code_page() -> impl TypedValueParser<Value = CodePage> {
    PossibleValuesParser::new(CodePage::all().map(CodePage::name))
        .try_map(|name| CodePage::named(&name).ok_or("no such code page"))
}
