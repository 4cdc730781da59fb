//! Stanzas that are not what their type says.

use super::forge::{Forge, base64, lines};
use super::{Case, DAMAGED, HOSTILE, NO_ACCESS, check};

fn raw(tag_and_args: &str, body: &[u8]) -> String {
    format!("-> {tag_and_args}\n{}", lines(&base64(body)))
}

/// Points of X25519 that give the same secret to everyone.
const LOW_ORDER: [[u8; 32]; 4] = {
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut p = [0xff; 32];
    (p[0], p[31]) = (0xed, 0x7f);
    [[0; 32], one, minus_one, p]
};

#[test]
fn of_recipients() {
    let forge = Forge::new();
    let mut cases = Vec::new();
    let mut with = |name: String, stanza: String, codes| {
        let alone = forge.container(&stanza);
        cases.push(Case::new(format!("{name}, alone"), alone, codes));
        let beside = forge.container(&(stanza + &forge.access_text()));
        cases.push(Case::new(
            format!("{name}, beside an honest one"),
            beside,
            &[0, DAMAGED, HOSTILE],
        ));
    };
    let share = base64(&[9; 32]);
    for (name, args) in [
        ("no share", "X25519".to_owned()),
        ("two shares", format!("X25519 {share} {share}")),
        ("a share of 31 bytes", format!("X25519 {}", base64(&[9; 31]))),
        ("a share of 33 bytes", format!("X25519 {}", base64(&[9; 33]))),
        ("a share that is no base64", "X25519 !".to_owned()),
        ("a padded share", format!("X25519 {share}=")),
    ] {
        with(name.to_owned(), raw(&args, &[0; 32]), &[DAMAGED]);
    }
    for point in LOW_ORDER {
        let args = format!("X25519 {}", base64(&point));
        with(format!("low order {:02x}…", point[0]), raw(&args, &[0; 32]), &[DAMAGED]);
    }
    for length in [0, 16, 31, 33, 48, 64, 1000] {
        let stanza = raw(&format!("X25519 {share}"), &vec![0; length]);
        with(format!("a body of {length}"), stanza, &[DAMAGED]);
    }
    for tag in
        ["x25519", "X25519x", "X448", "ssh-dss", "mlkem768", "piv-p256", "\u{21}", "scelle/v2"]
    {
        with(format!("the type {tag}"), raw(&format!("{tag} {share}"), &[0; 32]), &[NO_ACCESS]);
    }
    check(50, &forge, &cases);
}

#[test]
fn of_passphrases() {
    let forge = Forge::new();
    let mut cases = Vec::new();
    let (salt, b32) = (base64(&[1; 16]), base64(&[2; 32]));
    let access = forge.access_text();
    for args in [
        String::new(),
        salt.clone(),
        format!("{salt} 18 1"),
        format!("{salt} 018"),
        format!("{salt} +18"),
        format!("{salt} 18"),
        format!("{salt} 99"),
        format!("{salt} x"),
        format!("{} 18", base64(&[1; 15])),
    ] {
        let beside = raw(format!("scrypt {args}").trim_end(), &[0; 32]) + &access;
        cases.push(Case::new(
            format!("scrypt {args}, not alone"),
            forge.container(&beside),
            &[DAMAGED],
        ));
        let alone = forge.container(&raw(format!("scrypt {args}").trim_end(), &[0; 32]));
        cases.push(Case::new(
            format!("scrypt {args}, for a key"),
            alone,
            &[NO_ACCESS, DAMAGED, HOSTILE],
        ));
    }
    for args in [
        String::new(),
        salt.clone(),
        format!("{salt} 262144 3 4"),
        format!("{salt} 262144 3 4 {b32} x"),
        format!("{salt} 0 3 4 {b32}"),
        format!("{salt} 262144 0 4 {b32}"),
        format!("{salt} 262144 3 0 {b32}"),
        format!("{salt} 4294967296 3 4 {b32}"),
        format!("{salt} -1 3 4 {b32}"),
        format!("{salt} 262144 3 04 {b32}"),
        format!("{salt} 1048577 3 4 {b32}"),
        format!("{salt} 19455 2 1 {b32}"),
        format!("{salt} 262144 11 4 {b32}"),
        format!("{salt} 262144 3 9 {b32}"),
        format!("{} 262144 3 4 {b32}", base64(&[1; 17])),
        format!("{salt} 262144 3 4 {}", base64(&[2; 31])),
    ] {
        let args = format!("scelle/argon2id {args}");
        let alone = forge.container(&raw(args.trim_end(), &[0; 32]));
        cases.push(Case::new(format!("{args}, for a key"), alone, &[NO_ACCESS, DAMAGED, HOSTILE]));
    }
    check(30, &forge, &cases);
}
