//! The process that draws a page.

use std::io::{Read, Write};
use std::process::ExitCode;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::MAX_SIDE;

/// Memory limit of the process, in bytes.
#[cfg(any(target_os = "linux", windows))]
const MEMORY: u64 = 1 << 30;
/// Limit of processor time, in seconds.
#[cfg(target_os = "linux")]
const SECONDS: u64 = 20;
/// Limit of the file, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// Greatest enlargement of a small page.
const MAX_SCALE: f32 = 4.0;

/// Draws the page that standard input names and holds, to standard output.
///
/// Fails where that is not possible, or would take too much.
#[must_use]
pub fn draw_page() -> ExitCode {
    limit();
    match drawn() {
        Some(()) => ExitCode::SUCCESS,
        None => ExitCode::FAILURE,
    }
}

/// Forbids this process to write files and to start processes, even if the file takes it over.
#[cfg(target_os = "linux")]
fn limit() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Nofile, 3),
        (Resource::Nproc, 0),
    ];
    for (resource, most) in limits {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

/// As far as the system can: it starts no other process either.
#[cfg(windows)]
fn limit() {
    let _ = scelle_windows::limit_process(MEMORY as usize);
}

#[cfg(not(any(target_os = "linux", windows)))]
fn limit() {}

fn drawn() -> Option<()> {
    let mut input = std::io::stdin().lock();
    let mut number = [0; 4];
    input.read_exact(&mut number).ok()?;
    let mut file = Vec::new();
    input.take(MAX_FILE).read_to_end(&mut file).ok()?;
    let answer = answer(file, u32::from_le_bytes(number))?;
    let mut output = std::io::stdout().lock();
    output.write_all(&answer).ok()?;
    output.flush().ok()
}

/// Number of pages, width, height, and the pixels of a page.
pub(super) fn answer(file: Vec<u8>, number: u32) -> Option<Vec<u8>> {
    let pdf = Pdf::new(file).ok()?;
    let page = pdf.pages().get(number as usize)?;
    let (width, height) = page.render_dimensions();
    let fits = |side: f32| MAX_SIDE as f32 / side;
    let scale = fits(width).min(fits(height)).min(MAX_SCALE);
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    // Also of what is no number.
    let is_drawable = |side: f32| (1.0..=MAX_SIDE as f32).contains(&(side * scale));
    if !is_drawable(width) || !is_drawable(height) {
        return None;
    }
    let (interpreter, how) = (InterpreterSettings::default(), RenderSettings::default());
    let pixmap = render(page, &RenderCache::new(), &interpreter, &how, &size);
    let pages = u32::try_from(pdf.pages().len()).ok()?;
    let numbers = [pages, pixmap.width().into(), pixmap.height().into()];
    let mut answer: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
    answer.extend_from_slice(pixmap.data_as_u8_slice());
    Some(answer)
}
