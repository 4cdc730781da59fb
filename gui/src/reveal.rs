//! Showing files and folders with the programs of the system.

use std::path::Path;
use std::process::{Command, Stdio};

/// Shows a file in its folder, as far as the system can.
pub(crate) fn show_in_folder(path: &Path) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("explorer");
        command.arg("/select,").arg(path);
        command
    } else if cfg!(target_os = "macos") {
        let mut command = Command::new("open");
        command.arg("-R").arg(path);
        command
    } else {
        let mut command = Command::new("xdg-open");
        command.arg(path.parent().unwrap_or(path));
        command
    };
    // Without such a program, the user still has the path on the page.
    if let Ok(mut child) = quiet(&mut command).spawn() {
        std::thread::spawn(move || child.wait());
    }
}

/// Opens a file or a folder with the program that the system has for it.
pub(crate) fn open(path: &Path) {
    let program: &[&str] = if cfg!(windows) {
        &["explorer"]
    } else if cfg!(target_os = "macos") {
        // A folder whose name ends with `.app` would be run.
        match path.is_dir() {
            true => &["open", "-a", "Finder"],
            false => &["open"],
        }
    } else {
        &["xdg-open"]
    };
    let Some((program, arguments)) = program.split_first() else { return };
    if let Ok(mut child) = quiet(Command::new(program).args(arguments).arg(path)).spawn() {
        std::thread::spawn(move || child.wait());
    }
}

/// Shows a notification of the desktop, where there are any.
pub(crate) fn notify(message: &str) {
    if cfg!(all(unix, not(target_os = "macos")))
        && let Ok(mut child) = quiet(Command::new("notify-send").args([
            "--app-name=Scellé",
            "--icon=scelle",
            "--",
            message,
        ]))
        .spawn()
    {
        std::thread::spawn(move || child.wait());
    }
}

/// The command, without input or output.
pub(crate) fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}
