//! The ZIP inside the payload: written as a stream, read strictly (docs/format.md, "The archive").
//!
//! This folder alone knows ZIP and names the deflate library; it knows nothing of age.
//! docs/decisions.md says why the `zip` crate is the oracle of its tests and not what runs.

mod central;
pub mod code_page;
mod content;
mod encode;
mod end;
pub mod entry;
mod false_ends;
mod input;
mod local;
mod name;
mod pack;
pub mod permissions;
mod reader;
mod record;
mod writer;

pub use content::EntryReader;
pub use input::ReadAhead;
pub(crate) use local::first_entry;
pub(crate) use pack::packed_len;
pub use reader::Archive;
pub(crate) use writer::SMALL;
pub use writer::{ArchiveWriter, Level};

use entry::EntryKind;
use permissions::Permissions;

/// What is to be known of an entry before its content.
#[derive(Clone, Copy, Debug)]
pub struct Metadata {
    /// File or folder.
    pub kind: EntryKind,
    /// When it was last modified, in seconds since 1970; `None` when nothing tells.
    pub modified: Option<i64>,
    /// Who may use it; `None` when nothing tells.
    pub permissions: Option<Permissions>,
    /// Bytes of its content, where they are known beforehand.
    pub size: Option<u64>,
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Seek, Write};

    use proptest::prelude::*;

    use super::*;
    use crate::archive::entry::{EntryName, Names};

    use crate::error::{ArchiveFault, Error, Result};
    use crate::pool::{Pool, Threads};
    use crate::stream::BufWrite;

    /// What an archive is written to here.
    impl BufWrite for Vec<u8> {
        fn buffer(&mut self) -> std::io::Result<&mut [u8]> {
            let len = self.len();
            self.resize(len + ROOM, 0);
            Ok(&mut self[len..])
        }

        fn advance(&mut self, count: usize) {
            self.truncate(self.len() - ROOM + count);
        }
    }

    const ROOM: usize = 1000;

    pub(super) fn input(zip: &[u8]) -> Cursor<Vec<u8>> {
        Cursor::new(zip.to_vec())
    }

    fn metadata(kind: EntryKind, size: Option<u64>) -> Metadata {
        Metadata { kind, modified: Some(1_700_000_001), permissions: None, size }
    }

    const FILE: EntryKind = EntryKind::File;

    fn write(files: &[(String, Vec<u8>)], level: Level, sizes_known: bool) -> Vec<u8> {
        let mut writer = ArchiveWriter::new(Vec::new(), level);
        for (name, content) in files {
            let name = EntryName::parse(name).unwrap();
            let size = sizes_known.then_some(content.len() as u64);
            writer.add_file(&name, metadata(FILE, size), &mut content.as_slice()).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read_all(zip: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
        let mut archive = Archive::open(input(zip), Names::Refuse)?.expect("a ZIP");
        (0..archive.len())
            .map(|index| {
                let mut content = Vec::new();
                let name = archive.entry(index).unwrap().name.to_string();
                archive
                    .read(index)?
                    .read_to_end(&mut content)
                    .map_err(|e| Error::from_io(crate::error::IoOperation::ReadContainer, e))?;
                Ok((name, content))
            })
            .collect()
    }

    fn zip_crate_reads(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        archive.validate_header_consistency().unwrap();
        assert!(!archive.has_overlapping_entries().unwrap());
        (0..archive.len())
            .map(|index| {
                let mut file = archive.by_index(index).unwrap();
                let mut content = Vec::new();
                file.read_to_end(&mut content).unwrap();
                (file.name().unwrap().into_owned(), content)
            })
            .collect()
    }

    fn content() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..2000),
            (any::<u8>(), 0..200_000usize).prop_map(|(byte, len)| vec![byte; len]),
            (any::<u64>(), 60_000..140_000usize).prop_map(|(seed, len)| noise(seed, len)),
        ]
    }

    fn noise(seed: u64, len: usize) -> Vec<u8> {
        let mut state = seed | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        };
        (0..len).map(|_| next()).collect()
    }

    fn files() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
        proptest::collection::btree_map("[a-zé]{1,8}", content(), 0..6)
            .prop_map(|files| files.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_we_write_we_and_the_zip_crate_read(
            files in files(), level in 0u8..=9, sizes_known: bool,
        ) {
            let zip = write(&files, Level::new(level).unwrap(), sizes_known);
            prop_assert_eq!(&read_all(&zip).unwrap(), &files);
            prop_assert_eq!(zip_crate_reads(&zip), files);
        }

        #[test]
        fn what_the_zip_crate_writes_we_read(files in files(), streamed: bool, deflated: bool) {
            let zip = zip_crate_writes(&files, streamed, deflated);
            prop_assert_eq!(read_all(&zip).unwrap(), files);
        }

        /// The oracle for hostile input: whatever single byte is changed, we refuse, or read just
        /// what the zip crate reads.
        #[test]
        fn an_altered_archive_is_refused_or_read_as_others_do(
            files in files(), position: prop::sample::Index, flip in 1u8..=255,
        ) {
            let mut zip = write(&files, Level::DEFAULT, true);
            let position = position.index(zip.len());
            zip[position] ^= flip;
            if let Ok(Some(_)) = Archive::open(input(&zip), Names::Refuse) && let Ok(ours) = read_all(&zip) {
                let theirs = zip_crate_reads(&zip);
                let folded: Vec<_> = theirs
                    .into_iter()
                    .map(|(name, content)| (EntryName::parse(&name).unwrap().to_string(), content))
                    .collect();
                prop_assert_eq!(ours, folded);
            }
        }
    }

    fn write_on(threads: usize, level: u8, files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
        let pool = Pool::new(Threads::new(threads).unwrap());
        let mut writer = ArchiveWriter::on_pool(Vec::new(), Level::new(level).unwrap(), &pool);
        for (number, (name, content)) in files.iter().enumerate() {
            let name = EntryName::parse(name).unwrap();
            let metadata = metadata(FILE, Some(content.len() as u64));
            if number.is_multiple_of(2) && (content.len() as u64) < SMALL {
                let content = content.clone();
                writer.add_small(&name, metadata, move |plain| {
                    plain.extend_from_slice(&content);
                    Ok(())
                })?;
            } else {
                writer.add_file(&name, metadata, &mut content.as_slice())?;
            }
            if number.is_multiple_of(50) {
                writer.add_folder(&EntryName::parse(&format!("{name}.d")).unwrap(), None, None)?;
            }
        }
        writer.finish()
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_number_of_threads() {
        let text = |len: usize| "Un conteneur, ses accès. ".bytes().cycle().take(len).collect();
        let mut files = vec![
            ("a".to_owned(), noise(1, 3_000_000)),
            ("b".to_owned(), text(3_000_000)),
            // Text first, so that it is deflated; then what cannot be.
            ("c".to_owned(), [text(1_500_000), noise(2, 1_500_000)].concat()),
            ("d".to_owned(), text(SMALL as usize)),
            ("e".to_owned(), text(SMALL as usize - 1)),
        ];
        let small =
            |n: usize| if n.is_multiple_of(3) { noise(n as u64, n * 20) } else { text(n * 20) };
        files.extend((0..600).map(|n| (format!("small/{n:03}"), small(n))));
        for level in [0, 2, 9] {
            let alone = write_on(1, level, &files).unwrap();
            for threads in 2..=8 {
                let together = write_on(threads, level, &files).unwrap();
                assert!(alone == together, "level {level}, {threads} threads");
            }
            let mut read = read_all(&alone).unwrap();
            read.retain(|(name, _)| !name.ends_with(".d"));
            assert!(read == files);
            let mut theirs = zip_crate_reads(&alone);
            theirs.retain(|(name, _)| !name.ends_with(".d/"));
            assert!(theirs == files);
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_stops_the_writer_on_all_threads() {
        for threads in [1, 3] {
            let pool = Pool::new(Threads::new(threads).unwrap());
            let mut writer = ArchiveWriter::on_pool(Vec::new(), Level::DEFAULT, &pool);
            let metadata = metadata(FILE, Some(100_000));
            let added = (0..1000).try_for_each(|number| {
                let name = EntryName::parse(&number.to_string()).unwrap();
                writer.add_small(&name, metadata, move |plain| {
                    plain.resize(100_000, 7);
                    if number < 10 { Ok(()) } else { Err(Error::Cancelled) }
                })
            });
            assert!(matches!(added, Err(Error::Cancelled)), "{added:?}");
        }
    }

    fn zip_crate_writes(files: &[(String, Vec<u8>)], streamed: bool, deflated: bool) -> Vec<u8> {
        use zip::write::SimpleFileOptions;
        let method = match deflated {
            true => zip::CompressionMethod::Deflated,
            false => zip::CompressionMethod::Stored,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        fn fill<W: Write + Seek>(
            zip: &mut zip::ZipWriter<W>,
            files: &[(String, Vec<u8>)],
            options: SimpleFileOptions,
        ) {
            for (name, content) in files {
                zip.start_file(name, options).unwrap();
                zip.write_all(content).unwrap();
            }
        }
        if streamed {
            let mut zip = zip::ZipWriter::new_stream(Vec::new());
            fill(&mut zip, files, options);
            zip.finish().unwrap().into_inner()
        } else {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            fill(&mut zip, files, options);
            zip.finish().unwrap().into_inner()
        }
    }

    #[test]
    fn a_large_file_is_streamed_and_comes_back() {
        let large: Vec<u8> = (0..3_000_000u32).flat_map(|i| (i / 7).to_le_bytes()).collect();
        let files = vec![("large".to_owned(), large), ("noise".to_owned(), noise(3, 3_000_000))];
        for sizes_known in [true, false] {
            let zip = write(&files, Level::DEFAULT, sizes_known);
            assert!(zip.len() < 12_000_000, "{}", zip.len());
            assert_eq!(read_all(&zip).unwrap(), files);
            assert_eq!(zip_crate_reads(&zip), files);
        }
    }

    #[test]
    fn content_that_does_not_shrink_is_stored() {
        let files =
            vec![("noise".to_owned(), noise(1, 100_000)), ("text".to_owned(), vec![b'a'; 100_000])];
        let zip = write(&files, Level::DEFAULT, true);
        let archive = Archive::open(input(&zip), Names::Refuse).unwrap().unwrap();
        let packed: Vec<u64> = archive.entries().map(|e| e.packed).collect();
        assert_eq!(packed[0], 100_000);
        assert!(packed[1] < 1000);
    }

    /// Every entry under its own name, into another archive.
    fn copied(zip: &[u8]) -> Result<Vec<u8>> {
        let mut archive = Archive::open(input(zip), Names::Refuse)?.expect("a ZIP");
        let mut writer = ArchiveWriter::new(Vec::new(), Level::DEFAULT);
        for index in 0..archive.len() {
            let name = archive.entry(index).unwrap().name.clone();
            writer.copy(&name, archive.packed(index)?, &crate::progress::Progress::new())?;
        }
        writer.finish()
    }

    #[test]
    fn a_copy_is_what_was_copied_or_is_refused() {
        let files = [
            ("noise".to_owned(), noise(7, 2_000_000)),
            ("small".to_owned(), noise(8, 60_000)),
            ("text".to_owned(), b"Un conteneur. ".repeat(100_000)),
        ];
        let zip = write(&files, Level::DEFAULT, true);
        assert!(read_all(&copied(&zip).unwrap()).unwrap() == files);
        let archive = Archive::open(input(&zip), Names::Refuse).unwrap().unwrap();
        let mut start = 0;
        for entry in archive.entries() {
            // Far enough to be among the data, and not at their end.
            let mut damaged = zip.clone();
            damaged[start + 100 + entry.packed as usize / 2] ^= 0x10;
            let refused = copied(&damaged);
            let Err(Error::Archive { fault, entry: Some(name) }) = refused else {
                panic!("{}: {:?}", entry.name, refused.map(|zip| zip.len()))
            };
            assert_eq!(name, entry.name.as_str());
            let damage =
                [ArchiveFault::Checksum, ArchiveFault::Inconsistent, ArchiveFault::Oversized];
            assert!(damage.contains(&fault), "{fault:?}");
            start += entry.packed as usize + 60;
        }
        // A checksum that both headers tell wrong.
        let mut lying = write(&[("a".to_owned(), b"content".to_vec())], Level::STORE, true);
        let central = lying.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        for crc in [14, central + 16] {
            lying[crc] ^= 1;
        }
        let refused = copied(&lying);
        let fault = ArchiveFault::Checksum;
        assert!(matches!(refused, Err(Error::Archive { fault: f, .. }) if f == fault));
    }

    #[test]
    fn what_does_not_shrink_lies_in_stored_blocks_where_its_size_comes_last() {
        for (level, len) in [(2, 1 << 20), (2, 3_000_000), (0, 1 << 20), (0, 5_000_001)] {
            let files = [("noise".to_owned(), noise(9, len))];
            let mut zip = PayloadRooms::default();
            let mut writer = ArchiveWriter::new(&mut zip, Level::new(level).unwrap());
            let name = EntryName::parse("noise").unwrap();
            writer.add_file(&name, metadata(FILE, None), &mut files[0].1.as_slice()).unwrap();
            writer.finish().unwrap();
            let zip = zip.0;
            assert_eq!(zip[8], 8, "deflate");
            let archive = Archive::open(input(&zip), Names::Refuse).unwrap().unwrap();
            let packed = archive.entry(0).unwrap().packed as usize;
            assert!(packed <= len + 5 * (len / 65_531 + 2) + 2, "{packed} for {len}");
            assert!(read_all(&zip).unwrap() == files);
            assert!(zip_crate_reads(&zip) == files);
        }
    }

    /// Lends what is left of a chunk of 64 KiB, as a payload does.
    #[derive(Default)]
    struct PayloadRooms(Vec<u8>, usize);

    impl BufWrite for &mut PayloadRooms {
        fn buffer(&mut self) -> std::io::Result<&mut [u8]> {
            let len = self.0.len();
            self.1 = 65_536 - len % 65_536;
            self.0.resize(len + self.1, 0);
            Ok(&mut self.0[len..])
        }

        fn advance(&mut self, count: usize) {
            let len = self.0.len() - self.1 + count;
            self.0.truncate(len);
        }
    }

    impl Write for &mut PayloadRooms {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_tiny_is_stored_and_what_is_a_little_larger_is_not() {
        let files: Vec<_> =
            [0, 127, 128].iter().map(|len| (format!("{len:03}"), vec![b'a'; *len])).collect();
        let zip = write(&files, Level::DEFAULT, true);
        let archive = Archive::open(input(&zip), Names::Refuse).unwrap().unwrap();
        let packed: Vec<u64> = archive.entries().map(|e| e.packed).collect();
        assert!(packed[..2] == [0, 127] && packed[2] < 20, "{packed:?}");
        assert_eq!(read_all(&zip).unwrap(), files);
    }

    #[test]
    fn folders_times_and_permissions_come_back() {
        let mut writer = ArchiveWriter::new(Vec::new(), Level::DEFAULT);
        let folder = EntryName::parse("vide").unwrap();
        let private = Some(Permissions::of_mode(0o2_750));
        writer.add_folder(&folder, Some(1_500_000_001), private).unwrap();
        let permissions = Some(Permissions::of_mode(0o4_740));
        let run = Metadata { permissions, ..metadata(FILE, Some(2)) };
        writer.add_file(&EntryName::parse("x.sh").unwrap(), run, &mut &b"ls"[..]).unwrap();
        let zip = writer.finish().unwrap();
        let archive = Archive::open(input(&zip), Names::Refuse).unwrap().unwrap();
        let [folder, script] = [archive.entry(0).unwrap(), archive.entry(1).unwrap()];
        assert_eq!((folder.kind, folder.modified), (EntryKind::Folder, Some(1_500_000_001)));
        assert_eq!((script.kind, folder.permissions), (EntryKind::File, private));
        assert!(script.is_executable() && !folder.is_executable());
        assert_eq!(script.permissions, permissions);
        assert_eq!(script.modified, Some(1_700_000_001));
        let mut oracle = zip::ZipArchive::new(Cursor::new(&zip)).unwrap();
        assert_eq!(oracle.by_index(1).unwrap().unix_mode(), Some(0o100_740));
        assert_eq!(oracle.by_index(0).unwrap().unix_mode(), Some(0o040_750));
        assert!(oracle.by_index(0).unwrap().is_dir());
        // Another archive takes them along, and what tells none has those of unzip.
        let copied = copied(&zip).unwrap();
        let archive = Archive::open(input(&copied), Names::Refuse).unwrap().unwrap();
        assert_eq!(archive.entry(1).unwrap().permissions, permissions);
        assert_eq!(archive.entry(0).unwrap().permissions, private);
        let plain = write(&[("a".to_owned(), Vec::new())], Level::STORE, true);
        let archive = Archive::open(input(&plain), Names::Refuse).unwrap().unwrap();
        assert_eq!(archive.entry(0).unwrap().permissions, Some(Permissions::FILE));
    }

    #[test]
    fn an_empty_archive_is_an_archive_and_other_files_are_not() {
        let zip = write(&[], Level::DEFAULT, true);
        assert_eq!(Archive::open(input(&zip), Names::Refuse).unwrap().unwrap().len(), 0);
        for plain in [&b""[..], b"PK", b"%PDF-1.7", b"\0\0\0\0\0"] {
            assert!(Archive::open(input(plain), Names::Refuse).unwrap().is_none());
        }
    }

    /// What a ZIP may not be: each line alters a good archive and names the rule it breaks.
    #[test]
    fn dangerous_archives_are_refused_by_rule() {
        use ArchiveFault::*;
        let files = [("a".to_owned(), b"first".to_vec()), ("b".to_owned(), b"second".to_vec())];
        let good = write(&files, Level::new(0).unwrap(), true);
        let fault = |zip: &[u8]| match read_all(zip) {
            Err(Error::Archive { fault, .. }) => fault,
            other => panic!("{other:?}"),
        };
        let central = good.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        let edit = |edits: &[(usize, u8)]| {
            let mut zip = good.clone();
            for (position, byte) in edits {
                zip[*position] = *byte;
            }
            zip
        };
        // A second file of the same name, in its directory and its header alike.
        let second = 30 + 1 + 9 + 5;
        let second_central = central + 46 + 1 + 9;
        assert_eq!(fault(&edit(&[(second + 30, b'a'), (second_central + 46, b'a')])), Conflict);
        // A name that only the entry's own header gives.
        assert_eq!(fault(&edit(&[(30, b'z')])), Inconsistent);
        assert_eq!(fault(&edit(&[(14, good[14] ^ 1)])), Inconsistent);
        assert_eq!(
            fault(&edit(&[(central + 16, good[central + 16] ^ 1), (14, good[14] ^ 1)])),
            Checksum
        );
        // A symbolic link; an encrypted entry; another method.
        assert_eq!(fault(&edit(&[(central + 41, 0o240)])), SpecialEntry);
        assert_eq!(fault(&edit(&[(central + 8, 1)])), Encrypted);
        assert_eq!(fault(&edit(&[(central + 10, 12)])), Method(12));
        // Two entries in the same bytes; bytes before, between and after.
        assert_eq!(fault(&edit(&[(second_central + 42, 0)])), GapOrOverlap);
        let mut after = good.clone();
        after.extend_from_slice(b"tail");
        assert_eq!(fault(&after), GapOrOverlap);
        let mut before = good.clone();
        before.splice(0..0, *b"PK\x03\x04");
        assert_eq!(fault(&before), GapOrOverlap);
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_inflated() {
        let zip = write(&[("bomb".to_owned(), vec![0; 500_000])], Level::DEFAULT, true);
        let central = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        let mut bomb = zip.clone();
        for header in [22, central + 24] {
            bomb[header..header + 4].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
        }
        let refused = read_all(&bomb);
        assert!(
            matches!(refused, Err(Error::Archive { fault: ArchiveFault::Oversized, .. })),
            "{refused:?}"
        );
    }
}
