//! What the file system of a folder can take: how much is free, and how long a file may be.

use std::io;
use std::path::Path;

use crate::archive::Level;
use crate::error::{Error, IoOperation, Result};
use crate::files::parent_of;
use crate::files::plan::Plan;
use crate::progress::Progress;

/// Length that files of FAT file systems never exceed: their directories hold 32 bits of it.
#[cfg(any(test, windows, target_os = "linux", target_os = "macos"))]
const FAT_LARGEST: u64 = u32::MAX as u64;
/// A container is refused only if its estimate exceeds what fits by this part of itself: a sample
/// knows no better.
const DOUBT: u64 = 16;
/// Bytes that a chunk of 64 KiB grows by in a payload, and in armor for four bytes out of three.
const CHUNK: u64 = 64 * 1024;
const TAG: u64 = 16;

/// What the file system of a folder can take, where the system says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Free bytes for this user.
    available: Option<u64>,
    /// Length of the longest file.
    largest: Option<u64>,
}

impl Room {
    pub(crate) fn of(folder: &Path) -> Self {
        Self { available: available(folder), largest: largest(folder) }
    }

    /// Whether a file of so many bytes fits.
    fn holds(self, bytes: u64) -> bool {
        self.available.is_none_or(|available| bytes <= available)
            && self.largest.is_none_or(|largest| bytes <= largest)
    }

    /// Refuses files of so many bytes in all, the longest of so many, that do not fit in `folder`.
    pub(crate) fn check(self, folder: &Path, bytes: u64, longest: u64) -> Result<()> {
        let path = || folder.to_owned();
        if let Some(limit) = self.largest.filter(|limit| longest > *limit) {
            return Err(Error::FileTooLarge { path: path(), bytes: longest, limit });
        }
        match self.available.filter(|available| bytes > *available) {
            Some(available) => Err(Error::NoRoom { path: path(), bytes, available }),
            None => Ok(()),
        }
    }

    fn check_container(
        self,
        folder: &Path,
        kept: u64,
        plan: Option<&Plan>,
        (level, armor): (Level, bool),
        progress: &Progress,
    ) -> Result<()> {
        let sealed = |bytes: u64| sealed_len(kept.saturating_add(bytes), armor);
        let planned = plan.map_or(0, Plan::bytes);
        if self.holds(sealed(planned)) {
            return Ok(());
        }
        let estimated = match plan {
            Some(plan) if level != Level::STORE => {
                let packed = plan.estimate_packed(level, progress)?;
                packed - packed / DOUBT
            }
            _ => planned,
        };
        let bytes = sealed(estimated);
        self.check(folder, bytes, bytes)
    }
}

/// Refuses, before anything is written, a container at `path` that will not fit there: one that keeps
/// so many bytes of another, and takes in a plan. What is planned may shrink: where it would not fit as
/// it is, some of it is read and packed, and a container that may just fit is begun.
pub(crate) fn check_container(
    path: &Path,
    kept: u64,
    plan: Option<&Plan>,
    format: (Level, bool),
    progress: &Progress,
) -> Result<()> {
    let folder = parent_of(path);
    Room::of(&folder).check_container(&folder, kept, plan, format, progress)
}

/// The error of a write to a file at `path`: one that grew too long for its file system has an error
/// of its own.
pub(crate) fn writing(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |source| {
        let folder = parent_of(path);
        match largest(&folder).filter(|_| source.kind() == io::ErrorKind::FileTooLarge) {
            Some(limit) => Error::FileTooLarge { path: folder, bytes: limit + 1, limit },
            None => Error::io(IoOperation::WriteOutput, path)(source),
        }
    }
}

/// Length of what a payload of so many bytes holds.
pub(crate) fn plain_len(payload: u64) -> u64 {
    payload.saturating_sub(payload.div_ceil(CHUNK + TAG) * TAG)
}

/// Length of a container of so many bytes of archive, but for its header.
fn sealed_len(bytes: u64, armor: bool) -> u64 {
    let payload = bytes.saturating_add(bytes.div_ceil(CHUNK) * TAG);
    // Lines of 64 characters for 48 bytes, with their end.
    if armor { payload.div_ceil(48).saturating_mul(65) } else { payload }
}

