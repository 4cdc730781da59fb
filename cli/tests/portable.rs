//! A portable Scellé keeps everything beside it, and leaves nothing on the machine that it runs on.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use scelle_tests::Scene;
use walkdir::WalkDir;

use crate::tools::{or_skip, tool};

/// A machine with a home, and a stick.
struct Host {
    scene: Scene,
    home: PathBuf,
    stick: PathBuf,
}

impl Host {
    fn new() -> Self {
        let scene = Scene::new();
        let home = scene.root().join("host");
        fs::create_dir_all(home.join(".config")).unwrap();
        fs::write(home.join(".profile"), "umask 022").unwrap();
        let stick = scene.root().join("stick");
        Self { scene, home, stick }
    }

    /// A command of the program on the stick, as the user of the machine starts it.
    fn portable(&self, args: &[&str]) -> Output {
        let mut command = Command::new(self.stick.join("scelle"));
        command.args(args).current_dir(self.scene.desk()).stdin(Stdio::null());
        command.env_clear().env("HOME", &self.home).env("LANG", "C");
        command.env("TMPDIR", self.scene.root().join("tmp"));
        // What the machine's own Scellé goes by, if there is one.
        command.env("SCELLE_HOME", self.home.join(".config/scelle"));
        command.output().unwrap()
    }

    #[track_caller]
    fn portable_succeeds(&self, args: &[&str]) -> Output {
        let output = self.portable(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        output
    }

    /// Everything that the user of the machine has, but for the desk that they work at.
    fn traces(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folders = [self.home.clone(), self.scene.root().join("tmp")];
        let entries = folders.iter().flat_map(|folder| WalkDir::new(folder).into_iter());
        let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap_or_default());
        entries.map(|entry| read(entry.unwrap().into_path())).collect()
    }
}

