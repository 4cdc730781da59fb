//! Who may use a file: its access control list.

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::mem::size_of;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{
    GENERIC_ALL, GENERIC_READ, GENERIC_WRITE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo,
    SDDL_REVISION_1, SE_FILE_OBJECT, SetSecurityInfo,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, EqualSid, GetAce,
    GetSecurityDescriptorControl, GetTokenInformation, INHERIT_ONLY_ACE, IsWellKnownSid,
    OWNER_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
    SE_DACL_PROTECTED, SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser,
    UNPROTECTED_DACL_SECURITY_INFORMATION, WinBuiltinAdministratorsSid, WinCreatorOwnerRightsSid,
    WinLocalSystemSid,
};
use windows_sys::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateFileW, DELETE, FILE_APPEND_DATA, FILE_ATTRIBUTE_NORMAL,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_READ_DATA, FILE_SHARE_DELETE, FILE_SHARE_READ,
    FILE_SHARE_WRITE, FILE_WRITE_DATA, GetVolumeInformationByHandleW, WRITE_DAC, WRITE_OWNER,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use crate::{no_error, succeeded, wide};

/// Entries of an access control list that allow something, by their type.
const ALLOWED: u8 = 0;
const ALLOWED_CALLBACK: u8 = 9;
/// Types that deny, audit or label: none of them lets a user read.
const ALLOW_NOTHING: [u8; 13] = [1, 2, 3, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17];
/// What lets a user read a file, write to it, or allow themselves to.
const EXPOSING: u32 = FILE_READ_DATA
    | FILE_WRITE_DATA
    | FILE_APPEND_DATA
    | WRITE_DAC
    | WRITE_OWNER
    | GENERIC_READ
    | GENERIC_WRITE
    | GENERIC_ALL;
/// A disk whose files have access control lists.
const PERSISTENT_ACLS: u32 = 8;

/// Makes a file, to read and write, that its owner alone may open: from before its first byte.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when the name is taken.
pub fn create_private(path: &Path) -> io::Result<File> {
    let path = wide(path)?;
    // Protected: nothing is inherited from the folder. Everything, to the user.
    let descriptor = Descriptor::parse(&format!("D:P(A;;FA;;;{})", user()?.to_text()?))?;
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: 0,
    };
    // SAFETY: the path ends with a zero; `attributes`, and the descriptor in it, live until the call
    // returns.
    let handle = unsafe {
        CreateFileW(
            path.as_ptr(),
            GENERIC_READ | GENERIC_WRITE | DELETE,
            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            &raw const attributes,
            CREATE_NEW,
            // A link that leads nowhere is a name that is taken.
            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT,
            ptr::null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        let error = io::Error::last_os_error();
        // Another name for the same refusal, where a folder has that name.
        let taken = error.raw_os_error() == Some(80);
        return Err(if taken { io::ErrorKind::AlreadyExists.into() } else { error });
    }
    // SAFETY: the handle was just opened, is valid, and is owned by nothing else.
    Ok(File::from(unsafe { OwnedHandle::from_raw_handle(handle) }))
}

