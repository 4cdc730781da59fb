use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::sample::Index;
use sha2::{Digest, Sha256};

use super::*;
use crate::archive::ReadAhead;
use crate::container::header::Header;
use crate::container::source::ReadAt;
use crate::error::IoOperation;
use crate::keys::identity::Identity;
use crate::keys::recipient::Recipient;
use crate::pool::{Pool, Threads};
use crate::stream::BufWrite;
use crate::testing::{file_key, keyring, noise};

/// Every length around which a chunk, or the number of chunks, changes.
const LENGTHS: [usize; 10] = [
    0,
    1,
    CHUNK - 1,
    CHUNK,
    CHUNK + 1,
    2 * CHUNK - 1,
    2 * CHUNK,
    2 * CHUNK + 1,
    5 * CHUNK,
    20 * CHUNK + 3,
];

const NONCE: [u8; NONCE_BYTES] = [7; NONCE_BYTES];

/// Three whole chunks and a part of one.
static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| noise(3 * CHUNK + 777));
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| seal(&PLAIN));

fn seal(plain: &[u8]) -> Vec<u8> {
    let mut writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

fn pool(threads: usize) -> Arc<Pool> {
    Pool::new(Threads::new(threads).unwrap())
}

/// The writer that another one is compared with: a chunk after the other, and nothing else.
fn seal_simply(plain: &[u8]) -> Vec<u8> {
    let mut chunks: Vec<_> = plain.chunks(CHUNK).map(|chunk| (chunk, false)).collect();
    match chunks.last_mut() {
        Some(last) => last.1 = true,
        None => chunks.push((&[], true)),
    }
    seal_chunks(&chunks)
}

/// Seals chunks as they come, the flag of the last one where it is wanted.
fn seal_chunks(chunks: &[(&[u8], bool)]) -> Vec<u8> {
    let cipher = ChunkCipher::new(&file_key(), &NONCE);
    let mut sealed = NONCE.to_vec();
    for (index, (plain, last)) in chunks.iter().enumerate() {
        let start = sealed.len();
        sealed.extend_from_slice(plain);
        sealed.extend([0; TAG_BYTES]);
        cipher.seal(index as u64, *last, &mut sealed[start..]).unwrap();
    }
    sealed
}

fn open(sealed: &[u8]) -> Result<PayloadReader> {
    PayloadReader::open(&file_key(), Arc::new(sealed.to_vec()), 0)
}

fn is_refused_at_open(sealed: &[u8]) -> bool {
    matches!(open(sealed).err(), Some(Error::Payload(_)))
}

/// All that a reader gives, and why it stops where it does not come to the end.
fn release(mut reader: PayloadReader) -> (Vec<u8>, Option<PayloadFault>) {
    let mut released = Vec::new();
    let failed = reader.read_to_end(&mut released).err();
    let fault = failed.map(|error| match Error::from_io(IoOperation::ReadContainer, error) {
        Error::Payload(fault) => fault,
        other => panic!("{other:?}"),
    });
    (released, fault)
}

/// Where a chunk starts in a sealed payload.
const fn chunk_start(index: usize) -> usize {
    NONCE_BYTES + index * SEALED_CHUNK
}

#[test]
fn age_reads_what_we_write_at_every_boundary() {
    let alice = crate::keys::x25519::X25519Identity::generate();
    let stanza = Recipient::X25519(alice.to_recipient()).wrap_file_key(&file_key()).unwrap();
    let header = Header::seal(vec![stanza], &file_key()).unwrap();
    for len in LENGTHS {
        let plain = noise(len);
        let mut file = Vec::new();
        header.write(&mut file).unwrap();
        file.extend(seal(&plain));
        assert!(age::decrypt(&alice.0, &file).unwrap() == plain, "{len}");
    }
}

#[test]
fn we_read_what_age_writes_at_every_boundary() {
    let alice = crate::keys::x25519::X25519Identity::generate();
    let keyring = keyring([Identity::X25519(alice.clone())]);
    for len in LENGTHS {
        let plain = noise(len);
        let file = age::encrypt(&alice.to_recipient().0, &plain).unwrap();
        let header = Header::read(&mut file.as_slice()).unwrap();
        let key = header.unlock(&keyring).unwrap();
        let reader = PayloadReader::open(&key, Arc::new(file), header.encoded_len()).unwrap();
        assert_eq!(reader.len(), len as u64);
        assert_eq!(reader.is_empty(), len == 0);
        assert!(release(reader) == (plain, None), "{len}");
    }
}

#[test]
fn a_given_key_and_nonce_always_give_the_same_bytes() {
    for (plain, expected) in [
        (vec![], "e5b45d69c197365649ce77e5e91827756715097e44215a4d45706aa8d7657a14"),
        (b"Bonjour".to_vec(), "6fc868a24500abe2ea88fcf74a8fa87643290ce79dd93801c2d373c34cccee13"),
        (vec![b'a'; CHUNK + 1], "ac135604c1163ccee759f0c4c2438198abf360b4c4a524b90b1c5635b9f67ab1"),
    ] {
        let digest: [u8; 32] = Sha256::digest(seal(&plain)).into();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected, "{} bytes", plain.len());
    }
}

