//! What the operating system answered, in the reader's language.

use std::io;

use scelle_core::error::IoOperation;

use crate::text;

/// What the system said, and what to do about it; never its own words, which are in its language.
pub(crate) fn system_answer(operation: IoOperation, source: &io::Error) -> (String, String) {
    use io::ErrorKind as Kind;
    /// Of Windows: no process is at the other end of the pipe.
    const PIPE_NOT_CONNECTED: i32 = 233;
    let writing = matches!(operation, IoOperation::WriteOutput | IoOperation::SyncOutput);
    let again = || if writing { text!("io-write-hint") } else { text!("io-read-hint") };
    let is_closed = cfg!(windows) && source.raw_os_error() == Some(PIPE_NOT_CONNECTED);
    match if is_closed { Kind::BrokenPipe } else { source.kind() } {
        Kind::AlreadyExists => (text!("io-already-exists"), text!("io-already-exists-hint")),
        Kind::BrokenPipe => (text!("io-broken-pipe"), text!("io-broken-pipe-hint")),
        Kind::DirectoryNotEmpty => (text!("io-not-empty"), text!("io-already-exists-hint")),
        Kind::FileTooLarge => (text!("io-file-too-large"), text!("io-file-too-large-hint")),
        Kind::Interrupted => (text!("io-interrupted"), again()),
        Kind::InvalidData => (text!("io-invalid-data"), text!("io-invalid-data-hint")),
        Kind::InvalidFilename if source.raw_os_error() == Some(NAME_TOO_LONG) => {
            (text!("io-name-too-long"), text!("io-name-too-long-hint"))
        }
        Kind::InvalidFilename => (text!("io-invalid-filename"), text!("io-invalid-filename-hint")),
        Kind::IsADirectory => (text!("io-is-a-folder"), text!("io-is-a-folder-hint")),
        Kind::HostUnreachable
        | Kind::NetworkDown
        | Kind::NetworkUnreachable
        | Kind::NotConnected
        | Kind::StaleNetworkFileHandle
        | Kind::TimedOut => (text!("io-network"), text!("io-network-hint")),
        Kind::NotADirectory => (text!("io-not-a-folder"), text!("io-path-hint")),
        Kind::NotFound if writing => (text!("io-not-found"), text!("io-path-write-hint")),
        Kind::NotFound => (text!("io-not-found"), text!("io-path-hint")),
        Kind::OutOfMemory => (text!("io-out-of-memory"), text!("io-out-of-memory-hint")),
        Kind::PermissionDenied if writing => {
            (text!("io-permission-denied"), text!("io-permission-denied-write-hint"))
        }
        Kind::PermissionDenied => {
            (text!("io-permission-denied"), text!("io-permission-denied-hint"))
        }
        Kind::QuotaExceeded => (text!("io-quota"), text!("io-storage-full-hint")),
        Kind::ReadOnlyFilesystem => (text!("io-read-only"), text!("io-read-only-hint")),
        Kind::ExecutableFileBusy | Kind::ResourceBusy => (text!("io-busy"), text!("io-busy-hint")),
        Kind::StorageFull => (text!("io-storage-full"), text!("io-storage-full-hint")),
        Kind::UnexpectedEof => (text!("io-truncated"), text!("io-truncated-hint")),
        Kind::Unsupported => (text!("io-unsupported"), again()),
        _ => match source.raw_os_error() {
            Some(code) if DEVICE.contains(&code) => (text!("io-device"), text!("io-device-hint")),
            Some(ERROR_SHARING_VIOLATION | ERROR_LOCK_VIOLATION) if cfg!(windows) => {
                (text!("io-busy"), text!("io-busy-hint"))
            }
            Some(code) => (text!("io-system", code = code.to_string()), again()),
            None => (text!("io-other"), again()),
        },
    }
}

/// What a system answers for a name that is too long, of the same `ErrorKind` as one with characters
/// that it refuses, which `--rename` replaces.
pub(crate) const NAME_TOO_LONG: i32 = if cfg!(windows) {
    206
} else if cfg!(any(target_os = "linux", target_os = "android")) {
    36
} else {
    63
};

/// What a dying disk or a stick pulled out answers; none has an `ErrorKind`. On every Unix `EIO`; on Windows
/// a device that is not ready, a checksum, a write that failed, a device that is gone or does not answer.
pub(crate) const DEVICE: &[i32] = if cfg!(windows) { &[21, 23, 29, 433, 1117] } else { &[5] };
/// What Windows answers for a file that is open elsewhere; they have no `ErrorKind`.
const ERROR_SHARING_VIOLATION: i32 = 32;
const ERROR_LOCK_VIOLATION: i32 = 33;
