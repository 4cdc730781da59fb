//! Who may read, write and run a file, as Unix has it.

use std::fmt;

/// The nine permission bits of a file or a folder, without setuid, setgid and sticky.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Permissions(u16);

impl Permissions {
    /// What a file has where nothing tells.
    pub const FILE: Self = Self(0o644);
    /// What a folder has where nothing tells.
    pub const FOLDER: Self = Self(0o755);

    const ALL: u32 = 0o777;
    const OWNER: u16 = 0o700;

    /// Those of a mode, whose other bits are ignored.
    #[must_use]
    pub fn of_mode(mode: u32) -> Self {
        Self((mode & Self::ALL) as u16)
    }

    /// The bits.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0.into()
    }

    /// Whether its owner may run it.
    #[must_use]
    pub fn is_executable(self) -> bool {
        self.0 & 0o100 != 0
    }

    /// The same, with all that its owner needs to work on it.
    #[cfg(feature = "disk")]
    pub(crate) fn with_owner(self) -> Self {
        Self(self.0 | Self::OWNER)
    }
}

/// Four octal digits: `0640`.
impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_bits_are_kept() {
        assert_eq!(Permissions::of_mode(0o107_640), Permissions::of_mode(0o640));
        assert_eq!(Permissions::of_mode(u32::MAX).to_string(), "0777");
        assert_eq!(Permissions::of_mode(0o7000).to_string(), "0000");
        assert!(Permissions::of_mode(0o100).is_executable());
        assert!(!Permissions::of_mode(0o011).is_executable());
    }
}
