//! The words of generated passphrases, and what a person types for them.
//!
//! A generated passphrase is dictated and typed by people, who add accents and capitals and separate
//! words as they like. Where what was typed is ten words of one list, it is read as the passphrase
//! that [`generate`](crate::keys::strength::generate) writes: lower case, no accents, hyphens. Any
//! other passphrase is taken as it was typed (docs/format.md, "The passphrase stanza").

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use crate::keys::passphrase::Passphrase;

/// Words of a generated passphrase.
pub(crate) const WORDS: usize = 10;
/// A list of words is recognised from this many typed words on.
const RECOGNISED: usize = 2;

/// The language of a generated passphrase's words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WordList {
    /// The 2048 English words of BIP-39.
    English,
    /// The 2048 French words of BIP-39, without their accents so that any keyboard types them.
    French,
}

impl WordList {
    const ALL: [Self; 2] = [Self::English, Self::French];

    /// Its words, sorted, in lower case and without accents.
    pub(crate) fn words(self) -> &'static [String] {
        static ENGLISH: OnceLock<Vec<String>> = OnceLock::new();
        static FRENCH: OnceLock<Vec<String>> = OnceLock::new();
        let (slot, language) = match self {
            Self::English => (&ENGLISH, bip39::Language::English),
            Self::French => (&FRENCH, bip39::Language::French),
        };
        slot.get_or_init(|| {
            let unaccented = |word: &&str| word.nfd().filter(|c| !is_combining_mark(*c)).collect();
            let mut words: Vec<String> = language.word_list().iter().map(unaccented).collect();
            words.sort_unstable();
            words
        })
    }

    fn has(self, word: &str) -> bool {
        self.words().binary_search_by(|known| known.as_str().cmp(word)).is_ok()
    }

    fn beginning_with(self, start: &str) -> impl Iterator<Item = &'static str> {
        let words = self.words();
        let first = words.partition_point(|word| word.as_str() < start);
        let after = words.get(first..).unwrap_or_default();
        after.iter().map(String::as_str).take_while(move |word| word.starts_with(start))
    }
}

/// Letters in lower case without accents, and one hyphen between words, whatever separates them.
fn fold(typed: &str) -> Zeroizing<String> {
    // Reserved whole, so that growing leaves no copy behind.
    let mut folded = Zeroizing::new(String::with_capacity(4 * typed.len() + 4));
    let mut waiting = false;
    for c in typed.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            waiting = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut waiting) {
            folded.push('-');
        }
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            c => folded.push(c),
        }
    }
    folded
}

/// The generated passphrase that was meant, where what was typed is one and is written otherwise.
fn meant(typed: &Passphrase) -> Option<Passphrase> {
    let folded = fold(typed.reveal());
    let is_of = |list: &WordList| {
        folded.split('-').count() == WORDS && folded.split('-').all(|word| list.has(word))
    };
    let differs = folded.as_str() != typed.reveal();
    WordList::ALL
        .iter()
        .any(|list| differs && is_of(list))
        .then(|| Passphrase::new(&folded).ok())?
}

/// What a passphrase that was typed may be: the generated one that its words spell, then itself.
pub(crate) fn readings(typed: Passphrase) -> impl Iterator<Item = Passphrase> {
    meant(&typed).into_iter().chain([typed])
}

/// How far the typing of a generated passphrase is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TypedWords {
    /// Number of whole words typed so far that are words of the list.
    pub known: usize,
    /// Number of words of a generated passphrase.
    pub expected: usize,
    /// The place of the first word that is not in the list, from 0.
    pub first_wrong: Option<usize>,
    /// Words of the list that begin as the one being typed, where few do.
    pub completions: Vec<&'static str>,
}

