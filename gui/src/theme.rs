//! Colours, type, spacing; no other module names a colour.

use eframe::egui::style::{Selection, WidgetVisuals, Widgets};
use eframe::egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin,
    RichText, Shadow, Stroke, Style, TextStyle, Theme, Ui, Visuals, vec2,
};
use lucide_icons::{Icon, LUCIDE_FONT_BYTES};

/// Width of a page's column: longer lines are tiring to read.
pub(crate) const PAGE_WIDTH: f32 = 760.0;
/// The corners of buttons and fields.
pub(crate) const RADIUS: u8 = 8;

const STRONG: &str = "strong";
const ICONS: &str = "icons";
const REGULAR_FONT: &[u8] = include_bytes!("../assets/fonts/Inter-Regular.otf");
const STRONG_FONT: &[u8] = include_bytes!("../assets/fonts/Inter-SemiBold.otf");

/// The colours of one theme, by purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    /// Behind everything.
    pub(crate) ground: Color32,
    /// Of cards, fields and lists.
    pub(crate) surface: Color32,
    /// Under the pointer.
    pub(crate) hover: Color32,
    /// Between things.
    pub(crate) line: Color32,
    /// Border of controls.
    pub(crate) border: Color32,
    /// Text.
    pub(crate) text: Color32,
    /// Secondary text.
    pub(crate) muted: Color32,
    /// The main action.
    pub(crate) primary: Color32,
    /// The same under the pointer.
    pub(crate) primary_hover: Color32,
    /// Text on both.
    pub(crate) on_primary: Color32,
    /// Selection.
    pub(crate) chosen: Color32,
    /// The wax of the seal.
    pub(crate) wax: Color32,
    /// Success.
    pub(crate) good: Color32,
    /// Behind it.
    pub(crate) good_ground: Color32,
    /// Caution.
    pub(crate) caution: Color32,
    /// Behind it.
    pub(crate) caution_ground: Color32,
    /// Error.
    pub(crate) danger: Color32,
    /// Behind it.
    pub(crate) danger_ground: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The light theme.
pub(crate) const LIGHT: Palette = Palette {
    ground: rgb(0xf5f4f0),
    surface: rgb(0xffffff),
    hover: rgb(0xecebe5),
    line: rgb(0xdcd9d1),
    border: rgb(0x848172),
    text: rgb(0x1d2433),
    muted: rgb(0x586074),
    primary: rgb(0x27468f),
    primary_hover: rgb(0x1c3674),
    on_primary: rgb(0xffffff),
    chosen: rgb(0xe3e9f7),
    wax: rgb(0xa92b2b),
    good: rgb(0x1b6b43),
    good_ground: rgb(0xe6f3ea),
    caution: rgb(0x7d4e00),
    caution_ground: rgb(0xfdf2d8),
    danger: rgb(0xa8241c),
    danger_ground: rgb(0xfcebe9),
};

/// The dark theme.
pub(crate) const DARK: Palette = Palette {
    ground: rgb(0x15171c),
    surface: rgb(0x1e2128),
    hover: rgb(0x2a2e38),
    line: rgb(0x363b47),
    border: rgb(0x7a8292),
    text: rgb(0xeceef2),
    muted: rgb(0xa7afbe),
    primary: rgb(0x9dbbf5),
    primary_hover: rgb(0xb9cff9),
    on_primary: rgb(0x10203f),
    chosen: rgb(0x28344e),
    wax: rgb(0xf08a80),
    good: rgb(0x7fd3a3),
    good_ground: rgb(0x1a2f25),
    caution: rgb(0xf2ca75),
    caution_ground: rgb(0x332a18),
    danger: rgb(0xffa49b),
    danger_ground: rgb(0x3b2220),
};

impl Palette {
    /// The palette of a theme.
    #[must_use]
    pub(crate) const fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// The colours in use.
#[must_use]
pub(crate) fn palette(ui: &Ui) -> &'static Palette {
    Palette::of(ui.theme())
}

/// Gives a context its fonts and both its themes.
pub(crate) fn install(ctx: &Context) {
    crate::fonts::install(ctx, fonts());
    // If the system does not say which theme it has.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| dress(style, theme));
    }
}

/// The fonts that the program brings.
pub(crate) fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let own = [("inter", REGULAR_FONT), (STRONG, STRONG_FONT), (ICONS, LUCIDE_FONT_BYTES)];
    for (name, bytes) in own {
        fonts.font_data.insert(name.to_owned(), FontData::from_static(bytes).into());
    }
    // egui's fonts for characters that Inter lacks.
    let spare = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let before = |first: &str| {
        let first = std::iter::once(first.to_owned());
        first.chain([ICONS.to_owned()]).chain(spare.iter().cloned()).collect::<Vec<_>>()
    };
    let families = [
        (FontFamily::Proportional, before("inter")),
        (FontFamily::Name(STRONG.into()), before(STRONG)),
        (FontFamily::Name(ICONS.into()), before(ICONS)),
    ];
    fonts.families.extend(families);
    fonts
}

fn dress(style: &mut Style, theme: Theme) {
    let p = Palette::of(theme);
    let plain = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Small, plain(12.5)),
        (TextStyle::Body, plain(14.5)),
        (TextStyle::Button, plain(14.5)),
        (TextStyle::Heading, strong_font(25.0)),
        (TextStyle::Monospace, FontId::new(14.0, FontFamily::Monospace)),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 8.0);
    style.spacing.button_padding = vec2(12.0, 7.0);
    style.spacing.interact_size = vec2(36.0, 34.0);
    style.spacing.combo_width = 180.0;
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.icon_width = 18.0;
    style.spacing.icon_spacing = 8.0;
    style.interaction.selectable_labels = false;
    style.visuals = visuals(p, theme);
}

