//! Accesses that a fresh key would lose: the user gives what they need, or removes them.

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_i18n::text;

use super::super::adoption::Adoption;
use super::super::work::EditRequest;
use super::Opened;
use crate::session::Session;
use crate::widgets::{Kind, Press, Secret, Tone, notice, secret_field};

/// Accesses that a fresh key would lose.
pub(super) enum Lost {
    /// The one of this name, without its passphrase.
    Passphrase(String),
    /// This many unlisted accesses.
    Unlisted(usize),
}

impl Opened {
    /// An access by passphrase survives a fresh key only if its passphrase is given.
    pub(super) fn passphrase_needed(&mut self, ui: &mut Ui, session: &Session) {
        let (request, label) = match &self.waiting {
            Some((request, Lost::Passphrase(label))) => (request, escape(label)),
            Some((request, Lost::Unlisted(count))) => {
                let (request, count) = (request.clone(), *count);
                return self.unlisted_lost(ui, request, count, session);
            }
            None => return,
        };
        let (mut request, mut go) = (request.clone(), false);
        notice(
            ui,
            Tone::Caution,
            &text!("win-kept-title", label = label.as_str()),
            &text!("win-kept-about"),
        );
        let name = text!("win-kept-passphrase", label = label.as_str());
        let response = secret_field(ui, &name, &mut self.kept);
        super::super::super::typed_words(ui, &mut self.kept);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let (proceed, cancel) = (text!("win-continue"), text!("win-cancel"));
        ui.horizontal(|ui| {
            let ready = !self.kept.is_empty();
            if ui.add_enabled(ready, Press::primary(&proceed)).clicked() || ready && entered {
                if let Ok(typed) = self.kept.passphrase() {
                    request.kept.push(typed);
                }
                go = true;
            }
            let drop_it = text!("win-kept-drop");
            if let Some(at) = self.access.passphrase_of(&label)
                && ui.add(Press::new(&drop_it).icon(Icon::Trash2)).clicked()
            {
                request.dropped.push(at);
                go = true;
            }
            if ui.add(Press::new(&cancel)).clicked() {
                self.kept = Secret::default();
                self.waiting = None;
            }
        });
        if go {
            self.run(ui.ctx(), request);
        }
    }

    /// Accesses that no list names cannot be given again under a fresh key.
    fn unlisted_lost(
        &mut self,
        ui: &mut Ui,
        mut request: EditRequest,
        count: usize,
        session: &Session,
    ) {
        let hint = text!("win-unlisted-lost-hint");
        notice(ui, Tone::Caution, &text!("win-unlisted-lost", count = count), &hint);
        ui.horizontal_wrapped(|ui| {
            let (adopt, lose) = (text!("win-adopt"), text!("win-unlisted-lose"));
            let press = Press::primary(&adopt).icon(Icon::UserCheck);
            if ui.add(press).clicked() {
                self.adoption = Some(Adoption::new(&self.listing, session));
                self.waiting = None;
            }
            if ui.add(Press::new(&lose).icon(Icon::Trash2).kind(Kind::Danger)).clicked() {
                request.options.drop_unlisted = true;
                self.run(ui.ctx(), request);
            }
            if ui.add(Press::new(&text!("win-cancel"))).clicked() {
                self.waiting = None;
            }
        });
    }
}
