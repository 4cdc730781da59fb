//! Disks as people have them: memory sticks and shares without hard links, with fixed modes, without
//! case; full ones and read-only ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scelle_tests::{Key, Outcome, Scene};

use super::calls::Strace;
use super::state::{MARK, PREFIX};
use crate::tools::{Run, or_skip, tool};

/// A file system that a test mounts, unmounted at the end.
pub(super) struct Disk {
    path: PathBuf,
    device: Option<String>,
}

/// What a disk is made as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    /// Through FUSE: the kernel of a test machine seldom has it.
    Exfat,
    /// Through the kernel only: Debian's FUSE driver loses the content of renamed folders.
    Fat32,
    Ntfs,
    Ext4,
    /// With a folder that ignores case; few kernels are built for it.
    Ext4Casefold,
    /// A folder seen through FUSE.
    Bindfs,
}

impl Kind {
    /// Whether root must be able to mount it on a test machine: all but what needs a special kernel.
    fn is_expected(self) -> bool {
        !matches!(self, Self::Ext4Casefold | Self::Fat32)
    }

    fn ignores_case(self) -> bool {
        matches!(self, Self::Exfat | Self::Fat32 | Self::Ext4Casefold)
    }
}

impl Disk {
    /// A disk in memory; `None` where mounting is not permitted.
    pub(super) fn mount(scene: &Scene, name: &str, options: &str) -> Option<Self> {
        scene.folder(name);
        let path = scene.at(name);
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "scelle-tests"]).arg(&path);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("skipped: mounting a small disk is not permitted here");
        }
        mounted.then_some(Self { path, device: None })
    }

    pub(super) fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.path).status();
        assert!(status.unwrap().success());
    }

    /// A disk of a kind, at `disk` on the desk; its image lies beside the desk. Where it cannot be
    /// mounted the test is skipped by name; as root on CI it fails if the disk is expected.
    fn of(kind: Kind, scene: &Scene, mib: u64) -> Option<Self> {
        let made = Self::make(kind, scene, mib);
        // A driver that loses files by itself judges nothing: Debian's fusefat does.
        if let Some(disk) = &made {
            assert!(keeps_renamed_folders(&disk.path), "{kind:?}: the disk itself loses files");
        }
        let missing = format!("{kind:?} cannot be mounted here");
        if kind.is_expected() && rustix::process::geteuid().is_root() {
            return or_skip(made, &missing);
        }
        if made.is_none() {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("skipped: {missing}\n"),
            );
        }
        made
    }

    fn make(kind: Kind, scene: &Scene, mib: u64) -> Option<Self> {
        scene.folder("disk");
        let path = scene.at("disk");
        let image = scene.root().join("image");
        fs::File::create(&image).unwrap().set_len(mib << 20).unwrap();
        let image = image.to_str().unwrap();
        let at = path.to_str().unwrap();
        match kind {
            Kind::Bindfs => {
                fs::remove_file(image).unwrap();
                fs::create_dir(image).unwrap();
                run("bindfs", &[image, at])?;
                Some(Self { path, device: None })
            }
            Kind::Ntfs => {
                run("mkfs.ntfs", &["-F", "-q", image])?;
                run("ntfs-3g", &[image, at])?;
                Some(Self { path, device: None })
            }
            Kind::Fat32 => {
                run("mkfs.vfat", &["-F", "32", image])?;
                run("mount", &["-o", "loop", image, at])?;
                Some(Self { path, device: None })
            }
            Kind::Exfat => {
                run("mkfs.exfat", &[image])?;
                if run("mount", &["-t", "exfat", "-o", "loop", image, at]).is_some() {
                    return Some(Self { path, device: None });
                }
                // It takes a device only.
                let device = run("losetup", &["--find", "--show", image])?.trim().to_owned();
                let disk = Self { path: path.clone(), device: Some(device.clone()) };
                run("mount.exfat-fuse", &[&device, at])?;
                Some(disk)
            }
            Kind::Ext4 => {
                run("mkfs.ext4", &["-q", image])?;
                run("mount", &["-o", "loop", image, at])?;
                Some(Self { path, device: None })
            }
            Kind::Ext4Casefold => {
                run("mkfs.ext4", &["-q", "-O", "casefold", image])?;
                run("mount", &["-o", "loop", image, at])?;
                let disk = Self { path: path.clone(), device: None };
                let _ = fs::remove_dir(path.join("lost+found"));
                run("chattr", &["+F", at])?;
                Some(disk)
            }
        }
    }
}

