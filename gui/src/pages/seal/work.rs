//! The background jobs of sealing.

use std::path::PathBuf;

use lucide_icons::Icon;
use scelle_core::container::access::Role;
use scelle_core::display::escape;
use scelle_core::error::{Error, Result};
use scelle_core::files::output::{Existing, Target};
use scelle_core::files::plan::{Notice, Plan, PlanOptions};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, Passphrase, ScryptCost};
use scelle_core::profile::Profile;
use scelle_core::profile::directory::Addressee;
use scelle_core::progress::Progress;
use scelle_core::seal::{Grant, GrantKey, Input, SealOptions, Sealed, add_owner, seal_to_file};
use scelle_i18n::text;

use crate::session::now;

/// Number of refused names that are listed.
const MOST_NAMES: usize = 50;

/// Result of measuring an input.
pub(super) enum Measured {
    Fine {
        files: u64,
        bytes: u64,
        notices: Vec<String>,
    },
    /// It cannot be sealed; for refused names, with their replacements.
    Failed(Error, Vec<String>),
}

impl Measured {
    pub(super) fn bytes(&self) -> u64 {
        if let Self::Fine { bytes, .. } = self { *bytes } else { 0 }
    }

    pub(super) fn files(&self) -> u64 {
        if let Self::Fine { files, .. } = self { *files } else { 0 }
    }
}

/// Walks each of these as sealing will, without what the policy excludes.
pub(super) fn measure(
    paths: Vec<PathBuf>,
    imposed: &[String],
    options: &PlanOptions,
    progress: &Progress,
) -> Vec<(PathBuf, Measured)> {
    let measure = |path: PathBuf| {
        let measured = match Plan::of_paths(std::slice::from_ref(&path), imposed, options, progress)
        {
            Ok(plan) => Measured::Fine {
                files: plan.files() as u64,
                bytes: plan.bytes(),
                notices: plan.notices().iter().take(3).map(tell).collect(),
            },
            // Everything in it is excluded; the others can be sealed.
            Err(Error::NothingToSeal) => {
                Measured::Fine { files: 0, bytes: 0, notices: vec![text!("win-excluded")] }
            }
            Err(error) => {
                let names = match &error {
                    Error::Name { .. } => {
                        refused_names(std::slice::from_ref(&path), imposed, options)
                    }
                    _ => Vec::new(),
                };
                Measured::Failed(error, names)
            }
        };
        (path, measured)
    };
    paths.into_iter().map(measure).collect()
}

/// All refused names and their replacements: a walk stops at the first.
pub(crate) fn refused_names(
    paths: &[PathBuf],
    imposed: &[String],
    options: &PlanOptions,
) -> Vec<String> {
    let options = PlanOptions { rename: true, ..options.clone() };
    let plan = Plan::of_paths(paths, imposed, &options, &Progress::new());
    let renamed = |notice: &&Notice| matches!(notice, Notice::Renamed { .. });
    plan.map_or_else(
        |_| Vec::new(),
        |plan| plan.notices().iter().filter(renamed).take(MOST_NAMES).map(tell).collect(),
    )
}

fn tell(notice: &Notice) -> String {
    match notice {
        Notice::Skipped { path, .. } | Notice::Unreadable { path, .. } => {
            text!("win-skipped", path = escape(&path.display().to_string()))
        }
        Notice::Excluded { path } => {
            text!("win-skipped-excluded", path = escape(&path.display().to_string()))
        }
        Notice::NotPortable { name } => text!("win-not-portable", name = escape(name)),
        Notice::CaseConflict { names: [one, other] } => {
            text!("win-case-conflict", one = escape(one), other = escape(other))
        }
        Notice::Renamed { path, name } => {
            text!("win-renamed", path = escape(&path.display().to_string()), name = escape(name))
        }
    }
}

/// Everything that sealing needs.
pub(super) struct SealRequest {
    pub(super) paths: Vec<PathBuf>,
    pub(super) people: Vec<Addressee>,
    pub(super) oneself: Option<Addressee>,
    pub(super) passphrase: Option<Passphrase>,
    /// Whether that passphrase was generated.
    pub(super) generated: bool,
    /// Whether it was copied.
    pub(super) passed_on: bool,
    pub(super) output: PathBuf,
    pub(super) replace: bool,
    pub(super) allow_classical: bool,
    /// How the files are walked.
    pub(super) walking: PlanOptions,
    pub(super) cost: Argon2Cost,
    pub(super) scrypt: ScryptCost,
    /// The user's side, read when sealing begins.
    pub(super) profile: Profile,
}

/// A sealed container and its recipients.
pub(super) struct Sealing {
    pub(super) sealed: Sealed,
    pub(super) path: PathBuf,
    /// The contacts among them.
    pub(super) people: Vec<Addressee>,
    /// Icons and names of those who can open it.
    pub(super) names: Vec<(Icon, String)>,
    /// The passphrase, if it was generated and must be passed on.
    pub(super) passphrase: Option<Passphrase>,
    /// Whether that passphrase was copied already.
    pub(super) passed_on: bool,
}

/// Seals, under the current policy.
pub(super) fn seal(request: SealRequest, progress: &Progress) -> Result<Sealing> {
    let policy = request.profile.policy()?;
    let people = request.people.clone().into_iter();
    let mut grants: Vec<Grant> = people.map(|person| Grant::to(person, Role::Member)).collect();
    let label = Label::lossy(&text!("access-passphrase-label"));
    let phrase = request.passphrase.clone();
    grants.extend(phrase.map(|phrase| Grant::passphrase(label, phrase, Role::Member)));
    add_owner(&mut grants, request.oneself);
    let plan_options = PlanOptions { output: Some(request.output.clone()), ..request.walking };
    let plan = Plan::of_paths(&request.paths, &policy.exclude, &plan_options, progress)?;
    let name = |grant: &Grant| {
        let icon = match grant.key {
            GrantKey::Passphrase(_) => Icon::KeyRound,
            GrantKey::Recipient(_) => Icon::User,
        };
        (icon, grant.label.to_string())
    };
    let mut names: Vec<(Icon, String)> = grants.iter().map(name).collect();
    names.extend(policy.recovery.iter().map(|rule| (Icon::Lock, rule.label.to_string())));
    let options = SealOptions {
        policy: policy.clone(),
        allow_classical: request.allow_classical,
        argon2: request.cost,
        scrypt: request.scrypt,
        ..SealOptions::new(grants, now())
    };
    let existing = if request.replace { Existing::Replace } else { Existing::Refuse };
    let journal = request.profile.home().journal();
    let sealed = seal_to_file(
        Input::Plan(&plan),
        &Target::new(&request.output).existing(existing).noted_in(&journal),
        &options,
        progress,
    )?;
    let passphrase = request.passphrase.filter(|_| request.generated);
    let passed_on = request.passed_on;
    let people = request.people;
    Ok(Sealing { sealed, path: request.output, people, names, passphrase, passed_on })
}
