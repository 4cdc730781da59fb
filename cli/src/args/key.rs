//! `scelle key`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueHint};
use scelle_core::profile::unlocked;

use super::{NewPassphraseArgs, PassphraseArgs, PassphraseOutArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    New(KeyNewArgs),
    List,
    Show,
    Export(KeyExportArgs),
    Import(KeyImportArgs),
    Passphrase(KeyPassphraseArgs),
    Renew(KeyRenewArgs),
    Unlock(KeyUnlockArgs),
    Lock,
    Paper(KeyPaperArgs),
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
    pub(crate) out: PassphraseOutArgs,
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
    pub(crate) out: PassphraseOutArgs,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_passphrase_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct KeyPassphraseArgs {
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) out: PassphraseOutArgs,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) old_passphrase_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct KeyRenewArgs {
    #[arg(long, conflicts_with = "NewPassphraseArgs")]
    pub(crate) plain: bool,
    #[command(flatten)]
    pub(crate) passphrase: NewPassphraseArgs,
    #[command(flatten)]
    pub(crate) out: PassphraseOutArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyUnlockArgs {
    #[arg(long = "for", id = "for", value_name = "DURATION", value_parser = duration)]
    pub(crate) period: Option<Duration>,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
}

#[derive(Args, Debug)]
pub(crate) struct KeyPaperArgs {
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgs,
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
