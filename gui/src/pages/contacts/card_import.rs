//! A card, before it becomes a contact.

use std::collections::VecDeque;
use std::path::PathBuf;

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::error::Error;
use scelle_core::files::output::Existing;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::label::Label;
use scelle_core::profile::card::Card;
use scelle_core::profile::contacts::{Added, Contacts};
use scelle_i18n::{format_count, text};

use super::{ContactsPage, Purpose};
use crate::dialogs::{Dialog, Wanted};
use crate::session::{Session, today};
use crate::widgets::{Fault, Press, Tone, drop_area, field, muted, notice, path_field, section};

/// A card to import.
pub(super) struct CardImport {
    card: Card,
    name: String,
    /// Whether the user accepts another key for the contact of this name.
    replace: bool,
}

impl ContactsPage {
    /// Reads cards and shows them one after the other, before they are imported.
    pub(crate) fn import(&mut self, paths: &[PathBuf]) {
        (self.said, self.fault) = (None, None);
        for path in paths {
            match Card::read(path) {
                Ok(card) => {
                    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                    self.offer(card, &stem);
                }
                Err(error) => self.fault = Some(error.into()),
            }
        }
    }

    /// Shows a card before import, under its own name or else this one.
    pub(crate) fn offer(&mut self, card: Card, name: &str) {
        let name = card.name.clone().unwrap_or_else(|| Label::lossy(name)).to_string();
        self.imports.push_back(CardImport { card, name, replace: false });
        self.shown = None;
    }

    /// Adds all waiting cards that need no question.
    fn add_all(&mut self, session: &mut Session) {
        let (mut added, mut left) = (0u64, VecDeque::new());
        for import in std::mem::take(&mut self.imports) {
            let label = Label::parse(&import.name);
            let clear = label.filter(|label| session.contacts().resembling(label).is_none());
            let Some(label) = clear else {
                left.push_back(import);
                continue;
            };
            let add = |contacts: &mut Contacts| {
                contacts.add(&import.card, label.clone(), &today(), Existing::Refuse)
            };
            let clear = session.profile.refuse_another_key(&import.card, &label);
            match clear.and_then(|()| session.edit_contacts(add)) {
                Ok(_) => added += 1,
                Err(error) => {
                    // The first error is shown, with its card.
                    self.fault = self.fault.take().or(Some(error.into()));
                    left.push_back(import);
                }
            }
        }
        self.imports = left;
        let shown = format_count(added);
        self.said = Some((Tone::Good, text!("win-contacts-added", count = added, shown = shown)));
    }

    pub(super) fn take_card(&mut self, ui: &mut Ui) {
        section(ui, Icon::IdCard, text!("win-import-card"));
        let (drop, about) = (text!("win-drop-card"), text!("win-drop-card-about"));
        let clicked = drop_area(ui, &drop, &about, 104.0).clicked();
        let (response, browse) = path_field(ui, &text!("win-card-file"), &mut self.card_path);
        if (clicked || browse) && self.dialog.is_none() {
            let title = text!("win-import-card");
            self.dialog = Some(Dialog::show(ui.ctx(), Purpose::Import, Wanted::Files, title));
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.card_path.trim().is_empty() {
            let path = PathBuf::from(std::mem::take(&mut self.card_path).trim());
            self.import(&[path]);
        }
    }

    pub(super) fn importing(&mut self, ui: &mut Ui, session: &mut Session) {
        let waiting = self.imports.len();
        let Some(import) = self.imports.front_mut() else { return };
        let title = match waiting {
            1 => text!("win-new-contact"),
            _ => text!("win-new-contacts", count = waiting),
        };
        section(ui, Icon::UserPlus, title);
        let named = field(ui, &text!("win-contact-name"), "", &mut import.name);
        let entered = named.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        for label in import.card.email.iter().chain(&import.card.organisation) {
            ui.label(muted(ui, label.to_string()));
        }
        ui.label(muted(ui, text!("win-fingerprint")));
        crate::pages::fingerprint_digits(ui, &Fingerprint::of(&import.card.recipient).to_string());
        let label = Label::parse(&import.name);
        if let Some(like) = label.as_ref().and_then(|label| session.contacts().resembling(label)) {
            let name = like.name.to_string();
            let message = text!("win-resembling", name = name);
            notice(ui, Tone::Caution, &message, &text!("win-resembling-hint"));
        }
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::ContactExists { .. })) {
            ui.checkbox(&mut import.replace, text!("win-contact-replace"));
        }
        let (mut done, mut all) = (false, false);
        ui.horizontal_wrapped(|ui| {
            let (add, cancel) = (text!("win-contact-add"), text!("win-cancel"));
            let press = Press::primary(&add).icon(Icon::UserPlus);
            if (ui.add_enabled(label.is_some(), press).clicked() || entered)
                && let Some(label) = label
            {
                let name = label.to_string();
                let card = import.card.clone();
                let known = if import.replace { Existing::Replace } else { Existing::Refuse };
                let clear = match import.replace {
                    true => Ok(()),
                    false => session.profile.refuse_another_key(&card, &label),
                };
                let add = |contacts: &mut Contacts| contacts.add(&card, label, &today(), known);
                match clear.and_then(|()| session.edit_contacts(add)) {
                    Ok(added) => {
                        let said = match added {
                            Added::Known => text!("win-contact-known", name = name.as_str()),
                            _ => text!("win-contact-added", name = name.as_str()),
                        };
                        self.said = Some((Tone::Good, said));
                        if waiting == 1 {
                            self.shown = Some(name);
                        }
                        (self.fault, done) = (None, true);
                    }
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            let add_all = text!("win-contacts-add-all", count = waiting);
            all = waiting > 1 && ui.add(Press::new(&add_all).icon(Icon::Users)).clicked();
            let press = Press::new(&cancel).shortcut(crate::app::keys::CANCEL);
            done |= ui.add(press).clicked();
        });
        done |= crate::app::keys::pressed(ui, crate::app::keys::CANCEL);
        if all {
            self.add_all(session);
        } else if done {
            self.imports.pop_front();
        }
    }
}
