//! What goes into a container: the inputs walked, named, checked and put in order before the first
//! byte is written.

mod estimate;
mod read;
mod walk;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::convert::Infallible;
use std::hash::BuildHasher;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

pub(crate) use self::read::PlannedFile;
use self::walk::{Found, Walk};
use crate::archive;
use crate::archive::entry::{EntryKind, EntryName};
use crate::display::escape;
use crate::error::{Error, IoOperation, Result, SpecialFile};
use crate::files::folder::Stat;
use crate::pool::{Threads, par_map, runs_of};
use crate::progress::Progress;

/// Items that one thread looks at before it takes others.
const RUN: usize = 256;

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
    /// Files and folders that cannot be read are left out. Each file is opened once more for that.
    pub skip_unreadable: bool,
    /// The folder in which relative inputs are looked for, instead of the current one.
    pub base: Option<PathBuf>,
    /// Inputs keep their whole relative path in the container, and not their last name alone.
    pub keep_paths: bool,
    /// A name that some system could not hold is an error.
    pub portable: bool,
    /// Names that would be refused, or are not portable, are escaped.
    pub rename: bool,
    /// Where the container will be, when it is a file.
    pub output: Option<PathBuf>,
    /// How many threads walk; the plan does not depend on it.
    pub threads: Threads,
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
    /// A file or a folder, or a link to one that is followed.
    pub(crate) path: PathBuf,
    seen: Seen,
}

/// What tells a file from another that takes its place, or that was written to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Seen {
    device: u64,
    inode: u64,
    /// When it had last been modified, in nanoseconds since 1970.
    modified: i64,
    /// Whether the path is a link that is followed.
    followed: bool,
}

impl Seen {
    fn new(stat: &Stat, followed: bool) -> Self {
        let Stat { device, inode, modified, .. } = *stat;
        let far = if modified < 0 { i64::MIN } else { i64::MAX };
        Self { device, inode, modified: modified.try_into().unwrap_or(far), followed }
    }
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
    /// Left out, although it was named: the policy excludes it.
    Excluded {
        /// The path.
        path: PathBuf,
    },
    /// Left out: it cannot be read.
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        reason: Refusal,
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

/// What a system said of something that it would not let read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal {
    kind: io::ErrorKind,
    code: Option<i32>,
}

impl Refusal {
    fn of(error: &io::Error) -> Self {
        Self { kind: error.kind(), code: error.raw_os_error() }
    }

    /// The error of the system.
    #[must_use]
    pub fn to_error(self) -> io::Error {
        self.code.map_or_else(|| self.kind.into(), io::Error::from_raw_os_error)
    }
}

impl Plan {
    /// Walks files and folders, without what the policy imposes to leave out (`policy.exclude`, or
    /// nothing where there is no policy): a folder `src` gives `src/…`, a file its own name.
    ///
    /// # Errors
    /// [`Error::NotAFile`], [`Error::Name`], [`Error::NotPortable`], [`Error::DuplicateName`],
    /// [`Error::OutputInsideInput`], [`Error::ExcludePattern`], [`Error::Io`],
    /// [`Error::Cancelled`].
    pub fn of_paths(
        paths: &[PathBuf],
        imposed: &[String],
        options: &PlanOptions,
        progress: &Progress,
    ) -> Result<Self> {
        Self::of(Walk::new(imposed, options, progress)?.run(paths)?, options)
    }

    fn of(found: Found, options: &PlanOptions) -> Result<Self> {
        let Found { mut items, mut notices, .. } = found;
        if items.is_empty() {
            return Err(nothing(&notices));
        }
        items.shrink_to_fit();
        // Each level of the walk comes nearly in order: a sort that sees it.
        items.sort_by(|a, b| a.name.cmp(&b.name));
        if options.keep_paths {
            // A list may name a folder and what is in it, as `find` does.
            items.dedup_by(|a, b| a.name == b.name && a.seen == b.seen);
            notices.dedup();
            refuse_files_as_folders(&items)?;
        }
        let twice = items.windows(2).find_map(|pair| match pair {
            [a, b] if a.name == b.name => Some(escape(a.name.as_str())),
            _ => None,
        });
        if let Some(name) = twice {
            return Err(Error::DuplicateName { name });
        }
        let bytes = items.iter().filter_map(|item| item.metadata.size).sum();
        let mut plan = Self { items, notices, bytes };
        plan.check_case(options)?;
        Ok(plan)
    }

