//! What was sealed, for people and for scripts.

use scelle_core::files::plan::Notice;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_core::seal::{Oneself, Opener, Sealed};
use scelle_i18n::text;
use serde_json::{Value, json};

use super::options::ToldBefore;
use super::page::Page;
use crate::commands::edit;
use crate::context::Context;
use crate::failure::Result;
use crate::terminal::{Terminal, shown};
use crate::{json, report};

pub(super) fn tell(
    sealed: &Sealed,
    notices: &[Notice],
    told: &ToldBefore,
    page: Option<&Page>,
    context: &Context,
) -> Result<()> {
    let terminal = context.terminal;
    report::tell_notices(notices, terminal);
    if terminal.json() {
        let mut facts = to_json(sealed, notices, told, context)?;
        if let (Value::Object(facts), Some(page)) = (&mut facts, page) {
            facts.insert("page".to_owned(), page.to_json());
        }
        return terminal.result(&facts);
    }
    let path = match &sealed.path {
        Some(path) => shown(&path.to_string_lossy()),
        None => text!("cli-stdout"),
    };
    let amount = report::amount(sealed.files, sealed.bytes);
    say(sealed, &text!("cli-sealed", path = path, amount = amount), terminal)?;
    if !sealed.post_quantum {
        terminal.notice(&text!("cli-sealed-classical"));
    }
    Ok(())
}

/// For whom it was sealed, and whether the user is among them.
pub(super) fn tell_openers(sealed: &Sealed, context: &Context) -> Result<()> {
    let terminal = context.terminal;
    let names: Vec<Label> = sealed.openers.iter().map(|opener| opener.label.clone()).collect();
    say(sealed, &text!("cli-sealed-for", names = edit::names(&names)), terminal)?;
    match sealed.oneself(own(context)) {
        Oneself::Alone => say(sealed, &text!("cli-sealed-for-self"), terminal)?,
        Oneself::Absent => say(sealed, &text!("cli-sealed-without-self"), terminal)?,
        Oneself::Among => {}
    }
    if sealed.as_typed {
        terminal.notice(&text!("cli-sealed-as-typed"));
    }
    Ok(())
}

/// The user's keys. What was sealed is there: keys that cannot be listed do not make it a failure.
fn own(context: &Context) -> &[Recipient] {
    context.profile.own().unwrap_or_default()
}

/// The result, on standard output unless the container is there.
fn say(sealed: &Sealed, line: &str, terminal: Terminal) -> Result<()> {
    match sealed.path {
        Some(_) => terminal.say(line),
        None => {
            terminal.notice(line);
            Ok(())
        }
    }
}

pub(super) fn to_json(
    sealed: &Sealed,
    notices: &[Notice],
    told: &ToldBefore,
    context: &Context,
) -> Result<Value> {
    let own = own(context);
    let opener = |opener: &Opener| {
        let recipient = opener.recipient.as_ref();
        json!({
            "label": opener.label.as_str(),
            "role": report::role(opener.role),
            "recipient": recipient.map(ToString::to_string),
            "own": recipient.is_some_and(|key| own.contains(key)),
        })
    };
    let omitted = report::unreadable(notices);
    let mut notices: Vec<Value> = notices.iter().map(report::notice_json).collect();
    notices.extend(told.skipped.iter().cloned());
    if sealed.as_typed {
        notices.push(json!({ "kind": "passphrase-as-typed" }));
    }
    Ok(json!({
        "container": sealed.path.as_deref().map(json::path),
        "files": sealed.files,
        "bytes": sealed.bytes,
        "sealed_bytes": sealed.sealed_bytes,
        "sha256": sealed.sha256.map(json::hex),
        "omitted": omitted,
        "post_quantum": sealed.post_quantum,
        "accesses": sealed.accesses,
        "openers": sealed.openers.iter().map(opener).collect::<Vec<_>>(),
        "oneself": match sealed.oneself(own) {
            Oneself::Alone => "alone",
            Oneself::Among => "among",
            Oneself::Absent => "absent",
        },
        "unverified": told.unverified.iter().map(Label::as_str).collect::<Vec<_>>(),
        "notices": notices,
    }))
}
