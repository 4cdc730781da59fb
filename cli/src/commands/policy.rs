//! `scelle policy`: what the organisation imposes, in words.

use scelle_core::keys::label::Label;
use scelle_core::profile::policy::{
    PassphraseUse, Permission, Policy, Recovery, UnknownKeys, Unverified,
};
use scelle_i18n::policy_in_words;
use serde_json::{Value, json};

use crate::args::PolicyCommand;
use crate::context::Context;
use crate::failure::Result;
use crate::json;

pub(crate) fn run(command: &PolicyCommand, context: &Context) -> Result<()> {
    match command {
        PolicyCommand::Show => tell(context.profile.policy()?, context),
        PolicyCommand::Check(args) => tell(&Policy::read_given(&args.file)?, context),
    }
}

fn tell(policy: &Policy, context: &Context) -> Result<()> {
    if context.terminal.json() {
        return context.terminal.result(&to_json(policy));
    }
    context.terminal.show(&(policy_in_words(policy).join("\n") + "\n"))
}

fn to_json(policy: &Policy) -> Value {
    let recovery = |recovery: &Recovery| {
        json!({
            "label": Label::as_str(&recovery.label),
            "recipient": recovery.recipient.to_string(),
            "file": json::path(&recovery.file),
        })
    };
    json!({
        "files": policy.files.iter().map(|file| json::path(file)).collect::<Vec<_>>(),
        "recovery": policy.recovery.iter().map(recovery).collect::<Vec<_>>(),
        "passphrases": match policy.passphrases.demand {
            PassphraseUse::Allowed => "allowed",
            PassphraseUse::BesideRecipient => "beside-recipient",
            PassphraseUse::Forbidden => "forbidden",
        },
        "passphrase_length": policy.passphrase_length.demand,
        "argon2": policy.argon2.map(|cost| json!({
            "memory_kib": cost.memory_kib(), "passes": cost.passes(), "lanes": cost.lanes(),
        })),
        "classical_recipients": permission(policy.classical.demand),
        "anonymous_containers": permission(policy.anonymous.demand),
        "unverified_contacts": match policy.unverified.demand {
            Unverified::Allowed => "allowed",
            Unverified::Warned => "warned",
            Unverified::Refused => "refused",
        },
        "unknown_keys": match policy.unknown_keys.demand {
            UnknownKeys::Named => "named",
            UnknownKeys::Refused => "refused",
        },
        "directories": policy
            .directories
            .iter()
            .map(|directory| json::path(&directory.path))
            .collect::<Vec<_>>(),
        "exclude": policy.exclude,
        "language": policy.language,
    })
}

fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::Allowed => "allowed",
        Permission::Forbidden => "forbidden",
    }
}
