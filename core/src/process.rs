//! What a process does for the secrets that it will hold, before it holds any.

/// No core dump: what crashes must not leave secrets on the disk.
pub fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        let _ = setrlimit(Resource::Core, none);
    }
}

/// Other programs cannot read its memory, the user's own included. Not for a window: the portal
/// that shows the desktop's file dialogs looks into `/proc/PID`, and refuses whom it cannot see.
pub fn hide_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// How far below a caller's frame secrets may lie: the deepest of our calls use a fraction of it.
const STACK: usize = 512 * 1024;

/// Overwrites the stack below the caller's frame, where keys were moved, spilled and expanded by
/// calls that are over. The last thing that a thread does.
#[inline(never)]
pub fn wipe_stack() {
    let mut room = [0_u8; STACK];
    zeroize::Zeroize::zeroize(&mut room);
    std::hint::black_box(&room);
}
