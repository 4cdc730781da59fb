//! Replacing a file that another program holds open, as Windows lets no one: the old file is moved
//! aside, the new one gets the name, and the old one is deleted.
//!
//! For a moment nothing has the name. A note, durable before the first move, lets the next start put
//! the old file back.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use crate::files::folder::{Folder, Stat};
use crate::files::journal::{self, Journal, Leftover, Note, Noted, is_one_name};
use crate::files::moves::{Kept, Move};
use crate::files::staging::{PREFIX, SUFFIX};
use crate::files::sweep::{Outcome, is_our_name};

/// Renames a file over the one that has the new name. What is in use is moved aside first.
pub(crate) fn replace(
    folder: &Folder,
    noting: (&Path, &Journal),
    temporary: &OsStr,
    name: &OsStr,
) -> io::Result<()> {
    let read_only = make_writable(folder, name);
    let renamed = match folder.rename(temporary, folder, name) {
        Err(error) if is_in_use(&error) => {
            // That it cannot be moved either says less than why it cannot be replaced.
            move_and_replace(folder, noting, temporary, name).unwrap_or(Err(error))
        }
        renamed => renamed,
    };
    if read_only {
        make_read_only(folder, name);
    }
    renamed
}

/// Whether a file may be kept from being replaced by those who have it open, and by nothing else.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    /// A sharing violation, a lock on a part of it, a program that runs or maps it.
    const IN_USE: [i32; 3] = [32, 33, 1224];
    let code = error.raw_os_error().unwrap_or(0);
    cfg!(windows) && (error.kind() == io::ErrorKind::PermissionDenied || IN_USE.contains(&code))
}

/// `None` when the old file could not be moved, and everything is as it was.
fn move_and_replace(
    folder: &Folder,
    (path, journal): (&Path, &Journal),
    temporary: &OsStr,
    name: &OsStr,
) -> Option<io::Result<()>> {
    let new = folder.stat(temporary).ok()??;
    let aside = OsString::from(format!("{PREFIX}{}{SUFFIX}", journal::nonce().ok()?));
    let mut note = journal.note(Leftover::Aside, path, &aside);
    let noted = note.as_mut().map_or(Ok(()), |note| note.moves(&[Move::new(name.into(), &new)], 0));
    let moved = noted.and_then(|()| folder.rename_new(name, folder, &aside));
    if moved.is_err() {
        forget(note);
        return None;
    }
    Some(take_name(folder, temporary, name, &aside, note))
}

fn take_name(
    folder: &Folder,
    temporary: &OsStr,
    name: &OsStr,
    aside: &OsStr,
    note: Option<Note>,
) -> io::Result<()> {
    let placed = folder.rename_new(temporary, folder, name).and_then(|()| folder.sync());
    let done = match &placed {
        Ok(()) => folder.remove_file(aside),
        Err(_) => folder.rename_new(aside, folder, name),
    };
    // Otherwise the next start does what could not be done.
    if done.is_ok() {
        forget(note);
    }
    placed
}

fn forget(note: Option<Note>) {
    if let Some(note) = note {
        note.remove();
    }
}

/// What a start does about a file that a killed process had moved aside.
pub(super) fn sweep(
    folder: &Folder,
    noted: &Noted,
    swept: &mut super::sweep::Swept,
) -> io::Result<Outcome> {
    // Before the note named the new file, nothing was moved.
    let Some(new) = noted.moves.first() else { return Ok(Outcome::Absent) };
    let name = new.path.as_os_str();
    if !is_one_name(name) || !is_our_name(&noted.name) {
        return Ok(Outcome::Waits);
    }
    let there = folder.stat(name)?;
    match (folder.stat(&noted.name)?.filter(Stat::is_file), there) {
        (None, Some(_)) => Ok(Outcome::Absent),
        (None, None) => Ok(Outcome::Away),
        (Some(_), None) => {
            folder.rename_new(&noted.name, folder, name)?;
            folder.sync()?;
            Ok(Outcome::Removed)
        }
        (Some(_), Some(there)) if new.is_file(&there) => {
            folder.remove_file(&noted.name)?;
            Ok(Outcome::Removed)
        }
        // Another program took the name: the old file stays where it is.
        (Some(_), Some(_)) => {
            let (original, kept) = (noted.folder.join(name), noted.folder.join(&noted.name));
            swept.kept.push(Kept { original, kept });
            Ok(Outcome::Waits)
        }
    }
}

/// Lets a read-only file be replaced, as everywhere else; returns whether it was read-only.
fn make_writable(folder: &Folder, name: &OsStr) -> bool {
    #[cfg(windows)]
    return folder.set_read_only(name, false).unwrap_or(false);
    #[cfg(not(windows))]
    {
        let _ = (folder, name);
        false
    }
}

