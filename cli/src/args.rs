//! What can be typed. The texts of the help are in the i18n crate: see `help.rs`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueHint};

mod edit;

pub(crate) use edit::*;

#[derive(Debug, Parser)]
#[command(name = "scelle", version, disable_help_subcommand = true, disable_help_flag = true)]
#[command(disable_version_flag = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[arg(long, global = true, value_parser = ["fr", "en"], hide_possible_values = true)]
    pub(crate) lang: Option<String>,
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Vec<PathBuf>,
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) log: Option<PathBuf>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Seal(SealArgs),
    Open(OpenArgs),
    List(ListArgs),
    Inspect(InspectArgs),
    Verify(VerifyArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Access(AccessCommand),
    Rekey(RekeyArgs),
    Add(AddArgs),
    Remove(RemoveArgs),
    Rename(RenameArgs),
    Replace(ReplaceArgs),
    Diff(DiffArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Key(KeyCommand),
    Card(CardArgs),
    #[command(subcommand, arg_required_else_help = true)]
    Contact(ContactCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Group(GroupCommand),
    #[command(subcommand, arg_required_else_help = true)]
    Policy(PolicyCommand),
    Help(HelpArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    New(KeyNewArgs),
    Show(QueryArgs),
    Export(KeyExportArgs),
    Import(KeyImportArgs),
    Passphrase(KeyPassphraseArgs),
    Renew(KeyRenewArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ContactCommand {
    Add(ContactAddArgs),
    List(QueryArgs),
    Show(ContactArgs),
    Verify(ContactVerifyArgs),
    Rename(ContactRenameArgs),
    Remove(ContactArgs),
    Export(ContactExportArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum GroupCommand {
    Add(GroupAddArgs),
    Remove(GroupRemoveArgs),
    List(QueryArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    Show(QueryArgs),
    Check(PolicyCheckArgs),
}

/// How a verb talks.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct TalkArgs {
    #[arg(long)]
    pub(crate) no_input: bool,
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(short, long)]
    pub(crate) quiet: bool,
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

/// What a container is opened with.
#[derive(Args, Clone, Debug)]
pub(crate) struct UnlockArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) identity: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Args, Debug)]
pub(crate) struct SealArgs {
    #[arg(required_unless_present = "files_from")]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
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
    pub(crate) recipient: Vec<String>,
    #[arg(long)]
    pub(crate) no_self: bool,
    #[arg(short = 'R', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) recipients_file: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[arg(long)]
    pub(crate) age_compatible: bool,
    #[arg(long)]
    pub(crate) allow_classical: bool,
    #[arg(long)]
    pub(crate) anonymous: bool,
    #[arg(long)]
    pub(crate) armor: bool,
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
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

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
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    #[arg(value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) container: PathBuf,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct VerifyArgs {
    #[arg(required = true, value_name = "CONTAINER", value_hint = ValueHint::FilePath)]
    pub(crate) containers: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) unlock: UnlockArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyNewArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, conflicts_with = "NewPassphraseArgs")]
    pub(crate) plain: bool,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyExportArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) armor: bool,
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyImportArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[arg(long, conflicts_with = "NewPassphraseArgs")]
    pub(crate) plain: bool,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyPassphraseArgs {
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyRenewArgs {
    #[arg(long, conflicts_with = "NewPassphraseArgs")]
    pub(crate) plain: bool,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct CardArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "EMAIL", value_hint = ValueHint::EmailAddress)]
    pub(crate) email: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: Option<String>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ContactAddArgs {
    #[arg(value_name = "CARD", value_hint = ValueHint::FilePath)]
    pub(crate) card: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ContactArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ContactVerifyArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "DIGITS")]
    pub(crate) fingerprint: Option<String>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ContactRenameArgs {
    #[arg(value_name = "NAME")]
    pub(crate) old: String,
    #[arg(value_name = "NAME")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ContactExportArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct GroupAddArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(required = true, value_name = "CONTACT")]
    pub(crate) members: Vec<String>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct GroupRemoveArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(value_name = "CONTACT")]
    pub(crate) members: Vec<String>,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct PolicyCheckArgs {
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct HelpArgs {
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

impl ContactCommand {
    fn talk(&self) -> TalkArgs {
        match self {
            Self::Add(args) => args.talk,
            Self::List(args) => args.talk,
            Self::Show(args) | Self::Remove(args) => args.talk,
            Self::Verify(args) => args.talk,
            Self::Rename(args) => args.talk,
            Self::Export(args) => args.talk,
        }
    }
}

impl GroupCommand {
    fn talk(&self) -> TalkArgs {
        match self {
            Self::Add(args) => args.talk,
            Self::Remove(args) => args.talk,
            Self::List(args) => args.talk,
        }
    }
}

impl Cli {
    fn talk(&self) -> TalkArgs {
        match &self.command {
            Command::Card(args) => args.talk,
            Command::Key(KeyCommand::Export(args)) => args.talk,
            Command::Key(KeyCommand::Import(args)) => args.talk,
            Command::Key(KeyCommand::Passphrase(args)) => args.talk,
            Command::Key(KeyCommand::Renew(args)) => args.talk,
            Command::Contact(command) => command.talk(),
            Command::Group(command) => command.talk(),
            Command::Key(KeyCommand::Show(args)) | Command::Policy(PolicyCommand::Show(args)) => {
                args.talk
            }
            Command::Policy(PolicyCommand::Check(args)) => args.talk,
            Command::Seal(args) => args.talk,
            Command::Open(args) => args.talk,
            Command::List(args) => args.talk,
            Command::Inspect(args) => args.talk,
            Command::Verify(args) => args.talk,
            Command::Access(command) => command.talk(),
            Command::Rekey(args) => args.talk,
            Command::Add(args) => args.talk,
            Command::Remove(args) => args.talk,
            Command::Rename(args) => args.talk,
            Command::Replace(args) => args.talk,
            Command::Diff(args) => args.talk,
            Command::Key(KeyCommand::New(args)) => args.talk,
            Command::Help(_) => TalkArgs::default(),
        }
    }

    pub(crate) fn json(&self) -> bool {
        self.talk().json
    }

    pub(crate) fn quiet(&self) -> bool {
        self.talk().quiet
    }
}