/// The programs on a stick; the window may have been built beside the command line.
fn programs_on(stick: &Path) -> Vec<String> {
    let all = names(stick);
    assert!(all.contains(&"scelle".to_owned()) && all.contains(&"scelle-portable.toml".to_owned()));
    all.into_iter().filter(|name| name.starts_with("scelle")).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_home_of_the_machine_is_the_same_before_and_after() {
    let host = Host::new();
    let made =
        host.scene.scelle([OsStr::new("portable"), OsStr::new("make"), host.stick.as_os_str()]);
    made.run().exits(0);
    let programs = programs_on(&host.stick);
    let before = host.traces();

    host.scene.file("passphrase", "pear-kitchen-traffic-donkey-royal-wire");
    host.scene.file("note.txt", "Bonjour");
    host.portable_succeeds(&["key", "new", "--passphrase-file", "passphrase"]);
    host.portable_succeeds(&["card", "--name", "Alice Martin", "-o", "alice.scelle-card"]);
    host.portable_succeeds(&["seal", "note.txt", "-o", "note.scelle"]);
    fs::remove_file(host.scene.at("note.txt")).unwrap();
    host.portable_succeeds(&["open", "note.scelle", "--passphrase-file", "passphrase"]);
    assert_eq!(host.scene.text("note.txt"), "Bonjour");
    // The machine's secret service would keep the keys of its guest.
    let unlock = host.portable(&["key", "unlock", "--passphrase-file", "passphrase"]);
    assert_eq!(unlock.status.code(), Some(8));
    let told = String::from_utf8_lossy(&unlock.stderr).into_owned();
    assert!(told.contains("portable Scellé do not stay unlocked"), "{told}");
    // A container from standard input and a mistake are no other matter.
    assert_eq!(host.portable(&["open", "missing.scelle"]).status.code(), Some(8));
    assert_eq!(host.portable(&["list", "-"]).status.code(), Some(4));

    assert_eq!(host.traces(), before, "on the machine");
    assert_eq!(programs_on(&host.stick), programs);
    let data = host.stick.join("data");
    assert!(data.join("keys/key-0001.age").is_file(), "{:?}", names(&data));
    assert!(data.join("me.scelle-card").is_file(), "{:?}", names(&data));
}

/// A program without its marker would take the keys of the machine.
#[test]
fn stopped_at_any_time_no_program_is_there_without_its_marker() {
    let host = Host::new();
    let large = host.scene.root().join("large.exe");
    fs::File::create(&large).unwrap().set_len(2 << 30).unwrap();
    let arguments = [OsStr::new("portable"), OsStr::new("make"), host.stick.as_os_str()];
    let making = host.scene.scelle(arguments).args([OsStr::new("--program"), large.as_os_str()]);
    let mut making = making.start();
    making.until_open(&large);
    assert!(host.stick.join("scelle").exists() && host.stick.join("scelle-portable.toml").exists());
    kill_process(Pid::from_raw(making.id() as i32).unwrap(), Signal::INT).unwrap();
    making.ends().exits(130);
    assert!(!host.stick.exists(), "{:?}", names(&host.stick));
    // A pipe has no end.
    let pipe = host.scene.root().join("pipe.exe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let from_pipe = host.scene.scelle(arguments).args([OsStr::new("--program"), pipe.as_os_str()]);
    from_pipe.run().exits(8);
    assert!(!host.stick.exists());
}

#[test]
fn without_the_marker_the_same_program_is_the_machines() {
    let host = Host::new();
    host.scene.scelle([OsStr::new("portable"), OsStr::new("make"), host.stick.as_os_str()]).run();
    fs::remove_file(host.stick.join("scelle-portable.toml")).unwrap();
    host.scene.file("passphrase", "pear-kitchen-traffic-donkey-royal-wire");
    host.portable_succeeds(&["key", "new", "--passphrase-file", "passphrase"]);
    assert!(host.home.join(".config/scelle/keys/key-0001.age").is_file());
    assert!(!host.stick.join("data").exists());
}

#[test]
fn a_portable_folder_is_made_with_other_programs_and_over_nothing() {
    let scene = Scene::new();
    scene.file("scelle.exe", "MZ").file("full/other", "x");
    let made = scene.scelle(["portable", "make", "stick", "--program", "scelle.exe", "--json"]);
    let object = made.run().exits(0).json();
    assert_eq!(object["portable"], "stick");
    let programs = object["programs"].as_array().unwrap();
    assert!(programs.contains(&"stick/scelle".into()), "{object}");
    assert!(programs.contains(&"stick/scelle.exe".into()), "{object}");
    assert_eq!(fs::read(scene.at("stick/scelle.exe")).unwrap(), b"MZ");
    let marker = scene.text("stick/scelle-portable.toml");
    assert!(
        marker.lines().all(|line| line.starts_with('#')) && marker.contains("data"),
        "{marker}"
    );

    scene.scelle(["portable", "make", "full"]).run().exits(7);
    scene.scelle(["portable", "make", "new", "--program", "missing.exe"]).run().exits(8);
    assert!(!scene.at("new").exists());
    assert_eq!(names(&scene.at("full")), ["other"]);
}

/// Runs a command where `statfs` answers as FAT does: not every machine can mount one.
#[cfg(target_os = "linux")]
const ON_FAT: [&str; 9] = [
    "strace",
    "-f",
    "-qq",
    "-o",
    "/dev/null",
    "-e",
    "trace=statfs,fstatfs",
    "-e",
    "inject=statfs,fstatfs:poke_exit=@arg2=444d000000000000",
];

#[cfg(target_os = "linux")]
#[test]
fn a_container_that_fat_cannot_hold_is_refused_before_it_is_written() {
    if or_skip(tool("strace"), "strace is not installed").is_none() {
        return;
    }
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("small.txt", "small");
    fs::File::create(scene.at("large")).unwrap().set_len((4 << 30) + 1).unwrap();
    let seal = |file, options: &[&str]| {
        let line = ["seal", file, "-r", &alice.recipient, "-o", "x.scelle"];
        scene.scelle(line.iter().chain(options)).through(ON_FAT)
    };
    let refused = seal("large", &["--store"]).run().exits(8);
    let said = refused.messages();
    assert!(said.contains("FAT") && said.contains("exFAT") && said.contains("4.30 GB"), "{said}");
    scene.holds(&["large", "small.txt"]);

    seal("small.txt", &["--store"]).run().exits(0);
    scene.holds(&["large", "small.txt", "x.scelle"]);
    // What is not on FAT has no such bound, and no more room than it has.
    fs::File::create(scene.at("large")).unwrap().set_len(1 << 43).unwrap();
    let refused = scene.scelle(["seal", "large", "-r", &alice.recipient, "--store"]).run().exits(8);
    assert!(refused.messages().contains("too full"), "{}", refused.messages());
    scene.holds(&["large", "small.txt", "x.scelle"]);
}

/// A stick on which every file is everyone's, as desktops mount FAT.
#[cfg(target_os = "linux")]
#[test]
fn on_a_disk_without_modes_a_key_is_read_only_if_it_is_under_a_passphrase() {
    use std::os::unix::fs::PermissionsExt;
    if or_skip(tool("strace"), "strace is not installed").is_none() {
        return;
    }
    let scene = Scene::new();
    scene.file("passphrase", "pear-kitchen-traffic-donkey-royal-wire").file("note.txt", "Bonjour");
    let under = ["key", "new", "--passphrase-file", "passphrase", "-o", "locked.age"];
    let made = scene.scelle(under).run().exits(0).output();
    let recipient = made.split_whitespace().find(|word| word.starts_with("age1pq1")).unwrap();
    scene.scelle(["seal", "note.txt", "-r", recipient, "-o", "x.scelle"]).run().exits(0);
    scene.scelle(["key", "new", "--plain", "-o", "plain.txt"]).run().exits(0);
    for key in ["locked.age", "plain.txt"] {
        fs::set_permissions(scene.at(key), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let list = |key: &str| {
        scene.scelle(["list", "x.scelle", "-i", key, "--passphrase-file", "passphrase"])
    };
    list("locked.age").run().exits(8);
    list("locked.age").through(ON_FAT).run().exits(0);
    list("plain.txt").through(ON_FAT).run().exits(8);
}
