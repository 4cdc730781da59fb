//! `scelle seal`: files, folders or standard input into a container.

mod each;
mod list;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use scelle_core::archive::Level;
use scelle_core::archive::entry::EntryName;
use scelle_core::container::access::Role;
use scelle_core::error::NameFault;
use scelle_core::error::{Error, IoOperation};
use scelle_core::files::output::Existing;
use scelle_core::files::plan::{Notice, Plan, PlanOptions};
use scelle_core::files::same::refuse_input;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::{Recipient, read_recipients_file};
use scelle_core::pool::Threads;
use scelle_core::profile::directory::{Addressee, Trust, resolve};
use scelle_core::profile::policy::Policy;
use scelle_core::seal::grant;
use scelle_core::seal::{
    Grant, Input, Opener, SealOptions, Sealed, add_owner, container_name, seal_to_file,
    seal_to_stream,
};
use scelle_i18n::text;
use serde_json::{Value, json};

use super::{Context, STREAM, edit, is_stream, now};
use crate::args::SealArgs;
use crate::failure::{Failure, ListFault, Result};
use crate::passphrase::{self, NewPassphrase, Prompts};
use crate::report;
use crate::terminal::shown;

/// The name of a file that comes from a stream and was given none.
const STREAM_NAME: &str = "stdin";

pub(crate) fn run(args: &SealArgs, context: &Context<'_>) -> Result<()> {
    check_stdin(args)?;
    let paths = inputs(args)?;
    if args.each {
        return each::run(args, &paths, context);
    }
    let stream = stream_name(&paths, args)?;
    let output = choose_output(&paths, args)?;
    if let Target::File(output) = &output {
        refuse_input(output, read_files(&paths, args))?;
    }
    let Prepared { options, phrase, unverified } = prepare(args, context)?;

    let _watch = context.terminal.watch(&context.progress);
    let (sealed, notices) = match stream {
        Some(name) => {
            let mut stdin = io::stdin().lock();
            let input = Input::Stream { name: &name, modified: Some(now()), content: &mut stdin };
            (write(input, &output, existing(args), &options, context)?, Vec::new())
        }
        None => seal_paths(&paths, &output, args, &options, context)?,
    };
    drop(_watch);
    if let Some(phrase) = phrase {
        phrase.reveal(context.terminal)?;
    }
    tell(&sealed, &notices, &unverified, context)?;
    if !context.terminal.json() {
        tell_openers(&sealed, context)?;
    }
    Ok(())
}

/// What every container of a run has in common.
struct Prepared {
    options: SealOptions,
    phrase: Option<NewPassphrase>,
    /// Those of whom the policy wants it said that nobody compared their fingerprint.
    unverified: Vec<Label>,
}

fn prepare(args: &SealArgs, context: &Context<'_>) -> Result<Prepared> {
    let policy = context.policy()?;
    let mut grants = recipients(&args.recipient, &args.recipients_file, &policy, context)?;
    let prompts = Prompts::new(args.talk.no_input);
    let phrase = passphrase::new(&args.passphrase, prompts, context.terminal)?;
    grants.extend(phrase.as_ref().map(passphrase_grant));
    add_self(args, &mut grants, context)?;
    let unverified: Vec<Label> =
        grant::to_warn_of(&grants, &policy).map(|grant| grant.label.clone()).collect();
    for label in &unverified {
        context.terminal.notice(&text!("cli-unverified", name = shown(label.as_str())));
    }
    Ok(Prepared {
        options: seal_options(args, grants, policy, context.threads),
        phrase,
        unverified,
    })
}

/// The files that sealing reads.
fn read_files<'a>(paths: &'a [PathBuf], args: &'a SealArgs) -> impl Iterator<Item = &'a Path> {
    let others = args.recipients_file.iter().chain(&args.files_from);
    let all = paths.iter().chain(others).chain(&args.passphrase.passphrase_file);
    all.map(PathBuf::as_path).filter(|path| !is_stream(path))
}

fn existing(args: &SealArgs) -> Existing {
    if args.force { Existing::Replace } else { Existing::Refuse }
}

fn seal_paths(
    paths: &[PathBuf],
    output: &Target,
    args: &SealArgs,
    options: &SealOptions,
    context: &Context<'_>,
) -> Result<(Sealed, Vec<Notice>)> {
    let plan_options = plan_options(args, output, options);
    let plan = Plan::of_paths(paths, &plan_options, &context.progress).map_err(misnamed)?;
    let sealed = write(Input::Plan(&plan), output, existing(args), options, context)?;
    Ok((sealed, plan.notices().to_vec()))
}

