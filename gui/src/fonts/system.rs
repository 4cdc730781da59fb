//! The system's fonts, by script.

use std::sync::OnceLock;

use eframe::egui::FontInsert;
use eframe::egui::epaint::text::{FallbackRequest, FontProvider};
use egui_system_font_provider::SystemFontProvider;

/// Asks the system (fontconfig, DirectWrite, CoreText) for a font that has a character.
///
/// The system's list of fonts takes up to some hundred milliseconds to read. It is read when the
/// first character is missing: most windows never need it.
#[derive(Default)]
pub(super) struct SystemFonts(OnceLock<SystemFontProvider>);

impl FontProvider for SystemFonts {
    fn font_for(&self, request: &FallbackRequest<'_>) -> Option<FontInsert> {
        self.0.get_or_init(SystemFontProvider::new).font_for(request)
    }
}
