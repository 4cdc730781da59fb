//! What goes into a container: the inputs walked, named, checked and put in order before the first
//! byte is written.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::container::archive;
use crate::container::entry::{EntryKind, EntryName, NameFault, escape};
use crate::error::{Doing, Error, Result, SpecialFile};
use crate::files::parent_of;
use crate::progress::Progress;

/// How inputs are walked.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Shell patterns of what is left out: matched against the name of each file and folder, and
    /// against its whole name in the container.
    pub exclude: Vec<String>,
    /// Symbolic links are read as what they lead to.
    pub follow: bool,
    /// Symbolic links, pipes, sockets and devices are left out.
    pub skip_special: bool,
    /// A name that some system could not hold is an error.
    pub portable: bool,
    /// Names that would be refused, or are not portable, are escaped.
    pub rename: bool,
    /// Where the container will be, when it is a file.
    pub output: Option<PathBuf>,
}

/// Everything that a container will hold, in its order.
#[derive(Debug)]
pub struct Plan {
    items: Vec<Item>,
    notices: Vec<Notice>,
    bytes: u64,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) name: EntryName,
    pub(crate) metadata: archive::Metadata,
    /// A file or a folder, followed when it is a link that we were told to follow.
    pub(crate) path: PathBuf,
    /// When it had last been modified.
    seen: Option<SystemTime>,
}

/// Something to tell about a plan that is fine as it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Notice {
    /// Left out: a link or a special file.
    Skipped {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: SpecialFile,
    },
    /// Not every system can hold this name.
    NotPortable {
        /// The name.
        name: String,
    },
    /// These two names are one where case is ignored.
    CaseConflict {
        /// Both names.
        names: [String; 2],
    },
    /// Written under another name.
    Renamed {
        /// The path.
        path: PathBuf,
        /// Its name in the container.
        name: String,
    },
}

impl Plan {
    /// Walks files and folders: a folder `src` gives `src/…`, a file its own name.
    ///
    /// # Errors
    /// [`Error::NotAFile`], [`Error::Name`], [`Error::NotPortable`], [`Error::DuplicateName`],
    /// [`Error::OutputInsideInput`], [`Error::ExcludePattern`], [`Error::Io`],
    /// [`Error::Cancelled`].
    pub fn of_paths(paths: &[PathBuf], options: &PlanOptions, progress: &Progress) -> Result<Self> {
        let mut walk = Walk::new(options, progress)?;
        for path in paths {
            walk.input(path)?;
        }
        walk.finish()
    }

    /// What there is to tell.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Bytes of all the files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many files and folders there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to seal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }
}

struct Walk<'a> {
    options: &'a PlanOptions,
    progress: &'a Progress,
    exclude: GlobSet,
    /// The folder that will hold the container, in its real place.
    output_folder: Option<PathBuf>,
    /// The file that the container would replace, in its real place.
    replaced: Option<PathBuf>,
    items: Vec<Item>,
    notices: Vec<Notice>,
}

impl<'a> Walk<'a> {
    fn new(options: &'a PlanOptions, progress: &'a Progress) -> Result<Self> {
        let output_folder =
            options.output.as_deref().and_then(|path| parent_of(path).canonicalize().ok());
        let exclude = compile(&options.exclude)?;
        Ok(Self {
            options,
            progress,
            exclude,
            output_folder,
            replaced: options.output.as_deref().and_then(|path| path.canonicalize().ok()),
            items: Vec::new(),
            notices: Vec::new(),
        })
    }

    fn input(&mut self, path: &Path) -> Result<()> {
        let name = base_name(path)?;
        let Some(name) = self.name(None, &name, path)? else { return Ok(()) };
        self.visit(path, name, &mut Vec::new())
    }

    /// Adds what is at `path`, and what it holds. `above` are the folders that lead to it, in their
    /// real places: a link may lead back to one.
    fn visit(&mut self, path: &Path, name: EntryName, above: &mut Vec<PathBuf>) -> Result<()> {
        self.progress.check()?;
        let reading = || Error::io(Doing::ReadInput, path);
        let metadata = match self.options.follow {
            true => fs::metadata(path),
            false => fs::symlink_metadata(path),
        }
        .map_err(reading())?;
        if metadata.is_dir() {
            return self.visit_folder(path, &name, &metadata, above);
        }
        if !metadata.is_file() {
            return self.special(path, &metadata);
        }
        if self.replaced.is_some() && path.canonicalize().ok() == self.replaced {
            return Err(self.output_inside_input());
        }
        self.push(path, name, &metadata, EntryKind::File { executable: is_executable(&metadata) });
        Ok(())
    }

    fn visit_folder(
        &mut self,
        path: &Path,
        folder: &EntryName,
        metadata: &Metadata,
        above: &mut Vec<PathBuf>,
    ) -> Result<()> {
        let reading = || Error::io(Doing::ReadInput, path);
        let real = path.canonicalize().map_err(reading())?;
        if self.output_folder.as_ref().is_some_and(|output| output.starts_with(&real)) {
            return Err(self.output_inside_input());
        }
        if above.contains(&real) {
            return Err(Error::NotAFile { path: path.to_owned(), what: SpecialFile::Link });
        }
        above.push(real);
        self.push(path, folder.clone(), metadata, EntryKind::Folder);
        for entry in fs::read_dir(path).map_err(reading())? {
            let entry = entry.map_err(reading())?;
            let child = entry.path();
            if let Some(name) = self.name(Some(folder), &raw_name(&entry.file_name()), &child)? {
                self.visit(&child, name, above)?;
            }
        }
        above.pop();
        Ok(())
    }

