//! What the user has before them: their folder, contacts, the organisation's policy, and what this
//! program remembers of its last use.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use eframe::egui::ThemePreference;
use scelle_core::error::Result;
use scelle_core::files::moves::Kept;
use scelle_core::files::output::{Target, write_text};
use scelle_core::keys::label::Label;
use scelle_core::keys::passphrase::{Argon2Cost, ScryptCost};
use scelle_core::keys::recipient::Recipient;
use scelle_core::profile::card::Card;
use scelle_core::profile::config::Config;
use scelle_core::profile::contacts::Contacts;
use scelle_core::profile::directory::{Addressee, Directory, Trust, trust_in};
use scelle_core::profile::home::Home;
use scelle_core::profile::policy::Policy;
use scelle_i18n::{Language, text};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use crate::app::Command;
use crate::pdf::Artist;
use crate::widgets::Fault;

/// The file of what is remembered, in the user's folder.
const MEMORY: &str = "window.conf";
/// It is no longer, in bytes.
const MAX_MEMORY: u64 = 1 << 20;
/// So many containers are remembered.
const RECENT: usize = 6;
/// So many of those whom the user sealed to are remembered.
const SEALED_TO: usize = 60;
/// What a side of the window may measure, in points.
const SIDES: std::ops::RangeInclusive<f32> = 400.0..=8000.0;

/// Everything that pages share.
pub(crate) struct Session {
    /// The user's folder.
    pub(crate) home: Home,
    /// Where the system's policy is.
    pub(crate) policy_path: PathBuf,
    /// What a try at a new passphrase costs.
    pub(crate) cost: Argon2Cost,
    /// The same, for a passphrase alone, in age's own form.
    pub(crate) scrypt: ScryptCost,
    /// Whether keys that `scelle key unlock` keeps are asked for.
    pub(crate) recalls: bool,
    /// The preferences.
    pub(crate) config: Config,
    /// The rules in force; `None` when they cannot be read.
    pub(crate) policy: Option<Policy>,
    /// The contacts.
    pub(crate) contacts: Contacts,
    /// The user's own key, and those they had before, the newest last.
    pub(crate) own: Vec<Recipient>,
    /// The user's card.
    pub(crate) card: Option<Card>,
    /// The language of this window.
    pub(crate) language: Language,
    /// What could not be read of all this.
    pub(crate) fault: Option<Fault>,
    /// What is remembered.
    pub(crate) memory: Memory,
    /// Files that an interrupted extraction could not put back.
    pub(crate) kept: Vec<Kept>,
    /// Number of times that a page was gone to: each visit begins at the top of the page.
    pub(crate) visit: u64,
    /// Draws pages of PDF files.
    pub(crate) artist: Artist,
    /// What pages want of the whole program.
    pub(crate) commands: Vec<Command>,
}

/// What is remembered from one use to the next; nothing secret.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Memory {
    /// Light, dark, or as the system has it.
    pub(crate) theme: ThemePreference,
    /// How large everything is; 1 is as designed.
    pub(crate) scale: f32,
    /// Containers that were sealed or opened, the last first.
    pub(crate) recent: Vec<PathBuf>,
    /// Whether the welcome was seen.
    pub(crate) welcomed: bool,
    /// Those whom the user sealed to, the last first.
    pub(crate) sealed_to: Vec<SealedTo>,
    /// The size of the window when it was closed, in points.
    pub(crate) size: Option<[f32; 2]>,
}

/// How often the user sealed to a contact, and when last.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SealedTo {
    /// The contact's name.
    pub(crate) name: String,
    /// Number of containers.
    pub(crate) count: u32,
    /// In seconds since 1970.
    pub(crate) last: i64,
}

impl SealedTo {
    /// Reads `COUNT LAST NAME`.
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, ' ');
        let (count, last) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Self { name: parts.next().filter(|name| !name.is_empty())?.to_owned(), count, last })
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            theme: ThemePreference::System,
            scale: 1.0,
            recent: Vec::new(),
            welcomed: false,
            sealed_to: Vec::new(),
            size: None,
        }
    }
}

impl Memory {
    fn parse(content: &str) -> Self {
        let mut memory = Self::default();
        for (key, value) in content.lines().filter_map(|line| line.split_once(' ')) {
            match (key, value) {
                ("theme", "light") => memory.theme = ThemePreference::Light,
                ("theme", "dark") => memory.theme = ThemePreference::Dark,
                ("scale", percent) => {
                    let percent = percent.parse().ok().filter(|p: &f32| p.is_finite());
                    memory.scale = (percent.unwrap_or(100.0) / 100.0).clamp(0.75, 2.0);
                }
                ("recent", path) if memory.recent.len() < RECENT => {
                    memory.recent.push(path.into());
                }
                ("welcomed", "yes") => memory.welcomed = true,
                ("sealed", line) if memory.sealed_to.len() < SEALED_TO => {
                    memory.sealed_to.extend(SealedTo::parse(line));
                }
                ("size", sides) => {
                    let side = |text: &str| text.parse().ok().filter(|s: &f32| SIDES.contains(s));
                    let sides = sides.split_once(' ');
                    memory.size = sides.and_then(|(x, y)| Some([side(x)?, side(y)?]));
                }
                _ => {}
            }
        }
        memory
    }

