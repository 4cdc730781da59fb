//! What the reader knows by themselves of those whom a container names.

use scelle_core::container::access::{Access, AccessKey, AccessList};
use scelle_core::error::Error;
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::Profile;
use scelle_core::profile::contacts::Contact;
use scelle_i18n::{explain, text};

use crate::context::Context;
use crate::terminal::shown;

/// What the reader knows by themselves: a name in a container is a claim, theirs is not.
pub(crate) struct Knowledge<'a>(&'a Profile);

impl<'a> Knowledge<'a> {
    /// A damaged file of contacts is reported, and prevents no reading.
    pub(crate) fn load(context: &'a Context) -> Self {
        let report = |error: Error| context.terminal.notice(&explain(&error).message);
        let _ = context.profile.contacts().map_err(report);
        let _ = context.profile.own().map_err(report);
        Self(&context.profile)
    }

    pub(crate) fn is_own(&self, recipient: &Recipient) -> bool {
        self.0.own().unwrap_or_default().contains(recipient)
    }

    pub(crate) fn contact(&self, recipient: &Recipient) -> Option<&Contact> {
        self.0.contacts().ok()?.with_recipient(recipient)
    }

    /// The accesses that pass for a contact's by their names, and the contact's own name.
    pub(crate) fn imitated(&self, list: &AccessList) -> Vec<(usize, &str)> {
        let imitated = self.0.imitated(list).into_iter();
        imitated.map(|(at, name)| (at, Label::as_str(name))).collect()
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
        let Some(contact) = self.contact(recipient) else {
            return text!("access-claimed", label = label);
        };
        let name = shown(contact.name.as_str());
        match (contact.name == access.label, contact.verified.is_some()) {
            (true, true) => text!("cli-contact-verified", name = name),
            (true, false) => text!("cli-contact-unverified", name = name),
            (false, true) => text!("access-known", label = label, name = name),
            (false, false) => text!("access-known-unverified", label = label, name = name),
        }
    }
}
