//! Code points in place of characters that no font has, so that two names never look the same.

use std::sync::{Mutex, PoisonError};

use eframe::egui::epaint::FontColorTransferFunction;
use eframe::egui::epaint::text::{
    Fonts, Galley, GlyphBitmap, GlyphRasterizer, MAX_GLYPH_SIZE, RasterizedGlyph, TextOptions,
};
use eframe::egui::{Color32, ColorImage, FontDefinitions, FontId, vec2};

/// Of the size of the text around it.
const SIZE: f32 = 0.8;
/// A cluster of more characters is cut.
const MAX_CHARS: usize = 12;
/// How wide a code point is at most, in parts of the size of its letters; a picture that is wider
/// than [`MAX_GLYPH_SIZE`] does not fit the texture of the glyphs.
const WIDTH: f32 = 4.5;

/// Draws the code points of a character: `‹4E2D›`; `own` are the fonts to draw them with.
pub(super) fn code_points(own: FontDefinitions) -> GlyphRasterizer {
    // egui applies its own transfer function to what it receives.
    let options = TextOptions {
        color_transfer_function: FontColorTransferFunction::Off,
        ..TextOptions::default()
    };
    let fonts = Mutex::new(Fonts::new(options, own));
    GlyphRasterizer::new("scelle: code points", move |request| {
        let mut fonts = fonts.lock().unwrap_or_else(PoisonError::into_inner);
        let font = FontId::proportional(request.font_size_px * SIZE);
        let most = MAX_GLYPH_SIZE as f32 / (font.size * WIDTH);
        let text = written(request.cluster, (most as usize).clamp(1, MAX_CHARS));
        let galley = fonts.with_pixels_per_point(1.0).layout_no_wrap(text, font, Color32::WHITE);
        Some(RasterizedGlyph {
            bitmap: picture(&galley, &fonts.image())?,
            advance_px: galley.size().x,
        })
    })
}

/// The code points as text.
pub(super) fn written(cluster: &str, most: usize) -> String {
    let codes = cluster.chars().take(most).map(|c| format!("{:04X}", u32::from(c)));
    format!("‹{}›", codes.collect::<Vec<_>>().join(" "))
}

/// The glyphs of one row, copied out of the texture in which they lie.
fn picture(galley: &Galley, atlas: &ColorImage) -> Option<GlyphBitmap> {
    let row = galley.rows.first()?;
    let size = [row.size.x.ceil() as usize + 1, row.size.y.ceil() as usize + 1];
    let mut image = ColorImage::filled(size, Color32::TRANSPARENT);
    let mut baseline = 0.0;
    for glyph in &row.row.glyphs {
        baseline = glyph.pos.y;
        let at = glyph.pos + glyph.uv_rect.offset;
        let ([left, top], [right, bottom]) = (glyph.uv_rect.min, glyph.uv_rect.max);
        for (down, y) in (top..bottom).enumerate() {
            for (across, x) in (left..right).enumerate() {
                let from = usize::from(y) * atlas.size[0] + usize::from(x);
                let column = at.x.round() as usize + across;
                let to = (at.y.round() as usize + down) * size[0] + column;
                let texel = atlas.pixels.get(from).copied().unwrap_or_default();
                if let Some(pixel) = image.pixels.get_mut(to).filter(|_| column < size[0]) {
                    *pixel = pixel.blend(texel);
                }
            }
        }
    }
    Some(GlyphBitmap { image, offset_px: vec2(0.0, -baseline), is_color: false })
}