    fn write(&self) -> String {
        let mut lines = match self.theme {
            ThemePreference::Light => vec!["theme light".to_owned()],
            ThemePreference::Dark => vec!["theme dark".to_owned()],
            ThemePreference::System => Vec::new(),
        };
        lines.push(format!("scale {}", (self.scale * 100.0).round()));
        lines.extend(self.welcomed.then(|| "welcomed yes".to_owned()));
        // A path that is no line of text is not worth remembering.
        let paths = self.recent.iter().filter_map(|path| path.to_str());
        lines.extend(paths.filter(|p| !p.contains(['\n', '\r'])).map(|p| format!("recent {p}")));
        let sealed = |to: &SealedTo| format!("sealed {} {} {}", to.count, to.last, to.name);
        lines.extend(self.sealed_to.iter().filter(|to| !to.name.contains('\n')).map(sealed));
        lines.extend(self.size.map(|[x, y]| format!("size {} {}", x.round(), y.round())));
        lines.join("\n") + "\n"
    }
}

/// What the window remembers; nothing where it cannot be read.
fn read_memory(path: &Path) -> Option<Zeroizing<String>> {
    let file = scelle_core::text::open_if_there(path).ok()??;
    scelle_core::text::read(file, MAX_MEMORY).ok()?.ok()
}

impl Session {
    /// What is in the folder `home`, under the policy at `policy_path`.
    #[must_use]
    pub(crate) fn at(home: Home, policy_path: PathBuf) -> Self {
        let memory = home.file(MEMORY).and_then(|path| read_memory(&path));
        let mut session = Self {
            home,
            policy_path,
            cost: Argon2Cost::DEFAULT,
            scrypt: ScryptCost::DEFAULT,
            recalls: false,
            config: Config::default(),
            policy: None,
            contacts: Contacts::none(),
            own: Vec::new(),
            card: None,
            language: scelle_i18n::current(),
            fault: None,
            memory: memory.map(|text| Memory::parse(&text)).unwrap_or_default(),
            kept: Vec::new(),
            visit: 0,
            artist: Artist::default(),
            commands: Vec::new(),
        };
        session.reload();
        session.choose_language();
        session
    }

    /// Reads everything again. What is damaged is told, and keeps nobody from the rest.
    pub(crate) fn reload(&mut self) {
        self.fault = None;
        let config = self.home.config();
        self.config = self.kept(config).unwrap_or_default();
        let policy = Policy::load(&self.policy_path, &[]);
        self.policy = self.kept(policy);
        let contacts = self.home.contacts().map(|path| Contacts::open(&path)).transpose();
        self.contacts = self.kept(contacts).flatten().unwrap_or_else(Contacts::none);
        let own = self.home.own_recipients();
        self.own = self.kept(own).unwrap_or_default();
        let card = self.home.own_card();
        self.card = self.kept(card).flatten();
    }

    fn kept<T>(&mut self, read: Result<T>) -> Option<T> {
        read.map_err(|error| self.fault = Some(error.into())).ok()
    }

    /// The rules in force, none when they could not be read: sealing reads them again, and refuses.
    #[must_use]
    pub(crate) fn rules(&self) -> Policy {
        self.policy.clone().unwrap_or_default()
    }

    /// The organisation's cards, and those that the user names.
    #[must_use]
    pub(crate) fn directory(&self) -> Directory {
        let of_policy = self.policy.iter().flat_map(|policy| &policy.directories);
        Directory::of(of_policy.chain(&self.config.directory).cloned().collect())
    }

    /// Takes the language of the preferences, else that of the organisation, else of the system.
    pub(crate) fn choose_language(&mut self) {
        let chosen = self.config.language.as_deref().and_then(Language::parse);
        let imposed = || self.policy.as_ref()?.language.as_deref().and_then(Language::parse);
        self.language = chosen.or_else(imposed).unwrap_or_else(Language::of_system);
    }

    /// How the user knows whose a key is.
    #[must_use]
    pub(crate) fn trust(&self, recipient: &Recipient) -> Trust {
        trust_in(recipient, &self.own, &self.contacts, &self.directory())
    }

    /// What a try at a new passphrase costs, under the policy.
    #[must_use]
    pub(crate) fn passphrase_cost(&self) -> Argon2Cost {
        self.policy.as_ref().and_then(|policy| policy.argon2).unwrap_or(self.cost)
    }

    /// The user, as those whom they seal for see them.
    #[must_use]
    pub(crate) fn oneself(&self) -> Option<Addressee> {
        let recipient = self.own.last()?.clone();
        Some(Addressee { label: self.own_label(), recipient, trust: Trust::Verified })
    }

