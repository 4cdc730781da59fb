//! Fields for text, paths and passphrases.

use std::any::TypeId;
use std::ops::Range;

use eframe::egui::text::{CCursor, CharIndex};
use eframe::egui::text_selection::CCursorRange;
use eframe::egui::{
    Align2, CornerRadius, Label, Margin, Response, RichText, Role, Sense, Stroke, StrokeKind,
    TextBuffer, TextEdit, Ui, WidgetInfo, vec2,
};
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::keys::passphrase::Passphrase;
use scelle_i18n::text;
use zeroize::Zeroizing;

use super::button::{Kind, Press, guard_clicks};
use super::{access, muted};
use crate::dialogs;
use crate::theme::{self, icon_font, palette};

/// Capacity of a passphrase's buffer, in bytes: above the longest passphrase.
const MAX_BYTES: usize = 1026;

/// A passphrase that is being typed. Its buffer never moves, so that no copy stays in memory, and
/// is overwritten at the end.
pub(crate) struct Secret {
    text: Zeroizing<String>,
    /// Whether it is shown.
    shown: bool,
    /// Whether all of it will be selected, for correction.
    select: bool,
}

impl Default for Secret {
    fn default() -> Self {
        Self { text: Zeroizing::new(String::with_capacity(MAX_BYTES)), shown: false, select: false }
    }
}

impl Secret {
    /// Whether nothing was typed.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The typed text.
    #[must_use]
    pub(crate) fn typed(&self) -> &str {
        &self.text
    }

    /// The passphrase.
    ///
    /// # Errors
    /// As [`Passphrase::new`].
    pub(crate) fn passphrase(&self) -> Result<Passphrase> {
        Passphrase::new(&self.text)
    }

    /// Selects the text after it was refused, so that it can be replaced or corrected.
    pub(crate) fn select_all(&mut self) {
        self.select = true;
    }

    /// Whether it is shown.
    #[must_use]
    pub(crate) fn is_shown(&self) -> bool {
        self.shown
    }

    /// The word at this place, from 0.
    #[must_use]
    pub(crate) fn word(&self, at: usize) -> Option<&str> {
        self.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).nth(at)
    }

    /// Completes the current word, and begins the next.
    pub(crate) fn complete(&mut self, word: &str) {
        let start = self.text.trim_end_matches(char::is_alphanumeric).len();
        let room = MAX_BYTES.saturating_sub(start);
        self.text.truncate(start);
        if word.len() < room {
            self.text.push_str(word);
            self.text.push('-');
        }
    }
}

impl TextBuffer for Secret {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        &self.text
    }

    fn insert_text(&mut self, text: &str, char_index: CharIndex) -> usize {
        let at = self.byte_index_from_char_index(char_index).0;
        let room = MAX_BYTES - self.text.len();
        let fits =
            text.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= room);
        let fitting = text.get(..fits.last().unwrap_or(0)).unwrap_or_default();
        self.text.insert_str(at, fitting);
        fitting.chars().count()
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let start = self.byte_index_from_char_index(range.start).0;
        let end = self.byte_index_from_char_index(range.end).0;
        self.text.replace_range(start..end, "");
    }

    fn clear(&mut self) {
        *self = Self::default();
    }

    fn replace_with(&mut self, text: &str) {
        *self = Self { shown: self.shown, ..Self::default() };
        self.insert_text(text, CharIndex::default());
    }

    /// Cannot be copied out as plain text.
    fn take(&mut self) -> String {
        self.clear();
        String::new()
    }

    fn type_id(&self) -> TypeId {
        TypeId::of::<Self>()
    }
}

/// The label above a field. Tab goes to the field, not to its label.
fn label(ui: &mut Ui, name: &str) -> Response {
    let name = Label::new(RichText::new(name).font(theme::strong_font(13.0)));
    ui.add(name.selectable(false).sense(Sense::CLICK))
}

/// A field under this label. A click on the label focuses the field, and a focused field is scrolled
/// into view.
fn named(field: Response, label: &Response, ui: &Ui) -> Response {
    let field = field.labelled_by(label.id);
    if label.clicked() {
        field.request_focus();
    }
    reveal_focus(ui, &field);
    field
}

