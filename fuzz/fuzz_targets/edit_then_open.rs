//! Edits of a container, one after the other: it always opens, for just those and just that.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_fuzz::edit::{Desk, Step};

fuzz_target!(|steps: Vec<Step>| {
    let mut desk = Desk::new();
    for step in steps.iter().take(6) {
        desk.take(step);
        desk.check();
    }
});
