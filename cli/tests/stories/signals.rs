//! What a terminal that closes, a shell's limits and Ctrl-C do to work that is under way.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};
use scelle_tests::{Key, Run, Running, Scene};

use super::Tongue;

/// A file of so many MiB that is nothing but holes on the disk.
fn scene(mib: u64) -> (Scene, Key) {
    let scene = Scene::new();
    let alice = scene.key("alice");
    scene.file("a.bin", "");
    fs::File::options().write(true).open(scene.at("a.bin")).unwrap().set_len(mib << 20).unwrap();
    (scene, alice)
}

fn seal(scene: &Scene, alice: &Key) -> Run {
    scene.scelle(["seal", "a.bin", "--store", "-r", &alice.recipient])
}

fn send(signal: Signal, running: &Running) {
    kill_process(Pid::from_raw(running.id() as i32).unwrap(), signal).unwrap();
}

/// The tests may themselves have been started under `nohup`.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_that_closes_ends_the_work_unless_nohup_started_it() {
    for (ignored, mib, code) in [(true, 256, 0), (false, 1024, 130)] {
        let (scene, alice) = scene(mib);
        let handling = if ignored { "--ignore-signal=HUP" } else { "--default-signal=HUP" };
        let mut running = seal(&scene, &alice).through(["env", handling]).start();
        running.until_open(&scene.at("a.bin"));
        send(Signal::HUP, &running);
        let _ = running.ends().exits(code);
        let all: &[&str] = if ignored { &["a.bin", "a.scelle"] } else { &["a.bin"] };
        scene.holds(all);
    }
}

#[test]
fn a_file_that_outgrows_the_limit_of_the_session_is_an_error_of_its_write() {
    for tongue in Tongue::BOTH {
        let (scene, alice) = scene(8);
        let limited = ["bash", "-c", "ulimit -f 5000; exec \"$@\"", "bash"];
        let sealed = seal(&scene, &alice).env("LANG", tongue.locale()).through(limited).run();
        sealed.refuses(8, tongue.says("a limit of this session", "une limite de cette session"));
        scene.holds(&["a.bin"]);
        // Nor is what comes out of a container.
        seal(&scene, &alice).run().exits(0);
        fs::remove_file(scene.at("a.bin")).unwrap();
        let open = scene.scelle(["open", "a.scelle", "-i", &alice.path]).through(limited).run();
        let _ = open.exits(8);
        scene.holds(&["a.scelle"]);
    }
}
