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

/// `nohup`, and a shell that runs it in the background of a script.
#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_was_ignored_stays_ignored() {
    for (signal, name) in [(Signal::HUP, "HUP"), (Signal::INT, "INT")] {
        let (scene, alice) = scene(256);
        let ignoring = format!("trap '' {name}; exec \"$@\"");
        let mut running = seal(&scene, &alice).through(["bash", "-c", &ignoring, "bash"]).start();
        running.until_open(&scene.at("a.bin"));
        send(signal, &running);
        let _ = running.ends().exits(0);
        let verify = ["verify", "a.scelle", "-i", &alice.path];
        scene.scelle(verify).run().exits(0);
    }
    let (scene, alice) = scene(1024);
    let mut running = seal(&scene, &alice).start();
    running.until_open(&scene.at("a.bin"));
    send(Signal::HUP, &running);
    let _ = running.ends().exits(130);
    scene.holds(&["a.bin"]);
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
