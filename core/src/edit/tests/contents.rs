//! What a container holds: files in, files out, and names.

use super::*;

/// Edits what the container holds, as the desk's owner.
fn change(desk: &Desk, path: &Path, change: EntryEdit<'_>) -> Result<Edited> {
    edit(desk, path, |editor| editor.plan_entries(change, &[], &options()))
}

fn entry_names(desk: &Desk, path: &Path) -> Vec<String> {
    desk.open(path).entries().map(|entry| entry.name.to_string()).collect()
}

#[test]
fn files_come_in_and_the_others_stay_packed_as_they_were() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let packed = |name: &str| {
        desk.open(&path).entries().find(|e| e.name.as_str() == name).map(|e| (e.packed, e.modified))
    };
    let before = packed("dossier/b.bin");
    desk.put("neuf.txt", "neuf");
    let plan = |names: &[&str]| desk.plan(names, &PlanOptions::default()).unwrap();
    let add = |plan: Plan, overwrite| change(&desk, &path, EntryEdit::Add { plan, overwrite });
    let edited = add(plan(&["neuf.txt"]), false).unwrap();
    assert!(edited.fresh_key);
    assert_eq!(packed("dossier/b.bin"), before);
    let at = EntryName::parse("dossier/sous").unwrap();
    add(plan(&["neuf.txt"]).inside(&at).unwrap(), false).unwrap();
    assert!(entry_names(&desk, &path).contains(&"dossier/sous/neuf.txt".to_owned()));

    desk.put("neuf.txt", "plus neuf");
    let conflict = add(plan(&["neuf.txt"]), false);
    assert!(matches!(conflict, Err(Error::EntryExists { name }) if name == "neuf.txt"));
    add(plan(&["neuf.txt"]), true).unwrap();
    let found = content(&desk, &path);
    assert!(found.contains(&("neuf.txt".to_owned(), b"plus neuf".to_vec())));
    assert!(found.contains(&("dossier/sous/neuf.txt".to_owned(), b"neuf".to_vec())));
    // Never a file where a folder is, nor inside a file.
    desk.put("else/dossier", "a file");
    let file = desk.plan(&["else/dossier"], &PlanOptions::default()).unwrap();
    assert!(matches!(add(file, true), Err(Error::EntryInTheWay { .. })));
    let inside = plan(&["neuf.txt"]).inside(&EntryName::parse("dossier/a.txt").unwrap()).unwrap();
    assert!(matches!(add(inside, true), Err(Error::EntryInTheWay { .. })));
}

#[test]
fn folders_that_meet_are_one() {
    let desk = Desk::new();
    let path = sealed(&desk);
    fs::remove_dir_all(desk.at("dossier")).unwrap();
    desk.put("dossier/d.txt", "d");
    let plan = desk.plan(&["dossier"], &PlanOptions::default()).unwrap();
    change(&desk, &path, EntryEdit::Add { plan, overwrite: false }).unwrap();
    let mut names = entry_names(&desk, &path);
    names.sort();
    let expected = [
        "dossier",
        "dossier/a.txt",
        "dossier/b.bin",
        "dossier/d.txt",
        "dossier/sous",
        "dossier/sous/c.txt",
    ];
    assert_eq!(names, expected);
}

#[test]
fn files_and_folders_go_and_something_stays() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let remove = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        change(&desk, &path, EntryEdit::Remove { names: &names })
    };
    let absent = remove(&["dossier/a.txt", "rien"]);
    assert!(matches!(absent, Err(Error::EntryNotFound { name }) if name == "rien"));
    assert!(matches!(remove(&["dossier"]), Err(Error::NothingLeft)));
    remove(&["dossier/sous/", "dossier/a.txt"]).unwrap();
    assert_eq!(entry_names(&desk, &path), ["dossier", "dossier/b.bin"]);
}

#[test]
fn names_change_and_what_they_hold_follows() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let before = content(&desk, &path);
    let rename = |old: &str, new: &str, overwrite| {
        change(&desk, &path, EntryEdit::Rename { old, new, overwrite })
    };
    rename("dossier", "été 2026", false).unwrap();
    let moved: Vec<_> = before
        .iter()
        .map(|(name, content)| (name.replace("dossier", "été 2026"), content.clone()))
        .collect();
    assert_eq!(content(&desk, &path), moved);
    rename("été 2026/sous", "dossier", false).unwrap();
    let taken = rename("dossier/c.txt", "été 2026/a.txt", false);
    assert!(matches!(taken, Err(Error::EntryExists { .. })));
    rename("dossier/c.txt", "été 2026/a.txt", true).unwrap();
    let found = content(&desk, &path);
    assert!(found.contains(&("été 2026/a.txt".to_owned(), b"c".to_vec())), "{found:?}");
    for (old, new) in
        [("rien", "x"), ("été 2026", "../x"), ("été 2026", ""), ("dossier", "été 2026/a.txt")]
    {
        assert!(rename(old, new, true).is_err(), "{old} {new}");
    }
}

