//! The questions before a container is changed.

use lucide_icons::Icon;
use scelle_core::container::access::{AccessId, Role};
use scelle_core::display::escape;
use scelle_i18n::{format_count, text};

use super::work::Edit;

/// Answer of a dialog.
pub(super) enum Reply {
    /// None yet.
    Open,
    /// Make this change.
    Do(Edit),
    /// Change nothing.
    Cancelled,
}

/// A question, and the button that says yes.
pub(super) struct Question {
    pub(super) title: String,
    pub(super) about: String,
    pub(super) verb: String,
    pub(super) icon: Icon,
    /// Whether the change removes something.
    pub(super) danger: bool,
    /// The names concerned, escaped.
    pub(super) names: Vec<String>,
}

impl Question {
    /// The question before a change; `name` gives the names of listed accesses. `None` for changes
    /// with a dialog of their own.
    pub(super) fn of(edit: &Edit, name: impl Fn(AccessId) -> String) -> Option<Self> {
        let (title, about, verb, icon, danger) = match edit {
            Edit::Join(_) | Edit::Adopt { .. } | Edit::Rename { .. } => return None,
            Edit::Leave(id) => (
                text!("win-leave-title", name = name(*id)),
                text!("win-leave-about"),
                text!("win-leave"),
                Icon::UserMinus,
                true,
            ),
            Edit::Role(id, Role::Owner) => (
                text!("win-make-owner", name = name(*id)),
                text!("win-make-owner-about"),
                text!("win-make-owner-yes"),
                Icon::UserCog,
                false,
            ),
            Edit::Role(id, _) => (
                text!("win-make-reader", name = name(*id)),
                text!("win-make-reader-about"),
                text!("win-make-reader-yes"),
                Icon::User,
                true,
            ),
            Edit::Rekey => (
                text!("win-rekey-title"),
                text!("win-rekey-about"),
                text!("win-rekey-yes"),
                Icon::RefreshCw,
                false,
            ),
            Edit::Remove(names) => (
                text!("win-remove-title", count = names.len(), shown = shown(names.len())),
                text!("win-remove-about", count = names.len()),
                text!("win-remove-files"),
                Icon::Trash2,
                true,
            ),
            Edit::Add { paths, .. } => (
                text!("win-add-title", count = paths.len(), shown = shown(paths.len())),
                text!("win-add-about"),
                text!("win-add-files-yes"),
                Icon::FilePlus,
                false,
            ),
        };
        let names = match edit {
            Edit::Remove(names) => names.iter().map(|name| escape(name)).collect(),
            Edit::Add { paths, .. } => {
                paths.iter().map(|path| escape(&path.display().to_string())).collect()
            }
            _ => Vec::new(),
        };
        Some(Self { title, about, verb, icon, danger, names })
    }
}

fn shown(count: usize) -> String {
    format_count(count as u64)
}
