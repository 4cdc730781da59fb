//! Headers that are none, or not quite.

use super::forge::Forge;
use super::{Case, DAMAGED, NEWER, NO_ACCESS, check};

const MAC: &str = "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
const V1: &str = "age-encryption.org/v1\n";
const B32: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn first_lines() {
    let rest = format!("-> X25519 {B32}\n{B32}\n{MAC}");
    let damaged = [
        "",
        "a",
        "age-enc",
        "age-encryption.org/",
        "age-encryption.org/\n",
        "age-encryption.org/v1",
        "age-encryption.org/v1\r\n",
        "age-encryption.org/v1 \n",
        "age-encryption.org/ v1\n",
        " age-encryption.org/v1\n",
        "\nage-encryption.org/v1\n",
        "Age-encryption.org/v1\n",
        "age-encryption.org/V1\n",
        "age-encryption.org/v\n",
        "age-encryption.org/v0\n",
        "age-encryption.org/v01\n",
        "age-encryption.org/v1.0\n",
        "age-encryption.org/v-2\n",
        "age-encryption.org/v1x\n",
        "\u{feff}age-encryption.org/v1\n",
        "age-encryption.org/v1\0\n",
        "age-encryption.org/v99999999999999999999\n",
        "age-encryption.org/v\u{661}\n",
        "age-encryption.org/v2\u{1b}[31m\n",
        "age-encryption.com/v1\n",
        "PK\u{3}\u{4}",
        "\0\0\0\0",
        "SQLite format 3\0",
        "-----BEGIN PGP MESSAGE-----\n",
        "<html>",
        "\u{1f}\u{8b}",
    ];
    let mut cases: Vec<Case> = damaged
        .iter()
        .map(|line| {
            Case::new(line.escape_default().to_string(), format!("{line}{rest}"), &[DAMAGED])
        })
        .collect();
    for version in ["v2", "v10", "v123456"] {
        let bytes = format!("age-encryption.org/{version}\n{rest}");
        cases.push(Case::new(version, bytes, &[NEWER]));
    }
    for size in [1, 20, 21, 4096, 70_000] {
        cases.push(Case::new(format!("{size} zeros"), vec![0; size], &[DAMAGED]));
        cases.push(Case::new(format!("{size} of 255"), vec![255; size], &[DAMAGED]));
    }
    check(40, &Forge::new(), &cases);
}