/// Whether no user but this one, the system and its administrators owns a file, or may read or change
/// it. True where the disk has no access control lists, as FAT: there nothing can be kept from anyone.
///
/// # Errors
/// Those of the system.
pub fn is_private(file: &File) -> io::Result<bool> {
    if !has_access_control(file)? {
        return Ok(true);
    }
    let security = Security::of(file)?;
    if security.list.is_null() {
        return Ok(false);
    }
    // SAFETY: the list is part of the descriptor that `security` owns.
    let count = unsafe { (*security.list).AceCount };
    let user = user()?;
    if !is_trusted(security.owner, &user) {
        return Ok(false);
    }
    for index in 0..u32::from(count) {
        let mut entry = ptr::null_mut();
        // SAFETY: the list is valid, as above, and `entry` is writable.
        succeeded(unsafe { GetAce(security.list, index, &raw mut entry) })?;
        if entry_exposes(entry, &user) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a file belongs to the system or its administrators. True where a disk knows no owners.
///
/// # Errors
/// Those of the system.
pub fn is_of_administrators(file: &File) -> io::Result<bool> {
    Ok(!has_access_control(file)? || is_of_system(Security::of(file)?.owner))
}

/// Whether an entry of a valid list lets another user read or write.
fn entry_exposes(entry: *mut c_void, user: &User) -> bool {
    // SAFETY: every entry starts with a header.
    let header = unsafe { *entry.cast::<ACE_HEADER>() };
    if ALLOW_NOTHING.contains(&header.AceType) || header.AceFlags & INHERIT_ONLY_ACE as u8 != 0 {
        return false;
    }
    if header.AceType != ALLOWED && header.AceType != ALLOWED_CALLBACK {
        return true;
    }
    let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
    // SAFETY: entries of both types start as this structure, and the system checked the list.
    let mask = unsafe { (*entry).Mask };
    if mask & EXPOSING == 0 {
        return false;
    }
    // SAFETY: the entry is valid, and its user follows the mask.
    let sid: PSID = unsafe { &raw mut (*entry).SidStart }.cast();
    !is_trusted(sid, user)
}

/// Whether `sid` is this user's, the owner's, the system's, or the administrators', who can give
/// themselves any access.
fn is_trusted(sid: PSID, user: &User) -> bool {
    // SAFETY: both are valid: one is part of a descriptor that the system checked, one of `user`.
    let is_user = unsafe { EqualSid(sid, user.sid()) } != 0;
    // SAFETY: `sid` is valid, as above.
    is_user || is_of_system(sid) || unsafe { IsWellKnownSid(sid, WinCreatorOwnerRightsSid) } != 0
}

/// Whether `sid`, part of a descriptor that the system checked, is the system's or the administrators'.
fn is_of_system(sid: PSID) -> bool {
    [WinLocalSystemSid, WinBuiltinAdministratorsSid].into_iter().any(
        // SAFETY: `sid` is valid.
        |kind| unsafe { IsWellKnownSid(sid, kind) } != 0,
    )
}

/// Gives one file the access control list of another.
///
/// # Errors
/// Those of the system, of a user who may not change it.
pub fn copy_access(from: &File, to: &File) -> io::Result<()> {
    if !has_access_control(from)? || !has_access_control(to)? {
        return Ok(());
    }
    let security = Security::of(from)?;
    let (mut control, mut revision) = (0, 0);
    // SAFETY: the descriptor is valid, and both figures are writable.
    succeeded(unsafe {
        GetSecurityDescriptorControl(security.descriptor.0, &raw mut control, &raw mut revision)
    })?;
    let inherits = if control & SE_DACL_PROTECTED == 0 {
        UNPROTECTED_DACL_SECURITY_INFORMATION
    } else {
        PROTECTED_DACL_SECURITY_INFORMATION
    };
    // SAFETY: the handle is open as long as `to` is borrowed; the list is part of the descriptor
    // that `security` owns; owner and group are not set.
    no_error(unsafe {
        SetSecurityInfo(
            to.as_raw_handle(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION | inherits,
            ptr::null_mut(),
            ptr::null_mut(),
            security.list,
            ptr::null(),
        )
    })
}

/// Whether two files, or folders, belong to one user. True where a disk knows no owners.
///
/// # Errors
/// Those of the system.
pub fn have_one_owner(one: &File, other: &File) -> io::Result<bool> {
    if !has_access_control(one)? || !has_access_control(other)? {
        return Ok(true);
    }
    let (one, other) = (Security::of(one)?, Security::of(other)?);
    // SAFETY: both are part of descriptors that live here, and that were asked for their owners.
    Ok(unsafe { EqualSid(one.owner, other.owner) } != 0)
}

fn has_access_control(file: &File) -> io::Result<bool> {
    let mut flags = 0;
    // SAFETY: the handle is open as long as `file` is borrowed, `flags` is writable, and null with a
    // length of zero stands for a text that is not asked for.
    succeeded(unsafe {
        GetVolumeInformationByHandleW(
            file.as_raw_handle(),
            ptr::null_mut(),
            0,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut flags,
            ptr::null_mut(),
            0,
        )
    })?;
    Ok(flags & PERSISTENT_ACLS != 0)
}

/// What says who may use a file.
struct Security {
    descriptor: Descriptor,
    /// Part of the descriptor; null lets everyone do everything.
    list: *mut ACL,
    /// Part of the descriptor.
    owner: PSID,
}

impl Security {
    fn of(file: &File) -> io::Result<Self> {
        let (mut list, mut descriptor) = (ptr::null_mut(), ptr::null_mut());
        let mut owner = ptr::null_mut();
        // SAFETY: the handle is open as long as `file` is borrowed; what is asked for is writable.
        no_error(unsafe {
            GetSecurityInfo(
                file.as_raw_handle(),
                SE_FILE_OBJECT,
                DACL_SECURITY_INFORMATION | OWNER_SECURITY_INFORMATION,
                &raw mut owner,
                ptr::null_mut(),
                &raw mut list,
                ptr::null_mut(),
                &raw mut descriptor,
            )
        })?;
        Ok(Self { descriptor: Descriptor(descriptor), list, owner })
    }
}

/// A security descriptor that the system allocated.
struct Descriptor(PSECURITY_DESCRIPTOR);

impl Descriptor {
    fn parse(text: &str) -> io::Result<Self> {
        let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
        let mut descriptor = ptr::null_mut();
        // SAFETY: the text ends with a zero, `descriptor` is writable, its size is not asked for.
        succeeded(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                ptr::null_mut(),
            )
        })?;
        Ok(Self(descriptor))
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: the system allocated it for this purpose, and it is freed here only.
        unsafe { LocalFree(self.0) };
    }
}

/// The user of this process, as the system returns it: a `TOKEN_USER`, and what it points to.
struct User(Vec<u64>);

/// The user of this process.
fn user() -> io::Result<User> {
    let mut token = ptr::null_mut();
    // SAFETY: this handle of the process needs no closing.
    let process = unsafe { GetCurrentProcess() };
    // SAFETY: `token` is writable.
    succeeded(unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) })?;
    // SAFETY: the handle was just opened, is valid, and is owned by nothing else.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    // 256 bytes: a SID has 68 at most. Of `u64`, so that the structure is aligned.
    let mut buffer = vec![0u64; 32];
    let mut length = 0;
    // SAFETY: the buffer has the length that is passed, and `length` is writable.
    succeeded(unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            buffer.as_mut_ptr().cast(),
            256,
            &raw mut length,
        )
    })?;
    Ok(User(buffer))
}

