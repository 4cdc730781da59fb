//! Entries written into a staging folder, by one of several threads.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{copy, set_modified};
use crate::container::entry::{Entry, EntryKind, escape};
use crate::error::{Doing, Error, Result};
use crate::open::Contents;
use crate::progress::Progress;

pub(super) struct Writer<'a> {
    contents: &'a Contents,
    /// The same, to read from.
    reader: &'a mut Contents,
    tree: &'a Path,
    /// The folder that was made last, and its name.
    place: Option<(&'a str, Place)>,
    sync_each: bool,
    progress: &'a Progress,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        contents: &'a Contents,
        reader: &'a mut Contents,
        tree: &'a Path,
        sync_each: bool,
        progress: &'a Progress,
    ) -> Self {
        Self { contents, reader, tree, place: None, sync_each, progress }
    }

    pub(super) fn write(mut self, run: &[usize]) -> Result<()> {
        for index in run {
            let Some(entry) = self.contents.entry(*index) else { continue };
            match entry.kind {
                EntryKind::Folder => {
                    // Its own header must say what the directory says, and nothing must hide in it.
                    copy(&mut self.reader.reader(*index)?, &mut io::sink(), self.progress)?;
                    self.make_folder(entry.name.as_str())?;
                }
                EntryKind::File { executable } => self.write_file(*index, entry, executable)?,
            }
        }
        Ok(())
    }

    fn make_folder(&mut self, name: &'a str) -> Result<&Place> {
        let made = self.place.take().filter(|(made, _)| *made == name);
        let place = match made {
            Some((_, place)) => place,
            None => {
                let path = self.tree.join(name);
                Place::make(&path).map_err(Error::io(Doing::WriteOutput, &path))?
            }
        };
        Ok(&self.place.insert((name, place)).1)
    }

    fn write_file(&mut self, index: usize, entry: &'a Entry, executable: bool) -> Result<()> {
        let (tree, name) = (self.tree, entry.name.as_str());
        let writing = |source| Error::io(Doing::WriteOutput, &tree.join(name))(source);
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        let mut file = self.make_folder(folder)?.create(own, executable).map_err(|error| {
            match error.kind() {
                // Two names of the container are one on this file system.
                io::ErrorKind::AlreadyExists => Error::NotPortable { name: escape(name) },
                _ => writing(error),
            }
        })?;
        let copied = copy(&mut self.reader.reader(index)?, &mut file, self.progress);
        copied.map_err(|error| match error {
            Error::Io { doing: Doing::WriteOutput, path: None, source } => writing(source),
            other => other,
        })?;
        if let Some(modified) = entry.modified {
            set_modified(&file, modified);
        }
        if self.sync_each {
            file.sync_all().map_err(writing)?;
        }
        Ok(())
    }
}

/// A folder in which files are made: looked up once, and not for each of them again.
struct Place {
    path: PathBuf,
    /// Where the system lets.
    #[cfg(unix)]
    opened: Option<File>,
}

impl Place {
    fn make(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        #[cfg(unix)]
        let opened = File::open(path).ok();
        Ok(Self {
            path: path.to_owned(),
            #[cfg(unix)]
            opened,
        })
    }

    #[cfg(unix)]
    fn create(&self, name: &str, executable: bool) -> io::Result<File> {
        use rustix::fs::{CWD, Mode, OFlags, openat};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(if executable { 0o777 } else { 0o666 });
        let created = rustix::io::retry_on_intr(|| match &self.opened {
            Some(folder) => openat(folder, name, flags, mode),
            None => openat(CWD, self.path.join(name), flags, mode),
        })?;
        Ok(created.into())
    }

    #[cfg(not(unix))]
    fn create(&self, name: &str, _: bool) -> io::Result<File> {
        File::options().write(true).create_new(true).open(self.path.join(name))
    }
}
