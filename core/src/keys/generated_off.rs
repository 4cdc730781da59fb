//! Without the feature `generate` there are no lists of words: a passphrase is what was typed.

use crate::keys::passphrase::Passphrase;

/// What a passphrase that was typed may be: itself.
pub(crate) fn readings(typed: Passphrase) -> impl Iterator<Item = Passphrase> {
    std::iter::once(typed)
}
