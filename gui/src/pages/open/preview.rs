//! A look at a file without writing it anywhere: text, tables and pictures, from memory, and only
//! as much as is looked at.

use std::io::{self, Cursor, Write};

use eframe::egui::{
    ColorImage, Context, Image, Label, RichText, ScrollArea, TextStyle, TextureHandle,
    TextureOptions, Ui, vec2,
};
use image::{ImageFormat, ImageReader, Limits};
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::open::Container;
use scelle_core::progress::Progress;
use scelle_core::text::escape;
use scelle_i18n::{format_size, text};
use zeroize::Zeroizing;

use crate::theme;
use crate::widgets::{Press, Tone, dialog, muted, notice};

/// No larger text is shown, in bytes.
const MAX_TEXT: u64 = 1 << 20;
/// No larger picture is read, in bytes.
const MAX_IMAGE: u64 = 24 << 20;
/// No picture of more is decoded, on a side, and in memory.
const MAX_SIDE: u32 = 8192;
const MAX_DECODED: u64 = 256 << 20;
/// So many rows of a table are shown, and columns.
const MAX_ROWS: usize = 10_000;
const MAX_COLUMNS: usize = 40;
/// A line of text that is longer is shown as several.
const MAX_LINE: usize = 400;
/// How wide a column is at most, in characters: what does not fit is told when the pointer rests.
const MAX_CELL: usize = 36;
const ROW: f32 = 26.0;

/// What a file looks like.
pub(super) enum Look {
    Text(Vec<Zeroizing<String>>),
    Table(Table),
    Picture(ColorImage),
    /// Larger than what is shown.
    TooLarge(u64),
    /// Nothing that can be shown here.
    Unknown,
}

/// The cells of a table.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// How wide each column is, in characters.
    widths: Vec<usize>,
}

/// What a name says of its file.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Table,
    Picture(ImageFormat),
    Unknown,
}

fn kind_of(name: &str) -> Kind {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    match end.as_str() {
        "png" => Kind::Picture(ImageFormat::Png),
        "jpg" | "jpeg" => Kind::Picture(ImageFormat::Jpeg),
        "csv" => Kind::Table,
        "txt" | "md" | "log" | "json" | "toml" | "yaml" | "yml" | "xml" | "ini" => Kind::Text,
        _ => Kind::Unknown,
    }
}

/// Reads what can be shown of a file.
pub(super) fn look(
    container: &mut Container,
    index: usize,
    name: &str,
    size: u64,
    progress: &Progress,
) -> Result<Look> {
    let kind = kind_of(name);
    let limit = match kind {
        Kind::Unknown => return Ok(Look::Unknown),
        Kind::Picture(_) => MAX_IMAGE,
        Kind::Text | Kind::Table => MAX_TEXT,
    };
    if size > limit {
        return Ok(Look::TooLarge(size));
    }
    // The size is the directory's, which is checked as the content is read.
    let mut content = Bounded { bytes: Zeroizing::new(Vec::with_capacity(size as usize)), limit };
    container.write_entry(index, &mut content, progress)?;
    Ok(show(kind, &content.bytes))
}

fn show(kind: Kind, bytes: &[u8]) -> Look {
    let as_text = || std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok();
    match kind {
        Kind::Unknown => Look::Unknown,
        Kind::Text => as_text().map_or(Look::Unknown, |text| Look::Text(shown_text(text))),
        Kind::Table => as_text().map_or(Look::Unknown, |text| Look::Table(Table::new(text))),
        Kind::Picture(format) => decode(bytes, format).map_or(Look::Unknown, Look::Picture),
    }
}

/// Lines stay lines; whatever else would show something that is not there is escaped.
fn shown_text(text: &str) -> Vec<Zeroizing<String>> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let shown = Zeroizing::new(escape(&line.replace('\t', "    ")));
        let mut rest = shown.as_str();
        while let Some((end, _)) = rest.char_indices().nth(MAX_LINE) {
            let (part, after) = rest.split_at(end);
            lines.push(Zeroizing::new(part.to_owned()));
            rest = after;
        }
        lines.push(Zeroizing::new(rest.to_owned()));
    }
    lines
}

impl Table {
    fn new(text: &str) -> Self {
        let rows = cells(text);
        let mut widths = Vec::new();
        for row in &rows {
            widths.resize(widths.len().max(row.len()), 3);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().take(MAX_CELL).count().max(*width);
            }
        }
        Self { rows, widths }
    }

    fn row(&self, ui: &mut Ui, number: usize) {
        let row = self.rows.get(number).map(Vec::as_slice).unwrap_or_default();
        ui.horizontal(|ui| {
            for (cell, width) in row.iter().zip(&self.widths) {
                let size = vec2(*width as f32 * 8.0 + 10.0, ROW);
                let head = number == 0;
                let words = if head { theme::strong(cell) } else { RichText::new(cell) };
                let layout = eframe::egui::Layout::left_to_right(eframe::egui::Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_width(size.x);
                    ui.add(Label::new(words).truncate().selectable(true));
                });
            }
        });
    }
}

/// RFC 4180, with semicolons or tabs where the first line has more of them.
fn cells(text: &str) -> Vec<Vec<String>> {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|c| count(*c)).unwrap_or(',');
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            c if c == separator && !quoted => row.push(escape(&std::mem::take(&mut cell))),
            '\n' if !quoted => {
                row.push(escape(std::mem::take(&mut cell).trim_end_matches('\r')));
                row.truncate(MAX_COLUMNS);
                rows.push(std::mem::take(&mut row));
                if rows.len() == MAX_ROWS {
                    return rows;
                }
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(escape(&cell));
        row.truncate(MAX_COLUMNS);
        rows.push(row);
    }
    rows
}

