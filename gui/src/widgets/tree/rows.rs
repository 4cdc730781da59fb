//! The rows of a tree, and the keyboard in them.

use eframe::egui::{
    Align2, Checkbox, CornerRadius, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response,
    Role, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use lucide_icons::Icon;
use scelle_core::display::escape;
use scelle_core::open::EntryId;
use scelle_i18n::{format_moment, format_size, text};

use super::{Chosen, Node, Order, Tree};
use crate::theme::{palette, strong_font};
use crate::widgets::{access, bare_field, paint_icon};

const ROW: f32 = 32.0;
const INDENT: f32 = 20.0;
/// Where names begin, after the box that chooses.
const NAME_LEFT: f32 = 36.0;
/// Where their icons are, after the mark that opens a folder.
const ICON: f32 = 18.0;
/// The right edge of the last column, from that of the row: the bar that scrolls is above it.
const RIGHT: f32 = 14.0;
/// How wide the column of dates is; and that of sizes, with what stands before it.
const DATE_COLUMN: f32 = 140.0;
const SIZE_COLUMN: f32 = 90.0;
/// Rows that are narrower have no dates.
const NARROW: f32 = 480.0;

/// What was asked of a row.
enum RowAction {
    Toggle,
    Show,
    /// By a double click, whose first click already toggled its choice.
    ShowAsItWas(bool),
    Choose(bool),
    /// Move the focus this many rows down.
    Move(isize),
}

impl Tree {
    /// Draws it; returns the entry to preview.
    pub(crate) fn ui(&mut self, ui: &mut Ui, height: f32) -> Option<EntryId> {
        self.refresh();
        self.headers(ui);
        let flat = !self.search.is_empty();
        let area =
            ScrollArea::vertical().id_salt("tree").auto_shrink([false, false]).max_height(height);
        ui.spacing_mut().item_spacing.y = 0.0;
        let asked = area.show_rows(ui, ROW, self.rows.len(), |ui, seen| {
            access::tree(ui, &text!("win-tree"), self.rows.len());
            let mut asked = None;
            for number in seen {
                let Some(at) = self.rows.get(number).copied() else { continue };
                let Some(node) = self.nodes.get(at) else { continue };
                let name = if flat { escape(&self.whole_name(at)) } else { node.label() };
                let (rect, answer) = row(ui, row_id(at), node, &name, flat);
                tell(ui, row_id(at), node, flat, number);
                match answer {
                    Some(RowAction::Move(by)) => self.walk(ui, number, rect, by),
                    Some(answer) => asked = Some((at, answer)),
                    None => {}
                }
            }
            asked
        });
        let (at, asked) = asked.inner?;
        if let RowAction::ShowAsItWas(chosen) = asked {
            self.choose(&[at], chosen);
        }
        match asked {
            RowAction::Show | RowAction::ShowAsItWas(_) => {
                let shown = self.nodes.get(at).filter(|node| !node.folder || flat);
                if let Some(node) = shown {
                    return node.entry.filter(|_| !node.folder);
                }
                self.toggle(at);
            }
            RowAction::Toggle => self.toggle(at),
            RowAction::Choose(yes) => self.choose(&[at], yes),
            RowAction::Move(_) => {}
        }
        None
    }

    fn toggle(&mut self, at: usize) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.open = !node.open;
            self.stale = true;
        }
    }

    /// The focus goes to another row, which is brought into view.
    fn walk(&self, ui: &Ui, from: usize, rect: Rect, by: isize) {
        let to = from.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        let Some(at) = self.rows.get(to) else { return };
        ui.memory_mut(|memory| memory.request_focus(row_id(*at)));
        let far = (to as f32 - from as f32) * ROW;
        ui.scroll_to_rect(rect.translate(vec2(0.0, far)), None);
    }

    /// The field that searches.
    pub(crate) fn search_ui(&mut self, ui: &mut Ui, width: f32) {
        let hint = text!("win-search-files");
        let response = bare_field(ui, &hint, &hint, &mut self.search, width);
        self.stale |= response.changed();
    }

    /// The heads of the columns, which sort when pressed.
    fn headers(&mut self, ui: &mut Ui) {
        let width = ui.available_width();
        let (rect, _) = ui.allocate_exact_size(vec2(width, 30.0), Sense::empty());
        self.choose_all(ui, rect);
        let (left, right) = (Align2::LEFT_CENTER, Align2::RIGHT_CENTER);
        let dated = rect.width() >= NARROW;
        let columns = [
            Some((Order::Name, text!("win-column-name"), rect.left() + NAME_LEFT + ICON, left)),
            Some((Order::Size, text!("win-column-size"), size_edge(rect), right)),
            dated.then(|| (Order::Date, text!("win-column-date"), rect.right() - RIGHT, right)),
        ];
        for (order, name, x, align) in columns.into_iter().flatten() {
            let sorted = (self.order == order).then_some(self.down);
            if header(ui, &name, pos2(x, rect.center().y), align, sorted).clicked() {
                self.sort(order);
            }
        }
        let line = Stroke::new(1.0, palette(ui).line);
        ui.painter().hline(rect.x_range(), rect.bottom(), line);
    }

    /// The check box for all rows, or for those found.
    fn choose_all(&mut self, ui: &mut Ui, rect: Rect) {
        let all = if self.search.is_empty() { &self.roots } else { &self.rows };
        let of = |at: &usize| self.nodes.get(*at).map(|node| node.chosen);
        let mut every = !all.is_empty() && all.iter().all(|at| of(at) == Some(Chosen::Yes));
        let partly = !every && all.iter().any(|at| of(at) != Some(Chosen::No));
        let all = all.clone();
        let name = text!("win-choose-all");
        if checkbox(ui, rect, &mut every, partly, name) {
            self.choose(&all, every);
        }
    }
}

