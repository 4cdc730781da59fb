//! Archives every night: two hundred folders, one of which cannot be sealed; and the guides of the
//! administrator, whose scripts and units are run as they stand there.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use scelle_tests::{Key, Scene, binary, make_program};
use serde_json::Value;

use super::{Tongue, link, names, pipe};
use crate::tools::tool;

const FOLDERS: usize = 200;
/// The folder that holds what cannot be read.
const BAD: &str = "service-137";

/// Two hundred folders in `source`.
fn departments(scene: &Scene) {
    for number in 0..FOLDERS {
        scene.file(format!("source/service-{number:03}/dossier.txt"), number.to_string());
    }
}

/// What was sealed, by its name.
fn sealed_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// All of them but the bad one.
fn expected() -> Vec<String> {
    let all = (0..FOLDERS).map(|number| format!("service-{number:03}"));
    all.filter(|name| name != BAD).map(|name| name + ".scelle").collect()
}

/// The log tells of all of them, and of one that it failed.
#[track_caller]
fn assert_logged(log: &str, kind: &str, message: &str) {
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), FOLDERS);
    let (failed, done): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["result"] == "error");
    assert!(done.iter().all(|line| line["result"] == "ok" && line["files"] == 1));
    let [failed] = failed.as_slice() else { panic!("{failed:?}") };
    assert!(failed["paths"][0].as_str().unwrap().ends_with(BAD), "{failed}");
    assert_eq!(failed["error"]["kind"], kind);
    let told = failed["error"]["message"].as_str().unwrap().replace('\u{a0}', " ");
    assert!(told.contains(message), "{failed}");
}

/// Root reads what it has no right to, and not this: it is a file, and reading it fails.
#[cfg(target_os = "linux")]
#[test]
fn one_unreadable_file_among_two_hundred_folders() {
    for tongue in Tongue::BOTH {
        let scene = Scene::new();
        let archives = scene.key("archives");
        departments(&scene);
        link(&scene, "/proc/self/mem", &format!("source/{BAD}/illisible"));
        let folders: Vec<String> =
            (0..FOLDERS).map(|number| format!("source/service-{number:03}")).collect();
        let seal = ["seal", "--each", "--follow", "-o", "out", "--log", "log", "--json"];
        let seal = scene.scelle(seal).args(["-r", &archives.recipient]).args(&folders);
        let outcome = seal.env("LANG", tongue.locale()).run().exits(8);

        assert_eq!(sealed_in(&scene.at("out")), expected());
        let whole = ["out/service-000.scelle", "out/service-199.scelle", "-i", &archives.path];
        scene.scelle(["verify"]).args(whole).run().exits(0);
        let path = format!("source/{BAD}/illisible");
        let reason = tongue
            .says(format!("cannot read \"{path}\": "), format!("impossible de lire « {path} » : "));
        assert_logged(&scene.text("log"), "io", &reason);
        let output = outcome.output();
        let told: Vec<Value> =
            output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(told.len(), FOLDERS);
        let failed: Vec<_> = told.iter().filter(|line| line["sealed"] == false).collect();
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0]["input"], format!("source/{BAD}"));
        let _ = outcome.stderr_contains(
            tongue.says("one of 200 was not sealed", "un élément sur 200 n’a pas été scellé"),
        );
    }
}

// The guides.

const SCRIPT: &str = "/usr/local/bin/scelle-nightly";
const SERVICE: &str = "/etc/systemd/system/scelle-nightly.service";
const TIMER: &str = "/etc/systemd/system/scelle-nightly.timer";
const CRONTAB: &str = "/etc/cron.d/scelle-nightly";
const POLICY: &str = "/etc/scelle/policy.toml";

/// A guide, put into practice on a desk: its folders are those of the scene.
struct Guide {
    tongue: Tongue,
    scene: Scene,
    archives: Key,
    text: String,
}

impl Guide {
    fn new(tongue: Tongue) -> Self {
        let name = tongue.says("admin-guide.md", "guide-administrateur.md");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
        let scene = Scene::new();
        let archives = scene.key("archives");
        let desk = scene.desk().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path)
            .unwrap()
            .replace(tongue.says("/srv/departments", "/srv/services"), &format!("{desk}/source"))
            .replace("/srv/archives", &format!("{desk}/archives"))
            .replace("/etc/scelle/archives.txt", &format!("{desk}/archives.txt"))
            .replace("age1pq1…", &archives.recipient);
        scene.folder("archives").folder("bin").file("archives.txt", &archives.recipient);
        let guide = Self { tongue, scene, archives, text };
        guide.install();
        guide
    }

    /// The one block of code that is this file: one of its first two lines begins with its path.
    fn block(&self, path: &str) -> String {
        let blocks = self.text.split("\n```").skip(1).step_by(2);
        let is_it = |block: &&str| {
            let start = format!("# {path}");
            block.lines().skip(1).take(2).any(|line| line.starts_with(&start))
        };
        let found: Vec<&str> = blocks.filter(is_it).collect();
        let [block] = found.as_slice() else { panic!("{path}: {} times", found.len()) };
        let content = block.split_once('\n').unwrap().1;
        content.replace("/usr/local/bin", self.scene.at("bin").to_str().unwrap()) + "\n"
    }

    fn install(&self) {
        symlink(binary(), self.scene.at("bin/scelle")).unwrap();
        make_program(self.scene.at("bin/scelle-nightly"), self.block(SCRIPT).as_bytes());
    }

    /// Runs a command line as cron or systemd would: by an empty environment.
    fn runs(&self, line: &str) -> Output {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c").arg(line).current_dir("/").env_clear();
        shell.env("LANG", self.tongue.locale()).env("SCELLE_HOME", self.scene.home());
        shell.env("PATH", "/usr/bin:/bin").output().unwrap()
    }

    fn exec_start(&self) -> String {
        let service = self.block(SERVICE);
        let line = service.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
        line.to_owned()
    }

    /// The folder of last night.
    fn night(&self) -> PathBuf {
        let entries = fs::read_dir(self.scene.at("archives")).unwrap();
        let folders: Vec<_> =
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
        let [night] = folders.as_slice() else { panic!("{folders:?}") };
        night.clone()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).replace('\u{a0}', " ")
}

