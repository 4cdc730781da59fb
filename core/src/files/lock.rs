//! A lock beside a container: of two who edit it at once, one would lose what they did.
//!
//! The lock is a file that says who edits, and that its process holds locked: what a killed process
//! leaves is not locked, and is removed. Where a file system has no locks, the file alone counts.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::error::{Error, IoOperation, Result};
use crate::files::folder::{Folder, Stat};
use crate::files::journal::{Journal, Leftover, Note, is_orphan, try_lock};
use crate::files::output::Pending;
use crate::files::parent_of;
use crate::files::staging::PREFIX;
use crate::keys::label::Label;

const SUFFIX: &str = ".lock";
/// How often the lock of a dead process is removed before giving up.
const TRIES: usize = 8;
/// What a lock says is not longer, in bytes.
const MAX_TEXT: u64 = 1024;

/// The right to edit one file, until dropped.
pub(crate) struct EditLock {
    folder: Folder,
    name: OsString,
    held: File,
    note: Option<Note>,
}

impl EditLock {
    /// Takes the lock of `target`.
    ///
    /// # Errors
    /// [`Error::Busy`] when another process has it; [`Error::Io`] when the folder cannot be written
    /// to.
    pub(crate) fn take(target: &Path, journal: &Journal) -> Result<Self> {
        let name = name_for(target);
        let folder = parent_of(target);
        let path = folder.join(&name);
        let writing = || Error::io(IoOperation::WriteOutput, &path);
        for _ in 0..TRIES {
            let pending = Pending::create(&folder, &Journal::NONE).map_err(writing())?;
            let opened = pending.folder().reopen().map_err(writing())?;
            let _ = try_lock(pending.file());
            write_holder(pending.file()).map_err(writing())?;
            // Should the lock be another's in the end, a sweep sees that it is held.
            let mut note = journal.note(Leftover::Lock, &folder, &name);
            match pending.place(&name) {
                Ok(held) => return Ok(Self { folder: opened, name, held, note }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    forget(&mut note);
                    return Err(writing()(error));
                }
            }
            forget(&mut note);
            if !remove_stale(&opened, &name).map_err(writing())? {
                let (who, since) = read_holder(&opened, &name).unwrap_or_default();
                return Err(Error::Busy { path: target.to_owned(), lock: path, who, since });
            }
        }
        Err(Error::Busy { path: target.to_owned(), lock: path, who: None, since: None })
    }
}

fn forget(note: &mut Option<Note>) {
    if let Some(note) = note.take() {
        note.remove();
    }
}

impl Drop for EditLock {
    fn drop(&mut self) {
        // Still locked: no other process took it for that of a dead one. One that cannot be removed
        // stays noted.
        let removed = remove_if_same(&self.folder, &self.name, &self.held);
        if removed.is_ok() {
            forget(&mut self.note);
        }
    }
}

/// A name of its own for each target, that fits wherever the target's does.
fn name_for(target: &Path) -> OsString {
    let name = target.file_name().unwrap_or_default().as_encoded_bytes();
    let digest = Sha256::digest(name);
    let short = BASE64_URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default());
    format!("{PREFIX}{short}{SUFFIX}").into()
}

/// Removes the lock if the open file is what has its name.
pub(super) fn remove_if_same(folder: &Folder, name: &OsStr, lock: &File) -> io::Result<()> {
    let opened = Stat::of(lock)?;
    match folder.stat(name)? {
        Some(there) if there.is_same_file(&opened) => folder.remove_file(name),
        _ => Ok(()),
    }
}

fn write_holder(mut file: &File) -> io::Result<()> {
    let user = whoami::username().unwrap_or_default();
    let host = whoami::hostname().unwrap_or_default();
    // Users who may edit the container may read who does.
    #[cfg(unix)]
    crate::files::attributes::set_mode(file, 0o644)?;
    file.write_all(format!("{user}@{host}\n{}\n", Timestamp::now().as_second()).as_bytes())
}

/// Who holds a lock and since when, in seconds since 1970: a claim, which anyone may have written.
fn read_holder(folder: &Folder, name: &OsStr) -> Option<(Option<String>, Option<i64>)> {
    let mut text = String::new();
    open_existing(folder, name).ok()??.take(MAX_TEXT).read_to_string(&mut text).ok()?;
    let mut lines = text.lines();
    let who = lines.next().and_then(Label::parse).map(|label| label.to_string());
    Some((who, lines.next().and_then(|line| line.parse().ok())))
}

/// Removes a lock whose process is gone, and returns whether the way is free now.
fn remove_stale(folder: &Folder, name: &OsStr) -> io::Result<bool> {
    let Some(lock) = open_existing(folder, name)? else { return Ok(true) };
    // Where there are no locks no process can tell.
    if !is_orphan(&lock).unwrap_or(false) {
        return Ok(false);
    }
    // While this process holds it locked no other removes it.
    remove_if_same(folder, name, &lock)?;
    Ok(true)
}

