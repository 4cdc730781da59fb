//! The user's keys: the one in use, what can be done with it, and those before it.

use std::path::PathBuf;

use eframe::egui::{Key, RichText, Ui};
use lucide_icons::Icon;
use scelle_core::error::{Error, Result};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_core::text::escape;
use scelle_i18n::{explain, format_time, text};

use crate::app::{Place, Wish, keys};
use crate::desk::Desk;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::{Job, finished};
use crate::pages::import::{Import, Outcome};
use crate::pages::passphrase::NewPassphrase;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, draw_icon, fault, muted, notice, path_field, secret_field,
    section, sentence, working,
};
use crate::{identity, share};

/// What is being done.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    Passphrase,
    Renew,
    Paper,
    Import,
    Unlock,
}

impl Doing {
    /// What it is called.
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

/// What was done.
enum Done {
    Passphrase,
    /// And why the card is as it was, if it is.
    Renewed(Option<Error>),
    Paper(PathBuf),
    Imported,
    /// Until then, in seconds since 1970; `None` when it was locked again.
    Unlocked(Option<i64>),
}

/// The button that does it.
struct Verb {
    name: String,
    icon: Icon,
    /// Whether all that it takes is there.
    ready: bool,
    /// Whether Enter was pressed.
    entered: bool,
}

/// The panel.
#[derive(Default)]
pub(super) struct Keys {
    doing: Doing,
    /// Whether the key in use is under a passphrase.
    locked: bool,
    /// Until when it takes none, in seconds since 1970.
    unlocked_until: Option<i64>,
    now: Secret,
    new: NewPassphrase,
    paper: String,
    import: Import,
    job: Option<Job<Result<Done>>>,
    /// Looks whether the key is unlocked, once; nobody waits for that.
    looking: Option<Job<Option<i64>>>,
    looked: bool,
    /// What was told in the last frame.
    seen: (Doing, bool, bool),
    done: Option<Done>,
    fault: Option<Fault>,
    dialog: Option<Dialog<()>>,
}

impl Keys {
    pub(super) fn is_busy(&self) -> bool {
        self.job.is_some() || self.import.is_busy()
    }