    fn check_case(&mut self, options: &PlanOptions) -> Result<()> {
        let folded = self.case_folded(options.threads);
        let same = |a: &EntryName, b: &EntryName| a.case_folded() == b.case_folded();
        let mut conflicts: Vec<[&EntryName; 2]> = folded
            .windows(2)
            .filter_map(|pair| match pair {
                [(one, a), (other, b)] if one == other && same(a, b) => Some([*a, *b]),
                _ => None,
            })
            .collect();
        conflicts.sort_by_key(|[_, second]| *second);
        if let Some([_, second]) = conflicts.first().filter(|_| options.portable) {
            return Err(Error::NotPortable { name: escape(second.as_str()) });
        }
        let told = conflicts.iter().map(|pair| pair.map(ToString::to_string));
        let told: Vec<_> = told.map(|names| Notice::CaseConflict { names }).collect();
        self.notices.extend(told);
        Ok(())
    }

    /// The names, in the order of what they are where case is ignored: of a digest of that, rather,
    /// since there may be a million.
    fn case_folded(&self, threads: Threads) -> Vec<(u64, &EntryName)> {
        let hasher = RandomState::new();
        let digest = |item: &Item| hasher.hash_one(item.name.case_folded());
        let fold = |run: Range<usize>| {
            let items = self.items.get(run).unwrap_or_default();
            Ok(items.iter().map(|item| (digest(item), &item.name)).collect::<Vec<_>>())
        };
        let runs = runs_of(RUN, self.items.len());
        let folded: std::result::Result<Vec<_>, Infallible> = par_map(threads, &runs, fold);
        let Ok(folded) = folded;
        let mut folded = folded.concat();
        folded.sort_unstable();
        folded
    }

    /// The same, each name inside this folder.
    ///
    /// # Errors
    /// [`Error::Name`] for one that is too long then.
    pub fn inside(mut self, folder: &EntryName) -> Result<Self> {
        for item in &mut self.items {
            item.name = folder.join(item.name.as_str())?;
        }
        Ok(self)
    }

    /// One file under another name than its own; `None` for anything else than one file.
    #[must_use]
    pub fn named(mut self, name: EntryName) -> Option<Self> {
        match self.items.as_mut_slice() {
            [item] if item.metadata.kind != EntryKind::Folder => item.name = name,
            _ => return None,
        }
        Some(self)
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

    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        self.items.iter().filter(|item| item.metadata.kind != EntryKind::Folder).count()
    }

    /// How many files and folders were left out because they cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        let unreadable = |notice: &&Notice| matches!(notice, Notice::Unreadable { .. });
        self.notices.iter().filter(unreadable).count()
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

impl Item {
    fn new(name: EntryName, kind: EntryKind, path: PathBuf, found: &Stat, followed: bool) -> Self {
        let size = if kind == EntryKind::Folder { 0 } else { found.size };
        // Seconds, rounded down.
        let modified = i64::try_from(found.modified.div_euclid(1_000_000_000)).ok();
        let permissions = found.permissions;
        let metadata = archive::Metadata { kind, modified, permissions, size: Some(size) };
        Self { name, metadata, path, seen: Seen::new(found, followed) }
    }
}

/// Why there is nothing to seal: what cannot be read, or what was left out.
fn nothing(notices: &[Notice]) -> Error {
    let unreadable = |notice: &Notice| match notice {
        Notice::Unreadable { path, reason } => Some((path.clone(), *reason)),
        _ => None,
    };
    match notices.iter().find_map(unreadable) {
        Some((path, reason)) => Error::io(IoOperation::ReadInput, &path)(reason.to_error()),
        None => Error::NothingToSeal,
    }
}

/// Two inputs with their paths may make one name that of a file and of a folder.
fn refuse_files_as_folders(items: &[Item]) -> Result<()> {
    let is_file = |item: &&Item| item.metadata.kind != EntryKind::Folder;
    let files: HashSet<&str> = items.iter().filter(is_file).map(|i| i.name.as_str()).collect();
    let above = |name: &str| {
        name.match_indices('/').any(|(at, _)| name.get(..at).is_some_and(|n| files.contains(n)))
    };
    match items.iter().find(|item| above(item.name.as_str())) {
        Some(item) => Err(Error::DuplicateName { name: escape(item.name.as_str()) }),
        None => Ok(()),
    }
}

/// What is left out, made ready; fails on the first pattern that is none.
pub(crate) fn compile<'a>(patterns: impl IntoIterator<Item = &'a String>) -> Result<GlobSet> {
    let patterns: Vec<&str> = patterns.into_iter().map(String::as_str).collect();
    let mut set = GlobSetBuilder::new();
    for pattern in &patterns {
        let refused = |_| Error::ExcludePattern { pattern: (*pattern).to_owned() };
        set.add(GlobBuilder::new(pattern).literal_separator(true).build().map_err(refused)?);
    }
    set.build().map_err(|_| Error::ExcludePattern { pattern: patterns.join(" ") })
}

#[cfg(test)]
mod tests;
