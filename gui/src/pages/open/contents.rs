//! An open container: its files, and what can be done with them.

mod dialogs;
mod jobs;
mod looking;
mod lost;

use std::path::{Path, PathBuf};

use eframe::egui::Ui;
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::Error;
use scelle_core::open::EntryId;
use scelle_core::open::extract::Extracted;
use scelle_core::verify::verify;
use scelle_i18n::{format_count, format_size, text};

use self::jobs::JobDone;
use self::lost::Lost;
use super::access::{AccessPanel, Asked};
use super::adoption::Adoption;
use super::preview::Preview;
use super::renaming::Renaming;
use super::work::{Edit, EditRequest, Listing, OpenContainer};
use crate::app::keys;
use crate::dialogs::{Dialog, Wanted};
use crate::job::{Glance, Job};
use crate::reveal;
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{
    Fault, Kind, Press, Secret, Tone, choice, fault, heading, notice, path_field, sheet, working,
};

/// Height of a page below which it is scrolled as a whole, its bar included.
const LOW: f32 = 460.0;
/// Height of the tree there, and its least height elsewhere.
const LOW_TREE: f32 = 180.0;
const LEAST_TREE: f32 = 110.0;

/// The view of an open container.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum View {
    #[default]
    Contents,
    Who,
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Destination,
    Add,
}

/// An open container.
pub(super) struct Opened {
    /// `None` while a job owns it.
    held: Option<OpenContainer>,
    listing: Listing,
    path: PathBuf,
    /// Number of this visit: the tree of another container begins at its top.
    visit: u64,
    view: View,
    access: AccessPanel,
    destination: String,
    replace: bool,
    /// Whether the user accepted the size of the content.
    allow_large: bool,
    job: Option<Job<(Option<OpenContainer>, JobDone)>>,
    done: Option<Extracted>,
    /// The entries of the last extraction; `None` within for all.
    extracting: Option<Option<Vec<EntryId>>>,
    said: Option<String>,
    preview: Option<Preview>,
    /// A change that waits for confirmation.
    asking: Option<Edit>,
    /// A change that waits for an answer about accesses that a fresh key would lose.
    waiting: Option<(EditRequest, Lost)>,
    /// Refused names of added files, and their replacements.
    refused_names: Vec<String>,
    kept: Secret,
    /// Whether the shortcut that confirms was pressed in this frame.
    confirmed: bool,
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
            visit: session.visit,
            view: View::default(),
            access,
            destination: folder,
            replace: false,
            allow_large: false,
            job: None,
            done: None,
            extracting: None,
            said: None,
            preview: None,
            asking: None,
            waiting: None,
            refused_names: Vec::new(),
            kept: Secret::default(),
            confirmed: false,
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

    pub(super) fn glance(&self) -> Option<Glance> {
        self.job.as_ref().and_then(Job::glance)
    }

    pub(super) fn cancel(&self) {
        self.job.iter().for_each(|job| job.progress.cancel());
    }

    #[cfg(test)]
    pub(super) fn chosen(&self) -> Vec<String> {
        self.listing.tree.chosen_names()
    }

    /// Offers dropped files, to be added after confirmation.
    pub(super) fn offer(&mut self, paths: Vec<PathBuf>) {
        self.asking = Some(Edit::Add { paths, replace: false, rename: false });
    }

