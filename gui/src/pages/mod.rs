//! The pages: each a plain state, and what draws it.

pub(crate) mod contacts;
mod import;
pub(crate) mod open;
mod passphrase;
pub(crate) mod seal;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod welcome;

use std::path::PathBuf;

use eframe::egui::{CornerRadius, Frame, Margin, Panel, RichText, Stroke, Ui};
use lucide_icons::Icon;
use scelle_core::error::{Error, PassphraseFault};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength;
use scelle_i18n::{explain, text};

use crate::app::Command;
use crate::session::Session;
use crate::theme::{PAGE_WIDTH, palette, strong_font};
use crate::widgets::{Press, Secret, draw_icon, muted, sentence};

/// What is read stands in a column in the middle.
fn column<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
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

/// The bar below, with what one does next, in the same column.
fn bar<R>(ui: &mut Ui, name: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new().fill(palette(ui).ground).inner_margin(Margin {
        left: 0,
        right: 0,
        top: 12,
        bottom: 2,
    });
    let panel = Panel::bottom(name.to_owned()).frame(frame).show_separator_line(false);
    panel.show(ui, |ui| column(ui, contents)).inner
}

/// How good a passphrase is that is being typed, in one line.
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

/// A passphrase that nobody knows yet, with a button that copies it, and what to do with it.
fn shown_passphrase(ui: &mut Ui, passphrase: &Passphrase, session: &mut Session) {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.chosen)
        .stroke(Stroke::NONE)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::symmetric(14, 10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let words = RichText::new(passphrase.reveal()).font(strong_font(15.5)).color(p.text);
        ui.add(eframe::egui::Label::new(words).wrap().selectable(true));
    });
    ui.horizontal_wrapped(|ui| {
        let copy = text!("win-copy-passphrase");
        if ui.add(Press::new(&copy).icon(Icon::Copy)).clicked() {
            session.ask_for(Command::CopySecret(passphrase.clone()));
        }
        ui.label(muted(ui, text!("win-copy-passphrase-about")));
    });
}

/// One that somebody else is to have.
fn passphrase_to_give(ui: &mut Ui, passphrase: &Passphrase, session: &mut Session) {
    shown_passphrase(ui, passphrase, session);
    ui.label(muted(ui, text!("win-other-channel")));
}

/// Where people keep what they write.
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

/// Six groups of digits: in a line, or three in each of two, so that both halves are read alike.
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
