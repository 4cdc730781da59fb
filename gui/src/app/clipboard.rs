//! The clipboard, which is cleared of a copied passphrase after a minute.

use std::time::Duration;

use eframe::egui::Context;

use super::App;

/// How long a passphrase stays in the clipboard.
pub(super) const CLIPBOARD: Duration = Duration::from_secs(60);

/// A clipboard that can be read and cleared: egui only writes it.
pub(crate) trait Clipboard {
    /// Clears it, if it still holds this.
    fn clear_if(&mut self, ctx: &Context, secret: &str);
}

/// The system's. It is read, so that a later copy is not cleared.
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
                // At the end of the program egui runs no more commands.
                let _ = clipboard.clear();
                ctx.copy_text(String::new());
            }
            // A clipboard that cannot be read is cleared as well.
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