#[test]
fn every_payload_has_a_nonce_of_its_own() {
    let sealed = || PayloadWriter::new(&file_key(), Vec::new()).unwrap().finish().unwrap();
    assert_ne!(sealed(), sealed());
}

#[test]
fn flushing_and_writing_nothing_change_nothing() {
    let mut writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
    for piece in PLAIN.chunks(CHUNK / 2) {
        writer.write_all(piece).unwrap();
        writer.flush().unwrap();
        assert_eq!(writer.write(b"").unwrap(), 0);
    }
    assert!(writer.finish().unwrap() == *SEALED);
}

#[test]
fn what_is_read_right_into_its_place_is_sealed_as_what_is_written() {
    let plain = noise(BATCH * CHUNK + 2 * CHUNK + 3);
    for step in [1000, CHUNK, 3 * CHUNK] {
        let mut writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
        let mut rest = plain.as_slice();
        while !rest.is_empty() {
            let room = writer.buffer().unwrap();
            let count = rest.by_ref().take(step as u64).read(room).unwrap();
            writer.advance(count);
        }
        assert!(writer.finish().unwrap() == seal(&plain), "in steps of {step}");
    }
}

#[test]
fn room_that_nothing_fills_ends_no_payload() {
    let mut writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
    writer.write_all(&noise(BATCH * CHUNK)).unwrap();
    writer.buffer().unwrap();
    let refused = writer.finish().map(drop);
    assert!(
        matches!(refused, Err(Error::Io { operation: IoOperation::WriteOutput, .. })),
        "{refused:?}"
    );
}

#[test]
fn a_payload_starts_anywhere_in_its_source() {
    let source = [b"a header".as_slice(), &SEALED].concat();
    let reader = PayloadReader::open(&file_key(), Arc::new(source), 8).unwrap();
    assert!(release(reader).0 == *PLAIN);
}

#[test]
fn the_clone_of_a_reader_reads_on_its_own() {
    let mut reader = open(&SEALED).unwrap();
    reader.seek(SeekFrom::Start(CHUNK as u64)).unwrap();
    let clone = reader.clone();
    reader.rewind().unwrap();
    assert!(release(clone).0 == PLAIN[CHUNK..]);
    assert!(release(reader).0 == *PLAIN);
}

#[test]
fn a_truncated_payload_releases_nothing() {
    let mut cuts = vec![0, 1, NONCE_BYTES - 1, NONCE_BYTES, NONCE_BYTES + 1];
    for start in (0..4).map(chunk_start) {
        // Within a tag, right after it, within the tag of what follows.
        cuts.extend([start + 15, start + 16, start + 17, start + 100]);
        cuts.extend([start - 1, start, start + 1]);
    }
    let tag = SEALED.len() - TAG_BYTES;
    cuts.extend([tag - 1, tag, tag + 1, SEALED.len() - 1]);
    for cut in cuts {
        assert!(is_refused_at_open(&SEALED[..cut]), "cut at {cut}");
    }
    assert!(!is_refused_at_open(&SEALED));
}

