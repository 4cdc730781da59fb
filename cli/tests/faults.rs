//! What goes wrong around Scellé: files cut or altered on their way, interruptions at any moment,
//! a full disk, a folder that cannot be written to. The old state stays, and no plaintext with it.

mod calls;
mod cases;
mod disks;
mod editing;
mod failing;
mod journal;
mod kills;
mod passphrases;
mod shared;
mod state;

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use scelle_tests::{Key, Outcome, Running, Scene, copy_binary};

use self::disks::Disk;
use crate::tree;

const CONTAINER: &str = "x.scelle";
const CHUNK: usize = 65_536 + 16;
const NONCE: usize = 16;

/// Numbers that look random, and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

// Damage.

/// A container of 200 kB and a small file, to be harmed.
struct Sample {
    scene: Scene,
    alice: Key,
    whole: Vec<u8>,
}

impl Sample {
    fn new() -> Self {
        let scene = Scene::new();
        let alice = scene.key("alice");
        scene.file("../a.bin", tree::noise(200_000)).file("../b.txt", "b");
        scene.seal(&["../a.bin", "../b.txt"], CONTAINER, &alice);
        let whole = scene.read(CONTAINER);
        Self { scene, alice, whole }
    }

    fn header_length(&self) -> usize {
        let footer = self.whole.windows(5).position(|bytes| bytes == b"\n--- ").unwrap();
        footer + 1 + self.whole[footer + 1..].iter().position(|byte| *byte == b'\n').unwrap() + 1
    }

    /// Where the lines of the header start, and where it ends.
    fn lines(&self) -> Vec<usize> {
        let ends = (0..self.header_length()).filter(|at| self.whole[*at] == b'\n');
        [0].into_iter().chain(ends.map(|at| at + 1)).collect()
    }

    fn chunks(&self) -> impl Iterator<Item = usize> {
        (self.header_length() + NONCE..self.whole.len()).step_by(CHUNK)
    }

    /// Opens what became of the container, in vain: it leaves nothing, and tells why.
    #[track_caller]
    fn cannot_open(&self, bytes: &[u8], how: &str) -> Outcome {
        self.scene.file(CONTAINER, bytes);
        let open = ["open", CONTAINER, "--into", "out", "-i", &self.alice.path];
        let outcome = self.scene.scelle(open).run();
        assert_ne!(outcome.code(), Some(0), "{how}\n{outcome}");
        self.scene.holds(&[CONTAINER]);
        outcome
    }
}

#[test]
fn a_container_cut_anywhere_gives_nothing() {
    let sample = Sample::new();
    let length = sample.whole.len();
    let boundaries = sample.lines().into_iter().chain(sample.chunks()).chain([length - 16, length]);
    let mut cuts: BTreeSet<usize> =
        boundaries.flat_map(|at| [at.saturating_sub(1), at, at + 1]).collect();
    let mut dice = Dice(1);
    cuts.extend((0..40).map(|_| dice.below(length)));
    for cut in cuts.range(..length) {
        let outcome = sample.cannot_open(&sample.whole[..*cut], &format!("cut at {cut}"));
        let message = match cut {
            0 => "this file is not a container",
            _ if *cut < sample.header_length() => "it stops in the middle of its header",
            _ => "its content does not end as it should",
        };
        outcome.refuses(4, message);
    }
}

#[test]
fn a_container_with_something_behind_it_gives_nothing() {
    let sample = Sample::new();
    for more in [1, 15, 16, 17, 32, CHUNK - 1, CHUNK, 2 * CHUNK] {
        let bytes = [sample.whole.as_slice(), &vec![0; more]].concat();
        sample.cannot_open(&bytes, &format!("{more} bytes more")).exits(4);
    }
}

