//! A table, as rows of cells.

use eframe::egui::{Align, Label, Layout, RichText, Ui, vec2};

use super::text::cells;
use crate::theme;

/// Greatest width of a column, in characters; a tooltip shows the rest.
const MAX_CELL: usize = 36;
pub(super) const ROW: f32 = 26.0;

/// The cells of a table.
pub(in crate::pages::open) struct Table {
    rows: Vec<Vec<String>>,
    /// How wide each column is, in characters.
    widths: Vec<usize>,
}

impl Table {
    pub(super) fn new(text: &str) -> Self {
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

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, ui: &mut Ui, number: usize) {
        let row = self.rows.get(number).map(Vec::as_slice).unwrap_or_default();
        ui.horizontal(|ui| {
            for (cell, width) in row.iter().zip(&self.widths) {
                let size = vec2(*width as f32 * 8.0 + 10.0, ROW);
                let head = number == 0;
                let words = if head { theme::strong(cell) } else { RichText::new(cell) };
                let layout = Layout::left_to_right(Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_width(size.x);
                    ui.add(Label::new(words).truncate().selectable(true));
                });
            }
        });
    }
}
