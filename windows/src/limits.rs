//! Bounds on what this process may take.

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;

use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOBOBJECT_BASIC_LIMIT_INFORMATION,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

use crate::succeeded;

/// Keeps this process within so many bytes of memory, and from starting others, as long as it runs.
///
/// # Errors
/// Those of the system.
pub fn limit_process(memory: usize) -> io::Result<()> {
    let limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION {
        BasicLimitInformation: JOBOBJECT_BASIC_LIMIT_INFORMATION {
            LimitFlags: JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
            ActiveProcessLimit: 1,
            ..Default::default()
        },
        ProcessMemoryLimit: memory,
        ..Default::default()
    };
    // SAFETY: the system takes null for attributes and a name that a job does not have.
    let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if job.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the job was just made, and nothing else closes its handle. The limits hold as long as a
    // process is in the job, whether the handle is open or not.
    let job = unsafe { OwnedHandle::from_raw_handle(job) };
    let size = size_of_val(&limits) as u32;
    // SAFETY: the handle is open, and `limits` is the structure of this class, as long as is said.
    succeeded(unsafe {
        SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast(),
            size,
        )
    })?;
    // SAFETY: it takes no argument, and its answer is a constant that needs not be closed.
    let this = unsafe { GetCurrentProcess() };
    // SAFETY: both handles are open.
    succeeded(unsafe { AssignProcessToJobObject(job.as_raw_handle(), this) })
}
