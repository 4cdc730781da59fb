//! Characters that the window's own fonts lack: taken from the system's fonts, laid out in their
//! direction, and shown as code points if no font has them.

mod direction;
mod missing;
mod system;

use std::sync::Arc;

use eframe::egui::{Context, FontDefinitions};

/// Installs the fallbacks beside `own`, the program's fonts.
pub(crate) fn install(ctx: &Context, own: FontDefinitions) {
    ctx.add_font_provider(Arc::new(system::SystemFonts::default()));
    ctx.add_glyph_rasterizer(missing::code_points(own.clone()));
    ctx.add_plugin(direction::Reorder);
    ctx.set_fonts(own);
}

#[cfg(test)]
mod tests;