#[test]
fn armor_stays_armor() {
    let desk = Desk::new();
    desk.put("note", noise(70_000));
    let path = desk.seal_with(&["note"], &SealOptions { armor: true, ..desk.options() });
    let bob = Person::new("Bob");
    joins(&desk, &path, &[bob.as_a(Role::Member)]).unwrap();
    assert!(bob.opens(&path));
    edit(&desk, &path, |e| e.plan_rekey(&options())).unwrap();
    assert!(bob.opens(&path));
    assert!(fs::read(&path).unwrap().starts_with(b"-----BEGIN AGE"));
}

#[test]
fn what_is_no_archive_is_rekeyed_and_not_edited_inside() {
    let desk = Desk::new();
    let path = desk.at("lettre.scelle");
    let key = crate::container::new_file_key().unwrap();
    let options_ = desk.options();
    let header = crate::seal::make_header(
        &key,
        Default::default(),
        &options_.grants,
        &options_,
        &Progress::new(),
    )
    .unwrap();
    let mut output = Vec::new();
    header.write(&mut output).unwrap();
    let mut payload = crate::container::payload::PayloadWriter::new(&key, output).unwrap();
    std::io::Write::write_all(&mut payload, b"Madame, Monsieur").unwrap();
    fs::write(&path, payload.finish().unwrap()).unwrap();
    let refused = change(&desk, &path, EntryEdit::Remove { names: &["lettre".to_owned()] });
    assert!(matches!(refused, Err(Error::NotAnArchive)));
    edit(&desk, &path, |e| e.plan_rekey(&options())).unwrap();
    assert_eq!(content(&desk, &path), [("lettre".to_owned(), b"Madame, Monsieur".to_vec())]);
}

#[test]
fn damage_is_told_and_the_old_container_stays() {
    let desk = Desk::new();
    let path = sealed(&desk);
    damage(&path, fs::metadata(&path).unwrap().len() - 100_000);
    let before = fs::read(&path).unwrap();
    let refused = edit(&desk, &path, |e| e.plan_rekey(&options()));
    assert!(matches!(refused, Err(Error::Payload(_))), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::write(&path, &before[..before.len() - 1]).unwrap();
    assert!(joins(&desk, &path, &[phrase("P")]).is_err());
    assert_eq!(names(path.parent().unwrap()), ["dossier.scelle"]);
}

#[test]
fn two_who_edit_at_once_are_told_apart_and_nothing_is_lost() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&desk.keyring()).unwrap();
    let mut change = editor.plan_rekey(&options()).unwrap();
    assert!(matches!(Editable::lock(&path, &Journal::NONE), Err(Error::Busy { .. })));
    // Another program, which takes no lock.
    let theirs = [fs::read(&path).unwrap(), b"more".to_vec()].concat();
    fs::write(&path, &theirs).unwrap();
    let refused = editor.apply(&mut change, &Progress::new());
    assert!(matches!(refused, Err(Error::ChangedWhileRead { .. })), "{refused:?}");
    drop(editor);
    drop(editable);
    assert_eq!(fs::read(&path).unwrap(), theirs);
    assert_eq!(names(path.parent().unwrap()), ["dossier.scelle"]);
}

#[test]
fn cancelled_it_was_never_edited() {
    let desk = Desk::new();
    let path = sealed(&desk);
    let before = fs::read(&path).unwrap();
    let editable = Editable::lock(&path, &Journal::NONE).unwrap();
    let editor = editable.unlock(&desk.keyring()).unwrap();
    let mut change = editor.plan_rekey(&options()).unwrap();
    let progress = Progress::new();
    progress.cancel();
    assert!(matches!(editor.apply(&mut change, &progress), Err(Error::Cancelled)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_link_leads_to_the_container_still() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new();
    let path = sealed(&desk);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let link = desk.at("lien.scelle");
    symlink(&path, &link).unwrap();
    let bob = Person::new("Bob");
    joins(&desk, &link, &[bob.as_a(Role::Member)]).unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert!(bob.opens(&path));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
