//! The text of office documents: `.docx` (ECMA-376) and `.odt` (OpenDocument), each a ZIP with one
//! XML file for the text. No picture, no layout, no external reference.

use std::io::{Cursor, Read};

use scelle_core::archive::Archive;
use scelle_core::archive::entry::Names;
use zeroize::Zeroizing;

/// Limit of the shown text, in bytes.
const MAX_TEXT: usize = 1 << 20;
/// Limit of the XML file, in bytes.
const MAX_XML: u64 = 16 << 20;

/// The kind of a document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    Docx,
    Odt,
}

impl Format {
    /// The entry that holds the text.
    fn part(self) -> &'static str {
        match self {
            Self::Docx => "word/document.xml",
            Self::Odt => "content.xml",
        }
    }
}

/// The text of a document; `None` if it cannot be read safely.
///
/// The ZIP is read by the same strict rules as that of a container.
pub(super) fn read(format: Format, bytes: &[u8]) -> Option<Zeroizing<String>> {
    let mut archive = Archive::open(Cursor::new(bytes), Names::Refuse).ok()??;
    let index = archive.entries().position(|entry| entry.name.as_str() == format.part())?;
    let size = archive.entry(index).map(|entry| entry.size).filter(|size| *size <= MAX_XML)?;
    let mut xml = Zeroizing::new(String::with_capacity(size as usize));
    archive.read(index).ok()?.read_to_string(&mut xml).ok()?;
    text(format, &xml)
}

/// The text, a paragraph a line; `None` if the XML is malformed.
fn text(format: Format, xml: &str) -> Option<Zeroizing<String>> {
    let mut reader = Reader { rest: xml.strip_prefix('\u{feff}').unwrap_or(xml) };
    let mut page = Page { format, text: Zeroizing::default(), written: 0 };
    while let Some(token) = reader.next()? {
        match token {
            Token::Start { name, attributes, empty } => {
                page.start(name, attributes);
                if empty {
                    page.end(name);
                }
            }
            Token::End(name) => page.end(name),
            Token::Text(text) => page.characters(&text),
        }
        if page.text.len() > MAX_TEXT {
            break;
        }
    }
    let end = page.text.trim_end().len();
    page.text.truncate(end);
    Some(page.text)
}

/// The text so far.
struct Page {
    format: Format,
    text: Zeroizing<String>,
    /// Number of open elements that hold text.
    written: usize,
}

impl Page {
    fn start(&mut self, name: &str, attributes: &str) {
        match (self.format, name) {
            (Format::Docx, "w:t") | (Format::Odt, "text:p" | "text:h") => self.written += 1,
            (Format::Docx, "w:tab") | (Format::Odt, "text:tab") => self.text.push('\t'),
            (Format::Docx, "w:br" | "w:cr") | (Format::Odt, "text:line-break") => {
                self.text.push('\n');
            }
            (Format::Odt, "text:s") => {
                let count = attribute(attributes, "text:c").and_then(|count| count.parse().ok());
                self.text.extend(std::iter::repeat_n(' ', count.unwrap_or(1).min(100)));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match (self.format, name) {
            (Format::Docx, "w:t") => self.written = self.written.saturating_sub(1),
            (Format::Docx, "w:p") => self.text.push('\n'),
            (Format::Odt, "text:p" | "text:h") => {
                self.written = self.written.saturating_sub(1);
                self.text.push('\n');
            }
            // A row of a table is a line: its cells end with a tab instead of a line.
            (Format::Docx, "w:tc") | (Format::Odt, "table:table-cell") => {
                if self.text.ends_with('\n') {
                    self.text.pop();
                }
                self.text.push('\t');
            }
            (Format::Docx, "w:tr") | (Format::Odt, "table:table-row") => self.text.push('\n'),
            _ => {}
        }
    }

    fn characters(&mut self, text: &str) {
        if self.written > 0 {
            self.text.push_str(text);
        }
    }
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = attributes.split_once(name)?;
    let quoted = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    quoted.get(1..)?.split_once(quote).map(|(value, _)| value)
}

enum Token<'a> {
    Start { name: &'a str, attributes: &'a str, empty: bool },
    End(&'a str),
    Text(String),
}

/// Reads XML. A DOCTYPE is refused, with the entities that it could define.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// `None` when it is not well formed, `Some(None)` at the end.
    #[expect(clippy::option_option, reason = "a fault, and an end")]
    fn next(&mut self) -> Option<Option<Token<'a>>> {
        loop {
            if self.rest.is_empty() {
                return Some(None);
            }
            if let Some(rest) = self.rest.strip_prefix("<!--") {
                self.rest = rest.split_once("-->")?.1;
            } else if let Some(rest) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = rest.split_once("]]>")?;
                self.rest = rest;
                return Some(Some(Token::Text(text.to_owned())));
            } else if let Some(rest) = self.rest.strip_prefix("<?") {
                self.rest = rest.split_once("?>")?.1;
            } else if self.rest.starts_with("<!") {
                return None;
            } else if let Some(rest) = self.rest.strip_prefix("</") {
                let (name, rest) = rest.split_once('>')?;
                self.rest = rest;
                return Some(Some(Token::End(name.trim_end())));
            } else if let Some(rest) = self.rest.strip_prefix('<') {
                let end = end_of_tag(rest)?;
                let (tag, after) = (rest.get(..end)?, rest.get(end + 1..)?);
                self.rest = after;
                let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
                let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
                return Some(Some(Token::Start { name, attributes, empty }));
            } else {
                let end = self.rest.find('<').unwrap_or(self.rest.len());
                let (text, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(Some(Token::Text(unescaped(text)?)));
            }
        }
    }
}

