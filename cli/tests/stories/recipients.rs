//! Keys that come from elsewhere: an `authorized_keys`, a device, an old SSH key.

use scelle_tests::Scene;

use super::{PHRASE, Tongue};
use crate::tools::{Run, tool};

/// One of no further use, and the base point of a curve.
const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAA\
    BBBGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=";

#[test]
fn an_authorized_keys_seals_for_the_keys_that_can_and_names_the_others() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let keys = format!(
            "{ECDSA} bob@ici\n{ED25519} alice@ici\nno-pty,command=\"x y\" {ED25519} nuit\n"
        );
        scene.file("a.txt", "a").file("authorized_keys", keys);
        let seal = ["seal", "a.txt", "-R", "authorized_keys", "--allow-classical"];
        let told = scene.scelle(seal).env("LANG", tongue.locale()).run().exits(0);
        let (unsupported, options) = tongue.says(
            (
                "warning: line 1 of \"authorized_keys\" is left out, since this kind of key cannot seal \
                 files: ecdsa-sha2-nistp256 bob@ici\n",
                "warning: line 3 of \"authorized_keys\" is left out, since options of SSH restrict this \
                 key: ssh-ed25519 nuit\n",
            ),
            (
                "attention : la ligne 1 de « authorized_keys » est laissée de côté, car ce type de clé \
                 ne permet pas de sceller : ecdsa-sha2-nistp256 bob@ici\n",
                "attention : la ligne 3 de « authorized_keys » est laissée de côté, car des options de \
                 SSH restreignent cette clé : ssh-ed25519 nuit\n",
            ),
        );
        let _ = told.stderr_contains(unsupported).stderr_contains(options);
        let told = scene.scelle(seal).args(["--json", "--force"]).run().exits(0).stderr("").json();
        assert_eq!(told["openers"].as_array().unwrap().len(), 1);
        let notices = told["notices"].as_array().unwrap();
        let lines: Vec<_> = notices.iter().map(|one| (&one["line"], &one["reason"])).collect();
        assert_eq!(lines, [(&1.into(), &"unsupported".into()), (&3.into(), &"options".into())]);

        scene.file("authorized_keys", format!("{ECDSA} bob@ici\n"));
        let _ =
            scene.scelle(seal).args(["-o", "b.scelle"]).env("LANG", tongue.locale()).run().refuses(
                8,
                tongue.says(
                    "this kind of key cannot seal files",
                    "ce type de clé ne permet pas de sceller",
                ),
            );
        scene.holds(&["a.scelle", "a.txt", "authorized_keys"]);
    }
}

#[test]
fn a_key_of_a_plugin_is_named_for_what_it_is() {
    let plugin = "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt";
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        scene.file("a.txt", "a").file("keys", format!("{plugin}\n"));
        let reason = tongue.says(
            "a key of a device or of an age plugin",
            "une clé d’un appareil ou d’une extension d’age",
        );
        for (option, given, code) in [("-r", plugin, 2), ("-R", "keys", 8)] {
            let seal = scene.scelle(["seal", "a.txt", option, given]).env("LANG", tongue.locale());
            let _ = seal.run().refuses(code, reason);
        }
        let secret = "AGE-PLUGIN-YUBIKEY-1QQQQQQQQQQQQQQQQ\n";
        let identity = scene.secret("plugin", plugin, secret);
        let alice = scene.key("alice");
        scene.scelle(["seal", "a.txt", "-r", &alice.recipient]).run().exits(0);
        let open = scene.scelle(["open", "a.scelle", "-o", "-", "-i", &identity.path]);
        let _ = open.env("LANG", tongue.locale()).run().refuses(8, reason);
        scene.holds(&["a.scelle", "a.txt", "keys"]);
    }
}

/// What the hint says is run as it is written.
#[test]
fn an_old_ssh_key_opens_once_the_hint_was_followed() {
    let Some(keygen) = tool("ssh-keygen") else { return };
    let scene = Scene::new();
    scene.file("a.txt", "Bonjour").file("phrase", PHRASE);
    for format in ["PEM", "PKCS8"] {
        let key = scene.at(format!("../keys/{format}"));
        let make = ["-q", "-t", "rsa", "-b", "2048", "-N", PHRASE, "-m", format, "-f"];
        Run::new(&keygen).args(make).arg(&key).output();
        let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
        let key = key.to_str().unwrap();
        let seal = ["seal", "a.txt", "--force", "--allow-classical", "-r", public.trim()];
        scene.scelle(seal).run().exits(0);
        let open = ["open", "a.scelle", "-o", "-", "--passphrase-file", "phrase", "-i", key];
        let hint = format!("convert it, with the passphrase that it has: ssh-keygen -p -f {key}\n");
        let _ = scene.scelle(open).run().refuses(8, "an older format").stderr_contains(&hint);
        Run::new(&keygen).args(["-p", "-P", PHRASE, "-N", PHRASE, "-f", key]).output();
        scene.scelle(open).run().exits(0).stdout("Bonjour");
    }
}
