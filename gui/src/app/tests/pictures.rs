//! Every page, in both languages, themes and sizes, as pictures: `gui/pictures FOLDER`.

mod owner;

use eframe::egui::ThemePreference;

use super::*;

/// The folder for the pictures.
const VARIABLE: &str = "SCELLE_PICTURES";
/// In points, and how many pixels each has.
const SIZES: [([f32; 2], f32); 4] =
    [([1280.0, 800.0], 1.0), ([900.0, 600.0], 1.0), ([760.0, 540.0], 1.0), ([960.0, 540.0], 2.0)];

#[test]
#[ignore = "draws pictures for people to look at, into the folder that SCELLE_PICTURES names"]
fn every_page_is_drawn() {
    draw_all(tour);
}

#[test]
#[ignore = "draws pictures for people to look at, into the folder that SCELLE_PICTURES names"]
fn every_page_is_drawn_for_those_who_have_keys() {
    draw_all(owner::tour);
}

#[test]
#[ignore = "draws pictures for people to look at, into the folder that SCELLE_PICTURES names"]
fn every_page_is_drawn_for_a_recipient_with_nothing_set_up() {
    draw_all(recipient);
}

/// Not the same on every machine: the letters are those of the system's fonts.
#[test]
#[ignore = "draws pictures for people to look at, into the folder that SCELLE_PICTURES names"]
fn every_page_is_drawn_with_names_and_files_of_all_kinds() {
    draw_all(all_kinds);
}

/// Names in many scripts, and previews.
fn all_kinds(language: &'static str, draw: Draw<'_>) {
    let scene = Scene::in_language(language);
    for name in [
        "تقرير السنة ٢٠٢٦.txt",
        "דוח (סופי) 12.pdf",
        "预算 2026.xlsx",
        "予算案.docx",
        "예산.hwp",
        "งบประมาณ.csv",
        "बजट.csv",
        "fête 🎉.png",
    ] {
        scene.file(&format!("dossier/{name}"), "x");
    }
    scene.file("dossier/délibération.pdf", previews::two_pages());
    scene.file("dossier/export.csv", b"Pr\xe9nom;Montant\nZo\xeb;12 \x80\nL\xe9a;7 \x80\n");
    let container = scene.seal(&["dossier"], vec![by_phrase("P", PHRASE)]);
    let mut bench = scene.start_with(&[container]);
    bench.write(&said("win-container-passphrase"), PHRASE);
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-extract-all"));
    draw(&mut bench, "23-names");
    for (name, seen) in [("export.csv", "Montant"), ("délibération.pdf", "1")] {
        bench.harness.get_by_label(name).scroll_to_me();
        bench.settle();
        bench.harness.get_by_label(name).focus();
        bench.harness.run_steps(2);
        bench.press(Key::Enter);
        bench.wait(seen);
        draw(&mut bench, &format!("24-preview-{seen}"));
        bench.press(Key::Escape);
    }
}

/// Draws the current page into a file of this name.
pub(super) type Draw<'a> = &'a mut dyn FnMut(&mut Bench, &str);
/// All of them.
pub(super) const TOURS: [fn(&'static str, Draw<'_>); 3] = [tour, owner::tour, recipient];

fn draw_all(tour: impl Fn(&'static str, Draw<'_>)) {
    let Some(folder) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        panic!("{VARIABLE} names no folder");
    };
    std::fs::create_dir_all(&folder).unwrap();
    for language in ["fr", "en"] {
        tour(language, &mut |bench, page| {
            for (theme, preference) in
                [("light", ThemePreference::Light), ("dark", ThemePreference::Dark)]
            {
                bench.harness.ctx.set_theme(preference);
                for (size, scale) in SIZES {
                    let name = format!("{page}-{language}-{theme}-{}x{}", size[0], size[1]);
                    let name =
                        if scale > 1.0 { format!("{name}@{scale}.png") } else { name + ".png" };
                    bench.resize(size, scale);
                    let ctx = bench.harness.ctx.clone();
                    let picture = bench.canvas.draw(&ctx, bench.harness.output());
                    picture.save(folder.join(name)).unwrap();
                }
            }
            bench.resize(SIZES[0].0, SIZES[0].1);
        });
    }
}

