//! Previews of the files of a container, one after another.

use eframe::egui::Context;
use scelle_core::display::escape;
use scelle_core::open::EntryId;
use scelle_i18n::text;

use super::super::preview::{After, look};
use super::Opened;
use super::jobs::JobDone;
use crate::session::Session;

impl Opened {
    /// Reads an entry and shows its preview.
    pub(super) fn look_at(&mut self, ctx: &Context, id: EntryId) {
        let entry = self.held.as_ref().and_then(|s| s.container.entry(id).cloned());
        let Some(entry) = entry else { return };
        let name = entry.name.as_str().to_owned();
        let label = escape(&name);
        self.start(ctx, text!("win-reading"), move |held, progress| {
            let looked = look(&mut held.container, id, &name, entry.size, progress);
            JobDone::Looked(id, label, looked)
        });
    }

    /// Draws the preview, and does what the user asks there.
    pub(super) fn preview_ui(&mut self, ctx: &Context, session: &Session) {
        let Some(preview) = &mut self.preview else { return };
        let (after, id) = (preview.ui(ctx), preview.id());
        match after {
            After::Stay => {}
            After::Close => self.preview = None,
            After::Extract => {
                self.preview = None;
                self.extract(ctx, session, Some(vec![id]));
            }
            After::Step(by) => {
                if let Some(next) = self.listing.tree.file_beside(id, by) {
                    self.look_at(ctx, next);
                }
            }
        }
    }
}
