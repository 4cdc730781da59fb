//! How good a passphrase is, and how to make a good one.

use zeroize::Zeroizing;
#[cfg(feature = "generate")]
use zxcvbn::feedback::Warning;
#[cfg(feature = "generate")]
use zxcvbn::{Score, zxcvbn};

use crate::error::Result;
#[cfg(feature = "generate")]
use crate::error::{Error, PassphraseFault, Weakness};
use crate::keys::generated::WORDS;
pub use crate::keys::generated::{TypedWords, WordList};
use crate::keys::passphrase::Passphrase;

/// From this many characters on, a passphrase is long enough whatever the estimator thinks,
/// unless it thinks nothing at all of it (`aaaaaaaaaaaaaaa`).
pub const LONG_ENOUGH: usize = 15;

/// The estimator's time grows with the square of what it reads.
#[cfg(feature = "generate")]
const MAX_ESTIMATED_CHARS: usize = 100;

/// Random bits in each word of a generated passphrase: 110 bits in all.
const BITS_PER_WORD: usize = 11;
/// Entropy of a generated passphrase, in bits.
pub const GENERATED_BITS: usize = WORDS * BITS_PER_WORD;

/// Whether a typed passphrase is good enough to seal with.
///
/// # Errors
/// [`Error::PassphraseRefused`], with the main reason.
#[cfg(feature = "generate")]
pub fn check(passphrase: &Passphrase) -> Result<()> {
    let typed = passphrase.reveal();
    let start = Zeroizing::new(typed.chars().take(MAX_ESTIMATED_CHARS).collect::<String>());
    let estimate = zxcvbn(&start, &[]);
    let long = typed.chars().count() >= LONG_ENOUGH;
    match estimate.score() {
        Score::Four => Ok(()),
        Score::One | Score::Two | Score::Three if long => Ok(()),
        _ => {
            let warning = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning);
            Err(Error::PassphraseRefused(PassphraseFault::Weak(weakness(warning))))
        }
    }
}

#[cfg(feature = "generate")]
fn weakness(warning: Option<Warning>) -> Weakness {
    match warning {
        Some(
            Warning::ThisIsATop10Password
            | Warning::ThisIsATop100Password
            | Warning::ThisIsACommonPassword
            | Warning::ThisIsSimilarToACommonlyUsedPassword,
        ) => Weakness::Common,
        Some(
            Warning::AWordByItselfIsEasyToGuess
            | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
            | Warning::CommonNamesAndSurnamesAreEasyToGuess,
        ) => Weakness::Word,
        Some(Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess) => {
            Weakness::Date
        }
        Some(_) => Weakness::Pattern,
        None => Weakness::Short,
    }
}

/// A new passphrase of [`GENERATED_BITS`] bits: ten words joined by hyphens.
///
/// # Errors
/// [`Error::Io`](crate::error::Error) when the system has no random bytes to give.
pub fn generate(words: WordList) -> Result<Passphrase> {
    let list = words.words();
    // 2048 words: the low 11 bits of 16 random ones choose among them evenly.
    let random = crate::keys::random::<{ 2 * WORDS }>()?;
    let mut phrase = Zeroizing::new(String::with_capacity(WORDS * 16));
    for pair in random.chunks_exact(2) {
        let draw = pair.iter().fold(0, |draw, byte| draw << 8 | usize::from(*byte));
        let word = list.get(draw % list.len()).map(String::as_str).unwrap_or_default();
        if !phrase.is_empty() {
            phrase.push('-');
        }
        phrase.push_str(word);
    }
    debug_assert_eq!(1 << BITS_PER_WORD, list.len());
    Passphrase::new(&phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(typed: &str) -> Option<PassphraseFault> {
        match check(&Passphrase::new(typed).unwrap()) {
            Ok(()) => None,
            Err(Error::PassphraseRefused(fault)) => Some(fault),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn weak_ones_are_refused_with_their_reason() {
        use PassphraseFault::Weak;
        assert_eq!(fault("password"), Some(Weak(Weakness::Common)));
        assert_eq!(fault("aaaaaaaaaaaaaaaaaaaa"), Some(Weak(Weakness::Pattern)));
        assert_eq!(fault("xk3"), Some(Weak(Weakness::Short)));
    }

    #[test]
    fn long_or_clever_ones_are_accepted() {
        assert_eq!(fault("le chat dort au soleil"), None);
        assert_eq!(fault("vR7!qz2#Lw9x"), None);
    }

    #[test]
    fn an_enormous_one_is_judged_in_no_time() {
        assert_eq!(fault(&"le chat du voisin ".repeat(50)), None);
    }

    #[test]
    fn generated_ones_hold_what_they_state_in_both_languages() {
        for words in [WordList::English, WordList::French] {
            let phrase = generate(words).unwrap();
            assert_eq!(phrase.reveal().split('-').count(), WORDS);
            assert!(phrase.reveal().is_ascii());
            assert!(check(&phrase).is_ok());
            assert!(!phrase.is_same(&generate(words).unwrap()));
        }
        const { assert!(GENERATED_BITS >= 100) };
    }
}
