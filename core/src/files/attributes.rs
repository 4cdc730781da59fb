//! What a file passes on to the one that takes its place: permissions, and where the system lets,
//! owner and extended attributes.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Gives `file` what the file at `path`, whose metadata is `replaced`, has.
pub(crate) fn inherit(file: &File, path: &Path, replaced: &Metadata) -> io::Result<()> {
    inherit_owner(file, replaced);
    #[cfg(target_os = "linux")]
    inherit_extended(file, path);
    #[cfg(not(target_os = "linux"))]
    let _ = path;
    // Last: the change of owner takes bits away.
    file.set_permissions(replaced.permissions())
}

/// Only root may give a file away; to the group, those who are in it.
#[cfg(unix)]
fn inherit_owner(file: &File, replaced: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(ours) = file.metadata() else { return };
    if ours.gid() != replaced.gid() {
        let _ = fchown(file, None, Some(replaced.gid()));
    }
    if ours.uid() != replaced.uid() {
        let _ = fchown(file, Some(replaced.uid()), None);
    }
}

#[cfg(not(unix))]
fn inherit_owner(_: &File, _: &Metadata) {}

/// The most that Linux lets the names, and any value, of extended attributes be.
#[cfg(target_os = "linux")]
const MAX_ATTRIBUTE: usize = 64 * 1024;

/// What cannot be read or set is somebody else's, the system's for instance.
#[cfg(target_os = "linux")]
fn inherit_extended(file: &File, path: &Path) {
    use rustix::fs::{XattrFlags, fsetxattr, lgetxattr, llistxattr};
    let mut names = vec![0; MAX_ATTRIBUTE];
    let Ok(length) = llistxattr(path, &mut names[..]) else { return };
    names.truncate(length);
    let mut value = vec![0; MAX_ATTRIBUTE];
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let Ok(length) = lgetxattr(path, name, &mut value[..]) else { continue };
        let content = value.get(..length).unwrap_or_default();
        let _ = fsetxattr(file, name, content, XattrFlags::empty());
    }
}
