//! The recipients.

use eframe::egui::Ui;
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_i18n::text;

use super::{Access, SealPage};
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::people::chip;
use crate::widgets::{Tone, muted, notice, section};

impl SealPage {
    pub(super) fn people(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::Users, text!("win-recipients"));
        let p = palette(ui);
        let oneself = session.oneself();
        let imposed: Vec<(String, String)> = session
            .rules()
            .recovery
            .iter()
            .map(|recovery| (recovery.label.to_string(), recovery.file.display().to_string()))
            .collect();
        self.picker.ui(ui, session, |ui| {
            if let Some(oneself) = &oneself {
                let words = text!("win-oneself-about");
                let name = text!("win-oneself", name = oneself.label.to_string());
                chip(ui, Icon::UserCheck, p.primary, &name, &words, None);
            }
            for (label, file) in &imposed {
                let words = text!("win-imposed-about", file = escape(file));
                let name = text!("win-imposed", name = label.as_str());
                chip(ui, Icon::Lock, p.muted, &name, &words, None);
            }
        });
        if !imposed.is_empty() {
            ui.label(muted(ui, text!("win-imposed-why")));
        }
        let classical = |person: &&scelle_core::profile::directory::Addressee| {
            !person.recipient.kind().is_post_quantum()
        };
        let classical = self.picker.chosen.iter().find(classical).map(|p| p.label.to_string());
        if let Some(name) = classical {
            let message = text!("win-classical", name = name.as_str());
            notice(ui, Tone::Caution, &message, &text!("win-classical-hint"));
            ui.checkbox(&mut self.allow_classical, text!("win-classical-allow"));
        }
        let nobody_else = self.picker.chosen.is_empty() && self.access == Access::None;
        if oneself.is_none() {
            ui.label(muted(ui, text!("win-no-key-yet")));
        } else if nobody_else && imposed.is_empty() {
            ui.label(muted(ui, text!("win-only-oneself")));
        }
    }
}