    /// The page is about to be shown.
    pub(super) fn new(desk: &Desk) -> Self {
        let file = desk.home.identities().pop();
        // What cannot be read is told when something is done with it.
        let read = file.as_deref().and_then(|path| IdentityFile::read(path).ok());
        Self { locked: !matches!(read, Some(IdentityFile::Plain(_))), ..Self::default() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, desk: &mut Desk) {
        self.listen(ui, desk);
        section(ui, Icon::KeyRound, text!("win-my-key"));
        match desk.own.last().cloned() {
            Some(recipient) => self.in_use(ui, &recipient, desk),
            None => self.none_yet(ui, desk),
        }
    }

    fn listen(&mut self, ui: &Ui, desk: &mut Desk) {
        if let Some((_, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            self.paper = paths.first().map(|p| p.display().to_string()).unwrap_or_default();
        }
        if desk.recalls && self.locked && !std::mem::replace(&mut self.looked, true) {
            let home = desk.home.clone();
            let look = move |_: &_| identity::unlocked_until(&home);
            self.looking = Some(Job::start(ui.ctx(), text!("win-unlocking"), look));
        }
        if let Some(Ok(until)) = finished(&mut self.looking, ui.ctx()) {
            self.unlocked_until = until;
        }
        match finished(&mut self.job, ui.ctx()) {
            Some(Ok(Ok(done))) => self.succeed(done, desk),
            Some(Ok(Err(error)) | Err(error)) => {
                // A key may be there whose card could not be written.
                desk.reload();
                self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
            }
            None => {}
        }
    }

    fn succeed(&mut self, mut done: Done, desk: &mut Desk) {
        *self = Self::new(desk);
        match &mut done {
            Done::Renewed(card) => {
                desk.reload();
                self.fault = card.take().map(Fault::from);
            }
            Done::Imported => desk.reload(),
            Done::Unlocked(until) => (self.unlocked_until, self.looked) = (*until, true),
            Done::Passphrase | Done::Paper(_) => {}
        }
        self.done = Some(done);
    }

    fn none_yet(&mut self, ui: &mut Ui, desk: &mut Desk) {
        if self.doing == Doing::Import {
            return self.import(ui, desk);
        }
        ui.label(muted(ui, text!("win-my-key-none")));
        ui.horizontal_wrapped(|ui| {
            let (make, import) = (text!("win-side-no-key"), text!("win-import"));
            if ui.add(Press::primary(&make).icon(Icon::KeyRound)).clicked() {
                desk.wish(Wish::Go(Place::Welcome));
            }
            if ui.add(Press::new(&import).icon(Icon::FileInput)).clicked() {
                self.doing = Doing::Import;
            }
        });
    }

    fn in_use(&mut self, ui: &mut Ui, recipient: &Recipient, desk: &mut Desk) {
        ui.label(muted(ui, text!("win-fingerprint")));
        crate::pages::fingerprint_digits(ui, &Fingerprint::of(recipient).to_string());
        if let Some(path) = desk.home.identities().pop() {
            let path = escape(&path.display().to_string());
            ui.label(muted(ui, text!("win-my-key-file", path = path)));
        }
        if let Some(job) = &self.job {
            return working(ui, job);
        }
        let drawn = ui.scope(|ui| {
            self.told(ui, desk);
            ui.add_space(2.0);
            if let Some((icon, name)) = self.doing.name() {
                ui.add_space(6.0);
                section(ui, icon, name);
            }
            match self.doing {
                Doing::Nothing => self.choices(ui, desk),
                Doing::Passphrase => self.passphrase(ui, desk),
                Doing::Renew => self.renew(ui, desk),
                Doing::Paper => self.paper(ui, desk),
                Doing::Import => self.import(ui, desk),
                Doing::Unlock => self.unlock(ui, desk),
            }
        });
        // What was just begun, done or refused comes into view.
        let told = (self.doing, self.done.is_some(), self.fault.is_some());
        if std::mem::replace(&mut self.seen, told) != told {
            drawn.response.scroll_to_me(None);
        }
        before(ui, desk);
    }

    /// What was done last, and what to do next.
    fn told(&self, ui: &mut Ui, desk: &mut Desk) {
        let good = |ui: &mut Ui, message: String, hint: String| {
            notice(ui, Tone::Good, &message, &hint);
        };
        match &self.done {
            None => {}
            Some(Done::Passphrase) => good(ui, text!("win-passphrase-changed"), String::new()),
            Some(Done::Renewed(_) | Done::Imported) => {
                let message = match self.done {
                    Some(Done::Renewed(_)) => text!("win-renewed"),
                    _ => text!("win-imported"),
                };
                good(ui, message, text!("win-renewed-hint"));
                let card = text!("win-give-card");
                if ui.add(Press::new(&card).icon(Icon::ContactRound)).clicked() {
                    desk.wish(Wish::Go(Place::Contacts));
                }
            }
            Some(Done::Paper(path)) => {
                let path_shown = escape(&path.display().to_string());
                good(ui, text!("win-paper-written", path = path_shown), text!("win-paper-next"));
                let show = text!("win-show-in-folder");
                if ui.add(Press::new(&show).icon(Icon::FolderOpen)).clicked() {
                    share::show_in_folder(path);
                }
            }
            Some(Done::Unlocked(Some(until))) => {
                let until = format_time(*until);
                good(ui, text!("win-unlocked-until", until = until), String::new());
            }
            Some(Done::Unlocked(None)) => good(ui, text!("win-locked-again"), String::new()),
        }
    }

    fn choices(&mut self, ui: &mut Ui, desk: &Desk) {
        let mut all = vec![Doing::Passphrase, Doing::Renew, Doing::Paper, Doing::Import];
        if desk.recalls && self.locked && self.unlocked_until.is_none() {
            all.push(Doing::Unlock);
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
                let forget = |_: &_| identity::lock_again().map(|()| Done::Unlocked(None));
                self.job = Some(Job::start(ui.ctx(), lock.clone(), forget));
            }
        });
        fault(ui, &mut self.fault);
    }

    fn passphrase(&mut self, ui: &mut Ui, desk: &mut Desk) {
        if self.locked {
            secret_field(ui, &text!("win-passphrase-now"), &mut self.now);
        }
        let entered = self.new.ui(ui, &text!("win-passphrase-new"), desk);
        let ready = self.new.is_ready() && (!self.locked || !self.now.is_empty());
        let name = match self.new.is_generated() {
            true => text!("win-change-passphrase-noted"),
            false => text!("win-change-passphrase"),
        };
        if self.buttons(ui, &Verb { name, icon: Icon::KeySquare, ready, entered }) {
            let start = |this: &mut Self| {
                let new = this.new.chosen(desk)?;
                let old = this.taken()?;
                let (home, cost) = (desk.home.clone(), desk.passphrase_cost());
                let was_kept = this.unlocked_until.is_some();
                Ok(move |progress: &Progress| {
                    identity::change_passphrase(&home, old.as_ref(), &new, cost, progress)?;
                    if was_kept {
                        // What is kept is bound to the file as it was: it would open nothing, and
                        // stay. Should that fail, its time ends it.
                        let _ = identity::lock_again();
                    }
                    Ok(Done::Passphrase)
                })
            };
            self.start(ui, text!("win-changing-passphrase"), start);
        }
    }

