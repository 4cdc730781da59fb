use super::*;
use crate::keys::hybrid::HybridIdentity;
use crate::profile::identity_file::to_file;

/// The key of docs/format.md, made of thirty-two bytes 0 to 31.
const KEY: &str = "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S5DYVQQ";

fn paper(text: &str) -> Paper {
    Paper::new(Path::new("k.txt"), text).unwrap()
}

fn typed(text: &str) -> Result<Option<Zeroizing<String>>> {
    read_typed(Path::new("typed.txt"), text.as_bytes())
}

fn printed(paper: &Paper) -> String {
    paper.lines().iter().map(|line| format!("{}\n", **line)).collect()
}

fn generated() -> (Paper, String) {
    let identity = HybridIdentity::generate().unwrap();
    (paper(&to_file(&identity, "2026-11-21T00:00:00Z")), identity.encode().to_string())
}

#[test]
fn the_documented_vector() {
    let document = include_str!("../../../../docs/format.md");
    let lines = printed(&paper(KEY));
    assert!(document.contains(KEY) && document.contains(&lines), "docs/format.md:\n{lines}");
}

#[test]
fn what_is_printed_is_read_back_however_it_is_typed() {
    let x25519 = age::x25519::Identity::generate().to_string();
    let x25519 = age_core::secrecy::ExposeSecret::expose_secret(&x25519).to_owned();
    let (hybrid, text) = generated();
    for (paper, text) in [(hybrid, text), (paper(&x25519), x25519)] {
        let lines = printed(&paper);
        let without_numbers: String =
            lines.lines().map(|line| format!("{}\n", &line[1..])).collect();
        for typing in [
            lines.clone(),
            lines.to_lowercase(),
            lines.replace(' ', ""),
            lines.replace('\n', "\r\n\r\n"),
            lines.replace("  ", ": ").replace(' ', "-"),
            without_numbers.clone(),
            without_numbers.replace(' ', ""),
            lines.replace('0', "O").replace('8', "b").replace('L', "I"),
            format!("\u{feff}# de mon coffre\n{lines}"),
        ] {
            let read = typed(&typing).unwrap().unwrap_or_else(|| panic!("not typed: {typing}"));
            assert!(read.ends_with(&format!("\n{text}\n")), "{typing}");
        }
    }
}

#[test]
fn each_slip_is_told_with_its_line() {
    let (paper, text) = generated();
    let lines = printed(&paper);
    let lines: Vec<&str> = lines.lines().collect();
    let slip = |number: usize, line: &str| {
        let mut slipped = lines.clone();
        slipped[number] = line;
        match typed(&slipped.join("\n")) {
            Err(Error::PaperLine { line: told }) => assert_eq!(told, number + 1, "{line}"),
            // The number of the line may stand for the L that was left out.
            Ok(Some(found)) => assert!(found.ends_with(&format!("\n{text}\n")), "{line}"),
            other => panic!("{line}: {:?}", other.map(|found| found.is_some())),
        }
    };
    for (number, line) in lines.iter().enumerate() {
        let characters: Vec<char> = line.chars().collect();
        // Every character, replaced by every other.
        for position in 3..characters.len() {
            for digit in DIGITS.iter().copied().map(char::from) {
                let mut slipped = characters.clone();
                if slipped[position] != ' ' && slipped[position] != digit {
                    slipped[position] = digit;
                    slip(number, &slipped.iter().collect::<String>());
                }
            }
            // Left out, and typed twice.
            if characters[position] != ' ' {
                let mut slipped = characters.clone();
                slipped.remove(position);
                slip(number, &slipped.iter().collect::<String>());
                slipped.insert(position, characters[position]);
                slipped.insert(position, characters[position]);
                slip(number, &slipped.iter().collect::<String>());
            }
            // Two that changed places.
            for other in 3..position {
                let mut slipped = characters.clone();
                slipped.swap(position, other);
                let bare = |text: &[char]| text.iter().filter(|c| **c != ' ').collect::<String>();
                // A space that changes places moves more than one character.
                let spaces = [position, other].iter().any(|at| characters[*at] == ' ');
                if !spaces && bare(&slipped) != bare(&characters) {
                    slip(number, &slipped.iter().collect::<String>());
                }
            }
        }
        slip(number, &format!("{line} é"));
    }
    slip(2, lines[1]);
}

/// One key in twenty has a line that passes its check so.
#[test]
fn a_number_that_stands_for_a_character_left_out_is_told() {
    let passes = |(paper, _): &(Paper, String)| {
        let lines = printed(paper);
        let second = lines.lines().nth(1)?.to_owned();
        (3..second.len()).filter(|at| second.as_bytes()[*at] != b' ').find_map(|at| {
            let short: String = [&second[..at], &second[at + 1..]].concat();
            let bare: String = short.chars().filter(|c| *c != ' ').collect();
            let length = bare.len() - CHECK;
            read_line(&bare, length, 2)?;
            Some(lines.replace(&second, &short))
        })
    };
    // The character itself may be that number: then nothing is missing.
    let mut slips = (0..10_000).filter_map(|_| passes(&generated()));
    let slipped = slips.find(|slipped| typed(slipped).is_err()).unwrap();
    assert!(matches!(typed(&slipped), Err(Error::PaperLine { line: 2 })), "{slipped}");
}

#[test]
fn lines_that_are_missing_or_too_many_are_told() {
    let lines = printed(&generated().0);
    let told = |text: &str| match typed(text) {
        Err(Error::PaperLine { line }) => line,
        other => panic!("{:?}", other.map(|found| found.is_some())),
    };
    let first_three: Vec<&str> = lines.lines().take(3).collect();
    assert_eq!(told(&first_three.join("\n")), 4);
    assert_eq!(told(&format!("{lines}{}", first_three[0])), 5);
}

#[test]
fn other_files_are_none_of_ours() {
    for text in [
        "",
        "hello\nworld\n",
        KEY,
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
        &"QQQQ QQQQ QQQQ QQQQ QQ\n".repeat(300),
    ] {
        assert!(typed(text).unwrap().is_none(), "{text}");
    }
    assert!(read_typed(Path::new("x"), b"\xff\xfe\n\xff").unwrap().is_none());
}

#[test]
fn a_paper_has_one_identity_of_age() {
    let fault = |text: &str| match Paper::new(Path::new("k.txt"), text) {
        Err(Error::Identity { fault, .. }) => fault,
        other => panic!("{}", other.is_ok()),
    };
    assert_eq!(fault("-----BEGIN OPENSSH PRIVATE KEY-----\n"), KeyFault::Unsupported);
    assert_eq!(fault(&format!("{KEY}\n{KEY}\n")), KeyFault::Several);
    assert_eq!(fault("AGE-SECRET-KEY-PQ-1QQQ\n"), KeyFault::Malformed);
}