#[test]
fn an_empty_payload_is_sixteen_bytes_of_nonce_and_sixteen_of_tag() {
    let sealed = seal(b"");
    assert_eq!(sealed.len(), 32);
    for cut in 0..32 {
        assert!(is_refused_at_open(&sealed[..cut]), "cut at {cut}");
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let last = SEALED[chunk_start(3)..].to_vec();
    for trailing in [vec![0], vec![0; 16], vec![0; 17], vec![0; SEALED_CHUNK], last] {
        assert!(is_refused_at_open(&[SEALED.as_slice(), &trailing].concat()));
    }
    // Behind chunks that are all whole, where what trails is a chunk of its own.
    let whole = seal(&PLAIN[..2 * CHUNK]);
    for trailing in [1, 15, 16, 17] {
        assert!(is_refused_at_open(&[whole.as_slice(), &vec![0; trailing]].concat()));
    }
}

#[test]
fn only_the_empty_payload_ends_with_an_empty_chunk() {
    let full = &PLAIN[..CHUNK];
    assert!(is_refused_at_open(&seal_chunks(&[(full, false), (b"", true)])));
    assert!(!is_refused_at_open(&seal_chunks(&[(b"", true)])));
}

#[test]
fn the_flag_of_the_last_chunk_is_on_it_and_on_no_other() {
    let full = &PLAIN[..CHUNK];
    assert!(!is_refused_at_open(&seal_chunks(&[(full, false), (b"end", true)])));
    assert!(is_refused_at_open(&seal_chunks(&[(full, false), (b"end", false)])));
    let twice = open(&seal_chunks(&[(full, true), (b"end", true)])).unwrap();
    assert_eq!(release(twice), (vec![], Some(PayloadFault::Chunk { index: 0 })));
}

#[test]
fn a_short_chunk_in_the_middle_releases_nothing_of_itself() {
    let sealed = seal_chunks(&[(b"short", false), (&PLAIN[..CHUNK], true)]);
    assert!(is_refused_at_open(&sealed));
}

#[test]
fn a_writer_dropped_before_its_end_leaves_a_payload_that_is_refused() {
    let at_work = (batches_at_work(1) + 1) * BATCH * CHUNK;
    for len in [0, 1, CHUNK, BATCH * CHUNK, (BATCH + 1) * CHUNK + 1, at_work, at_work + 1] {
        let mut output = Vec::new();
        let writer = PayloadWriter::with_nonce(&file_key(), &NONCE, &mut output).unwrap();
        let mut writer = writer.with_pool(&pool(1));
        writer.write_all(&noise(len)).unwrap();
        drop(writer);
        assert!(is_refused_at_open(&output), "{len}");
        assert_eq!(output.len() > NONCE_BYTES, len > at_work, "{len}");
    }
}

#[test]
fn on_any_number_of_threads_the_bytes_are_those_of_one_chunk_after_the_other() {
    let batch = BATCH * CHUNK;
    for threads in 1..=8 {
        let pool = pool(threads);
        for len in [0, 1, batch - 1, batch, batch + 1, 3 * batch, 30 * batch + 12_345] {
            let plain = noise(len);
            let writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
            let mut writer = writer.with_pool(&pool);
            writer.write_all(&plain).unwrap();
            let sealed = writer.finish().unwrap();
            assert!(sealed == seal_simply(&plain), "{len} bytes, {threads} threads");
            let mut reader = open(&sealed).unwrap().with_pool(&pool);
            reader.read_ahead(u64::MAX);
            assert!(release(reader) == (plain, None), "{len} bytes, {threads} threads");
        }
    }
}

/// An output that is full after so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_stops_the_writer_on_all_threads() {
    for threads in [1, 2, 8] {
        let writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Full(1 << 20)).unwrap();
        let mut writer = writer.with_pool(&pool(threads));
        let block = noise(1 << 20);
        let written = (0..1000).take_while(|_| writer.write_all(&block).is_ok()).count();
        // It goes no further than the batches at work.
        assert!(written <= 2 + batches_at_work(threads) * BATCH * CHUNK / (1 << 20), "{written}");
        let error =
            writer.write_all(&block).and_then(|()| writer.finish().map_err(io::Error::from));
        assert!(error.is_err());
    }
}

#[test]
fn ahead_on_all_threads_nothing_follows_a_damaged_chunk() {
    let plain = noise(40 * CHUNK + 5);
    for damaged in [0, 1, 4, 6, 17, 38, 39] {
        let mut sealed = seal(&plain);
        sealed[chunk_start(damaged) + 77] ^= 1;
        let mut reader = open(&sealed).unwrap().with_pool(&pool(3));
        reader.read_ahead(u64::MAX);
        let (released, fault) = release(reader);
        assert!(released == plain[..damaged * CHUNK], "{damaged}");
        assert_eq!(fault, Some(PayloadFault::Chunk { index: damaged as u64 }));
    }
}

#[test]
fn only_what_was_announced_is_read_ahead() {
    let plain = noise(60 * CHUNK);
    let source = Arc::new(Watched { bytes: seal(&plain), furthest: AtomicU64::new(0) });
    let shared: Arc<dyn ReadAt> = source.clone();
    let mut reader = PayloadReader::open(&file_key(), shared, 0).unwrap().with_pool(&pool(4));
    source.furthest.store(0, Relaxed);
    let (from, len) = (3 * CHUNK + 9, 20 * CHUNK);
    reader.seek(SeekFrom::Start(from as u64)).unwrap();
    reader.read_ahead(len as u64);
    let mut read = vec![0; len];
    reader.read_exact(&mut read).unwrap();
    assert!(read == plain[from..from + len]);
    assert_eq!(source.furthest.load(Relaxed), chunk_start(24) as u64);
}

