//! A container that lies far away, where each read waits: few reads, and large ones.

use std::io;
use std::sync::{Arc, Mutex};

use crate::archive::entry::Names;
use crate::container::source::ReadAt;
use crate::open::Locked;
use crate::progress::Progress;
use crate::testing::{Desk, noise};

/// What is read at once of a long entry, in bytes.
const BATCH: usize = 256 << 10;

/// A container in memory that notes the length of each read.
struct Far {
    bytes: Vec<u8>,
    reads: Mutex<Vec<usize>>,
}

impl ReadAt for Far {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.reads.lock().unwrap().push(buffer.len());
        self.bytes.read_exact_at(buffer, offset)
    }
}

#[test]
fn a_list_and_one_file_take_few_reads_of_a_container_far_away() {
    const LARGE: usize = 6 << 20;
    let desk = Desk::new();
    for number in 0..3000 {
        desk.put(&format!("folder/{number:04}.txt"), "x");
    }
    desk.put("folder/large", noise(LARGE));
    let bytes = std::fs::read(desk.seal(&["folder"])).unwrap();
    let far = Arc::new(Far { bytes, reads: Mutex::default() });
    let reads = || std::mem::take(&mut *far.reads.lock().unwrap());

    let locked = Locked::from_source(far.clone(), "folder.scelle").unwrap();
    let mut container = locked.unlock(&desk.keyring(), Names::Refuse).unwrap();
    let list = reads();
    // The directory is some 200 KB: what comes with it is no more than one batch.
    assert!(list.len() <= 10, "{list:?}");
    assert!(list.iter().sum::<usize>() < 2 * BATCH + 200_000, "{list:?}");

    let mut read = |name: &str| {
        let [id] = container.select(&[name.to_owned()]).unwrap()[..] else { panic!("{name}") };
        container.write_entry(id, &mut io::sink(), &Progress::new()).unwrap();
        reads()
    };
    let small = read("folder/0007.txt");
    assert_eq!(small.len(), 1, "{small:?}");
    let large = read("folder/large");
    assert!(large.len() <= LARGE / BATCH + 3, "{large:?}");
}
