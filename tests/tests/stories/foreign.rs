//! What other programs made, and how it arrives.

use age::secrecy::ExposeSecret;
use scelle_tests::{Key, Scene};

use super::Tongue;

/// A user to whom others seal with age.
struct Received {
    scene: Scene,
    key: Key,
}

impl Received {
    fn new() -> Self {
        let scene = Scene::new();
        let identity = age::x25519::Identity::generate();
        let secret = identity.to_string().expose_secret().to_owned();
        let key = scene.secret("alice", &identity.to_public().to_string(), &secret);
        Self { scene, key }
    }

    fn runs(&self, args: &[&str]) -> scelle_tests::Run {
        self.scene.scelle(args).args(["-i", &self.key.path])
    }
}

#[test]
fn a_container_opens_as_a_mail_brings_it() {
    let received = Received::new();
    let scene = &received.scene;
    scene.file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--armor", "--allow-classical", "-r", &received.key.recipient];
    scene.scelle(seal).run().exits(0);
    let armor = scene.text("a.scelle");
    let quoted: String = armor.lines().map(|line| format!("> {line}\n")).collect();
    let body: String = armor.lines().filter(|line| !line.starts_with('-')).collect();
    let lines: Vec<&str> = armor.lines().collect();
    let [first, last] = [lines[0], lines[lines.len() - 1]];
    for mail in [
        format!("Subject: hello\n\nDear Alice,\nhere it is:\n\n{armor}\n-- \nBob\n"),
        quoted,
        format!("\u{feff}{armor}"),
        format!("{first}\n{}\n{last}\n", rewrapped(&body)),
    ] {
        scene.file("mail.txt", &mail);
        for (tongue, said) in [
            (Tongue::English, "the container was found in the text around it"),
            (Tongue::French, "le conteneur a été trouvé dans le texte qui l’entoure"),
        ] {
            let open = ["open", "mail.txt", "-o", "-", "--lang", tongue.code()];
            received.runs(&open).run().exits(0).stdout("Bonjour").stderr_contains(said);
        }
        let open = ["open", "-", "-o", "-"];
        received.runs(&open).stdin(mail).run().exits(0).stdout("Bonjour");
    }
    let open = ["open", "a.scelle", "-o", "-"];
    received.runs(&open).run().exits(0).stdout("Bonjour").stderr("");
}

fn rewrapped(body: &str) -> String {
    let lines = body.as_bytes().chunks(70).map(String::from_utf8_lossy);
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn armor_that_cannot_be_read_is_named_for_what_it_is() {
    let received = Received::new();
    let scene = &received.scene;
    scene.file("a.txt", "Bonjour");
    let seal = ["seal", "a.txt", "--armor", "--allow-classical", "-r", &received.key.recipient];
    scene.scelle(seal).run().exits(0);
    let armor = scene.text("a.scelle");
    let cut: String = armor.lines().take(4).map(|line| format!("{line}\n")).collect();
    scene.file("mail.txt", format!("Dear Alice,\n\n{cut}"));
    for (tongue, said) in [
        (Tongue::English, "there is an armored container here, and its text is damaged"),
        (Tongue::French, "il y a ici un conteneur sous forme de texte, et ce texte est endommagé"),
    ] {
        let open = ["open", "mail.txt", "--lang", tongue.code()];
        received.runs(&open).run().refuses(4, said);
    }
    // A change would replace the mail by a container.
    scene.file("mail.txt", format!("Dear Alice,\n\n{armor}"));
    let add = ["add", "mail.txt", "a.txt", "--overwrite"];
    received.runs(&add).run().refuses(4, "there is an armored container here");
    assert_eq!(scene.text("mail.txt"), format!("Dear Alice,\n\n{armor}"));
    scene.holds(&["a.scelle", "a.txt", "mail.txt"]);
}
