//! The settings: language, looks, one's own key, and the rules of the organisation.

mod keys;
mod name;

use eframe::egui::{Sense, ThemePreference, Ui, vec2};
use lucide_icons::Icon;
use scelle_core::profile::config::Config;
use scelle_i18n::{Language, policy_in_words, sentence, text};

use self::keys::Keys;
use self::name::Name;
use crate::app::Command;
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{Fault, Tone, choice, fault, heading, muted, notice, section, sheet};

/// The page.
#[derive(Default)]
pub(crate) struct SettingsPage {
    language: Option<Language>,
    name: Name,
    keys: Keys,
    fault: Option<Fault>,
}

impl SettingsPage {
    /// Whether work is in progress.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        self.keys.is_busy()
    }

    /// The page is about to be shown.
    pub(crate) fn enter(&mut self, session: &Session) {
        *self = Self {
            language: session
                .profile
                .config()
                .ok()
                .and_then(|config| config.language.as_deref())
                .and_then(Language::parse),
            name: Name::new(session),
            keys: Keys::new(session),
            fault: None,
        };
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        super::scroll(ui, "settings", session).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-settings-title"), &text!("win-settings-about"));
                sheet(ui, |ui| self.looks(ui, session));
                ui.add_space(6.0);
                sheet(ui, |ui| self.name.ui(ui, session));
                ui.add_space(6.0);
                sheet(ui, |ui| self.keys.ui(ui, session));
                ui.add_space(6.0);
                sheet(ui, |ui| rules(ui, session));
                ui.add_space(6.0);
                sheet(ui, about);
                ui.add_space(12.0);
            });
        });
    }

    fn looks(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::Languages, text!("win-language"));
        let all = [
            (None, text!("win-language-system")),
            (Some(Language::French), "Français".to_owned()),
            (Some(Language::English), "English".to_owned()),
        ];
        if choice(ui, &text!("win-language"), &mut self.language, &all) {
            let code = self.language.map(Language::code);
            session.choose_language(self.language);
            if let Some(path) = session.home().config_path() {
                self.fault = Config::set_language(&path, code).err().map(Fault::from);
                session.reload();
            }
        }
        fault(ui, &mut self.fault);
        ui.add_space(8.0);
        section(ui, Icon::SunMoon, text!("win-theme"));
        let all = [
            (ThemePreference::System, text!("win-theme-system")),
            (ThemePreference::Light, text!("win-theme-light")),
            (ThemePreference::Dark, text!("win-theme-dark")),
        ];
        let themed = choice(ui, &text!("win-theme"), &mut session.memory.theme, &all);
        ui.add_space(8.0);
        section(ui, Icon::ALargeSmall, text!("win-scale"));
        let all = [1.0f32, 1.25, 1.5, 2.0];
        let percent = |scale: f32| text!("win-percent", percent = (scale * 100.0).round() as u64);
        let all: Vec<(f32, String)> = all.into_iter().map(|s| (s, percent(s))).collect();
        let scaled = choice(ui, &text!("win-scale"), &mut session.memory.scale, &all);
        if themed || scaled {
            session.save_memory();
            session.ask_for(Command::Dress);
        }
    }
}

fn rules(ui: &mut Ui, session: &Session) {
    section(ui, Icon::Scale, text!("win-policy"));
    let Ok(policy) = session.profile.policy() else {
        return notice(ui, Tone::Danger, &text!("win-policy-unreadable"), "");
    };
    for words in policy_in_words(policy) {
        ui.horizontal_top(|ui| {
            // Painted, so that screen readers do not read it.
            let (rect, _) = ui.allocate_exact_size(vec2(10.0, 20.0), Sense::empty());
            ui.painter().circle_filled(rect.center(), 2.0, palette(ui).muted);
            ui.vertical(|ui| ui.label(sentence(&words)));
        });
    }
}

/// Version, licences, fonts.
fn about(ui: &mut Ui) {
    section(ui, Icon::Info, text!("win-about"));
    let version = env!("CARGO_PKG_VERSION");
    ui.label(crate::theme::strong(text!("win-about-version", version = version)));
    ui.label(text!("win-about-licence", licence = env!("CARGO_PKG_LICENSE")));
    ui.label(muted(ui, text!("win-about-fonts")));
    let site = env!("CARGO_PKG_REPOSITORY");
    ui.hyperlink(site);
}
