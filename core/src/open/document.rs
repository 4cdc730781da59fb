//! Office documents: archives by the way their formats are made, and one file to their owners.

use crate::archive::{Archive, ReadAhead, first_entry};
use crate::error::Error;

/// What names the parts of an Office Open XML document (ECMA-376, part 2).
const CONTENT_TYPES: &str = "[Content_Types].xml";
/// What starts an OpenDocument or EPUB file: its media type, stored.
const MIMETYPE: &[u8] = b"mimetype";

/// Extensions by what a document holds: Office Open XML by a folder, the others by their media type.
const FOLDERS: [(&str, &str); 4] =
    [("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx")];
const MEDIA_TYPES: [(&str, &str); 5] = [
    ("application/epub+zip", "epub"),
    ("application/vnd.oasis.opendocument.graphics", "odg"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.text", "odt"),
];

/// The extension of the document that the payload is, empty where its format is not known; `None` for
/// what is no document. An archive that Scellé wrote holds the files that its user chose.
pub(super) fn extension<R: ReadAhead>(
    payload: &mut impl ReadAhead,
    archive: Result<&Option<Archive<R>>, &Error>,
) -> Option<&'static str> {
    if let Ok(Some(archive)) = archive {
        if archive.is_ours() {
            return None;
        }
        let has = |start: &str| archive.entries().any(|e| e.name.as_str().starts_with(start));
        if has(CONTENT_TYPES) && has("_rels/") {
            let known = FOLDERS.iter().find(|(folder, _)| has(folder));
            return Some(known.map_or("", |(_, extension)| extension));
        }
    }
    // Also of an archive that is refused: it is not read as one.
    let (name, content) = first_entry(payload)?;
    if name == CONTENT_TYPES.as_bytes() {
        return Some("");
    }
    let media_type = std::str::from_utf8(&content).ok().filter(|_| name == MIMETYPE)?;
    let known = MEDIA_TYPES.iter().find(|(known, _)| media_type.trim_end() == *known);
    let is_media_type = media_type.starts_with("application/");
    known.map(|(_, extension)| *extension).or(is_media_type.then_some(""))
}
