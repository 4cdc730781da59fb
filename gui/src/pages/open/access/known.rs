//! What the user knows of the holders of accesses: a name in a container is only a claim.

use eframe::egui::{Color32, Ui};
use lucide_icons::Icon;
use scelle_core::container::access::{Access, AccessId, AccessKey, AccessList, Role};
use scelle_core::display::escape;
use scelle_core::profile::directory::{Addressee, Trust};
use scelle_i18n::text;

use crate::pages::open::contents::tint;
use crate::session::Session;
use crate::theme::palette;

/// How the reader knows the holder of an access.
pub(super) enum Known {
    /// The reader's own keys prove the entry false.
    False,
    Oneself,
    /// A contact of this name, verified or not.
    Contact(String, bool),
    /// A card of this name in the organisation's directory.
    Directory(String),
    /// Unknown: the name is what the container claims.
    Claimed,
    Passphrase,
}

impl Known {
    pub(super) fn of(access: &Access, own: bool, session: &Session) -> Self {
        let AccessKey::Recipient(recipient) = &access.key else { return Self::Passphrase };
        if own || session.own().contains(recipient) {
            return Self::Oneself;
        }
        match session.profile.whose(recipient) {
            Some((name, Trust::Directory)) => Self::Directory(name.to_string()),
            Some((name, trust)) => Self::Contact(name.to_string(), trust == Trust::Verified),
            None => Self::Claimed,
        }
    }

    pub(super) fn words(&self, ui: &Ui, label: &str) -> (Icon, Color32, String) {
        let p = palette(ui);
        match self {
            Self::False => (Icon::TriangleAlert, p.danger, text!("win-known-false")),
            Self::Oneself => (Icon::UserCheck, p.primary, text!("win-known-oneself")),
            Self::Passphrase => (Icon::KeyRound, p.muted, text!("win-known-passphrase")),
            Self::Claimed => (Icon::BadgeQuestionMark, p.caution, text!("win-known-claimed")),
            Self::Directory(name) => {
                let words = match name == label {
                    true => text!("win-known-directory"),
                    false => text!("win-known-as-directory", name = name.as_str()),
                };
                (Icon::BadgeCheck, tint(ui, true), words)
            }
            Self::Contact(name, verified) => {
                let icon = if *verified { Icon::BadgeCheck } else { Icon::BadgeQuestionMark };
                let words = match (name == label, verified) {
                    (true, true) => text!("win-known-verified"),
                    (true, false) => text!("win-known-unverified"),
                    (false, true) => text!("win-known-as", name = name.as_str()),
                    (false, false) => text!("win-known-as-unverified", name = name.as_str()),
                };
                (icon, tint(ui, *verified), words)
            }
        }
    }
}

/// The owners among the user's contacts; if none is, the other contacts with an access.
pub(super) fn answered(access: &AccessList, session: &Session) -> Vec<Addressee> {
    let known = |owners: bool| {
        let listed = access.listed.iter();
        let wanted = listed.filter(move |one| !owners || one.role == Role::Owner);
        let contacts = wanted.filter_map(|one| match &one.key {
            AccessKey::Recipient(key) if !session.own().contains(key) => {
                session.contacts().with_recipient(key)
            }
            _ => None,
        });
        contacts.map(|contact| session.profile.contact(contact)).collect::<Vec<_>>()
    };
    let owners = known(true);
    if owners.is_empty() { known(false) } else { owners }
}

/// The keys that are neither the user's nor known to them.
pub(super) fn unknown_in(
    access: &AccessList,
    own: &[AccessId],
    session: &Session,
) -> Vec<AccessId> {
    let others = access.accesses().filter(|(id, _)| !own.contains(id));
    let unknown = others.filter(|(_, one)| match &one.key {
        AccessKey::Recipient(recipient) => session.profile.is_unknown(recipient),
        AccessKey::Passphrase => false,
    });
    unknown.map(|(id, _)| id).collect()
}

/// Warnings about names that look like another one of the list, or like a contact's.
pub(super) fn alike_in(access: &AccessList, names: &[String], session: &Session) -> Vec<String> {
    let name = |id: AccessId| names.get(id.place()).map(String::as_str).unwrap_or_default();
    let pairs = access.lookalikes().into_iter();
    let within = pairs.map(|(one, other)| text!("win-alike", one = name(one), other = name(other)));
    let imitated = session.profile.imitated(access).into_iter().map(|(id, contact)| {
        text!("win-alike-contact", label = name(id), name = escape(contact.as_str()))
    });
    within.chain(imitated).collect()
}
