//! The contacts: found, taken in from their cards, and verified by their fingerprint.

use std::path::{Path, PathBuf};

use eframe::egui::{Key, ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::container::access::Label;
use scelle_core::container::entry::escape;
use scelle_core::error::Error;
use scelle_core::keys::card::Card;
use scelle_core::keys::contacts::{Added, Contact};
use scelle_core::keys::directory::Trust;
use scelle_core::keys::fingerprint::Fingerprint;
use scelle_i18n::text;

use crate::app::Command;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::own_keys;
use crate::session::{Session, fold, today};
use crate::theme::{self, palette};
use crate::widgets::people::{chip, trust_mark};
use crate::widgets::{
    Fault, Kind, Press, Tone, draw_icon, drop_area, empty, fault, field, heading, muted, notice,
    path_field, section, sheet,
};

/// The digits of a fingerprint.
const DIGITS: usize = 30;

/// A card that was dropped, before it becomes a contact.
struct CardImport {
    card: Card,
    name: String,
    /// Whether the contact of that name is known to have another key now.
    replace: bool,
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Import,
    MyCard,
}

/// The page.
#[derive(Default)]
pub(crate) struct ContactsPage {
    search: String,
    card_path: String,
    import: Option<CardImport>,
    /// The contact that is shown, by name.
    shown: Option<String>,
    /// What was read on the telephone.
    read: String,
    group: String,
    sure: bool,
    said: Option<(Tone, String)>,
    my_card_path: String,
    fault: Option<Fault>,
    dialog: Option<Dialog<Purpose>>,
}

impl ContactsPage {
    /// Reads a card, to be looked at before it is taken in.
    pub(crate) fn import(&mut self, path: &Path) {
        self.said = None;
        match Card::read(path) {
            Ok(card) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let name = card.name.clone().unwrap_or_else(|| Label::lossy(&stem)).to_string();
                self.import = Some(CardImport { card, name, replace: false });
                self.fault = None;
            }
            Err(error) => self.fault = Some(error.into()),
        }
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        if let Some((purpose, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            match (purpose, paths.first()) {
                (Purpose::Import, Some(path)) => self.import(path),
                (Purpose::MyCard, Some(path)) => self.my_card_path = path.display().to_string(),
                _ => {}
            }
        }
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-contacts-title"), &text!("win-contacts-about"));
                if let Some((tone, words)) = &self.said {
                    notice(ui, *tone, words, "");
                    ui.add_space(4.0);
                }
                fault(ui, &mut self.fault);
                if self.import.is_some() {
                    sheet(ui, |ui| self.importing(ui, session));
                    ui.add_space(6.0);
                }
                match self.shown.clone() {
                    Some(name) => self.one(ui, session, &name),
                    None => self.all(ui, session),
                }
            });
        });
    }

    fn all(&mut self, ui: &mut Ui, session: &mut Session) {
        sheet(ui, |ui| {
            let search = text!("win-search-contacts");
            field(ui, &search, &text!("win-search-contacts-hint"), &mut self.search);
            ui.add_space(2.0);
            let wanted = fold(&self.search);
            let fits = |contact: &&Contact| {
                let about = contact.email.iter().chain(&contact.organisation);
                let words: String = about.map(|label| format!(" {label}")).collect();
                fold(&format!("{}{words}", contact.name)).contains(&wanted)
            };
            if session.contacts.all().is_empty() {
                empty(
                    ui,
                    Icon::Users,
                    &text!("win-contacts-none"),
                    &text!("win-contacts-none-about"),
                );
            }
            let mut people: Vec<&Contact> = session.contacts.all().iter().filter(fits).collect();
            people.sort_by_key(|contact| fold(contact.name.as_str()));
            for contact in people {
                if contact_row(ui, contact) {
                    self.shown = Some(contact.name.to_string());
                    (self.said, self.fault, self.sure) = (None, None, false);
                    self.read.clear();
                }
            }
        });
        ui.add_space(6.0);
        sheet(ui, |ui| self.take_card(ui));
        if !session.contacts.groups().is_empty() {
            ui.add_space(6.0);
            sheet(ui, |ui| self.groups(ui, session));
        }
        ui.add_space(6.0);
        sheet(ui, |ui| self.my_card(ui, session));
        ui.add_space(12.0);
    }

    fn take_card(&mut self, ui: &mut Ui) {
        section(ui, Icon::IdCard, text!("win-import-card"));
        let (drop, about) = (text!("win-drop-card"), text!("win-drop-card-about"));
        let clicked = drop_area(ui, &drop, &about, 104.0).clicked();
        let (response, browse) = path_field(ui, &text!("win-card-file"), &mut self.card_path);
        if (clicked || browse) && self.dialog.is_none() {
            let title = text!("win-import-card");
            self.dialog = Some(Dialog::show(ui.ctx(), Purpose::Import, Wanted::File, title));
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.card_path.trim().is_empty() {
            let path = PathBuf::from(std::mem::take(&mut self.card_path).trim());
            self.import(&path);
        }
    }

    fn importing(&mut self, ui: &mut Ui, session: &mut Session) {
        let Some(import) = &mut self.import else { return };
        section(ui, Icon::UserPlus, text!("win-new-contact"));
        field(ui, &text!("win-contact-name"), "", &mut import.name);
        for label in import.card.email.iter().chain(&import.card.organisation) {
            ui.label(muted(ui, label.to_string()));
        }
        ui.label(muted(ui, text!("win-fingerprint")));
        super::fingerprint_digits(ui, &Fingerprint::of(&import.card.recipient).to_string());
        let label = Label::parse(&import.name);
        if let Some(like) = label.as_ref().and_then(|label| session.contacts.resembling(label)) {
            let name = like.name.to_string();
            let message = text!("win-resembling", name = name);
            notice(ui, Tone::Caution, &message, &text!("win-resembling-hint"));
        }
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::ContactExists { .. })) {
            ui.checkbox(&mut import.replace, text!("win-contact-replace"));
        }
        let mut done = false;
        ui.horizontal(|ui| {
            let (add, cancel) = (text!("win-contact-add"), text!("win-cancel"));
            let press = Press::primary(&add).icon(Icon::UserPlus);
            if ui.add_enabled(label.is_some(), press).clicked()
                && let Some(label) = label
            {
                let name = label.to_string();
                let card = import.card.clone();
                let replace = import.replace;
                match session
                    .edit_contacts(|contacts| contacts.add(&card, label, &today(), replace))
                {
                    Ok(added) => {
                        let said = match added {
                            Some(Added::Known) => text!("win-contact-known", name = name.as_str()),
                            _ => text!("win-contact-added", name = name.as_str()),
                        };
                        self.said = Some((Tone::Good, said));
                        self.shown = Some(name);
                        (self.fault, done) = (None, true);
                    }
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            let press = Press::new(&cancel).shortcut(crate::app::keys::CANCEL);
            done |= ui.add(press).clicked();
        });
        done |= crate::app::keys::pressed(ui, crate::app::keys::CANCEL);
        if done {
            self.import = None;
        }
    }

    fn one(&mut self, ui: &mut Ui, session: &mut Session, name: &str) {
        let back = text!("win-back");
        let press = Press::new(&back).icon(Icon::ArrowLeft).kind(Kind::Quiet);
        let escape_pressed = crate::app::keys::pressed(ui, crate::app::keys::CANCEL);
        let contact = session.contacts.all().iter().find(|contact| contact.name.as_str() == name);
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
                super::fingerprint_digits(ui, &ours);
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
                Ok(Some(true)) => {
                    self.said = Some((Tone::Good, text!("win-verified", name = name)));
                    self.read.clear();
                }
                Ok(_) => self.said = Some((Tone::Danger, text!("win-not-verified", name = name))),
                Err(error) => self.fault = Some(error.into()),
            }
        }
    }

    fn groups_of(&mut self, ui: &mut Ui, session: &mut Session, contact: &Contact) {
        section(ui, Icon::Users, text!("win-groups"));
        let name = contact.name.to_string();
        let mine = session.contacts.groups().iter().filter(|g| g.members.contains(&contact.name));
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

    fn groups(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::Users, text!("win-groups"));
        let mut leaving = None;
        for group in session.contacts.groups() {
            ui.horizontal(|ui| {
                draw_icon(ui, Icon::Users, 16.0, palette(ui).primary);
                ui.label(theme::strong(group.name.to_string()));
                let members: Vec<String> = group.members.iter().map(ToString::to_string).collect();
                ui.add(eframe::egui::Label::new(muted(ui, members.join(", "))).truncate());
                let remove = text!("win-remove-named", name = group.name.to_string());
                if ui.add(Press::icon_only(Icon::X, &remove)).clicked() {
                    leaving = Some(group.name.to_string());
                }
            });
        }
        if let Some(group) = leaving {
            let edited = session.edit_contacts(|contacts| contacts.remove(&group));
            self.fault = edited.err().map(Fault::from);
        }
    }

    fn my_card(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::ContactRound, text!("win-my-card"));
        let card = match (session.card.clone(), session.own.last()) {
            (Some(card), _) => card,
            (_, Some(recipient)) => {
                let name = session.own_name().map(|name| name.to_string()).unwrap_or_default();
                own_keys::card(&name, "", "", recipient.clone())
            }
            _ => {
                ui.label(muted(ui, text!("win-my-card-none")));
                let make = text!("win-side-no-key");
                if ui.add(Press::new(&make).icon(Icon::KeyRound)).clicked() {
                    session.ask_for(Command::Go(crate::app::Place::Welcome));
                }
                return;
            }
        };
        ui.label(muted(ui, text!("win-my-card-about")));
        ui.horizontal_top(|ui| {
            let fingerprint = Fingerprint::of(&card.recipient).to_string();
            qr_code(ui, &fingerprint);
            ui.add_space(10.0);
            ui.vertical(|ui| {
                let name = card.name.as_ref().map(ToString::to_string).unwrap_or_default();
                ui.label(theme::strong(name));
                ui.label(muted(ui, text!("win-fingerprint")));
                super::fingerprint_digits(ui, &fingerprint);
            });
        });
        if self.my_card_path.is_empty() {
            let name = card.name.as_ref().map(ToString::to_string);
            let name = name.unwrap_or_else(|| "me".to_owned()).replace(['/', '\\'], "-");
            let user = directories::UserDirs::new();
            let folder = user.map(|user| user.home_dir().to_owned()).unwrap_or_default();
            self.my_card_path = folder.join(format!("{name}.scelle-card")).display().to_string();
        }
        let (_, browse) = path_field(ui, &text!("win-card-path"), &mut self.my_card_path);
        if browse && self.dialog.is_none() {
            let proposed = Wanted::Save(PathBuf::from(&self.my_card_path));
            let title = text!("win-my-card");
            self.dialog = Some(Dialog::show(ui.ctx(), Purpose::MyCard, proposed, title));
        }
        ui.horizontal(|ui| {
            let (save, copy) = (text!("win-card-save"), text!("win-card-copy"));
            if ui.add(Press::new(&save).icon(Icon::Save)).clicked() {
                let path = PathBuf::from(self.my_card_path.trim());
                match own_keys::export_card(&card, &path, false) {
                    Ok(()) => {
                        let place = escape(&path.display().to_string());
                        self.said = Some((Tone::Good, text!("win-card-saved-at", path = place)));
                    }
                    Err(error) => self.fault = Some(error.into()),
                }
            }
            if ui.add(Press::new(&copy).icon(Icon::Copy)).clicked() {
                ui.ctx().copy_text(card.to_string());
                session.ask_for(Command::Tell(text!("win-copied")));
            }
        });
    }
}

