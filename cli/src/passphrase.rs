//! Where passphrases come from: a prompt, a file, a file descriptor, or chance. Never an argument,
//! never the environment.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use scelle_core::error::{Error, IoOperation, PassphraseFault};
use scelle_core::keys::passphrase::Passphrase;
use scelle_core::keys::strength::{self, GENERATED_BITS, WordList};
use scelle_i18n::{Language, text};
#[cfg(windows)]
use scelle_windows::create_private;
use zeroize::Zeroizing;

use crate::args::{NewPassphraseArgs, PassphraseArgs};
use crate::failure::{Asked, Failure, Result};
use crate::stdio::{is_stream, secret_stdin};
use crate::terminal::{Terminal, told};

/// A passphrase file may not be longer, in bytes: what a passphrase may be in UTF-16, with its byte
/// order mark and its line's end.
const MAX_FILE_BYTES: u64 = 2 * 1024 + 6;
const TRIES: usize = 3;
/// The descriptor that `-` stands for.
const STDOUT: u32 = 1;

/// Whether the user may be asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prompts {
    allowed: bool,
}

impl Prompts {
    pub(crate) fn new(no_input: bool) -> Self {
        Self { allowed: !no_input }
    }

    /// Whether there is a user to ask.
    pub(crate) fn may_ask(self) -> bool {
        self.allowed
    }

    /// Asks for a passphrase.
    pub(crate) fn ask(self, question: &str) -> Result<Passphrase> {
        if !self.allowed {
            return Err(Failure::InputForbidden { asked: Asked::Unlocking });
        }
        // rpassword asks on the terminal itself, whatever the standard streams are.
        let _guard = crate::terminal::remember_settings();
        match rpassword::prompt_password(told(question)).map(Zeroizing::new) {
            Ok(typed) => Ok(Passphrase::new(&typed)?),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                Err(Error::Cancelled.into())
            }
            Err(_) => Err(Failure::NoTerminal { asked: Asked::Unlocking }),
        }
    }

    /// Asks for something that is no secret.
    /// `option` answers it without a prompt.
    pub(crate) fn ask_line(self, question: &str, option: &'static str) -> Result<String> {
        let unanswered = || Failure::AnswerNeeded { option };
        if !self.allowed || !io::stdin().is_terminal() {
            return Err(unanswered());
        }
        crate::terminal::print_error(&told(question));
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(|_| unanswered())?;
        Ok(line)
    }

    /// Asks for a yes.
    pub(crate) fn confirm(self, question: &str) -> Result<bool> {
        self.confirm_or(question, "--yes")
    }

    /// Asks for a yes, which `option` gives where no user can be asked.
    pub(crate) fn confirm_or(self, question: &str, option: &'static str) -> Result<bool> {
        let answer = self.ask_line(question, option)?.trim().to_lowercase();
        Ok([text!("cli-yes"), text!("cli-yes-short")].contains(&answer))
    }

    /// Asks for the passphrase of something that is there, until `accept` takes the answer.
    pub(crate) fn ask_to_unlock<T>(
        self,
        question: &str,
        terminal: Terminal,
        accept: impl FnMut(&Passphrase) -> Result<T>,
    ) -> Result<T> {
        self.ask_until(question, terminal, accept).map_err(|failure| to_unlock(failure, None))
    }

    /// Asks until `accept` takes the answer, a few times at most.
    fn ask_until<T>(
        self,
        question: &str,
        terminal: Terminal,
        mut accept: impl FnMut(&Passphrase) -> Result<T>,
    ) -> Result<T> {
        let mut left = TRIES;
        loop {
            left -= 1;
            let again = match self.ask(question) {
                Ok(typed) => accept(&typed),
                Err(failure) => Err(failure),
            };
            match again {
                Err(
                    failure @ Failure::Core(Error::WrongPassphrase | Error::PassphraseRefused(_)),
                ) if left > 0 => {
                    terminal.important(&failure.explain().message);
                }
                other => return other,
            }
        }
    }
}

/// The passphrase that the options give, for opening.
pub(crate) fn given(args: &PassphraseArgs, prompts: Prompts) -> Result<Option<Passphrase>> {
    if args.passphrase {
        let asked = prompts.ask(&text!("cli-ask-passphrase"));
        return asked.map(Some).map_err(|failure| to_unlock(failure, None));
    }
    let file = args.passphrase_file.as_deref();
    from_file_or_fd(file, args.passphrase_fd).map_err(|failure| to_unlock(failure, file))
}

