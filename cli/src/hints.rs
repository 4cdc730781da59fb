//! Hints for one command: they name no option that it lacks.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use clap::Command;
use scelle_i18n::text;

/// What stands between two clauses of a hint, in both languages.
const BETWEEN: [&str; 6] = ["; ", "\u{a0}; ", ", or ", ", ou ", " or `", " ou `"];

/// Options that go by another name in some commands.
const OTHER_NAMES: [(&str, &[&str]); 3] = [
    ("--passphrase-file", &["--unlock-passphrase-file", "--old-passphrase-file"]),
    ("--passphrase-fd", &["--unlock-passphrase-fd"]),
    ("--name", &["--label"]),
];

/// The command that runs, and its options.
#[derive(Clone, Debug)]
pub(crate) struct Verb {
    words: String,
    options: BTreeSet<String>,
}

static VERB: OnceLock<Verb> = OnceLock::new();

/// Says once which command runs.
pub(crate) fn are_for(verb: Verb) {
    let _ = VERB.set(verb);
}

/// A hint as the command that runs can follow it.
pub(crate) fn fitted(hint: &str) -> String {
    VERB.get().map_or_else(|| hint.to_owned(), |verb| verb.fit(hint))
}

impl Verb {
    /// The command of these words.
    pub(crate) fn new(root: &Command, command: &Command, words: &str) -> Self {
        let options = root.get_arguments().filter(|arg| arg.is_global_set());
        // `access add` knows these only to explain that they are others.
        let explains =
            |arg: &&clap::Arg| arg.is_hide_set() && arg.get_id().as_str().starts_with("passphrase");
        let own = command.get_arguments().filter(|arg| !explains(arg));
        let options = options.chain(own).flat_map(|arg| {
            let long = arg.get_long().map(|long| format!("--{long}"));
            let short = arg.get_short().map(|short| format!("-{short}"));
            long.into_iter().chain(short)
        });
        Self { words: words.to_owned(), options: options.collect() }
    }

    /// Leaves out the clauses that name an option which the command lacks.
    fn fit(&self, hint: &str) -> String {
        let mut fitted = String::new();
        for (between, clause) in clauses(hint) {
            let Some(clause) = self.clause(clause) else { continue };
            if fitted.is_empty() {
                // What it was an alternative to is gone.
                let start = ["or ", "ou "].iter().find_map(|or| clause.strip_prefix(or));
                fitted += start.unwrap_or(&clause);
            } else {
                fitted += between;
                fitted += &clause;
            }
        }
        if fitted.is_empty() { text!("hint-none", words = self.words.as_str()) } else { fitted }
    }

    fn clause(&self, clause: &str) -> Option<String> {
        let mut said = clause.to_owned();
        // What follows another command is that command's.
        let own = clause.split("`scelle ").next().unwrap_or(clause);
        for option in options_in(own).filter(|option| !self.options.contains(*option)) {
            let others = OTHER_NAMES.iter().find(|(name, _)| *name == option);
            let other = others.and_then(|(_, all)| all.iter().find(|o| self.options.contains(**o)));
            said = said.replace(&format!("{option}`"), &format!("{}`", other?));
        }
        Some(said)
    }
}

/// The options that a text names: `-o`, `--role owner`.
fn options_in(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let first = quoted.filter_map(|quoted| quoted.split(' ').next());
    // A clause may begin within its quotes, where the one before it ends with them.
    let start = text.split(['`', ' ']).next().filter(|word| word.starts_with('-'));
    first.chain(start).filter(|word| word.len() > 1 && word.starts_with('-'))
}

/// Clauses, each with what stands before it.
fn clauses(hint: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let (mut before, mut start) = ("", 0);
    for (at, _) in hint.char_indices() {
        let rest = hint.get(at..).unwrap_or_default();
        let Some(between) = BETWEEN.iter().find(|between| rest.starts_with(**between)) else {
            continue;
        };
        if at < start {
            continue;
        }
        // A quote opens the next clause.
        let taken = between.strip_suffix('`').unwrap_or(between);
        all.push((before, hint.get(start..at).unwrap_or_default()));
        (before, start) = (taken, at + taken.len());
    }
    all.push((before, hint.get(start..).unwrap_or_default()));
    all
}

