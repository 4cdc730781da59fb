//! Sealing files that are read from streams.

use super::StreamedFile;
use crate::archive::entry::{EntryKind, EntryName};
use crate::archive::{ArchiveWriter, Metadata};
use crate::display::escape;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::stream::{BufWrite, CountedRead};

/// Refuses files that no archive may hold together, before anything is written.
pub(super) fn check(files: &[StreamedFile<'_>]) -> Result<()> {
    let mut names: Vec<_> = files.iter().map(|file| &file.name).collect();
    // A folder comes right before what it holds.
    names.sort_unstable();
    let clash = names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other || other.is_inside(one) => Some(escape(other.as_str())),
        _ => None,
    });
    match clash {
        Some(name) => Err(Error::DuplicateName { name }),
        None if names.is_empty() => Err(Error::NothingToSeal),
        None => names.into_iter().try_for_each(EntryName::refuse_drive),
    }
}

/// Adds the files in the order of their names, and returns how many files and bytes that was.
pub(super) fn add<W: BufWrite>(
    archive: &mut ArchiveWriter<W>,
    mut files: Vec<StreamedFile<'_>>,
    progress: &Progress,
) -> Result<(u64, u64)> {
    check(&files)?;
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut count, mut bytes) = (0, 0);
    for StreamedFile { name, modified, size, content } in files {
        let metadata = Metadata { kind: EntryKind::File, modified, permissions: None, size };
        let mut content = CountedRead { input: content, path: None, progress };
        bytes += archive.add_file(&name, metadata, &mut content)?;
        count += 1;
    }
    Ok((count, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::entry::Names;
    use crate::container::access::Role;
    use crate::keys::hybrid::HybridIdentity;
    use crate::keys::identity::{Identity, Keyring};
    use crate::keys::recipient::Recipient;
    use crate::open::Locked;
    use crate::seal::{Grant, Input, SealOptions, seal_to_stream};

    fn file<'a>(name: &str, content: &'a [u8]) -> StreamedFile<'a> {
        StreamedFile {
            name: EntryName::parse(name).unwrap(),
            modified: None,
            size: Some(content.len() as u64),
            content: Box::new(content),
        }
    }

    #[test]
    fn streams_come_back_in_the_order_of_their_names() {
        let large = vec![7; 3_000_000];
        let alice = HybridIdentity::generate().unwrap();
        let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
        let options = SealOptions::new(vec![Grant::recipient(recipient, Role::Owner)], 0);
        let progress = Progress::new();
        let mut container = Vec::new();
        let files = vec![file("z/large", &large), file("a", b"one"), file("empty", b"")];
        let sealed =
            seal_to_stream(Input::Streams(files), &mut container, &options, &progress).unwrap();
        assert_eq!((sealed.files, sealed.bytes), (3, 3_000_003));
        assert_eq!((progress.total(), progress.done()), (3_000_003, 3_000_003));

        let mut keyring = Keyring::new();
        keyring.add_identities([Identity::Hybrid(Box::new(alice))]);
        let locked = Locked::read_stream(&container[..], "a.scelle").unwrap();
        let mut opened = locked.unlock(&keyring, Names::Refuse).unwrap();
        let names: Vec<_> = opened.entries().map(|entry| entry.name.to_string()).collect();
        assert_eq!(names, ["a", "empty", "z/large"]);
        for (id, expected) in opened.ids().zip([&b"one"[..], b"", &large]) {
            let mut content = Vec::new();
            opened.write_entry(id, &mut content, &progress).unwrap();
            assert!(content == expected, "{id:?}");
        }
    }

    #[test]
    fn files_that_stand_in_each_other_s_place_are_refused_before_anything_is_written() {
        let alice = HybridIdentity::generate().unwrap();
        let recipient = Recipient::Hybrid(Box::new(alice.to_recipient()));
        let options = SealOptions::new(vec![Grant::recipient(recipient, Role::Owner)], 0);
        for (names, expected) in [
            (&["a", "b", "a"][..], "duplicate"),
            (&["a/b", "a"], "duplicate"),
            (&["C:a"], "name"),
            (&[], "nothing"),
        ] {
            let files = names.iter().map(|name| file(name, b"x")).collect();
            let mut container = Vec::new();
            let progress = Progress::new();
            let refused =
                seal_to_stream(Input::Streams(files), &mut container, &options, &progress);
            let told = match refused {
                Err(Error::DuplicateName { .. }) => "duplicate",
                Err(Error::Name { .. }) => "name",
                Err(Error::NothingToSeal) => "nothing",
                other => panic!("{names:?}: {other:?}"),
            };
            assert_eq!(told, expected, "{names:?}");
            assert!(container.is_empty());
        }
    }
}
