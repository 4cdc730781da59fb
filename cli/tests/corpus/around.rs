//! What stands where a container should be.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::Command;

use scelle_tests::Scene;

use super::forge::Forge;
use super::{DAMAGED, IO, fault_of};

/// A name, the exit codes it may have, and what puts it on the desk.
type Placed<'a> = (&'a str, &'a [i32], &'a dyn Fn(&Scene));

#[test]
fn something_else_than_a_file() {
    let forge = Forge::new();
    let cases: [Placed; 10] = [
        ("nothing", &[IO], &|_| ()),
        ("a folder", &[IO], &|scene| fs::create_dir(scene.at("x.scelle")).unwrap()),
        ("a link to itself", &[IO], &|scene| symlink("x.scelle", scene.at("x.scelle")).unwrap()),
        ("links in a circle", &[IO], &|scene| {
            symlink("y", scene.at("x.scelle")).unwrap();
            symlink("x.scelle", scene.at("y")).unwrap();
        }),
        ("a link to nothing", &[IO], &|scene| symlink("gone", scene.at("x.scelle")).unwrap()),
        ("a link to /dev/null", &[DAMAGED], &|scene| {
            symlink("/dev/null", scene.at("x.scelle")).unwrap();
        }),
        ("a link to /dev/zero", &[DAMAGED], &|scene| {
            symlink("/dev/zero", scene.at("x.scelle")).unwrap();
        }),
        ("a link to /dev/full", &[DAMAGED], &|scene| {
            symlink("/dev/full", scene.at("x.scelle")).unwrap();
        }),
        ("a link to a folder", &[IO], &|scene| symlink("/", scene.at("x.scelle")).unwrap()),
        ("a socket", &[IO], &|scene| {
            drop(std::os::unix::net::UnixListener::bind(scene.at("x.scelle")).unwrap());
        }),
    ];
    let mut wrong = Vec::new();
    for (name, codes, put) in cases {
        let scene = Scene::new();
        put(&scene);
        let fault = fault_of(&scene, &forge.key(&scene), codes);
        wrong.extend(fault.map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_pipe_that_gives_garbage_and_one_that_gives_half_a_container() {
    let forge = Forge::new();
    let whole = forge.container(&forge.access_text());
    for bytes in [b"garbage".to_vec(), Vec::new(), whole[..whole.len() / 2].to_vec()] {
        let scene = Scene::new();
        let pipe = scene.at("x.scelle");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writer = std::thread::spawn(move || {
            let mut pipe = File::options().write(true).open(pipe).unwrap();
            pipe.write_all(&bytes)
        });
        let fault = fault_of(&scene, &forge.key(&scene), &[DAMAGED]);
        writer.join().unwrap().unwrap();
        assert_eq!(fault, None);
    }
}

/// The file declares more bytes than there are on the disk: none of them is read but those that tell.
#[test]
fn a_sparse_file_as_large_as_its_disk_allows() {
    let forge = Forge::new();
    let header = forge.header(&forge.access_text());
    for size in [1 << 32, 1 << 40, 16 * (1 << 40) - (1 << 16), i64::MAX as u64] {
        let scene = Scene::new();
        scene.file("x.scelle", &header);
        let file = File::options().write(true).open(scene.at("x.scelle")).unwrap();
        // Not every file system goes as far.
        if file.set_len(size).is_ok() {
            assert_eq!(fault_of(&scene, &forge.key(&scene), &[DAMAGED]), None, "{size}");
        }
    }
}
