//! `scelle seal`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use scelle_core::archive::Level;
use scelle_core::files::plan::PlanOptions;

use super::{NewPassphraseArgs, PassphraseOutArgs};
use crate::candidates;

#[derive(Args, Debug)]
pub(crate) struct SealArgs {
    #[arg(required_unless_present = "files_from")]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(short = 'C', long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) directory: Option<PathBuf>,
    #[arg(long)]
    pub(crate) keep_paths: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files_from: Option<PathBuf>,
    #[arg(short = '0', long, requires = "files_from")]
    pub(crate) null: bool,
    #[arg(long, conflicts_with = "name")]
    pub(crate) each: bool,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(short, long, visible_alias = "to", value_name = "RECIPIENT")]
    #[arg(add = candidates::recipients())]
    pub(crate) recipient: Vec<String>,
    #[arg(long)]
    pub(crate) no_self: bool,
    #[arg(short = 'R', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) out: PassphraseOutArgs,
    #[arg(long)]
    pub(crate) argon2id: bool,
    /// What a passphrase alone does by itself; an error where it would not.
    #[arg(long, hide = true, conflicts_with = "argon2id")]
    pub(crate) age_compatible: bool,
    #[arg(long)]
    pub(crate) allow_classical: bool,
    #[arg(long)]
    pub(crate) anonymous: bool,
    #[arg(long)]
    pub(crate) armor: bool,
    #[arg(long, conflicts_with = "level")]
    pub(crate) store: bool,
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) level: Option<Level>,
    #[command(flatten)]
    pub(crate) walk: WalkArgs,
    #[arg(long, conflicts_with = "each")]
    pub(crate) with_page: bool,
    #[arg(long, alias = "force")]
    pub(crate) overwrite: bool,
}

/// Which of the files that are named go in, and under which names.
#[derive(Args, Clone, Debug)]
pub(crate) struct WalkArgs {
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    #[arg(long)]
    pub(crate) follow: bool,
    #[arg(long)]
    pub(crate) skip_special: bool,
    #[arg(long)]
    pub(crate) skip_unreadable: bool,
    #[arg(long)]
    pub(crate) portable: bool,
    #[arg(long)]
    pub(crate) rename: bool,
}

impl WalkArgs {
    pub(crate) fn plan_options(&self) -> PlanOptions {
        PlanOptions {
            exclude: self.exclude.clone(),
            follow: self.follow,
            skip_special: self.skip_special,
            skip_unreadable: self.skip_unreadable,
            portable: self.portable,
            rename: self.rename,
            ..PlanOptions::default()
        }
    }
}

fn level(typed: &str) -> Result<Level, String> {
    typed.parse().ok().and_then(Level::new).ok_or_else(String::new)
}
