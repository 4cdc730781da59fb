//! Why an access stays.

use std::fmt;

/// Why an access stays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum WhyKept {
    /// It is the last owner's: the accesses could not be changed any more.
    LastOwner,
    /// It is the caller's own: they would lock themselves out.
    Oneself,
    /// It is the recovery access, which opens when all other keys are lost.
    Recovery,
}

impl fmt::Display for WhyKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LastOwner => "the last owner",
            Self::Oneself => "the access of the caller",
            Self::Recovery => "the recovery access",
        })
    }
}
