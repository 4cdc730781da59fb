//! The runs that are killed and made to fail: each a verb, what lay there before, and what may lie
//! there afterwards.

use std::collections::BTreeSet;
use std::fs;

use scelle_tests::{Outcome, Run, Scene};

use super::calls::{Call, Strace};
use super::state::{Fact, MARK, State, differences, is_leftover, settled, state};

/// A container that no case touches: the next start looks at it.
const KEPT: &str = "kept.scelle";

/// One run. Its arguments may hold `{bob}` and so on, for a public key.
pub(super) struct Case {
    pub(super) name: &'static str,
    args: &'static [&'static str],
    prepare: fn(&Scene),
}

fn nothing(_: &Scene) {}

fn old_files(scene: &Scene) {
    scene.file("out/a.txt", "an old file of the user").file("out/dossier/b.txt", "another one");
    theirs(scene);
}

fn theirs(scene: &Scene) {
    scene.file("out/theirs.txt", "the user's").file("out/dossier/sub/theirs.txt", "the user's too");
}

macro_rules! cases {
    ($($name:ident: $prepare:expr, $args:expr;)*) => {
        $(pub(super) const $name: Case =
            Case { name: stringify!($name), args: $args, prepare: $prepare };)*
        /// All of them.
        pub(super) const ALL: &[&Case] = &[$(&$name),*];
    };
}

const IDENTITY: &str = "-i../keys/alice";

cases! {
    OPEN_NEW_FOLDER: nothing,
        &["open", "x.scelle", IDENTITY, "--threads", "1"];
    OPEN_INTO_NEW: nothing,
        &["open", "x.scelle", IDENTITY, "--threads", "1", "--into", "out"];
    OPEN_INTO_OLD: theirs,
        &["open", "x.scelle", IDENTITY, "--threads", "1", "--into", "out"];
    OPEN_OVERWRITE: old_files,
        &["open", "x.scelle", IDENTITY, "--threads", "1", "--into", "out", "--overwrite"];
    OPEN_ONE: nothing,
        &["open", "x.scelle", "a.txt", IDENTITY, "-o", "a.txt"];
    OPEN_ONE_OVERWRITE: |scene| { scene.file("a.txt", "an old file of the user"); },
        &["open", "x.scelle", "a.txt", IDENTITY, "-o", "a.txt", "--overwrite"];
    SEAL: nothing,
        &["seal", "../in", "-r", "{alice}", "-o", "y.scelle"];
    SEAL_FORCE: |scene| { fs::copy(scene.at(KEPT), scene.at("y.scelle")).unwrap(); },
        &["seal", "../in", "-r", "{alice}", "-o", "y.scelle", "--overwrite"];
    ACCESS_ADD: nothing, &["access", "add", "x.scelle", "-r", "{carol}", IDENTITY];
    ACCESS_REMOVE: nothing, &["access", "remove", "x.scelle", "{bob}", IDENTITY];
    ADD: nothing, &["add", "x.scelle", "../in/added.txt", IDENTITY];
    REMOVE: nothing, &["remove", "x.scelle", "a.txt", IDENTITY];
    RENAME: nothing, &["rename", "x.scelle", "a.txt", "z.txt", IDENTITY];
    REKEY: nothing, &["rekey", "x.scelle", IDENTITY];
    KEY_NEW: |scene| { scene.folder("../home/keys"); }, &["key", "new", "--plain"];
    KEY_NEW_OUTPUT: nothing, &["key", "new", "--plain", "-o", "new.age"];
    CONTACT_ADD: nothing, &["contact", "add", "{bob}", "--name", "Bob"];
    CONTACT_ADD_SECOND: |scene| {
        let bob = recipient(scene, "bob");
        scene.scelle(["contact", "add", &bob, "--name", "Bob"]).run().exits(0);
    }, &["contact", "add", "{carol}", "--name", "Carol"];
}

/// A case, and the states before and after it.
pub(super) struct Stage {
    pub(super) case: &'static Case,
    pub(super) strace: Strace,
    template: Scene,
    pub(super) old: State,
    pub(super) new: State,
    /// What the run does to the disk, call by call.
    pub(super) calls: Vec<Call>,
}

/// Where public keys lie, for the arguments.
fn recipient(scene: &Scene, name: &str) -> String {
    let text = fs::read_to_string(scene.root().join("keys").join(name)).unwrap();
    let start = text.find("age1pq1").unwrap();
    let key = &text[start..];
    key[..key.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(key.len())].to_owned()
}

impl Stage {
    pub(super) fn new(case: &'static Case) -> Option<Self> {
        let strace = Strace::find()?;
        let template = Scene::new();
        let [alice, bob, _] = ["alice", "bob", "carol"].map(|name| template.key(name));
        for name in ["a.txt", "dossier/b.txt", "dossier/sub/c.txt"] {
            template.file(format!("../in/{name}"), format!("{MARK} {name}"));
        }
        template.folder("../in/dossier/empty");
        template.seal(&["../in/a.txt", "../in/dossier"], "x.scelle", &alice);
        template.seal(&["../in/a.txt"], KEPT, &alice);
        let join = ["access", "add", "x.scelle", "-r", &bob.recipient, IDENTITY];
        let _ = template.scelle(join).run().exits(0);
        fs::remove_dir_all(template.root().join("in")).unwrap();
        for name in ["added.txt", "dossier/b.txt"] {
            template.file(format!("../in/{name}"), format!("to be sealed: {name}"));
        }
        (case.prepare)(&template);
        let _ = fs::remove_dir(template.home().join("unfinished"));
        let old = state(&template);
        let scene = template.copy();
        let mut stage = Self { case, strace, template, old, new: State::new(), calls: Vec::new() };
        let (outcome, calls) = stage.strace.changes(stage.run(&scene));
        let _ = outcome.exits(0);
        stage.new = state(&scene);
        stage.calls = calls;
        let left: Vec<&String> = stage.new.keys().filter(|name| is_leftover(name)).collect();
        assert!(left.is_empty(), "{}: a finished run leaves {left:?}", case.name);
        Some(stage)
    }