/// Where sizes end.
fn size_edge(row: Rect) -> f32 {
    row.right() - RIGHT - if row.width() >= NARROW { DATE_COLUMN } else { 0.0 }
}

fn row_id(at: usize) -> Id {
    Id::unique(("row of a tree", at))
}

/// The check box of a row; `true` when it was toggled.
fn checkbox(ui: &mut Ui, row: Rect, ticked: &mut bool, partly: bool, name: String) -> bool {
    let at = Rect::from_min_size(row.left_top() + vec2(8.0, 0.0), vec2(22.0, row.height()));
    let layout = eframe::egui::Layout::left_to_right(eframe::egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(at).layout(layout));
    let response = child.add(Checkbox::without_text(ticked).indeterminate(partly));
    let changed = response.changed();
    response.accessible_name(name);
    changed
}

/// The name of a column, and which way it sorts.
fn header(
    ui: &mut Ui,
    name: &str,
    at: eframe::egui::Pos2,
    align: Align2,
    sorted: Option<bool>,
) -> Response {
    let p = palette(ui);
    let color = if sorted.is_some() { p.text } else { p.muted };
    let galley = ui.painter().layout_no_wrap(name.to_owned(), strong_font(12.5), color);
    let size = galley.size();
    let words = align.anchor_size(at, size);
    let hit = words.expand2(vec2(6.0, 5.0));
    let response = ui.interact(hit, ui.scope_id().with(name), Sense::click());
    let chosen = sorted.is_some();
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    if response.hovered() {
        ui.painter().rect_filled(hit, CornerRadius::same(6), p.hover);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, p.primary);
        ui.painter().rect_stroke(hit, CornerRadius::same(6), ring, StrokeKind::Inside);
    }
    ui.painter().galley(words.min, galley, color);
    if let Some(down) = sorted {
        let icon = if down { Icon::ChevronDown } else { Icon::ChevronUp };
        let beside = if align == Align2::LEFT_CENTER {
            words.right_center() + vec2(11.0, 0.0)
        } else {
            words.left_center() - vec2(11.0, 0.0)
        };
        paint_icon(ui.painter(), beside, Align2::CENTER_CENTER, icon, 14.0, p.muted);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn row(ui: &mut Ui, id: Id, node: &Node, name: &str, flat: bool) -> (Rect, Option<RowAction>) {
    let width = ui.available_width();
    let (_, rect) = ui.allocate_space(vec2(width, ROW));
    let response = ui.interact(rect, id, Sense::click());
    let is_chosen = node.chosen == Chosen::Yes;
    response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, is_chosen, name));
    let expands = node.folder && !flat;
    paint(ui, rect, &response, node, name, flat);
    let mut ticked = is_chosen;
    let choose = text!("win-choose-entry", name = name);
    if checkbox(ui, rect, &mut ticked, node.chosen == Chosen::Partly, choose) {
        return (rect, Some(RowAction::Choose(ticked)));
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    // Not while a dialog is above: the keys are for that.
    let above = ui.memory(|memory| memory.is_above_modal_layer(ui.layer_id()));
    if response.has_focus() && above {
        let arrows =
            EventFilter { horizontal_arrows: true, vertical_arrows: true, ..Default::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
        if let Some(asked) = typed(ui, node, expands) {
            return (rect, Some(asked));
        }
    }
    let asked = match (response.double_clicked(), response.clicked()) {
        (true, _) if !node.folder => Some(RowAction::ShowAsItWas(!is_chosen)),
        (_, true) if expands => Some(RowAction::Toggle),
        // Enter on the row that has the focus; a click with the pointer only chooses.
        (_, true) if ui.input(|input| input.key_pressed(Key::Enter)) => Some(RowAction::Show),
        (_, true) => Some(RowAction::Choose(!is_chosen)),
        _ => None,
    };
    (rect, asked)
}

/// What a screen reader says of a row after its name: size, date, level, position from 0.
fn tell(ui: &Ui, id: Id, node: &Node, flat: bool, position: usize) {
    let size = format_size(node.size);
    let level = if flat { 0 } else { node.depth };
    let mut about = match node.modified {
        Some(modified) => format!("{size}, {}", format_moment(modified)),
        None => size,
    };
    // AccessKit 0.25 gives levels to Windows alone.
    if cfg!(not(windows)) && !flat {
        about = format!("{about}, {}", text!("win-tree-level", level = level + 1));
    }
    access::describe(ui.ctx(), id, |item| {
        item.set_description(about);
        item.set_level(level);
        item.set_position_in_set(position);
        item.clear_toggled();
        item.set_selected(node.chosen == Chosen::Yes);
        if node.folder && !flat {
            item.set_expanded(node.open);
        }
    });
}

/// The action of a key on the focused row.
fn typed(ui: &Ui, node: &Node, expands: bool) -> Option<RowAction> {
    // Consumes the key, so that the row that gets the focus does not see it.
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Space) {
        return Some(RowAction::Choose(node.chosen != Chosen::Yes));
    }
    let page = (ui.clip_rect().height() / ROW) as isize;
    let steps = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::End, isize::MAX),
        (Key::Home, isize::MIN),
    ];
    if let Some((_, by)) = steps.into_iter().find(|(key, _)| pressed(*key)) {
        return Some(RowAction::Move(by));
    }
    let (right, left) = (pressed(Key::ArrowRight), pressed(Key::ArrowLeft));
    (expands && (right && !node.open || left && node.open)).then_some(RowAction::Toggle)
}

