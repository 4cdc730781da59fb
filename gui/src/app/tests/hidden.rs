//! A hidden window: no frame is drawn, and the program goes on.

use eframe::egui::{RawInput, ViewportEvent, ViewportId};

use super::*;

/// Runs the program as eframe does while the window is hidden; returns what it asks of the window.
fn run_hidden(bench: &mut Bench, event: Option<ViewportEvent>) -> Vec<ViewportCommand> {
    let mut input = RawInput::default();
    let viewport = input.viewports.entry(ViewportId::ROOT).or_default();
    viewport.minimized = Some(true);
    viewport.events.extend(event);
    let (ctx, app) = (bench.harness.ctx.clone(), bench.harness.state_mut());
    let mut frame = eframe::Frame::_new_kittest();
    let output = ctx.run_logic(&input, |ctx| eframe::App::logic(app, ctx, &mut frame));
    output.viewport_commands.into_values().flatten().collect()
}

#[test]
fn closing_it_does_not_lose_the_only_passphrase() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Make one for me");
    bench.click("Seal these files");
    bench.wait("is ready");
    let asked = run_hidden(&mut bench, Some(ViewportEvent::Close));
    assert!(asked.contains(&ViewportCommand::CancelClose), "{asked:?}");
    assert!(asked.contains(&ViewportCommand::Minimized(false)), "the question is to be seen");
    bench.wait("Have you passed the passphrase on?");
    bench.click("It was passed on: close");
    assert!(asked_of_the_system(&bench, &ViewportCommand::Close));
}

#[test]
fn its_title_follows_the_work_to_its_end() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("in/a.bin", "");
    std::fs::File::options().write(true).open(&file).unwrap().set_len(8 << 30).unwrap();
    let mut bench = scene.start_with(&[file]);
    bench.wait("One entry");
    bench.click("Seal these files");
    let mut until = |what: &str, is: fn(&str) -> bool| {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < Duration::from_secs(60), "no title with {what}");
            let titles = run_hidden(&mut bench, None).into_iter();
            let found = titles.filter_map(|command| match command {
                ViewportCommand::Title(title) => Some(title),
                _ => None,
            });
            if found.into_iter().any(|title| is(&title)) {
                return bench.harness.state().seal.cancel();
            }
            std::thread::yield_now();
        }
    };
    until("a percentage", |title| title.contains('%') && title.ends_with("Scellé"));
    until("the end", |title| title == "Scellé");
    assert!(!bench.path("in/a.scelle").exists());
}
