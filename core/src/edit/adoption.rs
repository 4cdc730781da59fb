//! Naming accesses that no list names: those of a container made by stock age, or anonymous.
//!
//! Age's stanzas do not tell whose they are. An access is proved by opening it, with an identity or
//! a given passphrase, or by the tag of an SSH key. Where nothing proves them, and there are just
//! as many people as stanzas of their kind, the user may have theirs made anew: the old ones go, and
//! only the named holders have an access.
//!
//! Entries that the user's own keys prove false leave the list, and their stanzas are adopted as if
//! no entry had named them.

use age_core::format::Stanza;

use super::{Change, EditOptions, Editor, Effect, Holder, PayloadChange};
use crate::container::access::{Access, Role};
use crate::error::{Error, Result};
use crate::keys::generated::readings;
use crate::keys::passphrase::{self, Argon2Stanza, Passphrase};
use crate::keys::recipient::Recipient;
use crate::seal::{Grant, GrantKey, grant};

impl Editor<'_> {
    /// Lists these people as the holders of accesses that are there and that no list names, and drops
    /// the entries that the user's keys prove false. One that replaces such an entry keeps its role.
    /// Where there would be no owner, they all are. The header alone is written anew.
    ///
    /// # Errors
    /// [`Error::NotAnOwner`]; [`Error::AdoptionUnproved`] when nothing tells which access is
    /// a listed holder's; the rules of sealing.
    pub fn plan_adoption(&self, grants: &[Grant], options: &EditOptions) -> Result<Change> {
        let (false_ones, holders): (Vec<&Holder>, Vec<&Holder>) =
            self.holders.iter().partition(|holder| holder.proof.is_false());
        // The user's own role may be part of the lie.
        if false_ones.is_empty() && !self.may_edit() {
            return Err(Error::NotAnOwner);
        }
        let mut kept: Vec<(Access, usize)> =
            holders.iter().map(|holder| (holder.access.clone(), holder.stanza)).collect();
        let mut unlisted = self.unlisted.clone();
        unlisted.extend(false_ones.iter().map(|holder| holder.stanza));
        let mut unproved = Vec::new();
        let grants = grant::once_each(grants);
        let is_new = |grant: &&Grant| !holders.iter().any(|h| grant.is_of(&h.access.key));
        let given = grants.iter().filter(is_new).map(|grant| grant.label.clone()).collect();
        for grant in grants.iter().filter(is_new) {
            match self.proof(grant, &unlisted)? {
                // Alone no more: it becomes an access that may stand beside others.
                Some((at, proved)) if self.stands_alone() => {
                    unlisted.retain(|other| *other != at);
                    unproved.push(proved);
                }
                Some((at, _)) => {
                    unlisted.retain(|other| *other != at);
                    let mut access = grant.to_access(options.date);
                    if let Some(entry) = false_ones.iter().find(|entry| entry.stanza == at) {
                        access.role = entry.access.role;
                    }
                    kept.push((access, at));
                }
                None => unproved.push(grant.clone()),
            }
        }
        let replaced = match self.stands_alone() {
            true => self.check_all_adopted(&unproved, &unlisted)?,
            false => self.replace_unproved(&unproved, &mut unlisted, options)?,
        };
        give_an_owner(&mut kept, &mut unproved);
        let mut sealing = options.sealing(unproved);
        // They had their access already.
        sealing.allow_classical = true;
        let stay: Vec<&Access> = kept.iter().map(|(access, _)| access).collect();
        let joining = grant::joining(&sealing, &stay)?;
        let imposed = super::accesses::imposed(&joining, &sealing.grants);
        let disproved = false_ones.iter().map(|entry| entry.access.label.clone()).collect();
        let converted = self.stands_alone();
        let effect = Effect { given, replaced, imposed, disproved, converted, ..Effect::default() };
        sealing.grants = joining;
        Ok(Change { kept, unlisted, sealing, effect, payload: PayloadChange::Stay })
    }

    /// Whether a passphrase opens the container by an access that no list names.
    ///
    /// # Errors
    /// [`Error::KdfMemory`], [`Error::KdfParameters`], [`Error::Header`].
    pub fn has_unlisted_passphrase(&self, typed: &Passphrase) -> Result<bool> {
        for stanza in self.unlisted.iter().filter_map(|at| self.stanza(*at)) {
            if self.reading_that_opens(stanza, typed)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The unlisted stanza that is surely this one's, and the grant with the passphrase that opens it.
    fn proof(&self, grant: &Grant, unlisted: &[usize]) -> Result<Option<(usize, Grant)>> {
        for at in unlisted {
            let Some(stanza) = self.stanza(*at) else { continue };
            let key = match &grant.key {
                GrantKey::Recipient(recipient) => {
                    self.is_of(stanza, recipient).then(|| grant.key.clone())
                }
                GrantKey::Passphrase(typed) => {
                    self.reading_that_opens(stanza, typed)?.map(GrantKey::Passphrase)
                }
            };
            if let Some(key) = key {
                return Ok(Some((*at, Grant { key, ..grant.clone() })));
            }
        }
        match &grant.key {
            GrantKey::Passphrase(_) => Err(Error::WrongPassphrase),
            GrantKey::Recipient(_) => Ok(None),
        }
    }

    /// Whether a stanza is this recipient's: the user's own key opens it, or it is of another's SSH
    /// key, by its tag. A tag alone does not prove that a key opens.
    fn is_of(&self, stanza: &Stanza, recipient: &Recipient) -> bool {
        let mut ours = self.keyring.identities().iter();
        match ours.find(|identity| identity.to_recipient().as_ref() == Some(recipient)) {
            Some(identity) => identity.opens(stanza, &self.unlocked.file_key),
            None => matches!(recipient, Recipient::Ssh(_)) && recipient.fits(stanza),
        }
    }

    /// What was typed, as it opens this stanza, if it does.
    pub(super) fn reading_that_opens(
        &self,
        stanza: &Stanza,
        typed: &Passphrase,
    ) -> Result<Option<Passphrase>> {
        let progress = self.keyring.progress();
        for reading in readings(typed.clone()) {
            let unwrapped = match stanza.tag.as_str() {
                passphrase::ARGON2_TAG => {
                    Argon2Stanza::parse(stanza)?.unwrap_file_key(&reading, progress)?
                }
                passphrase::SCRYPT_TAG => passphrase::unwrap_scrypt(stanza, &reading, progress)?,
                _ => return Ok(None),
            };
            if self.opens(unwrapped) {
                return Ok(Some(reading));
            }
        }
        Ok(None)
    }

    /// age's own passphrase: it alone can be adopted, and must be, since nothing stands beside it.
    fn check_all_adopted(&self, made: &[Grant], unlisted: &[usize]) -> Result<usize> {
        let unproved = made.iter().find(|grant| matches!(grant.key, GrantKey::Recipient(_)));
        match unproved {
            Some(grant) => {
                Err(Error::AdoptionUnproved { label: grant.label.to_string(), count: 0 })
            }
            None if !unlisted.is_empty() => Err(Error::StandsAlone),
            None => Ok(0),
        }
    }

    /// When the user wants it, takes the stanzas of each kind away for which just as many people
    /// were named as there are, and tells how many those are.
    fn replace_unproved(
        &self,
        unproved: &[Grant],
        unlisted: &mut Vec<usize>,
        options: &EditOptions,
    ) -> Result<usize> {
        let is_of = |at: &usize, tag: &str| self.stanza(*at).is_some_and(|s| s.tag == tag);
        for grant in unproved {
            let tag = tag_of(grant);
            let named = unproved.iter().filter(|other| tag_of(other) == tag).count();
            let count = unlisted.iter().filter(|at| is_of(at, tag)).count();
            if named != count || !options.replace_unproved {
                return Err(Error::AdoptionUnproved { label: grant.label.to_string(), count });
            }
        }
        let before = unlisted.len();
        unlisted.retain(|at| !unproved.iter().any(|grant| is_of(at, tag_of(grant))));
        Ok(before - unlisted.len())
    }
}

fn tag_of(grant: &Grant) -> &'static str {
    match &grant.key {
        GrantKey::Recipient(recipient) => recipient.kind().tag(),
        GrantKey::Passphrase(_) => passphrase::ARGON2_TAG,
    }
}

fn give_an_owner(kept: &mut [(Access, usize)], made: &mut [Grant]) {
    let owners = kept.iter().map(|(access, _)| access.role).chain(made.iter().map(|g| g.role));
    if owners.into_iter().all(|role| role != Role::Owner) {
        kept.iter_mut().for_each(|(access, _)| access.role = Role::Owner);
        made.iter_mut().for_each(|grant| grant.role = Role::Owner);
    }
}
