//! Entries written into a staging folder, by one of several threads.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use super::names::DiskNames;
use super::set_modified;
use crate::archive::entry::{Entry, EntryKind};
use crate::container::mark::Mark;
use crate::display::escape;
use crate::error::{Error, IoOperation, Result};
use crate::files::attributes::set_mode;
use crate::files::folder::{Access, Folder};
use crate::files::put_mark;
use crate::open::{Contents, EntryId};
use crate::progress::Progress;
use crate::stream::copy;

pub(super) struct Writer<'a> {
    contents: &'a Contents,
    /// The same, to read from.
    reader: &'a mut Contents,
    names: &'a DiskNames,
    tree: &'a Folder,
    /// Where the tree will be, for messages.
    base: &'a Path,
    mark: &'a Mark,
    /// The folder that was made last, and its name: looked up once, and not for each file in it.
    place: Option<(&'a str, Folder)>,
    how: How,
    progress: &'a Progress,
}

/// How files are written.
#[derive(Clone, Copy)]
pub(super) struct How {
    /// Each is synced by itself.
    pub(super) sync_each: bool,
    /// Each gets the permissions of its entry.
    pub(super) preserve: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        contents: &'a Contents,
        reader: &'a mut Contents,
        names: &'a DiskNames,
        (tree, base, mark): (&'a Folder, &'a Path, &'a Mark),
        how: How,
        progress: &'a Progress,
    ) -> Self {
        Self { contents, reader, names, tree, base, mark, place: None, how, progress }
    }

    pub(super) fn write(mut self, run: &[EntryId]) -> Result<()> {
        for id in run {
            let Some(entry) = self.contents.entry(*id) else { continue };
            match entry.kind {
                EntryKind::Folder => {
                    // Its own header must say what the directory says, and nothing must hide in it.
                    copy(&mut self.reader.reader(*id)?, &mut io::sink(), self.progress)?;
                    self.make_folder(self.names.of(*id, entry))?;
                }
                EntryKind::File => self.write_file(*id, entry)?,
            }
        }
        Ok(())
    }

    fn make_folder(&mut self, name: &'a str) -> Result<&Folder> {
        let made = self.place.take().filter(|(made, _)| *made == name);
        let folder = match made {
            Some((_, folder)) => folder,
            None => self.tree.make_below(Path::new(name)).map_err(|error| {
                Error::io(IoOperation::WriteOutput, &super::path_in(self.base, name))(error)
            })?,
        };
        Ok(&self.place.insert((name, folder)).1)
    }

    fn write_file(&mut self, id: EntryId, entry: &'a Entry) -> Result<()> {
        let name = self.names.of(id, entry);
        let base = self.base;
        let writing =
            |source| Error::io(IoOperation::WriteOutput, &super::path_in(base, name))(source);
        let (folder, own) = name.rsplit_once('/').unwrap_or(("", name));
        let access = if entry.is_executable() { Access::Executable } else { Access::Default };
        let mark = self.mark;
        let folder = self.make_folder(folder)?;
        let created = folder.create(OsStr::new(own), access);
        let mut file = created.map_err(|error| match error.kind() {
            // Two names of the container are one on this file system.
            io::ErrorKind::AlreadyExists => Error::NotPortable { name: escape(name) },
            _ => writing(error),
        })?;
        put_mark(mark, folder, OsStr::new(own)).map_err(writing)?;
        let copied = copy(&mut self.reader.reader(id)?, &mut file, self.progress);
        copied.map_err(|error| match error {
            Error::Io { operation: IoOperation::WriteOutput, path: None, source } => {
                writing(source)
            }
            other => other,
        })?;
        if let Some(modified) = entry.modified {
            set_modified(&file, modified);
        }
        if let Some(permissions) = entry.permissions.filter(|_| self.how.preserve) {
            set_mode(&file, permissions.bits()).map_err(writing)?;
        }
        if self.how.sync_each {
            file.sync_all().map_err(writing)?;
        }
        Ok(())
    }
}
