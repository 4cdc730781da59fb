//! How a verb talks.

use clap::Args;

/// Asked for before the verb or after it.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct OutputArgs {
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}
