//! Buttons, painted here so that each has one look, one name for a screen reader, and its shortcut
//! in its tooltip.

use eframe::egui::{
    Align2, Color32, CornerRadius, CursorIcon, KeyboardShortcut, Response, Role, Sense, Stroke,
    StrokeKind, Ui, Widget, WidgetInfo, vec2,
};
use lucide_icons::Icon;

use crate::theme::{self, Palette, RADIUS, icon_font, palette, strong_font};

/// How much a button weighs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// What one does next; once on a page.
    Primary,
    /// What else one may do.
    Plain,
    /// What stands in a row of its like.
    Quiet,
    /// What cannot be undone.
    Danger,
    /// A place of the program, perhaps the one where one is.
    Place {
        /// Whether one is there.
        here: bool,
    },
    /// One of several, perhaps the one that was chosen.
    Choice {
        /// Whether it was.
        chosen: bool,
    },
}

/// A button.
#[must_use]
pub(crate) struct Press<'a> {
    text: &'a str,
    icon: Option<Icon>,
    kind: Kind,
    icon_only: bool,
    tooltip: Option<&'a str>,
    shortcut: Option<KeyboardShortcut>,
    width: Option<f32>,
    height: f32,
}

impl<'a> Press<'a> {
    /// A button that says `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            icon: None,
            kind: Kind::Plain,
            icon_only: false,
            tooltip: None,
            shortcut: None,
            width: None,
            height: 36.0,
        }
    }

    /// The next thing to do.
    pub(crate) fn primary(text: &'a str) -> Self {
        Self::new(text).kind(Kind::Primary)
    }

    /// A button that shows nothing but an icon; `text` is its name.
    pub(crate) fn icon_only(icon: Icon, text: &'a str) -> Self {
        Self { icon_only: true, height: 32.0, ..Self::new(text).icon(icon).kind(Kind::Quiet) }
    }

    /// Its weight.
    pub(crate) fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// An icon before the text.
    pub(crate) fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// What is said when the pointer rests on it.
    pub(crate) fn tooltip(mut self, tooltip: &'a str) -> Self {
        self.tooltip = Some(tooltip);
        self
    }

    /// The keys that do the same, told in the tooltip.
    pub(crate) fn shortcut(mut self, shortcut: KeyboardShortcut) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// As wide as that.
    pub(crate) fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// As high as that.
    pub(crate) fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    fn colors(&self, p: &Palette, response: &Response) -> (Color32, Color32, Color32) {
        let over = response.hovered() || response.is_pointer_button_down_on();
        let clear = Color32::TRANSPARENT;
        match self.kind {
            Kind::Primary => (if over { p.primary_hover } else { p.primary }, clear, p.on_primary),
            Kind::Plain => (if over { p.hover } else { p.surface }, p.line, p.text),
            Kind::Quiet => (if over { p.hover } else { clear }, clear, p.muted),
            Kind::Danger => (if over { p.danger_ground } else { p.surface }, p.danger, p.danger),
            Kind::Place { here: true } => (p.chosen, clear, p.primary),
            Kind::Place { here: false } => (if over { p.hover } else { clear }, clear, p.text),
            Kind::Choice { chosen: true } => (p.chosen, p.primary, p.primary),
            Kind::Choice { chosen: false } => {
                (if over { p.hover } else { p.surface }, p.line, p.text)
            }
        }
    }

    fn chosen(&self) -> Option<bool> {
        match self.kind {
            Kind::Place { here } => Some(here),
            Kind::Choice { chosen } => Some(chosen),
            _ => None,
        }
    }
}

impl Widget for Press<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let p = palette(ui);
        let heavy = matches!(self.kind, Kind::Primary | Kind::Danger | Kind::Place { here: true });
        let font = if heavy {
            strong_font(14.5)
        } else {
            eframe::egui::TextStyle::Button.resolve(ui.style())
        };
        let shown = if self.icon_only { "" } else { self.text };
        let icon = self.icon.map_or(0.0, |_| if self.icon_only { 18.0 } else { 25.0 });
        let padding = if self.icon_only { 7.0 } else { 14.0 };
        let fits = self.width.unwrap_or(ui.available_width()) - icon - 2.0 * padding;
        let layout = eframe::egui::text::LayoutJob::simple(
            shown.to_owned(),
            font,
            Color32::PLACEHOLDER,
            f32::INFINITY,
        );
        let mut layout = layout;
        layout.wrap = eframe::egui::text::TextWrapping::truncate_at_width(fits.max(24.0));
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(layout));
        let content = icon + galley.size().x;
        let size = vec2(self.width.unwrap_or(content + 2.0 * padding), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| match self.chosen() {
            Some(chosen) => WidgetInfo::selected(Role::Button, ui.is_enabled(), chosen, self.text),
            None => WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text),
        });
        if ui.is_rect_visible(rect) {
            let enabled = ui.is_enabled();
            // One that does nothing yet is still read.
            let (fill, line, text) = match (enabled, self.kind) {
                (true, _) => self.colors(p, &response),
                (false, Kind::Quiet | Kind::Place { .. }) => {
                    (Color32::TRANSPARENT, Color32::TRANSPARENT, p.muted)
                }
                (false, _) => (p.hover, p.line, p.muted),
            };
            let radius = CornerRadius::same(RADIUS);
            let painter = ui.painter();
            let stroke = Stroke::new(1.0, line);
            painter.rect(rect, radius, fill, stroke, StrokeKind::Inside);
            if response.has_focus() {
                let ring = Stroke::new(2.0, p.primary);
                painter.rect_stroke(
                    rect.expand(2.5),
                    CornerRadius::same(RADIUS + 2),
                    ring,
                    StrokeKind::Middle,
                );
            }
            let at_left = matches!(self.kind, Kind::Place { .. });
            let left =
                if at_left { rect.left() + padding } else { rect.center().x - content / 2.0 };
            if let Some(drawn) = self.icon {
                let at = eframe::egui::pos2(left, rect.center().y);
                painter.text(at, Align2::LEFT_CENTER, theme::glyph(drawn), icon_font(18.0), text);
            }
            let at = eframe::egui::pos2(left + icon, rect.center().y - galley.size().y / 2.0);
            painter.galley_with_override_text_color(at, galley, text);
        }
        let tooltip = match (self.tooltip.or(self.icon_only.then_some(self.text)), self.shortcut) {
            (Some(text), Some(keys)) => {
                Some(format!("{text}  ({})", ui.ctx().format_shortcut(&keys)))
            }
            (None, Some(keys)) => Some(ui.ctx().format_shortcut(&keys)),
            (text, None) => text.map(str::to_owned),
        };
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        match tooltip {
            Some(text) => response.on_hover_text(text.clone()).on_disabled_hover_text(text),
            None => response,
        }
    }
}
