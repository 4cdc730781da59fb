use std::fs;

use super::*;
use crate::error::PayloadFault;
use crate::open::Locked;
use crate::testing::{Desk, damage, names, noise, tree};

/// Extracts everything from what was sealed, with the rule for what stands in the way.
fn extract_all(
    desk: &Desk,
    sealed: &Path,
    destination: &Destination,
    existing: Existing,
) -> Result<Extracted> {
    let mut container = desk.open(sealed);
    let all = container.select(&[]).unwrap();
    let options = ExtractOptions { existing, ..ExtractOptions::default() };
    container.extract(&all, destination, &options, &Progress::new())
}

fn beside(desk: &Desk) -> Destination {
    Destination::Beside { folder: desk.put_folder("ici"), name: "dossier".to_owned() }
}

fn into(desk: &Desk) -> Destination {
    Destination::Into(desk.at("ici"))
}

/// A desk with two tops: `a.txt`, and `rapport` that holds a file and an empty folder.
fn desk_with_two_tops() -> (Desk, PathBuf) {
    let desk = Desk::new();
    desk.put("a.txt", "a");
    desk.put("rapport/été.txt", "Bonjour");
    desk.put_folder("rapport/vide");
    let sealed = desk.seal(&["a.txt", "rapport"]);
    (desk, sealed)
}

const TWO_TOPS: [&str; 4] = ["a.txt", "rapport/", "rapport/vide/", "rapport/été.txt"];

/// What nothing takes the place of.
fn in_the_way(result: Result<Extracted>) -> PathBuf {
    match result {
        Err(Error::TargetInTheWay { path }) => path,
        other => panic!("{other:?}"),
    }
}

