//! What the reader knows by themselves of those whom a container names.

use scelle_core::container::access::{Access, AccessId, AccessKey, AccessList};
use scelle_core::error::Error;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::Profile;
use scelle_core::profile::directory::Trust;
use scelle_i18n::{explain, text};

use crate::context::Context;
use crate::terminal::shown;

/// What the reader knows by themselves: a name in a container is a claim, theirs is not.
pub(crate) struct Knowledge<'a>(&'a Profile);

impl<'a> Knowledge<'a> {
    /// A damaged file of contacts or policy is reported, and prevents no reading.
    pub(crate) fn load(context: &'a Context) -> Self {
        let report = |error: Error| context.terminal.notice(&explain(&error).message);
        let _ = context.profile.policy().map_err(report);
        let _ = context.profile.contacts().map_err(report);
        let _ = context.profile.own().map_err(report);
        Self(&context.profile)
    }

    pub(crate) fn is_own(&self, recipient: &Recipient) -> bool {
        self.0.own().unwrap_or_default().contains(recipient)
    }

    /// The name under which the reader knows a key, and how surely.
    pub(crate) fn whose(&self, recipient: &Recipient) -> Option<(Label, Trust)> {
        self.0.whose(recipient)
    }

    /// The accesses that pass for a contact's by their names, and the contact's own name.
    pub(crate) fn imitated(&self, list: &AccessList) -> Vec<(AccessId, &str)> {
        let imitated = self.0.imitated(list).into_iter();
        imitated.map(|(id, name)| (id, Label::as_str(name))).collect()
    }

    /// Whether two accesses are of one person, as the reader knows by themselves.
    pub(crate) fn is_one_person(&self, one: &Access, other: &Access) -> bool {
        let (AccessKey::Recipient(one), AccessKey::Recipient(other)) = (&one.key, &other.key)
        else {
            return false;
        };
        let name = |key| self.whose(key).map(|(name, _)| name);
        match (self.is_own(one), self.is_own(other)) {
            (true, true) => true,
            (false, false) => name(one).is_some() && name(one) == name(other),
            _ => false,
        }
    }

    /// The accesses that read alike and are two people's, as far as the reader knows.
    pub(crate) fn lookalikes(&self, list: &AccessList) -> Vec<(AccessId, AccessId)> {
        let mut pairs = list.lookalikes();
        pairs.retain(|(one, other)| match (list.get(*one), list.get(*other)) {
            (Some(one), Some(other)) => !self.is_one_person(one, other),
            _ => false,
        });
        pairs
    }

    /// Who holds an access, as the container says and as the reader knows.
    pub(crate) fn tell(&self, access: &Access, is_false: bool) -> String {
        let label = shown(access.label.as_str());
        if is_false {
            return text!("access-false", label = label);
        }
        let AccessKey::Recipient(recipient) = &access.key else { return label };
        if self.is_own(recipient) {
            return text!("access-self", label = label);
        }
        let Some((known, trust)) = self.whose(recipient) else {
            return text!("access-claimed", label = label);
        };
        let name = shown(known.as_str());
        match (known == access.label, trust) {
            (true, Trust::Verified) => text!("cli-contact-verified", name = name),
            (true, Trust::Directory) => text!("access-directory", name = name),
            (true, Trust::Unverified | Trust::Given) => {
                text!("cli-contact-unverified", name = name)
            }
            (false, Trust::Verified) => text!("access-known", label = label, name = name),
            (false, Trust::Directory) => {
                text!("access-known-directory", label = label, name = name)
            }
            (false, Trust::Unverified | Trust::Given) => {
                text!("access-known-unverified", label = label, name = name)
            }
        }
    }
}
