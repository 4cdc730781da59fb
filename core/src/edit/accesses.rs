//! Who opens a container: those who come, those who leave, and everyone else again under a fresh
//! file key.

use super::{Change, EditOptions, Editor, Effect, Holder, PayloadChange, UnknownKey};
use crate::container::access::{Access, AccessId, AccessKey, AccessList, Proof, Role};
use crate::error::{Error, Result, Rule, WhyKept};
use crate::keys::addressee::Trust;
use crate::profile::policy::{Recovery, UnknownKeys};
use crate::seal::{Grant, GrantKey, PassphraseStanza, grant};

/// What becomes of the role of someone who has an access already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Roles {
    /// It stays.
    Keep,
    /// It becomes the role of the new grant.
    Change,
}

impl Editor<'_> {
    /// Gives these an access. Those who have one keep their role, or get the given one, as `roles`
    /// says. `None` when nothing would change. The header alone is written anew. A passphrase that
    /// stands alone, in age's own form, becomes an access that is listed beside the new ones.
    ///
    /// # Errors
    /// [`Error::NotAnOwner`], [`Error::AccessKept`] for the last owner's role, and the rules of
    /// sealing.
    pub fn plan_additions(
        &self,
        grants: &[Grant],
        roles: Roles,
        options: &EditOptions,
    ) -> Result<Option<Change>> {
        self.check_may_edit()?;
        if self.stands_alone() {
            return self.beside_passphrase(grants, options);
        }
        let mut kept = self.kept();
        let mut given = Vec::new();
        let mut new = Vec::new();
        for grant in grants {
            match kept.iter_mut().find(|(access, _)| grant.is_of(&access.key)) {
                Some((access, _)) if roles == Roles::Change && access.role != grant.role => {
                    check_may_change(access, options)?;
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
        for (access, _) in &mut kept {
            // An imposed access keeps at least the role that the policy gives it.
            if imposing(access, options).is_some() && access.role == Role::Member {
                access.role = Role::Recovery;
                given.push(access.label.clone());
            }
        }
        let mut sealing = options.sealing(new);
        sealing.anonymous = !self.present;
        let stay: Vec<&Access> = kept.iter().map(|(access, _)| access).collect();
        let joining = grant::joining(&sealing, &stay)?;
        if joining.is_empty() && given.is_empty() {
            return Ok(None);
        }
        // Checked last: the policy may have changed a role.
        let roles = stay.iter().map(|access| access.role);
        self.check_owner(roles.chain(joining.iter().map(|grant| grant.role)))?;
        let imposed = imposed(&joining, &sealing.grants);
        let effect = Effect { given, imposed, ..Effect::default() };
        sealing.grants = joining;
        let unlisted = self.unlisted.clone();
        Ok(Some(Change { kept, unlisted, sealing, effect, payload: PayloadChange::Stay }))
    }

    /// The passphrase that stands alone, in our own form, and these beside it.
    fn beside_passphrase(&self, grants: &[Grant], options: &EditOptions) -> Result<Option<Change>> {
        let mut own = self.grant_alone(options)?;
        let is_own = |grant: &&Grant| match (&grant.key, &own.key) {
            (GrantKey::Passphrase(one), GrantKey::Passphrase(other)) => one.is_same(other),
            _ => false,
        };
        let new: Vec<Grant> = grants.iter().filter(|grant| !is_own(grant)).cloned().collect();
        if new.is_empty() {
            return Ok(None);
        }
        let listed = new.iter().map(|grant| grant.to_access(options.date)).collect();
        own.label = AccessList { listed, ..AccessList::default() }.free_label(own.label);
        let given = new.iter().map(|grant| grant.label.clone()).collect();
        let mut sealing = options.sealing([vec![own], new].concat());
        let everyone = grant::grants(&sealing)?;
        let imposed = imposed(&everyone, &sealing.grants);
        sealing.grants = everyone;
        let effect = Effect { given, imposed, converted: true, ..Effect::default() };
        let (kept, unlisted) = (Vec::new(), Vec::new());
        Ok(Some(Change { kept, unlisted, sealing, effect, payload: PayloadChange::Stay }))
    }

    /// The access by the passphrase that stands alone: its holder may do everything.
    fn grant_alone(&self, options: &EditOptions) -> Result<Grant> {
        let typed = self.unlocked.passphrase.clone().ok_or(Error::StandsAlone)?;
        Ok(Grant::passphrase(options.passphrase_label.clone(), typed, Role::Owner))
    }

    /// Takes these accesses away: everyone else's is made again, under a
    /// fresh file key.
    ///
    /// # Errors
    /// [`Error::NotAnOwner`], [`Error::NoAccessList`], [`Error::AccessKept`],
    /// [`Error::PassphraseNeeded`], [`Error::UnlistedAccesses`], and the rules of sealing.
    pub fn plan_removal(&self, leaving: &[AccessId], options: &EditOptions) -> Result<Change> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        self.rekeyed(leaving, PayloadChange::Rekeyed, options)
    }

    /// Takes accesses away and gives others in their place, in one change: those of a recovery key,
    /// too, since its successor has the role that the caller gives it.
    ///
    /// # Errors
    /// As [`plan_removal`](Self::plan_removal) and [`plan_additions`](Self::plan_additions).
    pub fn plan_replacement(
        &self,
        leaving: &[AccessId],
        joining: &[Grant],
        options: &EditOptions,
    ) -> Result<Change> {
        if !self.present {
            return Err(Error::NoAccessList);
        }
        grant::check_recipients(joining, &options.sealing(Vec::new()))?;
        self.rekeyed_for(leaving, joining, PayloadChange::Rekeyed, options)
    }

    /// The same content under a fresh file key, for the same people.
    ///
    /// # Errors
    /// As [`plan_removal`](Self::plan_removal).
    pub fn plan_rekey(&self, options: &EditOptions) -> Result<Change> {
        self.rekeyed(&[], PayloadChange::Rekeyed, options)
    }

    /// A fresh file key for everyone but those who leave.
    pub(super) fn rekeyed(
        &self,
        leaving: &[AccessId],
        payload: PayloadChange,
        options: &EditOptions,
    ) -> Result<Change> {
        self.rekeyed_for(leaving, &[], payload, options)
    }

    fn rekeyed_for(
        &self,
        leaving: &[AccessId],
        joining: &[Grant],
        payload: PayloadChange,
        options: &EditOptions,
    ) -> Result<Change> {
        self.check_may_edit()?;
        if self.stands_alone() {
            return self.rekeyed_alone(payload, options);
        }
        let leaves = |holder: &Holder| {
            let leaving = leaving.iter().filter_map(|id| self.holders.get(id.place()));
            leaving.into_iter().any(|other| other.stanza == holder.stanza)
        };
        let (leave, stay): (Vec<&Holder>, Vec<&Holder>) =
            self.holders.iter().partition(|holder| leaves(holder));
        let keeps_own = stay.iter().any(|holder| holder.proof == Proof::Own);
        for holder in &leave {
            check_may_leave(holder, keeps_own, !joining.is_empty(), options)?;
        }
        let removed = leave.iter().map(|holder| holder.access.label.clone()).collect();
        let unknown = unknown_keys(&stay, options)?;
        if !self.unlisted.is_empty() && !options.drop_unlisted {
            return Err(Error::UnlistedAccesses { count: self.unlisted.len() });
        }
        let new = joining.iter().filter(|grant| !stay.iter().any(|h| grant.is_of(&h.access.key)));
        let new: Vec<Grant> = new.cloned().collect();
        // Those who have an access already get the role of those who leave as well.
        let role_of = |holder: &Holder| {
            let theirs = joining.iter().filter(|grant| grant.is_of(&holder.access.key));
            theirs.fold(holder.access.role, |role, grant| role.and(grant.role))
        };
        let raised = stay.iter().filter(|holder| role_of(holder) != holder.access.role);
        let raised = raised.map(|holder| holder.access.label.clone());
        let given = raised.chain(new.iter().map(|grant| grant.label.clone())).collect();
        let roles = stay.iter().map(|holder| role_of(holder));
        self.check_owner(roles.chain(new.iter().map(|grant| grant.role)))?;
        let grants = stay.iter().map(|holder| {
            let role = role_of(holder);
            holder.to_grant().map(|grant| Grant { role, ..grant })
        });
        let grants = grants.chain(new.into_iter().map(Ok)).collect::<Result<Vec<_>>>()?;
        let mut sealing = options.sealing(grants);
        // They were allowed when they came; the policy has its say again.
        sealing.allow_classical = true;
        let everyone = grant::grants(&sealing)?;
        self.check_owner(everyone.iter().map(|grant| grant.role))?;
        let imposed = imposed(&everyone, &sealing.grants);
        let effect = Effect { given, removed, imposed, unknown, ..Effect::default() };
        sealing.grants = everyone;
        Ok(Change { kept: Vec::new(), unlisted: Vec::new(), sealing, effect, payload })
    }

    /// age's own passphrase access stays what it is, alone and without a list, unless the policy asks
    /// for what only ours has.
    fn rekeyed_alone(&self, payload: PayloadChange, options: &EditOptions) -> Result<Change> {
        let mut sealing = options.sealing(vec![self.grant_alone(options)?]);
        sealing.passphrase_stanza = PassphraseStanza::Automatic;
        let everyone = grant::grants(&sealing)?;
        let imposed = imposed(&everyone, &sealing.grants);
        let converted = !grant::takes_scrypt(&sealing, &everyone, 0);
        sealing.grants = everyone;
        let effect = Effect { imposed, converted, ..Effect::default() };
        let (kept, unlisted) = (Vec::new(), Vec::new());
        Ok(Change { kept, unlisted, sealing, effect, payload })
    }

    pub(super) fn kept(&self) -> Vec<(Access, usize)> {
        self.holders.iter().map(|holder| (holder.access.clone(), holder.stanza)).collect()
    }

    /// Where there was an owner, one must be left.
    fn check_owner(&self, roles: impl IntoIterator<Item = Role>) -> Result<()> {
        if roles.into_iter().any(|role| role == Role::Owner) {
            return Ok(());
        }
        let last = self.holders.iter().find(|holder| holder.access.role == Role::Owner);
        last.map_or(Ok(()), |last| Err(kept_back(&last.access, WhyKept::LastOwner)))
    }
}

/// The rule of the policy that imposes an access.
fn imposing<'a>(access: &Access, options: &'a EditOptions) -> Option<&'a Recovery> {
    let AccessKey::Recipient(key) = &access.key else { return None };
    options.policy.recovery.iter().find(|recovery| recovery.recipient == *key)
}