fn exists(result: Result<Extracted>) -> PathBuf {
    match result {
        Err(Error::TargetExists { path }) => path,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_single_folder_appears_beside_under_its_own_name() {
    let (desk, _) = desk_with_two_tops();
    let sealed = desk.seal(&["rapport"]);
    let extracted = extract_all(&desk, &sealed, &beside(&desk), Existing::Refuse).unwrap();
    let paths = vec![desk.at("ici/rapport")];
    assert_eq!(extracted, Extracted { paths, files: 1, bytes: 7, ..Extracted::default() });
    assert_eq!(names(&desk.at("ici")), ["rapport/", "rapport/vide/", "rapport/été.txt"]);
    assert_eq!(fs::read(desk.at("ici/rapport/été.txt")).unwrap(), b"Bonjour");
}

#[test]
fn a_single_file_appears_beside_under_its_own_name() {
    let (desk, _) = desk_with_two_tops();
    let sealed = desk.seal(&["a.txt"]);
    let extracted = extract_all(&desk, &sealed, &beside(&desk), Existing::Refuse).unwrap();
    assert_eq!(extracted.paths, [desk.at("ici/a.txt")]);
    assert_eq!(names(&desk.at("ici")), ["a.txt"]);
}

#[test]
fn several_things_appear_beside_in_one_new_folder() {
    let (desk, sealed) = desk_with_two_tops();
    let extracted = extract_all(&desk, &sealed, &beside(&desk), Existing::Refuse).unwrap();
    let paths = vec![desk.at("ici/dossier")];
    assert_eq!(extracted, Extracted { paths, files: 2, bytes: 8, ..Extracted::default() });
    assert_eq!(names(&desk.at("ici/dossier")), TWO_TOPS);
    assert_eq!(fs::read_dir(desk.at("ici")).unwrap().count(), 1);
}

#[test]
fn the_new_folder_must_be_new() {
    let (desk, sealed) = desk_with_two_tops();
    let destination = beside(&desk);
    desk.put("ici/dossier", "a file");
    let path = in_the_way(extract_all(&desk, &sealed, &destination, Existing::Refuse));
    assert_eq!(path, desk.at("ici/dossier"));
    fs::remove_file(path).unwrap();

    desk.put("ici/dossier/theirs", "of another user");
    let path = exists(extract_all(&desk, &sealed, &destination, Existing::Refuse));
    assert_eq!(path, desk.at("ici/dossier"));
    assert_eq!(names(&desk.at("ici")), ["dossier/", "dossier/theirs"]);
}

#[test]
fn the_name_of_the_new_folder_leads_nowhere_else() {
    let (desk, sealed) = desk_with_two_tops();
    let folder = desk.put_folder("ici");
    let outside = |desk: &Desk| {
        names(&desk.at(".")).into_iter().filter(|n| !n.starts_with("ici")).collect::<Vec<_>>()
    };
    let before = outside(&desk);
    for name in ["..", ".", "../dehors", "/dehors", "a\\b"] {
        let destination = Destination::Beside { folder: folder.clone(), name: name.to_owned() };
        let _ = extract_all(&desk, &sealed, &destination, Existing::Refuse);
        assert_eq!(outside(&desk), before, "{name}");
    }
    for name in ["%2E%2E", "%2E", "a%5Cb"] {
        assert!(folder.join(name).join("a.txt").exists(), "{name}");
    }
}

#[test]
fn a_folder_takes_everything_whether_it_is_new_or_there() {
    let (desk, sealed) = desk_with_two_tops();
    let new = extract_all(&desk, &sealed, &into(&desk), Existing::Refuse).unwrap();
    assert_eq!(new.paths, [desk.at("ici")]);
    assert_eq!(names(&desk.at("ici")), TWO_TOPS);

    desk.put("là/theirs", "");
    desk.put("là/rapport/theirs", "");
    let destination = Destination::Into(desk.at("là"));
    let there = extract_all(&desk, &sealed, &destination, Existing::Refuse).unwrap();
    assert_eq!(there.paths, [desk.at("là/a.txt"), desk.at("là/rapport")]);
    let mut expected = [&TWO_TOPS[..], &["rapport/theirs", "theirs"]].concat();
    expected.sort_unstable();
    assert_eq!(names(&desk.at("là")), expected);
}

#[test]
fn a_folder_is_made_only_where_its_parent_is() {
    let (desk, sealed) = desk_with_two_tops();
    let destination = Destination::Into(desk.at("absent/ici"));
    let result = extract_all(&desk, &sealed, &destination, Existing::Refuse);
    assert!(
        matches!(result, Err(Error::Io { operation: IoOperation::WriteOutput, .. })),
        "{result:?}"
    );
    assert!(!desk.at("absent").exists());
}

#[test]
fn only_what_is_chosen_is_extracted() {
    let (desk, sealed) = desk_with_two_tops();
    let mut container = desk.open(&sealed);
    let chosen = container.select(&["rapport/été.txt".to_owned()]).unwrap();
    let progress = Progress::new();
    let options = ExtractOptions::default();
    let extracted = container.extract(&chosen, &into(&desk), &options, &progress).unwrap();
    assert_eq!((extracted.files, extracted.bytes), (1, 7));
    assert_eq!((progress.done(), progress.total()), (7, 7));
    assert_eq!(names(&desk.at("ici")), ["rapport/", "rapport/été.txt"]);
}

#[test]
fn one_thing_in_the_way_refuses_everything_and_nothing_changes() {
    let (desk, sealed) = desk_with_two_tops();
    for (name, path_of) in [
        ("ici/rapport/été.txt", exists as fn(_) -> _),
        ("ici/a.txt", exists),
        ("ici/rapport/vide", in_the_way),
        ("ici/rapport", in_the_way),
        ("ici", in_the_way),
    ] {
        desk.put(name, "theirs");
        let before = tree(&desk.at("."));
        let path = path_of(extract_all(&desk, &sealed, &into(&desk), Existing::Refuse));
        assert_eq!(path, desk.at(name));
        assert_eq!(tree(&desk.at(".")), before);
        let _ = fs::remove_file(desk.at("ici")).or_else(|_| fs::remove_dir_all(desk.at("ici")));
    }
    // Beside, even the folder itself must not be there.
    let sealed = desk.seal(&["rapport"]);
    let destination = beside(&desk);
    desk.put_folder("ici/rapport");
    let path = exists(extract_all(&desk, &sealed, &destination, Existing::Refuse));
    assert_eq!(path, desk.at("ici/rapport"));
    assert_eq!(names(&desk.at("ici")), ["rapport/"]);
}

#[test]
fn replacing_replaces_files_and_merges_folders() {
    let (desk, sealed) = desk_with_two_tops();
    desk.put("ici/a.txt", "old");
    desk.put("ici/rapport/été.txt", "old");
    desk.put("ici/rapport/theirs", "kept");
    desk.put("ici/rapport/vide/theirs", "kept");
    extract_all(&desk, &sealed, &into(&desk), Existing::Replace).unwrap();
    let found = tree(&desk.at("ici"));
    assert_eq!(found["a.txt"], b"a");
    assert_eq!(found["rapport/été.txt"], b"Bonjour");
    assert_eq!(found["rapport/theirs"], b"kept");
    assert_eq!(found["rapport/vide/theirs"], b"kept");
    assert_eq!(found.len(), 6);

    let sealed = desk.seal(&["rapport"]);
    desk.put("ici/rapport/été.txt", "old");
    extract_all(&desk, &sealed, &beside(&desk), Existing::Replace).unwrap();
    let found = tree(&desk.at("ici"));
    assert_eq!(found["rapport/été.txt"], b"Bonjour");
    assert_eq!(found.len(), 6);
}

#[test]
fn a_file_never_replaces_a_folder_nor_a_folder_a_file() {
    let (desk, sealed) = desk_with_two_tops();
    desk.put("ici/rapport/été.txt/theirs", "kept");
    let path = in_the_way(extract_all(&desk, &sealed, &into(&desk), Existing::Replace));
    assert_eq!(path, desk.at("ici/rapport/été.txt"));

    desk.put("là/rapport/vide", "kept");
    let destination = Destination::Into(desk.at("là"));
    let path = in_the_way(extract_all(&desk, &sealed, &destination, Existing::Replace));
    assert_eq!(path, desk.at("là/rapport/vide"));
    assert_eq!(names(&desk.at("là")), ["rapport/", "rapport/vide"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_way_is_never_followed() {
    use std::os::unix::fs::symlink;
    let (desk, sealed) = desk_with_two_tops();
    desk.put("dehors/été.txt", "outside");
    desk.put("dehors/a.txt", "outside");
    let outside = tree(&desk.at("dehors"));
    for (link, target) in [("ici/rapport", "../dehors"), ("ici/a.txt", "../dehors/a.txt")] {
        desk.put_folder("ici");
        symlink(target, desk.at(link)).unwrap();
        for existing in [Existing::Refuse, Existing::Replace] {
            let path = in_the_way(extract_all(&desk, &sealed, &into(&desk), existing));
            assert_eq!(path, desk.at(link));
            assert_eq!(tree(&desk.at("dehors")), outside);
            assert_eq!(fs::read_dir(desk.at("ici")).unwrap().count(), 1);
        }
        fs::remove_file(desk.at(link)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_in_the_way_as_well() {
    let (desk, sealed) = desk_with_two_tops();
    std::os::unix::fs::symlink("absent", desk.at("ici")).unwrap();
    let path = in_the_way(extract_all(&desk, &sealed, &into(&desk), Existing::Refuse));
    assert_eq!(path, desk.at("ici"));
    assert!(!desk.at("absent").exists());
}

fn modified(path: &Path) -> u64 {
    let time = path.metadata().unwrap().modified().unwrap();
    time.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[cfg(unix)]
#[test]
fn times_and_the_executable_bit_are_what_they_were() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let script = desk.put("rapport/sous/run.sh", "ls");
    let text = desk.put("rapport/sous/texte", "a");
    fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).unwrap();
    let times = [
        ("rapport/sous/run.sh", 1_000_000_001),
        ("rapport/sous/texte", 1_200_000_000),
        ("rapport/sous", 1_300_000_003),
        ("rapport", 1_400_000_004),
    ];
    for (name, time) in times {
        set_modified(&File::open(desk.at(name)).unwrap(), time as i64);
    }
    let sealed = desk.seal(&["rapport"]);
    let destinations = [beside(&desk), Destination::Into(desk.at("là"))];
    for destination in destinations {
        let extracted = extract_all(&desk, &sealed, &destination, Existing::Refuse).unwrap();
        let base = match &destination {
            Destination::Beside { folder, .. } => folder,
            Destination::Into(folder) => folder,
        };
        for (name, time) in times {
            assert_eq!(modified(&base.join(name)), time, "{name} in {extracted:?}");
        }
        let mode = |name: &str| base.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode("rapport/sous/run.sh") & 0o100, 0o100);
        assert_eq!(mode("rapport/sous/texte") & 0o111, 0);
        assert_eq!(mode("rapport/sous/texte"), text.metadata().unwrap().permissions().mode());
    }
}

/// Two files, a chunk of the second of which is damaged.
fn desk_with_damage() -> (Desk, PathBuf) {
    let desk = Desk::new();
    desk.put("rapport/a", noise(100_000));
    desk.put("rapport/b", noise(300_000));
    let sealed = desk.seal(&["rapport"]);
    let payload = Locked::read(&sealed).unwrap().header().encoded_len() + 16;
    damage(&sealed, payload + 4 * (65536 + 16) + 100);
    (desk, sealed)
}

#[test]
fn damage_in_the_middle_leaves_nothing_at_all() {
    let (desk, sealed) = desk_with_damage();
    desk.put("là/theirs", "kept");
    for destination in [beside(&desk), into(&desk), Destination::Into(desk.at("là"))] {
        let before = tree(&desk.at("."));
        let result = extract_all(&desk, &sealed, &destination, Existing::Replace);
        let fault = Some(PayloadFault::Chunk { index: 4 });
        assert!(
            matches!(&result, Err(Error::Payload(found)) if Some(*found) == fault),
            "{result:?}"
        );
        assert_eq!(tree(&desk.at(".")), before);
    }
}

#[test]
fn damage_elsewhere_does_not_keep_a_file_from_being_extracted() {
    let (desk, sealed) = desk_with_damage();
    let mut container = desk.open(&sealed);
    let chosen = container.select(&["rapport/a".to_owned()]).unwrap();
    let progress = Progress::new();
    container.extract(&chosen, &into(&desk), &ExtractOptions::default(), &progress).unwrap();
    assert!(fs::read(desk.at("ici/rapport/a")).unwrap() == noise(100_000));
}

#[test]
fn cancelled_it_leaves_nothing_at_all() {
    let (desk, sealed) = desk_with_two_tops();
    desk.put("ici/theirs", "kept");
    let journal = Journal::new(desk.at("journal"));
    let progress = Progress::new();
    progress.cancel();
    let mut container = desk.open(&sealed);
    let all = container.select(&[]).unwrap();
    let options = ExtractOptions { journal: journal.clone(), ..ExtractOptions::default() };
    let result = container.extract(&all, &into(&desk), &options, &progress);
    assert!(matches!(result, Err(Error::Cancelled)), "{result:?}");
    assert_eq!(names(&desk.at("ici")), ["theirs"]);
    assert_eq!(names(&desk.at("journal")), Vec::<String>::new());
}

#[test]
fn folders_alone_are_cancelled_as_well() {
    let desk = Desk::new();
    desk.put_folder("rapport/vide");
    let sealed = desk.seal(&["rapport"]);
    let progress = Progress::new();
    progress.cancel();
    let mut container = desk.open(&sealed);
    let options = ExtractOptions::default();
    let result =
        container.extract(&[EntryId::at(0), EntryId::at(1)], &into(&desk), &options, &progress);
    assert!(matches!(result, Err(Error::Cancelled)), "{result:?}");
    assert!(!desk.at("ici").exists());
}

#[test]
fn one_file_is_extracted_to_a_path_of_its_own() {
    let (desk, sealed) = desk_with_two_tops();
    set_modified(&File::open(desk.at("a.txt")).unwrap(), 1_000_000_001);
    let mut container = desk.open(&desk.seal(&["a.txt"]));
    let path = desk.at("sous un autre nom");
    let mut extract = |existing| {
        let options = ExtractOptions { existing, ..ExtractOptions::default() };
        container.extract_file(EntryId::at(0), &path, &options, &Progress::new())
    };
    let extracted = extract(Existing::Refuse).unwrap();
    assert_eq!(
        extracted,
        Extracted { paths: vec![path.clone()], files: 1, bytes: 1, ..Extracted::default() }
    );
    assert_eq!(modified(&path), 1_000_000_001);
    assert_eq!(exists(extract(Existing::Refuse)), path);
    fs::write(&path, "old").unwrap();
    extract(Existing::Replace).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"a");
    drop(sealed);
}

/// The Mark of the Web: without it, a document out of a downloaded container opens with its macros.
#[cfg(windows)]
#[test]
fn what_comes_out_of_a_downloaded_container_is_marked_and_keeps_its_date() {
    use std::time::{Duration, UNIX_EPOCH};
    let (desk, _) = desk_with_two_tops();
    let date = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for name in ["a.txt", "rapport/été.txt"] {
        File::options().append(true).open(desk.at(name)).unwrap().set_modified(date).unwrap();
    }
    let sealed = desk.seal(&["a.txt", "rapport"]);
    let mark_of = |path: &Path| fs::read(format!("{}:Zone.Identifier", path.display())).ok();
    let mark = b"[ZoneTransfer]\r\nZoneId=3\r\n";
    for marked in [None, Some(mark.to_vec())] {
        if let Some(mark) = &marked {
            fs::write(format!("{}:Zone.Identifier", sealed.display()), mark).unwrap();
        }
        let folder = desk.at(if marked.is_some() { "marked" } else { "plain" });
        extract_all(&desk, &sealed, &Destination::Into(folder.clone()), Existing::Refuse).unwrap();
        for name in ["a.txt", "rapport/été.txt"] {
            assert_eq!(mark_of(&folder.join(name)), marked, "{name}");
            let modified = folder.join(name).metadata().unwrap().modified().unwrap();
            assert_eq!(modified, date, "{name}");
        }
    }
}
