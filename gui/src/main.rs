//! `scelle-gui [FILE…]`: starts the window, or says why it cannot.

#![cfg_attr(windows, windows_subsystem = "windows")]

mod display;
#[cfg(windows)]
mod message_box;

use std::alloc::System;
use std::path::PathBuf;
use std::process::ExitCode;

use eframe::egui::{IconData, ViewportBuilder, vec2};
use scelle_gui::{Scelle, pdf};
use zeroizing_alloc::ZeroAlloc;

/// Wipes freed memory: the window's library copies typed text for each frame and each undo.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    scelle_core::process::no_core_dumps();
    if std::env::args_os().nth(1).is_some_and(|first| first == pdf::ARGUMENT) {
        return pdf::draw_page();
    }
    let scelle = Scelle::of_this_user();
    #[cfg(windows)]
    message_box::show_panics();
    if let Some(missing) = display::missing() {
        return display::refuse(&missing);
    }
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let viewport = ViewportBuilder::default()
        .with_app_id("scelle")
        .with_title("Scellé")
        .with_inner_size(scelle.window_size().map_or(vec2(1120.0, 760.0), |[x, y]| vec2(x, y)))
        .with_min_inner_size(vec2(760.0, 540.0))
        .with_icon(icon());
    // The window loads system fonts itself when a character is missing.
    let options =
        eframe::NativeOptions { viewport, system_font_fallback: false, ..Default::default() };
    let create = move |creation: &eframe::CreationContext<'_>| {
        Ok(scelle.into_app(&creation.egui_ctx, &arguments))
    };
    match eframe::run_native("scelle", options, Box::new(create)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => display::give_up(&error),
    }
}

/// The icon for task bars: a disc of wax with a ring.
fn icon() -> IconData {
    const SIDE: u32 = 64;
    let middle = f64::from(SIDE) / 2.0;
    let mut rgba = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = (f64::from(x) + 0.5 - middle, f64::from(y) + 0.5 - middle);
            let (distance, angle) = (dx.hypot(dy), dy.atan2(dx));
            let edge = 28.0 + 2.2 * (angle * 12.0).cos();
            let ring = (distance - 20.0).abs() < 1.4;
            rgba.extend(match (distance < edge, ring) {
                (true, true) => [0xff, 0xf4, 0xee, 0xff],
                (true, false) => [0xa9, 0x2b, 0x2b, 0xff],
                (false, _) => [0, 0, 0, 0],
            });
        }
    }
    IconData { rgba, width: SIDE, height: SIDE }
}
