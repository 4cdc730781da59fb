//! JSON as scripts read it: whole, and with nothing in it that a terminal would obey.

use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use scelle_core::display::{is_unfit_for_display, without_secrets};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes an object on one line, without its end.
pub(crate) fn write(output: &mut dyn Write, object: &impl Serialize) -> io::Result<()> {
    object.serialize(&mut Serializer::with_formatter(output, Escaping))?;
    Ok(())
}

/// The same, as text; empty where an object cannot be written, which ours can.
pub(crate) fn to_string(object: &impl Serialize) -> String {
    let mut line = Vec::new();
    match write(&mut line, object) {
        Ok(()) => String::from_utf8(line).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// A path, for scripts: JSON is text, and what is none in a path becomes U+FFFD. A secret key that was
/// typed as one is left out.
pub(crate) fn path(path: &Path) -> String {
    without_secrets(&path.to_string_lossy()).into_owned()
}

/// Bytes in hexadecimal, as `sha256sum` writes them.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 3339, for scripts.
pub(crate) fn utc(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|t| t.to_string())
}

/// Writes as `\uXXXX` what JSON lets stand as it is, and a terminal or a reader would take for
/// something else: C1 controls, bidirectional controls.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        output: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_unfit_for_display(*c)) {
            output.write_all(fragment.get(written..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(output, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
        output.write_all(fragment.get(written..).unwrap_or_default().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_is_obeyed() {
        let name = "caf\u{e9} \u{202e}gpj\u{9b}31m \u{1f511}\u{7f}\n\"\\\u{2028}";
        let written = to_string(&serde_json::json!({ name: [name] }));
        assert!(!written.contains(is_unfit_for_display), "{written}");
        assert!(
            written.contains("\\u202egpj\\u009b31m \u{1f511}\\u007f\\n\\\"\\\\\\u2028"),
            "{written}"
        );
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read, serde_json::json!({ name: [name] }));
    }
}
