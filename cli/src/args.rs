//! What can be typed. The texts of the help are in the i18n crate: see `help.rs`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use scelle_core::archive::Level;
use scelle_core::pool::Threads;
use scelle_core::profile::unlocked;

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
    #[arg(long, global = true, value_name = "COUNT", value_parser = threads)]
    pub(crate) threads: Option<Threads>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

fn threads(typed: &str) -> Result<Threads, String> {
    typed.parse().ok().and_then(Threads::new).ok_or_else(String::new)
}

fn level(typed: &str) -> Result<Level, String> {
    typed.parse().ok().and_then(Level::new).ok_or_else(String::new)
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
    Completions(CompletionsArgs),
    #[command(hide = true)]
    Man(ManArgs),
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
    Unlock(KeyUnlockArgs),
    Lock(QueryArgs),
    Paper(KeyPaperArgs),
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
    #[arg(long, conflicts_with = "level")]
    pub(crate) store: bool,
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub(crate) level: Option<Level>,
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
    #[arg(long)]
    pub(crate) allow_large: bool,
    #[arg(long, conflicts_with_all = ["entries", "into", "rename"])]
    pub(crate) as_file: bool,
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
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_passphrase_file: Option<PathBuf>,
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
pub(crate) struct KeyUnlockArgs {
    #[arg(long = "for", id = "for", value_name = "DURATION", value_parser = duration)]
    pub(crate) period: Option<Duration>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyPaperArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
    #[command(flatten)]
    pub(crate) talk: TalkArgs,
}

#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) into: PathBuf,
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

/// `30min`, `8h`, `1d` or, in French, `1j`; more than nothing, and not more than is allowed.
fn duration(typed: &str) -> Result<Duration, &'static str> {
    let unit_at = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
    let (number, unit) = typed.split_at(unit_at);
    let seconds = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 60 * 60,
        "d" | "j" => 24 * 60 * 60,
        _ => return Err("no known unit"),
    };
    let number: u64 = number.parse().map_err(|_| "no whole number")?;
    let duration = Duration::from_secs(number.saturating_mul(seconds));
    let allowed = !duration.is_zero() && duration <= unlocked::LONGEST;
    allowed.then_some(duration).ok_or("out of range")
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
            Command::Key(KeyCommand::Show(args) | KeyCommand::Lock(args))
            | Command::Policy(PolicyCommand::Show(args)) => args.talk,
            Command::Key(KeyCommand::Unlock(args)) => args.talk,
            Command::Key(KeyCommand::Paper(args)) => args.talk,
            Command::Completions(_) | Command::Man(_) => TalkArgs::default(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_that_people_type() {
        for (typed, seconds) in [
            ("1s", 1),
            ("30min", 1800),
            ("1h", 3600),
            ("8h", 28_800),
            ("1d", 86_400),
            ("7j", 604_800),
        ] {
            assert_eq!(duration(typed), Ok(Duration::from_secs(seconds)), "{typed}");
        }
        for typed in
            ["", "0h", "1", "h", "8d", "-1h", "1.5h", "1 h", "1m", "1w", "99999999999999999999s"]
        {
            assert!(duration(typed).is_err(), "{typed}");
        }
    }
}
