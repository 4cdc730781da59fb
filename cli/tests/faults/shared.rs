//! A folder that other users can write: while a victim's process is stopped after one of its calls,
//! an attacker renames, replaces and plants. Nothing lands outside, leaks, or is lost.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};
use scelle_tests::{Key, Outcome, Run, Scene, copy_binary};
use walkdir::WalkDir;

use super::calls::{Call, Strace};
use super::cases::{all, conclude, side_by_side};
use super::state::{Fact, MARK, state};

const VICTIM: u32 = 61_001;
const ATTACKER: u32 = 61_002;
/// In what only the victim may read.
const SECRET: &str = "for the victim's eyes only";

/// A shared folder, a victim with a home, and an attacker with a folder.
struct Village {
    scene: Scene,
    alice: Key,
    strace: Strace,
}

/// A shell script that the attacker runs in the shared folder.
#[derive(Clone, Copy, Debug)]
struct Attack {
    name: &'static str,
    script: &'static str,
}

/// The victim's staging folder becomes a link to the victim's own `.ssh`, or to the attacker's.
const ON_STAGING: &[Attack] = &[
    Attack {
        name: "a link to the victim's folder for the staging folder",
        script: r#"for s in .scelle-*; do mv "$s" stolen && ln -s ../../private/.ssh "$s"; done"#,
    },
    Attack {
        name: "a link to the attacker's folder for the staging folder",
        script: r#"for s in .scelle-*; do mv "$s" stolen && ln -s ../../attacker "$s"; done"#,
    },
    Attack {
        name: "the attacker's folder, with records, for the staging folder",
        script: r#"for s in .scelle-*; do
            mv "$s" stolen && mkdir -m 700 "$s" && cp -r ../../attacker/. "$s"
        done"#,
    },
    Attack {
        name: "the victim's private folder for the staging folder",
        script: r#"for s in .scelle-*; do mv "$s" stolen && mv precious "$s"; done"#,
    },
];

/// Folders that the content is merged into become links.
const ON_FOLDERS: &[Attack] = &[
    Attack {
        name: "a link to the victim's folder for a sub-folder",
        script: "mv dossier gone && ln -s ../../private/.ssh dossier",
    },
    Attack {
        name: "a link to the attacker's folder for a sub-folder",
        script: "mv dossier gone && ln -s ../../attacker dossier",
    },
    Attack {
        name: "a link for a file that is replaced",
        script: "rm -f a.txt && ln -s ../../private/.ssh/authorized_keys a.txt",
    },
];

/// What is sealed becomes a link to what the attacker may not read.
const ON_SEALED: &[Attack] = &[
    Attack {
        name: "a link for a file",
        script: "rm -f a.txt && ln -s ../../private/.ssh/authorized_keys a.txt",
    },
    Attack {
        name: "a link for a folder",
        script: "mv dossier gone && ln -s ../../private/.ssh dossier",
    },
    Attack { name: "a pipe for a file", script: "rm -f a.txt && mkfifo a.txt" },
];

fn setpriv(user: u32) -> Vec<String> {
    let id = user.to_string();
    ["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"].map(str::to_owned).into()
}

