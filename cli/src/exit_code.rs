//! The exit codes, which scripts rely on. The help, the manual and the README list them from here.

use scelle_core::error::Kind;

/// What the process ends with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ExitCode {
    /// Two containers differ: the answer of `diff`, not a failure.
    Differ = 1,
    /// What was asked for does not make sense.
    Usage = 2,
    /// No recipient of this container, or the wrong passphrase.
    NoAccess = 3,
    /// Truncated, altered, or no container.
    Damaged = 4,
    /// Dangerous, and refused whole.
    Hostile = 5,
    /// Forbidden by a rule.
    Policy = 6,
    /// Something stands where the result would be.
    TargetExists = 7,
    /// Reading or writing failed.
    Io = 8,
    /// Made by a newer version.
    NewerVersion = 9,
    /// Another process works on it.
    Busy = 10,
    /// Done, without what could not be read.
    Omissions = 11,
    /// Stopped by the user.
    Cancelled = 130,
}

impl ExitCode {
    /// All of them, in order; 0 is success.
    pub(crate) const ALL: [Self; 12] = [
        Self::Differ,
        Self::Usage,
        Self::NoAccess,
        Self::Damaged,
        Self::Hostile,
        Self::Policy,
        Self::TargetExists,
        Self::Io,
        Self::NewerVersion,
        Self::Busy,
        Self::Omissions,
        Self::Cancelled,
    ];

    /// The name of the kind of failure, as JSON tells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Differ => "differ",
            Self::Usage => "usage",
            Self::NoAccess => "no-access",
            Self::Damaged => "damaged",
            Self::Hostile => "hostile",
            Self::Policy => "policy",
            Self::TargetExists => "target-exists",
            Self::Io => "io",
            Self::NewerVersion => "newer-version",
            Self::Busy => "busy",
            Self::Omissions => "omissions",
            Self::Cancelled => "cancelled",
        }
    }
}

impl From<Kind> for ExitCode {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Usage => Self::Usage,
            Kind::NoAccess => Self::NoAccess,
            Kind::Damaged => Self::Damaged,
            Kind::Hostile => Self::Hostile,
            Kind::Policy => Self::Policy,
            Kind::TargetExists => Self::TargetExists,
            Kind::Io => Self::Io,
            Kind::NewerVersion => Self::NewerVersion,
            Kind::Busy => Self::Busy,
            Kind::Cancelled => Self::Cancelled,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
