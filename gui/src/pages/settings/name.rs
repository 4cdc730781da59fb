//! The user's name and address, as others see them.

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::keys::label::Label;
use scelle_core::profile::card::Card;
use scelle_core::profile::config::Config;
use scelle_i18n::text;

use crate::own_keys;
use crate::session::{Session, today};
use crate::widgets::{Fault, Press, Tone, fault, field, muted, notice, section};

/// The fields.
#[derive(Default)]
pub(super) struct Name {
    name: String,
    email: String,
    saved: bool,
    fault: Option<Fault>,
}

impl Name {
    /// The fields, with the current values.
    pub(super) fn new(session: &Session) -> Self {
        let name = session.own_name().map(|name| name.to_string()).unwrap_or_default();
        let email = session.card().and_then(|card| card.email.as_ref());
        let email = email.map(ToString::to_string).unwrap_or_default();
        Self { name, email, saved: false, fault: None }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::User, text!("win-my-name"));
        ui.label(muted(ui, text!("win-my-name-about")));
        let mut entered = false;
        let mut typed = |ui: &mut Ui, name: &str, hint: &str, value: &mut String| {
            let response = field(ui, name, hint, value);
            entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            response.changed()
        };
        let mut changed = typed(ui, &text!("win-name"), &text!("win-name-hint"), &mut self.name);
        // The address stands on the card, and there is no card without a key.
        if !session.own().is_empty() {
            changed |= typed(ui, &text!("win-email"), &text!("win-email-hint"), &mut self.email);
        }
        self.saved &= !changed;
        if self.saved {
            notice(ui, Tone::Good, &text!("win-my-name-saved"), &text!("win-my-name-next"));
        }
        fault(ui, &mut self.fault);
        let save = text!("win-my-name-save");
        let name = Label::parse(self.name.trim());
        let press = Press::new(&save).icon(Icon::Check);
        let pressed = ui.add_enabled(name.is_some(), press).clicked() || entered;
        if let Some(name) = name.filter(|_| pressed) {
            let saved = self.save(session, &name);
            session.reload();
            (self.saved, self.fault) = (saved.is_ok(), saved.err().map(Fault::from));
        }
    }

    /// On the card, where there is a key; in the preferences otherwise.
    fn save(&self, session: &Session, name: &Label) -> Result<()> {
        let Some(recipient) = session.own().last().cloned() else {
            return match session.home().config_path() {
                Some(path) => Config::set_name(&path, name),
                None => Ok(()),
            };
        };
        let (name, email) = (Some(name.clone()), Label::parse(self.email.trim()));
        let card = match session.card().cloned() {
            Some(card) => Card { name, email, date: Label::parse(&today()), ..card },
            None => Card { name, ..own_keys::card("", &self.email, "", recipient) },
        };
        own_keys::save_card(session.home(), &card)
    }
}
