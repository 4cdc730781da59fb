//! The user's keys: the one in use, what can be done with it, and those before it.

mod tasks;

use std::path::PathBuf;

use eframe::egui::{RichText, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, IoOperation, Result};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_i18n::{explain, format_moment, sentence, text};

use crate::app::{Command, Place, keys};
use crate::dialogs::{Answer, Dialog, answered};
use crate::job::{Job, finished};
use crate::pages::import::KeyImport;
use crate::pages::passphrase::NewPassphrase;
use crate::session::Session;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, draw_icon, fault, muted, notice, section, working,
};
use crate::{own_keys, reveal};

/// The task in progress.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Task {
    #[default]
    Nothing,
    Passphrase,
    Renew,
    Paper,
    Import,
    Unlock,
}

impl Task {
    /// Its icon and name.
    fn name(self) -> Option<(Icon, String)> {
        Some(match self {
            Self::Nothing => return None,
            Self::Passphrase => (Icon::KeySquare, text!("win-change-passphrase")),
            Self::Renew => (Icon::RefreshCw, text!("win-renew")),
            Self::Paper => (Icon::Printer, text!("win-paper")),
            Self::Import => (Icon::FileInput, text!("win-import")),
            Self::Unlock => (Icon::LockOpen, text!("win-keep-unlocked")),
        })
    }
}

/// A finished task.
enum TaskDone {
    Passphrase,
    /// With the error of the card, if it could not be renewed.
    Renewed(Option<Error>),
    Paper(PathBuf),
    /// The file of the page was deleted again.
    PaperRemoved,
    Imported,
    /// Until this time, in seconds since 1970; `None` if it was locked again.
    Unlocked(Option<i64>),
}

/// The button that starts the task.
struct Verb {
    name: String,
    icon: Icon,
    /// Whether the form is complete.
    ready: bool,
    /// Whether Enter was pressed.
    entered: bool,
}

/// The panel.
#[derive(Default)]
pub(super) struct Keys {
    doing: Task,
    /// Whether the key in use is under a passphrase.
    locked: bool,
    /// Until when it is unlocked, in seconds since 1970.
    unlocked_until: Option<i64>,
    now: Secret,
    new: NewPassphrase,
    paper: String,
    import: KeyImport,
    job: Option<Job<Result<TaskDone>>>,
    /// Job that looks, once, whether the key is unlocked.
    looking: Option<Job<Option<i64>>>,
    looked: bool,
    /// The message of the last frame.
    seen: (Task, bool, bool),
    done: Option<TaskDone>,
    fault: Option<Fault>,
    dialog: Option<Dialog<()>>,
}

impl Keys {
    pub(super) fn is_busy(&self) -> bool {
        self.job.is_some() || self.import.is_busy()
    }

