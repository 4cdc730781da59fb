//! Pairs of keys, as their owners have them: a line of text to give away, a file to keep.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;

use crate::tools::{Run, tool};

pub(super) struct KeyPair {
    /// What is given to those who seal.
    pub(super) recipient: String,
    /// Where the secret key is.
    pub(super) identity: PathBuf,
}

/// As `age-keygen` makes them.
pub(super) fn x25519(folder: &Path) -> KeyPair {
    let secret = age::x25519::Identity::generate();
    let identity = write_private(folder, "x25519.txt", secret.to_string().expose_secret());
    KeyPair { recipient: secret.to_public().to_string(), identity }
}

pub(super) fn ssh_ed25519(folder: &Path) -> Option<KeyPair> {
    ssh_keygen(folder, "id_ed25519", &["-t", "ed25519"], "")
}

pub(super) fn ssh_rsa(folder: &Path) -> Option<KeyPair> {
    ssh_keygen(folder, "id_rsa", &["-t", "rsa", "-b", "2048"], "")
}

pub(super) fn ssh_keygen(
    folder: &Path,
    name: &str,
    kind: &[&str],
    passphrase: &str,
) -> Option<KeyPair> {
    let ssh_keygen = tool("ssh-keygen")?;
    let identity = folder.join(name);
    Run::new(&ssh_keygen)
        .args(["-q", "-C", "alice@exemple.fr", "-N", passphrase, "-f"])
        .arg(&identity)
        .args(kind.iter().copied())
        .output();
    let public = fs::read_to_string(identity.with_extension("pub")).unwrap();
    Some(KeyPair { recipient: public.trim().to_owned(), identity })
}

pub(super) fn write_private(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}
