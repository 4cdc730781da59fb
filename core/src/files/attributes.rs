//! What a file passes on to the one that takes its place: permissions, and where the system lets,
//! owner and extended attributes.

use std::ffi::OsStr;
use std::fs::File;
use std::io;

use crate::files::folder::Folder;

/// Gives `file` what the file named `replaced` in `folder` has.
#[cfg(unix)]
pub(crate) fn inherit(file: &File, folder: &Folder, replaced: &OsStr) -> io::Result<()> {
    let Some(owner) = folder.owner(replaced)? else { return Ok(()) };
    inherit_owner(file, owner);
    #[cfg(target_os = "linux")]
    inherit_extended(file, folder, replaced);
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

#[cfg(not(unix))]
pub(crate) fn inherit(_: &File, _: &Folder, _: &OsStr) -> io::Result<()> {
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
fn inherit_extended(file: &File, folder: &Folder, replaced: &OsStr) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    let Ok(replaced) = folder.open_file(replaced) else { return };
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
