//! What a container is opened with.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// What a container is opened with.
#[derive(Args, Clone, Debug)]
pub(crate) struct UnlockArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) identity: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

/// How long to wait for another program that is changing the container.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct WaitArgs {
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u32>,
}

/// Where a passphrase comes from, one way at most.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub(crate) struct PassphraseArgs {
    #[arg(short, long)]
    pub(crate) passphrase: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FD")]
    pub(crate) passphrase_fd: Option<u32>,
}

/// What a container is unlocked with, where `--passphrase` is that of a new access.
#[derive(Args, Clone, Debug)]
pub(crate) struct UnlockOnlyArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) identity: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) unlock_passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FD", conflicts_with = "unlock_passphrase_file")]
    pub(crate) unlock_passphrase_fd: Option<u32>,
}
