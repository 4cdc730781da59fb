//! Message boxes on Windows: a program without a console has no standard error to say why there
//! is no window.

use rfd::{MessageDialog, MessageLevel};

/// Shows a message, and waits until it is closed.
pub(crate) fn show(message: &str) {
    MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title("Scellé")
        .set_description(message)
        .show();
}

/// Shows panics of the window's library, such as a missing OpenGL, in a message box.
pub(crate) fn show_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        // The window reports a job that panics.
        if std::thread::current().name() == Some("main") {
            show(&scelle_i18n::text!("win-no-window", reason = panic.to_string()));
        }
    }));
}
