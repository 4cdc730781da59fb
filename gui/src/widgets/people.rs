//! Choosing recipients: a search, and a chip for each chosen one.

use eframe::egui::{
    Color32, CornerRadius, Frame, Id, Key, Margin, Modifiers, RichText, Stroke, Ui,
};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::profile::card;
use scelle_core::profile::contacts::Contact;
use scelle_core::profile::directory::{Addressee, Directory, Trust};
use scelle_i18n::text;

use super::button::{Kind, Press};
use super::notice::{Fault, fault};
use super::{draw_icon, field, muted};
use crate::app::Command;
use crate::session::{Session, fold};
use crate::theme::palette;

/// Number of proposals.
const PROPOSED: usize = 5;
/// Number of letters from which on there are proposals.
const LETTERS: usize = 2;

/// A contact, group or card.
struct Candidate {
    name: String,
    about: String,
    /// The searched text.
    folded: String,
    group: bool,
    members: Vec<Addressee>,
    /// How much the user seals to them, recent use first.
    use_of_late: f64,
}

/// The candidates and the chosen recipients.
#[derive(Default)]
pub(crate) struct Picker {
    search: String,
    /// The field, once it was drawn.
    field: Option<Id>,
    /// The place among the proposals of the one that Enter takes.
    highlight: Option<usize>,
    candidates: Vec<Candidate>,
    /// The chosen recipients.
    pub(crate) chosen: Vec<Addressee>,
    fault: Option<Fault>,
}

impl Picker {
    /// Reads the candidates.
    pub(crate) fn load(&mut self, session: &Session) {
        let to = |contact: &Contact| Addressee {
            label: contact.name.clone(),
            recipient: contact.recipient.clone(),
            trust: if contact.verified.is_some() { Trust::Verified } else { Trust::Unverified },
        };
        let about = |contact: &Contact| {
            let known = [contact.email.as_ref(), contact.organisation.as_ref()];
            known.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(" · ")
        };
        let contacts = session.contacts().all().iter();
        self.candidates = contacts
            .map(|contact| {
                Candidate::new(contact.name.to_string(), about(contact), false, vec![to(contact)])
            })
            .collect();
        for group in session.contacts().groups() {
            let members: Vec<_> = session.contacts().members(group).map(to).collect();
            let about = text!("win-group-of", count = members.len());
            self.candidates.push(Candidate::new(group.name.to_string(), about, true, members));
        }
        match session.profile.directory().and_then(Directory::cards) {
            Ok(cards) => self.candidates.extend(cards.iter().filter_map(|(card, trust)| {
                let label = card.name.clone()?;
                let about = card.email.as_ref().or(card.organisation.as_ref());
                let about = about.map(ToString::to_string).unwrap_or_default();
                let (recipient, trust) = (card.recipient.clone(), *trust);
                let member = Addressee { label: label.clone(), recipient, trust };
                Some(Candidate::new(label.to_string(), about, false, vec![member]))
            })),
            Err(error) => self.fault = Some(error.into()),
        }
        for candidate in &mut self.candidates {
            candidate.use_of_late = session.memory.use_of_late(&candidate.name);
        }
        // Frequent recipients first, then by name.
        self.candidates.sort_by(|one, other| {
            let by_use = other.use_of_late.total_cmp(&one.use_of_late);
            by_use.then_with(|| one.folded.cmp(&other.folded))
        });
    }

    fn may_add(&self, candidate: &Candidate) -> bool {
        !candidate.members.iter().all(|member| self.has(member))
    }

    fn found(&self) -> Vec<usize> {
        let wanted = fold(self.search.trim());
        if wanted.chars().count() < LETTERS {
            return Vec::new();
        }
        let fits = |candidate: &Candidate| {
            has_words(&candidate.folded, &wanted) && self.may_add(candidate)
        };
        let all = self.candidates.iter().enumerate();
        all.filter(|(_, candidate)| fits(candidate)).map(|(at, _)| at).take(PROPOSED).collect()
    }

