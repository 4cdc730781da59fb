//! `scelle key`: the user's own keys. The last one is in use; the others open what they opened.

mod lock;
mod paper;

use scelle_core::files::output::Target;
use std::path::{Path, PathBuf};

use scelle_core::error::{Error, IoOperation};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::home::{Home, ImportedKey, KeyProtection};
use scelle_core::profile::identity_file;
use scelle_core::profile::identity_file::{IdentityFile, LockedIdentities};
use scelle_core::profile::unlocked::unlocked_until;
use scelle_i18n::text;
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::{
    KeyCommand, KeyExportArgs, KeyImportArgs, KeyNewArgs, KeyPassphraseArgs, NewPassphraseArgs,
    PassphraseArgs, PassphraseOutArgs,
};
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Asked, Failure, Result};
use crate::passphrase::{self, NewPassphrase, Prompts};
use crate::stdio::{is_stream, output_file};
use crate::terminal::shown;
use crate::{json, stdio};

/// The fingerprint of a key whose public half is not beside it.
const UNKNOWN: &str = "—";

pub(crate) fn run(command: &KeyCommand, context: &Context) -> Result<()> {
    match command {
        KeyCommand::New(args) => new(args, context),
        KeyCommand::List => list(context),
        KeyCommand::Show => show(context),
        KeyCommand::Export(args) => export(args, context),
        KeyCommand::Import(args) => import(args, context),
        KeyCommand::Passphrase(args) => change_passphrase(args, context),
        KeyCommand::Renew(args) => {
            own_key(context)?;
            let path = context.home().next_identity().ok_or(Error::NoHome)?;
            make(&path, args.plain, (&args.passphrase, &args.out), context)
        }
        KeyCommand::Unlock(args) => lock::unlock(args, context),
        KeyCommand::Lock => lock::lock(context),
        KeyCommand::Paper(args) => paper::run(args, context),
    }
}

/// Makes the first key, or one in a file of its own.
fn new(args: &KeyNewArgs, context: &Context) -> Result<()> {
    let path = match &args.output {
        Some(path) if is_stream(path) => return Err(Failure::KeyToStream),
        Some(path) if path.symlink_metadata().is_ok() => {
            return Err(Failure::KeyExists { path: path.clone() });
        }
        Some(path) => path.clone(),
        None => match context.profile.identities()?.pop() {
            Some(path) => return Err(Failure::KeyExists { path }),
            None => context.home().next_identity().ok_or(Error::NoHome)?,
        },
    };
    make(&path, args.plain, (&args.passphrase, &args.out), context)
}

/// Makes a key at `path`, under a passphrase unless it is to be plain, and prints its public half.
fn make(path: &Path, plain: bool, passphrase: Wanted<'_>, context: &Context) -> Result<()> {
    let phrase = choose_unless(plain, passphrase, context)?;
    let made = |under: Option<KeyProtection<'_>>| context.home().make_key(path, now(), under);
    let recipient = keep(phrase.as_ref(), context, made)?;
    tell(path, &recipient, context)
}

/// Where a new passphrase comes from, and where a generated one goes.
type Wanted<'a> = (&'a NewPassphraseArgs, &'a PassphraseOutArgs);

fn choose_unless(
    plain: bool,
    (passphrase, out): Wanted<'_>,
    context: &Context,
) -> Result<Option<NewPassphrase>> {
    if plain {
        return Ok(None);
    }
    let prompts = context.prompts;
    match passphrase::new(passphrase, out.passphrase_out.as_deref(), prompts, context.terminal)? {
        Some(phrase) => Ok(Some(phrase)),
        None => passphrase::choose(prompts, context.terminal).map(Some),
    }
}