impl Village {
    /// `None` without root, which alone can act as two users.
    fn new(mode: u32) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            let _ = std::io::Write::write_all(
                &mut std::io::stderr(),
                b"skipped: acting as two users takes root\n",
            );
            return None;
        }
        let strace = Strace::find()?;
        let scene = Scene::new();
        let alice = scene.key("alice");
        for name in ["a.txt", "dossier/authorized_keys", "dossier/sub/c.txt"] {
            scene.file(format!("../in/{name}"), format!("{MARK} {name}"));
        }
        scene.seal(&["../in/a.txt", "../in/dossier"], "x.scelle", &alice);
        fs::remove_dir_all(scene.root().join("in")).unwrap();
        let private = scene.root().join("private");
        scene
            .file("../private/.ssh/authorized_keys", SECRET)
            .file("../private/.ssh/tree/a", SECRET);
        scene.file("shared/precious/kept.txt", SECRET);
        scene.file("shared/victims.txt", "the victim's");
        // As long and as old as the secret: size and time of it are no secret.
        let cover = "x".repeat(SECRET.len());
        scene.file("shared/a.txt", &cover).file("shared/dossier/authorized_keys", &cover);
        // Records as a staging folder holds them, that lead to what is the victim's.
        scene.file("../attacker/lock", "").file("../attacker/moves", "victims.txt\0precious\0");
        scene.file("../attacker/replaced/planted.txt", "planted");
        scene
            .file("../attacker/replaced/dossier/planted.txt", "planted")
            .folder("../attacker/tree");
        let set = |path: &Path, user: u32, mode: u32| {
            chown(path, Some(user), Some(user)).unwrap();
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        for (folder, user) in [
            (private, VICTIM),
            (scene.root().join("home"), VICTIM),
            (scene.root().join("keys"), VICTIM),
            (scene.root().join("tmp"), VICTIM),
            (scene.at("shared/precious"), VICTIM),
            (scene.at("shared/victims.txt"), VICTIM),
            (scene.root().join("attacker"), ATTACKER),
            (scene.at("shared/dossier"), ATTACKER),
            (scene.at("shared/a.txt"), ATTACKER),
        ] {
            for entry in WalkDir::new(folder) {
                let entry = entry.unwrap();
                let private = if entry.file_type().is_dir() { 0o700 } else { 0o600 };
                let open = if entry.file_type().is_dir() { 0o777 } else { 0o666 };
                set(entry.path(), user, if user == VICTIM { private } else { open });
            }
        }
        set(&scene.at("shared"), 0, mode);
        set(scene.root(), 0, 0o755);
        // Where cargo put it, other users may not be able to run it.
        copy_binary(scene.root().join("scelle"));
        Some(Self { scene, alice, strace })
    }

    /// How the victim runs the binary.
    fn as_user(user: u32) -> Vec<String> {
        let mut words = if user == 0 { Vec::new() } else { setpriv(user) };
        // A pipe in the place of a file makes it wait for ever: that is a failure, not a hang.
        let run_copy = ["timeout", "60", "sh", "-c", r#"shift; exec ../scelle "$@""#, "sh"];
        words.extend(run_copy.map(str::to_owned));
        words
    }

    fn open(&self, into: &str) -> Run {
        let open = ["open", "x.scelle", "--into", into, "--overwrite", "--threads", "1"];
        self.scene.scelle(open).args(["-i", &self.alice.path])
    }

    fn start(&self) -> Run {
        self.scene.scelle(["inspect", "x.scelle"])
    }

    fn seal(&self) -> Run {
        let seal = ["seal", "shared/a.txt", "shared/dossier", "-o", "sealed.scelle"];
        self.scene.scelle(seal).args(["-r", &self.alice.recipient])
    }

    /// The calls of a run from the first that names the shared folder, or what lies in it.
    fn calls(&self, user: u32, run: Run) -> Vec<Call> {
        let calls = self.strace.looks_and_changes(run, &Self::as_user(user));
        let first = calls.iter().position(|call| call.line.contains("shared"));
        calls.into_iter().skip(first.unwrap_or(usize::MAX)).collect()
    }

    /// Runs as `user`, stops after `call`, lets the attacker act, and goes on.
    fn attacked(&self, user: u32, run: Run, call: &Call, attack: Attack) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let run = self.strace.injecting_logged(run, &[&call.inject("signal=STOP")], &log);
        let mut running = run.within(&Self::as_user(user)).start();
        let stopped = loop {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let line = text.lines().find(|line| line.contains("--- stopped by SIGSTOP ---"));
            let process = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            if process.is_some() || !running.runs() {
                break process.and_then(Pid::from_raw);
            }
            std::thread::yield_now();
        };
        if let Some(process) = stopped {
            self.act(attack);
            kill_process(process, Signal::CONT).unwrap();
        }
        running.ends()
    }

    fn act(&self, attack: Attack) {
        let words = setpriv(ATTACKER);
        let script = ["sh", "-c", attack.script];
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(script).current_dir(self.scene.at("shared"));
        // It may fail: in a folder with the sticky bit most of it does.
        let _ = command.output().unwrap();
    }

    /// What the attacker gained.
    fn judge(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let private = self.scene.root().join("private/.ssh");
        let mut names: Vec<PathBuf> = WalkDir::new(&private)
            .min_depth(1)
            .into_iter()
            .map(|e| e.unwrap().into_path())
            .collect();
        names.sort();
        let expected = ["authorized_keys", "tree", "tree/a"].map(|name| private.join(name));
        if names != expected {
            wrong.push(format!("in the victim's private folder: {names:?}"));
        }
        for name in ["authorized_keys", "tree/a"] {
            if fs::read(private.join(name)).ok().as_deref() != Some(SECRET.as_bytes()) {
                wrong.push(format!("the victim's private {name} is gone or changed"));
            }
        }
        for entry in WalkDir::new(self.scene.root().join("attacker")) {
            let entry = entry.unwrap();
            let text = fs::read(entry.path()).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            if text.contains(MARK) || text.contains(SECRET) || text == "the victim's" {
                let path = entry.path().strip_prefix(self.scene.root()).unwrap().display();
                wrong.push(format!("the attacker has {path}"));
            }
        }
        let mut has = |content: &str, what: &str| {
            let mut files = WalkDir::new(self.scene.at("shared")).into_iter().map(Result::unwrap);
            if !files.any(|e| fs::read(e.path()).is_ok_and(|text| text == content.as_bytes())) {
                wrong.push(format!("{what} is gone"));
            }
        };
        has("the victim's", "the victim's file");
        has(SECRET, "the victim's folder");
        wrong
    }
}