    /// The proposals before anything is typed: recent recipients, and groups.
    fn usual(&self) -> Vec<usize> {
        let all = || self.candidates.iter().enumerate().filter(|(_, one)| self.may_add(one));
        let recent = all().filter(|(_, one)| one.use_of_late > 0.0).take(PROPOSED);
        let groups = all().filter(|(_, one)| one.group && one.use_of_late <= 0.0).take(PROPOSED);
        recent.chain(groups).map(|(at, _)| at).collect()
    }

    fn has(&self, other: &Addressee) -> bool {
        self.chosen.iter().any(|known| known.recipient == other.recipient)
    }

    /// Adds a recipient, once.
    pub(crate) fn add(&mut self, addressee: Addressee) {
        if !self.has(&addressee) {
            self.chosen.push(addressee);
        }
    }

    fn choose(&mut self, at: usize) {
        let members = self.candidates.get(at).map(|c| c.members.clone()).unwrap_or_default();
        members.into_iter().for_each(|member| self.add(member));
        self.search.clear();
        self.highlight = None;
    }

    /// Takes typed text that is a key or a card's path.
    fn take_given(&mut self, session: &Session) -> bool {
        let wanted = self.search.trim();
        if !scelle_core::profile::directory::is_given(wanted) {
            return false;
        }
        match session.profile.resolve(&[wanted.to_owned()]) {
            Ok(found) => {
                found.addressees.into_iter().for_each(|addressee| self.add(addressee));
                self.search.clear();
                self.fault = None;
            }
            Err(error) => self.fault = Some(error.into()),
        }
        true
    }

    /// Draws the chips, the field and the proposals. `before` draws chips that stay.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session, before: impl FnOnce(&mut Ui)) {
        let mut leaving = None;
        let row = ui.horizontal_wrapped(|ui| {
            let start = ui.cursor().min;
            before(ui);
            for (at, person) in self.chosen.iter().enumerate() {
                if person_chip(ui, person) {
                    leaving = Some(at);
                }
            }
            ui.cursor().min == start
        });
        // Without a chip there is no row.
        if row.inner {
            ui.add_space(-row.response.rect.height() - ui.spacing().item_spacing.y);
        }
        if let Some(at) = leaving {
            self.chosen.remove(at);
        }
        let name = text!("win-recipient-field");
        self.walk(ui);
        let response = field(ui, &name, &text!("win-recipient-hint"), &mut self.search);
        self.field = Some(response.id);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if response.changed() {
            (self.fault, self.highlight) = (None, None);
        }
        let found = self.found();
        if entered {
            let taken = self.take_given(session);
            // Enter takes the highlighted proposal; without one, it highlights the first.
            let only = found.first().filter(|_| found.len() == 1);
            match self.highlight.and_then(|at| found.get(at)).or(only) {
                _ if taken => {}
                Some(chosen) => self.choose(*chosen),
                None => self.highlight = (!found.is_empty()).then_some(0),
            }
            response.request_focus();
        }
        if self.search.is_empty() {
            self.offer_usual(ui);
        }
        self.proposals(ui, &found, session);
        fault(ui, &mut self.fault);
    }

    /// Arrow keys move through the proposals.
    fn walk(&mut self, ui: &Ui) {
        let is_here = self.field.is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
        let count = self.found().len();
        if !is_here || count == 0 {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            let next = self.highlight.map_or(0, |at| at + 1);
            self.highlight = Some(next.min(count - 1));
        }
        if pressed(Key::ArrowUp) {
            self.highlight = self.highlight.and_then(|at| at.checked_sub(1));
        }
    }

    /// Buttons for recent recipients and groups.
    fn offer_usual(&mut self, ui: &mut Ui) {
        let mut choice = None;
        ui.horizontal_wrapped(|ui| {
            for at in self.usual() {
                let Some(candidate) = self.candidates.get(at) else { continue };
                let icon = if candidate.group { Icon::Users } else { Icon::UserPlus };
                let add = text!("win-add-named", name = candidate.name.as_str());
                let press = Press::new(&candidate.name).icon(icon).height(30.0).spoken(&add);
                if ui.add(press.tooltip(&candidate.about)).clicked() {
                    choice = Some(at);
                }
            }
        });
        if let Some(at) = choice {
            self.choose(at);
        }
    }

    fn proposals(&mut self, ui: &mut Ui, found: &[usize], session: &mut Session) {
        let typed = self.search.trim().chars().count() >= LETTERS;
        let given = typed && scelle_core::profile::directory::is_given(self.search.trim());
        let mut choice = None;
        for (place, at) in found.iter().enumerate() {
            let Some(candidate) = self.candidates.get(*at) else { continue };
            let icon = if candidate.group { Icon::Users } else { Icon::User };
            let width = ui.available_width();
            let press = Press::new(&candidate.name).about(&candidate.about).icon(icon);
            let press = press.kind(Kind::Place { here: self.highlight == Some(place) });
            if ui.add(press.width(width)).clicked() {
                choice = Some(*at);
            }
        }
        if let Some(at) = choice {
            self.choose(at);
        } else if given {
            let add = text!("win-add-key");
            if ui.add(Press::new(&add).icon(Icon::KeyRound)).clicked() {
                self.take_given(session);
            }
        } else if typed && found.is_empty() && self.fault.is_none() {
            ui.label(muted(ui, text!("win-nobody", name = escape(self.search.trim()))));
            let import = text!("win-import-card");
            if ui.add(Press::new(&import).icon(Icon::IdCard)).clicked() {
                session.ask_for(Command::Go(crate::app::Place::Contacts));
            }
        }
    }
}

