//! The modules of this program: a test that they use one another in one direction.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The top-level modules that each one uses, its tests left out.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let module = path.strip_prefix(&root).unwrap().with_extension("");
            let module = module.iter().next().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let used = code.split("crate::").skip(1).flat_map(|rest| {
                let end = rest.find(';').unwrap_or(rest.len());
                let names = rest[..end].trim_start_matches('{').split(", ");
                let several = rest.starts_with('{');
                names.take(if several { usize::MAX } else { 1 }).map(|name| {
                    name.trim()
                        .split(|c: char| !c.is_alphanumeric() && c != '_')
                        .next()
                        .unwrap()
                        .to_owned()
                })
            });
            let all = arrows.entry(module.clone()).or_default();
            all.extend(used.filter(|used| *used != module));
        }
    }
    arrows.retain(|module, _| !["main", "layers"].contains(&module.as_str()));
    arrows
}

#[test]
fn no_module_uses_one_that_uses_it() {
    let mut left = arrows();
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 50, "{left:?}");
    let known: BTreeSet<String> = left.keys().cloned().collect();
    left.values_mut().for_each(|used| used.retain(|name| known.contains(name)));
    // Takes away, again and again, what uses nothing that is left.
    while !left.is_empty() {
        let leaves: Vec<String> = left
            .iter()
            .filter(|(_, used)| used.is_empty())
            .map(|(module, _)| module.clone())
            .collect();
        assert!(!leaves.is_empty(), "a circle: {left:?}");
        for leaf in leaves {
            left.remove(&leaf);
            left.values_mut().for_each(|used| {
                used.remove(&leaf);
            });
        }
    }
}