#[test]
fn chunks_that_are_swapped_or_doubled_give_nothing() {
    let sample = Sample::new();
    let starts: Vec<usize> = sample.chunks().collect();
    let [head, rest] = [&sample.whole[..starts[0]], &sample.whole[starts[0]..]];
    let chunks: Vec<&[u8]> = rest.chunks(CHUNK).collect();
    for order in [[1, 0, 2, 3], [0, 2, 1, 3], [0, 0, 2, 3], [0, 1, 1, 3]] {
        let bytes = [head, &order.map(|index| chunks[index]).concat()].concat();
        sample.cannot_open(&bytes, &format!("{order:?}")).refuses(4, "of the content is damaged");
    }
    let shortened = [head, chunks[0], chunks[1], chunks[3]].concat();
    sample
        .cannot_open(&shortened, "one chunk less")
        .refuses(4, "its content does not end as it should");
}

/// In the header, a bit that makes a stanza another key's locks the holder of the key out: 3.
/// Everywhere else it is damage: 4; but for the version, where it may announce a newer one: 9.
#[test]
fn a_bit_flipped_anywhere_gives_nothing() {
    let sample = Sample::new();
    let lines = sample.lines();
    let (header, length) = (sample.header_length(), sample.whole.len());
    let recipient_end =
        sample.whole.windows(18).position(|bytes| bytes == b"\n-> scelle/access ").unwrap();
    let mut dice = Dice(2);
    let mut positions: Vec<usize> =
        lines.windows(2).map(|line| line[0] + dice.below(line[1] - line[0])).collect();
    positions.extend(lines.iter().skip(1).map(|start| start - 1));
    positions
        .extend(sample.chunks().flat_map(|start| [start, start + 1000.min(length - 1 - start)]));
    positions.extend([
        header,
        header + NONCE - 1,
        header + NONCE,
        length - 17,
        length - 16,
        length - 1,
    ]);
    positions.extend((0..20).map(|_| dice.below(length)));
    for at in positions {
        let bit = 1 << dice.below(8);
        let mut bytes = sample.whole.clone();
        bytes[at] ^= bit;
        let outcome = sample.cannot_open(&bytes, &format!("bit {bit:#x} of byte {at}"));
        let codes: &[i32] = match at {
            _ if at < lines[1] => &[4, 9],
            _ if at < recipient_end => &[3, 4],
            _ => &[4],
        };
        assert!(codes.contains(&outcome.code().unwrap()), "bit {bit:#x} of byte {at}\n{outcome}");
        let code = outcome.code().unwrap();
        outcome.refuses(code, "");
    }
}

// Interruptions.

fn send(signal: Signal, running: &Running) {
    let id = Pid::from_raw(running.id() as i32).unwrap();
    kill_process(id, signal).unwrap();
}

/// Two signals of one kind could arrive as one.
fn cancel_twice(running: &Running) {
    send(Signal::INT, running);
    send(Signal::TERM, running);
}

/// A seal of an endless stream: it cannot end by itself.
fn endless_seal(scene: &Scene, alice: &Key, options: &[&str]) -> Running {
    let seal = ["seal", "-", "--name", "x", "-o", "x.scelle", "-r", &alice.recipient];
    let mut running = scene.scelle(seal.iter().chain(options)).start();
    // Beyond what is packed in memory before anything is written.
    running.stdin().write_all(&vec![b'x'; 3 << 20]).unwrap();
    running
}

#[test]
fn an_interrupted_seal_leaves_nothing() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    for signal in [Signal::INT, Signal::TERM] {
        let mut running = endless_seal(&scene, &alice, &[]);
        send(signal, &running);
        // More comes: it notices, and stops reading.
        let line = [b'y'; 65_536];
        while running.stdin().write_all(&line).is_ok() {}
        running.waits().refuses(130, "cancelled");
        scene.holds(&[]);
    }
}

/// Whatever the shell allows it.
#[test]
#[cfg(target_os = "linux")]
fn a_crash_would_leave_no_core_dump() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let mut running = endless_seal(&scene, &alice, &[]);
    let limits = fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap();
    let mut lines = limits.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    assert!(lines.any(|l| l.starts_with(&["Max", "core", "file", "size", "0", "0"])), "{limits}");
    running.kill();
    let _ = running.waits();
    scene.holds(&[]);
}

