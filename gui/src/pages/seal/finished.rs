//! The end of sealing: where it is, who can open it, and how to send it.

use eframe::egui::{ScrollArea, Ui};
use lucide_icons::Icon;
use scelle_core::text::escape;
use scelle_i18n::{format_size, text};

use super::work::Sealing;
use crate::app::Command;
use crate::job::{Job, finished};
use crate::mail::{self, Mailed};
use crate::reveal;
use crate::session::Session;
use crate::theme;
use crate::widgets::people::chip;
use crate::widgets::{Fault, Press, Tone, fault, heading, muted, notice, section, sheet};

/// What was sealed, and what became of its mail.
pub(super) struct Finished {
    sealing: Sealing,
    mailing: Option<Job<scelle_core::error::Result<Mailed>>>,
    mailed: Option<Mailed>,
    fault: Option<Fault>,
}

impl Finished {
    pub(super) fn new(sealing: Sealing) -> Self {
        Self { sealing, mailing: None, mailed: None, fault: None }
    }

    /// Draws it; `true` to begin anew.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) -> bool {
        match finished(&mut self.mailing, ui.ctx()) {
            Some(Ok(Ok(mailed))) => self.mailed = Some(mailed),
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            None => {}
        }
        let mut again = false;
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            super::super::column(ui, |ui| again = self.contents(ui, session));
        });
        again
    }

    fn contents(&mut self, ui: &mut Ui, session: &mut Session) -> bool {
        let path = self.sealing.path.clone();
        let name = escape(&path.file_name().unwrap_or_default().to_string_lossy());
        heading(ui, &text!("win-sealed"), &text!("win-sealed-about"));
        let size = format_size(self.sealing.sealed.sealed_bytes);
        let message = text!("win-sealed-file", name = name.as_str(), size = size);
        notice(ui, Tone::Good, &message, &escape(&path.display().to_string()));
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            let mail = text!("win-mail");
            let press = Press::primary(&mail).icon(Icon::Mail);
            if ui.add_enabled(self.mailing.is_none(), press).clicked() {
                let path = path.clone();
                self.mailed = None;
                self.fault = None;
                self.mailing = Some(Job::start(ui.ctx(), mail.clone(), move |_| mail::mail(&path)));
            }
            let (show, copy) = (text!("win-show-in-folder"), text!("win-copy-path"));
            if ui.add(Press::new(&show).icon(Icon::FolderOpen)).clicked() {
                reveal::show_in_folder(&path);
            }
            if ui.add(Press::new(&copy).icon(Icon::Copy)).clicked() {
                ui.ctx().copy_text(path.display().to_string());
                session.ask_for(Command::Tell(text!("win-copied")));
            }
        });
        if self.mailing.as_ref().is_some_and(Job::is_slow) {
            ui.horizontal(|ui| {
                ui.add(eframe::egui::Spinner::new().size(16.0));
                ui.label(muted(ui, text!("win-mailing")));
            });
        }
        if let Some(Mailed::Draft(draft)) = &self.mailed {
            let place = escape(&draft.display().to_string());
            notice(ui, Tone::Plain, &text!("win-mail-draft"), &place);
        }
        fault(ui, &mut self.fault);
        super::files::mail_notice(ui, self.sealing.sealed.sealed_bytes);
        ui.add_space(6.0);
        if let Some(passphrase) = &self.sealing.passphrase {
            sheet(ui, |ui| {
                section(ui, Icon::KeyRound, text!("win-passphrase-to-give"));
                super::super::passphrase_to_give(ui, passphrase, session);
            });
            ui.add_space(6.0);
        }
        sheet(ui, |ui| {
            section(ui, Icon::Users, text!("win-who"));
            ui.horizontal_wrapped(|ui| {
                for (icon, name) in &self.sealing.names {
                    chip(ui, *icon, theme::palette(ui).primary, name, name, None);
                }
            });
        });
        ui.add_space(10.0);
        let again = text!("win-seal-again");
        ui.add(Press::new(&again).icon(Icon::Plus)).clicked()
    }
}
