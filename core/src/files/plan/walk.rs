//! The walk: level by level, each side by side, with one outcome whatever the number of threads.
//! What a folder holds is taken in the order of its names, so that the reported error is the first one
//! by depth, then by name.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;

use super::read::try_to_read;
use super::{Item, Notice, PlanOptions, RUN, Refusal, compile};
use crate::archive::entry::{EntryKind, EntryName};
use crate::display::escape;
use crate::error::{Error, IoOperation, NameFault, Result, SpecialFile};
use crate::files::folder::{self, FileKind, Stat};
use crate::files::parent_of;
use crate::pool::{par_map, runs_of};
use crate::progress::Progress;

/// Folders that are listed at once: each is an open file until all that it holds was looked at.
const FOLDERS: usize = 64;
/// What Windows says of a link that leads back to itself.
#[cfg(not(unix))]
const ERROR_CANT_RESOLVE_FILENAME: i32 = 1921;

/// The rules of one walk.
pub(super) struct Walk<'a> {
    options: &'a PlanOptions,
    progress: &'a Progress,
    exclude: GlobSet,
    /// What the policy excludes: that is told of what was named.
    imposed: GlobSet,
    /// The folder that will hold the container, and those that lead to it.
    around_output: Vec<Place>,
    /// The file that the container would replace: what it is, and its real path.
    replaced: Option<(Place, PathBuf)>,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) items: Vec<Item>,
    pub(super) notices: Vec<Notice>,
    /// Not looked into yet.
    folders: Vec<Folder>,
}

struct Folder {
    path: PathBuf,
    name: EntryName,
    chain: Arc<Chain>,
}