    fn output_inside_input(&self) -> Error {
        Error::OutputInsideInput { path: self.options.output.clone().unwrap_or_default() }
    }

    fn special(&mut self, path: &Path, metadata: &Metadata) -> Result<()> {
        let what = if metadata.is_symlink() { SpecialFile::Link } else { SpecialFile::Device };
        if !self.options.skip_special {
            return Err(Error::NotAFile { path: path.to_owned(), what });
        }
        self.notices.push(Notice::Skipped { path: path.to_owned(), what });
        Ok(())
    }

    fn push(&mut self, path: &Path, name: EntryName, metadata: &Metadata, kind: EntryKind) {
        let size = if kind == EntryKind::Folder { 0 } else { metadata.len() };
        let facts = archive::Metadata { kind, modified: modified(metadata), size: Some(size) };
        let item =
            Item { name, metadata: facts, path: path.to_owned(), seen: metadata.modified().ok() };
        self.items.push(item);
    }

    /// The name of something in the container, or `None` when it is excluded.
    fn name(
        &mut self,
        folder: Option<&EntryName>,
        raw: &[u8],
        path: &Path,
    ) -> Result<Option<EntryName>> {
        let shown = String::from_utf8_lossy(raw);
        let whole = match folder {
            Some(folder) => format!("{folder}/{shown}"),
            None => shown.clone().into_owned(),
        };
        if self.exclude.is_match(shown.as_ref()) || self.exclude.is_match(&whole) {
            return Ok(None);
        }
        let not_unicode = |_| Error::Name { name: escape(&shown), fault: NameFault::NotUnicode };
        let own = match std::str::from_utf8(raw).map_err(not_unicode).and_then(EntryName::parse) {
            Ok(name) if !self.options.rename || name.is_portable() => name,
            Err(error) if !self.options.rename => return Err(error),
            _ => {
                let name = EntryName::parse_escaping(raw)?;
                self.notices
                    .push(Notice::Renamed { path: path.to_owned(), name: name.to_string() });
                name
            }
        };
        if !own.is_portable() {
            if self.options.portable {
                return Err(Error::NotPortable { name: escape(&whole) });
            }
            self.notices.push(Notice::NotPortable { name: whole });
        }
        match folder {
            Some(folder) => folder.join(own.as_str()).map(Some),
            None => Ok(Some(own)),
        }
    }

    fn finish(mut self) -> Result<Plan> {
        self.items.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let twice = self.items.windows(2).find_map(|pair| match pair {
            [a, b] if a.name == b.name => Some(escape(a.name.as_str())),
            _ => None,
        });
        if let Some(name) = twice {
            return Err(Error::DuplicateName { name });
        }
        self.check_case()?;
        let bytes = self.items.iter().filter_map(|item| item.metadata.size).sum();
        Ok(Plan { items: self.items, notices: self.notices, bytes })
    }

    fn check_case(&mut self) -> Result<()> {
        let mut folded: HashMap<String, &EntryName> = HashMap::new();
        for item in &self.items {
            let Some(other) = folded.insert(item.name.case_folded(), &item.name) else { continue };
            if self.options.portable {
                return Err(Error::NotPortable { name: escape(item.name.as_str()) });
            }
            let names = [other.to_string(), item.name.to_string()];
            self.notices.push(Notice::CaseConflict { names });
        }
        Ok(())
    }
}

fn compile(patterns: &[String]) -> Result<GlobSet> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let refused = |_| Error::ExcludePattern { pattern: pattern.clone() };
        set.add(GlobBuilder::new(pattern).literal_separator(true).build().map_err(refused)?);
    }
    set.build().map_err(|_| Error::ExcludePattern { pattern: patterns.join(" ") })
}

/// The name that an input gives to what it holds: `.` and `..` have one once they are resolved.
fn base_name(path: &Path) -> Result<Vec<u8>> {
    let resolved = match path.file_name() {
        Some(name) => return Ok(raw_name(name)),
        None => path.canonicalize().map_err(Error::io(Doing::ReadInput, path))?,
    };
    match resolved.file_name() {
        Some(name) => Ok(raw_name(name)),
        None => Err(Error::Name { name: path.display().to_string(), fault: NameFault::Empty }),
    }
}

#[cfg(unix)]
fn raw_name(name: &std::ffi::OsStr) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(name).to_vec()
}

#[cfg(not(unix))]
fn raw_name(name: &std::ffi::OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

/// Seconds since 1970, rounded down.
fn modified(metadata: &Metadata) -> Option<i64> {
    let time = metadata.modified().ok()?;
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).ok(),
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).ok()?;
            Some(-whole - i64::from(before.subsec_nanos() > 0))
        }
    }
}

