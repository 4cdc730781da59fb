use std::collections::BTreeSet;

use eframe::egui::epaint::text::{Fonts, Galley, GlyphRasterizerRequest, TextOptions};
use eframe::egui::{ColorImage, FontFamily, FontId, Label, Shape, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::direction::visual;
use super::missing::{code_points, written};
use crate::theme;

/// In the visual order of Hebrew and Arabic text, between letters that are in the logical one.
#[test]
fn words_from_right_to_left_stand_in_their_order() {
    assert_eq!(visual("abc"), "abc");
    assert_eq!(visual("שלום עולם"), "עולם שלום");
    assert_eq!(visual("דוח (סופי).pdf"), "(סופי) דוח.pdf");
    assert_eq!(visual("تقرير السنة.txt"), "السنة تقرير.txt");
    assert_eq!(visual("من Camille إلى"), "من Camille إلى");
}

#[test]
fn numbers_among_words_from_right_to_left_keep_their_digits_in_order() {
    assert_eq!(visual("תקציב 2026.csv"), "2026 תקציב.csv");
    // egui would turn round what one font draws: digits and letters are kept apart.
    let apart = "٢\u{2060}٠\u{2060}٢\u{2060}٦\u{2060}سنة";
    assert_eq!(visual("سنة٢٠٢٦"), apart);
}

#[test]
fn an_extension_stays_at_the_end_of_a_name() {
    for name in ["אבג.exe", "אבג.txt.exe", "a אבג.exe"] {
        assert!(visual(name).ends_with(".exe"), "{name}");
    }
}

#[test]
fn nothing_of_a_name_is_lost_by_reordering_it() {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().filter(|c| *c != '\u{2060}').collect();
        letters.sort_unstable();
        letters
    };
    for name in ["", "אב\u{5b7}ג [1] (x) 12,5 ٣", "\n\nא\r\nב", "ا\u{200d}ب 𞤀"] {
        assert_eq!(sorted(&visual(name)), sorted(name), "{name:?}");
    }
}

fn drawn(cluster: &str) -> (ColorImage, f32) {
    drawn_at(cluster, 14.5)
}

fn drawn_at(cluster: &str, font_size_px: f32) -> (ColorImage, f32) {
    let rasterizer = code_points(theme::fonts());
    let family = FontFamily::Proportional;
    let request =
        GlyphRasterizerRequest { cluster, family: &family, font_size_px, subpixel_offset_px: 0.0 };
    let glyph = (rasterizer.rasterize)(&request).unwrap();
    (glyph.bitmap.image, glyph.advance_px)
}

/// Two characters without a font were two equal boxes: users could not tell the files apart.
#[test]
fn characters_that_no_font_has_are_distinguished() {
    assert_eq!(written("中", 12), "‹4E2D›");
    assert_eq!(written("👨\u{200d}👩", 12), "‹1F468 200D 1F469›");
    let (one, width) = drawn("中");
    assert!(width > 20.0, "{width}");
    let dark = one.pixels.iter().filter(|pixel| pixel.a() > 128).count();
    assert!(dark > 40, "{dark} dark pixels");
    assert_ne!(one, drawn("国").0);
    // A name takes a bounded part of the texture of glyphs.
    for size in [14.5, 50.0, 100.0] {
        let (long, _) = drawn_at(&format!("a{}", "\u{10ffff}".repeat(500)), size);
        assert!(long.size[0] <= 1024, "{:?}", long.size);
    }
}

/// A character of private use: in no font, now or later.
const PRIVATE: &str = "\u{10fff0}\u{10fff1}";

#[test]
fn a_name_without_a_font_is_shown_as_its_code_points() {
    // The harness panics where a box would be drawn.
    let mut harness = Harness::builder()
        .with_context_setup(theme::install)
        .build_ui(|ui: &mut Ui| drop(ui.label(PRIVATE)));
    harness.run();
    let galley = galley_of(&harness, PRIVATE);
    let glyphs = &galley.rows[0].row.glyphs;
    assert!(glyphs[0].advance_width > 30.0, "{glyphs:?}");
    assert_ne!(glyphs[0].uv_rect, glyphs[1].uv_rect);
}

