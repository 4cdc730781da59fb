//! `scelle contact` and `scelle group`: whom the user seals to.

use scelle_core::files::output::{Existing, Target, write_text};
use std::path::Path;

use scelle_core::display::escape;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::card::Card;
use scelle_core::profile::contacts::{Added, Contact, Contacts, Found};
use scelle_i18n::text;
use serde_json::{Value, json};

use crate::args::{
    CardOutputArgs, ContactAddArgs, ContactCommand, ContactVerifyArgs, GroupCommand,
};
use crate::clock::today;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::json;
use crate::stdio::output_file;
use crate::terminal::shown;

pub(crate) fn run(command: &ContactCommand, context: &Context) -> Result<()> {
    match command {
        ContactCommand::Add(args) => add(args, context),
        ContactCommand::List => list(context),
        ContactCommand::Show(args) => show(&args.name, context),
        ContactCommand::Verify(args) => verify(args, context),
        ContactCommand::Remove(args) => change(context, |contacts| {
            contacts.remove(&args.name)?;
            let message = text!("cli-contact-removed", name = shown(&args.name));
            Ok((message, json!({ "removed": args.name })))
        }),
        ContactCommand::Rename(args) => {
            let new = label(&args.new)?;
            change(context, |contacts| {
                contacts.rename(&args.old, &new)?;
                let (old, name) = (shown(&args.old), shown(new.as_str()));
                let message = text!("cli-contact-renamed", old = old, new = name);
                Ok((message, json!({ "contact": new.as_str(), "renamed_from": args.old })))
            })
        }
        ContactCommand::Export(args) => {
            let contacts = context.profile.contacts()?;
            let card = card_of(contacts.meant(&args.name)?);
            write_card(&card, &args.to, context)
        }
    }
}

pub(crate) fn run_group(command: &GroupCommand, context: &Context) -> Result<()> {
    match command {
        GroupCommand::Add(args) => {
            let name = label(&args.name)?;
            change(context, |contacts| {
                let is_new = !matches!(contacts.find(name.as_str()), Found::Group(_));
                contacts.add_to_group(name.clone(), &args.members)?;
                let (message, object) = group_changed(name.as_str(), contacts);
                let made = text!("cli-group-made", name = shown(name.as_str()));
                Ok((if is_new { made } else { message }, object))
            })
        }
        GroupCommand::Remove(args) => change(context, |contacts| {
            if args.members.is_empty() {
                contacts.remove(&args.name)?;
                let message = text!("cli-group-removed", name = shown(&args.name));
                return Ok((message, json!({ "removed": args.name })));
            }
            contacts.remove_from_group(&args.name, &args.members)?;
            Ok(group_changed(&args.name, contacts))
        }),
        GroupCommand::List => list_groups(context),
    }
}

/// Changes the contacts, writes them, and says what was done.
fn change(
    context: &Context,
    edit: impl FnOnce(&mut Contacts) -> Result<(String, Value)>,
) -> Result<()> {
    let (message, object) = context.profile.edit_contacts(edit)?;
    if context.terminal.json() {
        return context.terminal.result(&object);
    }
    context.terminal.notice(&message);
    Ok(())
}

/// A group as it is now; one that is gone has no members.
fn group_changed(name: &str, contacts: &Contacts) -> (String, Value) {
    let (name, members) = match contacts.find(name) {
        Found::Group(group) => (group.name.as_str(), labels(&group.members)),
        _ => (name, Vec::new()),
    };
    let message = text!("cli-group-changed", name = shown(name));
    (message, json!({ "group": name, "members": members }))
}

fn labels(labels: &[Label]) -> Vec<String> {
    labels.iter().map(ToString::to_string).collect()
}

/// All of them, or none.
fn add(args: &ContactAddArgs, context: &Context) -> Result<()> {
    let cards = args.cards.iter().map(|given| read_card(given)).collect::<Result<Vec<_>>>()?;
    if cards.len() > 1 && args.name.is_some() {
        return Err(Failure::OneName);
    }
    let existing = if args.replace { Existing::Replace } else { Existing::Refuse };
    let added = context.profile.edit_contacts(|contacts| {
        let added = cards.iter().map(|card| add_one(card, args, existing, contacts, context));
        added.collect::<Result<Vec<_>>>()
    })?;
    added.iter().try_for_each(|added| added.tell(context))
}