/// Whether a folder that is renamed, without any Scellé, still holds its file.
fn keeps_renamed_folders(disk: &Path) -> bool {
    let [before, after] = ["control", "renamed"].map(|name| disk.join(name));
    fs::create_dir(&before).unwrap();
    fs::write(before.join("file"), MARK).unwrap();
    let renamed = fs::rename(&before, &after).is_ok();
    let kept = fs::read(after.join("file")).is_ok_and(|content| content == MARK.as_bytes());
    let _ = fs::remove_dir_all(&after);
    renamed && kept
}

/// Runs a tool; its output if it is there and succeeds.
fn run(tool: &str, args: &[&str]) -> Option<String> {
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
    let output = Command::new(tool).args(args).env("PATH", path).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.path).output();
        if let Some(device) = &self.device {
            let _ = run("losetup", &["--detach", device]);
        }
    }
}

/// A container beside the disk, and what is put into others.
struct Desk {
    scene: Scene,
    alice: Key,
    bob: Key,
}

impl Desk {
    fn new() -> Self {
        let scene = Scene::new();
        let [alice, bob] = ["alice", "bob"].map(|name| scene.key(name));
        for name in ["a.txt", "dossier/b.txt", "dossier/sub/c.txt"] {
            scene.file(format!("../in/{name}"), format!("{MARK} {name}"));
        }
        scene.file("../more.txt", "more");
        scene.seal(&["../in/a.txt", "../in/dossier"], "x.scelle", &alice);
        Self { scene, alice, bob }
    }

    fn open(&self, more: &[&str]) -> scelle_tests::Run {
        self.scene.scelle(["open", "x.scelle", "-i", &self.alice.path]).args(more)
    }

    /// What is left half done on the disk.
    fn leftovers(&self) -> Vec<String> {
        let names = walkdir::WalkDir::new(self.scene.at("disk")).into_iter().map(Result::unwrap);
        let names = names.map(|entry| entry.path().display().to_string());
        names.filter(|name| name.contains(PREFIX)).collect()
    }

    fn holds_all(&self, folder: &str) -> bool {
        ["a.txt", "dossier/b.txt", "dossier/sub/c.txt"].iter().all(|name| {
            let path = self.scene.at(folder).join(name);
            fs::read(path).is_ok_and(|content| content == format!("{MARK} {name}").into_bytes())
        })
    }
}

