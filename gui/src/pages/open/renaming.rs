//! The dialog that renames an entry.

use eframe::egui::{Context, Key};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_i18n::text;

use super::access::AccessPanel;
use super::question::Reply;
use super::work::Edit;
use crate::app::keys;
use crate::widgets::{Press, Tone, dialog, dialog_title, dialog_width, field, notice};

/// The dialog.
pub(super) struct Renaming {
    old: String,
    new: String,
    focused: bool,
}

impl Renaming {
    /// A dialog for the entry of this name.
    pub(super) fn of(old: String) -> Self {
        let new = old.rsplit('/').next().unwrap_or(&old).to_owned();
        Self { old, new, focused: false }
    }

    /// The whole new name: the entry stays in its folder.
    fn whole(&self) -> String {
        let new = self.new.trim();
        match self.old.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{new}"),
            None => new.to_owned(),
        }
    }

    fn edit(&self) -> Edit {
        Edit::Rename { old: self.old.clone(), new: self.whole() }
    }

    /// Draws it.
    pub(super) fn ui(&mut self, ctx: &Context, access: &AccessPanel) -> Reply {
        let mut answer = Reply::Open;
        let modal = dialog("rename", ctx).show(ctx, |ui| {
            dialog_width(ui, 430.0);
            dialog_title(ui, &text!("win-rename-title", name = escape(&self.old)));
            let response = field(ui, &text!("win-rename-field"), "", &mut self.new);
            if !std::mem::replace(&mut self.focused, true) {
                response.request_focus();
            }
            if let Some(unknown) = access.unknown_keys(&self.edit()) {
                notice(ui, Tone::Caution, &unknown, &text!("win-unknown-keys-hint"));
            }
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let (verb, cancel) = (text!("win-rename"), text!("win-cancel"));
                let ready = !self.new.trim().is_empty() && self.whole() != self.old;
                let press = Press::primary(&verb).icon(Icon::Pencil);
                if (ui.add_enabled(ready, press).clicked() || entered) && ready {
                    answer = Reply::Do(self.edit());
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
}