/// Which attacks are tried at which call: all of them, or each in its turn.
fn plan(calls: &[Call], attacks: &[Attack]) -> Vec<(usize, Call, Attack)> {
    let every = calls.iter().enumerate().flat_map(|(place, call)| {
        attacks.iter().enumerate().map(move |(number, attack)| (place + number, call, *attack))
    });
    let taken = every.filter(|(turn, ..)| all() || turn % attacks.len() == 0);
    taken.map(|(turn, call, attack)| (turn, call.clone(), attack)).collect()
}

#[track_caller]
fn attacked_while_opening(name: &str, mode: u32, attacks: &[Attack]) {
    let Some(village) = Village::new(mode) else { return };
    let calls = village.calls(VICTIM, village.open("shared"));
    assert!(calls.len() > 20, "{calls:?}");
    let jobs = plan(&calls, attacks);
    let complaints = side_by_side(&jobs, |(_, call, attack)| {
        let village = Village::new(mode).unwrap();
        let _ = village.attacked(VICTIM, village.open("shared"), call, *attack);
        let mut wrong = village.judge();
        let next = village.start().through(Village::as_user(VICTIM)).run();
        if next.code() != Some(0) {
            wrong.push(format!("the next start fails: {}", next.messages().trim()));
        }
        wrong.extend(village.judge());
        wrong.sort();
        wrong.dedup();
        wrong.into_iter().map(|why| format!("{} after {call}: {why}", attack.name)).collect()
    });
    conclude(name, jobs.len(), &complaints);
}

#[test]
fn in_a_folder_of_all_a_swapped_staging_folder_leads_nowhere() {
    attacked_while_opening("staging, 0777", 0o777, ON_STAGING);
}

#[test]
fn in_a_sticky_folder_a_swapped_staging_folder_leads_nowhere() {
    attacked_while_opening("staging, 1777", 0o1777, ON_STAGING);
}

#[test]
fn in_a_folder_of_all_a_swapped_folder_leads_nowhere() {
    attacked_while_opening("folders, 0777", 0o777, ON_FOLDERS);
}

#[test]
fn in_a_sticky_folder_a_swapped_folder_leads_nowhere() {
    attacked_while_opening("folders, 1777", 0o1777, ON_FOLDERS);
}

/// The victim was killed; the attacker has all the time until the next start, and acts in it too.
#[test]
fn what_a_killed_open_left_and_an_attacker_replaced_is_not_obeyed() {
    const MODE: u32 = 0o777;
    let Some(village) = Village::new(MODE) else { return };
    let calls = village.calls(VICTIM, village.open("shared"));
    let changing: Vec<Call> = calls.into_iter().filter(Call::changes).collect();
    let attacks = [ON_STAGING, ON_FOLDERS].concat();
    let jobs = plan(&changing, &attacks);
    let complaints = side_by_side(&jobs, |(turn, call, attack)| {
        let mut wrong = Vec::new();
        let killed = || {
            let village = Village::new(MODE).unwrap();
            let injection = call.inject("signal=KILL");
            let run = village.strace.injecting(village.open("shared"), &injection);
            let _ = run.within(&Village::as_user(VICTIM)).run();
            village
        };
        let village = killed();
        village.act(*attack);
        let _ = village.start().through(Village::as_user(VICTIM)).run().exits(0);
        wrong.extend(village.judge());
        // And while the next start is at work.
        let calls = {
            let village = killed();
            village.calls(VICTIM, village.start())
        };
        let (offset, step) = if all() { (0, 1) } else { (turn % 8, 8) };
        for second in calls.iter().skip(offset).step_by(step) {
            let village = killed();
            let _ = village.attacked(VICTIM, village.start(), second, *attack);
            wrong.extend(village.judge());
        }
        wrong.sort();
        wrong.dedup();
        let tell = |why| format!("killed at {call}, {}: {why}", attack.name);
        wrong.into_iter().map(tell).collect()
    });
    conclude("replaced after a kill", jobs.len(), &complaints);
}

