//! A desk with files on it, keys in a drawer, and nothing else in the world.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use scelle_core::files::output::Target;
use scelle_core::keys::hybrid::HybridIdentity;
use scelle_core::profile::identity_file;
use scelle_core::profile::identity_file::to_file;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::{Outcome, Run};

/// When the files of a scene were last modified: 14 November 2023, 22:13:20 UTC.
pub const MODIFIED: u64 = 1_700_000_000;

/// Where a story takes place; gone at its end.
pub struct Scene {
    root: TempDir,
}

/// A key of a person in the story.
pub struct Key {
    /// Its public half.
    pub recipient: String,
    /// The file of its secret half.
    pub path: String,
}

impl Scene {
    /// An empty desk.
    #[must_use]
    pub fn new() -> Self {
        let scene = Self { root: tempfile::tempdir().unwrap() };
        for folder in ["desk", "home", "keys", "tmp"] {
            fs::create_dir(scene.root.path().join(folder)).unwrap();
        }
        scene
    }

    /// A scene of its own that holds the same files.
    #[must_use]
    pub fn copy(&self) -> Self {
        let root = tempfile::tempdir().unwrap();
        for entry in WalkDir::new(self.root()).min_depth(1) {
            let entry = entry.unwrap();
            let to = root.path().join(entry.path().strip_prefix(self.root()).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir(&to).unwrap();
            } else {
                fs::copy(entry.path(), &to).unwrap();
                set_modified(&to);
            }
        }
        Self { root }
    }

    /// The folder of the desk, the home, the keys and the temporary files.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Where commands run.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.root.path().join("desk")
    }

    /// `SCELLE_HOME`.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// `TMPDIR`.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.root.path().join("tmp")
    }

    /// Something on the desk.
    #[must_use]
    pub fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.desk().join(name)
    }

    /// Puts a file on the desk, and the folders that lead to it.
    pub fn file(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        set_modified(&path);
        self
    }

    /// Puts an empty folder on the desk.
    pub fn folder(&self, name: impl AsRef<Path>) -> &Self {
        let path = self.at(name);
        fs::create_dir_all(&path).unwrap();
        self
    }

    /// The content of a file.
    #[must_use]
    #[track_caller]
    pub fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let path = self.at(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The content of a file of text.
    #[must_use]
    #[track_caller]
    pub fn text(&self, name: impl AsRef<Path>) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// A new key, post-quantum, its file kept away from the desk.
    #[must_use]
    pub fn key(&self, name: &str) -> Key {
        let key = HybridIdentity::generate().unwrap();
        let text = to_file(&key, "2023-11-14T22:13:20Z");
        self.secret(name, &key.to_recipient().to_string(), &text)
    }

    /// A key of another kind, from its two halves.
    #[must_use]
    pub fn secret(&self, name: &str, recipient: &str, secret: &str) -> Key {
        let path = self.root.path().join("keys").join(name);
        identity_file::write_file(&Target::new(&path), secret.as_bytes()).unwrap();
        Key { recipient: recipient.to_owned(), path: path.to_str().unwrap().to_owned() }
    }

    /// Makes a key that of the desk's user.
    pub fn owns(&self, key: &Key) -> &Self {
        let keys = self.home().join("keys");
        fs::create_dir_all(&keys).unwrap();
        fs::copy(&key.path, keys.join("identity.age")).unwrap();
        self
    }

    /// A command, about to run at the desk.
    pub fn scelle(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
        Run::new(self, args.into_iter().map(|arg| arg.as_ref().to_owned()).collect())
    }

    /// Seals what is on the desk into `container`, without a story.
    #[track_caller]
    pub fn seal(&self, paths: &[&str], container: &str, key: &Key) -> Outcome {
        let options = ["-o", container, "-r", &key.recipient, "--quiet"];
        self.scelle(["seal"].iter().chain(paths).chain(&options)).run().exits(0)
    }

    /// Asserts that this is all there is on the desk, hidden files included.
    #[track_caller]
    pub fn holds(&self, expected: &[&str]) -> &Self {
        assert_eq!(tree(&self.desk()), sorted(expected), "on the desk");
        self
    }

    /// Asserts that this is all there is in the folder of the configuration.
    #[track_caller]
    pub fn home_holds(&self, expected: &[&str]) -> &Self {
        assert_eq!(tree(&self.home()), sorted(expected), "in SCELLE_HOME");
        self
    }

    /// Asserts that no command left anything where temporary files go.
    #[track_caller]
    pub(crate) fn left_nothing_temporary(temporary: &Path) {
        assert_eq!(tree(temporary), Vec::<String>::new(), "in TMPDIR");
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

fn sorted(names: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.sort();
    names
}

fn tree(root: &Path) -> Vec<String> {
    let entries = WalkDir::new(root).min_depth(1).into_iter().map(Result::unwrap);
    let mut names: Vec<String> = entries
        .map(|entry| entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn set_modified(path: &Path) {
    let file = File::options().append(true).open(path).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(MODIFIED)).unwrap();
}
