//! Archives that are written: the `zip` crate reads ours, and we read those of the `zip` crate.
#![no_main]
use libfuzzer_sys::fuzz_target;
use scelle_fuzz::{Shape, Tree, ours_reads, ours_writes, zip_crate_reads, zip_crate_writes};

fuzz_target!(|input: (Tree, Shape)| {
    let (tree, shape) = input;
    let expected = tree.entries();
    for zip in [ours_writes(&tree, &shape), zip_crate_writes(&tree, &shape)] {
        assert_eq!(ours_reads(&zip).as_ref(), Some(&expected));
        assert_eq!(zip_crate_reads(&zip).as_ref(), Ok(&expected));
    }
});
