//! Faults of the archive in a payload, and of the names in it.

use std::fmt;

use super::Kind;

/// Which rule of the strict ZIP reading is broken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ArchiveFault {
    /// An entry's content does not match its checksum.
    Checksum,
    /// A record is cut short or holds impossible values.
    Malformed,
    /// The directory and an entry's own header say different things.
    Inconsistent,
    /// Bytes that belong to no entry, or to two.
    GapOrOverlap,
    /// The same name twice, or a file that is also a folder.
    Conflict,
    /// An entry that is neither a file nor a folder.
    SpecialEntry,
    /// A feature of ZIP that we do not read.
    Unsupported,
    /// Entries under a passphrase or key of their own.
    Encrypted,
    /// A compression method, by its number, that not every ZIP reader has.
    Method(u16),
    /// Folders separated by backslashes, as old programs on Windows write them: readers differ.
    Backslashes,
    /// An entry grows beyond what it declares, or beyond what its data can hold.
    Oversized,
    /// More entries, or a larger directory, than we accept.
    TooManyEntries,
    /// Something that another ZIP reader would take for another name, type, content or end.
    Ambiguous,
}

impl ArchiveFault {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Checksum | Self::Malformed => Kind::Damaged,
            Self::Inconsistent
            | Self::GapOrOverlap
            | Self::Conflict
            | Self::SpecialEntry
            | Self::Unsupported
            | Self::Encrypted
            | Self::Method(_)
            | Self::Backslashes
            | Self::Oversized
            | Self::TooManyEntries
            | Self::Ambiguous => Kind::Hostile,
        }
    }
}

impl fmt::Display for ArchiveFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checksum => "its data are not those that were sealed",
            Self::Malformed => "a record is cut short or holds impossible values",
            Self::Inconsistent => "the directory and the entry's own header differ",
            Self::GapOrOverlap => "some bytes belong to no entry, or to two",
            Self::Conflict => "the same name twice, or a file that is also a folder",
            Self::SpecialEntry => "neither a file nor a folder",
            Self::Unsupported => "unsupported feature",
            Self::Encrypted => "encrypted entries",
            Self::Method(_) => "unsupported compression method",
            Self::Backslashes => "folders separated by backslashes",
            Self::Oversized => "larger than declared",
            Self::TooManyEntries => "too many entries",
            Self::Ambiguous => "other readers would read something else",
        })
    }
}

/// Why no container may hold a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NameFault {
    /// `/etc/passwd`, `C:\Windows`, `\\server\share`.
    Absolute,
    /// A backslash: a separator on some systems and a character on others.
    Backslash,
    /// Characters that reverse the direction in which the name is read.
    Bidirectional,
    /// Control characters.
    Control,
    /// An empty name or component.
    Empty,
    /// A component longer than 255 bytes, or a name longer than 4096.
    TooLong,
    /// A component `.` or `..`.
    Traversal,
    /// A component that ends with `;` and digits: a version on VMS, which unzip drops everywhere.
    Version,
    /// Bytes that are no Unicode text.
    NotUnicode,
    /// Characters of a code page that the archive does not name.
    CodePage,
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "absolute",
            Self::Backslash => "a backslash",
            Self::Bidirectional => "characters that reverse the direction of reading",
            Self::Control => "control characters",
            Self::Empty => "empty, or an empty component",
            Self::TooLong => "longer than 4096 bytes, or a component longer than 255",
            Self::Traversal => "leads out of the folder",
            Self::Version => "ends with a semicolon and digits",
            Self::NotUnicode => "not Unicode text",
            Self::CodePage => "in a code page that the archive does not name",
        })
    }
}