/// Opens a lock, and nothing else that has its name; `None` when it is gone.
fn open_existing(folder: &Folder, name: &OsStr) -> io::Result<Option<File>> {
    match folder.stat(name)? {
        None => return Ok(None),
        Some(there) if there.is_file() => {}
        Some(_) => return Err(io::ErrorKind::AlreadyExists.into()),
    }
    match open_to_lock(folder, name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => opened.map(Some),
    }
}

/// Opens a file to write where that is allowed: over NFS no other can be locked.
pub(super) fn open_to_lock(folder: &Folder, name: &OsStr) -> io::Result<File> {
    folder.open_to_append(name).or_else(|_| folder.open_file(name))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::mem::ManuallyDrop;
    use std::path::PathBuf;

    use super::*;
    use crate::testing::names;

    /// Leaves a lock as a process does that is killed.
    fn die(lock: EditLock) {
        let mut lock = ManuallyDrop::new(lock);
        lock.note.as_ref().unwrap().die();
        // The system closes its file, which unlocks it.
        drop(std::mem::replace(&mut lock.held, tempfile::tempfile().unwrap()));
    }

    fn path_beside(target: &Path) -> PathBuf {
        parent_of(target).join(name_for(target))
    }

    #[test]
    fn the_second_is_told_who_and_since_when() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.scelle");
        let first = EditLock::take(&target, &Journal::NONE).unwrap();
        let Err(Error::Busy { who, since, lock, path }) = EditLock::take(&target, &Journal::NONE)
        else {
            panic!("taken twice")
        };
        assert_eq!(path, target);
        assert!(lock.exists());
        assert!(who.unwrap().contains('@'));
        assert!(since.unwrap() <= Timestamp::now().as_second());
        let other = EditLock::take(&folder.path().join("y.scelle"), &Journal::NONE).unwrap();
        drop((first, other));
        assert!(names(folder.path()).is_empty());
        EditLock::take(&target, &Journal::NONE).unwrap();
    }

    #[test]
    fn what_a_killed_process_left_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.scelle");
        fs::write(path_beside(&target), "alice@poste-12\n1790000000\n").unwrap();
        let lock = EditLock::take(&target, &Journal::NONE).unwrap();
        assert!(EditLock::take(&target, &Journal::NONE).is_err());
        drop(lock);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_start_sweeps_the_lock_of_a_dead_process_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(folder.path().join("journal"));
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let target = work.join("x.scelle");
        let lock = EditLock::take(&target, &journal).unwrap();
        assert_eq!(journal.sweep().removed, 0);
        die(lock);
        assert_eq!(journal.sweep().removed, 1);
        assert!(names(&work).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_followed_nor_overwritten_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.scelle");
        let precious = folder.path().join("precious");
        fs::write(&precious, "mine").unwrap();
        std::os::unix::fs::symlink(&precious, path_beside(&target)).unwrap();
        assert!(EditLock::take(&target, &Journal::NONE).is_err());
        assert_eq!(fs::read(&precious).unwrap(), b"mine");
    }

    /// A folder of that name, as ours look: nothing in it is obeyed.
    #[test]
    fn a_folder_in_its_place_makes_nobody_move_or_remove_anything() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(folder.path().join("journal"));
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let target = work.join("x.scelle");
        fs::write(&target, "container").unwrap();
        fs::write(work.join("precious"), "mine").unwrap();
        let planted = path_beside(&target);
        fs::create_dir_all(planted.join("tree")).unwrap();
        fs::create_dir_all(planted.join("replaced")).unwrap();
        fs::write(planted.join("lock"), "").unwrap();
        fs::write(planted.join("replaced/precious"), "theirs").unwrap();
        fs::write(planted.join("moves"), "x.scelle\0precious\0").unwrap();
        let before = crate::testing::tree(&work);
        assert!(EditLock::take(&target, &journal).is_err());
        let _ = journal.sweep();
        // Nor when a note leads there.
        for leftover in [Leftover::Lock, Leftover::Staging, Leftover::Temporary] {
            let note = journal.note(leftover, &work, planted.file_name().unwrap()).unwrap();
            note.die();
            assert_eq!(journal.sweep().removed, 0);
        }
        assert_eq!(crate::testing::tree(&work), before);
    }

    /// Threads take turns: what one of them counted, none of the others loses.
    #[test]
    fn only_one_at_a_time_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.scelle");
        let counter = folder.path().join("counter");
        fs::write(&counter, "0").unwrap();
        let count = || {
            for _ in 0..20 {
                let _lock = loop {
                    match EditLock::take(&target, &Journal::NONE) {
                        Ok(lock) => break lock,
                        Err(Error::Busy { .. }) => std::thread::yield_now(),
                        Err(error) => panic!("{error}"),
                    }
                };
                let so_far: u32 = fs::read_to_string(&counter).unwrap().parse().unwrap();
                std::thread::yield_now();
                fs::write(&counter, (so_far + 1).to_string()).unwrap();
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(count);
            }
        });
        assert_eq!(fs::read_to_string(&counter).unwrap(), "80");
    }
}
