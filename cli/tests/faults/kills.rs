//! `kill -9` at every system call that changes something, and again at every call of the start that
//! follows; and at random moments.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use scelle_tests::Scene;

use super::Dice;
use super::calls::Call;
use super::cases::{self, Case, Stage, all, conclude, side_by_side};
use super::state::{differences, settled, state};

const KILL: &str = "signal=KILL";

/// Kills a run at each of its calls (of which one in `step` where not all are tried), then the next
/// start at each of its own.
#[track_caller]
fn killed_at_every_call(case: &'static Case, step: usize) {
    let Some(stage) = Stage::new(case) else { return };
    let step = if all() { 1 } else { step };
    let calls: Vec<(usize, &Call)> = stage.calls.iter().enumerate().step_by(step).collect();
    let done = AtomicUsize::new(0);
    let complaints = side_by_side(&calls, |(index, call)| kill_at(&stage, *index, call, &done));
    conclude(case.name, done.into_inner(), &complaints);
}

fn kill_at(stage: &Stage, index: usize, call: &Call, done: &AtomicUsize) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut complain = |when: &str, judged: Result<(), String>| {
        done.fetch_add(1, Ordering::Relaxed);
        if let Err(why) = judged {
            complaints.push(format!("killed at {call}{when}: {why}"));
        }
    };
    let killed = || {
        let scene = stage.fresh();
        let outcome = stage.injected(&scene, &call.inject(KILL));
        (scene, outcome.code().is_none())
    };
    let (scene, was_killed) = killed();
    if !was_killed {
        complain("", Err("it ended before it was killed".to_owned()));
        return complaints;
    }
    complain("", stage.judge_between(&scene));
    let placed = stage.placed_file().filter(|_| stage.is_done(&scene));
    let (outcome, sweep) = stage.strace.changes(Stage::start(&scene));
    if outcome.code() != Some(0) {
        complain(", next start", Err(format!("it fails: {}", outcome.messages().trim())));
    }
    let judged = stage.judge_after(&scene).or_else(|_| stage.settle(&scene, 1));
    complain(", then a start", judged);
    let (offset, step) = if all() { (0, 1) } else { (index % 4, 4) };
    for second in sweep.iter().skip(offset).step_by(step) {
        let (scene, _) = killed();
        let killed = stage.strace.injecting(Stage::start(&scene), &second.inject(KILL)).run();
        // Names are random, and with them the order in which a folder is read.
        if killed.code().is_none() {
            let when = format!(", the next start at {second}");
            complain(&when, stage.judge_between(&scene).and_then(|()| stage.settle(&scene, 1)));
        }
    }
    if let Some(placed) = placed {
        let (scene, _) = killed();
        let path = scene.root().join(placed);
        fs::write(&path, "what the user wrote the day after").unwrap();
        let _ = Stage::start(&scene).run();
        let kept = fs::read(&path).is_ok_and(|now| now == b"what the user wrote the day after");
        let kept = if kept { Ok(()) } else { Err(format!("the edit of {placed} is lost")) };
        complain(", all in place, the user edits, then a start", kept);
    }
    complaints
}

macro_rules! killed {
    ($($test:ident: $case:ident, $step:literal;)*) => {
        $(#[test]
        fn $test() {
            killed_at_every_call(&cases::$case, $step);
        })*
    };
}

killed! {
    open_to_a_new_folder_killed_at_every_call: OPEN_NEW_FOLDER, 1;
    open_into_a_new_folder_killed_at_every_call: OPEN_INTO_NEW, 1;
    open_among_files_killed_at_every_call: OPEN_INTO_OLD, 1;
    open_over_old_files_killed_at_every_call: OPEN_OVERWRITE, 1;
    open_of_one_file_killed_at_every_call: OPEN_ONE, 1;
    open_over_one_file_killed_at_every_call: OPEN_ONE_OVERWRITE, 1;
    seal_killed_at_every_call: SEAL, 3;
    seal_over_a_container_killed_at_every_call: SEAL_FORCE, 3;
    access_add_killed_at_every_call: ACCESS_ADD, 3;
    access_remove_killed_at_every_call: ACCESS_REMOVE, 3;
    add_killed_at_every_call: ADD, 3;
    remove_killed_at_every_call: REMOVE, 3;
    rename_killed_at_every_call: RENAME, 3;
    rekey_killed_at_every_call: REKEY, 3;
    key_new_killed_at_every_call: KEY_NEW, 3;
    key_new_elsewhere_killed_at_every_call: KEY_NEW_OUTPUT, 3;
    contact_add_killed_at_every_call: CONTACT_ADD, 3;
    second_contact_add_killed_at_every_call: CONTACT_ADD_SECOND, 3;
}

/// How many random kills: `SCELLE_KILLS`, else a hundred.
fn kills() -> usize {
    std::env::var("SCELLE_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

/// Each verb in turn, killed at any moment, and the start after it as well.
#[test]
fn every_verb_killed_at_random_loses_nothing() {
    let stages: Option<Vec<Stage>> = cases::ALL.iter().map(|case| Stage::new(case)).collect();
    let Some(stages) = stages else { return };
    let time = |run: scelle_tests::Run| {
        let started = Instant::now();
        let _ = run.run().exits(0);
        started.elapsed().as_micros() as usize
    };
    let times: Vec<AtomicUsize> =
        stages.iter().map(|stage| AtomicUsize::new(time(stage.run(&stage.fresh())))).collect();
    let start = time(Stage::start(&stages[0].fresh()));
    let dice = Mutex::new(Dice(6));
    let jobs: Vec<usize> = (0..kills()).collect();
    let caught = AtomicUsize::new(0);
    let complaints = side_by_side(&jobs, |job| {
        let which = job % stages.len();
        let stage = &stages[which];
        let draw = |limit: usize| dice.lock().unwrap().below(limit.max(1));
        let kill_after = |run: scelle_tests::Run, wait: usize| {
            let mut running = run.start();
            thread::sleep(Duration::from_micros(wait as u64));
            running.kill();
            let outcome = running.ends();
            outcome.code().is_none()
        };
        let scene: Scene = stage.fresh();
        let wait = draw(times[which].load(Ordering::Relaxed) * 5 / 4);
        let killed = kill_after(stage.run(&scene), wait);
        if !killed {
            // It may have been measured while the machine was slower.
            times[which].store(wait, Ordering::Relaxed);
        }
        caught.fetch_add(usize::from(killed), Ordering::Relaxed);
        let done = stage.is_done(&scene);
        let mut judged = stage.judge_between(&scene);
        kill_after(Stage::start(&scene), draw(start * 5 / 4));
        judged = judged.and_then(|()| stage.settle(&scene, 1));
        if judged.is_ok() && !killed && done && settled(&state(&scene)) != stage.new {
            judged = Err(format!("undone: {}", differences(&state(&scene), &stage.new)));
        }
        judged
            .err()
            .map(|why| format!("{}, kill {job}: {why}", stage.case.name))
            .into_iter()
            .collect()
    });
    conclude("random kills", jobs.len(), &complaints);
    assert!(caught.into_inner() * 3 > jobs.len(), "most runs ended before they were killed");
}
