//! When no window can be shown: drawing by software instead, else a message that the user sees even
//! without a terminal.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use scelle_i18n::text;

/// Makes Mesa draw on the processor.
#[cfg(all(unix, not(target_os = "macos")))]
const SOFTWARE: &str = "LIBGL_ALWAYS_SOFTWARE";
/// Libraries that X11 needs; without them the window library panics.
#[cfg(all(unix, not(target_os = "macos")))]
const KEYBOARD: &str = "libxkbcommon-x11.so.0";

/// Why there can be no window, if that can be found before one is made.
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) fn missing() -> Option<String> {
    let (x11, wayland) = (is_set("DISPLAY"), is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET"));
    if !x11 && !wayland {
        return Some(text!("win-no-display"));
    }
    let found = wayland || library_is_there(KEYBOARD);
    (!found).then(|| text!("win-no-library", library = KEYBOARD))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub(crate) fn missing() -> Option<String> {
    None
}

#[cfg(all(unix, not(target_os = "macos")))]
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

/// Whether the loader would find a library in its usual folders. With `LD_LIBRARY_PATH` or a Nix
/// store, assumes so.
#[cfg(all(unix, not(target_os = "macos")))]
fn library_is_there(name: &str) -> bool {
    let roots = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
    let in_folder = |folder: &std::path::Path| folder.join(name).exists();
    let below = |root: &std::path::Path| {
        let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
        in_folder(root) || folders.map(|entry| entry.path()).any(|folder| in_folder(&folder))
    };
    let elsewhere = std::env::var_os("LD_LIBRARY_PATH").is_some()
        || std::path::Path::new("/nix/store").exists();
    elsewhere || roots.iter().any(|root| below(std::path::Path::new(root)))
}

/// Ends without a window: retries with software drawing, else reports the error.
pub(crate) fn give_up(error: &eframe::Error) -> ExitCode {
    if is_about_drawing(error) {
        start_again_with_software_rendering();
    }
    refuse(&explained(error))
}

fn is_about_drawing(error: &eframe::Error) -> bool {
    matches!(
        error,
        eframe::Error::Glutin(_) | eframe::Error::NoGlutinConfigs(..) | eframe::Error::OpenGL(_)
    )
}

/// Replaces this process by one that draws on the processor, unless it already does. The window
/// library can start only once in a process.
#[cfg(all(unix, not(target_os = "macos")))]
fn start_again_with_software_rendering() {
    use std::os::unix::process::CommandExt;
    if is_set(SOFTWARE) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut again = std::process::Command::new(program);
    // It returns only when it failed.
    let _ = again.args(std::env::args_os().skip(1)).env(SOFTWARE, "1").exec();
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn start_again_with_software_rendering() {}

/// The error in the user's words. The window library's own text names files of its source code.
fn explained(error: &eframe::Error) -> String {
    match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            text!("win-no-display-answer", display = display())
        }
        error if is_about_drawing(error) => text!("win-no-opengl"),
        error => text!("win-no-window", reason = error.to_string()),
    }
}

/// The display of the environment.
fn display() -> String {
    let of = |variable| std::env::var(variable).ok().filter(|value| !value.is_empty());
    let named = of("WAYLAND_DISPLAY").or_else(|| of("DISPLAY")).unwrap_or_default();
    scelle_core::display::escape(&named)
}

/// Writes it to standard error, and shows a dialog where that is no terminal.
pub(crate) fn refuse(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{message}");
    if !std::io::stderr().is_terminal() {
        show(message);
    }
    ExitCode::FAILURE
}

/// Shows a message with the first of these programs that works: desktops have one of them.
#[cfg(all(unix, not(target_os = "macos")))]
fn show(message: &str) {
    use std::process::{Command, Stdio};
    let title = "--title=Scellé";
    let text = format!("--text={message}");
    let programs: [(&str, &[&str]); 4] = [
        ("zenity", &["--error", "--no-markup", title, &text]),
        ("kdialog", &[title, "--error", message]),
        ("notify-send", &["--icon=scelle", "Scellé", message]),
        ("xmessage", &["-center", message]),
    ];
    for (program, arguments) in programs {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A dialog closed by its button succeeds; one without a display fails.
        if command.status().is_ok_and(|status| status.success()) {
            return;
        }
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn show(message: &str) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("Scellé")
        .set_description(message)
        .show();
}