    /// A scene as it was before.
    pub(super) fn fresh(&self) -> Scene {
        self.template.copy()
    }

    /// The run itself.
    pub(super) fn run(&self, scene: &Scene) -> Run {
        let args = self.case.args.iter().map(|arg| match arg.strip_prefix('{') {
            Some(name) => recipient(scene, name.trim_end_matches('}')),
            None => (*arg).to_owned(),
        });
        scene.scelle(args)
    }

    /// The run, and what strace does at one of its calls.
    pub(super) fn injected(&self, scene: &Scene, injection: &str) -> Outcome {
        self.strace.injecting(self.run(scene), injection).run()
    }

    /// Any other command at the same desk: it removes what the run left.
    pub(super) fn start(scene: &Scene) -> Run {
        scene.scelle(["inspect", KEPT])
    }

    /// What is wrong right after a run that did not end well: something of the user's is gone
    /// though not all of the new is there, or plaintext lies elsewhere than in a private folder.
    pub(super) fn judge_between(&self, scene: &Scene) -> Result<(), String> {
        let now = state(scene);
        if settled(&now) != self.new {
            let contents: BTreeSet<&[u8]> = now.values().filter_map(bytes).collect();
            let lost = self.old.iter().filter(|(name, fact)| match fact {
                Fact::File(content) => !contents.contains(content.as_slice()),
                Fact::Container { .. } => !now.values().any(|found| found == *fact),
                _ => !now.contains_key(*name),
            });
            let lost: Vec<&String> = lost.map(|(name, _)| name).collect();
            if !lost.is_empty() {
                return Err(format!("lost before the next start: {lost:?}"));
            }
        }
        let stray = now.iter().filter(|(name, fact)| {
            let plain = bytes(fact).is_some_and(holds_mark);
            plain && !is_leftover(name) && self.new.get(*name) != Some(*fact)
        });
        let stray: Vec<&String> = stray.map(|(name, _)| name).collect();
        if !stray.is_empty() {
            return Err(format!("plaintext out of place: {stray:?}"));
        }
        Ok(())
    }

    /// What is wrong after the next start: all is old or all is new, and nothing else lies there.
    pub(super) fn judge_after(&self, scene: &Scene) -> Result<(), String> {
        let now = state(scene);
        if now == self.old || now == self.new {
            return Ok(());
        }
        let [old, new] = [&self.old, &self.new].map(|state| differences(&now, state));
        Err(format!("neither old ({old}) nor new ({new})"))
    }

    /// Starts once more, or twice, and judges.
    pub(super) fn settle(&self, scene: &Scene, starts: usize) -> Result<(), String> {
        let mut judged = Ok(());
        for _ in 0..starts {
            let outcome = Self::start(scene).run();
            if outcome.code() != Some(0) {
                return Err(format!("the next start fails: {}", outcome.messages().trim()));
            }
            judged = self.judge_after(scene);
            if judged.is_ok() {
                break;
            }
        }
        judged
    }

    /// Whether all that the run was to bring is in its place.
    pub(super) fn is_done(&self, scene: &Scene) -> bool {
        self.old != self.new && settled(&state(scene)) == self.new
    }

    /// A file that the run put on the desk.
    pub(super) fn placed_file(&self) -> Option<&str> {
        let placed = self.new.iter().filter(|(name, fact)| {
            self.old.get(*name) != Some(*fact) && bytes(fact).is_some_and(holds_mark)
        });
        placed.map(|(name, _)| name.as_str()).next()
    }
}

fn bytes(fact: &Fact) -> Option<&[u8]> {
    match fact {
        Fact::File(content) => Some(content),
        _ => None,
    }
}

fn holds_mark(content: &[u8]) -> bool {
    content.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

/// Does all jobs on two threads, and gathers what they complain of.
pub(super) fn side_by_side<T: Sync>(
    jobs: &[T],
    work: impl Fn(&T) -> Vec<String> + Sync,
) -> Vec<String> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let one = || {
        let mut complaints = Vec::new();
        while let Some(job) = jobs.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            complaints.extend(work(job));
        }
        complaints
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(one), scope.spawn(one)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// Fails with what was complained of, the first of it.
#[track_caller]
pub(super) fn conclude(name: &str, done: usize, complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "{name}: {} of {done} went wrong\n{}",
        complaints.len(),
        complaints.iter().take(40).map(String::as_str).collect::<Vec<_>>().join("\n")
    );
    let _ = std::io::Write::write_fmt(
        &mut std::io::stderr(),
        format_args!("{name}: {done} runs, nothing lost\n"),
    );
}

/// Whether every combination is tried (`tools/full`), or a sample.
pub(super) fn all() -> bool {
    std::env::var_os("SCELLE_FAULTS").is_some_and(|how| how == "all")
}
