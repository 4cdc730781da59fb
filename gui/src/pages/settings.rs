//! The settings: language, looks, one's own key, and the rules of the organisation.

use eframe::egui::{ScrollArea, ThemePreference, Ui};
use lucide_icons::Icon;
use scelle_core::config::Config;
use scelle_core::container::entry::escape;
use scelle_core::error::{Error, Result};
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::strength;
use scelle_i18n::{Language, policy_in_words, text};

use crate::app::{Place, Wish};
use crate::desk::{self, Desk};
use crate::identity;
use crate::job::{Job, finished};
use crate::theme::palette;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, choice, fault, heading, muted, notice, secret_field, section,
    sentence, sheet, working,
};

/// The page.
#[derive(Default)]
pub(crate) struct SettingsPage {
    language: Option<Language>,
    changing: bool,
    old: Secret,
    new: Secret,
    again: Secret,
    job: Option<Job<Result<()>>>,
    changed: bool,
    fault: Option<Fault>,
}

impl SettingsPage {
    /// Whether something is at work.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// The page is about to be shown.
    pub(crate) fn enter(&mut self, desk: &Desk) {
        *self = Self {
            language: desk.config.language.as_deref().and_then(Language::parse),
            ..Self::default()
        };
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, desk: &mut Desk) {
        match finished(&mut self.job, ui.ctx()) {
            Some(Ok(Ok(()))) => (self.changed, self.changing) = (true, false),
            Some(Ok(Err(error)) | Err(error)) => {
                self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
            }
            None => {}
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-settings-title"), &text!("win-settings-about"));
                sheet(ui, |ui| self.looks(ui, desk));
                ui.add_space(6.0);
                sheet(ui, |ui| self.key(ui, desk));
                ui.add_space(6.0);
                sheet(ui, |ui| rules(ui, desk));
                ui.add_space(12.0);
            });
        });
    }

    fn looks(&mut self, ui: &mut Ui, desk: &mut Desk) {
        section(ui, Icon::Languages, text!("win-language"));
        let all = [
            (None, text!("win-language-system")),
            (Some(Language::French), "Français".to_owned()),
            (Some(Language::English), "English".to_owned()),
        ];
        if choice(ui, &mut self.language, &all) {
            let code = self.language.map(Language::code);
            desk.config.language = code.map(str::to_owned);
            scelle_i18n::select(desk::language(desk));
            if let Some(path) = desk.home.config_path() {
                self.fault = Config::set_language(&path, code).err().map(Fault::from);
            }
        }
        ui.add_space(8.0);
        section(ui, Icon::SunMoon, text!("win-theme"));
        let all = [
            (ThemePreference::System, text!("win-theme-system")),
            (ThemePreference::Light, text!("win-theme-light")),
            (ThemePreference::Dark, text!("win-theme-dark")),
        ];
        let themed = choice(ui, &mut desk.memory.theme, &all);
        ui.add_space(8.0);
        section(ui, Icon::ALargeSmall, text!("win-scale"));
        let all = [1.0f32, 1.25, 1.5, 2.0];
        let percent = |scale: f32| text!("win-percent", percent = (scale * 100.0).round() as u64);
        let all: Vec<(f32, String)> = all.into_iter().map(|s| (s, percent(s))).collect();
        let scaled = choice(ui, &mut desk.memory.scale, &all);
        if themed || scaled {
            desk.save_memory();
            desk.wish(Wish::Dress);
        }
    }

    fn key(&mut self, ui: &mut Ui, desk: &mut Desk) {
        section(ui, Icon::KeyRound, text!("win-my-key"));
        let Some(recipient) = desk.own.last().cloned() else {
            ui.label(muted(ui, text!("win-my-key-none")));
            let make = text!("win-side-no-key");
            if ui.add(Press::new(&make).icon(Icon::KeyRound)).clicked() {
                desk.wish(Wish::Go(Place::Welcome));
            }
            return fault(ui, &mut self.fault);
        };
        ui.label(muted(ui, text!("win-fingerprint")));
        super::fingerprint_digits(ui, &Fingerprint::of(&recipient).to_string());
        if let Some(path) = desk.home.identities().pop() {
            let path = escape(&path.display().to_string());
            ui.label(muted(ui, text!("win-my-key-file", path = path)));
        }
        if let Some(job) = &self.job {
            return working(ui, job);
        }
        if self.changed {
            notice(ui, Tone::Good, &text!("win-passphrase-changed"), "");
        }
        let change = text!("win-change-passphrase");
        if !self.changing {
            let press = Press::new(&change).icon(Icon::KeySquare);
            if ui.add(press).clicked() {
                (self.changing, self.changed) = (true, false);
            }
            return fault(ui, &mut self.fault);
        }
        secret_field(ui, &text!("win-passphrase-now"), &mut self.old);
        secret_field(ui, &text!("win-passphrase-new"), &mut self.new);
        super::strength_line(ui, &self.new);
        secret_field(ui, &text!("win-passphrase-again"), &mut self.again);
        if !self.again.is_empty() && self.again.typed() != self.new.typed() {
            ui.colored_label(palette(ui).danger, text!("win-passphrases-differ"));
        }
        ui.horizontal(|ui| {
            let ready = !self.old.is_empty()
                && !self.new.is_empty()
                && self.new.typed() == self.again.typed();
            let press = Press::primary(&change).icon(Icon::KeySquare);
            if ui.add_enabled(ready, press).clicked() {
                self.change(ui, desk);
            }
            let cancel = text!("win-cancel");
            if ui.add(Press::new(&cancel).kind(Kind::Plain)).clicked() {
                self.changing = false;
                (self.old, self.new, self.again) =
                    (Secret::default(), Secret::default(), Secret::default());
            }
        });
        fault(ui, &mut self.fault);
    }

    fn change(&mut self, ui: &Ui, desk: &Desk) {
        let rules = desk.rules();
        let chosen = self.new.passphrase().and_then(|new| {
            strength::check(&new)?;
            rules.check_passphrase(&new)?;
            Ok((self.old.take()?, new))
        });
        match chosen {
            Err(error) => self.fault = Some(error.into()),
            Ok((old, new)) => {
                (self.new, self.again, self.fault) = (Secret::default(), Secret::default(), None);
                let (home, cost) = (desk.home.clone(), desk.passphrase_cost());
                let change = move |_: &_| identity::change_passphrase(&home, &old, &new, cost);
                self.job = Some(Job::start(ui.ctx(), text!("win-changing-passphrase"), change));
            }
        }
    }
}

fn rules(ui: &mut Ui, desk: &Desk) {
    section(ui, Icon::Scale, text!("win-policy"));
    let Some(policy) = &desk.policy else {
        return notice(ui, Tone::Danger, &text!("win-policy-unreadable"), "");
    };
    for words in policy_in_words(policy) {
        ui.horizontal_wrapped(|ui| {
            ui.label(muted(ui, "•"));
            ui.label(sentence(&words));
        });
    }
}
