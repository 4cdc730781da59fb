//! The journal of unfinished work: a private folder of the user with one note for each thing that a
//! killed process would leave behind.
//!
//! A note is a text file of lines that are only ever appended, and that its process holds locked:
//! a note that is not locked belongs to a process that is gone. It alone says what the next start
//! does; nothing that lies in the folder of the work is obeyed.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::files::folder::{Access, Folder};
use crate::files::moves::Move;
use crate::files::real_path;

/// The folder of the journal in the user's home.
const UNFINISHED: &str = "unfinished";
const MAGIC: &str = "scelle journal 1";
/// How the name of a note ends, and that of one which is being written.
const NOTE_SUFFIX: &str = ".note";
const NEW_SUFFIX: &str = ".new";
/// Longer notes are not read, in bytes: some millions of moves.
const MAX_BYTES: u64 = 1 << 30;
/// Random bytes in a name, and in the token that proves a folder ours.
const NONCE: usize = 16;
const TOKEN: usize = 32;
/// How often a note is written anew that a start removed before it was locked.
const TRIES: usize = 8;

/// Where unfinished work is noted: a folder of the user's configuration, or nowhere.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    folder: Option<PathBuf>,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Leftover {
    /// A staging folder, with plaintext in it.
    Staging,
    /// A file under a temporary name.
    Temporary,
    /// A lock beside a container.
    Lock,
    /// A file that was moved aside, so that another can take its name.
    Aside,
}

impl Leftover {
    const WORDS: [(Self, &str); 4] = [
        (Self::Staging, "staging"),
        (Self::Temporary, "temporary"),
        (Self::Lock, "lock"),
        (Self::Aside, "aside"),
    ];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// How far the work of a note has come.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Stage {
    /// It may not have made anything yet.
    #[default]
    Begun,
    /// What it notes exists.
    Made,
    /// Files are being moved to their places.
    Moving,
    /// All of them are at their places: only remains are to be removed.
    Committed,
    /// What it notes is being removed, or gets its final name.
    Leaving,
}

impl Stage {
    const WORDS: [(Self, &str); 3] =
        [(Self::Made, "made"), (Self::Committed, "committed"), (Self::Leaving, "leaving")];

    fn line(self) -> String {
        let word = Self::WORDS.iter().find(|(known, _)| *known == self);
        format!("{}\n", word.map_or("", |(_, word)| word))
    }
}

/// A note of this process, locked until dropped.
pub(crate) struct Note {
    journal: Folder,
    name: OsString,
    file: File,
    /// Where it is, for messages.
    pub(crate) path: PathBuf,
    pub(crate) token: String,
}

/// A note as it was read.
#[derive(Debug)]
pub(crate) struct Noted {
    pub(crate) leftover: Leftover,
    pub(crate) name: OsString,
    pub(crate) folder: PathBuf,
    pub(crate) token: String,
    pub(crate) stage: Stage,
    pub(crate) moves: Vec<Move>,
    /// When the tree was complete, by the clock of its disk, in nanoseconds since 1970.
    pub(crate) ready: i128,
}

/// A random text, of this many bytes.
pub(crate) fn random_text(bytes: usize) -> io::Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(random))
}

/// A name that no other process chooses.
pub(crate) fn nonce() -> io::Result<String> {
    random_text(NONCE)
}

impl Journal {
    /// The journal kept in `folder`, which is made when it is first needed.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// No journal: what a killed process leaves stays until the user removes it.
    pub const NONE: Self = Self { folder: None };

    /// The journal of the user whose home this is.
    #[must_use]
    pub fn of_home(home: &Path) -> Self {
        Self::new(home.join(UNFINISHED))
    }

    pub(crate) fn open(&self) -> io::Result<Folder> {
        Folder::open(self.folder.as_ref().ok_or(io::ErrorKind::NotFound)?)
    }