/// A container received by a user who has no key.
fn recipient(language: &'static str, draw: Draw<'_>) {
    let scene = Scene::in_language(language);
    scene.file("dossier/budget.csv", "poste;montant\nvoirie;12000\n");
    scene.file("dossier/lisez-moi.txt", "Bonjour,\n\nvoici les pièces du dossier.\n");
    let container = scene.seal(&["dossier"], vec![by_phrase("Guichet", PHRASE)]);
    std::fs::remove_dir_all(scene.path("dossier")).unwrap();
    let mut bench = scene.start();
    draw(&mut bench, "50-recipient-welcome");
    bench.click(&said("win-welcome-skip"));
    draw(&mut bench, "51-recipient-start");
    bench.drop_files(&[container]);
    bench.wait(&said("win-container-passphrase"));
    draw(&mut bench, "52-recipient-locked");
    bench.write(&said("win-container-passphrase"), "faux");
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-details"));
    draw(&mut bench, "53-recipient-wrong");
    bench.write(&said("win-container-passphrase"), PHRASE);
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-extract-all"));
    draw(&mut bench, "54-recipient-contents");
    bench.click(&said("win-extract-all"));
    bench.wait(&said("win-open-folder"));
    draw(&mut bench, "55-recipient-extracted");
    bench.click(&said("win-who"));
    draw(&mut bench, "56-recipient-who");
}

