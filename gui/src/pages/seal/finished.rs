//! The end of sealing: where the container is, who can open it, how to send it.

use std::path::PathBuf;

use eframe::egui::{Context, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_i18n::{format_size, text};

use super::offline::Offline;
use super::work::Sealing;
use crate::app::{Command, keys};
use crate::job::{Job, finished};
use crate::mail::{self, Mail, Mailed};
use crate::reveal;
use crate::session::Session;
use crate::theme;
use crate::widgets::people::chip;
use crate::widgets::{
    Fault, Kind, Press, Tone, dialog, dialog_width, fault, heading, muted, notice, section, sheet,
};

/// Where the user goes from this page.
pub(super) enum Leaving {
    /// To seal something else.
    ForNothing,
    /// To seal these files.
    ForFiles(Vec<PathBuf>),
}

/// The sealed container, and the state of its mail.
pub(super) struct Finished {
    /// Where to go once the user says that the passphrase was passed on.
    leaving: Option<Leaving>,
    sealing: Sealing,
    mailing: Option<Job<scelle_core::error::Result<Mailed>>>,
    mailed: Option<Mailed>,
    offline: Offline,
    fault: Option<Fault>,
}

impl Finished {
    pub(super) fn new(sealing: Sealing) -> Self {
        let offline = Offline::default();
        Self { leaving: None, sealing, mailing: None, mailed: None, offline, fault: None }
    }

    /// Whether the passphrase was neither copied nor confirmed as passed on.
    pub(super) fn holds_the_only_passphrase(&self) -> bool {
        self.sealing.passphrase.is_some() && !self.sealing.passed_on
    }

    /// Asks whether to leave the page, and with it the only copy of the passphrase.
    pub(super) fn leave(&mut self, leaving: Leaving) {
        self.leaving = Some(leaving);
    }

    /// Draws it; returns where the user goes.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) -> Option<Leaving> {
        match finished(&mut self.mailing, ui.ctx()) {
            Some(Ok(Ok(mailed))) => self.mailed = Some(mailed),
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            None => {}
        }
        let mut again = false;
        super::super::scroll(ui, "sealed", session).show(ui, |ui| {
            super::super::column(ui, |ui| again = self.contents(ui, session));
        });
        if again && !self.holds_the_only_passphrase() {
            return Some(Leaving::ForNothing);
        }
        if again {
            self.leave(Leaving::ForNothing);
        }
        self.ask_before_leaving(ui.ctx())
    }

    /// Asks whether the passphrase was passed on; returns where to go, once confirmed.
    fn ask_before_leaving(&mut self, ctx: &Context) -> Option<Leaving> {
        self.leaving.as_ref()?;
        let answer = only_passphrase(ctx, &text!("win-passed-on-leave"));
        match answer {
            None => None,
            Some(true) => self.leaving.take(),
            Some(false) => {
                self.leaving = None;
                None
            }
        }
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
                let people = self.sealing.people.iter();
                let contacts =
                    people.filter_map(|p| session.contacts().with_recipient(&p.recipient));
                let to = contacts.filter_map(|c| c.email.as_ref().map(ToString::to_string));
                let letter = Mail::container(path.clone(), to.collect());
                self.mailed = None;
                self.fault = None;
                self.mailing =
                    Some(Job::start(ui.ctx(), mail.clone(), move |_| mail::send(&letter)));
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
                let copied = super::super::passphrase_to_give(ui, passphrase, session);
                self.sealing.passed_on |= copied;
                ui.checkbox(&mut self.sealing.passed_on, text!("win-passed-on"));
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
        let mut again = false;
        ui.horizontal_wrapped(|ui| {
            let label = text!("win-seal-again");
            again = ui.add(Press::new(&label).icon(Icon::Plus)).clicked();
            self.offline.button(ui, &path, session);
        });
        self.offline.outcome(ui, &path, session);
        again
    }
}

/// Asks whether the only copy of a passphrase may be lost; returns the answer.
pub(crate) fn only_passphrase(ctx: &Context, verb: &str) -> Option<bool> {
    let mut answer = None;
    let modal = dialog("passed on", ctx).show(ctx, |ui| {
        dialog_width(ui, 430.0);
        ui.label(theme::title(text!("win-passed-on-title")));
        ui.label(text!("win-passed-on-about"));
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let stay = text!("win-passed-on-stay");
            if ui.add(Press::new(verb).kind(Kind::Danger)).clicked() {
                answer = Some(true);
            }
            if ui.add(Press::primary(&stay).shortcut(keys::CANCEL)).clicked() {
                answer = Some(false);
            }
        });
    });
    answer.or(modal.should_close().then_some(false))
}