/// A passphrase that no rule allows is a wrong one where it is to unlock something.
fn to_unlock(failure: Failure, file: Option<&Path>) -> Failure {
    match failure {
        Failure::Core(Error::PassphraseRefused(fault)) => {
            let file = file.filter(|file| !is_stream(file)).map(Path::to_owned);
            Failure::UnlocksNothing { file, fault }
        }
        other => other,
    }
}

/// The passphrase that the options give for something new, judged if a person chose it. A generated
/// one goes to `out`, where that is given.
pub(crate) fn new(
    args: &NewPassphraseArgs,
    out: Option<&Path>,
    prompts: Prompts,
    terminal: Terminal,
) -> Result<Option<NewPassphrase>> {
    if args.generate_passphrase {
        let phrase = generate()?;
        return match out {
            Some(out) => phrase.written_to(out).map(Some),
            None => Ok(Some(phrase)),
        };
    }
    if args.passphrase {
        return choose(prompts, terminal).map(Some);
    }
    let Some(passphrase) = from_file_or_fd(args.passphrase_file.as_deref(), args.passphrase_fd)?
    else {
        return Ok(None);
    };
    strength::check(&passphrase)?;
    Ok(Some(NewPassphrase::chosen(passphrase)))
}

/// A passphrase for something new.
pub(crate) struct NewPassphrase {
    pub(crate) passphrase: Passphrase,
    /// Where a generated one goes; `None` for one that the user chose.
    to: Option<Destination>,
}

/// Where a generated passphrase goes.
enum Destination {
    /// To standard error.
    Terminal,
    /// To an open descriptor.
    Descriptor(File),
    /// To a file that was made for it, and has it already.
    File(PassphraseFile),
}

/// The descriptor that is meant: a number, or `-` for standard output.
fn descriptor(to: &Path) -> Option<u32> {
    if is_stream(to) { Some(STDOUT) } else { to.to_str()?.parse().ok() }
}

/// Whether a passphrase that goes there would lie behind what standard output gets.
pub(crate) fn is_stdout(to: &Path) -> bool {
    descriptor(to) == Some(STDOUT)
}

/// A file that is removed when dropped, until it is certain that what its passphrase opens exists.
struct PassphraseFile(Cell<Option<PathBuf>>);

impl NewPassphrase {
    fn chosen(passphrase: Passphrase) -> Self {
        Self { passphrase, to: None }
    }

    /// The same, to be written to a file that is made now, or to an open descriptor. A file has it
    /// before anything is sealed under it: a container is never there without its passphrase.
    fn written_to(self, to: &Path) -> Result<Self> {
        let writing = |source| Error::Io {
            operation: IoOperation::WriteOutput,
            path: Some(to.to_owned()),
            source,
        };
        if let Some(fd) = descriptor(to) {
            let output = open_to_write(fd).ok_or(Failure::BadDescriptor { fd })?;
            return Ok(Self { to: Some(Destination::Descriptor(output)), ..self });
        }
        let mut output = create_private(to).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::TargetExists { path: to.to_owned() },
            _ => writing(error),
        })?;
        let file = PassphraseFile(Cell::new(Some(to.to_owned())));
        let line = Zeroizing::new(format!("{}\n", self.passphrase.reveal()));
        output.write_all(line.as_bytes()).and_then(|()| output.sync_all()).map_err(writing)?;
        // Its name as well, where the system has a way: what it opens must not outlive it.
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        Ok(Self { to: Some(Destination::File(file)), ..self })
    }

    /// Shows it, once, if the user does not know it yet: call this when what it opens exists.
    pub(crate) fn reveal(&self, terminal: Terminal) -> Result<()> {
        let phrase = self.passphrase.reveal();
        let written = match &self.to {
            None => return Ok(()),
            Some(Destination::Terminal) => return show(phrase, terminal),
            Some(Destination::File(file)) => {
                file.0.take();
                return Ok(());
            }
            Some(Destination::Descriptor(output)) => {
                let line = Zeroizing::new(format!("{phrase}\n"));
                (&*output).write_all(line.as_bytes())
            }
        };
        // What it opens is there: it must not be lost.
        written.or_else(|source| {
            show(phrase, terminal)?;
            Err(Error::Io { operation: IoOperation::WriteOutput, path: None, source }.into())
        })
    }

    /// Shows it before it protects something that exists already: that would be lost with it. A file has
    /// it, and keeps it if what it protects is there in the end.
    pub(crate) fn reveal_before<T>(
        &self,
        terminal: Terminal,
        protect: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if !matches!(self.to, Some(Destination::File(_))) {
            self.reveal(terminal)?;
            return protect();
        }
        let protected = protect();
        if is_there(&protected) {
            self.reveal(terminal)?;
        }
        protected
    }
}

