//! The progress of a job.

use eframe::egui::{Align2, CornerRadius, Role, Sense, Ui, WidgetInfo, vec2};
use lucide_icons::Icon;
use scelle_i18n::{format_size, text};

use super::button::Press;
use crate::app::keys;
use crate::job::Job;
use crate::theme::{self, palette};

/// The job's name, how far it is, how fast, and the button that stops it.
pub(crate) fn working<T: Send + 'static>(ui: &mut Ui, job: &Job<T>) {
    let (done, total) = (job.progress.done(), job.progress.total());
    ui.horizontal(|ui| {
        ui.add(eframe::egui::Spinner::new().size(18.0).color(palette(ui).primary));
        ui.label(theme::title(&job.name));
    });
    ui.add_space(6.0);
    let part = (total > 0).then(|| (done as f64 / total as f64).min(1.0) as f32);
    bar(ui, &job.name, part);
    let pace = job.pace();
    let far = match (total > 0, pace) {
        _ if job.progress.is_deriving() => text!("win-deriving"),
        (true, Some(pace)) => text!(
            "win-progress",
            done = format_size(done),
            total = format_size(total),
            rate = format_size(pace.rate)
        ),
        _ => text!("win-progress-soon"),
    };
    let left = pace.and_then(|pace| pace.left).map(|left| match left.as_secs() {
        0..=1 => text!("win-left-moment"),
        seconds @ 2..=59 => text!("win-left-seconds", seconds = seconds),
        seconds => text!("win-left-minutes", minutes = seconds.div_ceil(60)),
    });
    ui.horizontal(|ui| {
        ui.label(super::muted(ui, far));
        if let Some(left) = left.filter(|_| total > 0) {
            ui.label(super::muted(ui, left));
        }
    });
    ui.add_space(6.0);
    let cancel = text!("win-cancel");
    let stopping = job.progress.is_cancelled();
    let press = Press::new(&cancel).icon(Icon::X).shortcut(keys::CANCEL);
    let pressed = ui.add_enabled(!stopping, press).clicked();
    if pressed || keys::pressed(ui, keys::CANCEL) {
        job.progress.cancel();
    }
}

/// A bar, with a value for screen readers.
fn bar(ui: &mut Ui, name: &str, part: Option<f32>) {
    let p = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    if let Some(part) = part {
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(100.0);
            node.set_numeric_value(f64::from(part * 100.0).floor());
        });
    }
    let radius = CornerRadius::same(5);
    ui.painter().rect_filled(rect, radius, p.line);
    let mut filled = rect;
    match part {
        Some(part) => filled.set_width((rect.width() * part).max(10.0)),
        None => {
            let time = ui.input(|input| input.time);
            let phase = ((time * 0.9).sin() * 0.5 + 0.5) as f32;
            filled.set_width(rect.width() * 0.25);
            filled = filled.translate(vec2(rect.width() * 0.75 * phase, 0.0));
        }
    }
    ui.painter().rect_filled(filled, radius, p.primary);
    if let Some(part) = part {
        let percent = text!("win-percent", percent = (part * 100.0).floor() as u64);
        let at = rect.right_bottom() + vec2(0.0, 5.0);
        let font = theme::strong_font(13.0);
        ui.painter().text(at, Align2::RIGHT_TOP, percent, font, p.text);
    }
}