fn visuals(p: &Palette, theme: Theme) -> Visuals {
    let widget = |fill: Color32, stroke: Color32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, stroke),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let mut visuals = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    visuals.widgets = Widgets {
        noninteractive: widget(p.surface, p.line, p.text),
        inactive: widget(p.surface, p.border, p.text),
        hovered: widget(p.hover, p.muted, p.text),
        active: widget(p.chosen, p.primary, p.text),
        open: widget(p.chosen, p.primary, p.text),
    };
    visuals.override_text_color = Some(p.text);
    visuals.weak_text_color = Some(p.muted);
    visuals.selection = Selection { bg_fill: p.chosen, stroke: Stroke::new(2.0, p.primary) };
    visuals.hyperlink_color = p.primary;
    visuals.panel_fill = p.ground;
    visuals.window_fill = p.surface;
    visuals.extreme_bg_color = p.surface;
    visuals.text_edit_bg_color = Some(p.surface);
    visuals.faint_bg_color = p.hover;
    visuals.code_bg_color = p.hover;
    visuals.window_stroke = Stroke::new(1.0, p.line);
    visuals.window_corner_radius = CornerRadius::same(14);
    visuals.menu_corner_radius = CornerRadius::same(10);
    let shade = Color32::from_black_alpha(if theme == Theme::Dark { 110 } else { 40 });
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: shade };
    visuals.window_shadow = Shadow { offset: [0, 12], blur: 40, spread: 0, color: shade };
    visuals
}

/// The heavier face, at this size.
#[must_use]
pub(crate) fn strong_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// The icons, at this size.
#[must_use]
pub(crate) fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// An icon as a character of its font.
#[must_use]
pub(crate) fn glyph(icon: Icon) -> String {
    char::from(icon).to_string()
}

/// Strong text.
pub(crate) fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(strong_font(14.5))
}

/// The name of a part of a page.
pub(crate) fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).font(strong_font(16.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2: relative luminance.
    fn luminance(color: Color32) -> f64 {
        let linear = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b, _] = color.to_array();
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn digits_are_tabular() {
        let ctx = Context::default();
        install(&ctx);
        ctx.run_ui(eframe::egui::RawInput::default(), |_| {}).textures_delta.clear();
        for font in [FontId::proportional(15.0), strong_font(15.0)] {
            let width = |digit| ctx.fonts_mut(|fonts| fonts.glyph_width(&font, digit));
            for digit in '1'..='9' {
                let beside = (width(digit) - width('0')).abs();
                assert!(beside < 0.05, "{font:?}: {digit} differs from 0 by {beside}");
            }
        }
    }

    #[test]
    fn black_on_white_is_measured_as_the_norm_has_it() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(rgb(0x777777), Color32::WHITE) - 4.478).abs() < 0.001);
    }

    #[test]
    fn whatever_is_read_stands_out_of_what_is_behind_it() {
        for (name, p) in [("light", &LIGHT), ("dark", &DARK)] {
            let mut pairs = vec![
                ("on primary", p.on_primary, p.primary),
                ("on primary, hover", p.on_primary, p.primary_hover),
                ("good", p.good, p.good_ground),
                ("caution", p.caution, p.caution_ground),
                ("danger", p.danger, p.danger_ground),
                ("text on good", p.text, p.good_ground),
                ("text on caution", p.text, p.caution_ground),
                ("text on danger", p.text, p.danger_ground),
            ];
            for (behind, ground) in [
                ("ground", p.ground),
                ("surface", p.surface),
                ("hover", p.hover),
                ("chosen", p.chosen),
            ] {
                pairs.push((behind, p.text, ground));
                pairs.push((behind, p.muted, ground));
                pairs.push((behind, p.primary, ground));
            }
            for ground in [p.ground, p.surface] {
                pairs.push(("good", p.good, ground));
                pairs.push(("caution", p.caution, ground));
                pairs.push(("danger", p.danger, ground));
                pairs.push(("wax", p.wax, ground));
            }
            for (what, front, behind) in pairs {
                let found = contrast(front, behind);
                assert!(found >= 4.5, "{name}, {what}: {found:.2}");
            }
        }
    }

    /// WCAG 2.2, 1.4.11: where a control ends, which one is chosen, and where the focus is.
    #[test]
    fn the_edge_of_every_control_stands_out_of_what_is_around_it() {
        for (name, p) in [("light", &LIGHT), ("dark", &DARK)] {
            for (front, color) in
                [("border", p.border), ("chosen or focused", p.primary), ("danger", p.danger)]
            {
                for (behind, ground) in [
                    ("ground", p.ground),
                    ("surface", p.surface),
                    ("hover", p.hover),
                    ("chosen", p.chosen),
                ] {
                    let found = contrast(color, ground);
                    assert!(found >= 3.0, "{name}, {front} on {behind}: {found:.2}");
                }
            }
            // The edges of fields, check boxes and buttons.
            let visuals = visuals(p, Theme::Light);
            assert_eq!(visuals.widgets.inactive.bg_stroke.color, p.border);
        }
    }
}