#[cfg(unix)]
fn available(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    // Some file systems in user space say nothing of their size.
    (found.f_blocks > 0).then(|| found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(windows)]
fn available(folder: &Path) -> Option<u64> {
    scelle_windows::free_space(folder).ok()
}

#[cfg(not(any(unix, windows)))]
fn available(_: &Path) -> Option<u64> {
    None
}

/// Whether the file system of a file keeps modes of its own for each: FAT, exFAT and NTFS do not, and
/// what is in user space may not.
#[cfg(target_os = "linux")]
pub(crate) fn keeps_modes(file: &std::fs::File) -> bool {
    /// `MSDOS_SUPER_MAGIC`, `EXFAT_SUPER_MAGIC`, `FUSE_SUPER_MAGIC`, that of ntfs3.
    const WITHOUT: [u64; 4] = [FAT, 0x2011_bab0, 0x6573_5546, 0x7366_746e];
    rustix::fs::fstatfs(file).map_or(true, |found| !WITHOUT.contains(&(found.f_type as u64)))
}

/// The same, by the name that the system gives to each kind.
#[cfg(target_os = "macos")]
pub(crate) fn keeps_modes(file: &std::fs::File) -> bool {
    const WITHOUT: [&[u8]; 5] = [FAT_NAME, b"exfat", b"ntfs", b"macfuse", b"osxfuse"];
    let kind = rustix::fs::fstatfs(file).map(|found| kind(&found)).unwrap_or_default();
    !WITHOUT.contains(&kind.as_slice())
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
pub(crate) fn keeps_modes(_: &std::fs::File) -> bool {
    true
}

/// FAT12, FAT16 and FAT32, not exFAT.
#[cfg(target_os = "macos")]
const FAT_NAME: &[u8] = b"msdos";

#[cfg(target_os = "macos")]
fn kind(found: &rustix::fs::StatFs) -> Vec<u8> {
    found.f_fstypename.iter().map(|byte| *byte as u8).take_while(|byte| *byte != 0).collect()
}

/// `MSDOS_SUPER_MAGIC` of statfs(2): FAT12, FAT16 and FAT32, not exFAT.
#[cfg(target_os = "linux")]
const FAT: u64 = 0x4d44;

#[cfg(target_os = "linux")]
fn largest(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statfs(folder).ok()?;
    (found.f_type as u64 == FAT).then_some(FAT_LARGEST)
}

#[cfg(target_os = "macos")]
fn largest(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statfs(folder).ok()?;
    (kind(&found) == FAT_NAME).then_some(FAT_LARGEST)
}

#[cfg(windows)]
fn largest(folder: &Path) -> Option<u64> {
    // Not exFAT.
    let is_fat = scelle_windows::file_system(folder).ok()?.starts_with("FAT");
    is_fat.then_some(FAT_LARGEST)
}

#[cfg(not(any(windows, target_os = "linux", target_os = "macos")))]
fn largest(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::plan::PlanOptions;

    const FAT: Room = Room { available: Some(1 << 40), largest: Some(FAT_LARGEST) };

    #[test]
    fn a_file_that_fat_cannot_hold_is_refused_and_several_that_it_can_are_not() {
        let check = |bytes, longest| FAT.check(Path::new("stick"), bytes, longest);
        assert!(check(FAT_LARGEST, FAT_LARGEST).is_ok());
        assert!(check(10 * FAT_LARGEST, FAT_LARGEST).is_ok());
        let Err(Error::FileTooLarge { path, bytes, limit }) =
            check(FAT_LARGEST + 1, FAT_LARGEST + 1)
        else {
            panic!("taken")
        };
        assert_eq!(
            (path.as_path(), bytes, limit),
            (Path::new("stick"), 4_294_967_296, 4_294_967_295)
        );
    }

    #[test]
    fn what_is_longer_than_what_is_free_is_refused() {
        let room = Room { available: Some(1000), largest: None };
        assert!(room.check(Path::new("disk"), 1000, 1000).is_ok());
        let refused = room.check(Path::new("disk"), 1001, 1001);
        assert!(matches!(refused, Err(Error::NoRoom { bytes: 1001, available: 1000, .. })));
        let unknown = Room { available: None, largest: None };
        assert!(unknown.check(Path::new("disk"), u64::MAX, u64::MAX).is_ok());
    }

    /// A sparse file takes no room, and is as long as it says.
    fn plan_of(bytes: u64, folder: &Path) -> Plan {
        let path = folder.join("sparse");
        fs::File::create(&path).unwrap().set_len(bytes).unwrap();
        Plan::of_paths(&[path], &[], &PlanOptions::default(), &Progress::new()).unwrap()
    }

    #[test]
    fn a_container_larger_than_the_disk_is_refused_unless_its_content_shrinks() {
        let folder = tempfile::tempdir().unwrap();
        let plan = plan_of(1 << 34, folder.path());
        let disk = Room { available: Some(1 << 30), largest: None };
        let check = |kept, plan, level| {
            disk.check_container(folder.path(), kept, plan, (level, false), &Progress::new())
        };
        let stored = check(0, Some(&plan), Level::STORE);
        assert!(matches!(stored, Err(Error::NoRoom { bytes, .. }) if bytes > 1 << 34));
        check(0, Some(&plan), Level::DEFAULT).expect("zeros shrink to less than a hundredth");
        let kept = check(1 << 34, None, Level::DEFAULT);
        assert!(matches!(kept, Err(Error::NoRoom { .. })), "what is kept was packed already");
    }

    #[test]
    fn armor_and_tags_are_counted() {
        assert_eq!(sealed_len(CHUNK, false), CHUNK + TAG);
        assert_eq!(sealed_len(0, false), 0);
        assert_eq!(plain_len(sealed_len(3 * CHUNK + 1, false)), 3 * CHUNK + 1);
        assert_eq!(sealed_len(48, true), 2 * 65);
    }
}