/// A folder, and those that lead to it: a link may lead back to one.
struct Chain {
    place: Place,
    above: Option<Arc<Chain>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        imposed: &[String],
        options: &'a PlanOptions,
        progress: &'a Progress,
    ) -> Result<Self> {
        let exclude = compile(imposed.iter().chain(&options.exclude))?;
        let imposed = compile(imposed)?;
        let output = options.output.as_deref();
        let place = |path: &Path| Some(place_of(&Stat::of_path(path, true).ok()?));
        let folder = output.and_then(|path| parent_of(path).canonicalize().ok());
        let around_output = folder.iter().flat_map(|f| f.ancestors()).filter_map(place).collect();
        let replaced = output.and_then(|path| path.canonicalize().ok());
        let replaced = replaced.and_then(|real| Some((place(&real)?, real)));
        Ok(Self { options, progress, exclude, imposed, around_output, replaced })
    }

    /// Everything at these paths, and in them.
    pub(super) fn run(&self, inputs: &[PathBuf]) -> Result<Found> {
        let threads = self.options.threads;
        let look = |found: &mut Found, input: &PathBuf| self.look_at_input(input, found);
        let mut all = Found::default();
        let mut waiting = VecDeque::new();
        for found in par_map(threads, &runs_of(RUN, inputs.len()), |run| each(inputs, run, look))? {
            all.take(found, &mut waiting);
        }
        while !waiting.is_empty() {
            let folders: Vec<Folder> = waiting.drain(..FOLDERS.min(waiting.len())).collect();
            let list = |listed: &mut Vec<_>, folder: &Folder| self.list(folder, listed);
            let one_by_one = runs_of(1, folders.len());
            let listed = par_map(threads, &one_by_one, |run| each(&folders, run, list))?;
            let listed = listed.concat();
            all.notices.extend(folders.iter().zip(&listed).filter_map(unreadable));
            let entries: Vec<_> = folders.iter().zip(&listed).flat_map(in_folder).collect();
            let look = |found: &mut Found, (folder, opened, name): &InFolder<'_>| {
                self.look_at(folder, opened, name, found)
            };
            for found in
                par_map(threads, &runs_of(RUN, entries.len()), |run| each(&entries, run, look))?
            {
                all.take(found, &mut waiting);
            }
        }
        Ok(all)
    }

    fn look_at_input(&self, input: &Path, found: &mut Found) -> Result<()> {
        let path = match &self.options.base {
            Some(base) => base.join(input),
            None => input.to_owned(),
        };
        let mut folder = None;
        for part in self.kept_folders(input) {
            match self.name(folder.as_ref(), &raw_name(part), &path, found)? {
                Some(name) => folder = Some(name),
                None => {
                    self.excluded(&path, folder.as_ref(), &raw_name(part), found);
                    return Ok(());
                }
            }
        }
        let raw = base_name(&path)?;
        let Some(name) = self.name(folder.as_ref(), &raw, &path, found)? else {
            self.excluded(&path, folder.as_ref(), &raw, found);
            return Ok(());
        };
        // What was named and is not there is a mistake, whatever may be left out.
        let stat = Stat::of_path(&path, false).map_err(Error::io(IoOperation::ReadInput, &path))?;
        self.visit(path, name, stat, None, found)
    }

    /// Notes that what was named is left out, where that is the policy's doing.
    fn excluded(&self, path: &Path, folder: Option<&EntryName>, raw: &[u8], found: &mut Found) {
        if matches(&self.imposed, folder, &String::from_utf8_lossy(raw)) {
            found.notices.push(Notice::Excluded { path: path.to_owned() });
        }
    }

    /// The folders that lead to an input, where its name keeps them.
    fn kept_folders<'p>(&self, path: &'p Path) -> Vec<&'p OsStr> {
        let Some(above) = path.parent().filter(|_| self.options.keep_paths) else {
            return Vec::new();
        };
        // `..` is no name, and is refused as one.
        let part = |part: Component<'p>| match part {
            Component::Normal(_) | Component::ParentDir => Some(part.as_os_str()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir => None,
        };
        above.components().filter_map(part).collect()
    }

    /// What a folder holds, by name: systems give it in an order of their own. A folder that
    /// another process replaced since it was looked at is refused.
    fn list(&self, folder: &Folder, listed: &mut Vec<Listed>) -> Result<()> {
        self.progress.check()?;
        let read = || {
            let opened = folder::Folder::open(&folder.path)?;
            let place = place_of(&opened.own_stat()?);
            let names = opened.names()?;
            Ok((opened, place, names))
        };
        listed.push(match read() {
            Ok((_, place, _)) if place != folder.chain.place => {
                return Err(Error::ChangedWhileRead { path: folder.path.clone() });
            }
            Ok((opened, _, names)) => Listed::Names(Arc::new(opened), names),
            Err(error) if self.options.skip_unreadable => Listed::Refused(Refusal::of(&error)),
            Err(error) => return Err(Error::io(IoOperation::ReadInput, &folder.path)(error)),
        });
        Ok(())
    }

    /// Leaves out what cannot be read, where that is wanted.
    fn unreadable(&self, path: PathBuf, error: io::Error, found: &mut Found) -> Result<()> {
        if !self.options.skip_unreadable {
            return Err(Error::io(IoOperation::ReadInput, &path)(error));
        }
        found.notices.push(Notice::Unreadable { path, reason: Refusal::of(&error) });
        Ok(())
    }

    fn look_at(
        &self,
        folder: &Folder,
        opened: &folder::Folder,
        name: &OsStr,
        found: &mut Found,
    ) -> Result<()> {
        let path = child_of(&folder.path, name);
        let raw = raw_name(name);
        let Some(own) = self.name(Some(&folder.name), &raw, &path, found)? else { return Ok(()) };
        match opened.stat(name).and_then(|stat| stat.ok_or(io::ErrorKind::NotFound.into())) {
            Ok(stat) => self.visit(path, own, stat, Some(&folder.chain), found),
            Err(error) => self.unreadable(path, error, found),
        }
    }

    /// Notes what is at `path`; `stat` is that of a link itself.
    fn visit(
        &self,
        path: PathBuf,
        name: EntryName,
        stat: Stat,
        above: Option<&Arc<Chain>>,
        found: &mut Found,
    ) -> Result<()> {
        self.progress.check()?;
        let followed = self.options.follow && stat.kind == FileKind::Link;
        let stat = match if followed { Stat::of_path(&path, true) } else { Ok(stat) } {
            Err(error) if leads_back(&error) => {
                return self.special(path, SpecialFile::Loop, found);
            }
            Err(error) => return self.unreadable(path, error, found),
            Ok(met) => met,
        };
        match stat.kind {
            FileKind::Folder => return self.visit_folder(path, name, &stat, above, found),
            FileKind::Link => return self.special(path, SpecialFile::Link, found),
            FileKind::Other => return self.special(path, SpecialFile::Device, found),
            FileKind::File => {}
        }
        if self.is_replaced(&path, &stat) {
            return Err(self.output_inside_input());
        }
        if self.options.skip_unreadable
            && let Err(error) = try_to_read(&path, followed)
        {
            return self.unreadable(path, error, found);
        }
        found.items.push(Item::new(name, EntryKind::File, path, &stat, followed));
        Ok(())
    }

    fn visit_folder(
        &self,
        path: PathBuf,
        name: EntryName,
        stat: &Stat,
        above: Option<&Arc<Chain>>,
        found: &mut Found,
    ) -> Result<()> {
        let place = place_of(stat);
        if self.around_output.contains(&place) {
            return Err(self.output_inside_input());
        }
        let chain = Chain { place, above: above.cloned() };
        if chain.leads_back() {
            return self.special(path, SpecialFile::Loop, found);
        }
        found.items.push(Item::new(name.clone(), EntryKind::Folder, path.clone(), stat, false));
        found.folders.push(Folder { path, name, chain: Arc::new(chain) });
        Ok(())
    }

    /// Whether this is the file that the container would replace, by that path or another; a second
    /// name of it (a hard link) will keep what it has.
    fn is_replaced(&self, path: &Path, stat: &Stat) -> bool {
        self.replaced.as_ref().is_some_and(|(place, real)| {
            place_of(stat) == *place && path.canonicalize().is_ok_and(|here| here == *real)
        })
    }

    fn output_inside_input(&self) -> Error {
        Error::OutputInsideInput { path: self.options.output.clone().unwrap_or_default() }
    }

    fn special(&self, path: PathBuf, what: SpecialFile, found: &mut Found) -> Result<()> {
        if !self.options.skip_special {
            return Err(Error::NotAFile { path, what });
        }
        found.notices.push(Notice::Skipped { path, what });
        Ok(())
    }

    /// The name of something in the container, or `None` when it is excluded.
    fn name(
        &self,
        folder: Option<&EntryName>,
        raw: &[u8],
        path: &Path,
        found: &mut Found,
    ) -> Result<Option<EntryName>> {
        let shown = String::from_utf8_lossy(raw);
        if matches(&self.exclude, folder, &shown) {
            return Ok(None);
        }
        let whole = || whole_name(folder, &shown);
        let not_unicode = |_| Error::Name { name: escape(&shown), fault: NameFault::NotUnicode };
        let own = match std::str::from_utf8(raw).map_err(not_unicode).and_then(EntryName::parse) {
            Ok(name) if !self.options.rename || name.is_portable() => name,
            Err(error) if !self.options.rename => return Err(error),
            _ => {
                let name = EntryName::parse_escaping(raw)?;
                let renamed = Notice::Renamed { path: path.to_owned(), name: name.to_string() };
                found.notices.push(renamed);
                name
            }
        };
        if !own.is_portable() {
            if self.options.portable {
                return Err(Error::NotPortable { name: escape(&whole()) });
            }
            found.notices.push(Notice::NotPortable { name: whole() });
        }
        match folder {
            Some(folder) => folder.with(&own).map(Some),
            None => Ok(Some(own)),
        }
    }
}