impl User {
    fn sid(&self) -> PSID {
        // SAFETY: the system filled the buffer with this structure, and the buffer is aligned for it.
        unsafe { (*self.0.as_ptr().cast::<TOKEN_USER>()).User.Sid }
    }

    /// `S-1-5-21-…`.
    fn to_text(&self) -> io::Result<String> {
        let mut text = ptr::null_mut();
        // SAFETY: the SID is valid, and `text` is writable.
        succeeded(unsafe { ConvertSidToStringSidW(self.sid(), &raw mut text) })?;
        let mut units = Vec::new();
        loop {
            // SAFETY: the text ends with a zero, and nothing behind that is read.
            let unit = unsafe { *text.add(units.len()) };
            if unit == 0 {
                break;
            }
            units.push(unit);
        }
        // SAFETY: the system allocated it for this purpose, and it is freed here only.
        unsafe { LocalFree(text.cast()) };
        Ok(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Read, Seek, Write};

    use super::*;

    /// Lets everyone read it, as well as this user do everything.
    fn expose(file: &File) {
        let text = format!("D:P(A;;FA;;;{})(A;;FR;;;WD)", user().unwrap().to_text().unwrap());
        set(file, &text);
    }

    fn set(file: &File, text: &str) {
        let descriptor = Descriptor::parse(text).unwrap();
        // SAFETY: both are valid.
        let result = unsafe {
            windows_sys::Win32::Security::SetKernelObjectSecurity(
                file.as_raw_handle(),
                DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                descriptor.0,
            )
        };
        succeeded(result).unwrap();
    }

    fn with_write_dac(path: &Path) -> File {
        use std::os::windows::fs::OpenOptionsExt;
        // GENERIC_READ | GENERIC_WRITE | WRITE_DAC | READ_CONTROL
        File::options().access_mode(0xC006_0000).open(path).unwrap()
    }

    #[test]
    fn a_private_file_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let mut file = create_private(&path).unwrap();
        file.write_all(b"secret").unwrap();
        file.rewind().unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "secret");
        assert!(is_private(&file).unwrap());
        assert!(is_private(&File::open(&path).unwrap()).unwrap());
        assert_eq!(create_private(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn a_file_that_everyone_may_read_is_not_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        drop(create_private(&path).unwrap());
        expose(&with_write_dac(&path));
        assert!(!is_private(&File::open(&path).unwrap()).unwrap());
    }

    #[test]
    fn what_one_user_makes_has_one_owner() {
        use std::os::windows::fs::OpenOptionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = create_private(&folder.path().join("a")).unwrap();
        // FILE_FLAG_BACKUP_SEMANTICS, as it takes to open a folder.
        let folder = File::options().read(true).custom_flags(0x0200_0000).open(folder.path());
        assert!(have_one_owner(&folder.unwrap(), &file).unwrap());
    }

    #[test]
    fn what_a_user_makes_is_not_of_administrators() {
        let folder = tempfile::tempdir().unwrap();
        let file = create_private(&folder.path().join("a")).unwrap();
        assert!(!is_of_administrators(&file).unwrap());
        for (owner, of_system) in [("SY", true), ("BA", true), ("BU", false), ("WD", false)] {
            let descriptor = Descriptor::parse(&format!("O:{owner}")).unwrap();
            assert_eq!(is_of_system(owner_of(&descriptor)), of_system, "{owner}");
        }
    }

    fn owner_of(descriptor: &Descriptor) -> PSID {
        let (mut owner, mut defaulted) = (ptr::null_mut(), 0);
        // SAFETY: the descriptor is valid, and what is asked for is writable.
        let result = unsafe {
            windows_sys::Win32::Security::GetSecurityDescriptorOwner(
                descriptor.0,
                &raw mut owner,
                &raw mut defaulted,
            )
        };
        succeeded(result).unwrap();
        owner
    }

    #[test]
    fn a_file_takes_the_list_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let (open, closed) = (folder.path().join("open"), folder.path().join("closed"));
        fs::write(&open, "").unwrap();
        expose(&with_write_dac(&open));
        drop(create_private(&closed).unwrap());
        copy_access(&File::open(&closed).unwrap(), &with_write_dac(&open)).unwrap();
        assert!(is_private(&File::open(&open).unwrap()).unwrap());
    }