/// A contact that was added, and what its user should know of it.
struct AddedContact {
    name: Label,
    fingerprint: Fingerprint,
    how: Added,
    /// Another contact with the same key.
    same_key: Option<String>,
    /// Another contact whose name looks alike.
    resembling: Option<String>,
}

fn add_one(
    card: &Card,
    args: &ContactAddArgs,
    existing: Existing,
    contacts: &mut Contacts,
    context: &Context,
) -> Result<AddedContact> {
    let named = args.name.as_deref().map(label).transpose()?;
    let name = named.or_else(|| card.name.clone()).ok_or(Failure::NameNeeded)?;
    if existing == Existing::Refuse {
        context.profile.refuse_another_key(card, &name)?;
    }
    let other = |contact: &&Contact| contact.name != name;
    let same_key = contacts.with_recipient(&card.recipient).filter(other);
    let same_key = same_key.map(|contact| contact.name.to_string());
    let resembling = contacts.resembling(&name).map(|contact| contact.name.to_string());
    let how = contacts.add(card, name.clone(), &today(), existing)?;
    let fingerprint = Fingerprint::of(&card.recipient);
    Ok(AddedContact { name, fingerprint, how, same_key, resembling })
}

impl AddedContact {
    fn tell(&self, context: &Context) -> Result<()> {
        let Self { name, fingerprint, how, same_key, resembling } = self;
        let fingerprint = fingerprint.to_string();
        if context.terminal.json() {
            let what = match how {
                Added::New => "new",
                Added::Known => "known",
                Added::KeyChanged => "key-changed",
            };
            return context.terminal.result(&json!({
                "contact": name.as_str(),
                "added": what,
                "fingerprint": fingerprint,
                "same_key_as": same_key,
                "resembles": resembling,
            }));
        }
        let name = shown(name.as_str());
        if let Some(other) = same_key {
            context.terminal.important(&text!("cli-contact-same-key", name = shown(other)));
        }
        if let Some(other) = resembling {
            let (name, other) = (name.clone(), shown(other));
            context.terminal.important(&text!("cli-contact-resembles", name = name, other = other));
        }
        match how {
            Added::New => {
                let message = text!("cli-contact-new", name = name, fingerprint = fingerprint);
                context.terminal.notice(&message);
            }
            Added::Known => context.terminal.notice(&text!("cli-contact-known", name = name)),
            Added::KeyChanged => {
                let changed = text!("cli-contact-changed", name = name, fingerprint = fingerprint);
                context.terminal.important(&changed);
            }
        }
        Ok(())
    }
}

/// A card's file, or a key as it is.
fn read_card(given: &str) -> Result<Card> {
    match given.parse::<Recipient>() {
        Ok(recipient) => {
            Ok(Card { name: None, email: None, organisation: None, date: None, recipient })
        }
        Err(not_a_key) if !Path::new(given).exists() => Err(not_a_key.into()),
        Err(_) => Ok(Card::read_given(Path::new(given))?),
    }
}

pub(super) fn label(text: &str) -> Result<Label> {
    Label::parse(text).ok_or_else(|| Failure::BadName { name: escape(text) })
}

fn list(context: &Context) -> Result<()> {
    let contacts = context.profile.contacts()?;
    if context.terminal.json() {
        let all: Vec<Value> = contacts.all().iter().map(to_json).collect();
        return context.terminal.result(&json!({ "contacts": all }));
    }
    if contacts.all().is_empty() {
        context.terminal.notice(&text!("cli-contacts-none"));
    }
    let lines: String = contacts.all().iter().map(|contact| line(contact) + "\n").collect();
    context.terminal.show(&lines)
}

fn line(contact: &Contact) -> String {
    let email = contact.email.as_ref().map(|email| format!(" <{}>", shown(email.as_str())));
    let name = shown(contact.name.as_str()) + &email.unwrap_or_default();
    if contact.verified.is_some() {
        text!("cli-contact-verified", name = name)
    } else {
        text!("cli-contact-unverified", name = name)
    }
}

