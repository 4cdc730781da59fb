//! PDF files of strangers, drawn by the real program in a process of its own.

#![allow(clippy::unwrap_used, reason = "all of it is a test")]

#[cfg(target_os = "linux")]
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use scelle_core::progress::Progress;
use scelle_gui::pdf::{Artist, Page};

fn artist() -> Artist {
    Artist::new(PathBuf::from(env!("CARGO_BIN_EXE_scelle-gui")))
}

/// A file of these objects, the first of which is number 1 and its catalog.
fn file(objects: &[String]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|at| bytes.extend(format!("{at:010} 00000 n \n").bytes()));
    let size = places.len() + 1;
    bytes
        .extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
    bytes
}

fn stream(dictionary: &str, content: &str) -> String {
    format!("<<{dictionary}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// Pages that draw this, with these objects (from number 4 on) as resources.
fn document(contents: &[&str], resources: &str, others: Vec<String>) -> Vec<u8> {
    let first = 4 + others.len();
    let kids: Vec<String> =
        (0..contents.len()).map(|page| format!("{} 0 R", first + 2 * page)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len()),
        format!("<<{resources}>>"),
    ];
    objects.extend(others);
    for (page, content) in contents.iter().enumerate() {
        let content_at = first + 2 * page + 1;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources 3 0 R/Contents {content_at} 0 R>>"
        ));
        objects.push(stream("", content));
    }
    file(&objects)
}

fn draw(file: &[u8], page: u32) -> Option<Page> {
    artist().page(file, page, &Progress::new())
}

/// How many pixels are of that colour, in thousandths of all.
fn share(page: &Page, color: [u8; 3]) -> usize {
    let pixels = &page.picture.pixels;
    let same = pixels.iter().filter(|pixel| pixel.to_array()[..3] == color).count();
    same * 1000 / pixels.len()
}

#[test]
fn pages_are_drawn_one_by_one() {
    let red = "1 0 0 rg 0 0 100 100 re f";
    let text = "BT /F 40 Tf 10 30 Td (Bonjour) Tj ET";
    let font = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    let file = document(&[red, text], font, vec![]);
    let first = draw(&file, 0).unwrap();
    assert_eq!((first.pages, first.picture.size), (2, [800, 400]));
    assert_eq!((share(&first, [255, 0, 0]), share(&first, [255; 3])), (500, 500));
    // A font that the file does not bring is drawn all the same.
    let second = draw(&file, 1).unwrap();
    assert!(share(&second, [0; 3]) > 30, "{}", share(&second, [0; 3]));
    assert!(draw(&file, 2).is_none());
}

#[test]
fn what_is_no_pdf_is_not_drawn() {
    let whole = document(&["0 0 9 9 re f"], "", vec![]);
    for bytes in [&b""[..], b"%PDF-1.7", &whole[..60], &[0; 4096]] {
        assert!(draw(bytes, 0).is_none(), "{bytes:?}");
    }
}

/// Each form draws the next one ten times: 10^12 rectangles in two kilobytes.
fn endless() -> Vec<u8> {
    let forms = (0..12).map(|number| {
        let next = format!("/Resources<</XObject<</N {} 0 R>>>>", 5 + number);
        let head = format!("/Type/XObject/Subtype/Form/BBox[0 0 200 100]{next}");
        let last = number == 11;
        stream(&head, &if last { "0 0 9 9 re f".to_owned() } else { "/N Do ".repeat(10) })
    });
    document(&["/N Do"], "/XObject<</N 4 0 R>>", forms.collect())
}

#[test]
fn a_page_that_takes_too_long_is_given_up() {
    let hasty = artist().with_patience(Duration::from_millis(500));
    assert!(hasty.page(&endless(), 0, &Progress::new()).is_none());
}

#[test]
fn a_page_that_is_not_wanted_any_more_is_given_up() {
    let progress = Progress::new();
    progress.cancel();
    assert!(artist().with_patience(Duration::MAX).page(&endless(), 0, &progress).is_none());
}

/// What a page draws, a few kilobytes long, and most of a gigabyte when it is inflated.
#[cfg(target_os = "linux")]
#[test]
fn a_page_that_would_fill_the_memory_is_given_up() {
    let zeros = std::io::repeat(0).take(768 << 20);
    let content = deflated(&mut deflated(&mut { zeros }).as_slice());
    assert!(content.len() < 10_000, "{}", content.len());
    // As text, which one more filter makes bytes of.
    let hex: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
    let head = "/Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]";
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>";
    let bomb = file(&[
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        page.to_owned(),
        stream(head, &(hex + ">")),
    ]);
    let unlimited = artist().with_patience(Duration::MAX);
    assert!(unlimited.page(&bomb, 0, &Progress::new()).is_none());
}

#[cfg(target_os = "linux")]
fn deflated(plain: &mut impl Read) -> Vec<u8> {
    let mut packed = Vec::new();
    let level = flate2::Compression::best();
    flate2::read::ZlibEncoder::new(plain, level).read_to_end(&mut packed).unwrap();
    packed
}
