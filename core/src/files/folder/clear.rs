//! Removing what a folder holds, however deep.

use std::ffi::{OsStr, OsString};
use std::io;

use super::Folder;

/// So many folders are open inside one another while one is cleared.
const DEPTH: usize = 64;

impl Folder {
    /// Removes everything in this folder except the names that `stays` accepts. What cannot be
    /// removed does not keep the rest.
    pub(crate) fn clear(&self, stays: impl Fn(&OsStr) -> bool) -> io::Result<()> {
        let mut clearing = Clearing { top: self, waiting: Vec::new(), counter: 0 };
        let mut first = Ok(());
        for name in self.names()?.iter().filter(|name| !stays(name)) {
            first = first.and(clearing.remove(self, name, 0));
        }
        while let Some(name) = clearing.waiting.pop() {
            first = first.and(clearing.remove(self, &name, 0));
        }
        first
    }

    fn unused_name(&self, counter: &mut u64) -> io::Result<OsString> {
        loop {
            *counter += 1;
            let name = OsString::from(format!("moved-up-{counter}"));
            if self.stat(&name)?.is_none() {
                return Ok(name);
            }
        }
    }
}

/// A folder that is being cleared.
struct Clearing<'a> {
    top: &'a Folder,
    /// Folders that lay too deep, and were moved up.
    waiting: Vec<OsString>,
    counter: u64,
}

impl Clearing<'_> {
    /// Removes a file or a folder. One that lies deep is moved up first, so that no depth exhausts
    /// the open files.
    fn remove(&mut self, parent: &Folder, name: &OsStr, depth: usize) -> io::Result<()> {
        if !parent.stat(name)?.is_some_and(|stat| stat.is_folder()) {
            return gone(parent.remove_file(name));
        }
        if depth == DEPTH {
            let above = self.top.unused_name(&mut self.counter)?;
            parent.rename(name, self.top, &above)?;
            self.waiting.push(above);
            return Ok(());
        }
        let folder = parent.open_child(name)?;
        let mut first = Ok(());
        for child in folder.names()? {
            first = first.and(self.remove(&folder, &child, depth + 1));
        }
        drop(folder);
        first.and(gone(parent.remove_folder(name)))
    }
}

/// What was removed meanwhile is removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
