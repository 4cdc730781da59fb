//! A locked container: what its header says, and the means to open it.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, Key, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, Result};
use scelle_core::inspect::{Safety, inspect};
use scelle_core::open::{Locked, payload_name};
use scelle_i18n::{format_size, text};

use super::Purpose;
use super::work::{Opening, OwnKeys, UnlockWith};
use crate::dialogs::{Dialog, Wanted};
use crate::job::Job;
use crate::pages::typed_words;
use crate::session::Session;
use crate::theme::palette;
use crate::widgets::{
    Fault, Press, Secret, Tone, choice, draw_icon, fault, muted, notice, path_field, secret_field,
    section, working,
};

/// Means to open it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Means {
    #[default]
    OwnKey,
    Passphrase,
    OtherKey,
}

/// A locked container.
pub(super) struct Closed {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) safety: Option<Safety>,
    pub(super) takes_key: bool,
    pub(super) takes_passphrase: bool,
    pub(super) means: Means,
    pub(super) secret: Secret,
    pub(super) identity: String,
    pub(super) job: Option<Job<Result<Opening>>>,
    /// Whether the job tries keys without a passphrase: its failure is not shown.
    pub(super) trying: bool,
    pub(super) focused: bool,
    /// What unlocked it last, if its content was then refused.
    pub(super) tried: Option<UnlockWith>,
    /// Path for the raw payload.
    pub(super) payload: String,
    pub(super) writing: Option<Job<Result<PathBuf>>>,
    pub(super) written: Option<PathBuf>,
}

impl Closed {
    pub(super) fn read(path: &Path, has_key: bool) -> Result<Self> {
        let locked = Locked::read(path)?;
        let header = locked.header();
        let (takes_key, takes_passphrase) = (header.takes_key(), header.takes_passphrase());
        let means = match (takes_key && has_key, takes_passphrase) {
            (true, _) => Means::OwnKey,
            (false, true) => Means::Passphrase,
            (false, false) => Means::OtherKey,
        };
        // Unlocking meets and reports the same error.
        let safety = inspect(&locked).ok().map(|inspection| inspection.safety);
        Ok(Self {
            path: path.to_owned(),
            bytes: locked.len(),
            safety,
            takes_key,
            takes_passphrase,
            means,
            secret: Secret::default(),
            identity: String::new(),
            job: None,
            trying: false,
            focused: false,
            tried: None,
            payload: payload_path(path),
            writing: None,
            written: None,
        })
    }

    pub(super) fn facts(&self, ui: &mut Ui) {
        let p = palette(ui);
        ui.horizontal_wrapped(|ui| {
            draw_icon(ui, Icon::FileLock, 16.0, p.muted);
            let folder = self.path.parent().map(|p| escape(&p.display().to_string()));
            ui.label(muted(ui, folder.unwrap_or_default()));
            ui.label(muted(ui, format_size(self.bytes)));
            // With only a passphrase, a reader needs to know how to open it, no more.
            if self.safety == Some(Safety::PostQuantum) && self.means == Means::OwnKey {
                draw_icon(ui, Icon::ShieldCheck, 16.0, p.good);
                ui.label(muted(ui, text!("win-post-quantum")));
            }
        });
    }

