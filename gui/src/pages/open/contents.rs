//! A container that is open: what it holds, and what is done with it.

mod lost;

use std::path::{Path, PathBuf};

use eframe::egui::{Context, ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::container::entry::escape;
use scelle_core::error::{Error, Result};
use scelle_core::files::extract::{Destination, ExtractOptions, Extracted};
use scelle_core::files::output::Existing;
use scelle_core::verify::{Verified, verify};
use scelle_i18n::{format_count, format_size, text};

use self::lost::Lost;
use super::access::{AccessPanel, Asked};
use super::adoption::Adoption;
use super::preview::{Look, Preview, look};
use super::question::{Question, Reply};
use super::renaming::Renaming;
use super::work::{Edit, EditRequest, Listing, OpenContainer};
use crate::app::keys;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::Job;
use crate::reveal;
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, choice, dialog, dialog_width, fault, heading, muted, notice,
    path_field, sheet, working,
};

/// A page that is lower is scrolled as a whole: its tree is then as high as that.
const LOW: f32 = 460.0;
const LOW_TREE: f32 = 180.0;

/// What is shown of it.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum View {
    #[default]
    Contents,
    Who,
}

/// What a job gave back with the container.
pub(super) enum JobDone {
    Extracted(Result<Extracted>),
    Verified(Result<Verified>),
    Looked(String, Result<Look>),
    Edited(Result<Listing>),
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Destination,
    Add,
}

/// A container that is open.
pub(super) struct Opened {
    /// Nobody has it while a job does.
    held: Option<OpenContainer>,
    listing: Listing,
    path: PathBuf,
    view: View,
    access: AccessPanel,
    destination: String,
    replace: bool,
    /// Whether content is extracted however much it is.
    allow_large: bool,
    job: Option<Job<(Option<OpenContainer>, JobDone)>>,
    done: Option<Extracted>,
    said: Option<String>,
    preview: Option<Preview>,
    /// What waits for a yes.
    asking: Option<Edit>,
    /// What waits for an answer about accesses that a fresh key would lose.
    waiting: Option<(EditRequest, Lost)>,
    kept: Secret,
    last: Option<EditRequest>,
    adding: bool,
    renaming: Option<Renaming>,
    adoption: Option<Adoption>,
    add_path: String,
    fault: Option<Fault>,
    dialog: Option<Dialog<Purpose>>,
}

