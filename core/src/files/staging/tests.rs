use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use super::*;
use crate::files::moves::{Kept, number_name};
use crate::files::sweep::Swept;
use crate::testing::{names, tree};

/// A folder with a journal, and a place in which files are staged.
struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    /// A place that holds these files, all with the content `old`.
    fn new(there: &[&str]) -> Self {
        let scene = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(scene.place()).unwrap();
        there.iter().for_each(|name| write(&scene.place(), name, "old"));
        scene
    }

    fn place(&self) -> PathBuf {
        self.folder.path().join("place")
    }

    fn journal(&self) -> Journal {
        Journal::new(self.folder.path().join("journal"))
    }

    /// A staging folder in the place, with these files in its tree, all with the content `new`.
    fn staging(&self, files: &[&str]) -> Staging {
        let staging = Staging::create(&self.place(), &self.journal()).unwrap();
        files.iter().for_each(|name| write(&staging.path.join(TREE), name, "new"));
        staging
    }

    /// What the user has in the place.
    fn state(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.place()).into_iter().filter(|(name, _)| !name.starts_with(PREFIX)).collect()
    }

    fn sweep(&self) -> Swept {
        self.journal().sweep()
    }

    /// Nothing is left of any work.
    #[track_caller]
    fn is_clean(&self) {
        let leftovers: Vec<_> =
            names(&self.place()).into_iter().filter(|name| name.starts_with(PREFIX)).collect();
        assert!(leftovers.is_empty(), "{leftovers:?}");
        assert!(names(&self.folder.path().join("journal")).is_empty());
    }
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Leaves the folder as a process does that is killed.
fn die(mut staging: Staging) -> PathBuf {
    staging.note.as_ref().unwrap().die();
    // The system closes the folders; nothing removes them.
    staging.kept = true;
    staging.path.clone()
}

/// Makes the first moves, and dies before they are committed.
fn die_while_moving(mut staging: Staging, made: usize) -> PathBuf {
    let tree = staging.tree().unwrap();
    let planned = moves::plan(&tree, &staging.beside).unwrap();
    let stage = staging.folder.as_ref().unwrap();
    let replaced = moves::make_replaced(stage, OsStr::new(REPLACED)).unwrap();
    let ready = stage.create(OsStr::new(READY), Access::Owner).unwrap();
    let ready = Stat::of(&ready).unwrap().changed;
    staging.note.as_mut().unwrap().moves(&planned, ready).unwrap();
    let base = &staging.beside;
    let moves = Moves { tree: &tree, base, replaced: &replaced, moves: &planned[..made], ready };
    moves.run(Existing::Replace, None, Path::to_owned).unwrap();
    drop((tree, replaced));
    die(staging)
}

#[test]
fn a_living_process_is_left_alone_and_a_dead_one_is_swept() {
    let scene = Scene::new(&["old"]);
    let staging = scene.staging(&["secret"]);
    assert_eq!(scene.sweep(), Swept::default());
    let path = die(staging);
    assert!(path.join("tree/secret").exists());
    assert_eq!(scene.sweep(), Swept { removed: 1, kept: Vec::new() });
    assert_eq!(names(&scene.place()), ["old"]);
    scene.is_clean();
}

#[test]
fn dropped_it_leaves_neither_folder_nor_note() {
    let scene = Scene::new(&[]);
    drop(scene.staging(&["a", "b/c/d", "b/e"]));
    scene.is_clean();
}

#[test]
fn everything_is_placed_and_nothing_is_left() {
    let scene = Scene::new(&["a", "d/x", "d/theirs"]);
    let staging = scene.staging(&["a", "d/x", "d/y", "e/z"]);
    staging.place_into(Existing::Replace, Path::to_owned).unwrap();
    let state = scene.state();
    assert_eq!(names(&scene.place()), ["a", "d/", "d/theirs", "d/x", "d/y", "e/", "e/z"]);
    assert!(state.iter().all(|(name, content)| (content == b"old") == (name == "d/theirs")));
    scene.is_clean();
}

#[test]
fn moves_that_fail_midway_are_undone() {
    let scene = Scene::new(&["d/y", "d/theirs", "z"]);
    let before = scene.state();
    let staging = scene.staging(&["a", "d/x", "d/y", "z"]);
    let error = staging.place_into(Existing::Refuse, Path::to_owned);
    assert!(matches!(&error, Err(Error::TargetExists { path }) if path == Path::new("d/y")));
    assert_eq!(scene.state(), before);
    scene.is_clean();
}

