//! Lists of accesses that do not decode: the container is refused though its key opens it.

use sha2::{Digest, Sha256};

use super::forge::{Forge, text};
use super::{Case, DAMAGED, HOSTILE, OPENS, check};

/// An entry, each field at will.
#[derive(Clone)]
struct Entry {
    kind: u8,
    role: u8,
    digest: Vec<u8>,
    label: Vec<u8>,
    key: Vec<u8>,
}

impl Entry {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind, self.role];
        bytes.extend(1_790_000_000_i64.to_be_bytes());
        bytes.extend(&self.digest);
        for field in [&self.label, &self.key] {
            bytes.extend((field.len() as u16).to_be_bytes());
            bytes.extend(field);
        }
        bytes
    }
}

fn list(version: u8, count: u16, entries: &[u8]) -> Vec<u8> {
    let mut plain = [&[version], count.to_be_bytes().as_slice(), entries].concat();
    plain.resize(plain.len().next_multiple_of(256), 0);
    plain
}

#[test]
fn that_do_not_decode() {
    let forge = Forge::new();
    let access = forge.access_text();
    let good = Entry {
        kind: 3,
        role: 1,
        digest: Sha256::digest(access.as_bytes()).to_vec(),
        label: b"Alice".to_vec(),
        key: forge.recipient().into_bytes(),
    };
    let with = |plain: &[u8]| forge.container(&(access.clone() + &text(&forge.list(plain))));
    let one = |entry: &Entry| with(&list(1, 1, &entry.bytes()));
    let mut cases = vec![Case::new("honest", one(&good), &[OPENS])];
    // What decodes and contradicts itself, or deceives, is hostile.
    let refused = &[DAMAGED, HOSTILE];
    let mut bad = |name: String, bytes: Vec<u8>| cases.push(Case::new(name, bytes, refused));
    for version in [0, 2, 255] {
        bad(format!("version {version}"), with(&list(version, 1, &good.bytes())));
    }
    for count in [0, 2, 3, 256, 65_535] {
        bad(format!("count {count}"), with(&list(1, count, &good.bytes())));
    }
    for kind in [0, 1, 2, 4, 255] {
        bad(format!("kind {kind}"), one(&Entry { kind, ..good.clone() }));
    }
    for role in [0, 4, 255] {
        bad(format!("role {role}"), one(&Entry { role, ..good.clone() }));
    }
    let labels: [&[u8]; 14] = [
        b"",
        b" ",
        b" Alice",
        b"Alice ",
        b"caf\xe9",
        b"\xff\xfe",
        b"a\0b",
        b"a\nb",
        b"\x1b[31m",
        "\u{202e}ecilA".as_bytes(),
        "Ali\u{200b}ce".as_bytes(),
        "e\u{301}".as_bytes(),
        "a\u{2028}b".as_bytes(),
        &[b'a'; 256],
    ];
    for label in labels {
        let entry = Entry { label: label.to_vec(), ..good.clone() };
        bad(format!("label {}", label.escape_ascii()), one(&entry));
    }
    let keys: [&[u8]; 8] = [
        b"",
        b"age1",
        b"age1qqqq",
        b"\xff",
        b"ssh-rsa AAAA",
        b"AGE-SECRET-KEY-1QQQQ",
        &[b'a'; 60_000],
        b"age1yubikey1qqqq",
    ];
    for key in keys {
        let entry = Entry { key: key.to_vec(), ..good.clone() };
        bad(format!("key of {} bytes", key.len()), one(&entry));
    }
    for length in [0, 1, 1215, 1217] {
        let entry = Entry { kind: 2, key: vec![7; length], ..good.clone() };
        bad(format!("hybrid key of {length} bytes"), one(&entry));
    }
    let bytes = good.bytes();
    for end in [0, 1, 2, 9, 10, 41, 42, 43, 44, 48, 49, 50, 51, bytes.len() - 1] {
        let cut = [&[1, 0, 1], &bytes[..end]].concat();
        bad(format!("cut at {end}"), with(&cut));
    }
    let mut trailing = list(1, 1, &bytes);
    *trailing.last_mut().unwrap() = 1;
    bad("padding that is not zero".to_owned(), with(&trailing));
    bad("nothing".to_owned(), with(b""));
    bad("a version alone".to_owned(), with(&[1]));
    bad("half a MiB of nothing".to_owned(), with(&vec![1; 1 << 19]));
    let twice = text(&forge.list(&list(1, 1, &bytes)));
    bad("two lists".to_owned(), forge.container(&format!("{access}{twice}{twice}")));
    let mut stanza = forge.list(&list(1, 1, &bytes));
    for args in [vec![], vec!["AAAA".to_owned()], vec!["!".to_owned()], vec!["A".repeat(22); 2]] {
        stanza.args = args;
        bad(format!("salt {:?}", stanza.args), forge.container(&(access.clone() + &text(&stanza))));
    }
    for length in [0, 1, 15, 16, 17] {
        let mut stanza = forge.list(b"");
        stanza.body = vec![0; length];
        bad(format!("a body of {length}"), forge.container(&(access.clone() + &text(&stanza))));
    }
    check(65, &forge, &cases);
}
