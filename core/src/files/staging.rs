//! A folder, beside the place where its content will appear, in which plaintext is written.
//!
//! A process that is killed leaves it behind: its lock is then free, and a note in the journal,
//! written before the first byte of plaintext, tells the next start where to remove it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Doing, Error, Result};

pub(crate) const PREFIX: &str = ".scelle-";
pub(crate) const SUFFIX: &str = ".partial";
/// How the locks of those who edit end: see `lock.rs`.
pub(crate) const LOCK_SUFFIX: &str = ".lock";
const LOCK: &str = "lock";
const TREE: &str = "tree";
const REPLACED: &str = "replaced";
/// The moves out of the tree, relative to it, each ended by a NUL.
const MOVES: &str = "moves";

/// Where unfinished work is noted: a folder of the user's configuration.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The journal kept in `folder`, which is made when it is first needed.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Removes what killed processes left, and puts back what they had moved out of the way.
    /// Tells how many folders were removed. What cannot be removed now stays noted.
    #[must_use]
    pub fn sweep(&self) -> usize {
        let Ok(notes) = fs::read_dir(&self.folder) else { return 0 };
        notes.flatten().filter(|note| sweep_note(&note.path()).unwrap_or(false)).count()
    }

    /// Notes a folder or a file before it is made. A home that cannot be written to must not prevent
    /// anyone from reading.
    pub(crate) fn note(&self, staging: &Path) -> Option<PathBuf> {
        let absolute = std::path::absolute(staging).ok()?;
        // Two folders may hold the same name.
        let folder = Sha256::digest(absolute.parent()?.as_os_str().as_encoded_bytes());
        let folder = BASE64_URL_SAFE_NO_PAD.encode(folder.get(..9)?);
        let name = [staging.file_name()?, ".".as_ref(), folder.as_ref()];
        let note = self.folder.join(name.into_iter().collect::<OsString>());
        fs::create_dir_all(&self.folder).ok()?;
        fs::write(&note, absolute.as_os_str().as_encoded_bytes()).ok()?;
        Some(note)
    }
}

fn sweep_note(note: &Path) -> io::Result<bool> {
    let Some(staging) = noted_path(&fs::read(note)?) else {
        fs::remove_file(note)?;
        return Ok(false);
    };
    let removed = match staging.symlink_metadata() {
        Ok(there) if there.is_dir() && is_private(&there) => sweep_staging(&staging)?,
        Ok(there) if there.is_file() => sweep_file(&staging)?,
        // Not ours, or gone: whatever somebody put in its place tells us nothing.
        _ => {
            fs::remove_file(note)?;
            return Ok(false);
        }
    };
    if removed || !staging.exists() {
        fs::remove_file(note)?;
    }
    Ok(removed)
}

/// A note leads to a folder of ours and to nothing else, whoever wrote it.
fn noted_path(content: &[u8]) -> Option<PathBuf> {
    let path = path_from_bytes(content)?;
    let name = path.file_name()?.to_str()?;
    let ours = name.starts_with(PREFIX) && [SUFFIX, LOCK_SUFFIX].iter().any(|s| name.ends_with(s));
    // A lock is a file: a folder of that name is somebody else's.
    let real = path
        .symlink_metadata()
        .map_or(true, |m| m.is_dir() && name.ends_with(SUFFIX) || m.is_file());
    (path.is_absolute() && ours && real).then_some(path)
}

/// Whether a folder is as we make them: ours, and nobody else's to write to.
#[cfg(unix)]
fn is_private(folder: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    folder.mode() & 0o077 == 0 && folder.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_private(_: &fs::Metadata) -> bool {
    true
}

/// Removes a folder whose process is gone; `false` when it is alive.
fn sweep_staging(staging: &Path) -> io::Result<bool> {
    let lock = match File::open(staging.join(LOCK)) {
        Ok(lock) => lock,
        // Killed before it held anything.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return fs::remove_dir(staging).map(|()| true);
        }
        Err(error) => return Err(error),
    };
    if !is_orphan(&lock)? {
        return Ok(false);
    }
    undo_moves(staging)?;
    fs::remove_dir_all(staging)?;
    Ok(true)
}

/// Removes a file whose process is gone; `false` when it is alive.
fn sweep_file(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    // Between opening and locking somebody may have put a living one in its place.
    let orphan = is_orphan(&file)? && is_same_file(&file, path);
    if orphan {
        fs::remove_file(path)?;
    }
    Ok(orphan)
}

/// Whether what is open is what has that name.
#[cfg(unix)]
pub(crate) fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), path.symlink_metadata()) {
        (Ok(one), Ok(other)) => identity(one) == identity(other),
        _ => false,
    }
}

/// What is open cannot be replaced there.
#[cfg(not(unix))]
pub(crate) fn is_same_file(_: &File, _: &Path) -> bool {
    true
}

