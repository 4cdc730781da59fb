//! The pages: each a plain state with a function that draws it.

pub(crate) mod contacts;
mod import;
pub(crate) mod open;
mod passphrase;
pub(crate) mod seal;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod welcome;

use std::path::PathBuf;

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    CornerRadius, Frame, Id, Margin, Rect, RichText, ScrollArea, Stroke, TextFormat, Ui, UiBuilder,
};
use lucide_icons::Icon;
use scelle_core::error::{Error, PassphraseFault};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{self, TypedWords};
use scelle_i18n::{explain, sentence, text};

use crate::app::Command;
use crate::session::Session;
use crate::theme::{PAGE_WIDTH, palette, strong_font};
use crate::widgets::{Press, Secret, draw_icon, muted};

/// Draws in a column in the middle.
pub(crate) fn column<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let width = (ui.available_width() - 14.0).min(PAGE_WIDTH);
    let margin = ((ui.available_width() - 14.0 - width) / 2.0).max(0.0);
    ui.horizontal_top(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_width(width);
            contents(ui)
        })
        .inner
    })
    .inner
}

/// The scrolled part of a page. A page that was not drawn in the last frame begins at its top.
fn scroll(ui: &Ui, name: &str, session: &Session) -> ScrollArea {
    let pass = ui.ctx().cumulative_pass_nr();
    let shown: u64 = ui.data_mut(|data| {
        let (last, shown): &mut (u64, u64) =
            data.get_temp_mut_or_default(Id::unique(("scrolled", name)));
        *shown += u64::from(pass > *last + 1);
        *last = pass;
        *shown
    });
    let area = ScrollArea::vertical().auto_shrink([false, false]);
    area.id_salt((name.to_owned(), session.visit, shown))
}

/// A page above a bar with its main action, in the same column. The page is drawn first, so
/// that Tab comes to its fields before the button. The bar has its height of the last frame; a frame
/// in which it grows is drawn again.
fn above_bar<S, R>(
    ui: &mut Ui,
    name: &str,
    state: &mut S,
    page: impl FnOnce(&mut S, &mut Ui) -> R,
    bar: impl FnOnce(&mut S, &mut Ui),
) -> R {
    let id = Id::unique(("bar", name));
    let height = ui.data(|data| data.get_temp(id)).unwrap_or(68.0f32);
    let whole = ui.available_rect_before_wrap();
    let middle = (whole.bottom() - height).max(whole.top());
    let (above, below) = whole.split_top_bottom_at_y(middle);
    let drawn = ui.scope_builder(UiBuilder::new().max_rect(above), |ui| {
        // Focus rings beyond the column are not cut off.
        let sides = ui.clip_rect().x_range();
        ui.shrink_clip_rect(Rect::from_x_y_ranges(sides, above.y_range()));
        page(state, ui)
    });
    let shown = ui.scope_builder(UiBuilder::new().max_rect(below), |ui| {
        ui.add_space(12.0);
        column(ui, |ui| bar(state, ui));
        ui.add_space(2.0);
    });
    let needed = shown.response.rect.height().min(whole.height() / 2.0);
    if (needed - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, needed));
        ui.ctx().request_discard("the bar has another height");
    }
    drawn.inner
}

/// The strength of a typed passphrase, in one line.
fn strength_line(ui: &mut Ui, typed: &Secret) {
    let p = palette(ui);
    let (icon, color, words) = if typed.is_empty() {
        (Icon::Info, p.muted, text!("win-strength-advice"))
    } else {
        match typed.passphrase().and_then(|passphrase| strength::check(&passphrase)) {
            Ok(()) => (Icon::CircleCheck, p.good, text!("win-strength-good")),
            Err(error @ Error::PassphraseRefused(PassphraseFault::Weak(_))) => {
                (Icon::TriangleAlert, p.caution, sentence(&explain(&error).message))
            }
            Err(error) => (Icon::CircleX, p.danger, sentence(&explain(&error).message)),
        }
    };
    ui.horizontal_top(|ui| {
        draw_icon(ui, icon, 15.0, color);
        // In a row, a label does not wrap: it would make the page wider than the window.
        ui.vertical(|ui| ui.colored_label(color, words));
    });
}

