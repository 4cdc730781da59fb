//! Which programs hold a file open: what to close before it can be replaced.

use std::io;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::ERROR_MORE_DATA;
use windows_sys::Win32::System::RestartManager::{
    CCH_RM_SESSION_KEY, RM_PROCESS_INFO, RmEndSession, RmGetList, RmRegisterResources,
    RmStartSession,
};

use crate::{no_error, wide};

/// So many programs are named.
const MOST: u32 = 8;

/// The names of the programs that hold a file open, as far as the system tells this user.
///
/// # Errors
/// Those of the system's Restart Manager.
pub fn holders(path: &Path) -> io::Result<Vec<String>> {
    let path = wide(path)?;
    let mut session = 0;
    let mut key = [0; CCH_RM_SESSION_KEY as usize + 1];
    // SAFETY: `session` is writable, and `key` as long as the system's constant and a zero.
    no_error(unsafe { RmStartSession(&raw mut session, 0, key.as_mut_ptr()) })?;
    let found = register(session, &path).and_then(|()| list(session));
    // SAFETY: the session was started above, and ends here only.
    unsafe { RmEndSession(session) };
    found
}

fn register(session: u32, path: &[u16]) -> io::Result<()> {
    let paths = [path.as_ptr()];
    // SAFETY: one path is passed, which ends with a zero; of what is null there are none.
    no_error(unsafe {
        RmRegisterResources(session, 1, paths.as_ptr(), 0, ptr::null(), 0, ptr::null())
    })
}

fn list(session: u32) -> io::Result<Vec<String>> {
    let mut programs = vec![RM_PROCESS_INFO::default(); MOST as usize];
    let (mut needed, mut count, mut reasons) = (0, MOST, 0);
    // SAFETY: `programs` has `count` elements, and the other figures are writable.
    let code = unsafe {
        RmGetList(session, &raw mut needed, &raw mut count, programs.as_mut_ptr(), &raw mut reasons)
    };
    // When there are more than fit, the first ones are enough.
    if code != ERROR_MORE_DATA {
        no_error(code)?;
    }
    programs.truncate(count as usize);
    Ok(programs.iter().filter_map(|program| text(&program.strAppName)).collect())
}

fn text(raw: &[u16]) -> Option<String> {
    let text = raw.split(|unit| *unit == 0).next().filter(|text| !text.is_empty())?;
    Some(String::from_utf16_lossy(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_the_zero() {
        let units: Vec<u16> = "Word\0\0x".encode_utf16().collect();
        assert_eq!(text(&units).unwrap(), "Word");
        assert_eq!(text(&[0, 0]), None);
    }
}