/// Brings what has just got the focus into view.
pub(crate) fn reveal_focus(ui: &Ui, response: &Response) {
    if response.gained_focus() {
        ui.scroll_to_rect(response.rect.expand(8.0), None);
    }
}

fn line<'t>(text: &'t mut dyn TextBuffer, width: f32) -> TextEdit<'t> {
    TextEdit::singleline(text).margin(Margin::symmetric(11, 9)).desired_width(width)
}

/// A line of text, under its name.
pub(crate) fn field(ui: &mut Ui, name: &str, hint: &str, text: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label = label(ui, name);
        let field = ui.add(line(text, ui.available_width()).hint_text(hint.to_owned()));
        named(field, &label, ui)
    })
    .inner
}

/// A line of text without a label: the hint names it.
pub(crate) fn bare_field(
    ui: &mut Ui,
    name: &str,
    hint: &str,
    text: &mut String,
    width: f32,
) -> Response {
    let response = ui.add(line(text, width).hint_text(hint.to_owned()));
    response.clone().accessible_name(name);
    reveal_focus(ui, &response);
    response
}

/// A path, under its name, with a button that shows a dialog. `true` when that was pressed.
pub(crate) fn path_field(ui: &mut Ui, name: &str, path: &mut String) -> (Response, bool) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label = label(ui, name);
        let row = ui.horizontal(|ui| {
            let browse = text!("win-browse");
            let width = (ui.available_width() - 148.0).max(160.0);
            let response = named(ui.add(line(path, width)), &label, ui);
            let pressed = ui.add(Press::new(&browse).icon(Icon::FolderOpen).width(140.0)).clicked();
            (response, pressed)
        });
        if dialogs::are_missing(ui.ctx()) {
            ui.label(muted(ui, text!("win-no-dialog-type")));
        }
        row.inner
    })
    .inner
}

/// A passphrase, under its name, that can be shown. What egui would keep for undoing is dropped.
pub(crate) fn secret_field(ui: &mut Ui, name: &str, secret: &mut Secret) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label = label(ui, name);
        ui.horizontal(|ui| {
            let hidden = !secret.shown;
            let width = (ui.available_width() - 42.0).max(120.0);
            let edit = line(secret, width).password(hidden).show(ui);
            let mut state = edit.state;
            state.clear_undoer();
            if std::mem::take(&mut secret.select) {
                let end = CCursor::new(secret.text.chars().count());
                let all = CCursorRange::two(CCursor::default(), end);
                state.cursor.set_char_range(Some(all));
            }
            let response = named(edit.response.response, &label, ui);
            state.store(ui.ctx(), response.id);
            let (icon, verb) = match hidden {
                true => (Icon::Eye, text!("win-show-passphrase")),
                false => (Icon::EyeOff, text!("win-hide-passphrase")),
            };
            if ui.add(Press::icon_only(icon, &verb)).clicked() {
                secret.shown = hidden;
            }
            response
        })
        .inner
    })
    .inner
}

/// A key that is typed from paper, line by line, in letters of one width.
pub(crate) fn secret_lines(ui: &mut Ui, name: &str, hint: &str, secret: &mut Secret) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        let label = label(ui, name);
        let edit = TextEdit::multiline(secret)
            .font(eframe::egui::TextStyle::Monospace)
            .hint_text(hint.to_owned())
            .margin(Margin::symmetric(11, 9))
            .desired_rows(4)
            .desired_width(ui.available_width())
            .show(ui);
        let mut state = edit.state;
        state.clear_undoer();
        let response = named(edit.response.response, &label, ui);
        state.store(ui.ctx(), response.id);
        response
    })
    .inner
}