/// Whether one of these patterns is that of a name, or of the whole name with its folders.
fn matches(patterns: &GlobSet, folder: Option<&EntryName>, name: &str) -> bool {
    !patterns.is_empty() && (patterns.is_match(name) || patterns.is_match(whole_name(folder, name)))
}

fn whole_name(folder: Option<&EntryName>, name: &str) -> String {
    match folder {
        Some(folder) => format!("{folder}/{name}"),
        None => name.to_owned(),
    }
}

impl Found {
    fn take(&mut self, more: Self, waiting: &mut VecDeque<Folder>) {
        self.items.extend(more.items);
        self.notices.extend(more.notices);
        waiting.extend(more.folders);
    }
}

impl Chain {
    fn leads_back(&self) -> bool {
        let mut above = std::iter::successors(self.above.as_ref(), |chain| chain.above.as_ref());
        above.any(|above| above.place == self.place)
    }
}

/// What a folder said of what it holds.
#[derive(Clone)]
enum Listed {
    /// The folder, open, and the names in it.
    Names(Arc<folder::Folder>, Vec<OsString>),
    /// It cannot be read.
    Refused(Refusal),
}

/// A name, and the folder that holds it, open.
type InFolder<'a> = (&'a Folder, &'a folder::Folder, &'a OsStr);

