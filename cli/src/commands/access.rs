//! `scelle access` and `scelle rekey`: who opens a container.

use scelle_core::edit::{Change, EditOptions, Editor, Effect, Roles};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use scelle_core::archive::entry::Names;
use scelle_core::container::access::{AccessId, AccessKey, AccessList, Role};
use scelle_core::display::escape;
use scelle_core::error::Error;
use scelle_core::keys::label::Label;
use scelle_core::seal::{Grant, GrantKey};
use scelle_i18n::text;
use serde::Serialize;

use super::edit::{Done, Session, containers_in, free_label, names};
use crate::args::{
    AccessAddArgs, AccessAdoptArgs, AccessCommand, AccessListArgs, AccessRemoveArgs,
    AccessReplaceArgs, BulkArgs, PassphraseArgs, RekeyArgs, UnlockArgs,
};
use crate::context::Context;
use crate::failure::{Asked, Failure, Result, Tally};
use crate::knowledge::Knowledge;
use crate::passphrase::{self, NewPassphrase};
use crate::report::{self, AccessReport};
use crate::terminal::shown;
use crate::unlocking::Keys;
use crate::{json, recipients};

pub(crate) fn run(command: &AccessCommand, context: &Context) -> Result<()> {
    match command {
        AccessCommand::List(args) => list(args, context),
        AccessCommand::Add(args) => add(args, context),
        AccessCommand::Remove(args) => remove(args, context),
        AccessCommand::Replace(args) => replace(args, context),
        AccessCommand::Adopt(args) => adopt(args, context),
    }
}

fn list(args: &AccessListArgs, context: &Context) -> Result<()> {
    let mut keys = Keys::load(&args.unlock, context)?;
    let known = Knowledge::load(context);
    let Some(folder) = &args.all_in else {
        let path = args.container.as_deref().unwrap_or(Path::new(""));
        let access = accesses_of(path, &mut keys, context)?;
        if context.terminal.json() {
            return context.terminal.result(&AccessReport::of(&access, &known));
        }
        context.terminal.show(&report::accesses(&access, &known))?;
        return context.terminal.show(&what_can_be_done(&access));
    };
    let (mut failed, mut worst) = (0, None);
    for (path, readable) in containers_in(folder, args.recursive, context.terminal) {
        let read = || readable.and_then(|()| accesses_of(&path, &mut keys, context));
        match context.log.item(&path, read) {
            Ok(access) => tell_accesses(&path, &access, &known, context)?,
            Err(failure @ Failure::Core(Error::Cancelled)) => return Err(failure),
            Err(failure) => {
                tell_unread(&path, &failure, context)?;
                failed += 1;
                worst = worst.or(Some(failure.exit_code()));
            }
        }
    }
    worst.map_or(Ok(()), |worst| Err(Failure::SeveralUnread { failed, worst }))
}

fn accesses_of(path: &Path, keys: &mut Keys, context: &Context) -> Result<AccessList> {
    let locked = context.read_container(path)?;
    let access = keys.unlock(&locked, Names::Escape)?.access().clone();
    context.log.note(|operation| operation.accesses = Some(access.listed.len()));
    Ok(access)
}

/// One container of many.
fn tell_accesses(
    path: &Path,
    access: &AccessList,
    known: &Knowledge,
    context: &Context,
) -> Result<()> {
    if context.terminal.json() {
        let container = json::path(path);
        let access = AccessReport::of(access, known);
        return context.terminal.result(&AccessesOfOne { container, access });
    }
    let path = shown(&path.to_string_lossy());
    let (list, advice) = (report::accesses(access, known), what_can_be_done(access));
    context.terminal.show(&format!("{path}\n{list}{advice}\n"))
}

#[derive(Serialize)]
struct AccessesOfOne<'a> {
    container: String,
    #[serde(flatten)]
    access: AccessReport<'a>,
}

fn tell_unread(path: &Path, failure: &Failure, context: &Context) -> Result<()> {
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "container": json::path(path), "error": failure.to_json(),
        }));
    }
    let path = shown(&path.to_string_lossy());
    context.terminal.important(&text!("cli-access-unread", path = path));
    context.terminal.failure(failure);
    Ok(())
}

/// What a container without a list allows, and what not.
fn what_can_be_done(list: &AccessList) -> String {
    match list.unlisted.as_slice() {
        _ if list.present => String::new(),
        [only] if only == "scrypt" => text!("cli-accesses-alone") + "\n",
        all => text!("cli-accesses-anonymous", count = all.len()) + "\n",
    }
}

