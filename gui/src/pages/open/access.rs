//! Who can open a container: known from one's own contacts, or merely claimed.

use eframe::egui::{Color32, RichText, Ui};
use lucide_icons::Icon;
use scelle_core::container::access::{Access, AccessKey, AccessList, Label, Role};
use scelle_core::container::entry::escape;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{self, WordList};
use scelle_core::seal::Grant;
use scelle_i18n::{Language, format_time, text};

use super::contents::tint;
use super::work::Edit;
use crate::desk::Desk;
use crate::theme::{self, palette};
use crate::widgets::people::Picker;
use crate::widgets::{Fault, Press, Tone, draw_icon, fault, muted, notice, section, sheet};

/// How the reader knows whoever has an access.
enum Known {
    Oneself,
    /// By that name, verified or not.
    Contact(String, bool),
    /// Not at all: the name is what the container says.
    Claimed,
    Passphrase,
}

/// The panel.
pub(super) struct AccessPanel {
    known: Vec<Known>,
    names: Vec<String>,
    picker: Picker,
    phrase: Option<Passphrase>,
    /// Whether recipients that a quantum computer could open are accepted.
    pub(super) allow_classical: bool,
    fault: Option<Fault>,
}

impl AccessPanel {
    pub(super) fn new(access: &AccessList, desk: &Desk) -> Self {
        let known = access.listed.iter().map(|access| Known::of(access, desk)).collect();
        let names = access.listed.iter().map(|access| escape(access.label.as_str())).collect();
        let mut picker = Picker::default();
        picker.load(desk);
        let (phrase, fault) = (None, None);
        Self { known, names, picker, phrase, allow_classical: false, fault }
    }

    /// The name at a place of the list.
    pub(super) fn name(&self, at: usize) -> String {
        self.names.get(at).cloned().unwrap_or_default()
    }

    /// The place of a name in the list.
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Draws it; what is to be changed, if anything.
    pub(super) fn ui(&mut self, ui: &mut Ui, access: &AccessList, desk: &mut Desk) -> Option<Edit> {
        let mut asked = None;
        sheet(ui, |ui| {
            section(ui, Icon::Users, text!("win-who"));
            if !access.present {
                notice(ui, Tone::Plain, &text!("win-no-list"), &text!("win-no-list-hint"));
            }
            for (at, (one, known)) in access.listed.iter().zip(&self.known).enumerate() {
                if row(ui, one, known, &self.name(at)) {
                    asked = Some(Edit::Leave(at));
                }
            }
            if access.present && !access.unlisted.is_empty() {
                let count = access.unlisted.len();
                let message = text!("win-unlisted", count = count);
                notice(ui, Tone::Caution, &message, &text!("win-unlisted-hint"));
            }
        });
        ui.add_space(6.0);
        sheet(ui, |ui| {
            section(ui, Icon::UserPlus, text!("win-add-access"));
            ui.label(muted(ui, text!("win-add-access-about")));
            self.picker.ui(ui, desk, |_| {});
            let quantum = self.picker.chosen.iter().all(|p| p.recipient.kind().is_post_quantum());
            if !quantum {
                ui.checkbox(&mut self.allow_classical, text!("win-classical-allow"));
            }
            let (add, phrase) = (text!("win-add-access"), text!("win-add-phrase"));
            ui.horizontal_wrapped(|ui| {
                let ready = !self.picker.chosen.is_empty();
                let press = Press::primary(&add).icon(Icon::UserPlus);
                if ui.add_enabled(ready, press).clicked() {
                    let chosen = std::mem::take(&mut self.picker.chosen);
                    let grants = chosen.into_iter().map(|to| Grant::to(to, Role::Member));
                    asked = Some(Edit::Join(grants.collect()));
                }
                if self.phrase.is_none()
                    && ui.add(Press::new(&phrase).icon(Icon::KeyRound)).clicked()
                {
                    self.generate();
                }
            });
            if let Some(passphrase) = self.phrase.clone() {
                super::super::passphrase_to_give(ui, &passphrase, desk);
                let noted = text!("win-add-phrase-noted");
                if ui.add(Press::primary(&noted).icon(Icon::Check)).clicked() {
                    let label = Label::lossy(&text!("access-passphrase-label"));
                    let grant = Grant::passphrase(label, passphrase, Role::Member);
                    asked = Some(Edit::Join(vec![grant]));
                    self.phrase = None;
                }
            }
            fault(ui, &mut self.fault);
        });
        asked
    }

    fn generate(&mut self) {
        let words = match scelle_i18n::current() {
            Language::English => WordList::English,
            Language::French => WordList::French,
        };
        match strength::generate(words) {
            Ok(phrase) => self.phrase = Some(phrase),
            Err(error) => self.fault = Some(error.into()),
        }
    }
}

impl Known {
    fn of(access: &Access, desk: &Desk) -> Self {
        let AccessKey::Recipient(recipient) = &access.key else { return Self::Passphrase };
        if desk.own.contains(recipient) {
            return Self::Oneself;
        }
        match desk.contacts.with_recipient(recipient) {
            Some(contact) => Self::Contact(contact.name.to_string(), contact.verified.is_some()),
            None => Self::Claimed,
        }
    }

    fn words(&self, ui: &Ui, label: &str) -> (Icon, Color32, String) {
        let p = palette(ui);
        match self {
            Self::Oneself => (Icon::UserCheck, p.primary, text!("win-known-oneself")),
            Self::Passphrase => (Icon::KeyRound, p.muted, text!("win-known-passphrase")),
            Self::Claimed => (Icon::BadgeQuestionMark, p.caution, text!("win-known-claimed")),
            Self::Contact(name, verified) => {
                let icon = if *verified { Icon::BadgeCheck } else { Icon::BadgeQuestionMark };
                let words = match (name == label, verified) {
                    (true, true) => text!("win-known-verified"),
                    (true, false) => text!("win-known-unverified"),
                    (false, true) => text!("win-known-as", name = name.as_str()),
                    (false, false) => text!("win-known-as-unverified", name = name.as_str()),
                };
                (icon, tint(ui, *verified), words)
            }
        }
    }
}

/// One access; `true` when it is to be taken away.
fn row(ui: &mut Ui, access: &Access, known: &Known, name: &str) -> bool {
    let (icon, color, words) = known.words(ui, name);
    let p = palette(ui);
    ui.horizontal(|ui| {
        draw_icon(ui, icon, 20.0, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.set_width((ui.available_width() - 60.0).max(120.0));
            ui.label(theme::strong(name));
            let role = match access.role {
                Role::Owner => text!("win-role-owner"),
                Role::Member => text!("win-role-member"),
                Role::Recovery => text!("win-role-recovery"),
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(words).color(color));
                let date: String = format_time(access.date).chars().take(10).collect();
                ui.label(muted(ui, text!("win-role-since", role = role, date = date)));
                if let AccessKey::Recipient(recipient) = &access.key
                    && !recipient.kind().is_post_quantum()
                {
                    ui.label(RichText::new(text!("win-not-post-quantum")).color(p.caution));
                }
            });
        });
        let remove = text!("win-remove-named", name = name);
        ui.add(Press::icon_only(Icon::UserMinus, &remove)).clicked()
    })
    .inner
}
