//! Sealing: what goes in, who may open it, where it is written.

mod finished;
mod work;

use std::path::{Path, PathBuf};

use eframe::egui::{Key, ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::error::Error;
use scelle_core::files::plan::PlanOptions;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{self, WordList};
use scelle_core::profile::policy::PassphraseUse;
use scelle_core::seal::container_name;
use scelle_core::text::escape;
use scelle_i18n::{Language, format_count, format_size, text};

use crate::app::keys;
use crate::desk::Desk;
use crate::dialogs::{self, Answer, Dialog, Wanted, answered};
use crate::job::{Job, finished};
use crate::theme::{self, palette};
use crate::widgets::people::{Picker, chip};
use crate::widgets::{
    Fault, Press, Secret, Tone, bare_field, choice, draw_icon, drop_area, fault, heading, muted,
    notice, path_field, secret_field, section, sheet, working,
};

use finished::Finished;
use work::{Measured, Request, Sealing};

/// Many gateways of mail take no more than that.
const MAIL: u64 = 10_000_000;
/// Hardly any takes more than that.
const MAIL_AT_MOST: u64 = 25_000_000;

/// Where one is in sealing.
#[derive(Default)]
enum Stage {
    #[default]
    Preparing,
    Working(Job<Result<Sealing, Error>>),
    Finished(Box<Finished>),
}

/// A way in for whoever knows a passphrase.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Access {
    #[default]
    None,
    Generated,
    Typed,
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Files,
    Folder,
    Output,
}

/// Something to seal.
struct Item {
    path: PathBuf,
    folder: bool,
    measured: Option<Measured>,
}

/// The page.
#[derive(Default)]
pub(crate) struct SealPage {
    items: Vec<Item>,
    measuring: Option<Job<Vec<(PathBuf, Measured)>>>,
    typed_path: String,
    picker: Picker,
    access: Access,
    generated: Option<Passphrase>,
    typed: Secret,
    again: Secret,
    output: String,
    /// Whether the user chose where to write: then it is left alone.
    output_chosen: bool,
    replace: bool,
    allow_classical: bool,
    skip_special: bool,
    rename: bool,
    stage: Stage,
    fault: Option<Fault>,
    dialog: Option<Dialog<Purpose>>,
}

impl SealPage {
    /// Reads who may be chosen anew: the page is about to be shown.
    pub(crate) fn enter(&mut self, desk: &Desk) {
        self.picker.load(desk);
    }

