//! What the verbs that change a container share: unlock it, plan the change, write it, tell.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scelle_core::container::access::{AccessId, AccessList};
use scelle_core::edit::{Change, EditOptions, Editable, Edited, Editor, Effect, UnknownKey};
use scelle_core::error::{Error, IoOperation, Result as CoreResult};
use scelle_core::files::plan::Notice;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::contacts::{Contact, Found};
use scelle_core::profile::directory::is_given;
use scelle_core::seal::EXTENSION;
use scelle_i18n::text;
use serde_json::{Value, json};

use crate::args::{FreshKeyArgs, WaitArgs};
use crate::clock::now;
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::knowledge::Knowledge;
use crate::terminal::{Terminal, shown};
use crate::unlocking::Keys;
use crate::{json, passphrase, report};

/// How long to wait before the lock of a container is tried again.
const RETRY: Duration = Duration::from_millis(100);
/// So many unknown keys are named in one message; JSON names all.
const UNKNOWN_NAMED: usize = 5;

/// One run over containers.
pub(super) struct Session<'a> {
    pub(super) context: &'a Context,
    pub(super) keys: Keys,
    pub(super) options: EditOptions,
    /// Passphrases whose accesses are to survive a fresh file key.
    kept_passphrases: Vec<Passphrase>,
    /// Accesses that are not to survive it.
    dropped: Vec<String>,
    /// Whether a container was changed.
    pub(super) changed: bool,
    /// How long to wait for another program that is changing a container.
    pub(super) patience: Duration,
    /// Lines of files of recipients that were left out, for scripts.
    pub(super) skipped: Vec<Value>,
}

impl<'a> Session<'a> {
    pub(super) fn new(context: &'a Context, keys: Keys) -> Result<Self> {
        let policy = context.profile.policy()?.clone();
        let passphrase_label = Label::lossy(&text!("access-passphrase-label"));
        let digest = context.wants_digest();
        let options = EditOptions { policy, passphrase_label, digest, ..EditOptions::new(now()) };
        // Reports what cannot be read of it.
        Knowledge::load(context);
        let (kept_passphrases, dropped) = (Vec::new(), Vec::new());
        Ok(Self {
            context,
            keys,
            options,
            kept_passphrases,
            dropped,
            changed: false,
            patience: Duration::ZERO,
            skipped: Vec::new(),
        })
    }

    /// Waits for another program that is changing a container, as long as the user said.
    pub(super) fn with_patience(mut self, args: WaitArgs) -> Self {
        self.patience = Duration::from_secs(args.wait.unwrap_or(0).into());
        self
    }

    /// Takes the lock of a container, when it is free at last.
    fn lock(&self, path: &Path) -> Result<Editable> {
        let journal = self.context.home().journal();
        let started = Instant::now();
        let mut told = false;
        loop {
            match Editable::lock(path, &journal) {
                Err(Error::Busy { .. }) if started.elapsed() < self.patience => {}
                locked => return Ok(locked?.with_threads(self.context.threads)),
            }
            if !std::mem::replace(&mut told, true) {
                let path = shown(&path.to_string_lossy());
                self.context.terminal.notice(&text!("cli-waiting", path = path));
            }
            if self.context.progress.is_cancelled() {
                return Err(Error::Cancelled.into());
            }
            let left = self.patience.saturating_sub(started.elapsed());
            std::thread::sleep(left.min(RETRY));
        }
    }

    /// For a change that needs a fresh file key.
    pub(super) fn with_fresh_key(mut self, args: &FreshKeyArgs) -> Result<Self> {
        self.options.drop_unlisted = args.drop_unlisted;
        self.dropped.clone_from(&args.drop);
        for path in &args.keep_passphrase_file {
            self.kept_passphrases.extend(passphrase::from_file(path)?);
        }
        Ok(self)
    }