/// Every verb that writes to a disk does its work there, and leaves nothing half done.
#[track_caller]
fn every_verb_works_on(kind: Kind) {
    let desk = Desk::new();
    let Some(_disk) = Disk::of(kind, &desk.scene, 64) else { return };
    let mut wrong: Vec<String> = Vec::new();
    let mut expect = |what: &str, outcome: Outcome, is_there: &dyn Fn() -> bool| {
        if outcome.code() != Some(0) {
            wrong.push(format!("{what}: exit code {:?}: {}", outcome.code(), outcome.messages()));
        } else if !is_there() {
            wrong.push(format!("{what}: reported as done, and it is not"));
        }
        let left = desk.leftovers();
        if !left.is_empty() {
            wrong.push(format!("{what}: leaves {left:?}"));
            for path in left {
                let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
            }
        }
    };
    let scene = &desk.scene;
    let there = |name: &str| scene.at(name).exists();
    let seal = ["seal", "../in/a.txt", "-r", &desk.alice.recipient, "-o", "disk/s.scelle"];
    expect("seal", scene.scelle(seal).run(), &|| there("disk/s.scelle"));
    expect("seal --force", scene.scelle(seal).args(["--overwrite"]).run(), &|| {
        there("disk/s.scelle")
    });
    if !there("disk/s.scelle") {
        fs::copy(scene.at("x.scelle"), scene.at("disk/s.scelle")).unwrap();
    }
    let identity = ["-i", &desk.alice.path];
    let on_disk = |verb: &[&str]| scene.scelle(verb).args(identity).run();
    let verify = || on_disk(&["verify", "disk/s.scelle"]).code() == Some(0);
    let give = ["access", "add", "disk/s.scelle", "-r", &desk.bob.recipient];
    expect("access add", on_disk(&give), &verify);
    expect("add", on_disk(&["add", "disk/s.scelle", "../more.txt"]), &verify);
    expect("rename", on_disk(&["rename", "disk/s.scelle", "more.txt", "other.txt"]), &verify);
    expect("rekey", on_disk(&["rekey", "disk/s.scelle"]), &verify);
    expect("open, a new folder", desk.open(&["--into", "disk/new"]).run(), &|| {
        desk.holds_all("disk/new")
    });
    scene.file("disk/old/theirs.txt", "theirs").file("disk/old/dossier/theirs.txt", "theirs");
    let theirs = || scene.read("disk/old/dossier/theirs.txt") == b"theirs";
    expect("open, among files", desk.open(&["--into", "disk/old"]).run(), &|| {
        desk.holds_all("disk/old") && theirs()
    });
    scene.file("disk/old/a.txt", "old").file("disk/old/dossier/b.txt", "old");
    expect("open --overwrite", desk.open(&["--into", "disk/old", "--overwrite"]).run(), &|| {
        desk.holds_all("disk/old") && theirs()
    });
    expect("open -o", desk.open(&["a.txt", "-o", "disk/one.txt"]).run(), &|| {
        scene.read("disk/one.txt").starts_with(MARK.as_bytes())
    });
    let again = desk.open(&["a.txt", "-o", "disk/one.txt", "--overwrite"]).run();
    expect("open -o --overwrite", again, &|| {
        scene.read("disk/one.txt").starts_with(MARK.as_bytes())
    });
    let home = scene.at("disk/home");
    fs::create_dir(&home).unwrap();
    let at_home = |args: &[&str]| scene.scelle(args).env("SCELLE_HOME", &home).run();
    // Where others can read every file, a key without a passphrase could not be used, and is not made.
    let plain: &[&str] = &["--plain"];
    let protection = match keeps_modes(&scene.at("disk/probe")) {
        true => plain,
        false => {
            for args in
                [&["key", "new", "--plain"][..], &["key", "new", "--plain", "-o", "disk/k.age"]]
            {
                at_home(args).refuses(8, "has no passphrase, and other users");
            }
            assert!(!there("disk/k.age") && !there("disk/home/keys/key-0001.pub"));
            scene.file("phrase", "cheval correct agrafe pile");
            // One of SSH is taken there as well, if it is under a passphrase.
            if let Some(keygen) = tool("ssh-keygen") {
                for (name, phrase) in [("locked", "agrafe"), ("plain", "")] {
                    let keygen = Run::new(&keygen).args(["-q", "-t", "ed25519", "-N", phrase]);
                    keygen.arg("-f").arg(scene.at("disk").join(name)).output();
                }
                scene.file("agrafe", "agrafe");
                let list = |key: &str| {
                    let list = ["list", "x.scelle", "-i", key, "--passphrase-file", "agrafe"];
                    scene.scelle(list).run()
                };
                list("disk/locked").refuses(3, "none of your keys");
                list("disk/plain").refuses(8, "has no passphrase, and other users");
            }
            &["--passphrase-file", "phrase"]
        }
    };
    let made = at_home(&[&["key", "new", "-o", "disk/k.age"], protection].concat());
    expect("key new -o", made, &|| {
        let key = fs::read(scene.at("disk/k.age")).unwrap_or_default();
        let start: &[u8] =
            if protection == plain { b"# created: " } else { b"age-encryption.org/" };
        key.starts_with(start)
    });
    expect("key new", at_home(&[&["key", "new"], protection].concat()), &|| {
        there("disk/home/keys/key-0001.age")
    });
    for (name, key) in [("Bob", &desk.bob), ("Alice", &desk.alice)] {
        let outcome = at_home(&["contact", "add", &key.recipient, "--name", name]);
        expect("contact add", outcome, &|| {
            fs::read_to_string(home.join("contacts.toml")).is_ok_and(|t| t.contains(name))
        });
    }
    assert!(wrong.is_empty(), "{kind:?}: {} went wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether a file that is made for its owner is theirs alone.
fn keeps_modes(probe: &Path) -> bool {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let made = fs::File::options().write(true).create_new(true).mode(0o600).open(probe).unwrap();
    let mode = made.metadata().unwrap().permissions().mode();
    fs::remove_file(probe).unwrap();
    mode & 0o077 == 0
}

#[test]
fn every_verb_works_on_exfat() {
    every_verb_works_on(Kind::Exfat);
}

/// Names that a disk of Windows cannot hold are refused before anything is written, or renamed.
#[track_caller]
fn names_of_unix_are_renamed_on(kind: Kind) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("in/a:b?", MARK).seal(&["in"], "x.scelle", &alice);
    let Some(disk) = Disk::of(kind, &scene, 64) else { return };
    for (lang, says) in [("en", "some systems do not allow"), ("fr", "certains systèmes")] {
        let into = ["open", "x.scelle", "-i", &alice.path, "--into", "disk/v"];
        let open = || scene.scelle(into).args(["--lang", lang]);
        let _ = open().run().refuses(5, says).stderr_contains("`--rename`");
        let mut left = fs::read_dir(&disk.path).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.all(|name| name != "v" && !name.to_string_lossy().starts_with(PREFIX)));
        let _ = open().args(["--rename"]).run().exits(0);
        assert_eq!(scene.text("disk/v/in/a%3Ab%3F"), MARK);
        fs::remove_dir_all(disk.path.join("v")).unwrap();
    }
}

