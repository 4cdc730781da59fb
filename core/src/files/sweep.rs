//! What a start does about the unfinished work of processes that are gone.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::files::aside;
use crate::files::folder::{Folder, Stat};
use crate::files::journal::{self, Journal, Leftover, Noted, Stage, is_orphan, open_orphan};
use crate::files::lock::{open_to_lock, remove_if_same};
use crate::files::moves::Kept;
use crate::files::staging::{Abandoned, PREFIX};

/// How long a note waits for a disk that is away.
const PATIENCE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// What a start found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Swept {
    /// Number of staging folders, temporary files and locks that were removed.
    pub removed: usize,
    /// The user's files that could not be put back.
    pub kept: Vec<Kept>,
}

/// What became of one note.
pub(super) enum Outcome {
    /// What it noted is removed.
    Removed,
    /// What it noted is not there, and cannot come back.
    Absent,
    /// It stays, for the next start.
    Waits,
    /// What it noted is not there: its disk may be away for a while.
    Away,
}

impl Journal {
    /// Removes what killed processes left, and puts back what they had moved out of the way. What
    /// cannot be removed or put back now stays noted.
    #[must_use]
    pub fn sweep(&self) -> Swept {
        let mut swept = Swept::default();
        let Ok(journal) = self.open() else { return swept };
        for name in journal.names().unwrap_or_default() {
            match sweep_note(&journal, &name, &mut swept) {
                Ok(Outcome::Removed) => swept.removed += 1,
                Ok(Outcome::Absent | Outcome::Waits | Outcome::Away) | Err(_) => {}
            }
        }
        swept
    }
}

fn sweep_note(journal: &Folder, name: &OsStr, swept: &mut Swept) -> io::Result<Outcome> {
    let Some(file) = open_orphan(journal, name)? else { return Ok(Outcome::Waits) };
    if journal::is_unfinished(name) {
        // A process that lives, and has not locked it yet, writes another.
        journal.remove_file(name)?;
        return Ok(Outcome::Absent);
    }
    let Some(noted) = Noted::read(&file)? else { return Ok(Outcome::Waits) };
    let outcome = match Folder::open(&noted.folder) {
        Ok(folder) => match noted.leftover {
            Leftover::Staging => sweep_staging(&folder, &noted, &file, swept)?,
            Leftover::Temporary => sweep_temporary(&folder, &noted, &file)?,
            Leftover::Lock => sweep_lock(&folder, &noted)?,
            Leftover::Aside => aside::sweep(&folder, &noted, swept)?,
        },
        Err(_) => Outcome::Away,
    };
    match outcome {
        Outcome::Waits => {}
        Outcome::Away => remove_old(journal, name, PATIENCE)?,
        Outcome::Removed | Outcome::Absent => journal.remove_file(name)?,
    }
    Ok(outcome)
}

/// Removes a file of the journal that is older than that.
fn remove_old(journal: &Folder, name: &OsStr, age: Duration) -> io::Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let limit = now.saturating_sub(age).as_nanos();
    let old = |stat: Stat| stat.is_file() && u128::try_from(stat.modified).unwrap_or(0) < limit;
    if journal.stat(name)?.is_some_and(old) { journal.remove_file(name) } else { Ok(()) }
}

/// What is not there was never made, or is gone for good; or its disk is away.
fn absent(noted: &Noted) -> Outcome {
    match noted.stage {
        Stage::Begun | Stage::Leaving => Outcome::Absent,
        Stage::Made | Stage::Moving | Stage::Committed => Outcome::Away,
    }
}

pub(super) fn is_our_name(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with(PREFIX)
}

fn sweep_staging(
    beside: &Folder,
    noted: &Noted,
    note: &File,
    swept: &mut Swept,
) -> io::Result<Outcome> {
    match beside.stat(&noted.name)? {
        None => return Ok(absent(noted)),
        Some(stat) if stat.is_folder() && is_our_name(&noted.name) => {}
        // Another user put something else in its place.
        Some(_) => return Ok(Outcome::Absent),
    }
    let Some(abandoned) = Abandoned::open(beside, &noted.name, &noted.token)? else {
        return Ok(Outcome::Removed);
    };
    // Until everything is placed no replaced file is deleted, whatever a damaged note says.
    if noted.stage < Stage::Committed {
        let kept = abandoned.undo(&noted.moves, noted.ready)?;
        if !kept.is_empty() {
            abandoned.remove_written()?;
            let at = noted.folder.join(&noted.name);
            swept.kept.extend(kept.into_iter().map(|number| {
                let path = noted.moves.get(number).map_or(Path::new(""), |planned| &planned.path);
                let original = noted.folder.join(path);
                Kept { original, kept: at.join(Abandoned::kept(number)) }
            }));
            return Ok(Outcome::Waits);
        }
    }
    abandoned.remove(|| journal::append_leaving(note))?;
    Ok(Outcome::Removed)
}

fn sweep_temporary(folder: &Folder, noted: &Noted, note: &File) -> io::Result<Outcome> {
    match folder.stat(&noted.name)? {
        None => return Ok(absent(noted)),
        Some(stat) if stat.is_file() && is_our_name(&noted.name) => {}
        Some(_) => return Ok(Outcome::Absent),
    }
    journal::append_leaving(note);
    folder.remove_file(&noted.name)?;
    Ok(Outcome::Removed)
}

fn sweep_lock(folder: &Folder, noted: &Noted) -> io::Result<Outcome> {
    let Some(stat) = folder.stat(&noted.name)?.filter(Stat::is_file) else {
        return Ok(Outcome::Absent);
    };
    if !is_our_name(&noted.name) {
        return Ok(Outcome::Absent);
    }
    let lock = open_to_lock(folder, &noted.name)?;
    let opened = Stat::of(&lock)?;
    // Another process may have put its own in the place of a dead one.
    if !opened.is_file() || !opened.is_same_file(&stat) || !is_orphan(&lock)? {
        return Ok(Outcome::Absent);
    }
    // While this process holds it locked no other removes it; before, one may have.
    remove_if_same(folder, &noted.name, &lock)?;
    Ok(Outcome::Removed)
}