/// Root's nightly job seals a folder in which a member swaps a file for a link.
#[test]
fn what_is_swapped_after_the_walk_is_not_sealed() {
    const MODE: u32 = 0o777;
    const ROOT: u32 = 0;
    let Some(village) = Village::new(MODE) else { return };
    let calls = village.calls(ROOT, village.seal());
    let jobs = plan(&calls, ON_SEALED);
    let complaints = side_by_side(&jobs, |(_, call, attack)| {
        let village = Village::new(MODE).unwrap();
        let outcome = village.attacked(ROOT, village.seal(), call, *attack);
        let mut wrong = village.judge();
        let now = state(&village.scene);
        match now.get("desk/sealed.scelle") {
            Some(Fact::Container { entries, .. }) => {
                let holds =
                    |text: &[u8]| text.windows(SECRET.len()).any(|w| w == SECRET.as_bytes());
                if entries.values().any(|content| holds(content)) {
                    wrong.push("the container holds the secret".to_owned());
                }
            }
            None if outcome.code() == Some(124) => wrong.push("it hangs".to_owned()),
            None if outcome.code() != Some(0) => {}
            other => wrong.push(format!("{other:?}, exit code {:?}", outcome.code())),
        }
        wrong.into_iter().map(|why| format!("{} after {call}: {why}", attack.name)).collect()
    });
    conclude("sealed while swapped", jobs.len(), &complaints);
}

/// Starts sweep while others open: what lives is left alone.
#[test]
fn four_hundred_opens_beside_as_many_starts_are_all_left_alone() {
    const OPENS: usize = 400;
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../in/a.txt", MARK).file("../in/b.txt", MARK);
    scene.seal(&["../in"], "x.scelle", &alice);
    let jobs: Vec<usize> = (0..OPENS).collect();
    let complaints = std::sync::Mutex::new(Vec::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        while let Some(job) = jobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let into = format!("out-{job}");
            let open = scene.scelle(["open", "x.scelle", "--into", &into, "-i", &alice.path]);
            let [open, start] = [open, scene.scelle(["inspect", "x.scelle"])].map(Run::start);
            let [open, start] = [open.ends(), start.ends()];
            let whole = fs::read(scene.at(&into).join("in/b.txt")).ok();
            if open.code() != Some(0) || start.code() != Some(0) || whole.is_none() {
                complaints.lock().unwrap().push(format!("no. {job}: {open}{start}"));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(work);
        }
    });
    conclude("opens beside starts", OPENS, &complaints.into_inner().unwrap());
    let names = fs::read_dir(scene.desk()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.filter(|name| name.to_string_lossy().starts_with('.')).count(), 0);
    let notes = fs::read_dir(scene.home().join("unfinished")).into_iter().flatten();
    assert_eq!(notes.count(), 0, "still noted as unfinished");
}

/// Another user put a file where the user extracts to, open to all and set to run as its owner. The content
/// takes over none of that; a container, which is sealed, stays in the hands that it was in.
#[test]
fn what_replaces_another_users_file_is_not_theirs() {
    const NOBODY: u32 = 65_534;
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("../a.txt", "secret");
    scene.seal(&["../a.txt"], "x.scelle", &alice);
    scene.file("a.txt", "planted");
    if chown(scene.at("a.txt"), Some(NOBODY), Some(NOBODY)).is_err() {
        return;
    }
    let set_mode = |name: &str, mode| {
        fs::set_permissions(scene.at(name), Permissions::from_mode(mode)).unwrap();
    };
    let facts = |name: &str| {
        let facts = fs::metadata(scene.at(name)).unwrap();
        (facts.uid(), facts.gid(), facts.mode() & 0o7777)
    };
    set_mode("a.txt", 0o4666);
    let open = ["open", "x.scelle", "a.txt", "-o", "a.txt", "--overwrite", "-i", &alice.path];
    scene.scelle(open).run().exits(0);
    assert_eq!(scene.text("a.txt"), "secret");
    let (user, group, mode) = facts("a.txt");
    assert!(user != NOBODY && group != NOBODY && mode & 0o7022 == 0, "{user} {group} {mode:o}");
    // The user's own keeps what it had.
    set_mode("a.txt", 0o640);
    scene.scelle(open).run().exits(0);
    assert_eq!(facts("a.txt").2, 0o640);
    set_mode("x.scelle", 0o664);
    chown(scene.at("x.scelle"), Some(NOBODY), Some(NOBODY)).unwrap();
    let bob = scene.key("bob");
    let add = ["access", "add", "x.scelle", "-r", &bob.recipient, "-i", &alice.path];
    scene.scelle(add).run().exits(0);
    assert_eq!(facts("x.scelle"), (NOBODY, NOBODY, 0o664));
}
