//! The corpus for other readers: where `SCELLE_CORPUS_TO` names a folder, each container is kept there
//! with the key that it is opened with and the exit code that it gets. web/test compares the page.

use std::fs;
use std::path::PathBuf;

use scelle_tests::Key;
use sha2::{Digest, Sha256};

/// Keeps a container that was opened.
pub(crate) fn keep(name: &str, container: &[u8], key: &Key, code: i32) {
    let Some(folder) = std::env::var_os("SCELLE_CORPUS_TO").map(PathBuf::from) else { return };
    let digest = Sha256::digest(container);
    let stem: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let put = |end: &str, content: &[u8]| {
        fs::write(folder.join(format!("{stem}.{end}")), content).unwrap();
    };
    put("scelle", container);
    put("key", &fs::read(&key.path).unwrap());
    put("code", code.to_string().as_bytes());
    put("name", name.as_bytes());
}