fn decode(bytes: &[u8], format: ImageFormat) -> Option<ColorImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    // What fits on a screen is enough, and any graphics card takes it.
    let picture = reader.decode().ok()?.thumbnail(2048, 2048).to_rgba8();
    let size = [picture.width() as usize, picture.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, picture.as_raw()))
}

/// Takes no more than it may.
struct Bounded {
    bytes: Zeroizing<Vec<u8>>,
    limit: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.bytes.len() + bytes.len()) as u64 > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that is looked at.
pub(super) struct Preview {
    name: String,
    look: Look,
    texture: Option<TextureHandle>,
}

impl Preview {
    pub(super) fn new(ctx: &Context, name: String, look: Look) -> Self {
        let texture = match &look {
            Look::Picture(picture) => {
                Some(ctx.load_texture("preview", picture.clone(), TextureOptions::LINEAR))
            }
            _ => None,
        };
        Self { name, look, texture }
    }

    /// Draws it over the page; `false` once it is to close.
    pub(super) fn ui(&mut self, ctx: &Context) -> bool {
        let screen = ctx.content_rect().size();
        let size = vec2((screen.x - 80.0).min(900.0), screen.y - 170.0);
        let modal = dialog("preview", ctx).show(ctx, |ui| {
            ui.set_width(size.x);
            ui.label(theme::title(&self.name));
            ui.label(muted(ui, text!("win-preview-about")));
            ui.add_space(4.0);
            self.contents(ui, size);
            ui.add_space(10.0);
            let close = text!("win-close");
            let press = Press::primary(&close).icon(Icon::X);
            ui.add(press.shortcut(crate::app::keys::CANCEL)).clicked()
        });
        !(modal.inner || modal.should_close())
    }

    fn contents(&self, ui: &mut Ui, size: eframe::egui::Vec2) {
        let scroll = ScrollArea::both().max_height(size.y).auto_shrink([false, true]);
        match (&self.look, &self.texture) {
            (Look::Text(lines), _) => {
                let height = ui.text_style_height(&TextStyle::Monospace);
                ui.spacing_mut().item_spacing.y = 4.0;
                scroll.show_rows(ui, height, lines.len(), |ui, seen| {
                    for line in lines.get(seen).unwrap_or_default() {
                        let words = RichText::new(line.as_str()).monospace();
                        ui.add(Label::new(words).extend().selectable(true));
                    }
                });
            }
            (Look::Table(table), _) => {
                ui.spacing_mut().item_spacing.y = 0.0;
                scroll.show_rows(ui, ROW, table.rows.len(), |ui, seen| {
                    seen.for_each(|number| table.row(ui, number));
                });
            }
            (Look::Picture(_), Some(texture)) => {
                let image = Image::from_texture(texture).max_size(size).shrink_to_fit();
                scroll.show(ui, |ui| ui.add(image.alt_text(&self.name)));
            }
            (Look::TooLarge(size), _) => {
                let message = text!("win-preview-large", size = format_size(*size));
                notice(ui, Tone::Plain, &message, &text!("win-preview-extract"));
            }
            _ => {
                let message = text!("win-preview-unknown");
                notice(ui, Tone::Plain, &message, &text!("win-preview-extract"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_as_they_are_written() {
        let rows = cells("nom;note\r\n\"Du;pont\";\"dit \"\"oui\"\"\"\r\nx;");
        assert_eq!(rows, [vec!["nom", "note"], vec!["Du;pont", "dit \"oui\""], vec!["x", ""]]);
        assert_eq!(cells("a,b\n1,2"), [vec!["a", "b"], vec!["1", "2"]]);
        assert_eq!(cells(&"x\n".repeat(2 * MAX_ROWS)).len(), MAX_ROWS);
    }

    #[test]
    fn a_picture_that_is_none_is_not_shown() {
        assert!(matches!(show(Kind::Picture(ImageFormat::Png), b"no"), Look::Unknown));
        assert!(matches!(show(Kind::Text, b"\xff\xfe"), Look::Unknown));
    }

    #[test]
    fn a_picture_that_claims_to_be_immense_is_not_decoded() {
        let mut bytes = Vec::new();
        let small = image::RgbaImage::new(2, 2);
        small.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert!(matches!(show(Kind::Picture(ImageFormat::Png), &bytes), Look::Picture(_)));
        let wide = image::RgbaImage::new(MAX_SIDE + 1, 1);
        bytes.clear();
        wide.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert!(matches!(show(Kind::Picture(ImageFormat::Png), &bytes), Look::Unknown));
    }

    #[test]
    fn text_shows_no_more_than_there_is() {
        let Look::Text(shown) = show(Kind::Text, "a\u{202e}b\n\tc\u{1b}[0m".as_bytes()) else {
            panic!("it is text");
        };
        let shown: Vec<&str> = shown.iter().map(|line| line.as_str()).collect();
        let hostile = shown.iter().any(|line| line.contains(['\u{202e}', '\u{1b}']));
        assert!(!hostile, "{shown:?}");
        assert!(shown[1].starts_with("    c"));
    }

    #[test]
    fn a_line_without_end_is_shown_as_several() {
        let Look::Text(shown) = show(Kind::Text, "é".repeat(1000).as_bytes()) else {
            panic!("it is text");
        };
        assert_eq!(shown.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [400, 400, 200]);
    }
}
