//! The first start: a name, a passphrase, a card. It can be skipped.

use std::path::PathBuf;

use eframe::egui::{Context, Key, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, Result};
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_i18n::text;

use super::import::{KeyImport, Outcome};
use super::passphrase::NewPassphrase;
use crate::app::{Command, Place, keys};
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::{Job, finished};
use crate::own_keys;
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{
    Fault, Kind, Press, Tone, dialog, dialog_width, fault, field, heading, muted, notice,
    path_field, section, sheet, working,
};

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Step {
    #[default]
    Name,
    Passphrase,
    /// Instead of the passphrase.
    Import,
    Card,
}

/// The page.
#[derive(Default)]
pub(crate) struct WelcomePage {
    step: Step,
    name: String,
    email: String,
    new: NewPassphrase,
    import: KeyImport,
    making: Option<Job<Result<Recipient>>>,
    made: Option<Recipient>,
    card_path: String,
    saved: Option<PathBuf>,
    fault: Option<Fault>,
    dialog: Option<Dialog<()>>,
    /// Whether the user is asked before typed text is discarded.
    skipping: bool,
}

impl WelcomePage {
    /// Whether a key is being made.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        self.making.is_some() || self.import.is_busy()
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.listen(ui, session);
        let page = format!("welcome {:?}", self.step);
        let scroll = super::scroll(ui, &page, session);
        super::above_bar(
            ui,
            "welcome",
            &mut (&mut *self, &mut *session),
            |(page, session), ui| {
                scroll.show(ui, |ui| super::column(ui, |ui| page.contents(ui, session)));
            },
            |(page, session), ui| page.bottom_bar(ui, session),
        );
        self.ask_before_skipping(ui.ctx(), session);
    }

    fn contents(&mut self, ui: &mut Ui, session: &mut Session) {
        heading(ui, &text!("win-welcome-title"), &text!("win-welcome-about"));
        self.steps(ui);
        ui.add_space(8.0);
        if let Some(job) = &self.making {
            return sheet(ui, |ui| working(ui, job));
        }
        sheet(ui, |ui| match self.step {
            Step::Name => self.name(ui, session),
            Step::Passphrase => self.passphrase(ui, session),
            Step::Import => self.import(ui, session),
            Step::Card => self.card(ui, session),
        });
        fault(ui, &mut self.fault);
    }

    /// The buttons that go back and skip, below the page, where nothing moves them.
    fn bottom_bar(&mut self, ui: &mut Ui, session: &mut Session) {
        if self.making.is_some() || self.import.is_busy() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            let back = text!("win-back");
            let press = Press::new(&back).icon(Icon::ArrowLeft).kind(Kind::Quiet);
            if self.step != Step::Name && ui.add(press).clicked() {
                // The typed text stays.
                (self.step, self.fault) = (Step::Name, None);
            }
            let skip = match self.made {
                None => text!("win-welcome-skip"),
                Some(_) => text!("win-done"),
            };
            let skips = self.step != Step::Card;
            if skips && ui.add(Press::new(&skip).kind(Kind::Quiet)).clicked() {
                match self.made.is_none() && self.has_begun() {
                    true => self.skipping = true,
                    false => self.leave(session),
                }
            }
        });
    }

    /// Whether skipping would discard typed text.
    fn has_begun(&self) -> bool {
        let typed = !self.name.trim().is_empty() || !self.email.trim().is_empty();
        typed || self.new.has_begun() || self.import.has_begun()
    }

    fn ask_before_skipping(&mut self, ctx: &Context, session: &mut Session) {
        if !self.skipping {
            return;
        }
        let mut answer = None;
        let modal = dialog("skipping", ctx).show(ctx, |ui| {
            dialog_width(ui, 430.0);
            ui.label(crate::theme::title(text!("win-skip-title")));
            ui.label(text!("win-skip-about"));
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                let (skip, stay) = (text!("win-skip-yes"), text!("win-skip-stay"));
                if ui.add(Press::new(&skip).kind(Kind::Danger)).clicked() {
                    answer = Some(true);
                }
                if ui.add(Press::primary(&stay).shortcut(keys::CANCEL)).clicked() {
                    answer = Some(false);
                }
            });
        });
        match answer.or(modal.should_close().then_some(false)) {
            Some(true) => self.leave(session),
            Some(false) => self.skipping = false,
            None => {}
        }
    }

    fn leave(&mut self, session: &mut Session) {
        *self = Self::default();
        session.memory.welcomed = true;
        session.save_memory();
        session.ask_for(Command::Go(Place::Start));
    }

    fn listen(&mut self, ui: &Ui, session: &mut Session) {
        match finished(&mut self.making, ui.ctx()) {
            Some(Ok(Ok(recipient))) => self.has_key(recipient, session),
            Some(Ok(Err(error)) | Err(error)) => {
                self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
            }
            None => {}
        }
        if let Some((_, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            self.card_path = paths.first().map(|p| p.display().to_string()).unwrap_or_default();
        }
    }

    fn steps(&self, ui: &mut Ui) {
        let p = palette(ui);
        let steps = [
            (Step::Name, text!("win-step-name")),
            (Step::Passphrase, text!("win-step-passphrase")),
            (Step::Card, text!("win-step-card")),
        ];
        ui.horizontal_wrapped(|ui| {
            for (number, (step, name)) in (1..).zip(steps) {
                let here =
                    step == self.step || self.step == Step::Import && step == Step::Passphrase;
                let color = if here { p.primary } else { p.muted };
                let font = crate::theme::strong_font(14.0);
                let words = text!("win-step", number = number, name = name);
                let words = eframe::egui::RichText::new(words).font(font).color(color);
                // Not by the colour alone.
                ui.label(if here { words.underline() } else { words });
                ui.add_space(14.0);
            }
        });
    }

    fn name(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::User, text!("win-name-title"));
        ui.label(muted(ui, text!("win-name-about")));
        let named = field(ui, &text!("win-name"), &text!("win-name-hint"), &mut self.name);
        let mailed = field(ui, &text!("win-email"), &text!("win-email-hint"), &mut self.email);
        let enter = ui.input(|input| input.key_pressed(Key::Enter));
        let entered = enter && (named.lost_focus() || mailed.lost_focus());
        let ready = Label::parse(&self.name).is_some();
        ui.add_space(4.0);
        let (next, have) = (text!("win-continue"), text!("win-import"));
        ui.horizontal_wrapped(|ui| {
            let press = Press::primary(&next).icon(Icon::ArrowRight);
            if (ui.add_enabled(ready, press).clicked() || entered) && ready {
                match self.made {
                    None => self.step = Step::Passphrase,
                    Some(_) => self.make_card(session),
                }
            }
            if self.made.is_none() && ui.add(Press::new(&have).icon(Icon::KeyRound)).clicked() {
                self.step = Step::Import;
            }
        });
    }

    fn passphrase(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::KeyRound, text!("win-own-passphrase"));
        ui.label(muted(ui, text!("win-own-passphrase-about")));
        let entered = self.new.ui(ui, &text!("win-passphrase"), session);
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let make = match self.new.is_generated() {
                false => text!("win-make-key"),
                true => text!("win-make-key-noted"),
            };
            let ready = self.new.is_ready();
            let press = Press::primary(&make).icon(Icon::ArrowRight);
            if (ui.add_enabled(ready, press).clicked() || entered) && ready {
                self.fault = self.make(ui, session).err().map(Fault::from);
            }
            if let Err(error) = self.new.other_way(ui) {
                self.fault = Some(error.into());
            }
        });
    }

    fn make(&mut self, ui: &Ui, session: &Session) -> Result<()> {
        let passphrase = self.new.chosen(session)?;
        let (home, cost) = (session.home().clone(), session.passphrase_cost());
        let make = move |_: &_| own_keys::make(&home, &passphrase, cost);
        self.making = Some(Job::start(ui.ctx(), text!("win-making-key"), make));
        Ok(())
    }

    /// Import of a key.
    fn import(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::KeyRound, text!("win-import"));
        match self.import.ui(ui, session) {
            Outcome::Open => {}
            Outcome::GivenUp => self.step = Step::Name,
            Outcome::TakenIn(recipient) => self.has_key(recipient, session),
        }
    }

    /// Goes on to the card, once there is a key.
    fn has_key(&mut self, recipient: Recipient, session: &mut Session) {
        session.memory.welcomed = true;
        session.save_memory();
        session.reload();
        self.made = Some(recipient);
        (self.new, self.import) = (NewPassphrase::default(), KeyImport::default());
        match Label::parse(&self.name) {
            Some(_) => self.make_card(session),
            None => self.step = Step::Name,
        }
    }

    fn make_card(&mut self, session: &mut Session) {
        let Some(recipient) = self.made.clone() else { return };
        let card = own_keys::card(&self.name, &self.email, "", recipient);
        self.fault = own_keys::save_card(session.home(), &card).err().map(Fault::from);
        session.reload();
        let name = Label::lossy(&self.name).to_string().replace(['/', '\\'], "-");
        self.card_path =
            super::documents().join(format!("{name}.scelle-card")).display().to_string();
        self.step = Step::Card;
    }

    fn card(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::IdCard, text!("win-card-title"));
        ui.label(muted(ui, text!("win-card-about")));
        let (_, browse) = path_field(ui, &text!("win-card-path"), &mut self.card_path);
        if browse && self.dialog.is_none() {
            let proposed = Wanted::Save(PathBuf::from(&self.card_path));
            self.dialog = Some(Dialog::show(ui.ctx(), (), proposed, text!("win-card-title")));
        }
        if let Some(path) = &self.saved {
            let place = escape(&path.display().to_string());
            notice(ui, Tone::Good, &text!("win-card-saved"), &place);
        }
        ui.horizontal(|ui| {
            let (save, done) = (text!("win-card-save"), text!("win-done"));
            let press = Press::new(&save).icon(Icon::Save);
            let press = if self.saved.is_none() { press.kind(Kind::Primary) } else { press };
            if ui.add(press).clicked()
                && let Some(recipient) = self.made.clone()
            {
                let card = own_keys::card(&self.name, &self.email, "", recipient);
                let path = PathBuf::from(self.card_path.trim());
                match own_keys::export_card(&card, &path, false) {
                    Ok(()) => (self.saved, self.fault) = (Some(path), None),
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            let press = Press::new(&done).icon(Icon::Check);
            let press = if self.saved.is_some() { press.kind(Kind::Primary) } else { press };
            if ui.add(press).clicked() {
                self.leave(session);
            }
        });
    }
}
