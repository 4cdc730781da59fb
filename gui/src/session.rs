//! What all pages share: the user's side, and what this run of the window knows.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use scelle_core::error::Result;
use scelle_core::files::moves::Kept;
use scelle_core::keys::addressee::Addressee;
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, ScryptCost};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::Profile;
use scelle_core::profile::card::Card;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::home::Home;
use scelle_core::profile::offline_page::OfflinePage;
use scelle_core::profile::policy::Policy;
use scelle_i18n::{Language, text};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::app::Command;
use crate::memory::Memory;
use crate::pdf::Artist;
use crate::widgets::Fault;

/// Everything that pages share.
pub(crate) struct Session {
    /// The user's keys, contacts and preferences, and the rules that they are under.
    pub(crate) profile: Profile,
    /// What a try at a new passphrase costs.
    pub(crate) cost: Argon2Cost,
    /// The same, for a passphrase alone, in age's own form.
    pub(crate) scrypt: ScryptCost,
    /// Whether keys that `scelle key unlock` keeps are asked for.
    pub(crate) recalls: bool,
    /// The language of this window.
    pub(crate) language: Language,
    /// The first error of the profile's files.
    pub(crate) fault: Option<Fault>,
    /// State that is kept between uses.
    pub(crate) memory: Memory,
    /// Files that an interrupted extraction could not put back.
    pub(crate) kept: Vec<Kept>,
    /// Number of times that a page was gone to: each visit begins at the top of the page.
    pub(crate) visit: u64,
    /// The page for browsers that is installed with this program.
    pub(crate) offline_page: Option<PathBuf>,
    /// Draws pages of PDF files.
    pub(crate) artist: Artist,
    /// What pages ask of the program.
    pub(crate) commands: Vec<Command>,
}

impl Session {
    /// A session of this user.
    #[must_use]
    pub(crate) fn of(profile: Profile) -> Self {
        let mut session = Self {
            cost: Argon2Cost::DEFAULT,
            scrypt: ScryptCost::DEFAULT,
            recalls: false,
            language: scelle_i18n::current(),
            fault: None,
            memory: Memory::of(profile.home()),
            kept: Vec::new(),
            visit: 0,
            offline_page: OfflinePage::installed(),
            artist: Artist::default(),
            commands: Vec::new(),
            profile,
        };
        session.reload();
        let preferred = session.profile.language().and_then(Language::parse);
        session.language = preferred.unwrap_or_else(Language::of_system);
        session
    }

    /// Reads the profile again. A damaged file is reported, and prevents only what needs it.
    pub(crate) fn reload(&mut self) {
        self.profile = self.profile.unread();
        self.fault = self.profile.read_leniently().map(Fault::from);
    }

    /// Takes the user's choice of a language, else that of the organisation, else the system's.
    pub(crate) fn choose_language(&mut self, chosen: Option<Language>) {
        let of_policy =
            || self.profile.policy().ok()?.language.as_deref().and_then(Language::parse);
        self.language = chosen.or_else(of_policy).unwrap_or_else(Language::of_system);
    }

    /// The user's folder.
    #[must_use]
    pub(crate) fn home(&self) -> &Home {
        self.profile.home()
    }

    /// The user's contacts.
    #[must_use]
    pub(crate) fn contacts(&self) -> &Contacts {
        self.profile.contacts_or_none()
    }

    /// The user's public keys, the one in use last.
    #[must_use]
    pub(crate) fn own(&self) -> &[Recipient] {
        self.profile.own().unwrap_or_default()
    }

    /// The user's card.
    #[must_use]
    pub(crate) fn card(&self) -> Option<&Card> {
        self.profile.card().ok().flatten()
    }

    /// The user's name.
    #[must_use]
    pub(crate) fn own_name(&self) -> Option<Label> {
        self.profile.own_name().ok().flatten()
    }

    /// What the user is called in an access list.
    #[must_use]
    pub(crate) fn own_label(&self) -> Label {
        self.own_name().unwrap_or_else(unnamed)
    }

    /// The user as an addressee; `None` without a key.
    #[must_use]
    pub(crate) fn oneself(&self) -> Option<Addressee> {
        self.profile.addressee(&unnamed()).ok().flatten()
    }

    /// The rules in force; none where they cannot be read: sealing reads them again, and refuses.
    #[must_use]
    pub(crate) fn rules(&self) -> Policy {
        self.profile.policy().cloned().unwrap_or_default()
    }

    /// What a try at a new passphrase costs, under the policy.
    #[must_use]
    pub(crate) fn passphrase_cost(&self) -> Argon2Cost {
        self.profile.passphrase_cost(self.cost).unwrap_or(self.cost)
    }

    /// Changes the contacts on the disk, then reads everything again.
    ///
    /// # Errors
    /// Those of the change, and of the file of contacts.
    pub(crate) fn edit_contacts<T>(
        &mut self,
        edit: impl FnOnce(&mut Contacts) -> Result<T>,
    ) -> Result<T> {
        let answer = self.profile.edit_contacts(edit)?;
        self.reload();
        Ok(answer)
    }

    /// Writes the state that is kept between uses.
    pub(crate) fn save_memory(&self) {
        self.memory.save(self.home());
    }

    /// Asks something of the program.
    pub(crate) fn ask_for(&mut self, command: Command) {
        self.commands.push(command);
    }
}

/// The label of a user without a name.
fn unnamed() -> Label {
    Label::lossy(&text!("access-self-label"))
}

/// Seconds since 1970.
#[must_use]
pub(crate) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

/// The day: `2026-11-21`.
#[must_use]
pub(crate) fn today() -> String {
    scelle_i18n::format_time(now()).chars().take(10).collect()
}

/// Text without case and accents, for searching.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_ignores_case_and_accents() {
        assert_eq!(fold("Élodie ŒUVRE"), "elodie œuvre");
    }
}
