//! One contact: verification, groups, removal.

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_core::keys::label::Label;
use scelle_core::profile::contacts::Contact;
use scelle_i18n::text;

use super::{ContactsPage, trust_of};
use crate::session::{Session, today};
use crate::theme;
use crate::theme::palette;
use crate::widgets::people::{chip, trust_mark};
use crate::widgets::{Fault, Kind, Press, Tone, draw_icon, field, muted, section, sheet};

/// Number of digits of a fingerprint.
const DIGITS: usize = 30;

impl ContactsPage {
    pub(super) fn one(&mut self, ui: &mut Ui, session: &mut Session, name: &str) {
        let back = text!("win-back");
        let press = Press::new(&back).icon(Icon::ArrowLeft).kind(Kind::Quiet);
        let escape_pressed = crate::app::keys::pressed(ui, crate::app::keys::CANCEL);
        let contact = session.contacts().all().iter().find(|contact| contact.name.as_str() == name);
        let contact = contact.cloned();
        if ui.add(press.shortcut(crate::app::keys::CANCEL)).clicked() || escape_pressed {
            self.shown = None;
            self.said = None;
        }
        let Some(contact) = contact else {
            self.shown = None;
            return;
        };
        sheet(ui, |ui| {
            let trust = trust_of(&contact);
            let (icon, color, words) = trust_mark(ui, trust);
            ui.label(theme::title(contact.name.to_string()));
            for label in contact.email.iter().chain(&contact.organisation) {
                ui.label(muted(ui, label.to_string()));
            }
            ui.horizontal(|ui| {
                draw_icon(ui, icon, 16.0, color);
                ui.colored_label(color, words);
            });
        });
        ui.add_space(6.0);
        sheet(ui, |ui| self.verify(ui, session, &contact));
        ui.add_space(6.0);
        sheet(ui, |ui| self.groups_of(ui, session, &contact));
        ui.add_space(6.0);
        sheet(ui, |ui| self.removal(ui, session, name));
        ui.add_space(12.0);
    }

    fn verify(&mut self, ui: &mut Ui, session: &mut Session, contact: &Contact) {
        section(ui, Icon::Fingerprint, text!("win-verify-contact"));
        ui.label(muted(ui, text!("win-verify-contact-about", name = contact.name.to_string())));
        let ours = Fingerprint::of(&contact.recipient).to_string();
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() - 16.0) / 2.0;
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.label(theme::strong(text!("win-fingerprint-here")));
                crate::pages::fingerprint_digits(ui, &ours);
            });
            ui.add_space(8.0);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.label(theme::strong(text!("win-fingerprint-there")));
                compared(ui, &ours, &self.read);
            });
        });
        let hint = text!("win-fingerprint-hint");
        field(ui, &text!("win-fingerprint-read"), &hint, &mut self.read);
        let read = self.read.parse::<Fingerprint>().ok();
        let verify = text!("win-verify");
        let press = Press::primary(&verify).icon(Icon::BadgeCheck);
        if ui.add_enabled(read.is_some(), press).clicked()
            && let Some(read) = read
        {
            let name = contact.name.to_string();
            match session.edit_contacts(|contacts| contacts.verify(&name, &read, &today())) {
                Ok(true) => {
                    self.said = Some((Tone::Good, text!("win-verified", name = name)));
                    self.read.clear();
                }
                Ok(false) => {
                    self.said = Some((Tone::Danger, text!("win-not-verified", name = name)));
                }
                Err(error) => self.fault = Some(error.into()),
            }
        }
    }

    fn groups_of(&mut self, ui: &mut Ui, session: &mut Session, contact: &Contact) {
        section(ui, Icon::Users, text!("win-groups"));
        let name = contact.name.to_string();
        let mine = session.contacts().groups().iter().filter(|g| g.members.contains(&contact.name));
        let mine: Vec<String> = mine.map(|group| group.name.to_string()).collect();
        let mut leave = None;
        ui.horizontal_wrapped(|ui| {
            for group in &mine {
                let remove = text!("win-remove-named", name = group.as_str());
                let color = palette(ui).primary;
                if chip(ui, Icon::Users, color, group, group, Some(&remove)) {
                    leave = Some(group.clone());
                }
            }
        });
        if let Some(group) = leave {
            let edited =
                session.edit_contacts(|c| c.remove_from_group(&group, std::slice::from_ref(&name)));
            self.fault = edited.err().map(Fault::from);
        }
        let response =
            field(ui, &text!("win-group-add"), &text!("win-group-add-hint"), &mut self.group);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && let Some(group) = Label::parse(&self.group) {
            let edited = session.edit_contacts(|contacts| {
                contacts.add_to_group(group, std::slice::from_ref(&name))
            });
            self.fault = edited.err().map(Fault::from);
            self.group.clear();
        }
    }

    fn removal(&mut self, ui: &mut Ui, session: &mut Session, name: &str) {
        let remove = text!("win-contact-remove");
        if !self.sure {
            let press = Press::new(&remove).icon(Icon::Trash2).kind(Kind::Danger);
            self.sure = ui.add(press).clicked();
            return;
        }
        ui.label(theme::strong(text!("win-contact-remove-sure", name = name)));
        ui.horizontal(|ui| {
            let cancel = text!("win-cancel");
            if ui.add(Press::new(&remove).icon(Icon::Trash2).kind(Kind::Danger)).clicked() {
                match session.edit_contacts(|contacts| contacts.remove(name)) {
                    Ok(_) => (self.shown, self.said) = (None, None),
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            if ui.add(Press::new(&cancel)).clicked() {
                self.sure = false;
            }
        });
    }
}

/// The typed digits, each group coloured as equal or not.
fn compared(ui: &mut Ui, ours: &str, read: &str) {
    let p = palette(ui);
    let digits: String = read.chars().filter(char::is_ascii_digit).take(DIGITS).collect();
    let groups: Vec<(usize, &str)> = ours.split_whitespace().enumerate().collect();
    crate::pages::digit_groups(ui, &groups, |ui, (number, group)| {
        let theirs: String = digits.chars().skip(number * 5).take(5).collect();
        let color = match theirs.len() {
            5 if theirs == *group => p.good,
            0..=4 if group.starts_with(&theirs) => p.muted,
            _ => p.danger,
        };
        ui.label(crate::pages::large_digits(&format!("{theirs:·<5}")).color(color));
    });
}
