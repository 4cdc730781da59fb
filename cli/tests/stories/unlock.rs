//! `scelle key unlock` and `lock`: with GNOME's keyring on a bus of its own, and with none.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use scelle_tests::{Run, Scene};
use walkdir::WalkDir;

use super::PHRASE;
use crate::tools::tool;

const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";

/// A desktop session: a bus, on which the keyring starts when it is asked for.
struct Desktop {
    bus: Child,
    address: String,
    folder: PathBuf,
}

impl Desktop {
    /// `None` where there is no keyring to start.
    fn open(scene: &Scene) -> Option<Self> {
        tool("gnome-keyring-daemon")?;
        let session = tool("dbus-run-session")?;
        let gdbus = tool("gdbus")?;
        let folder = scene.at("../session");
        let mut command = Command::new(session);
        for (variable, name) in
            [("HOME", "home"), ("XDG_RUNTIME_DIR", "run"), ("XDG_CACHE_HOME", "home/cache")]
        {
            let path = folder.join(name);
            fs::create_dir_all(&path).unwrap();
            command.env(variable, path);
        }
        // It lasts as long as its standard input.
        let script = format!("echo ${BUS}; cat");
        command.args(["--", "sh", "-c", &script]).env_remove("XDG_DATA_HOME");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut bus = command.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("unix:"), "no bus: {address:?}");
        let address = address.trim_end().to_owned();
        // Started here: a busy machine may take longer than the program waits for it.
        let mut start = Command::new(gdbus);
        start.args(["call", "--session", "--dest", "org.freedesktop.DBus"]);
        start.args(["--object-path", "/org/freedesktop/DBus"]);
        start.args(["--method", "org.freedesktop.DBus.StartServiceByName"]);
        start.args(["org.freedesktop.secrets", "0"]).env(BUS, &address).stdout(Stdio::null());
        assert!(start.status().unwrap().success(), "the keyring does not start");
        Some(Self { bus, address, folder })
    }

    fn scelle(&self, scene: &Scene, args: &[&str]) -> Run {
        scene.scelle(args).env(BUS, &self.address)
    }

    /// Every file that the session left on the disk; the keyring may take one away meanwhile.
    fn files(&self) -> Vec<Vec<u8>> {
        let entries = WalkDir::new(&self.folder).into_iter().flatten();
        let files = entries.filter(|e| e.file_type().is_file());
        files.filter_map(|entry| fs::read(entry.path()).ok()).collect()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        drop(self.bus.stdin.take());
        let _ = self.bus.wait();
    }
}

/// A key under a passphrase, and `a.scelle` that it opens.
fn with_a_key() -> Scene {
    let scene = Scene::new();
    scene.file("phrase", PHRASE).file("a.txt", "Bonjour");
    scene.scelle(["key", "new", "--passphrase-file", "phrase"]).run().exits(0);
    scene.scelle(["seal", "a.txt"]).run().exits(0);
    scene
}

const UNLOCK: [&str; 4] = ["key", "unlock", "--passphrase-file", "phrase"];
const READ: [&str; 5] = ["open", "a.scelle", "-o", "-", "--no-input"];
const LOCKED: &str = "a passphrase is needed, and `--no-input` forbids asking for it";

#[test]
fn a_passphrase_typed_once_serves_until_the_key_is_locked() {
    let scene = with_a_key();
    let Some(desktop) = Desktop::open(&scene) else { return };
    let scelle = |args: &[&str]| desktop.scelle(&scene, args).run();
    scelle(&READ).refuses(3, LOCKED);
    scelle(&["key", "show"]).exits(0).stdout_contains("\nlocked\n");
    scelle(&UNLOCK).exits(0).stdout("").stderr_contains("unlocked until 2").never_says(PHRASE);
    scelle(&READ).exits(0).stdout("Bonjour");
    scelle(&["list", "a.scelle", "--no-input"]).exits(0).stdout_contains("a.txt");
    scelle(&["verify", "a.scelle", "--no-input"]).exits(0);
    scelle(&["key", "show"]).exits(0).stdout_contains("\nunlocked until 2");
    let shown = scelle(&["key", "show", "--json"]).exits(0).json();
    assert!(shown["unlocked_until"].as_str().unwrap().ends_with('Z'), "{shown}");
    // A session that was left open does not give the key away.
    for verb in ["export", "paper"] {
        scelle(&["key", verb, "--yes", "--no-input"]).refuses(3, LOCKED);
    }
    for file in desktop.files() {
        let text = String::from_utf8_lossy(&file);
        assert!(!text.contains("AGE-SECRET-KEY") && !text.contains("scelle unlocked"), "{text}");
    }
    scene.home_holds(&["keys", "keys/key-0001.age", "keys/key-0001.pub", "unfinished"]);

    scelle(&["key", "lock"]).exits(0).stderr("locked: the passphrase will be asked for again\n");
    scelle(&READ).refuses(3, LOCKED);
    scelle(&["key", "lock", "--json"]).exits(0).stdout("{\"forgotten\":false}\n");
    let french = scelle(&[&UNLOCK[..], &["--for", "1j", "--lang", "fr"]].concat());
    french.exits(0).stderr_contains("déverrouillé jusqu’au 2");
    scelle(&["key", "lock", "--lang", "fr"]).exits(0).stderr_contains("verrouillé : la phrase");
}

