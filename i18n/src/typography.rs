//! French typography, for the tests: of the Fluent texts, and of the documents.

use std::fs;
use std::path::{Path, PathBuf};

const NO_BREAK_SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];

/// The first fault of a French text, with what stands around it; code is not to be in it.
pub(crate) fn fault(text: &str) -> Option<String> {
    let around = |at: usize| -> String {
        let from = text[..at].char_indices().rev().nth(20).map_or(0, |(index, _)| index);
        text[from..].chars().take(40).collect()
    };
    for (wrong, why) in [
        ("'", "a straight apostrophe"),
        ("\"", "a straight quotation mark"),
        ("“", "an English quotation mark"),
        ("”", "an English quotation mark"),
        ("...", "three full stops"),
    ] {
        if let Some(at) = text.find(wrong) {
            return Some(format!("{why}: {}", around(at)));
        }
    }
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let bound = NO_BREAK_SPACES.contains(&before);
        // A colon also stands in times, addresses and paths.
        let ends = c != ':' || next.is_whitespace() || ['*', ')', '»'].contains(&next);
        if matches!(c, ':' | ';' | '?' | '!' | '»') && ends && !bound {
            return Some(format!("no no-break space before {c}: {}", around(at)));
        }
        if c == '«' && !NO_BREAK_SPACES.contains(&next) {
            return Some(format!("no no-break space after «: {}", around(at)));
        }
        before = c;
    }
    None
}

/// The prose of a document: without its code, and without where its links lead.
fn prose(document: &str) -> String {
    let mut prose = String::new();
    let mut in_code = false;
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    // Code within a line may go on to the next one.
    let outside: String = prose.split('`').step_by(2).collect::<Vec<_>>().join("code");
    let mut parts = outside.split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once(')').map_or(part, |(_, after)| after));
    }
    text.replace("![", "[")
}

/// Every document in French: known by its words, so that a new one is found too.
fn french_documents() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [top.clone(), top.join("docs")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files = files.map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let texts = files.map(|path| (fs::read_to_string(&path).unwrap(), path));
    let french = texts.filter(|(text, _)| {
        let count = |word: &str| text.matches(word).count();
        count(" les ") + count(" est ") > count(" the ") + count(" is ")
    });
    french.map(|(text, path)| (path, text)).collect()
}

#[test]
fn french_documents_are_set_as_french_is() {
    let documents = french_documents();
    let names: Vec<_> = documents.iter().filter_map(|(path, _)| path.file_name()).collect();
    for known in [
        "LISEZMOI.md",
        "guide-administrateur.md",
        "guide-utilisateur.md",
        "ligne-de-commande.md",
        "regles.md",
    ] {
        assert!(names.iter().any(|name| *name == known), "{known} is not among {names:?}");
    }
    let faults = documents.iter().filter_map(|(path, text)| {
        // A fault in each paragraph is enough to find the others.
        let faults: Vec<_> = prose(text).split("\n\n").filter_map(fault).collect();
        (!faults.is_empty()).then(|| format!("{}: {faults:#?}", path.display()))
    });
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn faults_of_typography_are_found() {
    for wrong in [
        "Vrai ? Non",
        "Vrai\u{a0}: non; oui",
        "l'accès",
        "« a »",
        "«\u{a0}a »",
        "attention:\nvoilà",
        "(quoi ?)",
        "encore...",
        "\"a\"",
        "**Note :** rien",
        "deux\n: trois",
    ] {
        assert!(fault(wrong).is_some(), "{wrong:?}");
    }
    for right in [
        "Vrai\u{a0}? Non",
        "à 10:30, sur https://exemple.fr",
        "l’accès «\u{a0}a\u{a0}»",
        "encore\u{202f}; attention\u{a0}:\nvoilà",
        "",
    ] {
        assert_eq!(fault(right), None);
    }
    assert_eq!(
        prose("Un `code 'a' :` ici\n```sh\nb ?\n```\n![x](y?z) fin"),
        "Un code ici\n[x fin\n"
    );
}
