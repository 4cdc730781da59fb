//! Opening: choosing a container, unlocking it, looking at it.

mod access;
mod adoption;
mod contents;
mod locked;
mod preview;
mod question;
mod renaming;
mod work;

use std::path::{Path, PathBuf};

use eframe::egui::{Context, Key, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, Result};
use scelle_i18n::text;

use self::contents::Opened;
use self::locked::{Closed, Means};
use self::work::UnlockWith;
use crate::app::keys;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::{Glance, Job, finished};
use crate::session::Session;
use crate::widgets::{Fault, Kind, Press, drop_area, fault, heading, path_field, sheet, working};

/// The step of opening.
#[derive(Default)]
enum Stage {
    #[default]
    Choosing,
    /// Its header is being read, which takes time on a slow share or in armor.
    Reading(PathBuf, Job<Result<Closed>>),
    Locked(Box<Closed>),
    Opened(Box<Opened>),
}

/// What a dialog was shown for.
#[derive(Clone, Copy)]
enum Purpose {
    Container,
    Identity,
}

/// The page.
#[derive(Default)]
pub(crate) struct OpenPage {
    stage: Stage,
    typed_path: String,
    fault: Option<Fault>,
    dialog: Option<Dialog<Purpose>>,
}

impl OpenPage {
    /// Whether work is in progress.
    #[must_use]
    pub(crate) fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Choosing | Stage::Reading(..) => false,
            Stage::Locked(closed) => closed.job.is_some() || closed.writing.is_some(),
            Stage::Opened(opened) => opened.is_busy(),
        }
    }

    /// The work in progress.
    pub(crate) fn glance(&self) -> Option<Glance> {
        match &self.stage {
            Stage::Choosing | Stage::Reading(..) => None,
            Stage::Locked(closed) => {
                let writing = closed.writing.as_ref().and_then(Job::glance);
                writing.or_else(|| closed.job.as_ref().and_then(Job::glance))
            }
            Stage::Opened(opened) => opened.glance(),
        }
    }

    /// Cancels the work in progress.
    pub(crate) fn cancel(&self) {
        match &self.stage {
            Stage::Choosing | Stage::Reading(..) => {}
            Stage::Locked(closed) => {
                closed.job.iter().for_each(|job| job.progress.cancel());
                closed.writing.iter().for_each(|job| job.progress.cancel());
            }
            Stage::Opened(opened) => opened.cancel(),
        }
    }

    /// Whether a container is open.
    #[must_use]
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Opened(_))
    }

    /// The names of the chosen entries.
    #[cfg(test)]
    pub(crate) fn chosen(&self) -> Vec<String> {
        if let Stage::Opened(opened) = &self.stage { opened.chosen() } else { Vec::new() }
    }

    /// Offers dropped files to the open container.
    pub(crate) fn offer(&mut self, paths: Vec<PathBuf>) {
        if let Stage::Opened(opened) = &mut self.stage {
            opened.offer(paths);
        }
    }

    /// Takes a container and reads its header.
    pub(crate) fn choose(&mut self, ctx: &Context, path: &Path, session: &Session) {
        let has_key = !session.home().identities_or_none().is_empty();
        // Files are extracted beside it, not into the current folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let wanted = path.clone();
        let read = move |_: &_| Closed::read(&wanted, has_key);
        self.fault = None;
        self.stage = Stage::Reading(path, Job::start(ctx, text!("win-reading"), read));
    }

    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        self.listen(ui, session);
        match &mut self.stage {
            Stage::Choosing => self.choosing(ui, session),
            Stage::Reading(path, job) => {
                let name = escape(&path.file_name().unwrap_or_default().to_string_lossy());
                super::column(ui, |ui| {
                    heading(ui, &name, &text!("win-locked-about"));
                    if job.is_slow() {
                        sheet(ui, |ui| working(ui, job));
                    }
                });
            }
            Stage::Locked(_) => self.locked(ui, session),
            Stage::Opened(opened) => {
                if opened.ui(ui, session) {
                    self.stage = Stage::Choosing;
                }
            }
        }
    }

    fn listen(&mut self, ui: &Ui, session: &mut Session) {
        if let Some((purpose, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            let path = paths.into_iter().next().unwrap_or_default();
            match (purpose, &mut self.stage) {
                (Purpose::Identity, Stage::Locked(closed)) => {
                    closed.identity = path.display().to_string();
                }
                (Purpose::Container, Stage::Choosing) => self.choose(ui.ctx(), &path, session),
                // A late answer, for a page that was left.
                _ => {}
            }
        }
        self.leave_what_hangs();
        if let Stage::Reading(_, job) = &self.stage
            && let Some(answer) = job.poll(ui.ctx())
        {
            self.read(ui.ctx(), answer.and_then(|read| read), session);
        }
        let Stage::Locked(closed) = &mut self.stage else { return };
        match finished(&mut closed.writing, ui.ctx()) {
            Some(Ok(Ok(path))) => (closed.written, self.fault) = (Some(path), None),
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            None => {}
        }
        let Some(answer) = finished(&mut closed.job, ui.ctx()) else { return };
        let silent = std::mem::take(&mut closed.trying);
        match answer.and_then(|opened| opened) {
            Ok((held, listing)) => {
                session.memory.add_recent(&held.path);
                session.save_memory();
                self.fault = None;
                session.visit += 1;
                self.stage = Stage::Opened(Box::new(Opened::new(held, listing, session)));
            }
            Err(Error::Cancelled) => {}
            Err(Error::NotARecipient) if silent => {}
            Err(error) => {
                closed.focused = false;
                closed.secret.select_all();
                self.fault = Some(error.into());
            }
        }
    }

    /// Leaves cancelled jobs without waiting: a share may hang, and nothing is written before a
    /// container is open.
    fn leave_what_hangs(&mut self) {
        match &mut self.stage {
            Stage::Reading(_, job) if job.progress.is_cancelled() => self.stage = Stage::Choosing,
            Stage::Locked(closed) => {
                let left = closed.job.take_if(|job| job.progress.is_cancelled());
                closed.trying &= left.is_none();
            }
            _ => {}
        }
    }

    /// Takes the header, and tries the keys that need no passphrase.
    fn read(&mut self, ctx: &Context, closed: Result<Closed>, session: &Session) {
        self.stage = match closed {
            Ok(mut closed) => {
                if closed.means == Means::OwnKey {
                    closed.trying = true;
                    closed.start(ctx, session, UnlockWith::Silent);
                }
                Stage::Locked(Box::new(closed))
            }
            Err(error) => {
                self.fault = Some(error.into());
                Stage::Choosing
            }
        };
    }

    fn choosing(&mut self, ui: &mut Ui, session: &mut Session) {
        super::scroll(ui, "choosing", session).show(ui, |ui| {
            super::column(ui, |ui| {
                heading(ui, &text!("win-open-title"), &text!("win-open-about"));
                fault(ui, &mut self.fault);
                ui.add_space(4.0);
                sheet(ui, |ui| {
                    let (drop, about) =
                        (text!("win-drop-container"), text!("win-drop-container-about"));
                    let clicked = drop_area(ui, &drop, &about, 170.0).clicked();
                    let name = text!("win-container-path");
                    let (response, browse) = path_field(ui, &name, &mut self.typed_path);
                    let shortcut = keys::pressed(ui, keys::OPEN);
                    if (clicked || browse || shortcut) && self.dialog.is_none() {
                        let title = text!("win-drop-container");
                        let dialog =
                            Dialog::show(ui.ctx(), Purpose::Container, Wanted::File, title);
                        self.dialog = Some(dialog);
                    }
                    let enter = ui.input(|input| input.key_pressed(Key::Enter));
                    let path = self.typed_path.trim().to_owned();
                    let open = text!("win-open");
                    let press = Press::primary(&open).icon(Icon::PackageOpen);
                    let pressed = ui.add_enabled(!path.is_empty(), press).clicked();
                    if pressed || enter && response.lost_focus() && !path.is_empty() {
                        self.choose(ui.ctx(), Path::new(&path), session);
                    }
                });
            });
        });
    }

    fn locked(&mut self, ui: &mut Ui, session: &mut Session) {
        let Self { stage: Stage::Locked(closed), fault: slot, dialog, .. } = self else { return };
        let mut back = false;
        super::scroll(ui, "locked", session).show(ui, |ui| {
            super::column(ui, |ui| {
                let name = escape(&closed.path.file_name().unwrap_or_default().to_string_lossy());
                heading(ui, &name, &text!("win-locked-about"));
                closed.facts(ui);
                ui.add_space(6.0);
                sheet(ui, |ui| closed.unlocking(ui, session, slot, dialog));
                ui.add_space(8.0);
                let other = text!("win-open-other");
                let press = Press::new(&other).icon(Icon::ArrowLeft).kind(Kind::Quiet);
                let idle = closed.job.is_none();
                back = ui.add_enabled(idle, press.shortcut(keys::CANCEL)).clicked()
                    || idle && keys::pressed(ui, keys::CANCEL);
            });
        });
        if back {
            self.stage = Stage::Choosing;
            self.fault = None;
        }
    }
}
