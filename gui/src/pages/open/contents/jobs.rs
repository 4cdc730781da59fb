//! The background jobs of an open container, and their results.

use std::path::PathBuf;

use eframe::egui::Context;
use scelle_core::error::{Error, Result};
use scelle_core::files::output::Existing;
use scelle_core::files::plan::PlanOptions;
use scelle_core::open::EntryId;
use scelle_core::open::extract::{Destination, ExtractOptions, Extracted};
use scelle_core::verify::Verified;
use scelle_i18n::{format_count, format_size, text};

use super::super::access::AccessPanel;
use super::super::preview::{Look, Preview};
use super::super::work::{Edit, EditRequest, Listing, OpenContainer};
use super::lost::Lost;
use super::{Opened, Purpose};
use crate::dialogs::{Answer, answered};
use crate::job::Job;
use crate::pages::seal::work::refused_names;
use crate::session::Session;
use crate::widgets::Secret;

/// Result of a job.
pub(super) enum JobDone {
    Extracted(Result<Extracted>),
    Verified(Result<Verified>),
    Looked(EntryId, String, Result<Look>),
    Edited(Result<Listing>),
}

impl Opened {
    /// Extracts the chosen entries, or all of them.
    pub(super) fn extract(
        &mut self,
        ctx: &Context,
        session: &Session,
        chosen: Option<Vec<EntryId>>,
    ) {
        let (folder, name) = self.place();
        self.extract_to(ctx, session, chosen, Destination::Beside { folder, name });
    }

    /// Extracts again, into a new folder beside the existing files.
    pub(super) fn extract_beside(&mut self, ctx: &Context, session: &Session) {
        const MOST: usize = 1000;
        let (folder, name) = self.place();
        let mut beside = (2..MOST).map(|number| folder.join(format!("{name} ({number})")));
        let Some(free) = beside.find(|path| path.symlink_metadata().is_err()) else { return };
        let chosen = self.extracting.take().flatten();
        self.extract_to(ctx, session, chosen, Destination::Into(free));
    }

    /// The folder to extract into, and the name of a new one in it.
    fn place(&self) -> (PathBuf, String) {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (PathBuf::from(self.destination.trim()), stem)
    }

    fn extract_to(
        &mut self,
        ctx: &Context,
        session: &Session,
        chosen: Option<Vec<EntryId>>,
        destination: Destination,
    ) {
        self.extracting = Some(chosen.clone());
        let existing = if self.replace { Existing::Replace } else { Existing::Refuse };
        let allow_large = self.allow_large;
        let journal = session.home().journal();
        self.start(ctx, text!("win-extracting"), move |held, progress| {
            let container = &mut held.container;
            let chosen = chosen.unwrap_or_else(|| container.ids().collect());
            let options =
                ExtractOptions { existing, journal, allow_large, ..ExtractOptions::default() };
            JobDone::Extracted(container.extract(&chosen, &destination, &options, progress))
        });
    }

    /// Starts a job that owns the open container.
    pub(super) fn start(
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

    pub(super) fn clear_news(&mut self) {
        (self.fault, self.done, self.said, self.waiting) = (None, None, None, None);
        self.refused_names.clear();
        // The user confirmed the last question only.
        (self.replace, self.allow_large) = (false, false);
    }

    pub(super) fn edit(&mut self, ctx: &Context, edit: Edit, session: &Session) {
        let Some(held) = &self.held else { return };
        let mut request = EditRequest::new(held, &self.listing, edit, session);
        request.options.allow_classical = self.access.allow_classical;
        self.run(ctx, request);
    }

    pub(super) fn run(&mut self, ctx: &Context, request: EditRequest) {
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

    pub(super) fn listen(&mut self, ctx: &Context, session: &mut Session) {
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
            JobDone::Looked(id, name, Ok(look)) => {
                self.preview = Some(Preview::new(ctx, &session.artist, id, name, look));
                None
            }
            JobDone::Edited(Ok(listing)) => {
                self.said = Some(text!("win-edited"));
                self.adoption = None;
                self.kept = Secret::default();
                self.access = AccessPanel::new(&listing, session);
                self.listing = listing;
                None
            }
            JobDone::Looked(.., Err(error)) => {
                self.preview = None;
                Some(error)
            }
            JobDone::Extracted(Err(error))
            | JobDone::Verified(Err(error))
            | JobDone::Edited(Err(error)) => Some(error),
        };
        match (failed, &mut self.adoption) {
            (None, _) | (Some(Error::Cancelled), _) => {}
            (Some(error), Some(adoption)) => adoption.refuse(error),
            (Some(Error::PassphraseNeeded { label }), None) => {
                self.kept.select_all();
                self.waiting = self.last.take().map(|last| (last, Lost::Passphrase(label)));
            }
            (Some(Error::UnlistedAccesses { count }), None) => {
                self.waiting = self.last.take().map(|last| (last, Lost::Unlisted(count)));
            }
            (Some(error), None) => {
                if let (Error::Name { .. }, Some(Edit::Add { paths, .. })) =
                    (&error, self.last.as_ref().map(|request| &request.edit))
                {
                    self.refused_names =
                        refused_names(paths, &session.rules().exclude, &PlanOptions::default());
                }
                self.fault = Some(error.into());
            }
        }
    }
}
