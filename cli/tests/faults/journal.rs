//! Anything may lie in the journal's folder: no start waits for it, fails, or takes much memory.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use scelle_tests::Scene;

use super::state::JOURNAL;

/// Runs a command; 99 if it had more than 128 MiB in memory.
const FRUGAL: &str = "
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
sys.exit(99 if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 128 << 10 else code)";

fn node(path: &Path, kind: FileType, device: u64) -> bool {
    mknodat(CWD, path, kind, Mode::from_raw_mode(0o666), device).is_ok()
}

/// Puts something in the journal, where it may; then nothing is different for a start.
#[track_caller]
fn start_beside(what: &str, plant: impl FnOnce(&Path) -> bool) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.txt", "a");
    scene.seal(&["../a.txt"], "x.scelle", &alice);
    let journal: PathBuf = scene.root().join(JOURNAL);
    fs::create_dir_all(&journal).unwrap();
    let planted = journal.join(".scelle-planted.partial");
    if !plant(&planted) {
        eprintln!("skipped: {what} cannot be made here");
        return;
    }
    // Root without the right to read all; a hang is a failure, and so is much memory, which even
    // an endless device cannot be given.
    let bounds = "-dac_override,-dac_read_search";
    let prlimit = format!("--as={}", 2_u64 << 30);
    let mut wrapper = vec!["timeout", "20", "python3", "-c", FRUGAL, "prlimit", &prlimit];
    if rustix::process::geteuid().is_root() {
        wrapper.extend(["setpriv", "--bounding-set", bounds, "--inh-caps", bounds]);
    }
    let inspect = scene.scelle(["inspect", "x.scelle"]).through(&wrapper).run();
    let inspect = inspect.exits(0);
    assert_eq!(inspect.messages(), "", "{what}: a start has nothing to say of it");
    // It does not keep others from being noted and swept either.
    let open = ["open", "x.scelle", "--into", "out", "-i", &alice.path];
    let _ = scene.scelle(open).through(&wrapper).run().exits(0);
    assert_eq!(scene.text("out/a.txt"), "a", "{what}");
    scene.holds(&["out", "out/a.txt", "x.scelle"]);
}

#[test]
fn a_pipe_in_the_journal_holds_no_start_up() {
    start_beside("a pipe", |path| node(path, FileType::Fifo, 0));
}

#[test]
fn a_device_in_the_journal_holds_no_start_up() {
    // /dev/zero, which never ends.
    start_beside("a device", |path| {
        node(path, FileType::CharacterDevice, rustix::fs::makedev(1, 5))
    });
}

#[test]
fn a_socket_in_the_journal_holds_no_start_up() {
    start_beside("a socket", |path| UnixListener::bind(path).is_ok());
}

#[test]
fn a_folder_in_the_journal_holds_no_start_up() {
    start_beside("a folder", |path| fs::create_dir_all(path.join("deep")).is_ok());
}

#[test]
fn a_huge_file_in_the_journal_holds_no_start_up() {
    start_beside("a huge file", |path| {
        File::create(path).and_then(|file| file.set_len(1 << 30)).is_ok()
    });
}

#[test]
fn a_file_that_cannot_be_read_in_the_journal_holds_no_start_up() {
    start_beside("an unreadable file", |path| {
        fs::write(path, "/").unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o000)).is_ok()
    });
}

#[test]
fn a_link_to_a_pipe_in_the_journal_holds_no_start_up() {
    start_beside("a link to a pipe", |path| {
        let pipe = path.with_file_name("pipe");
        node(&pipe, FileType::Fifo, 0) && std::os::unix::fs::symlink(&pipe, path).is_ok()
    });
}

/// A note of a living process's own naming leads to a pipe in the place of its staging folder.
#[test]
fn a_note_that_leads_to_a_pipe_holds_no_start_up() {
    start_beside("a noted pipe", |path| {
        let pipe = path.parent().unwrap().parent().unwrap().join(".scelle-pipe.partial");
        node(&pipe, FileType::Fifo, 0) && fs::write(path, pipe.to_str().unwrap()).is_ok()
    });
}

/// The same where the lock of a noted folder would be.
#[test]
fn a_pipe_for_a_lock_holds_no_start_up() {
    start_beside("a pipe for a lock", |path| {
        let folder = path.parent().unwrap().parent().unwrap().join(".scelle-pipe.partial");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        let pipe = node(&folder.join("lock"), FileType::Fifo, 0);
        pipe && fs::write(path, folder.to_str().unwrap()).is_ok()
    });
}