/// It waits for a stream where nothing comes.
#[test]
fn an_interrupted_seal_does_not_wait_for_its_input() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let running = endless_seal(&scene, &alice, &[]);
    send(Signal::INT, &running);
    let _ = running.waits().exits(130);
    scene.holds(&[]);
    // Nor does it wait when cancelled twice.
    let running = endless_seal(&scene, &alice, &[]);
    cancel_twice(&running);
    let _ = running.waits().exits(130);
    scene.holds(&[]);
}

#[test]
fn an_interrupted_seal_leaves_the_container_that_it_would_have_replaced() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("x.scelle", "the old one");
    let running = endless_seal(&scene, &alice, &["--overwrite"]);
    cancel_twice(&running);
    let _ = running.waits().exits(130);
    scene.holds(&["x.scelle"]);
    assert_eq!(scene.text("x.scelle"), "the old one");
}

#[test]
fn a_killed_seal_leaves_nothing() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    let mut dice = Dice(3);
    for moment in 0..20 {
        let seal = ["seal", "-", "--name", "x", "-o", "x.scelle", "-r", &alice.recipient];
        let mut running = scene.scelle(seal).start();
        // From before it reads anything to well within its work.
        let _ = running.stdin().write_all(&vec![b'x'; moment * 300_000]);
        thread::sleep(Duration::from_millis(dice.below(40) as u64));
        assert!(running.runs());
        running.kill();
        assert_eq!(running.waits().code(), None);
        scene.holds(&[]);
    }
}

const LARGE: usize = 300 << 20;

/// A container of two files, one of them large, and how long it takes to open.
fn large_container() -> (Scene, Key, Duration) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.folder("../dossier").file("../dossier/a.txt", "secret");
    let large = fs::File::create(scene.at("../dossier/large.bin")).unwrap();
    large.set_len(LARGE as u64).unwrap();
    scene.seal(&["../dossier"], CONTAINER, &alice);
    let started = Instant::now();
    let _ = open_large(&scene, &alice).ends().exits(0);
    let elapsed = started.elapsed();
    fs::remove_dir_all(scene.at("dossier")).unwrap();
    (scene, alice, elapsed)
}

fn open_large(scene: &Scene, alice: &Key) -> Running {
    scene.scelle(["open", CONTAINER, "-i", &alice.path]).start()
}