/// A source that knows how far it was read.
struct Watched {
    bytes: Vec<u8>,
    furthest: AtomicU64,
}

impl ReadAt for Watched {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.furthest.fetch_max(offset + buffer.len() as u64, Relaxed);
        self.bytes.read_exact_at(buffer, offset)
    }
}

#[test]
fn a_changed_bit_is_found_no_later_than_its_chunk_is_read() {
    let in_body = |chunk| chunk_start(chunk) + 5;
    let in_tag = |chunk| chunk_start(chunk + 1) - 3;
    let last_tag = SEALED.len() - 1;
    for position in [0, NONCE_BYTES - 1, in_body(3), last_tag] {
        let mut sealed = SEALED.clone();
        sealed[position] ^= 0x80;
        assert!(is_refused_at_open(&sealed), "{position}");
    }
    for chunk in 0..3 {
        for position in [in_body(chunk), in_tag(chunk)] {
            let mut sealed = SEALED.clone();
            sealed[position] ^= 1;
            let (released, fault) = release(open(&sealed).unwrap());
            assert!(released == PLAIN[..chunk * CHUNK], "{position}");
            assert_eq!(fault, Some(PayloadFault::Chunk { index: chunk as u64 }));
        }
    }
}

#[test]
fn a_damaged_chunk_gives_nothing_and_its_neighbours_all_they_have() {
    let mut sealed = SEALED.clone();
    sealed[chunk_start(1)] ^= 1;
    let mut reader = open(&sealed).unwrap();
    let mut out = vec![0xee; 100];
    for _ in 0..2 {
        reader.seek(SeekFrom::Start(CHUNK as u64 + 5)).unwrap();
        assert!(reader.read(&mut out).is_err());
        assert_eq!(out, [0xee; 100]);
        assert_eq!(reader.stream_position().unwrap(), CHUNK as u64 + 5);
    }
    reader.seek(SeekFrom::Start(2 * CHUNK as u64)).unwrap();
    assert!(release(reader) == (PLAIN[2 * CHUNK..].to_vec(), None));
}

#[test]
fn swapped_chunks_are_refused() {
    let mut sealed = SEALED.clone();
    let (before, after) = sealed.split_at_mut(chunk_start(1));
    before[chunk_start(0)..].swap_with_slice(&mut after[..SEALED_CHUNK]);
    let (released, fault) = release(open(&sealed).unwrap());
    assert_eq!((released, fault), (vec![], Some(PayloadFault::Chunk { index: 0 })));

    let mut whole = seal(&PLAIN[..2 * CHUNK]);
    whole[chunk_start(0)..].rotate_left(SEALED_CHUNK);
    assert!(is_refused_at_open(&whole));
}

#[test]
fn a_chunk_of_another_payload_is_refused() {
    let mut writer = PayloadWriter::with_nonce(&file_key(), &[8; 16], Vec::new()).unwrap();
    writer.write_all(&PLAIN).unwrap();
    let other = writer.finish().unwrap();
    let mut sealed = SEALED.clone();
    let first = chunk_start(0)..chunk_start(1);
    sealed[first.clone()].copy_from_slice(&other[first]);
    assert_eq!(release(open(&sealed).unwrap()).1, Some(PayloadFault::Chunk { index: 0 }));
}

#[test]
fn another_file_key_opens_nothing() {
    let other = FileKey::new(Box::new([1; 16]));
    let opened = PayloadReader::open(&other, Arc::new(SEALED.clone()), 0);
    assert!(matches!(opened.err(), Some(Error::Payload(_))));
}

/// Found by fuzzing: nothing is read of such a payload, so nothing authenticated its one chunk.
#[test]
fn a_payload_cut_to_one_tag_is_not_salvaged_as_an_empty_one() {
    let salvage = |sealed: Vec<u8>| {
        release(
            PayloadReader::dangerous().without_the_end(&file_key(), Arc::new(sealed), 0).unwrap(),
        )
    };
    let cut = seal(b"Bonjour")[..NONCE_BYTES + TAG_BYTES].to_vec();
    assert_eq!(salvage(cut), (Vec::new(), Some(PayloadFault::Chunk { index: 0 })));
    assert_eq!(salvage(seal(b"")), (Vec::new(), None));
}

