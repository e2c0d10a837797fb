//! A portfolio's logo: read with bounds, set on white, made small, written anew.
//!
//! The file comes from outside and leaves in every mail, so nothing of it but its pixels does: no
//! metadata, no animation, no alpha that dark mail would shine through.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Limits, Transformations};
use serde::Serialize;

use crate::chart::encode;

/// The largest file that is read.
pub const MAX_LOGO_BYTES: usize = 1 << 20;
/// The longest side of a picture that is read, in pixels.
const MAX_SIDE: u32 = 2_000;
/// What decoding may take.
const MAX_DECODED_BYTES: usize = 20 << 20;
/// The largest size at which it is shown.
const SHOWN: (u32, u32) = (160, 32);
/// How many pixels stand for one.
const SCALE: u32 = 2;

/// A logo as pages show it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Logo {
    /// The PNG, opaque, with at most twice the pixels of its size.
    #[serde(skip)]
    pub png: Vec<u8>,
    /// The width at which it is shown, in pixels.
    pub width: u32,
    /// The height likewise.
    pub height: u32,
}

/// Why a file is no logo.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LogoError {
    /// More bytes than are read.
    #[error("a logo has at most 1 MiB: {0} bytes")]
    TooLarge(usize),
    /// More pixels than are read.
    #[error("a logo has at most 2,000 pixels to a side: {0} by {1}")]
    TooManyPixels(u32, u32),
    /// Not a PNG, or a damaged one.
    #[error("no PNG that can be read: {0}")]
    Unreadable(String),
}

impl Logo {
    /// Reads a PNG.
    pub fn read(bytes: &[u8]) -> Result<Self, LogoError> {
        if bytes.len() > MAX_LOGO_BYTES {
            return Err(LogoError::TooLarge(bytes.len()));
        }
        let image = Image::read(bytes)?;
        let shrunk = image.fitted();
        let (width, height) = (shrunk.width.div_ceil(SCALE), shrunk.height.div_ceil(SCALE));
        let png = encode(shrunk.width, shrunk.height, &shrunk.rgb);
        let png = png.ok_or_else(|| LogoError::Unreadable("it cannot be written anew".into()))?;
        Ok(Self { png, width, height })
    }
}

/// Pixels without alpha, three bytes each.
struct Image {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Image {
    fn read(bytes: &[u8]) -> Result<Self, LogoError> {
        let unreadable = |error: png::DecodingError| LogoError::Unreadable(error.to_string());
        let limits = Limits { bytes: MAX_DECODED_BYTES };
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder
            .set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(unreadable)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width.max(height) > MAX_SIDE {
            return Err(LogoError::TooManyPixels(width, height));
        }
        let size = reader.output_buffer_size();
        let size = size.ok_or(LogoError::TooManyPixels(width, height))?;
        let mut pixels = vec![0; size];
        let frame = reader.next_frame(&mut pixels).map_err(unreadable)?;
        let pixels = &pixels[..frame.buffer_size()];
        // The transformations leave grey or colour, each with alpha.
        let rgb = match (frame.color_type, frame.bit_depth) {
            (ColorType::GrayscaleAlpha, BitDepth::Eight) => on_white::<2>(pixels),
            (ColorType::Rgba, BitDepth::Eight) => on_white::<4>(pixels),
            (kind, _) => return Err(LogoError::Unreadable(format!("pixels of {kind:?}"))),
        };
        Ok(Self { width, height, rgb })
    }

    /// The same picture, no larger than twice the size at which logos are shown: each pixel is the
    /// mean of those that it stands for, in whole numbers.
    fn fitted(self) -> Self {
        let (most_wide, most_high) = (u64::from(SHOWN.0 * SCALE), u64::from(SHOWN.1 * SCALE));
        let (wide, high) = (u64::from(self.width), u64::from(self.height));
        if wide <= most_wide && high <= most_high {
            return self;
        }
        // The side that is farther beyond decides.
        let (width, height) = if wide * most_high > high * most_wide {
            (most_wide, (high * most_wide / wide).max(1))
        } else {
            ((wide * most_high / high).max(1), most_high)
        };
        let mut rgb = Vec::with_capacity((width * height * 3) as usize);
        for row in 0..height {
            let rows = row * high / height..((row + 1) * high).div_ceil(height);
            for column in 0..width {
                let columns = column * wide / width..((column + 1) * wide).div_ceil(width);
                rgb.extend(self.mean(rows.clone(), columns));
            }
        }
        Self { width: width as u32, height: height as u32, rgb }
    }

