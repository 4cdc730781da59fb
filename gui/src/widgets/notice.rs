//! Messages in a page: success, caution, or an error with a hint.

use eframe::egui::{Color32, CornerRadius, Frame, Margin, RichText, Ui};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::error::{Error, WhyKept};
use scelle_i18n::{elided, explain, hint_without_commands, sentence, text};

use super::button::{Kind, Press};
use super::{access, draw_icon};
use crate::theme::{self, palette};

/// How much a notice matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tone {
    /// Information.
    Plain,
    /// Success.
    Good,
    /// Caution.
    Caution,
    /// Error.
    Danger,
}

/// The colours and the icon of a tone.
fn toned(ui: &Ui, tone: Tone) -> (Color32, Color32, Icon) {
    let p = palette(ui);
    match tone {
        Tone::Plain => (p.primary, p.chosen, Icon::Info),
        Tone::Good => (p.good, p.good_ground, Icon::CircleCheck),
        Tone::Caution => (p.caution, p.caution_ground, Icon::TriangleAlert),
        Tone::Danger => (p.danger, p.danger_ground, Icon::CircleX),
    }
}

/// A sentence, and what to do about it.
pub(crate) fn notice(ui: &mut Ui, tone: Tone, message: &str, hint: &str) {
    framed(ui, tone, |ui| {
        ui.label(theme::strong(elided(message)));
        if !hint.is_empty() {
            ui.label(RichText::new(elided(hint)));
        }
    });
}

fn framed(ui: &mut Ui, tone: Tone, contents: impl FnOnce(&mut Ui)) {
    let (front, behind, icon) = toned(ui, tone);
    let frame = Frame::new()
        .fill(behind)
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::symmetric(14, 11));
    frame.show(ui, |ui| {
        access::announce(ui, tone == Tone::Danger);
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            draw_icon(ui, icon, 18.0, front);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                contents(ui);
            });
        });
    });
}

/// An error, kept until the next try.
pub(crate) struct Fault {
    /// The error; its text is chosen when it is shown, in the current language.
    error: Error,
    open: bool,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { error, open: false }
    }
}

impl Fault {
    /// The error.
    #[must_use]
    pub(crate) fn error(&self) -> &Error {
        &self.error
    }
}

/// Draws an error: one sentence, a hint, and details on demand.
pub(crate) fn fault(ui: &mut Ui, slot: &mut Option<Fault>) {
    let Some(fault) = slot else { return };
    let told = explain(&fault.error);
    framed(ui, Tone::Danger, |ui| {
        ui.label(theme::strong(elided(&sentence(&told.message))));
        if let Some(hint) = hint(&fault.error) {
            ui.label(elided(&hint));
        }
        let details = text!("win-details");
        if ui.add(Press::new(&details).kind(Kind::Quiet).height(26.0)).clicked() {
            fault.open = !fault.open;
        }
        if fault.open {
            ui.label(RichText::new(technical(&fault.error)).monospace().small());
        }
    });
}

/// The hint, in the words of the window.
fn hint(error: &Error) -> Option<String> {
    match error {
        Error::TargetExists { .. } => Some(text!("win-hint-target-exists")),
        Error::NotAFile { .. } => Some(text!("win-hint-special")),
        Error::AccessKept { reason: WhyKept::LastOwner, .. } => Some(text!("win-hint-last-owner")),
        Error::AccessKept { .. } => Some(text!("win-hint-kept")),
        Error::AccessFalse { .. } => Some(text!("win-hint-access-false")),
        Error::AdoptionUnproved { count: 0, .. } => Some(text!("win-hint-adoption-none")),
        Error::AdoptionUnproved { .. } => Some(text!("win-hint-adoption-several")),
        Error::Busy { .. } => Some(text!("win-hint-busy")),
        Error::KeysBusy { .. } => Some(text!("win-hint-keys-busy")),
        Error::Name { .. } => Some(text!("win-hint-name")),
        Error::EntryExists { .. } | Error::EntryInTheWay { .. } => {
            Some(text!("win-hint-another-name"))
        }
        Error::NotAnOwner => Some(text!("win-hint-not-an-owner")),
        Error::StandsAlone => Some(text!("win-hint-stands-alone")),
        _ => hint_without_commands(error),
    }
}

/// The error in English with version and system, for an administrator. Holds no secret.
fn technical(error: &Error) -> String {
    let (version, system) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let mut lines = vec![format!("scelle {version} ({system} {})", std::env::consts::ARCH)];
    lines.push(escape(&error.to_string()));
    let mut cause = std::error::Error::source(error);
    while let Some(source) = cause {
        lines.push(escape(&source.to_string()));
        cause = source.source();
    }
    lines.push(escape(&format!("{error:?}")));
    lines.join("\n")
}
