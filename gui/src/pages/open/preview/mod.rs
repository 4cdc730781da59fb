//! Previews of text, tables, pictures, PDF and office files, in memory and within limits.

mod office;
mod pages;
mod picture;
mod table;
mod text;

use std::io::{self, Write};

use eframe::egui::{
    ColorImage, Context, Image, Key, Label, Modifiers, RichText, ScrollArea, TextStyle,
    TextureHandle, TextureOptions, Ui, Vec2, vec2,
};
use image::ImageFormat;
use lucide_icons::Icon;
use scelle_core::error::Result;
use scelle_core::open::{Container, EntryId};
use scelle_core::progress::Progress;
use scelle_i18n::{format_size, text};
use zeroize::Zeroizing;

use self::pages::Pages;
use self::table::{ROW, Table};
use self::text::Encoding;
use crate::pdf::Artist;
use crate::theme;
use crate::widgets::{Press, Tone, access, dialog, muted, notice};

/// Limit of a text, in bytes.
const MAX_TEXT: u64 = 1 << 20;
/// Limit of a picture or document, in bytes.
const MAX_FILE: u64 = 24 << 20;

/// What a file looks like.
pub(super) enum Look {
    Text(Vec<Zeroizing<String>>, Encoding),
    Table(Table, Encoding),
    /// The text of an office document.
    Document(Vec<Zeroizing<String>>),
    Picture(ColorImage),
    /// A PDF file.
    Pages(Zeroizing<Vec<u8>>),
    /// Larger than the limit.
    TooLarge(u64),
    /// No preview for this kind of file.
    Unknown,
}

/// The kind of a file, by its name.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Table,
    Picture(ImageFormat),
    Pages,
    Document(office::Format),
    Unknown,
}

fn kind_of(name: &str) -> Kind {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    match end.as_str() {
        "png" => Kind::Picture(ImageFormat::Png),
        "jpg" | "jpeg" => Kind::Picture(ImageFormat::Jpeg),
        "csv" | "tsv" => Kind::Table,
        "txt" | "md" | "log" | "json" | "toml" | "yaml" | "yml" | "xml" | "ini" => Kind::Text,
        "pdf" => Kind::Pages,
        "docx" => Kind::Document(office::Format::Docx),
        "odt" => Kind::Document(office::Format::Odt),
        _ => Kind::Unknown,
    }
}

/// Reads what can be shown of a file.
pub(super) fn look(
    container: &mut Container,
    id: EntryId,
    name: &str,
    size: u64,
    progress: &Progress,
) -> Result<Look> {
    let kind = kind_of(name);
    let limit = match kind {
        Kind::Unknown => return Ok(Look::Unknown),
        Kind::Picture(_) | Kind::Pages | Kind::Document(_) => MAX_FILE,
        Kind::Text | Kind::Table => MAX_TEXT,
    };
    if size > limit {
        return Ok(Look::TooLarge(size));
    }
    // The declared size, which is checked as the content is read.
    let mut content = Bounded { bytes: Zeroizing::new(Vec::with_capacity(size as usize)), limit };
    container.write_entry(id, &mut content, progress)?;
    Ok(show(kind, content.bytes))
}

fn show(kind: Kind, bytes: Zeroizing<Vec<u8>>) -> Look {
    let shown = match kind {
        Kind::Unknown => None,
        Kind::Text => text::decoded(&bytes).map(|(text, how)| Look::Text(text::lines(&text), how)),
        Kind::Table => text::decoded(&bytes).map(|(text, how)| Look::Table(Table::new(&text), how)),
        Kind::Picture(format) => picture::decoded(&bytes, format).map(Look::Picture),
        Kind::Pages => bytes.starts_with(b"%PDF-").then_some(Look::Pages(bytes)),
        Kind::Document(format) => {
            office::read(format, &bytes).map(|text| Look::Document(text::lines(&text)))
        }
    };
    shown.unwrap_or(Look::Unknown)
}

/// Grows up to the limit.
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

/// The drawn form of a preview.
enum Shown {
    Lines(Vec<Zeroizing<String>>),
    Table(Table),
    Picture(TextureHandle),
    Pages(Pages),
    TooLarge(u64),
    Unknown,
}

/// A file in preview.
pub(super) struct Preview {
    /// The entry.
    id: EntryId,
    name: String,
    shown: Shown,
    /// A note on how it was read.
    remark: Option<String>,
}

/// What the user asked of a preview.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum After {
    /// Nothing.
    Stay,
    /// Close it.
    Close,
    /// Extract the file.
    Extract,
    /// Show the file this many places further down.
    Step(isize),
}

