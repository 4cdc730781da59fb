//! The panel of a container's accesses: who can open it, and what an owner can change.

mod known;

use eframe::egui::{RichText, Ui};
use lucide_icons::Icon;
use scelle_core::container::access::{Access, AccessId, AccessKey, Role};
use scelle_core::display::escape;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::profile::directory::Addressee;
use scelle_core::seal::Grant;
use scelle_i18n::{format_day, text};

use self::known::{Known, alike_in, answered, unknown_in};
use super::work::{Edit, Listing, passphrase_label};
use crate::app::Command;
use crate::own_keys;
use crate::pages::passphrase::generate;
use crate::session::Session;
use crate::theme::{self, palette};
use crate::widgets::people::Picker;
use crate::widgets::{Fault, Kind, Press, Tone, draw_icon, fault, muted, notice, section, sheet};

/// Number of names in one sentence.
const NAMED: usize = 5;

/// An action on an access.
enum Action {
    Leave,
    Role(Role),
    /// Add it to the contacts.
    Contact,
}

/// What the user asked for.
pub(super) enum Asked {
    /// A change.
    Edit(Edit),
    /// Naming the holders of unlisted accesses.
    Adopt,
    /// A command for the program.
    Program(Command),
}

/// The panel.
pub(super) struct AccessPanel {
    known: Vec<Known>,
    names: Vec<String>,
    /// The unknown keys.
    unknown: Vec<AccessId>,
    /// Warnings about names that look like others.
    alike: Vec<String>,
    /// The owners that the user knows, for a reply.
    answered: Vec<Addressee>,
    picker: Picker,
    phrase: Option<Passphrase>,
    /// Whether classical recipients are accepted.
    pub(super) allow_classical: bool,
    fault: Option<Fault>,
}

impl AccessPanel {
    pub(super) fn new(listing: &Listing, session: &Session) -> Self {
        let Listing { access, own, .. } = listing;
        let known = access.accesses().map(|(id, one)| match access.disproved.contains(&id) {
            true => Known::False,
            false => Known::of(one, own.contains(&id), session),
        });
        let known: Vec<Known> = known.collect();
        let names: Vec<String> =
            access.listed.iter().map(|access| escape(access.label.as_str())).collect();
        let (unknown, alike) =
            (unknown_in(access, own, session), alike_in(access, &names, session));
        let answered = answered(access, session);
        let mut picker = Picker::default();
        picker.load(session);
        let (phrase, fault) = (None, None);
        Self {
            known,
            names,
            unknown,
            alike,
            answered,
            picker,
            phrase,
            allow_classical: false,
            fault,
        }
    }

    /// A sentence about unknown keys, for changes that wrap the file key again for all listed keys.
    pub(super) fn unknown_keys(&self, edit: &Edit) -> Option<String> {
        let leaving = match edit {
            Edit::Leave(id) => Some(*id),
            Edit::Rekey | Edit::Add { .. } | Edit::Remove(_) | Edit::Rename { .. } => None,
            Edit::Join(_) | Edit::Role(..) | Edit::Adopt { .. } => return None,
        };
        let unknown = self.unknown.iter().filter(|id| Some(**id) != leaving);
        let all: Vec<String> = unknown.map(|id| self.name(*id)).collect();
        let names = match all.get(..NAMED) {
            Some(first) if all.len() > NAMED => {
                let (names, more) = (first.join(", "), all.len() - NAMED);
                text!("win-and-more", names = names, count = more)
            }
            _ => all.join(", "),
        };
        (!all.is_empty()).then(|| text!("win-unknown-keys", count = all.len(), names = names))
    }

    /// The name of an access of the list.
    pub(super) fn name(&self, id: AccessId) -> String {
        self.names.get(id.place()).cloned().unwrap_or_default()
    }

