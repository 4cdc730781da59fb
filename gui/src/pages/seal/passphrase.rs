//! An access by passphrase, beside the recipients.

use eframe::egui::Ui;
use lucide_icons::Icon;
use scelle_core::profile::policy::PassphraseUse;
use scelle_i18n::{sentence, text};

use super::SealPage;
use crate::pages::passphrase::generate;
use crate::pages::{passphrase_to_give, strength_line};
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{choice, draw_icon, muted, secret_field, section};

/// The access by passphrase.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Access {
    #[default]
    None,
    Generated,
    Typed,
}

impl SealPage {
    pub(super) fn passphrase(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::KeyRound, text!("win-passphrase-access"));
        let uses = session.profile.policy().map(|policy| policy.passphrases.demand);
        if uses.is_ok_and(|uses| uses == PassphraseUse::Forbidden) {
            self.access = Access::None;
            draw_locked(ui, &text!("policy-passphrases-forbidden"));
            return;
        }
        ui.label(muted(ui, text!("win-passphrase-access-about")));
        let all = [
            (Access::None, text!("win-access-none")),
            (Access::Generated, text!("win-access-generated")),
            (Access::Typed, text!("win-access-typed")),
        ];
        choice(ui, &text!("win-passphrase-access"), &mut self.access, &all);
        match self.access {
            Access::None => {}
            Access::Generated => self.generated(ui, session),
            Access::Typed => {
                secret_field(ui, &text!("win-passphrase"), &mut self.typed);
                strength_line(ui, &self.typed);
                secret_field(ui, &text!("win-passphrase-again"), &mut self.again);
                if !self.again.is_empty() && self.again.typed() != self.typed.typed() {
                    ui.colored_label(palette(ui).danger, text!("win-passphrases-differ"));
                }
            }
        }
    }

    fn generated(&mut self, ui: &mut Ui, session: &mut Session) {
        if self.generated.is_none() {
            match generate() {
                Ok(passphrase) => self.generated = Some(passphrase),
                Err(error) => self.fault = Some(error.into()),
            }
        }
        if let Some(passphrase) = &self.generated {
            self.copied |= passphrase_to_give(ui, passphrase, session);
        }
    }
}

fn draw_locked(ui: &mut Ui, why: &str) {
    ui.horizontal(|ui| {
        draw_icon(ui, Icon::Lock, 16.0, palette(ui).muted);
        ui.label(muted(ui, sentence(why)));
    });
}
