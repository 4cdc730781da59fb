//! The real program in a real window, on a display of its own.

#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "all of it is a test")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use scelle_core::container::access::Role;
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase};
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};

const PHRASE: &str = "girafe cactus regarde treize";
const PROGRAM: &str = env!("CARGO_BIN_EXE_scelle-gui");

/// Ends the program when the test does, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether the tools are there; on CI they must be.
fn has(tools: &[&str]) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there =
        |tool: &&&str| std::env::split_paths(&folders).any(|folder| folder.join(tool).is_file());
    let Some(missing) = tools.iter().find(|tool| !is_there(tool)) else { return true };
    let on_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(!on_ci, "{missing} is not installed, and no test may be skipped on CI");
    let _ = writeln!(std::io::stderr(), "skipped: {missing} is not installed");
    false
}

fn xdotool(display: &str, args: &[&str]) -> Option<String> {
    let output = Command::new("xdotool").args(args).env("DISPLAY", display).output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(90), "{what} never came");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// What the system allows a program: nothing, whatever it allows the tests.
#[cfg(target_os = "linux")]
fn leaves_no_core_dump(program: u32) -> bool {
    let limits = std::fs::read_to_string(format!("/proc/{program}/limits")).unwrap();
    let mut lines = limits.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    lines.any(|words| words.starts_with(&["Max", "core", "file", "size", "0", "0"]))
}

fn seal(folder: &Path) {
    std::fs::write(folder.join("note.txt"), "Bonjour").unwrap();
    let paths = [folder.join("note.txt")];
    let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
    let passphrase = Passphrase::new(PHRASE).unwrap();
    let grant = Grant::passphrase(Label::lossy("P"), passphrase, Role::Owner);
    let argon2 = Argon2Cost::insecure_for_tests();
    let options = SealOptions { argon2, ..SealOptions::new(vec![grant], 1_790_000_000) };
    let container = folder.join("in/box.scelle");
    std::fs::create_dir(folder.join("in")).unwrap();
    let input = Input::Plan(&plan);
    seal_to_file(input, &Target::new(&container), &options, &Progress::new()).unwrap();
}

#[test]
fn a_container_is_opened_and_extracted_by_typing() {
    if !has(&["Xvfb", "xdotool"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    seal(folder.path());
    let mut screen = Command::new("Xvfb");
    screen.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
    screen.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut screen = Running(screen.spawn().unwrap());
    let number = {
        use std::io::{BufRead, BufReader};
        let mut line = String::new();
        BufReader::new(screen.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        line.trim().to_owned()
    };
    let display = format!(":{number}");
    let mut program = Command::new(PROGRAM);
    program.arg(folder.path().join("in/box.scelle")).env("DISPLAY", &display);
    program.env("SCELLE_HOME", folder.path().join("home")).env("LANG", "fr_FR.UTF-8");
    // No other display, and no graphics card: what a virtual desktop has.
    program.env_remove("WAYLAND_DISPLAY").env("LIBGL_ALWAYS_SOFTWARE", "1");
    let mut program = Running(program.stdout(Stdio::null()).spawn().unwrap());
    let window = wait_for("the window", || {
        assert!(program.0.try_wait().unwrap().is_none(), "the program ended");
        // Not the whole name: where the locale is C, xdotool reads no accents.
        xdotool(&display, &["search", "--onlyvisible", "--name", "Scell"])
    });
    let window = window.lines().next().unwrap().to_owned();
    #[cfg(target_os = "linux")]
    assert!(leaves_no_core_dump(program.0.id()));
    xdotool(&display, &["windowfocus", "--sync", &window]);
    let out = folder.path().join("in/note.txt");
    // The first frames of a window that has no graphics card take a while: what was typed before
    // there was a field is typed again.
    wait_for("the file", || {
        xdotool(&display, &["key", "--window", "0", "ctrl+a"]);
        xdotool(&display, &["type", "--delay", "60", PHRASE]);
        xdotool(&display, &["key", "Return"]);
        std::thread::sleep(Duration::from_secs(2));
        xdotool(&display, &["key", "ctrl+Return"]);
        std::thread::sleep(Duration::from_secs(2));
        out.exists().then_some(())
    });
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "Bonjour");
}

/// A folder of programs that show messages: each records its arguments and ends with this code.
fn message_programs(folder: &Path, programs: &[(&str, i32)]) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let bin = folder.join("bin");
    std::fs::create_dir(&bin).unwrap();
    for (name, code) in programs {
        let said = folder.join(name);
        let script =
            format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\nexit {code}\n", said.display());
        std::fs::write(bin.join(name), script).unwrap();
        std::fs::set_permissions(bin.join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    bin
}

/// The program on a display, with these programs and no others beside it.
fn run_on(display: &str, folder: &Path, bin: &Path, language: &str) -> Output {
    let mut program = Command::new(PROGRAM);
    program.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    program.env("SCELLE_HOME", folder.join("home")).env("LC_ALL", language).env("PATH", bin);
    program.output().unwrap()
}

#[test]
fn a_display_that_does_not_answer_is_named_and_no_source_file_is() {
    for (language, expected) in [
        ("en_GB.UTF-8", "the display :94321 does not answer"),
        ("fr_FR.UTF-8", "l’écran :94321 ne répond pas"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let bin = message_programs(folder.path(), &[]);
        let output = run_on(":94321", folder.path(), &bin, language);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!said.contains(".rs") && !said.contains("winit"), "{said}");
    }
}

/// A double click gives no terminal: the first program that works shows the message.
#[test]
fn where_there_is_no_terminal_the_message_is_shown_in_a_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let programs = [("zenity", 1), ("kdialog", 0), ("xmessage", 0)];
    let bin = message_programs(folder.path(), &programs);
    let output = run_on(":94321", folder.path(), &bin, "fr_FR.UTF-8");
    assert_eq!(output.status.code(), Some(1));
    let told = |program: &str| std::fs::read_to_string(folder.path().join(program)).ok();
    // This one failed: the next one was asked, and then no other.
    assert!(told("zenity").unwrap().starts_with("--error\n--no-markup\n"));
    assert!(told("kdialog").unwrap().contains("l’écran :94321 ne répond pas"));
    assert_eq!(told("xmessage"), None);
}

#[test]
fn without_a_display_it_says_so_and_does_not_crash() {
    for (language, expected) in
        [("en_GB.UTF-8", "there is no display"), ("fr_FR.UTF-8", "pas d’écran")]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Command::new(PROGRAM);
        program.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        // No program of this desktop is to show the message.
        program.env("SCELLE_HOME", folder.path()).env("LC_ALL", language).env("PATH", "");
        let output = program.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}
