//! The keys that do things, told in tooltips.

use eframe::egui::{Key, KeyboardShortcut, Modifiers, Ui};

/// Stops, closes, goes back.
pub(crate) const CANCEL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::Escape);
/// Does what the page is for.
pub(crate) const CONFIRM: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
/// Asks for files.
pub(crate) const OPEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);

/// Whether these keys were pressed just now, and are not for a dialog above; nobody else sees
/// them then.
pub(crate) fn pressed(ui: &Ui, keys: KeyboardShortcut) -> bool {
    let above = ui.memory(|memory| memory.is_above_modal_layer(ui.layer_id()));
    above && ui.is_enabled() && ui.input_mut(|input| input.consume_shortcut(&keys))
}