fn add(args: &AccessAddArgs, context: &Context) -> Result<()> {
    if let Some(option) = args.unclear.typed() {
        return Err(Failure::WhichPassphrase { option });
    }
    let unlock = UnlockArgs {
        identity: args.unlock.identity.clone(),
        passphrase: PassphraseArgs {
            passphrase: false,
            passphrase_file: args.unlock.unlock_passphrase_file.clone(),
            passphrase_fd: args.unlock.unlock_passphrase_fd,
        },
    };
    let session = Session::new(context, Keys::load(&unlock, context)?)?;
    let mut session = session.with_patience(args.bulk.wait);
    session.options.allow_classical = args.allow_classical;
    session.options.force = args.force;
    let (mut joining, skipped) =
        recipients::named_telling(&args.recipient, &args.recipients_file, context)?;
    session.skipped = skipped;
    let policy = &session.options.policy;
    if let Some(role) = args.role {
        joining.iter_mut().for_each(|grant| grant.role = role.into());
    }
    recipients::warn_of_unverified(&joining, policy, context.terminal);
    let (added, out) = ((&args.added).into(), args.passphrase_out.as_deref());
    let phrase = passphrase::new(&added, out, context.prompts, context.terminal)
        .map_err(|failure| failure.of_passphrase(Asked::Added))?;
    if joining.is_empty() && phrase.is_none() {
        return Err(Failure::NobodyToAdd);
    }
    let roles = if args.role.is_some() { Roles::Change } else { Roles::Keep };
    let plan = |editor: &mut Editor<'_>, session: &mut Session<'_>| {
        let mut joining = joining.clone();
        // What an earlier run has done is not done again.
        let is_there = |phrase: &NewPassphrase, editor: &mut Editor<'_>| {
            args.bulk.all_in.is_some() && editor.prove(&phrase.passphrase).unwrap_or(false)
        };
        if let Some(phrase) = phrase.as_ref().filter(|phrase| !is_there(phrase, editor)) {
            let label = free_label(args.label.as_deref(), &editor.access())?;
            let role = args.role.map_or(Role::Member, Role::from);
            joining.push(Grant::passphrase(label, phrase.passphrase.clone(), role));
        }
        Ok(editor.plan_additions(&joining, roles, &session.options)?)
    };
    let message = |effect: &Effect| text!("cli-access-given", names = names(&effect.given));
    let done = each(&args.bulk, args.container.as_deref(), &mut session, message, plan);
    // Whatever failed after it: what was changed opens with this.
    if let Some(phrase) =
        phrase.filter(|_| session.changed || done.is_err() && passphrase::is_there(&done))
    {
        phrase.reveal(context.terminal)?;
    }
    done
}

fn remove(args: &AccessRemoveArgs, context: &Context) -> Result<()> {
    let bulk = args.bulk.all_in.is_some();
    let (container, leave) = match args.container_and_names.split_first() {
        Some((container, leave)) if !bulk => (Some(Path::new(container)), leave),
        _ => (None, args.container_and_names.as_slice()),
    };
    if leave.is_empty() && args.fresh.drop.is_empty() {
        return Err(Failure::NobodyNamed);
    }
    let keys = Keys::load(&args.unlock, context)?;
    let session = Session::new(context, keys)?.with_patience(args.bulk.wait);
    let mut session = session.with_fresh_key(&args.fresh)?;
    session.options.force = args.force;
    let met = RefCell::new(BTreeSet::new());
    let plan = |editor: &mut Editor<'_>, session: &mut Session<'_>| {
        let mut leaving = Vec::new();
        for name in leave {
            match session.find(name, editor) {
                // What an earlier run has done is not done again.
                Err(Error::AccessNotFound { .. }) if bulk => {}
                found => {
                    leaving.extend(found?);
                    met.borrow_mut().insert(name);
                }
            }
        }
        let unlisted = editor.access().unlisted.len();
        if leaving.is_empty() && unlisted > 0 && !args.fresh.drop_unlisted {
            // They may well be among those.
            return Err(Error::UnlistedAccesses { count: unlisted }.into());
        }
        let leaving = session.leaving(editor, leaving, bulk)?;
        if leaving.is_empty() && bulk {
            return Ok(None);
        }
        Ok(Some(editor.plan_removal(&leaving, &session.options)?))
    };
    let message = |effect: &Effect| text!("cli-access-removed", names = names(&effect.removed));
    let done = each(&args.bulk, container, &mut session, message, plan);
    if session.changed {
        context.terminal.notice(&text!("cli-copies-stay-readable"));
    }
    done?;
    // A name that is in no container and is no contact's was not meant.
    let met = met.into_inner();
    let strange = |name: &&String| !met.contains(name) && session.known_as(name).is_empty();
    match leave.iter().find(strange) {
        Some(name) => Err(Error::AccessNotFound { name: escape(name), near: Vec::new() }.into()),
        None => Ok(()),
    }
}