#[test]
fn names_of_unix_are_renamed_on_exfat() {
    names_of_unix_are_renamed_on(Kind::Exfat);
}

#[test]
fn names_of_unix_are_renamed_on_fat32() {
    names_of_unix_are_renamed_on(Kind::Fat32);
}

#[test]
fn every_verb_works_on_fat32() {
    every_verb_works_on(Kind::Fat32);
}

#[test]
fn every_verb_works_on_ntfs() {
    every_verb_works_on(Kind::Ntfs);
}

#[test]
fn every_verb_works_on_ext4_without_case() {
    every_verb_works_on(Kind::Ext4Casefold);
}

#[test]
fn every_verb_works_on_bindfs() {
    every_verb_works_on(Kind::Bindfs);
}

/// Killed at each call on the disk, in a folder with old files, then started again.
#[track_caller]
fn killed_on(kind: Kind) {
    let desk = Desk::new();
    let Some(strace) = Strace::find() else { return };
    let Some(_disk) = Disk::of(kind, &desk.scene, 64) else { return };
    let scene = &desk.scene;
    let clean = || {
        for entry in fs::read_dir(scene.at("disk")).unwrap() {
            let path = entry.unwrap().path();
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
        }
        scene.file("disk/a.txt", "old").file("disk/dossier/b.txt", "old");
        scene.file("disk/dossier/theirs.txt", "theirs");
    };
    let open = || desk.open(&["--into", "disk", "--overwrite", "--threads", "1"]);
    clean();
    let (outcome, calls) = strace.changes(open());
    let _ = outcome.exits(0);
    let mut wrong = Vec::new();
    for call in calls.iter().step_by(if super::cases::all() { 1 } else { 2 }) {
        clean();
        let _ = strace.injecting(open(), &call.inject("signal=KILL")).run();
        for _ in 0..2 {
            let _ = scene.scelle(["inspect", "x.scelle"]).run().exits(0);
        }
        let old = || {
            let old = |name: &str| fs::read(scene.at(name)).is_ok_and(|text| text == b"old");
            old("disk/a.txt") && old("disk/dossier/b.txt") && !scene.at("disk/dossier/sub").exists()
        };
        if !(desk.holds_all("disk") || old()) {
            wrong.push(format!("killed at {call}: neither old nor new"));
        }
        if fs::read(scene.at("disk/dossier/theirs.txt")).ok().as_deref() != Some(b"theirs") {
            wrong.push(format!("killed at {call}: the user's file is gone"));
        }
        let left = desk.leftovers();
        if !left.is_empty() {
            wrong.push(format!("killed at {call}: {left:?} stays"));
        }
    }
    super::cases::conclude(&format!("{kind:?}"), calls.len(), &wrong);
}

#[test]
fn an_open_killed_on_exfat_leaves_all_or_nothing() {
    killed_on(Kind::Exfat);
}

#[test]
fn an_open_killed_on_fat32_leaves_all_or_nothing() {
    killed_on(Kind::Fat32);
}

#[test]
fn an_open_killed_on_ntfs_leaves_all_or_nothing() {
    killed_on(Kind::Ntfs);
}

#[test]
fn an_open_killed_on_bindfs_leaves_all_or_nothing() {
    killed_on(Kind::Bindfs);
}

