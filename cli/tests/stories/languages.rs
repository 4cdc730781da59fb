//! The same commands in French and in English.

use scelle_tests::Scene;

/// Each language as it is asked for, and whether it is French.
const CHOICES: [(&str, &str, bool); 8] = [
    ("LANG", "fr_FR.UTF-8", true),
    ("LANG", "fr_CA", true),
    ("LANG", "en_GB.UTF-8", false),
    ("LANG", "C", false),
    ("LANG", "de_DE.UTF-8", false),
    ("LC_ALL", "fr_BE.UTF-8", true),
    ("LC_MESSAGES", "fr_FR.UTF-8", true),
    ("LANG", "", false),
];

#[test]
fn the_language_is_that_of_the_environment() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    for (variable, value, french) in CHOICES {
        let expected =
            if french { "erreur : le conteneur n’a ni" } else { "error: the container has no" };
        let seal = scene.scelle(["seal", "a.txt"]).env(variable, value);
        let outcome = seal.run().exits(2);
        assert!(outcome.messages().starts_with(expected), "{variable}={value}\n{outcome}");
    }
}

#[test]
fn the_option_wins_over_the_environment() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    for args in [
        &["--lang", "fr", "seal", "a.txt"][..],
        &["seal", "a.txt", "--lang", "fr"],
        &["seal", "--lang=fr", "a.txt"],
    ] {
        let seal = scene.scelle(args).env("LC_ALL", "en_US.UTF-8");
        seal.run()
            .exits(2)
            .stderr_contains("erreur : le conteneur n’a ni destinataire ni phrase secrète");
    }
    let seal = scene.scelle(["seal", "a.txt", "--lang", "en"]).env("LC_ALL", "fr_FR.UTF-8");
    seal.run().refuses(2, "the container has no recipient and no passphrase");
    let seal = scene.scelle(["seal", "a.txt", "--lang", "de"]);
    seal.run().refuses(2, "de is not a valid value for --lang");
}

#[test]
fn a_day_of_work_in_french() {
    let scene = Scene::new();
    let (alice, eve) = (scene.key("alice"), scene.key("eve"));
    scene.file("rapport.pdf", "Bonjour");
    let scelle = |args: &[&str]| scene.scelle(args).args(["--lang", "fr"]).run();

    let seal = ["seal", "rapport.pdf", "-r", &alice.recipient];
    scelle(&seal)
        .exits(0)
        .stdout_contains("scellé : rapport.scelle (un fichier, 7 o)\n")
        .stderr("");
    scelle(&seal).exits(7).stdout("").stderr(
        "erreur : « rapport.scelle » existe déjà\n\
         conseil : choisissez un autre emplacement ou un autre nom, ou ajoutez `--overwrite`\n",
    );
    scelle(&["inspect", "rapport.scelle"])
        .exits(0)
        .stdout_contains("Conteneur au format age v1\n")
        .stdout_contains("Il résiste aux ordinateurs quantiques, pour autant qu’on sache.\n");
    scelle(&["list", "rapport.scelle", "-i", &alice.path])
        .exits(0)
        .stdout_contains("un fichier, 7 o\n\nQui peut l’ouvrir, d’après le conteneur :\n")
        .stdout_contains(" — propriétaire, clé post-quantique\n");
    scelle(&["verify", "rapport.scelle", "-i", &alice.path])
        .exits(0)
        .stdout("intact : rapport.scelle (un fichier, 7 o)\n")
        .stderr("");
    scelle(&["open", "rapport.scelle", "--into", "ici", "-i", &alice.path])
        .exits(0)
        .stdout("extrait : ici (un fichier, 7 o)\n");
    scelle(&["open", "rapport.scelle", "-i", &eve.path]).exits(3).stdout("").stderr(
        "erreur : aucune de vos clés n’ouvre ce conteneur\n\
         conseil : essayez une autre clé ou une phrase secrète, ou demandez un accès à \
         l’expéditeur\n",
    );
    scelle(&["open", "absent", "-i", &alice.path]).exits(8).stderr_contains(
        "erreur : impossible de lire le conteneur « absent » : fichier ou dossier",
    );
    scelle(&["sceller"]).exits(2).stderr_contains("erreur : la commande sceller n’existe pas\n");
    scelle(&["key", "new", "--plain", "-o", "moi.txt"])
        .exits(0)
        .stderr_contains("clé créée : moi.txt ; voici sa partie publique");
    scene.holds(&["ici", "ici/rapport.pdf", "moi.txt", "rapport.pdf", "rapport.scelle"]);
}

