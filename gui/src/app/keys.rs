//! Keyboard shortcuts, which tooltips show.

use eframe::egui::{Context, Key, KeyboardShortcut, ModifierNames, Modifiers, Ui};
use scelle_i18n::text;

/// Cancels, closes, goes back.
pub(crate) const CANCEL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::Escape);
/// Does the page's main action.
pub(crate) const CONFIRM: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
/// Asks for files.
pub(crate) const OPEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);

/// Whether these keys were pressed, and no dialog above takes them. They are consumed then.
pub(crate) fn pressed(ui: &Ui, keys: KeyboardShortcut) -> bool {
    let above = ui.memory(|memory| memory.is_above_modal_layer(ui.layer_id()));
    above && ui.is_enabled() && ui.input_mut(|input| input.consume_shortcut(&keys))
}

/// The keys as they are written on a keyboard of the reader's language: `Ctrl+Entrée`.
#[must_use]
pub(crate) fn words(ctx: &Context, keys: KeyboardShortcut) -> String {
    let (control, shift) = (text!("key-control"), text!("key-shift"));
    let key = match keys.logical_key {
        Key::Escape => text!("key-escape"),
        Key::Enter => text!("key-enter"),
        Key::ArrowLeft => text!("key-left"),
        Key::ArrowRight => text!("key-right"),
        key => key.symbol_or_name().to_owned(),
    };
    if ctx.os().is_mac() {
        let signs = ModifierNames::SYMBOLS.format(&keys.modifiers, true);
        return format!("{signs}{key}");
    }
    let mut parts = Vec::new();
    parts.extend((keys.modifiers.command || keys.modifiers.ctrl).then_some(control));
    parts.extend(keys.modifiers.alt.then(|| "Alt".to_owned()));
    parts.extend(keys.modifiers.shift.then_some(shift));
    parts.push(key);
    parts.join("+")
}
