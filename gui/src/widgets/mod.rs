//! The widgets of the pages.

pub(crate) mod access;
mod button;
mod fields;
mod notice;
pub(crate) mod people;
mod progress;
pub(crate) mod tree;

use eframe::egui::{
    Align2, Color32, Context, CornerRadius, Frame, Id, Label, Margin, Modal, Painter, Pos2,
    RichText, Stroke, Ui, vec2,
};
use lucide_icons::Icon;

use crate::theme::{self, icon_font, palette};

pub(crate) use button::{Kind, Press, guard_clicks, note_input};
pub(crate) use fields::{
    Secret, bare_field, choice, drop_area, field, path_field, secret_field, secret_lines,
};
pub(crate) use notice::{Fault, Tone, fault, notice};
pub(crate) use progress::working;

/// A sheet that groups widgets.
pub(crate) fn sheet<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let p = palette(ui);
    let frame = Frame::new()
        .fill(p.surface)
        .stroke(Stroke::new(1.0, p.line))
        .corner_radius(CornerRadius::same(12))
        .inner_margin(Margin::symmetric(18, 16));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        contents(ui)
    });
    shown.inner
}

/// A dialog over the page.
pub(crate) fn dialog(name: &str, ctx: &Context) -> Modal {
    let frame = Frame::popup(&ctx.global_style())
        .corner_radius(CornerRadius::same(14))
        .inner_margin(Margin::same(22));
    Modal::new(Id::unique(name)).frame(frame)
}

/// How wide a dialog is, where the window lets it be.
pub(crate) fn dialog_width(ui: &mut Ui, wanted: f32) {
    ui.set_width(wanted.min(ui.ctx().content_rect().width() - 64.0));
}

/// The title of a dialog, which is its accessible name.
pub(crate) fn dialog_title(ui: &mut Ui, title: &str) {
    let response = ui.add(Label::new(theme::title(title)).wrap());
    access::heading(&response, 1, title);
    access::name_dialog(ui, title);
}

/// The title of a page and its description.
pub(crate) fn heading(ui: &mut Ui, title: &str, about: &str) {
    let response = ui.heading(title);
    access::heading(&response, 1, title);
    ui.add_space(-2.0);
    ui.label(muted(ui, about));
    ui.add_space(10.0);
}

/// The title of a part of a page.
pub(crate) fn section(ui: &mut Ui, icon: Icon, title: String) {
    ui.scope(|ui| {
        // No button stands here: the line is as high as its words.
        ui.spacing_mut().interact_size.y = 22.0;
        ui.horizontal(|ui| {
            draw_icon(ui, icon, 17.0, palette(ui).primary);
            let response = ui.label(theme::title(&title));
            access::heading(&response, 2, title);
        });
    });
    ui.add_space(2.0);
}

/// Secondary text.
pub(crate) fn muted(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(palette(ui).muted)
}

/// A decorative icon beside text.
pub(crate) fn draw_icon(ui: &mut Ui, icon: Icon, size: f32, color: Color32) {
    let (rect, _) =
        ui.allocate_exact_size(vec2(size + 3.0, size + 3.0), eframe::egui::Sense::empty());
    paint_icon(ui.painter(), rect.center(), Align2::CENTER_CENTER, icon, size, color);
}

/// An icon beside words: its middle is that of small letters, a little below that of the line.
fn paint_icon(painter: &Painter, at: Pos2, align: Align2, icon: Icon, size: f32, color: Color32) {
    painter.text(at + vec2(0.0, 1.0), align, theme::glyph(icon), icon_font(size), color);
}

/// The placeholder of an empty list: an icon, a sentence, a hint.
pub(crate) fn empty(ui: &mut Ui, icon: Icon, text: &str, advice: &str) {
    ui.vertical_centered(|ui| {
        ui.add_space(18.0);
        draw_icon(ui, icon, 34.0, palette(ui).muted);
        ui.label(theme::strong(text));
        ui.label(muted(ui, advice));
        ui.add_space(18.0);
    });
}