#[test]
fn a_folder_never_makes_room_for_a_file() {
    let scene = Scene::new(&["a", "b/theirs"]);
    let before = scene.state();
    let staging = scene.staging(&["a", "b", "c"]);
    let error = staging.place_into(Existing::Replace, Path::to_owned);
    assert!(matches!(&error, Err(Error::TargetInTheWay { path }) if path == Path::new("b")));
    assert_eq!(scene.state(), before);
    scene.is_clean();
}

#[test]
fn a_start_undoes_what_was_moved_and_not_committed() {
    for made in 0..=4 {
        let scene = Scene::new(&["a", "d/x", "d/theirs", "z"]);
        let before = scene.state();
        die_while_moving(scene.staging(&["a", "d/x", "d/y", "e/f/g"]), made);
        assert_eq!(scene.state() == before, made == 0);
        assert_eq!(scene.sweep(), Swept { removed: 1, kept: Vec::new() });
        assert_eq!(scene.state(), before, "{made}");
        scene.is_clean();
    }
}

#[test]
fn a_start_never_undoes_what_was_committed() {
    let scene = Scene::new(&["a", "d/x"]);
    let mut staging = scene.staging(&["a", "d/x", "e"]);
    staging.move_into(Existing::Replace, Path::to_owned).unwrap();
    let path = die(staging);
    assert!(path.join(REPLACED).join(number_name(0)).exists());
    // The user works on what was opened before the next start.
    write(&scene.place(), "d/x", "edited");
    let edited = scene.state();
    assert_eq!(scene.sweep().removed, 1);
    assert_eq!(scene.state(), edited);
    assert_eq!(edited["a"], b"new");
    scene.is_clean();
}

#[test]
fn an_undo_leaves_what_the_user_changed_and_keeps_what_it_cannot_put_back() {
    let scene = Scene::new(&["a", "b"]);
    let path = die_while_moving(scene.staging(&["a", "b", "c", "e/f"]), 4);
    write(&scene.place(), "b", "edited");
    write(&scene.place(), "e/f", "edited as well");
    let kept = path.join(REPLACED).join("1");
    let expected =
        Swept { removed: 0, kept: vec![Kept { original: scene.place().join("b"), kept }] };
    let canonical = |mut swept: Swept| {
        for kept in &mut swept.kept {
            kept.original = scene.place().join(kept.original.file_name().unwrap());
            kept.kept = path.join(REPLACED).join(kept.kept.file_name().unwrap());
        }
        swept
    };
    // Each start says so again, as long as the file is there.
    for _ in 0..2 {
        assert_eq!(canonical(scene.sweep()), expected);
        let state = scene.state();
        assert_eq!(state["a"], b"old");
        assert_eq!(state["b"], b"edited");
        assert_eq!(state["e/f"], b"edited as well");
        assert!(!state.contains_key("c"));
        assert_eq!(fs::read(&expected.kept[0].kept).unwrap(), b"old");
        assert_eq!(names(&path), ["owner", "replaced/", "replaced/1"]);
    }
    fs::rename(&expected.kept[0].kept, scene.place().join("b (old)")).unwrap();
    assert_eq!(scene.sweep(), Swept { removed: 1, kept: Vec::new() });
    scene.is_clean();
}

/// A document that the user moves into a folder that stands there already: its own time is an old one, and
/// not every disk keeps another.
#[test]
fn an_undo_deletes_no_old_file_that_was_put_into_a_placed_folder() {
    let scene = Scene::new(&["a"]);
    die_while_moving(scene.staging(&["b/c", "d"]), 1);
    let document = scene.place().join("b/document");
    fs::write(&document, "the user's").unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().append(true).open(&document).unwrap().set_modified(long_ago).unwrap();
    scene.sweep();
    assert_eq!(scene.state()["b/document"], b"the user's");
}