    /// The access by passphrase that has this name, if only one has.
    pub(super) fn passphrase_of(&self, name: &str) -> Option<AccessId> {
        let named =
            |(known, shown): (&Known, &String)| matches!(known, Known::Passphrase) && shown == name;
        let mut places = self.known.iter().zip(&self.names).enumerate();
        let place = places.find_map(|(at, one)| named(one).then_some(at));
        place.filter(|_| !places.any(|(_, one)| named(one))).map(AccessId::at)
    }

    /// Draws it; returns what the user asked for.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        listing: &Listing,
        session: &mut Session,
    ) -> Option<Asked> {
        let mut asked = sheet(ui, |ui| self.list(ui, listing));
        if !listing.may_edit() {
            return asked;
        }
        ui.add_space(6.0);
        sheet(ui, |ui| {
            section(ui, Icon::UserPlus, text!("win-add-access"));
            ui.label(muted(ui, text!("win-add-access-about")));
            self.picker.ui(ui, session, |_| {});
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
                    asked = Some(Asked::Edit(Edit::Join(grants.collect())));
                }
                if self.phrase.is_none()
                    && ui.add(Press::new(&phrase).icon(Icon::KeyRound)).clicked()
                {
                    self.generate();
                }
            });
            if let Some(passphrase) = self.phrase.clone() {
                super::super::passphrase_to_give(ui, &passphrase, session);
                let noted = text!("win-add-phrase-noted");
                if ui.add(Press::primary(&noted).icon(Icon::Check)).clicked() {
                    let label = listing.access.free_label(passphrase_label());
                    let grant = Grant::passphrase(label, passphrase, Role::Member);
                    asked = Some(Asked::Edit(Edit::Join(vec![grant])));
                    self.phrase = None;
                }
            }
            fault(ui, &mut self.fault);
        });
        asked
    }

    /// The listed accesses, and what an owner can do with them.
    fn list(&self, ui: &mut Ui, listing: &Listing) -> Option<Asked> {
        let (access, why_not) = (&listing.access, listing.why_not());
        let may_edit = why_not.is_none();
        let mut asked = None;
        section(ui, Icon::Users, text!("win-who"));
        if listing.is_false() {
            let (message, hint) = (text!("win-list-false"), text!("win-list-false-hint"));
            notice(ui, Tone::Danger, &message, &hint);
        } else if !may_edit {
            notice(ui, Tone::Plain, &text!("win-not-owner"), &text!("win-not-owner-hint"));
        }
        if !access.present {
            notice(ui, Tone::Plain, &text!("win-no-list"), &text!("win-no-list-hint"));
        }
        for ((id, one), known) in access.accesses().zip(&self.known) {
            let name = self.name(id);
            match row(ui, one, known, &name, why_not.as_deref()) {
                Some(Action::Contact) => {
                    if let AccessKey::Recipient(key) = &one.key {
                        let card = own_keys::card(&name, "", "", key.clone());
                        asked = Some(Asked::Program(Command::TakeCard(Box::new(card), name)));
                    }
                }
                Some(Action::Leave) => asked = Some(Asked::Edit(Edit::Leave(id))),
                Some(Action::Role(role)) => asked = Some(Asked::Edit(Edit::Role(id, role))),
                None => {}
            }
        }
        for sentence in self.alike.iter().take(NAMED) {
            notice(ui, Tone::Caution, sentence, &text!("win-alike-hint"));
        }
        let count = access.unlisted.len();
        if access.present && count > 0 {
            let message = text!("win-unlisted", count = count);
            notice(ui, Tone::Caution, &message, &text!("win-unlisted-hint"));
        }
        ui.horizontal_wrapped(|ui| {
            let (reply, about) = (text!("win-reply"), text!("win-reply-about"));
            let press = Press::new(&reply).icon(Icon::Reply).tooltip(&about);
            if !self.answered.is_empty() && ui.add(press).clicked() {
                asked = Some(Asked::Program(Command::SealFor(self.answered.clone())));
            }
            let (adopt, adopt_about) = (text!("win-adopt"), text!("win-adopt-about"));
            let press = Press::new(&adopt).icon(Icon::UserCheck).tooltip(&adopt_about);
            if count > 0 && !listing.is_false() && ui.add_enabled(may_edit, press).clicked() {
                asked = Some(Asked::Adopt);
            }
            let correct = text!("win-correct-list");
            let press = Press::primary(&correct).icon(Icon::UserCheck);
            if listing.is_false() && ui.add(press).clicked() {
                asked = Some(Asked::Adopt);
            }
            let (rekey, rekey_about) = (text!("win-rekey"), text!("win-rekey-about"));
            let press = Press::new(&rekey).icon(Icon::RefreshCw).tooltip(&rekey_about);
            if access.present && ui.add_enabled(may_edit, press).clicked() {
                asked = Some(Asked::Edit(Edit::Rekey));
            }
        });
        asked
    }

    fn generate(&mut self) {
        match generate() {
            Ok(phrase) => self.phrase = Some(phrase),
            Err(error) => self.fault = Some(error.into()),
        }
    }
}

