//! The start page: two large buttons, and the recent containers.

use std::path::Path;

use eframe::egui::{
    Align2, CornerRadius, CursorIcon, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    vec2,
};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::files::moves::Kept;
use scelle_i18n::text;

use crate::app::{Command, Place};
use crate::session::Session;
use crate::theme::{self, icon_font, palette, strong_font};
use crate::widgets::{Kind, Press, Tone, empty, guard_clicks, heading, notice, section, sheet};

/// The page, without state.
#[derive(Default)]
pub(crate) struct StartPage;

impl StartPage {
    /// Draws the page.
    pub(crate) fn ui(&mut self, ui: &mut Ui, session: &mut Session) {
        super::scroll(ui, "start", session).show(ui, |ui| {
            super::column(ui, |ui| {
                let title = match session.own_name() {
                    Some(name) => text!("win-start-named", name = name.to_string()),
                    None => text!("win-start-title"),
                };
                heading(ui, &title, &text!("win-start-about"));
                ui.add_space(6.0);
                for Kept { original, kept } in &session.kept {
                    let path = |path: &Path| escape(&path.display().to_string());
                    let (original, kept) = (path(original), path(kept));
                    let told = text!("cli-kept-aside", original = original, kept = kept);
                    notice(ui, Tone::Caution, &told, "");
                }
                self.verbs(ui, session);
                ui.add_space(14.0);
                sheet(ui, |ui| recent(ui, session));
            });
        });
    }

    fn verbs(&self, ui: &mut Ui, session: &mut Session) {
        const GAP: f32 = 14.0;
        // Side by side, or stacked in a narrow window.
        let whole = ui.available_width();
        let width = if whole < 520.0 { whole } else { (whole - GAP) / 2.0 };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, GAP);
            let seal = text!("win-start-seal");
            if verb(ui, Icon::Stamp, &seal, &text!("win-start-seal-about"), width, true).clicked() {
                session.ask_for(Command::Go(Place::Seal));
            }
            let open = text!("win-start-open");
            if verb(ui, Icon::PackageOpen, &open, &text!("win-start-open-about"), width, false)
                .clicked()
            {
                session.ask_for(Command::Go(Place::Open));
            }
        });
    }
}

/// One of the two large buttons.
fn verb(ui: &mut Ui, icon: Icon, name: &str, about: &str, width: f32, first: bool) -> Response {
    let p = palette(ui);
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, 176.0), Sense::click());
    guard_clicks(ui, &mut response);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let over = response.hovered();
    let (fill, front, about_color, line) = match first {
        true => {
            let fill = if over { p.primary_hover } else { p.primary };
            (fill, p.on_primary, p.on_primary, fill)
        }
        false => (if over { p.hover } else { p.surface }, p.text, p.muted, p.line),
    };
    let radius = CornerRadius::same(16);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(2.5, p.primary);
        ui.painter().rect_stroke(
            rect.expand(4.0),
            CornerRadius::same(19),
            ring,
            StrokeKind::Middle,
        );
    }
    let left = rect.left_top() + vec2(24.0, 24.0);
    let tint = if first { p.on_primary } else { p.primary };
    ui.painter().text(left, Align2::LEFT_TOP, theme::glyph(icon), icon_font(36.0), tint);
    let at = left + vec2(0.0, 56.0);
    let font = strong_font(19.0);
    ui.painter().text(at, Align2::LEFT_TOP, name, font, front);
    let body = eframe::egui::TextStyle::Body.resolve(ui.style());
    let galley = ui.painter().layout(about.to_owned(), body, about_color, width - 48.0);
    ui.painter().galley(left + vec2(0.0, 86.0), galley, about_color);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn recent(ui: &mut Ui, session: &mut Session) {
    section(ui, Icon::History, text!("win-recent"));
    if session.memory.recent.is_empty() {
        return empty(ui, Icon::Inbox, &text!("win-recent-none"), &text!("win-recent-none-about"));
    }
    let mut forgotten = None;
    for path in session.memory.recent.clone() {
        ui.horizontal(|ui| {
            let name = escape(&path.file_name().unwrap_or_default().to_string_lossy());
            let folder = path.parent().unwrap_or(Path::new("")).display().to_string();
            let (folder, width) = (escape(&folder), ui.available_width() - 40.0);
            let press = Press::new(&name).about(&folder).icon(Icon::FileLock);
            let press = press.kind(Kind::Place { here: false });
            if ui.add(press.width(width)).clicked() {
                session.ask_for(Command::Open(path.clone()));
            }
            let forget = text!("win-forget-named", name = name.as_str());
            if ui.add(Press::icon_only(Icon::X, &forget)).clicked() {
                forgotten = Some(path.clone());
            }
        });
    }
    if let Some(path) = forgotten {
        session.memory.recent.retain(|known| *known != path);
        session.save_memory();
    }
}