    /// Notes what is about to be made under `name` in `folder`. `None` when it cannot: a home that
    /// is read-only keeps no user from opening a container.
    pub(crate) fn note(&self, leftover: Leftover, folder: &Path, name: &OsStr) -> Option<Note> {
        let own = self.folder.as_ref()?;
        // The names of folders on the way may be links that change.
        let folder = real_path(folder).ok()?;
        make_folder(own).ok()?;
        let journal = self.open().ok()?;
        let token = random_text(TOKEN).ok()?;
        let text = format!(
            "{MAGIC}\n{} {} {} {token}\n",
            leftover.word(),
            escape(name)?,
            escape(folder.as_os_str())?,
        );
        let (name, file) = (0..TRIES).find_map(|_| write_note(&journal, &text).ok())?;
        let _ = journal.sync();
        Some(Note { path: own.join(&name), journal, name, file, token })
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(home) = folder.parent() {
        fs::create_dir_all(home)?;
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Writes a note that is locked and whole before it has its name: no start takes it for that of a
/// dead process. Fails when a start removed it before it was locked.
fn write_note(journal: &Folder, text: &str) -> io::Result<(OsString, File)> {
    let nonce = nonce()?;
    let new = OsString::from(format!("{nonce}{NEW_SUFFIX}"));
    let name = OsString::from(format!("{nonce}{NOTE_SUFFIX}"));
    let mut file = journal.create(&new, Access::Owner)?;
    let locked = match try_lock(&file) {
        Ok(false) => Err(io::ErrorKind::WouldBlock.into()),
        // Without locks no start can tell, and removes nothing.
        Ok(true) | Err(_) => Ok(()),
    };
    let written = locked.and_then(|()| file.write_all(text.as_bytes()));
    let written = written.and_then(|()| file.sync_all());
    match written.and_then(|()| journal.rename(&new, journal, &name)) {
        Ok(()) => Ok((name, file)),
        Err(error) => {
            let _ = journal.remove_file(&new);
            Err(error)
        }
    }
}

/// Notes that only an empty folder, or nothing, is left.
pub(crate) fn append_leaving(mut note: &File) {
    let _ = note.write_all(Stage::Leaving.line().as_bytes());
}

impl Note {
    /// Notes that the work has come so far. A note that lacks it costs the next start a look more.
    pub(crate) fn reached(&mut self, stage: Stage) {
        let _ = self.append(stage);
    }

    fn append(&mut self, stage: Stage) -> io::Result<()> {
        self.file.write_all(stage.line().as_bytes())
    }

    /// Notes, for good, that every file is at its place. When this fails, the note says for good
    /// that it is not so, or
    /// [`CommitError::Uncertain`] is returned.
    pub(crate) fn commit(&mut self) -> Result<(), CommitError> {
        let before = self.file.metadata().map_err(CommitError::Refused)?.len();
        let done = self.append(Stage::Committed).and_then(|()| self.file.sync_all());
        done.map_err(|error| match self.file.set_len(before).and_then(|()| self.file.sync_all()) {
            Ok(()) => CommitError::Refused(error),
            Err(_) => CommitError::Uncertain(error),
        })
    }

    /// Notes, for good, the moves that are about to begin.
    pub(crate) fn moves(&mut self, moves: &[Move], ready: i128) -> io::Result<()> {
        let mut text = format!("moves {} {ready}\n", moves.len());
        for planned in moves {
            let unreadable = || io::Error::from(io::ErrorKind::InvalidFilename);
            let path = escape(planned.path.as_os_str()).ok_or_else(unreadable)?;
            let _ = writeln!(
                text,
                "{path} {} {} {} {}",
                if planned.is_folder { "folder" } else { "file" },
                planned.inode,
                planned.size,
                planned.modified
            );
        }
        let digest = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()));
        let _ = writeln!(text, "end {digest}");
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()
    }

    /// Leaves the note as a process does that is killed.
    #[cfg(test)]
    pub(crate) fn die(&self) {
        unlock(&self.file);
    }

    /// Removes the note: what it tells of is no more.
    pub(crate) fn remove(self) {
        let _ = self.journal.remove_file(&self.name);
    }
}

/// Why a commit did not take place.
#[derive(Debug)]
pub(crate) enum CommitError {
    /// The note says that it did not.
    Refused(io::Error),
    /// The note may say either.
    Uncertain(io::Error),
}

/// Opens a note whose process is gone, and holds it locked; `None` for anything else.
pub(crate) fn open_orphan(journal: &Folder, name: &OsStr) -> io::Result<Option<File>> {
    if !is_unfinished(name) && !name.to_string_lossy().ends_with(NOTE_SUFFIX) {
        return Ok(None);
    }
    // Looked at before it is opened: opening a device may do something, or wait.
    if !journal.stat(name)?.is_some_and(|stat| stat.is_file()) {
        return Ok(None);
    }
    let file = journal.open_to_append(name)?;
    let metadata = file.metadata()?;
    let orphan = metadata.is_file() && metadata.len() <= MAX_BYTES && is_orphan(&file)?;
    Ok(orphan.then_some(file))
}

/// Whether the lock is free: the process that held it is gone.
pub(crate) fn is_orphan(lock: &File) -> io::Result<bool> {
    try_lock(lock)
}

/// Locks a file as long as it is open; returns whether no other process has it locked. What the file
/// says can be read all the same.
#[cfg(not(windows))]
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(windows)]
pub(crate) use scelle_windows::try_lock;

