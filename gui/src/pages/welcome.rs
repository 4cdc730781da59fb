//! The first time: a name, a passphrase, a card. It can be skipped.

use std::path::PathBuf;

use eframe::egui::{Key, ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::container::access::Label;
use scelle_core::container::entry::escape;
use scelle_core::error::{Error, Result};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::recipient::Recipient;
use scelle_core::keys::strength::{self, WordList};
use scelle_i18n::{Language, text};

use crate::app::{Place, Wish};
use crate::desk::Desk;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::identity;
use crate::job::{Job, finished};
use crate::theme::palette;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, fault, field, heading, muted, notice, path_field,
    secret_field, section, sheet, working,
};

#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Step {
    #[default]
    Name,
    Passphrase,
    Card,
}

/// The page.
#[derive(Default)]
pub(crate) struct WelcomePage {
    step: Step,
    name: String,
    email: String,
    generated: Option<Passphrase>,
    typed: Secret,
    again: Secret,
    making: Option<Job<Result<Recipient>>>,
    made: Option<Recipient>,
    card_path: String,
    saved: Option<PathBuf>,
    fault: Option<Fault>,
    dialog: Option<Dialog<()>>,
}

impl WelcomePage {
    /// Whether a key is being made.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        self.making.is_some()
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, desk: &mut Desk) {
        self.listen(ui, desk);
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-welcome-title"), &text!("win-welcome-about"));
                self.steps(ui);
                ui.add_space(8.0);
                if let Some(job) = &self.making {
                    return sheet(ui, |ui| working(ui, job));
                }
                sheet(ui, |ui| match self.step {
                    Step::Name => self.name(ui),
                    Step::Passphrase => self.passphrase(ui, desk),
                    Step::Card => self.card(ui, desk),
                });
                fault(ui, &mut self.fault);
                if self.step != Step::Card {
                    ui.add_space(8.0);
                    let skip = text!("win-welcome-skip");
                    if ui.add(Press::new(&skip).kind(Kind::Quiet)).clicked() {
                        leave(desk);
                    }
                }
            });
        });
    }

    fn listen(&mut self, ui: &Ui, desk: &mut Desk) {
        match finished(&mut self.making, ui.ctx()) {
            Some(Ok(Ok(recipient))) => {
                let card = identity::card(&self.name, &self.email, "", recipient.clone());
                self.fault = identity::save_card(&desk.home, &card).err().map(Fault::from);
                self.made = Some(recipient);
                self.step = Step::Card;
                desk.memory.welcomed = true;
                desk.save_memory();
                desk.reload();
            }
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
                let here = step == self.step;
                let color = if here { p.primary } else { p.muted };
                let font = crate::theme::strong_font(14.0);
                let words = text!("win-step", number = number, name = name);
                ui.label(eframe::egui::RichText::new(words).font(font).color(color));
                ui.add_space(14.0);
            }
        });
    }

    fn name(&mut self, ui: &mut Ui) {
        section(ui, Icon::User, text!("win-name-title"));
        ui.label(muted(ui, text!("win-name-about")));
        let named = field(ui, &text!("win-name"), &text!("win-name-hint"), &mut self.name);
        let mailed = field(ui, &text!("win-email"), &text!("win-email-hint"), &mut self.email);
        let enter = ui.input(|input| input.key_pressed(Key::Enter));
        let entered = enter && (named.lost_focus() || mailed.lost_focus());
        let ready = Label::parse(&self.name).is_some();
        ui.add_space(4.0);
        let next = text!("win-continue");
        let press = Press::primary(&next).icon(Icon::ArrowRight);
        if ui.add_enabled(ready, press).clicked() || ready && entered {
            self.step = Step::Passphrase;
        }
    }

    fn passphrase(&mut self, ui: &mut Ui, desk: &mut Desk) {
        section(ui, Icon::KeyRound, text!("win-own-passphrase"));
        ui.label(muted(ui, text!("win-own-passphrase-about")));
        match &self.generated {
            Some(passphrase) => super::shown_passphrase(ui, passphrase, desk),
            None => {
                secret_field(ui, &text!("win-passphrase"), &mut self.typed);
                super::strength_line(ui, &self.typed);
                secret_field(ui, &text!("win-passphrase-again"), &mut self.again);
                if !self.again.is_empty() && self.again.typed() != self.typed.typed() {
                    ui.colored_label(palette(ui).danger, text!("win-passphrases-differ"));
                }
            }
        }
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            let (make, other) = match self.generated {
                None => (text!("win-make-key"), text!("win-generate")),
                Some(_) => (text!("win-make-key-noted"), text!("win-choose-own")),
            };
            let chosen = !self.typed.is_empty() && self.typed.typed() == self.again.typed();
            let ready = self.generated.is_some() || chosen;
            let press = Press::primary(&make).icon(Icon::ArrowRight);
            if ui.add_enabled(ready, press).clicked() {
                self.make(ui, desk);
            }
            if ui.add(Press::new(&other).icon(Icon::Dices)).clicked() {
                self.switch();
            }
        });
    }

    fn switch(&mut self) {
        if self.generated.take().is_some() {
            return;
        }
        let words = match scelle_i18n::current() {
            Language::English => WordList::English,
            Language::French => WordList::French,
        };
        match strength::generate(words) {
            Ok(passphrase) => self.generated = Some(passphrase),
            Err(error) => self.fault = Some(error.into()),
        }
    }

    fn make(&mut self, ui: &Ui, desk: &Desk) {
        self.fault = None;
        let rules = desk.rules();
        let chosen = match self.generated.clone() {
            Some(generated) => Ok(generated),
            None => self.typed.passphrase().and_then(|typed| {
                strength::check(&typed)?;
                rules.check_passphrase(&typed)?;
                Ok(typed)
            }),
        };
        match chosen {
            Err(error) => self.fault = Some(error.into()),
            Ok(passphrase) => {
                let (home, cost) = (desk.home.clone(), desk.passphrase_cost());
                let make = move |_: &_| identity::make(&home, &passphrase, cost);
                self.making = Some(Job::start(ui.ctx(), text!("win-making-key"), make));
                (self.typed, self.again) = (Secret::default(), Secret::default());
                let name = Label::lossy(&self.name).to_string().replace(['/', '\\'], "-");
                let folder = directories_documents();
                self.card_path = folder.join(format!("{name}.scelle-card")).display().to_string();
            }
        }
    }

    fn card(&mut self, ui: &mut Ui, desk: &mut Desk) {
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
                let card = identity::card(&self.name, &self.email, "", recipient);
                let path = PathBuf::from(self.card_path.trim());
                match identity::export_card(&card, &path, false) {
                    Ok(()) => (self.saved, self.fault) = (Some(path), None),
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            let press = Press::new(&done).icon(Icon::Check);
            let press = if self.saved.is_some() { press.kind(Kind::Primary) } else { press };
            if ui.add(press).clicked() {
                *self = Self::default();
                leave(desk);
            }
        });
    }
}

fn leave(desk: &mut Desk) {
    desk.memory.welcomed = true;
    desk.save_memory();
    desk.wish(Wish::Go(Place::Start));
}

/// Where people keep what they write.
fn directories_documents() -> PathBuf {
    let user = directories::UserDirs::new();
    let documents = user.as_ref().and_then(|user| user.document_dir().map(PathBuf::from));
    documents.or_else(|| user.map(|user| user.home_dir().to_owned())).unwrap_or_default()
}
