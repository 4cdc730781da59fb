//! Why an access stays.

use std::fmt;

/// Why an access stays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum WhyKept {
    /// Nobody could change the accesses any more.
    LastOwner,
    /// It is that of whoever asks, who would lock themselves out.
    Oneself,
    /// It is the one that opens when everybody else has lost their key.
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
