//! Names as they are displayed: no character of a name changes how the line around it looks, and no
//! secret key that was typed where a name is expected is repeated.

use std::borrow::Cow;

/// How a secret key of age starts, and how the first line of one of SSH ends.
const SECRETS: [&str; 2] = ["AGE-SECRET-KEY-", "PRIVATE KEY-----"];

/// A name as it can be shown anywhere: what a terminal or a reader could take for something else
/// is escaped, and secret keys are left out.
#[must_use]
pub fn escape(name: &str) -> String {
    escape_text(&without_secrets(name))
}

/// The content of a file as it can be shown to its reader: whole, but for what could be taken for
/// something else.
#[must_use]
pub fn escape_text(text: &str) -> String {
    let shown = text.chars().flat_map(|c| {
        let escape = is_unfit_for_display(c);
        let (escaped, plain) =
            if escape { (Some(c.escape_default()), None) } else { (None, Some(c)) };
        escaped.into_iter().flatten().chain(plain)
    });
    shown.collect()
}

/// A text without the secret keys in it, of which the start stays.
#[must_use]
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut shown = String::new();
    while let Some((before, secret)) = secret_start(rest).and_then(|at| rest.split_at_checked(at)) {
        rest = secret.trim_start_matches(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '\r' | '\n')
        });
        shown.push_str(before);
        if rest.len() < secret.len() {
            shown.push('…');
        }
    }
    match shown.is_empty() {
        true => text.into(),
        false => (shown + rest).into(),
    }
}

/// Where what is secret starts.
fn secret_start(text: &str) -> Option<usize> {
    let ends = SECRETS.iter().filter_map(|start| {
        let mut places = text.as_bytes().windows(start.len());
        let at = places.position(|found| found.eq_ignore_ascii_case(start.as_bytes()))?;
        Some(at + start.len())
    });
    ends.min()
}

/// Whether a character could make a line of text show as something else than it is. U+2028 and
/// U+2029 end a line as surely as a control character does.
#[must_use]
pub fn is_unfit_for_display(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character changes the direction in which its neighbours are shown (UAX #9).
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_keys_are_not_repeated() {
        for (text, shown) in [
            ("AGE-SECRET-KEY-PQ-1QQQSYP", "AGE-SECRET-KEY-…"),
            ("/home/a/age-secret-key-1qqq: no such file", "/home/a/age-secret-key-…: no such file"),
            ("# a key\nAGE-SECRET-KEY-1QQQ\n", "# a key\\nAGE-SECRET-KEY-…"),
            (
                "\"AGE-SECRET-KEY-1QQ\", \"AGE-SECRET-KEY-1QQ\"",
                "\"AGE-SECRET-KEY-…\", \"AGE-SECRET-KEY-…\"",
            ),
            (
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl/+==\n-----END OPENSSH PRIVATE KEY-----",
                "-----BEGIN OPENSSH PRIVATE KEY-----… OPENSSH PRIVATE KEY-----",
            ),
            ("age1qqq", "age1qqq"),
            ("AGE-SECRET-KEY-", "AGE-SECRET-KEY-"),
        ] {
            assert_eq!(escape(text), shown);
        }
        // A reader who looks at a file sees what is in it.
        assert_eq!(escape_text("AGE-SECRET-KEY-1QQQ\u{202e}"), "AGE-SECRET-KEY-1QQQ\\u{202e}");
    }
}
