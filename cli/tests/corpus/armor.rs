//! Armor that is not quite: refused as a whole, or taken for what it is not.

use std::io::Write;

use age::armor::{ArmoredWriter, Format};

use super::forge::Forge;
use super::{Case, DAMAGED, OPENS, check};

#[test]
fn that_is_not_quite() {
    let forge = Forge::new();
    let binary = forge.container(&forge.access_text());
    let mut armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
    armor.write_all(&binary).unwrap();
    let good = String::from_utf8(armor.finish().unwrap()).unwrap();
    let [begin, end] = ["-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----"];
    let body = good.trim().strip_prefix(begin).and_then(|rest| rest.strip_suffix(end)).unwrap();
    let lines: Vec<&str> = body.trim().lines().collect();
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    let opens = [
        ("itself", good.clone()),
        ("in CRLF", good.replace('\n', "\r\n")),
        ("white space around", format!(" \n\t\n{good}\n\n ")),
        ("no last line feed", good.trim_end().to_owned()),
    ];
    let mut cases: Vec<Case> =
        opens.into_iter().map(|(name, text)| Case::new(name, text, &[OPENS])).collect();
    // Padding within: what two armored parts joined would give.
    let padded = format!("{}=\n{}", &first[..63], &first[60..]);
    // As a mail brings it: found in what stands around it, its lines broken otherwise.
    let mended = [
        ("a word after the end", format!("{good}x")),
        ("itself twice", good.repeat(2)),
        ("an empty line", good.replacen(first, &format!("{first}\n"), 1)),
        ("a line of 63", good.replacen(first, &format!("{}\n{}", &first[..63], &first[63..]), 1)),
        ("a line of 65", good.replacen(&format!("{first}\n"), first, 1)),
        ("a space in a line", good.replacen(first, &format!(" {first}"), 1)),
        ("a space at the end of a line", good.replacen(first, &format!("{first} "), 1)),
        ("a tab", good.replacen(first, &format!("{first}\t"), 1)),
        ("a byte order mark", format!("\u{feff}{good}")),
    ];
    let bad = [
        ("padding within", good.replacen(first, &padded, 1)),
        ("no end", good.replace(end, "")),
        ("another end", good.replace(end, "-----END AGE FILE-----")),
        ("a word before", format!("x{good}")),
        ("a space within the mark", good.replacen("AGE E", "AGE  E", 1)),
        ("lower case", good.replace("BEGIN AGE", "begin age")),
        ("a header", good.replacen('\n', "\nVersion: 1\n\n", 1)),
        ("a NUL", good.replacen(first, &format!("\0{}", &first[1..]), 1)),
        ("no base64", good.replacen(first, &format!("!{}", &first[1..]), 1)),
        ("url-safe", good.replacen(first, &format!("-{}", &first[1..]), 1)),
        ("no ASCII", good.replacen(first, &format!("\u{e9}{}", &first[2..]), 1)),
        ("padding in the middle", good.replacen(first, &format!("{}==", &first[..62]), 1)),
        ("too much padding", good.replacen(last, &format!("{last}="), 1)),
        ("no first line", good.replacen(&format!("{first}\n"), "", 1)),
        ("no last line", good.replacen(&format!("\n{last}\n"), "\n", 1)),
        ("the mark and nothing", format!("{begin}\n")),
        ("the mark alone", begin.to_owned()),
        ("nothing inside", format!("{begin}\n{end}\n")),
        ("zeros inside", format!("{begin}\nAAAA\n{end}\n")),
        ("in CR", good.replace('\n', "\r")),
        ("cut", good[..good.len() / 2].to_owned()),
        ("a PEM mark", good.replace("AGE ENCRYPTED FILE", "CERTIFICATE")),
    ];
    cases.extend(mended.into_iter().map(|(name, text)| Case::new(name, text, &[OPENS])));
    cases.extend(bad.into_iter().map(|(name, text)| Case::new(name, text, &[DAMAGED])));
    check(33, &forge, &cases);
}