#[test]
fn what_is_left_of_a_truncated_payload_can_be_salvaged() {
    let cut: Arc<dyn ReadAt> = Arc::new(SEALED[..chunk_start(2) + 100].to_vec());
    let salvage = |source| PayloadReader::dangerous().without_the_end(&file_key(), source, 0);
    let (released, fault) = release(salvage(cut).unwrap());
    assert!(released == PLAIN[..2 * CHUNK]);
    assert_eq!(fault, Some(PayloadFault::Chunk { index: 2 }));
    assert!(salvage(Arc::new(SEALED[..NONCE_BYTES + 3].to_vec())).is_err());
}

/// A source whose bytes cannot be had any more: a file cut by another program, a stick pulled.
struct Vanishing(Vec<u8>);

impl ReadAt for Vanishing {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        if (offset as usize) < chunk_start(2) && offset > 0 {
            return Err(io::ErrorKind::NotConnected.into());
        }
        self.0.read_exact_at(buffer, offset)
    }
}

#[test]
fn a_source_that_fails_is_not_called_damaged() {
    let source = Arc::new(Vanishing(SEALED.clone()));
    let mut reader = PayloadReader::open(&file_key(), source, 0).unwrap();
    let error = reader.read(&mut [0; 10]).unwrap_err();
    let error = Error::from_io(IoOperation::ReadContainer, error);
    assert!(matches!(error, Error::Io { operation: IoOperation::ReadContainer, .. }), "{error:?}");
}

/// What a pool has work with.
static LONG: LazyLock<Vec<u8>> = LazyLock::new(|| noise(30 * CHUNK + 777));

/// Where to go, how much to read there, and how much to announce.
fn steps() -> impl Strategy<Value = Vec<(SeekFrom, u64, u64)>> {
    let len = LONG.len() as i64;
    let seek = prop_oneof![
        (0..len as u64 + 10).prop_map(SeekFrom::Start),
        (0..5u64).prop_map(|n| SeekFrom::Start(n * CHUNK as u64)),
        (-len - 10..10).prop_map(SeekFrom::End),
        (-len..len).prop_map(SeekFrom::Current),
    ];
    let count = || prop_oneof![3 => 0..100u64, 2 => 0..20 * CHUNK as u64];
    proptest::collection::vec((seek, count(), count()), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn it_is_read_anywhere_as_a_vector_is(steps in steps(), threads in 1..4usize) {
        let mut ours = open(&seal(&LONG)).unwrap().with_pool(&pool(threads));
        let mut oracle = Cursor::new(LONG.as_slice());
        for (seek, count, ahead) in steps {
            prop_assert_eq!(ours.seek(seek).ok(), oracle.seek(seek).ok());
            ours.read_ahead(ahead);
            let [mut read, mut expected] = [Vec::new(), Vec::new()];
            ours.by_ref().take(count).read_to_end(&mut read).unwrap();
            oracle.by_ref().take(count).read_to_end(&mut expected).unwrap();
            prop_assert!(read == expected);
            prop_assert_eq!(ours.stream_position().unwrap(), oracle.position());
        }
    }

    #[test]
    fn however_it_is_written_the_bytes_are_the_same(
        len in 0..PLAIN.len(), pieces in proptest::collection::vec(1..100_000usize, 1..20),
    ) {
        let plain = &PLAIN[..len];
        let mut writer = PayloadWriter::with_nonce(&file_key(), &NONCE, Vec::new()).unwrap();
        let mut rest = plain;
        for piece in pieces.iter().cycle() {
            let (now, later) = rest.split_at(rest.len().min(*piece));
            writer.write_all(now).unwrap();
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        let sealed = writer.finish().unwrap();
        prop_assert!(sealed == seal(plain));
        prop_assert!(release(open(&sealed).unwrap()) == (plain.to_vec(), None));
    }

    #[test]
    fn cut_anywhere_it_is_refused(cut: Index) {
        prop_assert!(is_refused_at_open(&SEALED[..cut.index(SEALED.len())]));
    }

    #[test]
    fn whatever_byte_is_changed_only_what_was_sealed_is_released(
        position: Index, flip in 1..=255u8,
    ) {
        let mut sealed = SEALED.clone();
        let position = position.index(sealed.len());
        sealed[position] ^= flip;
        match open(&sealed) {
            Err(error) => prop_assert!(matches!(error, Error::Payload(_))),
            Ok(reader) => {
                let chunk = (position - NONCE_BYTES) / SEALED_CHUNK;
                let (released, fault) = release(reader);
                prop_assert!(released == PLAIN[..chunk * CHUNK]);
                prop_assert_eq!(fault, Some(PayloadFault::Chunk { index: chunk as u64 }));
            }
        }
    }
}
