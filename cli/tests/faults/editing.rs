//! Editing, interrupted: the container is the old one or the new one, whole, and nothing else stays.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use scelle_core::archive::entry::Names;
use scelle_core::edit::Editable;
use scelle_core::files::journal::Journal;
use scelle_core::keys::identity::Keyring;
use scelle_core::open::{Container, Locked};
use scelle_core::profile::identity_file::IdentityFile;
use scelle_core::progress::Progress;
use scelle_core::verify::verify;
use scelle_tests::{Key, Scene};

use super::disks::Disk;
use super::{CONTAINER, Dice};
use crate::tree;

/// How often each verb is killed: more where time allows.
fn kills() -> usize {
    if super::cases::all() { 200 } else { 30 }
}

/// A container that Alice owns and Bob reads, and what is to be put into it.
struct Shared {
    scene: Scene,
    alice: Key,
    bob: Key,
    carol: Key,
}

impl Shared {
    fn new(bytes: usize) -> Self {
        let scene = Scene::new();
        let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| scene.key(name));
        scene.file("../a.bin", tree::noise(bytes)).file("../b.txt", "b").file("../c.txt", "c");
        scene.seal(&["../a.bin", "../b.txt"], CONTAINER, &alice);
        let shared = Self { scene, alice, bob, carol };
        let join = ["access", "add", CONTAINER, "-r", &shared.bob.recipient];
        shared.scene.scelle(join).args(["-i", &shared.alice.path]).run().exits(0);
        shared
    }

    fn opens(&self, key: &Key) -> Option<Container> {
        let IdentityFile::Plain(identities) = IdentityFile::read(Path::new(&key.path)).unwrap()
        else {
            panic!("a key without a passphrase")
        };
        let mut keyring = Keyring::new();
        keyring.add_identities(identities);
        let mut container = Locked::read(&self.scene.at(CONTAINER))
            .unwrap()
            .unlock(&keyring, Names::Refuse)
            .ok()?;
        verify(&mut container, &Progress::new()).unwrap();
        Some(container)
    }

    fn holds_entry(&self, name: &str) -> bool {
        let container = self.opens(&self.alice).unwrap();
        container.entries().any(|entry| entry.name.as_str() == name)
    }

    fn run(&self, verb: &[&str]) -> scelle_tests::Run {
        self.scene.scelle(verb).args(["-i", &self.alice.path])
    }

    /// Kills a verb at random moments: what is there then is the old container, byte for byte, or
    /// the new one, as `is_new` sees it, and both happen.
    fn survives_kills(&self, verb: &[&str], is_new: impl Fn(&Self) -> bool) {
        let path = self.scene.at(CONTAINER);
        let old = fs::read(&path).unwrap();
        let started = Instant::now();
        let _ = self.run(verb).run().exits(0);
        let elapsed = started.elapsed().as_micros() as usize;
        assert!(is_new(self), "{verb:?}");
        let journal = Journal::new(self.scene.home().join("unfinished"));
        let kills = kills();
        let mut dice = Dice(kills as u64);
        let (mut killed, mut before, mut after) = (0, 0, 0);
        while killed < kills {
            fs::write(&path, &old).unwrap();
            let mut running = self.run(verb).start();
            thread::sleep(Duration::from_micros(dice.below(elapsed * 5 / 4) as u64));
            running.kill();
            killed += usize::from(running.ends().code().is_none());
            let _ = journal.sweep();
            self.scene.holds(&[CONTAINER]);
            match fs::read(&path).unwrap() == old {
                true => before += 1,
                false => {
                    assert!(is_new(self), "{verb:?}: neither the old container nor the new one");
                    after += 1;
                }
            }
        }
        assert!(before > 0 && before + after >= kills, "{verb:?}: {before} before, {after} after");
    }
}

const SIZE: usize = 2 << 20;

#[test]
fn giving_an_access_survives_being_killed() {
    let shared = Shared::new(SIZE);
    let verb = ["access", "add", CONTAINER, "-r", &shared.carol.recipient];
    shared.survives_kills(&verb, |shared| shared.opens(&shared.carol).is_some());
}

#[test]
fn taking_an_access_away_survives_being_killed() {
    let shared = Shared::new(SIZE);
    let verb = ["access", "remove", CONTAINER, &shared.bob.recipient];
    shared.survives_kills(&verb, |shared| {
        shared.opens(&shared.alice).is_some() && shared.opens(&shared.bob).is_none()
    });
}

#[test]
fn adopting_an_access_survives_being_killed() {
    let shared = Shared::new(SIZE);
    fs::remove_file(shared.scene.at(CONTAINER)).unwrap();
    let seal = ["seal", "../a.bin", "../b.txt", "-o", CONTAINER, "--anonymous"];
    shared.scene.scelle(seal).args(["-r", &shared.alice.recipient]).run().exits(0);
    let verb = ["access", "adopt", CONTAINER, "-r", &shared.alice.recipient];
    shared.survives_kills(&verb, |shared| {
        shared.opens(&shared.alice).is_some_and(|container| container.access().listed.len() == 1)
    });
}

#[test]
fn a_fresh_key_survives_being_killed() {
    let shared = Shared::new(SIZE);
    shared.survives_kills(&["rekey", CONTAINER], |shared| {
        shared.opens(&shared.alice).is_some() && shared.opens(&shared.bob).is_some()
    });
}

#[test]
fn putting_a_file_in_survives_being_killed() {
    let shared = Shared::new(SIZE);
    shared.survives_kills(&["add", CONTAINER, "../c.txt"], |shared| shared.holds_entry("c.txt"));
}