    /// Changes one container as `plan` says, or tells what would change on a dry run.
    pub(super) fn edit(
        &mut self,
        path: &Path,
        dry_run: bool,
        plan: impl FnOnce(&mut Editor<'_>, &mut Self) -> Result<Option<Change>>,
    ) -> Result<Done> {
        let editable = self.lock(path)?;
        let terminal = self.context.terminal;
        let unlock = |keyring: &_| editable.unlock(keyring);
        let mut editor = self.keys.unlock_as(editable.header(), unlock)?;
        editor.recognise(|recipient| self.context.profile.trust(recipient));
        let Some(mut change) = plan(&mut editor, self)? else {
            return Ok(Done { skipped: self.skipped.clone(), ..Done::default() });
        };
        let effect = change.effect().clone();
        tell_unknown(&effect.unknown, terminal);
        if dry_run {
            let skipped = self.skipped.clone();
            return Ok(Done { result: "would-change", effect, skipped, ..Done::default() });
        }
        let watch = terminal.watch(&self.context.progress);
        let edited = editor.apply(&mut change, &self.context.progress)?;
        drop(watch);
        self.changed = true;
        let labels = |labels: &[Label]| labels.iter().map(ToString::to_string).collect();
        self.context.log.note(|operation| {
            operation.output = Some(path.to_owned());
            operation.accesses = Some(edited.accesses);
            operation.sha256 = edited.sha256.map(json::hex);
            operation.given = Some(labels(&[&*effect.given, &*effect.imposed].concat()));
            operation.removed = Some(labels(&effect.removed));
        });
        let (edited, skipped) = (Some(edited), self.skipped.clone());
        Ok(Done { result: "changed", effect, edited, skipped, ..Done::default() })
    }

    /// Those who leave with a fresh file key, and the passphrases of those who stay.
    pub(super) fn leaving(
        &mut self,
        editor: &mut Editor<'_>,
        mut leaving: Vec<AccessId>,
        may_be_absent: bool,
    ) -> Result<Vec<AccessId>> {
        for name in &self.dropped {
            match editor.access().find(name, &|_| Vec::new()) {
                Err(Error::AccessNotFound { .. }) if may_be_absent => {}
                found => leaving.extend(found?),
            }
        }
        for typed in &self.kept_passphrases {
            editor.prove(typed)?;
        }
        let list = editor.access();
        for id in editor.unproved(&leaving) {
            let Some(access) = list.get(id).filter(|_| self.context.prompts.may_ask()) else {
                continue;
            };
            let question = text!("cli-ask-kept-passphrase", label = shown(access.label.as_str()));
            let mut typed = None;
            let asked =
                self.context.prompts.ask_to_unlock(&question, self.context.terminal, |answer| {
                    typed = Some(answer.clone());
                    if editor.prove(answer)? { Ok(()) } else { Err(Error::WrongPassphrase.into()) }
                });
            asked.map_err(|failure| match failure {
                Failure::NoTerminal { .. } => {
                    Error::PassphraseNeeded { label: access.label.to_string() }.into()
                }
                other => other,
            })?;
            // The next container may have it too.
            self.kept_passphrases.extend(typed);
        }
        Ok(leaving)
    }

    /// The accesses that a name means, in the container or among the user's own contacts.
    pub(super) fn find(&self, wanted: &str, editor: &Editor<'_>) -> CoreResult<Vec<AccessId>> {
        editor.access().find(wanted, &|name| self.known_as(name))
    }

    /// The keys, former ones too, of those whom the user knows by that name.
    pub(super) fn known_as(&self, wanted: &str) -> Vec<Recipient> {
        let all_of = |contact: &Contact| {
            let former = contact.previous.iter().cloned();
            former.chain([contact.recipient.clone()]).collect::<Vec<_>>()
        };
        let profile = &self.context.profile;
        let Ok(contacts) = profile.contacts() else { return Vec::new() };
        match contacts.find(wanted) {
            Found::Contact(contact) => all_of(contact),
            Found::Group(group) => contacts.members(group).flat_map(all_of).collect(),
            Found::Several(_) => Vec::new(),
            Found::Missing(_) => profile
                .resolve(&[wanted.to_owned()])
                .map(|found| found.addressees.into_iter().map(|found| found.recipient).collect())
                .unwrap_or_default(),
        }
    }
}

/// What became of a container.
pub(super) struct Done {
    /// As scripts read it.
    result: &'static str,
    pub(super) effect: Effect,
    edited: Option<Edited>,
    /// What there is to tell of the files that were added.
    pub(super) notices: Vec<Notice>,
    /// Lines of files of recipients that were left out, for scripts.
    skipped: Vec<Value>,
}

impl Default for Done {
    fn default() -> Self {
        let (effect, notices, skipped) = (Effect::default(), Vec::new(), Vec::new());
        Self { result: "unchanged", effect, edited: None, notices, skipped }
    }
}

impl Done {
    /// Whether it was changed, or would be.
    pub(super) fn changes(&self) -> bool {
        self.result != "unchanged"
    }