/// Gives up a lock, as a process does that is killed.
#[cfg(test)]
pub(crate) fn unlock(file: &File) {
    #[cfg(not(windows))]
    file.unlock().unwrap();
    #[cfg(windows)]
    scelle_windows::unlock(file).unwrap();
}

/// Whether this is a note that was never finished.
pub(crate) fn is_unfinished(name: &OsStr) -> bool {
    name.to_string_lossy().ends_with(NEW_SUFFIX)
}

impl Noted {
    /// Reads a note; `None` for any other file.
    pub(crate) fn read(file: &File) -> io::Result<Option<Self>> {
        let mut text = String::new();
        match file.take(MAX_BYTES).read_to_string(&mut text) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(None),
            read => read?,
        };
        Ok(Self::parse(&text))
    }

    fn parse(text: &str) -> Option<Self> {
        // A line that a kill cut short has no end.
        let (text, _) = text.rsplit_once('\n')?;
        let mut lines = text.split('\n');
        if lines.next()? != MAGIC {
            return None;
        }
        let mut fields = lines.next()?.split(' ');
        let mut noted = Self {
            leftover: Leftover::parse(fields.next()?)?,
            name: unescape(fields.next()?)?,
            folder: unescape(fields.next()?)?.into(),
            token: fields.next()?.to_owned(),
            stage: Stage::Begun,
            moves: Vec::new(),
            ready: 0,
        };
        let whole =
            fields.next().is_none() && noted.folder.is_absolute() && is_one_name(&noted.name);
        if !whole {
            return None;
        }
        while let Some(line) = lines.next() {
            if let Some((stage, _)) = Stage::WORDS.iter().find(|(_, word)| *word == line) {
                noted.stage = noted.stage.max(*stage);
            } else if line.starts_with("moves ") {
                // One that was cut short: the first move had not begun.
                let Some((moves, ready)) = parse_moves(line, &mut lines) else { break };
                (noted.moves, noted.ready) = (moves, ready);
                noted.stage = noted.stage.max(Stage::Moving);
            } else {
                break;
            }
        }
        Some(noted)
    }
}

fn parse_moves<'a>(
    first: &'a str,
    lines: &mut impl Iterator<Item = &'a str>,
) -> Option<(Vec<Move>, i128)> {
    let mut digest = Sha256::new();
    digest.update(first.as_bytes());
    digest.update(b"\n");
    let (_, rest) = first.split_once(' ')?;
    let (count, ready) = rest.split_once(' ')?;
    let (count, ready): (usize, i128) = (count.parse().ok()?, ready.parse().ok()?);
    let mut moves = Vec::new();
    for _ in 0..count {
        let line = lines.next()?;
        digest.update(line.as_bytes());
        digest.update(b"\n");
        let mut fields = line.split(' ');
        moves.push(Move {
            path: unescape(fields.next()?)?.into(),
            is_folder: fields.next()? == "folder",
            inode: fields.next()?.parse().ok()?,
            size: fields.next()?.parse().ok()?,
            modified: fields.next()?.parse().ok()?,
        });
    }
    let expected = lines.next()?.strip_prefix("end ")?;
    (BASE64_URL_SAFE_NO_PAD.encode(digest.finalize()) == expected).then_some((moves, ready))
}

pub(crate) fn is_one_name(name: &OsStr) -> bool {
    Path::new(name).file_name() == Some(name)
}

/// A name or a path as one word of printable ASCII; `None` where the system has names that are no
/// text, and gives no access to their bytes.
fn escape(text: &OsStr) -> Option<String> {
    let mut escaped = String::new();
    for byte in bytes_of(text)? {
        if byte.is_ascii_graphic() && *byte != b'%' {
            escaped.push(char::from(*byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    Some(escaped).filter(|escaped| !escaped.is_empty())
}

fn unescape(word: &str) -> Option<OsString> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes().iter();
    while let Some(byte) = rest.next() {
        if *byte == b'%' {
            let digits = [*rest.next()?, *rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(*byte);
        }
    }
    text_of(bytes)
}

#[cfg(unix)]
fn bytes_of(text: &OsStr) -> Option<&[u8]> {
    Some(std::os::unix::ffi::OsStrExt::as_bytes(text))
}

#[cfg(not(unix))]
fn bytes_of(text: &OsStr) -> Option<&[u8]> {
    text.to_str().map(str::as_bytes)
}

#[cfg(unix)]
fn text_of(bytes: Vec<u8>) -> Option<OsString> {
    Some(std::os::unix::ffi::OsStringExt::from_vec(bytes))
}

#[cfg(not(unix))]
fn text_of(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}
