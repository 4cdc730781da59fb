//! For whom, and how, a container is sealed.

use scelle_core::archive::Level;
use scelle_core::container::access::Role;
use scelle_core::files::output::Existing;
use scelle_core::files::plan::PlanOptions;
use scelle_core::keys::label::Label;
use scelle_core::pool::Threads;
use scelle_core::profile::policy::Policy;
use scelle_core::seal::{Grant, PassphraseStanza, SealOptions, add_owner};
use scelle_i18n::text;
use serde_json::Value;

use super::output::SealTo;
use crate::args::SealArgs;
use crate::clock::now;
use crate::context::Context;
use crate::failure::Result;
use crate::passphrase::{self, NewPassphrase};
use crate::recipients;

/// What every container of a run has in common.
pub(super) struct Prepared {
    pub(super) options: SealOptions,
    pub(super) phrase: Option<NewPassphrase>,
    pub(super) told: ToldBefore,
}

/// What was reported about the recipients before the work, and is repeated for scripts.
pub(super) struct ToldBefore {
    /// Recipients of whom the policy asks to warn that their fingerprint was not compared.
    pub(super) unverified: Vec<Label>,
    /// Lines of files of recipients that were left out.
    pub(super) skipped: Vec<Value>,
}

pub(super) fn prepare(args: &SealArgs, context: &Context) -> Result<Prepared> {
    let policy = context.profile.policy()?.clone();
    let (mut grants, skipped) =
        recipients::named_telling(&args.recipient, &args.recipients_file, context)?;
    let out = args.out.passphrase_out.as_deref();
    let phrase = passphrase::new(&args.passphrase, out, context.prompts, context.terminal)?;
    grants.extend(phrase.as_ref().map(passphrase_grant));
    add_self(args, &mut grants, context)?;
    let unverified = recipients::warn_of_unverified(&grants, &policy, context.terminal);
    Ok(Prepared {
        options: seal_options(args, grants, policy, context.threads, context.wants_digest()),
        phrase,
        told: ToldBefore { unverified, skipped },
    })
}

/// The user's own access, so that they can open what they sealed.
pub(super) fn add_self(args: &SealArgs, grants: &mut Vec<Grant>, context: &Context) -> Result<()> {
    let unnamed = Label::lossy(&text!("access-self-label"));
    let own = match args.no_self || args.age_compatible {
        true => None,
        false => context.profile.addressee(&unnamed)?,
    };
    add_owner(grants, own);
    Ok(())
}

pub(super) fn passphrase_grant(phrase: &NewPassphrase) -> Grant {
    let label = Label::lossy(&text!("access-passphrase-label"));
    Grant::passphrase(label, phrase.passphrase.clone(), Role::Member)
}

pub(super) fn seal_options(
    args: &SealArgs,
    grants: Vec<Grant>,
    policy: Policy,
    threads: Threads,
    digest: bool,
) -> SealOptions {
    SealOptions {
        policy,
        digest,
        allow_classical: args.allow_classical,
        anonymous: args.anonymous,
        passphrase_stanza: match (args.age_compatible, args.argon2id) {
            (true, _) => PassphraseStanza::Scrypt,
            (false, true) => PassphraseStanza::Argon2,
            (false, false) => PassphraseStanza::Automatic,
        },
        armor: args.armor,
        level: if args.store { Level::STORE } else { args.level.unwrap_or(Level::DEFAULT) },
        threads,
        ..SealOptions::new(grants, now())
    }
}

pub(super) fn plan_options(args: &SealArgs, output: &SealTo, options: &SealOptions) -> PlanOptions {
    PlanOptions {
        base: args.directory.clone(),
        keep_paths: args.keep_paths,
        output: match output {
            SealTo::File(path) => Some(path.clone()),
            SealTo::Stdout => None,
        },
        threads: options.threads,
        ..args.walk.plan_options()
    }
}

pub(super) fn existing(args: &SealArgs) -> Existing {
    if args.overwrite { Existing::Replace } else { Existing::Refuse }
}