fn show(name: &str, context: &Context) -> Result<()> {
    let contacts = context.profile.contacts()?;
    let contact = contacts.meant(name)?;
    if context.terminal.json() {
        return context.terminal.result(&to_json(contact));
    }
    let mut lines = vec![line(contact)];
    lines.extend(contact.organisation.as_ref().map(|o| shown(o.as_str())));
    let fingerprint = Fingerprint::of(&contact.recipient).to_string();
    lines.push(text!("cli-fingerprint", fingerprint = fingerprint));
    lines.push(contact.recipient.to_string());
    for previous in &contact.previous {
        let fingerprint = Fingerprint::of(previous).to_string();
        lines.push(text!("cli-contact-previous", fingerprint = fingerprint));
    }
    context.terminal.show(&(lines.join("\n") + "\n"))
}

fn to_json(contact: &Contact) -> Value {
    let kind = contact.recipient.kind();
    json!({
        "name": contact.name.as_str(),
        "email": contact.email.as_ref().map(Label::as_str),
        "organisation": contact.organisation.as_ref().map(Label::as_str),
        "recipient": contact.recipient.to_string(),
        "kind": kind.tag(),
        "post_quantum": kind.is_post_quantum(),
        "fingerprint": Fingerprint::of(&contact.recipient).to_string(),
        "added": contact.added,
        "verified": contact.verified,
        "previous": contact.previous.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// Compares the fingerprint that the contact reads out with that of the known key.
fn verify(args: &ContactVerifyArgs, context: &Context) -> Result<()> {
    let (name, same) = context.profile.edit_contacts(|contacts| {
        let name = contacts.meant(&args.name)?.name.to_string();
        let read = read_fingerprint(args, &name, context)?;
        let same = contacts.verify(&name, &read, &today())?;
        Ok::<_, Failure>((name, same))
    })?;
    if !same {
        return Err(Failure::FingerprintDiffers { name: shown(&name) });
    }
    if context.terminal.json() {
        return context.terminal.result(&json!({ "contact": name, "verified": true }));
    }
    context.terminal.notice(&text!("cli-contact-now-verified", name = shown(&name)));
    Ok(())
}

/// The fingerprint that was typed, or is asked for.
fn read_fingerprint(
    args: &ContactVerifyArgs,
    name: &str,
    context: &Context,
) -> Result<Fingerprint> {
    let question = || text!("cli-ask-fingerprint", name = shown(name));
    let typed = match &args.fingerprint {
        Some(typed) => typed.clone(),
        None => context.prompts.ask_line(&question(), "--fingerprint")?,
    };
    typed.parse().map_err(|_| Failure::NotAFingerprint)
}

fn card_of(contact: &Contact) -> Card {
    Card {
        name: Some(contact.name.clone()),
        email: contact.email.clone(),
        organisation: contact.organisation.clone(),
        date: Label::parse(&today()),
        recipient: contact.recipient.clone(),
    }
}

/// Writes a card to a file, or shows it.
pub(super) fn write_card(card: &Card, to: &CardOutputArgs, context: &Context) -> Result<()> {
    let output = output_file(to.output.as_deref());
    let text = card.to_string();
    let fingerprint = Fingerprint::of(&card.recipient).to_string();
    if let Some(path) = output {
        let existing = if to.overwrite { Existing::Replace } else { Existing::Refuse };
        write_text(&Target::new(path).existing(existing), &text)?;
    }
    if context.terminal.json() {
        return context.terminal.result(&json!({
            "written": output.map(json::path), "card": text, "fingerprint": fingerprint,
        }));
    }
    let Some(path) = output else { return context.terminal.show(&text) };
    let path = shown(&path.to_string_lossy());
    context.terminal.notice(&text!("cli-card-written", path = path, fingerprint = fingerprint));
    Ok(())
}

fn list_groups(context: &Context) -> Result<()> {
    let contacts = context.profile.contacts()?;
    if context.terminal.json() {
        let groups: Vec<Value> = contacts
            .groups()
            .iter()
            .map(|group| json!({ "name": group.name.as_str(), "members": labels(&group.members) }))
            .collect();
        return context.terminal.result(&json!({ "groups": groups }));
    }
    if contacts.groups().is_empty() {
        context.terminal.notice(&text!("cli-groups-none"));
    }
    let line = |group: &scelle_core::profile::contacts::Group| {
        format!("{} — {}\n", shown(group.name.as_str()), shown(&labels(&group.members).join(", ")))
    };
    context.terminal.show(&contacts.groups().iter().map(line).collect::<String>())
}
