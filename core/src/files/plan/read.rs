//! Reads a planned file: counts, stops when cancelled, and notices a change.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Item, Seen};
use crate::error::{Error, IoOperation, Result};
use crate::files::folder::Stat;
use crate::progress::Progress;
use crate::stream::CountedRead;

/// A file as it was planned, open.
pub(crate) struct PlannedFile {
    pub(super) file: File,
    path: PathBuf,
    size: u64,
    /// The file that the plan saw.
    seen: Seen,
    progress: Progress,
}

impl PlannedFile {
    /// Opens a file that is still as it was planned.
    pub(crate) fn open(item: &Item, progress: &Progress) -> Result<Self> {
        let planned = item.planned(progress).open()?;
        planned.check_unchanged(planned.size)?;
        Ok(planned)
    }

    /// Whether the file is the one that was planned, and what was `read` is all of it.
    pub(crate) fn check_unchanged(&self, read: u64) -> Result<()> {
        let now = Stat::of(&self.file).map_err(Error::io(IoOperation::ReadInput, &self.path))?;
        let same = now.is_file()
            && read == self.size
            && now.size == self.size
            && Seen::new(&now, self.seen.followed) == self.seen;
        if same { Ok(()) } else { Err(Error::ChangedWhileRead { path: self.path.clone() }) }
    }

    /// Its content, and at most one byte more than was planned.
    pub(crate) fn content(&mut self) -> impl Read + '_ {
        let limit = self.size + 1;
        CountedRead { input: &mut self.file, path: Some(&self.path), progress: &self.progress }
            .take(limit)
    }

    /// Reads the whole of it behind what is in a buffer. One look at the file tells, after that,
    /// that it is the one that was planned and that nothing is missing: of many small files, every
    /// call of the system counts.
    fn read_into(&mut self, content: &mut Vec<u8>) -> Result<()> {
        // What says that it is empty, as in /proc, may have something to say all the same.
        let read = (&mut self.file).take(self.size.max(1)).read_to_end(content);
        let read = read.or_else(|error| {
            // A folder by now, for instance.
            self.check_unchanged(self.size)?;
            Err(Error::io(IoOperation::ReadInput, &self.path)(error))
        })?;
        self.progress.advance(read as u64)?;
        self.check_unchanged(read as u64)
    }
}

/// What is needed to open a file later, on whichever thread.
pub(super) struct Planned {
    path: PathBuf,
    size: u64,
    seen: Seen,
    progress: Progress,
}

impl Planned {
    pub(super) fn open(self) -> Result<PlannedFile> {
        let Self { path, size, seen, progress } = self;
        let file = open(&path, seen.followed).map_err(|source| match source {
            link if is_link(&link) => Error::ChangedWhileRead { path: path.clone() },
            source => Error::io(IoOperation::ReadInput, &path)(source),
        })?;
        Ok(PlannedFile { file, path, size, seen, progress })
    }
}

/// Opens a file that another process may have replaced since it was planned: a pipe is not waited
/// for, and a link is not followed.
fn open(path: &Path, follow: bool) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let never = if follow { OFlags::empty() } else { OFlags::NOFOLLOW };
        options.custom_flags((OFlags::NONBLOCK | never).bits().cast_signed());
    }
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        // Opens a folder as well, so that one in the place of a file is recognised.
        const BACKUP_SEMANTICS: u32 = 0x0200_0000;
        options.custom_flags(BACKUP_SEMANTICS);
    }
    #[cfg(not(unix))]
    let _ = follow;
    options.open(path)
}

/// Opens a file and reads its first byte: some systems refuse only then.
pub(super) fn try_to_read(path: &Path, follow: bool) -> io::Result<()> {
    open(path, follow)?.read(&mut [0]).map(drop)
}

/// Whether a file was not opened because it is a link.
fn is_link(error: &io::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    {
        let _ = error;
        false
    }
}

impl Item {
    pub(super) fn planned(&self, progress: &Progress) -> Planned {
        let size = self.metadata.size.unwrap_or(0);
        Planned { path: self.path.clone(), size, seen: self.seen, progress: progress.clone() }
    }

    /// Reads the whole file behind what is in a buffer: later, on whichever thread.
    pub(crate) fn read_later(
        &self,
        progress: &Progress,
    ) -> impl FnOnce(&mut Vec<u8>) -> Result<()> + Send + use<> {
        let planned = self.planned(progress);
        move |content| {
            planned.progress.check()?;
            planned.open()?.read_into(content)
        }
    }
}
