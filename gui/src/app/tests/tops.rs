//! Every page begins at its top.

use eframe::egui::{Event, MouseWheelUnit, TouchPhase, pos2, vec2};

use super::*;

/// The smallest window (`main.rs`), in points.
const SMALLEST: [f32; 2] = [760.0, 540.0];

impl Bench {
    /// Turns the wheel over the page, far down.
    fn scroll_down(&mut self) {
        self.harness.event(Event::PointerMoved(pos2(420.0, 300.0)));
        self.harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -5000.0),
            phase: TouchPhase::Move,
            source: eframe::egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        self.harness.run_steps(60);
    }

    /// Whether something of this name is in view.
    fn shows(&self, label: &str) -> bool {
        let in_view = |node: egui_kittest::Node<'_>| {
            let rect = node.rect();
            rect.top() >= 0.0 && rect.bottom() <= SMALLEST[1]
        };
        self.harness.query_all_by_label(label).any(in_view)
    }
}

#[test]
fn the_next_container_is_sealed_from_the_top_of_the_page() {
    let scene = Scene::new();
    scene.own_key();
    let file = scene.file("a.txt", "A");
    let mut bench = scene.start_with(&[file]);
    bench.resize(SMALLEST, 1.0);
    bench.wait("One entry");
    assert!(bench.shows("Seal files"));
    bench.scroll_down();
    assert!(!bench.shows("Seal files"), "it was scrolled");
    bench.click("Seal these files");
    bench.wait("is ready");
    bench.click("Seal something else");
    assert!(bench.shows("Seal files"));
}

#[test]
fn the_accesses_and_files_of_another_container_are_shown_from_the_top() {
    let scene = Scene::new();
    for number in 0..60 {
        scene.file(&format!("d/{number:02}.txt"), "A");
    }
    let grants = (0..20).map(|number| {
        let key = Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()));
        to(&key, &format!("Agent {number:02}"))
    });
    let own = scene.own_key();
    let label = Label::parse("Me").unwrap();
    let oneself = Addressee { label, recipient: own, trust: Trust::Verified };
    let role = scelle_core::container::access::Role::Owner;
    let grants = grants.chain([Grant::to(oneself, role)]).collect();
    let container = scene.seal(&["d"], grants);
    let mut bench = scene.start_with(std::slice::from_ref(&container));
    bench.resize(SMALLEST, 1.0);
    let open = |bench: &mut Bench| {
        bench.write("Passphrase of your key", PHRASE);
        bench.click("Unlock");
        bench.wait("Extract all");
        assert!(bench.has("00.txt"), "{:#?}", bench.labels());
        bench.scroll_down();
        assert!(!bench.has("00.txt"), "it was scrolled");
        bench.click("Who can open this");
        assert!(bench.shows("Agent 00"), "{:#?}", bench.labels());
        bench.scroll_down();
        assert!(!bench.shows("Agent 00"), "it was scrolled");
        bench.click("Close the container");
        bench.drop_files(std::slice::from_ref(&container));
    };
    open(&mut bench);
    open(&mut bench);
}

#[test]
fn news_leave_the_files_of_a_container_within_reach() {
    let scene = Scene::new();
    scene.file("d/a.txt", "A");
    let container = scene.seal(&["d"], vec![by_phrase("Guichet", PHRASE)]);
    std::fs::remove_dir_all(scene.path("d")).unwrap();
    let mut bench = scene.start_with(&[container]);
    bench.resize(SMALLEST, 1.0);
    bench.unlock();
    bench.click("Extract all");
    bench.wait("One file extracted");
    bench.scroll_down();
    let bar = bench.harness.get_all_by_label("Extract to this folder").next().unwrap();
    let row = bench.harness.get_by_role_and_label(NodeRole::TreeItem, "a.txt");
    assert!(row.rect().bottom() <= bar.rect().top(), "{:?} {:?}", row.rect(), bar.rect());
}