/// The text that is painted for a label.
fn galley_of(harness: &Harness<'_>, text: &str) -> std::sync::Arc<Galley> {
    let shapes = harness.output().shapes.iter();
    let mut texts = shapes.filter_map(|clipped| match &clipped.shape {
        Shape::Text(shape) if shape.galley.job.text == text => Some(shape.galley.clone()),
        _ => None,
    });
    texts.next().unwrap()
}

#[test]
fn a_hebrew_label_is_painted_in_visual_order_and_exposed_in_its_own() {
    const NAME: &str = "אבג דהו.txt";
    let mut harness = Harness::builder()
        .with_context_setup(theme::install)
        .build_ui(|ui: &mut Ui| drop(ui.add(Label::new(NAME).extend())));
    harness.run();
    assert!(harness.query_by_label(NAME).is_some());
    let painted = galley_of(&harness, NAME);
    let x_of = |letter: char| {
        let glyphs = painted.rows[0].row.glyphs.iter();
        glyphs.filter(|glyph| glyph.chr == letter).map(|glyph| glyph.pos.x).next().unwrap()
    };
    // The first word is on the right of the second, the extension on the right of both.
    assert!(x_of('א') > x_of('ד') && x_of('t') > x_of('א'), "{:?}", painted.rows[0].row.glyphs);
}

#[test]
fn the_digits_of_an_arabic_number_are_painted_from_left_to_right() {
    const NAME: &str = "سنة ١٢٣.txt";
    let mut harness = Harness::builder()
        .with_context_setup(theme::install)
        .build_ui(|ui: &mut Ui| drop(ui.add(Label::new(NAME).extend())));
    harness.run();
    let painted = galley_of(&harness, NAME);
    let mut glyphs: Vec<_> =
        painted.rows[0].row.glyphs.iter().filter(|glyph| "١٢٣t".contains(glyph.chr)).collect();
    glyphs.sort_by(|a, b| a.pos.x.total_cmp(&b.pos.x));
    let seen: String = glyphs.iter().map(|glyph| glyph.chr).collect();
    assert_eq!(seen, "١٢٣tt");
}

#[test]
fn a_hebrew_name_that_is_cut_keeps_its_beginning() {
    const NAME: &str = "אבגדה וזחטי כלמנ סעפצ קרשת";
    let mut harness =
        Harness::builder().with_context_setup(theme::install).build_ui(|ui: &mut Ui| {
            ui.set_max_width(150.0);
            ui.add(Label::new(NAME).truncate());
        });
    harness.run();
    let painted = galley_of(&harness, NAME);
    let glyphs = &painted.rows[0].row.glyphs;
    let has = |letter: char| glyphs.iter().any(|glyph| glyph.chr == letter);
    assert!(has('א') && has('…') && !has('ת'), "{glyphs:?}");
    assert!(painted.rows[0].row.size.x <= 150.0);
}

/// The program's own texts are drawn without any system font.
#[test]
fn the_programs_own_fonts_have_every_letter_of_its_texts() {
    let mut fonts = Fonts::new(TextOptions::default(), theme::fonts());
    let texts = ["fr", "en"].map(|language| {
        let path = format!("{}/../i18n/{language}/scelle.ftl", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    });
    let letters: BTreeSet<char> = texts.iter().flat_map(|text| text.chars()).collect();
    for family in [FontId::proportional(14.5), theme::strong_font(14.5)] {
        let missing: Vec<char> = letters
            .iter()
            .copied()
            .filter(|c| *c != '\n' && !fonts.has_glyph(&family, *c))
            .collect();
        assert!(missing.is_empty(), "{family:?}: {missing:?}");
    }
}
