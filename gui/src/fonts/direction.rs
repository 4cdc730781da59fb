//! Text from right to left, in the order in which it is read.
//!
//! egui 0.37 shapes a run of one font in its own direction, and puts runs after each other from
//! left to right: the words of an Arabic or Hebrew name come out in the wrong order. Here each row
//! that holds such letters is laid out again, in visual order (UAX #9), before it is painted.
//! Screen readers get the text as it is stored.
//!
//! The direction of every line is from left to right: the extension of a file always stands last.
//! What egui does not do: place the caret, or mark text, in visual order.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::epaint::text::{Galley, LayoutJob, PlacedRow, TextWrapping};
use eframe::egui::layers::{PaintList, ShapeIdx};
use eframe::egui::{Context, Plugin, Shape, Ui};
use unicode_bidi::{BidiInfo, Level};

/// Word joiner (zero width) that splits what egui would shape as one run.
const APART: char = '\u{2060}';

/// Whether a character belongs to a script that is written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c),
        0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff)
}

fn needs_reordering(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_right_to_left)
}

/// The text in the order in which egui has to draw its parts. The inside of a word is not changed:
/// the shaper reverses it.
pub(super) fn visual(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let bidi = BidiInfo::new(text, Some(Level::ltr()));
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let part = text.get(run.clone()).unwrap_or_default();
            let turned = levels.get(run.start).is_some_and(Level::is_rtl);
            if turned {
                words(part).into_iter().rev().for_each(|word| append(&mut shown, word, true));
            } else {
                append(&mut shown, part, false);
            }
        }
    }
    shown
}

/// Appends a part. Splits neighbouring right-to-left letters of two words, and the digits of Arabic
/// numbers, which egui would reverse.
fn append(shown: &mut String, part: &str, turned: bool) {
    if turned && !part.chars().any(is_right_to_left) {
        shown.extend(part.chars().rev().map(mirrored));
        return;
    }
    for (number, c) in part.chars().enumerate() {
        let before = shown.chars().next_back().is_some_and(is_right_to_left);
        let apart = (number == 0 || !turned) && before && is_right_to_left(c);
        shown.extend(apart.then_some(APART));
        shown.push(c);
    }
}

/// A run from right to left, cut where its letters begin and end.
fn words(run: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in run.char_indices() {
        // A combining mark stays with its letter.
        let is_letter = is_right_to_left(c) || before == Some(true) && is_mark(c);
        if before.is_some_and(|before| before != is_letter) {
            words.extend(run.get(start..at));
            start = at;
        }
        before = Some(is_letter);
    }
    words.extend(run.get(start..));
    words
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        c => c,
    }
}

/// Lays out right-to-left text again, once a frame is complete.
pub(super) struct Reorder;

impl Plugin for Reorder {
    fn debug_name(&self) -> &'static str {
        "text from right to left"
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let layers: Vec<_> = ctx.memory(|memory| memory.layer_ids().collect());
        for layer in layers {
            let found: Vec<(usize, Shape)> = ctx.graphics(|graphics| {
                let shapes = graphics.get(layer).into_iter().flat_map(PaintList::all_entries);
                let shapes = shapes.enumerate().filter(|(_, clipped)| is_concerned(&clipped.shape));
                shapes.map(|(at, clipped)| (at, clipped.shape.clone())).collect()
            });
            for (at, mut shape) in found {
                reorder(&ctx, &mut shape);
                ctx.graphics_mut(|graphics| {
                    graphics
                        .entry(layer)
                        .mutate_shape(ShapeIdx(at), |clipped| clipped.shape = shape);
                });
            }
        }
    }
}

fn is_concerned(shape: &Shape) -> bool {
    match shape {
        Shape::Text(text) => needs_reordering(&text.galley.job.text),
        Shape::Vec(shapes) => shapes.iter().any(is_concerned),
        _ => false,
    }
}

fn reorder(ctx: &Context, shape: &mut Shape) {
    match shape {
        Shape::Text(text) if needs_reordering(&text.galley.job.text) => {
            text.galley = Arc::new(reordered(ctx, &text.galley));
        }
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| reorder(ctx, shape)),
        _ => {}
    }
}

/// The same galley, each row of it in visual order.
fn reordered(ctx: &Context, galley: &Galley) -> Galley {
    let mut shown = galley.clone();
    let mut start = 0;
    let last = shown.rows.len().saturating_sub(1);
    for (number, row) in shown.rows.iter_mut().enumerate() {
        // A row has a glyph for each character; the last of one that was cut is an ellipsis.
        let cut = galley.elided && number == last;
        let count = row.row.glyphs.len().saturating_sub(usize::from(cut));
        let range = characters(&galley.job.text, start..start + count);
        start += count + usize::from(row.ends_with_newline);
        if galley.job.text.get(range.clone()).is_some_and(needs_reordering) {
            lay_out(ctx, galley, row, range, cut);
        }
    }
    shown.num_vertices = shown.rows.iter().map(|row| row.row.visuals.mesh.vertices.len()).sum();
    shown.num_indices = shown.rows.iter().map(|row| row.row.visuals.mesh.indices.len()).sum();
    shown
}

/// Characters as bytes.
fn characters(text: &str, range: Range<usize>) -> Range<usize> {
    let at = |number| text.char_indices().nth(number).map_or(text.len(), |(at, _)| at);
    at(range.start)..at(range.end)
}

fn lay_out(ctx: &Context, galley: &Galley, row: &mut PlacedRow, range: Range<usize>, cut: bool) {
    let mut text = galley.job.text.get(range.clone()).unwrap_or_default();
    let format = galley
        .job
        .sections
        .iter()
        .find(|section| section.byte_range.end.0 > range.start)
        .map(|section| section.format.clone())
        .unwrap_or_default();
    loop {
        let mut visual = visual(text);
        visual.extend(cut.then_some('…'));
        let mut job = LayoutJob::single_section(visual, format.clone());
        job.wrap = TextWrapping::no_max_width();
        let laid = ctx.fonts_mut(|fonts| fonts.layout_job(job));
        // The glyphs that were cut off are not those that come last now.
        let wide = cut && laid.size().x > galley.job.wrap.max_width;
        match text.char_indices().next_back() {
            Some((end, _)) if wide => text = text.get(..end).unwrap_or_default(),
            _ => {
                if let Some(first) = laid.rows.first() {
                    row.row = Arc::clone(&first.row);
                }
                return;
            }
        }
    }
}
