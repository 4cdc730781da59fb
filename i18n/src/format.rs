//! Sizes and numbers, as each language writes them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::language::{Language, current};

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';

/// A size for people, in decimal units and three significant digits: `1.23 MB`, `1,23 Mo`.
#[must_use]
pub fn format_size(bytes: u64) -> String {
    size_in(current(), bytes)
}

/// A number for people, its thousands apart: `12,345`, `12 345`.
#[must_use]
pub fn format_count(n: u64) -> String {
    count_in(current(), n)
}

/// A time for people, in their own time zone: `2026-11-22 09:30`; `—` for what is no time.
#[must_use]
pub fn format_time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).map(|time| time.to_zoned(TimeZone::system()));
    time.map_or_else(|_| "—".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A time in the manner of the reader's language, in their own time zone: `22/11/2026 09:30`,
/// `22 Nov 2026 09:30`; `—` for what is no time. [`format_time`] is for what programs read.
#[must_use]
pub fn format_moment(seconds: i64) -> String {
    moment_in(current(), seconds, &TimeZone::system(), true)
}

/// The day alone, in the manner of the reader's language.
#[must_use]
pub fn format_day(seconds: i64) -> String {
    moment_in(current(), seconds, &TimeZone::system(), false)
}

fn moment_in(language: Language, seconds: i64, zone: &TimeZone, with_time: bool) -> String {
    let format = match (language, with_time) {
        (Language::French, true) => "%d/%m/%Y\u{a0}%H:%M",
        (Language::French, false) => "%d/%m/%Y",
        (Language::English, true) => "%-d %b %Y %H:%M",
        (Language::English, false) => "%-d %b %Y",
    };
    let time = Timestamp::from_second(seconds).map(|time| time.to_zoned(zone.clone()));
    time.map_or_else(|_| "—".to_owned(), |time| time.strftime(format).to_string())
}

/// The same with its zone: `2026-11-22 09:30 +01:00`.
#[must_use]
pub fn format_time_zoned(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).map(|time| time.to_zoned(TimeZone::system()));
    time.map_or_else(|_| "—".to_owned(), |time| time.strftime("%Y-%m-%d %H:%M %:z").to_string())
}

/// A sentence cut to three lines of a terminal: a name in it may be as long as its sender wanted. What is left out
/// is in the middle, so that the fact before a name and the reason after it stay.
#[must_use]
pub fn elided(sentence: &str) -> String {
    const LONGEST: usize = 240;
    const START: usize = 140;
    const END: usize = 80;
    // Most are short, and counted no further.
    let Some((longest, _)) = sentence.char_indices().nth(LONGEST) else {
        return sentence.to_owned();
    };
    let start = sentence.char_indices().nth(START).map_or(longest, |(at, _)| at);
    let end = sentence.char_indices().rev().nth(END - 1).map_or(longest, |(at, _)| at);
    let part = |range| sentence.get::<std::ops::Range<usize>>(range).unwrap_or_default();
    format!("{} […] {}", part(0..start), part(end..sentence.len()))
}

fn size_in(language: Language, bytes: u64) -> String {
    let (units, point, space) = match language {
        Language::English => (["B", "kB", "MB", "GB", "TB", "PB", "EB"], '.', ' '),
        Language::French => (["o", "ko", "Mo", "Go", "To", "Po", "Eo"], ',', NO_BREAK_SPACE),
    };
    let [byte, larger @ ..] = units;
    if bytes < 1000 {
        return format!("{bytes}{space}{byte}");
    }
    let bytes = u128::from(bytes);
    let mut size = 1;
    for unit in larger {
        size *= 1000;
        for (decimals, scale) in [(2, 100), (1, 10), (0, 1)] {
            let step = size / scale;
            let digits = (bytes + step / 2) / step;
            // Four digits are for the next unit, or for one decimal less: never `1000 kB`.
            if digits < 1000 {
                let (whole, rest) = (digits / scale, digits % scale);
                return match decimals {
                    0 => format!("{whole}{space}{unit}"),
                    _ => format!("{whole}{point}{rest:0decimals$}{space}{unit}"),
                };
            }
        }
    }
    // Out of reach: 2⁶⁴ bytes are 18.4 EB.
    format!("{bytes}{space}{byte}")
}

fn count_in(language: Language, n: u64) -> String {
    let separator = match language {
        Language::English => ',',
        Language::French => NARROW_NO_BREAK_SPACE,
    };
    let digits = n.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_keeps_its_two_ends() {
        let short = "é".repeat(240);
        assert_eq!(elided(&short), short);
        let long = format!("the name \"{}\" is refused: it is too long", "é".repeat(60_000));
        let cut = elided(&long);
        assert!(
            cut.starts_with("the name \"éé") && cut.ends_with("éé\" is refused: it is too long")
        );
        assert!(cut.chars().count() <= 240, "{cut}");
    }

    #[test]
    fn dates_are_written_as_the_reader_writes_them() {
        let told =
            |language, seconds, with_time| moment_in(language, seconds, &TimeZone::UTC, with_time);
        let time = 1_795_763_700;
        assert_eq!(told(Language::French, time, true), "27/11/2026\u{a0}07:15");
        assert_eq!(told(Language::French, time, false), "27/11/2026");
        assert_eq!(told(Language::English, time, true), "27 Nov 2026 07:15");
        assert_eq!(told(Language::English, time, false), "27 Nov 2026");
        assert_eq!(told(Language::French, i64::MAX, true), "—");
    }

    #[test]
    fn sizes_have_three_digits_and_never_a_thousand() {
        for (bytes, english, french) in [
            (0, "0 B", "0\u{a0}o"),
            (999, "999 B", "999\u{a0}o"),
            (1000, "1.00 kB", "1,00\u{a0}ko"),
            (1234, "1.23 kB", "1,23\u{a0}ko"),
            (9_994, "9.99 kB", "9,99\u{a0}ko"),
            (9_995, "10.0 kB", "10,0\u{a0}ko"),
            (99_950, "100 kB", "100\u{a0}ko"),
            (999_499, "999 kB", "999\u{a0}ko"),
            (999_500, "1.00 MB", "1,00\u{a0}Mo"),
            (4_050_000_000, "4.05 GB", "4,05\u{a0}Go"),
            (25_000_000_000_000, "25.0 TB", "25,0\u{a0}To"),
            (u64::MAX, "18.4 EB", "18,4\u{a0}Eo"),
        ] {
            assert_eq!(size_in(Language::English, bytes), english);
            assert_eq!(size_in(Language::French, bytes), french);
        }
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        for (n, english, french) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1,000", "1\u{202f}000"),
            (12_345, "12,345", "12\u{202f}345"),
            (1_234_567, "1,234,567", "1\u{202f}234\u{202f}567"),
        ] {
            assert_eq!(count_in(Language::English, n), english);
            assert_eq!(count_in(Language::French, n), french);
        }
    }
}
