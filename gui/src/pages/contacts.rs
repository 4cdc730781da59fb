//! The contacts: search, import of cards, verification by fingerprint.

mod card_import;
mod contact;
mod my_card;

use std::collections::VecDeque;

use eframe::egui::{ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::Result;
use scelle_core::profile::contacts::Contact;
use scelle_core::profile::directory::Trust;
use scelle_i18n::text;

use self::card_import::CardImport;
use crate::dialogs::{Answer, Dialog, answered};
use crate::job::Job;
use crate::mail::Mailed;
use crate::session::{Session, fold};
use crate::theme::{self, palette};
use crate::widgets::people::{has_words, trust_mark};
use crate::widgets::{
    Fault, Kind, Press, Tone, draw_icon, empty, fault, field, heading, muted, notice, section,
    sheet,
};

/// Height of a contact's row, and number of rows in view.
const ROW: f32 = 36.0;
const ROWS: f32 = 9.0;

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
    /// The cards to import; the first is shown.
    imports: VecDeque<CardImport>,
    /// The contact that is shown, by name.
    shown: Option<String>,
    /// The fingerprint that was read on the telephone.
    read: String,
    group: String,
    sure: bool,
    said: Option<(Tone, String)>,
    my_card_path: String,
    mailing: Option<Job<Result<Mailed>>>,
    fault: Option<Fault>,
    dialog: Option<Dialog<Purpose>>,
}

impl ContactsPage {
    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        if let Some((purpose, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            match (purpose, paths.first()) {
                (Purpose::Import, Some(_)) => self.import(&paths),
                (Purpose::MyCard, Some(path)) => self.my_card_path = path.display().to_string(),
                _ => {}
            }
        }
        self.listen_to_mail(ui);
        let page = format!("contacts {:?}", self.shown);
        super::scroll(ui, &page, session).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-contacts-title"), &text!("win-contacts-about"));
                if let Some((tone, words)) = &self.said {
                    notice(ui, *tone, words, "");
                    ui.add_space(4.0);
                }
                fault(ui, &mut self.fault);
                if !self.imports.is_empty() {
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
        sheet(ui, |ui| self.my_card(ui, session));
        ui.add_space(6.0);
        sheet(ui, |ui| self.list(ui, session));
        ui.add_space(6.0);
        sheet(ui, |ui| self.take_card(ui));
        if !session.contacts().groups().is_empty() {
            ui.add_space(6.0);
            sheet(ui, |ui| self.groups(ui, session));
        }
        ui.add_space(12.0);
    }

    /// The contacts that match the search. Only the rows in view are drawn.
    fn list(&mut self, ui: &mut Ui, session: &Session) {
        section(ui, Icon::Users, text!("win-place-contacts"));
        if session.contacts().all().is_empty() {
            if session.fault.is_none() {
                let (none, about) = (text!("win-contacts-none"), text!("win-contacts-none-about"));
                empty(ui, Icon::Users, &none, &about);
            }
            return;
        }
        let search = text!("win-search-contacts");
        field(ui, &search, &text!("win-search-contacts-hint"), &mut self.search);
        ui.add_space(2.0);
        let wanted = fold(&self.search);
        let mut people: Vec<(String, &Contact)> = session
            .contacts()
            .all()
            .iter()
            .map(|contact| (searched(contact), contact))
            .filter(|(folded, _)| has_words(folded, &wanted))
            .collect();
        people.sort_by(|(one, _), (other, _)| one.cmp(other));
        if people.is_empty() {
            let name = escape(self.search.trim());
            ui.label(muted(ui, text!("win-contact-not-found", name = name)));
        }
        let rows = ScrollArea::vertical().id_salt("contacts").max_height(ROWS * (ROW + 4.0));
        let rows = rows.auto_shrink([false, true]);
        let mut shown = None;
        rows.show_rows(ui, ROW, people.len(), |ui, seen| {
            for (_, contact) in people.get(seen).unwrap_or_default() {
                if contact_row(ui, contact) {
                    shown = Some(contact.name.to_string());
                }
            }
        });
        if shown.is_some() {
            (self.shown, self.said, self.fault, self.sure) = (shown, None, None, false);
            self.read.clear();
        }
    }

    fn groups(&mut self, ui: &mut Ui, session: &mut Session) {
        section(ui, Icon::Users, text!("win-groups"));
        let mut leaving = None;
        for group in session.contacts().groups() {
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
}

/// The searched text of a contact, its name first.
fn searched(contact: &Contact) -> String {
    let about = contact.email.iter().chain(&contact.organisation);
    let words: String = about.map(|label| format!(" {label}")).collect();
    fold(&format!("{}{words}", contact.name))
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