    fn renew(&mut self, ui: &mut Ui, desk: &mut Desk) {
        ui.label(muted(ui, text!("win-renew-about")));
        let entered = self.new.ui(ui, &text!("win-passphrase-new"), desk);
        let ready = self.new.is_ready();
        let name = match self.new.is_generated() {
            true => text!("win-make-key-noted"),
            false => text!("win-renew-now"),
        };
        if self.buttons(ui, &Verb { name, icon: Icon::RefreshCw, ready, entered }) {
            let start = |this: &mut Self| {
                let new = this.new.chosen(desk)?;
                let (home, cost) = (desk.home.clone(), desk.passphrase_cost());
                Ok(move |_: &Progress| {
                    identity::make(&home, &new, cost)?;
                    // The key is there, whatever becomes of the card.
                    Ok(Done::Renewed(identity::renew_card(&home).err()))
                })
            };
            self.start(ui, text!("win-making-key"), start);
        }
    }

    fn paper(&mut self, ui: &mut Ui, desk: &mut Desk) {
        notice(ui, Tone::Caution, &text!("win-paper-about"), &text!("win-paper-keep"));
        if self.paper.is_empty() {
            let name = text!("win-paper-name");
            self.paper = crate::pages::documents().join(name).display().to_string();
        }
        let (_, browse) = path_field(ui, &text!("win-paper-path"), &mut self.paper);
        if browse && self.dialog.is_none() {
            let proposed = Wanted::Save(PathBuf::from(&self.paper));
            self.dialog = Some(Dialog::show(ui.ctx(), (), proposed, text!("win-paper")));
        }
        let mut entered = false;
        if self.locked {
            let response = secret_field(ui, &text!("win-key-passphrase"), &mut self.now);
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        }
        let ready = !self.paper.trim().is_empty() && (!self.locked || !self.now.is_empty());
        let name = text!("win-paper-write");
        if self.buttons(ui, &Verb { name, icon: Icon::Printer, ready, entered }) {
            let start = |this: &mut Self| {
                let (typed, home) = (this.taken()?, desk.home.clone());
                let path = PathBuf::from(this.paper.trim());
                Ok(move |progress: &Progress| {
                    identity::write_paper(&home, typed.as_ref(), &path, progress)?;
                    Ok(Done::Paper(path))
                })
            };
            self.start(ui, text!("win-paper-writing"), start);
        }
    }

    fn unlock(&mut self, ui: &mut Ui, desk: &Desk) {
        ui.label(muted(ui, text!("win-keep-unlocked-about")));
        let response = secret_field(ui, &text!("win-key-passphrase"), &mut self.now);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let (name, ready) = (text!("win-keep-unlocked"), !self.now.is_empty());
        if self.buttons(ui, &Verb { name, icon: Icon::LockOpen, ready, entered }) {
            let start = |this: &mut Self| {
                let (typed, home) = (this.now.take()?, desk.home.clone());
                Ok(move |progress: &Progress| {
                    let until = identity::keep_unlocked(&home, &typed, progress)?;
                    Ok(Done::Unlocked(Some(until)))
                })
            };
            self.start(ui, text!("win-unlocking"), start);
        }
    }

    fn import(&mut self, ui: &mut Ui, desk: &mut Desk) {
        match self.import.ui(ui, desk) {
            Outcome::Open => {}
            Outcome::GivenUp => self.give_up(),
            Outcome::TakenIn(_) => {
                let renewed = identity::renew_card(&desk.home);
                self.succeed(Done::Imported, desk);
                self.fault = renewed.err().map(Fault::from);
            }
        }
    }

    /// What went wrong, the button that does it, that which makes a passphrase, that which gives up;
    /// `true` to do it.
    fn buttons(&mut self, ui: &mut Ui, verb: &Verb) -> bool {
        self.faults(ui);
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| {
            let press = Press::primary(&verb.name).icon(verb.icon);
            let go = (ui.add_enabled(verb.ready, press).clicked() || verb.entered) && verb.ready;
            if matches!(self.doing, Doing::Passphrase | Doing::Renew)
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

    /// A page that is there already is not written over, and there is no box that says so.
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

    /// The passphrase of today, where there is one.
    fn taken(&mut self) -> Result<Option<Passphrase>> {
        if self.locked { self.now.take().map(Some) } else { Ok(None) }
    }

    fn start<W: FnOnce(&Progress) -> Result<Done> + Send + 'static>(
        &mut self,
        ui: &Ui,
        name: String,
        work: impl FnOnce(&mut Self) -> Result<W>,
    ) {
        match work(self) {
            Ok(work) => {
                self.fault = None;
                self.job = Some(Job::start(ui.ctx(), name, work));
            }
            Err(error) => self.fault = Some(error.into()),
        }
    }
}

/// The keys that were in use before.
fn before(ui: &mut Ui, desk: &Desk) {
    let Some((_, before)) = desk.own.split_last() else { return };
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