    /// Whether something is at work, or was prepared and would be lost.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Working(_))
    }

    /// Stops what is at work.
    pub(crate) fn cancel(&self) {
        if let Stage::Working(job) = &self.stage {
            job.progress.cancel();
        }
    }

    /// Adds files and folders, each once.
    pub(crate) fn add(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        if matches!(self.stage, Stage::Finished(_)) {
            *self = Self { picker: std::mem::take(&mut self.picker), ..Self::default() };
            self.picker.chosen.clear();
        }
        for path in paths {
            let path = std::path::absolute(&path).unwrap_or(path);
            if self.items.iter().all(|item| item.path != path) {
                let folder = path.is_dir();
                self.items.push(Item { path, folder, measured: None });
            }
        }
        self.propose_output();
    }

    fn propose_output(&mut self) {
        if self.output_chosen {
            return;
        }
        self.output = match self.items.first() {
            Some(first) => {
                let folder = first.path.parent().unwrap_or(Path::new(""));
                folder.join(container_name(&first.path, first.folder)).display().to_string()
            }
            None => String::new(),
        };
    }

    fn bytes(&self) -> u64 {
        let bytes = |item: &Item| item.measured.as_ref().map_or(0, Measured::bytes);
        self.items.iter().map(bytes).sum()
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, desk: &mut Desk) {
        self.listen(ui, desk);
        match &mut self.stage {
            Stage::Preparing => self.prepare(ui, desk),
            Stage::Working(job) => {
                super::column(ui, |ui| {
                    heading(ui, &text!("win-sealing"), &text!("win-sealing-about"));
                    sheet(ui, |ui| working(ui, job));
                });
            }
            Stage::Finished(finished) => {
                if finished.ui(ui, desk) {
                    *self = Self::default();
                    self.enter(desk);
                }
            }
        }
    }

    /// Takes what jobs and dialogs gave.
    fn listen(&mut self, ui: &Ui, desk: &mut Desk) {
        if let Some((purpose, answer)) = answered(&mut self.dialog, ui.ctx()) {
            match (purpose, answer) {
                (Purpose::Output, Answer::Chosen(paths)) => {
                    self.output =
                        paths.first().map(|p| p.display().to_string()).unwrap_or_default();
                    (self.output_chosen, self.replace) = (true, true);
                }
                (_, Answer::Chosen(paths)) => self.add(paths),
                _ => {}
            }
        }
        if let Some(measured) = finished(&mut self.measuring, ui.ctx()) {
            for (path, measure) in measured.unwrap_or_default() {
                if let Some(item) = self.items.iter_mut().find(|item| item.path == path) {
                    item.measured = Some(measure);
                }
            }
        }
        let waiting: Vec<PathBuf> = self
            .items
            .iter()
            .filter(|item| item.measured.is_none())
            .map(|item| item.path.clone())
            .collect();
        if self.measuring.is_none() && !waiting.is_empty() {
            let options = self.walking();
            let measure = move |progress: &_| work::measure(waiting, &options, progress);
            self.measuring = Some(Job::start(ui.ctx(), text!("win-measuring"), measure));
        }
        if let Stage::Working(job) = &self.stage
            && let Some(answer) = job.poll(ui.ctx())
        {
            match answer.and_then(|sealed| sealed) {
                Ok(sealing) => {
                    desk.remember(&sealing.path);
                    self.stage = Stage::Finished(Box::new(Finished::new(sealing)));
                }
                Err(error) => {
                    let cancelled = matches!(error, Error::Cancelled);
                    self.fault = (!cancelled).then(|| error.into());
                    self.stage = Stage::Preparing;
                }
            }
        }
    }

    fn prepare(&mut self, ui: &mut Ui, desk: &mut Desk) {
        super::bar(ui, "seal-bar", |ui| self.bottom_bar(ui, desk));
        ScrollArea::vertical().id_salt("seal").auto_shrink([false, false]).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-seal-title"), &text!("win-seal-about"));
                sheet(ui, |ui| self.files(ui));
                ui.add_space(6.0);
                sheet(ui, |ui| self.people(ui, desk));
                ui.add_space(6.0);
                sheet(ui, |ui| self.passphrase(ui, desk));
                ui.add_space(6.0);
                sheet(ui, |ui| self.place(ui));
                ui.add_space(12.0);
            });
        });
    }

    fn files(&mut self, ui: &mut Ui) {
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
            self.add([PathBuf::from(typed.trim())]);
        }
    }

    fn total(&mut self, ui: &mut Ui) {
        let files: u64 =
            self.items.iter().filter_map(|i| i.measured.as_ref()).map(Measured::files).sum();
        let size = format_size(self.bytes());
        let total = text!("win-total", count = files, shown = format_count(files), size = size);
        ui.label(theme::strong(total));
        let failed = |is: fn(&Error) -> bool| {
            let error = |item: &Item| matches!(&item.measured, Some(Measured::Failed(e)) if is(e));
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

    /// How the files are walked, when they are measured and when they are sealed.
    fn walking(&self) -> PlanOptions {
        let (skip_special, rename) = (self.skip_special, self.rename);
        PlanOptions { skip_special, rename, ..PlanOptions::default() }
    }

    fn people(&mut self, ui: &mut Ui, desk: &mut Desk) {
        section(ui, Icon::Users, text!("win-recipients"));
        let p = palette(ui);
        let oneself = desk.oneself();
        let imposed: Vec<(String, String)> = desk
            .policy
            .iter()
            .flat_map(|policy| &policy.recovery)
            .map(|recovery| (recovery.label.to_string(), recovery.file.display().to_string()))
            .collect();
        self.picker.ui(ui, desk, |ui| {
            if let Some(oneself) = &oneself {
                let words = text!("win-oneself-about");
                let name = text!("win-oneself", name = oneself.label.to_string());
                chip(ui, Icon::UserCheck, p.primary, &name, &words, None);
            }
            for (label, file) in &imposed {
                let words = text!("win-imposed-about", file = escape(file));
                let name = text!("win-imposed", name = label.as_str());
                chip(ui, Icon::Lock, p.muted, &name, &words, None);
            }
        });
        if !imposed.is_empty() {
            ui.label(muted(ui, text!("win-imposed-why")));
        }
        let classical = |person: &&scelle_core::profile::directory::Addressee| {
            !person.recipient.kind().is_post_quantum()
        };
        let classical = self.picker.chosen.iter().find(classical).map(|p| p.label.to_string());
        if let Some(name) = classical {
            let message = text!("win-classical", name = name.as_str());
            notice(ui, Tone::Caution, &message, &text!("win-classical-hint"));
            ui.checkbox(&mut self.allow_classical, text!("win-classical-allow"));
        }
        let nobody_else = self.picker.chosen.is_empty() && self.access == Access::None;
        if oneself.is_none() {
            ui.label(muted(ui, text!("win-no-key-yet")));
        } else if nobody_else && imposed.is_empty() {
            ui.label(muted(ui, text!("win-only-oneself")));
        }
    }

    fn passphrase(&mut self, ui: &mut Ui, desk: &mut Desk) {
        section(ui, Icon::KeyRound, text!("win-passphrase-access"));
        let uses = desk.policy.as_ref().map(|policy| policy.passphrases.demand);
        if uses == Some(PassphraseUse::Forbidden) {
            self.access = Access::None;
            draw_locked(ui, &text!("policy-passphrases-forbidden"));
            return;
        }
        ui.label(muted(ui, text!("win-passphrase-access-about")));
        let all = [
            (Access::None, text!("win-access-none")),
            (Access::Generated, text!("win-access-generated")),
            (Access::Typed, text!("win-access-typed")),
        ];
        choice(ui, &mut self.access, &all);
        match self.access {
            Access::None => {}
            Access::Generated => self.generated(ui, desk),
            Access::Typed => {
                secret_field(ui, &text!("win-passphrase"), &mut self.typed);
                super::strength_line(ui, &self.typed);
                secret_field(ui, &text!("win-passphrase-again"), &mut self.again);
                if !self.again.is_empty() && self.again.typed() != self.typed.typed() {
                    ui.colored_label(palette(ui).danger, text!("win-passphrases-differ"));
                }
            }
        }
    }

    fn generated(&mut self, ui: &mut Ui, desk: &mut Desk) {
        if self.generated.is_none() {
            let words = match scelle_i18n::current() {
                Language::English => WordList::English,
                Language::French => WordList::French,
            };
            match strength::generate(words) {
                Ok(passphrase) => self.generated = Some(passphrase),
                Err(error) => self.fault = Some(error.into()),
            }
        }
        if let Some(passphrase) = &self.generated {
            super::passphrase_to_give(ui, passphrase, desk);
        }
    }

    fn place(&mut self, ui: &mut Ui) {
        section(ui, Icon::Save, text!("win-where"));
        let (response, browse) = path_field(ui, &text!("win-output"), &mut self.output);
        if response.changed() {
            (self.output_chosen, self.replace) = (true, false);
        }
        if browse {
            let proposed = PathBuf::from(&self.output);
            self.ask(ui, Purpose::Output, Wanted::Save(proposed), text!("win-where"));
        }
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::TargetExists { .. })) {
            ui.checkbox(&mut self.replace, text!("win-replace"));
        }
    }

    fn ask(&mut self, ui: &Ui, purpose: Purpose, wanted: Wanted, title: String) {
        if self.dialog.is_none() {
            self.dialog = Some(Dialog::show(ui.ctx(), purpose, wanted, title));
        }
    }

    fn bottom_bar(&mut self, ui: &mut Ui, desk: &mut Desk) {
        fault(ui, &mut self.fault);
        let missing = self.missing(desk);
        ui.horizontal_wrapped(|ui| {
            let seal = text!("win-seal");
            let press =
                Press::primary(&seal).icon(Icon::Stamp).height(42.0).shortcut(keys::CONFIRM);
            let ready = missing.is_none();
            let pressed = ui.add_enabled(ready, press).clicked();
            if ready && (pressed || keys::pressed(ui, keys::CONFIRM)) {
                self.start(ui, desk);
            }
            if let Some(missing) = missing {
                draw_icon(ui, Icon::Info, 16.0, palette(ui).muted);
                ui.label(muted(ui, missing));
            }
        });
    }

    /// What is still to be done before there is anything to seal.
    fn missing(&self, desk: &Desk) -> Option<String> {
        let failed = |item: &Item| matches!(item.measured, Some(Measured::Failed(_)));
        if self.items.is_empty() {
            return Some(text!("win-missing-files"));
        }
        if self.items.iter().any(failed) {
            return Some(text!("win-missing-failed"));
        }
        let nobody = self.picker.chosen.is_empty() && self.access == Access::None;
        if nobody && desk.own.is_empty() {
            return Some(text!("win-missing-people"));
        }
        if self.access == Access::Typed
            && (self.typed.is_empty() || self.typed.typed() != self.again.typed())
        {
            return Some(text!("win-missing-passphrase"));
        }
        self.output.trim().is_empty().then(|| text!("win-missing-output"))
    }

    fn start(&mut self, ui: &Ui, desk: &Desk) {
        self.fault = None;
        let passphrase = match self.access {
            Access::None => Ok(None),
            Access::Generated => Ok(self.generated.clone()),
            Access::Typed => self.typed.passphrase().and_then(|typed| {
                strength::check(&typed)?;
                Ok(Some(typed))
            }),
        };
        let passphrase = match passphrase {
            Ok(passphrase) => passphrase,
            Err(error) => return self.fault = Some(error.into()),
        };
        let output = PathBuf::from(self.output.trim());
        let request = Request {
            paths: self.items.iter().map(|item| item.path.clone()).collect(),
            people: self.picker.chosen.clone(),
            oneself: desk.oneself(),
            passphrase,
            generated: self.access == Access::Generated,
            // The mail program and the folder's window start elsewhere.
            output: std::path::absolute(&output).unwrap_or(output),
            replace: self.replace,
            allow_classical: self.allow_classical,
            walking: self.walking(),
            cost: desk.cost,
            scrypt: desk.scrypt,
            policy: desk.policy_path.clone(),
            journal: desk.home.journal(),
        };
        let work = move |progress: &_| work::seal(request, progress);
        self.stage = Stage::Working(Job::start(ui.ctx(), text!("win-sealing"), work));
    }
}

impl Item {
    /// Its name, its size, and the button that takes it away: `true` when that was pressed.
    fn ui(&self, ui: &mut Ui) -> bool {
        let p = palette(ui);
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        let name = escape(&name.to_string_lossy());
        let size = match &self.measured {
            None => text!("win-measuring"),
            Some(Measured::Failed(_)) => String::new(),
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
                // What is left is the name's.
                ui.with_layout(eframe::egui::Layout::left_to_right(middle), |ui| {
                    let label = eframe::egui::Label::new(&name).truncate();
                    ui.add(label).on_hover_text(escape(&self.path.display().to_string()));
                });
                pressed
            })
            .inner
        });
        match &self.measured {
            Some(Measured::Failed(error)) => {
                let told = scelle_i18n::explain(error);
                let message = crate::widgets::sentence(&told.message);
                ui.colored_label(p.danger, message);
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

/// What is larger than mails may be is better sent in another way.
fn mail_notice(ui: &mut Ui, bytes: u64) {
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

fn draw_locked(ui: &mut Ui, why: &str) {
    ui.horizontal(|ui| {
        draw_icon(ui, Icon::Lock, 16.0, palette(ui).muted);
        ui.label(muted(ui, crate::widgets::sentence(why)));
    });
}