fn trust_of(contact: &Contact) -> Trust {
    if contact.verified.is_some() { Trust::Verified } else { Trust::Unverified }
}

/// `true` when the row was pressed.
fn contact_row(ui: &mut Ui, contact: &Contact) -> bool {
    let (icon, color, words) = trust_mark(ui, trust_of(contact));
    ui.horizontal(|ui| {
        let name = contact.name.to_string();
        let whole = ui.available_width();
        let width = (whole - 310.0).max(whole * 0.55);
        let press = Press::new(&name).icon(Icon::User).kind(Kind::Place { here: false });
        let pressed = ui.add(press.width(width)).clicked();
        draw_icon(ui, icon, 15.0, color);
        let words = eframe::egui::RichText::new(words).small().color(color);
        ui.add(eframe::egui::Label::new(words).truncate());
        pressed
    })
    .inner
}

/// What was read, each group in the colour of what it is: the same, or not.
fn compared(ui: &mut Ui, ours: &str, read: &str) {
    let p = palette(ui);
    let digits: String = read.chars().filter(char::is_ascii_digit).take(DIGITS).collect();
    let groups: Vec<(usize, &str)> = ours.split_whitespace().enumerate().collect();
    super::digit_groups(ui, &groups, |ui, (number, group)| {
        let theirs: String = digits.chars().skip(number * 5).take(5).collect();
        let color = match theirs.len() {
            5 if theirs == *group => p.good,
            0..=4 if group.starts_with(&theirs) => p.muted,
            _ => p.danger,
        };
        ui.label(super::large_digits(&format!("{theirs:·<5}")).color(color));
    });
}

/// A fingerprint for a telephone's camera; what cannot be drawn is left out, the digits stand there.
fn qr_code(ui: &mut Ui, text: &str) {
    let Ok(code) = qrcode::QrCode::new(text.as_bytes()) else { return };
    let modules = code.width();
    let size = 128.0;
    let (rect, response) =
        ui.allocate_exact_size(eframe::egui::Vec2::splat(size), eframe::egui::Sense::hover());
    response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Image, true, text!("win-qr-code"))
    });
    let painter = ui.painter();
    painter.rect_filled(rect, 6.0, eframe::egui::Color32::WHITE);
    let (inner, step) = (rect.shrink(10.0), (size - 20.0) / modules as f32);
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let corner = eframe::egui::vec2((at % modules) as f32, (at / modules) as f32) * step;
            let module = eframe::egui::Rect::from_min_size(
                inner.left_top() + corner,
                eframe::egui::Vec2::splat(step + 0.2),
            );
            painter.rect_filled(module, 0.0, eframe::egui::Color32::BLACK);
        }
    }
}