    /// Lists are read by hand: a type that is not known must not count as harmless.
    #[test]
    fn what_lets_another_user_read_or_write_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let file = create_private(&path).unwrap();
        drop(file);
        let user = user().unwrap();
        let me = user.to_text().unwrap();
        for (text, exposed) in [
            (format!("D:(A;;FA;;;{me})(A;;FA;;;SY)(A;;FA;;;BA)"), false),
            (format!("D:(A;;FA;;;{me})(A;;FR;;;BU)"), true),
            (format!("D:(A;;FA;;;{me})(A;;GA;;;WD)"), true),
            // Who may change the file or its list may put another there, or read it then.
            (format!("D:(A;;FA;;;{me})(A;;0x2;;;BU)"), true),
            (format!("D:(A;;FA;;;{me})(A;;WD;;;BU)"), true),
            (format!("D:(A;;FA;;;{me})(A;;WO;;;BU)"), true),
            // Reading attributes alone shows no secret, and a denial nothing.
            (format!("D:(A;;FA;;;{me})(A;;0x80;;;WD)"), false),
            (format!("D:(D;;FA;;;WD)(A;;FA;;;{me})"), false),
            // For what lies in a folder alone.
            (format!("D:(A;;FA;;;{me})(A;OICIIO;FA;;;WD)"), false),
        ] {
            let descriptor = Descriptor::parse(&text).unwrap();
            assert_eq!(list_exposes(&descriptor, &user), exposed, "{text}");
        }
    }

    fn list_exposes(descriptor: &Descriptor, user: &User) -> bool {
        use windows_sys::Win32::Security::GetSecurityDescriptorDacl;
        let (mut list, mut present, mut defaulted) = (ptr::null_mut(), 0, 0);
        // SAFETY: the descriptor is valid, and what is asked for is writable.
        let result = unsafe {
            GetSecurityDescriptorDacl(
                descriptor.0,
                &raw mut present,
                &raw mut list,
                &raw mut defaulted,
            )
        };
        succeeded(result).unwrap();
        // SAFETY: the list is part of the descriptor.
        let count = unsafe { (*list).AceCount };
        (0..u32::from(count)).any(|index| {
            let mut entry = ptr::null_mut();
            // SAFETY: the list is valid, and `entry` is writable.
            succeeded(unsafe { GetAce(list, index, &raw mut entry) }).unwrap();
            entry_exposes(entry, user)
        })
    }
}
