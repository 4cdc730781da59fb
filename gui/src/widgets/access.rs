//! Accessibility beyond names: levels of headings, dialogs, tree, tabs, live regions.

use eframe::egui::accesskit::{Live, Node};
use eframe::egui::{Context, Id, Response, Role, Ui, UiKind, WidgetInfo};

/// Marks a label as a heading; levels are counted from 1, as in HTML, and from 0 in AccessKit.
pub(crate) fn heading(label: &Response, level: usize, text: impl Into<String>) {
    let text = text.into();
    label.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &text));
    label.ctx.accesskit_node_builder(label.id, |node| {
        node.clear_value();
        node.set_level(level - 1);
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

/// Names the window, and sets the language of its content.
pub(crate) fn name_window(ctx: &Context, name: &str) {
    ctx.accesskit_node_builder(eframe::egui::accesskit_root_id(), |node| {
        node.set_label(name);
        node.set_language(scelle_i18n::current().code());
    });
}

/// Marks a `Ui` as a tree of this many rows, of which only those in view are drawn.
pub(crate) fn tree(ui: &Ui, name: &str, rows: usize) {
    group(ui, Role::Tree, name);
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| node.set_size_of_set(rows));
}

/// Gives the container of a `Ui` this role and name.
pub(crate) fn group(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}

/// Marks a `Ui` as a live region, assertive if urgent.
pub(crate) fn announce(ui: &Ui, urgent: bool) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(if urgent { Role::Alert } else { Role::Status });
        node.set_live(if urgent { Live::Assertive } else { Live::Polite });
    });
}

/// Changes the node of a widget.
pub(crate) fn describe(ctx: &Context, id: Id, more: impl FnOnce(&mut Node)) {
    ctx.accesskit_node_builder(id, more);
}