/// A place to drop files, and a button.
pub(crate) fn drop_area(ui: &mut Ui, text: &str, about: &str, height: f32) -> Response {
    let p = palette(ui);
    let size = vec2(ui.available_width(), height);
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click());
    guard_clicks(ui, &mut response);
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let lit = hovering || response.hovered() || response.has_focus();
    let (fill, line) = if lit { (p.chosen, p.primary) } else { (p.surface, p.border) };
    let painter = ui.painter();
    painter.rect_filled(rect, CornerRadius::same(12), fill);
    if response.has_focus() {
        let ring = Stroke::new(2.0, p.primary);
        painter.rect_stroke(rect, CornerRadius::same(12), ring, StrokeKind::Inside);
    } else {
        let inset = rect.shrink(5.0);
        let corners = [
            inset.left_top(),
            inset.right_top(),
            inset.right_bottom(),
            inset.left_bottom(),
            inset.left_top(),
        ];
        let dashes = eframe::egui::Shape::dashed_line(&corners, Stroke::new(1.5, line), 7.0, 5.0);
        painter.extend(dashes);
    }
    let center = rect.center();
    let icon = theme::glyph(Icon::FileDown);
    painter.text(center - vec2(0.0, 25.0), Align2::CENTER_CENTER, icon, icon_font(26.0), p.primary);
    let strong = theme::strong_font(15.0);
    painter.text(center + vec2(0.0, 8.0), Align2::CENTER_CENTER, text, strong, p.text);
    let small = eframe::egui::TextStyle::Small.resolve(ui.style());
    painter.text(center + vec2(0.0, 30.0), Align2::CENTER_CENTER, about, small, p.muted);
    response.on_hover_cursor(eframe::egui::CursorIcon::PointingHand)
}

/// A row of exclusive choices; screen readers read them as a group of this name.
pub(crate) fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    name: &str,
    value: &mut T,
    all: &[(T, String)],
) -> bool {
    let before = *value;
    ui.horizontal_wrapped(|ui| {
        access::group(ui, Role::Group, name);
        for (one, name) in all {
            if ui.add(Press::new(name).kind(Kind::Choice { chosen: *value == *one })).clicked() {
                *value = *one;
            }
        }
    });
    *value != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_moves_and_never_outgrows_its_buffer() {
        let mut secret = Secret::default();
        let place = secret.text.as_ptr();
        assert_eq!(secret.insert_text("été", CharIndex(0)), 3);
        assert_eq!(secret.insert_text("x", CharIndex(1)), 1);
        assert_eq!(secret.typed(), "éxté");
        secret.delete_char_range(CharIndex(1)..CharIndex(2));
        assert_eq!(secret.typed(), "été");
        let inserted = secret.insert_text(&"é".repeat(2000), CharIndex(3));
        assert_eq!(inserted, (MAX_BYTES - 5) / 2);
        assert!(secret.text.len() <= MAX_BYTES);
        assert_eq!(secret.text.as_ptr(), place);
        assert_eq!(TextBuffer::take(&mut secret), "");
        assert!(secret.is_empty());
    }

    #[test]
    fn nothing_is_left_of_a_passphrase_to_undo() {
        use egui_kittest::kittest::Queryable;
        let draw = |ui: &mut Ui, secret: &mut Secret| drop(secret_field(ui, "Phrase", secret));
        let setup = |ctx: &eframe::egui::Context| theme::install(ctx);
        let mut harness = egui_kittest::Harness::builder()
            .with_context_setup(setup)
            .build_ui_state(draw, Secret::default());
        harness.get_by_label("Phrase").focus();
        harness.run();
        for typed in ["azerty", "uiop"] {
            harness.get_by_label("Phrase").type_text(typed);
            harness.run();
        }
        assert_eq!(harness.state().typed(), "azertyuiop");
        let id = harness.ctx.memory(eframe::egui::Memory::focused).unwrap();
        let state = TextEdit::load_state(&harness.ctx, id).unwrap();
        let kept = format!("{:?}", state.undoer());
        assert!(!kept.contains("azerty"), "{kept}");
        harness.key_press_modifiers(eframe::egui::Modifiers::COMMAND, eframe::egui::Key::Z);
        harness.run();
        assert_eq!(harness.state().typed(), "azertyuiop");
    }
}
