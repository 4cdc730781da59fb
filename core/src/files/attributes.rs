//! What a file passes on to the one that takes its place: permissions, and where the system lets,
//! owner, extended attributes and named streams.

use std::ffi::OsStr;
use std::fs::File;
use std::io;

#[cfg(windows)]
use crate::container::mark::stream_path;
use crate::files::folder::Folder;

/// Gives a file, and the temporary name that it may have in `folder`, what the file named `replaced`
/// has. In a shared folder that may be a file that another user put there, open to everyone: only what is
/// sealed takes that over.
#[cfg(unix)]
pub(crate) fn inherit(
    (file, _): (&File, Option<&OsStr>),
    folder: &Folder,
    replaced: &OsStr,
    sealed: bool,
) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let Some(owner) = folder.owner(replaced)? else { return Ok(()) };
    if !sealed && owner.user != file.metadata()?.uid() {
        return Ok(());
    }
    inherit_owner(file, owner);
    #[cfg(target_os = "linux")]
    inherit_extended(file, folder, (replaced, owner.user));
    // Last: the change of owner takes bits away.
    set_mode(file, owner.mode)
}

/// Sets permission bits, where the disk has any: exFAT and FAT refuse what they cannot hold.
#[cfg(unix)]
pub(crate) fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match file.set_permissions(PermissionsExt::from_mode(mode)) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        set => set,
    }
}

/// The access control list and the named streams. What cannot be read or set belongs to the system
/// or to another user.
#[cfg(windows)]
pub(crate) fn inherit(
    (file, temporary): (&File, Option<&OsStr>),
    folder: &Folder,
    replaced: &OsStr,
    sealed: bool,
) -> io::Result<()> {
    let Some(temporary) = temporary else { return Ok(()) };
    let (from, to) = (folder.path_of(replaced), folder.path_of(temporary));
    let _ = inherit_access(&from, &to, sealed);
    // Writing a stream changes when the file was modified.
    let modified = file.metadata()?.modified()?;
    for stream in scelle_windows::streams(&from).unwrap_or_default() {
        let _ = inherit_stream(&from, &to, &stream);
    }
    file.set_modified(modified)
}

#[cfg(windows)]
fn inherit_access(from: &std::path::Path, to: &std::path::Path, sealed: bool) -> io::Result<()> {
    use std::os::windows::fs::OpenOptionsExt;
    const READ_CONTROL: u32 = 0x2_0000;
    const WRITE_DAC: u32 = 0x4_0000;
    let from = File::options().access_mode(READ_CONTROL).open(from)?;
    let to = File::options().access_mode(READ_CONTROL | WRITE_DAC).open(to)?;
    match sealed || scelle_windows::have_one_owner(&from, &to)? {
        true => scelle_windows::copy_access(&from, &to),
        false => Ok(()),
    }
}

#[cfg(windows)]
fn inherit_stream(from: &std::path::Path, to: &std::path::Path, name: &OsStr) -> io::Result<()> {
    let mut from = File::open(stream_path(from, name))?;
    io::copy(&mut from, &mut File::create(stream_path(to, name))?).map(drop)
}

/// Other systems have no such bits.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "fails on Unix")]
pub(crate) fn set_mode(_: &File, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(any(unix, windows)))]
pub(crate) fn inherit(
    _: (&File, Option<&OsStr>),
    _: &Folder,
    _: &OsStr,
    _: bool,
) -> io::Result<()> {
    Ok(())
}

/// Only root may give a file away; to the group, those who are in it.
#[cfg(unix)]
fn inherit_owner(file: &File, owner: crate::files::folder::Owner) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(ours) = file.metadata() else { return };
    if ours.gid() != owner.group {
        let _ = fchown(file, None, Some(owner.group));
    }
    if ours.uid() != owner.user {
        let _ = fchown(file, Some(owner.user), None);
    }
}

/// The most that Linux lets the names, and any value, of extended attributes be.
#[cfg(target_os = "linux")]
const MAX_ATTRIBUTE: usize = 64 * 1024;

/// What cannot be read or set belongs to the system or to another user.
#[cfg(target_os = "linux")]
fn inherit_extended(file: &File, folder: &Folder, (replaced, owner): (&OsStr, u32)) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    use std::os::unix::fs::MetadataExt;
    let Ok(replaced) = folder.open_file(replaced) else { return };
    // Another user may have put a file of their own in its place since.
    if !replaced.metadata().is_ok_and(|there| there.uid() == owner) {
        return;
    }
    let mut names = vec![0; MAX_ATTRIBUTE];
    let Ok(length) = flistxattr(&replaced, &mut names[..]) else { return };
    names.truncate(length);
    let mut value = vec![0; MAX_ATTRIBUTE];
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let Ok(length) = fgetxattr(&replaced, name, &mut value[..]) else { continue };
        let content = value.get(..length).unwrap_or_default();
        let _ = fsetxattr(file, name, content, XattrFlags::empty());
    }
}
