//! The files to seal.

use std::path::PathBuf;

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::Error;
use scelle_i18n::{explain, format_count, format_size, sentence, text};

use super::work::Measured;
use super::{Purpose, SealPage};
use crate::app::keys;
use crate::dialogs::Wanted;
use crate::theme::palette;
use crate::widgets::{Press, Tone, bare_field, draw_icon, drop_area, muted, notice, section};
use crate::{dialogs, theme};

/// Size limit of many mail gateways.
const MAIL: u64 = 10_000_000;
/// Size limit of nearly all mail gateways.
const MAIL_AT_MOST: u64 = 25_000_000;

/// Something to seal.
pub(super) struct Item {
    pub(super) path: PathBuf,
    pub(super) folder: bool,
    pub(super) measured: Option<Measured>,
}

impl SealPage {
    pub(super) fn files(&mut self, ui: &mut Ui) {
        section(ui, Icon::Files, text!("win-files"));
        let mut leaving = None;
        for (at, item) in self.items.iter().enumerate() {
            if item.ui(ui) {
                leaving = Some(at);
            }
        }
        if let Some(at) = leaving {
            self.items.remove(at);
            self.propose_output();
        }
        if self.items.is_empty() {
            let response = drop_area(ui, &text!("win-drop-files"), &text!("win-drop-about"), 118.0);
            if response.clicked() {
                self.ask(ui, Purpose::Files, Wanted::Files, text!("win-choose-files"));
            }
        } else {
            self.total(ui);
        }
        let response = ui.horizontal_wrapped(|ui| {
            let (files, folder) = (text!("win-choose-files"), text!("win-choose-folder"));
            let press = Press::new(&files).icon(Icon::FilePlus);
            if ui.add(press.shortcut(keys::OPEN)).clicked() || keys::pressed(ui, keys::OPEN) {
                self.ask(ui, Purpose::Files, Wanted::Files, files.clone());
            }
            if ui.add(Press::new(&folder).icon(Icon::FolderPlus)).clicked() {
                self.ask(ui, Purpose::Folder, Wanted::Folder, folder.clone());
            }
            let left = ui.available_size_before_wrap().x;
            let width = if left < 220.0 { ui.available_width() } else { left };
            let (name, hint) = (text!("win-path-to-add"), text!("win-path-hint"));
            bare_field(ui, &name, &hint, &mut self.typed_path, width)
        });
        let response = response.inner;
        if dialogs::are_missing(ui.ctx()) {
            notice(ui, Tone::Plain, &text!("win-no-dialog"), &text!("win-no-dialog-hint"));
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered && !self.typed_path.trim().is_empty() {
            let typed = std::mem::take(&mut self.typed_path);
            self.add(vec![PathBuf::from(typed.trim())]);
        }
    }

    fn total(&mut self, ui: &mut Ui) {
        let files: u64 =
            self.items.iter().filter_map(|i| i.measured.as_ref()).map(Measured::files).sum();
        let size = format_size(self.bytes());
        let total = text!("win-total", count = files, shown = format_count(files), size = size);
        ui.label(theme::strong(total));
        let failed = |is: fn(&Error) -> bool| {
            let error =
                |item: &Item| matches!(&item.measured, Some(Measured::Failed(e, _)) if is(e));
            self.items.iter().any(error)
        };
        let (special, named) = (
            failed(|error| matches!(error, Error::NotAFile { .. })),
            failed(|error| matches!(error, Error::Name { .. })),
        );
        let mut changed = false;
        if special || self.skip_special {
            changed |= ui.checkbox(&mut self.skip_special, text!("win-skip-special")).changed();
        }
        if named || self.rename {
            changed |= ui.checkbox(&mut self.rename, text!("win-rename-names")).changed();
        }
        if changed {
            self.items.iter_mut().for_each(|item| item.measured = None);
        }
        mail_notice(ui, self.bytes());
    }
}

impl Item {
    /// Draws name, size and the button that removes it: `true` when that was pressed.
    fn ui(&self, ui: &mut Ui) -> bool {
        let p = palette(ui);
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        let name = escape(&name.to_string_lossy());
        let size = match &self.measured {
            None => text!("win-measuring"),
            Some(Measured::Failed(..)) => String::new(),
            Some(measured @ Measured::Fine { .. }) if self.folder => text!(
                "win-folder-size",
                count = measured.files(),
                shown = format_count(measured.files()),
                size = format_size(measured.bytes())
            ),
            Some(measured) => format_size(measured.bytes()),
        };
        let middle = eframe::egui::Align::Center;
        let row = ui.horizontal(|ui| {
            draw_icon(ui, if self.folder { Icon::Folder } else { Icon::FileText }, 18.0, p.primary);
            ui.with_layout(eframe::egui::Layout::right_to_left(middle), |ui| {
                let remove = text!("win-remove-named", name = name.as_str());
                let pressed = ui.add(Press::icon_only(Icon::X, &remove)).clicked();
                ui.label(muted(ui, size));
                // The name gets the rest of the width.
                ui.with_layout(eframe::egui::Layout::left_to_right(middle), |ui| {
                    let label = eframe::egui::Label::new(&name).truncate();
                    ui.add(label).on_hover_text(escape(&self.path.display().to_string()));
                });
                pressed
            })
            .inner
        });
        match &self.measured {
            Some(Measured::Failed(error, names)) => {
                let told = explain(error);
                let message = sentence(&told.message);
                ui.colored_label(p.danger, message);
                for name in names {
                    ui.label(muted(ui, name));
                }
            }
            Some(Measured::Fine { notices, .. }) => {
                for notice in notices {
                    ui.label(muted(ui, notice));
                }
            }
            None => {}
        }
        row.inner
    }
}

/// A warning about files that are too large for mail.
pub(super) fn mail_notice(ui: &mut Ui, bytes: u64) {
    match bytes {
        bytes if bytes > MAIL_AT_MOST => {
            notice(ui, Tone::Caution, &text!("win-mail-25"), &text!("win-mail-25-hint"));
        }
        bytes if bytes > MAIL => {
            notice(ui, Tone::Caution, &text!("win-mail-10"), &text!("win-mail-10-hint"));
        }
        _ => {}
    }
}