    pub(super) fn unlocking(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        slot: &mut Option<Fault>,
        dialog: &mut Option<Dialog<Purpose>>,
    ) {
        if let Some(job) = &self.job {
            return working(ui, job);
        }
        if let Some(job) = &self.writing {
            return working(ui, job);
        }
        section(ui, Icon::LockKeyhole, text!("win-unlock-with"));
        let own = self.takes_key && !session.home().identities_or_none().is_empty();
        let all = [
            (Means::OwnKey, own, text!("win-with-own-key")),
            (Means::Passphrase, self.takes_passphrase, text!("win-with-passphrase")),
            (Means::OtherKey, self.takes_key, text!("win-with-other-key")),
        ];
        let all: Vec<_> = all.into_iter().filter(|(_, can, _)| *can).collect();
        let all: Vec<(Means, String)> = all.into_iter().map(|(m, _, name)| (m, name)).collect();
        if all.is_empty() {
            notice(ui, Tone::Caution, &text!("win-nothing-opens"), "");
        }
        if all.len() > 1 && choice(ui, &text!("win-unlock-with"), &mut self.means, &all) {
            (*slot, self.focused) = (None, false);
        }
        if self.means == Means::OtherKey {
            ui.label(muted(ui, text!("win-other-key-about")));
            let (_, browse) = path_field(ui, &text!("win-identity-file"), &mut self.identity);
            if browse && dialog.is_none() {
                let title = text!("win-identity-file");
                *dialog = Some(Dialog::show(ui.ctx(), Purpose::Identity, Wanted::File, title));
            }
        }
        let name = match self.means {
            Means::OwnKey => text!("win-key-passphrase"),
            Means::Passphrase => text!("win-container-passphrase"),
            Means::OtherKey => text!("win-identity-passphrase"),
        };
        let response = secret_field(ui, &name, &mut self.secret);
        typed_words(ui, &mut self.secret);
        if !std::mem::replace(&mut self.focused, true) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        fault(ui, slot);
        self.way_out(ui, session, slot);
        ui.add_space(2.0);
        let ready = match self.means {
            Means::OtherKey => !self.identity.trim().is_empty(),
            _ => !self.secret.is_empty(),
        };
        let unlock = text!("win-unlock");
        let press = Press::primary(&unlock).icon(Icon::LockOpen).height(42.0);
        if (ui.add_enabled(ready, press).clicked() || entered) && ready {
            *slot = self.unlock(ui.ctx(), session).err().map(Fault::from);
        }
    }

    /// Offers to write a refused payload as a raw file.
    fn way_out(&mut self, ui: &mut Ui, session: &Session, slot: &Option<Fault>) {
        if let Some(path) = &self.written {
            let path = escape(&path.display().to_string());
            notice(ui, Tone::Good, &text!("win-payload-written"), &path);
        }
        let refused = slot.as_ref().is_some_and(|fault| is_refused_content(fault.error()));
        let Some(with) = self.tried.clone().filter(|_| refused) else { return };
        ui.label(muted(ui, text!("win-payload-about")));
        let (_, _) = path_field(ui, &text!("win-payload-path"), &mut self.payload);
        let write = text!("win-payload-write");
        let ready = !self.payload.trim().is_empty();
        if ui.add_enabled(ready, Press::new(&write).icon(Icon::FileDown)).clicked() {
            let (path, output) = (self.path.clone(), PathBuf::from(self.payload.trim()));
            let keys = OwnKeys::of(session);
            let work = move |progress: &_| keys.write_payload((&path, &output), with, progress);
            self.writing = Some(Job::start(ui.ctx(), text!("win-extracting"), work));
        }
    }

    fn unlock(&mut self, ctx: &Context, session: &Session) -> Result<()> {
        let with = match self.means {
            Means::OwnKey => UnlockWith::Own(self.secret.passphrase()?),
            Means::Passphrase => UnlockWith::Passphrase(self.secret.passphrase()?),
            Means::OtherKey => {
                let typed = match self.secret.is_empty() {
                    true => None,
                    false => Some(self.secret.passphrase()?),
                };
                UnlockWith::File(PathBuf::from(self.identity.trim()), typed)
            }
        };
        self.start(ctx, session, with);
        Ok(())
    }

    pub(super) fn start(&mut self, ctx: &Context, session: &Session, with: UnlockWith) {
        (self.tried, self.written) = (Some(with.clone()), None);
        let (path, keys) = (self.path.clone(), OwnKeys::of(session));
        let work = move |progress: &_| keys.open(&path, with, progress);
        self.job = Some(Job::start(ctx, text!("win-unlocking"), work));
    }
}

/// Whether the container was unlocked but its content refused.
fn is_refused_content(error: &Error) -> bool {
    matches!(
        error,
        Error::Archive { .. }
            | Error::DuplicateName { .. }
            | Error::Name { .. }
            | Error::NotAnArchive
            | Error::TargetExists { .. }
    )
}

/// Proposed path for the raw payload, beside the container.
fn payload_path(container: &Path) -> String {
    let name = container.file_name().unwrap_or_default().to_string_lossy();
    let name = payload_name(&name).map(|name| name.as_str().to_owned());
    let name = name.unwrap_or_else(|_| "payload.zip".to_owned());
    container.with_file_name(name).display().to_string()
}
