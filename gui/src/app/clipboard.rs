//! The clipboard: a passphrase that was copied is cleared after a while.

use std::time::Duration;

use eframe::egui::Context;

use super::App;

/// A passphrase does not stay in the clipboard for longer.
pub(super) const CLIPBOARD: Duration = Duration::from_secs(60);

/// What can tell and forget what the clipboard holds: egui only writes it.
pub(crate) trait Clipboard {
    /// Clears it, if it still holds this.
    fn clear_if(&mut self, ctx: &Context, secret: &str);
}

/// The system's. It is read, so that what was copied since is left alone.
#[derive(Default)]
pub(crate) struct SystemClipboard;

impl Clipboard for SystemClipboard {
    fn clear_if(&mut self, ctx: &Context, secret: &str) {
        let clipboard = arboard::Clipboard::new();
        let held = clipboard.map(|mut held| (held.get_text().map(zeroize::Zeroizing::new), held));
        match held {
            Ok((Ok(text), _)) if *text != secret => {}
            // A picture, or nothing any more.
            Ok((Err(arboard::Error::ContentNotAvailable), _)) => {}
            Ok((_, mut clipboard)) => {
                // When the program ends, nobody does what egui is asked to.
                let _ = clipboard.clear();
                ctx.copy_text(String::new());
            }
            // One that cannot be read is cleared all the same.
            Err(_) => ctx.copy_text(String::new()),
        }
    }
}

impl App {
    pub(super) fn forget_clipboard(&mut self, ctx: &Context) {
        let Some((secret, since)) = &self.clipboard else { return };
        match CLIPBOARD.checked_sub(since.elapsed()) {
            Some(left) => ctx.request_repaint_after(left),
            None => {
                self.clipboards.clear_if(ctx, secret.reveal());
                self.clipboard = None;
            }
        }
    }
}
