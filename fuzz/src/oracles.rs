//! Other implementations, asked the same.

use std::io::{Cursor, Read, Seek, Write};

use age::armor::{ArmoredWriter, Format};
use scelle_core::archive::entry::{EntryKind, EntryName, Names};
use scelle_core::archive::permissions::Permissions;
use scelle_core::archive::{Archive, ArchiveWriter, Level, Metadata};
use scelle_core::stream::BufWrite;
use zip::write::SimpleFileOptions;

use crate::{Entry, Shape, Tree};

/// Whether the age crate takes the header at the start of these bytes.
pub fn age_accepts(bytes: &[u8]) -> bool {
    // It reads the nonce of the payload as well.
    age::Decryptor::new(bytes.chain(&[0; 16][..])).is_ok()
}

/// Whether a stanza has no last line that is short, as the specification demands and the age crate,
/// for the sake of old files, does not.
pub fn is_legacy(bytes: &[u8]) -> bool {
    let mut last = Some(0);
    for line in bytes.split(|byte| *byte == b'\n').skip(1) {
        let starts = line.starts_with(b"-> ");
        if (starts || line.starts_with(b"---")) && last.is_none_or(|len| len == 64) {
            return true;
        }
        last = (!starts).then_some(line.len());
    }
    false
}

/// All that we read in an archive; `None` when it, or an entry of it, is refused, or has a name in UTF-8
/// without its mark, which the `zip` crate takes for code page 437.
pub fn ours_reads(zip: &[u8]) -> Option<Vec<Entry>> {
    let mut archive = Archive::open(Cursor::new(zip), Names::Refuse).ok()??;
    if archive.unmarked_names() > 0 {
        return None;
    }
    (0..archive.len())
        .map(|index| {
            let entry = archive.entry(index)?;
            let (name, folder) = (entry.name.to_string(), entry.kind == EntryKind::Folder);
            let mut content = Vec::new();
            archive.read(index).ok()?.read_to_end(&mut content).ok()?;
            Some(Entry { name, folder, content })
        })
        .collect()
}

/// The same, of the `zip` crate; names as we compare them.
pub fn zip_crate_reads(zip: &[u8]) -> Result<Vec<Entry>, String> {
    let said = |error: zip::result::ZipError| error.to_string();
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(said)?;
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).map_err(said)?;
            let name = file.name().map_err(said)?.into_owned();
            assert!(!file.is_symlink(), "{name:?} is a symbolic link");
            let folder = file.is_dir();
            let name = EntryName::parse(name.strip_suffix('/').unwrap_or(&name));
            let name = name.map_err(|error| format!("{error:?}"))?.to_string();
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(|error| error.to_string())?;
            Ok(Entry { name, folder, content })
        })
        .collect()
}

/// An archive that Scellé wrote.
pub fn ours_writes(tree: &Tree, shape: &Shape) -> Vec<u8> {
    let level = Level::new(shape.level % 10).expect("a level");
    let mut writer = ArchiveWriter::new(Sink(Vec::new()), level);
    for Entry { name, folder, content } in tree.entries() {
        let name = EntryName::parse(&name).expect("a name that was accepted");
        if folder {
            writer.add_folder(&name, shape.modified(), None).expect("a folder");
            continue;
        }
        let metadata = Metadata {
            kind: EntryKind::File,
            modified: shape.modified(),
            permissions: shape.executable.then(|| Permissions::of_mode(0o751)),
            size: shape.known.then_some(content.len() as u64),
        };
        writer.add_file(&name, metadata, &mut content.as_slice()).expect("a file");
    }
    writer.finish().expect("an archive").0
}

/// An archive of the `zip` crate.
pub fn zip_crate_writes(tree: &Tree, shape: &Shape) -> Vec<u8> {
    if shape.streamed {
        let zip = zip::ZipWriter::new_stream(Vec::new());
        return fill(zip, tree, shape).into_inner();
    }
    fill(zip::ZipWriter::new(Cursor::new(Vec::new())), tree, shape).into_inner()
}

fn fill<W: Write + Seek>(mut zip: zip::ZipWriter<W>, tree: &Tree, shape: &Shape) -> W {
    let method = match shape.deflated {
        true => zip::CompressionMethod::Deflated,
        false => zip::CompressionMethod::Stored,
    };
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .large_file(shape.large)
        .unix_permissions(if shape.executable { 0o755 } else { 0o640 });
    for Entry { name, folder, content } in tree.entries() {
        if folder {
            zip.add_directory(name, options).expect("a folder");
            continue;
        }
        zip.start_file(name, options).expect("a file");
        zip.write_all(&content).expect("its content");
    }
    zip.finish().expect("an archive")
}

/// These bytes in age's armor.
pub fn armored(plain: &[u8]) -> String {
    let mut armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).expect("armor");
    armor.write_all(plain).expect("its content");
    String::from_utf8(armor.finish().expect("its end")).expect("text")
}

/// A text with line feeds alone, and no white space around it but the last line feed.
pub fn with_plain_line_ends(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.trim_ascii()).replace("\r\n", "\n");
    format!("{text}\n")
}

/// Where an archive is written to.
struct Sink(Vec<u8>);

const ROOM: usize = 1000;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl BufWrite for Sink {
    fn buffer(&mut self) -> std::io::Result<&mut [u8]> {
        let len = self.0.len();
        self.0.resize(len + ROOM, 0);
        Ok(&mut self.0[len..])
    }

    fn advance(&mut self, count: usize) {
        self.0.truncate(self.0.len() - ROOM + count);
    }
}
