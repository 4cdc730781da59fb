//! What the parts of a container cost: `cargo bench -p scelle-core`, with a name to run some.
//!
//! Everything stays in memory. `docs/bench/run` measures whole processes beside other tools.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot be set up has nothing to say")]

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use scelle_core::archive::Level;
use scelle_core::archive::entry::{EntryName, Names};
use scelle_core::container::access::Role;
use scelle_core::files::plan::{Plan, PlanOptions};
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::keys::identity::{Identity, Keyring};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::recipient::Recipient;
use scelle_core::keys::x25519::X25519Identity;
use scelle_core::open::{Container, EntryId, Locked};
use scelle_core::pool::Threads;
use scelle_core::profile::directory::Trust;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, GrantKey, Input, SealOptions, seal_to_stream};

const MIB: usize = 1 << 20;
const SIZE: usize = 64 * MIB;
const PHRASE: &str = "correct horse battery staple";

fn main() {
    divan::main();
}

static ALICE: LazyLock<HybridIdentity> = LazyLock::new(|| HybridIdentity::generate().unwrap());
static NOISE: LazyLock<Vec<u8>> = LazyLock::new(|| noise(SIZE));
static SEALED: LazyLock<Arc<Vec<u8>>> =
    LazyLock::new(|| Arc::new(seal_content(&NOISE, &options())));

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(len / 8).flatten().collect()
}

fn grant(key: GrantKey) -> Grant {
    let label = Label::lossy("Alice");
    Grant { label, role: Role::Owner, key, trust: Trust::Given, since: None }
}

fn to_alice() -> Grant {
    grant(GrantKey::Recipient(Recipient::Hybrid(Box::new(ALICE.to_recipient()))))
}

/// Stored, to Alice.
fn options() -> SealOptions {
    SealOptions { level: Level::STORE, ..SealOptions::new(vec![to_alice()], 1_790_000_000) }
}

fn seal_content(content: &[u8], options: &SealOptions) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(content.len() + content.len() / 1000 + 2 * MIB);
    seal_stream(content, &mut sealed, options);
    sealed
}

fn seal_stream(mut content: &[u8], output: &mut dyn io::Write, options: &SealOptions) {
    let name = EntryName::parse("content").unwrap();
    let input = Input::Stream { name: &name, modified: None, content: &mut content };
    seal_to_stream(input, output, options, &Progress::new()).unwrap();
}

fn keyring(identity: Identity) -> Keyring {
    let mut keyring = Keyring::new();
    keyring.add_identities([identity]);
    keyring
}

fn of_alice() -> Keyring {
    keyring(Identity::Hybrid(Box::new(ALICE.clone())))
}

fn lock(sealed: &Arc<Vec<u8>>, threads: usize) -> Locked {
    let locked = Locked::from_source(sealed.clone(), "bench.scelle").unwrap();
    locked.with_threads(Threads::new(threads).unwrap())
}

fn unlock(sealed: &Arc<Vec<u8>>, threads: usize) -> Container {
    lock(sealed, threads).unlock(&of_alice(), Names::Refuse).unwrap()
}

#[divan::bench(args = [1, 2, 4])]
fn seal_64_mib(bencher: Bencher<'_, '_>, threads: usize) {
    let options = SealOptions { threads: Threads::new(threads).unwrap(), ..options() };
    let content = NOISE.as_slice();
    bencher
        .counter(BytesCount::new(SIZE))
        .bench(|| seal_stream(content, &mut io::sink(), &options));
}

#[divan::bench(args = [1, 2, 4])]
fn open_64_mib(bencher: Bencher<'_, '_>, threads: usize) {
    let mut container = unlock(&SEALED, threads);
    bencher.counter(BytesCount::new(SIZE)).bench_local(|| {
        container.write_entry(EntryId::at(0), &mut io::sink(), &Progress::new()).unwrap()
    });
}

/// A thousand bytes, each from another chunk.
#[divan::bench]
fn read_at_random(bencher: Bencher<'_, '_>) {
    let mut payload = lock(&SEALED, 1).unlock_payload(&of_alice()).unwrap();
    let len = payload.len();
    bencher.counter(ItemsCount::new(1000usize)).bench_local(|| {
        for step in 0..1000u64 {
            let position = step.wrapping_mul(0x9e37_79b9_7f4a_7c15) % len;
            payload.seek(SeekFrom::Start(position)).unwrap();
            payload.read_exact(&mut [0]).unwrap();
        }
    });
}

/// An access list of so many of one kind: made, and opened by the last of them.
mod header {
    use super::*;

