//! The dialogs of an open container.

use std::path::PathBuf;

use eframe::egui::{Context, Label, ScrollArea, Ui};
use scelle_i18n::text;

use super::super::question::{Question, Reply};
use super::{Opened, Purpose};
use crate::app::keys;
use crate::dialogs::{Dialog, Wanted};
use crate::session::Session;
use crate::theme;
use crate::widgets::{
    Kind, Press, Tone, dialog, dialog_title, dialog_width, muted, notice, path_field,
};

impl Opened {
    /// The dialogs that have fields of their own.
    fn forms(&mut self, ctx: &Context, session: &mut Session) {
        if self.job.is_some() {
            return;
        }
        let access = &self.access;
        let renamed = self.renaming.as_mut().map(|form| form.ui(ctx, access));
        let adopted = self.adoption.as_mut().map(|form| form.ui(ctx, session));
        match (renamed, adopted) {
            (Some(Reply::Do(edit)), _) => {
                self.renaming = None;
                self.edit(ctx, edit, session);
            }
            (Some(Reply::Cancelled), _) => self.renaming = None,
            // The dialog stays open until the change succeeds, and shows errors.
            (_, Some(Reply::Do(edit))) => self.edit(ctx, edit, session),
            (_, Some(Reply::Cancelled)) => self.adoption = None,
            _ => {}
        }
    }

    pub(super) fn overlays(&mut self, ui: &Ui, session: &mut Session) {
        self.preview_ui(ui.ctx(), session);
        if self.adding {
            self.ask_for_files(ui.ctx());
        }
        self.forms(ui.ctx(), session);
        let Some(edit) = self.asking.clone() else { return };
        let Some(question) = Question::of(&edit, |at| self.access.name(at)) else {
            return self.asking = None;
        };
        let Question { title, about, verb, icon, danger, names } = question;
        let unknown = self.access.unknown_keys(&edit);
        let mut answer = None;
        let modal = dialog("sure", ui.ctx()).show(ui.ctx(), |ui| {
            dialog_width(ui, 430.0);
            dialog_title(ui, &title);
            if !names.is_empty() {
                name_list(ui, &names);
            }
            ui.label(about);
            if let Some(unknown) = &unknown {
                notice(ui, Tone::Caution, unknown, &text!("win-unknown-keys-hint"));
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let cancel = text!("win-cancel");
                let kind = if danger { Kind::Danger } else { Kind::Primary };
                if ui.add(Press::new(&verb).icon(icon).kind(kind)).clicked() {
                    answer = Some(true);
                }
                let press = Press::new(&cancel).shortcut(keys::CANCEL);
                if ui.add(press).clicked() {
                    answer = Some(false);
                }
            });
        });
        if answer == Some(true) {
            self.asking = None;
            self.edit(ui.ctx(), edit, session);
        } else if answer == Some(false) || modal.should_close() {
            self.asking = None;
        }
    }

    fn ask_for_files(&mut self, ctx: &Context) {
        let mut taken = None;
        let modal = dialog("add", ctx).show(ctx, |ui| {
            dialog_width(ui, 460.0);
            dialog_title(ui, &text!("win-add-files"));
            ui.label(muted(ui, text!("win-add-drop")));
            let (_, browse) = path_field(ui, &text!("win-path-to-add"), &mut self.add_path);
            if browse && self.dialog.is_none() {
                let title = text!("win-choose-files");
                self.dialog = Some(Dialog::show(ctx, Purpose::Add, Wanted::Files, title));
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let (add, cancel) = (text!("win-continue"), text!("win-cancel"));
                let ready = !self.add_path.trim().is_empty();
                if ui.add_enabled(ready, Press::primary(&add)).clicked() {
                    taken = Some(PathBuf::from(self.add_path.trim()));
                }
                if ui.add(Press::new(&cancel).shortcut(keys::CANCEL)).clicked() {
                    self.adding = false;
                }
            });
        });
        if let Some(path) = taken {
            self.adding = false;
            self.add_path.clear();
            self.offer(vec![path]);
        } else if modal.should_close() {
            self.adding = false;
        }
    }
}

/// Names, in a list that scrolls.
fn name_list(ui: &mut Ui, names: &[String]) {
    const ROW: f32 = 22.0;
    let list = ScrollArea::vertical().id_salt("names").max_height(6.5 * ROW);
    ui.spacing_mut().item_spacing.y = 4.0;
    list.show_rows(ui, ROW - 4.0, names.len(), |ui, seen| {
        for name in names.get(seen).unwrap_or_default() {
            ui.add(Label::new(theme::strong(name)).truncate());
        }
    });
    ui.add_space(4.0);
}
