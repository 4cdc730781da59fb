//! The place on the desktop: the files that give containers to the window, as the desktop's own
//! tools read them.

#![cfg(all(unix, not(target_os = "macos")))]
#![allow(clippy::unwrap_used, reason = "all of it is a test")]

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scelle_core::container::access::Role;
use scelle_core::files::output::Target;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, Input, SealOptions, seal_to_file};

/// Whether a tool is there; on CI it must be.
fn has(tool: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).any(|folder| folder.join(tool).is_file());
    let on_ci = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(found || !on_ci, "{tool} is not installed, and no test may be skipped on CI");
    if !found {
        let _ = writeln!(std::io::stderr(), "skipped: {tool} is not installed");
    }
    found
}

fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("desktop").join(name)
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&said));
    output
}

/// The window's program, and an installation for a user of whom nothing else is known.
fn install(data: &Path) {
    let mut install = Command::new(ours("install"));
    install.env("XDG_DATA_HOME", data).env("LC_ALL", "fr_FR.UTF-8");
    run(install.arg(env!("CARGO_BIN_EXE_scelle-gui")));
}

/// A stand-in for the program, in a path with a space; it records its arguments.
fn teller(folder: &Path) -> PathBuf {
    let program = folder.join("the program");
    std::fs::write(&program, "#!/bin/sh\nprintf '<%s>' \"$@\"\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[test]
fn file_managers_seal_what_was_chosen_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let (program, data) = (teller(folder.path()), folder.path().join("data"));
    let mut install = Command::new(ours("install"));
    run(install.arg(&program).env("XDG_DATA_HOME", &data).env("LC_ALL", "C"));
    // Nautilus and Nemo give the names in the folder that is shown.
    for manager in ["nautilus", "nemo"] {
        let script = data.join(manager).join("scripts/Seal with Scellé…");
        let output = run(Command::new(script).args(["a b.txt", "-c"]).current_dir(folder.path()));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "<--seal><a b.txt><-c>");
    }
    let menu = data.join("kio/servicemenus/scelle.desktop");
    let text = std::fs::read_to_string(&menu).unwrap();
    let real = program.canonicalize().unwrap();
    assert!(text.contains(&format!("Exec=\"{}\" --seal %F\n", real.display())), "{text}");
    assert_eq!(menu.metadata().unwrap().permissions().mode() & 0o777, 0o755);
}

#[test]
fn the_package_has_every_file_of_the_desktop() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).unwrap();
    for entry in std::fs::read_dir(ours("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // It does for one user what the package does for all.
        let is_packaged = manifest.contains(&format!("[\"desktop/{name}\", "));
        assert!(is_packaged || name == "install", "{name}");
    }
}

#[test]
fn the_package_seals_what_was_chosen_in_nautilus() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::rename(teller(folder.path()), folder.path().join("scelle-gui")).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let mut script = Command::new(ours("nautilus-script"));
    let output = run(script.args(["a b.txt", "-c"]).env("PATH", path));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "<--seal><a b.txt><-c>");
}

#[test]
fn the_desktop_accepts_the_entry_as_it_is_and_as_it_is_installed() {
    if !has("desktop-file-validate") {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    install(data.path());
    let installed = data.path().join("applications/scelle.desktop");
    for entry in [ours("scelle.desktop"), installed.clone()] {
        run(Command::new("desktop-file-validate").arg(entry));
    }
    let entry = std::fs::read_to_string(installed).unwrap();
    for arguments in ["%F", "--seal %F"] {
        let program = format!("Exec=\"{}\" {arguments}\n", env!("CARGO_BIN_EXE_scelle-gui"));
        assert!(entry.contains(&program), "{entry}");
    }
    assert!(entry.contains("Name[fr]=Sceller des fichiers…\n"), "{entry}");
    for name in ["Name", "GenericName", "Comment", "GenericName[fr]", "Comment[fr]"] {
        assert!(entry.contains(&format!("\n{name}=")), "{name}");
    }
}

#[test]
fn the_xml_is_well_formed() {
    if !has("xmllint") {
        return;
    }
    for name in ["scelle-mime.xml", "scelle.svg"] {
        run(Command::new("xmllint").args(["--noout", "--nonet"]).arg(ours(name)));
    }
}

/// Files of all kinds, none of them named for what it is.
fn samples(folder: &Path) -> Vec<(&'static str, &'static str)> {
    std::fs::write(folder.join("note.txt"), "Bonjour").unwrap();
    let plan = [folder.join("note.txt")];
    let plan = Plan::of_paths(&plan, &[], &PlanOptions::default(), &Progress::new()).unwrap();
    // A passphrase alone makes a plain age file, known by its name only.
    let key = HybridIdentity::generate().unwrap().to_recipient().to_string().parse().unwrap();
    let grant = Grant::recipient(key, Role::Owner);
    let options = SealOptions::new(vec![grant], 1_790_000_000);
    let input = Input::Plan(&plan);
    let container = folder.join("unnamed");
    seal_to_file(input, &Target::new(&container), &options, &Progress::new()).unwrap();
    let age = age::x25519::Identity::generate().to_public();
    std::fs::write(folder.join("plain"), age::encrypt(&age, b"Bonjour").unwrap()).unwrap();
    std::fs::write(folder.join("named.scelle"), "whatever").unwrap();
    std::fs::write(folder.join("bob.scelle-card"), "whatever").unwrap();
    vec![
        ("unnamed", "application/x-scelle"),
        ("named.scelle", "application/x-scelle"),
        ("bob.scelle-card", "application/x-scelle-card"),
        ("plain", "not ours"),
        ("note.txt", "not ours"),
    ]
}

#[test]
fn a_container_is_known_by_its_name_and_by_what_it_is_and_a_plain_age_file_is_not_claimed() {
    if !has("update-mime-database") || !has("gio") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    install(&data);
    for (name, expected) in samples(folder.path()) {
        let mut gio = Command::new("gio");
        gio.args(["info", "--attributes", "standard::content-type"]).arg(folder.path().join(name));
        // Nothing but what was installed just now.
        gio.env("XDG_DATA_HOME", &data).env("XDG_DATA_DIRS", folder.path().join("none"));
        let told = String::from_utf8(run(gio.env("LC_ALL", "C")).stdout).unwrap();
        let kind = told.lines().find_map(|l| l.trim().strip_prefix("standard::content-type: "));
        match expected {
            "not ours" => assert!(!told.contains("scelle"), "{name}: {told}"),
            expected => assert_eq!(kind, Some(expected), "{name}: {told}"),
        }
    }
}

#[test]
fn what_is_installed_can_be_removed() {
    let data = tempfile::tempdir().unwrap();
    install(data.path());
    let all = [
        "applications/scelle.desktop",
        "mime/packages/scelle-mime.xml",
        "icons/hicolor/scalable/apps/scelle.svg",
        "icons/hicolor/scalable/mimetypes/application-x-scelle.svg",
        "kio/servicemenus/scelle.desktop",
        "nautilus/scripts/Sceller avec Scellé…",
        "nemo/scripts/Sceller avec Scellé…",
    ];
    assert!(all.iter().all(|file| data.path().join(file).is_file()));
    // Also in another language than it was installed in.
    let mut remove = Command::new(ours("install"));
    run(remove.arg("--remove").env("XDG_DATA_HOME", data.path()).env("LC_ALL", "C"));
    assert!(all.iter().all(|file| !data.path().join(file).exists()));
}
