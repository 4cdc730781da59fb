use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::*;
use crate::archive::permissions::Permissions;
use crate::error::IoOperation;
#[cfg(unix)]
use crate::error::NameFault;
use crate::seal::{Input, seal_to_stream};
use crate::testing::Desk;

fn default() -> PlanOptions {
    PlanOptions::default()
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.items().iter().map(|item| item.name.as_str()).collect()
}

#[test]
fn a_folder_gives_its_name_to_all_it_holds_in_order() {
    let desk = Desk::new();
    for name in ["src/b.rs", "src/a/z.rs", "src/a-b.rs", "src/a.rs", "notes.txt"] {
        desk.put(name, "12345");
    }
    let plan = desk.plan(&["src", "notes.txt"], &default()).unwrap();
    let expected =
        ["notes.txt", "src", "src/a", "src/a/z.rs", "src/a-b.rs", "src/a.rs", "src/b.rs"];
    assert_eq!(names(&plan), expected);
    assert_eq!((plan.len(), plan.bytes()), (7, 25));
    assert_eq!(plan.notices(), []);
}

#[test]
fn dot_and_dot_dot_are_called_by_their_names() {
    let here = std::env::current_dir().unwrap();
    let here = here.file_name().unwrap().to_str().unwrap();
    let options = PlanOptions { exclude: vec!["*/*".to_owned()], ..default() };
    let plan = Plan::of_paths(&[".".into()], &[], &options, &Progress::new()).unwrap();
    assert_eq!(names(&plan), [here]);

    let desk = Desk::new();
    desk.put("dossier/a", "");
    desk.put_folder("dossier/b");
    for path in ["dossier", "dossier/", "dossier/.", "dossier/b/.."] {
        let plan = desk.plan(&[path], &default()).unwrap();
        assert_eq!(names(&plan), ["dossier", "dossier/a", "dossier/b"], "{path}");
    }
}

#[test]
fn an_empty_folder_is_kept_and_nothing_at_all_is_refused() {
    let desk = Desk::new();
    desk.put_folder("vide");
    let plan = desk.plan(&["vide"], &default()).unwrap();
    assert_eq!(names(&plan), ["vide"]);
    assert_eq!(plan.items()[0].metadata.kind, EntryKind::Folder);
    assert_eq!(plan.bytes(), 0);
    assert!(matches!(desk.plan(&[], &default()), Err(Error::NothingToSeal)));
}

#[test]
fn two_inputs_of_one_name_are_refused() {
    let desk = Desk::new();
    desk.put("ici/note.txt", "");
    desk.put("là/note.txt", "");
    let plan = desk.plan(&["ici/note.txt", "là/note.txt"], &default());
    assert!(matches!(&plan, Err(Error::DuplicateName { name }) if name == "note.txt"), "{plan:?}");
    let twice = desk.plan(&["ici", "ici"], &default());
    assert!(matches!(twice, Err(Error::DuplicateName { .. })));
}

#[cfg(unix)]
#[test]
fn two_spellings_of_one_name_are_refused() {
    let desk = Desk::new();
    desk.put("dossier/\u{e9}t\u{e9}", "");
    desk.put("dossier/e\u{301}te\u{301}", "");
    let plan = desk.plan(&["dossier"], &default());
    assert!(matches!(plan, Err(Error::DuplicateName { .. })), "{plan:?}");
}

#[test]
fn the_facts_of_a_file_are_those_of_the_disk() {
    let desk = Desk::new();
    let path = desk.put("run.sh", "ls");
    let before_1970 = UNIX_EPOCH - Duration::from_millis(1500);
    File::options().append(true).open(&path).unwrap().set_modified(before_1970).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o4_710)).unwrap();
    let plan = desk.plan(&["run.sh"], &default()).unwrap();
    let archive::Metadata { kind, modified, permissions, size } = plan.items()[0].metadata;
    assert_eq!(kind, EntryKind::File);
    assert_eq!(permissions, cfg!(unix).then_some(Permissions::of_mode(0o4_710)));
    assert_eq!((modified, size), (Some(-2), Some(2)));
}

