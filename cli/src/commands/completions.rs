//! `scelle completions`: scripts for shells, which have them ask this program what can be typed.

use std::ffi::{OsStr, OsString};
use std::io;

use clap::Command;
use clap_complete::Shell;
use clap_complete::engine::complete;
use clap_complete::env::Shells;
use scelle_core::error::{Error, IoOperation};

use crate::failure::Result;
use crate::{help, terminal};

/// Set by those scripts to the name of the shell that asks.
const VARIABLE: &str = "SCELLE_COMPLETE";
const NAME: &str = "scelle";
const BASH: &str = "bash";
/// Where bash says which word is typed.
const BASH_WORD: &str = "_CLAP_COMPLETE_INDEX";
/// Where bash says how the word stands in the line.
const BASH_TYPED: &str = "_SCELLE_TYPED";
/// Where bash says what is between two answers.
const BASH_SEPARATOR: &str = "_CLAP_IFS";

/// The file is the function `_scelle` where zsh loads it when it is first needed: then it must answer too.
const ZSH_FIRST_TIME: &str =
    "\n[[ $funcstack[1] == _scelle ]] && _clap_dynamic_completer_scelle \"$@\"\n";

pub(super) fn run(shell: Shell) -> Result<()> {
    let script = script(shell).map_err(|source| Error::Io {
        operation: IoOperation::WriteOutput,
        path: None,
        source,
    })?;
    terminal::write_output(&script)
}

fn script(shell: Shell) -> io::Result<String> {
    let mut script = Vec::new();
    let shells = Shells::builtins();
    let known = shells.completer(&shell.to_string()).ok_or(io::ErrorKind::Unsupported)?;
    known.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    if shell == Shell::Zsh {
        script.extend_from_slice(ZSH_FIRST_TIME.as_bytes());
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    // The word as it stands in the line, with its quote: the engine's script passes it without.
    let asks = format!("{VARIABLE}=\"{BASH}\"");
    let tells = format!("{BASH_TYPED}=\"${{COMP_WORDS[COMP_CWORD]}}\" {asks}");
    Ok(script.replace(&asks, &tells))
}

/// Answers a shell that asks; returns whether one does.
pub(crate) fn answer() -> bool {
    let Some(shell) = std::env::var_os(VARIABLE).filter(|shell| !shell.is_empty()) else {
        return false;
    };
    let typed: Vec<OsString> = std::env::args_os().skip_while(|arg| arg != "--").skip(1).collect();
    if !typed.is_empty() {
        // A shell has no use for an error.
        let answer = candidates(&shell.to_string_lossy(), typed).unwrap_or_default();
        terminal::print(&String::from_utf8_lossy(&answer));
    }
    true
}

fn candidates(shell: &str, mut typed: Vec<OsString>) -> io::Result<Vec<u8>> {
    let mut command = help::command().mut_subcommands(with_hidden_aliases);
    let here = std::env::current_dir().ok();
    let mut answer = Vec::new();
    if shell == BASH {
        let told = |name| std::env::var(name).unwrap_or_default();
        let word: usize = told(BASH_WORD).parse().unwrap_or_default();
        let quote = Quote::of(&told(BASH_TYPED));
        if let Some(word) = typed.get_mut(word) {
            *word = quote.removed_from(&word.to_string_lossy()).into();
        }
        let found = complete(&mut command, typed, word, here.as_deref())?;
        let words: Vec<String> = found.iter().map(|one| quote.put_on(one.get_value())).collect();
        answer.extend_from_slice(words.join(&told(BASH_SEPARATOR)).as_bytes());
    } else if let Some(known) = Shells::builtins().completer(shell) {
        known.write_complete(&mut command, typed, here.as_deref(), &mut answer)?;
    }
    Ok(answer)
}

/// Of a command and its visible aliases the engine offers the first in the alphabet alone.
fn with_hidden_aliases(command: Command) -> Command {
    let aliases: Vec<String> = command.get_visible_aliases().map(ToOwned::to_owned).collect();
    command.visible_alias(None::<&'static str>).aliases(aliases)
}

/// How a word is quoted in a line of bash, which writes answers as they are.
#[derive(Clone, Copy)]
enum Quote {
    /// Backslashes.
    None,
    Single,
    Double,
}

impl Quote {
    /// That of a word as it stands in the line.
    fn of(word: &str) -> Self {
        match word.chars().next() {
            Some('\'') => Self::Single,
            Some('"') => Self::Double,
            _ => Self::None,
        }
    }

    /// What a word means, its opening quote left out.
    fn removed_from(self, word: &str) -> String {
        let mut meant = String::new();
        let mut chars = word.chars();
        while let Some(c) = chars.next() {
            match (self, c) {
                (Self::Single, c) => meant.push(c),
                (_, '\\') => meant.extend(chars.next()),
                (_, c) => meant.push(c),
            }
        }
        meant
    }

    /// The word that means this, without the quotes around it.
    fn put_on(self, meant: &OsStr) -> String {
        let mut word = String::new();
        for (at, c) in meant.to_string_lossy().chars().enumerate() {
            match (self, c) {
                (Self::Single, '\'') => word.push_str(r"'\'"),
                (Self::Double, '"' | '\\' | '$' | '`') => word.push('\\'),
                (Self::None, c) if !(is_plain(c) || at == 0 && c == '~') => word.push('\\'),
                _ => {}
            }
            word.push(c);
        }
        word
    }
}

/// Whether bash takes a character for itself.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() || "-_./=:,@+%^".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bash_takes_a_quoted_word_for_one() {
        for (word, bare, double) in [
            ("alice@example.fr", "alice@example.fr", "alice@example.fr"),
            ("Alice Martin", r"Alice\ Martin", "Alice Martin"),
            ("L’Été $HOME", r"L’Été\ \$HOME", r"L’Été \$HOME"),
            ("~/a(1).scelle", r"~/a\(1\).scelle", "~/a(1).scelle"),
            ("a~b'c\"", r#"a\~b\'c\""#, r#"a~b'c\""#),
            ("--recipient", "--recipient", "--recipient"),
        ] {
            for (quote, expected) in [(Quote::None, bare), (Quote::Double, double)] {
                assert_eq!(quote.put_on(OsStr::new(word)), expected);
                assert_eq!(quote.removed_from(expected), word);
            }
        }
        assert_eq!(Quote::Single.put_on(OsStr::new("L'Été $HOME")), r"L'\''Été $HOME");
        assert_eq!(Quote::Single.removed_from(r"a\ b"), r"a\ b");
        assert!(matches!(Quote::of("\"a"), Quote::Double));
        assert!(matches!(Quote::of("'a"), Quote::Single));
        assert!(matches!(Quote::of("a'"), Quote::None));
    }
}