/// Whether an access may have another role: not when it is there for recovery, unless forced, and
/// never when the policy wants it there.
fn check_may_change(access: &Access, options: &EditOptions) -> Result<()> {
    if let Some(recovery) = imposing(access, options) {
        return Err(Error::Policy { path: recovery.file.clone(), rule: Rule::Recovery });
    }
    match access.role {
        Role::Recovery if !options.force => Err(kept_back(access, WhyKept::Recovery)),
        _ => Ok(()),
    }
}

/// Whether an access may be taken away: not one that the policy imposes, and neither another one
/// for recovery, unless another takes its place, nor the user's last one by mistake.
fn check_may_leave(
    holder: &Holder,
    keeps_own: bool,
    is_replaced: bool,
    options: &EditOptions,
) -> Result<()> {
    let access = &holder.access;
    if let Some(recovery) = imposing(access, options) {
        return Err(Error::Policy { path: recovery.file.clone(), rule: Rule::Recovery });
    }
    match options.force {
        false if access.role == Role::Recovery && !is_replaced => {
            Err(kept_back(access, WhyKept::Recovery))
        }
        false if holder.proof == Proof::Own && !keeps_own => {
            Err(kept_back(access, WhyKept::Oneself))
        }
        _ => Ok(()),
    }
}

fn kept_back(access: &Access, reason: WhyKept) -> Error {
    Error::AccessKept { label: access.label.to_string(), reason }
}

