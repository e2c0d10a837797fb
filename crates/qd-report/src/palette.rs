//! The two colours that carry news, favourable and unfavourable, on white and on a dark ground.
//!
//! Everything else of a page is grey. A colour from outside is taken only if words in it can be
//! read: WCAG 2.2 asks for 4.5 to 1. The sign, the side of the axis and a word say the same.

use std::fmt;

use serde::{Serialize, Serializer};

/// The least contrast of words with their ground.
pub const LEAST_CONTRAST: f64 = 4.5;

/// The grounds of pages: white, and the dark one of mail programs at night.
const GROUNDS: (Colour, Colour) = (Colour(255, 255, 255), Colour(0x14, 0x17, 0x1A));

/// A colour in sRGB.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(u8, u8, u8);

/// The colours of news.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Palette {
    /// Favourable.
    pub good: Colour,
    /// Unfavourable.
    pub bad: Colour,
    /// Favourable on a dark ground.
    #[serde(skip)]
    pub good_at_night: Colour,
    /// Unfavourable on a dark ground.
    #[serde(skip)]
    pub bad_at_night: Colour,
}

impl Palette {
    /// Blue and orange, which colour-blind readers tell apart.
    pub const DEFAULT: Self = Self {
        good: Colour(0x0A, 0x6E, 0xBD),
        bad: Colour(0xC2, 0x41, 0x0C),
        good_at_night: Colour(0x58, 0xA6, 0xFF),
        bad_at_night: Colour(0xFF, 0x8A, 0x4C),
    };

    /// Green and red, as the International Business Communication Standards print them.
    pub const IBCS: Self = Self {
        good: Colour(0x1A, 0x7F, 0x37),
        bad: Colour(0xCF, 0x22, 0x2E),
        good_at_night: Colour(0x3F, 0xB9, 0x50),
        bad_at_night: Colour(0xFF, 0x7B, 0x72),
    };

    /// A palette of two colours; their twins for the night are made lighter as far as they must.
    pub fn new(good: Colour, bad: Colour) -> Self {
        let night = |colour: Colour| colour.readable_on(GROUNDS.1);
        Self { good, bad, good_at_night: night(good), bad_at_night: night(bad) }
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Colour {
    /// Reads `#RRGGBB`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })?;
        let part = |at| digits.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// Its contrast with white.
    pub fn contrast_with_white(self) -> f64 {
        self.contrast(GROUNDS.0)
    }

    /// The nearest colour that can be read on white: itself, or a darker one.
    pub fn readable(self) -> Self {
        self.readable_on(GROUNDS.0)
    }

    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let channel = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    /// Moves away from the ground, a hundredth a step, until it can be read.
    fn readable_on(self, ground: Self) -> Self {
        let end = if ground.luminance() > 0.5 { Self(0, 0, 0) } else { Self(255, 255, 255) };
        let step = |from: u8, to: u8, at: u16| {
            let moved = u16::from(from) * (100 - at) + u16::from(to) * at;
            u8::try_from(moved / 100).unwrap_or(to)
        };
        let mut steps = (0..=100).map(|at| {
            Self(step(self.0, end.0, at), step(self.1, end.1, at), step(self.2, end.2, at))
        });
        steps.find(|colour| colour.contrast(ground) >= LEAST_CONTRAST).unwrap_or(end)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, GROUNDS, LEAST_CONTRAST, Palette};

    #[test]
    fn every_palette_can_be_read_by_day_and_by_night() {
        let garish = Palette::new(Colour(0, 90, 0), Colour(120, 0, 0));
        for palette in [Palette::DEFAULT, Palette::IBCS, garish] {
            for colour in [palette.good, palette.bad] {
                assert!(colour.contrast(GROUNDS.0) >= LEAST_CONTRAST, "{colour}");
            }
            for colour in [palette.good_at_night, palette.bad_at_night] {
                assert!(colour.contrast(GROUNDS.1) >= LEAST_CONTRAST, "{colour}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_has_a_nearest_that_can() {
        let check = |text: &str, expected: &str| {
            let colour = Colour::parse(text).unwrap();
            let nearest = colour.readable();
            assert_eq!(nearest.to_string(), expected, "{text}");
            assert!(nearest.contrast_with_white() >= LEAST_CONTRAST);
        };
        check("#0A6EBD", "#0A6EBD");
        check("#FFFFFF", "#757575");
        check("#000000", "#000000");
        assert!((Colour(0, 0, 0).contrast_with_white() - 21.0).abs() < 1e-9);
        for text in ["", "#", "0A6EBD", "#0A6EB", "#0A6EBDFF", "#0A6EBG", "#+1+1+1", "#é6EBD"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