#[cfg(test)]
mod tests {
    use scelle_i18n::Language;

    use super::*;
    use crate::help;

    /// The hints of a language, but those of the window.
    fn hints(language: Language) -> Vec<(&'static str, &'static str)> {
        let texts = match language {
            Language::English => include_str!("../../i18n/en/scelle.ftl"),
            Language::French => include_str!("../../i18n/fr/scelle.ftl"),
        };
        let all = texts.lines().filter_map(|line| line.split_once(" = "));
        all.filter(|(key, _)| key.ends_with("-hint") && !key.starts_with("win-")).collect()
    }

    fn verbs<'a>(root: &'a Command, command: &'a Command, words: &str, all: &mut Vec<Verb>) {
        let below: Vec<&Command> = command.get_subcommands().collect();
        if below.is_empty() {
            all.push(Verb::new(root, command, words));
        }
        for command in below {
            let words = format!("{words} {}", command.get_name());
            verbs(root, command, words.trim(), all);
        }
    }

    fn all_verbs() -> Vec<Verb> {
        let root = help::command();
        let mut all = Vec::new();
        verbs(&root, &root, "", &mut all);
        assert!(all.len() > 30, "{}", all.len());
        all
    }

    #[test]
    fn every_hint_names_only_options_of_its_command() {
        let verbs = all_verbs();
        for language in Language::ALL {
            scelle_i18n::select(language);
            let hints = hints(language);
            assert!(hints.len() > 100, "{}", hints.len());
            for (key, hint) in hints {
                assert!(verbs.iter().any(|verb| verb.fit(hint) == hint), "{key}: no command");
                for verb in &verbs {
                    let fitted = verb.fit(hint);
                    let own = fitted.split("`scelle ").next().unwrap();
                    for option in options_in(own) {
                        assert!(verb.options.contains(option), "{key}, {}: {fitted}", verb.words);
                    }
                    assert!(!fitted.is_empty() && fitted.matches('`').count() % 2 == 0, "{fitted}");
                    let first = fitted.split(' ').next().unwrap();
                    assert!(!["or", "ou", "and", "et"].contains(&first), "{key}: {fitted}");
                }
                names_commands_that_exist(hint, &verbs);
            }
        }
    }

    /// `scelle access add` with `--role owner`: both are there.
    fn names_commands_that_exist(hint: &str, verbs: &[Verb]) {
        for rest in hint.split("`scelle ").skip(1) {
            let (line, after) = rest.split_once('`').unwrap();
            let verb = verbs.iter().filter(|verb| line.starts_with(&verb.words));
            let verb = verb.max_by_key(|verb| verb.words.len());
            let general = line.ends_with("--help");
            assert!(verb.is_some() || general, "{hint}: no command {line}");
            let Some(verb) = verb else { continue };
            let clause = clauses(after).first().map_or("", |(_, clause)| clause);
            let words = line.split(' ').filter(|word| word.starts_with('-'));
            for option in words.chain(options_in(clause)) {
                assert!(verb.options.contains(option), "{hint}: {} lacks {option}", verb.words);
            }
        }
    }

    #[test]
    fn a_clause_goes_and_the_rest_stays() {
        let verbs = all_verbs();
        let verb = |words: &str| verbs.iter().find(|verb| verb.words == words).unwrap();
        scelle_i18n::select(Language::English);
        let hint = "choose another place or another name, or add `--overwrite`";
        assert_eq!(verb("seal").fit(hint), hint);
        assert_eq!(verb("key new").fit(hint), "choose another place or another name");
        let hint = "give it with `--passphrase-file` or `--passphrase-fd`";
        assert_eq!(
            verb("access add").fit(hint),
            "give it with `--unlock-passphrase-file` or `--unlock-passphrase-fd`"
        );
        assert_eq!(verb("group list").fit(hint), "see `scelle group list --help`");
    }
}