/// Nothing on a disk has an empty name: `/` was typed, and gives none.
fn misnamed(error: Error) -> Failure {
    match error {
        Error::Name { fault: NameFault::Empty, .. } => Failure::Misnamed(error),
        other => other.into(),
    }
}

/// Standard input can be read for one thing only.
fn check_stdin(args: &SealArgs) -> Result<()> {
    let uses = [
        args.paths.iter().any(|path| is_stream(path)),
        args.files_from.as_deref().is_some_and(is_stream),
        args.passphrase.passphrase_fd == Some(0),
    ];
    if uses.into_iter().filter(|used| *used).count() > 1 {
        return Err(Failure::StdinTwice);
    }
    Ok(())
}

/// The arguments, then what the list names.
fn inputs(args: &SealArgs) -> Result<Vec<PathBuf>> {
    let mut paths = args.paths.clone();
    if let Some(list) = &args.files_from {
        paths.extend(list::read(list, args.null)?);
        if paths.is_empty() {
            return Err(Failure::List { path: list.clone(), fault: ListFault::Empty });
        }
    }
    Ok(paths)
}

/// The name of the one file that comes from standard input, if that is what is sealed.
fn stream_name(paths: &[PathBuf], args: &SealArgs) -> Result<Option<EntryName>> {
    match (paths, &args.name) {
        ([path], name) if is_stream(path) => {
            let name = EntryName::parse(name.as_deref().unwrap_or(STREAM_NAME));
            name.map(Some).map_err(Failure::Misnamed)
        }
        (paths, name) if name.is_some() || paths.iter().any(|p| is_stream(p)) => {
            Err(Failure::StreamNotAlone)
        }
        _ => Ok(None),
    }
}

enum Target {
    File(PathBuf),
    Stdout,
}

fn choose_output(paths: &[PathBuf], args: &SealArgs) -> Result<Target> {
    match &args.output {
        Some(path) if is_stream(path) => {
            if args.talk.json {
                return Err(Failure::OutputTaken);
            }
            if passphrase::stdout_is_terminal() && !args.armor && !args.force {
                return Err(Failure::TerminalOutput);
            }
            Ok(Target::Stdout)
        }
        Some(path) => Ok(Target::File(path.clone())),
        None => {
            let first = paths.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
            let named = match &args.name {
                Some(name) => Path::new(name),
                None if is_stream(first) => Path::new(STREAM_NAME),
                None => &named_path(first)?,
            };
            Ok(Target::File(container_name(named, first.is_dir()).into()))
        }
    }
}

/// `.` and `..` have a name once they are resolved.
fn named_path(path: &Path) -> Result<Cow<'_, Path>> {
    if path.file_name().is_some() {
        return Ok(path.into());
    }
    let reading =
        |source| Error::Io { doing: IoOperation::ReadInput, path: Some(path.to_owned()), source };
    Ok(path.canonicalize().map_err(reading)?.into())
}

/// Those whom the options name.
pub(super) fn recipients(
    names: &[String],
    files: &[PathBuf],
    policy: &Policy,
    context: &Context<'_>,
) -> Result<Vec<Grant>> {
    let mut grants: Vec<Grant> = Vec::new();
    if !names.is_empty() {
        let contacts = context.contacts_for(names)?;
        let directory = context.directory(policy);
        for wanted in names {
            let found = resolve(wanted, &contacts, &directory)?;
            grants.extend(found.into_iter().map(|addressee| Grant::to(addressee, Role::Member)));
        }
    }
    for path in files {
        for recipient in read_recipients_file(path)? {
            let label = recipient.short_label();
            let addressee = Addressee { label, recipient, trust: Trust::Given };
            grants.push(Grant::to(addressee, Role::Member));
        }
    }
    Ok(grants)
}

/// The user's own access, so that they can open what they sealed.
fn add_self(args: &SealArgs, grants: &mut Vec<Grant>, context: &Context<'_>) -> Result<()> {
    let own = context.home.own_recipient()?.filter(|_| !args.no_self && !args.age_compatible);
    let own = match own {
        Some(recipient) => {
            let label =
                context.own_name()?.unwrap_or_else(|| Label::lossy(&text!("access-self-label")));
            Some(Addressee { label, recipient, trust: Trust::Verified })
        }
        None => None,
    };
    add_owner(grants, own);
    Ok(())
}

fn passphrase_grant(phrase: &NewPassphrase) -> Grant {
    let label = Label::lossy(&text!("access-passphrase-label"));
    Grant::passphrase(label, phrase.passphrase.clone(), Role::Member)
}

