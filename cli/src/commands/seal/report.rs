//! What was sealed, for people and for scripts.

use scelle_core::files::plan::Notice;
use scelle_core::keys::label::Label;
use scelle_core::seal::{Oneself, Opener, Sealed};
use scelle_i18n::text;
use serde_json::{Value, json};

use super::options::ToldBefore;
use crate::commands::edit;
use crate::context::Context;
use crate::failure::Result;
use crate::terminal::shown;
use crate::{json, report};

pub(super) fn tell(
    sealed: &Sealed,
    notices: &[Notice],
    told: &ToldBefore,
    context: &Context,
) -> Result<()> {
    let terminal = context.terminal;
    for notice in notices {
        terminal.notice(&report::notice(notice));
    }
    if terminal.json() {
        return terminal.result(&to_json(sealed, notices, told, context)?);
    }
    let path = match &sealed.path {
        Some(path) => shown(&path.to_string_lossy()),
        None => text!("cli-stdout"),
    };
    let amount = report::amount(sealed.files, sealed.bytes);
    terminal.notice(&text!("cli-sealed", path = path, amount = amount));
    if !sealed.post_quantum {
        terminal.notice(&text!("cli-sealed-classical"));
    }
    Ok(())
}

/// For whom it was sealed, and whether the user is among them.
pub(super) fn tell_openers(sealed: &Sealed, context: &Context) -> Result<()> {
    let terminal = context.terminal;
    let names: Vec<Label> = sealed.openers.iter().map(|opener| opener.label.clone()).collect();
    terminal.notice(&text!("cli-sealed-for", names = edit::names(&names)));
    match sealed.oneself(context.profile.own()?) {
        Oneself::Alone => terminal.notice(&text!("cli-sealed-for-self")),
        Oneself::Absent => terminal.notice(&text!("cli-sealed-without-self")),
        Oneself::Among => {}
    }
    if sealed.as_typed {
        terminal.notice(&text!("cli-sealed-as-typed"));
    }
    Ok(())
}

pub(super) fn to_json(
    sealed: &Sealed,
    notices: &[Notice],
    told: &ToldBefore,
    context: &Context,
) -> Result<Value> {
    let own = context.profile.own()?;
    let opener = |opener: &Opener| {
        let recipient = opener.recipient.as_ref();
        json!({
            "label": opener.label.as_str(),
            "role": report::role(opener.role),
            "recipient": recipient.map(ToString::to_string),
            "own": recipient.is_some_and(|key| own.contains(key)),
        })
    };
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