#[test]
fn what_is_not_there_is_named() {
    let desk = Desk::new();
    let plan = desk.plan(&["absent"], &default());
    let named = |error: &Error| matches!(error, Error::Io { operation: IoOperation::ReadInput, path: Some(path), .. } if *path == desk.at("absent"));
    assert!(plan.as_ref().is_err_and(named), "{plan:?}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_named() {
    let desk = Desk::new();
    let closed = desk.put_folder("dossier/fermé");
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o000)).unwrap();
    let is_root = fs::read_dir(&closed).is_ok();
    let plan = desk.plan(&["dossier"], &default());
    fs::set_permissions(&closed, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    if is_root {
        return;
    }
    let named =
        |error: &Error| matches!(error, Error::Io { path: Some(path), .. } if *path == closed);
    assert!(plan.as_ref().is_err_and(named), "{plan:?}");
}

#[test]
fn what_is_excluded_is_left_out_with_all_it_holds() {
    let desk = Desk::new();
    for name in ["src/a.rs", "src/a.tmp", "src/target/x", "src/sub/target/y", "src/sub/b.tmp"] {
        desk.put(name, "");
    }
    let without = |patterns: &[&str]| {
        let exclude = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let plan = match desk.plan(&["src"], &PlanOptions { exclude, ..default() }) {
            Err(Error::NothingToSeal) => return Vec::new(),
            plan => plan.unwrap(),
        };
        let files = plan.items().iter().filter(|item| item.metadata.kind != EntryKind::Folder);
        files.map(|item| item.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(without(&["*.tmp", "target"]), ["src/a.rs"]);
    let by_path = without(&["src/target", "src/*.tmp"]);
    assert_eq!(by_path, ["src/a.rs", "src/sub/b.tmp", "src/sub/target/y"]);
    assert_eq!(without(&["src/**/*.tmp", "**/target"]), ["src/a.rs"]);
    assert_eq!(without(&["src"]), Vec::<String>::new());
    assert_eq!(without(&["nothing", "A.TMP"]).len(), 5);
}

#[test]
fn what_is_excluded_is_not_even_judged() {
    let desk = Desk::new();
    desk.put("src/a", "");
    // What is refused everywhere, and what every disk can hold.
    desk.put("src/way\u{202e}back", "");
    assert!(matches!(desk.plan(&["src"], &default()), Err(Error::Name { .. })));
    let options = PlanOptions { exclude: vec!["way*".to_owned()], ..default() };
    assert_eq!(names(&desk.plan(&["src"], &options).unwrap()), ["src", "src/a"]);
}

#[test]
fn a_pattern_that_cannot_be_read_is_named() {
    let options = PlanOptions { exclude: vec!["*.tmp".to_owned(), "[a".to_owned()], ..default() };
    let plan = Desk::new().plan(&[], &options);
    assert!(matches!(&plan, Err(Error::ExcludePattern { pattern }) if pattern == "[a"), "{plan:?}");
}

#[test]
fn a_container_inside_what_it_seals_is_refused() {
    let desk = Desk::new();
    desk.put("dossier/profond/a", "");
    let to = |output: &str| {
        let output = Some(desk.at(output));
        desk.plan(&["dossier"], &PlanOptions { output, ..default() })
    };
    for inside in ["dossier/x.scelle", "dossier/profond/x.scelle", "dossier/../dossier/x"] {
        let plan = to(inside);
        let named = |error: &Error| matches!(error, Error::OutputInsideInput { path } if *path == desk.at(inside));
        assert!(plan.as_ref().is_err_and(named), "{plan:?}");
    }
    for outside in ["x.scelle", "dossier-x.scelle", "absent/x.scelle"] {
        assert!(to(outside).is_ok(), "{outside}");
    }
}

/// Replacing what stands there is for old containers: originals are never touched.
#[test]
fn a_container_in_the_place_of_what_it_seals_is_refused() {
    let desk = Desk::new();
    let output = Some(desk.put("note.txt", "precious"));
    let plan = desk.plan(&["note.txt"], &PlanOptions { output, ..default() });
    assert!(matches!(plan, Err(Error::OutputInsideInput { .. })), "{plan:?}");
}

/// A second name of the old container keeps what it has when the first one is replaced.
#[cfg(unix)]
#[test]
fn a_hard_link_to_what_is_replaced_may_be_sealed() {
    let desk = Desk::new();
    let old = desk.put("x.scelle", "old");
    desk.put_folder("dossier");
    fs::hard_link(&old, desk.at("dossier/copie")).unwrap();
    let options = PlanOptions { output: Some(old), ..default() };
    let plan = desk.plan(&["dossier"], &options).unwrap();
    assert_eq!(names(&plan), ["dossier", "dossier/copie"]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    fn refused_path(plan: Result<Plan>) -> (PathBuf, SpecialFile) {
        match plan {
            Err(Error::NotAFile { path, what }) => (path, what),
            other => panic!("{other:?}"),
        }
    }

    /// A folder with a link to a file and one to a folder, both outside of it.
    fn linked() -> Desk {
        let desk = Desk::new();
        desk.put("dehors/fichier", "outside");
        desk.put("dossier/a", "inside");
        symlink(desk.at("dehors/fichier"), desk.at("dossier/lien")).unwrap();
        symlink("../dehors", desk.at("dossier/rép")).unwrap();
        desk
    }

    #[test]
    fn a_link_is_refused_by_its_path() {
        let desk = Desk::new();
        desk.put("dossier/a", "");
        symlink("a", desk.at("dossier/lien")).unwrap();
        for input in ["dossier", "dossier/lien"] {
            let refused = refused_path(desk.plan(&[input], &default()));
            assert_eq!(refused, (desk.at("dossier/lien"), SpecialFile::Link));
        }
    }

    #[test]
    fn a_link_is_left_out_when_asked_and_that_is_told() {
        let desk = linked();
        let options = PlanOptions { skip_special: true, ..default() };
        let plan = desk.plan(&["dossier"], &options).unwrap();
        assert_eq!(names(&plan), ["dossier", "dossier/a"]);
        for name in ["dossier/lien", "dossier/rép"] {
            let notice = Notice::Skipped { path: desk.at(name), what: SpecialFile::Link };
            assert!(plan.notices().contains(&notice), "{:?}", plan.notices());
        }
    }

    #[test]
    fn a_link_is_followed_when_asked() {
        let desk = linked();
        let plan = desk.plan(&["dossier"], &PlanOptions { follow: true, ..default() }).unwrap();
        let expected =
            ["dossier", "dossier/a", "dossier/lien", "dossier/rép", "dossier/rép/fichier"];
        assert_eq!(names(&plan), expected);
        assert_eq!(plan.bytes(), 6 + 7 + 7);
        assert_eq!(plan.notices(), []);
    }

    #[test]
    fn a_link_that_leads_back_is_refused_even_when_links_are_followed() {
        let desk = Desk::new();
        desk.put_folder("dossier/a/b");
        symlink("../..", desk.at("dossier/a/b/boucle")).unwrap();
        let plan = desk.plan(&["dossier"], &PlanOptions { follow: true, ..default() });
        assert_eq!(refused_path(plan), (desk.at("dossier/a/b/boucle"), SpecialFile::Loop));
        let options = PlanOptions { follow: true, skip_special: true, ..default() };
        let plan = desk.plan(&["dossier"], &options).unwrap();
        let skipped =
            Notice::Skipped { path: desk.at("dossier/a/b/boucle"), what: SpecialFile::Loop };
        assert_eq!(plan.notices(), [skipped]);
    }

    #[test]
    fn one_folder_may_be_reached_twice() {
        let desk = Desk::new();
        desk.put("dossier/a/x", "");
        symlink("a", desk.at("dossier/b")).unwrap();
        let plan = desk.plan(&["dossier"], &PlanOptions { follow: true, ..default() }).unwrap();
        assert!(names(&plan).contains(&"dossier/b/x"));
    }

    #[test]
    fn a_link_to_nowhere_is_named_when_links_are_followed() {
        let desk = Desk::new();
        desk.put_folder("dossier");
        symlink("absent", desk.at("dossier/lien")).unwrap();
        let plan = desk.plan(&["dossier"], &PlanOptions { follow: true, ..default() });
        let named = |error: &Error| matches!(error, Error::Io { path: Some(path), .. } if *path == desk.at("dossier/lien"));
        assert!(plan.as_ref().is_err_and(named), "{plan:?}");
    }

    #[test]
    fn a_link_that_leads_to_the_container_is_refused() {
        let desk = Desk::new();
        desk.put_folder("dossier");
        desk.put_folder("sortie");
        symlink("../sortie", desk.at("dossier/lien")).unwrap();
        let output = Some(desk.at("sortie/x.scelle"));
        let options = PlanOptions { follow: true, output, ..default() };
        let plan = desk.plan(&["dossier"], &options);
        assert!(matches!(plan, Err(Error::OutputInsideInput { .. })), "{plan:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_refused_or_left_out_and_never_waited_for() {
        use rustix::fs::{CWD, Mode, mkfifoat};
        let desk = Desk::new();
        desk.put_folder("dossier");
        mkfifoat(CWD, desk.at("dossier/tube"), Mode::from_raw_mode(0o600)).unwrap();
        for follow in [false, true] {
            let plan = desk.plan(&["dossier"], &PlanOptions { follow, ..default() });
            assert_eq!(refused_path(plan), (desk.at("dossier/tube"), SpecialFile::Device));
        }
        let options = PlanOptions { skip_special: true, ..default() };
        let plan = desk.plan(&["dossier"], &options).unwrap();
        let what = SpecialFile::Device;
        assert_eq!(plan.notices(), [Notice::Skipped { path: desk.at("dossier/tube"), what }]);
        assert_eq!(names(&plan), ["dossier"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_refused_or_renamed() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let folder = desk.put_folder("dossier");
    let path = folder.join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    fs::write(&path, "").unwrap();
    let plan = desk.plan(&["dossier"], &default());
    assert!(matches!(plan, Err(Error::Name { fault: NameFault::NotUnicode, .. })), "{plan:?}");
    let plan = desk.plan(&["dossier"], &PlanOptions { rename: true, ..default() }).unwrap();
    assert_eq!(names(&plan), ["dossier", "dossier/caf%E9"]);
    assert_eq!(plan.notices(), [Notice::Renamed { path, name: "caf%E9".to_owned() }]);
}

#[cfg(unix)]
#[test]
fn names_that_some_system_cannot_hold_are_told_refused_or_renamed() {
    let desk = Desk::new();
    let path = desk.put("dossier/10:30", "");
    let plan = desk.plan(&["dossier"], &default()).unwrap();
    assert_eq!(names(&plan), ["dossier", "dossier/10:30"]);
    assert_eq!(plan.notices(), [Notice::NotPortable { name: "dossier/10:30".to_owned() }]);

    let plan = desk.plan(&["dossier"], &PlanOptions { portable: true, ..default() });
    assert!(
        matches!(&plan, Err(Error::NotPortable { name }) if name == "dossier/10:30"),
        "{plan:?}"
    );

    let options = PlanOptions { portable: true, rename: true, ..default() };
    let plan = desk.plan(&["dossier"], &options).unwrap();
    assert_eq!(names(&plan), ["dossier", "dossier/10%3A30"]);
    assert_eq!(plan.notices(), [Notice::Renamed { path, name: "10%3A30".to_owned() }]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_differ_by_case_alone_are_told_or_refused() {
    let desk = Desk::new();
    desk.put("dossier/Été", "");
    desk.put("dossier/été", "");
    let plan = desk.plan(&["dossier"], &default()).unwrap();
    let names = ["dossier/Été".to_owned(), "dossier/été".to_owned()];
    let [Notice::CaseConflict { names: told }] = plan.notices() else {
        panic!("{:?}", plan.notices())
    };
    assert!(names.iter().all(|name| told.contains(name)), "{told:?}");
    let plan = desk.plan(&["dossier"], &PlanOptions { portable: true, ..default() });
    assert!(matches!(plan, Err(Error::NotPortable { .. })), "{plan:?}");
}

/// Folders in folders, more of them than are read at once, and more files in one than a run.
#[cfg(unix)]
fn forest() -> Desk {
    let desk = Desk::new();
    for number in 0..150 {
        desk.put(&format!("forêt/{:02}/{number:03}/feuille", number % 10), "vert");
    }
    for number in 0..600 {
        desk.put(&format!("forêt/clairière/{number:03}"), "");
    }
    desk
}

#[cfg(unix)]
fn on(threads: usize) -> PlanOptions {
    PlanOptions { threads: Threads::new(threads).unwrap(), ..default() }
}

#[cfg(unix)]
#[test]
fn a_plan_does_not_depend_on_the_number_of_threads() {
    let desk = forest();
    for name in ["forêt/03/013/a:b", "forêt/clairière/c:d"] {
        desk.put(name, "");
    }
    let alone = desk.plan(&["forêt"], &on(1)).unwrap();
    assert_eq!(alone.len(), 1 + 10 + 150 + 150 + 1 + 600 + 2);
    assert!(names(&alone).is_sorted_by_key(|name| EntryName::parse(name).unwrap()));
    let told = |name: &str| Notice::NotPortable { name: name.to_owned() };
    assert_eq!(alone.notices(), [told("forêt/clairière/c:d"), told("forêt/03/013/a:b")]);
    for threads in 2..6 {
        let plan = desk.plan(&["forêt"], &on(threads)).unwrap();
        assert!(names(&plan) == names(&alone), "{threads} threads");
        assert!(plan.items().iter().zip(alone.items()).all(|(a, b)| a.path == b.path));
        assert_eq!(plan.notices(), alone.notices());
    }
}

#[cfg(unix)]
#[test]
fn the_first_error_by_depth_and_name_is_returned_by_any_thread() {
    let desk = forest();
    let refused = |threads| match desk.plan(&["forêt"], &on(threads)) {
        Err(Error::Name { name, .. }) => name,
        other => panic!("{other:?}"),
    };
    for (bad, first) in [
        ("forêt/09/149/\u{1}", "\\u{1}"),
        ("forêt/09/139/\u{2}", "\\u{2}"),
        ("forêt/clairière/599\u{3}", "599\\u{3}"),
        ("forêt/clairière/300\u{4}", "300\\u{4}"),
        ("forêt/05/\u{5}", "\\u{5}"),
        ("forêt/z\u{6}", "z\\u{6}"),
    ] {
        desk.put(bad, "");
        for threads in 1..6 {
            assert_eq!(refused(threads), first, "{threads} threads");
        }
    }
}

#[test]
fn planning_stops_when_told_to() {
    let desk = Desk::new();
    let progress = Progress::new();
    progress.cancel();
    let plan = Plan::of_paths(&[desk.put("a", "")], &[], &default(), &progress);
    assert!(matches!(plan, Err(Error::Cancelled)), "{plan:?}");
}

/// Plans a file of five bytes, changes it, then reads it as sealing does: at once, as what is small,
/// and by and by.
fn read_after(change: impl Fn(&Path)) -> Result<()> {
    let desk = Desk::new();
    let path = desk.put("a", "12345");
    let plan = desk.plan(&["a"], &default()).unwrap();
    change(&path);
    let mut content = b"before ".to_vec();
    let at_once = plan.items()[0].read_later(&Progress::new())(&mut content);
    assert!(content.len() <= 12, "no more than was planned");
    let by_and_by = read_while(change, |_| ());
    let same = match (&at_once, &by_and_by) {
        (Ok(()), Ok(())) => content == b"before 12345",
        (Err(one), Err(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
        _ => false,
    };
    assert!(same, "{at_once:?}, {by_and_by:?}");
    at_once
}

fn read_while(before: impl FnOnce(&Path), during: impl FnOnce(&Path)) -> Result<()> {
    let desk = Desk::new();
    let path = desk.put("a", "12345");
    let plan = desk.plan(&["a"], &default()).unwrap();
    before(&path);
    let progress = Progress::new();
    let mut file = PlannedFile::open(&plan.items()[0], &progress)?;
    during(&path);
    let mut content = Vec::new();
    file.content().read_to_end(&mut content).unwrap();
    assert!(content.len() <= 6, "no more than a byte beyond what was planned");
    file.check_unchanged(content.len() as u64)
}

fn touch(path: &Path) {
    let time = SystemTime::now() - Duration::from_secs(3600);
    File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}

fn is_noticed(read: &Result<()>) -> bool {
    matches!(read, Err(Error::ChangedWhileRead { path }) if path.ends_with("a"))
}

#[test]
fn a_file_that_grows_or_shrinks_is_noticed() {
    assert!(read_after(|_| ()).is_ok());
    for content in ["1234567890", "123", ""] {
        let change = |path: &Path| fs::write(path, content).unwrap();
        assert!(is_noticed(&read_after(change)), "{content:?}");
        assert!(is_noticed(&read_while(|_| (), change)), "{content:?}");
    }
    assert!(is_noticed(&read_while(
        |_| (),
        |path| {
            fs::write(path, "1234567890").unwrap();
            fs::write(path, "12345").unwrap();
            touch(path);
        }
    )));
}

#[test]
fn a_file_that_becomes_something_else_is_noticed() {
    let read = read_after(|path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    });
    assert!(is_noticed(&read), "{read:?}");
    let read = read_after(|path| fs::remove_file(path).unwrap());
    assert!(matches!(read, Err(Error::Io { path: Some(_), .. })), "{read:?}");
}

#[test]
fn a_file_touched_while_it_is_read_is_noticed() {
    assert!(is_noticed(&read_while(|_| (), touch)));
}

/// Another user of the folder puts a link, or another file of the same size and time, in the place
/// of one that was planned.
#[cfg(unix)]
#[test]
fn a_file_that_is_swapped_after_it_was_planned_is_not_sealed() {
    use std::os::unix::fs::symlink;
    let secret = |path: &Path| {
        let (modified, len) =
            (path.metadata().unwrap().modified().unwrap(), fs::read(path).unwrap());
        let secret = path.with_file_name("secret");
        fs::write(&secret, vec![b's'; len.len()]).unwrap();
        File::options().write(true).open(&secret).unwrap().set_modified(modified).unwrap();
        fs::remove_file(path).unwrap();
        secret
    };
    let link = read_after(|path| symlink(secret(path), path).unwrap());
    assert!(is_noticed(&link), "{link:?}");
    let other = read_after(|path| fs::rename(secret(path), path).unwrap());
    assert!(is_noticed(&other), "{other:?}");
}

/// The same of a folder on the way to a file.
#[cfg(unix)]
#[test]
fn a_folder_that_is_swapped_after_it_was_planned_is_not_sealed() {
    let desk = Desk::new();
    let modified = |name: &str| desk.at(name).metadata().unwrap().modified().unwrap();
    desk.put("d/a", "12345");
    desk.put("elsewhere/a", "67890");
    let file = File::options().write(true).open(desk.at("elsewhere/a")).unwrap();
    file.set_modified(modified("d/a")).unwrap();
    let plan = desk.plan(&["d"], &default()).unwrap();
    fs::rename(desk.at("d"), desk.at("old")).unwrap();
    std::os::unix::fs::symlink("elsewhere", desk.at("d")).unwrap();
    let (options, mut sealed) = (desk.options(), Vec::new());
    let result = seal_to_stream(Input::Plan(&plan), &mut sealed, &options, &Progress::new());
    assert!(matches!(result, Err(Error::ChangedWhileRead { .. })));
}

/// The time that the plan holds is not that of what would be sealed.
#[test]
fn a_file_of_the_same_size_touched_since_it_was_planned_is_noticed() {
    let desk = Desk::new();
    let path = desk.put("a", "12345");
    let plan = desk.plan(&["a"], &default()).unwrap();
    fs::write(&path, "67890").unwrap();
    touch(&path);
    let (options, mut sealed) = (desk.options(), Vec::new());
    let input = Input::Plan(&plan);
    let result = seal_to_stream(input, &mut sealed, &options, &Progress::new()).map(drop);
    assert!(is_noticed(&result), "{result:?}");
}

#[test]
fn reading_counts_and_stops_when_told_to() {
    let desk = Desk::new();
    desk.put("a", "12345");
    let plan = desk.plan(&["a"], &default()).unwrap();
    let progress = Progress::new();
    let mut file = PlannedFile::open(&plan.items()[0], &progress).unwrap();
    file.content().read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(progress.done(), 5);
    progress.cancel();
    let mut file = PlannedFile::open(&plan.items()[0], &progress).unwrap();
    let error = file.content().read_to_end(&mut Vec::new()).unwrap_err();
    assert!(matches!(Error::from_io(IoOperation::ReadInput, error), Error::Cancelled));
}

#[cfg(target_os = "linux")]
#[test]
fn what_says_that_it_is_empty_and_is_not_is_not_sealed_as_empty() {
    let (desk, options) = (Desk::new(), PlanOptions { follow: true, ..PlanOptions::default() });
    std::os::unix::fs::symlink("/proc/version", desk.at("version")).unwrap();
    let plan = Plan::of_paths(&[desk.at("version")], &[], &options, &Progress::new()).unwrap();
    let read = plan.items()[0].read_later(&Progress::new())(&mut Vec::new());
    assert!(matches!(read, Err(Error::ChangedWhileRead { .. })), "{read:?}");
}