/// Whether what was to be written is there, if with an error.
pub(crate) fn is_there<T>(written: &Result<T>) -> bool {
    matches!(
        written,
        Ok(_) | Err(Failure::Core(Error::Io { operation: IoOperation::SyncOutput, .. }))
    )
}

fn show(phrase: &str, terminal: Terminal) -> Result<()> {
    terminal.vital(&text!("cli-generated", phrase = phrase, bits = GENERATED_BITS))
}

impl Drop for PassphraseFile {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(not(windows))]
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn generate() -> Result<NewPassphrase> {
    let words = match scelle_i18n::current() {
        Language::English => WordList::English,
        Language::French => WordList::French,
    };
    let passphrase = strength::generate(words)?;
    Ok(NewPassphrase { passphrase, to: Some(Destination::Terminal) })
}

/// Asks for a new passphrase, twice.
pub(crate) fn choose(prompts: Prompts, terminal: Terminal) -> Result<NewPassphrase> {
    let chosen = prompts.ask_until(&text!("cli-ask-new-passphrase"), terminal, |typed| {
        strength::check(typed)?;
        Ok(typed.clone())
    });
    let passphrase = chosen.map_err(|failure| failure.of_passphrase(Asked::New))?;
    let again = prompts.ask(&text!("cli-ask-again"))?;
    if passphrase.is_same(&again) {
        Ok(NewPassphrase::chosen(passphrase))
    } else {
        Err(Failure::PassphrasesDiffer)
    }
}

/// The passphrase in a file, for something that is there.
pub(crate) fn from_file(path: &Path) -> Result<Option<Passphrase>> {
    from_file_or_fd(Some(path), None).map_err(|failure| to_unlock(failure, Some(path)))
}

fn from_file_or_fd(path: Option<&Path>, fd: Option<u32>) -> Result<Option<Passphrase>> {
    let (path, fd) = if path.is_some_and(is_stream) { (None, Some(0)) } else { (path, fd) };
    if let Some(path) = path {
        let reading = |source| Error::Io {
            operation: IoOperation::ReadInput,
            path: Some(path.to_owned()),
            source,
        };
        return from_reader(scelle_core::text::open_given(path)?, reading).map(Some);
    }
    let Some(fd) = fd else { return Ok(None) };
    if fd == 0 {
        let reading = |source| Error::Io { operation: IoOperation::ReadInput, path: None, source };
        return from_reader(secret_stdin().map_err(reading)?, reading).map(Some);
    }
    let file = open_descriptor(fd).ok_or(Failure::BadDescriptor { fd })?;
    let reading = |source| Error::Io { operation: IoOperation::ReadInput, path: None, source };
    from_reader(file, reading).map(Some)
}

/// A descriptor that this process inherited can be opened by its name, without unsafe code.
#[cfg(unix)]
fn open_descriptor(fd: u32) -> Option<File> {
    if is_write_only(fd) {
        return None;
    }
    File::open(format!("/dev/fd/{fd}")).ok()
}

/// Linux opens the file of a descriptor again, to read as well: a file that was just made would be
/// an empty passphrase, and a pipe would be waited for. Elsewhere the system refuses by itself.
#[cfg(unix)]
fn is_write_only(fd: u32) -> bool {
    const ACCESS_MODE: u32 = 0o3;
    const WRITE_ONLY: u32 = 0o1;
    let Ok(info) = std::fs::read_to_string(format!("/proc/self/fdinfo/{fd}")) else { return false };
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    flags.is_some_and(|flags| flags & ACCESS_MODE == WRITE_ONLY)
}

/// The same to write, at the end of what a file holds: opened again it would be written from its start.
#[cfg(unix)]
fn open_to_write(fd: u32) -> Option<File> {
    use std::os::fd::AsFd;
    match fd {
        1 => io::stdout().as_fd().try_clone_to_owned().map(File::from).ok(),
        2 => io::stderr().as_fd().try_clone_to_owned().map(File::from).ok(),
        _ => File::options().append(true).open(format!("/dev/fd/{fd}")).ok(),
    }
}

/// Windows passes on none but the three of the standard streams.
#[cfg(not(unix))]
fn open_descriptor(_: u32) -> Option<File> {
    None
}

#[cfg(not(unix))]
fn open_to_write(_: u32) -> Option<File> {
    None
}

fn from_reader(reader: impl Read, reading: impl FnOnce(io::Error) -> Error) -> Result<Passphrase> {
    let mut content = Zeroizing::new(Vec::with_capacity(MAX_FILE_BYTES as usize + 1));
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut content).map_err(reading)?;
    if content.len() as u64 > MAX_FILE_BYTES {
        return Err(Error::PassphraseRefused(PassphraseFault::NotText).into());
    }
    Ok(Passphrase::from_file_content(&content)?)
}
