//! The pages of a PDF file, drawn one at a time by another process.

use std::sync::Arc;

use eframe::egui::{Context, Image, ScrollArea, TextureHandle, TextureOptions, Ui, Vec2};
use lucide_icons::Icon;
use scelle_i18n::text;
use zeroize::Zeroizing;

use crate::job::{Job, finished};
use crate::pdf::{Artist, Page};
use crate::widgets::{Press, Tone, muted, notice};

/// The file, and the page that is shown.
pub(super) struct Pages {
    artist: Artist,
    file: Arc<Zeroizing<Vec<u8>>>,
    /// Counted from 0.
    page: u32,
    /// Number of pages, once that is known.
    pages: Option<u32>,
    job: Option<Job<Option<Page>>>,
    /// The page that was drawn last, and its number.
    shown: Option<(TextureHandle, u32)>,
}

impl Pages {
    pub(super) fn new(ctx: &Context, artist: Artist, file: Zeroizing<Vec<u8>>) -> Self {
        let file = Arc::new(file);
        let mut pages = Self { artist, file, page: 0, pages: None, job: None, shown: None };
        pages.draw(ctx);
        pages
    }

    fn draw(&mut self, ctx: &Context) {
        let (artist, file, page) = (self.artist.clone(), Arc::clone(&self.file), self.page);
        let work = move |progress: &_| artist.page(&file, page, progress);
        self.job = Some(Job::start(ctx, text!("win-reading"), work));
    }

    fn turn(&mut self, ctx: &Context, to: u32) {
        self.page = to;
        self.draw(ctx);
    }

    /// The page, and how to come to the others.
    pub(super) fn ui(&mut self, ui: &mut Ui, name: &str, size: Vec2) {
        if let Some(drawn) = finished(&mut self.job, ui.ctx()) {
            self.shown = drawn.ok().flatten().map(|page| {
                self.pages = Some(page.pages);
                let texture = ui.ctx().load_texture("page", page.picture, TextureOptions::LINEAR);
                (texture, self.page)
            });
        }
        let room = Vec2::new(size.x, size.y - 44.0);
        ui.allocate_ui(room, |ui| {
            ui.set_min_height(room.y);
            match &self.shown {
                Some((texture, page)) => {
                    let alt = text!("win-preview-page-of", name = name, page = page + 1);
                    let image =
                        Image::from_texture(texture).fit_to_exact_size(width_of(texture, room));
                    ScrollArea::vertical().max_height(room.y).id_salt(*page).show(ui, |ui| {
                        ui.vertical_centered(|ui| ui.add(image.alt_text(alt)));
                    });
                }
                None if self.job.is_some() => {
                    ui.add(eframe::egui::Spinner::new());
                    ui.label(muted(ui, text!("win-reading")));
                }
                None => {
                    let message = text!("win-preview-pdf-not");
                    notice(ui, Tone::Plain, &message, &text!("win-preview-extract"));
                }
            }
        });
        self.turning(ui);
    }

    fn turning(&mut self, ui: &mut Ui) {
        let Some(pages) = self.pages.filter(|pages| *pages > 1) else { return };
        let (before, after) = (text!("win-preview-page-before"), text!("win-preview-page-after"));
        let (first, last) = (self.page == 0, self.page + 1 >= pages);
        ui.horizontal(|ui| {
            let press = Press::icon_only(Icon::ChevronLeft, &before);
            if ui.add_enabled(!first, press).clicked() {
                self.turn(ui.ctx(), self.page.saturating_sub(1));
            }
            ui.label(text!("win-preview-page", page = self.page + 1, pages = pages));
            let press = Press::icon_only(Icon::ChevronRight, &after);
            if ui.add_enabled(!last, press).clicked() {
                self.turn(ui.ctx(), self.page + 1);
            }
        });
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.job.iter().for_each(|job| job.progress.cancel());
    }
}

/// As wide as there is room, whatever its height: a page is read from top to bottom.
fn width_of(texture: &TextureHandle, room: Vec2) -> Vec2 {
    let [width, height] = texture.size().map(|side| side as f32);
    let shown = (room.x - 24.0).min(width);
    Vec2::new(shown, shown * height / width.max(1.0))
}
