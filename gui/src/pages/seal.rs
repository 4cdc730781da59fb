//! Sealing: files, recipients, output.

mod files;
pub(crate) mod finished;
mod offline;
mod passphrase;
mod people;
pub(super) mod work;

use std::path::{Path, PathBuf};

use eframe::egui::Ui;
use lucide_icons::Icon;
use scelle_core::error::Error;
use scelle_core::files::plan::PlanOptions;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength;
use scelle_core::profile::directory::Addressee;
use scelle_core::seal::container_name;
use scelle_i18n::text;

use self::files::Item;
use self::finished::{Finished, Leaving};
use self::passphrase::Access;
use self::work::{Measured, SealRequest, Sealing};
use crate::app::keys;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::{Glance, Job, finished};
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::people::Picker;
use crate::widgets::{
    Fault, Press, Secret, draw_icon, fault, heading, muted, path_field, section, sheet, working,
};

/// The step of sealing.
#[derive(Default)]
enum Stage {
    #[default]
    Preparing,
    Working(Job<Result<Sealing, Error>>),
    Finished(Box<Finished>),
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Files,
    Folder,
    Output,
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
    /// Whether the generated passphrase was copied.
    copied: bool,
    typed: Secret,
    again: Secret,
    output: String,
    /// Whether the user chose the output: then no other is proposed.
    output_chosen: bool,
    replace: bool,
    allow_classical: bool,
    skip_special: bool,
    rename: bool,
    stage: Stage,
    fault: Option<Fault>,
    fault_is_new: bool,
    /// Whether the shortcut that confirms was pressed in this frame.
    confirmed: bool,
    dialog: Option<Dialog<Purpose>>,
}

impl SealPage {
    /// Reads the candidates again, before the page is shown.
    pub(crate) fn enter(&mut self, session: &Session) {
        self.picker.load(session);
    }