/// Where a tag ends: a `>` inside of quotes is part of it.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The five entities of XML, and characters by their number.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (entity, rest) = part.split_once(';')?;
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        plain.push_str(rest);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCX: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="x"><w:body><w:p w:rsidR="00"><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Compte rendu</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Voirie &amp; </w:t></w:r><w:r><w:t>écoles&#160;: 12&#x20AC;</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r><w:r><w:delText>supprimé</w:delText><w:instrText>PAGE</w:instrText></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>un</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>deux</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;

    #[test]
    fn what_was_written_in_a_docx_is_read() {
        assert_eq!(
            text(Format::Docx, DOCX).unwrap().as_str(),
            "Compte rendu\nVoirie & écoles\u{a0}: 12€\ta\nb\nun\tdeux"
        );
    }

    #[test]
    fn what_was_written_in_an_odt_is_read() {
        let xml = "<office:document-content><office:automatic-styles><style:style/>x</office:automatic-styles>\
            <office:body><office:text><text:h text:outline-level=\"1\">Titre <![CDATA[& fin]]></text:h>\
            <text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d<text:span>e</text:span></text:p>\
            <table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>\
            <table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>\
            </office:text></office:body></office:document-content>";
        assert_eq!(text(Format::Odt, xml).unwrap().as_str(), "Titre & fin\na   b\tc\nde\n1\t2");
    }

    /// Entities of entities: a kilobyte that would be gigabytes.
    #[test]
    fn what_declares_entities_of_its_own_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><text:p>&b;</text:p>";
        assert_eq!(text(Format::Odt, bomb), None);
        assert_eq!(text(Format::Odt, "<text:p>&b;</text:p>"), None);
    }

    #[test]
    fn what_is_cut_off_or_immense_ends() {
        for xml in ["<text:p", "<text:p>&amp", "<!-- ", "<a b=\"", "<?xml", "<a <b>", "&#x110000;"]
        {
            assert_eq!(text(Format::Odt, xml), None, "{xml}");
        }
        let long = format!("<text:p>{}</text:p>", "<text:s text:c=\"999999\"/>".repeat(40_000));
        let read = text(Format::Odt, &long).unwrap();
        assert!(read.len() <= MAX_TEXT + 100);
    }

    #[test]
    fn attributes_are_found_by_their_name() {
        assert_eq!(attribute(" a='1' text:c = \"12\"", "text:c"), Some("12"));
        assert_eq!(attribute("text:c=12", "text:c"), None);
        assert_eq!(attribute("", "text:c"), None);
    }
}