    fn mean(&self, rows: std::ops::Range<u64>, columns: std::ops::Range<u64>) -> [u8; 3] {
        let n_pixels = (rows.end - rows.start) * (columns.end - columns.start);
        let mut sums = [0_u64; 3];
        for row in rows {
            let at = |column: u64| ((row * u64::from(self.width) + column) * 3) as usize;
            for pixel in self.rgb[at(columns.start)..at(columns.end)].chunks_exact(3) {
                sums.iter_mut().zip(pixel).for_each(|(sum, part)| *sum += u64::from(*part));
            }
        }
        sums.map(|sum| (sum / n_pixels.max(1)) as u8)
    }
}

/// Sets pixels with alpha on white; the last byte of each is its alpha.
fn on_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(pixels.len() / N * 3);
    for pixel in pixels.chunks_exact(N) {
        let alpha = u32::from(pixel[N - 1]);
        let on_white = |part: u8| ((u32::from(part) * alpha + 255 * (255 - alpha)) / 255) as u8;
        // Grey has one part for all three.
        rgb.extend([0, 1, 2].map(|at| on_white(pixel[at.min(N - 2)])));
    }
    rgb
}

#[cfg(test)]
mod tests {
    use super::{Image, Logo, LogoError, MAX_LOGO_BYTES};

    fn png(kind: png::ColorType, (width, height): (u32, u32), pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(kind);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.add_text_chunk("Comment".into(), "a secret place".into()).unwrap();
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn only_pixels_stay_and_none_is_transparent() {
        let bytes = png(png::ColorType::Rgba, (2, 1), &[255, 0, 0, 255, 0, 0, 0, 0]);
        let logo = Logo::read(&bytes).unwrap();
        assert_eq!((logo.width, logo.height), (1, 1));
        assert!(bytes.windows(6).any(|part| part == b"secret"));
        assert!(!logo.png.windows(6).any(|part| part == b"secret"));
        assert_eq!(Image::read(&logo.png).unwrap().rgb, [255, 0, 0, 255, 255, 255]);
        assert_eq!(Logo::read(&logo.png).unwrap(), logo, "written anew it is the same");
        let grey = png(png::ColorType::GrayscaleAlpha, (1, 1), &[100, 51]);
        assert_eq!(Image::read(&grey).unwrap().rgb, [224, 224, 224]);
    }

    #[test]
    fn a_large_logo_is_made_small_with_its_shape() {
        let check = |size: (u32, u32), expected| {
            let pixels = vec![7; (size.0 * size.1) as usize * 3];
            let logo = Logo::read(&png(png::ColorType::Rgb, size, &pixels)).unwrap();
            assert_eq!((logo.width, logo.height), expected, "{size:?}");
            assert!(Image::read(&logo.png).unwrap().rgb.iter().all(|part| *part == 7));
        };
        check((64, 64), (32, 32));
        check((640, 64), (160, 16));
        check((300, 900), (11, 32));
        check((1, 1), (1, 1));
        check((1_999, 2), (160, 1));
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        let check = |bytes: &[u8], expected: &str| {
            let error = Logo::read(bytes).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(b"", "no PNG that can be read");
        check(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG that can be read");
        check(&vec![0; MAX_LOGO_BYTES + 1], "a logo has at most 1 MiB");
        let whole = png(png::ColorType::Grayscale, (40, 40), &[9; 1_600]);
        for end in [20, whole.len() / 2, whole.len() - 20] {
            check(&whole[..end], "no PNG that can be read");
        }
        // A header that claims more pixels than the file can hold.
        let mut bomb = png(png::ColorType::Grayscale, (1, 1), &[9]);
        bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(matches!(
            Logo::read(&bomb),
            Err(LogoError::Unreadable(_) | LogoError::TooManyPixels(..))
        ));
    }
}
