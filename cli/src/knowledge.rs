//! What the reader knows by themselves of those whom a container names.

use scelle_core::container::access::{Access, AccessKey, AccessList};
use scelle_core::keys::label::Label;
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::directory::{self, Directory, Trust};
use scelle_i18n::text;

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::shown;

/// What the reader knows by themselves: a name in a container is a claim, theirs is not.
#[derive(Default)]
pub(crate) struct Knowledge {
    pub(crate) contacts: Option<Contacts>,
    pub(crate) own: Vec<Recipient>,
    pub(crate) directory: Directory,
}

impl Knowledge {
    /// A damaged file of contacts or policy is reported, and prevents no reading.
    pub(crate) fn load(context: &Context) -> Self {
        let told = |failure: Failure| context.terminal.notice(&failure.explain().message);
        let policy = context.policy().map_err(told).unwrap_or_default();
        Self {
            directory: context.directory(&policy),
            contacts: context.contacts().map_err(told).ok(),
            own: context
                .home
                .own_recipients()
                .map_err(|error| told(error.into()))
                .unwrap_or_default(),
        }
    }

    pub(crate) fn is_own(&self, recipient: &Recipient) -> bool {
        self.own.contains(recipient)
    }

    /// The name under which the reader knows a key, and how surely.
    pub(crate) fn whose(&self, recipient: &Recipient) -> Option<(Label, Trust)> {
        let nobody = Contacts::none();
        let contacts = self.contacts.as_ref().unwrap_or(&nobody);
        directory::whose(recipient, contacts, &self.directory)
    }

    /// The accesses that pass for a contact's by their names, and the contact's own name.
    pub(crate) fn imitated(&self, list: &AccessList) -> Vec<(usize, &str)> {
        let Some(contacts) = &self.contacts else { return Vec::new() };
        let is_own = |at: &usize| match list.listed.get(*at).map(|access| &access.key) {
            Some(AccessKey::Recipient(key)) => self.is_own(key),
            _ => false,
        };
        let imitated = contacts.imitated(&list.listed).into_iter();
        let others = imitated.filter(|(at, _)| !is_own(at));
        others.map(|(at, contact)| (at, contact.name.as_str())).collect()
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
