//! The other readers, and what each of them makes of an archive.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scelle_core::archive::entry::EntryName;
use walkdir::WalkDir;

use crate::tools::tool;

/// What an archive holds: names in NFC, which is how Scellé writes them, and what they are.
pub(super) type Tree = BTreeMap<String, Node>;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Node {
    Folder,
    File(Vec<u8>),
    /// A link, a device, a pipe: what no archive may make.
    Special(String),
}

/// A program that reads ZIP files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reader {
    /// Python's `zipfile`.
    Python,
    /// Info-ZIP.
    Unzip,
    SevenZip,
    /// libarchive, from a file: it reads the directory.
    Bsdtar,
    /// libarchive, from a pipe: it sees nothing but the entries' own headers.
    BsdtarPipe,
}

pub(super) const READERS: [Reader; 5] =
    [Reader::Python, Reader::Unzip, Reader::SevenZip, Reader::Bsdtar, Reader::BsdtarPipe];

/// Extracts each archive of the list of paths that comes on its input, into the folder beside it.
const PYTHON: &str = r#"
import sys, zipfile

for line in sys.stdin:
    archive, folder = line.rstrip("\n").split("\t")
    try:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        print("ok", flush=True)
    except Exception as error:
        print(repr(error).replace("\n", " "), flush=True)
"#;

impl Reader {
    fn name(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::Unzip => "unzip",
            Self::SevenZip => "7z",
            Self::Bsdtar | Self::BsdtarPipe => "bsdtar",
        }
    }

    pub(super) fn path(self) -> Option<PathBuf> {
        tool(self.name())
    }

    /// Has it extract each archive to the folder beside it, and tells its complaint about each.
    pub(super) fn extract(self, jobs: &[(PathBuf, PathBuf)]) -> Vec<Option<String>> {
        let program = self.path().expect("it was there when the test began");
        match self {
            Self::Python => python(&program, jobs),
            _ => jobs.iter().map(|(zip, folder)| self.run(&program, zip, folder)).collect(),
        }
    }

    fn run(self, program: &Path, zip: &Path, folder: &Path) -> Option<String> {
        fs::create_dir(folder).unwrap();
        let mut command = Command::new(program);
        command.env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
        match self {
            Self::Unzip => command.arg("-qqo").arg(zip).arg("-d").arg(folder),
            Self::SevenZip => {
                let mut into = OsString::from("-o");
                into.push(folder);
                command.args(["x", "-y", "-mmt=1", "-bd"]).arg(into).arg(zip)
            }
            Self::Bsdtar => command.arg("-xf").arg(zip).arg("-C").arg(folder),
            Self::BsdtarPipe => command.args(["-xf", "-", "-C"]).arg(folder).stdin(Stdio::piped()),
            Self::Python => unreachable!("python reads them all at once"),
        };
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        if let Some(mut pipe) = child.stdin.take() {
            // It may have had enough before the end.
            let _ = pipe.write_all(&fs::read(zip).unwrap());
        }
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " | ");
        (!output.status.success()).then(|| format!("{}: {said}", output.status))
    }
}

fn python(program: &Path, jobs: &[(PathBuf, PathBuf)]) -> Vec<Option<String>> {
    let mut command = Command::new(program);
    command.args(["-c", PYTHON]).env("LC_ALL", "C.UTF-8");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let lines: String =
        jobs.iter().map(|(zip, to)| format!("{}\t{}\n", zip.display(), to.display())).collect();
    let feeding = std::thread::spawn(move || pipe.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<_> = said.lines().map(|l| (l != "ok").then(|| l.to_owned())).collect();
    assert_eq!(answers.len(), jobs.len(), "{said}");
    answers
}

/// What lies in a folder.
pub(super) fn tree(root: &Path) -> Tree {
    if !root.exists() {
        return Tree::new();
    }
    let entries = WalkDir::new(root).min_depth(1).into_iter().map(|entry| entry.unwrap());
    let node = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).unwrap();
        (in_nfc(&path.to_string_lossy()), node(entry.path()))
    };
    entries.map(node).collect()
}

fn node(path: &Path) -> Node {
    let kind = fs::symlink_metadata(path).unwrap().file_type();
    if kind.is_dir() {
        Node::Folder
    } else if kind.is_file() {
        Node::File(fs::read(path).unwrap())
    } else if kind.is_symlink() {
        Node::Special(format!("link to {}", fs::read_link(path).unwrap().display()))
    } else if kind.is_fifo() {
        Node::Special("pipe".to_owned())
    } else {
        Node::Special(format!("{kind:?}"))
    }
}

pub(super) fn in_nfc(name: &str) -> String {
    EntryName::parse(name).map_or_else(|_| name.to_owned(), |name| name.to_string())
}