#[test]
fn an_unlocked_key_is_forgotten_when_its_time_is_over() {
    let scene = with_a_key();
    let Some(desktop) = Desktop::open(&scene) else { return };
    let scelle = |args: &[&str]| desktop.scelle(&scene, args).run();
    scelle(&[&UNLOCK[..], &["--for", "10s"]].concat()).exits(0);
    let unlocked = Instant::now();
    scelle(&READ).exits(0).stdout("Bonjour");
    std::thread::sleep(Duration::from_secs(11).saturating_sub(unlocked.elapsed()));
    scelle(&READ).refuses(3, LOCKED);
    // Not only refused: removed.
    scelle(&["key", "lock"]).exits(0).stderr("nothing was unlocked\n");
}

#[test]
fn a_renewed_key_and_a_changed_passphrase_are_asked_for() {
    let scene = with_a_key();
    let Some(desktop) = Desktop::open(&scene) else { return };
    let scelle = |args: &[&str]| desktop.scelle(&scene, args).run();
    scene.file("other", "batterie cheval agrafe pile");
    scelle(&UNLOCK).exits(0);
    scelle(&["key", "renew", "--passphrase-file", "other"]).exits(0);
    scelle(&["seal", "a.txt", "-o", "new.scelle"]).exits(0);
    scelle(&READ).exits(0).stdout("Bonjour");
    scelle(&["list", "new.scelle", "--no-input"]).refuses(3, LOCKED);
    let told = scelle(&["key", "unlock", "--passphrase-file", "other", "--json"]).exits(0).json();
    let names = |list: &serde_json::Value| {
        let paths = list.as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned());
        paths.map(|path| path.rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&told["unlocked"]), ["key-0002.age"]);
    assert_eq!(names(&told["left_locked"]), ["key-0001.age"]);
    scelle(&["list", "new.scelle", "--no-input"]).exits(0);
    scelle(&READ).refuses(3, LOCKED);
    let change = ["key", "passphrase", "--old-passphrase-file", "other"];
    scelle(&[&change[..], &["--passphrase-file", "phrase"]].concat()).exits(0);
    scelle(&["list", "new.scelle", "--no-input"]).refuses(3, LOCKED);
    // Both are now under the same.
    scelle(&UNLOCK).exits(0);
    scelle(&["list", "new.scelle", "--no-input"]).exits(0);
    scelle(&READ).exits(0).stdout("Bonjour");
}

#[test]
fn without_a_secret_service_the_passphrase_is_asked_for_as_ever() {
    let scene = with_a_key();
    let scelle = |args: &[&str]| scene.scelle(args).run();
    let absent = "this session has no secret service in which a key could stay unlocked";
    scelle(&UNLOCK).refuses(8, absent);
    scelle(&["key", "lock"]).exits(0).stderr("nothing was unlocked\n");
    scelle(&["key", "show"]).exits(0).stderr("").stdout_contains("\nlocked\n");
    scelle(&READ).refuses(3, LOCKED);
    let gone = format!("unix:path={}", scene.at("../no-bus").display());
    scene.scelle(UNLOCK).env(BUS, &gone).run().refuses(8, absent);
    let open = scene.scelle(["open", "a.scelle", "-o", "-"]).env(BUS, &gone).at_a_terminal();
    let key = scene.home().join("keys/key-0001.age");
    let question = format!("Passphrase of the key {}: ", key.display());
    open.types(&question, &format!("{PHRASE}\r")).run().exits(0).shows("Bonjour");
}

/// A bus that takes the call and never says a word: neither command would end if it waited.
#[test]
fn a_bus_that_does_not_answer_is_not_waited_for() {
    let scene = with_a_key();
    let socket = scene.at("../silent-bus");
    let _silent = UnixListener::bind(&socket).unwrap();
    let address = format!("unix:path={}", socket.display());
    let unlock = scene.scelle(UNLOCK).env(BUS, &address).run();
    unlock.refuses(8, "the secret service of this session does not answer as it should");
    scene.scelle(READ).env(BUS, &address).run().refuses(3, LOCKED);
}

#[test]
fn a_key_without_a_passphrase_is_never_locked() {
    let scene = Scene::new();
    scene.scelle(["key", "unlock"]).run().refuses(2, "you have no key yet");
    scene.scelle(["key", "new", "--plain"]).run().exits(0);
    scene.scelle(["key", "unlock"]).run().refuses(2, "has no passphrase: it is never locked");
    scene.scelle(["key", "show"]).run().exits(0).stdout_contains("\nno passphrase protects it\n");
}

#[test]
fn a_time_that_is_none_is_refused() {
    let scene = Scene::new();
    for period in ["", "0h", "8d", "an hour", "-1h", "1"] {
        let unlock = scene.scelle(["key", "unlock", &format!("--for={period}")]).run();
        unlock.refuses(2, "--for");
    }
}
