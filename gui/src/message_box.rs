//! What tells the user of Windows why there is no window: a program without a console writes its
//! standard error nowhere.

use rfd::{MessageDialog, MessageLevel};

/// Shows a message, and waits until it is closed.
pub(crate) fn show(message: &str) {
    MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title("Scellé")
        .set_description(message)
        .show();
}

/// Has the window's library tell what it cannot do, as OpenGL that is missing, where it panics.
pub(crate) fn show_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        // A thread of a job tells its end to the window itself.
        if std::thread::current().name() == Some("main") {
            show(&scelle_i18n::text!("win-no-window", reason = panic.to_string()));
        }
    }));
}