/// Has a key kept under a passphrase, where there is one; a generated one is then shown.
fn keep<T>(
    phrase: Option<&NewPassphrase>,
    context: &Context,
    keep: impl FnOnce(Option<KeyProtection<'_>>) -> scelle_core::error::Result<T>,
) -> Result<T> {
    let Some(phrase) = phrase else { return keep(None).map_err(key_exists) };
    let cost = context.profile.passphrase_cost(Argon2Cost::DEFAULT)?;
    let kept =
        keep(Some(KeyProtection { passphrase: &phrase.passphrase, cost })).map_err(key_exists)?;
    phrase.reveal(context.terminal)?;
    Ok(kept)
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    identity_file::write_file(&Target::new(path), content).map_err(key_exists)
}

fn key_exists(error: Error) -> Failure {
    match error {
        Error::TargetExists { path } => Failure::KeyExists { path },
        other => other.into(),
    }
}

fn tell(path: &Path, recipient: &Recipient, context: &Context) -> Result<()> {
    if context.terminal.json() {
        let recipient = recipient.to_string();
        return context
            .terminal
            .result(&json!({ "identity": json::path(path), "recipient": recipient }));
    }
    let place = shown(&path.to_string_lossy());
    context.terminal.notice(&text!("cli-key-made", path = place));
    context.terminal.show(&format!("{recipient}\n"))
}

/// The file of the key in use.
fn own_key(context: &Context) -> Result<PathBuf> {
    context.profile.identities()?.pop().ok_or(Failure::NoKey)
}

/// The user's own public key, its fingerprint, where the secret half is, and until when it is
/// unlocked.
fn show(context: &Context) -> Result<()> {
    let path = own_key(context)?;
    // That of this very key: without its public half, none of an older one.
    let recipient = Home::recipient_of(&path)?;
    let fingerprint = recipient.as_ref().map(|key| Fingerprint::of(key).to_string());
    let recipient = recipient.map(|recipient| recipient.to_string());
    let file = IdentityFile::read(&path)?;
    let until = unlocked_until(&file, now());
    if context.terminal.json() {
        return context.terminal.result(&json!({
            "identity": json::path(&path),
            "recipient": recipient,
            "fingerprint": fingerprint,
            "passphrase": matches!(file, IdentityFile::Locked(_)),
            "unlocked_until": until.and_then(json::utc),
        }));
    }
    let state = match (&file, until) {
        (IdentityFile::Plain(_), _) => text!("cli-key-plain"),
        (IdentityFile::Locked(_), None) => text!("cli-key-locked"),
        (_, Some(until)) => {
            text!("cli-key-unlocked-until", until = scelle_i18n::format_time_zoned(until))
        }
    };
    let fingerprint = fingerprint.as_deref().unwrap_or(UNKNOWN);
    let recipient = recipient.map(|recipient| recipient + "\n").unwrap_or_default();
    context.terminal.show(&format!(
        "{}\n{}\n{state}\n{recipient}",
        shown(&path.to_string_lossy()),
        text!("cli-fingerprint", fingerprint = fingerprint),
    ))
}

/// All of the user's keys, the one in use last.
fn list(context: &Context) -> Result<()> {
    let paths = context.home().identities()?;
    let mut keys = Vec::new();
    for path in &paths {
        let file = IdentityFile::read(path)?;
        let recipient = Home::recipient_of(path)?;
        let fingerprint = recipient.as_ref().map(|key| Fingerprint::of(key).to_string());
        keys.push((path, matches!(file, IdentityFile::Locked(_)), recipient, fingerprint));
    }
    if context.terminal.json() {
        let key =
            |(path, locked, recipient, fingerprint): &(&PathBuf, bool, Option<Recipient>, _)| {
                json!({
                    "identity": json::path(path),
                    "recipient": recipient.as_ref().map(ToString::to_string),
                    "fingerprint": fingerprint,
                    "passphrase": locked,
                    "in_use": Some(*path) == paths.last(),
                })
            };
        let keys: Vec<_> = keys.iter().map(key).collect();
        return context.terminal.result(&json!({ "keys": keys }));
    }
    if keys.is_empty() {
        context.terminal.notice(&Failure::NoKey.explain().message);
    }
    let lines = keys.iter().map(|(path, locked, _, fingerprint)| {
        let state = if *locked { text!("cli-key-protected") } else { text!("cli-key-plain") };
        let fingerprint = fingerprint.as_deref().unwrap_or(UNKNOWN);
        let path_shown = shown(&path.to_string_lossy());
        let place = match Some(*path) == paths.last() {
            true => text!("cli-key-in-use", path = path_shown),
            false => path_shown,
        };
        format!("{fingerprint}  {place} — {state}\n")
    });
    context.terminal.show(&lines.collect::<String>())
}

/// The key in use as stock age takes it, once the user has confirmed; or, in armor, still under its
/// passphrase.
fn export(args: &KeyExportArgs, context: &Context) -> Result<()> {
    let path = own_key(context)?;
    let prompts = context.prompts;
    if args.armor {
        let armored = match identity_file::to_armor(&identity_file::read_bytes(&path)?) {
            Err(Error::NotAContainer) => return Err(Failure::NotUnderPassphrase { path }),
            armored => armored?,
        };
        return deliver(armored.as_bytes(), args.output.as_deref(), context);
    }
    if !args.yes && !prompts.confirm(&text!("cli-ask-export"))? {
        return Err(Error::Cancelled.into());
    }
    let text = secret_text(&path, &args.passphrase, prompts, context)?;
    deliver(text.as_bytes(), args.output.as_deref(), context)
}

/// What a file of identities says, under its passphrase if it has one. That is asked for even when
/// the key is unlocked: who finds a session open must not leave with the key.
fn secret_text(
    path: &Path,
    args: &PassphraseArgs,
    prompts: Prompts,
    context: &Context,
) -> Result<Zeroizing<String>> {
    identity_file::read_text(path, &context.progress, |locked| {
        let given = passphrase::given(args, prompts)?;
        with_passphrase(locked, given, prompts, context, |typed| locked.unlock_text(typed))
    })
}

fn deliver(content: &[u8], output: Option<&Path>, context: &Context) -> Result<()> {
    match output_file(output) {
        Some(path) => {
            write(path, content)?;
            if context.terminal.json() {
                return context
                    .terminal
                    .result(&json!({ "exported": json::path(path), "key": null }));
            }
            let path = shown(&path.to_string_lossy());
            context.terminal.notice(&text!("cli-key-exported", path = path));
            Ok(())
        }
        None if context.terminal.json() => {
            let text = String::from_utf8_lossy(content);
            context.terminal.result(&json!({ "exported": null, "key": text }))
        }
        None => context.terminal.show(&String::from_utf8_lossy(content)),
    }
}

/// Runs what takes the passphrase of a key, with the one that was given or one that is asked for.
fn with_passphrase<T>(
    locked: &LockedIdentities,
    given: Option<Passphrase>,
    prompts: Prompts,
    context: &Context,
    unlock: impl Fn(&Passphrase) -> scelle_core::error::Result<T>,
) -> Result<T> {
    let unlock = |typed: &Passphrase| {
        let _watch = context.terminal.watch(locked.progress());
        unlock(typed)
    };
    if let Some(typed) = given {
        return Ok(unlock(&typed)?);
    }
    let path = shown(&locked.path().to_string_lossy());
    let question = text!("cli-ask-key-passphrase", path = path);
    prompts.ask_to_unlock(&question, context.terminal, |typed| Ok(unlock(typed)?))
}

/// Imports an age, SSH or Scellé key, or the text typed from a paper: it becomes the key in use. A key
/// under a passphrase keeps it, unless the options ask for another protection.
fn import(args: &KeyImportArgs, context: &Context) -> Result<()> {
    let prompts = context.prompts;
    let path = context.home().next_identity().ok_or(Error::NoHome)?;
    let content = match is_stream(&args.file) {
        true => {
            let reading =
                |source| Error::Io { operation: IoOperation::ReadInput, path: None, source };
            identity_file::read_stream(&args.file, stdio::secret_stdin().map_err(reading)?)?
        }
        false => identity_file::read_bytes(&args.file)?,
    };
    let keep_text = |text: &str| {
        let phrase = choose_unless(args.plain, (&args.passphrase, &args.out), context)?;
        let kept = |under: Option<KeyProtection<'_>>| context.home().keep_key(&path, text, under);
        keep(phrase.as_ref(), context, kept)
    };
    let recipient = match ImportedKey::parse(&args.file, content)? {
        ImportedKey::Plain { text } => keep_text(&text)?,
        ImportedKey::Locked { content, identities } => {
            let identities = identities.watched_by(&context.progress);
            let old = passphrase::given(&of_today(args.old_passphrase_file.as_deref()), prompts)?;
            if args.plain || args.passphrase.is_given() {
                let unlock = |typed: &Passphrase| identities.unlock_text(typed);
                let text = with_passphrase(&identities, old, prompts, context, unlock);
                keep_text(&text.map_err(of_current)?)?
            } else {
                let unlock = |typed: &Passphrase| identities.unlock(typed);
                let unlocked = with_passphrase(&identities, old, prompts, context, unlock);
                let unlocked = unlocked.map_err(of_current)?;
                context.home().keep_locked_key(&path, &content, &unlocked).map_err(key_exists)?
            }
        }
    };
    tell(&path, &recipient, context)
}

/// `--old-passphrase-file`: the passphrase that a key has now.
fn of_today(file: Option<&Path>) -> PassphraseArgs {
    let passphrase_file = file.map(Path::to_owned);
    PassphraseArgs { passphrase: false, passphrase_file, passphrase_fd: None }
}

/// The passphrase that `--old-passphrase-file` gives is asked for, and not the new one.
fn of_current(failure: Failure) -> Failure {
    failure.of_passphrase(Asked::Current)
}

/// Puts the key in use under another passphrase.
fn change_passphrase(args: &KeyPassphraseArgs, context: &Context) -> Result<()> {
    let path = own_key(context)?;
    let prompts = context.prompts;
    let old = of_today(args.old_passphrase_file.as_deref());
    let text = secret_text(&path, &old, prompts, context).map_err(of_current)?;
    let phrase = choose_unless(false, (&args.passphrase, &args.out), context)?;
    let Some(phrase) = phrase else { return Ok(()) };
    let cost = context.profile.passphrase_cost(Argon2Cost::DEFAULT)?;
    let under = KeyProtection { passphrase: &phrase.passphrase, cost };
    let protect = || Ok(context.home().protect_key(&path, &text, under)?);
    phrase.reveal_before(context.terminal, protect)?;
    if context.terminal.json() {
        return context.terminal.result(&json!({ "identity": json::path(&path) }));
    }
    let path = shown(&path.to_string_lossy());
    context.terminal.notice(&text!("cli-key-passphrase-changed", path = path));
    Ok(())
}