#[test]
fn what_clap_says_and_streams_are_in_french_too() {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.txt", "a").file("photo.jpg", "JFIF");
    let scelle = |args: &[&str]| scene.scelle(args).args(["--lang", "fr"]).run();

    scelle(&["seal", "--help"]).exits(0).stderr("").stdout_contains("[alias : --to]");
    scelle(&["key", "unlock", "--for", "1jour"]).exits(2).stdout("").stderr(
        "erreur : 1jour ne convient pas pour --for <DURÉE>\n\
         conseil : écrivez une durée comme 30min, 8h ou 1j, de 7j au plus\n",
    );
    let sealed = scelle(&["seal", "a.txt", "-o", "-", "-r", &alice.recipient]).exits(0);
    let told = sealed.messages();
    assert!(
        told.starts_with("scellé : sortie standard (un fichier, 1 o)\npour : age1pq1"),
        "{told}"
    );
    let verify = scene.scelle(["verify", "-", "photo.jpg", "-i", &alice.path, "--lang", "fr"]);
    let verified = verify.stdin(sealed.bytes()).run().exits(4);
    verified.stdout("intact : entrée standard (un fichier, 1 o)\n").stderr(
        "non intact : photo.jpg\n\
         erreur : ce fichier n’est pas un conteneur\n\
         conseil : vérifiez que vous avez choisi le bon fichier ; si c’est le cas, récupérez-le de \
         nouveau\n\
         erreur : un conteneur n’est pas intact\n\
         conseil : il est nommé plus haut, avec la raison\n",
    );
    scene.holds(&["a.txt", "photo.jpg"]);
}

#[test]
fn exit_codes_and_json_speak_no_language() {
    let scene = Scene::new();
    let (alice, eve) = (scene.key("alice"), scene.key("eve"));
    scene.file("a.txt", "a").file("photo.jpg", "JFIF").file("weak", "azerty").file("a:b", "");
    scene.seal(&["a.txt"], "a.scelle", &alice);
    for (code, kind, args) in [
        (2, "usage", &["seal", "a.txt"][..]),
        (3, "no-access", &["open", "a.scelle", "-i", &eve.path]),
        (4, "damaged", &["inspect", "photo.jpg"]),
        (5, "hostile", &["seal", "a:b", "--portable", "-r", &alice.recipient]),
        (6, "policy", &["seal", "a.txt", "--passphrase-file", "weak"]),
        (7, "target-exists", &["seal", "a.txt", "-r", &alice.recipient]),
        (8, "io", &["inspect", "absent"]),
    ] {
        let told = ["fr", "en"].map(|language| {
            let outcome = scene.scelle(args).args(["--json", "--lang", language]).run();
            let outcome = outcome.exits(code).stdout("");
            serde_json::from_str::<serde_json::Value>(&outcome.messages()).unwrap()
        });
        for told in &told {
            assert_eq!(told["error"]["code"], code);
            assert_eq!(told["error"]["kind"], kind);
        }
        assert_ne!(told[0]["error"]["message"], told[1]["error"]["message"]);
    }
}

#[test]
fn a_passphrase_is_generated_in_the_language_of_its_reader() {
    let scene = Scene::new();
    scene.file("a.txt", "a");
    let seal = ["seal", "a.txt", "--age-compatible", "--generate-passphrase", "--lang", "fr"];
    let sealed = scene.scelle(seal).run().exits(0);
    let messages = sealed.messages();
    let phrase = messages.lines().next().unwrap().rsplit(' ').next().unwrap();
    assert!(messages.contains("affichée cette seule fois (110 bits d’entropie) : "), "{sealed}");
    let typeable = phrase.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    assert!(phrase.split('-').count() == 10 && typeable, "{phrase}");
}

#[test]
fn help_and_version_are_given_on_standard_output() {
    let scene = Scene::new();
    let help = scene.scelle(["--help"]).run().exits(0).stderr("");
    for verb in ["seal", "open", "list", "inspect", "verify", "key"] {
        assert!(help.output().contains(&format!("\n  {verb} ")), "{help}");
        scene.scelle([verb, "--help"]).run().exits(0).stderr("").stdout_contains("Usage:");
        let french = scene.scelle([verb, "--help", "--lang", "fr"]).run().exits(0).stderr("");
        french.stdout_contains("Utilisation :");
    }
    for tongue in super::Tongue::BOTH {
        let lang = ["--lang", tongue.code()];
        for words in [&["seal"][..], &["key", "new"], &[]] {
            let asked = scene.scelle(words).args(["--help"]).args(lang).run().exits(0).output();
            scene.scelle(["help"]).args(words).args(lang).run().exits(0).stderr("").stdout(&asked);
        }
        let usage = tongue.says("<COMMAND>\n", "<COMMANDE>\n");
        scene.scelle(["help"]).args(lang).run().exits(0).stdout_contains(usage);
        let unknown = tongue.says("there is no command nope", "la commande nope n’existe pas");
        scene.scelle(["help", "nope"]).args(lang).run().refuses(2, unknown);
    }
    // The version, and the commit where it is known.
    let told = scene.scelle(["--version"]).run().exits(0).output();
    let version = told.trim_end().strip_prefix("scelle ").unwrap();
    let (version, commit) = version.split_once(" (").unwrap_or((version, "0123456)"));
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let commit = commit.strip_suffix(')').unwrap();
    assert!(commit.len() >= 7 && commit.chars().all(|c| c.is_ascii_hexdigit()), "{told}");
    scene.scelle([""; 0]).run().exits(2).stdout("");
}