/// A planned file being read: counts, stops when told to, and notices a change.
pub(crate) struct PlannedFile<'a> {
    file: File,
    path: &'a Path,
    size: u64,
    /// When it had last been modified, as the plan saw it.
    seen: Option<SystemTime>,
    progress: &'a Progress,
}

impl<'a> PlannedFile<'a> {
    pub(crate) fn open(item: &'a Item, progress: &'a Progress) -> Result<Self> {
        let path = item.path.as_path();
        let file = File::open(path).map_err(Error::io(Doing::ReadInput, path))?;
        let size = item.metadata.size.unwrap_or(0);
        let planned = Self { file, path, size, seen: item.seen, progress };
        planned.check_unchanged(size)?;
        Ok(planned)
    }

    /// Whether the file is the one that was planned, and what was `read` is all of it.
    pub(crate) fn check_unchanged(&self, read: u64) -> Result<()> {
        let now = self.file.metadata().map_err(Error::io(Doing::ReadInput, self.path))?;
        let same = now.is_file()
            && read == self.size
            && now.len() == self.size
            && now.modified().ok() == self.seen;
        if same { Ok(()) } else { Err(Error::ChangedWhileRead { path: self.path.to_owned() }) }
    }

    /// Its content, and at most one byte more than was planned.
    pub(crate) fn content(&mut self) -> impl Read + '_ {
        let limit = self.size + 1;
        CountedRead { input: &mut self.file, path: Some(self.path), progress: self.progress }
            .take(limit)
    }
}

/// A reader that counts what goes through it, stops when told to, and names its file in errors.
pub(crate) struct CountedRead<'a, R> {
    pub(crate) input: R,
    pub(crate) path: Option<&'a Path>,
    pub(crate) progress: &'a Progress,
}

impl<R: Read> Read for CountedRead<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out).map_err(|source| match self.path {
            Some(path) if source.kind() != io::ErrorKind::Interrupted => {
                Error::io(Doing::ReadInput, path)(source).into()
            }
            _ => source,
        })?;
        self.progress.advance(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
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
        let plan = Plan::of_paths(&[".".into()], &options, &Progress::new()).unwrap();
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
    fn an_empty_folder_is_kept_and_no_input_is_an_empty_plan() {
        let desk = Desk::new();
        desk.put_folder("vide");
        let plan = desk.plan(&["vide"], &default()).unwrap();
        assert_eq!(names(&plan), ["vide"]);
        assert_eq!(plan.items()[0].metadata.kind, EntryKind::Folder);
        assert_eq!(plan.bytes(), 0);
        assert!(desk.plan(&[], &default()).unwrap().is_empty());
    }

    #[test]
    fn two_inputs_of_one_name_are_refused() {
        let desk = Desk::new();
        desk.put("ici/note.txt", "");
        desk.put("là/note.txt", "");
        let plan = desk.plan(&["ici/note.txt", "là/note.txt"], &default());
        assert!(
            matches!(&plan, Err(Error::DuplicateName { name }) if name == "note.txt"),
            "{plan:?}"
        );
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
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let plan = desk.plan(&["run.sh"], &default()).unwrap();
        let archive::Metadata { kind, modified, size } = plan.items()[0].metadata;
        assert_eq!(kind, EntryKind::File { executable: cfg!(unix) });
        assert_eq!((modified, size), (Some(-2), Some(2)));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let desk = Desk::new();
        let plan = desk.plan(&["absent"], &default());
        let named = |error: &Error| matches!(error, Error::Io { doing: Doing::ReadInput, path: Some(path), .. } if *path == desk.at("absent"));
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
            let plan = desk.plan(&["src"], &PlanOptions { exclude, ..default() }).unwrap();
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
        desk.put("src/tab\there", "");
        assert!(matches!(desk.plan(&["src"], &default()), Err(Error::Name { .. })));
        let options = PlanOptions { exclude: vec!["tab*".to_owned()], ..default() };
        assert_eq!(names(&desk.plan(&["src"], &options).unwrap()), ["src", "src/a"]);
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_named() {
        let options =
            PlanOptions { exclude: vec!["*.tmp".to_owned(), "[a".to_owned()], ..default() };
        let plan = Desk::new().plan(&[], &options);
        assert!(
            matches!(&plan, Err(Error::ExcludePattern { pattern }) if pattern == "[a"),
            "{plan:?}"
        );
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
            assert_eq!(refused_path(plan), (desk.at("dossier/a/b/boucle"), SpecialFile::Link));
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

    #[test]
    fn planning_stops_when_told_to() {
        let desk = Desk::new();
        let progress = Progress::new();
        progress.cancel();
        let plan = Plan::of_paths(&[desk.put("a", "")], &default(), &progress);
        assert!(matches!(plan, Err(Error::Cancelled)), "{plan:?}");
    }

    /// Plans a file of five bytes, changes it, then reads it as sealing does.
    fn read_after(change: impl FnOnce(&Path)) -> Result<()> {
        read_while(change, |_| ())
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
        assert!(matches!(Error::from_io(Doing::ReadInput, error), Error::Cancelled));
    }
}
