//! The tasks on the key in use: the form of each, and its job.

use std::path::PathBuf;

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::progress::Progress;
use scelle_i18n::text;

use super::{Keys, TaskDone, Verb};
use crate::dialogs::{Dialog, Wanted};
use crate::job::Job;
use crate::own_keys;
use crate::pages::import::Outcome;
use crate::session::Session;
use crate::widgets::{Fault, Tone, muted, notice, path_field, secret_field};

impl Keys {
    pub(super) fn passphrase(&mut self, ui: &mut Ui, session: &mut Session) {
        if self.locked {
            secret_field(ui, &text!("win-passphrase-now"), &mut self.now);
        }
        let entered = self.new.ui(ui, &text!("win-passphrase-new"), session);
        let ready = self.new.is_ready() && (!self.locked || !self.now.is_empty());
        let name = match self.new.is_generated() {
            true => text!("win-change-passphrase-noted"),
            false => text!("win-change-passphrase"),
        };
        if self.buttons(ui, &Verb { name, icon: Icon::KeySquare, ready, entered }) {
            let start = |this: &mut Self| {
                let new = this.new.chosen(session)?;
                let old = this.taken()?;
                let (home, cost) = (session.home().clone(), session.passphrase_cost());
                let was_kept = this.unlocked_until.is_some();
                Ok(move |progress: &Progress| {
                    own_keys::change_passphrase(&home, old.as_ref(), &new, cost, progress)?;
                    if was_kept {
                        // The kept key belongs to the old file and is of no use any more. If this
                        // fails, it expires.
                        let _ = own_keys::lock_again();
                    }
                    Ok(TaskDone::Passphrase)
                })
            };
            self.start(ui, text!("win-changing-passphrase"), start);
        }
    }

    pub(super) fn renew(&mut self, ui: &mut Ui, session: &mut Session) {
        ui.label(muted(ui, text!("win-renew-about")));
        let entered = self.new.ui(ui, &text!("win-passphrase-new"), session);
        let ready = self.new.is_ready();
        let name = match self.new.is_generated() {
            true => text!("win-make-key-noted"),
            false => text!("win-renew-now"),
        };
        if self.buttons(ui, &Verb { name, icon: Icon::RefreshCw, ready, entered }) {
            let start = |this: &mut Self| {
                let new = this.new.chosen(session)?;
                let (home, cost) = (session.home().clone(), session.passphrase_cost());
                Ok(move |_: &Progress| {
                    own_keys::make(&home, &new, cost)?;
                    // The key is made even if the card cannot be renewed.
                    Ok(TaskDone::Renewed(own_keys::renew_card(&home).err()))
                })
            };
            self.start(ui, text!("win-making-key"), start);
        }
    }

    pub(super) fn paper(&mut self, ui: &mut Ui, session: &mut Session) {
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
                let (typed, home) = (this.taken()?, session.home().clone());
                let path = PathBuf::from(this.paper.trim());
                Ok(move |progress: &Progress| {
                    own_keys::write_paper(&home, typed.as_ref(), &path, progress)?;
                    Ok(TaskDone::Paper(path))
                })
            };
            self.start(ui, text!("win-paper-writing"), start);
        }
    }

    pub(super) fn unlock(&mut self, ui: &mut Ui, session: &Session) {
        ui.label(muted(ui, text!("win-keep-unlocked-about")));
        let response = secret_field(ui, &text!("win-key-passphrase"), &mut self.now);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let (name, ready) = (text!("win-keep-unlocked"), !self.now.is_empty());
        if self.buttons(ui, &Verb { name, icon: Icon::LockOpen, ready, entered }) {
            let start = |this: &mut Self| {
                let (typed, home) = (this.now.passphrase()?, session.home().clone());
                Ok(move |progress: &Progress| {
                    let until = own_keys::keep_unlocked(&home, &typed, progress)?;
                    Ok(TaskDone::Unlocked(Some(until)))
                })
            };
            self.start(ui, text!("win-unlocking"), start);
        }
    }

    pub(super) fn import(&mut self, ui: &mut Ui, session: &mut Session) {
        match self.import.ui(ui, session) {
            Outcome::Open => {}
            Outcome::GivenUp => self.give_up(),
            Outcome::TakenIn(_) => {
                let renewed = own_keys::renew_card(session.home());
                self.succeed(TaskDone::Imported, session);
                self.fault = renewed.err().map(Fault::from);
            }
        }
    }

    /// The current passphrase, if the key has one.
    fn taken(&mut self) -> Result<Option<Passphrase>> {
        if self.locked { self.now.passphrase().map(Some) } else { Ok(None) }
    }

    fn start<W: FnOnce(&Progress) -> Result<TaskDone> + Send + 'static>(
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
