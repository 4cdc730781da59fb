//! `docs/security.md` and `docs/securite.md` say the same, and each test that they name exists.
//!
//! A test is added by a row under its function in both documents, with the threats that it is about,
//! and a mark for each in their matrices.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

const ENGLISH: &str = "docs/security.md";
const FRENCH: &str = "docs/securite.md";

/// What a table of the documents defines, by the letter of its numbers.
const KINDS: [(char, &str); 7] = [
    ('A', "attackers"),
    ('B', "assets"),
    ('F', "functions"),
    ('H', "assumptions"),
    ('M', "mechanisms"),
    ('R', "residual risks"),
    ('T', "threats"),
];

fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// One of the two documents, as its tables say it.
#[derive(Default)]
struct Case {
    /// What the tables define: `T1`, `F1`…, in their order.
    defined: Vec<String>,
    /// Every number that is named anywhere.
    named: BTreeSet<String>,
    /// The marks of the matrix: a threat and a function that meets it.
    matrix: BTreeSet<(String, String)>,
    /// The tests: a function and a test, the threats that it is about.
    tests: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Case {
    fn read(path: &str) -> Self {
        Self::parse(&fs::read_to_string(workspace(path)).unwrap())
    }

    fn parse(text: &str) -> Self {
        let mut case = Self { named: numbers(text), ..Self::default() };
        let mut function = String::new();
        let mut columns: Vec<String> = Vec::new();
        for line in text.lines() {
            if let Some(title) = line.strip_prefix('#') {
                let word = title.trim_start_matches('#').split_whitespace().next();
                function = word.filter(|w| is_number(w)).unwrap_or_default().to_owned();
            }
            let Some(row) = line.strip_prefix('|') else {
                columns.clear();
                continue;
            };
            let cells: Vec<&str> =
                row.trim_end().trim_end_matches('|').split('|').map(str::trim).collect();
            let first = cells[0];
            let bold = first.strip_prefix("**").and_then(|cell| cell.strip_suffix("**"));
            if let Some(number) = bold.filter(|number| is_number(number)) {
                case.defined.push(number.to_owned());
            } else if first.is_empty() && cells.iter().skip(1).all(|cell| is_number(cell)) {
                columns = cells.iter().map(|&cell| cell.to_owned()).collect();
            } else if is_number(first) {
                let marked = cells.iter().zip(&columns).skip(1).filter(|(cell, _)| **cell == "●");
                case.matrix.extend(marked.map(|(_, of)| (first.to_owned(), of.clone())));
            } else if let Some(test) = first.strip_prefix('`').and_then(|c| c.strip_suffix('`'))
                && function.starts_with('F')
            {
                let key = (function.clone(), test.to_owned());
                let threats = numbers(cells.get(1).copied().unwrap_or_default());
                assert!(case.tests.insert(key, threats).is_none(), "{function} has {test} twice");
            }
        }
        case
    }

    fn defined(&self, kind: char) -> Vec<&String> {
        self.defined.iter().filter(|number| number.starts_with(kind)).collect()
    }
}

/// Fails with what stands in one of them only.
fn assert_same<T: Debug + Ord>(what: &str, left: &BTreeSet<T>, right: &BTreeSet<T>) {
    let [here, there] = [left.difference(right), right.difference(left)].map(Vec::from_iter);
    assert!(
        here.is_empty() && there.is_empty(),
        "{what}: here only {here:?}, there only {there:?}"
    );
}

/// Whether a word is a number of the tables, such as `T12`.
fn is_number(word: &str) -> bool {
    let mut chars = word.chars();
    let letter = chars.next().is_some_and(|c| KINDS.iter().any(|(kind, _)| *kind == c));
    letter && !chars.as_str().is_empty() && chars.all(|c| c.is_ascii_digit())
}

fn numbers(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    words.filter(|word| is_number(word)).map(str::to_owned).collect()
}

/// Whether there is a test of that name, written `crate::module::name` as cargo has it: the crate is
/// the name of its folder, `tests` the tests of the command line. The error says what was looked for.
fn find_test(path: &str) -> Result<(), String> {
    let mut modules: Vec<&str> = path.split("::").collect();
    let name = modules.pop().unwrap_or_default();
    let folder = if modules.is_empty() { "" } else { modules.remove(0) };
    let roots = match folder {
        "core" | "i18n" | "cli" => vec![format!("{folder}/src")],
        "gui" => vec!["gui/src".to_owned(), "gui/tests".to_owned()],
        "tests" => vec!["cli/tests".to_owned()],
        _ => return Err(format!("{path}: no crate is called {folder}")),
    };
    let mut looked = String::new();
    for root in &roots {
        // A module has a file of its own, or stands inside of one that is above it.
        for depth in (1..=modules.len()).rev() {
            let (outer, inner) = modules.split_at(depth);
            let stem = format!("{root}/{}", outer.join("/"));
            for file in [format!("{stem}.rs"), format!("{stem}/mod.rs")] {
                let Ok(source) = fs::read_to_string(workspace(&file)) else { continue };
                let inside =
                    inner.iter().all(|module| source.contains(&format!("mod {module} {{")));
                match inside.then(|| check_test(&source, name)) {
                    Some(Ok(())) => return Ok(()),
                    Some(Err(fault)) => write!(looked, "\n  {file} {fault}").unwrap(),
                    None => write!(looked, "\n  {file} has no module {inner:?}").unwrap(),
                }
            }
        }
    }
    Err(format!("{path} is no test:{looked}"))
}

fn check_test(source: &str, name: &str) -> Result<(), String> {
    let lines: Vec<&str> = source.lines().map(str::trim_start).collect();
    let head = format!("fn {name}(");
    let at = lines.iter().position(|line| line.starts_with(&head));
    let at = at.ok_or_else(|| format!("has no fn {name}"))?;
    let above = lines.iter().take(at).rev();
    let attributes: Vec<_> =
        above.take_while(|line| line.starts_with("#[") || line.starts_with("//")).collect();
    if attributes.iter().any(|line| line.starts_with("#[ignore")) {
        return Err(format!("ignores {name}"));
    }
    let is_test = attributes.iter().any(|line| line.starts_with("#[test]"));
    is_test.then_some(()).ok_or_else(|| format!("has {name}, without #[test]"))
}

#[test]
fn every_test_that_is_named_exists() {
    for document in [ENGLISH, FRENCH] {
        let case = Case::read(document);
        assert!(case.tests.len() > 50, "{document} names its tests another way than is read here");
        let missing: Vec<String> =
            case.tests.keys().filter_map(|(_, test)| find_test(test).err()).collect();
        assert!(missing.is_empty(), "{document}:\n{}", missing.join("\n"));
    }
}

#[test]
fn both_languages_say_the_same() {
    let [english, french] = [ENGLISH, FRENCH].map(Case::read);
    for (kind, what) in KINDS {
        assert!(!english.defined(kind).is_empty(), "no {what}");
        assert_eq!(english.defined(kind), french.defined(kind), "{what}");
    }
    assert_same("the numbers", &english.named, &french.named);
    assert_same("the matrix", &english.matrix, &french.matrix);
    let [english, french] = [english, french].map(|case| case.tests.into_iter().collect());
    assert_same::<(_, BTreeSet<_>)>("the tests", &english, &french);
}

#[test]
fn what_is_named_is_defined_once() {
    for document in [ENGLISH, FRENCH] {
        let case = Case::read(document);
        let defined: BTreeSet<String> = case.defined.iter().cloned().collect();
        assert_eq!(defined.len(), case.defined.len(), "{document} defines a number twice");
        assert_same(&format!("{document}, named and defined"), &case.named, &defined);
    }
}

#[test]
fn every_mark_of_the_matrix_has_a_test_and_every_test_a_mark() {
    for document in [ENGLISH, FRENCH] {
        let case = Case::read(document);
        let shown: BTreeSet<(String, String)> = case
            .tests
            .iter()
            .flat_map(|((function, _), threats)| {
                threats.iter().map(move |threat| (threat.clone(), function.clone()))
            })
            .collect();
        assert_same(&format!("{document}, marks and tests"), &case.matrix, &shown);
        for (kind, of) in [('T', 0), ('F', 1)] {
            for number in case.defined(kind) {
                let mut marks =
                    case.matrix.iter().map(|mark| if of == 0 { &mark.0 } else { &mark.1 });
                assert!(marks.any(|mark| mark == number), "{document}: nothing meets {number}");
            }
        }
    }
}

#[test]
fn libraries_are_named_at_the_version_that_is_locked() {
    let lock = fs::read_to_string(workspace("Cargo.lock")).unwrap();
    for document in [ENGLISH, FRENCH] {
        let text = fs::read_to_string(workspace(document)).unwrap();
        // What stands between backquotes, such as `age 0.11.5`.
        let quoted = text.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(' '));
        let is_version = |v: &str| {
            v.split('.').count() == 3 && v.chars().all(|c| c.is_ascii_digit() || c == '.')
        };
        let libraries: Vec<_> = quoted.filter(|(_, version)| is_version(version)).collect();
        assert!(libraries.len() > 15, "{document} names its libraries in another way");
        for (name, version) in libraries {
            let package = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&package), "{document}: {name} {version} is not in Cargo.lock");
        }
    }
}

#[test]
fn a_name_that_is_misspelt_is_found() {
    let right = "tests::security_case::a_name_that_is_misspelt_is_found";
    assert_eq!(find_test(right), Ok(()));
    assert_eq!(find_test("core::keys::passphrase::tests::the_documented_vector"), Ok(()));
    for wrong in [
        "tests::security_case::a_name_that_is_mispelt_is_found",
        "tests::security_cases::a_name_that_is_misspelt_is_found",
        "core::security_case::a_name_that_is_misspelt_is_found",
        "test::security_case::a_name_that_is_misspelt_is_found",
        // A function, and not a test.
        "tests::security_case::check_test",
        // The module stands in another file.
        "core::keys::passphrase::vectors::the_documented_vector",
        "a_name_that_is_misspelt_is_found",
        "",
    ] {
        assert!(find_test(wrong).is_err(), "{wrong}");
    }
    assert!(check_test("#[test]\n#[ignore]\nfn slow() {}", "slow").is_err());
}
