//! What a system refused to do, and what stands in the place of a file.

use std::fmt;

/// What was being done when the system refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum IoOperation {
    /// Reading a container.
    ReadContainer,
    /// Reading a file to seal, an identity, a list of recipients.
    ReadInput,
    /// Writing a container or an extracted file.
    WriteOutput,
    /// Waiting until a file that replaced another is on the disk: it is in its place, and a power cut
    /// may bring the old one back.
    SyncOutput,
    /// Asking the system for random bytes.
    Randomness,
}

impl fmt::Display for IoOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReadContainer => "read the container",
            Self::ReadInput => "read",
            Self::WriteOutput => "write",
            Self::SyncOutput => "store for good",
            Self::Randomness => "get random bytes",
        })
    }
}

/// What a path is, when it is neither a file nor a folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SpecialFile {
    /// A symbolic link.
    Link,
    /// A symbolic link that leads back to itself, or to a folder that holds it.
    Loop,
    /// A pipe, a socket or a device.
    Device,
}

impl fmt::Display for SpecialFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link => "a symbolic link",
            Self::Loop => "a symbolic link that leads back to itself",
            Self::Device => "a pipe, a socket or a device",
        })
    }
}
