//! `scelle key`: the user's own key.

use std::path::Path;

use scelle_core::error::Error;
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity;
use scelle_core::keys::passphrase::Argon2Cost;
use scelle_i18n::text;

use super::{Context, now};
use crate::args::KeyNewArgs;
use crate::failure::{Failure, Result};
use crate::passphrase::{self, Prompts};
use crate::report;
use crate::terminal::shown;

/// Makes a key, under a passphrase unless told otherwise, and prints its public half.
pub(crate) fn new(args: &KeyNewArgs, context: &Context<'_>) -> Result<()> {
    let path = match &args.output {
        Some(path) => path.clone(),
        None => context.home.new_identity()?,
    };
    if path.symlink_metadata().is_ok() {
        return Err(Failure::KeyExists { path });
    }
    let key = HybridIdentity::generate()?;
    let created = report::utc(now()).unwrap_or_default();
    let text = identity::to_file(&key, &created);
    if args.plain {
        write(&path, text.as_bytes())?;
    } else {
        let prompts = Prompts::new(args.talk.no_input);
        let phrase = match passphrase::new(&args.passphrase, prompts, context.terminal)? {
            Some(phrase) => phrase,
            None => passphrase::choose(prompts, context.terminal)?,
        };
        let locked = identity::to_locked_file(&text, &phrase.passphrase, Argon2Cost::DEFAULT)?;
        write(&path, &locked)?;
        phrase.reveal(context.terminal);
    }
    let recipient = key.to_recipient().to_string();
    if context.terminal.json() {
        return context
            .terminal
            .result(&serde_json::json!({ "identity": path, "recipient": recipient }));
    }
    let place = shown(&path.to_string_lossy());
    context.terminal.notice(&text!("cli-key-made", path = place));
    context.terminal.show(&format!("{recipient}\n"))
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    identity::write_file(path, content).map_err(|error| match error {
        Error::TargetExists { path } => Failure::KeyExists { path },
        other => other.into(),
    })
}
