//! Naming the holders of unlisted accesses. Scellé lists those that it can prove.

use eframe::egui::{Context, Key, ScrollArea};
use lucide_icons::Icon;
use scelle_core::container::access::{AccessKey, Role};
use scelle_core::error::Error;
use scelle_core::keys::label::Label;
use scelle_core::profile::directory::Addressee;
use scelle_core::seal::Grant;
use scelle_i18n::text;

use super::question::Reply;
use super::work::{Edit, Listing, passphrase_label};
use crate::app::keys;
use crate::session::Session;
use crate::widgets::people::Picker;
use crate::widgets::{
    Fault, Press, Secret, dialog, dialog_title, dialog_width, fault, field, muted, secret_field,
};

/// The dialog.
pub(super) struct Adoption {
    /// Whether a passphrase opened the container: it is listed as well if it is not yet.
    by_passphrase: bool,
    /// The user, if the list does not name their key.
    oneself: Option<Addressee>,
    with_oneself: bool,
    picker: Picker,
    label: String,
    secret: Secret,
    /// Whether unproved accesses are replaced; proposed once they were refused.
    replace: bool,
    /// Whether the list is false: the user's own key is then listed without being named.
    corrects: bool,
    fault: Option<Fault>,
}

impl Adoption {
    pub(super) fn new(listing: &Listing, session: &Session) -> Self {
        let (access, by_passphrase) = (&listing.access, listing.by_passphrase);
        let is_listed = |person: &Addressee| {
            let mut true_ones = access.accesses().filter(|(id, _)| !access.disproved.contains(id));
            true_ones.any(|(_, one)| matches!(&one.key, AccessKey::Recipient(key) if *key == person.recipient))
        };
        let oneself = session.oneself().filter(|person| !is_listed(person));
        let mut picker = Picker::default();
        picker.load(session);
        let label = access.free_label(passphrase_label()).to_string();
        let with_oneself = oneself.is_some() && !by_passphrase && !access.unlisted.is_empty();
        let corrects = listing.is_false();
        let (secret, replace, fault) = (Secret::default(), false, None);
        Self {
            by_passphrase,
            oneself,
            with_oneself,
            picker,
            label,
            secret,
            replace,
            corrects,
            fault,
        }
    }

    /// Shows an error.
    pub(super) fn refuse(&mut self, error: Error) {
        self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ctx: &Context, session: &mut Session) -> Reply {
        let (mut answer, mut entered) = (Reply::Open, false);
        let modal = dialog("adopt", ctx).show(ctx, |ui| {
            dialog_width(ui, 520.0);
            let title = match self.corrects {
                true => text!("win-correct-title"),
                false => text!("win-adopt-title"),
            };
            dialog_title(ui, &title);
            let height = (ctx.content_rect().height() - 210.0).max(160.0);
            ScrollArea::vertical().max_height(height).show(ui, |ui| {
                if self.corrects {
                    ui.label(text!("win-correct-about"));
                }
                ui.label(muted(ui, text!("win-adopt-about")));
                if let Some(oneself) = &self.oneself {
                    let name = text!("win-oneself", name = oneself.label.to_string());
                    ui.checkbox(&mut self.with_oneself, name);
                }
                self.picker.ui(ui, session, |_| {});
                ui.add_space(4.0);
                let typed = secret_field(ui, &text!("win-adopt-passphrase"), &mut self.secret);
                entered = typed.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                if !self.secret.is_empty() {
                    field(ui, &text!("win-adopt-label"), "", &mut self.label);
                }
                fault(ui, &mut self.fault);
                let several = |fault: &Fault| {
                    matches!(fault.error(), Error::AdoptionUnproved { count: 1.., .. })
                };
                if self.replace || self.fault.as_ref().is_some_and(several) {
                    ui.checkbox(&mut self.replace, text!("win-adopt-replace"));
                }
            });
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let (verb, cancel) = (text!("win-adopt-yes"), text!("win-cancel"));
                let press = Press::primary(&verb).icon(Icon::UserCheck);
                let pressed = ui.add_enabled(self.is_ready(), press).clicked() || entered;
                if pressed && self.is_ready() {
                    match self.grants() {
                        Ok(grants) => {
                            self.fault = None;
                            answer = Reply::Do(Edit::Adopt { grants, replace: self.replace });
                        }
                        Err(error) => self.fault = Some(error.into()),
                    }
                }
                if ui.add(Press::new(&cancel).shortcut(keys::CANCEL)).clicked() {
                    answer = Reply::Cancelled;
                }
            });
        });
        if modal.should_close() && matches!(answer, Reply::Open) {
            answer = Reply::Cancelled;
        }
        answer
    }

    fn is_ready(&self) -> bool {
        self.by_passphrase
            || self.corrects
            || self.with_oneself
            || !self.picker.chosen.is_empty()
            || !self.secret.is_empty()
    }

    fn grants(&self) -> scelle_core::error::Result<Vec<Grant>> {
        let oneself = self.oneself.iter().filter(|_| self.with_oneself);
        let people = oneself.chain(&self.picker.chosen).cloned();
        let mut grants: Vec<Grant> = people.map(|to| Grant::to(to, Role::Member)).collect();
        if !self.secret.is_empty() {
            let label = Label::parse(&self.label).unwrap_or_else(passphrase_label);
            let typed = self.secret.passphrase()?;
            grants.push(Grant::passphrase(label, typed, Role::Member));
        }
        Ok(grants)
    }
}