/// A generated passphrase, in words that can be dictated, with a button that copies it: `true` when
/// that was pressed.
fn shown_passphrase(ui: &mut Ui, passphrase: &Passphrase, session: &mut Session) -> bool {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.chosen)
        .stroke(Stroke::NONE)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let (mut words, mut first) = (LayoutJob::default(), true);
        for word in passphrase.reveal().split('-') {
            let format = |color| TextFormat {
                extra_letter_spacing: 0.7,
                line_height: Some(32.0),
                ..TextFormat::simple(strong_font(20.0), color)
            };
            if !std::mem::take(&mut first) {
                words.append("-", 5.0, format(p.muted));
            }
            words.append(word, 5.0, format(p.text));
        }
        ui.add(eframe::egui::Label::new(words).wrap().selectable(true));
    });
    ui.label(muted(ui, text!("win-dictate")));
    let copied = ui.horizontal_wrapped(|ui| {
        let copy = text!("win-copy-passphrase");
        let copied = ui.add(Press::new(&copy).icon(Icon::Copy)).clicked();
        if copied {
            session.ask_for(Command::CopySecret(passphrase.clone()));
        }
        ui.label(muted(ui, text!("win-copy-passphrase-about")));
        copied
    });
    copied.inner
}

/// A passphrase for another person: `true` when it was copied.
fn passphrase_to_give(ui: &mut Ui, passphrase: &Passphrase, session: &mut Session) -> bool {
    let copied = shown_passphrase(ui, passphrase, session);
    ui.label(muted(ui, text!("win-other-channel")));
    copied
}

/// Help with typing a generated passphrase: number of words so far, the first wrong word, and, if
/// the field is shown, completions.
fn typed_words(ui: &mut Ui, secret: &mut Secret) {
    let Some(words) = TypedWords::read(secret.typed()) else { return };
    let p = palette(ui);
    let (icon, color, told) = match words.first_wrong {
        Some(at) if at >= words.expected => {
            (Icon::CircleX, p.danger, text!("win-words-too-many", expected = words.expected))
        }
        Some(at) => {
            let wrong = secret.word(at).filter(|_| secret.is_shown());
            let told = match wrong {
                Some(word) => text!("win-words-wrong-word", number = at + 1, word = word),
                None => text!("win-words-wrong", number = at + 1),
            };
            (Icon::CircleX, p.danger, told)
        }
        None if words.known == words.expected => {
            (Icon::CircleCheck, p.good, text!("win-words-all", count = words.expected))
        }
        None => {
            let (known, expected) = (words.known, words.expected);
            (Icon::Info, p.muted, text!("win-words-so-far", known = known, expected = expected))
        }
    };
    ui.horizontal_wrapped(|ui| {
        draw_icon(ui, icon, 15.0, color);
        ui.colored_label(color, told);
        if secret.is_shown() {
            for word in words.completions {
                if ui.add(Press::new(word).height(26.0)).clicked() {
                    secret.complete(word);
                }
            }
        }
    });
}

/// The user's folder of documents.
fn documents() -> PathBuf {
    let user = directories::UserDirs::new();
    let documents = user.as_ref().and_then(|user| user.document_dir().map(PathBuf::from));
    documents.or_else(|| user.map(|user| user.home_dir().to_owned())).unwrap_or_default()
}

/// Thirty digits, large.
fn fingerprint_digits(ui: &mut Ui, digits: &str) {
    let groups: Vec<&str> = digits.split_whitespace().collect();
    digit_groups(ui, &groups, |ui, group| drop(ui.label(large_digits(group))));
}

fn large_digits(group: &str) -> RichText {
    RichText::new(group).monospace().size(22.0)
}

/// Six groups of digits: in one line, or in two lines of three.
fn digit_groups<T>(ui: &mut Ui, groups: &[T], draw: impl Fn(&mut Ui, &T)) {
    const IN_A_LINE: f32 = 490.0;
    let line = if ui.available_width() < IN_A_LINE { 3 } else { 6 };
    for groups in groups.chunks(line) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            groups.iter().for_each(|group| draw(ui, group));
        });
    }
}
