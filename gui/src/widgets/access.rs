//! What a screen reader is given beside names: headings and their levels, dialogs, a tree, tabs, and
//! what is to be said without being asked for.

use eframe::egui::accesskit::{Live, Node};
use eframe::egui::{Context, Id, Response, Role, Ui, UiKind, WidgetInfo};

/// Makes a heading of a label.
pub(crate) fn heading(label: &Response, level: usize, text: impl Into<String>) {
    let text = text.into();
    label.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &text));
    label.ctx.accesskit_node_builder(label.id, |node| {
        node.clear_value();
        node.set_level(level);
    });
}

/// Names the dialog in which a `Ui` lies.
pub(crate) fn name_dialog(ui: &Ui, name: &str) {
    let dialog = ui.stack().iter().find(|above| above.kind() == Some(UiKind::Modal));
    if let Some(dialog) = dialog {
        ui.ctx().accesskit_node_builder(dialog.unique_id, |node| {
            node.set_label(name);
            node.set_modal();
        });
    }
}

/// Names the window, and tells the language of what is in it.
pub(crate) fn name_window(ctx: &Context, name: &str) {
    ctx.accesskit_node_builder(eframe::egui::accesskit_root_id(), |node| {
        node.set_label(name);
        node.set_language(scelle_i18n::current().code());
    });
}

/// What is around a `Ui`'s contents has that role and name.
pub(crate) fn group(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// What appears in a `Ui` is said when it appears: at once where that is urgent.
pub(crate) fn announce(ui: &Ui, urgent: bool) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(if urgent { Role::Alert } else { Role::Status });
        node.set_live(if urgent { Live::Assertive } else { Live::Polite });
    });
}

/// More of a node than a widget tells of itself.
pub(crate) fn describe(ctx: &Context, id: Id, more: impl FnOnce(&mut Node)) {
    ctx.accesskit_node_builder(id, more);
}