/// Draws an access and its actions.
fn row(
    ui: &mut Ui,
    access: &Access,
    known: &Known,
    name: &str,
    why_not: Option<&str>,
) -> Option<Action> {
    let (icon, color, words) = known.words(ui, name);
    let p = palette(ui);
    ui.horizontal_top(|ui| {
        draw_icon(ui, icon, 20.0, color);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.set_width(ui.available_width());
            ui.label(theme::strong(name));
            let role = match access.role {
                Role::Owner => text!("win-role-owner"),
                Role::Member => text!("win-role-member"),
                Role::Recovery => text!("win-role-recovery"),
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(words).color(color));
                let date = format_day(access.date);
                ui.label(muted(ui, text!("win-role-since", role = role, date = date)));
                if let AccessKey::Recipient(recipient) = &access.key
                    && !recipient.kind().is_post_quantum()
                {
                    ui.label(RichText::new(text!("win-not-post-quantum")).color(p.caution));
                }
            });
            let asked = verbs(ui, access, known, name, why_not);
            ui.add_space(8.0);
            asked
        })
        .inner
    })
    .inner
}

/// Draws the actions on an access, in words: icons of people look too similar.
fn verbs(
    ui: &mut Ui,
    access: &Access,
    known: &Known,
    name: &str,
    why_not: Option<&str>,
) -> Option<Action> {
    let mut asked = None;
    let mut act = |ui: &mut Ui, icon, (verb, spoken): (&str, &str), why: Option<&str>, action| {
        let press = Press::new(verb).spoken(spoken).icon(icon).kind(Kind::Quiet).height(30.0);
        let press = press.tooltip(why.unwrap_or_default());
        if ui.add_enabled(why.is_none(), press).clicked() {
            asked = Some(action);
        }
    };
    ui.horizontal_wrapped(|ui| {
        if matches!(known, Known::Claimed) {
            let spoken = text!("win-contact-add-named", name = name);
            let verb = text!("win-contact-add");
            act(ui, Icon::BookUser, (&verb, &spoken), None, Action::Contact);
        }
        // The role of a passphrase cannot be changed.
        match (&access.key, access.role) {
            (AccessKey::Recipient(_), Role::Member) => {
                let (verb, spoken) =
                    (text!("win-make-owner-yes"), text!("win-make-owner", name = name));
                act(ui, Icon::UserCog, (&verb, &spoken), why_not, Action::Role(Role::Owner));
            }
            (AccessKey::Recipient(_), Role::Owner) => {
                let (verb, spoken) =
                    (text!("win-make-reader-yes"), text!("win-make-reader", name = name));
                act(ui, Icon::UserPen, (&verb, &spoken), why_not, Action::Role(Role::Member));
            }
            _ => {}
        }
        let (verb, spoken) = (text!("win-leave"), text!("win-remove-named", name = name));
        act(ui, Icon::UserMinus, (&verb, &spoken), why_not, Action::Leave);
    });
    asked
}