    /// Draws it; `true` to close it.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) -> bool {
        self.listen(ui.ctx(), session);
        // A quick job leaves the page as it is; controls are disabled meanwhile.
        let slow = self.job.as_ref().is_some_and(Job::is_slow);
        let low = ui.available_height() < LOW;
        // Before the focused widget consumes Enter.
        self.confirmed = keys::pressed(ui, keys::CONFIRM);
        let close = if low {
            let whole = super::super::scroll(ui, "open", session);
            whole.show(ui, |ui| self.page(ui, session, slow, None)).inner
        } else if !slow && self.view == View::Contents {
            super::super::above_bar(
                ui,
                "open",
                &mut (&mut *self, &mut *session),
                |(page, session), ui| {
                    // News may leave too little room for the tree.
                    let (room, whole) =
                        (ui.available_height(), super::super::scroll(ui, "open", session));
                    whole.show(ui, |ui| page.page(ui, session, slow, Some(room))).inner
                },
                |(page, session), ui| page.bottom_bar(ui, session),
            )
        } else {
            let room = ui.available_height();
            self.page(ui, session, slow, Some(room))
        };
        self.overlays(ui, session);
        close && self.job.is_none()
    }

    /// The contents of the column, in this room; without room, everything is stacked.
    fn page(&mut self, ui: &mut Ui, session: &mut Session, slow: bool, room: Option<f32>) -> bool {
        let top = ui.cursor().top();
        super::super::column(ui, |ui| {
            let close = self.head(ui, slow);
            if let Some(job) = self.job.as_ref().filter(|_| slow) {
                sheet(ui, |ui| working(ui, job));
                return false;
            }
            self.news(ui, session);
            match self.view {
                View::Contents => {
                    let left = room.map(|room| room - (ui.cursor().top() - top) - 112.0);
                    self.contents(ui, left.map_or(LOW_TREE, |left| left.max(LEAST_TREE)));
                    if room.is_none() {
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
            if choice(ui, &name, &mut self.view, &all) {
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

    /// The result of the last job.
    fn news(&mut self, ui: &mut Ui, session: &Session) {
        if let Some(done) = &self.done {
            let files = done.files;
            let message = text!("win-extracted", count = files, shown = format_count(files));
            let places: Vec<String> =
                done.paths.iter().take(3).map(|path| escape(&path.display().to_string())).collect();
            notice(ui, Tone::Good, &message, &places.join("\n"));
            let (open, show) = (text!("win-open-folder"), text!("win-show-in-folder"));
            if let Some(path) = done.paths.first() {
                ui.horizontal_wrapped(|ui| {
                    let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
                    let press = Press::primary(&open).icon(Icon::FolderOpen);
                    if ui.add(press).clicked()
                        && let Some(folder) = folder
                    {
                        reveal::open(folder);
                    }
                    let press = Press::new(&show).icon(Icon::FolderSearch);
                    if path.is_dir() && ui.add(press).clicked() {
                        reveal::show_in_folder(path);
                    }
                });
            }
        }
        if let Some(said) = &self.said {
            notice(ui, Tone::Good, said, "");
        }
        fault(ui, &mut self.fault);
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::TargetExists { .. })) {
            ui.horizontal_wrapped(|ui| {
                let (both, about) = (text!("win-keep-both"), text!("win-keep-both-about"));
                let press = Press::new(&both).icon(Icon::Copy).tooltip(&about);
                if self.extracting.is_some() && ui.add(press).clicked() {
                    self.extract_beside(ui.ctx(), session);
                }
                ui.checkbox(&mut self.replace, text!("win-replace-files"));
            });
        }
        self.offer_renaming(ui, session);
        if matches!(self.fault.as_ref().map(Fault::error), Some(Error::Large { .. })) {
            ui.checkbox(&mut self.allow_large, text!("win-allow-large"));
        }
        self.passphrase_needed(ui, session);
    }

    /// Lists refused names, and offers to add the files under others.
    fn offer_renaming(&mut self, ui: &mut Ui, session: &Session) {
        if self.refused_names.is_empty() {
            return;
        }
        notice(ui, Tone::Caution, &text!("win-names-refused"), &self.refused_names.join("\n"));
        let rename = text!("win-names-rename");
        let adding = self.last.as_ref().map(|request| request.edit.clone());
        if ui.add(Press::new(&rename).icon(Icon::Pencil)).clicked()
            && let Some(Edit::Add { paths, replace, .. }) = adding
        {
            self.edit(ui.ctx(), Edit::Add { paths, replace, rename: true }, session);
        }
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
        let visit = self.visit;
        let shown = ui.push_id(("tree", visit), |ui| sheet(ui, |ui| tree.ui(ui, height))).inner;
        if let Some(id) = shown {
            self.look_at(ui.ctx(), id);
        }
    }

    fn who(&mut self, ui: &mut Ui, session: &mut Session) {
        let mut asked = None;
        super::super::scroll(ui, "who", session).show(ui, |ui| {
            asked = self.access.ui(ui, &self.listing, session);
            ui.add_space(8.0);
        });
        match asked {
            Some(Asked::Edit(edit @ Edit::Join(_))) => self.edit(ui.ctx(), edit, session),
            Some(Asked::Edit(other)) => self.asking = Some(other),
            Some(Asked::Adopt) => {
                self.adoption = Some(Adoption::new(&self.listing, session));
            }
            Some(Asked::Program(command)) => session.ask_for(command),
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
            let whole = ui.add_enabled(ready, press).clicked() || ready && self.confirmed;
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
}

/// Colour of the mark beside a name.
pub(super) fn tint(ui: &Ui, good: bool) -> eframe::egui::Color32 {
    let p = palette(ui);
    if good { p.good } else { p.caution }
}