fn seal_options(
    args: &SealArgs,
    grants: Vec<Grant>,
    policy: Policy,
    threads: Threads,
) -> SealOptions {
    SealOptions {
        policy,
        allow_classical: args.allow_classical,
        anonymous: args.anonymous,
        age_compatible: args.age_compatible,
        armor: args.armor,
        level: if args.store { Level::STORE } else { args.level.unwrap_or(Level::DEFAULT) },
        threads,
        ..SealOptions::new(grants, now())
    }
}

fn plan_options(args: &SealArgs, output: &Target, options: &SealOptions) -> PlanOptions {
    PlanOptions {
        exclude: args.exclude.iter().chain(&options.policy.exclude).cloned().collect(),
        follow: args.follow,
        skip_special: args.skip_special,
        portable: args.portable,
        rename: args.rename,
        output: match output {
            Target::File(path) => Some(path.clone()),
            Target::Stdout => None,
        },
        threads: options.threads,
    }
}

fn write(
    input: Input<'_>,
    output: &Target,
    existing: Existing,
    options: &SealOptions,
    context: &Context<'_>,
) -> Result<Sealed> {
    let sealed = match output {
        Target::File(path) => {
            let journal = context.home.journal();
            seal_to_file(input, path, existing, options, journal.as_ref(), &context.progress)?
        }
        Target::Stdout => {
            let mut stdout = io::stdout().lock();
            let output: &mut dyn Write = &mut stdout;
            seal_to_stream(input, output, options, &context.progress)?
        }
    };
    context.log.note(|operation| {
        operation.output = sealed.path.clone().or_else(|| Some(STREAM.into()));
        operation.files = Some(sealed.files);
        operation.bytes = Some(sealed.bytes);
        operation.accesses = Some(sealed.accesses);
    });
    Ok(sealed)
}

fn tell(
    sealed: &Sealed,
    notices: &[Notice],
    unverified: &[Label],
    context: &Context<'_>,
) -> Result<()> {
    let terminal = context.terminal;
    for notice in notices {
        terminal.notice(&report::notice(notice));
    }
    if terminal.json() {
        return terminal.result(&to_json(sealed, notices, unverified, context)?);
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
fn tell_openers(sealed: &Sealed, context: &Context<'_>) -> Result<()> {
    let terminal = context.terminal;
    let names: Vec<Label> = sealed.openers.iter().map(|opener| opener.label.clone()).collect();
    terminal.notice(&text!("cli-sealed-for", names = edit::names(&names)));
    match Oneself::among(&sealed.openers, &context.home.own_recipients()?) {
        Oneself::Alone => terminal.notice(&text!("cli-sealed-for-self")),
        Oneself::Absent => terminal.notice(&text!("cli-sealed-without-self")),
        Oneself::Among => {}
    }
    if sealed.as_typed {
        terminal.notice(&text!("cli-sealed-as-typed"));
    }
    Ok(())
}

/// Where the user stands among those who open what they sealed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Oneself {
    /// Only the user's keys open it.
    Alone,
    /// Others do too, or a passphrase.
    Among,
    /// None of the user's keys does, and no passphrase.
    Absent,
}

impl Oneself {
    fn among(openers: &[Opener], own: &[Recipient]) -> Self {
        let is_own =
            |opener: &Opener| opener.recipient.as_ref().is_some_and(|key| own.contains(key));
        let by_passphrase = openers.iter().any(|opener| opener.recipient.is_none());
        if openers.iter().all(is_own) {
            Self::Alone
        } else if by_passphrase || openers.iter().any(is_own) {
            Self::Among
        } else {
            Self::Absent
        }
    }
}

fn to_json(
    sealed: &Sealed,
    notices: &[Notice],
    unverified: &[Label],
    context: &Context<'_>,
) -> Result<Value> {
    let own = context.home.own_recipients()?;
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
    if sealed.as_typed {
        notices.push(json!({ "kind": "passphrase-as-typed" }));
    }
    Ok(json!({
        "container": sealed.path.as_deref().map(report::path),
        "files": sealed.files,
        "bytes": sealed.bytes,
        "sealed_bytes": sealed.sealed_bytes,
        "post_quantum": sealed.post_quantum,
        "accesses": sealed.accesses,
        "openers": sealed.openers.iter().map(opener).collect::<Vec<_>>(),
        "oneself": match Oneself::among(&sealed.openers, &own) {
            Oneself::Alone => "alone",
            Oneself::Among => "among",
            Oneself::Absent => "absent",
        },
        "unverified": unverified.iter().map(Label::as_str).collect::<Vec<_>>(),
        "notices": notices,
    }))
}