/// A note that was damaged after files had been replaced: no record says where these were.
#[test]
fn a_damaged_note_deletes_no_file_that_was_replaced() {
    let scene = Scene::new(&["a", "b"]);
    let path = die_while_moving(scene.staging(&["a", "b"]), 2);
    let [note] = &names(&scene.folder.path().join("journal"))[..] else { panic!("one note") };
    let note = scene.folder.path().join("journal").join(note);
    let text = fs::read_to_string(&note).unwrap();
    fs::write(&note, text.replace("moves 2", "moves 3")).unwrap();
    for _ in 0..2 {
        assert_eq!(scene.sweep().kept.len(), 2);
        assert_eq!(fs::read(path.join("replaced/0")).unwrap(), b"old");
        assert_eq!(fs::read(path.join("replaced/1")).unwrap(), b"old");
        assert_eq!(scene.state()["a"], b"new");
    }
}

#[test]
fn moves_that_were_not_noted_whole_had_not_begun() {
    let scene = Scene::new(&["a"]);
    let before = scene.state();
    die_while_moving(scene.staging(&["a", "b"]), 0);
    let [note] = &names(&scene.folder.path().join("journal"))[..] else { panic!("one note") };
    let note = scene.folder.path().join("journal").join(note);
    let whole = fs::read(&note).unwrap();
    for length in 0..whole.len() {
        fs::write(&note, &whole[..length]).unwrap();
        let noted = journal::Noted::read(&File::open(&note).unwrap()).unwrap();
        assert!(noted.is_none_or(|noted| noted.moves.is_empty()), "{length}");
    }
    fs::write(&note, whole).unwrap();
    assert_eq!(scene.sweep().removed, 1);
    assert_eq!(scene.state(), before);
}

/// Another user's folder under the noted name, with files that look like records.
#[test]
fn a_planted_folder_is_not_obeyed() {
    let scene = Scene::new(&["precious"]);
    let path = die_while_moving(scene.staging(&["precious", "other"]), 2);
    let before = scene.state();
    fs::rename(&path, scene.folder.path().join("away")).unwrap();
    write(&path, "owner", "guessed");
    write(&path, "tree/stolen", "");
    write(&path, "replaced/0", "of the attacker");
    assert_eq!(scene.sweep(), Swept::default());
    assert_eq!(scene.state(), before);
    // Nor when its owner file is empty.
    write(&path, "owner", "");
    assert_eq!(scene.sweep(), Swept::default());
    // The folder is put back, and everything is undone.
    fs::remove_dir_all(&path).unwrap();
    fs::rename(scene.folder.path().join("away"), &path).unwrap();
    assert_eq!(scene.sweep().removed, 1);
    assert_eq!(scene.state()["precious"], b"old");
    scene.is_clean();
}

#[cfg(unix)]
#[test]
fn nothing_in_the_journal_stops_a_start() {
    use std::os::unix::fs::symlink;
    let scene = Scene::new(&["precious"]);
    let journal = scene.folder.path().join("journal");
    fs::create_dir_all(journal.join("folder.note")).unwrap();
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU);
    rustix::fs::mknodat(rustix::fs::CWD, journal.join("pipe.note"), kind, mode, 0).unwrap();
    symlink("/dev/zero", journal.join("link.note")).unwrap();
    fs::write(journal.join("other"), "").unwrap();
    fs::write(journal.join("noise.note"), [0xff; 100]).unwrap();
    File::create(journal.join("sparse.note")).unwrap().set_len(1 << 40).unwrap();
    for text in ["", "scelle journal 1\n", "scelle journal 1\nstaging .. / x\n"] {
        fs::write(journal.join("text.note"), text).unwrap();
        assert_eq!(scene.sweep(), Swept::default());
        assert_eq!(fs::read_dir(&journal).unwrap().count(), 7);
    }
    assert_eq!(names(&scene.place()), ["precious"]);
}

#[test]
fn a_note_leads_to_nothing_that_is_not_named_as_ours_are() {
    let scene = Scene::new(&["precious/deep"]);
    for (leftover, name) in [
        (Leftover::Staging, "precious"),
        (Leftover::Temporary, "precious"),
        (Leftover::Lock, "precious"),
    ] {
        scene.journal().note(leftover, &scene.place(), OsStr::new(name)).unwrap().die();
        assert_eq!(scene.sweep(), Swept::default());
        assert_eq!(names(&scene.place()), ["precious/", "precious/deep"]);
    }
}

#[test]
fn a_tree_of_any_depth_is_removed() {
    let scene = Scene::new(&[]);
    let staging = scene.staging(&[]);
    let mut path = staging.path.join(TREE);
    for _ in 0..300 {
        path.push("d");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("f"), "plain").unwrap();
    }
    drop(staging);
    scene.is_clean();
}
