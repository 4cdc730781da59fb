//! What can be typed to change a container.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use scelle_core::container::access::Role;

use super::{ListArgs, NewPassphraseArgs, TalkArgs, UnlockArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum AccessCommand {
    List(ListArgs),
    Add(AccessAddArgs),
    Remove(AccessRemoveArgs),
    Adopt(AccessAdoptArgs),
}

impl AccessCommand {
    pub(super) fn talk(&self) -> TalkArgs {
        match self {
            Self::List(args) => args.talk,
            Self::Add(args) => args.talk,
            Self::Remove(args) => args.talk,
            Self::Adopt(args) => args.talk,
        }
    }
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
}

#[derive(Args, Debug)]
pub(crate) struct AccessAddArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    #[arg(required_unless_present = "all_in", conflicts_with = "all_in")]
    pub(crate) container: Option<PathBuf>,
    #[arg(short, long, visible_alias = "to", value_name = "RECIPIENT")]
    pub(crate) recipient: Vec<String>,
    #[arg(short = 'R', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recipients_file: Vec<PathBuf>,
    #[arg(long, value_name = "ROLE", hide_possible_values = true)]
    pub(crate) role: Option<RoleArg>,
    #[command(flatten)]
    pub(crate) added: AddedPassphraseArgs,
    #[command(flatten)]
    pub(crate) unclear: UnclearPassphraseArgs,
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
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessRemoveArgs {
    /// The container, unless `--all-in` names many, then those who leave.
    #[arg(required = true, value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container_and_names: Vec<String>,
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) bulk: BulkArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct AccessAdoptArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(short, long, visible_alias = "to", value_name = "RECIPIENT")]
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
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RekeyArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

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
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    #[arg(long)]
    pub(crate) follow: bool,
    #[arg(long)]
    pub(crate) skip_special: bool,
    #[arg(long)]
    pub(crate) portable: bool,
    #[arg(long)]
    pub(crate) rename: bool,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RemoveArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,
    #[command(flatten)]
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
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
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
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
    pub(crate) fresh: FreshKeyArgs,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
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
    pub(crate) talk: TalkArgs,
}