fn opens_with(grant: &Grant, key: &AccessKey) -> bool {
    matches!((&grant.key, key), (GrantKey::Recipient(a), AccessKey::Recipient(b)) if a == b)
}

/// The successor has the role of the one who goes, and both in one change.
fn replace(args: &AccessReplaceArgs, context: &Context) -> Result<()> {
    let bulk = args.bulk.all_in.is_some();
    let (container, old, new) = match args.container_and_names.as_slice() {
        [old, new] if bulk => (None, old, new),
        [container, old, new] if !bulk => (Some(Path::new(container)), old, new),
        _ => return Err(Failure::OldAndNew),
    };
    let keys = Keys::load(&args.unlock, context)?;
    let session = Session::new(context, keys)?.with_patience(args.bulk.wait);
    let mut session = session.with_fresh_key(&args.fresh)?;
    session.options.allow_classical = args.allow_classical;
    let joining = recipients::named(std::slice::from_ref(new), &[], context)?;
    recipients::warn_of_unverified(&joining, &session.options.policy, context.terminal);
    let own = context.profile.own()?;
    let is_own = |grant: &Grant| match &grant.key {
        GrantKey::Recipient(key) => own.contains(key),
        GrantKey::Passphrase(_) => false,
    };
    // The user's new key replaces their old one: they still open the container.
    session.options.force = args.force || joining.iter().all(is_own);
    let met = Cell::new(false);
    let plan = |editor: &mut Editor<'_>, session: &mut Session<'_>| {
        let access = editor.access();
        let stays = |id: &AccessId| {
            let access = access.get(*id);
            access.is_some_and(|access| joining.iter().any(|grant| opens_with(grant, &access.key)))
        };
        let leaving: Vec<AccessId> = match session.find(old, editor) {
            // What an earlier run has done is not done again.
            Err(Error::AccessNotFound { .. }) if bulk => Vec::new(),
            found => found?.into_iter().filter(|id| !stays(id)).collect(),
        };
        if leaving.is_empty() {
            return Ok(None);
        }
        met.set(true);
        let roles = leaving.iter().filter_map(|id| Some(access.get(*id)?.role));
        let role = roles.fold(Role::Member, Role::and);
        let mut joining = joining.clone();
        joining.iter_mut().for_each(|grant| grant.role = role);
        let leaving = session.leaving(editor, leaving, bulk)?;
        Ok(Some(editor.plan_replacement(&leaving, &joining, &session.options)?))
    };
    let new: Vec<Label> = joining.iter().map(|grant| grant.label.clone()).collect();
    let message = |effect: &Effect| {
        text!("cli-access-replaced", old = names(&effect.removed), new = names(&new))
    };
    let done = each(&args.bulk, container, &mut session, message, plan);
    if session.changed {
        context.terminal.notice(&text!("cli-copies-stay-readable"));
    }
    done?;
    match met.get() || !session.known_as(old).is_empty() {
        true => Ok(()),
        false => Err(Error::AccessNotFound { name: escape(old), near: Vec::new() }.into()),
    }
}

fn adopt(args: &AccessAdoptArgs, context: &Context) -> Result<()> {
    let keys = Keys::load(&args.unlock, context)?;
    let given = keys.given().cloned();
    let mut session = Session::new(context, keys)?.with_patience(args.wait);
    session.options.replace_unproved = args.replace;
    let (mut adopted, skipped) =
        recipients::named_telling(&args.recipient, &args.recipients_file, context)?;
    session.skipped = skipped;
    let role = args.role.map_or(Role::Member, Role::from);
    adopted.iter_mut().for_each(|grant| grant.role = role);
    let own_name = context.profile.own_name()?;
    let own_label = own_name.unwrap_or_else(|| Label::lossy(&text!("access-self-label")));
    let plan = |editor: &mut Editor<'_>, session: &mut Session<'_>| {
        let mut adopted = adopted.clone();
        // Where the list gives the user's access to another key, it is theirs without being named.
        adopted.extend(editor.accesses_to_relist(&own_label, role));
        let may_name_nobody = given.is_some() || editor.access().first_disproved().is_some();
        if adopted.is_empty() && !may_name_nobody {
            return Err(Failure::NobodyToAdd);
        }
        // Typed at the prompt or given beforehand, it is one of them.
        let typed = editor.opened_with().or(given.as_ref()).cloned();
        if let Some(typed) = &typed
            && (adopted.is_empty() && editor.access().first_disproved().is_none()
                || editor.has_unlisted_passphrase(typed)?)
        {
            let label = free_label(args.label.as_deref(), &editor.access())?;
            adopted.push(Grant::passphrase(label, typed.clone(), role));
        }
        Ok(Some(editor.plan_adoption(&adopted, &session.options)?))
    };
    let done = session.edit(&args.container, false, plan)?;
    let message = text!("cli-access-adopted", names = names(&done.effect.given));
    done.tell(&args.container, &message, context)
}

