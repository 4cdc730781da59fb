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

/// Nobody looks into its memory, the user's other programs included. Not for a window: the portal
/// that shows the desktop's file dialogs looks into `/proc/PID`, and refuses whom it cannot see.
pub fn hide_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