/// Waits until plaintext is being written.
fn until_staged(scene: &Scene, running: &mut Running) -> PathBuf {
    let mut found = None;
    running.until(|| {
        let entries = fs::read_dir(scene.desk()).unwrap().map(|entry| entry.unwrap().path());
        let mut staged = entries.map(|folder| folder.join("tree/dossier/large.bin"));
        found = staged.find(|file| file.exists());
        found.is_some()
    });
    found.unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_open_leaves_nothing() {
    let (scene, alice, _) = large_container();
    for signal in [Signal::INT, Signal::TERM] {
        let mut running = open_large(&scene, &alice);
        until_staged(&scene, &mut running);
        send(signal, &running);
        running.ends().refuses(130, "cancelled");
        scene.holds(&[CONTAINER]);
        scene.home_holds(&["unfinished"]);
    }
    let output = ["open", CONTAINER, "dossier/large.bin", "-o", "out.bin", "-i", &alice.path];
    let mut running = scene.scelle(output).start();
    running.until_open(&scene.desk());
    send(Signal::INT, &running);
    running.ends().refuses(130, "cancelled");
    scene.holds(&[CONTAINER]);
}

#[test]
fn what_a_killed_open_leaves_goes_at_the_next_start() {
    let (scene, alice, elapsed) = large_container();
    let mut elapsed = elapsed.as_micros() as usize;
    let mut dice = Dice(4);
    let mut caught = 0;
    for moment in 0..20 {
        let mut running = open_large(&scene, &alice);
        let file = (moment % 4 == 0).then(|| until_staged(&scene, &mut running));
        let wait = if file.is_none() { dice.below(elapsed) } else { 0 };
        thread::sleep(Duration::from_micros(wait as u64));
        running.kill();
        let killed = running.ends().code().is_none();
        if !killed && wait > 0 {
            // It was measured while the machine was slower.
            elapsed = wait;
        }
        caught += usize::from(killed);
        // Only its owner could read it meanwhile.
        let staging = file.as_deref().and_then(Path::parent).and_then(|f| f.ancestors().nth(2));
        if let Some(staging) = staging {
            let mode = fs::metadata(staging).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", staging.display());
        }
        let _ = scene.scelle(["inspect", CONTAINER]).run().exits(0);
        if !killed || scene.at("dossier").exists() {
            let all = [CONTAINER, "dossier", "dossier/a.txt", "dossier/large.bin"];
            scene.holds(&all);
            assert_eq!(fs::metadata(scene.at("dossier/large.bin")).unwrap().len(), LARGE as u64);
            fs::remove_dir_all(scene.at("dossier")).unwrap();
        }
        scene.holds(&[CONTAINER]);
        let noted = fs::read_dir(scene.home().join("unfinished"));
        assert_eq!(noted.into_iter().flatten().count(), 0, "still noted as unfinished");
    }
    assert!(caught >= 10, "only {caught} were killed in time");
}

/// The last moment: everything is written, and is being moved to its place.
#[test]
fn an_open_killed_while_it_moves_files_leaves_all_or_nothing() {
    const FILES: usize = 600;
    let scene = Scene::new();
    let alice = scene.key("alice");
    let names: Vec<String> = (0..FILES).map(|n| format!("../many/{n}.txt")).collect();
    for name in &names {
        scene.file(name, "secret");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    scene.seal(&names, CONTAINER, &alice);
    scene.file("out/theirs.txt", "theirs");
    let open = ["open", CONTAINER, "--into", "out", "-i", &alice.path];
    let mut running = scene.scelle(open).start();
    let moved = || fs::read_dir(scene.at("out")).unwrap().count() - 1;
    // The first that is there beside the staging folder, which comes before.
    while moved() < 2 && running.runs() {}
    running.kill();
    let _ = running.ends();
    let _ = scene.scelle(["inspect", CONTAINER]).run().exits(0);
    assert_eq!(scene.text("out/theirs.txt"), "theirs");
    let moved = moved();
    assert!(moved == 0 || moved == FILES, "{moved} files of {FILES} are there");
}

/// A memory stick, a network disk: a file there has a name from its first byte. Without `/proc`
/// it has one everywhere.
#[test]
fn where_files_cannot_be_unnamed_what_a_kill_leaves_goes_at_the_next_start() {
    let named =
        ["unshare", "--mount", "sh", "-c", r#"mount -t tmpfs none /proc && exec "$@""#, "sh"];
    let (scene, alice, _) = large_container();
    let inspect = || scene.scelle(["inspect", CONTAINER]).through(named).run();
    if inspect().code() != Some(0) {
        eprintln!("skipped: hiding /proc is not permitted here");
        return;
    }
    let partial = || {
        let entries = fs::read_dir(scene.desk()).unwrap().map(|entry| entry.unwrap());
        entries
            .map(|entry| entry.metadata().map_or(0, |m| m.len()))
            .filter(|size| *size > 0)
            .count()
            > 1
    };
    let open = ["open", CONTAINER, "dossier/large.bin", "-o", "out.bin", "-i", &alice.path];
    let seal = ["seal", "-", "--name", "y", "-o", "y.scelle", "-r", &alice.recipient];
    for args in [&open[..], &seal] {
        let mut running = scene.scelle(args).through(named).start();
        if args == seal {
            running.stdin().write_all(&vec![b'x'; 3 << 20]).unwrap();
        }
        while !partial() {
            assert!(running.runs(), "it ended before it was killed");
        }
        running.kill();
        let _ = running.ends();
        let _ = inspect().exits(0);
        scene.holds(&[CONTAINER]);
    }
}

// Disks.

#[test]
fn a_full_disk_holds_nothing_of_what_did_not_fit() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../large.bin", tree::noise(6 << 20)).file("../note.txt", "a note");
    scene.seal(&["../large.bin", "../note.txt"], CONTAINER, &alice);
    let Some(_disk) = Disk::mount(&scene, "disk", "size=4m") else { return };
    scene.file("disk/theirs.scelle", "theirs");
    let desk = [CONTAINER, "disk", "disk/theirs.scelle"];
    let full = |args: &[&str]| {
        scene.scelle(args).run().refuses(8, "full");
        scene.holds(&desk);
        assert_eq!(scene.text("disk/theirs.scelle"), "theirs");
    };
    let recipient = ["-r", &alice.recipient];
    full(&[&["seal", "../large.bin", "-o", "disk/x.scelle"], &recipient[..]].concat());
    full(
        &[&["seal", "../large.bin", "-o", "disk/theirs.scelle", "--overwrite"], &recipient[..]]
            .concat(),
    );
    let identity = ["-i", &alice.path];
    full(&[&["open", CONTAINER, "--into", "disk"], &identity[..]].concat());
    full(&[&["open", CONTAINER, "--into", "disk/new"], &identity[..]].concat());
    full(&[&["open", CONTAINER, "large.bin", "-o", "disk/x.bin"], &identity[..]].concat());
    // What fits is not kept from there.
    let note = ["open", CONTAINER, "note.txt", "--into", "disk", "-i", &alice.path];
    let _ = scene.scelle(note).run().exits(0);
    scene.holds(&[CONTAINER, "disk", "disk/note.txt", "disk/theirs.scelle"]);
}

#[test]
fn a_disk_that_is_read_only_is_told() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.txt", "a");
    scene.seal(&["../a.txt"], CONTAINER, &alice);
    let Some(disk) = Disk::mount(&scene, "disk", "size=4m") else { return };
    disk.remount("ro");
    for args in [
        &["seal", "../a.txt", "-o", "disk/x.scelle", "-r", &alice.recipient][..],
        &["open", CONTAINER, "--into", "disk", "-i", &alice.path],
        &["open", CONTAINER, "--into", "disk/new", "-i", &alice.path],
        &["open", CONTAINER, "-o", "disk/a.txt", "-i", &alice.path],
        &["key", "new", "--plain", "-o", "disk/me.txt"],
    ] {
        scene.scelle(args).run().refuses(8, "the disk is read-only");
    }
    scene.holds(&[CONTAINER, "disk"]);
}

/// As a user without rights there; root is not kept from anything.
#[test]
fn a_folder_of_another_user_is_reported() {
    const NOBODY: u32 = 65_534;
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.txt", "a");
    scene.seal(&["../a.txt"], CONTAINER, &alice);
    let root = scene.desk().parent().unwrap().to_owned();
    let is_root = rustix::process::geteuid().is_root();
    let mut wrapper: Vec<String> = Vec::new();
    if is_root {
        for folder in [&root, &scene.desk().to_owned()] {
            fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
        }
        chown(&alice.path, Some(NOBODY), Some(NOBODY)).unwrap();
        // Where cargo put it, other users may not be able to run it.
        copy_binary(root.join("scelle"));
        let id = NOBODY.to_string();
        let become_nobody = ["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"];
        let run_copy = ["sh", "-c", r#"shift; exec ../scelle "$@""#, "sh"];
        wrapper.extend(become_nobody.iter().chain(&run_copy).map(ToString::to_string));
    } else {
        fs::set_permissions(scene.desk(), Permissions::from_mode(0o555)).unwrap();
    }
    for args in [
        &["seal", "../a.txt", "-o", "y.scelle", "-r", &alice.recipient][..],
        &["seal", "../a.txt", "-o", CONTAINER, "--overwrite", "-r", &alice.recipient],
        &["open", CONTAINER, "-i", &alice.path],
        &["open", CONTAINER, "--into", ".", "-i", &alice.path],
        &["open", CONTAINER, "--into", "new", "-i", &alice.path],
        &["open", CONTAINER, "-o", "a.txt", "-i", &alice.path],
        &["key", "new", "--plain", "-o", "me.txt"],
    ] {
        scene.scelle(args).through(&wrapper).run().refuses(8, "permission denied");
    }
    // Reading needs no right to write, not even at home.
    let list = scene.scelle(["list", CONTAINER, "-i", &alice.path]).through(&wrapper);
    list.run().exits(0).stdout_contains("a.txt");
    scene.holds(&[CONTAINER]);
    if !is_root {
        fs::set_permissions(scene.desk(), Permissions::from_mode(0o755)).unwrap();
    }
}