impl Opened {
    pub(super) fn new(held: OpenContainer, listing: Listing, session: &Session) -> Self {
        let folder = held.path.parent().unwrap_or(Path::new("")).display().to_string();
        let access = AccessPanel::new(&listing, session);
        Self {
            path: held.path.clone(),
            held: Some(held),
            listing,
            view: View::default(),
            access,
            destination: folder,
            replace: false,
            allow_large: false,
            job: None,
            done: None,
            said: None,
            preview: None,
            asking: None,
            waiting: None,
            kept: Secret::default(),
            last: None,
            adding: false,
            renaming: None,
            adoption: None,
            add_path: String::new(),
            fault: None,
            dialog: None,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    pub(super) fn cancel(&self) {
        self.job.iter().for_each(|job| job.progress.cancel());
    }

    #[cfg(test)]
    pub(super) fn chosen(&self) -> Vec<String> {
        self.listing.tree.chosen_names()
    }

    /// Files were dropped here: they may come in, once that was confirmed.
    pub(super) fn offer(&mut self, paths: Vec<PathBuf>) {
        self.asking = Some(Edit::Add { paths, replace: false });
    }

    /// Draws it; `true` to close it.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) -> bool {
        self.listen(ui.ctx(), session);
        // What is quick leaves the page as it stands; nothing can be begun meanwhile.
        let slow = self.job.as_ref().is_some_and(Job::is_slow);
        let low = ui.available_height() < LOW;
        if !slow && !low && self.view == View::Contents {
            super::super::bar(ui, "open-bar", |ui| self.bottom_bar(ui, session));
        }
        let close = match low {
            true => {
                let whole = ScrollArea::vertical().id_salt("open").auto_shrink([false, false]);
                whole.show(ui, |ui| self.page(ui, session, slow, Some(LOW_TREE))).inner
            }
            false => self.page(ui, session, slow, None),
        };
        self.overlays(ui, session);
        close && self.job.is_none()
    }

    /// What stands in the column; where the window is low, all of it, below each other.
    fn page(&mut self, ui: &mut Ui, session: &mut Session, slow: bool, tree: Option<f32>) -> bool {
        super::super::column(ui, |ui| {
            let close = self.head(ui, slow);
            if let Some(job) = self.job.as_ref().filter(|_| slow) {
                sheet(ui, |ui| working(ui, job));
                return false;
            }
            self.news(ui, session);
            match self.view {
                View::Contents => {
                    let height = tree.unwrap_or_else(|| ui.available_height() - 124.0);
                    self.contents(ui, height.max(90.0));
                    if tree.is_some() {
                        self.bottom_bar(ui, session);
                    }
                }
                View::Who => self.who(ui, session),
            }
            close
        })
    }

    fn head(&mut self, ui: &mut Ui, slow: bool) -> bool {
        let name = escape(&self.path.file_name().unwrap_or_default().to_string_lossy());
        let tree = &self.listing.tree;
        let (files, size) = (tree.files(), format_size(tree.bytes()));
        let about = text!("win-total", count = files, shown = format_count(files), size = size);
        heading(ui, &name, &about);
        if slow {
            return false;
        }
        let mut close = false;
        ui.horizontal_wrapped(|ui| {
            let all = [(View::Contents, text!("win-contents")), (View::Who, text!("win-who"))];
            if choice(ui, &mut self.view, &all) {
                self.clear_news();
            }
            let (check, shut) = (text!("win-check"), text!("win-close-container"));
            let press = Press::new(&check).icon(Icon::ShieldCheck).kind(Kind::Quiet);
            let tooltip = text!("win-check-about");
            if ui.add(press.tooltip(&tooltip)).clicked() {
                self.start(ui.ctx(), text!("win-checking"), |held, progress| {
                    JobDone::Verified(verify(&mut held.container, progress))
                });
            }
            let press = Press::new(&shut).icon(Icon::X).kind(Kind::Quiet);
            close = ui.add(press).clicked();
        });
        ui.add_space(2.0);
        close
    }

    /// What the last job did, or did not do.
    fn news(&mut self, ui: &mut Ui, session: &Session) {
        if let Some(done) = &self.done {
            let files = done.files;
            let message = text!("win-extracted", count = files, shown = format_count(files));
            let places: Vec<String> =
                done.paths.iter().take(3).map(|path| escape(&path.display().to_string())).collect();
            notice(ui, Tone::Good, &message, &places.join("\n"));
            let show = text!("win-show-in-folder");
            if ui.add(Press::new(&show).icon(Icon::FolderOpen)).clicked()
                && let Some(path) = done.paths.first()
            {
                reveal::show_in_folder(path);
            }
        }
        if let Some(said) = &self.said {
            notice(ui, Tone::Good, said, "");
        }
        fault(ui, &mut self.fault);
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::TargetExists { .. })) {
            ui.checkbox(&mut self.replace, text!("win-replace-files"));
        }
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::Large { .. })) {
            ui.checkbox(&mut self.allow_large, text!("win-allow-large"));
        }
        self.passphrase_needed(ui, session);
    }

    fn contents(&mut self, ui: &mut Ui, height: f32) {
        let why_not = self.listing.why_not();
        let may_edit = why_not.is_none();
        let tree = &mut self.listing.tree;
        ui.horizontal_wrapped(|ui| {
            let (add, remove) = (text!("win-add-files"), text!("win-remove-files"));
            let rename = text!("win-rename");
            let told = |press| match &why_not {
                Some(why) => Press::tooltip(press, why),
                None => press,
            };
            let add = told(Press::new(&add).icon(Icon::FilePlus));
            let rename = told(Press::icon_only(Icon::Pencil, &rename).height(36.0));
            let remove = told(Press::new(&remove).icon(Icon::Trash2));
            let buttons = [&add, &rename, &remove].map(|press| press.natural_width(ui));
            let gaps = 3.0 * ui.spacing().item_spacing.x;
            let left = ui.available_width() - buttons.iter().sum::<f32>();
            let width = if left < 180.0 { ui.available_width() } else { left - gaps };
            tree.search_ui(ui, width);
            self.adding |= ui.add_enabled(may_edit, add).clicked();
            let only = tree.only_chosen();
            if ui.add_enabled(may_edit && only.is_some(), rename).clicked() {
                self.renaming = only.map(Renaming::of);
            }
            if ui.add_enabled(may_edit && tree.has_chosen(), remove).clicked() {
                self.asking = Some(Edit::Remove(tree.chosen_names()));
            }
        });
        if let Some(index) = sheet(ui, |ui| tree.ui(ui, height)) {
            self.look_at(ui.ctx(), index);
        }
    }

    fn look_at(&mut self, ctx: &Context, index: usize) {
        let entry = self.held.as_ref().and_then(|s| s.container.entries().nth(index).cloned());
        let Some(entry) = entry else { return };
        let name = entry.name.as_str().to_owned();
        let label = escape(&name);
        self.start(ctx, text!("win-reading"), move |held, progress| {
            let looked = look(&mut held.container, index, &name, entry.size, progress);
            JobDone::Looked(label, looked)
        });
    }

    fn who(&mut self, ui: &mut Ui, session: &mut Session) {
        let mut asked = None;
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            asked = self.access.ui(ui, &self.listing, session);
            ui.add_space(8.0);
        });
        match asked {
            Some(Asked::Edit(edit @ Edit::Join(_))) => self.edit(ui.ctx(), edit, session),
            Some(Asked::Edit(other)) => self.asking = Some(other),
            Some(Asked::Adopt) => {
                self.adoption = Some(Adoption::new(&self.listing, session));
            }
            None => {}
        }
    }

    fn bottom_bar(&mut self, ui: &mut Ui, session: &Session) {
        let (_, browse) = path_field(ui, &text!("win-extract-to"), &mut self.destination);
        if browse && self.dialog.is_none() {
            let title = text!("win-extract-to");
            self.dialog = Some(Dialog::show(ui.ctx(), Purpose::Destination, Wanted::Folder, title));
        }
        ui.horizontal_wrapped(|ui| {
            let all = text!("win-extract-all");
            let ready = !self.destination.trim().is_empty();
            let press = Press::primary(&all).icon(Icon::Download).height(42.0);
            let press = press.shortcut(keys::CONFIRM);
            let whole =
                ui.add_enabled(ready, press).clicked() || ready && keys::pressed(ui, keys::CONFIRM);
            if whole {
                self.extract(ui.ctx(), session, None);
            }
            let tree = &self.listing.tree;
            let count = tree.chosen_files();
            let some = text!("win-extract-chosen", count = count, shown = format_count(count));
            let press = Press::new(&some).icon(Icon::ListChecks).height(42.0);
            if tree.has_chosen() && ui.add_enabled(ready, press).clicked() {
                let chosen = tree.chosen();
                self.extract(ui.ctx(), session, Some(chosen));
            }
        });
    }

    /// Extracts the chosen entries, by their numbers, or all of them.
    fn extract(&mut self, ctx: &Context, session: &Session, chosen: Option<Vec<usize>>) {
        let folder = PathBuf::from(self.destination.trim());
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let destination = Destination::Beside { folder, name: stem };
        let existing = if self.replace { Existing::Replace } else { Existing::Refuse };
        let allow_large = self.allow_large;
        let journal = session.home.journal();
        self.start(ctx, text!("win-extracting"), move |held, progress| {
            let container = &mut held.container;
            let chosen = chosen.unwrap_or_else(|| (0..container.entries().len()).collect());
            let journal = journal.as_ref();
            let options = ExtractOptions { existing, journal, allow_large, rename: false };
            JobDone::Extracted(container.extract(&chosen, &destination, &options, progress))
        });
    }

    /// Starts what works on the open container.
    fn start(
        &mut self,
        ctx: &Context,
        name: String,
        work: impl FnOnce(&mut OpenContainer, &scelle_core::progress::Progress) -> JobDone
        + Send
        + 'static,
    ) {
        let Some(mut held) = self.held.take() else { return };
        self.clear_news();
        self.job = Some(Job::start(ctx, name, move |progress| {
            let done = work(&mut held, progress);
            (Some(held), done)
        }));
    }

    fn clear_news(&mut self) {
        (self.fault, self.done, self.said, self.waiting) = (None, None, None, None);
        // The yes was for what had been told.
        (self.replace, self.allow_large) = (false, false);
    }

    fn edit(&mut self, ctx: &Context, edit: Edit, session: &Session) {
        let Some(held) = &self.held else { return };
        let mut request = EditRequest::new(held, &self.listing, edit, session);
        request.options.allow_classical = self.access.allow_classical;
        self.run(ctx, request);
    }

    fn run(&mut self, ctx: &Context, request: EditRequest) {
        let Some(held) = self.held.take() else { return };
        self.clear_news();
        self.last = Some(request.clone());
        self.job = Some(Job::start(ctx, text!("win-editing"), move |progress| {
            match request.run(progress) {
                Ok((fresh, listing)) => (Some(fresh), JobDone::Edited(Ok(listing))),
                Err(error) => (Some(held), JobDone::Edited(Err(error))),
            }
        }));
    }

    fn listen(&mut self, ctx: &Context, session: &mut Session) {
        if let Some((purpose, Answer::Chosen(paths))) = answered(&mut self.dialog, ctx) {
            match purpose {
                Purpose::Destination => {
                    self.destination =
                        paths.first().map(|p| p.display().to_string()).unwrap_or_default();
                }
                Purpose::Add => {
                    self.adding = false;
                    self.offer(paths);
                }
            }
        }
        let Some(answer) = crate::job::finished(&mut self.job, ctx) else { return };
        let done = match answer {
            Ok((held, done)) => {
                self.held = held;
                done
            }
            Err(error) => return self.fault = Some(error.into()),
        };
        let failed = match done {
            JobDone::Extracted(Ok(extracted)) => {
                self.done = Some(extracted);
                None
            }
            JobDone::Verified(Ok(verified)) => {
                let (files, size) = (verified.files, format_size(verified.bytes));
                let shown = format_count(files);
                self.said = Some(text!("win-checked", count = files, shown = shown, size = size));
                None
            }
            JobDone::Looked(name, Ok(look)) => {
                self.preview = Some(Preview::new(ctx, name, look));
                None
            }
            JobDone::Edited(Ok(listing)) => {
                self.said = Some(text!("win-edited"));
                self.adoption = None;
                self.access = AccessPanel::new(&listing, session);
                self.listing = listing;
                None
            }
            JobDone::Extracted(Err(error))
            | JobDone::Verified(Err(error))
            | JobDone::Looked(_, Err(error))
            | JobDone::Edited(Err(error)) => Some(error),
        };
        match (failed, &mut self.adoption) {
            (None, _) | (Some(Error::Cancelled), _) => {}
            (Some(error), Some(adoption)) => adoption.refuse(error),
            (Some(Error::PassphraseNeeded { label }), None) => {
                self.waiting = self.last.take().map(|last| (last, Lost::Passphrase(label)));
            }
            (Some(Error::UnlistedAccesses { count }), None) => {
                self.waiting = self.last.take().map(|last| (last, Lost::Unlisted(count)));
            }
            (Some(error), None) => self.fault = Some(error.into()),
        }
    }

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
            // It stays until that was done: what is wrong is told in it.
            (_, Some(Reply::Do(edit))) => self.edit(ctx, edit, session),
            (_, Some(Reply::Cancelled)) => self.adoption = None,
            _ => {}
        }
    }

    fn overlays(&mut self, ui: &Ui, session: &mut Session) {
        if let Some(preview) = &mut self.preview
            && !preview.ui(ui.ctx())
        {
            self.preview = None;
        }
        if self.adding {
            self.ask_for_files(ui.ctx());
        }
        self.forms(ui.ctx(), session);
        let Some(edit) = self.asking.clone() else { return };
        let Some(question) = Question::of(&edit, |at| self.access.name(at)) else {
            return self.asking = None;
        };
        let Question { title, about, verb, icon, danger } = question;
        let unknown = self.access.unknown_keys(&edit);
        let mut answer = None;
        let modal = dialog("sure", ui.ctx()).show(ui.ctx(), |ui| {
            dialog_width(ui, 430.0);
            ui.label(crate::theme::title(title));
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
            ui.label(crate::theme::title(text!("win-add-files")));
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

/// The colour of what stands beside a name.
pub(super) fn tint(ui: &Ui, good: bool) -> eframe::egui::Color32 {
    let p = palette(ui);
    if good { p.good } else { p.caution }
}
