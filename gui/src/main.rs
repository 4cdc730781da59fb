//! `scelle-gui [FILE…]`: starts the window, or says why it cannot.

#![cfg_attr(windows, windows_subsystem = "windows")]

use std::alloc::System;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use eframe::egui::{IconData, ViewportBuilder, vec2};
use scelle_gui::Scelle;
use scelle_i18n::text;
use zeroizing_alloc::ZeroAlloc;

/// What X11 needs beside itself; without it the window library panics.
#[cfg(all(unix, not(target_os = "macos")))]
const KEYBOARD: &str = "libxkbcommon-x11.so.0";

/// Wipes what is freed: the window's library copies what is typed, for each picture and each undo.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    scelle_core::process::no_core_dumps();
    let scelle = Scelle::of_this_user();
    if let Some(missing) = missing_display() {
        return refuse(&missing);
    }
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let viewport = ViewportBuilder::default()
        .with_app_id("scelle")
        .with_title("Scellé")
        .with_inner_size(scelle.window_size().map_or(vec2(1120.0, 760.0), |[x, y]| vec2(x, y)))
        .with_min_inner_size(vec2(760.0, 540.0))
        .with_icon(icon());
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let create = move |creation: &eframe::CreationContext<'_>| {
        Ok(scelle.into_app(&creation.egui_ctx, &arguments))
    };
    match eframe::run_native("scelle", options, Box::new(create)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&text!("win-no-window", reason = error.to_string())),
    }
}

/// Why there can be no window, as far as that can be told before there is one.
#[cfg(all(unix, not(target_os = "macos")))]
fn missing_display() -> Option<String> {
    let set = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    let (x11, wayland) = (set("DISPLAY"), set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET"));
    if !x11 && !wayland {
        return Some(text!("win-no-display"));
    }
    let found = wayland || library_is_there(KEYBOARD);
    (!found).then(|| text!("win-no-library", library = KEYBOARD))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn missing_display() -> Option<String> {
    None
}

/// Whether the loader would find a library where such things are. What it is told otherwise, by
/// `LD_LIBRARY_PATH` or a Nix store, is its own affair: then it is believed.
#[cfg(all(unix, not(target_os = "macos")))]
fn library_is_there(name: &str) -> bool {
    let roots = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
    let in_folder = |folder: &std::path::Path| folder.join(name).exists();
    let below = |root: &std::path::Path| {
        let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
        in_folder(root) || folders.map(|entry| entry.path()).any(|folder| in_folder(&folder))
    };
    let elsewhere = std::env::var_os("LD_LIBRARY_PATH").is_some()
        || std::path::Path::new("/nix/store").exists();
    elsewhere || roots.iter().any(|root| below(std::path::Path::new(root)))
}

fn refuse(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{message}");
    ExitCode::FAILURE
}

/// The seal, as task bars show it: a disc of wax with a ring.
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