/// Each page with something on it.
fn tour(language: &'static str, draw: Draw<'_>) {
    let mut bench = Scene::in_language(language).start();
    draw(&mut bench, "01-welcome-name");
    let name = said("win-name");
    bench.write(&name, "Camille Bernard");
    bench.click(&said("win-continue"));
    bench.click(&said("win-generate"));
    draw(&mut bench, "02-welcome-passphrase");
    bench.click(&said("win-make-key-noted"));
    bench.wait(&said("win-card-title"));
    let card = bench.path("Camille.scelle-card");
    bench.write(&said("win-card-path"), card.to_str().unwrap());
    bench.click(&said("win-card-save"));
    draw(&mut bench, "03-welcome-card");
    bench.click(&said("win-done"));
    draw(&mut bench, "04-start");
    drop(bench);

    let scene = Scene::in_language(language);
    let own = scene.own_key();
    let card =
        crate::own_keys::card("Camille Bernard", "camille@exemple.fr", "Mairie", own.clone());
    crate::own_keys::save_card(&scene.home(), &card).unwrap();
    let people =
        ["Amina Benali", "Bob Durand", "Zoé Petit"].map(|name| (name, scene.contact(name)));
    let recovery = HybridIdentity::generate().unwrap().to_recipient();
    let rule = format!("[[recovery]]\nlabel = \"Archives\"\nrecipient = \"{recovery}\"\n");
    scene.file("policy.toml", rule);
    let mut contacts = Contacts::edit(&scene.home().contacts().unwrap()).unwrap();
    let print = Fingerprint::of(&people[0].1.to_recipient().unwrap());
    contacts.verify("Amina Benali", &print, "2026-11-22").unwrap();
    let voisins = Label::parse("Service voirie").unwrap();
    contacts.add_to_group(voisins, &["Amina Benali".to_owned(), "Bob Durand".to_owned()]).unwrap();
    contacts.save().unwrap();
    drop(contacts);
    let report = scene.file("dossier/rapport annuel.pdf", vec![1u8; 2_400_000]);
    let plan = scene.file("dossier/plans/plan du quartier.png", vec![2u8; 9_100_000]);
    scene.file("dossier/budget.csv", "poste;montant\nvoirie;12000\nécoles;54000\n");
    scene.file("dossier/lisez-moi.txt", "Bonjour,\n\nvoici les pièces du dossier.\n");
    let oneself = Addressee {
        label: Label::parse("Camille Bernard").unwrap(),
        recipient: own,
        trust: Trust::Verified,
    };
    let owner = scelle_core::container::access::Role::Owner;
    let stranger = Identity::Hybrid(Box::new(HybridIdentity::generate().unwrap()));
    let grants = vec![
        Grant::to(oneself, owner),
        to(&people[0].1, "Amina Benali"),
        to(&people[1].1, "Bob Durand"),
        to(&stranger, "Direction"),
        by_phrase("Guichet", PHRASE),
    ];
    let container = scene.seal(&["dossier"], grants);
    let mut bench = scene.start();
    bench.click(&said("win-start-seal"));
    draw(&mut bench, "05-seal-empty");
    bench.drop_files(&[report, plan]);
    bench.wait("11");
    for (letters, name) in [("am", "Amina Benali"), ("zo", "Zoé Petit")] {
        bench.write(&said("win-recipient-field"), letters);
        let shown = bench.labels().into_iter().find(|l| l.starts_with(name)).unwrap();
        bench.click(&shown);
    }
    draw(&mut bench, "06-seal-files");
    bench.write(&said("win-recipient-field"), "bo");
    draw(&mut bench, "07-seal-people");
    bench.write(&said("win-recipient-field"), "");
    bench.click(&said("win-access-generated"));
    bench.harness.get_by_label(&said("win-copy-passphrase")).scroll_to_me();
    draw(&mut bench, "08-seal-passphrase");
    bench.click(&said("win-seal"));
    draw(&mut bench, "09-seal-progress");
    bench.wait(&said("win-seal-again"));
    let page = bench.path("installed.html");
    std::fs::write(&page, "<!DOCTYPE html>").unwrap();
    bench.harness.state_mut().session.offline_page = Some(page);
    bench.settle();
    draw(&mut bench, "10-sealed");
    bench.click(&said("win-page"));
    bench.wait(&said("win-page-written"));
    draw(&mut bench, "10-sealed-page");
    bench.click(&said("win-place-open"));
    draw(&mut bench, "11-open-choose");
    bench.drop_files(&[container]);
    bench.wait(&said("win-key-passphrase"));
    bench.write(&said("win-key-passphrase"), "faux");
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-details"));
    draw(&mut bench, "12-open-wrong");
    bench.write(&said("win-key-passphrase"), PHRASE);
    bench.click(&said("win-unlock"));
    bench.wait(&said("win-extract-all"));
    let choose = scelle_i18n::text!("win-choose-entry", name = "budget.csv");
    bench.harness.get_by_label(&choose).click_accesskit();
    draw(&mut bench, "13-open-contents");
    bench.harness.get_by_label("budget.csv").focus();
    bench.harness.run_steps(2);
    bench.press(Key::Enter);
    bench.wait("voirie");
    draw(&mut bench, "14-open-preview");
    bench.press(Key::Escape);
    bench.click(&said("win-extract-all"));
    bench.wait(&said("win-details"));
    draw(&mut bench, "15-open-exists");
    bench.click(&said("win-who"));
    draw(&mut bench, "16-open-who");
    bench.click(&scelle_i18n::text!("win-remove-named", name = "Bob Durand"));
    draw(&mut bench, "17-open-leave");
    bench.click(&said("win-cancel"));
    bench.click(&said("win-place-contacts"));
    draw(&mut bench, "18-contacts");
    bench.harness.get_by_label(&said("win-card-copy")).scroll_to_me();
    draw(&mut bench, "18-contacts-card");
    bench.harness.get_by_label("Bob Durand").scroll_to_me();
    bench.settle();
    bench.click("Bob Durand");
    bench.write(&said("win-fingerprint-read"), "12345 67890 1");
    draw(&mut bench, "19-contact");
    bench.click(&said("win-place-settings"));
    draw(&mut bench, "20-settings");
    bench.click(&said("win-change-passphrase"));
    draw(&mut bench, "21-settings-passphrase");
    bench.click(&said("win-place-start"));
    draw(&mut bench, "22-start-recent");
}

fn said(key: &str) -> String {
    scelle_i18n::lookup(key).unwrap_or_else(|| panic!("no text {key}"))
}