/// The keys of remaining accesses that only the list vouches for. The policy may refuse them: the
/// author of the list can put a key of their own under another person's name.
fn unknown_keys(stay: &[&Holder], options: &EditOptions) -> Result<Vec<UnknownKey>> {
    let is_known = |holder: &&&Holder| {
        holder.trust != Trust::Given || imposing(&holder.access, options).is_some()
    };
    let unknown: Vec<UnknownKey> = stay
        .iter()
        .filter(|holder| !is_known(holder))
        .filter_map(|holder| match &holder.access.key {
            AccessKey::Recipient(recipient) => Some(UnknownKey {
                label: holder.access.label.clone(),
                recipient: recipient.clone(),
            }),
            AccessKey::Passphrase => None,
        })
        .collect();
    let rule = &options.policy.unknown_keys;
    match unknown.len() {
        1.. if rule.demand == UnknownKeys::Refused => {
            Err(rule.refusal(Rule::UnknownKeys(unknown.len())))
        }
        _ => Ok(unknown),
    }
}

/// The labels of accesses that the caller did not ask for.
pub(super) fn imposed(all: &[Grant], asked: &[Grant]) -> Vec<super::Label> {
    let is_asked = |grant: &&Grant| match &grant.key {
        GrantKey::Passphrase(_) => true,
        GrantKey::Recipient(recipient) => asked
            .iter()
            .any(|other| matches!(&other.key, GrantKey::Recipient(theirs) if theirs == recipient)),
    };
    all.iter().filter(|grant| !is_asked(grant)).map(|grant| grant.label.clone()).collect()
}
