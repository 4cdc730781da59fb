//! The window of Scellé: sealing and opening containers without knowledge of cryptography.
//!
//! A page is a plain state with a `ui` function (`pages`); pages are made of `widgets`; only `theme`
//! names a colour; a `job` works in the background; all pages share a `session`.

mod app;
mod dialogs;
mod fonts;
mod job;
mod mail;
mod memory;
mod own_keys;
mod pages;
pub mod pdf;
mod reveal;
mod session;
mod theme;
mod widgets;

use std::path::PathBuf;

use scelle_core::profile::Profile;

/// The program, before it has a window.
pub struct Scelle(session::Session);

impl Scelle {
    /// The program of this user: chooses the language and removes what killed processes left.
    #[must_use]
    pub fn of_this_user() -> Self {
        let mut session = session::Session::of(Profile::of_user());
        session.recalls = true;
        scelle_i18n::select(session.language);
        session.kept = session.home().journal().sweep().kept;
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