    const COUNTS: [usize; 3] = [1, 10, 100];

    fn hybrid(_: usize) -> (Recipient, Identity) {
        let identity = HybridIdentity::generate().unwrap();
        (Recipient::Hybrid(Box::new(identity.to_recipient())), Identity::Hybrid(Box::new(identity)))
    }

    fn x25519(_: usize) -> (Recipient, Identity) {
        use age::secrecy::ExposeSecret;
        let identity = age::x25519::Identity::generate().to_string();
        let identity: X25519Identity = identity.expose_secret().parse().unwrap();
        (Recipient::X25519(identity.to_recipient()), Identity::X25519(identity))
    }

    fn sealed_to(
        count: usize,
        make: fn(usize) -> (Recipient, Identity),
    ) -> (SealOptions, Arc<Vec<u8>>, Keyring) {
        let (recipients, mut identities): (Vec<_>, Vec<_>) = (0..count).map(make).unzip();
        let grants = recipients.into_iter().map(|key| grant(GrantKey::Recipient(key)));
        let options = SealOptions { grants: grants.collect(), allow_classical: true, ..options() };
        let sealed = Arc::new(seal_content(b"", &options));
        (options, sealed, keyring(identities.pop().unwrap()))
    }

    #[divan::bench(args = COUNTS)]
    fn seal_hybrid(bencher: Bencher<'_, '_>, count: usize) {
        let (options, ..) = sealed_to(count, hybrid);
        bencher.bench(|| seal_content(b"", &options));
    }

    #[divan::bench(args = COUNTS)]
    fn unlock_hybrid(bencher: Bencher<'_, '_>, count: usize) {
        let (_, sealed, keyring) = sealed_to(count, hybrid);
        bencher.bench_local(|| lock(&sealed, 1).unlock_payload(&keyring).unwrap().len());
    }

    #[divan::bench(args = COUNTS)]
    fn seal_x25519(bencher: Bencher<'_, '_>, count: usize) {
        let (options, ..) = sealed_to(count, x25519);
        bencher.bench(|| seal_content(b"", &options));
    }

    #[divan::bench(args = COUNTS)]
    fn unlock_x25519(bencher: Bencher<'_, '_>, count: usize) {
        let (_, sealed, keyring) = sealed_to(count, x25519);
        bencher.bench_local(|| lock(&sealed, 1).unlock_payload(&keyring).unwrap().len());
    }
}

/// One try at a passphrase, at the cost that we write.
#[divan::bench(sample_count = 5)]
fn argon2() -> Vec<u8> {
    let phrase = Passphrase::new(PHRASE).unwrap();
    let grants = vec![grant(GrantKey::Passphrase(phrase))];
    seal_content(b"", &SealOptions { grants, ..options() })
}

mod archive {
    use super::*;

    const FILES: usize = 10_000;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let text = "Un conteneur, ses accès, sa clé. ".repeat(40);
        for number in 0..FILES {
            let place = folder.path().join(format!("{}", number / 500));
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join(format!("{number}.txt")), &text).unwrap();
        }
        folder
    }

    fn plan(folder: &Path) -> Plan {
        let options = PlanOptions::default();
        Plan::of_paths(&[folder.to_owned()], &[], &options, &Progress::new()).unwrap()
    }

    fn seal(plan: &Plan, level: Level) -> Vec<u8> {
        let mut sealed = Vec::new();
        let options = SealOptions { level, ..options() };
        seal_to_stream(Input::Plan(plan), &mut sealed, &options, &Progress::new()).unwrap();
        sealed
    }

    #[divan::bench(args = [0, 2, 6], sample_count = 10)]
    fn write_10_000_files(bencher: Bencher<'_, '_>, level: u8) {
        let folder = folder();
        let plan = plan(folder.path());
        let level = Level::new(level).unwrap();
        bencher.counter(ItemsCount::new(FILES)).bench(|| seal(&plan, level));
    }

    #[divan::bench(sample_count = 10)]
    fn plan_10_000_files(bencher: Bencher<'_, '_>) {
        let folder = folder();
        bencher.counter(ItemsCount::new(FILES)).bench(|| plan(folder.path()).len());
    }

    #[divan::bench]
    fn list_10_000_files(bencher: Bencher<'_, '_>) {
        let folder = folder();
        let sealed = Arc::new(seal(&plan(folder.path()), Level::STORE));
        bencher.counter(ItemsCount::new(FILES)).bench_local(|| {
            black_box(unlock(&sealed, 1).entries().map(|entry| entry.size).sum::<u64>())
        });
    }
}