    /// The page is about to be shown.
    pub(super) fn new(session: &Session) -> Self {
        let file = session.home().identities_or_none().pop();
        // An unreadable key is reported by the task that needs it.
        let read = file.as_deref().and_then(|path| IdentityFile::read(path).ok());
        Self { locked: !matches!(read, Some(IdentityFile::Plain(_))), ..Self::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.listen(ui, session);
        section(ui, Icon::KeyRound, text!("win-my-key"));
        match session.own().last().cloned() {
            Some(recipient) => self.in_use(ui, &recipient, session),
            None => self.none_yet(ui, session),
        }
    }

    fn listen(&mut self, ui: &Ui, session: &mut Session) {
        if let Some((_, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            self.paper = paths.first().map(|p| p.display().to_string()).unwrap_or_default();
        }
        if session.recalls && self.locked && !std::mem::replace(&mut self.looked, true) {
            let home = session.home().clone();
            let look = move |_: &_| own_keys::unlocked_until(&home);
            self.looking = Some(Job::start(ui.ctx(), text!("win-unlocking"), look));
        }
        if let Some(Ok(until)) = finished(&mut self.looking, ui.ctx()) {
            self.unlocked_until = until;
        }
        match finished(&mut self.job, ui.ctx()) {
            Some(Ok(Ok(done))) => self.succeed(done, session),
            Some(Ok(Err(error)) | Err(error)) => {
                // A key may be there whose card could not be written.
                session.reload();
                self.now.select_all();
                self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
            }
            None => {}
        }
    }

    fn succeed(&mut self, mut done: TaskDone, session: &mut Session) {
        *self = Self::new(session);
        match &mut done {
            TaskDone::Renewed(card) => {
                session.reload();
                self.fault = card.take().map(Fault::from);
            }
            TaskDone::Imported => session.reload(),
            TaskDone::Unlocked(until) => (self.unlocked_until, self.looked) = (*until, true),
            TaskDone::Passphrase | TaskDone::Paper(_) | TaskDone::PaperRemoved => {}
        }
        self.done = Some(done);
    }

    fn none_yet(&mut self, ui: &mut Ui, session: &mut Session) {
        if self.doing == Task::Import {
            return self.import(ui, session);
        }
        ui.label(muted(ui, text!("win-my-key-none")));
        ui.horizontal_wrapped(|ui| {
            let (make, import) = (text!("win-side-no-key"), text!("win-import"));
            if ui.add(Press::primary(&make).icon(Icon::KeyRound)).clicked() {
                session.ask_for(Command::Go(Place::Welcome));
            }
            if ui.add(Press::new(&import).icon(Icon::FileInput)).clicked() {
                self.doing = Task::Import;
            }
        });
    }

    fn in_use(&mut self, ui: &mut Ui, recipient: &Recipient, session: &mut Session) {
        ui.label(muted(ui, text!("win-fingerprint")));
        crate::pages::fingerprint_digits(ui, &Fingerprint::of(recipient).to_string());
        if let Some(path) = session.home().identities_or_none().pop() {
            let path = escape(&path.display().to_string());
            ui.label(muted(ui, text!("win-my-key-file", path = path)));
        }
        if let Some(job) = &self.job {
            return working(ui, job);
        }
        let drawn = ui.scope(|ui| {
            self.told(ui, session);
            ui.add_space(2.0);
            if let Some((icon, name)) = self.doing.name() {
                ui.add_space(6.0);
                section(ui, icon, name);
            }
            match self.doing {
                Task::Nothing => self.choices(ui, session),
                Task::Passphrase => self.passphrase(ui, session),
                Task::Renew => self.renew(ui, session),
                Task::Paper => self.paper(ui, session),
                Task::Import => self.import(ui, session),
                Task::Unlock => self.unlock(ui, session),
            }
        });
        // Scrolls to a task that was begun, done or refused.
        let told = (self.doing, self.done.is_some(), self.fault.is_some());
        if std::mem::replace(&mut self.seen, told) != told {
            drawn.response.scroll_to_me(None);
        }
        before(ui, session);
    }

    /// The finished task, and what to do next.
    fn told(&mut self, ui: &mut Ui, session: &mut Session) {
        let mut removed = false;
        let good = |ui: &mut Ui, message: String, hint: String| {
            notice(ui, Tone::Good, &message, &hint);
        };
        match &self.done {
            None => {}
            Some(TaskDone::Passphrase) => good(ui, text!("win-passphrase-changed"), String::new()),
            Some(TaskDone::Renewed(_) | TaskDone::Imported) => {
                let message = match self.done {
                    Some(TaskDone::Renewed(_)) => text!("win-renewed"),
                    _ => text!("win-imported"),
                };
                good(ui, message, text!("win-renewed-hint"));
                let card = text!("win-give-card");
                if ui.add(Press::new(&card).icon(Icon::ContactRound)).clicked() {
                    session.ask_for(Command::Go(Place::Contacts));
                }
            }
            Some(TaskDone::Paper(path)) => {
                let path_shown = escape(&path.display().to_string());
                good(ui, text!("win-paper-written", path = path_shown), text!("win-paper-next"));
                ui.horizontal_wrapped(|ui| {
                    let (print, show) = (text!("win-paper-print"), text!("win-show-in-folder"));
                    let press = Press::primary(&print).icon(Icon::Printer);
                    let tooltip = text!("win-paper-print-about");
                    if ui.add(press.tooltip(&tooltip)).clicked() {
                        reveal::open(path);
                    }
                    if ui.add(Press::new(&show).icon(Icon::FolderOpen)).clicked() {
                        reveal::show_in_folder(path);
                    }
                    let remove = text!("win-paper-remove");
                    let press = Press::new(&remove).icon(Icon::Trash2).kind(Kind::Danger);
                    removed = ui.add(press).clicked();
                });
            }
            Some(TaskDone::Unlocked(Some(until))) => {
                let until = format_moment(*until);
                good(ui, text!("win-unlocked-until", until = until), String::new());
            }
            Some(TaskDone::Unlocked(None)) => good(ui, text!("win-locked-again"), String::new()),
            Some(TaskDone::PaperRemoved) => good(ui, text!("win-paper-removed"), String::new()),
        }
        if removed {
            self.remove_paper();
        }
    }

    /// Deletes the page that was just written, once it is printed.
    fn remove_paper(&mut self) {
        let Some(TaskDone::Paper(path)) = &self.done else { return };
        match std::fs::remove_file(path) {
            Ok(()) => self.done = Some(TaskDone::PaperRemoved),
            Err(source) => {
                let (operation, path) = (IoOperation::WriteOutput, Some(path.clone()));
                self.fault = Some(Error::Io { operation, path, source }.into());
            }
        }
    }

    fn choices(&mut self, ui: &mut Ui, session: &Session) {
        let mut all = vec![Task::Passphrase, Task::Renew, Task::Paper, Task::Import];
        if session.recalls && self.locked && self.unlocked_until.is_none() {
            all.push(Task::Unlock);
        }
        ui.horizontal_wrapped(|ui| {
            for doing in all {
                let Some((icon, name)) = doing.name() else { continue };
                if ui.add(Press::new(&name).icon(icon)).clicked() {
                    (self.doing, self.done, self.fault) = (doing, None, None);
                }
            }
            let lock = text!("win-lock-again");
            if self.unlocked_until.is_some() && ui.add(Press::new(&lock).icon(Icon::Lock)).clicked()
            {
                let forget = |_: &_| own_keys::lock_again().map(|()| TaskDone::Unlocked(None));
                self.job = Some(Job::start(ui.ctx(), lock.clone(), forget));
            }
        });
        fault(ui, &mut self.fault);
    }

    /// The error, and the buttons: start the task, generate a passphrase, cancel; `true` to start.
    fn buttons(&mut self, ui: &mut Ui, verb: &Verb) -> bool {
        self.faults(ui);
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| {
            let press = Press::primary(&verb.name).icon(verb.icon);
            let go = (ui.add_enabled(verb.ready, press).clicked() || verb.entered) && verb.ready;
            if matches!(self.doing, Task::Passphrase | Task::Renew)
                && let Err(error) = self.new.other_way(ui)
            {
                self.fault = Some(error.into());
            }
            let cancel = text!("win-cancel");
            let press = Press::new(&cancel).kind(Kind::Plain).shortcut(keys::CANCEL);
            if ui.add(press).clicked() || keys::pressed(ui, keys::CANCEL) {
                self.give_up();
            }
            go
        })
        .inner
    }

    /// Shows the error. An existing page is never overwritten: another path must be chosen.
    fn faults(&mut self, ui: &mut Ui) {
        match self.fault.as_ref().map(Fault::error) {
            Some(error @ Error::TargetExists { .. }) => {
                let message = sentence(&explain(error).message);
                notice(ui, Tone::Danger, &message, &text!("win-paper-elsewhere"));
            }
            _ => fault(ui, &mut self.fault),
        }
    }

    fn give_up(&mut self) {
        let Self { locked, unlocked_until, looked, .. } = *self;
        *self = Self { locked, unlocked_until, looked, ..Self::default() };
    }
}

/// The keys that were in use before.
fn before(ui: &mut Ui, session: &Session) {
    let Some((_, before)) = session.own().split_last() else { return };
    if before.is_empty() {
        return;
    }
    ui.add_space(10.0);
    section(ui, Icon::History, text!("win-old-keys"));
    ui.label(muted(ui, text!("win-old-keys-about")));
    for recipient in before.iter().rev() {
        ui.horizontal(|ui| {
            draw_icon(ui, Icon::KeyRound, 15.0, crate::theme::palette(ui).muted);
            let digits = Fingerprint::of(recipient).to_string();
            ui.label(RichText::new(digits).monospace());
        });
    }
}
