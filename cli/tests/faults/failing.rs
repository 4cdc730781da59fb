//! Every N-th call failing, once or from then on: the disk is full, breaks, or refuses.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::cases::{self, Case, Stage, all, conclude, side_by_side};
use super::state::{differences, settled, state};

/// The calls of which each is made to fail.
const FALLIBLE: &[&str] = &[
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "copy_file_range",
    "mkdir",
    "mkdirat",
    "flock",
];

const ERRORS: [&str; 3] = ["EIO", "ENOSPC", "EACCES"];

/// Makes each call of a run fail, with each error, once and for good.
#[track_caller]
fn failing_at_every_call(case: &'static Case, step: usize) {
    let Some(stage) = Stage::new(case) else { return };
    let fallible = stage.calls.iter().filter(|call| FALLIBLE.contains(&call.name.as_str()));
    let mut injections = Vec::new();
    for (place, call) in fallible.enumerate() {
        for (number, error) in ERRORS.iter().enumerate() {
            let what = format!("error={error}");
            let one = [(call.inject(&what), false), (call.inject_from(&what), true)];
            // A sample takes the errors in turn.
            let taken = |forever: bool| (place + number + usize::from(forever)) % step == 0;
            let one = one.into_iter().filter(|(_, forever)| all() || taken(*forever));
            injections.extend(one.map(|(injection, forever)| (injection, forever, call)));
        }
    }
    let done = AtomicUsize::new(0);
    let complaints = side_by_side(&injections, |(injection, forever, call)| {
        done.fetch_add(1, Ordering::Relaxed);
        let scene = stage.fresh();
        let outcome = stage.injected(&scene, injection);
        // Then messages cannot be written either.
        let mute = *forever && call.name == "write";
        let messages = outcome.messages();
        let mut wrong = Vec::new();
        let now = state(&scene);
        match outcome.code() {
            Some(0) if settled(&now) != stage.new => {
                wrong.push(format!("success, but {}", differences(&settled(&now), &stage.new)));
            }
            Some(0) => {}
            Some(101) | None => wrong.push("it crashed".to_owned()),
            Some(code) => {
                let error = messages.lines().find(|line| line.starts_with("error: "));
                // A path stands between quotation marks.
                if !mute && !error.is_some_and(|line| line.contains('"')) {
                    wrong.push(format!("exit code {code}, message names nothing: {messages:?}"));
                }
            }
        }
        wrong.extend(stage.judge_between(&scene).err());
        wrong.extend(stage.settle(&scene, 2).err());
        if outcome.code() == Some(0) && settled(&state(&scene)) != stage.new {
            wrong.push("what was reported as done is gone after the next start".to_owned());
        }
        let tell = |why: String| format!("{injection} [{}]: {why}", call.line);
        wrong.into_iter().map(tell).collect()
    });
    conclude(case.name, done.into_inner(), &complaints);
}

macro_rules! failing {
    ($($test:ident: $case:ident, $step:literal;)*) => {
        $(#[test]
        fn $test() {
            failing_at_every_call(&cases::$case, $step);
        })*
    };
}

failing! {
    open_to_a_new_folder_failing_at_every_call: OPEN_NEW_FOLDER, 3;
    open_among_files_failing_at_every_call: OPEN_INTO_OLD, 3;
    open_over_old_files_failing_at_every_call: OPEN_OVERWRITE, 1;
    open_of_one_file_failing_at_every_call: OPEN_ONE, 3;
    open_over_one_file_failing_at_every_call: OPEN_ONE_OVERWRITE, 3;
    seal_failing_at_every_call: SEAL, 3;
    seal_over_a_container_failing_at_every_call: SEAL_FORCE, 3;
    access_add_failing_at_every_call: ACCESS_ADD, 3;
    access_remove_failing_at_every_call: ACCESS_REMOVE, 3;
    add_failing_at_every_call: ADD, 3;
    remove_failing_at_every_call: REMOVE, 3;
    rename_failing_at_every_call: RENAME, 3;
    rekey_failing_at_every_call: REKEY, 3;
    key_new_failing_at_every_call: KEY_NEW, 3;
    key_new_elsewhere_failing_at_every_call: KEY_NEW_OUTPUT, 3;
    contact_add_failing_at_every_call: CONTACT_ADD, 3;
    second_contact_add_failing_at_every_call: CONTACT_ADD_SECOND, 3;
}

/// What exFAT, FAT and some network disks answer, for ever. Each verb finds another way.
#[test]
fn where_links_and_exclusive_renames_are_refused_every_verb_works() {
    const REFUSALS: [&[&str]; 5] = [
        &["linkat:error=EPERM"],
        &["renameat2:error=EINVAL"],
        &["linkat:error=EPERM", "renameat2:error=EINVAL"],
        &["flock:error=EOPNOTSUPP"],
        &["fchmod:error=EPERM"],
    ];
    let mut complaints = Vec::new();
    let mut done = 0;
    for case in cases::ALL {
        let Some(stage) = Stage::new(case) else { return };
        complaints.extend(side_by_side(&REFUSALS, |refusals| {
            let scene = stage.fresh();
            let outcome = stage.strace.injecting_all(stage.run(&scene), refusals).run();
            let now = state(&scene);
            let wrong = match outcome.code() {
                Some(0) if now == stage.new => None,
                Some(0) => Some(differences(&now, &stage.new)),
                code => Some(format!("exit code {code:?}: {}", outcome.messages().trim())),
            };
            let tell = |why| format!("{} with {refusals:?}: {why}", case.name);
            wrong.map(tell).into_iter().collect()
        }));
        done += REFUSALS.len();
    }
    conclude("refused calls", done, &complaints);
}
