//! A portable Scellé: the programs and the user's folder side by side, on a stick or in a folder.
//!
//! A program is portable when a file named [`MARKER`] lies beside it. Its content means nothing, so
//! that nothing in it can be wrong: keys, contacts, preferences and the journal are then in the folder
//! `data` beside it, and not in the home of the machine's user.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, IoOperation, Result};
use crate::files::output::{Output, Target, write_text};
use crate::progress::Progress;
use crate::text;

/// Name of the file that makes the programs beside it portable.
pub const MARKER: &str = "scelle-portable.toml";
/// So many bytes are copied before a cancellation is noticed.
const PIECE: u64 = 1 << 20;
/// Name of the folder of keys, contacts and preferences beside it.
const HOME: &str = "data";
/// Names of the programs, for every system.
const PROGRAMS: [&str; 4] = ["scelle", "scelle-gui", "scelle.exe", "scelle-gui.exe"];

/// The user's folder, if this program is portable.
pub(crate) fn home() -> Option<PathBuf> {
    home_beside(&std::env::current_exe().ok()?)
}

fn home_beside(program: &Path) -> Option<PathBuf> {
    let folder = program.parent()?;
    // A link counts, wherever it leads: nothing may go to the home of the machine by mistake.
    folder.join(MARKER).symlink_metadata().ok().map(|_| folder.join(HOME))
}

/// This program, and those of all systems that lie beside it.
///
/// # Errors
/// [`Error::Io`] when the system does not say where this program is.
pub fn programs() -> Result<Vec<PathBuf>> {
    let reading = |error| Error::from_io(IoOperation::ReadInput, error);
    let this = std::env::current_exe().map_err(reading)?;
    Ok(programs_beside(this))
}

fn programs_beside(this: PathBuf) -> Vec<PathBuf> {
    let folder = this.parent().map(Path::to_owned).unwrap_or_default();
    let others = PROGRAMS.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
    let others: Vec<_> = others.filter(|path| *path != this).collect();
    std::iter::once(this).chain(others).collect()
}

/// Makes a folder of these programs, which are portable there; `marker` becomes the content of the
/// marker. Returns the copies.
///
/// # Errors
/// [`Error::TargetExists`] unless the folder is missing or empty, [`Error::DuplicateName`] for two
/// programs of one name, [`Error::ProgramName`], [`Error::NotRegular`], [`Error::Io`],
/// [`Error::Cancelled`]. What was made is removed then.
pub fn make(
    folder: &Path,
    programs: &[PathBuf],
    marker: &str,
    progress: &Progress,
) -> Result<Vec<PathBuf>> {
    let writing = || Error::io(IoOperation::WriteOutput, folder);
    programs.iter().try_for_each(|program| check(program))?;
    let is_new = match fs::create_dir(folder) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let mut inside = fs::read_dir(folder).map_err(|_| exists(folder))?;
            if inside.next().is_some() {
                return Err(exists(folder));
            }
            false
        }
        Err(error) => return Err(writing()(error)),
    };
    let mut made = Vec::new();
    fill(folder, programs, marker, &mut made, progress).inspect_err(|_| {
        for path in &made {
            let _ = fs::remove_file(path);
        }
        if is_new {
            let _ = fs::remove_dir(folder);
        }
    })?;
    // The marker is none of them.
    Ok(made.split_off(1))
}

/// Refuses what is no file, and a name of which the folder has need.
fn check(program: &Path) -> Result<()> {
    if program.is_dir() {
        let is_folder = io::ErrorKind::IsADirectory.into();
        return Err(Error::io(IoOperation::ReadInput, program)(is_folder));
    }
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    // A stick ignores case.
    match [HOME, MARKER].iter().any(|taken| name.eq_ignore_ascii_case(taken)) {
        true => Err(Error::ProgramName { name: crate::display::escape(&name) }),
        false => Ok(()),
    }
}

fn exists(folder: &Path) -> Error {
    Error::TargetExists { path: folder.to_owned() }
}

/// Writes the marker, then copies the programs: no copy is ever there that would take the keys of the
/// machine. `made` has every file that is there, the marker first.
fn fill(
    folder: &Path,
    programs: &[PathBuf],
    content: &str,
    made: &mut Vec<PathBuf>,
    progress: &Progress,
) -> Result<()> {
    let marker = folder.join(MARKER);
    write_text(&Target::new(&marker), content)?;
    made.push(marker);
    for program in programs {
        let name = program.file_name().unwrap_or_default();
        let copy = folder.join(name);
        if made.contains(&copy) {
            let name = crate::display::escape(&name.to_string_lossy());
            return Err(Error::DuplicateName { name });
        }
        copy_program(program, &copy, progress)?;
        made.push(copy);
    }
    Ok(())
}

fn copy_program(program: &Path, copy: &Path, progress: &Progress) -> Result<()> {
    let mut input = text::open_regular(program)?;
    let mut output = Output::create(&Target::new(copy))?;
    let writing = || Error::io(IoOperation::WriteOutput, copy);
    while io::copy(&mut (&mut input).take(PIECE), &mut output).map_err(writing())? > 0 {
        if progress.is_cancelled() {
            return Err(Error::Cancelled);
        }
    }
    output.flush().map_err(writing())?;
    #[cfg(unix)]
    {
        // FAT and exFAT have no such bit: the way they are mounted says what can be run.
        let _ = crate::files::attributes::set_mode(output.file(), 0o755);
    }
    output.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_beside_the_marker_is_portable() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("scelle");
        assert_eq!(home_beside(&program), None);
        fs::write(folder.path().join(MARKER), "").unwrap();
        assert_eq!(home_beside(&program), Some(folder.path().join("data")));
    }

    #[test]
    fn the_programs_of_every_system_come_along_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["scelle", "scelle.exe", "scelle-gui.exe", "setup.exe"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let found = programs_beside(folder.path().join("scelle"));
        let expected = ["scelle", "scelle.exe", "scelle-gui.exe"];
        assert_eq!(found, expected.map(|name| folder.path().join(name)));
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let progress = Progress::new();
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("scelle");
        fs::write(&program, "program").unwrap();
        let portable = folder.path().join("portable");
        let missing = folder.path().join("missing");
        let made = make(&portable, &[program.clone(), missing], "", &progress);
        assert!(matches!(made, Err(Error::Io { .. })));
        assert!(!portable.exists());
        let made = make(&portable, &[program.clone(), program.clone()], "", &progress);
        assert!(matches!(made, Err(Error::DuplicateName { .. })));
        assert!(!portable.exists());
        let cancelled = Progress::new();
        cancelled.cancel();
        let made = make(&portable, std::slice::from_ref(&program), "", &cancelled);
        assert!(matches!(made, Err(Error::Cancelled)));
        assert!(!portable.exists());
        fs::create_dir(&portable).unwrap();
        fs::write(portable.join("other"), "other").unwrap();
        let made = make(&portable, &[program], "", &progress);
        assert!(matches!(made, Err(Error::TargetExists { .. })));
        assert_eq!(fs::read_dir(&portable).unwrap().count(), 1);
    }
}