impl TypedWords {
    /// Reads what was typed so far; `None` where it does not look like a generated passphrase.
    ///
    /// The list is recognised by its words: two at least, and more than half of those typed.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        const FEW: usize = 4;
        const LETTERS: usize = 2;
        let folded = fold(typed);
        let open = typed.chars().next_back().is_some_and(char::is_alphanumeric);
        let mut words: Vec<&str> = folded.split('-').filter(|word| !word.is_empty()).collect();
        let last = if open { words.pop() } else { None };
        let known_in = |list: WordList| words.iter().filter(|word| list.has(word)).count();
        let list = WordList::ALL.into_iter().max_by_key(|list| known_in(*list))?;
        let known = known_in(list);
        if known < RECOGNISED || 2 * known <= words.len() {
            return None;
        }
        let start = last.unwrap_or_default();
        let mut completions: Vec<&str> = match start.chars().count() {
            0..LETTERS => Vec::new(),
            _ => list.beginning_with(start).take(FEW + 1).collect(),
        };
        // The word that is being typed is wrong as soon as no word begins like it.
        let dead_end = last.filter(|word| list.beginning_with(word).next().is_none());
        let first_wrong = words
            .iter()
            .position(|word| !list.has(word))
            .or_else(|| dead_end.map(|_| words.len()))
            .or_else(|| (words.len() > WORDS).then_some(WORDS));
        let whole = last.is_some_and(|word| list.has(word));
        if completions.len() > FEW || whole && completions.len() == 1 {
            completions.clear();
        }
        Some(Self { known: known + usize::from(whole), expected: WORDS, first_wrong, completions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::strength::generate;

    fn readings_of(typed: &str) -> Vec<String> {
        let typed = Passphrase::new(typed).unwrap();
        readings(typed).map(|one| one.reveal().to_owned()).collect()
    }

    #[test]
    fn a_generated_passphrase_is_read_as_people_dictate_it() {
        let written =
            "academie-deposer-riviere-abaisser-zoologie-vigueur-honneur-ecarter-marbre-nuage";
        for typed in [
            "académie déposer rivière abaisser zoologie vigueur honneur écarter marbre nuage",
            "Académie, Déposer, Rivière, Abaisser, Zoologie, Vigueur, Honneur, Écarter, Marbre, Nuage.",
            " ACADEMIE–deposer_riviere  abaisser\u{a0}zoologie/vigueur honneur e\u{301}carter marbre nuage ",
        ] {
            assert_eq!(readings_of(typed), [written, Passphrase::new(typed).unwrap().reveal()]);
        }
        assert_eq!(readings_of(written), [written], "as it was written: one try");
    }

    #[test]
    fn a_prompt_and_a_file_are_read_alike() {
        use crate::keys::identity::Keyring;
        let typed = "Able, about above absent absorb abstract absurd abuse access ACCIDENT";
        let written = "able-about-above-absent-absorb-abstract-absurd-abuse-access-accident";
        let of_file = Passphrase::from_file_content(format!("{typed}\r\n").as_bytes()).unwrap();
        for passphrase in [Passphrase::new(typed).unwrap(), of_file] {
            let mut keyring = Keyring::new();
            keyring.add_passphrase(passphrase);
            let tried: Vec<&str> = keyring.passphrases().iter().map(Passphrase::reveal).collect();
            assert_eq!(tried, [written, typed]);
        }
    }

    #[test]
    fn every_generated_passphrase_is_recognised() {
        for list in WordList::ALL {
            let written = generate(list).unwrap();
            let typed = written.reveal().to_uppercase().replace('-', "  ");
            assert_eq!(readings_of(&typed)[0], written.reveal());
        }
    }

    #[test]
    fn any_other_passphrase_is_taken_as_typed() {
        for typed in [
            "Le Chat dort",
            // Nine words, eleven, a word of no list, words of two lists, a digit.
            "able about above absent absorb abstract absurd abuse access",
            "able about above absent absorb abstract absurd abuse access accident account",
            "able about above absent absorb abstract absurd abuse access zzzz",
            "académie déposer rivière abaisser zoologie vigueur honneur écarter marbre wreck",
            "able about above absent absorb abstract absurd abuse access accident1",
        ] {
            assert_eq!(readings_of(typed), [Passphrase::new(typed).unwrap().reveal()], "{typed}");
        }
    }

    #[test]
    fn words_are_checked_while_they_are_typed() {
        let read = |typed: &str| TypedWords::read(typed);
        for typed in ["", "académie", "académie déposer", "le chat dort au soleil", "azerty uiop "]
        {
            assert_eq!(read(typed), None, "{typed}");
        }
        let two = read("Académie déposer ").unwrap();
        assert_eq!((two.known, two.expected, two.first_wrong), (2, WORDS, None));
        assert!(two.completions.is_empty());
        let third = read("academie-deposer-rivi").unwrap();
        assert_eq!(third.completions, ["riviere"]);
        let wrong = read("académie déposer rivière xyz").unwrap();
        assert_eq!(wrong.first_wrong, Some(3));
        let earlier = read("académie déposre rivière abaisser ").unwrap();
        assert_eq!((earlier.known, earlier.first_wrong), (3, Some(1)));
        let whole = read("académie déposer rivière").unwrap();
        assert_eq!((whole.known, whole.first_wrong, whole.completions.len()), (3, None, 0));
    }

    #[test]
    fn french_words_stay_distinct_without_their_accents() {
        let words = WordList::French.words();
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(words.len(), 2048);
        assert!(words.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase())));
    }
}
