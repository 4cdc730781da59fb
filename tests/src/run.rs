//! A command, before and while it runs.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::{Outcome, Scene, binary};

/// How often it is looked whether something has happened.
const POLL: std::time::Duration = std::time::Duration::from_millis(1);

/// A command about to run.
#[must_use]
pub struct Run {
    /// What runs the binary, if something does.
    wrapper: Vec<OsString>,
    args: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    stdin: Option<Vec<u8>>,
    stdout: Option<Stdio>,
    desk: PathBuf,
    temporary: PathBuf,
}

impl Run {
    pub(crate) fn new(scene: &Scene, args: Vec<OsString>) -> Self {
        let temporary = scene.temporary();
        let variables = [
            ("LANG", "C".into()),
            ("TZ", "UTC".into()),
            ("SCELLE_HOME", scene.home().into_os_string()),
            ("TMPDIR", temporary.clone().into_os_string()),
        ];
        Self {
            wrapper: Vec::new(),
            args,
            variables: variables.map(|(name, value)| (name.into(), value)).into(),
            stdin: None,
            stdout: None,
            desk: scene.desk(),
            temporary,
        }
    }

    /// More arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// What it reads on standard input; nothing unless set.
    pub fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(content.into());
        self
    }

    /// Where its standard output goes, instead of to the outcome.
    pub fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.stdout = Some(to.into());
        self
    }

    /// An environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Runs it through another command: `prlimit`, `setsid`…
    pub fn through(mut self, wrapper: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.wrapper = wrapper.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        self
    }

    /// Runs it through another command within the one that it goes through already.
    pub fn within(mut self, wrapper: &[String]) -> Self {
        self.wrapper.extend(wrapper.iter().map(OsString::from));
        self
    }

    /// Gives it so much address space and no more, in MiB.
    pub fn within_memory(self, mib: u64) -> Self {
        self.through(["prlimit".to_owned(), format!("--as={}", mib << 20)])
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(self) -> Outcome {
        self.start().ends()
    }

    /// Starts it, its standard input left open unless it was given.
    #[must_use]
    pub fn start(self) -> Running {
        let told = self.stdin.is_some();
        let temporary = self.temporary.clone();
        let line = self.args.iter().map(|arg| arg.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let (mut command, content, stdout) = self.into_command();
        command.stdin(Stdio::piped()).stderr(Stdio::piped());
        command.stdout(stdout.unwrap_or_else(Stdio::piped));
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take();
        if told && let Some(mut stdin) = stdin {
            // On its own, so that neither waits for the other; it may well stop reading.
            std::thread::spawn(move || stdin.write_all(&content));
            return Running { child, stdin: None, line, temporary };
        }
        Running { child, stdin, line, temporary }
    }

    pub(crate) fn into_command(self) -> (Command, Vec<u8>, Option<Stdio>) {
        let mut words = self.wrapper;
        words.push(binary().into());
        words.extend(self.args);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(self.desk);
        // Neither the developer's language nor their keyring.
        for name in
            ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]
        {
            command.env_remove(name);
        }
        command.envs(self.variables);
        (command, self.stdin.unwrap_or_default(), self.stdout)
    }
}

/// A command that runs.
pub struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    line: String,
    temporary: PathBuf,
}

impl Running {
    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its standard input.
    ///
    /// # Panics
    /// When it was given beforehand.
    pub fn stdin(&mut self) -> &mut ChildStdin {
        self.stdin.as_mut().unwrap()
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until something has happened, while it runs.
    ///
    /// # Panics
    /// When it ends before that.
    #[track_caller]
    pub fn until(&mut self, mut happened: impl FnMut() -> bool) {
        while !happened() {
            assert!(self.runs(), "it ended too early");
            std::thread::sleep(POLL);
        }
    }

    /// Waits until it has opened this file, or one without a name in this folder.
    ///
    /// # Panics
    /// When it ends before that.
    #[cfg(target_os = "linux")]
    #[track_caller]
    pub fn until_open(&mut self, path: &std::path::Path) {
        let path = path.canonicalize().unwrap();
        let fds = format!("/proc/{}/fd", self.id());
        let is_it = |open: PathBuf| {
            let unnamed = open.to_string_lossy().ends_with(" (deleted)");
            open == path || unnamed && open.parent() == Some(&path)
        };
        self.until(|| {
            // It may close what is looked at, or end.
            let entries = std::fs::read_dir(&fds).into_iter().flatten().flatten();
            entries.filter_map(|entry| std::fs::read_link(entry.path()).ok()).any(is_it)
        });
    }

    /// Closes its standard input and waits for its end.
    #[must_use]
    #[track_caller]
    pub fn ends(mut self) -> Outcome {
        drop(self.stdin.take());
        self.waits()
    }

    /// Waits for its end, its standard input still open.
    #[must_use]
    #[track_caller]
    pub fn waits(self) -> Outcome {
        let Self { child, stdin, line, temporary } = self;
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        Scene::left_nothing_temporary(&temporary);
        Outcome::of(line, output)
    }
}
