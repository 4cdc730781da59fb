//! Buttons, painted here so that each has one look, one name for a screen reader, and its shortcut
//! in its tooltip.

use eframe::egui::accesskit::Node;
use eframe::egui::response::Flags;
use eframe::egui::text::{LayoutJob, TextWrapping};
use eframe::egui::{
    Align2, Color32, Context, CornerRadius, CursorIcon, Event, FontId, Id, KeyboardShortcut,
    PointerButton, Response, Role, Sense, Stroke, StrokeKind, TextFormat, TextStyle, Ui, Widget,
    WidgetInfo, vec2,
};
use lucide_icons::Icon;

use super::fields::reveal_focus;
use super::{access, paint_icon};
use crate::app::keys;
use crate::theme::{self, Palette, RADIUS, icon_font, palette, strong_font};

/// Weight of a button.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// The main action, once a page.
    Primary,
    /// Another action.
    Plain,
    /// An action in a row of similar ones.
    Quiet,
    /// An action that cannot be undone.
    Danger,
    /// A place of the program.
    Place {
        /// Whether it is the current one.
        here: bool,
    },
    /// One of several choices.
    Choice {
        /// Whether it is chosen.
        chosen: bool,
    },
}

fn last_pressed() -> Id {
    Id::unique("last pressed")
}

/// Notes whether the user uses keyboard or pointer, before anything is drawn.
pub(crate) fn note_input(ctx: &Context) {
    let (key, press, first) = ctx.input(|input| {
        let pointer = &input.pointer;
        let repeated = pointer.button_double_clicked(PointerButton::Primary)
            || pointer.button_triple_clicked(PointerButton::Primary);
        let key =
            input.events.iter().any(|event| matches!(event, Event::Key { pressed: true, .. }));
        (key, pointer.any_pressed(), pointer.primary_clicked() && !repeated)
    });
    ctx.data_mut(|data| {
        if first {
            data.remove::<Id>(last_pressed());
        }
        if key || press {
            data.insert_temp(Id::unique("by keyboard"), key);
        }
    });
}

/// Whether the focus is drawn: while the keyboard is used.
pub(crate) fn shows_focus(ui: &Ui) -> bool {
    ui.data(|data| data.get_temp(Id::unique("by keyboard"))).unwrap_or(true)
}

/// Ignores the second click of a double click that began on another widget: the layout moved, and
/// the user did not mean this one.
pub(crate) fn guard_clicks(ui: &Ui, response: &mut Response) {
    if !response.clicked_by(PointerButton::Primary) {
        return;
    }
    let last = last_pressed();
    let repeated = ui.input(|input| {
        input.pointer.button_double_clicked(PointerButton::Primary)
            || input.pointer.button_triple_clicked(PointerButton::Primary)
    });
    let before: Option<Id> = ui.data(|data| data.get_temp(last));
    if repeated && before != Some(response.id) {
        response.flags.remove(Flags::CLICKED);
    }
    ui.data_mut(|data| data.insert_temp(last, response.id));
}

