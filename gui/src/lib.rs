//! The window of Scellé: sealing and opening containers, by those who do not want to know how.
//!
//! A page is a plain state with a `ui` function (`pages`); pages are made of `widgets`; `theme`
//! alone names a colour; work is done by a `job` in the background; `session` is what all pages share.

mod app;
mod dialogs;
mod fonts;
mod job;
mod mail;
mod own_keys;
mod pages;
pub mod pdf;
mod reveal;
mod session;
mod theme;
mod widgets;

use std::path::PathBuf;

use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;

/// The program, before it has a window.
pub struct Scelle(session::Session);

impl Scelle {
    /// That of this user, on this machine: its language is chosen, and what a killed process left
    /// is removed.
    #[must_use]
    pub fn of_this_user() -> Self {
        let mut session = session::Session::at(Home::find(), Policy::system_path());
        session.recalls = true;
        scelle_i18n::select(session.language);
        session.kept = session.home.journal().sweep().kept;
        Self(session)
    }

    /// The size of the window when it was last closed, in points.
    #[must_use]
    pub fn window_size(&self) -> Option<[f32; 2]> {
        self.0.memory.size
    }

    /// In a window; `arguments` are the files that it was started with.
    #[must_use]
    pub fn into_app(
        self,
        ctx: &eframe::egui::Context,
        arguments: &[PathBuf],
    ) -> Box<dyn eframe::App> {
        let clipboard = Box::new(app::SystemClipboard);
        Box::new(app::App::new(ctx, self.0, arguments, clipboard))
    }
}