fn in_folder<'a>((folder, listed): (&'a Folder, &'a Listed)) -> impl Iterator<Item = InFolder<'a>> {
    let opened = match listed {
        Listed::Names(opened, names) => Some((opened, names)),
        Listed::Refused(_) => None,
    };
    let all = opened.into_iter().flat_map(|(opened, names)| names.iter().map(move |n| (opened, n)));
    all.map(move |(opened, name)| (folder, &**opened, name.as_os_str()))
}

fn unreadable((folder, listed): (&Folder, &Listed)) -> Option<Notice> {
    match listed {
        Listed::Names(..) => None,
        Listed::Refused(reason) => {
            Some(Notice::Unreadable { path: folder.path.clone(), reason: *reason })
        }
    }
}

/// Does a run of things one after the other, up to the first error.
fn each<T, F: Default>(
    things: &[T],
    run: Range<usize>,
    work: impl Fn(&mut F, &T) -> Result<()>,
) -> Result<F> {
    let mut found = F::default();
    let things = things.get(run).unwrap_or_default();
    things.iter().try_for_each(|thing| work(&mut found, thing))?;
    Ok(found)
}

/// Made at its length: there may be a million.
fn child_of(folder: &Path, name: &OsStr) -> PathBuf {
    let mut path = PathBuf::with_capacity(folder.as_os_str().len() + 1 + name.len());
    path.push(folder);
    path.push(name);
    path
}

/// What tells a file or a folder from all others, by whichever path it is reached.
type Place = (u64, u64);

fn place_of(stat: &Stat) -> Place {
    (stat.device, stat.inode)
}

/// Whether a link, followed, comes back to itself.
fn leads_back(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    return error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME);
}

/// The name that an input gives to what it holds: `.` and `..` have one once they are resolved.
fn base_name(path: &Path) -> Result<Vec<u8>> {
    let resolved = match path.file_name() {
        Some(name) => return Ok(raw_name(name).into_owned()),
        None => path.canonicalize().map_err(Error::io(IoOperation::ReadInput, path))?,
    };
    match resolved.file_name() {
        Some(name) => Ok(raw_name(name).into_owned()),
        None => Err(Error::Name { name: path.display().to_string(), fault: NameFault::Empty }),
    }
}

#[cfg(unix)]
fn raw_name(name: &OsStr) -> Cow<'_, [u8]> {
    std::os::unix::ffi::OsStrExt::as_bytes(name).into()
}

#[cfg(not(unix))]
fn raw_name(name: &OsStr) -> Cow<'_, [u8]> {
    name.to_string_lossy().into_owned().into_bytes().into()
}