    /// Tells it; `message` is what was done, or would be, for people.
    pub(super) fn tell(&self, path: &Path, message: &str, context: &Context) -> Result<()> {
        let terminal = context.terminal;
        let Effect { given, removed, imposed, converted, replaced, disproved, unknown } =
            &self.effect;
        if terminal.json() {
            let notices = self.notices.iter().map(report::notice_json);
            return terminal.result(&json!({
                "container": json::path(path),
                "result": self.result,
                "fresh_key": self.edited.as_ref().map(|edited| edited.fresh_key),
                "sealed_bytes": self.edited.as_ref().map(|edited| edited.sealed_bytes),
                "sha256": self.edited.as_ref().and_then(|edited| edited.sha256).map(json::hex),
                "given": given.iter().map(Label::as_str).collect::<Vec<_>>(),
                "removed": removed.iter().map(Label::as_str).collect::<Vec<_>>(),
                "imposed": imposed.iter().map(Label::as_str).collect::<Vec<_>>(),
                "converted": converted,
                "replaced": replaced,
                "disproved": disproved.iter().map(Label::as_str).collect::<Vec<_>>(),
                "unknown_keys": unknown
                    .iter()
                    .map(|key| json!({
                        "label": key.label.as_str(),
                        "fingerprint": Fingerprint::of(&key.recipient).to_string(),
                    }))
                    .collect::<Vec<_>>(),
                "omitted": report::unreadable(&self.notices),
                "notices": notices.chain(self.skipped.iter().cloned()).collect::<Vec<_>>(),
            }));
        }
        let path = shown(&path.to_string_lossy());
        terminal.say(&match self.result {
            "unchanged" => text!("cli-edit-nothing", path = path),
            "would-change" => text!("cli-edit-would", path = path, what = message),
            _ => text!("cli-edit-done", path = path, what = message),
        })?;
        if *converted {
            terminal.notice(&text!("cli-edit-converted"));
        }
        if *replaced > 0 {
            terminal.important(&text!("cli-edit-replaced", count = *replaced));
        }
        if !disproved.is_empty() {
            terminal.notice(&text!("cli-edit-disproved", names = names(disproved)));
        }
        if !imposed.is_empty() {
            terminal.notice(&text!("cli-edit-imposed", names = names(imposed)));
        }
        Ok(())
    }
}

/// Before anything is written, names the keys that only the access list knows.
fn tell_unknown(unknown: &[UnknownKey], terminal: Terminal) {
    if unknown.is_empty() {
        return;
    }
    let name = |key: &UnknownKey| {
        format!("{} ({})", shown(key.label.as_str()), Fingerprint::of(&key.recipient))
    };
    let named: Vec<_> = unknown.iter().take(UNKNOWN_NAMED).map(name).collect();
    let mut names = named.join(", ");
    let more = unknown.len().saturating_sub(UNKNOWN_NAMED);
    if more > 0 {
        names = text!("cli-unknown-keys-more", names = names, count = more);
    }
    terminal.notice(&text!("cli-unknown-keys", count = unknown.len(), names = names));
}

/// Labels as people read them.
pub(super) fn names(labels: &[Label]) -> String {
    labels.iter().map(|label| shown(label.as_str())).collect::<Vec<_>>().join(", ")
}

/// A label for a passphrase that no other access of the container has.
pub(super) fn free_label(wanted: Option<&str>, access: &AccessList) -> Result<Label> {
    let Some(text) = wanted else {
        return Ok(access.free_label(Label::lossy(&text!("access-passphrase-label"))));
    };
    let label = Label::parse(text).ok_or_else(|| Failure::BadName { name: text.to_owned() })?;
    // Keys name themselves.
    if is_given(label.as_str()) {
        return Err(Failure::BadName { name: label.to_string() });
    }
    match access.free_label(label.clone()) == label {
        true => Ok(label),
        false => Err(Error::ContactExists { name: label.to_string() }.into()),
    }
}

/// Every container in a folder, in the order of their paths, those below it too with `--recursive`, and the
/// folders that cannot be read. Links are named and not followed: they may lead out of the folder.
pub(super) fn containers_in(
    folder: &Path,
    recursive: bool,
    terminal: Terminal,
) -> Vec<(PathBuf, Result<()>)> {
    let found = containers_below(folder, recursive, terminal);
    if found.is_empty() {
        terminal.notice(&text!("cli-no-container", path = shown(&folder.to_string_lossy())));
    }
    found
}

fn containers_below(
    folder: &Path,
    recursive: bool,
    terminal: Terminal,
) -> Vec<(PathBuf, Result<()>)> {
    let mut found = Vec::new();
    let mut below = Vec::new();
    let listed = std::fs::read_dir(folder).and_then(|entries| {
        for entry in entries {
            let entry = entry?;
            let (kind, path) = (entry.file_type()?, entry.path());
            let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case(EXTENSION));
            if kind.is_dir() && recursive {
                below.push(path);
            } else if kind.is_file() && named {
                found.push((path, Ok(())));
            } else if kind.is_symlink() && (named || recursive && path.is_dir()) {
                let path = shown(&path.to_string_lossy());
                terminal.notice(&text!("cli-link-left-out", path = path));
            }
        }
        Ok(())
    });
    if let Err(source) = listed {
        let error =
            Error::Io { operation: IoOperation::ReadInput, path: Some(folder.to_owned()), source };
        found.push((folder.to_owned(), Err(error.into())));
    }
    for folder in below {
        found.extend(containers_below(&folder, recursive, terminal));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}