    /// What the user is called in an access list.
    #[must_use]
    pub(crate) fn own_label(&self) -> Label {
        self.own_name().unwrap_or_else(|| Label::lossy(&text!("access-self-label")))
    }

    /// Whether a key is neither the user's, nor a contact's, nor in a directory, nor imposed.
    pub(crate) fn unknown_among<'a>(&self, keys: &[&'a Recipient]) -> Vec<&'a Recipient> {
        let directory = self.directory();
        let rules = self.rules();
        let is_imposed =
            |key: &Recipient| rules.recovery.iter().any(|recovery| recovery.recipient == *key);
        let is_unknown = |key: &&&Recipient| {
            let trust = trust_in(key, &self.own, &self.contacts, &directory);
            trust == Trust::Given && !is_imposed(key)
        };
        keys.iter().filter(is_unknown).copied().collect()
    }

    /// The user's name: that of their card, else that of their preferences.
    #[must_use]
    pub(crate) fn own_name(&self) -> Option<Label> {
        let card = self.card.as_ref().and_then(|card| card.name.clone());
        card.or_else(|| self.config.name.clone())
    }

    /// Changes the contacts on the disk, then reads everything again.
    ///
    /// # Errors
    /// Those of the change, and of the file of contacts.
    pub(crate) fn edit_contacts<T>(
        &mut self,
        edit: impl FnOnce(&mut Contacts) -> Result<T>,
    ) -> Result<Option<T>> {
        let Some(path) = self.home.contacts() else { return Ok(None) };
        let mut contacts = Contacts::edit(&path)?;
        let answer = edit(&mut contacts)?;
        contacts.save()?;
        drop(contacts);
        self.reload();
        Ok(Some(answer))
    }

    /// Remembers a container as the last one.
    pub(crate) fn remember(&mut self, container: &Path) {
        let path = std::path::absolute(container).unwrap_or_else(|_| container.to_owned());
        self.memory.recent.retain(|known| *known != path);
        self.memory.recent.insert(0, path);
        self.memory.recent.truncate(RECENT);
        self.save_memory();
    }

    /// Remembers whom a container was sealed to.
    pub(crate) fn remember_sealed_to(&mut self, names: &[String]) {
        for name in names {
            let known = self.memory.sealed_to.iter().position(|to| to.name == *name);
            let count = known.map_or(0, |at| self.memory.sealed_to.remove(at).count);
            let to = SealedTo { name: name.clone(), count: count.saturating_add(1), last: now() };
            self.memory.sealed_to.insert(0, to);
        }
        self.memory.sealed_to.truncate(SEALED_TO);
        self.save_memory();
    }

    /// How much the user seals to a contact: each month halves what it counts.
    pub(crate) fn use_of_late(&self, name: &str) -> f64 {
        const MONTH: f64 = 30.0 * 24.0 * 3600.0;
        let known = self.memory.sealed_to.iter().find(|to| to.name == name);
        known.map_or(0.0, |to| {
            let age = now().saturating_sub(to.last).max(0) as f64;
            f64::from(to.count) * 0.5f64.powf(age / MONTH)
        })
    }

    /// Writes down what is remembered. Where that cannot be written, nothing is.
    pub(crate) fn save_memory(&self) {
        let Some(path) = self.home.file(MEMORY) else { return };
        let folder_made =
            path.parent().is_none_or(|folder| std::fs::create_dir_all(folder).is_ok());
        if folder_made {
            let _ = write_text(&Target::replacing(&path), &self.memory.write());
        }
    }

    /// Wants something of the whole program.
    pub(crate) fn ask_for(&mut self, command: Command) {
        self.commands.push(command);
    }
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

/// Text as it is searched: neither case nor accents count.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_again() {
        let memory = Memory {
            theme: ThemePreference::Dark,
            scale: 1.5,
            recent: vec!["/a b/été.scelle".into(), "/c".into()],
            welcomed: true,
            sealed_to: vec![SealedTo { name: "Zoé Petit".to_owned(), count: 3, last: 17 }],
            size: Some([900.0, 620.0]),
        };
        assert_eq!(Memory::parse(&memory.write()), memory);
        assert_eq!(Memory::parse(&Memory::default().write()), Memory::default());
    }

    #[test]
    fn nonsense_is_forgotten() {
        assert_eq!(Memory::parse("theme blue\nscale -3\nx\n\u{0}").scale, 0.75);
        assert_eq!(Memory::parse("scale nan").scale, 1.0);
        let nonsense = "sealed x\nsealed 1 2 \nsize 0 9\nsize nan 900\nsize 900";
        assert_eq!(Memory::parse(nonsense), Memory::default());
        let odd = Memory { recent: vec!["/a\nwelcomed yes".into()], ..Memory::default() };
        assert_eq!(Memory::parse(&odd.write()), Memory::default());
    }

    #[test]
    fn a_search_ignores_case_and_accents() {
        assert_eq!(fold("Élodie ŒUVRE"), "elodie œuvre");
    }
}