impl Preview {
    pub(super) fn new(
        ctx: &Context,
        artist: &Artist,
        id: EntryId,
        name: String,
        look: Look,
    ) -> Self {
        let (shown, remark) = match look {
            Look::Text(lines, how) => (Shown::Lines(lines), remark(how)),
            Look::Table(table, how) => (Shown::Table(table), remark(how)),
            Look::Document(lines) => (Shown::Lines(lines), Some(text!("win-preview-document"))),
            Look::Picture(picture) => {
                let texture = ctx.load_texture("preview", picture, TextureOptions::LINEAR);
                (Shown::Picture(texture), None)
            }
            Look::Pages(file) => (Shown::Pages(Pages::new(ctx, artist.clone(), file)), None),
            Look::TooLarge(size) => (Shown::TooLarge(size), None),
            Look::Unknown => (Shown::Unknown, None),
        };
        Self { id, name, shown, remark }
    }

    /// The entry that is shown.
    pub(super) fn id(&self) -> EntryId {
        self.id
    }

    /// Draws it over the page.
    pub(super) fn ui(&mut self, ctx: &Context) -> After {
        let screen = ctx.content_rect().size();
        let below = if self.remark.is_some() { 196.0 } else { 170.0 };
        let size = vec2((screen.x - 80.0).min(900.0), screen.y - below);
        let modal = dialog("preview", ctx).show(ctx, |ui| {
            ui.set_width(size.x);
            let title = ui.add(Label::new(theme::title(&self.name)).truncate());
            access::heading(&title, 1, self.name.as_str());
            access::name_dialog(ui, &self.name);
            ui.label(muted(ui, text!("win-preview-about")));
            if let Some(remark) = &self.remark {
                ui.label(muted(ui, remark));
            }
            ui.add_space(4.0);
            self.contents(ui, size);
            ui.add_space(10.0);
            buttons(ui)
        });
        if modal.should_close() { After::Close } else { modal.inner }
    }

    fn contents(&mut self, ui: &mut Ui, size: Vec2) {
        let scroll = ScrollArea::both().max_height(size.y).auto_shrink([false, true]);
        match &mut self.shown {
            Shown::Lines(lines) => {
                let height = ui.text_style_height(&TextStyle::Monospace);
                ui.spacing_mut().item_spacing.y = 4.0;
                scroll.show_rows(ui, height, lines.len(), |ui, seen| {
                    for line in lines.get(seen).unwrap_or_default() {
                        let words = RichText::new(line.as_str()).monospace();
                        ui.add(Label::new(words).extend().selectable(true));
                    }
                });
            }
            Shown::Table(table) => {
                ui.spacing_mut().item_spacing.y = 0.0;
                scroll.show_rows(ui, ROW, table.len(), |ui, seen| {
                    seen.for_each(|number| table.row(ui, number));
                });
            }
            Shown::Picture(texture) => {
                let image = Image::from_texture(&*texture).max_size(size).shrink_to_fit();
                scroll.show(ui, |ui| ui.add(image.alt_text(&self.name)));
            }
            Shown::Pages(pages) => pages.ui(ui, &self.name, size),
            Shown::TooLarge(size) => {
                let message = text!("win-preview-large", size = format_size(*size));
                notice(ui, Tone::Plain, &message, &text!("win-preview-extract"));
            }
            Shown::Unknown => {
                let message = text!("win-preview-unknown");
                notice(ui, Tone::Plain, &message, &text!("win-preview-extract"));
            }
        }
    }
}

fn remark(how: Encoding) -> Option<String> {
    // A guessed encoding is named, since letters may be wrong.
    (how == Encoding::Windows1252).then(|| text!("win-preview-guessed", encoding = how.name()))
}

fn buttons(ui: &mut Ui) -> After {
    let mut after = After::Stay;
    let arrow = |ui: &Ui, key| {
        // A field or a list inside has the arrows while it has the focus.
        ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
    };
    ui.horizontal_wrapped(|ui| {
        let (close, extract) = (text!("win-close"), text!("win-preview-extract-this"));
        let press = Press::primary(&close).icon(Icon::X);
        if ui.add(press.shortcut(crate::app::keys::CANCEL)).clicked() {
            after = After::Close;
        }
        if ui.add(Press::new(&extract).icon(Icon::FileOutput)).clicked() {
            after = After::Extract;
        }
        let steps = [
            (text!("win-preview-before"), Icon::ArrowLeft, Key::ArrowLeft, -1),
            (text!("win-preview-after"), Icon::ArrowRight, Key::ArrowRight, 1),
        ];
        for (name, icon, key, by) in steps {
            let shortcut = eframe::egui::KeyboardShortcut::new(Modifiers::NONE, key);
            let press = Press::icon_only(icon, &name).shortcut(shortcut).height(36.0);
            if ui.add(press).clicked() || arrow(ui, key) {
                after = After::Step(by);
            }
        }
    });
    after
}