#[test]
fn the_script_of_the_guides_seals_all_but_one() {
    for tongue in Tongue::BOTH {
        let guide = Guide::new(tongue);
        departments(&guide.scene);
        // Left out, without a word.
        pipe(&guide.scene.at("source/service-001/tube"));
        link(&guide.scene, "/absent", "source/service-002/lien");
        guide.scene.file(format!("source/{BAD}/a\nb"), "");
        let output = guide.runs(&guide.exec_start());
        let said = said(&output);
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(output.stdout.is_empty());
        let reason =
            tongue.says("it holds control characters", "il contient des caractères de contrôle");
        assert!(said.contains(BAD) && said.contains(reason), "{said}");
        let total =
            tongue.says("one of 200 was not sealed", "un élément sur 200 n’a pas été scellé");
        assert!(said.contains(total), "{said}");
        assert_eq!(said.lines().count(), 5, "{said}");
        assert_eq!(sealed_in(&guide.night()), expected());
        assert_logged(&guide.scene.text("archives/scelle.log"), "hostile", reason);
        let container = guide.night().join("service-042.scelle");
        let sealed = names(&guide.scene, container.to_str().unwrap(), &guide.archives);
        assert_eq!(sealed, ["service-042", "service-042/dossier.txt"]);
    }
}

#[test]
fn the_line_of_cron_runs_the_script_and_says_nothing_when_all_is_well() {
    for tongue in Tongue::BOTH {
        let guide = Guide::new(tongue);
        guide.scene.file("source/a b/x.txt", "x").file("source/é\nü/y.txt", "y");
        let crontab = guide.block(CRONTAB);
        let line = crontab.lines().last().unwrap();
        // Five fields of time, the user, and the command.
        let mut fields = line.splitn(7, ' ');
        let times: Vec<&str> = fields.by_ref().take(5).collect();
        assert_eq!(times, ["30", "2", "*", "*", "*"]);
        assert_eq!(fields.next(), Some("archives"));
        let command = fields.next().unwrap();
        // To cron, a percent sign is the end of a line.
        assert!(!command.contains('%'));
        let output = guide.runs(command);
        // A folder with a line break in its name has no place in a container: the report says so.
        assert_eq!(output.status.code(), Some(5), "{}", said(&output));
        fs::remove_dir_all(guide.scene.at("source/é\nü")).unwrap();
        fs::remove_dir_all(guide.night()).unwrap();
        let output = guide.runs(command);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(said(&output), "");
        assert_eq!(sealed_in(&guide.night()), ["a b.scelle"]);
        let nothing =
            guide.runs(&format!("{} only-one", guide.scene.at("bin/scelle-nightly").display()));
        assert_eq!(nothing.status.code(), Some(2));
    }
}

#[test]
fn systemd_takes_the_units() {
    let Some(systemd_analyze) = tool("systemd-analyze") else { return };
    for tongue in Tongue::BOTH {
        let guide = Guide::new(tongue);
        let units = [SERVICE, TIMER].map(|unit| {
            let name = Path::new(unit).file_name().unwrap();
            guide.scene.file(name, guide.block(unit));
            guide.scene.at(name)
        });
        let mut verify = Command::new(&systemd_analyze);
        let output = verify.args(["verify", "--man=no"]).args(units).output().unwrap();
        // It succeeds on what it merely ignores, and may have something to say of other units.
        let said = said(&output);
        assert!(output.status.success() && !said.contains("scelle-nightly"), "{said}");
    }
}

#[test]
fn the_policy_of_the_guides_is_one() {
    for tongue in Tongue::BOTH {
        let guide = Guide::new(tongue);
        guide.scene.file("policy.toml", guide.block(POLICY));
        let told = guide.scene.scelle(["policy", "check", "policy.toml", "--json"]).run().exits(0);
        assert_eq!(told.json()["language"], tongue.code());
        let check = ["policy", "check", "policy.toml", "--lang", tongue.code()];
        guide.scene.scelle(check).run().exits(0).stdout_contains(tongue.says(
            "every container can be opened by Recovery, IT department (recovery access)",
            "chaque conteneur peut être ouvert par Recouvrement DSI (accès de recouvrement)",
        ));
        // The preferences of the guide are good ones as well.
        let preferences = guide.text.rsplit("```toml\n").next().unwrap();
        let preferences = preferences.split("```").next().unwrap();
        let preferences = preferences.replace("/home/alice", guide.scene.desk().to_str().unwrap());
        fs::write(guide.scene.home().join("config.toml"), preferences).unwrap();
        let empty = tongue.says("you have no contacts yet", "vous n’avez pas encore de contacts");
        guide.scene.scelle(["contact", "list"]).run().exits(0).stderr_contains(empty);
    }
}
