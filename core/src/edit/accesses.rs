//! Who opens a container: those who come, those who leave, and everyone else again under a fresh
//! file key.

use super::{Change, EditOptions, Editor, Effect, Fate, Holder};
use crate::container::access::{Access, AccessKey, Role};
use crate::error::{Error, Keep, Result, Rule};
use crate::rules;
use crate::seal::{Grant, GrantKey};

impl Editor<'_> {
    /// Gives these an access, or another role to those who have one when `roles` is set. `None`
    /// when nothing would change. The header alone is written anew.
    ///
    /// # Errors
    /// [`Error::NotAnOwner`], [`Error::StandsAlone`], [`Error::AccessKept`] for the last owner's
    /// role, and the rules of sealing.
    pub fn joining(
        &self,
        grants: &[Grant],
        roles: bool,
        options: &EditOptions,
    ) -> Result<Option<Change>> {
        self.check_may_edit()?;
        if self.stands_alone() {
            return Err(Error::StandsAlone);
        }
        let mut kept = self.kept();
        let mut given = Vec::new();
        let mut new = Vec::new();
        for grant in grants {
            match kept.iter_mut().find(|(access, _)| grant.is_of(&access.key)) {
                Some((access, _)) if roles && access.role != grant.role => {
                    access.role = grant.role;
                    given.push(access.label.clone());
                }
                Some(_) => {}
                None => {
                    given.push(grant.label.clone());
                    new.push(grant.clone());
                }
            }
        }
        if let Some(demoted) = self.last_owner(kept.iter().map(|(access, _)| access), &new) {
            return Err(kept_back(&demoted.access, Keep::LastOwner));
        }
        let mut sealing = options.sealing(new);
        sealing.anonymous = !self.present;
        let stay: Vec<&Access> = kept.iter().map(|(access, _)| access).collect();
        let joining = rules::joining(&sealing, &stay)?;
        if joining.is_empty() && given.is_empty() {
            return Ok(None);
        }
        let imposed = imposed(&joining, &sealing.grants);
        let effect = Effect { given, removed: Vec::new(), imposed };
        sealing.grants = joining;
        let unlisted = self.unlisted.clone();
        Ok(Some(Change { kept, unlisted, sealing, effect, fate: Fate::Stay }))
    }

    /// Takes the accesses at these places of the list away: everyone else's is made again, under a
    /// fresh file key.
    ///
    /// # Errors
    /// [`Error::NotAnOwner`], [`Error::NoAccessList`], [`Error::AccessKept`],
    /// [`Error::PassphraseNeeded`], [`Error::UnlistedAccesses`], and the rules of sealing.
    pub fn removing(&self, leaving: &[usize], options: &EditOptions) -> Result<Change> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        self.rekeyed(leaving, Fate::Rekeyed, options)
    }

    /// The same content under a fresh file key, for the same people.
    ///
    /// # Errors
    /// As [`removing`](Self::removing).
    pub fn rekeying(&self, options: &EditOptions) -> Result<Change> {
        self.rekeyed(&[], Fate::Rekeyed, options)
    }

    /// A fresh file key for everyone but those who leave.
    pub(super) fn rekeyed(
        &self,
        leaving: &[usize],
        fate: Fate,
        options: &EditOptions,
    ) -> Result<Change> {
        self.check_may_edit()?;
        if self.stands_alone() {
            return self.rekeyed_alone(fate, options);
        }
        let mut removed = Vec::new();
        for holder in leaving.iter().filter_map(|at| self.holders.get(*at)) {
            check_may_leave(holder, options)?;
            removed.push(holder.access.label.clone());
        }
        if !self.unlisted.is_empty() && !options.drop_unlisted {
            return Err(Error::UnlistedAccesses { count: self.unlisted.len() });
        }
        let stay = self.holders.iter().enumerate().filter(|(at, _)| !leaving.contains(at));
        let stay: Vec<&Holder> = stay.map(|(_, holder)| holder).collect();
        if let Some(last) = self.last_owner(stay.iter().map(|holder| &holder.access), &[]) {
            return Err(kept_back(&last.access, Keep::LastOwner));
        }
        let grants = stay.iter().map(|holder| holder.to_grant()).collect::<Result<Vec<_>>>()?;
        let mut sealing = options.sealing(grants);
        // They were allowed when they came; the policy has its say again.
        sealing.allow_classical = true;
        let everyone = rules::grants(&sealing)?;
        let imposed = imposed(&everyone, &sealing.grants);
        let effect = Effect { given: Vec::new(), removed, imposed };
        sealing.grants = everyone;
        Ok(Change { kept: Vec::new(), unlisted: Vec::new(), sealing, effect, fate })
    }

    /// age's own passphrase access stays what it is: alone, and without a list.
    fn rekeyed_alone(&self, fate: Fate, options: &EditOptions) -> Result<Change> {
        let typed = self.unlocked.passphrase.clone().ok_or(Error::StandsAlone)?;
        let label = super::Label::lossy("scrypt");
        let mut sealing = options.sealing(vec![Grant::passphrase(label, typed, Role::Owner)]);
        sealing.age_compatible = true;
        sealing.grants = rules::grants(&sealing)?;
        let (kept, unlisted, effect) = (Vec::new(), Vec::new(), Effect::default());
        Ok(Change { kept, unlisted, sealing, effect, fate })
    }

    pub(super) fn kept(&self) -> Vec<(Access, usize)> {
        self.holders.iter().map(|holder| (holder.access.clone(), holder.stanza)).collect()
    }

    /// The owner who would have no successor, if there was an owner and none would be left.
    fn last_owner<'a>(
        &self,
        mut stay: impl Iterator<Item = &'a Access>,
        new: &[Grant],
    ) -> Option<&Holder> {
        let is_left = stay.any(|access| access.role == Role::Owner)
            || new.iter().any(|grant| grant.role == Role::Owner);
        self.holders.iter().find(|holder| !is_left && holder.access.role == Role::Owner)
    }
}

/// Whether an access may be taken away: not one that the policy imposes, and neither another one
/// for recovery nor one's own by mistake.
fn check_may_leave(holder: &Holder, options: &EditOptions) -> Result<()> {
    let access = &holder.access;
    let is_imposed = |recovery: &&crate::policy::Recovery| matches!(&access.key, AccessKey::Recipient(key) if *key == recovery.recipient);
    if let Some(recovery) = options.policy.recovery.iter().find(is_imposed) {
        return Err(Error::Policy { path: recovery.file.clone(), rule: Rule::Recovery });
    }
    match options.force {
        false if access.role == Role::Recovery => Err(kept_back(access, Keep::Recovery)),
        false if holder.own => Err(kept_back(access, Keep::Oneself)),
        _ => Ok(()),
    }
}

fn kept_back(access: &Access, reason: Keep) -> Error {
    Error::AccessKept { label: access.label.to_string(), reason }
}

/// The labels of those whom nobody asked for.
pub(super) fn imposed(all: &[Grant], asked: &[Grant]) -> Vec<super::Label> {
    let is_asked = |grant: &&Grant| match &grant.key {
        GrantKey::Passphrase(_) => true,
        GrantKey::Recipient(recipient) => asked
            .iter()
            .any(|other| matches!(&other.key, GrantKey::Recipient(theirs) if theirs == recipient)),
    };
    all.iter().filter(|grant| !is_asked(grant)).map(|grant| grant.label.clone()).collect()
}
