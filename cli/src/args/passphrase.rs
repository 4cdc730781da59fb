//! Where a new passphrase comes from.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Where a new passphrase comes from.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub(crate) struct NewPassphraseArgs {
    #[arg(short, long)]
    pub(crate) passphrase: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FD")]
    pub(crate) passphrase_fd: Option<u32>,
    #[arg(long)]
    pub(crate) generate_passphrase: bool,
}

impl NewPassphraseArgs {
    /// Whether one of the options was given.
    pub(crate) fn is_given(&self) -> bool {
        self.passphrase
            || self.passphrase_file.is_some()
            || self.passphrase_fd.is_some()
            || self.generate_passphrase
    }
}

/// Where a generated passphrase goes.
#[derive(Args, Clone, Debug)]
pub(crate) struct PassphraseOutArgs {
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(requires = "generate_passphrase")]
    pub(crate) passphrase_out: Option<PathBuf>,
}

/// Where the passphrase of a new access comes from: by names of its own, since the others say what
/// unlocks a container everywhere else.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub(crate) struct AddedPassphraseArgs {
    #[arg(long)]
    add_passphrase: bool,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    add_passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FD")]
    add_passphrase_fd: Option<u32>,
    #[arg(long, alias = "generate-passphrase")]
    add_generated_passphrase: bool,
}

impl From<&AddedPassphraseArgs> for NewPassphraseArgs {
    fn from(args: &AddedPassphraseArgs) -> Self {
        Self {
            passphrase: args.add_passphrase,
            passphrase_file: args.add_passphrase_file.clone(),
            passphrase_fd: args.add_passphrase_fd,
            generate_passphrase: args.add_generated_passphrase,
        }
    }
}

/// What `access add` once took for a new access, and everything else takes for unlocking: refused.
#[derive(Args, Clone, Debug)]
pub(crate) struct UnclearPassphraseArgs {
    #[arg(short, long, hide = true)]
    passphrase: bool,
    #[arg(long, hide = true)]
    passphrase_file: Option<PathBuf>,
    #[arg(long, hide = true)]
    passphrase_fd: Option<u32>,
}

impl UnclearPassphraseArgs {
    /// The option that was typed.
    pub(crate) fn typed(&self) -> Option<&'static str> {
        if self.passphrase {
            Some("--passphrase")
        } else if self.passphrase_file.is_some() {
            Some("--passphrase-file")
        } else {
            self.passphrase_fd.map(|_| "--passphrase-fd")
        }
    }
}