/// Whether nobody holds the lock: the process that did is gone.
pub(crate) fn is_orphan(lock: &File) -> io::Result<bool> {
    match lock.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Brings back what was moved out of the tree, then what had to make room for it.
fn undo_moves(staging: &Path) -> io::Result<()> {
    let base = staging.parent().unwrap_or(staging);
    let planned = match fs::read(staging.join(MOVES)) {
        Ok(planned) => planned,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for relative in planned.split(|byte| *byte == 0).filter_map(path_from_bytes) {
        let inside = staging.join(TREE).join(&relative);
        let outside = base.join(&relative);
        let moved = inside.symlink_metadata().is_err() && outside.symlink_metadata().is_ok();
        let is_ours = relative.components().all(|c| matches!(c, Component::Normal(_)));
        if moved && is_ours {
            fs::rename(outside, inside)?;
        }
    }
    put_back(&staging.join(REPLACED), base)
}

#[cfg(unix)]
fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    (!bytes.is_empty()).then(|| name.into())
}

#[cfg(not(unix))]
fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// Moves every file under `from` to the same place under `to`.
fn put_back(from: &Path, to: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            put_back(&entry.path(), &target)?;
        } else {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The folder itself: readable by its owner only, removed when dropped.
pub(crate) struct Staging {
    folder: PathBuf,
    _lock: File,
    note: Option<PathBuf>,
}

impl Staging {
    /// A staging folder inside `base`, on the same file system as what it holds will be.
    pub(crate) fn create(base: &Path, journal: Option<&Journal>) -> Result<Self> {
        let writing = || Error::io(Doing::WriteOutput, base);
        let mut note = None;
        let make = |path: &Path| {
            note = journal.and_then(|journal| journal.note(path));
            make_private_folder(path)
        };
        let named = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).make_in(base, make);
        let (_, folder) = named.map_err(writing())?.into_parts();
        let folder = folder.keep().map_err(|kept| writing()(kept.error))?;
        let lock = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.join(LOCK))
            .map_err(writing())?;
        // Some network file systems have no locks: a sweep cannot tell there, and removes nothing.
        let _ = lock.try_lock();
        let staging = Self { folder, _lock: lock, note };
        fs::create_dir(staging.tree()).map_err(writing())?;
        Ok(staging)
    }

    /// Where the content is written.
    pub(crate) fn tree(&self) -> PathBuf {
        self.folder.join(TREE)
    }

    /// Writes down, for good, what is about to be moved out of the tree.
    pub(crate) fn note_moves(&self, planned: &[PathBuf]) -> Result<()> {
        let path = self.folder.join(MOVES);
        let mut text = Vec::new();
        for relative in planned {
            text.extend_from_slice(relative.as_os_str().as_encoded_bytes());
            text.push(0);
        }
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.map_err(Error::io(Doing::WriteOutput, &path))
    }

    /// Brings back what was moved out of the tree, and what had to make room for it.
    pub(crate) fn undo_moves(&self) -> io::Result<()> {
        undo_moves(&self.folder)
    }

    /// Where what the content replaces waits until everything is in its place.
    pub(crate) fn replaced(&self) -> PathBuf {
        self.folder.join(REPLACED)
    }
}

#[cfg(unix)]
fn make_private_folder(path: &Path) -> io::Result<()> {
    std::os::unix::fs::DirBuilderExt::mode(&mut fs::DirBuilder::new(), 0o700).create(path)
}

#[cfg(not(unix))]
fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

impl Drop for Staging {
    fn drop(&mut self) {
        let removed = fs::remove_dir_all(&self.folder);
        if let Some(note) = self.note.as_ref().filter(|_| removed.is_ok()) {
            let _ = fs::remove_file(note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_living_process_is_left_alone_and_a_dead_one_is_swept() {
        let base = tempfile::tempdir().unwrap();
        let journal = Journal::new(base.path().join("journal"));
        let work = base.path().join("work");
        fs::create_dir(&work).unwrap();
        let staging = Staging::create(&work, Some(&journal)).unwrap();
        fs::write(staging.tree().join("secret"), "plain").unwrap();
        assert_eq!(journal.sweep(), 0);
        assert!(staging.tree().join("secret").exists());

        // What a kill leaves: the folder and the note, with nobody holding the lock.
        fs::create_dir(staging.replaced()).unwrap();
        fs::write(staging.replaced().join("old"), "theirs").unwrap();
        fs::write(staging.folder.join(MOVES), b"").unwrap();
        let Staging { folder, _lock, note } = &staging;
        assert!(note.is_some());
        _lock.unlock().unwrap();
        let path = folder.clone();
        assert_eq!(journal.sweep(), 1);
        assert!(!path.exists());
        assert_eq!(fs::read_to_string(work.join("old")).unwrap(), "theirs");
        assert_eq!(journal.sweep(), 0);
    }

    #[test]
    fn a_note_that_leads_elsewhere_removes_nothing() {
        let base = tempfile::tempdir().unwrap();
        let journal = Journal::new(base.path().join("journal"));
        let precious = base.path().join("precious");
        fs::create_dir_all(precious.join("deep")).unwrap();
        fs::create_dir(base.path().join("journal")).unwrap();
        for name in ["precious", "precious/../precious", "absent/.scelle-x.partial"] {
            let target = base.path().join(name);
            fs::write(base.path().join("journal/note"), target.to_str().unwrap()).unwrap();
            assert_eq!(journal.sweep(), 0);
            assert!(precious.join("deep").exists());
        }
        #[cfg(unix)]
        {
            let link = base.path().join(".scelle-link.partial");
            std::os::unix::fs::symlink(&precious, &link).unwrap();
            fs::write(base.path().join("journal/note"), link.to_str().unwrap()).unwrap();
            assert_eq!(journal.sweep(), 0);
            assert!(precious.join("deep").exists());
        }
    }

    #[test]
    fn dropped_it_leaves_neither_folder_nor_note() {
        let base = tempfile::tempdir().unwrap();
        let journal = Journal::new(base.path().join("journal"));
        drop(Staging::create(base.path(), Some(&journal)).unwrap());
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 1);
        assert_eq!(fs::read_dir(base.path().join("journal")).unwrap().count(), 0);
    }
}
