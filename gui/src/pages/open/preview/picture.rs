//! Pictures, decoded within limits.

use std::io::Cursor;

use eframe::egui::ColorImage;
use image::{ImageFormat, ImageReader, Limits};

/// Limits of a picture: pixels on a side, and bytes in memory.
const MAX_SIDE: u32 = 8192;
const MAX_DECODED: u64 = 256 << 20;

pub(super) fn decoded(bytes: &[u8], format: ImageFormat) -> Option<ColorImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    // What fits on a screen is enough, and any graphics card takes it.
    let picture = reader.decode().ok()?.thumbnail(2048, 2048).to_rgba8();
    let size = [picture.width() as usize, picture.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, picture.as_raw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_none_is_not_shown() {
        assert_eq!(decoded(b"no", ImageFormat::Png), None);
    }

    #[test]
    fn a_picture_that_claims_to_be_immense_is_not_decoded() {
        let mut bytes = Vec::new();
        let small = image::RgbaImage::new(2, 2);
        small.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert!(decoded(&bytes, ImageFormat::Png).is_some());
        let wide = image::RgbaImage::new(MAX_SIDE + 1, 1);
        bytes.clear();
        wide.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert_eq!(decoded(&bytes, ImageFormat::Png), None);
    }
}