    /// Whether work is in progress.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Working(_))
    }

    /// The work in progress.
    pub(crate) fn glance(&self) -> Option<Glance> {
        if let Stage::Working(job) = &self.stage { job.glance() } else { None }
    }

    /// Cancels the work in progress.
    pub(crate) fn cancel(&self) {
        if let Stage::Working(job) = &self.stage {
            job.progress.cancel();
        }
    }

    /// Adds files and folders, each once.
    pub(crate) fn add(&mut self, paths: Vec<PathBuf>) {
        if let Stage::Finished(finished) = &mut self.stage {
            if finished.holds_the_only_passphrase() {
                return finished.leave(Leaving::ForFiles(paths));
            }
            self.begin_anew();
            return self.add(paths);
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

    /// Adds recipients.
    pub(crate) fn choose(&mut self, people: Vec<Addressee>) {
        people.into_iter().for_each(|person| self.picker.add(person));
    }

    fn refuse(&mut self, error: Error) {
        (self.fault, self.fault_is_new) = (Some(error.into()), true);
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
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.listen(ui, session);
        match &mut self.stage {
            Stage::Preparing => self.prepare(ui, session),
            Stage::Working(job) => {
                super::column(ui, |ui| {
                    heading(ui, &text!("win-sealing"), &text!("win-sealing-about"));
                    sheet(ui, |ui| working(ui, job));
                });
            }
            Stage::Finished(finished) => {
                if let Some(leaving) = finished.ui(ui, session) {
                    self.begin_anew();
                    if let Leaving::ForFiles(paths) = leaving {
                        self.add(paths);
                    }
                }
            }
        }
    }

    fn begin_anew(&mut self) {
        *self = Self { picker: std::mem::take(&mut self.picker), ..Self::default() };
        self.picker.chosen.clear();
    }

    /// Whether the window shows the only copy of a passphrase.
    #[must_use]
    pub(crate) fn holds_the_only_passphrase(&self) -> bool {
        matches!(&self.stage, Stage::Finished(finished) if finished.holds_the_only_passphrase())
    }

    /// Takes the results of jobs and dialogs.
    fn listen(&mut self, ui: &Ui, session: &mut Session) {
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
            let (options, imposed) = (self.walking(), session.rules().exclude);
            let measure = move |progress: &_| work::measure(waiting, &imposed, &options, progress);
            self.measuring = Some(Job::start(ui.ctx(), text!("win-measuring"), measure));
        }
        if let Stage::Working(job) = &self.stage
            && let Some(answer) = job.poll(ui.ctx())
        {
            match answer.and_then(|sealed| sealed) {
                Ok(sealing) => {
                    session.memory.add_recent(&sealing.path);
                    let names = sealing.people.iter().map(|person| person.label.to_string());
                    session.memory.count_sealed_to(names);
                    session.save_memory();
                    // The recipients are among the recent ones from now on.
                    self.picker.load(session);
                    self.stage = Stage::Finished(Box::new(Finished::new(sealing)));
                }
                Err(error) => {
                    let cancelled = matches!(error, Error::Cancelled);
                    self.stage = Stage::Preparing;
                    if !cancelled {
                        self.refuse(error);
                    }
                }
            }
        }
    }

    fn prepare(&mut self, ui: &mut Ui, session: &mut Session) {
        // Before the focused widget consumes Enter.
        self.confirmed = keys::pressed(ui, keys::CONFIRM);
        let scroll = super::scroll(ui, "seal", session);
        super::above_bar(
            ui,
            "seal",
            &mut (self, session),
            |(page, session), ui| {
                scroll.show(ui, |ui| super::column(ui, |ui| page.sheets(ui, session)));
            },
            |(page, session), ui| page.bottom_bar(ui, session),
        );
    }

    fn sheets(&mut self, ui: &mut Ui, session: &mut Session) {
        heading(ui, &text!("win-seal-title"), &text!("win-seal-about"));
        sheet(ui, |ui| self.files(ui));
        ui.add_space(6.0);
        sheet(ui, |ui| self.people(ui, session));
        ui.add_space(6.0);
        sheet(ui, |ui| self.passphrase(ui, session));
        ui.add_space(6.0);
        sheet(ui, |ui| self.place(ui));
        // The error stands below the page, covers nothing, and is scrolled into view.
        if self.fault.is_some() {
            ui.add_space(6.0);
            let told = ui.scope(|ui| fault(ui, &mut self.fault));
            if std::mem::take(&mut self.fault_is_new) {
                told.response.scroll_to_me(None);
            }
        }
        ui.add_space(12.0);
    }

    /// How the files are walked, when they are measured and when they are sealed.
    fn walking(&self) -> PlanOptions {
        let (skip_special, rename) = (self.skip_special, self.rename);
        PlanOptions { skip_special, rename, ..PlanOptions::default() }
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

    fn bottom_bar(&mut self, ui: &mut Ui, session: &mut Session) {
        let missing = self.missing(session);
        ui.horizontal_wrapped(|ui| {
            let seal = text!("win-seal");
            let press =
                Press::primary(&seal).icon(Icon::Stamp).height(42.0).shortcut(keys::CONFIRM);
            let ready = missing.is_none();
            let pressed = ui.add_enabled(ready, press).clicked();
            if ready && (pressed || self.confirmed) {
                self.start(ui, session);
            }
            if let Some(missing) = missing {
                draw_icon(ui, Icon::Info, 16.0, palette(ui).muted);
                ui.label(muted(ui, missing));
            }
        });
    }

    /// The first thing that is missing before sealing.
    fn missing(&self, session: &Session) -> Option<String> {
        let failed = |item: &Item| matches!(item.measured, Some(Measured::Failed(..)));
        if self.items.is_empty() {
            return Some(text!("win-missing-files"));
        }
        if self.items.iter().any(failed) {
            return Some(text!("win-missing-failed"));
        }
        let nobody = self.picker.chosen.is_empty() && self.access == Access::None;
        if nobody && session.own().is_empty() {
            return Some(text!("win-missing-people"));
        }
        if self.access == Access::Typed
            && (self.typed.is_empty() || self.typed.typed() != self.again.typed())
        {
            return Some(text!("win-missing-passphrase"));
        }
        self.output.trim().is_empty().then(|| text!("win-missing-output"))
    }

    fn start(&mut self, ui: &Ui, session: &Session) {
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
            Err(error) => return self.refuse(error),
        };
        let output = PathBuf::from(self.output.trim());
        let request = SealRequest {
            paths: self.items.iter().map(|item| item.path.clone()).collect(),
            people: self.picker.chosen.clone(),
            oneself: session.oneself(),
            passphrase,
            generated: self.access == Access::Generated,
            passed_on: self.copied,
            // The mail program and the folder's window start elsewhere.
            output: std::path::absolute(&output).unwrap_or(output),
            replace: self.replace,
            allow_classical: self.allow_classical,
            walking: self.walking(),
            cost: session.cost,
            scrypt: session.scrypt,
            profile: session.profile.unread(),
        };
        let work = move |progress: &_| work::seal(request, progress);
        self.stage = Stage::Working(Job::start(ui.ctx(), text!("win-sealing"), work));
    }
}