impl Candidate {
    fn new(name: String, about: String, group: bool, members: Vec<Addressee>) -> Self {
        let folded = fold(&format!("{name} {about}"));
        Self { name, about, folded, group, members, use_of_late: 0.0 }
    }
}

/// Whether a text has all the searched words, in any order; both are [folded](fold).
pub(crate) fn has_words(folded: &str, wanted: &str) -> bool {
    wanted.split_whitespace().all(|word| folded.contains(word))
}

/// How well the user knows the holder of a key: icon, colour, words.
pub(crate) fn trust_mark(ui: &Ui, trust: Trust) -> (Icon, Color32, String) {
    let p = palette(ui);
    match trust {
        Trust::Verified => (Icon::BadgeCheck, p.good, text!("win-trust-verified")),
        Trust::Directory => (Icon::Building2, p.good, text!("win-trust-directory")),
        Trust::Unverified => (Icon::BadgeQuestionMark, p.caution, text!("win-trust-unverified")),
        Trust::Given => (Icon::BadgeQuestionMark, p.caution, text!("win-trust-given")),
    }
}

/// The chip of a recipient; `true` to remove it.
fn person_chip(ui: &mut Ui, person: &Addressee) -> bool {
    let (icon, color, words) = trust_mark(ui, person.trust);
    let name = person.label.to_string();
    let remove = text!("win-remove-named", name = name.as_str());
    chip(ui, icon, color, &name, &words, Some(&remove))
}

/// A name in a rounded box, which may be removed.
pub(crate) fn chip(
    ui: &mut Ui,
    icon: Icon,
    color: Color32,
    name: &str,
    words: &str,
    remove: Option<&str>,
) -> bool {
    let p = palette(ui);
    let right = if remove.is_some() { 3 } else { 12 };
    // The width of a frame is known only once it is drawn: whether it fits is computed before.
    let body = eframe::egui::TextStyle::Body.resolve(ui.style());
    let text = ui.painter().layout_no_wrap(name.to_owned(), body, p.text).size().x;
    let whole = text + 34.0 + if remove.is_some() { 45.0 } else { 12.0 };
    if ui.available_size_before_wrap().x < whole {
        ui.end_row();
    }
    let frame = Frame::new()
        .fill(p.ground)
        .stroke(Stroke::new(1.0, p.line))
        .corner_radius(CornerRadius::same(17))
        .inner_margin(Margin { left: 10, right, top: 2, bottom: 2 });
    let shown = frame.show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.set_min_height(30.0);
            draw_icon(ui, icon, 15.0, color);
            ui.label(RichText::new(name));
            remove.is_some_and(|remove| {
                ui.add(Press::icon_only(Icon::X, remove).height(28.0)).clicked()
            })
        })
        .inner
    });
    shown.response.on_hover_text(words);
    shown.inner
}

/// Whether a file is a card, by its name.
#[must_use]
pub(crate) fn is_card(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|end| end == card::EXTENSION)
}
