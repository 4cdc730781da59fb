//! A user at a terminal, who reads what is asked and types.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use crate::Run;

/// Plays the terminal: the standard library has none.
const PLAY: &str = include_str!("typist.py");

/// A command about to run in a terminal of its own.
#[must_use]
pub struct Typist {
    run: Run,
    steps: Vec<String>,
}

impl Run {
    /// Runs it at a terminal instead of in a pipe.
    pub fn at_a_terminal(self) -> Typist {
        Typist { run: self, steps: Vec::new() }
    }
}

impl Typist {
    /// Once `question` is on the screen, types `answer`; `\r` is Enter, `\x03` Ctrl-C.
    pub fn types(mut self, question: &str, answer: &str) -> Self {
        self.steps.extend([question.to_owned(), answer.to_owned()]);
        self
    }

    /// Plays it all.
    ///
    /// # Panics
    /// When a question does not come.
    #[must_use]
    #[track_caller]
    pub fn run(self) -> Session {
        let (command, ..) = self.run.into_command();
        let mut words: Vec<OsString> = vec!["-c".into(), PLAY.into()];
        words.push((self.steps.len() / 2).to_string().into());
        words.extend(self.steps.into_iter().map(OsString::from));
        words.push(command.get_program().to_owned());
        words.extend(command.get_args().map(ToOwned::to_owned));
        let mut python = Command::new("python3");
        python.args(words).current_dir(command.get_current_dir().unwrap());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => python.env(name, value),
                None => python.env_remove(name),
            };
        }
        let played = python.stdin(Stdio::null()).output().expect("python3 is there");
        let screen = String::from_utf8_lossy(&played.stdout).replace("\r\n", "\n");
        let ending = String::from_utf8_lossy(&played.stderr);
        let mut facts = ending.split_whitespace();
        let code = facts.next().and_then(|code| code.parse().ok());
        let code = code.unwrap_or_else(|| panic!("{ending}\n--- on the screen\n{screen}"));
        Session { code, echo: facts.next() == Some("echo"), screen }
    }
}

/// What was on the screen, and how the command ended.
pub struct Session {
    code: i32,
    /// Whether the terminal shows what is typed, now that the command has ended.
    echo: bool,
    screen: String,
}

impl Session {
    /// All that the screen showed.
    #[must_use]
    pub fn screen(&self) -> &str {
        &self.screen
    }

    /// Asserts the exit code, and that the terminal is left as it was found.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n{}", self.screen);
        assert!(!self.screen.contains("panicked"), "{}", self.screen);
        assert!(self.echo, "the terminal no longer shows what is typed\n{}", self.screen);
        self
    }

    /// Asserts that the screen showed this.
    #[track_caller]
    pub fn shows(self, text: &str) -> Self {
        assert!(self.screen.contains(text), "no {text:?} on the screen\n{}", self.screen);
        self
    }

    /// Asserts that the screen did not show this.
    #[track_caller]
    pub fn hides(self, text: &str) -> Self {
        assert!(!self.screen.contains(text), "{text:?} was on the screen\n{}", self.screen);
        self
    }
}
