//! A tree of files, and how it is archived.

use std::collections::BTreeMap;

use arbitrary::Arbitrary;
use scelle_core::archive::entry::EntryName;

/// Files, by any names.
#[derive(Arbitrary, Debug)]
pub struct Tree(Vec<(String, Content)>);

#[derive(Arbitrary, Debug)]
enum Content {
    Folder,
    Bytes(Vec<u8>),
    Same {
        byte: u8,
        len: u16,
    },
    Noise {
        seed: u32,
        len: u16,
    },
    /// Beyond what is packed in memory.
    Large {
        seed: u32,
        extra: u16,
    },
}

/// How a tree is archived.
#[derive(Arbitrary, Debug)]
pub struct Shape {
    pub level: u8,
    pub known: bool,
    pub executable: bool,
    pub streamed: bool,
    pub deflated: bool,
    pub large: bool,
    pub time: Option<i64>,
}

impl Shape {
    pub(crate) fn modified(&self) -> Option<i64> {
        self.time
    }
}

/// One file or folder of an archive.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    pub name: String,
    pub folder: bool,
    pub content: Vec<u8>,
}

impl Tree {
    /// What can lie in one tree: good names, each once, none that starts like a drive (no writer takes
    /// it), and nothing inside a file.
    pub fn entries(&self) -> Vec<Entry> {
        let mut tree = BTreeMap::new();
        for (name, content) in self.0.iter().take(20) {
            let Ok(name) = EntryName::parse(name) else { continue };
            if matches!(name.as_str().as_bytes(), [b'a'..=b'z' | b'A'..=b'Z', b':', ..]) {
                continue;
            }
            let clash = |(other, there): (&EntryName, &&Content)| {
                *other == name
                    || name.is_inside(other) && !matches!(there, Content::Folder)
                    || other.is_inside(&name) && !matches!(content, Content::Folder)
            };
            if !tree.iter().any(clash) {
                tree.insert(name, content);
            }
        }
        let mut large = 0;
        tree.into_iter()
            .map(|(name, content)| {
                large += u32::from(matches!(content, Content::Large { .. }));
                let (name, folder) = (name.to_string(), matches!(content, Content::Folder));
                Entry { name, folder, content: content.bytes(large) }
            })
            .collect()
    }
}

impl Content {
    fn bytes(&self, large: u32) -> Vec<u8> {
        match self {
            Self::Folder => Vec::new(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Same { byte, len } => vec![*byte; *len as usize],
            Self::Noise { seed, len } => noise(*seed, *len as usize),
            // Two of them show what there is to show.
            Self::Large { seed, extra } if large <= 2 => {
                let unit = noise(*seed, 1 + *extra as usize);
                unit.iter().copied().cycle().take((1 << 20) + *extra as usize).collect()
            }
            Self::Large { .. } => Vec::new(),
        }
    }
}

fn noise(seed: u32, len: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..len).map(|_| next()).collect()
}
