//! The pages of users who have keys and containers.

use scelle_core::files::output::Target;
use scelle_core::profile::identity_file::to_file;
use scelle_core::profile::paper::Paper;

use super::*;

pub(super) fn tour(language: &'static str, draw: Draw<'_>) {
    let mut bench = Scene::in_language(language).start();
    bench.click(&said("win-import"));
    draw(&mut bench, "30-welcome-import");
    bench.click(&said("win-import-paper"));
    let key = HybridIdentity::generate().unwrap();
    let paper = Paper::new(Path::new("key"), &to_file(&key, "2026-11-22")).unwrap();
    let lines: Vec<String> = paper.lines().iter().map(|line| line.to_string()).collect();
    bench.write_lines(&said("win-import-lines"), &lines[..3].join("\n"));
    bench.click(&said("win-continue"));
    draw(&mut bench, "31-welcome-paper");
    bench.write_lines(&said("win-import-lines"), &lines.join("\n"));
    bench.click(&said("win-continue"));
    draw(&mut bench, "32-welcome-import-passphrase");
    drop(bench);
    keys(language, draw);
    accesses(language, draw);
}

fn keys(language: &'static str, draw: Draw<'_>) {
    let scene = Scene::in_language(language);
    scene.own_key();
    scene.own_key();
    let own = scene.own_key();
    let card = crate::own_keys::card("Camille Bernard", "", "", own);
    crate::own_keys::save_card(&scene.home(), &card).unwrap();
    let mut bench = scene.start();
    bench.click(&said("win-place-settings"));
    draw(&mut bench, "33-keys");
    bench.click(&said("win-renew"));
    bench.click(&said("win-generate"));
    draw(&mut bench, "34-keys-renew");
    bench.click(&said("win-make-key-noted"));
    bench.wait(&said("win-renewed"));
    draw(&mut bench, "35-keys-renewed");
    bench.click(&said("win-paper"));
    let page = bench.path("key.pdf");
    bench.write(&said("win-paper-path"), page.to_str().unwrap());
    bench.write(&said("win-key-passphrase"), "faux");
    bench.press(Key::Enter);
    bench.wait(&said("win-details"));
    draw(&mut bench, "36-keys-paper");
    bench.press(Key::Escape);
    bench.click(&said("win-import"));
    draw(&mut bench, "37-keys-import");
}

fn accesses(language: &'static str, draw: Draw<'_>) {
    let scene = Scene::in_language(language);
    let own = scene.own_key();
    let [bob, zoe] = ["Bob Durand", "Zoé Petit"].map(|name| scene.contact(name));
    scene.file("dossier/budget.csv", "a;b\n");
    scene.file("dossier/plan.txt", "plan");
    let label = Label::parse("Camille Bernard").unwrap();
    let owner = scelle_core::container::access::Role::Owner;
    let member = scelle_core::container::access::Role::Member;
    let oneself = Grant::to(Addressee { label, recipient: own, trust: Trust::Verified }, owner);
    let theirs = |role| Grant { role, ..to(&bob, "Bob Durand") };
    let all = vec![oneself.clone(), theirs(member), to(&zoe, "Zoé Petit")];
    let container = scene.seal(&["dossier"], all);
    let unlisted = {
        let paths = [scene.path("dossier")];
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        let grants = vec![oneself.clone(), to(&bob, "Bob Durand")];
        let options = SealOptions { anonymous: true, ..SealOptions::new(grants, 1_790_000_000) };
        let path = scene.path("ancien.scelle");
        let (input, existing) = (Input::Plan(&plan), Existing::Refuse);
        seal_to_file(input, &Target::new(&path).existing(existing), &options, &Progress::new())
            .unwrap();
        path
    };
    let read_only = {
        let paths = [scene.path("dossier")];
        let plan = Plan::of_paths(&paths, &[], &PlanOptions::default(), &Progress::new()).unwrap();
        let grants = vec![theirs(owner), Grant { role: member, ..oneself }];
        let options = SealOptions::new(grants, 1_790_000_000);
        let path = scene.path("reçu.scelle");
        let (input, existing) = (Input::Plan(&plan), Existing::Refuse);
        seal_to_file(input, &Target::new(&path).existing(existing), &options, &Progress::new())
            .unwrap();
        path
    };
    let mut bench = scene.start();
    open(&mut bench, container);
    bench.click(&said("win-who"));
    draw(&mut bench, "40-accesses");
    bench.click(&scelle_i18n::text!("win-make-owner", name = "Bob Durand"));
    draw(&mut bench, "41-accesses-role");
    bench.press(Key::Escape);
    bench.click(&said("win-rekey"));
    draw(&mut bench, "42-accesses-rekey");
    bench.press(Key::Escape);
    bench.click(&said("win-contents"));
    let choose = scelle_i18n::text!("win-choose-entry", name = "budget.csv");
    bench.harness.get_by_label(&choose).click_accesskit();
    bench.settle();
    bench.click(&said("win-rename"));
    draw(&mut bench, "43-rename");
    bench.press(Key::Escape);
    bench.click(&said("win-close-container"));
    open(&mut bench, unlisted);
    bench.click(&said("win-who"));
    bench.click(&said("win-adopt"));
    draw(&mut bench, "44-adopt");
    bench.click(&said("win-adopt-yes"));
    bench.wait(&said("win-edited"));
    draw(&mut bench, "45-adopted");
    bench.click(&said("win-rekey"));
    bench.click(&said("win-rekey-yes"));
    bench.wait(&said("win-unlisted-lose"));
    draw(&mut bench, "46-unlisted-lost");
    bench.click(&said("win-close-container"));
    open(&mut bench, read_only);
    draw(&mut bench, "47-reader-contents");
    bench.click(&said("win-who"));
    draw(&mut bench, "48-reader-who");
}

fn open(bench: &mut Bench, container: PathBuf) {
    bench.drop_files(&[container]);
    bench.wait(&said("win-key-passphrase"));
    bench.write(&said("win-key-passphrase"), PHRASE);
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-extract-all"));
}
