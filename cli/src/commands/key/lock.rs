//! `scelle key unlock` and `lock`: the passphrase typed once for a while.

use scelle_core::profile::unlocked::{self, Asking};
use std::path::PathBuf;

use scelle_core::error::{Error, StoreFault};
use scelle_core::profile::home::UnlockedKeys;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_i18n::text;
use serde_json::json;

use super::{own_key, with_passphrase};
use crate::args::KeyUnlockArgs;
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::terminal::shown;
use crate::{json, passphrase};

/// Unlocks the key in use, and the older ones under the same passphrase.
pub(super) fn unlock(args: &KeyUnlockArgs, context: &Context) -> Result<()> {
    let path = own_key(context)?;
    let IdentityFile::Locked(file) = IdentityFile::read(&path)? else {
        return Err(Failure::NeverLocked { path });
    };
    let file = file.watched_by(&context.progress);
    unlocked::check_store()?;
    let prompts = context.prompts;
    let given = passphrase::given(&args.passphrase, prompts)?;
    let period = args.period.unwrap_or(unlocked::USUAL).as_secs();
    let until = || now().saturating_add_unsigned(period);
    let UnlockedKeys { unlocked: kept, opened, left } =
        with_passphrase(&file, given, prompts, context, |typed| {
            context.home().unlock_keys(&file, typed, until)
        })?;
    let asking = if prompts.may_ask() { Asking::Allowed } else { Asking::Never };
    kept.keep(asking)?;
    if context.terminal.json() {
        let until = json::utc(kept.forgotten_at());
        let paths =
            |paths: &[PathBuf]| paths.iter().map(|path| json::path(path)).collect::<Vec<_>>();
        let answer =
            json!({ "unlocked": paths(&opened), "left_locked": paths(&left), "until": until });
        return context.terminal.result(&answer);
    }
    let until = scelle_i18n::format_time_zoned(kept.forgotten_at());
    context.terminal.notice(&text!("cli-key-unlocked", until = until, paths = listed(&opened)));
    if !left.is_empty() {
        context.terminal.notice(&text!("cli-key-left-locked", paths = listed(&left)));
    }
    Ok(())
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| shown(&path.to_string_lossy())).collect::<Vec<_>>().join(", ")
}

/// Forgets what was unlocked. Where nothing can be kept, nothing was.
pub(super) fn lock(context: &Context) -> Result<()> {
    let forgotten = match unlocked::forget() {
        Err(Error::SecretStore(StoreFault::Absent)) => false,
        answer => answer?,
    };
    if context.terminal.json() {
        return context.terminal.result(&json!({ "forgotten": forgotten }));
    }
    context.terminal.notice(&match forgotten {
        true => text!("cli-key-locked-again"),
        false => text!("cli-key-was-locked"),
    });
    Ok(())
}
