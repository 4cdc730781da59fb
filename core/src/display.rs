//! Names as they are displayed: no character of a name changes how the line around it looks.

/// A name as it can be shown anywhere: what a terminal or a reader could take for something else
/// is escaped.
#[must_use]
pub fn escape(name: &str) -> String {
    let shown = name.chars().flat_map(|c| {
        let escape = is_unfit_for_display(c);
        let (escaped, plain) =
            if escape { (Some(c.escape_default()), None) } else { (None, Some(c)) };
        escaped.into_iter().flatten().chain(plain)
    });
    shown.collect()
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