#[test]
fn lines_of_stanzas() {
    let mut cases = Vec::new();
    let full = "A".repeat(64);
    let lines = [
        "->".to_owned(),
        "-> ".to_owned(),
        "->X25519 a".to_owned(),
        "->  X25519 a".to_owned(),
        "-> X25519  a".to_owned(),
        "-> X25519 a ".to_owned(),
        "-> X25519\ta".to_owned(),
        "-> X25519 a\r".to_owned(),
        "-> X25519 \u{e9}".to_owned(),
        "-> X25519 \0".to_owned(),
        "-> X25519 \u{7f}".to_owned(),
        "-> X25519 \u{1b}[31m".to_owned(),
        " -> X25519 a".to_owned(),
        "--> X25519 a".to_owned(),
        "=> X25519 a".to_owned(),
        "X25519 a".to_owned(),
        String::new(),
        "-> \u{202e}X".to_owned(),
        "-> ---".to_owned() + "\u{a0}",
    ];
    for line in lines {
        let bytes = format!("{V1}{line}\n{B32}\n{MAC}");
        cases.push(Case::new(format!("line {line:?}"), bytes, &[DAMAGED]));
    }
    let bodies = [
        ("padded", format!("{B32}=\n")),
        ("url-safe", format!("{}-_\n", "A".repeat(41))),
        ("space", format!("AAAA {B32}\n")),
        ("tab", format!("\t{B32}\n")),
        ("carriage return", format!("{B32}\r\n")),
        ("not canonical", format!("{}B\n", "A".repeat(42))),
        ("one character", "A\n".to_owned()),
        ("five", "AAAAA\n".to_owned()),
        ("65 columns", format!("{full}A\n")),
        ("no last line", format!("{full}\n")),
        ("none", String::new()),
        ("two empty lines", "\n\n".to_owned()),
        ("short in the middle", format!("{B32}\n{full}\n\n")),
        ("after its end", format!("{B32}\n{B32}\n")),
        ("NUL", format!("\0{B32}\n")),
        ("no text", format!("{}\u{e9}\n", "A".repeat(41))),
    ];
    for (name, body) in bodies {
        let bytes = format!("{V1}-> X25519 {B32}\n{body}{MAC}");
        cases.push(Case::new(format!("body: {name}"), bytes, &[DAMAGED]));
    }
    let ends = [
        "---\n".to_owned(),
        "--- \n".to_owned(),
        format!("---  {B32}\n"),
        format!("--- {B32} \n"),
        format!("--- {}\n", "A".repeat(42)),
        format!("--- {}\n", "A".repeat(44)),
        format!("--- {B32}=\n"),
        format!("--- {}B\n", "A".repeat(42)),
        format!("--- {B32}\r\n"),
        format!("--- {B32}"),
        format!("-- {B32}\n"),
        format!("---{B32}\n"),
        format!("----- {B32}\n"),
        format!("---\t{B32}\n"),
        String::new(),
        "\n".to_owned(),
        format!("--- {B32} {B32}\n"),
    ];
    for end in ends {
        let bytes = format!("{V1}-> X25519 {B32}\n{B32}\n{end}");
        cases.push(Case::new(format!("end {end:?}"), bytes, &[DAMAGED]));
    }
    cases.push(Case::new("no stanza", format!("{V1}{MAC}"), &[DAMAGED]));
    let good = format!("{V1}-> X25519 {B32}\n{B32}\n{MAC}");
    cases.push(Case::new("all in CRLF", good.replace('\n', "\r\n"), &[DAMAGED]));
    cases.push(Case::new("all in CR", good.replace('\n', "\r"), &[DAMAGED]));
    check(50, &Forge::new(), &cases);
}

#[test]
fn limits() {
    let stanza = "-> x\n\n";
    let many = |count: usize| format!("{V1}{}{MAC}", stanza.repeat(count));
    let long = |bytes: usize| {
        let line = "A".repeat(64) + "\n";
        let body = line.repeat(bytes.saturating_sub(V1.len() + MAC.len() + 6) / 65);
        format!("{V1}-> x\n{body}\n{MAC}")
    };
    let argument = |bytes: usize| format!("{V1}-> x {}\n\n{MAC}", "y".repeat(bytes));
    let cases = [
        Case::new("256 stanzas", many(256), &[NO_ACCESS]),
        Case::new("257 stanzas", many(257), &[DAMAGED]),
        Case::new("100,000 stanzas", many(100_000), &[DAMAGED]),
        Case::new("just below 1 MiB", long(1 << 20), &[NO_ACCESS]),
        Case::new("just above 1 MiB", long((1 << 20) + 200), &[DAMAGED]),
        Case::new("20 MiB", long(20 << 20), &[DAMAGED]),
        Case::new("an argument of 1,000,000", argument(1_000_000), &[NO_ACCESS]),
        Case::new("an argument of 2 MiB", argument(2 << 20), &[DAMAGED]),
        Case::new("no line feed for 2 MiB", V1.to_owned() + &"A".repeat(2 << 20), &[DAMAGED]),
        Case::new("line feeds", V1.to_owned() + &"\n".repeat(1 << 21), &[DAMAGED]),
    ];
    check(10, &Forge::new(), &cases);
}

/// Cut at every second byte, and each tenth byte changed: never opened, never anything but an error.
#[test]
fn cut_and_altered() {
    let forge = Forge::new();
    let header = forge.header(&forge.access_text());
    let whole = [header.clone(), forge.payload(b"Bonjour")].concat();
    let mut cases = vec![Case::new("whole", whole.clone(), &[super::OPENS])];
    for end in (0..header.len()).step_by(2) {
        cases.push(Case::new(format!("cut at {end}"), &whole[..end], &[DAMAGED]));
    }
    for at in (0..header.len()).step_by(10) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        cases.push(Case::new(format!("altered at {at}"), bytes, &[NO_ACCESS, DAMAGED, NEWER]));
    }
    check(100, &forge, &cases);
}
