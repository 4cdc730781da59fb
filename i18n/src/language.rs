//! Which language the reader reads.

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the texts are in French; in English until [`select`] is called.
static FRENCH: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The language of this thread, where it is not that of the process.
    static OF_THREAD: Cell<Option<Language>> = const { Cell::new(None) };
}

/// A language that Scellé speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// Reads a language tag or the name of a POSIX locale: `fr`, `fr-CA`, `fr_FR.UTF-8`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|known| known.code().eq_ignore_ascii_case(language))
    }

    /// The first language of the system's preferences that Scellé speaks, else English.
    #[must_use]
    pub fn of_system() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|variable| std::env::var(variable).ok().filter(|value| !value.is_empty()));
        Self::preferred(locale.as_deref(), sys_locale::get_locales())
    }

    /// The locale `C`, which scripts set to get English, silences `LANGUAGE`, as gettext has it.
    fn preferred(locale: Option<&str>, preferences: impl IntoIterator<Item = String>) -> Self {
        let silenced =
            locale.is_some_and(|name| matches!(name.split('.').next(), Some("C" | "POSIX")));
        let chosen = preferences.into_iter().find_map(|tag| Self::parse(&tag));
        chosen.filter(|_| !silenced).unwrap_or(Self::English)
    }

    /// Its ISO 639 code: `en` or `fr`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }
}

/// Chooses the language of the process: that of every thread that has not [entered](enter) another.
pub fn select(language: Language) {
    FRENCH.store(language == Language::French, Ordering::Relaxed);
}

/// Uses this language on the calling thread until the guard is dropped. Several windows of one
/// process may each speak their own.
#[must_use = "the language is used as long as the guard lives"]
pub fn enter(language: Language) -> Entered {
    Entered { before: OF_THREAD.replace(Some(language)), _thread: PhantomData }
}

/// The guard of a language that a thread [entered](enter).
#[derive(Debug)]
pub struct Entered {
    before: Option<Language>,
    /// It belongs to its thread.
    _thread: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        OF_THREAD.set(self.before);
    }
}

/// The language of the texts on this thread.
#[must_use]
pub fn current() -> Language {
    let of_process =
        || if FRENCH.load(Ordering::Relaxed) { Language::French } else { Language::English };
    OF_THREAD.get().unwrap_or_else(of_process)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_names_that_systems_give() {
        for tag in ["fr", "FR", "fr-CA", "fr_FR.UTF-8", "fr_BE@euro", "fr.UTF-8"] {
            assert_eq!(Language::parse(tag), Some(Language::French), "{tag}");
        }
        for tag in ["en", "en-GB", "EN_us.utf8"] {
            assert_eq!(Language::parse(tag), Some(Language::English), "{tag}");
        }
        for tag in ["", "C", "C.UTF-8", "POSIX", "de-DE", "fro", "french", "-fr"] {
            assert_eq!(Language::parse(tag), None, "{tag}");
        }
    }

    #[test]
    fn prefers_as_gettext_does() {
        let preferred = |locale, tags: &[&str]| {
            Language::preferred(locale, tags.iter().map(ToString::to_string))
        };
        assert_eq!(preferred(Some("de_DE.UTF-8"), &["de", "fr", "en"]), Language::French);
        assert_eq!(preferred(None, &["fr-FR"]), Language::French);
        assert_eq!(preferred(Some("C"), &["fr", "C"]), Language::English);
        assert_eq!(preferred(Some("C.UTF-8"), &["C", "fr-FR"]), Language::English);
        assert_eq!(preferred(Some("ja_JP.UTF-8"), &["ja-JP"]), Language::English);
        assert_eq!(preferred(None, &[]), Language::English);
    }

    #[test]
    fn threads_speak_languages_of_their_own() {
        let french = enter(Language::French);
        assert_eq!(current(), Language::French);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _english = enter(Language::English);
                assert_eq!(current(), Language::English);
            });
        });
        {
            let _english = enter(Language::English);
            assert_eq!(current(), Language::English);
        }
        assert_eq!(current(), Language::French);
        drop(french);
        assert_eq!(current(), Language::English);
    }
}
