//! The places of the program, at the left.

use eframe::egui::{
    Align, Align2, Key, KeyboardShortcut, Layout, Modifiers, Role, Sense, Stroke, Ui, WidgetInfo,
    vec2,
};
use lucide_icons::Icon;
use scelle_i18n::text;

use super::{App, Place, keys};
use crate::theme::{self, icon_font, palette, strong_font};
use crate::widgets::{Kind, Press, access};

/// Height below which the places stand closer together.
const LOW: f32 = 400.0;
const DIGITS: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];

impl App {
    /// The places; where there is little room, by their icons alone.
    pub(super) fn sidebar(&mut self, ui: &mut Ui, narrow: bool) {
        let busy = self.is_busy();
        brand(ui, narrow);
        access::group(ui, Role::TabList, &text!("win-places"));
        // Everything fits the lowest window.
        let low = ui.available_height() < LOW;
        let height = if low { 32.0 } else { 40.0 };
        ui.spacing_mut().item_spacing.y = if low { 3.0 } else { 8.0 };
        ui.add_space(if low { 2.0 } else { 14.0 });
        let places = [
            (Place::Start, Icon::House, text!("win-place-start")),
            (Place::Seal, Icon::Stamp, text!("win-place-seal")),
            (Place::Open, Icon::PackageOpen, text!("win-place-open")),
            (Place::Contacts, Icon::Users, text!("win-place-contacts")),
            (Place::Settings, Icon::Settings, text!("win-place-settings")),
        ];
        for (number, (place, icon, name)) in places.into_iter().enumerate() {
            let shortcut = KeyboardShortcut::new(
                Modifiers::COMMAND,
                DIGITS.get(number).copied().unwrap_or(Key::Num1),
            );
            let here = self.place == place;
            let press = if narrow { Press::icon_only(icon, &name) } else { Press::new(&name) };
            let press = press
                .icon(icon)
                .kind(Kind::Place { here })
                .tab()
                .width(ui.available_width())
                .height(height)
                .shortcut(shortcut);
            let clicked = ui.add_enabled(!busy || here, press).clicked();
            if !busy && (clicked || keys::pressed(ui, shortcut)) {
                self.go(place);
            }
        }
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            ui.add_space(4.0);
            let (icon, words) = match self.session.own_name() {
                _ if self.session.own().is_empty() => (Icon::KeyRound, text!("win-side-no-key")),
                Some(name) => (Icon::UserCheck, name.to_string()),
                None => (Icon::UserCheck, text!("win-side-key")),
            };
            let press = if narrow { Press::icon_only(icon, &words) } else { Press::new(&words) };
            let kind = Kind::Place { here: false };
            let press = press.icon(icon).kind(kind).width(ui.available_width()).height(height);
            let tooltip = text!("win-side-about");
            if ui.add_enabled(!busy, press.tooltip(&tooltip)).clicked() {
                self.go(if self.session.own().is_empty() {
                    Place::Welcome
                } else {
                    Place::Settings
                });
            }
        });
    }
}

/// The seal, and the name.
fn brand(ui: &mut Ui, narrow: bool) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::empty());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Scellé"));
    let center = rect.left_center() + vec2(20.0, 0.0);
    let painter = ui.painter();
    // A blob of wax: twelve small bulges around a disc.
    for bulge in 0..12 {
        let angle = bulge as f32 * std::f32::consts::TAU / 12.0;
        painter.circle_filled(center + 13.5 * vec2(angle.cos(), angle.sin()), 4.2, p.wax);
    }
    painter.circle_filled(center, 14.5, p.wax);
    painter.circle_stroke(center, 10.5, Stroke::new(1.2, p.surface));
    let middle = Align2::CENTER_CENTER;
    painter.text(center, middle, theme::glyph(Icon::Lock), icon_font(12.5), p.surface);
    if !narrow {
        let at = rect.left_center() + vec2(46.0, 0.0);
        painter.text(at, Align2::LEFT_CENTER, "Scellé", strong_font(20.0), p.text);
    }
}
