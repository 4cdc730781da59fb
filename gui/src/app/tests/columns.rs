//! Nothing is wider than the column in which it stands, in the smallest window and the longer
//! language.

use eframe::egui::{Rect, Shape};

use super::*;

/// The smallest window (`main.rs`), in points.
const SMALLEST: [f32; 2] = [760.0, 540.0];
/// Roles that may be cut off: lines of a previewed file are scrolled sideways.
const SCROLLED_SIDEWAYS: &str = "preview";

#[test]
fn nothing_is_cut_off_at_the_edge_of_its_column() {
    let mut seen = Vec::new();
    let check: pictures::Draw<'_> = &mut |bench, page| {
        bench.resize(SMALLEST, 1.0);
        if !page.contains(SCROLLED_SIDEWAYS) {
            seen.extend(cut_off(bench).into_iter().map(|text| format!("{page}: {text}")));
        }
        bench.resize([1280.0, 800.0], 1.0);
    };
    for tour in pictures::TOURS {
        tour("fr", check);
    }
    assert!(seen.is_empty(), "{seen:#?}");
}

#[test]
fn what_is_said_of_a_weak_passphrase_wraps() {
    let mut bench = Scene::in_language("fr").start();
    bench.resize(SMALLEST, 1.0);
    bench.write(&said("win-name"), "Camille Bernard");
    bench.click(&said("win-continue"));
    let before = column(&bench);
    let weak =
        ["azertyuiop", "motdepasse", "aaaaaaaaaa", "abcabcabcabc", "27/11/2026", "Camille", "a"];
    for passphrase in weak {
        bench.write(&said("win-passphrase"), passphrase);
        assert_eq!(cut_off(&bench), Vec::<String>::new(), "{passphrase}");
        // A widget wider than its column moves everything in it.
        assert_eq!(column(&bench), before, "{passphrase}");
    }
}

fn said(key: &str) -> String {
    scelle_i18n::lookup(key).unwrap_or_else(|| panic!("no text {key}"))
}

/// Horizontal extent of the first field of a page.
fn column(bench: &Bench) -> (f32, f32) {
    let fields = bench.harness.query_all_by_role(NodeRole::PasswordInput);
    let rect = fields.map(|field| field.rect()).next().unwrap();
    (rect.left(), rect.right())
}

/// The texts that end beyond what may be painted on, or beyond the window.
fn cut_off(bench: &Bench) -> Vec<String> {
    let mut found = Vec::new();
    for clipped in &bench.harness.output().shapes {
        collect(&clipped.shape, clipped.clip_rect, &mut found);
    }
    found
}

fn collect(shape: &Shape, clip: Rect, found: &mut Vec<String>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, found)),
        Shape::Text(text) => {
            let rect = text.visual_bounding_rect();
            let seen = rect.bottom() > clip.top() && rect.top() < clip.bottom();
            let right = clip.right().min(SMALLEST[0]);
            if seen && (rect.right() > right + 0.5 || rect.left() < clip.left() - 0.5) {
                let words = text.galley.text().chars().take(60).collect::<String>();
                found.push(format!(
                    "“{words}” from {} to {}, in {clip:?}",
                    rect.left(),
                    rect.right()
                ));
            }
        }
        _ => {}
    }
}