/// A button.
#[must_use]
pub(crate) struct Press<'a> {
    text: &'a str,
    icon: Option<Icon>,
    kind: Kind,
    icon_only: bool,
    role: Role,
    about: Option<&'a str>,
    spoken: Option<&'a str>,
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
            role: Role::Button,
            about: None,
            spoken: None,
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

    /// A button with an icon alone; `text` is its name.
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

    /// A place of the program: a tab for screen readers.
    pub(crate) fn tab(mut self) -> Self {
        self.role = Role::Tab;
        self
    }

    /// Secondary text after the name.
    pub(crate) fn about(mut self, about: &'a str) -> Self {
        self.about = Some(about).filter(|about| !about.is_empty());
        self
    }

    /// The accessible name, if not the text.
    pub(crate) fn spoken(mut self, spoken: &'a str) -> Self {
        self.spoken = Some(spoken);
        self
    }

    /// The tooltip.
    pub(crate) fn tooltip(mut self, tooltip: &'a str) -> Self {
        self.tooltip = Some(tooltip).filter(|tooltip| !tooltip.is_empty());
        self
    }

    /// The shortcut, shown in the tooltip.
    pub(crate) fn shortcut(mut self, shortcut: KeyboardShortcut) -> Self {
        self.shortcut = Some(shortcut);
        self
    }

    /// Sets the width.
    pub(crate) fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Sets the height.
    pub(crate) fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Its natural width.
    pub(crate) fn natural_width(&self, ui: &Ui) -> f32 {
        let words =
            ui.painter().layout_no_wrap(self.text.to_owned(), self.font(ui), Color32::PLACEHOLDER);
        words.size().x + self.icon_width() + 2.0 * self.padding()
    }

    /// The accessible name.
    fn name(&self) -> String {
        if let Some(spoken) = self.spoken {
            return spoken.to_owned();
        }
        self.about.map_or_else(|| self.text.to_owned(), |about| format!("{} — {about}", self.text))
    }

    fn font(&self, ui: &Ui) -> FontId {
        match self.kind {
            Kind::Primary | Kind::Danger | Kind::Place { here: true } => strong_font(14.5),
            _ => TextStyle::Button.resolve(ui.style()),
        }
    }

    fn icon_width(&self) -> f32 {
        self.icon.map_or(0.0, |_| if self.icon_only { 18.0 } else { 25.0 })
    }

    fn padding(&self) -> f32 {
        if self.icon_only { 7.0 } else { 14.0 }
    }

    fn colors(&self, p: &Palette, response: &Response) -> (Color32, Color32, Color32) {
        let over = response.hovered() || response.is_pointer_button_down_on();
        let clear = Color32::TRANSPARENT;
        match self.kind {
            Kind::Primary => (if over { p.primary_hover } else { p.primary }, clear, p.on_primary),
            Kind::Plain => (if over { p.hover } else { p.surface }, p.border, p.text),
            Kind::Quiet => (if over { p.hover } else { clear }, clear, p.muted),
            Kind::Danger => (if over { p.danger_ground } else { p.surface }, p.danger, p.danger),
            Kind::Place { here: true } => (p.chosen, clear, p.primary),
            Kind::Place { here: false } => (if over { p.hover } else { clear }, clear, p.text),
            Kind::Choice { chosen: true } => (p.chosen, p.primary, p.primary),
            Kind::Choice { chosen: false } => {
                (if over { p.hover } else { p.surface }, p.border, p.text)
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
        let (icon, padding) = (self.icon_width(), self.padding());
        let fits = self.width.unwrap_or(ui.available_width()) - icon - 2.0 * padding;
        let mut layout = LayoutJob {
            wrap: TextWrapping::truncate_at_width(fits.max(24.0)),
            ..LayoutJob::default()
        };
        let shown = if self.icon_only { "" } else { self.text };
        layout.append(shown, 0.0, TextFormat::simple(self.font(ui), Color32::PLACEHOLDER));
        if let Some(about) = self.about.filter(|_| !self.icon_only) {
            let small = TextStyle::Small.resolve(ui.style());
            let mut format = TextFormat::simple(small, p.muted);
            format.valign = eframe::egui::Align::Center;
            layout.append(about, 12.0, format);
        }
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(layout));
        let content = icon + galley.size().x;
        let size = vec2(self.width.unwrap_or(content + 2.0 * padding), self.height);
        let (id, rect) = ui.allocate_space(size);
        // A button that replaces this one does not inherit its focus.
        let mut response = ui.interact(rect, id.with(self.text), Sense::click());
        guard_clicks(ui, &mut response);
        reveal_focus(ui, &response);
        if response.clicked_by(PointerButton::Primary) {
            response.request_focus();
        }
        response.widget_info(|| match self.chosen() {
            Some(chosen) => WidgetInfo::selected(self.role, ui.is_enabled(), chosen, self.name()),
            None => WidgetInfo::labeled(self.role, ui.is_enabled(), self.name()),
        });
        if let Some(chosen) = self.chosen().filter(|_| self.role == Role::Tab) {
            access::describe(ui.ctx(), response.id, |node| {
                node.clear_toggled();
                node.set_selected(chosen);
            });
        }
        if ui.is_rect_visible(rect) {
            let enabled = ui.is_enabled();
            // A disabled button is still legible.
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
            if response.has_focus() && shows_focus(ui) {
                let ring = Stroke::new(2.0, p.primary);
                painter.rect_stroke(
                    rect.expand(2.5),
                    CornerRadius::same(RADIUS + 2),
                    ring,
                    StrokeKind::Middle,
                );
            }
            let at_left = matches!(self.kind, Kind::Place { .. }) && !self.icon_only;
            let left =
                if at_left { rect.left() + padding } else { rect.center().x - content / 2.0 };
            if let Some(drawn) = self.icon {
                let at = eframe::egui::pos2(left, rect.center().y);
                if self.icon_only {
                    let glyph = theme::glyph(drawn);
                    painter.text(at, Align2::LEFT_CENTER, glyph, icon_font(18.0), text);
                } else {
                    paint_icon(painter, at, Align2::LEFT_CENTER, drawn, 18.0, text);
                }
            }
            let at = eframe::egui::pos2(left + icon, rect.center().y - galley.size().y / 2.0);
            painter.galley(at, galley, text);
        }
        let tooltip = match (self.tooltip.or(self.icon_only.then_some(self.text)), self.shortcut) {
            (Some(text), Some(keys)) => Some(format!("{text}  ({})", keys::words(ui.ctx(), keys))),
            (None, Some(keys)) => Some(keys::words(ui.ctx(), keys)),
            (text, None) => text.map(str::to_owned),
        };
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        let Some(tooltip) = tooltip else { return response };
        let repeats = tooltip == self.text;
        let response = response.on_hover_text(tooltip.clone()).on_disabled_hover_text(tooltip);
        if repeats {
            // egui describes a widget by its tooltip: screen readers would read the name twice.
            access::describe(ui.ctx(), response.id, Node::clear_description);
        }
        response
    }
}