fn paint(ui: &Ui, rect: Rect, response: &Response, node: &Node, name: &str, flat: bool) {
    let (p, painter) = (palette(ui), ui.painter());
    let is_chosen = node.chosen == Chosen::Yes;
    if response.hovered() || is_chosen {
        let fill = if is_chosen { p.chosen } else { p.hover };
        painter.rect_filled(rect, CornerRadius::same(6), fill);
    }
    if response.has_focus() {
        let ring = Stroke::new(2.0, p.primary);
        painter.rect_stroke(rect, CornerRadius::same(6), ring, StrokeKind::Inside);
    }
    let depth = if flat { 0 } else { node.depth };
    let left = rect.left() + NAME_LEFT + depth as f32 * INDENT;
    let middle = rect.center().y;
    if node.folder && !flat {
        let icon = if node.open { Icon::ChevronDown } else { Icon::ChevronRight };
        let at = pos2(left, middle);
        paint_icon(painter, at, Align2::LEFT_CENTER, icon, 15.0, p.muted);
    }
    let (icon, tinted) = icon_of(&node.name, node.folder, node.open);
    let tint = if tinted { p.primary } else { p.muted };
    let at = pos2(left + ICON, middle);
    paint_icon(painter, at, Align2::LEFT_CENTER, icon, 17.0, tint);
    let body = TextStyle::Body.resolve(ui.style());
    let small = TextStyle::Small.resolve(ui.style());
    let end = size_edge(rect) - SIZE_COLUMN;
    let room = (end - left - 44.0).max(20.0);
    let text = eframe::egui::text::LayoutJob {
        wrap: eframe::egui::text::TextWrapping::truncate_at_width(room),
        ..eframe::egui::text::LayoutJob::simple_singleline(name.to_owned(), body, p.text)
    };
    let galley = painter.layout_job(text);
    painter.galley(pos2(left + 42.0, middle - galley.size().y / 2.0), galley, p.text);
    let right = Align2::RIGHT_CENTER;
    let at = pos2(size_edge(rect), middle);
    painter.text(at, right, format_size(node.size), small.clone(), p.muted);
    if let Some(modified) = node.modified.filter(|_| rect.width() >= NARROW) {
        let at = pos2(rect.right() - RIGHT, middle);
        painter.text(at, right, format_moment(modified), small, p.muted);
    }
}

/// The icon of a file, and whether it is tinted.
fn icon_of(label: &str, folder: bool, open: bool) -> (Icon, bool) {
    if folder {
        return (if open { Icon::FolderOpen } else { Icon::Folder }, true);
    }
    let end = label.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let icon = match end.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "tif" | "tiff" | "bmp" => Icon::FileImage,
        "csv" | "xls" | "xlsx" | "ods" => Icon::FileSpreadsheet,
        "txt" | "md" | "pdf" | "doc" | "docx" | "odt" | "rtf" => Icon::FileText,
        "zip" | "7z" | "gz" | "tar" | "xz" | "scelle" => Icon::FileArchive,
        "mp3" | "wav" | "ogg" | "flac" => Icon::FileMusic,
        "mp4" | "mkv" | "mov" | "avi" => Icon::FileVideoCamera,
        _ => Icon::File,
    };
    (icon, false)
}