/// Names that differ by case only do not fit together there: refused before anything is written,
/// and resolved with `--rename`, which reports it.
#[track_caller]
fn names_that_differ_by_case_on(kind: Kind) {
    assert!(kind.ignores_case());
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../in/note.txt", "small").file("../in/NOTE.TXT", "large");
    scene.seal(&["../in"], "x.scelle", &alice);
    let Some(_disk) = Disk::of(kind, &scene, 64) else { return };
    let open = |more: &[&str]| {
        scene.scelle(["open", "x.scelle", "-i", &alice.path, "--into", "disk/out"]).args(more).run()
    };
    let _ = open(&[]).refuses(5, "in/");
    assert!(fs::read_dir(scene.at("disk")).unwrap().next().is_none(), "something was left");
    let outcome = open(&["--rename"]).exits(0);
    let outcome = outcome.stderr_contains("note.txt");
    let files = fs::read_dir(scene.at("disk/out/in")).unwrap().map(|e| e.unwrap().path());
    let mut contents: Vec<_> = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    contents.sort();
    assert_eq!(contents, ["large", "small"], "{outcome}");
}

#[test]
fn names_that_differ_by_case_are_refused_or_renamed_on_exfat() {
    names_that_differ_by_case_on(Kind::Exfat);
}

#[test]
fn names_that_differ_by_case_are_refused_or_renamed_on_fat32() {
    names_that_differ_by_case_on(Kind::Fat32);
}

#[test]
fn names_that_differ_by_case_are_refused_or_renamed_on_ext4_without_case() {
    names_that_differ_by_case_on(Kind::Ext4Casefold);
}

/// A real disk that is full: what was there stays, and nothing of what did not fit.
#[test]
fn a_full_ext4_holds_nothing_of_what_did_not_fit() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let noise = crate::tree::noise(12 << 20);
    scene.file("../in/large.bin", &noise).file("../in/a.txt", "a");
    scene.seal(&["../in/large.bin", "../in/a.txt"], "x.scelle", &alice);
    let Some(_disk) = Disk::of(Kind::Ext4, &scene, 10) else { return };
    let _ = fs::remove_dir(scene.at("disk/lost+found"));
    scene.file("disk/out/a.txt", "old");
    let desk = ["disk", "disk/out", "disk/out/a.txt", "x.scelle"];
    for args in [
        &["seal", "../in", "-r", &alice.recipient, "-o", "disk/y.scelle"][..],
        &["open", "x.scelle", "-i", &alice.path, "--into", "disk/new"],
        &["open", "x.scelle", "-i", &alice.path, "--into", "disk/out", "--overwrite"],
        &["open", "x.scelle", "large.bin", "-i", &alice.path, "-o", "disk/large.bin"],
    ] {
        scene.scelle(args).run().refuses(8, "full");
        scene.holds(&desk);
        assert_eq!(scene.text("disk/out/a.txt"), "old");
    }
}

/// A real disk that is read-only: each verb reports it, and changes nothing at home either.
#[test]
fn a_read_only_ext4_is_reported() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.txt", "a");
    scene.seal(&["../a.txt"], "x.scelle", &alice);
    let Some(disk) = Disk::of(Kind::Ext4, &scene, 10) else { return };
    fs::copy(scene.at("x.scelle"), scene.at("disk/x.scelle")).unwrap();
    disk.remount("ro");
    let before = fs::read(scene.at("disk/x.scelle")).unwrap();
    for args in [
        &["seal", "../a.txt", "-o", "disk/y.scelle", "-r", &alice.recipient][..],
        &["open", "x.scelle", "--into", "disk/new", "-i", &alice.path],
        &["rekey", "disk/x.scelle", "-i", &alice.path],
        &["key", "new", "--plain", "-o", "disk/me.txt"],
    ] {
        scene.scelle(args).run().refuses(8, "the disk is read-only");
        assert_eq!(journal(&scene), Vec::<PathBuf>::new(), "{args:?}");
    }
    assert_eq!(fs::read(scene.at("disk/x.scelle")).unwrap(), before);
}

fn journal(scene: &Scene) -> Vec<PathBuf> {
    let notes = fs::read_dir(Path::new(&scene.home()).join("unfinished"));
    notes.into_iter().flatten().map(|note| note.unwrap().path()).collect()
}
