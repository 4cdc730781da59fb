//! What an organisation imposes, in words.

use std::path::{Path, PathBuf};

use scelle_core::display::escape;
use scelle_core::profile::policy::{PassphraseUse, Permission, Policy, UnknownKeys, Unverified};

use crate::format::format_size;
use crate::text;

/// The rules of a policy, a sentence each, in the language selected.
#[must_use]
pub fn policy_in_words(policy: &Policy) -> Vec<String> {
    let mut lines = vec![match policy.files.as_slice() {
        [] => text!("policy-none"),
        files => text!("policy-from", files = names(files)),
    }];
    lines.extend(
        policy
            .recovery
            .iter()
            .map(|recovery| text!("policy-recovery", label = escape(recovery.label.as_str()))),
    );
    lines.push(match policy.passphrases.demand {
        PassphraseUse::Allowed => text!("policy-passphrases-allowed"),
        PassphraseUse::BesideRecipient => text!("policy-passphrases-beside"),
        PassphraseUse::Forbidden => text!("policy-passphrases-forbidden"),
    });
    if policy.passphrase_length.file.is_some() {
        lines.push(text!("policy-length", count = policy.passphrase_length.demand));
    }
    lines.extend(policy.argon2.map(|cost| {
        let memory = format_size(u64::from(cost.memory_kib()) * 1024);
        text!("policy-argon2", memory = memory, passes = cost.passes(), lanes = cost.lanes())
    }));
    lines.push(match policy.classical.demand {
        Permission::Allowed => text!("policy-classical-allowed"),
        Permission::Forbidden => text!("policy-classical-forbidden"),
    });
    lines.push(match policy.anonymous.demand {
        Permission::Allowed => text!("policy-anonymous-allowed"),
        Permission::Forbidden => text!("policy-anonymous-forbidden"),
    });
    lines.push(match policy.unverified.demand {
        Unverified::Allowed => text!("policy-unverified-allowed"),
        Unverified::Warned => text!("policy-unverified-warned"),
        Unverified::Refused => text!("policy-unverified-refused"),
    });
    lines.push(match policy.unknown_keys.demand {
        UnknownKeys::Named => text!("policy-unknown-keys-named"),
        UnknownKeys::Refused => text!("policy-unknown-keys-refused"),
    });
    if !policy.directories.is_empty() {
        lines.push(text!(
            "policy-directory",
            paths = names(policy.directories.iter().map(|directory| &directory.path))
        ));
    }
    if !policy.exclude.is_empty() {
        lines.push(text!("policy-exclude", patterns = escape(&policy.exclude.join(", "))));
    }
    lines
}

fn names<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> String {
    let shown = |path: &PathBuf| escape(&Path::to_string_lossy(path));
    paths.into_iter().map(shown).collect::<Vec<_>>().join(", ")
}