pub(crate) fn rekey(args: &RekeyArgs, context: &Context) -> Result<()> {
    let keys = Keys::load(&args.unlock, context)?;
    let session = Session::new(context, keys)?.with_patience(args.bulk.wait);
    let mut session = session.with_fresh_key(&args.fresh)?;
    let bulk = args.bulk.all_in.is_some();
    let plan = |editor: &mut Editor<'_>, session: &mut Session<'_>| {
        let leaving = session.leaving(editor, Vec::new(), bulk)?;
        Ok(Some(rekeyed(editor, &leaving, &session.options)?))
    };
    let message = |effect: &Effect| match effect.removed.is_empty() {
        true => text!("cli-rekeyed"),
        false => text!("cli-access-removed", names = names(&effect.removed)),
    };
    let done = each(&args.bulk, args.container.as_deref(), &mut session, message, plan);
    if session.changed {
        context.terminal.notice(&text!("cli-copies-stay-readable"));
    }
    done
}

fn rekeyed(editor: &Editor<'_>, leaving: &[AccessId], options: &EditOptions) -> Result<Change> {
    Ok(match leaving {
        [] => editor.plan_rekey(options)?,
        leaving => editor.plan_removal(leaving, options)?,
    })
}

/// Changes the container, or each of those that `--all-in` names: a failure is reported, and ends the
/// work unless it is to go on.
fn each(
    bulk: &BulkArgs,
    container: Option<&Path>,
    session: &mut Session<'_>,
    message: impl Fn(&Effect) -> String,
    plan: impl Fn(&mut Editor<'_>, &mut Session<'_>) -> Result<Option<Change>>,
) -> Result<()> {
    let context = session.context;
    let tell = |path: &Path, done: &Done| done.tell(path, &message(&done.effect), context);
    let Some(folder) = &bulk.all_in else {
        let path = container.unwrap_or(Path::new(""));
        let done = context.log.item(path, || session.edit(path, bulk.dry_run, plan))?;
        return tell(path, &done);
    };
    let mut tally = Tally::default();
    let (mut worst, mut closed) = (None, Ok(()));
    let mut all = containers_in(folder, bulk.recursive, context.terminal).into_iter();
    while let Some((path, readable)) = all.next() {
        let edit = || readable.and_then(|()| session.edit(&path, bulk.dry_run, &plan));
        match context.log.item(&path, edit) {
            Ok(done) => {
                tally.count(&done);
                // The reader of the results may stop: the work goes on.
                closed = closed.and(tell(&path, &done));
            }
            Err(Failure::Core(Error::Cancelled)) if session.changed => {
                return Err(Failure::Midway(Tally { unseen: all.len() + 1, ..tally }));
            }
            Err(failure @ (Failure::Unlogged(_) | Failure::Core(Error::Cancelled))) => {
                return Err(failure);
            }
            Err(failure) => {
                closed = closed.and(tell_failure(&path, &failure, context));
                tally.failed += 1;
                worst = worst.or(Some(failure.exit_code()));
                if !bulk.go_on {
                    tally.unseen = all.len();
                    break;
                }
            }
        }
    }
    worst.map_or(closed, |worst| Err(Failure::SeveralUnchanged { tally, worst }))
}

impl Tally {
    fn count(&mut self, done: &Done) {
        match done.changes() {
            true => self.changed += 1,
            false => self.unchanged += 1,
        }
    }
}

fn tell_failure(path: &Path, failure: &Failure, context: &Context) -> Result<()> {
    if context.terminal.json() {
        return context.terminal.result(&serde_json::json!({
            "container": json::path(path), "result": "failed", "error": failure.to_json(),
        }));
    }
    let path = shown(&path.to_string_lossy());
    context.terminal.important(&text!("cli-edit-failed", path = path));
    context.terminal.failure(failure);
    Ok(())
}
