//! Importing a key that the user has, in a file or on paper.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{Key, Ui};
use lucide_icons::Icon;
use scelle_core::error::{Error, Result};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::home::ImportedKey;
use scelle_core::profile::identity_file;
use scelle_i18n::text;
use zeroize::Zeroizing;

use super::passphrase::NewPassphrase;
use crate::app::keys;
use crate::dialogs::{Answer, Dialog, Wanted, answered};
use crate::job::{Job, finished};
use crate::own_keys;
use crate::session::Session;
use crate::widgets::{
    Fault, Kind, Press, Secret, choice, fault, muted, path_field, secret_field, secret_lines,
    working,
};

/// Where the key is.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Source {
    #[default]
    File,
    Paper,
}

/// The steps: where it is, then its passphrase.
#[derive(Default)]
pub(super) struct KeyImport {
    source: Source,
    path: String,
    typed: Secret,
    /// The key that was found.
    key: Option<Arc<ImportedKey>>,
    secret: Secret,
    new: NewPassphrase,
    /// The file is read.
    reading: Option<Job<Result<ImportedKey>>>,
    job: Option<Job<Result<Recipient>>>,
    fault: Option<Fault>,
    dialog: Option<Dialog<()>>,
}

/// Result of the step.
pub(super) enum Outcome {
    /// Nothing yet.
    Open,
    /// The key was imported and is in use.
    TakenIn(Recipient),
    /// The user cancelled.
    GivenUp,
}

impl KeyImport {
    /// Whether a key is being imported.
    #[must_use]
    pub(super) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Whether anything was typed or found.
    #[must_use]
    pub(super) fn has_begun(&self) -> bool {
        !self.typed.is_empty() || !self.path.is_empty() || self.key.is_some()
    }

    /// Draws the step.
    pub(super) fn ui(&mut self, ui: &mut Ui, session: &mut Session) -> Outcome {
        if let Some((_, Answer::Chosen(paths))) = answered(&mut self.dialog, ui.ctx()) {
            self.path = paths.first().map(|p| p.display().to_string()).unwrap_or_default();
        }
        match finished(&mut self.job, ui.ctx()) {
            Some(Ok(Ok(recipient))) => return Outcome::TakenIn(recipient),
            Some(Ok(Err(error)) | Err(error)) => {
                self.secret.select_all();
                self.fault = (!matches!(error, Error::Cancelled)).then(|| error.into());
            }
            None => {}
        }
        match finished(&mut self.reading, ui.ctx()) {
            Some(Ok(Ok(key))) => self.key = Some(Arc::new(key)),
            Some(Ok(Err(error)) | Err(error)) => self.fault = Some(error.into()),
            None => {}
        }
        // A share may hang: a cancelled job is not waited for.
        self.reading.take_if(|job| job.progress.is_cancelled());
        if let Some(job) = &self.job {
            working(ui, job);
            return Outcome::Open;
        }
        if let Some(job) = &self.reading {
            if job.is_slow() {
                working(ui, job);
            }
            return Outcome::Open;
        }
        let (go, verb, ready) = match self.key.clone() {
            None => (self.where_it_is(ui), text!("win-continue"), self.is_somewhere()),
            Some(key) => self.passphrase(ui, &key, session),
        };
        fault(ui, &mut self.fault);
        ui.add_space(4.0);
        let mut outcome = Outcome::Open;
        ui.horizontal_wrapped(|ui| {
            let press = Press::primary(&verb).icon(Icon::ArrowRight);
            if (ui.add_enabled(ready, press).clicked() || go) && ready {
                self.proceed(ui, session);
            }
            if matches!(self.key.as_deref(), Some(ImportedKey::Plain { .. }))
                && let Err(error) = self.new.other_way(ui)
            {
                self.fault = Some(error.into());
            }
            let cancel = text!("win-cancel");
            let press = Press::new(&cancel).kind(Kind::Plain).shortcut(keys::CANCEL);
            if ui.add(press).clicked() || keys::pressed(ui, keys::CANCEL) {
                outcome = Outcome::GivenUp;
            }
        });
        outcome
    }

    fn where_it_is(&mut self, ui: &mut Ui) -> bool {
        ui.label(muted(ui, text!("win-import-about")));
        let all =
            [(Source::File, text!("win-import-file")), (Source::Paper, text!("win-import-paper"))];
        if choice(ui, &text!("win-import"), &mut self.source, &all) {
            self.fault = None;
        }
        match self.source {
            Source::File => {
                let (response, browse) =
                    path_field(ui, &text!("win-identity-file"), &mut self.path);
                if browse && self.dialog.is_none() {
                    let title = text!("win-identity-file");
                    self.dialog = Some(Dialog::show(ui.ctx(), (), Wanted::File, title));
                }
                response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
            }
            Source::Paper => {
                let name = text!("win-import-lines");
                secret_lines(ui, &name, &text!("win-import-lines-hint"), &mut self.typed);
                false
            }
        }
    }

    fn is_somewhere(&self) -> bool {
        match self.source {
            Source::File => !self.path.trim().is_empty(),
            Source::Paper => !self.typed.is_empty(),
        }
    }

    /// Its own passphrase, or one for it.
    fn passphrase(
        &mut self,
        ui: &mut Ui,
        key: &ImportedKey,
        session: &mut Session,
    ) -> (bool, String, bool) {
        let verb = match self.new.is_generated() {
            true => text!("win-import-take-noted"),
            false => text!("win-import-take"),
        };
        match key {
            ImportedKey::Locked { .. } => {
                ui.label(muted(ui, text!("win-import-locked")));
                let response =
                    secret_field(ui, &text!("win-identity-passphrase"), &mut self.secret);
                super::typed_words(ui, &mut self.secret);
                let entered =
                    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                (entered, verb, !self.secret.is_empty())
            }
            ImportedKey::Plain { .. } => {
                ui.label(muted(ui, text!("win-import-plain")));
                let entered = self.new.ui(ui, &text!("win-passphrase-new"), session);
                (entered, verb, self.new.is_ready())
            }
        }
    }

    fn proceed(&mut self, ui: &Ui, session: &Session) {
        let done = match self.key.clone() {
            None => self.read(ui),
            Some(key) => self.take_in(ui, key, session),
        };
        self.fault = done.err().map(Fault::from);
    }

    fn read(&mut self, ui: &Ui) -> Result<()> {
        match self.source {
            Source::File => {
                let path = PathBuf::from(self.path.trim());
                let read =
                    move |_: &_| ImportedKey::parse(&path, identity_file::read_bytes(&path)?);
                self.reading = Some(Job::start(ui.ctx(), text!("win-reading"), read));
            }
            Source::Paper => {
                let typed = Zeroizing::new(self.typed.typed().as_bytes().to_vec());
                let key = ImportedKey::parse(Path::new(&text!("win-import-paper")), typed)?;
                self.typed = Secret::default();
                self.key = Some(Arc::new(key));
            }
        }
        Ok(())
    }

    fn take_in(&mut self, ui: &Ui, key: Arc<ImportedKey>, session: &Session) -> Result<()> {
        let typed = match *key {
            ImportedKey::Locked { .. } => self.secret.passphrase()?,
            ImportedKey::Plain { .. } => self.new.chosen(session)?,
        };
        let (home, cost) = (session.home().clone(), session.passphrase_cost());
        let take_in = move |progress: &_| own_keys::take_in(&home, &key, &typed, cost, progress);
        self.job = Some(Job::start(ui.ctx(), text!("win-importing"), take_in));
        Ok(())
    }
}