#[test]
fn taking_a_file_out_survives_being_killed() {
    let shared = Shared::new(SIZE);
    shared.survives_kills(&["remove", CONTAINER, "b.txt"], |shared| !shared.holds_entry("b.txt"));
}

#[test]
fn renaming_a_file_survives_being_killed() {
    let shared = Shared::new(SIZE);
    let verb = ["rename", CONTAINER, "b.txt", "new.txt"];
    shared.survives_kills(&verb, |shared| shared.holds_entry("new.txt"));
}

#[test]
fn replacing_a_file_survives_being_killed() {
    let shared = Shared::new(SIZE);
    fs::write(shared.scene.at("../c.txt"), "another length").unwrap();
    shared.survives_kills(&["replace", CONTAINER, "b.txt", "../c.txt"], |shared| {
        let container = shared.opens(&shared.alice).unwrap();
        container.entries().any(|entry| entry.name.as_str() == "b.txt" && entry.size == 14)
    });
}

/// Every verb, with what it takes.
fn every_verb<'a>(shared: &'a Shared, container: &'a str) -> [Vec<&'a str>; 7] {
    [
        vec!["access", "add", container, "-r", &shared.carol.recipient],
        vec!["access", "remove", container, &shared.bob.recipient],
        vec!["rekey", container],
        vec!["add", container, "../c.txt"],
        vec!["remove", container, "b.txt"],
        vec!["rename", container, "b.txt", "new.txt"],
        vec!["replace", container, "b.txt", "../c.txt"],
    ]
}

#[test]
fn on_a_full_disk_the_container_stays_as_it_was() {
    let shared = Shared::new(3 << 20);
    let Some(_disk) = Disk::mount(&shared.scene, "disk", "size=4m") else { return };
    let on_disk = format!("disk/{CONTAINER}");
    fs::rename(shared.scene.at(CONTAINER), shared.scene.at("kept")).unwrap();
    fs::copy(shared.scene.at("kept"), shared.scene.at(&on_disk)).unwrap();
    for verb in every_verb(&shared, &on_disk) {
        // A warning may come before the error: “too full” where that is known before, “full” else.
        let _ = shared.run(&verb).run().exits(8).stderr_contains("full");
        shared.scene.holds(&["disk", &on_disk, "kept"]);
        assert_eq!(shared.scene.read(&on_disk), shared.scene.read("kept"), "{verb:?}");
    }
}

#[test]
fn in_a_folder_that_cannot_be_written_to_nothing_is_tried() {
    let shared = Shared::new(1000);
    let Some(disk) = Disk::mount(&shared.scene, "disk", "size=4m") else { return };
    let on_disk = format!("disk/{CONTAINER}");
    fs::rename(shared.scene.at(CONTAINER), shared.scene.at("kept")).unwrap();
    fs::copy(shared.scene.at("kept"), shared.scene.at(&on_disk)).unwrap();
    disk.remount("ro");
    for verb in every_verb(&shared, &on_disk) {
        shared.run(&verb).run().refuses(8, "the disk is read-only");
    }
    assert_eq!(shared.scene.read(&on_disk), shared.scene.read("kept"));
    shared.scene.holds(&["disk", &on_disk, "kept"]);
}

#[test]
fn who_comes_second_is_told_who_edits_and_since_when() {
    let shared = Shared::new(1000);
    let editing = Editable::lock(&shared.scene.at(CONTAINER), &Journal::NONE).unwrap();
    let before = shared.scene.read(CONTAINER);
    for verb in every_verb(&shared, CONTAINER) {
        let told = shared.run(&verb).run().refuses(10, "this container is being changed");
        let told = told.stderr_contains("@").stderr_contains(", since 20");
        told.stderr_contains("if no program is changing it any more, remove the file");
    }
    let french = shared.run(&["rekey", CONTAINER, "--lang", "fr"]).run().exits(10);
    let _ = french.stderr_contains("ce conteneur est en cours de modification");
    assert_eq!(shared.scene.read(CONTAINER), before);
    drop(editing);
    shared.scene.holds(&[CONTAINER]);
    shared.run(&["rekey", CONTAINER]).run().exits(0);
    shared.scene.holds(&[CONTAINER]);
}

/// Each tries again while another is at work: in the end all of them are there.
#[test]
fn of_four_who_edit_at_once_no_one_loses_anything() {
    let shared = Shared::new(200_000);
    let keys: Vec<Key> = (0..4).map(|number| shared.scene.key(&format!("new-{number}"))).collect();
    thread::scope(|scope| {
        for key in &keys {
            scope.spawn(|| {
                let add = ["access", "add", CONTAINER, "-r", &key.recipient];
                loop {
                    let outcome = shared.run(&add).run();
                    if outcome.code() == Some(0) {
                        break;
                    }
                    let _ = outcome.exits(10);
                }
            });
        }
    });
    assert!(keys.iter().all(|key| shared.opens(key).is_some()));
    shared.scene.holds(&[CONTAINER]);
}

#[test]
fn permissions_and_extended_attributes_stay() {
    let shared = Shared::new(1000);
    let path: PathBuf = shared.scene.at(CONTAINER);
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    let (name, value) = ("user.dossier", b"2026-114".as_slice());
    let flags = rustix::fs::XattrFlags::empty();
    let has_attributes = rustix::fs::setxattr(&path, name, value, flags).is_ok();
    for verb in every_verb(&shared, CONTAINER).iter().take(3) {
        shared.run(verb).run().exits(0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        let mut found = [0; 64];
        if has_attributes {
            let length = rustix::fs::getxattr(&path, name, &mut found).unwrap();
            assert_eq!(&found[..length], value, "{verb:?}");
        }
    }
}