fn make_read_only(folder: &Folder, name: &OsStr) {
    #[cfg(windows)]
    let _ = folder.set_read_only(name, true);
    #[cfg(not(windows))]
    let _ = (folder, name);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::testing::names;

    struct Scene {
        root: tempfile::TempDir,
        journal: Journal,
    }

    impl Scene {
        /// An old file, and a new one that waits to take its name.
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            fs::create_dir(root.path().join("work")).unwrap();
            let scene = Self { journal: Journal::new(root.path().join("journal")), root };
            fs::write(scene.at("old"), "old").unwrap();
            fs::write(scene.at("new"), "newer").unwrap();
            scene
        }

        fn work(&self) -> PathBuf {
            self.root.path().join("work")
        }

        fn at(&self, name: &str) -> PathBuf {
            self.work().join(name)
        }

        fn folder(&self) -> Folder {
            Folder::open(&self.work()).unwrap()
        }

        /// What a process leaves that is killed after its note is durable.
        fn noted(&self) -> OsString {
            let aside = OsString::from(format!("{PREFIX}aside{SUFFIX}"));
            let new = self.folder().stat(OsStr::new("new")).unwrap().unwrap();
            let mut note = self.journal.note(Leftover::Aside, &self.work(), &aside).unwrap();
            note.moves(&[Move::new("old".into(), &new)], 0).unwrap();
            note.die();
            aside
        }

        fn holds(&self, old: &str, expected: &[&str]) {
            assert_eq!(fs::read_to_string(self.at("old")).unwrap(), old);
            assert_eq!(names(&self.work()), expected);
        }

        fn no_note_is_left(&self) {
            assert!(names(&self.root.path().join("journal")).is_empty());
        }
    }

    #[test]
    fn the_old_file_makes_room() {
        let scene = Scene::new();
        let noting = (scene.work(), &scene.journal);
        let moved = move_and_replace(
            &scene.folder(),
            (&noting.0, noting.1),
            OsStr::new("new"),
            OsStr::new("old"),
        );
        moved.unwrap().unwrap();
        scene.holds("newer", &["old"]);
        scene.no_note_is_left();
    }

    #[test]
    fn killed_before_the_first_move_nothing_changes() {
        let scene = Scene::new();
        scene.noted();
        assert!(scene.journal.sweep().kept.is_empty());
        scene.holds("old", &["new", "old"]);
        scene.no_note_is_left();
    }

    #[test]
    fn killed_between_the_moves_the_old_file_comes_back() {
        let scene = Scene::new();
        fs::rename(scene.at("old"), scene.work().join(scene.noted())).unwrap();
        assert_eq!(scene.journal.sweep().removed, 1);
        scene.holds("old", &["new", "old"]);
        scene.no_note_is_left();
    }

    #[test]
    fn killed_after_the_moves_the_old_file_goes() {
        let scene = Scene::new();
        fs::rename(scene.at("old"), scene.work().join(scene.noted())).unwrap();
        fs::rename(scene.at("new"), scene.at("old")).unwrap();
        assert_eq!(scene.journal.sweep().removed, 1);
        scene.holds("newer", &["old"]);
        scene.no_note_is_left();
    }

    #[test]
    fn a_file_of_another_program_is_not_touched_nor_the_old_one_deleted() {
        let scene = Scene::new();
        let aside = scene.noted();
        fs::rename(scene.at("old"), scene.work().join(&aside)).unwrap();
        fs::write(scene.at("old"), "of another program").unwrap();
        let swept = scene.journal.sweep();
        assert_eq!(swept.kept.len(), 1);
        assert!(swept.kept[0].kept.ends_with(&aside));
        scene.holds("of another program", &[aside.to_str().unwrap(), "new", "old"]);
        assert_eq!(scene.journal.sweep().kept.len(), 1);
    }

    /// As a program does that lets others rename and delete what it has open.
    #[cfg(windows)]
    #[test]
    fn a_file_that_is_open_is_replaced_and_the_reader_keeps_the_old_one() {
        use std::io::Read;
        let scene = Scene::new();
        let mut reader = fs::File::open(scene.at("old")).unwrap();
        let noting = (scene.work(), &scene.journal);
        replace(&scene.folder(), (&noting.0, noting.1), OsStr::new("new"), OsStr::new("old"))
            .unwrap();
        let mut read = String::new();
        reader.read_to_string(&mut read).unwrap();
        assert_eq!(read, "old");
        drop(reader);
        scene.holds("newer", &["old"]);
        scene.no_note_is_left();
    }

    /// As Word does: nothing can be done, and nothing changes.
    #[cfg(windows)]
    #[test]
    fn a_file_that_is_held_stays() {
        use std::os::windows::fs::OpenOptionsExt;
        let scene = Scene::new();
        let holder = fs::File::options().read(true).share_mode(1).open(scene.at("old")).unwrap();
        let noting = (scene.work(), &scene.journal);
        let refused =
            replace(&scene.folder(), (&noting.0, noting.1), OsStr::new("new"), OsStr::new("old"));
        assert!(refused.is_err());
        drop(holder);
        scene.holds("old", &["new", "old"]);
        scene.no_note_is_left();
    }

    #[cfg(windows)]
    #[test]
    fn a_read_only_file_is_replaced_by_one_that_is_so_too() {
        let scene = Scene::new();
        let folder = scene.folder();
        assert!(folder.set_read_only(OsStr::new("old"), true).unwrap());
        let noting = (scene.work(), &scene.journal);
        replace(&folder, (&noting.0, noting.1), OsStr::new("new"), OsStr::new("old")).unwrap();
        scene.holds("newer", &["old"]);
        assert!(folder.set_read_only(OsStr::new("old"), false).unwrap());
    }
}
