//! The page: one sheet of A4 in PDF, in the fonts that every printer has. This file alone names
//! `pdf_writer` and `qrcode`.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use qrcode::{Color, EcLevel, QrCode};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::Paper;
use crate::error::{Error, IoOperation, Result};

/// Points, 72 to an inch.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 62.0;
const QR_SIDE: f32 = 170.0;
/// The mean width of a letter of Helvetica, against its size: rather too wide than too narrow.
const MEAN_LETTER: f32 = 0.5;

const BODY: Font = Font(b"Body", b"Helvetica");
const STRONG: Font = Font(b"Strong", b"Helvetica-Bold");
const CODE: Font = Font(b"Code", b"Courier");
const STRONG_CODE: Font = Font(b"StrongCode", b"Courier-Bold");

/// The name by which the page calls it, and its own.
#[derive(Clone, Copy)]
struct Font(&'static [u8], &'static [u8]);

/// What the page says around the key, in the reader's language.
#[derive(Clone, Debug)]
pub struct Wording {
    /// What it is.
    pub title: String,
    /// Whose it is, since when, its fingerprint.
    pub facts: Vec<Fact>,
    /// What happens when others read it.
    pub warning: String,
    /// Above the lines to type.
    pub lines: String,
    /// How to get the key back, step by step.
    pub steps: Vec<String>,
    /// Above the identity as age has it.
    pub identity: String,
}

/// A line of facts: what, and which.
#[derive(Clone, Debug)]
pub struct Fact {
    /// `Name`
    pub label: String,
    /// `Alice Martin`
    pub value: String,
}

impl Paper {
    /// The page, as a file.
    ///
    /// # Errors
    /// [`Error::Io`], should the key not fit a QR code.
    pub fn to_pdf(&self, wording: &Wording) -> Result<Zeroizing<Vec<u8>>> {
        let qr = QrCode::with_error_correction_level(self.identity.as_bytes(), EcLevel::Q)
            .map_err(|_| {
                Error::from_io(IoOperation::WriteOutput, std::io::ErrorKind::Other.into())
            })?;
        let mut pen = Pen { content: Content::new(), y: HEIGHT - MARGIN - 14.0 };
        pen.line(MARGIN, STRONG, 22.0, &wording.title);
        pen.rule();
        for Fact { label, value } in &wording.facts {
            pen.text(MARGIN, BODY, 10.5, label);
            pen.line(MARGIN + 110.0, STRONG, 10.5, value);
            pen.y -= 5.0;
        }
        pen.y -= 10.0;
        pen.paragraph(MARGIN, STRONG, 10.5, &wording.warning);
        pen.y -= 20.0;
        let below = pen.y - QR_SIDE;
        pen.qr(&qr, MARGIN, below);
        self.print_lines(&mut pen, wording);
        pen.y = below - 26.0;
        for (step, number) in wording.steps.iter().zip(1..) {
            pen.text(MARGIN, STRONG, 10.5, &format!("{number}."));
            pen.paragraph(MARGIN + 18.0, BODY, 10.5, step);
            pen.y -= 5.0;
        }
        pen.y -= 14.0;
        pen.paragraph(MARGIN, BODY, 10.5, &wording.identity);
        pen.y -= 2.0;
        pen.line(MARGIN, CODE, 10.0, &self.identity);
        Ok(assemble(&wording.title, &Zeroizing::new(pen.content.finish().to_vec())))
    }

    /// Beside the QR code.
    fn print_lines(&self, pen: &mut Pen, wording: &Wording) {
        let x = MARGIN + QR_SIDE + 30.0;
        pen.y -= 12.0;
        pen.paragraph(x, BODY, 10.5, &wording.lines);
        pen.y -= 12.0;
        for line in self.lines() {
            pen.line(x, STRONG_CODE, 14.0, &line);
            pen.y -= 8.0;
        }
    }
}

/// Writes down the page, from its top.
struct Pen {
    content: Content,
    y: f32,
}

impl Pen {
    fn text(&mut self, x: f32, font: Font, size: f32, text: &str) {
        self.content.begin_text().set_font(Name(font.0), size).next_line(x, self.y);
        self.content.show(Str(&win_ansi(text))).end_text();
    }

    fn line(&mut self, x: f32, font: Font, size: f32, text: &str) {
        self.text(x, font, size, text);
        self.y -= size * 1.3;
    }

    fn paragraph(&mut self, x: f32, font: Font, size: f32, text: &str) {
        let room = ((WIDTH - MARGIN - x) / (size * MEAN_LETTER)) as usize;
        let mut line = String::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                self.line(x, font, size, &std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(x, font, size, &line);
    }

    fn rule(&mut self) {
        self.content.set_line_width(0.8);
        self.content.move_to(MARGIN, self.y + 12.0).line_to(WIDTH - MARGIN, self.y + 12.0).stroke();
        self.y -= 16.0;
    }

    /// Its lower left corner at this place.
    fn qr(&mut self, qr: &QrCode, x: f32, y: f32) {
        let module = QR_SIDE / qr.width() as f32;
        let colors = qr.to_colors();
        for (row, colors) in colors.chunks(qr.width()).rev().enumerate() {
            let bottom = y + row as f32 * module;
            let mut column = 0;
            for run in colors.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let left = x + column as f32 * module;
                    self.content.rect(left, bottom, run.len() as f32 * module, module);
                }
                column += run.len();
            }
        }
        self.content.fill_nonzero();
    }
}

fn assemble(title: &str, content: &[u8]) -> Zeroizing<Vec<u8>> {
    let [catalog, pages, page, stream, info] = [1, 2, 3, 4, 5].map(Ref::new);
    let fonts = [BODY, STRONG, CODE, STRONG_CODE];
    let font_ids = [6, 7, 8, 9].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.parent(pages).media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).contents(stream);
    let mut resources = sheet.resources();
    let mut names = resources.fonts();
    for (font, id) in fonts.into_iter().zip(font_ids) {
        names.pair(Name(font.0), id);
    }
    names.finish();
    resources.finish();
    sheet.finish();
    for (font, id) in fonts.into_iter().zip(font_ids) {
        pdf.type1_font(id).base_font(Name(font.1)).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(stream, content);
    pdf.document_info(info).title(TextStr(title)).creator(TextStr("Scellé"));
    Zeroizing::new(pdf.finish())
}

/// In the encoding of the fonts that every printer has; what is not in it loses its accents, or is
/// a question mark.
fn win_ansi(text: &str) -> Vec<u8> {
    let encode = |c: char| match c {
        '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        '€' => Some(0x80),
        '…' => Some(0x85),
        'Œ' => Some(0x8c),
        '‘' => Some(0x91),
        '’' => Some(0x92),
        '“' => Some(0x93),
        '”' => Some(0x94),
        '–' => Some(0x96),
        '—' => Some(0x97),
        'œ' => Some(0x9c),
        'Ÿ' => Some(0x9f),
        '\u{202f}' => Some(0xa0),
        _ => None,
    };
    let bare = |c: char| std::iter::once(c).nfkd().find_map(encode).unwrap_or(b'?');
    text.nfc().map(|c| encode(c).unwrap_or_else(|| bare(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_is_in_the_encoding_and_other_names_are_near_it() {
        assert_eq!(win_ansi("L’été, œuvre — 5\u{a0}€"), b"L\x92\xe9t\xe9, \x9cuvre \x97 5\xa0\x80");
        assert_eq!(win_ansi("Š e\u{301} Łó 中"), b"S \xe9 ?\xf3 ?");
    }
}
