//! The layers of this crate: a test that no folder uses one above it.

/// From the top: a module uses those of its own layer's folder, and layers below it.
const LAYERS: [&[&str]; 12] = [
    &["edit"],
    &["verify", "diff", "inspect", "seal"],
    &["open"],
    &["profile"],
    &["files"],
    &["container"],
    &["archive"],
    &["keys"],
    &["pool", "stream", "text"],
    &["process", "progress"],
    &["error"],
    &["display"],
];

/// The layer of a module, and its top-level name.
fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn sources(folder: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") {
            into.push(path);
        }
    }
}

/// Names after each `crate::` of a source, its tests left out.
fn uses(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    paths.map(|path| path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(path))
}

#[test]
fn no_folder_uses_one_above_it() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let mut arrows = 0;
    for path in paths {
        let name = path.strip_prefix(&root).unwrap().with_extension("");
        let module = name.iter().next().unwrap().to_str().unwrap().to_owned();
        let is_test =
            name.ends_with("tests") || path.components().any(|c| c.as_os_str() == "tests");
        if is_test || ["lib", "testing", "fuzzing", "layers"].contains(&module.as_str()) {
            continue;
        }
        let layer = layer_of(&module).unwrap_or_else(|| panic!("{module} has no layer"));
        for used in uses(&std::fs::read_to_string(&path).unwrap()) {
            let below = layer_of(used).unwrap_or_else(|| panic!("{module} uses crate::{used}"));
            assert!(used == module || below > layer, "{module} uses {used}");
            arrows += 1;
        }
    }
    assert!(arrows > 100, "{arrows} uses were seen");
}
