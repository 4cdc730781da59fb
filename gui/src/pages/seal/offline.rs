//! The page for browsers, written beside a container that was sealed: for a stick, or a shared folder.

use std::path::{Path, PathBuf};

use eframe::egui::{Align, RichText, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, Result};
use scelle_core::files::output::Existing;
use scelle_core::profile::offline_page::OfflinePage;
use scelle_i18n::text;

use crate::app::Command;
use crate::job::{Job, finished};
use crate::session::Session;
use crate::widgets::{Fault, Kind, Press, Tone, fault, muted, notice, sheet};

/// A page that was written.
struct Written {
    path: PathBuf,
    /// Its SHA-256, in hexadecimal digits.
    sha256: String,
}

/// Whether the page is beside the container.
#[derive(Default)]
pub(super) struct Offline {
    writing: Option<Job<Result<Written>>>,
    written: Option<Written>,
    /// Whether another file has the name of the page.
    taken: bool,
    fault: Option<Fault>,
}

impl Offline {
    /// Draws the button that writes the page, where one is installed.
    pub(super) fn button(&mut self, ui: &mut Ui, container: &Path, session: &Session) {
        let Some(installed) = &session.offline_page else { return };
        let label = text!("win-page");
        let press = Press::new(&label).icon(Icon::Globe);
        let idle = self.writing.is_none() && self.written.is_none();
        if ui.add_enabled(idle, press).on_hover_text(text!("win-page-about")).clicked() {
            self.write(ui, installed, container, Existing::Refuse, session);
        }
    }

    fn write(
        &mut self,
        ui: &Ui,
        installed: &Path,
        container: &Path,
        existing: Existing,
        session: &Session,
    ) {
        (self.taken, self.fault) = (false, None);
        let (installed, container) = (installed.to_owned(), container.to_owned());
        let journal = session.home().journal();
        self.writing = Some(Job::start(ui.ctx(), text!("win-page"), move |_| {
            let page = OfflinePage::read(&installed)?;
            let path = page.place(&container, existing)?;
            page.write(&path, existing, &journal)?;
            let sha256 = page.sha256().iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(Written { path, sha256 })
        }));
    }

    /// Draws what came of it: where the page is, and how its reader checks it.
    pub(super) fn outcome(&mut self, ui: &mut Ui, container: &Path, session: &mut Session) {
        let result = finished(&mut self.writing, ui.ctx());
        let is_new = result.is_some();
        match result {
            Some(Ok(Ok(written))) => self.written = Some(written),
            Some(Ok(Err(Error::TargetExists { .. }))) => self.taken = true,
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            None => {}
        }
        fault(ui, &mut self.fault);
        if self.taken {
            notice(ui, Tone::Caution, &text!("win-page-taken"), &text!("win-page-taken-hint"));
            let replace = text!("win-page-replace");
            if ui.add(Press::new(&replace).kind(Kind::Danger)).clicked()
                && let Some(installed) = &session.offline_page
            {
                self.write(ui, installed, container, Existing::Replace, session);
            }
        }
        if let Some(Written { path, sha256 }) = &self.written {
            let place = escape(&path.display().to_string());
            notice(ui, Tone::Good, &text!("win-page-written"), &place);
            sheet(ui, |ui| {
                ui.label(text!("win-page-check"));
                ui.label(RichText::new(sha256).monospace());
                ui.label(muted(ui, text!("win-page-check-how")));
                let copy = text!("win-page-copy");
                if ui.add(Press::new(&copy).icon(Icon::Copy)).clicked() {
                    ui.ctx().copy_text(sha256.clone());
                    session.ask_for(Command::Tell(text!("win-copied")));
                }
            });
        }
        if is_new {
            // It may lie below the end of the window.
            ui.scroll_to_cursor(Some(Align::BOTTOM));
        }
    }
}
